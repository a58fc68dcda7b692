"""Room reports: dates that there are not, and dates outside of the time that a draft names."""

import datetime as dt
import re
from collections.abc import Iterator

from namro.reports.proofreading.figures import MASK, Day, Sentence
from namro.reports.proofreading.findings import Finding, Grade, Rule, Text
from namro.reports.proofreading.patterns import pattern

_PERIOD = pattern(
    rf"(?:báo cáo|số liệu|kỳ|thời gian|thời điểm|giai đoạn|tính|thống kê|kết quả)[^{MASK}]{{0,60}}?từ (?:ngày )?{MASK}"
    rf"[^{MASK}]{{0,10}}?(?:đến|tới|-)\s?(?:hết )?(?:ngày )?{MASK}"
)
_LATER = pattern(
    r"tiếp theo|kế hoạch|dự kiến|sẽ|thời gian tới|hạn|trước ngày|phấn đấu|xong trước|chậm nhất"
)
_SOURCE = pattern(
    r"nghị quyết|quyết định|kế hoạch|công văn|chỉ thị|kết luận|thông báo|luật|nghị định|sinh ngày|sinh|vào đảng|căn cứ|thông tri|hướng dẫn|đề án|quy định|chương trình"
)
_LONGEST_MONTH = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
_LEAP = 2000


def find(text: Text) -> Iterator[Finding]:
    """Impossible days first; then days outside of the period named before them."""
    period: tuple[Day, Day] | None = None
    for sentence in (one for read in text.blocks for one in read):
        for day in sentence.dates:
            if real(day) is None:
                yield _impossible(day)
        named = _period(sentence)
        if named is not None:
            period = named
            if ends_before_it_begins(period):
                yield _turned(*period)
        elif period is not None:
            yield from _outside(sentence, period)


def real(day: Day) -> dt.date | None:
    """The day, in a leap year where no year is told; None where there is no such day."""
    try:
        return dt.date(day.year or _LEAP, day.month, day.day)
    except ValueError:
        return None


def _impossible(day: Day) -> Finding:
    params = {"day": re.sub(r"^ngày\s+", "", day.text)}
    return Finding(Rule.DATE, Grade.WRONG, (day.span,), "no_such_day", params)


def _period(sentence: Sentence) -> tuple[Day, Day] | None:
    match = _PERIOD.search(sentence.text)
    if match is None:
        return None
    inside = [day for day in sentence.dates if match.start() <= day.at < match.end()]
    if len(inside) != 2 or not inside[1].year or any(real(day) is None for day in inside):  # noqa: PLR2004
        return None
    return inside[0], inside[1]


def _ends(period: tuple[Day, Day]) -> tuple[dt.date, dt.date]:
    first, last = period
    begin = dt.date(first.year or last.year, first.month, min(first.day, 28))
    begin = (
        begin.replace(day=first.day) if first.day <= _LONGEST_MONTH.get(first.month, 31) else begin
    )
    end = real(last)
    return begin, end or begin


def ends_before_it_begins(period: tuple[Day, Day]) -> bool:
    """A period whose two days were changed for each other."""
    begin, end = _ends(period)
    return end < begin


def _turned(first: Day, last: Day) -> Finding:
    params = {"first": first.text, "last": last.text}
    return Finding(Rule.DATE, Grade.WRONG, (last.span, first.span), "period_turned", params)


def _outside(sentence: Sentence, period: tuple[Day, Day]) -> Iterator[Finding]:
    begin, end = _ends(period)
    if _LATER.search(sentence.text) or _SOURCE.search(sentence.text):
        return
    for day in sentence.dates:
        found = real(day)
        if found is not None and day.year and not begin <= found <= end:
            params = {"day": day.text, "first": period[0].text, "last": period[1].text}
            spans = (day.span, period[0].span, period[1].span)
            yield Finding(Rule.DATE, Grade.DOUBTFUL, spans, "day_outside", params)
