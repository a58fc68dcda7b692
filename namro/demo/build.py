"""Room demo: two years of officials and the members' campaign, driven through the real actions."""

import datetime as dt
import random
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.base import ContentFile

from namro.commitments import actions, importing
from namro.commitments.models import Campaign, Commitment, Registrant
from namro.commitments.states import State
from namro.commitments.workflow import CAMPAIGN, COMMITMENT
from namro.core import clock
from namro.core.audit import Actor
from namro.core.write import writing
from namro.demo import autumn, tree, workbook
from namro.demo.doors import DOORS, write_down
from namro.demo.tasks import NAMED_HARD, NAMED_NEW, TOPICS, member_task
from namro.demo.tree import ELIGIBLE, Place
from namro.org import actions as org
from namro.org.access import Access
from namro.org.models import Person, Unit, User
from namro.sheets import actions as actions_of_lists
from namro.sheets import preview
from namro.sheets.lists import NEW, Asked

BOOKS = Path(__file__).parent / "workbooks"
MISSING = 434  # published: 7.560 - 7.126
YEAR = 2023
READ_ALONG = ("campaign", "unit", "registrant", "person", "accountable", "leader", "waits_for")
EXEMPT_REASONS = (
    ("Miễn công tác và sinh hoạt Đảng", 8),
    ("Ốm nặng, điều trị dài ngày", 3),
    ("Chuyển sinh hoạt Đảng", 1),
)
Progress = Callable[[str, int, int], None]


@dataclass
class Stage:
    """What the steps of the demonstration hand on to each other."""

    place: Place
    chance: random.Random
    progress: Progress
    users: dict[str, User] = field(default_factory=dict)
    approvers: dict[int, User] = field(default_factory=dict)
    verifier: User | None = None

    def access(self, name: str) -> Access:
        """Rights of one of the demonstration's accounts, on the day that is pretended."""
        return Access.of(self.users[name], clock.today(), via="demo")


def build(progress: Progress, *, small: bool = False) -> dict[str, object]:
    """Build everything; returns the accounts."""
    by = Actor(None, "namro demo", via="demo")
    wards = 2 if small else len(tree.WARDS)
    eligible = 150 if small else ELIGIBLE
    progress("units and people", 0, 1)
    with clock.pretend(tree.SINCE), writing():
        place = tree.plant(by, eligible, wards)
    stage = Stage(place, random.Random(2023), progress)  # noqa: S311 - invented, not secret
    with clock.pretend(tree.SINCE):
        accounts = _open_doors(stage, by)
    _officials(stage, 2022, "01-can-bo-chu-chot-2022.xlsx", dt.date(2022, 1, 10))
    _officials(stage, 2023, "02-can-bo-chu-chot-2023.xlsx", dt.date(2023, 1, 9))
    _members(stage, eligible, round(eligible * MISSING / ELIGIBLE))
    return accounts


def _open_doors(stage: Stage, by: Actor) -> dict[str, object]:
    password = "-".join(secrets.choice(WORDS) for _ in range(4))
    place = stage.place
    where = {
        "area": place.area,
        "standing": place.standing,
        "council": place.council,
        "ward": place.wards[0],
        "cell": place.cells[0],
    }
    people = {
        "vanphong": org.add_person("Trần Thị Hồng Vân", by),
        "lanhdao": org.add_person("Nguyễn Đình Khải", by),
        "quantri": org.add_person("Phạm Công Tài", by),
        "thuongvu": place.chiefs[place.standing.pk],
        "ubnd": place.chiefs[place.council.pk],
        "kiemtra": place.chiefs[place.inspection.pk],
        "phuong": place.chiefs[place.wards[0].pk],
        "chibo": place.secretaries[place.cells[0].pk],
        "dangvien": place.members[place.cells[0].pk][1],
    }
    for name, _what, role, spot in DOORS:
        user = _account(people[name], name, password, by)
        stage.users[name] = user
        if role:
            org.grant(people[name], role, where[spot], tree.SINCE, by)
    for unit in (*place.wards, *([place.agencies] if place.agencies else [])):
        chief = place.chiefs[unit.pk]
        if unit == place.wards[0]:
            stage.approvers[unit.pk] = stage.users["phuong"]
            continue
        stage.approvers[unit.pk] = _account(chief, f"capuy{unit.pk}", password, by)
        org.grant(chief, "approver", unit, tree.SINCE, by)
    return write_down(password)


