"""Sheets room: decides which sheets are read and how, before a person looks at it."""

import re

from namro.core.dates import read_day
from namro.core.text import fold, nfc
from namro.sheets import fonts
from namro.sheets.book import Book, Sheet
from namro.sheets.grid import Grid
from namro.sheets.headers import find_header, is_numbering, match_columns
from namro.sheets.layout import Layout, Reference, SheetPlan, Understanding

_KINDS = (
    "Thông báo|Quyết định|Kế hoạch|Công văn|Nghị quyết|Tờ trình|Báo cáo|Hướng dẫn|Chương trình"
    "|Kết luận|Chỉ thị|Quy định|Quy chế|Văn bản|Biên bản"
)
_REFERENCE = re.compile(
    rf"(?:(?P<kind>{_KINDS})\s+)?số\s*:?\s*(?P<number>\d+\s*[-/]\s*[^\s,;)]+)"
    r"(?:\s*,?\s*(?:ngày\s+)?(?P<on>\d{1,2}\s*(?:[/.-]|tháng)\s*\d{1,2}\s*(?:[/.-]|năm)\s*\d{4}))?",
    re.IGNORECASE,
)
_TITLE = re.compile(r"^(?:danh sach|bieu|bang|tong hop|dang ky|phu luc \w+ dang ky|ke hoach|mau)\b")
_YEAR = re.compile(r"\bnăm\s+(20\d{2})\b", re.IGNORECASE)
_RANGE_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")


def understand(book: Book, layout: Layout, year: int | None = None) -> Understanding:
    """A proposal for every sheet; `year` is the campaign's, else that of the title is taken."""
    plans = tuple(understand_sheet(sheet, layout) for sheet in book.sheets)
    named = [plan.year for plan in plans if plan.used and plan.year]
    return Understanding(layout.name, year or (max(named) if named else None), plans)


def understand_sheet(
    sheet: Sheet, layout: Layout, header_rows: tuple[int, ...] | None = None
) -> SheetPlan:
    """The plan of one sheet; a person may have said where its header stands."""
    if not sheet.rows:
        return SheetPlan(sheet.name, used=False, why="empty_sheet")
    encoding = fonts.encoding_of(sheet)
    grid = Grid(in_unicode(sheet, encoding))
    rows = find_header(grid, layout) if header_rows is None else header_rows
    if not rows:
        return SheetPlan(sheet.name, used=False, why="no_header", encoding=encoding)
    columns = match_columns(grid, layout, rows)
    why = _why_not(sheet, layout, {found.field for found in columns})
    above = _texts_above(grid, rows[0])
    reference = _reference(above)
    used_columns = {found.column for found in columns}
    headers = {column: grid.header(rows, column) for column in range(sheet.width)}
    return SheetPlan(
        sheet=sheet.name,
        used=not why,
        why=why,
        header_rows=rows,
        first_row=_first_row(grid, rows),
        columns=columns,
        ignored=tuple(
            " / ".join(texts)
            for column, texts in headers.items()
            if texts and column not in used_columns
        ),
        title=_title(above),
        reference=reference,
        year=_year(above, reference),
        encoding=encoding,
    )


def in_unicode(sheet: Sheet, encoding: str) -> Sheet:
    """The sheet as its plan says that it is written; kept as it is where that says nothing."""
    return fonts.decoded(sheet, encoding)


def missing_fields(plan: SheetPlan, layout: Layout) -> list[str]:
    """The fields that a list must have and that no column of the sheet holds."""
    return _missing(layout, {found.field for found in plan.columns})


def _missing(layout: Layout, fields: set[str]) -> list[str]:
    marks = any(column.marks and column.name in fields for column in layout.columns)
    carried = layout.marks_carry if marks else ""
    wanted = [column.name for column in layout.columns if column.required]
    return [name for name in wanted if name not in fields and name != carried]


def _why_not(sheet: Sheet, layout: Layout, fields: set[str]) -> str:
    if _missing(layout, fields):
        return "missing_column"
    return "hidden_sheet" if sheet.hidden else ""


def _first_row(grid: Grid, rows: tuple[int, ...]) -> int:
    first = rows[-1] + 1
    return first + 1 if is_numbering(grid, first) else first


def _texts_above(grid: Grid, header: int) -> list[str]:
    return [nfc(grid.own(row, column)) for row in range(header) for column in grid.filled(row)]


def _title(texts: list[str]) -> str:
    """The row that begins as titles do, else the longest one in capitals."""
    named = [text for text in texts if _TITLE.match(fold(text))]
    capitals = sorted((text for text in texts if text.isupper()), key=len, reverse=True)
    return next(iter(named + capitals), "")


def _reference(texts: list[str]) -> Reference | None:
    for text in texts:
        if match := _REFERENCE.search(text):
            day = re.sub(r"\s*(?:tháng|năm)\s*", "/", match["on"] or "", flags=re.IGNORECASE)
            on = read_day(day.replace(" ", ""))
            number = re.sub(r"\s+", "", match["number"])
            return Reference(match["kind"] or "", number, on, text)
    return None


def _year(texts: list[str], reference: Reference | None) -> int | None:
    title = _title(texts)
    for text in (title, *texts):
        if text and (match := _YEAR.search(text)):
            return int(match[1])
    if match := _RANGE_YEAR.search(title):
        return int(match[1])
    return reference.on.year if reference and reference.on else None
