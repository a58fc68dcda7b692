"""Tests of the sheets room: the reading process, its limits, and what comes back from it."""

import datetime as dt
import io
import json
import resource
import subprocess
import sys
from types import SimpleNamespace

import openpyxl
import pytest

from namro.sheets import child, limits
from namro.sheets.book import Area, Book, Sheet, open_book, read_answer
from namro.sheets.grid import as_text
from namro.sheets.limits import Refusal
from tests.sheets import books, containers
from tests.sheets.books import Tab
from tests.sheets.containers import cell


@pytest.mark.parametrize("opened", [open_book, books.load])
def test_open_book_when_cells_have_every_kind_then_values_and_shape_come_out(opened, tmp_path):
    day = dt.datetime(2022, 6, 30, 10, 5)  # noqa: DTZ001 - a cell has no zone
    row = ["a", True, 1.5, 912345678901, "012", day, dt.time(3, 4), 1e300]
    tabs = [
        Tab([[], [None, *row]], "DS", ("B2:B4",), ("D",), (2,)),
        Tab([], "Trống"),
        Tab([["x"]], "Ẩn", state="veryHidden"),
    ]

    book = opened(books.save(tmp_path / "a.xlsx", *tabs))

    assert book == Book(
        (
            Sheet(
                "DS",
                (
                    (),
                    (
                        None,
                        "a",
                        True,
                        1.5,
                        912345678901,
                        "012",
                        dt.date(2022, 6, 30),
                        "03:04:00",
                        1e300,
                    ),
                ),
                merged=(Area(1, 1, 3, 1),),
                hidden_columns=frozenset({3}),
                hidden_rows=frozenset({1}),
                fonts=("Calibri",),
            ),
            Sheet("Trống", ()),
            Sheet("Ẩn", (("x",),), hidden=True, fonts=("Calibri",)),
        )
    )
    assert book.sheets[0].at(9, 0) is None
    assert book.sheets[0].at(1, 99) is None
    assert book.sheet("Không có") is None


def test_open_book_when_strings_need_more_memory_than_allowed_then_it_is_refused(tmp_path):
    text = "0123456789" * 3000
    used = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 15_000))
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{text}</t></si></sst>'
    content = containers.xlsx(
        {
            containers.SHEET: f"{containers.HEAD}<sheetData>{used}</sheetData></worksheet>",
            "xl/sharedStrings.xml": strings,
            "xl/_rels/workbook.xml.rels": containers.part("xl/_rels/workbook.xml.rels").replace(
                "</Relationships>",
                '<Relationship Id="rId99" Target="sharedStrings.xml" Type="http://schemas.'
                'openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>',
            ),
        }
    )

    with pytest.raises(Refusal) as refused:
        open_book(containers.put(tmp_path, content))

    assert refused.value.code == "too_heavy"


def test_open_book_when_time_is_up_then_it_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "CHILD_WALL_SECONDS", 0)

    with pytest.raises(Refusal) as refused:
        open_book(containers.put(tmp_path, containers.HONEST))

    assert refused.value.code == "too_slow"


@pytest.mark.parametrize(
    ("code", "why"),
    [(-9, "too_slow"), (-24, "too_slow"), (-6, "too_heavy"), (3, "too_heavy"), (1, "damaged")],
)
def test_read_answer_when_the_process_ended_early_then_nothing_of_it_is_used(code, why):
    head = '{"sheet":"DS","hidden":false,"merged":[],"hidden_columns":[],"hidden_rows":[]}\n'
    lines = [head, '[["An"]]\n']

    with pytest.raises(Refusal) as refused:
        read_answer(lines, code)

    assert refused.value.code == why


def test_read_answer_when_a_line_is_cut_then_nothing_of_it_is_used():
    with pytest.raises(Refusal) as refused:
        read_answer(['{"sheet":"D'], 1)

    assert refused.value.code == "damaged"


def test_child_when_started_with_one_argument_then_it_answers_in_json_lines(tmp_path):
    path = books.save(tmp_path / "a.xlsx", Tab([["An"], [], ["Bình", ""]]))
    out = io.StringIO()

    code = child.main([str(path)], out)

    assert code == 0
    assert [json.loads(line) for line in out.getvalue().splitlines()][1:] == [
        [["An"], [], ["Bình"]], {"end": "xlsx"},
    ]  # fmt: skip


class _FullDisk(io.StringIO):
    def write(self, _):
        raise OSError(27, "File too large")


def test_child_when_its_answer_finds_no_room_then_the_end_says_so(tmp_path):
    path = books.save(tmp_path / "a.xlsx", Tab([["An"]]))

    assert child.main([str(path)], _FullDisk()) == limits.TOO_HEAVY


def test_confine_when_the_system_can_then_memory_time_and_output_are_limited():
    found = subprocess.run(
        [
            sys.executable,
            "-c",
            "from namro.sheets import child; m = child.resource_module(); child.confine(m);"
            "print([m.getrlimit(x)[0] for x in (m.RLIMIT_AS, m.RLIMIT_CPU, m.RLIMIT_FSIZE)])",
        ],
        capture_output=True,
        check=True,
        text=True,
    )

    assert json.loads(found.stdout) == [
        limits.CHILD_MEMORY, limits.CHILD_CPU_SECONDS, limits.CHILD_OUTPUT,
    ]  # fmt: skip