def _account(person: Person, name: str, password: str, by: Actor) -> User:
    user = org.open_account(person, name, by)
    secret = org.make_first_link(user)
    return org.use_first_link(secret, name, person.full_name, password)


def _officials(stage: Stage, year: int, book: str, opens: dt.date) -> None:
    stage.progress(f"officials {year}", 0, 4)
    closes = dt.date(year, 2, 28)
    bodies = [stage.place.standing, stage.place.council][: 2 if year == 2022 else 1]
    with clock.pretend(opens):
        campaign = _open(
            stage,
            actions.Setup(
                slug=f"can-bo-{year}",
                name=f"Cán bộ chủ chốt đăng ký việc mới, việc khó năm {year}",
                year=year,
                opens=opens,
                closes=closes,
                subject="campaign.officials",
                decision=f"Kế hoạch của Ban Thường vụ Quận ủy, tháng 01/{year}",
                bodies=bodies,
            ),
        )
    with clock.pretend(dt.date(year, 2, 14)):
        _take(stage, campaign, (BOOKS / book).read_bytes(), book)
    stage.progress(f"officials {year}", 1, 4)
    if year == 2022:
        with clock.pretend(dt.date(year, 2, 21)):
            _decide(stage.access("thuongvu"), campaign, "endorse")
    with clock.pretend(dt.date(year, 2, 24)):
        _decide(stage.access("ubnd" if year == 2022 else "thuongvu"), campaign, "approve")
    stage.progress(f"officials {year}", 2, 4)
    autumn.officials(campaign, stage.chance, stage.access("kiemtra"), stage.access("lanhdao"))
    stage.progress(f"officials {year}", 4, 4)
    if year == 2022:
        with clock.pretend(dt.date(year + 1, 1, 5)):
            CAMPAIGN.take(campaign, "close", stage.access("vanphong"))


def _open(stage: Stage, setup: actions.Setup) -> Campaign:
    office = stage.access("vanphong")
    campaign = actions.set_up(stage.place.area, setup, office)
    actions.set_topics(campaign, TOPICS, office)
    opened: Campaign = CAMPAIGN.take(campaign, "open", office)
    return opened


def _take(stage: Stage, campaign: Campaign, content: bytes, name: str) -> dict[str, int]:
    """The real way in: sent, read in a process of its own, judged, confirmed."""
    office = stage.access("vanphong")
    kind, target = importing.KIND, importing.target_of(campaign)
    record = actions_of_lists.receive(ContentFile(content, name=name), kind, target, office)
    judged = preview.judged_of(record, kind, target, Asked(office))
    choices = {one.key: NEW for one in judged.questions if one.group in ("unit", "person")}
    record = actions_of_lists.choose(record, choices, office)
    judged = preview.judged_of(record, kind, target, Asked(office, record.choices))
    return actions_of_lists.take_in(record, kind, target, judged, office)


def _decide(access: Access, campaign: Campaign, step: str) -> None:
    rows = Commitment.objects.filter(campaign=campaign, waits_for__isnull=False)
    lines = list(rows.select_related(*READ_ALONG).order_by("pk"))
    _done, refused = actions.decide_many(lines, step, access)
    if refused:
        raise RuntimeError(f"{campaign}: {len(refused)} lines were refused: {refused[0][1]}")


