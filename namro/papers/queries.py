"""Room papers: which papers a person finds, what a book holds, which symbol is a paper of ours."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from namro.core import text
from namro.org.access import Access
from namro.papers import symbols
from namro.papers.kinds import every
from namro.papers.models import Bundle, NumberBook, Paper, Template

PAGE = 50
MOST_LINKS = 400


@dataclass(frozen=True)
class Asked:
    """What is looked for: words or a symbol, a kind, and after which paper the page begins."""

    words: str = ""
    kind: str = ""
    after: int | None = None


def found(access: Access, asked: Asked) -> QuerySet[Paper]:
    """Papers that this person may see, the newest first."""
    rows = access.rows(Paper, "paper.view").select_related("unit", "person")
    if asked.words:
        symbol = symbols.parse(asked.words)
        if symbol is not None:
            rows = rows.filter(symbol=symbol.canonical)
        else:
            words = text.fold(asked.words)
            # A sheet is found by whose it is: all sheets of one sitting bear one title.
            rows = rows.filter(
                Q(search_text__contains=words) | Q(person__search_text__contains=words)
            )
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    return rows.order_by("-pk")


def page_of(access: Access, asked: Asked) -> tuple[list[Paper], int | None]:
    """One page of them, and after which paper the next one begins."""
    rows = found(access, asked)
    if asked.after is not None:
        rows = rows.filter(pk__lt=asked.after)
    shown = list(rows.defer("content")[: PAGE + 1])
    return shown[:PAGE], shown[PAGE - 1].pk if len(shown) > PAGE else None


def papers_of(record: Model) -> QuerySet[Paper]:
    """The papers that were issued of a record, the newest first; whoever may see the record may."""
    key = str(getattr(record, "key", record.pk))
    rows = Paper.objects.filter(register=record._meta.label_lower, source=key)
    return rows.order_by("-pk")


def labels() -> dict[str, str]:
    """Names of kinds, as a page shows them."""
    return {kind.name: str(kind.label) for kind in every()}


def books(access: Access) -> list[NumberBook]:
    """The books of numbers that this person may read."""
    rows = access.rows(NumberBook, "paper.view").select_related("unit")
    return list(rows.order_by("unit__path", "form", "kind", "-since"))


def in_book(book: NumberBook) -> list[Paper]:
    """Every number of a book, cancelled ones too."""
    rows = book.papers.select_related("cancelled_by", "issued_by").defer("content")
    return list(rows.order_by("number"))


def gaps(book: NumberBook, rows: list[Paper]) -> list[int]:
    """Numbers that should be there and are not: none, ever."""
    return sorted(set(range(1, book.last + 1)) - {row.number for row in rows if row.number})


def symbol_links(texts: Iterable[str], access: Access, but: Paper | None = None) -> dict[str, str]:
    """Symbols in texts that are papers this person may see, with their addresses.

    A symbol that several bodies have given leads to the list of them.
    """
    wanted = {one.canonical for words in texts for one in symbols.find(words)}
    if not wanted:
        return {}
    rows = access.rows(Paper, "paper.view").filter(symbol__in=sorted(wanted)[:MOST_LINKS])
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    keys: dict[str, list[Any]] = {}
    for symbol, key in rows.values_list("symbol", "key"):
        keys.setdefault(symbol, []).append(key)
    return {
        symbol: reverse("paper-detail", args=[found[0]])
        if len(found) == 1
        else reverse("papers", query={"q": symbol})
        for symbol, found in keys.items()
    }


def bundle_of(access: Access, key: Any) -> Bundle | None:
    """A bundle of one's own, while every paper in it may still be seen."""
    rows = access.rows(Bundle, "paper.view").filter(user_id=access.user_id, key=key)
    bundle: Bundle | None = rows.select_related("file", "unit").first()
    if bundle is None:
        return None
    papers = set(bundle.papers.values_list("pk", flat=True))
    seen = access.rows(Paper, "paper.view").filter(pk__in=papers).values_list("pk", flat=True)
    return bundle if set(seen) == papers else None


def versions() -> list[Template]:
    """Every template that was put in place, the newest first."""
    return list(Template.objects.select_related("file", "put_by").order_by("form", "-version"))
