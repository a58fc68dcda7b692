"""Tests of the core room: what is typed and not yet sent is kept for its writer only."""

import datetime as dt

import pytest

from namro.core import drafts
from namro.core.models import Draft
from tests import make


@pytest.fixture
def lan(db):
    return make.user(make.person("Nguyễn Thị Lan"), "lan")


@pytest.fixture
def binh(db):
    return make.user(make.person("Trần Văn Bình"), "binh")


def test_draft_when_kept_then_it_is_found_by_its_writer_at_its_place_only(lan, binh):
    drafts.keep(lan.pk, "new:1", {"title": ["Lắp 5 đèn"]})

    found = drafts.find(lan.pk, "new:1")

    assert found.fields == {"title": ["Lắp 5 đèn"]}
    assert (drafts.find(binh.pk, "new:1"), drafts.find(lan.pk, "new:2")) == (None, None)


def test_draft_when_kept_again_then_the_later_words_stand_and_the_row_is_one(lan, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 22, 1, 0, tzinfo=dt.UTC), tick=False)
    drafts.keep(lan.pk, "new:1", {"title": ["cũ"], "note": ["bỏ"]})
    time_machine.move_to(dt.datetime(2026, 11, 22, 1, 5, tzinfo=dt.UTC), tick=False)

    drafts.keep(lan.pk, "new:1", {"title": ["mới"]})

    kept = Draft.objects.get()
    assert (kept.fields, kept.saved_at) == (
        {"title": ["mới"]},
        dt.datetime(2026, 11, 22, 1, 5, tzinfo=dt.UTC),
    )


def test_draft_when_the_form_holds_secrets_then_they_are_never_stored(lan):
    fields = {name: ["s3cret"] for name in drafts.SECRET} | {"title": ["a"]}

    drafts.keep(lan.pk, "new:1", fields)

    assert drafts.find(lan.pk, "new:1").fields == {"title": ["a"]}


@pytest.mark.parametrize(
    ("fields", "is_kept"),
    [
        ({"title": ["x" * 500_000]}, True),
        ({"title": ["x" * 500_001]}, False),
        ({"title": ["x" * 250_001, "x" * 250_000]}, False),
        ({f"f{number}": [] for number in range(20_000)}, True),
        ({f"f{number}": [] for number in range(20_001)}, False),
    ],
    ids=["full", "one letter more", "two values", "many fields", "one field more"],
)
def test_draft_when_it_is_larger_than_any_form_then_it_is_not_stored(lan, fields, is_kept):
    kept = drafts.keep(lan.pk, "new:1", fields)

    assert (kept is not None, Draft.objects.count()) == (is_kept, int(is_kept))


def test_draft_when_it_is_too_large_then_the_earlier_one_stays(lan):
    drafts.keep(lan.pk, "new:1", {"title": ["a"]})

    drafts.keep(lan.pk, "new:1", {"title": ["x" * 500_001]})

    assert drafts.find(lan.pk, "new:1").fields == {"title": ["a"]}


def test_draft_when_its_place_is_long_then_it_is_found_and_dropped_by_the_same_words(lan):
    place = "grid:" + "9" * 300
    drafts.keep(lan.pk, place, {"title": ["a"]})
    found = drafts.find(lan.pk, place)

    drafts.drop(lan.pk, place)

    assert (len(found.place), Draft.objects.count()) == (200, 0)


def test_draft_when_dropped_then_those_of_others_stay(lan, binh):
    drafts.keep(lan.pk, "new:1", {"title": ["a"]})
    drafts.keep(lan.pk, "new:2", {"title": ["b"]})
    drafts.keep(binh.pk, "new:1", {"title": ["c"]})

    drafts.drop(lan.pk, "new:1")

    assert sorted(one.fields["title"][0] for one in Draft.objects.all()) == ["b", "c"]


def test_draft_when_its_writer_is_deleted_then_it_goes_too(lan):
    drafts.keep(lan.pk, "new:1", {"title": ["a"]})

    lan.delete()

    assert Draft.objects.count() == 0


def test_flat_when_a_field_has_one_value_then_it_stands_alone():
    draft = Draft(fields={"title": ["a"], "topics": ["1", "2"], "none": []})

    assert drafts.flat(draft) == {"title": "a", "topics": ["1", "2"], "none": []}
