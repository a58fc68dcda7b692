"""Room titles: what becomes of cards and rounds that meet where their unit is carried on."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from namro.core import text
from namro.registers.passing import Rule

NAME = 200


def _named_apart(one: Any, taken: set[tuple[Any, ...]]) -> dict[str, Any]:
    """The name of the body from which it came is put behind it."""
    name, n = f"{one.name[:90]} – {one.unit.name[:100]}", 2
    while (name, one.period) in taken:
        name, n = f"{one.name[:90]} – {one.unit.name[:100]} ({n})", n + 1
    return {"name": name[:NAME], "search_text": text.fold(f"{name} {one.search_text}")[:1200]}


CARD = Rule(
    _("The unit that carries it on has a card of its own in this round. This card stays with the"
      " unit that closes, and can be finished there."),
)  # fmt: skip
ROUND = Rule(
    _("The body that carries it on has a round of this name and year. This one goes on beside it,"
      " with the name of the closed body behind its own."),
    settle=_named_apart,
    beside=("decider",),
)  # fmt: skip
