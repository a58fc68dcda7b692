"""Tests of the sheets room: makes workbooks of every kind and reads them in this process."""

import io
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from namro.sheets import child
from namro.sheets.book import Book, read_answer
from namro.sheets.reading import Reading
from namro.sheets.registrations import REGISTRATIONS, Registration, interpret
from namro.sheets.rows import extract
from namro.sheets.understanding import understand

HERE = Path(__file__).parent
DEMO = HERE.parents[1] / "namro" / "demo" / "workbooks"


@dataclass
class Tab:
    """One sheet to be made: `rows` from A1 on, `merged` as Excel writes areas."""

    rows: list
    name: str = "DS"
    merged: tuple = ()
    hidden_columns: tuple = ()
    hidden_rows: tuple = ()
    state: str = "visible"
    formats: tuple = ()


def save(path: Path, *tabs: Tab) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for tab in tabs:
        sheet = book.create_sheet(tab.name)
        for row in tab.rows:
            sheet.append(list(row))
        for area in tab.merged:
            sheet.merge_cells(area)
        for column in tab.hidden_columns:
            sheet.column_dimensions[column].hidden = True
        for row in tab.hidden_rows:
            sheet.row_dimensions[row].hidden = True
        for cell, number_format in tab.formats:
            sheet[cell].number_format = number_format
        sheet.sheet_state = tab.state
    book.save(path)
    return path


def load(path: Path, name: str = "") -> Book:
    """What open_book() gives, without a process of its own."""
    answer = io.StringIO()
    code = child.main([str(path), name or path.name], answer)
    answer.seek(0)
    return read_answer(answer, code)


def read(path: Path, year: int | None = None) -> tuple[Reading, list[Registration], list[str]]:
    """The reading, the registrations, and each problem as "cell code"."""
    book = load(path)
    understanding = understand(book, REGISTRATIONS, year)
    reading = extract(book, understanding, REGISTRATIONS)
    pairs = [interpret(row, understanding.year) for row in reading.rows]
    problems = [f"{one.cell} {one.code}" for _, found in pairs for one in found]
    return reading, [registration for registration, _ in pairs], problems


def line(one: Registration) -> tuple:
    return (one.name, one.unit, one.kind, one.title, one.due.on and one.due.on.isoformat())
