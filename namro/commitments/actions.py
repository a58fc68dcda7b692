"""Room commitments: every change of campaigns, the roll, lines and amendments that is no step."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from namro.commitments import clears, following, roll
from namro.commitments.models import (
    CONTENT,
    Amendment,
    Body,
    Campaign,
    CaseFile,
    ClassRule,
    Commitment,
    Registrant,
    Topic,
)
from namro.commitments.states import (
    EDITABLE,
    AmendmentState,
    CampaignState,
    Source,
    Standing,
    State,
)
from namro.commitments.workflow import COMMITMENT
from namro.core import audit, clock, rules, text
from namro.core.audit import Actor, Line
from namro.core.errors import Conflict, Refused
from namro.core.write import attempt, writing
from namro.figures import tally
from namro.org.access import Access, person_of
from namro.org.models import Appointment, Person, Unit
from namro.registers.workflow import lock


@dataclass(frozen=True)
class Setup:
    """What an office says when it sets a campaign up; the rules come from a dated pack."""

    slug: str
    name: str
    year: int
    opens: dt.date
    closes: dt.date
    subject: str
    begins_on: dt.date | None = None
    ends_on: dt.date | None = None
    decision: str = ""
    clears: str = ""
    bodies: Sequence[Unit] = field(default_factory=tuple)


@writing()
def set_up(unit: Unit, setup: Setup, access: Access) -> Campaign:
    """Make a campaign with the rules in force on its first day."""
    if not access.can("campaign.edit", unit):
        raise Refused(_("You may not set up campaigns in %(unit)s.") % {"unit": unit})
    pack = rules.in_force(clears.RULES, setup.subject, setup.opens)
    chosen = clears.preset(setup.clears or pack.rules["campaign"]["clears"], setup.opens)
    campaign = Campaign.objects.create(
        unit=unit,
        status=CampaignState.DRAFT,
        slug=setup.slug,
        name=text.nfc(setup.name),
        year=setup.year,
        opens=setup.opens,
        closes=setup.closes,
        begins_on=setup.begins_on or dt.date(setup.year, 1, 1),
        ends_on=setup.ends_on or dt.date(setup.year, 12, 31),
        late_rule=pack.rules["campaign"]["late_rule"],
        clears=chosen.clears,
        clears_name=chosen.name,
        rules=pack.id,
        decision=setup.decision,
    )
    for rule in pack.rules["classes"]:
        ClassRule.objects.create(campaign=campaign, **rule)
    for body in pack.rules["bodies"]:
        _set_body(campaign, body, setup.bodies)
    audit.record("campaign.set_up", campaign, {"rules": [None, pack.id]}, access.actor)
    return campaign


def _set_body(campaign: Campaign, body: dict[str, Any], units: Sequence[Unit]) -> None:
    if "nearest" in body:
        Body.objects.create(campaign=campaign, order=body["order"], nearest=body["nearest"])
        return
    if len(units) < body["order"]:
        raise Refused(
            _("Choose the approving body “%(name)s”.") % {"name": body["name"]}, status=422
        )
    Body.objects.create(campaign=campaign, order=body["order"], unit=units[body["order"] - 1])


@writing()
def set_topics(campaign: Campaign, topics: Iterable[str], access: Access) -> int:
    """Add orientation topics; one that stands already is left alone."""
    standing = set(campaign.topics.values_list("text", flat=True))
    fresh = [t for t in dict.fromkeys(map(text.nfc, topics)) if t and t not in standing]
    Topic.objects.bulk_create(
        Topic(campaign=campaign, text=words[:300], order=len(standing) + place)
        for place, words in enumerate(fresh)
    )
    audit.record("campaign.topics", campaign, {"topics": [None, fresh]}, access.actor)
    return len(fresh)


@writing()
def call_up(campaign: Campaign, units: Iterable[Unit], access: Access) -> int:
    """Put on the roll whoever holds a post of one of the campaign's classes in these units.

    A documented bulk action: one entry in the trail for the whole call, none for each name.
    Who is on the roll already stays as they are; a person is asked once, in the first class
    that the campaign names.
    """
    classes = list(campaign.classes.values_list("klass", flat=True))
    asked = set(campaign.registrants.values_list("person_id", flat=True))
    found: dict[int, tuple[int, Appointment]] = {}
    posts = Appointment.objects.on(campaign.opens).filter(
        unit__in=[unit.pk for unit in units], klass__in=classes
    )
    for post in posts.select_related("person", "unit").order_by("pk").iterator(chunk_size=2000):
        rank = classes.index(post.klass)
        if post.person_id not in asked and rank < found.get(post.person_id, (99, post))[0]:
            found[post.person_id] = (rank, post)
    rows = [_place(campaign, post.person, post.unit, post.klass) for _rank, post in found.values()]
    Registrant.objects.bulk_create(rows, batch_size=500)
    for row in rows:
        tally.shift(campaign.pk, row.counted_path, [], row.tally())
    audit.record("campaign.call_up", campaign, {"registrants": [None, len(rows)]}, access.actor)
    return len(rows)


def _place(campaign: Campaign, person: Person | None, unit: Unit, klass: str) -> Registrant:
    who = person.full_name if person else unit.name
    return Registrant(
        campaign=campaign,
        person=person,
        unit=unit,
        klass=klass,
        standing=Standing.MISSING,
        name_key=person.sort_key if person else unit.sort_key,
        search_text=text.fold(f"{who} {unit.name}")[:800],
    )


@writing()
def add_registrant(
    campaign: Campaign, person: Person | None, unit: Unit, klass: str, by: Actor
) -> Registrant:
    """Put one person, or one collective, on the roll."""
    found = Registrant.objects.filter(campaign=campaign, person=person)
    if person is None:
        found = found.filter(unit=unit)
    if standing := found.first():
        return standing
    row = _place(campaign, person, unit, klass)
    row.save()
    tally.shift(campaign.pk, row.counted_path, [], row.tally())
    audit.record("roll.add", row, {"klass": [None, klass]}, by)
    return row


@writing()
def exempt(registrant: Registrant, reason: str, access: Access) -> Registrant:
    """Take somebody out of what is asked, with one of the reasons that the campaign allows."""
    rule = roll.rule_of(registrant)
    if not access.can("commitment.behalf", registrant.unit):
        raise Refused(_("You may not change the roll of %(unit)s.") % {"unit": registrant.unit})
    roll.stays(registrant.campaign)
    if rule is None or reason not in rule.exempt_reasons:
        raise Refused(_("Choose one of the reasons that the campaign allows."), status=422)
    registrant = lock(registrant)
    if registrant.items:
        raise Refused(_("%(who)s has registered already.") % {"who": registrant})
    with tally.counted(registrant):
        registrant.exempt_reason = reason
        registrant.standing = Standing.EXEMPT
        registrant.save(update_fields=["exempt_reason", "standing"])
    audit.record("roll.exempt", registrant, {"reason": [None, reason]}, access.actor)
    return registrant


@writing()
def ask_again(registrant: Registrant, access: Access) -> Registrant:
    """Take an exemption back."""
    if not access.can("commitment.behalf", registrant.unit):
        raise Refused(_("You may not change the roll of %(unit)s.") % {"unit": registrant.unit})
    roll.stays(registrant.campaign)
    registrant = lock(registrant)
    rule, before = roll.rule_of(registrant), registrant.exempt_reason
    with tally.counted(registrant):
        registrant.exempt_reason = ""
        minimum = rule.minimum if rule else 1
        registrant.standing = roll.standing_for(registrant.items, minimum, exempt=False)
        registrant.save(update_fields=["exempt_reason", "standing"])
    audit.record("roll.ask_again", registrant, {"reason": [before, ""]}, access.actor)
    return registrant


@dataclass(frozen=True)
class Way:
    """How a registration came in."""

    source: str = Source.FORM
    row_key: str = ""
    behalf_reason: str = ""


@writing()
def draft(
    registrant: Registrant, content: dict[str, Any], access: Access, way: Way | None = None
) -> Commitment:
    """Begin a line for a registrant: one's own, or on behalf of somebody, which is traced."""
    way = way or Way()
    own = registrant.person_id is not None and registrant.person_id == access.person_id
    if not own and not access.can("commitment.behalf", registrant.unit):
        raise Refused(_("You may not register for %(who)s.") % {"who": registrant})
    commitment = Commitment(
        campaign=registrant.campaign,
        registrant=registrant,
        person=registrant.person,
        unit=registrant.unit,
        status=State.DRAFT,
        number=_next_number(registrant),
        source=way.source,
        row_key=way.row_key,
        behalf_by=None if own else access.person,
        behalf_reason="" if own else way.behalf_reason,
        **content,
    )
    _complete(commitment)
    commitment.set_keys()
    commitment.save(force_insert=True)
    tally.shift(commitment.period, commitment.counted_path, [], commitment.tally())
    audit.record_many([_drafted(commitment)], access.actor)
    return commitment


