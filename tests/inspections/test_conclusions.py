"""Conclusions followed item by item: entering, following, declaring, accepting, counting."""

import datetime as dt

import pytest

from namro.core.errors import Conflict, Refused
from namro.figures import tally
from namro.inspections import actions
from namro.inspections.models import Item
from namro.inspections.register import overlapping
from namro.inspections.workflow import CONCLUSION, INSPECTION, ITEM
from namro.ledger import actions as ledger
from namro.ledger.models import Entry
from namro.ledger.workflow import ENTRY
from namro.registers import checks, sums
from namro.registers.kit import REGISTERS
from tests import make
from tests.inspections.rows import conclusion, declared, followed, item, visit

pytestmark = pytest.mark.django_db
COUNTS = REGISTERS["inspections"].counts


@pytest.fixture
def one(world):
    made = conclusion(world)
    item(made, world)
    return followed(made, world)


def figures(unit, *years):
    own, _parts = sums.level(COUNTS, unit, years or [2026])
    return COUNTS.sheet.plain(own)


def test_items_when_the_conclusion_is_followed_then_the_ledger_follows_each(one, world):
    second = item(one, world, text="Kiểm điểm")

    entries = Entry.objects.filter(register="conclusion-item").order_by("pk")

    assert [entry.title for entry in entries] == ["Thu hồi 3 thửa đất xen kẹt", "Kiểm điểm"]
    assert second.entry == entries[1]
    assert (second.number, second.entry.unit, second.entry.due) == (
        2,
        world.cell,
        dt.date(2026, 12, 1),
    )


def test_follow_when_there_is_no_item_then_it_is_refused(world):
    empty = conclusion(world)

    with pytest.raises(Refused, match="Enter its items first"):
        followed(empty, world)


def test_accept_when_not_declared_then_refused_and_when_declared_then_accepted(one, world):
    waiting = one.items.get()
    minh = make.access(world.minh)
    with pytest.raises(Refused, match="not declared it done"):
        ITEM.take(waiting, "accept", minh)

    done = ITEM.take(declared(waiting, world), "accept", minh)

    assert done.status == "accepted"
    assert CONCLUSION.take(one, "close-conclusion", minh).status == "closed"


def test_reopen_when_the_item_is_answered_on_its_page_then_the_ledger_leaves_it_to_that(
    one, world, as_user
):
    """By the page, by the hidden step, and before and after the acceptance."""
    minh = make.access(world.minh)
    done = declared(one.items.get(), world)
    shown = [step.name for step in ENTRY.open_steps(done.entry, minh)]
    accepted = ITEM.take(done, "accept", minh)
    entry = Entry.objects.get(pk=accepted.entry.pk)

    with pytest.raises(Refused, match="accepts this or sends it back"):
        ENTRY.take(entry, "reopen", minh, "mở lại")
    browser = as_user(world.minh)
    hidden = browser.post(f"/entries/{entry.key}/steps/give-back/", {"note": "mở lại"})
    by_page = browser.post(f"/entries/{entry.key}/steps/reopen/", {"note": "mở lại"})

    entry.refresh_from_db()
    assert "reopen" not in shown
    assert (hidden.status_code, by_page.status_code, entry.status) == (404, 409, "done")
    assert list(checks.problems()) == []
    Entry.objects.filter(pk=entry.pk).update(status="under_way", declared_on=None)
    assert any("has it not done" in words for words in checks.problems())


def test_send_back_when_declared_then_the_work_is_open_again_and_says_why(one, world):
    done = declared(one.items.get(), world)

    ITEM.take(done, "send-back", make.access(world.minh), "Thiếu biên bản")

    entry = Entry.objects.get(pk=done.entry.pk)
    assert (entry.status, entry.declared_on) == ("under_way", None)


def test_accept_when_the_acceptor_did_the_work_then_refused_and_kept_in_the_trail(world):
    made = conclusion(world)
    item(made, world, owner=world.minh.person)
    made = followed(made, world)
    own = made.items.get()
    ledger.report(own.entry, ledger.Report("Xong", "declare"), make.access(world.minh))
    own.refresh_from_db()

    with pytest.raises(Refused, match="own work"):
        ITEM.take(
            Item.objects.select_related("entry").get(pk=own.pk), "accept", make.access(world.minh)
        )


def test_enter_when_the_number_of_the_day_is_there_already_then_it_is_said(one, world):
    with pytest.raises(Refused, match="stands in the register already"):
        conclusion(world)


