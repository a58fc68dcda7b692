"""Room demo: the ward Tây Hồ from July 2025: what passed on goes on, and the campaign of 2026."""

import datetime as dt
from typing import Any

from namro.commitments import actions, paper
from namro.commitments.models import Campaign, Commitment, Registrant
from namro.commitments.models.paper import shown
from namro.commitments.states import Source
from namro.commitments.workflow import COMMITMENT
from namro.core import clock, dates
from namro.core.write import writing
from namro.demo import autumn, hall, members, workbook
from namro.demo.stage import (
    READ_ALONG,
    Stage,
    blocks,
    by_parent,
    exempt,
    give_back,
    open_campaign,
    sort_by_topic,
    take,
)
from namro.demo.tasks import Task, member_task
from namro.ledger import actions as ledger
from namro.ledger.models import Blocker, Entry
from namro.ledger.states import OPEN_STATES, BlockerState
from namro.org import actions as org
from namro.org import handover
from namro.org.access import Access
from namro.org.models import Appointment, Unit
from namro.sittings import actions as sittings

YEAR = 2026
# The first cells of the old ward Bưởi and of the agencies begin; the others follow a year later.
RESIDENTIAL_CELLS, AGENCY_CELLS = 6, 2
GOES_ON = 0.6  # of what passed on, the share that is done by the spring
NOT_YET = 0.07
EXEMPT = 0.04
RETURNED = 10
LATE_FORMS = 6
SITTING_CALLED, SITTING_ON = dt.date(YEAR, 11, 19), dt.date(YEAR, 11, 25)
STAY_ON = 3
CARRIED = "Đã bàn giao sang phường mới, phường phối hợp làm xong."
AUTHORITIES = (
    "Chi bộ tự quyết định",
    "Đảng ủy phường chỉ đạo",
    "Ủy ban nhân dân phường giải quyết",
    "Tổ dân phố bàn, quyết định",
)


def follow_on(stage: Stage) -> None:
    """Most of what the district left open is done in the new units; one post changes hands."""
    rows = Entry.objects.filter(status__in=OPEN_STATES, blocked=False, register="commitment")
    entries = list(rows.select_related("owner", "leader", "unit").order_by("pk"))
    with writing():
        for entry in stage.chance.sample(entries, round(len(entries) * GOES_ON)):
            day = dt.date(2025, 9, 1) + dt.timedelta(days=stage.chance.randint(0, 180))
            with clock.pretend(day):
                ledger.report(
                    entry, ledger.Report(CARRIED, "declare"), autumn.acting_as(entry.owner)
                )
    _clear(stage)
    with clock.pretend(dt.date(2026, 3, 2)):
        office = stage.access("vanphong")
        post = _post_with_work(stage, office)
        successor = org.add_person("Lê Thị Thu Giang", stage.by)
        handover.hand_over(post, successor, clock.today(), office, note="Nghỉ hưu theo chế độ")


def _clear(stage: Stage) -> None:
    """The ward's leader clears what the district left stuck, all but the last two."""
    raised = Blocker.objects.filter(status=BlockerState.RAISED).select_related("entry", "unit")
    with clock.pretend(dt.date(2025, 10, 15)), writing():
        leader = stage.access("lanhdao")
        mine = [one for one in raised.order_by("pk") if leader.can("blocker.clear", one.unit)]
        for blocker in mine[: -min(2, len(mine))]:
            ledger.end_block(blocker, "clear", leader, "Phường mới đã bố trí, giải quyết xong.")
            entry = Entry.objects.select_related("owner", "leader", "unit").get(pk=blocker.entry_id)
            ledger.report(entry, ledger.Report(CARRIED, "declare"), autumn.acting_as(entry.owner))


def _post_with_work(stage: Stage, office: Access) -> Appointment:
    """An official's post in the ward with something open in hand, else the office's own."""
    posts = Appointment.objects.on(clock.today()).filter(
        unit__in=office.units("person.edit"), klass="key_official"
    )
    found = list(posts.select_related("person", "unit").order_by("unit__path", "pk"))
    return max(found, key=lambda post: bool(handover.in_hand(post, clock.today()).total))


def campaign(stage: Stage) -> Campaign:
    """The campaign of the ward's committee, on the new map, by every way in."""
    committee = Unit.objects.get(name="Đảng ủy phường Tây Hồ", until=None)
    opens = dt.date(YEAR, 2, 2)
    with clock.pretend(opens):
        campaign = open_campaign(
            stage,
            committee,
            actions.Setup(
                slug=f"dang-vien-{YEAR}",
                name=f"Đảng viên đăng ký thực hiện việc mới, việc khó năm {YEAR}",
                year=YEAR,
                opens=opens,
                closes=dt.date(YEAR, 3, 31),
                subject="campaign.members",
                decision="Kế hoạch của Đảng ủy phường Tây Hồ, tháng 01/2026",
                clears="clears.six",
            ),
        )
        called = actions.call_up(campaign, _cells(stage, committee), stage.access("vanphong"))
        exempt(stage, campaign, round(called * (1 - EXEMPT)))
    late = _register(stage, campaign)
    sort_by_topic(stage, campaign, dt.date(YEAR, 3, 24))
    _approve(stage, campaign, committee)
    autumn.members(campaign, stage.chance, stage.access, stage.progress)
    members.waiting_autumn(stage, campaign)
    _late(stage, late)
    _next_sitting(stage, campaign, committee)
    return campaign


def _cells(stage: Stage, committee: Unit) -> list[Unit]:
    cells = Unit.objects.under(committee).filter(kind="cell", until=None).order_by("pk")
    own = [one for one in cells if one.parent_id == committee.pk]
    return [*own[:RESIDENTIAL_CELLS], *[c for c in cells if c not in own][:AGENCY_CELLS]]


