"""A list with errors of formulas, and one that says a row twice."""

import io

import pytest
import xlsxwriter

from namro.commitments.models import Commitment
from namro.sheets import child
from tests import make
from tests.sheets.listing import List, workbook

pytestmark = pytest.mark.django_db
HEAD = ("STT", "Họ và tên", "Chi bộ", "Chức vụ")


def with_formulas(*rows):
    """Cells that begin with = are formulas whose value is what stands behind the bar."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("Danh sách")
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if isinstance(cell, str) and cell.startswith("="):
                formula, _bar, value = cell.partition("|")
                sheet.write_formula(r, c, formula, None, value)
            else:
                sheet.write(r, c, cell)
    book.close()
    return out.getvalue()


def members(world, content):
    return List("members", str(world.ward.pk), world.van, content)


def test_formula_when_it_has_no_value_then_the_cell_is_named_and_no_name_from_above_is_taken(world):
    content = with_formulas(
        HEAD,
        (1, "Nguyễn Thị Lan", "Chi bộ 1", "Đảng viên"),
        (2, "=VLOOKUP(1,A1:A2,1)|#REF!", "Chi bộ 1", "Đảng viên"),
        (3, "Lê Thị Mới", "=NA()|#N/A", "Đảng viên"),
        (4, "#N/A", "Chi bộ 1", "Đảng viên"),
    )

    told = members(world, content).judged().verdicts

    assert [one.state for one in told][1:] == ["problem"] * 3
    found = [
        (p.code, p.cell) for one in told[1:] for p in one.problems if p.code == "formula_error"
    ]
    assert found == [("formula_error", "B3"), ("formula_error", "C4"), ("formula_error", "B5")]


def test_registrations_when_a_row_is_repeated_then_it_goes_in_once(world):
    campaign = make.campaign(world.ward, world.van)
    head = ("STT", "Họ và tên", "Đơn vị", "Nội dung", "Việc mới", "Việc khó", "Thời hạn")
    row = ("Nguyễn Thị Lan", "Chi bộ 1", "Thu hồi 3 thửa đất xen kẹt", "", "x", "30/11/2026")
    one = List("registrations", campaign.slug, world.van, workbook(head, (1, *row), (2, *row)))

    (question,) = [q for q in one.judged().questions if q.key == "twice"]
    assert (question.rows, question.where) == (1, "3 = 2")
    assert one.states() == ["ready", "ready"]
    assert [[p.code for p in v.problems] for v in one.judged().verdicts] == [[], ["repeated_row"]]
    assert one.choose(twice="once").states() == ["ready", "left"]
    counts = one.take()

    assert Commitment.objects.count() == 1, counts


def test_error_when_it_lies_beyond_the_row_or_something_stands_there_then_nothing_is_changed():
    rows = [[None, "a"], ["b"], ["c", None]]

    told = child._with_errors(iter(rows), {(0, 0), (1, 0), (1, 7), (2, 1)})

    assert list(told) == [["#ERROR!", "a"], ["b"], ["c", "#ERROR!"]]
