"""Room org: every change of units, people, posts, grants and accounts, each with its entry."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from namro.core import audit, clock, text
from namro.core.audit import Actor, Line
from namro.core.errors import Refused
from namro.core.write import writing
from namro.org.access import Access
from namro.org.followers import FOLLOWERS
from namro.org.models import (
    Appointment,
    Grant,
    Person,
    Placement,
    Unit,
    UnitCode,
    UnitName,
    User,
)
from namro.org.roles import ROLES, Role


@writing()
def create_unit(
    name: str, branch: str, kind: str, parent: Unit | None, since: dt.date, by: Actor
) -> Unit:
    """Add a unit under its parent."""
    if parent is not None and parent.until is not None and parent.until <= since:
        raise Refused(_("%(unit)s had closed by then. Choose another parent.") % {"unit": parent})
    unit = Unit(name=name, branch=branch, kind=kind, parent=parent, since=since)
    # The path needs the row's own id; the placeholder never leaves this transaction.
    unit.path = uuid.uuid4().hex
    unit.save()
    unit.path = f"{parent.path if parent else ''}{unit.pk}."
    unit.order = unit.pk
    unit.save(update_fields=["path", "order"])
    UnitName.objects.create(unit=unit, name=unit.name, kind=kind, since=since)
    Placement.objects.create(unit=unit, parent=parent, path=unit.path, since=since)
    audit.record("unit.create", unit, {"name": [None, name], "parent": [None, str(parent)]}, by)
    return unit


@writing()
def set_level(unit: Unit, level: str) -> Unit:
    """Say which level a unit that was just set up is of."""
    unit.level = level
    unit.save(update_fields=["level"])
    UnitName.objects.filter(unit=unit).update(level=level)
    return unit


@writing()
def rename_unit(unit: Unit, name: str, by: Actor, since: dt.date | None = None) -> Unit:
    """Give a unit another name from a day on; without a day the name was wrong and is corrected."""
    before, row = unit.name, UnitName.objects.get(unit=unit, until=unit.until)
    if since is not None and since <= row.since:
        raise Refused(
            _("%(unit)s got its name on %(day)s; choose a later day, or correct that name.")
            % {"unit": unit, "day": f"{row.since:%d/%m/%Y}"},
            status=422,
        )
    unit.name = name
    unit.save(update_fields=["name", "sort_key", "search_text"])
    if since is None:
        row.name = name
        row.save(update_fields=["name", "search_text"])
    else:
        row.until = since
        row.save(update_fields=["until"])
        UnitName.objects.create(
            unit=unit, name=unit.name, kind=unit.kind, level=unit.level, since=since
        )
    audit.record("unit.rename", unit, {"name": [before, unit.name], "since": [None, since]}, by)
    return unit


@writing()
def close_unit(unit: Unit, until: dt.date, by: Actor) -> Unit:
    """Close a unit from a day on; refused while anything is open in it or below it."""
    open_below = Unit.objects.under(unit).exclude(pk=unit.pk).filter(until=None).count()
    if open_below:
        raise Refused(
            _("%(count)s units below %(unit)s are still open. Close or move them first.")
            % {"count": open_below, "unit": unit}
        )
    if until <= unit.since:
        raise Refused(
            _("A unit closes after the day it was set up (%(day)s).")
            % {"day": f"{unit.since:%d/%m/%Y}"}
        )
    if held := _held(unit, until):
        raise Refused(
            _("%(unit)s still has %(held)s. Let a reorganisation carry them on.")
            % {"unit": unit, "held": held},
            status=409,
        )
    unit.until = until
    unit.save(update_fields=["until"])
    for model in (Placement, UnitName, UnitCode):
        model.objects.filter(unit=unit, until=None).update(until=until)
    audit.record("unit.close", unit, {"until": [None, until]}, by)
    return unit


def _held(unit: Unit, until: dt.date) -> str:
    """What is open in a unit, in words and numbers."""
    later = Q(until=None) | Q(until__gt=until)
    counts: list[tuple[str | Promise, int]] = [
        (_("posts"), Appointment.objects.filter(later, unit=unit).count()),
        (_("roles"), Grant.objects.filter(later, unit=unit).count()),
    ]
    for follower in FOLLOWERS:
        counts += [(one.what, one.n) for one in follower.hanging([unit.pk])]
    return ", ".join(f"{n} {what}" for what, n in counts if n)


@writing()
def give_code(unit: Unit, code: str, since: dt.date, by: Actor) -> UnitCode:
    """Give a unit its official code from a day on; the one before ends that day."""
    UnitCode.objects.filter(unit=unit, until=None, since__lt=since).update(until=since)
    row = UnitCode.objects.create(unit=unit, code=code, since=since)
    audit.record("unit.code", unit, {"code": [None, code], "since": [None, since]}, by)
    return row


@writing()
def add_person(full_name: str, by: Actor, born_on: dt.date | None = None) -> Person:
    """Add one human; whoever calls has asked whether they are known already."""
    person = Person(full_name=full_name, born_on=born_on)
    person.save()
    audit.record("person.add", person, {"full_name": [None, person.full_name]}, by)
    return person


@writing()
def appoint(  # noqa: PLR0913 - a post is person x unit x days x class
    person: Person,
    unit: Unit,
    post: str,
    since: dt.date,
    by: Actor,
    *,
    klass: str = "",
    leads: bool = False,
) -> Appointment:
    """Give a person a post in a unit from a day on."""
    row = Appointment.objects.create(
        person=person, unit=unit, post=text.nfc(post), since=since, klass=klass, leads=leads
    )
    audit.record("person.appoint", person, {"post": [None, str(row)], "since": [None, since]}, by)
    return row


@dataclass(frozen=True)
class Arrival:
    """One line of a list of people: who, and the post they take."""

    full_name: str
    unit: Unit
    post: str
    klass: str = ""
    leads: bool = False
    born_on: dt.date | None = None


@writing()
def bring_in(arrivals: Sequence[Arrival], since: dt.date, by: Actor) -> list[Person]:
    """Bring a list of new people in with their posts; a documented bulk load, one entry each."""
    people = [Person(full_name=one.full_name, born_on=one.born_on) for one in arrivals]
    for person in people:
        person.set_keys()
    Person.objects.bulk_create(people, batch_size=500)
    posts = [
        Appointment(
            person=person,
            unit=one.unit,
            post=text.nfc(one.post),
            klass=one.klass,
            leads=one.leads,
            since=since,
        )
        for person, one in zip(people, arrivals, strict=True)
    ]
    Appointment.objects.bulk_create(posts, batch_size=500)
    audit.record_many(
        (Line("person.add", post.person, {"post": [None, str(post)]}) for post in posts), by
    )
    return people


@writing()
def end_appointment(row: Appointment, until: dt.date, by: Actor, note: str = "") -> Appointment:
    """End a post; the row stays."""
    row.until = until
    row.save(update_fields=["until"])
    changes = {"post": [str(row), None], "until": [None, until]}
    audit.record("person.leave", row.person, changes, by, note)
    return row


@writing()
def give_grant(  # noqa: PLR0913 - a grant is person x role x unit x days
    person: Person,
    role: str,
    unit: Unit,
    since: dt.date,
    access: Access,
    *,
    until: dt.date | None = None,
    deputy_for: Person | None = None,
    reason: str = "",
) -> Grant:
    """Give a role in a unit; never to oneself, never beyond one's own reach."""
    if person.pk == access.person_id:
        raise Refused(_("Nobody gives a role to themselves."))
    if not access.can("grant.give", unit):
        raise Refused(_("You may not give roles in %(unit)s.") % {"unit": unit})
    return grant(
        person, role, unit, since, access.actor, until=until, deputy_for=deputy_for, reason=reason
    )


