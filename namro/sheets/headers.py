"""Sheets room: finds the header of a list and the column of each field."""

import re
from collections.abc import Iterator

from namro.core.text import fold
from namro.sheets.book import Sheet
from namro.sheets.grid import Grid, plain, without_brackets
from namro.sheets.layout import NUMBER, Column, Found, Layout

_SEARCHED_ROWS = 80
_LONGEST_HEADER = 120
_SURE = 100
_PATH_LESS = 10
_GROUP_LESS = 30
_PART_AT_LEAST = 75
_BY_CONTENT = 40
_CONTENT_ROWS = 60
_CONTENT_SHARE = 0.7
_CONTENT_AT_LEAST = 3
_MOST_HEADER_ROWS = 3

_NUMBER_COLUMN = Column(NUMBER, "", ("stt", "tt", "số tt", "số thứ tự", "thứ tự", "no"))
_PARTS = re.compile(r"\s*[/,;\n+&]\s*|\s+[-–]\s+|\s+và\s+(?=chức|đơn|cơ)")
_NUMBERING = re.compile(r"\(?\s*(?:\d{1,2}|[a-zA-Z])\s*(?:=[\d+\-() ]+)?\)?")


def score(header: tuple[str, ...], column: Column) -> int:
    """How surely a header names a field: 100 word for word, 0 not at all."""
    if not header:
        return 0
    leaf, path = header[-1], " ".join(header)
    if _is_other(leaf, column):
        return 0
    own = _score_text(leaf, column)
    if _is_other(path, column):
        return max(own - _GROUP_LESS, 0)
    whole = _score_text(path, column) - _PATH_LESS if len(header) > 1 else 0
    return max(own, whole, 0)


def _is_other(text: str, column: Column) -> bool:
    return any(_holds(plain(text), plain(word)) for word in column.never)


def _score_text(text: str, column: Column) -> int:
    texts = {plain(text), plain(without_brackets(text))} - {""}
    words = [plain(word) for word in column.words]
    return max((_score_word(one, word) for one in texts for word in words), default=0)


def _score_word(text: str, word: str) -> int:
    length = min(len(word), 15)
    if text == word:
        return _SURE
    if text.startswith(f"{word} "):
        return 80 + length
    return 60 + length if _holds(text, word) else 0


def _holds(text: str, word: str) -> bool:
    return f" {word} " in f" {text} "


def find_header(grid: Grid, layout: Layout) -> tuple[int, ...]:
    """The rows of the header, none if no two fields are named in one row."""
    best, best_score = -1, 0
    for row in range(min(len(grid.sheet.rows), _SEARCHED_ROWS)):
        fields, reached = _score_row(grid, row, layout)
        if fields >= 2 and reached > best_score:
            best, best_score = row, reached
    if best < 0:
        return ()
    rows = [best]
    while rows[0] > 0 and len(rows) < _MOST_HEADER_ROWS and _is_group_row(grid, rows[0] - 1):
        rows.insert(0, rows[0] - 1)
    while len(rows) < _MOST_HEADER_ROWS and _goes_on(grid, rows[-1]):
        rows.append(rows[-1] + 1)
    if len(rows) == 1 and _fills_gaps(grid, best):
        rows.append(best + 1)
    return tuple(rows)


def _score_row(grid: Grid, row: int, layout: Layout) -> tuple[int, int]:
    reached: dict[str, int] = {}
    columns = grid.filled(row)
    if len(columns) < 2:
        return 0, 0
    for column in columns:
        text = grid.own(row, column)
        if len(text) <= _LONGEST_HEADER:
            name, points = max(
                ((one.name, score((text,), one)) for one in (_NUMBER_COLUMN, *layout.columns)),
                key=lambda pair: pair[1],
            )
            reached[name] = max(points, reached.get(name, 0))
    known = [points for points in reached.values() if points]
    return len(known), sum(known)


def _is_group_row(grid: Grid, row: int) -> bool:
    """A row of group headings over the header: several, and none over the whole list."""
    columns = grid.filled(row)
    if not columns or max(grid.breadth(row, column) for column in columns) >= grid.sheet.width - 1:
        return False
    reaches_down = any((area := grid.area(row, column)) and area.bottom > row for column in columns)
    groups = any(grid.breadth(row, column) > 1 for column in columns)
    return reaches_down or (
        len(columns) >= 2 and groups and len(grid.filled(row + 1)) > len(columns)
    )


def _goes_on(grid: Grid, row: int) -> bool:
    """Whether merged cells bind the row below to the header."""
    areas = [area for column in grid.filled(row) if (area := grid.area(row, column))]
    below = grid.filled(row + 1)
    if any(area.bottom > row for area in areas):
        return True
    groups = [area for area in areas if area.right > area.left]
    return bool(groups and below) and all(
        any(area.left <= column <= area.right for area in groups) for column in below
    )


