"""Lists of progress and of visits: each row finds its work, and goes in by the ledger's actions."""

import datetime as dt

import pytest

from namro.commitments import queries
from namro.config.commands import check
from namro.core import clock
from namro.core.errors import Refused
from namro.figures import tally
from namro.ledger import actions
from namro.ledger.models import Entry, ProgressNote, Verification
from namro.ledger.states import Finding
from namro.org import actions as org
from namro.sheets import actions as lists_in
from tests import make
from tests.sheets.listing import List, workbook
from tests.sheets.test_taking_back import KEPT
from tests.test_addresses import tables

PROGRESS = ("STT", "Mã số", "Họ và tên", "Đơn vị", "Tiến độ", "Kết quả thực hiện", "Ngày báo cáo")
VISITS = ("STT", "Mã số", "Đơn vị", "Kết luận thẩm tra", "Nội dung thẩm tra", "Ngày thẩm tra")


@pytest.fixture
def work(world):
    campaign = make.campaign(world.area, world.van)
    lan = make.registrant(campaign, world.lan.person, world.cell)
    binh = make.registrant(campaign, world.member.person, world.cell)
    make.approved(lan, world.lan, world.hung)
    make.approved(binh, world.member, world.hung, title="Trồng 40 cây xanh ở ngõ 12")
    return campaign


@pytest.fixture
def inspector(world):
    """Somebody of the inspection committee who also keeps lists."""
    make.grant(world.minh.person, "secretary", world.area)
    return world.minh


def numbers():
    return list(Entry.objects.order_by("pk").values_list("number", flat=True))


def progress(world, *rows):
    return List("progress", str(world.area.pk), world.van, workbook(PROGRESS, *rows))


def test_progress_when_a_row_names_the_number_then_note_and_step_are_written(world, work):
    first, second = numbers()
    day = clock.today().strftime("%d/%m/%Y")
    sent = progress(
        world,
        (1, first, "Nguyễn Thị Lan", "Chi bộ 1", "60%", "Đã họp dân hai lần", day),
        (2, second, "Trần Văn Bình", "Chi bộ 1", "Đã hoàn thành", "Trồng đủ 40 cây", None),
    )

    states, counts = sent.states(), sent.take()

    notes = ProgressNote.objects.order_by("pk")
    assert (states, counts["taken"]) == (["ready", "ready"], 2)
    assert [entry.status for entry in Entry.objects.order_by("pk")] == ["under_way", "done"]
    assert [note.text for note in notes] == ["Đã họp dân hai lần", "Trồng đủ 40 cây"]
    assert notes[0].on == clock.today()
    assert tally.standing(work.pk, queries.COUNTED_SETS) == queries.recounted(work)


def test_progress_when_it_is_taken_back_then_every_table_is_as_before(world, work):
    first, second = numbers()
    before = tables()
    sent = progress(
        world,
        (1, first, None, None, "Đang thực hiện", "Đã họp dân", None),
        (2, second, None, None, 1, "Trồng đủ 40 cây", None),
        (3, second, None, None, None, "Đã bàn giao cho tổ", None),
    )
    sent.take()
    versions = list(Entry.objects.order_by("pk").values_list("version", flat=True))

    sent.back()

    after = tables()
    assert {name for name in after if after[name] != before[name]} <= KEPT | {"ledger.Entry"}
    assert [(e.status, e.declared_on, e.last_note_at) for e in Entry.objects.all()] == [
        ("not_begun", None, None)
    ] * 2
    assert [e.version for e in Entry.objects.order_by("pk")] == [n + 1 for n in versions]
    assert list(check.problems()) == []


def test_progress_when_the_work_has_gone_on_since_then_it_cannot_be_taken_back(world, work):
    sent = progress(world, (1, numbers()[0], None, None, "Đang thực hiện", "Đã họp dân", None))
    sent.take()
    entry = Entry.objects.order_by("pk")[0]
    actions.report(entry, actions.Report("Còn hai hộ"), make.access(world.lan))

    with pytest.raises(Refused) as refused:
        sent.back()

    assert "Nguyễn Thị Lan changed it at" in refused.value.message
    assert ProgressNote.objects.count() == 2


def test_progress_when_the_same_list_comes_again_then_nothing_is_doubled(world, work):
    row = (1, numbers()[0], None, None, "Đang thực hiện", "Đã họp dân", None)
    progress(world, row).take()

    again = progress(world, row)

    assert again.states() == ["already"]
    assert again.take()["taken"] == 0


