"""Room demo: ten years of mediation in old Tây Hồ: 108 teams, 665 mediators, 957 cases, 815 settled."""

import datetime as dt

from namro.core import clock
from namro.core.audit import Actor
from namro.core.write import writing
from namro.demo.names import Names
from namro.demo.stage import Stage
from namro.demo.tree import SINCE, Place
from namro.figures import tally
from namro.mediation import actions
from namro.mediation.models import Case, Mediator
from namro.mediation.states import CaseState, Origin
from namro.mediation.workflow import CASE
from namro.org import actions as org
from namro.org.actions import Arrival
from namro.org.models import Appointment, Person, Unit

YEARS = range(2014, 2024)
# Published for the district; Nhật Tân has 9 teams, 88 mediators and 73 cases of it. How the other
# wards share the rest is a plausible spread.
TEAMS = {"Bưởi": 19, "Thụy Khuê": 14, "Yên Phụ": 15, "Tứ Liên": 10, "Quảng An": 9, "Nhật Tân": 9,
         "Xuân La": 16, "Phú Thượng": 16}  # fmt: skip
MEDIATORS, CASES, SETTLED = 665, 957, 815
OF_NHAT_TAN = (88, 73, 62)  # mediators, cases, of which settled
FIELDS = ("land", "building", "clearance", "environment", "family", "community", "other")
WEIGHTS = (30, 18, 8, 14, 12, 15, 3)
# The team whose head has an account.
DOOR = "Tổ hòa giải số 1 phường Bưởi"


def plant(place: Place, by: Actor) -> list[Unit]:
    """Wards' People's Committees, residential groups, a team in each, its mediators."""
    names = Names(2014)
    found = []
    for ward in place.wards:
        name = ward.name.removeprefix("Đảng ủy phường ")
        council = org.create_unit(
            f"Ủy ban nhân dân phường {name}", "state", "peoples_committee", place.council, SINCE, by
        )
        for n in range(1, TEAMS[name] + 1):
            group = org.create_unit(
                f"Tổ dân phố số {n} phường {name}", "state", "residential", council, SINCE, by
            )
            team = org.create_unit(
                f"Tổ hòa giải số {n} phường {name}", "mass", "team", group, SINCE, by
            )
            found.append(team)
    sizes = _sizes(found)
    rows = [
        Arrival(
            names.name(), team, "Tổ trưởng tổ hòa giải" if n == 0 else "Hòa giải viên", leads=n == 0
        )
        for team in found
        for n in range(sizes[team.pk])
    ]
    org.bring_in(rows, SINCE, by)
    posts = Appointment.objects.filter(unit__in=found).order_by("unit", "pk")
    # Every second and third of a team is a woman; elected by the households, recognised by the ward.
    Mediator.objects.bulk_create(
        [
            Mediator(post=post, woman=n % 3 == 1, elected_on=dt.date(2020, 12, 1), votes=60 + n % 30,
                     households=110 + n % 40, decision="QĐ-UBND ngày 15/12/2020")
            for n, post in enumerate(posts)
        ],
        batch_size=500,
    )  # fmt: skip
    return found  # fmt: skip


def _sizes(teams: list[Unit]) -> dict[int, int]:
    """Mediators a team: the ward with its own published number first, the rest evenly."""
    own = [team for team in teams if team.name.endswith("Nhật Tân")]
    rest = [team for team in teams if team not in own]
    whole = len(teams) == sum(TEAMS.values())
    of_rest = (MEDIATORS - OF_NHAT_TAN[0]) if whole else 6 * len(rest)
    sizes = _even(of_rest, rest) | _even(OF_NHAT_TAN[0], own)
    return {team.pk: sizes[team.pk] for team in teams}


def _even(total: int, teams: list[Unit]) -> dict[int, int]:
    if not teams:
        return {}
    each, more = divmod(total, len(teams))
    return {team.pk: each + (n < more) for n, team in enumerate(teams)}


def head_of(team: Unit) -> Person:
    """Who leads a team."""
    return Appointment.objects.select_related("person").get(unit=team, leads=True).person


