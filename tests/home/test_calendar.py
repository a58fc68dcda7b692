"""The calendar that an office corrects: every clock counts by it from then on."""

import datetime as dt

from namro.core import audit, clock
from namro.core.models import CalendarDay


def test_day_when_an_office_adds_it_then_every_clock_counts_by_it(world, as_user):
    office = as_user(world.van)
    before = clock.is_working_day(dt.date(2026, 11, 23))

    answer = office.post(
        "/calendar/",
        {"on": "23/11/2026", "kind": "holiday", "name": "Nghỉ hoán đổi", "source": "Thông báo 1"},
    )

    assert (before, answer.status_code) == (True, 302)
    assert clock.is_working_day(dt.date(2026, 11, 23)) is False
    assert [entry.action for entry, _ in audit.history(CalendarDay.objects.get())] == [
        "calendar.set"
    ]


def test_day_when_it_is_corrected_then_the_library_no_longer_counts(world, as_user):
    clock.fill([2026])
    office = as_user(world.van)

    office.post(
        "/calendar/",
        {"on": "22/08/2026", "kind": "holiday", "name": "Không làm bù", "source": "Thông báo 2"},
    )
    clock.fill([2026])

    assert CalendarDay.objects.get(on="2026-08-22").kind == "holiday"


def test_day_when_it_is_taken_out_then_the_weekday_counts_again(world, as_user):
    day = CalendarDay.objects.create(on="2026-11-24", kind="holiday", name="x", source="y")
    office = as_user(world.van)

    answer = office.post(f"/calendar/{day.pk}/drop/")
    again = office.post(f"/calendar/{day.pk}/drop/")

    assert (answer.status_code, again.status_code) == (302, 404)
    assert clock.is_working_day(dt.date(2026, 11, 24)) is True


def test_day_when_it_cannot_be_read_then_what_was_typed_stays(world, as_user):
    answer = as_user(world.van).post(
        "/calendar/", {"on": "31/02/2026", "name": "Tết", "kind": "holiday"}
    )

    assert answer.status_code == 422
    assert 'value="31/02/2026"' in answer.content.decode()
    assert CalendarDay.objects.count() == 0


def test_year_when_it_is_none_then_404(world, as_user):
    office = as_user(world.van)

    assert office.get("/calendar/?year=1999").status_code == 404
    assert office.get("/calendar/?year=2026").status_code == 200


def test_calendar_when_somebody_without_the_right_asks_then_403(world, as_user):
    assert as_user(world.lan).get("/calendar/").status_code == 403


def test_source_when_the_day_came_with_the_program_then_it_is_told_in_words_of_the_page(
    world, as_user
):
    clock.fill([2026])
    CalendarDay.objects.filter(on="2026-09-02").update(source="Thông báo 7")

    page = as_user(world.van).get("/calendar/?year=2026").content.decode()

    assert "đã đối chiếu với Nghị quyết số 28/2026/QH16" in page
    assert "checked against" not in page
    assert "Thông báo 7" in page
