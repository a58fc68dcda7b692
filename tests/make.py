"""Plain functions that make things, by the real actions; what you pass is what you get."""

import datetime as dt
import functools
import itertools
from typing import Any

from django.contrib.auth.hashers import make_password

from namro.commitments import actions as commitments
from namro.commitments.models import Body, Campaign, Commitment, Registrant
from namro.commitments.workflow import CAMPAIGN, COMMITMENT
from namro.core import clock
from namro.core.audit import Actor
from namro.org import actions as org
from namro.org.access import Access
from namro.org.models import Grant, Person, Unit, User
from namro.sittings import actions as sittings
from namro.sittings import seating
from namro.sittings.models import Sitting
from namro.sittings.setup import Setup
from namro.sittings.workflow import SITTING

SYSTEM = Actor(None, "tests", via="command")
LONG_AGO = dt.date(2020, 1, 1)
PASSWORD = "mot-mat-khau-rat-dai-9"
_numbers = itertools.count(1)


@functools.cache
def _encoded() -> str:
    # Argon2 is slow on purpose; one digest serves every account of a run.
    return make_password(PASSWORD)


def unit(name: str, parent: Unit | None = None, kind: str = "cell", branch: str = "party") -> Unit:
    return org.create_unit(name, branch, kind, parent, LONG_AGO, SYSTEM)


def person(name: str, unit: Unit | None = None, klass: str = "", leads: bool = False) -> Person:
    made = org.add_person(name, SYSTEM)
    if unit is not None:
        post = "Bí thư" if leads else "Đảng viên"
        org.appoint(made, unit, post, LONG_AGO, SYSTEM, klass=klass, leads=leads)
    return made


def user(person: Person, username: str = "", **grants: Unit) -> User:
    account = org.open_account(person, username or f"u{next(_numbers)}", SYSTEM)
    account.password = _encoded()
    account.save()
    for role, where in grants.items():
        org.grant(person, role, where, LONG_AGO, SYSTEM)
    return account


def grant(person: Person, role: str, unit: Unit, since: dt.date = LONG_AGO, **more: Any) -> Grant:
    return org.grant(person, role, unit, since, SYSTEM, **more)


def access(user: User, on: dt.date | None = None) -> Access:
    return Access.of(User.objects.select_related("person").get(pk=user.pk), on)


def campaign(unit: Unit, office: User, **more: Any) -> Campaign:
    today = clock.today()
    setup = commitments.Setup(
        slug=more.pop("slug", f"dot-{next(_numbers)}"),
        name=more.pop("name", "Đảng viên đăng ký việc mới, việc khó"),
        year=more.pop("year", today.year),
        opens=more.pop("opens", today - dt.timedelta(days=10)),
        closes=more.pop("closes", today + dt.timedelta(days=10)),
        subject=more.pop("subject", "campaign.members"),
        bodies=more.pop("bodies", ()),
        clears=more.pop("clears", ""),
    )
    made = commitments.set_up(unit, setup, access(office))
    return made if more.get("closed") else CAMPAIGN.take(made, "open", access(office))


def registrant(
    campaign: Campaign, person: Person, unit: Unit, klass: str = "residential_member"
) -> Registrant:
    return commitments.add_registrant(campaign, person, unit, klass, SYSTEM)


def content(**more: Any) -> dict[str, Any]:
    today = clock.today()
    return {
        "kind": "hard",
        "title": "Vận động 12 hộ ngõ 5 bàn giao mặt bằng",
        "due": dt.date(today.year, 12, 31),
        "result": "12 biên bản bàn giao",
    } | more


def commitment(registrant: Registrant, by: User, status: str = "draft", **more: Any) -> Commitment:
    made = commitments.draft(registrant, content(**more), access(by))
    return COMMITMENT.take(made, "submit", access(by)) if status == "submitted" else made


def second_body(campaign: Campaign, unit: Unit) -> Body:
    """A second approving body, as the officials' campaign of 2022 had one."""
    return Body.objects.create(campaign=campaign, order=2, unit=unit)


def approved(registrant: Registrant, by: User, approver: User, **more: Any) -> Commitment:
    """A line handed in by one person and approved by another; the ledger follows it."""
    line = commitment(registrant, by, "submitted", **more)
    return COMMITMENT.take(line, "approve", access(approver))


def body(unit: Unit, *names: str) -> list[User]:
    """Members of a body with their accounts; the first one leads it."""
    made = []
    for n, name in enumerate(names):
        member = org.add_person(name, SYSTEM)
        org.appoint(member, unit, "Ủy viên", LONG_AGO, SYSTEM, leads=n == 0)
        made.append(user(member, approver=unit))
    return made


def sitting(unit: Unit, office: User, scope: str = "", **more: Any) -> Sitting:
    setup = Setup(
        name=more.pop("name", "Phiên họp xét duyệt"),
        planned_at=more.pop("planned_at", clock.now() + dt.timedelta(days=3)),
        place=more.pop("place", "Phòng họp tầng 2"),
        docket="commitments",
        scope=scope,
    )
    return sittings.plan(unit, setup, access(office))


def opened(sitting: Sitting, office: User, absent: tuple[User, ...] = ()) -> Sitting:
    """Called, everybody marked present but the absent ones, and in session."""
    away = {one.person_id for one in absent}
    SITTING.take(sitting, "call", access(office))
    marks = {seat.pk: (seat.person_id not in away, "") for seat in sitting.seats.all()}
    seating.mark_present(sitting, marks, access(office))
    sitting.refresh_from_db()
    return SITTING.take(sitting, "open-sitting", access(office))
