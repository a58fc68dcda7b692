"""Tests of the sheets room: what a page answers when a file is gone, a reading foreign, a list long."""

import datetime as dt

import pytest
from django.urls import reverse

from namro.commitments import actions as commitments
from namro.commitments.models import Commitment
from namro.commitments.workflow import CAMPAIGN, COMMITMENT
from namro.core import audit
from namro.core.errors import Refused
from namro.sheets import cells, inbox, preview, remembering, returning
from namro.sheets.book import Book, Sheet
from namro.sheets.layout import Understanding
from namro.sheets.models import Import, Made, Mapping
from tests import make
from tests.sheets.listing import List, workbook
from tests.sheets.test_remembering import HEAD, ROW, posted, sent_by

pytestmark = pytest.mark.django_db
KNOWN = ("TT", "Họ và tên", "Đơn vị", "Nội dung đăng ký", "Loại việc", "Kết quả", "Thời gian")
LINE = (1, "Nguyễn Thị Lan", "Chi bộ 1", "Số hóa 30 hồ sơ", "Mới", "30 hồ sơ", "30/9/2026")


@pytest.fixture
def campaign(world):
    return make.campaign(world.area, world.van)


@pytest.fixture
def sent(campaign, world):
    return List("registrations", campaign.slug, world.van, workbook(KNOWN, LINE))


def url(name, one):
    return reverse(name, args=[one.record.key])


def test_detail_when_the_file_is_gone_then_it_says_so_and_the_others_are_listed(
    world, sent, as_user
):
    inbox.where(sent.record).unlink()

    answer = as_user(world.van).get(url("import-detail", sent), follow=True)

    assert answer.redirect_chain[-1][0] == reverse("imports")
    assert [str(m.level_tag) for m in answer.context["messages"]] == ["error"]


def test_problems_when_the_file_is_gone_then_it_says_so_on_the_page(world, sent, as_user):
    browser = as_user(world.van)
    inbox.where(sent.record).unlink()

    answer = browser.get(url("import-problems", sent))

    assert (answer.status_code, answer["Location"]) == (302, url("import-detail", sent))


def test_drop_when_it_was_taken_in_meanwhile_then_it_is_refused_and_stays(world, sent, as_user):
    sent.accept()
    sent.take()

    answer = as_user(world.van).post(url("import-drop", sent), follow=True)

    assert [str(m.level_tag) for m in answer.context["messages"]] == ["error"]
    assert Import.objects.get().status == "taken"


def test_confirm_when_rows_are_not_ready_then_nothing_goes_in_until_it_is_said(
    world, campaign, as_user
):
    wrong = (2, "Trần Văn Bình", "Chi bộ 1", "Trồng cây", "Mới", "40 cây", "31/02/2026")
    one = List("registrations", campaign.slug, world.van, workbook(KNOWN, LINE, wrong))
    one.accept()
    browser = as_user(world.van)

    first = browser.post(url("import-confirm", one), follow=True)
    before = Commitment.objects.count()
    browser.post(url("import-confirm", one), {"only_ready": "1"})

    assert [str(m.level_tag) for m in first.context["messages"]] == ["error"]
    assert (before, Commitment.objects.count()) == (0, 1)
    with pytest.raises(Refused, match="1 row is not ready"):
        preview.refuse_unready(
            List("registrations", campaign.slug, world.van, workbook(KNOWN, wrong)).judged(), False
        )


def test_reading_when_the_offer_is_foreign_or_nothing_was_corrected_then_404_and_nothing_changes(
    world, sent, as_user
):
    browser, said = as_user(world.van), sent.record.understanding

    foreign = browser.post(url("import-detail", sent), {"mapping": "999999"})
    same = browser.post(url("import-detail", sent), posted(sent))
    sent.record.refresh_from_db()

    assert (foreign.status_code, same.status_code) == (404, 302)
    assert sent.record.understanding == said
    assert Mapping.objects.count() == 0


def test_reading_when_it_is_only_named_then_the_name_is_kept_and_shown(world, sent, as_user):
    form = posted(sent) | {"mapping_name": "Mẫu chi bộ"}

    as_user(world.van).post(url("import-detail", sent), form)

    kept = Mapping.objects.get()
    assert str(kept) == "Mẫu chi bộ"
    kept.name = ""
    assert str(kept) == kept.shape[:8]


def test_reading_when_a_sheet_is_missing_or_empty_then_the_rest_is_read_like_before(
    world, campaign
):
    first = sent_by(world.van, campaign, HEAD, ROW)
    book = inbox.read(first.record)
    understanding = Understanding.from_json(first.record.understanding)
    unit, layout = campaign.unit, first.kind.layout.name
    mapping = Mapping(unit=unit, layout=layout, sheets=[{"heads": [], "columns": []}])
    empty = Book((Sheet(name=book.sheets[0].name, rows=()),))

    assert remembering.apply(mapping, empty, understanding, first.kind.layout) == understanding
    assert remembering.apply(mapping, book, understanding, first.kind.layout) == understanding


def test_made_when_asked_its_name_then_the_record_and_its_number(world, sent):
    sent.accept()
    sent.take()

    row = Made.objects.filter(model="commitments.commitment").get()

    assert str(row) == f"commitments.commitment {Commitment.objects.get().pk}"


def test_taking_back_when_nothing_was_taken_then_nothing_hangs(world, sent):
    assert returning.hanging(sent.record, sent.kind) == []