def _register(stage: Stage, campaign: Campaign) -> list[Registrant]:
    """By form, in the secretary's grid, on paper and by workbook; who comes late is given back."""
    rows = Registrant.objects.filter(campaign=campaign, standing="missing")
    asked = list(rows.select_related("person", "unit", "campaign").order_by("unit_id", "pk"))
    own = [p for p in asked if p.person_id == stage.users["dangvien"].person_id]
    asked = [p for p in asked if p not in own]
    first, second = stage.place.cells[0].pk, stage.place.cells[1].pk
    grid = [p for p in asked if p.unit_id == first]
    on_paper = [p for p in asked if p.unit_id == second]
    listed = [p for p in asked if p.unit_id not in (first, second)]
    late = grid[-min(LATE_FORMS, len(grid) // 2) :]
    _forms(stage, own, "dangvien", Source.FORM, dt.date(YEAR, 2, 9))
    _forms(stage, listed[:5], "vanphong", Source.FORM, dt.date(YEAR, 2, 16))
    _forms(stage, grid[: -len(late) - 1], "chibo", Source.GRID, dt.date(YEAR, 2, 25))
    _papers(stage, campaign, on_paper)
    day = dt.date(YEAR, 3, 20)
    for parent, places in by_parent(listed[5:]):
        rows_of = [
            (p.unit, p.person, member_task(stage.chance, p.klass == "agency_member", YEAR))
            for p in places
            if p.person is not None and stage.chance.random() > NOT_YET
        ]
        with clock.pretend(day):
            take(stage, campaign, workbook.ward_list(parent, rows_of, day), f"{parent.name}.xlsx")
    return late


def _forms(stage: Stage, places: list[Registrant], who: str, source: str, day: dt.date) -> None:
    reasons = {Source.GRID: "bí thư chi bộ đăng ký theo bảng", Source.FORM: "văn phòng nhập hộ"}
    with clock.pretend(day), writing():
        access = stage.access(who)
        for place in places:
            way = actions.Way(source=source, behalf_reason=reasons[Source(source)])
            line = actions.draft(place, _content(stage, place), access, way)
            COMMITMENT.take(line, "submit", access)


def _papers(stage: Stage, campaign: Campaign, places: list[Registrant]) -> None:
    """Forms are numbered and printed for the cell; most come back and are keyed in."""
    with clock.pretend(dt.date(YEAR, 2, 20)):
        forms = paper.number(campaign, places, stage.access("vanphong"))
    back = [form for form in forms if stage.chance.random() > NOT_YET]
    with clock.pretend(dt.date(YEAR, 3, 12)), writing():
        access = stage.access("vanphong")
        for form in back:
            said = _content(stage, form.registrant)
            typed = paper.Keyed(shown(form.number), **said)
            paper.key_in(campaign, typed, access)


def _content(stage: Stage, place: Registrant) -> dict[str, Any]:
    """A line with every clear filled in, as a page asks for it."""
    task = _clear_task(stage, place.klass == "agency_member", clock.today())
    return {
        "kind": task.kind,
        "title": task.title,
        "due": dates.read_due(task.due, YEAR).on,
        "due_text": task.due,
        "result": task.result,
        "authority": stage.chance.choice(AUTHORITIES),
    }


def _clear_task(stage: Stage, agency: bool, after: dt.date) -> Task:
    """A task with a day that can be read and has not passed."""
    while True:
        task = member_task(stage.chance, agency, YEAR)
        due = dates.read_due(task.due, YEAR).on
        if due is not None and due > after:
            return task


def _approve(stage: Stage, campaign: Campaign, committee: Unit) -> None:
    """Both committees decide in April; some lines go back with the reason."""
    agencies = stage.place.agencies
    bodies = [stage.users["phuong"]]
    if agencies is not None:
        bodies.append(stage.approvers[agencies.pk])
    with clock.pretend(dt.date(YEAR, 4, 10)):
        for user in bodies:
            access = Access.of(user, clock.today(), via="demo")
            rows = Commitment.objects.filter(
                campaign=campaign, waits_for__in=access.units("commitment.decide")
            )
            lines = list(rows.select_related(*READ_ALONG).order_by("pk"))
            own = stage.users["dangvien"].person_id
            others = [line for line in lines if line.person_id != own]
            back = others[:: max(2, len(others) // RETURNED)]
            give_back(stage, back, access)
            for block in blocks([line for line in lines if line not in back], 200):
                actions.decide_many(block, "approve", access)


def _late(stage: Stage, places: list[Registrant]) -> None:
    """A few register in November: late, and waiting for the committee."""
    for n, place in enumerate(places):
        _forms(stage, [place], "chibo", Source.GRID, dt.date(YEAR, 11, 10 + n))


def _next_sitting(stage: Stage, campaign: Campaign, committee: Unit) -> None:
    """What came late stands on the agenda of the committee's next sitting; three lines do not."""
    with clock.pretend(dt.date(YEAR, 1, 5)):
        hall.fill(committee, hall.OF_COMMITTEE, clock.today(), stage.by, YEAR)
    with clock.pretend(SITTING_CALLED):
        name = f"Xét duyệt việc mới, việc khó, tháng 11/{YEAR}"
        plan = hall.Plan(committee, campaign, name, SITTING_ON, "phuong")
        sitting = hall.prepare(stage, plan)
        items = list(sitting.items.order_by("order"))
        sittings.take_off(sitting, items[STAY_ON:], stage.access("vanphong"))
