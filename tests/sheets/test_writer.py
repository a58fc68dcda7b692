"""Tests of the sheets room: what goes out stays what it is, and comes back the same."""

import datetime as dt
import io

import openpyxl

from namro.sheets import writer
from namro.sheets.writer import Change, OutSheet
from tests.sheets import books, containers

ACTIVE = ["=1+1", "+84 912 345 678", "-5,5", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "0912345678",
          "-", "+cmd|' /C calc'!A0", "http://example.org", "'an", "{=1}"]  # fmt: skip


def _xlsx(*sheets):
    out = io.BytesIO()
    changes = writer.write_xlsx(out, sheets)
    return out.getvalue(), changes


def test_write_xlsx_when_text_looks_like_a_formula_then_it_comes_back_as_text(tmp_path):
    content, changes = _xlsx(OutSheet("DS", ("Chữ",), ((text,) for text in ACTIVE)))

    book = books.load(containers.put(tmp_path, content))

    assert changes == []
    assert book.sheets[0].rows == (("Chữ",), *((text,) for text in ACTIVE))


def test_write_xlsx_when_values_have_kinds_then_they_keep_them(tmp_path):
    row = ("An", 12, 1.5, True, dt.date(2022, 6, 30), None, "", float("nan"))
    content, _ = _xlsx(OutSheet("DS", tuple("abcdefgh"), [row], widths=(10,) * 8))

    book = books.load(containers.put(tmp_path, content))

    assert book.sheets[0].rows[1] == (
        "An", 12, 1.5, True, dt.date(2022, 6, 30), None, None, "nan",
    )  # fmt: skip


def test_write_xlsx_when_a_cell_cannot_be_written_whole_then_a_note_sheet_lists_it(tmp_path):
    rows = [("a\x00b\ud800", "x" * 32_768), ("tốt", "y" * 32_767)]
    content, changes = _xlsx(OutSheet("DS", ("Một", "Hai"), rows))

    book = books.load(containers.put(tmp_path, content))

    assert changes == [Change("DS", "A2", "replaced"), Change("DS", "B2", "cut")]
    assert book.sheets[0].rows[1] == ("a\ufffdb\ufffd", "x" * 32_767)
    assert [row[:2] for row in book.sheets[1].rows[1:]] == [("DS", "A2"), ("DS", "B2")]


def test_write_xlsx_when_it_is_opened_then_the_header_is_bold_and_frozen():
    content, _ = _xlsx(OutSheet("DS", ("Họ và tên", "x"), [("An", 1)]))

    sheet = openpyxl.load_workbook(io.BytesIO(content)).active

    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
    assert (sheet["A1"].font.bold, sheet["A2"].font.bold) == (True, False)
    assert round(sheet.column_dimensions["A"].width) == 14


def test_sheet_name_when_names_are_forbidden_or_taken_then_others_are_found():
    taken = set()
    wanted = ["a/b:[c]*?", "A B  C", "x" * 40, "X" * 31, "History", "'", ""]

    names = [writer.sheet_name(name, taken) for name in wanted]

    assert names == ["a b  c", "A B  C (2)", "x" * 31, "X" * 27 + " (2)", "History (2)",
                     names[5], f"{names[5]} (2)"]  # fmt: skip
    assert len({name.casefold() for name in names}) == len(wanted)


def test_write_csv_when_it_is_read_again_then_every_text_is_the_same(tmp_path):
    rows = [(text, 'mot "hai";\nba', None, -5, dt.date(2022, 6, 30)) for text in ACTIVE]
    out = io.BytesIO()

    writer.write_csv(out, ("Chữ", "b", "c", "d", "e"), rows)

    assert out.getvalue()[:6] == b"\xef\xbb\xbfCh\xe1"
    book = books.load(containers.put(tmp_path, out.getvalue(), "a.csv"))
    assert [row[0] for row in book.sheets[0].rows[1:]] == ACTIVE
    assert book.sheets[0].rows[1][1:] == ('mot "hai";\nba', None, "-5", "30/06/2022")


def test_csv_cell_when_a_sign_would_start_a_formula_then_an_apostrophe_stands_before_it():
    cells = [writer.csv_cell(text) for text in ACTIVE]

    assert cells == ["'=1+1", "+84 912 345 678", "-5,5", "'@SUM(A1)", "'=HYPERLINK(\"http://x\")",
                     "0912345678", "-", "'+cmd|' /C calc'!A0", "http://example.org", "'an",
                     "{=1}"]  # fmt: skip
