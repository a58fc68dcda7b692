"""How an address is walked: its ids, who is let in, how it is asked, what the allowed one gets."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Args = Callable[[Any], tuple[Any, ...]]
Words = Callable[[Any], dict[str, Any]]


def nothing(made: Any) -> tuple[Any, ...]:
    return ()


def no_words(made: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Row:
    """One address: its ids, who is let in, how it is asked, and what the allowed one gets."""

    args: Args = nothing
    who: str = "van"
    method: str = "get"
    words: Words = field(default=no_words)
    query: Callable[[Any], str] = field(default=lambda made: "")
    gets: int = 200
    keyed: bool = True


def keyed(args: Args, who: str, **more: Any) -> Row:
    return Row(args, who, **more)


def post(args: Args, who: str, words: Words = no_words, gets: int = 302, **more: Any) -> Row:
    return Row(args, who, "post", words, gets=gets, **more)


def plain(who: str = "van", **more: Any) -> Row:
    return Row(nothing, who, keyed=False, **more)


def offered(page: Any) -> dict[str, Any]:
    """What a form says when one presses its button without changing anything."""
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields}