@writing()
def grant(  # noqa: PLR0913 - a grant is person x role x unit x days
    person: Person,
    role: str,
    unit: Unit,
    since: dt.date,
    by: Actor,
    *,
    until: dt.date | None = None,
    deputy_for: Person | None = None,
    reason: str = "",
) -> Grant:
    """Write a grant; callers other than `give_grant` are the installation itself."""
    if role not in ROLES:
        raise Refused(_("There is no role “%(role)s”.") % {"role": role})
    if until is not None and until <= since:
        raise Refused(_("A role ends after the day it begins."))
    row = Grant.objects.create(
        person=person,
        role=role,
        unit=unit,
        since=since,
        until=until,
        deputy_for=deputy_for,
        reason=reason,
    )
    audit.record("grant.give", row, {"role": [None, role], "since": [None, since]}, by, reason)
    return row


def keep_an_administrator(row: Grant) -> None:
    """Refuse to take the last administrator with an account from a root that stands.

    Raises:
        Refused: nobody else holds the role there.
    """
    unit, today = row.unit, clock.today()
    if row.role != Role.ADMINISTRATOR or unit.parent_id is not None or unit.until is not None:
        return
    held = Grant.objects.on(today).filter(role=row.role, unit=unit, person__user__is_active=True)
    if not held.exclude(person=row.person_id).exists():
        raise Refused(
            _(
                "%(person)s is the only administrator of %(unit)s: give somebody else the role first."
            )
            % {"person": row.person, "unit": unit},
            status=409,
        )


@writing()
def take_role(row: Grant, until: dt.date, access: Access, note: str = "") -> Grant:
    """Take a role away; an installation is never left without its administrator."""
    keep_an_administrator(row)
    return end_grant(row, until, access.actor, note)


@writing()
def end_grant(row: Grant, until: dt.date, by: Actor, note: str = "") -> Grant:
    """Take a role away from a day on; the very next request obeys."""
    if until <= row.since:
        # It never held: a grant that ends before it begins is deleted, the trail keeps it.
        audit.record("grant.cancel", row, {"role": [row.role, None]}, by, note)
        row.delete()
        return row
    row.until = until
    row.save(update_fields=["until"])
    audit.record("grant.end", row, {"until": [None, until]}, by, note)
    return row


@writing()
def open_account(person: Person, username: str, by: Actor, email: str = "") -> User:
    """Open an account without a password; a first link sets it."""
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("The user name “%(name)s” is taken.") % {"name": username})
    if User.objects.filter(person=person).exists():
        raise Refused(_("%(person)s has an account already.") % {"person": person})
    user = User(username=username, email=email, person=person)
    user.set_unusable_password()
    user.save()
    audit.record("account.open", user, {"username": [None, username]}, by)
    return user
