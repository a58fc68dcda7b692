"""Room org: a post changes hands, and everything open in it goes to the successor by one action."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from namro.core import audit, clock
from namro.core.errors import Refused
from namro.core.write import writing
from namro.org import actions
from namro.org.access import Access
from namro.org.followers import FOLLOWERS, Handing, Orphan
from namro.org.models import Appointment, Grant, Person, Unit
from namro.org.roles import roles_with


@dataclass(frozen=True)
class InHand:
    """What goes along with a post: the roles held in its unit, and what is open."""

    grants: list[Grant]
    items: list[tuple[str | Promise, int]]

    @property
    def total(self) -> int:
        return sum(n for _what, n in self.items)


def in_hand(post: Appointment, on: dt.date) -> InHand:
    """What the holder of a post has in hand in its unit and below."""
    grants = Grant.objects.on(on).filter(person=post.person_id, unit=post.unit_id)
    items = [
        one for follower in FOLLOWERS for one in follower.in_hand(post.unit, post.person) if one[1]
    ]
    return InHand(list(grants.select_related("unit", "person").order_by("role")), items)


@writing()
def hand_over(  # noqa: PLR0913 - who, to whom, from when, with which roles, and by whom
    post: Appointment,
    to: Person,
    on: dt.date,
    access: Access,
    *,
    roles: Iterable[int] = (),
    note: str = "",
) -> int:
    """End a post, give it to somebody else, and let roles and open items follow.

    Returns:
        How many open items changed hands.

    Raises:
        Refused: a right is missing, the two are one person, or the day is out of order.
    """
    unit = post.unit
    _check(post, to, on, access)
    gone = post.person
    actions.end_appointment(post, on, access.actor)
    held = Appointment.objects.on(on).filter(person=to, unit=unit, post=post.post)
    if not held.exists():
        actions.appoint(to, unit, post.post, on, access.actor, klass=post.klass, leads=post.leads)
    _roles(post, to, on, access, set(roles))
    handing = Handing(unit, gone, to, on, access.actor)
    moved = sum(follower.hand_over(handing) for follower in FOLLOWERS)
    changes = {"post": [str(post), str(to)], "items": [None, moved]}
    audit.record("post.hand_over", gone, changes, access.actor, note)
    return moved


@writing()
def end_post(post: Appointment, on: dt.date, access: Access, note: str) -> Appointment:
    """End a post without a successor: somebody died, moved away, or the post is no more.

    Roles in its unit end with the last post there.

    Raises:
        Refused: no reason, the day is out of order, or something is open that somebody must take.
    """
    post = Appointment.objects.select_for_update(of=("self",)).get(pk=post.pk)
    _may_change(post, on, access)
    if not note.strip():
        raise Refused(_("Say why the post ends."), status=422)
    held = in_hand(post, on)
    if held.items:
        raise Refused(
            _("%(person)s still has in hand: %(items)s. Hand the post over, and they go along.")
            % {
                "person": post.person,
                "items": ", ".join(f"{n} {what}" for what, n in held.items),
            },
            status=409,
        )
    others = Appointment.objects.on(on).filter(person=post.person_id, unit=post.unit_id)
    if not others.exclude(pk=post.pk).exists():
        for grant in held.grants:
            actions.take_role(grant, on, access, note)
    return actions.end_appointment(post, on, access.actor, note)


def _check(post: Appointment, to: Person, on: dt.date, access: Access) -> None:
    if to.pk == post.person_id and access.can("person.edit", post.unit):
        raise Refused(_("A post is handed over to somebody else."), status=422)
    _may_change(post, on, access)


def _may_change(post: Appointment, on: dt.date, access: Access) -> None:
    unit = post.unit
    if not access.can("person.edit", unit):
        raise Refused(_("You may not change posts in %(unit)s.") % {"unit": unit})
    if on <= post.since or on > clock.today():
        raise Refused(
            _("The day lies after %(since)s, when the post began, and not after today.")
            % {"since": f"{post.since:%d/%m/%Y}"},
            status=422,
        )
    if post.until is not None and post.until < on:
        raise Refused(_("The post ended on %(day)s.") % {"day": f"{post.until:%d/%m/%Y}"})


def _roles(post: Appointment, to: Person, on: dt.date, access: Access, chosen: set[int]) -> None:
    for grant in Grant.objects.on(on).filter(person=post.person_id, unit=post.unit_id):
        until = grant.until
        if grant.pk not in chosen:
            actions.keep_an_administrator(grant)
        actions.end_grant(grant, on, access.actor, str(_("the post was handed over")))
        if grant.pk in chosen:
            actions.give_grant(
                to, grant.role, grant.unit, on, access, until=until,
                reason=str(_("the post was handed over")),
            )  # fmt: skip


def gone(on: dt.date) -> QuerySet[Person]:
    """People who once held a post and hold none now."""
    posts = Appointment.objects.filter(person=OuterRef("pk"))
    now = posts.filter(since__lte=on).filter(Q(until=None) | Q(until__gt=on))
    rows: QuerySet[Person] = Person.objects.filter(Exists(posts)).exclude(Exists(now))
    return rows


def orphans(access: Access) -> list[Orphan]:
    """Everything open, as far as this person sees, that nobody looks after."""
    reach = Q(pk__in=[])
    for root in access.roots.get("person.edit", set()):
        reach |= Q(unit__path__startswith=root)
    left = gone(access.on)
    found = [one for follower in FOLLOWERS for one in follower.orphans(reach, left)]
    roles = Grant.objects.on(access.on).filter(reach, person__in=left)
    for grant in roles.select_related("person", "unit"):
        found.append(
            Orphan(
                what=_("role"), title=str(grant.get_role_display()), href="", unit=grant.unit,
                who=str(grant.person), why=_("holds no post any more"),
            )
        )  # fmt: skip
    return found


def undecided(units: Iterable[Unit], capability: str, on: dt.date) -> list[Unit]:
    """Those of the units in which nobody holds a capability on a day."""
    held = Grant.objects.on(on).filter(role__in=roles_with(capability))
    roots = set(held.values_list("unit__path", flat=True))
    return [u for u in units if not any(u.path.startswith(root) for root in roots)]
