"""Room demo: the members' campaign of 2023, from the roll to what waits in its autumn."""

import datetime as dt

from namro.commitments import actions
from namro.commitments.models import Campaign, Commitment, Registrant
from namro.commitments.states import State
from namro.commitments.workflow import COMMITMENT
from namro.core import clock
from namro.demo import autumn, workbook
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
from namro.demo.tasks import NAMED_HARD, NAMED_NEW, member_task
from namro.demo.tree import ELIGIBLE
from namro.org.access import Access

MISSING = 434  # published: 7.560 - 7.126
YEAR = 2023


def campaign(stage: Stage, eligible: int) -> Campaign:
    """The campaign of the whole membership by 20 November 2023."""
    missing = round(eligible * MISSING / ELIGIBLE)
    opens, closes = dt.date(YEAR, 3, 1), dt.date(YEAR, 6, 30)
    with clock.pretend(opens):
        campaign = open_campaign(
            stage,
            stage.place.area,
            actions.Setup(
                slug=f"dang-vien-{YEAR}",
                name=f"Đảng viên đăng ký thực hiện việc mới, việc khó năm {YEAR}",
                year=YEAR,
                opens=opens,
                closes=closes,
                subject="campaign.members",
                decision="Kế hoạch của Quận ủy về mở rộng tới toàn thể đảng viên",
            ),
        )
        actions.call_up(campaign, stage.place.cells, stage.access("vanphong"))
        exempt(stage, campaign, eligible)
    asked = list(
        Registrant.objects.filter(campaign=campaign, standing="missing")
        .select_related("person", "unit", "campaign")
        .order_by("pk")
    )
    kept_back = {stage.users["dangvien"].person_id, *_some_of(stage, asked)}
    stage.chance.shuffle(asked)
    rest = [p for p in asked if p.person_id not in kept_back]
    never = {p.pk for p in asked if p.person_id in kept_back}
    never |= {p.pk for p in rest[: missing - len(never)]}
    giving = sorted((p for p in asked if p.pk not in never), key=lambda p: p.pk)
    hesitant = [p for p in asked if p.pk in never][: max(4, missing // 10)]
    by_hand = _named(stage, campaign, giving)
    listed = [p for p in giving if p.pk not in by_hand]
    given_back = _lists(stage, campaign, listed, hesitant)
    sort_by_topic(stage, campaign, dt.date(YEAR, 6, 30))
    _approve(stage, campaign, given_back)
    autumn.members(campaign, stage.chance, stage.access, stage.progress)
    waiting_autumn(stage, campaign)
    return campaign


def _some_of(stage: Stage, asked: list[Registrant]) -> set[int | None]:
    """People of the secretary's cell who have nothing yet, so that the grid has work."""
    first = stage.place.cells[0].pk
    return {p.person_id for p in asked if p.unit_id == first and p.pk % 7 == 0}


def _named(stage: Stage, campaign: Campaign, giving: list[Registrant]) -> set[int]:
    """The published results, typed in one by one, each on the case file that outlives its years."""
    office = stage.access("vanphong")
    agency = [p for p in giving if p.klass == "agency_member"]
    named = [(t, r, "hard", since) for t, r, since in NAMED_HARD]
    named += [(t, r, "new", 0) for t, r in NAMED_NEW]
    done: set[int] = set()
    topics = list(campaign.topics.all())
    for place, (title, result, kind, since) in zip(agency, named, strict=False):
        with clock.pretend(dt.date(YEAR, 3, 15)):
            case = None
            if since:
                story = "Vụ việc kéo dài nhiều năm, qua nhiều nhiệm kỳ."
                case = actions.open_case(
                    title, stage.place.area, dt.date(since, 1, 1), story, office
                )
            content = {
                "kind": kind,
                "title": title,
                "result": result,
                "due": dt.date(YEAR, 12, 15),
                "due_text": f"15/12/{YEAR}",
                "basis_since": f"từ năm {since}" if since else "",
                "case_file": case,
                "topic": stage.chance.choice(topics),
                "milestones": [
                    {"title": "Thống nhất phương án", "due": f"{YEAR}-05-31"},
                    {"title": "Hoàn thành phần lớn", "due": f"{YEAR}-10-31"},
                ],
            }
            line = actions.draft(
                place, content, office, actions.Way(behalf_reason="theo phân công")
            )
            COMMITMENT.take(line, "submit", office)
        done.add(place.pk)
    return done


def _lists(
    stage: Stage, campaign: Campaign, listed: list[Registrant], hesitant: list[Registrant]
) -> list[int]:
    """Each ward sends its workbook; the lines of the hesitant will be given back later."""
    groups = by_parent(listed + hesitant)
    day = dt.date(YEAR, 3, 20)
    for n, (parent, places) in enumerate(groups):
        stage.progress("members' lists", n, len(groups))
        rows = [
            (p.unit, p.person, member_task(stage.chance, p.klass == "agency_member", YEAR))
            for p in places
            if p.person is not None
        ]
        sent = day + dt.timedelta(days=9 * n + stage.chance.randint(0, 6))
        with clock.pretend(sent):
            take(stage, campaign, workbook.ward_list(parent, rows, sent), f"{parent.name}.xlsx")
    stage.progress("members' lists", len(groups), len(groups))
    return [p.pk for p in hesitant]


def _approve(stage: Stage, campaign: Campaign, given_back: list[int]) -> None:
    """Committee by committee: most approved in blocks, some returned, refused, exchanged."""
    back = set(given_back)
    total = Commitment.objects.filter(campaign=campaign, status=State.SUBMITTED).count()
    done = 0
    for pk, user in stage.approvers.items():
        lines = list(
            Commitment.objects.filter(campaign=campaign, waits_for_id=pk)
            .select_related(*READ_ALONG)
            .order_by("pk")
        )
        left = 0 if len(lines) < 60 else len(lines) // 45
        with clock.pretend(dt.date(YEAR, 7, 10)):
            access = Access.of(user, clock.today(), via="demo")
            give_back(stage, [x for x in lines if x.registrant_id in back], access)
            good = [x for x in lines if x.registrant_id not in back]
            for block in blocks(good[: len(good) - left], 200):
                actions.decide_many(block, "approve", access)
                done += len(block)
                stage.progress("approving", done, total)
    stage.progress("approving", total, total)


def waiting_autumn(stage: Stage, campaign: Campaign) -> None:
    """A change after approval that waits, and a draft that was never handed in."""
    line = (
        Commitment.objects.filter(
            campaign=campaign, status=State.APPROVED, entry__status="under_way"
        )
        .select_related("registrant", "campaign", "unit")
        .order_by("pk")
        .first()
    )
    with clock.pretend(dt.date(campaign.year, 11, 6)):
        office = stage.access("vanphong")
        if line is not None:
            result = f"{line.result}; thêm danh sách hộ đã ký"
            actions.ask_change(line, {"result": result}, "Bổ sung sản phẩm đo được", office)
        place = (
            Registrant.objects.filter(campaign=campaign, person=stage.users["dangvien"].person)
            .select_related("campaign", "person", "unit")
            .first()
        )
        if place is not None:
            me = stage.access("dangvien")
            content = {
                "kind": "new",
                "title": "Dạy các cụ trong ngõ dùng dịch vụ công trực tuyến",
                "due": None,
                "due_text": "",
                "result": "",
            }
            actions.draft(place, content, me)
