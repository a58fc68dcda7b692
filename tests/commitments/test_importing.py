"""A workbook of registrations: matched, asked about, taken in whole or not at all."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from namro.commitments import actions, importing, matching, queries
from namro.commitments.models import Commitment, Registrant
from namro.commitments.workflow import CAMPAIGN
from namro.core import audit
from namro.core.errors import Refused
from namro.figures import tally
from namro.org.models import Person, Unit, User
from namro.sheets import actions as lists_in
from namro.sheets import inbox, known, mapping, preview
from namro.sheets.layout import Understanding
from namro.sheets.lists import NEW, Asked
from namro.sheets.matching import accept_all, person_key, unit_key
from namro.sheets.models import Import, ImportState
from namro.sheets.registrations import REGISTRATIONS
from tests import make
from tests.sheets import books
from tests.sheets.listing import List, workbook

BOOKS = Path(__file__).parents[2] / "namro" / "demo" / "workbooks"
HEAD = ("TT", "Họ và tên", "Chi bộ", "Nội dung đăng ký", "Loại việc", "Kết quả", "Hạn")
LAN = ("Nguyễn Thị Lan", "Chi bộ 1", "Vận động 9 hộ phân loại rác", "Mới", "9 hộ", "30/9/2026")
BINH = (
    "Trần Văn Bình",
    "Chi bộ 1",
    "Hòa giải 2 vụ tranh chấp ngõ 5",
    "Khó",
    "2 biên bản",
    "Quý IV",
)


def book(*rows, name="danh-sach.xlsx"):
    out = io.BytesIO()
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["DANH SÁCH ĐĂNG KÝ VIỆC MỚI, VIỆC KHÓ"])
    sheet.append([])
    sheet.append(HEAD)
    for number, row in enumerate(rows, start=1):
        sheet.append([number, *row])
    workbook.save(out)
    return ContentFile(out.getvalue(), name=name)


def receive(upload, campaign, access):
    return lists_in.receive(upload, importing.KIND, importing.target_of(campaign), access)


def judge(record, campaign, choices=None):
    target = importing.target_of(campaign)
    access = make.access(User.objects.get(username="van"))
    return preview.judged_of(record, importing.KIND, target, Asked(access, choices or {}))


def take_in(record, campaign, judged, access):
    target = importing.target_of(campaign)
    return lists_in.take_in(record, importing.KIND, target, judged, access)


@pytest.fixture
def campaign(world):
    return make.campaign(world.area, world.van)


def test_known_people_and_units_are_ready_and_taken_in(world, campaign):
    access = make.access(world.van)
    record = receive(book(LAN, BINH), campaign, access)

    counts = take_in(record, campaign, judge(record, campaign), access)

    lines = list(Commitment.objects.order_by("pk"))
    assert counts == {
        "ready": 2, "ask": 0, "already": 0, "problem": 0, "left": 0, "taken": 2, "new_units": 0,
        "new_people": 0,
    }  # fmt: skip
    assert [(x.person.full_name, x.kind, x.status) for x in lines] == [
        ("Nguyễn Thị Lan", "new", "submitted"),
        ("Trần Văn Bình", "hard", "submitted"),
    ]
    assert [x.waits_for for x in lines] == [world.ward, world.ward]
    assert lines[0].leader == world.lan.person
    assert tally.standing(campaign.pk, queries.COUNTED_SETS) == queries.recounted(campaign)
    assert list(audit.problems()) == []


def test_same_file_twice_adds_nothing(world, campaign):
    access = make.access(world.van)
    first = receive(book(LAN, BINH), campaign, access)
    take_in(first, campaign, judge(first, campaign), access)

    second = receive(book(LAN, BINH), campaign, access)
    counts = take_in(second, campaign, judge(second, campaign), access)

    assert (counts["already"], counts["taken"], Commitment.objects.count()) == (2, 0, 2)


def test_import_taken_in_meanwhile_is_refused(world, campaign):
    access = make.access(world.van)
    record = receive(book(LAN), campaign, access)
    judged = judge(record, campaign)
    take_in(record, campaign, judged, access)

    with pytest.raises(Refused) as refused:
        take_in(record, campaign, judged, access)

    assert refused.value.status == 409
    assert Commitment.objects.count() == 1


def test_row_that_came_in_between_is_passed_over(world, campaign):
    access = make.access(world.van)
    first, second = (receive(book(LAN, BINH), campaign, access) for _ in range(2))
    judged_early = judge(second, campaign)
    take_in(first, campaign, judge(first, campaign), access)

    counts = take_in(second, campaign, judged_early, access)

    assert (counts["taken"], Commitment.objects.count()) == (0, 2)


def test_repeated_row_in_one_file_is_two_lines(world, campaign):
    access = make.access(world.van)
    record = receive(book(LAN, LAN), campaign, access)

    take_in(record, campaign, judge(record, campaign), access)

    assert Commitment.objects.count() == 2
    assert Registrant.objects.get(person=world.lan.person).items == 2


def test_new_unit_and_person_are_proposed_never_made_silently(world, campaign):
    access = make.access(world.van)
    row = ("Vũ Hoàng Mới", "Phòng Kinh tế", "Số hóa 30 hồ sơ", "Mới", "30 hồ sơ", "30/9/2026")
    record = receive(book(row), campaign, access)

    judged = judge(record, campaign)

    assert judged.counts == {"ready": 0, "ask": 1, "already": 0, "problem": 0, "left": 0}
    assert [(one.name, one.rows) for one in judged.asked("unit")] == [("Phòng Kinh tế", 1)]
    assert [(one.name, one.sure) for one in judged.asked("person")] == [("Vũ Hoàng Mới", "new")]
    assert not Unit.objects.filter(name="Phòng Kinh tế").exists()


def test_accepted_proposals_are_made_with_the_line(world):
    campaign = make.campaign(
        world.area, world.van, subject="campaign.officials", bodies=[world.standing]
    )
    access = make.access(world.van)
    rows = (
        ("Vũ Hoàng Mới", "Phòng Kinh tế", "Số hóa 30 hồ sơ", "Mới", "30 hồ sơ", "30/9/2026"),
        ("Vũ Hoàng Mới", "Phòng Kinh tế", "Thu hồi 20 m2 đất", "Khó", "20 m2", "30/9/2026"),
        ("Lê Thị Sen", "Phòng Kinh tế", "Trả 40 hồ sơ trước hạn", "Mới", "40 hồ sơ", "30/9/2026"),
    )
    record = receive(book(*rows), campaign, access)
    choices = accept_all(judge(record, campaign).questions)

    counts = take_in(record, campaign, judge(record, campaign, choices), access)

    unit = Unit.objects.get(name="Phòng Kinh tế")
    place = Registrant.objects.get(person__full_name="Vũ Hoàng Mới")
    assert (counts["taken"], counts["new_units"], counts["new_people"]) == (3, 1, 2)
    assert (unit.parent, place.items, place.klass) == (world.area, 2, "key_official")
    assert place.commitments.first().leader == place.person


def test_unit_of_another_name_may_be_chosen_by_hand(world, campaign):
    access = make.access(world.van)
    row = ("Nguyễn Thị Lan", "CB số 1", "Vận động 9 hộ", "Mới", "9 hộ", "30/9/2026")
    record = receive(book(row), campaign, access)

    judged = judge(record, campaign, {unit_key("CB số 1"): str(world.cell.pk)})

    assert (judged.counts["ready"], judged.asked("unit")) == (1, [])
    assert judged.verdicts[0].person == world.lan.person


def test_same_name_elsewhere_is_asked_about_never_merged(world, campaign):
    access = make.access(world.van)
    row = ("Nguyễn Thị Lan", "Chi bộ 2", "Vận động 9 hộ", "Mới", "9 hộ", "30/9/2026")
    record = receive(book(row), campaign, access)
    key = person_key("Nguyễn Thị Lan", "Chi bộ 2")

    asked = judge(record, campaign)
    same = judge(record, campaign, {key: str(world.lan.person_id)})
    other = judge(record, campaign, {key: NEW})

    question = asked.asked("person")[0]
    assert asked.verdicts[0].asks == [key]
    assert (question.sure, question.why) == ("likely", "same name in another unit")
    assert str(world.lan.person_id) in dict(question.options)
    assert accept_all(asked.questions) == {}
    assert same.verdicts[0].person == world.lan.person
    assert (other.verdicts[0].person, other.counts["ready"]) == (None, 1)


def test_names_that_a_search_folds_together_are_two_people(world, campaign):
    make.person("Đặng Văn Hưng", world.cell, "residential_member")
    access = make.access(world.van)
    row = ("Đặng Văn Hùng", "Chi bộ 1", "Vận động 9 hộ", "Mới", "9 hộ", "30/9/2026")
    record = receive(book(row), campaign, access)

    judged = judge(record, campaign)

    assert judged.verdicts[0].person is None
    assert judged.asked("person")[0].why == "nearly the same name in the same unit"


def test_two_units_of_one_name_are_no_answer(world, campaign):
    make.unit("Chi bộ 1", world.area)
    access = make.access(world.van)
    record = receive(book(LAN), campaign, access)

    assert judge(record, campaign).verdicts[0].asks[0] == unit_key("Chi bộ 1")


def test_bad_row_says_its_cell_and_blocks_only_itself(world, campaign):
    access = make.access(world.van)
    bad = ("", "Chi bộ 1", "Vận động 9 hộ", "Mới", "9 hộ", "31/02/2026")
    record = receive(book(LAN, bad), campaign, access)

    judged = judge(record, campaign)
    counts = take_in(record, campaign, judged, access)

    assert judged.verdicts[1].state == "problem"
    assert any("G5" in str(problem) for problem in judged.verdicts[1].problems)
    assert (counts["problem"], counts["taken"]) == (1, 1)


def test_exempt_person_who_registers_is_exempt_no_longer(world, campaign):
    place = make.registrant(campaign, world.lan.person, world.cell)
    actions.exempt(place, campaign.classes.first().exempt_reasons[0], make.access(world.van))
    access = make.access(world.van)
    record = receive(book(LAN), campaign, access)

    take_in(record, campaign, judge(record, campaign), access)

    place.refresh_from_db()
    assert (place.standing, place.exempt_reason, place.items) == ("met", "", 1)
    assert tally.standing(campaign.pk, queries.COUNTED_SETS) == queries.recounted(campaign)


def test_foreign_office_and_closed_campaign_are_refused(world, campaign):
    access = make.access(world.van)
    record = receive(book(LAN), campaign, access)
    judged = judge(record, campaign)

    with pytest.raises(Refused):
        take_in(record, campaign, judged, make.access(world.tu))
    closed = CAMPAIGN.take(campaign, "close", access)
    with pytest.raises(Refused):
        take_in(record, closed, judged, access)

    assert Commitment.objects.count() == 0
    assert Import.objects.get().status == ImportState.READ


def test_refused_file_leaves_nothing_behind(world, campaign, settings, tmp_path):
    settings.DATA = tmp_path

    with pytest.raises(Refused) as refused:
        receive(
            SimpleUploadedFile("x.xlsx", b"PK not a workbook"), campaign, make.access(world.van)
        )

    assert refused.value.status == 422
    assert Import.objects.count() == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_too_large_file_is_refused_while_it_is_read(world, campaign, settings, tmp_path):
    settings.DATA = tmp_path
    upload = SimpleUploadedFile("x.xlsx", b"0" * (10 * 1024 * 1024 + 1))

    with pytest.raises(Refused):
        receive(upload, campaign, make.access(world.van))

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_full_disk_leaves_no_part_of_a_file(world, campaign, settings, tmp_path, monkeypatch):
    settings.DATA = tmp_path

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        receive(book(LAN), campaign, make.access(world.van))

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_name_of_a_sent_file_loses_its_path(world, campaign):
    record = receive(
        book(LAN, name="../../etc/danh\u202esach.xlsx"), campaign, make.access(world.van)
    )

    assert record.name == "danhsach.xlsx"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Đảng ủy phường Bưởi", ("party", "grassroots")),
        ("Chi bộ 5", ("party", "cell")),
        ("Văn phòng HĐND - UBND quận", ("state", "agency")),
        ("Hội Nông dân quận", ("mass", "mass_body")),
        ("Trung tâm Chính trị quận", ("party", "board")),
        ("Trạm y tế", ("state", "agency")),
    ],
)
def test_branch_and_kind_are_guessed_from_the_name(name, kind):
    assert known.guess(name) == kind


def test_class_follows_the_unit_where_a_campaign_has_several(world, campaign):
    agency = make.unit("Phòng Kinh tế", world.area, kind="agency", branch="state")

    asked = matching.classes(campaign)
    assert matching.klass_of(asked, agency) == "agency_member"
    assert matching.klass_of(asked, world.cell) == "residential_member"


def test_class_missing_from_a_campaign_falls_back_to_its_first(world, campaign):
    campaign.classes.filter(klass="residential_member").delete()
    make_two = campaign.classes.model(campaign=campaign, klass="key_official", minimum=1)
    make_two.save()

    assert matching.klass_of(matching.classes(campaign), world.cell) == "agency_member"


def test_unit_chosen_by_hand_must_be_one_of_the_campaign(world, campaign):
    names = known.known(campaign.unit, campaign.opens)

    assert names.by_pk(str(world.cell.pk)) == world.cell
    assert names.by_pk(str(world.far_cell.pk)) is None
    assert names.by_pk("không") is None


def test_columns_may_be_corrected_by_hand(world, campaign):
    record = receive(book(LAN, BINH), campaign, make.access(world.van))
    opened = inbox.read(record)
    understanding = Understanding.from_json(record.understanding)
    shown = mapping.sheets(opened, understanding, REGISTRATIONS)[0]
    posted = {"s0-used": "1", "s0-header": shown.header_rows}
    posted |= {f"s0-{field}": "" if at is None else str(at) for field, _l, at, _s in shown.chosen}

    same = mapping.changed(opened, understanding, REGISTRATIONS, posted)
    moved = mapping.changed(opened, understanding, REGISTRATIONS, posted | {"s0-result": "2"})
    dropped = mapping.changed(opened, understanding, REGISTRATIONS, posted | {"s0-due": ""})
    unused = mapping.changed(opened, understanding, REGISTRATIONS, posted | {"s0-used": ""})
    other_head = mapping.changed(opened, understanding, REGISTRATIONS, posted | {"s0-header": "1"})
    nonsense = mapping.changed(
        opened, understanding, REGISTRATIONS, posted | {"s0-header": "x; 99", "s0-due": "77"}
    )

    assert same == understanding
    assert moved.sheets[0].found("result").column == 2
    assert dropped.sheets[0].found("due") is None
    assert unused.sheets[0].used is False
    assert other_head.sheets[0].header_rows == (0,)
    assert nonsense.sheets[0].found("due").column == understanding.sheets[0].found("due").column
    assert mapping.changed(opened, understanding, REGISTRATIONS, {}) == understanding


def test_row_without_a_unit_says_so_and_is_matched_with_nobody(world, campaign):
    row = ("Nguyễn Thị Lan", "", "Vận động 9 hộ phân loại rác", "Mới", "9 hộ", "30/9/2026")
    record = receive(book(row), campaign, make.access(world.van))

    verdict = judge(record, campaign).verdicts[0]

    assert (verdict.state, verdict.person, verdict.unit) == ("problem", None, None)


def test_sheet_that_is_gone_from_the_file_is_not_shown(world, campaign):
    record = receive(book(LAN), campaign, make.access(world.van))
    opened = inbox.read(record)
    understanding = Understanding.from_json(record.understanding.replace("Sheet", "Trang"))

    assert mapping.sheets(opened, understanding, REGISTRATIONS) == []


def test_columns_past_z_have_two_letters():
    assert [mapping.letter(n) for n in (0, 25, 26, 27, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AB",
        "ZZ",
        "AAA",
    ]


@pytest.mark.parametrize(
    ("name", "items", "people", "subject"),
    [
        ("01-can-bo-chu-chot-2022.xlsx", 53, 51, "campaign.officials"),
        ("02-can-bo-chu-chot-2023.xlsx", 163, 54, "campaign.officials"),
    ],
)
def test_office_workbooks_go_in_as_they_are(world, name, items, people, subject):
    campaign = make.campaign(world.area, world.van, subject=subject, bodies=[world.standing])
    access = make.access(world.van)
    record = receive(ContentFile((BOOKS / name).read_bytes(), name=name), campaign, access)
    choices = accept_all(judge(record, campaign).questions)

    judged = judge(record, campaign, choices)
    counts = take_in(record, campaign, judged, access)

    lines = Commitment.objects.filter(campaign=campaign)
    assert all(total.agrees for total in judged.totals)
    assert (counts["taken"], lines.values("person").distinct().count()) == (items, people)
    assert Person.objects.filter(commitments__campaign=campaign).distinct().count() == people


def list_of(world, campaign, *rows, name="danh-sach.xlsx", content=None):
    return List("registrations", campaign.slug, world.van, content or workbook(*rows), name)


def test_list_without_a_kind_is_asked_once_for_all_its_rows(world, campaign):
    content = (books.HERE / "workbooks" / "04-phuong-buoi-tcvn3.xls").read_bytes()
    sent = list_of(world, campaign, content=content, name="04-phuong-buoi-tcvn3.xls")

    before = sent.judged()
    (question,) = before.asked("kind")
    sent.answer({question.key: "hard", "encoding:Sheet1": "tcvn3"}).accept(under=str(world.ward.pk))
    counts = sent.take()

    lines = Commitment.objects.filter(campaign=campaign)
    wanted = json.loads((books.HERE / "workbooks" / "expected.json").read_text(encoding="utf-8"))
    expected = wanted["04-phuong-buoi-tcvn3.xls"]
    assert (question.rows, before.counts["problem"]) == (40, 40)
    assert (counts["taken"], lines.values("person").distinct().count()) == (
        expected["items"],
        expected["people"],
    )
    assert [
        (
            line.person.full_name.casefold(),
            line.unit.name.casefold(),
            line.title.casefold(),
            line.due and line.due.isoformat(),
        )
        for line in lines.order_by("pk").select_related("person", "unit")
    ] == [tuple(row[name] and row[name].casefold() for name in ("name", "cell", "title", "due"))
          for row in expected["rows"]]  # fmt: skip


TOPIC_HEAD = ("TT", "Họ và tên", "Chi bộ", "Nội dung đăng ký", "Loại việc", "Hạn", "Định hướng")


def test_topics_of_the_list_are_those_of_the_campaign_or_asked_about(world, campaign):
    actions.set_topics(campaign, ["Trật tự đô thị", "Chuyển đổi số"], make.access(world.van))
    rows = (
        (1, *LAN[:4], LAN[5], "TRẬT TỰ ĐÔ THỊ"),
        (2, *BINH[:4], "30/9/2026", "Đô thị"),
        (3, "Trần Văn Bình", "Chi bộ 1", "Số hóa 30 hồ sơ", "Mới", "30/9/2026", None),
    )
    sent = list_of(world, campaign, TOPIC_HEAD, *rows)
    (question,) = sent.judged().asked("topic")

    before = sent.states()
    sent.answer({question.key: question.options[1][0]}).take()

    assert before == ["ready", "ask", "ready"]
    assert [str(line.topic or "") for line in Commitment.objects.order_by("pk")] == [
        "Trật tự đô thị", "Chuyển đổi số", "",
    ]  # fmt: skip
    assert tally.standing(campaign.pk, queries.COUNTED_SETS) == queries.recounted(campaign)


def test_unknown_topic_may_stay_empty(world, campaign):
    sent = list_of(world, campaign, TOPIC_HEAD, (1, *LAN[:4], LAN[5], "Đô thị"))
    (question,) = sent.judged().asked("topic")

    sent.answer({question.key: "none"}).take()

    assert Commitment.objects.get().topic is None


def test_pasted_cells_go_the_same_way_as_a_file(world, campaign, as_user):
    cells = "\n".join("\t".join(row) for row in (HEAD, ("1", *LAN), ("2", *BINH)))
    office = as_user(world.van)

    answer = office.post(
        "/imports/new/", {"kind": "registrations", "target": campaign.slug, "pasted": cells}
    )
    office.post(f"{answer['Location']}confirm/")

    assert Import.objects.get().name == "o-da-dan.tsv"
    assert [line.person for line in Commitment.objects.order_by("pk")] == [
        world.lan.person,
        world.member.person,
    ]


def test_neither_file_nor_cells_is_refused_with_what_to_do(world, campaign, as_user):
    sent = {"kind": "registrations", "target": campaign.slug, "pasted": "  "}

    answer = as_user(world.van).post("/imports/new/", sent)

    assert answer.status_code == 422
    assert "Chọn tệp bảng tính hoặc dán các ô" in answer.content.decode()
    assert Import.objects.count() == 0


def test_cell_of_several_of_one_name_is_the_one_under_the_section(world, campaign):
    other = make.unit("Đảng ủy phường Ba", world.area, kind="grassroots")
    make.unit("Chi bộ 1", other)
    rows = (
        HEAD,
        ("I", "ĐẢNG ỦY PHƯỜNG MỘT"),
        (1, *LAN),
        ("II", "ĐẢNG ỦY PHƯỜNG BA"),
        (2, "Vũ Thị Na", "Chi bộ 1", "Số hóa 30 hồ sơ", "Mới", "30 hồ sơ", "30/9/2026"),
    )
    sent = list_of(world, campaign, *rows)

    units = [verdict.unit for verdict in sent.judged().verdicts]

    assert [unit.parent for unit in units] == [world.ward, other]


def test_line_entered_by_form_when_the_office_sends_its_list_then_it_is_in_already(world, campaign):
    access = make.access(world.van)
    place = make.registrant(campaign, world.lan.person, world.cell)
    make.commitment(place, world.lan, title="Vận động 9 hộ  phân loại RÁC", kind="hard", due=None)
    record = receive(book(LAN, LAN, BINH), campaign, access)

    judged = judge(record, campaign)
    counts = take_in(record, campaign, judged, access)

    assert [one.state for one in judged.verdicts] == ["already", "ready", "ready"]
    assert (counts["already"], counts["taken"], Commitment.objects.count()) == (1, 2, 3)


def test_line_entered_by_form_between_looking_and_taking_in_then_it_is_passed_over(world, campaign):
    access = make.access(world.van)
    record = receive(book(LAN, BINH), campaign, access)
    judged = judge(record, campaign)
    place = make.registrant(campaign, world.lan.person, world.cell)
    make.commitment(place, world.lan, title=LAN[2])

    counts = take_in(record, campaign, judged, access)

    assert (counts["taken"], Commitment.objects.count()) == (1, 2)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_export_when_it_is_taken_in_again_then_nothing_is_added(world, campaign, as_user, language):
    access = make.access(world.van)
    place = make.registrant(campaign, world.lan.person, world.cell)
    make.commitment(place, world.lan, due=None)
    cell = make.registrant(campaign, None, world.cell2, "collective")
    make.commitment(cell, world.van, title="Chi bộ làm sạch ngõ 12")
    record = receive(book(BINH), campaign, access)
    take_in(record, campaign, judge(record, campaign), access)
    before = Commitment.objects.count()

    sent = as_user(world.van).get(f"/commitments/?campaign={campaign.pk}&export=xlsx")
    content = b"".join(sent.streaming_content) if sent.streaming else sent.content
    said = openpyxl.load_workbook(io.BytesIO(content)).worksheets[-1]
    again = receive(ContentFile(content, name="xuat.xlsx"), campaign, access)
    judged = judge(again, campaign)
    counts = take_in(again, campaign, judged, access)

    told = [row[1].value for row in said.iter_rows(min_row=2)]
    assert str(campaign) in "; ".join(map(str, told)), "the sheet of conditions names the filter"
    assert world.van.person.full_name in told
    assert {one.state for one in judged.verdicts} == {"already"}
    assert (before, counts["already"], Commitment.objects.count()) == (3, 3, 3)