@pytest.mark.parametrize(
    ("more", "words"),
    [({"number": 1}, "an item 1 already"), ({"due": dt.date(2026, 1, 1)}, "before the day")],
)
def test_item_when_it_does_not_fit_then_a_sentence_says_what(one, world, more, words):
    with pytest.raises(Refused, match=words):
        item(one, world, **more)


def test_enter_when_the_right_is_missing_then_refused_while_the_office_may(world):
    said = {"unit": world.council, "number": "2/KL", "issued_on": dt.date(2026, 5, 5),
            "title": "Thu chi", "inspection": None}  # fmt: skip
    with pytest.raises(Refused, match="may not enter"):
        actions.conclude(said, make.access(world.lan))

    assert actions.conclude(said, make.access(world.van)).status == "draft"


def test_figures_when_counted_then_every_number_is_a_count_of_records(one, world):
    second = declared(item(one, world, text="Kiểm điểm"), world)
    ITEM.take(second, "accept", make.access(world.minh))
    item(one, world, text="Lập quy trình", unit=world.cell2)

    assert figures(world.area) == {
        "conclusions": 1, "items": 3, "done": 1, "open": 2, "stopped": 0, "accepted": 1,
    }  # fmt: skip
    assert figures(world.cell) == {
        "conclusions": 0, "items": 2, "done": 1, "open": 1, "stopped": 0, "accepted": 1,
    }  # fmt: skip
    rate = COUNTS.sheet.rate("done", sums.level(COUNTS, world.area, [2026])[0])
    assert (rate.numerator, rate.denominator, str(rate.set)) == (1, 3, "items of the conclusions")
    assert list(checks.problems()) == []


def test_counters_when_one_is_moved_behind_their_back_then_the_check_says_so(one):
    tally.shift(one.period, one.counted_path, [], one.tally())

    assert any("counters differ" in words for words in checks.problems())


def test_programme_when_persons_are_looked_at_then_only_their_number_is_kept(world):
    visit(world, subject_kind="person", n=3, kind="giam-sat-thuong-xuyen")
    begun = visit(world, begins_on=dt.date(2026, 3, 9), ends_on=dt.date(2026, 3, 12))
    held = INSPECTION.take(begun, "hold", make.access(world.minh))

    own, _parts = sums.level(COUNTS, world.area, [2026])

    assert own.total("inspection", None, "person", "planned", "peoples_committee") == 3
    assert own.total("inspection", held.kind, "organisation", "held", None) == 1
    assert held.held_on == dt.date(2026, 3, 12)


def test_programme_when_two_visits_meet_in_one_unit_then_each_page_says_so(world, as_user):
    first = visit(world)
    second = visit(world, subject=world.cell, begins_on=dt.date(2026, 12, 8),
                   ends_on=dt.date(2026, 12, 20), topic="Đảng phí")  # fmt: skip
    apart = visit(
        world, subject=world.cell2, begins_on=dt.date(2027, 1, 4), ends_on=dt.date(2027, 1, 5)
    )

    page = as_user(world.van).get(f"/inspections/{first.key}/").content.decode()

    assert list(overlapping(first)) == [second]
    assert list(overlapping(apart)) == []
    assert "Đảng phí" in page


@pytest.mark.parametrize(
    "more", [{"kind": "theo-cam-hung"}, {"ends_on": dt.date(2026, 11, 1)},
             {"subject_kind": "person", "n": 0}],
)  # fmt: skip
def test_programme_when_a_line_is_wrong_then_refused(world, more):
    with pytest.raises(Refused):
        visit(world, **more)


def test_discipline_when_entered_again_then_the_newer_counts_stand_and_the_older_are_told(world):
    said = {"unit": world.council, "year": 2026, "quarter": 2, "member:canh-cao": 3}
    minh = make.access(world.minh)
    actions.count_discipline(dict(said), minh)

    row = actions.count_discipline({**said, "member:canh-cao": 1}, minh)

    own, _parts = sums.level(COUNTS, world.area, [2026])
    assert (row.counts, own.total("discipline", "member", "canh-cao")) == (
        {"member:canh-cao": 1},
        1,
    )


def test_conclusion_when_two_close_it_at_once_then_the_second_is_told(one, world):
    minh = make.access(world.minh)
    ITEM.take(declared(one.items.get(), world), "accept", minh)
    CONCLUSION.take(one, "close-conclusion", minh)

    with pytest.raises(Conflict):
        CONCLUSION.take(one, "close-conclusion", minh)