def _members(stage: Stage, eligible: int, missing: int) -> None:
    opens, closes = dt.date(YEAR, 3, 1), dt.date(YEAR, 6, 30)
    with clock.pretend(opens):
        campaign = _open(
            stage,
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
        _exempt(stage, campaign, eligible)
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
    _approve(stage, campaign, given_back)
    autumn.members(campaign, stage.chance, stage.access, stage.progress)
    _waiting_autumn(stage, campaign)


def _some_of(stage: Stage, asked: list[Registrant]) -> set[int | None]:
    """People of the secretary's cell who have nothing yet, so that the grid has work."""
    first = stage.place.cells[0].pk
    return {p.person_id for p in asked if p.unit_id == first and p.pk % 7 == 0}


def _exempt(stage: Stage, campaign: Campaign, eligible: int) -> None:
    places = list(
        Registrant.objects.filter(campaign=campaign).select_related("unit", "campaign", "person")
    )
    own = {user.person_id for user in stage.users.values()}
    open_to = [place for place in places if place.person_id not in own]
    stage.chance.shuffle(open_to)
    reasons = [reason for reason, _weight in EXEMPT_REASONS]
    weights = [weight for _reason, weight in EXEMPT_REASONS]
    office = stage.access("vanphong")
    with writing():
        for place in open_to[: len(places) - eligible]:
            actions.exempt(place, stage.chance.choices(reasons, weights)[0], office)


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
    groups = _by_parent(listed + hesitant)
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
            _take(stage, campaign, workbook.ward_list(parent, rows, sent), f"{parent.name}.xlsx")
    stage.progress("members' lists", len(groups), len(groups))
    return [p.pk for p in hesitant]


def _by_parent(places: Iterable[Registrant]) -> list[tuple[Unit, list[Registrant]]]:
    groups: dict[int, list[Registrant]] = {}
    for place in sorted(places, key=lambda p: (p.unit.path, p.name_key)):
        groups.setdefault(place.unit.parent_id or 0, []).append(place)
    parents = Unit.objects.in_bulk(groups)
    return [(parents[pk], rows) for pk, rows in groups.items()]


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
            _give_back(stage, [x for x in lines if x.registrant_id in back], access)
            good = [x for x in lines if x.registrant_id not in back]
            for block in _blocks(good[: len(good) - left], 200):
                actions.decide_many(block, "approve", access)
                done += len(block)
                stage.progress("approving", done, total)
    stage.progress("approving", total, total)


def _give_back(stage: Stage, lines: list[Commitment], access: Access) -> None:
    words = (
        ("return", "Nêu rõ sản phẩm và thời hạn cụ thể rồi gửi lại."),
        ("return", "Chưa rõ người phối hợp; bổ sung và gửi lại."),
        ("refuse", "Đây là nhiệm vụ thường xuyên, không phải việc mới, việc khó."),
        ("replace", "Đề nghị nhận việc khác: phụ trách tuyến ngõ văn minh."),
    )
    for line in lines:
        step, why = stage.chance.choice(words)
        COMMITMENT.take(line, step, access, why)


def _blocks(lines: list[Commitment], size: int) -> Iterator[list[Commitment]]:
    for start in range(0, len(lines), size):
        yield lines[start : start + size]


def _waiting_autumn(stage: Stage, campaign: Campaign) -> None:
    """A change after approval that waits, and a draft that was never handed in."""
    line = (
        Commitment.objects.filter(
            campaign=campaign, status=State.APPROVED, entry__status="under_way"
        )
        .select_related("registrant", "campaign", "unit")
        .order_by("pk")
        .first()
    )
    with clock.pretend(dt.date(YEAR, 11, 6)):
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


WORDS = (
    "sen", "lua", "tre", "song", "nui", "mua", "nang", "trang", "bien", "rung", "chim", "cau",
    "duong", "nha", "vuon", "hoa", "gio", "may", "dao", "quat", "truc", "mai", "cuc", "lan",
)  # fmt: skip
