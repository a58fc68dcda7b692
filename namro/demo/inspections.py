"""Room demo: eight conclusions of the district's inspectorate with 62 items, 55 of them done."""

import datetime as dt

from namro.core import clock
from namro.core.write import writing
from namro.demo.names import Names
from namro.demo.stage import Stage
from namro.inspections import actions
from namro.inspections.models import Conclusion, Inspection, Item
from namro.inspections.states import Subject
from namro.inspections.workflow import CONCLUSION, INSPECTION, ITEM
from namro.ledger import actions as ledger
from namro.ledger import drawing
from namro.ledger.states import Finding
from namro.org import actions as org
from namro.org.actions import Arrival
from namro.org.models import Person, Unit

# Published: eight conclusions; 88,7 % fits only 55 of 62 items.
ITEMS_OF = (9, 7, 8, 6, 10, 7, 8, 7)
LEFT = 7
ACCEPTED = 50
SUBJECTS = (
    "Quản lý, sử dụng đất công ích", "Trật tự xây dựng trên địa bàn phường",
    "Thu, chi ngân sách phường", "Đầu tư xây dựng trường học", "Cấp giấy chứng nhận lần đầu",
    "Quản lý chợ và điểm kinh doanh", "Tiếp công dân, giải quyết đơn thư",
    "Quản lý tài sản công",
)  # fmt: skip
WORKS = (
    "Rà soát hồ sơ, lập danh sách các trường hợp còn tồn đọng",
    "Thu hồi phần diện tích sử dụng không đúng mục đích",
    "Hoàn thiện thủ tục thanh lý hợp đồng đã hết hạn",
    "Nộp trả ngân sách phần chi sai chế độ", "Kiểm điểm trách nhiệm tập thể có liên quan",
    "Ban hành quy trình phối hợp kiểm tra hằng tháng", "Cập nhật sổ theo dõi và công khai kết quả",
    "Lập hồ sơ quản lý các thửa đất nhỏ lẻ, xen kẹt", "Báo cáo kết quả về cơ quan thanh tra",
    "Bàn giao hồ sơ cho đơn vị quản lý mới",
)  # fmt: skip
EVIDENCE = ("Biên bản", "Báo cáo kèm danh sách", "Chứng từ nộp tiền", "Quyết định")
DRAWN, SEED = 12, "84213"
ISSUED = dt.date(2023, 2, 6)
# Kind, who, how many lines, how many of them held.
PROGRAMME = (
    ("kiem-tra-thuong-xuyen", Subject.ORGANISATION, 6, 6),
    ("kiem-tra-thuong-xuyen", Subject.PERSON, 2, 2),
    ("giam-sat-chuyen-de", Subject.ORGANISATION, 5, 4),
    ("giam-sat-thuong-xuyen", Subject.PERSON, 3, 3),
    ("kiem-tra-dau-hieu", Subject.ORGANISATION, 1, 1),
)
TOPICS = (
    "Việc thực hiện quy chế làm việc", "Việc thu, nộp đảng phí", "Việc học tập nghị quyết",
    "Việc lãnh đạo giải quyết kiến nghị của nhân dân", "Việc thực hiện nhiệm vụ mới, việc khó",
)  # fmt: skip


def of_two_years(stage: Stage) -> None:
    """Conclusions of spring 2023 with what came of them by November; the programme of 2023."""
    stage.progress("conclusions", 0, 3)
    owners = _owners(stage)
    with clock.pretend(dt.date(2023, 2, 20)), writing():
        _programme(stage)
        made = _conclusions(stage, owners)
    stage.progress("conclusions", 1, 3)
    with writing():
        _carry_out(stage, made)
    _draw(stage)
    stage.progress("conclusions", 2, 3)
    with clock.pretend(dt.date(2023, 12, 12)), writing():
        _answer(stage)
        _held(stage)
        counts = {"member:khien-trach": 4, "member:canh-cao": 1}
        body = {"unit": stage.place.inspection, "year": 2023, "quarter": 3}
        actions.count_discipline(body | counts, stage.access("kiemtra"))
    stage.progress("conclusions", 3, 3)


def _owners(stage: Stage) -> list[tuple[Unit, Person, Person]]:
    """Agencies and wards' committees, who reports there and who answers."""
    agencies = Unit.objects.filter(parent=stage.place.council, kind="agency").order_by("path")
    names = Names(2024)
    found = []
    with clock.pretend(dt.date(2022, 1, 4)), writing():
        for unit in [*agencies[:6], *stage.place.wards[:4]]:
            rows = [
                Arrival(
                    names.name(), unit, "Phó trưởng phòng" if unit.kind == "agency" else "Văn phòng"
                )
            ]
            if unit.pk not in stage.place.chiefs:
                rows.append(Arrival(names.name(), unit, "Trưởng phòng", leads=True))
            people = org.bring_in(rows, clock.today(), stage.by)
            found.append((unit, people[0], stage.place.chiefs.get(unit.pk) or people[-1]))
    return found  # fmt: skip