def test_progress_when_it_was_entered_by_hand_then_only_what_is_new_comes_in(world, work):
    first, second = numbers()
    entry, other = Entry.objects.order_by("pk")
    day, before = clock.today(), clock.today() - dt.timedelta(days=1)
    lan = make.access(world.lan)
    actions.report(entry, actions.Report("Đã họp dân hai lần", "start", day), lan)
    actions.report(other, actions.Report("Đã trồng 20 cây", on=before), make.access(world.member))
    sent = progress(
        world,
        (1, first, None, None, "60%", "Đã  họp DÂN hai lần", day),
        (2, first, None, None, "60%", "Đã họp dân hai lần", day),
        (3, first, None, None, "100%", "Đã họp dân hai lần", day),
        (4, second, None, None, None, "Đã trồng 20 cây", None),
        (5, second, None, None, None, "Đã trồng 20 cây", day),
        (6, second, None, None, None, "Đã trồng 21 cây", None),
    )

    judged = sent.judged()
    counts = sent.take()

    assert [one.state for one in judged.verdicts] == [
        "already", "ready", "ready", "already", "ready", "ready",
    ]  # fmt: skip
    assert [[p.code for p in one.problems] for one in judged.verdicts[:2]] == [
        ["stands_already"],
        ["repeated_row"],
    ]
    assert counts["taken"] == 4
    assert ProgressNote.objects.count() == 6


def test_progress_when_the_same_is_entered_by_hand_meanwhile_then_it_is_passed_over(world, work):
    first, _second = numbers()
    sent = progress(world, (1, first, None, None, "60%", "Đã họp dân", clock.today()))
    judged = sent.judged()
    entry = Entry.objects.order_by("pk")[0]
    actions.report(entry, actions.Report("Đã họp dân", "start"), make.access(world.lan))

    counts = lists_in.take_in(sent.record, sent.kind, sent.target, judged, sent.access)

    assert ([one.state for one in judged.verdicts], counts["taken"]) == (["ready"], 0)
    assert ProgressNote.objects.count() == 1


def test_progress_when_another_file_brought_the_note_then_it_stands_for_one_row(world, work):
    first, _second = numbers()
    row = (1, first, "Nguyễn Thị Lan", None, None, "Đã họp dân", clock.today())
    progress(world, row).take()

    # The first row is known by its key, so its note is not there for the second one.
    again = progress(world, row, (2, first, None, None, None, "Đã họp dân", clock.today()))
    shorter = progress(world, (1, first, None, None, None, "Đã họp dân", clock.today()))

    assert again.states() == ["already", "ready"]
    assert shorter.states() == ["already"]


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("100%", "done"), ("0,6", "under_way"), (0.5, "under_way"), (1.0, "done"), (0, "not_begun"),
        ("35", "under_way"), ("Chưa hoàn thành", "under_way"), ("hoàn thành một phần", "partly"),
        ("Hoàn thành", "done"), ("chưa triển khai", "not_begun"),
    ],
)  # fmt: skip
def test_progress_when_states_are_written_otherwise_then_they_are_read(world, work, said, state):
    sent = progress(world, (1, numbers()[0], None, None, said, "Có làm", None))

    assert sent.judged().verdicts[0].read.state == state


def test_progress_when_rows_are_wrong_then_each_says_what_is_missing(world, work):
    first, _second = numbers()
    sent = progress(
        world,
        (1, "99/2099", None, None, "60%", "Đã họp", None),
        (2, first, None, None, "màu xanh", "Đã họp", "1/1/2199"),
        (3, first, "Nguyễn Văn Khác", None, "60%", "Đã họp", "32/1/2020"),
        (4, None, None, None, "60%", "Đã họp", None),
    )

    codes = [[one.code for one in verdict.problems] for verdict in sent.judged().verdicts]

    assert codes == [
        ["unknown_work"],
        ["day_to_come", "unknown_state"],
        ["unreadable_day", "unknown_work"],
        ["missing_work", "unknown_work"],
    ]


def test_progress_when_a_number_fits_two_units_then_it_is_asked_about(world, work):
    campaign = make.campaign(world.area, world.van, slug="dot-2")
    place = make.registrant(campaign, world.nobody.person, world.cell2)
    make.approved(
        place, world.van, world.hung, title="Việc ở chi bộ khác", leader=world.chief.person
    )
    number = numbers()[0]
    sent = progress(world, (1, number, None, None, "60%", "Đã họp dân", None))
    (question,) = sent.judged().asked("work")

    before = sent.states()
    sent.answer({question.key: question.options[0][0]})

    assert (before, sent.states()) == (["ask"], ["ready"])
    by_unit = progress(world, (1, number, None, "Chi bộ 2", "60%", "Đã họp dân", None))
    assert by_unit.states() == ["ready"]
    assert by_unit.judged().verdicts[0].more["entry"].unit == world.cell2


def test_progress_when_the_title_stands_for_the_number_then_it_is_found(world, work):
    head = ("STT", "Nội dung đăng ký", "Họ và tên", "Tỷ lệ hoàn thành", "Kết quả thực hiện")
    row = (1, "TRỒNG 40 CÂY XANH Ở NGÕ 12", "Trần Văn Bình", "50%", "Đã trồng 20 cây")
    sent = List("progress", str(world.area.pk), world.van, workbook(head, row))

    sent.take()

    assert ProgressNote.objects.get().entry.title == "Trồng 40 cây xanh ở ngõ 12"


