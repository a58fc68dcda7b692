"""Sheets room: tells items from sections, totals, signatures and notes, and reads the items."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from namro.core.text import fold, nfc
from namro.sheets import totals
from namro.sheets.book import Book, Sheet
from namro.sheets.cells import marks_in, split_cell
from namro.sheets.grid import Grid, plain
from namro.sheets.headers import is_numbering
from namro.sheets.layout import NUMBER, Found, Layout, SheetPlan, Understanding
from namro.sheets.parts import address
from namro.sheets.reading import Reading, Row, Skipped, Total, Value
from namro.sheets.understanding import in_unicode

_ITEM_NUMBER = re.compile(r"\d{1,5}(?:[.,]0+)?[.)]?|\d{1,3}(?:\.\d{1,3})+\.?")
_ROMAN = re.compile(r"[IVXL]{1,6}[.):]?|[IVXL]{1,4}\.\d{1,2}[.):]?")
_LETTER = re.compile(r"[A-ZĐa-zđ][.):]?")
_BULLET = re.compile(r"[-–*+•]")
_NUMBERED_TEXT = re.compile(r"(?:([IVXL]{1,6})|([A-ZĐ]))\s*[.):/-]\s*\S")
_SECTION_WORDS = re.compile(
    r"^(?:khoi|cac|cum|nhom|phan|muc|cap|linh vuc|viec moi|viec kho|nhiem vu (?:moi|kho))\b"
)
_FOOT = re.compile(
    r"^\W*(?:t\s*/\s*m|tm|k\s*/\s*t|kt|t\s*/\s*l|tl|tuq|thay mat|nguoi (?:lap|tong hop|ky|bao cao)"
    r"|noi nhan|ky ten|ky ghi|ky,|da ky|thu truong|xac nhan|dai dien|lanh dao|cap uy|ghi chu\s*:"
    r"|(?:pho )?(?:bi thu|chu tich|chanh van phong|truong ban|truong phong|giam doc))\b"
    r"|^ghi chu\s*:|\bngay\W+(?:\d|\.|…|thang).*\bthang\b.*\bnam\b"
)
_LONGEST_FOOT = 80
_WIDE = 3


@dataclass
class _Pages:
    """What has been read of the whole workbook so far."""

    rows: list[Row] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    stated: list[tuple[str, totals.Stated, totals.Scopes]] = field(default_factory=list)


def extract(book: Book, understanding: Understanding, layout: Layout) -> Reading:
    """All items of the sheets in use, in their order."""
    pages = _Pages()
    for plan in understanding.sheets:
        sheet = book.sheet(plan.sheet)
        if plan.used and sheet:
            _SheetReader(in_unicode(sheet, plan.encoding), plan, layout, pages).read()
    return Reading(tuple(pages.rows), tuple(_totals(pages, layout)), tuple(pages.skipped))


def _totals(pages: _Pages, layout: Layout) -> Iterator[Total]:
    ends = {sheet: scopes.end for sheet, _, scopes in pages.stated}
    for sheet, one, scopes in pages.stated:
        last = scopes.end == ends[sheet]
        yield totals.compare(one, sheet, pages.rows, scopes, last=last, layout=layout)


class _SheetReader:
    """Goes down one sheet; remembers the section, the person above, and whether the list is over."""

    def __init__(self, sheet: Sheet, plan: SheetPlan, layout: Layout, pages: _Pages) -> None:
        self.grid = Grid(sheet)
        self.sheet = sheet
        self.plan = plan
        self.layout = layout
        self.pages = pages
        self.start = len(pages.rows)
        self.sections: list[tuple[str, str, int]] = []
        self.above: Row | None = None
        self.after_total = False
        self.closed = False
        number = plan.found(NUMBER)
        self.number_column = number.column if number else -1
        self.columns = [one for one in plan.columns if one.field != NUMBER]
        self.header = [
            plain(" ".join(self.grid.header(plan.header_rows, one.column))) for one in self.columns
        ]

    def read(self) -> None:
        readers: tuple[tuple[str, Callable[[int], bool]], ...] = (
            ("header", self._is_header),
            ("total", self._is_total),
            ("foot", self._is_foot),
            ("section", self._is_section),
            ("item", self._is_item),
        )
        for row in range(self.plan.first_row, len(self.sheet.rows)):
            if not self._mapped(row):
                continue
            why = next((why for why, is_so in readers if is_so(row)), "note")
            if why == "item":
                self._read_item(row)
            else:
                self._leave_out(row, why)

    def _leave_out(self, row: int, why: str) -> None:
        texts = [nfc(self.grid.own(row, column)) for column in self.grid.filled(row)]
        skipped = Skipped(self.sheet.name, row + 1, why, " | ".join(texts))
        self.pages.skipped.append(skipped)
        self.above = None

    def _mapped(self, row: int) -> list[int]:
        """Filled cells that count; helper columns beside the list do not."""
        known = {one.column for one in self.plan.columns}
        filled = self.grid.filled(row)
        inside = [column for column in filled if column in known]
        # A label of a total or a section may stand in a column that has no field.
        return filled if inside or len(filled) == 1 else inside

    def _own(self, row: int) -> set[str]:
        """Fields with something of their own in the row."""
        return {one.field for one in self.columns if self.grid.own(row, one.column)}

    def _number(self, row: int) -> str:
        return nfc(self.grid.own(row, self.number_column)) if self.number_column >= 0 else ""

    def _has_item_number(self, row: int) -> bool:
        return bool(_ITEM_NUMBER.fullmatch(self._number(row)))

    def _is_header(self, row: int) -> bool:
        """The header again, at the top of a printed page, or its row of column numbers."""
        if is_numbering(self.grid, row) and len(self.grid.filled(row)) >= len(self.columns):
            return True
        texts = [plain(self.grid.own(row, one.column)) for one in self.columns]
        same = sum(
            1 for text, head in zip(texts, self.header, strict=True) if text and text in head
        )
        return same >= 2 and same == sum(1 for text in texts if text)

    def _is_total(self, row: int) -> bool:
        if self._has_item_number(row) and len(self._own(row)) >= 3:
            return False
        columns = self.grid.filled(row)
        if not totals.is_total(self.grid, row, columns):
            return False
        starts = tuple(start for _, _, start in reversed(self.sections))
        scopes = totals.Scopes(starts, self.start, len(self.pages.rows))
        for one in totals.stated(self.grid, row, self.plan, self.layout):
            self.pages.stated.append((self.sheet.name, one, scopes))
        self.after_total = True
        return True

    def _is_foot(self, row: int) -> bool:
        """Signatures, place and day, "Nơi nhận": from there on nothing is an item by itself."""
        own = self._own(row)
        if self._has_item_number(row) and len(own) >= 2:
            return False
        if self.closed:
            return True
        if len(own) > 2 or any(one.mark and one.field in own for one in self.columns):
            return False
        texts = [nfc(self.grid.own(row, column)) for column in self.grid.filled(row)]
        short = all(len(text) <= _LONGEST_FOOT for text in texts)
        self.closed = short and any(_FOOT.search(fold(text)) for text in texts)
        return self.closed

    def _is_section(self, row: int) -> bool:
        columns = [one for one in self.grid.filled(row) if one != self.number_column]
        words = [one for one in columns if not self.grid.own(row, one).isdecimal()]
        number = self._number(row)
        if not words and number and not _ITEM_NUMBER.fullmatch(number):
            words, number = [self.number_column], ""
        if len(words) != 1 or self._has_item_number(row) and not self._is_wide(row, words[0]):
            return False
        text = nfc(self.grid.own(row, words[0]))
        if not self._looks_like_section(row, words[0], text, number):
            return False
        self._enter(_style(number, text), text)
        return True

    def _is_wide(self, row: int, column: int) -> bool:
        return self.grid.breadth(row, column) >= _WIDE

    def _looks_like_section(self, row: int, column: int, text: str, number: str) -> bool:
        if self._is_wide(row, column) or column == self.number_column:
            return True
        if number:
            return any(pattern.fullmatch(number) for pattern in (_ROMAN, _LETTER, _BULLET))
        title = self.plan.found(self.layout.marks_carry)
        if self.after_total or (title and title.column == column and self.above):
            return False
        if _NUMBERED_TEXT.match(text) or _SECTION_WORDS.match(fold(text)):
            return True
        return text.isupper() and " " in text

    def _enter(self, style: str, text: str) -> None:
        styles = [known for known, _, _ in self.sections]
        if style in styles:
            del self.sections[styles.index(style) :]
        self.sections.append((style, text, len(self.pages.rows)))
        self.after_total = False

    def _is_item(self, row: int) -> bool:
        own = self._own(row)
        if self.after_total and not self._has_item_number(row):
            return len(own) >= 3
        needed = {column.name for column in self.layout.columns if column.required}
        carriers = {one.field for one in self.columns if one.mark and one.field in own}
        return bool(own & needed or carriers)

    def _read_item(self, row: int) -> None:
        values: dict[str, Value] = {}
        for one in self.columns:
            if not one.mark:
                values[one.field] = self._value(row, one)
        self._carry(row, values)
        section = tuple(text for _, text, _ in self.sections)
        if self.layout.section_field and self.layout.section_field not in values and section:
            cell = address(row, 0)
            values[self.layout.section_field] = Value(section[-1], section[-1], cell)
        hidden = row in self.sheet.hidden_rows
        for full in self._with_marks(row, values):
            item = Row(self.sheet.name, row + 1, full, section, hidden)
            self.pages.rows.append(item)
            self.above = item

    def _value(self, row: int, one: Found) -> Value:
        top, column = self.grid.from_above(row, one.column)
        raw, text = self.sheet.at(top, column), self.grid.own(top, column)
        if one.parts:
            text = split_cell(text, one, self.layout)
        declared = self.layout.column(one.field)
        marks = marks_in(text, declared) if declared else ()
        return Value(raw, text, address(top, column), marks)

    def _carry(self, row: int, values: dict[str, Value]) -> None:
        """The person above goes on where name and all that belongs to it is empty."""
        carried = [one.name for one in self.layout.columns if one.carried and one.name in values]
        main = self.layout.person[0] if self.layout.person else ""
        if self.above is None or main not in values or values[main].text:
            return
        for name in carried:
            old = self.above.values.get(name)
            if old and old.text and not values[name].text:
                values[name] = Value(old.raw, old.text, old.cell, old.marks, assumed=True)

    def _with_marks(self, row: int, values: dict[str, Value]) -> Iterator[dict[str, Value]]:
        """One item; or one for each mark column, where these hold the texts themselves."""
        marked = [(one, self._value(row, one)) for one in self.columns if one.mark]
        marked = [(one, value) for one, value in marked if _is_marked(value.text)]
        carried = self.layout.marks_carry
        if marked and carried and carried not in values:
            for one, value in marked:
                mark = Value(value.raw, value.text, value.cell, (one.mark,))
                yield {**values, one.field: mark, carried: Value(value.raw, value.text, value.cell)}
            return
        if marked:
            first, value = marked[0]
            marks = tuple(one.mark for one, _ in marked)
            yield {**values, first.field: Value(value.raw, value.text, value.cell, marks)}
            return
        empty = next((one for one in self.columns if one.mark), None)
        if empty:
            values[empty.field] = Value(None, "", address(row, empty.column))
        yield values


def _is_marked(text: str) -> bool:
    return fold(text) not in ("", "0", "-", "khong", "k", "no")


def _style(number: str, text: str) -> str:
    """Sections of the same style stand side by side; another style goes one level down."""
    if match := _NUMBERED_TEXT.match(text):
        return "roman" if match[1] else "letter"
    if _ROMAN.fullmatch(number):
        return "roman.number" if "." in number[:-1] else "roman"
    if number:
        return "letter" if _LETTER.fullmatch(number) else "number"
    return "capitals" if text.isupper() else "words"