def _conclusions(stage: Stage, owners: list[tuple[Unit, Person, Person]]) -> list[Conclusion]:
    access = stage.access("kiemtra")
    issuer = Unit.objects.get(parent=stage.place.council, name="Thanh tra quận")
    found, turn = [], 0
    for n, (size, subject) in enumerate(zip(ITEMS_OF, SUBJECTS, strict=True), start=1):
        head = {"unit": issuer, "number": f"{n:02d}/KL-TTr", "title": subject,
                "issued_on": ISSUED + dt.timedelta(days=n), "inspection": None}  # fmt: skip
        one = actions.conclude(head, access)
        for number in range(1, size + 1):
            unit, owner, leader = owners[turn % len(owners)]
            said = {
                "number": number, "text": WORKS[turn % len(WORKS)], "unit": unit, "owner": owner,
                "leader": leader, "evidence": EVIDENCE[turn % len(EVIDENCE)],
                "due": dt.date(2023, 6, 30) + dt.timedelta(days=30 * (turn % 6)),
            }  # fmt: skip
            actions.add_item(one, said, access)
            turn += 1
        found.append(CONCLUSION.take(one, "follow", access))
    return found


def _carry_out(stage: Stage, made: list[Conclusion]) -> None:
    """All but seven are declared done, most of them in time."""
    rows = Item.objects.filter(conclusion__in=made).select_related("entry__unit", "entry__owner")
    items = list(rows.order_by("due", "pk"))
    step = len(items) // LEFT
    left = {item.pk for item in items[step - 1 :: step][:LEFT]}
    for n, item in enumerate(items):
        day = min(item.due + dt.timedelta(days=stage.chance.randint(-25, 6)), dt.date(2023, 11, 20))
        entry = item.entry
        if entry is None:
            raise RuntimeError("a followed item has its entry")
        with clock.pretend(day):
            office = stage.access("vanphong")
            step_name = "start" if item.pk in left else "declare"
            words = (
                "Đang thực hiện, chờ ý kiến của sở."
                if item.pk in left
                else "Đã làm xong, có hồ sơ."
            )
            ledger.report(entry, ledger.Report(words, step_name), office)
        if item.pk not in left and n % 5 == 0:
            with clock.pretend(dt.date(2023, 11, 27)):
                found = Finding.PARTLY if n % 25 == 0 else Finding.DONE
                visit = ledger.Visit(clock.today(), found, "Đã xem hồ sơ và thực tế tại chỗ.")
                ledger.verify(entry, visit, stage.access("kiemtra"))


def _draw(stage: Stage) -> None:
    """A sample of what was declared in autumn: announced one day, drawn the next, half looked at."""
    with clock.pretend(dt.date(2023, 11, 21)):
        said = {
            "unit": stage.place.area, "name": "Rút thăm kiểm tra quý IV/2023", "size": DRAWN,
            "declared_from": dt.date(2023, 1, 1), "declared_to": dt.date(2023, 11, 20),
            "seed_source": "Giải đặc biệt xổ số kiến thiết miền Bắc", "seed_day": dt.date(2023, 11, 22),
        }  # fmt: skip
        draw = drawing.announce(said, stage.access("kiemtra"))
    with clock.pretend(dt.date(2023, 11, 22)):
        drawing.draw_lots(draw, SEED, stage.access("kiemtra"))
    with clock.pretend(dt.date(2023, 11, 28)), writing():
        access = stage.access("kiemtra")
        rows = draw.drawn.filter(assigned=access.person_id).select_related("entry__unit")
        for n, one in enumerate(rows[: DRAWN // 2]):
            found = Finding.NOT_DONE if n == 2 else Finding.DONE
            visit = ledger.Visit(clock.today(), found, "Đã đến tận nơi theo kết quả rút thăm.")
            ledger.verify(one.entry, visit, access)


def _answer(stage: Stage) -> None:
    """The inspectorate accepts most of what was declared."""
    access = stage.access("kiemtra")
    rows = Item.objects.filter(entry__status="done").order_by("pk")
    for item in rows.select_related("entry", "conclusion__unit", "unit")[:ACCEPTED]:
        ITEM.take(item, "accept", access)


def _programme(stage: Stage) -> None:
    access, place = stage.access("kiemtra"), stage.place
    for n, (kind, who, lines, _held_of) in enumerate(PROGRAMME):
        for turn in range(lines):
            begins = dt.date(2023, 3, 1) + dt.timedelta(days=33 * turn + 5 * n)
            actions.plan(
                {
                    "unit": place.inspection, "kind": kind, "subject_kind": who,
                    "subject": place.wards[turn % len(place.wards)], "n": 2 if who == Subject.PERSON else 1,
                    "topic": TOPICS[(n + turn) % len(TOPICS)],
                    "begins_on": begins, "ends_on": begins + dt.timedelta(days=10),
                },
                access,
            )  # fmt: skip


def _held(stage: Stage) -> None:
    access = stage.access("kiemtra")
    for kind, who, _lines, held in PROGRAMME:
        rows = Inspection.objects.filter(unit=stage.place.inspection, kind=kind, subject_kind=who)
        for one in rows.select_related("unit").order_by("begins_on", "pk")[:held]:
            INSPECTION.take(one, "hold", access)
