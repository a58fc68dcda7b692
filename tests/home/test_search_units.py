"""Search over units: the exact name first, and the way to all of them."""

import datetime as dt

import pytest

from namro.core import clock
from namro.org import actions
from tests import make
from tests.test_bad_input import in_english

pytestmark = pytest.mark.django_db


@pytest.fixture
def buoi(world):
    """A ward with more units of its name than a group shows."""
    ward = make.unit("UBND phường Bưởi", world.area, kind="peoples_committee", branch="state")
    for n in range(1, 21):
        make.unit(f"Tổ dân phố số {n} phường Bưởi", world.area, kind="residential", branch="state")
    return actions.rename_unit(ward, "Phường Bưởi", make.SYSTEM)


@pytest.mark.parametrize("words", ["Phường Bưởi", "phuong buoi"])
def test_unit_when_its_exact_name_is_searched_then_it_stands_first_and_all_are_one_click_away(
    world, as_user, buoi, words
):
    browser = in_english(as_user(world.van))
    page = browser.get("/search/", {"q": words})
    units = next(group for group in page.context["groups"] if group["title"] == "Units")
    assert units["hits"][0]["label"] == "Phường Bưởi"
    assert len(units["hits"]) == 12

    every = browser.get(units["more"])
    assert [row["unit"].name for row in every.context["rows"]][0] == "Phường Bưởi"
    assert len(every.context["rows"]) == 21
    assert "Show all of them" in page.content.decode()


def test_units_when_searched_by_a_name_of_a_past_day_then_they_are_called_so(world, as_user, buoi):
    actions.rename_unit(buoi, "Phường Tây Hồ", make.SYSTEM, clock.today())
    browser = in_english(as_user(world.van))
    eve = (clock.today() - dt.timedelta(days=1)).isoformat()

    then = browser.get("/units/", {"q": "Phường Bưởi", "as_of": eve}).context["rows"]
    now = browser.get("/units/", {"q": "Phường Bưởi"}).context["rows"]

    assert (then[0]["unit"].name, now[0]["unit"].name) == ("Phường Bưởi", "Phường Tây Hồ")


def test_units_when_none_is_found_then_the_page_says_so(world, as_user):
    page = in_english(as_user(world.van)).get("/units/", {"q": "không có đâu"})

    assert "Nothing was found" in page.content.decode()


def test_units_when_many_are_found_then_the_page_asks_few_questions(
    world, as_user, buoi, django_assert_max_num_queries
):
    browser = as_user(world.van)
    with django_assert_max_num_queries(15):
        browser.get("/units/", {"q": "phường"})
