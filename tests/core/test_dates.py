"""Tests of the core room: terms as offices write them, read to the last day that they name."""

import datetime as dt

import pytest

from namro.core.dates import Due, read_day, read_due

TERMS = [
    ("05/06/2026", "2026-06-05", "day"),
    ("30-6-2022", "2022-06-30", "day"),
    ("30.6.2022", "2022-06-30", "day"),
    ("30/6/22", "2022-06-30", "day"),
    ("30 / 6 / 2022", "2022-06-30", "day"),
    ("2023-06-30", "2023-06-30", "day"),
    ("30/06/2022 00:00:00", "2022-06-30", "day"),
    ("Trước 30/9/2022", "2022-09-30", "day"),
    ("từ 01/3 đến 30/6/2022", "2022-06-30", "day"),
    ("01/10/2022 - 31/3/2023", "2023-03-31", "day"),
    ("ngày 15 tháng 9 năm 2023", "2023-09-15", "day"),
    ("Trước ngày 30 tháng 9", "2022-09-30", "day"),
    ("15/9", "2022-09-15", "day"),
    ("tháng 6, hoàn thành 30/7/2022", "2022-07-30", "day"),
    ("Quý III", "2022-09-30", "quarter"),
    ("Quý IV/2022", "2022-12-31", "quarter"),
    ("QUÝ 3/2023", "2023-09-30", "quarter"),
    ("Quý III năm 2023", "2023-09-30", "quarter"),
    ("cuối quý III", "2022-09-30", "quarter"),
    ("Quý I, II/2022", "2022-06-30", "quarter"),
    ("Quý II - Quý III/2023", "2023-09-30", "quarter"),
    ("Quý 2-3/2023", "2023-09-30", "quarter"),
    ("Quý hai", "2022-06-30", "quarter"),
    ("Q3/2023", "2023-09-30", "quarter"),
    ("Tháng 9/2022", "2022-09-30", "month"),
    ("Tháng 2/2024", "2024-02-29", "month"),
    ("T9/2022", "2022-09-30", "month"),
    ("9/2022", "2022-09-30", "month"),
    ("hết tháng 10", "2022-10-31", "month"),
    ("Tháng 9 năm 2023", "2023-09-30", "month"),
    ("Tháng 4-6/2022", "2022-06-30", "month"),
    ("Tháng 3, 4, 5/2022", "2022-05-31", "month"),
    ("Tháng 8 đến tháng 10 năm 2022", "2022-10-31", "month"),
    ("6 tháng đầu năm", "2022-06-30", "month"),
    ("Sáu tháng cuối năm 2023", "2023-12-31", "month"),
    ("cuối năm", "2022-12-31", "year"),
    ("Hết năm 2023", "2023-12-31", "year"),
    ("Năm 2023", "2023-12-31", "year"),
    ("Trong năm", None, "year"),
    ("Thường xuyên", None, "ongoing"),
    ("Hàng tháng, trước ngày 25", None, "ongoing"),
    ("Hằng quý", None, "ongoing"),
    ("31/02/2024", None, "unreadable"),
    ("12/31/2022", None, "unreadable"),
    ("31/6", None, "unreadable"),
    ("Tháng 13/2022", None, "unreadable"),
    ("30/6/3022", None, "unreadable"),
    ("sau Tết", None, "unreadable"),
    ("Quý V", None, "unreadable"),
    (" \u00a0 ", None, "empty"),
    (None, None, "empty"),
    (dt.date(2022, 6, 30), "2022-06-30", "day"),
    (dt.datetime(2022, 6, 30, 10, tzinfo=dt.UTC), "2022-06-30", "day"),
    (44742, "2022-06-30", "day"),
    (44742.5, "2022-06-30", "day"),
    (2023, "2023-12-31", "year"),
    (5, None, "unreadable"),
    (float("nan"), None, "unreadable"),
    (float("inf"), None, "unreadable"),
    (True, None, "unreadable"),
    (["30/6/2022"], None, "unreadable"),
]


@pytest.mark.parametrize(("written", "on", "how"), TERMS)
def test_read_due_when_an_office_writes_a_term_then_the_last_day_is_read(written, on, how):
    due = read_due(written, 2022)

    assert (due.on and due.on.isoformat(), due.how) == (on, how)


def test_read_due_when_the_year_is_unknown_then_a_month_alone_names_no_day():
    wanted = [
        Due(None, "unreadable", text) for text in ("Quý III", "Tháng 9", "15/9", "15 tháng 9")
    ]

    assert [read_due(due.raw, None) for due in wanted] == wanted


def test_read_due_when_it_is_read_then_the_writing_is_kept():
    assert read_due("  Trước  30/9/2022 ", 2022).raw == "Trước 30/9/2022"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("05/11/1951", dt.date(1951, 11, 5)),
        ("23.3.1963", dt.date(1963, 3, 23)),
        ("2/1/24", dt.date(2024, 1, 2)),
        ("2/1/57", dt.date(1957, 1, 2)),
        ("1957-01-02", dt.date(1957, 1, 2)),
        ("ngày 24 tháng 02 năm 2022", dt.date(2022, 2, 24)),
        ("24 tháng 02", None),
        ("30/06/2022 08:15", dt.date(2022, 6, 30)),
        (dt.date(1957, 1, 2), dt.date(1957, 1, 2)),
        (20000, dt.date(1954, 10, 3)),
        (1968, None),
        (True, None),
        ("31/02/2024", None),
        ("29/02/1900", None),
        ("1968", None),
        ("Tháng 9/2022", None),
        (None, None),
    ],
)
def test_read_day_when_a_plain_day_is_written_then_day_comes_before_month(written, day):
    assert read_day(written) == day