def ten_years(stage: Stage, teams: list[Unit]) -> None:
    """The old books, counted case by case, without names: a documented bulk action."""
    stage.progress("mediation", 0, 2)
    own = [team for team in teams if team.name.endswith("Nhật Tân")]
    rest = [team for team in teams if team not in own]
    share = len(teams) / sum(TEAMS.values())
    of_own = OF_NHAT_TAN[1:] if own else (0, 0)
    n_rest = round(CASES * share) - of_own[0]
    settled_rest = round(SETTLED * share) - of_own[1]
    with clock.pretend(dt.date(2023, 12, 20)), writing():
        rows = [*_cases(stage, own, *of_own), *_cases(stage, rest, n_rest, settled_rest)]
        actions.take_over(rows, stage.by)
    stage.progress("mediation", 1, 2)


def _cases(stage: Stage, teams: list[Unit], total: int, settled: int) -> list[Case]:
    outcomes = [CaseState.SETTLED] * settled + [CaseState.NOT_SETTLED] * (total - settled)
    stage.chance.shuffle(outcomes)
    numbers: dict[tuple[int, int], int] = {}
    found = []
    for n, outcome in enumerate(outcomes):
        team = teams[n % len(teams)] if n < len(teams) else stage.chance.choice(teams)
        year = stage.chance.choice(YEARS)
        received = dt.date(year, 1, 1) + dt.timedelta(days=stage.chance.randint(0, 330))
        number = numbers[team.pk, year] = numbers.get((team.pk, year), 0) + 1
        found.append(
            Case(
                unit=team, number=number, received_on=received, status=outcome,
                field=stage.chance.choices(FIELDS, WEIGHTS)[0],
                origin=stage.chance.choice(Origin.values), period=tally.year_of(actions.BLOCK, year),
                begun_on=received + dt.timedelta(days=2), ended_on=received + dt.timedelta(days=20),
                search_text=f"{number} {team}".lower(),
            )
        )  # fmt: skip
    return found


def of_today(stage: Stage) -> None:
    """The team of the account that visitors try: one case received, two under way."""
    team = Unit.objects.filter(name=DOOR, until=None).first()
    if team is None:
        raise LookupError(DOOR)
    said = {"unit": team, "origin": Origin.REQUEST, "second": None}
    made: list[Case] = []
    with writing():
        for day, field, words in TOLD:
            with clock.pretend(day):
                access = stage.access("hoagiai")
                case = actions.receive(
                    said | {"received_on": day, "field": field, "content": words}, access
                )
                for name, born, where in PARTIES[len(made)]:
                    actions.add_party(case, {"name": name, "born": born, "address": where}, access)
                made.append(case)
        for n, case in enumerate(made[:2]):
            with clock.pretend(TOLD[n][0] + dt.timedelta(days=1)):
                access = stage.access("hoagiai")
                people = list(Person.objects.filter(appointments__unit=team).order_by("pk")[1:3])
                actions.choose(case, people, "parties", access)
                made[n] = CASE.take(Case.objects.get(pk=case.pk), "begin", access)
                actions.hold_session(
                    made[n],
                    {"on": clock.today(), "place": "Nhà văn hóa", "words": "Hai bên trình bày."},
                    access,
                )
        with clock.pretend(dt.date(2026, 10, 12)):
            access = stage.access("hoagiai")
            parts = ["Đơn đề nghị", "Hai hộ liền kề", TOLD[0][2], "Một buổi", "Giữ lối đi rộng 1,2 m", "Cùng giữ gìn",
                     "Xong trước 30/11", ""]  # fmt: skip
            actions.agree(Case.objects.get(pk=made[0].pk), parts, access)
    stage.progress("mediation", 2, 2)


TOLD = (
    (dt.date(2026, 10, 5), "land", "Lối đi chung giữa hai nhà bị thu hẹp"),
    (dt.date(2026, 11, 2), "environment", "Nước thải quán ăn chảy ra ngõ"),
    (dt.date(2026, 11, 16), "community", "Tiếng ồn sửa nhà ban đêm"),
)
PARTIES = (
    (("Phan Hữu Lộc", 1968, "Ngõ 12, số 4"), ("Đàm Thị Nhài", 1971, "Ngõ 12, số 6")),
    (("Lương Văn Tấn", 1980, "Số 31"), ("Hồ Thị Bích", 1959, "Số 33")),
    (("Ngô Quang Hiển", 1985, "Tầng 4"), ("Tống Thị Mão", 1963, "Tầng 3")),
)