def test_taking_back_when_very_many_things_hang_on_it_then_the_first_are_named(
    world, campaign, monkeypatch
):
    rows = [
        (n, "Nguyễn Thị Lan", "Chi bộ 1", f"Số hóa {n} hồ sơ", "Mới", f"{n} hồ sơ", "30/9/2026")
        for n in range(1, 5)
    ]
    one = List("registrations", campaign.slug, world.van, workbook(KNOWN, *rows))
    one.accept()
    one.take()
    other = make.user(make.person("Cấp Ủy Trên"), "tren", approver=world.ward)
    for line in Commitment.objects.all():
        approved = COMMITMENT.take(line, "approve", make.access(other))
        audit.record("commitment.note", approved, {}, make.SYSTEM)
    monkeypatch.setattr(returning, "SHOWN", 2)

    found = returning.hanging(one.record, one.kind)

    assert len(found) == 2
    assert all(one.why for one in found)


@pytest.mark.parametrize("gone", [True, False])
def test_campaign_when_opened_again_then_only_while_its_map_is_the_same(world, campaign, gone):
    closed = CAMPAIGN.take(campaign, "close", make.access(world.van))
    unit = make.unit("Chi bộ Mới Lập", world.ward)
    unit.placements.update(since=closed.counted_on, until=None)
    if gone:
        world.cell2.placements.update(
            until=closed.counted_on.replace(year=closed.counted_on.year + 1)
        )

    why = CAMPAIGN.refusal(closed, CAMPAIGN["reopen"], make.access(world.van))

    assert bool(why) is gone
    if not gone:
        again = CAMPAIGN.take(closed, "reopen", make.access(world.van), "nhập thêm")
        assert (again.status, again.counted_on, again.counted_map) == ("open", None, {})


def test_reading_when_the_header_is_further_down_than_one_looks_or_absent_then_it_is_not_placed(
    world, campaign
):
    first = sent_by(world.van, campaign, HEAD, ROW)
    book = inbox.read(first.record)
    understanding = Understanding.from_json(first.record.understanding)
    heads = [["cột", "khác", "hẳn"]]
    mapping = Mapping(
        unit=campaign.unit, layout=first.kind.layout.name, sheets=[{"heads": heads, "columns": []}]
    )

    assert remembering.apply(mapping, book, understanding, first.kind.layout) == understanding


def test_reasons_when_a_unit_a_person_or_a_question_is_open_then_each_is_said(world, as_user):
    campaign = make.campaign(world.ward, world.van, slug="dot-phuong")
    strange = (1, "Lạ Văn Hoắc", "Chi bộ 99", "Số hóa 30 hồ sơ", "Mới", "30 hồ sơ", "30/9/2026")
    unknown = (2, "Lạ Thị Hoắc", "Chi bộ 1", "Trồng 9 cây", "Mới", "9 cây", "30/9/2026")
    total = ("", "Tổng cộng: 5 người")
    book = workbook(KNOWN, strange, unknown, total)
    one = List("registrations", campaign.slug, world.van, book)

    judged = one.judged()
    first, second = (preview.reasons(verdict) for verdict in judged.verdicts)
    page = as_user(world.van).get(url("import-detail", one))

    assert "The unit “Chi bộ 99” is not known." in first
    assert "“Lạ Thị Hoắc” is not known in this unit." in second
    assert page.status_code == 200
    one.accept()
    made = [preview.new_words(verdict) for verdict in one.judged().verdicts]
    assert made == [["new unit", "new person"], ["new person"]]
    one.take()
    again = List("registrations", campaign.slug, world.van, book)
    assert [preview.new_words(verdict) for verdict in again.judged().verdicts] == [[], []]


def test_detail_when_the_kind_or_the_place_is_gone_then_404(world, sent, as_user):
    Import.objects.update(target="khong-con-nua")
    gone = as_user(world.van).get(url("import-detail", sent))
    Import.objects.update(target=sent.record.target)

    assert gone.status_code == 404
    assert as_user(world.van).get(url("import-detail", sent)).status_code == 200


def test_back_when_a_line_went_on_then_it_is_refused_on_the_page(world, sent, as_user):
    sent.accept()
    sent.take()
    other = make.user(make.person("Cấp Ủy Trên"), "tren", approver=world.ward)
    COMMITMENT.take(Commitment.objects.get(), "approve", make.access(other))

    answer = as_user(world.van).post(url("import-back", sent), follow=True)

    assert "error" in [str(m.level_tag) for m in answer.context["messages"]]
    assert Commitment.objects.count() == 1


def test_reasons_when_only_a_question_about_the_whole_list_is_open_then_it_points_there(
    world, campaign
):
    commitments.set_topics(campaign, ["Trật tự đô thị"], make.access(world.van))
    rows = [(*KNOWN, "Định hướng"), (*LINE, "Một định hướng lạ")]
    one = List("registrations", campaign.slug, world.van, workbook(*rows))

    reasons = [preview.reasons(verdict) for verdict in one.judged().verdicts]

    assert one.states() == ["ask"]
    assert "Answer the question above the rows first." in reasons[0]


@pytest.mark.parametrize(
    ("typed", "born"),
    [("29/2/48", dt.date(1948, 2, 29)), ("12/5/45", dt.date(1945, 5, 12)), ("29/2/47", None)],
)
def test_birth_when_two_digits_lie_ahead_then_it_is_a_hundred_years_before(typed, born):
    assert cells.read_birth(typed) == born
