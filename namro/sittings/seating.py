"""Room sittings: who sits: the members of the body, duties, deputies, and who is there."""

from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext as _

from namro.core import audit, clock
from namro.core.errors import Conflict, Refused
from namro.core.write import writing
from namro.org.access import Access
from namro.org.models import Appointment, Grant, Person, Unit
from namro.org.roles import roles_with
from namro.sittings.counting import forget
from namro.sittings.models import Seat, Sitting
from namro.sittings.pulse import beat
from namro.sittings.states import LIVE, PREPARING, Duty, SittingState

LEAD, PREPARE, VOTE = "sitting.lead", "sitting.prepare", "sitting.vote"


def members_of(unit: Unit) -> list[tuple[Person, bool]]:
    """Who belongs to a body today, by post or by role; true for whoever leads it."""
    day = clock.today()
    found: dict[int, tuple[Person, bool]] = {}
    posts = Appointment.objects.on(day).filter(unit=unit).select_related("person")
    for post in posts.order_by("-leads", "pk"):
        found.setdefault(post.person_id, (post.person, post.leads))
    # A deputy sits only where somebody puts them on a seat.
    grants = Grant.objects.on(day).filter(unit=unit, role__in=roles_with(VOTE), deputy_for=None)
    for grant in grants.select_related("person").order_by("pk"):
        found.setdefault(grant.person_id, (grant.person, False))
    return list(found.values())


def fill(sitting: Sitting, access: Access) -> None:
    """The members of the body take their seats; who prepares the sitting keeps its minutes."""
    members = members_of(sitting.unit)
    chair = next((person.pk for person, heads in members if heads), None)
    if chair is None and members:
        chair = members[0][0].pk
    Seat.objects.bulk_create(
        Seat(
            sitting=sitting,
            person=person,
            duty=Duty.CHAIR if person.pk == chair else Duty.MEMBER,
        )
        for person, _heads in members
    )
    if access.person is not None and all(p.pk != access.person_id for p, _heads in members):
        Seat.objects.create(sitting=sitting, person=access.person, duty=Duty.SECRETARY, votes=False)
    forget(sitting)


@writing()
def seat(
    sitting: Sitting, person: Person, duty: str, access: Access, stands_for: Person | None = None
) -> Seat:
    """Give somebody a seat; a deputy takes the place of a member, who then has none.

    Raises:
        Refused: the sitting is called off or closed, or they sit already.
    """
    _may_change(sitting, access)
    if sitting.seats.filter(Q(person=person) | Q(stands_for=person)).exists():
        raise Refused(_("%(who)s has a seat already.") % {"who": person}, status=409)
    votes = duty not in (Duty.GUEST, Duty.SECRETARY)
    if stands_for is not None:
        gone = sitting.seats.filter(person=stands_for, votes=True).first()
        if gone is None:
            raise Refused(
                _("%(who)s is no member of this sitting.") % {"who": stands_for}, status=422
            )
        duty, votes = gone.duty, True
        if gone.cast.exists():
            raise Refused(_("%(who)s has voted already.") % {"who": stands_for}, status=409)
        gone.delete()
    _alone(sitting, duty, None)
    made = Seat.objects.create(
        sitting=sitting, person=person, duty=duty, votes=votes, stands_for=stands_for
    )
    who = f"{person} ({made.get_duty_display()})"
    audit.record("sitting.seat", sitting, {"seat": [str(stands_for or ""), who]}, access.actor)
    beat(sitting)
    return made


@writing()
def unseat(place: Seat, access: Access) -> None:
    """Take a seat away before the sitting opens."""
    sitting = place.sitting
    _may_change(sitting, access)
    if sitting.status not in PREPARING:
        raise Conflict(_("The sitting is in session: mark who is absent instead."))
    audit.record("sitting.unseat", sitting, {"seat": [str(place), None]}, access.actor)
    place.delete()
    beat(sitting)


@writing()
def give_duty(place: Seat, duty: str, access: Access) -> Seat:
    """Change what somebody does at the sitting; chair and secretary pass from who held them."""
    sitting = place.sitting
    _may_change(sitting, access)
    before = place.duty
    _alone(sitting, duty, place.pk)
    place.duty = duty
    # A secretary who is a member keeps the vote; a guest never has one.
    place.votes = duty != Duty.GUEST and (place.votes or before == Duty.GUEST)
    place.save(update_fields=["duty", "votes"])
    audit.record("sitting.duty", sitting, {str(place): [before, duty]}, access.actor)
    beat(sitting)
    return place


@writing()
def mark_present(sitting: Sitting, marks: Mapping[int, tuple[bool, str]], access: Access) -> int:
    """Say of seats who is there, and why somebody is not; returns how many changed.

    Raises:
        Refused: the sitting is over, or this person does not lead it.
    """
    _may_change(sitting, access)
    changes = {}
    for place in sitting.seats.select_related("person").filter(pk__in=marks):
        there, why = marks[place.pk]
        why = "" if there else why
        if (place.present, place.absent_reason) == (there, why):
            continue
        changes[str(place)] = [place.present, there]
        place.present, place.absent_reason = there, why
        place.save(update_fields=["present", "absent_reason"])
    if changes:
        audit.record("sitting.present", sitting, changes, access.actor)
        beat(sitting)
    return len(changes)


def _alone(sitting: Sitting, duty: str, besides: int | None) -> None:
    """One chair, one secretary: whoever held it becomes a member, or a guest without a vote."""
    if duty not in (Duty.CHAIR, Duty.SECRETARY):
        return
    for held in sitting.seats.filter(duty=duty).exclude(pk=besides or 0):
        held.duty = Duty.MEMBER if held.votes else Duty.GUEST
        held.save(update_fields=["duty"])


def _may_change(sitting: Sitting, access: Access) -> None:
    """The office prepares; in session the seats are the secretary's and the chair's."""
    if sitting.status not in LIVE:
        raise Conflict(_("The sitting stands at “%(s)s”.") % {"s": sitting.get_status_display()})
    need = LEAD if sitting.status == SittingState.OPEN else PREPARE
    if not access.can(need, sitting.unit):
        raise Refused(_("You do not have the right to take this step."))
