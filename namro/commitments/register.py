"""Room commitments: its lists as data: lines, the roll of a campaign, and the ledger's periods."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from namro.commitments.models import Campaign, Commitment, Registrant
from namro.commitments.states import COUNTED, WAITING, Kind, Standing, State
from namro.core import clock, text
from namro.ledger import queries as ledger
from namro.ledger import register as ledger_register
from namro.ledger.models import Entry
from namro.ledger.states import Shown
from namro.org.access import Access
from namro.org.models import ids_of
from namro.org.states import RegistrantClass
from namro.registers.listing import Cell, Column, Filter, Listing

COUNTED_FILTER = "counted"


def href(commitment: Commitment) -> str:
    """The page of a line."""
    return reverse("commitment-detail", args=[commitment.key])


def registrant_href(registrant: Registrant) -> str:
    """The page of one place on the roll."""
    return reverse("registrant-detail", args=[registrant.key])


def campaigns(access: Access, values: dict[str, str]) -> list[tuple[str, str]]:
    """The campaigns that a person may see, newest first."""
    found = visible_campaigns(access).order_by("-year", "-pk")
    return [(str(campaign.pk), campaign.name) for campaign in found]


def visible_campaigns(access: Access) -> QuerySet:
    """Campaigns that reach a unit of this person, from above or from below."""
    roots = access.roots.get("campaign.view", set())
    above = {pk for root in roots for pk in ids_of(root)}
    inside = access.rows(Campaign, "campaign.view")
    mine = Campaign.objects.filter(registrants__person=access.person)
    over = Campaign.objects.filter(unit__in=above)
    return Campaign.objects.filter(
        Q(pk__in=inside.order_by().values("pk"))
        | Q(pk__in=mine.order_by().values("pk"))
        | Q(pk__in=over.order_by().values("pk"))
    )


def _status(commitment: Commitment, day: dt.date) -> Cell:
    if commitment.approved_on and commitment.approved_on > day:
        return {"state": State.SUBMITTED.value, "text": State.SUBMITTED.label}
    return {"state": commitment.status, "text": commitment.get_status_display()}


def _declared(commitment: Commitment, day: dt.date) -> Cell:
    if commitment.entry is None:
        return {"text": ""}
    shown = commitment.entry.shown(day)
    return {"state": shown.value, "text": shown.label}


def _declared_plain(commitment: Commitment, day: dt.date) -> str:
    return str(commitment.entry.shown(day).label) if commitment.entry else ""


def _verified(commitment: Commitment, day: dt.date) -> Cell:
    entry = commitment.entry
    return (
        {"state": entry.verified, "text": entry.get_verified_display()} if entry else {"text": ""}
    )


def _who(commitment: Commitment, day: dt.date) -> str:
    return commitment.person.full_name if commitment.person else commitment.unit.name


def _fixed(choices: Sequence[tuple[str, Any]]) -> Any:
    def given(access: Access, values: dict[str, str]) -> Any:
        return choices

    return given


def _keep_status(found: QuerySet, value: str, day: dt.date) -> QuerySet:
    groups = {COUNTED_FILTER: COUNTED, "waiting": WAITING}
    if day < clock.today():  # what was approved later waited on that day
        later = Q(status=State.APPROVED, approved_on__gt=day)
        if value == State.APPROVED:
            return found.filter(status=value, approved_on__lte=day)
        if value in (State.SUBMITTED, "waiting"):
            return found.filter(Q(status__in=groups.get(value, (value,))) | later)
    return found.filter(status__in=groups.get(value, (value,)))


def _keep_topic(found: QuerySet, value: str, day: dt.date) -> QuerySet:
    return found.filter(topic=None) if value == "none" else found.filter(topic_id=int(value))


def _topics(access: Access, values: dict[str, str]) -> list[tuple[str, Any]]:
    chosen = text.whole_number(values.get("campaign", ""))
    if chosen is None:
        return [("none", _("No topic"))]
    campaign = visible_campaigns(access).filter(pk=chosen).first()
    topics = campaign.topics.all() if campaign else ()
    return [("none", _("No topic")), *((str(topic.pk), topic.text) for topic in topics)]


def _keep_state(found: QuerySet, value: str, day: dt.date) -> QuerySet:
    entries = ledger.shown_as(Entry.objects.filter(register="commitment"), value, day)
    return found.filter(entry__in=entries)


CAMPAIGN = Filter(
    "campaign",
    _("Campaign"),
    campaigns,
    lambda found, value, day: found.filter(campaign=int(value)),
)

COMMITMENTS = Listing(
    name="commitments",
    title=_("Registrations"),
    model=Commitment,
    capability="commitment.view",
    # The plain columns carry the heads that the importer reads, so an export goes in again.
    columns=(
        Column("title", _("Work"), lambda c, d: {"text": c.title}, lambda c, d: c.title),
        Column("who", _("Full name"), lambda c, d: {"text": _who(c, d)}, _who, order="name"),
        Column("unit", _("Unit"), lambda c, d: {"text": c.unit.name}, lambda c, d: c.unit.name),
        Column(
            "kind",
            _("Kind"),
            lambda c, d: {"text": c.get_kind_display()},
            lambda c, d: str(c.get_kind_display()),
        ),
        Column(
            "due",
            _("Due"),
            lambda c, d: {"date": c.due, "text": c.due_text},
            lambda c, d: c.due or c.due_text,
            order="due",
        ),
        Column("status", _("Approval"), _status, lambda c, d: str(c.get_status_display())),
        Column("declared", _("Declared"), _declared, _declared_plain),
        Column(
            "verified",
            _("Verified"),
            _verified,
            lambda c, d: str(c.entry.get_verified_display()) if c.entry else "",
            optional=True,
        ),
        Column(
            "result",
            _("Result"),
            lambda c, d: {"text": c.result},
            lambda c, d: c.result,
            optional=True,
        ),
        Column(
            "number",
            _("Number"),
            lambda c, d: {"text": c.code},
            lambda c, d: c.code,
            optional=True,
            related=("campaign",),
        ),
        Column(
            "leader",
            _("Answerable leader"),
            lambda c, d: {"text": str(c.leader or "")},
            lambda c, d: str(c.leader or ""),
            optional=True,
            related=("leader",),
        ),
        Column(
            "topic",
            _("Topic"),
            lambda c, d: {"text": str(c.topic or "")},
            lambda c, d: str(c.topic or ""),
            optional=True,
            related=("topic",),
        ),
        Column(
            "submitted",
            _("Handed in on"),
            lambda c, d: {"date": c.submitted_on},
            lambda c, d: c.submitted_on,
            optional=True,
        ),
    ),
    filters=(
        CAMPAIGN,
        Filter(
            "status",
            _("Approval"),
            _fixed(
                (
                    (COUNTED_FILTER, _("Registered")),
                    ("waiting", _("Waiting for a body")),
                    *State.choices,
                )
            ),
            _keep_status,
        ),
        Filter("kind", _("Kind"), _fixed(Kind.choices), lambda q, v, d: q.filter(kind=v)),
        Filter("topic", _("Topic"), _topics, _keep_topic),
        Filter("state", _("Declared"), _fixed(Shown.choices), _keep_state),
        Filter(
            "late",
            _("Handed in late"),
            _fixed(ledger_register.YES_NO),
            lambda q, v, d: q.filter(late=v == "yes"),
        ),
    ),
    orders={"new": ("pk", True), "due": ("due_key", False), "name": ("name_key", False)},
    order="new",
    href=href,
    related=("person", "unit", "entry"),
    began="submitted_on",
    empty=_("No registrations here yet."),
)


def _standing(registrant: Registrant, day: dt.date) -> Cell:
    return {"state": registrant.standing, "text": registrant.get_standing_display()}


def _keep_standing(found: QuerySet, value: str, day: dt.date) -> QuerySet:
    groups = {
        "registered": (Standing.MET, Standing.SHORT),
        "asked": (Standing.MET, Standing.SHORT, Standing.MISSING),
    }
    return found.filter(standing__in=groups.get(value, (value,)))


ROLL = Listing(
    name="roll",
    title=_("Roll of the campaign"),
    model=Registrant,
    capability="commitment.view",
    columns=(
        Column(
            "who", _("Full name"), lambda r, d: {"text": str(r)}, lambda r, d: str(r), order="name"
        ),
        Column("unit", _("Unit"), lambda r, d: {"text": r.unit.name}, lambda r, d: r.unit.name),
        Column(
            "klass",
            _("Class"),
            lambda r, d: {"text": r.get_klass_display()},
            lambda r, d: str(r.get_klass_display()),
        ),
        Column(
            "items", _("Items"), lambda r, d: {"number": r.items}, lambda r, d: r.items, number=True
        ),
        Column("standing", _("Standing"), _standing, lambda r, d: str(r.get_standing_display())),
        Column(
            "reason",
            _("Why exempt"),
            lambda r, d: {"text": r.exempt_reason},
            lambda r, d: r.exempt_reason,
        ),
    ),
    filters=(
        CAMPAIGN,
        Filter(
            "standing",
            _("Standing"),
            _fixed(
                (
                    *Standing.choices,
                    ("registered", _("Registered at least one")),
                    ("asked", _("Asked to register")),
                )
            ),
            _keep_standing,
        ),
        Filter(
            "klass",
            _("Class"),
            _fixed(RegistrantClass.choices),
            lambda q, v, d: q.filter(klass=v),
        ),
    ),
    orders={"name": ("name_key", False)},
    order="name",
    href=registrant_href,
    related=("person", "unit"),
    empty=_("Nobody is on the roll here."),
)

LEDGER = ledger_register.listing(
    Filter(
        "period",
        _("Campaign"),
        campaigns,
        lambda found, value, day: found.filter(period=int(value)),
    )
)
