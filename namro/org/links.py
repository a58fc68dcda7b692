"""Room org: one-time links, the first administrator, and who keeps the keys of an installation."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from namro.core import audit, clock
from namro.core.audit import Actor
from namro.core.errors import Refused
from namro.core.write import writing
from namro.org import actions
from namro.org.access import Access
from namro.org.models import FirstLink, Grant, Person, Unit, User
from namro.org.roles import Role

LINK_HOURS = 24
# What the first administrator holds at the root: the office can be handed on, the other stays.
FIRST_ROLES = (Role.ADMINISTRATOR, Role.OFFICE)


@dataclass(frozen=True)
class Root:
    """The body that uses this installation: the root of its tree."""

    name: str
    branch: str
    kind: str
    level: str
    since: dt.date


@writing()
def make_first_link(user: User | None) -> str:
    """A one-time secret for a first or a new password; the ones before it die.

    The database keeps only its digest.
    """
    FirstLink.objects.filter(user=user, used_at=None).delete()
    secret = secrets.token_urlsafe(32)
    FirstLink.objects.create(digest=_digest(secret), made_at=clock.now(), user=user)
    return secret


def find_first_link(secret: str) -> FirstLink | None:
    """The link behind a secret while it may still be used."""
    return _links(secret).first()


def asks_for_a_root() -> bool:
    """Must it still be said which body uses this installation?

    While no unit stands nobody gives roles, and every link comes from the server: an administrator
    of before, who was never asked, is asked by `namro link USER`.
    """
    return not Unit.objects.filter(parent=None).exists()


@writing()
def use_first_link(
    secret: str, username: str, full_name: str, password: str, root: Root | None = None
) -> User:
    """Set the password; the very first link also makes the administrator, and the root."""
    link = _links(secret).select_for_update(of=("self",)).first()
    if link is None:
        raise Refused(_("This link has been used or has run out. Ask for a new one."))
    user = link.user or _first_administrator(username, full_name)
    if root is not None and user.person is not None and asks_for_a_root():
        _first_root(root, user.person)
    user.set_password(password)
    user.save()
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])
    by = Actor(user.person_id, user.get_full_name(), via="first-link")
    audit.record("account.password", user, {}, by)
    return user


def _links(secret: str) -> QuerySet[FirstLink]:
    """A link for the first administrator dies with the first account, one of an account with it."""
    oldest = clock.now() - dt.timedelta(hours=LINK_HOURS)
    whose = Q(user__is_active=True)
    if not User.objects.exists():
        whose |= Q(user=None)
    return FirstLink.objects.filter(
        whose, digest=_digest(secret), used_at=None, made_at__gte=oldest
    )


def _first_administrator(username: str, full_name: str) -> User:
    by = Actor(None, "namro run", via="command")
    person = actions.add_person(full_name, by)
    user = actions.open_account(person, username, by)
    for unit in _roots():
        for role in FIRST_ROLES:
            _give(person, role, unit, by, "first administrator")
    return user


def _first_root(root: Root, person: Person) -> None:
    by = Actor(None, "namro run", via="command")
    unit = actions.create_unit(root.name, root.branch, root.kind, None, root.since, by)
    actions.set_level(unit, root.level)
    for role in FIRST_ROLES:
        _give(person, role, unit, by, "first administrator")


@writing()
def give_new_root(root: Unit, by: Actor) -> int:
    """Who administers the other roots gets the same roles on a new one; returns how many roles.

    Where the role has never been given, the first account of the installation gets them.
    """
    given = 0
    for person, role in sorted(_keepers(), key=lambda pair: (pair[0].pk, pair[1])):
        given += _give(person, role, root, by, "new root")
    return given


def _keepers() -> set[tuple[Person, str]]:
    held = Grant.objects.on(clock.today()).filter(unit__parent=None).select_related("person")
    keepers = set(held.filter(role=Role.ADMINISTRATOR).values_list("person", flat=True))
    if keepers:
        rows = held.filter(person__in=keepers, role__in=FIRST_ROLES, deputy_for=None)
        return {(row.person, row.role) for row in rows}
    first = User.objects.filter(is_active=True).exclude(person=None).order_by("pk").first()
    never = not Grant.objects.filter(role=Role.ADMINISTRATOR).exists()
    if first is None or first.person is None or not never:
        return set()
    return {(first.person, role) for role in FIRST_ROLES}


@writing()
def give_back(user: User, by: Actor) -> int:
    """The role of the administrator on every root, for who has an account; returns how many.

    Raises:
        Refused: there is nobody or nothing to give it to.
    """
    if user.person is None:
        raise Refused(_("This account belongs to no person; ask the office to link it."))
    roots = _roots()
    if not roots:
        raise Refused(_("There is no unit yet: a link without the role asks for the body."))
    if not user.is_active:
        lock(user, True, by, "recovery on the server")
    return sum(
        _give(user.person, Role.ADMINISTRATOR, root, by, "recovery on the server") for root in roots
    )


def _roots() -> list[Unit]:
    return list(Unit.objects.filter(parent=None, until=None).order_by("pk"))


def _give(person: Person, role: str, unit: Unit, by: Actor, reason: str) -> int:
    """The role from today on, where it is not held already."""
    today = clock.today()
    if Grant.objects.on(today).filter(person=person, role=role, unit=unit).exists():
        return 0
    actions.grant(person, role, unit, today, by, reason=reason)
    return 1


@writing()
def open_with_link(person: Person, username: str, access: Access, email: str = "") -> str:
    """Open an account for a person; returns the link for its first password."""
    _only_roles_in_reach(person, access)
    return make_first_link(actions.open_account(person, username, access.actor, email))


@writing()
def renew_password(person: Person, access: Access) -> str:
    """A new one-time link for somebody who has an account; until it is used the password stays."""
    user = _account_in_reach(person, access)
    if not user.is_active:
        raise Refused(_("This account is locked; open it again first."), status=409)
    audit.record("account.renew", user, {}, access.actor)
    return make_first_link(user)


@writing()
def set_open(person: Person, is_active: bool, access: Access, note: str) -> User:
    """Lock an account, or open it again; the very next request obeys.

    Raises:
        Refused: it is one's own, beyond one's reach, or the last administrator's.
    """
    user = _account_in_reach(person, access)
    if user.pk == access.user_id:
        raise Refused(_("Nobody locks their own account."))
    if user.is_active == is_active:
        raise Refused(_("The account stands like that already."), status=409)
    if not is_active:
        for row in Grant.objects.on(clock.today()).filter(person=person).select_related("unit"):
            actions.keep_an_administrator(row)
    return lock(user, is_active, access.actor, note)


def lock(user: User, is_active: bool, by: Actor, note: str) -> User:
    """Write it, with its entry; inside the transaction of who has asked."""
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    if not is_active:
        FirstLink.objects.filter(user=user, used_at=None).delete()
    action = "account.unlock" if is_active else "account.lock"
    audit.record(action, user, {"is_active": [not is_active, is_active]}, by, note)
    return user


def _account_in_reach(person: Person, access: Access) -> User:
    user = User.objects.filter(person=person).first()
    if user is None:
        raise Refused(_("%(person)s has no account yet.") % {"person": person}, status=409)
    _only_roles_in_reach(person, access)
    return user


def _only_roles_in_reach(person: Person, access: Access) -> None:
    """All roles of a person are such as the asking one may give.

    Else who hands out roles in one ward could take over the account of who does in the city.
    """
    today = clock.today()
    held = Grant.objects.filter(Q(until=None) | Q(until__gt=today), person=person)
    for row in held.select_related("unit"):
        if not access.can("grant.give", row.unit):
            raise Refused(
                _("%(person)s holds a role in %(unit)s: ask those who give roles there.")
                % {"person": person, "unit": row.unit}
            )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