@writing()
def register(
    registrant: Registrant, content: dict[str, Any], access: Access, way: Way | None = None
) -> tuple[Commitment, Refused | None]:
    """Begin a line and hand it in, in one transaction; what cannot go stays a draft, with why."""
    return hand_in(draft(registrant, content, access, way), access)


@writing()
def hand_in(line: Commitment, access: Access) -> tuple[Commitment, Refused | None]:
    """Hand a draft in; one that cannot go stays a draft, with why."""
    try:
        with attempt():
            return COMMITMENT.take(line, "submit", access), None
    except Refused as refused:
        return line, refused


def _drafted(commitment: Commitment) -> Line:
    principal = commitment.person if commitment.behalf_by_id else None
    return Line(
        "commitment.draft",
        commitment,
        {"title": [None, commitment.title]},
        on_behalf_id=principal.pk if principal else None,
        on_behalf_name=principal.full_name if principal else "",
    )


@writing()
def edit(
    commitment: Commitment, content: dict[str, Any], access: Access, version: int
) -> Commitment:
    """Change the words of a draft or a returned line.

    Raises:
        Conflict: the line has moved on since the form was opened; nothing was overwritten.
    """
    commitment = lock(commitment)
    if not may_edit(commitment, access):
        raise Refused(_("This line cannot be changed now."))
    if commitment.version != version:
        raise Conflict(_("This line was changed in another window or by somebody else."))
    before = following.words(commitment)
    with tally.counted(commitment):
        for name, value in content.items():
            setattr(commitment, name, value)
        _complete(commitment)
        commitment.set_keys()
        commitment.version += 1
        commitment.save()
    changes = {
        n: [old, new] for n, old, new in following.differences(before, following.words(commitment))
    }
    audit.record("commitment.edit", commitment, changes, access.actor)
    return commitment


