"""Room titles: verified cards before a sitting, and how an outcome is carried out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.criteria.states import Voice
from namro.org.access import Access
from namro.org.models import Unit
from namro.papers import content as papers
from namro.papers.content import Block
from namro.sittings.docket import Decided, Docket, Matter, Motion, PersonalSheet, Scope
from namro.sittings.models import AgendaItem
from namro.titles import sums
from namro.titles.models import Card, Round
from namro.titles.states import CardState
from namro.titles.workflow import CARD, DECIDE
from namro.titles.workflow import DOCKET as NAME

STEPS = {"recognise": "recognise", "refuse": "refuse-title"}


def _free(**where: Any) -> QuerySet:
    """Verified cards that stand on no agenda."""
    agenda = AgendaItem.objects.filter(docket=NAME, live=True, source=OuterRef("pk"))
    rows: QuerySet = Card.objects.filter(~Exists(agenda), status=CardState.VERIFIED)
    return rows.annotate(body=Coalesce("round__decider", "round__unit")).filter(**where)


def _bodies(units: QuerySet) -> QuerySet:
    """Bodies that decide on a round with verified cards."""
    waiting = _free().values_list("body", flat=True)
    return units.filter(pk__in=set(waiting))


def _scopes(bodies: Iterable[Unit]) -> dict[int, list[Scope]]:
    found: dict[int, list[Scope]] = defaultdict(list)
    rows = _free(body__in=[body.pk for body in bodies]).order_by("-round")
    columns = ("round", "round__name", "body", "period")
    for row in rows.values(*columns).annotate(n=Count("pk")):
        name = f"{row['round__name']} {-row['period'] % 10_000}"
        found[row["body"]].append(Scope(str(row["round"]), name, row["n"]))
    return found


def _waiting(body: Unit, scope: str) -> list[int]:
    rows = _free(body=body.pk)
    if scope.isdigit():
        rows = rows.filter(round=int(scope))
    return list(rows.order_by("unit__path", "pk").values_list("pk", flat=True))


def _cards(sources: Iterable[int]) -> QuerySet[Card]:
    rows = Card.objects.filter(pk__in=list(sources)).select_related("round", "unit", "person")
    return rows.prefetch_related("scores", "breaches")


def matters(sources: Iterable[int]) -> dict[int, Matter]:
    """Cards as a body reads them."""
    return {card.pk: _matter(card) for card in _cards(sources)}


def _matter(card: Card) -> Matter:
    facts = []
    for voice, found in sums.spoken(card).items():
        if found is None:
            continue
        share = f"{found.share:.0f}/100" if found.share is not None else ""
        facts.append((voice.label, f"{found.band or '–'} {share}".strip()))
    by = {one.by_id for one in card.scores.all() if one.voice == Voice.SELF}
    return Matter(
        source=card.pk,
        version=card.version,
        title=str(card),
        who=str(card.person or card.unit),
        unit=card.unit.name,
        href=reverse("card-detail", args=[card.key]),
        waits=card.status == CardState.VERIFIED,
        facts=facts,
        hints=[f"{one.on:%d/%m/%Y}: {one.source}" for one in card.breaches.all()],
        interested=frozenset(pk for pk in {card.person_id, *by} if pk),
    )


def decide(source: int, motion: str, note: str, version: int, access: Access) -> Card:
    """Take the step of a motion.

    Raises:
        Conflict: the card has moved on.
        Refused: a guard of its life cycle.
    """
    card = Card.objects.select_related("round", "unit", "person").get(pk=source)
    note = note or _("The sitting has decided so.")
    decided: Card = CARD.take(card, STEPS[motion], access, note, version=version)
    return decided


def _topic(scope: str) -> str:
    one = Round.objects.filter(pk=int(scope)).first() if scope.isdigit() else None
    return _("the title “%(name)s”") % {"name": str(one or "")}


def _annex(decided: Sequence[Decided]) -> tuple[Block, int]:
    cards = {card.pk: card for card in _cards(one.source for one in decided)}
    columns = [papers.column(_("Order"), 0.5, "center"), papers.column(_("Whose it is"), 3),
               papers.column(_("Unit"), 2.5), papers.column(_("Name of the title"), 2),
               papers.column(_("Reason"), 2)]  # fmt: skip
    rows: list[list[str | int]] = [
        [n, str(cards[one.source].person or cards[one.source].unit), cards[one.source].unit.name,
         str(cards[one.source].round), one.note]
        for n, one in enumerate((d for d in decided if d.source in cards), start=1)
    ]  # fmt: skip
    return papers.table(columns, rows), len(rows)


def _sheets(decided: Sequence[Decided]) -> list[PersonalSheet]:
    """Titles are told by the decision alone."""
    return []


DOCKET = Docket(
    name=NAME,
    label=_lazy("Titles"),
    capability=DECIDE,
    motions=(
        Motion("recognise", _lazy("Recognise"), _lazy("Recognised")),
        Motion("refuse", _lazy("Do not recognise"), _lazy("Not recognised"), asks_note=True),
    ),
    bodies=_bodies,
    scopes=_scopes,
    waiting=_waiting,
    matters=matters,
    decide=decide,
    topic=_topic,
    annex=_annex,
    sheets=_sheets,
)
