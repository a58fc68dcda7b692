"""Room sittings: a sitting is prepared and held: its agenda, its motions, its decisions."""

from collections.abc import Callable, Iterable, Sequence

from django.db.models import Max
from django.utils.translation import gettext as _

from namro.core import audit, rules, text
from namro.core.errors import Conflict, Refused
from namro.core.write import attempt, writing
from namro.org.access import Access, person_of
from namro.org.models import Unit
from namro.registers.workflow import lock
from namro.sittings import seating
from namro.sittings.counting import RULES, forget, roster, rule_for
from namro.sittings.docket import Matter, docket_of
from namro.sittings.models import AgendaItem, Recusal, Seat, Sitting
from namro.sittings.pulse import beat
from namro.sittings.setup import Setup
from namro.sittings.states import (
    LIVE,
    PREPARING,
    UNSETTLED,
    ItemState,
    SittingState,
    Way,
)
from namro.sittings.workflow import ITEM, LEAD, PREPARE

SHORT = 200


@writing()
def plan(unit: Unit, setup: Setup, access: Access) -> Sitting:
    """Set up a sitting of a body: its members are seated, and all that waits is on its agenda.

    Raises:
        Refused: the right is missing.
    """
    if not access.can(PREPARE, unit):
        raise Refused(_("You may not prepare a sitting of %(unit)s.") % {"unit": unit})
    pack = rules.in_force(RULES, rule_for(unit.branch), setup.planned_at.date())
    sitting = Sitting.objects.create(
        unit=unit,
        status=SittingState.PLANNED,
        rules=pack.id,
        name=text.nfc(setup.name),
        planned_at=setup.planned_at,
        place=text.nfc(setup.place),
        docket=docket_of(setup.docket).name,
        scope=setup.scope,
    )
    audit.record("sitting.plan", sitting, {"name": [None, sitting.name]}, access.actor)
    seating.fill(sitting, access)
    put_on_agenda(sitting, docket_of(setup.docket).waiting(unit, setup.scope), access)
    return sitting


@writing()
def reschedule(sitting: Sitting, setup: Setup, access: Access) -> Sitting:
    """Change name, day or place while it is being prepared."""
    sitting = _prepared(sitting, access)
    fresh = {
        "name": text.nfc(setup.name),
        "planned_at": setup.planned_at,
        "place": text.nfc(setup.place),
    }
    changes = {
        name: [str(getattr(sitting, name)), str(value)]
        for name, value in fresh.items()
        if getattr(sitting, name) != value
    }
    for name, value in fresh.items():
        setattr(sitting, name, value)
    sitting.version += 1
    sitting.save(update_fields=[*fresh, "version"])
    if changes:
        audit.record("sitting.reschedule", sitting, changes, access.actor)
    beat(sitting)
    return sitting


@writing()
def put_on_agenda(sitting: Sitting, sources: Sequence[int], access: Access) -> int:
    """Put lines that wait for the body on the agenda; returns how many were put there.

    A line that stands on the agenda of another sitting stays there. Who has an interest in a
    line is recused from it at once.
    """
    sitting = _prepared(sitting, access)
    docket = docket_of(sitting.docket)
    taken = set(
        AgendaItem.objects.filter(docket=docket.name, live=True, source__in=list(sources))
        .order_by()
        .values_list("source", flat=True)
    )
    matters = docket.matters([one for one in sources if one not in taken])
    last = sitting.items.aggregate(last=Max("order"))["last"] or 0
    wanted = [matters[one] for one in sources if one in matters and matters[one].waits]
    items = AgendaItem.objects.bulk_create(
        AgendaItem(
            unit=sitting.unit,
            sitting=sitting,
            status=ItemState.WAITING,
            order=last + n,
            docket=docket.name,
            source=one.source,
            source_version=one.version,
            title=one.title,
            who=one.who[:SHORT],
            motion=docket.motions[0].name,
        )
        for n, one in enumerate(wanted, 1)
    )
    _recuse_interested(items, matters, roster(sitting).seats)
    if items:
        audit.record("sitting.agenda", sitting, {"lines": [None, len(items)]}, access.actor)
        beat(sitting)
    return len(items)


