"""Columns that are missing are named, and every kind of list has an empty workbook."""

import io

import openpyxl
import pytest

from namro.sheets import empty, lists
from namro.sheets.book import Book, Sheet
from namro.sheets.understanding import understand
from tests import make
from tests.sheets.listing import List, workbook
from tests.test_bad_input import in_english

pytestmark = pytest.mark.django_db


def kinds():
    return sorted(lists._kinds)


@pytest.mark.parametrize("name", kinds())
def test_empty_workbook_when_it_is_sent_back_then_every_column_is_understood(name):
    kind = lists.kind_of(name)
    content = empty.workbook(kind).read()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    heads = [cell.value for cell in sheet[1]]
    plan = understand(Book((Sheet("Mẫu", rows=(tuple(heads),)),)), kind.layout).sheets[0]

    assert plan.used, plan.why
    assert {found.field for found in plan.columns} == {one.name for one in kind.layout.columns}


def test_empty_workbook_when_downloaded_then_it_is_one_and_of_kinds_one_may_bring_in(
    world, as_user
):
    office = as_user(world.van)

    answer = office.get("/imports/template/registrations/")

    content = b"".join(answer.streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in sheet[1]][:2] == ["Nội dung đăng ký", "Họ và tên"]
    assert office.get("/imports/template/khong-co/").status_code == 404
    assert as_user(world.minh).get("/imports/template/units/").status_code == 404


def test_sheet_when_columns_are_missing_then_they_are_named_and_an_empty_one_is_offered(
    world, as_user
):
    campaign = make.campaign(world.area, world.van)
    rows = (("Họ và tên", "Chi bộ", "Màu"), ("Nguyễn Thị Lan", "Chi bộ 1", "đỏ"))
    one = List("registrations", campaign.slug, world.van, workbook(*rows))

    page = in_english(as_user(world.van)).get(f"/imports/{one.record.key}/").content.decode()

    assert "Missing: Task." in page
    assert page.count("/imports/template/registrations/") == 1


def test_sheet_when_no_header_is_found_then_the_columns_it_needs_are_named(world, as_user):
    campaign = make.campaign(world.area, world.van)
    one = List("registrations", campaign.slug, world.van, workbook(("a", "b"), (1, 2)))

    page = in_english(as_user(world.van)).get(f"/imports/{one.record.key}/").content.decode()

    assert "Missing: Full name, Task." in page


def test_campaign_when_it_takes_nothing_then_the_first_page_says_so_and_the_preview_again(
    world, as_user
):
    campaign = make.campaign(world.area, world.van, closed=True)
    browser = in_english(as_user(world.van))
    words = "The campaign takes no registrations now. The list can be read"
    rows = (("Họ và tên", "Chi bộ", "Nội dung đăng ký"), ("Nguyễn Thị Lan", "Chi bộ 1", "Việc A"))

    first = browser.get(f"/imports/new/?campaign={campaign.slug}").content.decode()
    one = List("registrations", campaign.slug, world.van, workbook(*rows))
    second = browser.get(f"/imports/{one.record.key}/").content.decode()

    assert words in first
    assert "– The campaign takes no registrations now.</option>" in first
    assert words in second
    other = make.campaign(world.area, world.van)
    assert words not in browser.get(f"/imports/new/?campaign={other.slug}").content.decode()