def test_confine_when_the_system_knows_only_some_limits_then_the_others_are_set():
    asked = []

    def setrlimit(which, most):
        asked.append((which, most))
        if which == "cpu":
            raise ValueError

    child.confine(SimpleNamespace(RLIMIT_AS="as", RLIMIT_CPU="cpu", setrlimit=setrlimit))

    assert asked == [("as", (limits.CHILD_MEMORY,) * 2), ("cpu", (limits.CHILD_CPU_SECONDS,) * 2)]


def test_confine_when_there_is_no_such_module_then_nothing_is_limited():
    before = resource.getrlimit(resource.RLIMIT_AS)

    child.confine(child.resource_module("no_such_module_on_windows"))

    assert resource.getrlimit(resource.RLIMIT_AS) == before


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (containers.ole("Workbook"), "a.xls", "damaged"),
        (containers.xlsx(without=(containers.SHEET,)), "a.xlsx", "damaged"),
    ],
)
def test_child_when_the_parser_gives_up_then_the_file_is_damaged(content, name, code, tmp_path):
    with pytest.raises(Refusal) as refused:
        books.load(containers.put(tmp_path, content, name))

    assert refused.value.code == code


def test_child_when_an_old_workbook_reaches_too_far_then_it_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "MAX_ROWS", 20)

    with pytest.raises(Refusal) as refused:
        books.load(books.HERE / "workbooks" / "04-phuong-buoi-tcvn3.xls")

    assert (refused.value.code, refused.value.params["cell"]) == ("too_far", "E41")


def test_child_when_the_old_workbook_has_a_password_then_it_is_refused(tmp_path):
    content = (books.HERE / "workbooks" / "04-phuong-buoi-tcvn3.xls").read_bytes()
    # FILEPASS (002F) in place of the record after BOF says that all else is encrypted.
    start = content.index(b"\x09\x08\x10\x00")
    after = start + 4 + int.from_bytes(content[start + 2 : start + 4], "little")
    locked = content[:after] + b"\x2f\x00" + content[after + 2 :]

    with pytest.raises(Refusal) as refused:
        books.load(containers.put(tmp_path, locked, "a.xls"))

    assert refused.value.code == "encrypted"


def test_child_when_columns_are_odd_then_only_hidden_ones_are_kept(tmp_path):
    columns = (
        '<cols><col min="a" max="b" hidden="1"/><col min="2" max="2" width="0"/>'
        '<col min="3" max="3" width="9"/><col min="90" max="16384" hidden="true"/></cols>'
    )
    body = f'<row>{cell("A1")}<c t="str"><v>b</v></c></row><row r="2" hidden="1">{cell("A2")}</row>'
    text = f"{containers.HEAD}{columns}<sheetData>{body}</sheetData></worksheet>"

    book = books.load(containers.put(tmp_path, containers.xlsx({containers.SHEET: text})))

    assert book.sheets[0].hidden_columns == {1, *range(89, 100)}
    assert book.sheets[0].hidden_rows == {1}
    assert book.sheets[0].rows == (("a", "b"), ("a",))


def test_child_when_a_sheet_is_only_a_chart_then_the_others_are_read(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "An"
    book.create_chartsheet("Biểu đồ")
    book.save(tmp_path / "a.xlsx")

    assert [sheet.name for sheet in books.load(tmp_path / "a.xlsx").sheets] == ["Sheet"]


def test_child_when_a_sheet_has_no_part_then_the_file_is_damaged(tmp_path):
    lost = containers.part("xl/workbook.xml").replace("</sheets>", '<sheet name="Mất"/></sheets>')

    with pytest.raises(Refusal) as refused:
        books.load(containers.put(tmp_path, containers.xlsx({"xl/workbook.xml": lost})))

    assert refused.value.code == "damaged"


def test_child_when_a_number_is_without_end_then_it_is_text(tmp_path):
    content = containers.sheet('<row r="1"><c r="A1"><v>1e999</v></c></row>')

    assert books.load(containers.put(tmp_path, content)).sheets[0].rows == (("inf",),)


def test_at_when_the_cell_is_a_truth_then_it_reads_as_a_mark():
    assert [as_text(value) for value in (True, False)] == ["x", ""]


def test_child_when_it_is_an_open_document_then_values_and_hidden_parts_are_read(tmp_path):
    rows = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse"/>'
        f"<table:table-row>{containers.ods_cell('STT')}{containers.ods_cell('Họ tên')}"
        "<table:covered-table-cell/></table:table-row>"
        '<table:table-row table:visibility="filter">'
        f"{containers.ods_cell('1')}{containers.ods_cell('An')}</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell'
        ' table:number-columns-repeated="16384"/></table:table-row>'
    )
    content = containers.ods(f'<table:table table:name="DS">{rows}</table:table>')

    book = books.load(containers.put(tmp_path, content, "a.ods"))

    assert book.sheets == (
        Sheet(
            "DS",
            (("STT", "Họ tên"), ("1", "An")),
            hidden_columns=frozenset({2}),
            hidden_rows=frozenset({1}),
        ),
    )