def test_progress_when_the_unit_has_another_name_now_then_the_work_is_found_and_it_is_said(
    world, work
):
    org.rename_unit(world.cell, "Chi bộ 9", make.SYSTEM, dt.date(2026, 3, 1))
    row = (numbers()[0], "Nguyễn Thị Lan")
    sent = progress(
        world,
        (1, *row, "Chi bộ 1", "60%", "Đã họp dân", None),
        (2, *row, "Chi bộ 9", "60%", "Đã họp tổ", None),
        (3, *row, "Chi bộ 2", "60%", "Đã họp", None),
    )

    verdicts = sent.judged().verdicts

    assert [one.state for one in verdicts] == ["ready", "ready", "problem"]
    assert [[str(problem) for problem in one.problems] for one in verdicts[:2]] == [
        ["Cell D2: “Chi bộ 1” is now called “Chi bộ 9” (since 01/03/2026)."],
        [],
    ]


def test_work_of_another_area_when_a_list_names_it_then_it_is_unknown(world, work):
    sent = List(
        "progress",
        str(world.far.pk),
        world.tu,
        workbook(PROGRESS, (1, numbers()[0], None, None, "60%", "Đã họp", None)),
    )

    assert [one.code for one in sent.judged().verdicts[0].problems] == ["unknown_work"]


def visits(world, inspector, *rows):
    return List("verifications", str(world.area.pk), inspector, workbook(VISITS, *rows))


def test_visits_when_they_are_taken_in_and_back_then_the_finding_comes_and_goes(
    world, work, inspector
):
    day = clock.today() - dt.timedelta(days=1)
    before = tables()
    sent = visits(
        world,
        inspector,
        (1, numbers()[0], "Chi bộ 1", "Đạt một phần", "Mới có 6 biên bản", day),
        (2, numbers()[1], "Chi bộ 1", "Chưa hoàn thành", "Chưa thấy cây nào", day),
    )

    states, counts = sent.states(), sent.take()
    found = [(e.verified, e.verified_on) for e in Entry.objects.order_by("pk")]
    counted = tally.standing(work.pk, queries.COUNTED_SETS) == queries.recounted(work)
    sent.back()

    after = tables()
    assert (states, counts["taken"], counted) == (["ready", "ready"], 2, True)
    assert found == [(Finding.PARTLY, day), (Finding.NOT_DONE, day)]
    assert Verification.objects.count() == 0
    assert {name for name in after if after[name] != before[name]} <= KEPT | {"ledger.Entry"}
    assert list(check.problems()) == []


def test_visits_when_one_was_entered_by_hand_then_it_is_not_doubled(world, work, inspector):
    day = clock.today()
    entry = Entry.objects.order_by("pk")[0]
    visit = actions.Visit(day, Finding.PARTLY, "Mới có 6 biên bản")
    actions.verify(entry, visit, make.access(inspector))
    sent = visits(
        world,
        inspector,
        (1, numbers()[0], "Chi bộ 1", "Đạt một phần", "Mới có 6 biên bản", day),
        (2, numbers()[0], "Chi bộ 1", "Chưa hoàn thành", "Mới có 6 biên bản", day),
    )

    states, counts = sent.states(), sent.take()

    assert (states, counts["taken"]) == (["already", "ready"], 1)
    assert Verification.objects.count() == 2


def test_visits_when_somebody_judges_their_own_work_then_the_whole_list_stays_out(
    world, work, inspector
):
    make.grant(world.lan.person, "verifier", world.area)
    make.grant(world.lan.person, "secretary", world.area)
    day = clock.today()
    sent = visits(
        world,
        world.lan,
        (1, numbers()[1], "Chi bộ 1", "Đạt", "Có thật", day),
        (2, numbers()[0], "Chi bộ 1", "Đạt", "Có thật", day),
    )

    with pytest.raises(Refused) as refused:
        sent.take()

    assert refused.value.message.startswith("Row 2: ")
    assert Verification.objects.count() == 0


def test_visits_when_day_or_finding_are_missing_then_the_row_waits(world, work, inspector):
    sent = visits(world, inspector, (1, numbers()[0], "Chi bộ 1", "để xem", "Chưa rõ", None))

    codes = [one.code for one in sent.judged().verdicts[0].problems]

    assert codes == ["unknown_finding", "missing_day"]


def test_visits_when_somebody_may_not_verify_then_the_list_is_refused(world, work):
    with pytest.raises(Refused):
        visits(world, world.van, (1, numbers()[0], "Chi bộ 1", "Đạt", "Có thật", "1/1/2026"))
