"""Room titles: what the list of cards may be asked for: rounds, titles and bands that have open cards."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from namro.org.access import Access
from namro.titles.models import Card, Round, facet_of
from namro.titles.workflow import SEE

MOST_ROUNDS = 300


def _with_cards(access: Access) -> QuerySet[Round]:
    """Rounds with a card that is open to this person; a round of the level above is one of them."""
    cards = access.rows(Card, SEE).filter(round=OuterRef("pk"))
    return Round.objects.filter(Exists(cards)).order_by("-period", "name")


def rounds(access: Access, values: dict[str, str]) -> list[tuple[str, str]]:
    return [(str(one.pk), str(one)) for one in _with_cards(access).defer("content")[:MOST_ROUNDS]]


def titles(access: Access, values: dict[str, str]) -> list[tuple[str, str]]:
    names = _with_cards(access).order_by("name").values_list("name", flat=True).distinct()
    return list({facet_of(name): name for name in names}.items())


def bands(access: Access, values: dict[str, str]) -> list[tuple[str, str]]:
    # Of the rounds, which are few: every card of the city would be read for the same words.
    bands = _with_cards(access).values_list("content__bands", flat=True)[:MOST_ROUNDS]
    return [(name, name) for name in sorted({one["name"] for some in bands for one in some})]


def keep_title(rows: QuerySet, value: str, day: Any) -> QuerySet:
    names = rows.order_by().values_list("round__name", flat=True).distinct()
    return rows.filter(round__name__in=[name for name in names if facet_of(name) == value])
