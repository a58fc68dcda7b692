"""Tests of the sheets room: how an office's file is read is known again next time."""

import pytest

from namro.commitments.models import Campaign, Commitment
from namro.core.errors import Conflict, Refused
from namro.core.models import AuditDetail, AuditEntry
from namro.sheets import actions, inbox, mapping, queries, remembering
from namro.sheets.layout import Understanding
from namro.sheets.models import Mapping
from tests import make
from tests.sheets.listing import List, workbook
from tests.test_bad_input import in_english

HEAD = ("TT", "Ai", "Ở đâu", "Làm gì", "Mới/khó", "Ra cái gì")
ROW = (1, "Nguyễn Thị Lan", "Chi bộ 1", "Vận động 9 hộ phân loại rác tại nguồn", "Mới", "9 hộ")


@pytest.fixture
def campaign(world):
    return make.campaign(world.area, world.van)


def sent_by(user, campaign, *rows):
    return List("registrations", campaign.slug, user, workbook(*rows))


def posted(one, **columns):
    """What the page sends: columns as they are understood, and those that were corrected."""
    book = inbox.read(one.record)
    understanding = Understanding.from_json(one.record.understanding)
    shown = mapping.sheets(book, understanding, one.kind.layout)[0]
    form = {"columns": "1", "s0-used": "1", "s0-header": shown.header_rows or "1"}
    form |= {f"s0-{field}": "" if at is None else str(at) for field, _l, at, _s in shown.chosen}
    return form | {f"s0-{name}": str(at) for name, at in columns.items()}


def test_reading_when_it_was_corrected_then_the_next_file_of_its_shape_is_offered_it(
    world, campaign, as_user
):
    office = as_user(world.van)
    first = sent_by(world.van, campaign, HEAD, ROW)
    page = f"/imports/{first.record.key}/"
    office.post(page, {"columns": "1", "s0-used": "1", "s0-header": "1"})
    first.record.refresh_from_db()
    office.post(page, posted(first, name=2, unit=1, title=3, kind=4))
    assert not Mapping.objects.exists()
    office.post(page, posted(first, name=1, unit=2, title=3, kind=4, result=5))
    assert not Mapping.objects.exists()
    office.post(f"{page}confirm/")

    other = (*ROW[:3], "Vận động 12 hộ phân loại rác", *ROW[4:])
    second = sent_by(world.van, campaign, ["DANH SÁCH"], [], HEAD, other)
    page = f"/imports/{second.record.key}/"
    before = office.get(page).content.decode()
    newest = Mapping.objects.get(name="", sheets__0__columns__isnull=False, pk=_newest())
    answer = office.post(page, {"mapping": newest.pk}, follow=True)
    office.post(f"{page}confirm/")

    assert "Một tệp có cùng dòng tiêu đề đã được đọc khác" in before
    assert answer.status_code == 200
    assert [line.result for line in Commitment.objects.all()] == ["9 hộ", "9 hộ"]
    newest.refresh_from_db()
    assert newest.used == 1


def test_reading_when_nothing_was_corrected_then_nothing_is_kept(world, campaign, as_user):
    head = ("TT", "Họ và tên", "Chi bộ", "Nội dung đăng ký", "Loại việc", "Kết quả")
    one = sent_by(world.van, campaign, head, ROW)

    as_user(world.van).post(f"/imports/{one.record.key}/confirm/")

    assert Commitment.objects.count() == 1
    assert not Mapping.objects.exists()


def _newest():
    return Mapping.objects.order_by("-pk").values_list("pk", flat=True)[0]


def test_reading_when_it_has_a_name_then_units_below_share_it_and_others_do_not(
    world, campaign, as_user
):
    first = sent_by(world.van, campaign, HEAD, ROW)
    form = posted(first, name=1, unit=2, title=3) | {"mapping_name": "Mẫu của quận"}
    as_user(world.van).post(f"/imports/{first.record.key}/", form)

    ward = make.campaign(world.ward, world.van, slug="dot-phuong")
    far = make.campaign(world.far, world.tu, slug="dot-xa")
    below = sent_by(world.van, ward, HEAD, ROW)
    beside = sent_by(world.tu, far, HEAD, ROW)

    assert [m.name for m in queries.mappings(below.record)] == ["Mẫu của quận"]
    assert list(queries.mappings(beside.record)) == []


