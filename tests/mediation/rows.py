"""The addresses of mediation, teams to try them with, and one case with all that can hang on it."""

from types import SimpleNamespace
from typing import Any

from namro.core import clock
from namro.mediation import actions
from namro.mediation.models import Alert, Case
from namro.mediation.workflow import CASE
from namro.org import actions as org
from tests import make
from tests.rows import Row, keyed, plain, post

TOKEN = "KHÔNGAIBIẾT"


def team(world: Any, name: str, ward: Any = None, size: int = 3) -> SimpleNamespace:
    """A team with its head and mediators; each has an account and no role."""
    group = make.unit(f"Tổ dân phố {name}", ward or world.area, kind="residential", branch="state")
    unit = make.unit(f"Tổ hòa giải {name}", group, kind="team", branch="mass")
    people = []
    for n in range(size):
        person = make.person(f"Hòa Giải {name} {'Ba' if n else 'Cả'} {n}")
        org.appoint(person, unit, "Hòa giải viên", make.LONG_AGO, make.SYSTEM, leads=n == 0)
        people.append(make.user(person))
    return SimpleNamespace(unit=unit, group=group, people=people, head=people[0])


def case(of: Any, **more: Any) -> Case:
    said = {
        "unit": of.unit, "received_on": clock.today(), "field": "land", "origin": "request",
        "second": None, "content": f"Lối đi chung {TOKEN} nội dung",
    } | more  # fmt: skip
    return actions.receive(said, make.access(of.head))


def begun(one: Case, of: Any) -> Case:
    head = make.access(of.head)
    actions.choose(one, [of.people[1].person], "parties", head)
    return CASE.take(Case.objects.get(pk=one.pk), "begin", head, f"lời nói {TOKEN} khi mở")


def heard(one: Case, of: Any) -> None:
    """Two parties who met."""
    head = make.access(of.head)
    for n in ("Một", "Hai"):
        actions.add_party(one, {"name": f"Nguyễn {TOKEN} {n}"}, head)
    actions.hold_session(one, {"on": clock.today(), "words": f"hai bên {TOKEN}"}, head)


def ended(one: Case, of: Any, step: str = "settle") -> Case:
    heard(one, of)
    return CASE.take(begun(one, of), step, make.access(of.head), f"lời nói {TOKEN} khi kết thúc")


def full(of: Any, **more: Any) -> Case:
    """A settled case with parties, sessions, an agreement and an alert, every text with the token."""
    one, head = case(of, **more), make.access(of.head)
    actions.add_party(
        one, {"name": f"Nguyễn {TOKEN} Một", "born": 1960, "address": f"số 5 {TOKEN}"}, head
    )
    actions.add_party(one, {"name": f"Trần {TOKEN} Hai"}, head)
    one = begun(one, of)
    actions.hold_session(
        one, {"on": clock.today(), "place": f"nhà {TOKEN}", "words": f"hai bên {TOKEN}"}, head
    )
    actions.agree(one, [f"phần {n} {TOKEN}" for n in range(8)], head)
    actions.alert(one, "violence", head)
    return CASE.take(Case.objects.get(pk=one.pk), "settle", head, f"ghi {TOKEN}")


def build(made: SimpleNamespace, world: SimpleNamespace) -> None:
    """Two teams, a settled case and one that was just received."""
    made.team = team(world, "1")
    made.other_team = team(world, "2")
    world.mediator, world.other_mediator = made.team.head, made.other_team.head
    made.mediated = full(made.team)
    made.alert = Alert.objects.get()
    made.mediating = case(made.team)
    actions.choose(
        made.mediating, [made.team.people[1].person], "head", make.access(made.team.head)
    )


ROWS: dict[str, Row] = {
    "case-book-list": plain("mediator"),
    "case-book-new": plain("mediator"),
    "case-book-detail": keyed(lambda m: (m.mediated.key,), "mediator"),
    "case-book-ask": keyed(lambda m: (m.mediating.key, "add-party"), "mediator"),
    "case-book-step": post(lambda m: (m.mediating.key, "begin"), "mediator"),
    "case-book-print": keyed(lambda m: (m.mediated.key, "book", "docx"), "mediator"),
    "mediation-teams": plain(),
    "mediation-alert-received": post(lambda m: (m.alert.pk,), "chief"),
    "mediation-team": keyed(lambda m: (m.team.unit.pk,), "mediator"),
    "mediation-team-print": keyed(
        lambda m: (m.team.unit.pk,),
        "mediator",
        query=lambda m: f"?what=pack&month={clock.today():%Y-%m}-01&ending=docx",
    ),
    "mediation-mediator": keyed(
        lambda m: (m.team.unit.pk, m.team.unit.appointments.order_by("pk")[0].pk), "van"
    ),
    "mediation-figures": plain(),
}