def _recuse_interested(
    items: Iterable[AgendaItem], matters: dict[int, Matter], seats: list[Seat]
) -> None:
    Recusal.objects.bulk_create(
        (
            Recusal(item=item, seat=seat, reason=_("own line, or answerable for it"))
            for item in items
            for seat in seats
            if seat.votes and matters[item.source].interested & {seat.person_id, seat.stands_for_id}
        ),
        ignore_conflicts=True,
    )


@writing()
def take_off(sitting: Sitting, items: Sequence[AgendaItem], access: Access) -> int:
    """Take lines off the agenda before the sitting opens; they wait on."""
    sitting = _prepared(sitting, access)
    rows = sitting.items.filter(pk__in=[item.pk for item in items])
    n = rows.count()
    rows.delete()
    if n:
        audit.record("sitting.take_off", sitting, {"lines": [n, None]}, access.actor)
        beat(sitting)
    return n


@writing()
def read_anew(item: AgendaItem, access: Access) -> AgendaItem:
    """A line has changed since it was put on the agenda: the body now has the new words."""
    item = _undecided(item, access)
    matter = docket_of(item.docket).matters([item.source]).get(item.source)
    if matter is None or not matter.waits:
        raise Conflict(_("It no longer waits for this body: leave it for another sitting."))
    before = item.source_version
    item.source_version, item.title = matter.version, matter.title
    item.votes.all().delete()
    item.save(update_fields=["source_version", "title"])
    audit.record("item.read_anew", item, {"version": [before, matter.version]}, access.actor)
    beat(item.sitting)
    return item


@writing()
def move(item: AgendaItem, motion: str, note: str, access: Access) -> AgendaItem:
    """Propose another outcome of a line; hands that were raised for the old one count no more.

    Raises:
        Refused: no such motion, or the sitting is over.
    """
    item = _undecided(item, access)
    try:
        docket_of(item.docket).motion(motion)
    except LookupError:
        raise Refused(_("Choose what is proposed of the line."), status=422) from None
    before = item.motion
    if motion != before:
        item.votes.all().delete()
    item.motion, item.motion_note = motion, text.nfc(note, lines=True)
    item.save(update_fields=["motion", "motion_note"])
    audit.record("item.move", item, {"motion": [before, motion]}, access.actor, item.motion_note)
    beat(item.sitting)
    return item


@writing()
def note_remark(item: AgendaItem, remark: str, access: Access) -> AgendaItem:
    """What was said of a line, for the minutes."""
    if item.sitting.status not in LIVE:
        raise Conflict(_("The sitting is over; its minutes are not changed."))
    _lead(item.sitting, access)
    before, item.remark = item.remark, text.nfc(remark, lines=True)
    item.save(update_fields=["remark"])
    audit.record("item.remark", item, {"remark": [before, item.remark]}, access.actor)
    beat(item.sitting)
    return item


@writing()
def recuse(item: AgendaItem, seat: Seat, reason: str, access: Access) -> Recusal:
    """A member with an interest leaves the room for a line; says so, or it is said of them."""
    item = lock(item)
    if item.sitting.status not in LIVE or item.status not in UNSETTLED:
        raise Conflict(_("The line stands at “%(s)s”.") % {"s": item.get_status_display()})
    if seat.person_id != access.person_id:
        _lead(item.sitting, access)
    if not reason.strip():
        raise Refused(_("Say which interest it is."), status=422)
    made, _fresh = Recusal.objects.get_or_create(
        item=item, seat=seat, defaults={"reason": text.nfc(reason)[:SHORT]}
    )
    item.votes.filter(seat=seat).delete()
    audit.record("item.recuse", item, {"seat": [None, str(seat)]}, access.actor, reason)
    beat(item.sitting)
    return made


