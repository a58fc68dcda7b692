"""Room reports: tables of a draft: sums of columns and rows, columns of percentages."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import permutations

from namro.reports.proofreading import figures, letters
from namro.reports.proofreading.figures import Figure
from namro.reports.proofreading.findings import Finding, Grade, Rule, Text, fits, listed, said
from namro.reports.proofreading.letters import same_tones
from namro.reports.proofreading.numbers import rounded

_TOTAL = re.compile(
    same_tones(
        r"^\W*(?:(?:[ivx]+|\d+)[.)]?\s)?(?:tổng cộng|tổng số|tổng|cộng|toàn [^\W\d_]+|tổng chung)(?![^\W\d_])"
    )
)
_ORDER = re.compile(r"^(?:stt|tt|số tt|số thứ tự|#|no\.?)$")
_SHARES = re.compile(same_tones(r"%|tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng"))
_NO_SUM = re.compile(
    same_tones(
        r"bình quân|trung bình|điểm|năm sinh|^năm$|ngày|số hiệu|điện thoại|đơn giá|mức|xếp hạng|thứ hạng"
    )
)
_ROMAN = re.compile(r"^(?:[ivx]+|[a-h])[.)]?$")
_TWO, _WIDEST, _MOST_TOTALS = 2, 14, 60


@dataclass(frozen=True)
class Cell:
    text: str
    figure: Figure | None


class Table:
    """A table as a grid of cells, with what its rows and columns are."""

    def __init__(self, cells: dict[tuple[int, int], Cell]) -> None:
        self.cells = cells
        self.rows = sorted({row for row, _column in cells})
        self.columns = sorted({column for _row, column in cells})

    def text(self, row: int, column: int) -> str:
        found = self.cells.get((row, column))
        return found.text if found else ""

    def figure(self, row: int, column: int) -> Figure | None:
        found = self.cells.get((row, column))
        return found.figure if found else None

    @cached_property
    def body(self) -> list[int]:
        """Rows below the header that hold numbers; a row that numbers the columns is none."""
        found = [row for row in self.rows if self._numbers(row) and not self._counts_columns(row)]
        first = found[0] if found else 0
        return [row for row in self.rows if row >= first and row in set(found)]

    def _numbers(self, row: int) -> int:
        order = {column for column in self.columns if _ORDER.match(self.head(column))}
        return sum(
            self.figure(row, column) is not None for column in self.columns if column not in order
        )

    def _counts_columns(self, row: int) -> bool:
        said_here = [re.sub(r"[()]", "", self.text(row, column)) for column in self.columns]
        numbers = [
            int(one) for one in said_here if one.isascii() and one.isdigit() and len(one) < 3
        ]  # noqa: PLR2004
        return (
            len(numbers) > _TWO
            and len(numbers) >= len(said_here) - _TWO
            and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        )

    def head(self, column: int) -> str:
        """The words above the numbers of a column."""
        words = []
        for row in self.rows:
            found = self.cells.get((row, column))
            if found and found.figure is not None:
                break
            words.append(found.text if found else "")
            if len(words) == 3:  # noqa: PLR2004 - headers are not deeper
                break
        return " ".join(words).strip()

    def label(self, row: int) -> str:
        """The first words of a row."""
        return next(
            (
                text
                for column in self.columns
                if (text := self.text(row, column))
                and self.figure(row, column) is None
                and not _ROMAN.match(text)
            ),
            "",
        )

    def is_total(self, row: int) -> bool:
        return _TOTAL.match(self.label(row)) is not None

    def is_group(self, row: int) -> bool:
        """A row of a higher level, numbered I, II, III or A, B above 1, 2, 3."""
        first = self.text(row, self.columns[0])
        return bool(_ROMAN.match(first.split(" ")[0]) and not first[:1].isdigit()) or (
            len(first) == 1 and first.isalpha()
        )

    @cached_property
    def counts(self) -> list[int]:
        """Columns whose numbers may be added."""
        return [
            column
            for column in self.columns
            if not _ORDER.match(self.head(column))
            and not _NO_SUM.search(self.head(column))
            and column not in self.shares
            and sum(self.figure(row, column) is not None for row in self.body) >= _TWO
            and not self._is_order(column)
        ]

    def _is_order(self, column: int) -> bool:
        if column != self.columns[0]:
            return False
        values = [one.value for row in self.body if (one := self.figure(row, column))]
        return values == [Fraction(n) for n in range(1, len(values) + 1)]

    @cached_property
    def shares(self) -> list[int]:
        return [
            column
            for column in self.columns
            if any((one := self.figure(row, column)) and one.share for row in self.body)
            or _SHARES.search(self.head(column))
        ]


def find(text: Text) -> Iterator[Finding]:
    """Every table of the draft; a cell is told once."""
    for table in _tables(text):
        told = set()
        for found in (*_columns(table), *_across(table), *_percentages(table)):
            if found.spans[0] not in told or not found.is_open:
                told.add(found.spans[0])
                yield found


def _tables(text: Text) -> Iterator[Table]:
    grouped: dict[int, dict[tuple[int, int], Cell]] = defaultdict(dict)
    for number, block in enumerate(text.draft.blocks):
        if block.table:
            known = letters.read(block.text).plain.strip()
            cell = Cell(known, figures.one_number(block.text, number))
            grouped[block.table][block.place.row, block.place.column] = cell
    for cells in grouped.values():
        table = Table(cells)
        if len(table.body) >= _TWO and len(table.columns) <= _WIDEST * _TWO:
            yield table


def _columns(table: Table) -> Iterator[Finding]:
    totals = [row for row in table.body if table.is_total(row)]
    if not totals or len(totals) > _MOST_TOTALS:
        return
    if totals == table.body[:1]:
        for column in table.counts:
            yield from _column(table, column, totals[0], [table.body[1:]])
        return
    leaves: list[int] = []
    since: list[int] = []
    before: list[int] = []
    for row in table.body:
        if row not in totals:
            leaves.append(row)
            since.append(row)
            continue
        groups = [one for one in leaves if table.is_group(one)]
        single = [one for one in leaves if not table.is_group(one)]
        for column in table.counts:
            choices = [since, leaves, before, groups, single]
            yield from _column(table, column, row, [c for c in choices if c])
        before.append(row)
        since = []


def _column(table: Table, column: int, row: int, choices: list[list[int]]) -> Iterator[Finding]:
    total = table.figure(row, column)
    if total is None:
        return
    sums = [_parts(table, column, rows) for rows in choices]
    for parts in sums:
        if parts and _adds_up(total, parts):
            yield fits(Rule.TABLE, total, *parts)
            return
    parts = sums[0] if sums else []
    if len(parts) > 1:
        grade = (
            Grade.DOUBTFUL
            if len(choices) > _TWO and len(set(map(tuple, choices))) > _TWO
            else Grade.WRONG
        )
        yield _unequal(total, parts, grade, "table_column", table.head(column))


def _parts(table: Table, column: int, rows: list[int]) -> list[Figure]:
    return [one for row in rows if (one := table.figure(row, column)) is not None]


def _adds_up(total: Figure, parts: list[Figure]) -> bool:
    real = sum((one.value for one in parts), Fraction())
    digits = max(one.decimals for one in (total, *parts))
    slack = Fraction(len(parts), 2 * 10**digits) if digits else Fraction()
    return abs(real - total.value) <= slack


def _unequal(total: Figure, parts: list[Figure], grade: Grade, words: str, head: str) -> Finding:
    real = sum((one.value for one in parts), Fraction())
    digits = max(one.decimals for one in (total, *parts))
    params = {
        "total": total.text,
        "right": said(real, digits),
        "apart": said(abs(real - total.value), digits),
        "head": head[:80],
        "sum": listed(one.value for one in parts[:12]) + (" + …" if len(parts) > 12 else ""),  # noqa: PLR2004
    }
    spans = (total.span, *(one.span for one in parts))
    return Finding(Rule.TABLE, grade, spans, words, params)


def _across(table: Table) -> Iterator[Finding]:
    """A column that adds up the others beside it, known by its head and by most rows."""
    for column in table.counts:
        if not _TOTAL.match(table.head(column)):
            continue
        others = [one for one in table.counts if one != column]
        left = [one for one in others if one < column]
        right = [one for one in others if one > column]
        for group in (left, right, right[:_TWO]):
            found = list(_rows_across(table, column, group))
            good = sum(not one.is_open for one in found)
            if len(group) >= _TWO and good >= _TWO and good * _TWO >= len(found):
                yield from found
                break


def _rows_across(table: Table, column: int, group: list[int]) -> Iterator[Finding]:
    for row in table.body:
        total = table.figure(row, column)
        parts = [one for other in group if (one := table.figure(row, other)) is not None]
        if total is None or not parts:
            continue
        if _adds_up(total, parts):
            yield fits(Rule.TABLE, total, *parts)
        else:
            yield _unequal(total, parts, Grade.WRONG, "table_row", table.label(row))


def _percentages(table: Table) -> Iterator[Finding]:
    """A column of shares belongs to the two columns of counts that give most of its rows."""
    counts = table.counts[:_WIDEST]
    for column in table.shares:
        rows = [row for row in table.body if table.figure(row, column) is not None]
        best: tuple[int, tuple[int, int]] = (0, (0, 0))
        for first, second in permutations(counts, _TWO):
            pair = (first, second)
            good = sum(_is_share(table, row, column, pair) for row in rows)
            best = max(best, (good, pair))
        good, pair = best
        if good >= _TWO and good * 10 >= len(rows) * 6:
            for row in rows:
                yield from _percentage(table, row, column, pair)


def _is_share(table: Table, row: int, column: int, pair: tuple[int, int]) -> bool:
    share = table.figure(row, column)
    part, whole = table.figure(row, pair[0]), table.figure(row, pair[1])
    if share is None or part is None or whole is None or not whole.value:
        return False
    return rounded(part.value * 100 / whole.value, share.decimals) == share.value


def _percentage(table: Table, row: int, column: int, pair: tuple[int, int]) -> Iterator[Finding]:
    share = table.figure(row, column)
    part, whole = table.figure(row, pair[0]), table.figure(row, pair[1])
    if share is None or part is None or whole is None or not whole.value:
        return
    if _is_share(table, row, column, pair):
        yield fits(Rule.TABLE, share, part, whole)
        return
    params = {
        "part": part.text,
        "whole": whole.text,
        "share": share.text,
        "right": said(part.value * 100 / whole.value, max(1, share.decimals)),
        "head": table.label(row)[:80],
    }
    spans = (share.span, part.span, whole.span)
    yield Finding(Rule.TABLE, Grade.WRONG, spans, "table_share", params)
