"""Tests of the core room: days are counted as Vietnamese law counts them, by a table anyone may mend."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from namro.core import clock
from namro.core.models import CalendarDay, DayKind

YEARS = range(2021, 2031)
DAYS = st.dates(dt.date(2021, 1, 1), dt.date(2029, 6, 30))
# One table serves every example, and no example changes it.
many = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def filled(db):
    clock.fill(YEARS)


def _plain_count(start: dt.date, end: dt.date) -> int:
    """Working days after `start` up to `end`, one day after the other, out of the table itself."""
    kinds = dict(CalendarDay.objects.values_list("on", "kind"))
    count = 0
    for ordinal in range(start.toordinal() + 1, end.toordinal() + 1):
        day = dt.date.fromordinal(ordinal)
        kind = kinds.get(day)
        works = kind == "working" if kind else day.isoweekday() <= 5
        count += works
    return count


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (dt.date(2026, 11, 16), 7, dt.date(2026, 11, 26)),
        (dt.date(2026, 11, 16), 10, dt.date(2026, 12, 1)),
        (dt.date(2026, 8, 20), 1, dt.date(2026, 8, 21)),
        (dt.date(2026, 8, 21), 1, dt.date(2026, 8, 22)),
        (dt.date(2026, 8, 28), 1, dt.date(2026, 9, 3)),
        (dt.date(2022, 1, 28), 1, dt.date(2022, 2, 7)),
        (dt.date(2023, 1, 19), 1, dt.date(2023, 1, 27)),
        (dt.date(2026, 2, 13), 1, dt.date(2026, 2, 23)),
        (dt.date(2026, 11, 21), 0, dt.date(2026, 11, 21)),
    ],
)
def test_limit_when_counted_in_working_days_then_it_ends_as_the_law_says(filled, start, count, end):
    assert clock.add_working_days(start, count) == end


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (dt.date(2026, 11, 26), 30, dt.date(2026, 12, 28)),
        (dt.date(2026, 11, 21), 3, dt.date(2026, 11, 25)),
        (dt.date(2026, 8, 20), 2, dt.date(2026, 8, 22)),
        (dt.date(2022, 1, 28), 3, dt.date(2022, 2, 7)),
        (dt.date(2023, 4, 26), 3, dt.date(2023, 5, 4)),
        (dt.date(2026, 11, 16), 1, dt.date(2026, 11, 17)),
    ],
)
def test_limit_when_counted_in_days_then_it_ends_on_a_day_that_works(filled, start, count, end):
    assert clock.add_calendar_days(start, count) == end


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (dt.date(2026, 8, 22), True),
        (dt.date(2026, 8, 29), False),
        (dt.date(2026, 8, 31), False),
        (dt.date(2026, 11, 23), True),
        (dt.date(2026, 11, 24), False),
        (dt.date(2025, 11, 24), True),
        (dt.date(2026, 4, 27), False),
        (dt.date(2026, 4, 28), True),
        (dt.date(2030, 2, 2), False),
    ],
)
def test_day_when_asked_then_make_up_days_work_and_days_off_do_not(filled, day, works):
    assert clock.is_working_day(day) == works


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [
        (2022, dt.date(2022, 1, 31), dt.date(2022, 2, 4)),
        (2023, dt.date(2023, 1, 20), dt.date(2023, 1, 26)),
        (2026, dt.date(2026, 2, 16), dt.date(2026, 2, 20)),
    ],
)
def test_tet_when_the_year_is_known_then_the_days_off_are_those_announced(
    filled, year, first, last
):
    found = CalendarDay.objects.filter(
        on__year=year, on__month__lte=2, name__contains="Tết"
    ).exclude(name__startswith="Tết Dương lịch")

    days = sorted(found.values_list("on", flat=True))

    assert (days[0], days[-1]) == (first, last)
    assert [day.toordinal() for day in days] == list(range(first.toordinal(), last.toordinal() + 1))


def test_kinds_when_filled_then_a_compensating_day_is_told_from_a_holiday(filled):
    days = [dt.date(2026, 4, 26), dt.date(2026, 4, 27), dt.date(2026, 8, 22), dt.date(2026, 8, 31)]

    kinds = dict(CalendarDay.objects.filter(on__in=days).values_list("on", "kind"))

    assert [kinds[day] for day in days] == [
        DayKind.HOLIDAY,
        DayKind.COMPENSATING,
        DayKind.WORKING,
        DayKind.COMPENSATING,
    ]


def test_fill_when_run_twice_then_nothing_is_written_anew(filled):
    before = CalendarDay.objects.count()

    written = clock.fill(YEARS)

    assert (written, CalendarDay.objects.count()) == (0, before)


def test_table_when_an_office_has_written_a_day_then_it_wins_over_the_library(db):
    monday, tuesday = dt.date(2026, 11, 23), dt.date(2026, 11, 24)
    for day, kind in ((monday, DayKind.COMPENSATING), (tuesday, DayKind.WORKING)):
        CalendarDay.objects.create(on=day, kind=kind, name="Công văn của quận", source="12/CV")

    clock.fill(YEARS)

    assert [clock.is_working_day(monday), clock.is_working_day(tuesday)] == [False, True]
    assert clock.add_working_days(dt.date(2026, 11, 20), 1) == tuesday


def test_table_when_an_office_changes_a_day_then_the_count_follows(filled):
    start = dt.date(2026, 11, 16)
    before = clock.add_working_days(start, 7)

    CalendarDay.objects.filter(on=dt.date(2026, 11, 24)).delete()
    clock.forget()

    assert (before, clock.add_working_days(start, 7)) == (
        dt.date(2026, 11, 26),
        dt.date(2026, 11, 25),
    )


def test_table_when_it_is_empty_then_only_weekends_are_off(db):
    week = [dt.date(2026, 11, 23) + dt.timedelta(days=step) for step in range(7)]

    assert [clock.is_working_day(day) for day in week] == [True] * 5 + [False] * 2


def test_between_when_the_end_lies_before_the_start_then_it_is_negative(filled):
    assert clock.working_days_between(dt.date(2026, 11, 26), dt.date(2026, 11, 16)) == -7
    assert clock.working_days_between(dt.date(2026, 11, 16), dt.date(2026, 11, 26)) == 7
    assert clock.working_days_between(dt.date(2026, 11, 16), dt.date(2026, 11, 16)) == 0


@many
@given(start=DAYS, count=st.integers(1, 60))
def test_working_days_when_added_then_a_plain_count_agrees(filled, start, count):
    end = clock.add_working_days(start, count)

    assert _plain_count(start, end) == count
    assert _plain_count(start, end - dt.timedelta(days=1)) == count - 1


@many
@given(start=DAYS, length=st.integers(0, 120))
def test_between_when_any_two_days_then_a_plain_count_agrees(filled, start, length):
    end = start + dt.timedelta(days=length)

    assert clock.working_days_between(start, end) == _plain_count(start, end)


@many
@given(start=DAYS, count=st.integers(0, 60))
def test_calendar_days_when_added_then_the_end_is_the_first_day_that_works(filled, start, count):
    named = start + dt.timedelta(days=count)

    end = clock.add_calendar_days(start, count)

    assert end >= named
    assert _plain_count(end - dt.timedelta(days=1), end) == 1
    assert _plain_count(named - dt.timedelta(days=1), end - dt.timedelta(days=1)) == 0


def test_today_when_it_is_evening_in_london_then_it_is_tomorrow_in_hanoi(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 21, 18, 0, tzinfo=dt.UTC), tick=False)

    assert clock.today() == dt.date(2026, 11, 22)
    assert clock.now() == dt.datetime(2026, 11, 21, 18, 0, tzinfo=dt.UTC)


def test_today_when_a_demonstration_has_its_day_then_only_the_time_is_real(settings, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 21, 3, 30, tzinfo=dt.UTC), tick=False)
    settings.TODAY = dt.date(2023, 10, 5)

    assert clock.today() == dt.date(2023, 10, 5)
    assert clock.now().strftime("%Y-%m-%d %H:%M") == "2023-10-05 10:30"


def test_pretence_when_a_demonstration_makes_its_past_then_the_day_returns_afterwards(settings):
    settings.TODAY = dt.date(2023, 10, 5)

    with clock.pretend(dt.date(2023, 3, 1)):
        inside = clock.today()

    assert (inside, clock.today()) == (dt.date(2023, 3, 1), dt.date(2023, 10, 5))


def test_pretence_when_it_is_no_demonstration_then_it_is_refused(settings):
    settings.TODAY = None

    with (
        pytest.raises(RuntimeError, match="only a demonstration"),
        clock.pretend(dt.date(2023, 3, 1)),
    ):
        pass