def _fills_gaps(grid: Grid, row: int) -> bool:
    """Without merging: short words below stand side by side, under a heading and its gap."""
    below = grid.filled(row + 1)
    gaps = [column for column in below if not grid.own(row, column)]
    short = all(
        len(text) <= 30 and not text.isdecimal()
        for text in (grid.own(row + 1, column) for column in below)
    )
    return (
        bool(gaps)
        and short
        and all(column - 1 in below for column in gaps)
        and all(column in gaps or column + 1 in gaps for column in below)
    )


def is_numbering(grid: Grid, row: int) -> bool:
    """A row under the header that only numbers the columns: (1) (2) (3) or A B 1 2."""
    texts = [grid.own(row, column) for column in grid.filled(row)]
    return len(texts) >= 3 and all(_NUMBERING.fullmatch(text) for text in texts)


def match_columns(grid: Grid, layout: Layout, rows: tuple[int, ...]) -> tuple[Found, ...]:
    """The column of each field; hidden columns only serve what no visible one does."""
    headers = {column: grid.header(rows, column) for column in range(grid.sheet.width)}
    found: list[Found] = []
    hidden = grid.sheet.hidden_columns
    for shown in (True, False):
        some = {number: texts for number, texts in headers.items() if (number in hidden) != shown}
        _match_marks(some, layout, found)
        _match_words(some, layout, found)
    _match_content(grid, layout, rows, found)
    order = [NUMBER, *(column.name for column in layout.columns)]
    return tuple(sorted(found, key=lambda one: (order.index(one.field), one.column)))


def _match_marks(headers: dict[int, tuple[str, ...]], layout: Layout, found: list[Found]) -> None:
    """Columns headed by a value itself, such as "Mới" and "Khó"; one alone proves nothing."""
    for column in layout.columns:
        pairs = [
            Found(column.name, number, " / ".join(header), _SURE, mark=value)
            for value, words in column.marks
            for number, header in headers.items()
            if header and plain(without_brackets(header[-1])) in {plain(word) for word in words}
        ]
        if len({one.mark for one in pairs}) >= 2 and not _has(found, column.name):
            found.extend(pairs)


def _has(found: list[Found], name: str) -> bool:
    return any(one.field == name for one in found)


def _match_words(headers: dict[int, tuple[str, ...]], layout: Layout, found: list[Found]) -> None:
    taken = {one.column for one in found}
    wishes = sorted(
        (wish for number, header in headers.items() for wish in _wishes(number, header, layout)),
        key=lambda wish: (-wish[0].sure, -len(wish), wish[0].column),
    )
    for wish in wishes:
        free = [one for one in wish if not _has(found, one.field)]
        if free and len(free) == len(wish) and wish[0].column not in taken:
            taken.add(wish[0].column)
            found.extend(free)


def _wishes(number: int, header: tuple[str, ...], layout: Layout) -> Iterator[list[Found]]:
    """What a column may be: one field, or several when its header names several."""
    text = " / ".join(header)
    combined = _combined(number, header, layout)
    if combined:
        yield combined
    for column in (_NUMBER_COLUMN, *layout.columns):
        points = score(header, column)
        if points:
            yield [Found(column.name, number, text, points)]


def _combined(number: int, header: tuple[str, ...], layout: Layout) -> list[Found]:
    if not header:
        return []
    pieces = [piece for piece in _PARTS.split(without_brackets(header[-1])) if plain(piece)]
    best = [
        max((score((piece,), column), column.name) for column in layout.columns) for piece in pieces
    ]
    names = tuple(name for points, name in best if points >= _PART_AT_LEAST)
    if len(pieces) < 2 or len(names) < len(pieces) or len(set(names)) < len(pieces):
        return []
    sure = min(points for points, _ in best)
    text = " / ".join(header)
    return [
        Found(name, number, text, sure, part=part, parts=names) for part, name in enumerate(names)
    ]


def _match_content(grid: Grid, layout: Layout, rows: tuple[int, ...], found: list[Found]) -> None:
    """A field whose header says nothing known is looked for by what stands below."""
    taken = {one.column for one in found} | grid.sheet.hidden_columns
    start = max(rows) + 1
    for column in layout.columns:
        if column.looks is None or _has(found, column.name):
            continue
        for number in range(grid.sheet.width):
            header = " / ".join(grid.header(rows, number))
            if number in taken or _is_other(header, column):
                continue
            if _looks_right(grid.sheet, column, number, start):
                found.append(Found(column.name, number, header, _BY_CONTENT))
                taken.add(number)
                break


def _looks_right(sheet: Sheet, column: Column, number: int, start: int) -> bool:
    end = min(start + _CONTENT_ROWS, len(sheet.rows))
    values = [sheet.at(row, number) for row in range(start, end)]
    values = [value for value in values if value is not None and fold(str(value))]
    fitting = [value for value in values if column.looks and column.looks(value)]
    return len(fitting) >= _CONTENT_AT_LEAST and len(fitting) >= _CONTENT_SHARE * len(values)