@writing()
def return_to(item: AgendaItem, seat: Seat, access: Access) -> None:
    """A recusal that was put down by mistake goes; one that the records show stays."""
    item = _undecided(item, access)
    matter = docket_of(item.docket).matters([item.source]).get(item.source)
    if matter is not None and matter.interested & {seat.person_id, seat.stands_for_id}:
        raise Refused(_("%(who)s has an interest in this line by the records.") % {"who": seat})
    if item.recusals.filter(seat=seat).delete()[0]:
        audit.record("item.return_to", item, {"seat": [str(seat), None]}, access.actor)
        beat(item.sitting)


Done = tuple[int, list[tuple[AgendaItem, Refused]]]


@writing()
def step_many(items: Sequence[AgendaItem], step: str, access: Access, note: str = "") -> Done:
    """Take one step on a block of items; returns how many went, and which did not and why."""
    return _each(items, lambda item: ITEM.take(item, step, access, note))


@writing()
def decide_many(
    items: Sequence[AgendaItem], way: str, access: Access, presider: Seat | None = None
) -> Done:
    """Decide a block, by vote or by consensus, as its motions say; each stands for itself.

    `presider` presides where whoever presides over the sitting has an interest.
    """

    def decide(item: AgendaItem) -> None:
        who = presider or roster(item.sitting).presiding
        if who is None or way not in Way.values or not who.votes or not who.present:
            raise Refused(_("Say who presides over the line: a member who is there."), status=422)
        AgendaItem.objects.filter(pk=item.pk, status__in=UNSETTLED).update(
            way=way, presider=who.person_id
        )
        item.way, item.presider = way, who.person
        ITEM.take(item, "decide-item", access)

    return _each(items, decide)


def _each(items: Sequence[AgendaItem], act: Callable[[AgendaItem], object]) -> Done:
    done = 0
    refused: list[tuple[AgendaItem, Refused]] = []
    for item in items:
        try:
            with attempt():
                act(item)
            done += 1
        except Refused as answer:
            refused.append((item, answer))
    if done:
        beat(items[0].sitting)
    return done, refused


@writing()
def sign(items: Sequence[AgendaItem], access: Access) -> int:
    """Who presided over lines confirms how they were put down; returns how many."""
    mine = [one for one in items if not one.signed and one.presider_id == person_of(access).pk]
    for item in mine:
        if item.sitting.status != SittingState.OPEN or item.status != ItemState.DECIDED:
            raise Conflict(_("The line stands at “%(s)s”.") % {"s": item.get_status_display()})
        item.signed = True
        item.save(update_fields=["signed"])
        audit.record("item.sign", item, {"signed": [False, True]}, access.actor)
    if mine:
        beat(mine[0].sitting)
    return len(mine)


def _prepared(sitting: Sitting, access: Access) -> Sitting:
    """Held until the end of the transaction, and still being prepared."""
    fresh: Sitting = lock(sitting)
    if not access.can(PREPARE, fresh.unit):
        raise Refused(_("You may not prepare a sitting of %(unit)s.") % {"unit": fresh.unit})
    if fresh.status not in PREPARING:
        raise Conflict(_("The sitting stands at “%(s)s”.") % {"s": fresh.get_status_display()})
    forget(fresh)
    return fresh


def _undecided(item: AgendaItem, access: Access) -> AgendaItem:
    """Held, on the agenda of a sitting that is not over, and not decided yet."""
    fresh: AgendaItem = lock(item)
    if fresh.sitting.status not in LIVE or fresh.status not in UNSETTLED:
        raise Conflict(_("The line stands at “%(s)s”.") % {"s": fresh.get_status_display()})
    _lead(fresh.sitting, access)
    return fresh


def _lead(sitting: Sitting, access: Access) -> None:
    """In session whoever leads it; before that the office that prepares it, too."""
    if sitting.status in PREPARING and access.can(PREPARE, sitting.unit):
        return
    if not (access.can(LEAD, sitting.unit) and roster(sitting).leads(access)):
        raise Refused(_("The chair or the secretary of the sitting does this."))