def test_reading_when_the_header_differs_then_nothing_is_offered(world, campaign):
    first = sent_by(world.van, campaign, HEAD, ROW)
    book = inbox.read(first.record)
    understanding = Understanding.from_json(first.record.understanding)
    actions.remember(first.record, remembering.saved(book, understanding), first.access)

    other = sent_by(world.van, campaign, (*HEAD[:5], "Khác"), ROW)
    same = sent_by(world.van, campaign, HEAD, ROW)
    offers = [
        remembering.offers(
            queries.mappings(one.record),
            inbox.read(one.record),
            Understanding.from_json(one.record.understanding),
            one.kind.layout,
        )
        for one in (other, same)
    ]

    # The same header, read the same way already, needs no offer either.
    assert offers == [[], []]


def test_mapping_of_somebody_else_when_it_is_posted_then_404(world, campaign, as_user):
    sent = sent_by(world.van, campaign, HEAD, ROW)

    answer = as_user(world.van).post(f"/imports/{sent.record.key}/", {"mapping": "987654"})

    assert answer.status_code == 404


@pytest.fixture
def reading(world, campaign):
    """One that the secretary of the cell shares, of a list that the office of the area sent."""
    own = make.campaign(world.cell, world.van, slug="dot-chi-bo")
    one = sent_by(world.lan, own, HEAD, ROW)
    understanding = Understanding.from_json(one.record.understanding)
    book = inbox.read(one.record)
    wrong = mapping.changed(book, understanding, one.kind.layout, posted(one, name=2, unit=1))
    return actions.remember(one.record, remembering.saved(book, wrong), one.access, "Mẫu chi bộ")


def test_reading_when_it_turned_out_wrong_then_who_shared_it_forgets_it(world, reading, as_user):
    page = f"/imports/readings/{reading.pk}/forget/"
    own = Campaign.objects.get(slug="dot-chi-bo")
    secretary = in_english(as_user(world.lan))
    file = f"/imports/{sent_by(world.lan, own, HEAD, ROW).record.key}/"
    offered = secretary.get(file).content.decode()

    listed = secretary.get("/imports/readings/").content.decode()
    sure = secretary.get(page).content.decode()
    answer = secretary.post(page, follow=True).content.decode()

    assert page in offered
    assert page in listed
    assert "Mẫu chi bộ" in listed
    assert "C: Ở đâu → Full name" in sure
    assert "This reading is forgotten" in answer
    assert not Mapping.objects.exists()
    assert page not in secretary.get(file).content.decode()
    said = AuditDetail.objects.order_by("seq").last()
    assert AuditEntry.objects.get(seq=said.seq).action == "mapping.forget"
    assert said.changes == {"name": ["Mẫu chi bộ", None], "list": ["registrations", None]}
    assert secretary.post(page).status_code == 404


def test_reading_when_others_ask_then_only_the_office_of_its_unit_forgets_it(
    world, reading, as_user
):
    page = f"/imports/readings/{reading.pk}/forget/"
    deputy = make.user(make.person("Phạm Thị Phó", world.cell), secretary=world.cell)

    assert [as_user(who).post(page).status_code for who in (deputy, world.tu)] == [403, 404]
    assert as_user(deputy).get(page).status_code == 403
    assert "forgets it" in in_english(as_user(deputy)).post(page).content.decode()
    assert page not in as_user(deputy).get("/imports/readings/").content.decode()
    with pytest.raises(Refused, match="forgets it"):
        actions.forget_reading(reading, make.access(deputy))
    assert as_user(world.van).post(page).status_code == 302
    assert not Mapping.objects.exists()


def test_reading_when_it_is_shared_from_above_then_who_only_uses_it_does_not_forget_it(
    world, campaign, as_user
):
    first = sent_by(world.van, campaign, HEAD, ROW)
    form = posted(first, name=2, unit=1, title=3) | {"mapping_name": "Mẫu của quận"}
    as_user(world.van).post(f"/imports/{first.record.key}/", form)
    shared = Mapping.objects.get()
    own = make.campaign(world.cell, world.van, slug="dot-chi-bo")
    file = f"/imports/{sent_by(world.lan, own, HEAD, ROW).record.key}/"

    secretary = as_user(world.lan)

    assert "Mẫu của quận" in secretary.get(file).content.decode()
    assert f"/readings/{shared.pk}/forget/" not in secretary.get(file).content.decode()
    assert secretary.post(f"/imports/readings/{shared.pk}/forget/").status_code == 404
    with pytest.raises(Refused):
        actions.forget_reading(shared, make.access(world.lan))


def test_reading_when_two_forget_it_at_once_then_the_second_reads_that(world, reading):
    actions.forget_reading(reading, make.access(world.van))

    with pytest.raises(Conflict, match="already"):
        actions.forget_reading(Mapping(pk=reading.pk, unit=world.cell), make.access(world.van))
    assert AuditEntry.objects.filter(action="mapping.forget").count() == 1