def may_edit(commitment: Commitment, access: Access) -> bool:
    """May this person change the words now?"""
    return commitment.status in EDITABLE and access.may("commitment.submit", commitment)


@writing()
def ask_change(
    commitment: Commitment, content: dict[str, Any], why: str, access: Access
) -> Amendment:
    """Ask for other words after approval; what was approved stands until the change is approved."""
    commitment = lock(commitment)
    if commitment.status != State.APPROVED:
        raise Refused(_("Only an approved line is changed in this way."))
    if not access.may("commitment.submit", commitment):
        raise Refused(_("This line cannot be changed now."))
    if commitment.amendments.filter(status=AmendmentState.ASKED).exists():
        raise Refused(_("A change has been asked for already and waits for approval."))
    if not why.strip():
        raise Refused(_("Say why, so that the person can act on it."), status=422)
    typed = following.words(Commitment(**content))
    kept = following.words(commitment) | {name: typed[name] for name in CONTENT if name in content}
    if kept == following.words(commitment):
        raise Refused(_("Nothing was changed."), status=422)
    last = commitment.campaign.bodies.count()
    amendment = Amendment.objects.create(
        commitment=commitment,
        unit=commitment.unit,
        content=kept,
        why=text.nfc(why, lines=True),
        waits_for=roll.body_for(commitment, last),
        asked_by=person_of(access),
        asked_on=clock.today(),
        status=AmendmentState.ASKED,
    )
    audit.record("change.ask", commitment, {}, access.actor, why)
    return amendment


@writing()
def decide_many(
    commitments: Sequence[Commitment],
    step: str,
    access: Access,
    note: str = "",
    seen: Mapping[int, int | None] | None = None,
) -> tuple[int, list[tuple[Commitment, Refused]]]:
    """Take one step on a block of lines; returns how many went, and which did not and why.

    `seen` says which version of a line was read, by the id of the line.
    """
    done = 0
    refused: list[tuple[Commitment, Refused]] = []
    for commitment in commitments:
        try:
            with attempt():
                version = (seen or {}).get(commitment.pk)
                COMMITMENT.take(commitment, step, access, note, version=version)
            done += 1
        except Refused as answer:
            refused.append((commitment, answer))
    return done, refused


@writing()
def open_case(title: str, unit: Unit, since: dt.date, story: str, access: Access) -> CaseFile:
    """Open a case file that outlives the years."""
    if not access.can("commitment.behalf", unit) and not access.can("commitment.submit", unit):
        raise Refused(_("You may not open a case file in %(unit)s.") % {"unit": unit})
    case = CaseFile.objects.create(
        title=text.nfc(title),
        unit=unit,
        since=since,
        story=text.nfc(story, lines=True),
        status="open",
    )
    audit.record("case.open", case, {"title": [None, case.title]}, access.actor)
    return case


def _next_number(registrant: Registrant) -> int:
    last = Commitment.objects.filter(
        campaign=registrant.campaign_id, registered_in=registrant.unit_id
    ).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _complete(commitment: Commitment) -> None:
    """Fill what follows from the person: who is accountable, and who answers for it."""
    if commitment.accountable_id is None and commitment.person_id is not None:
        commitment.accountable = commitment.person
    if commitment.leader_id is None:
        commitment.leader = roll.leader_of(commitment.registrant)
