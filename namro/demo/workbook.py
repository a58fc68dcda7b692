"""Room demo: the members' lists as wards keep them: titles, sections by cell, totals at the foot."""

import datetime as dt
import io
from collections.abc import Iterable

import xlsxwriter

from namro.demo.tasks import Task
from namro.org.models import Person, Unit

HEAD = (
    "TT",
    "Họ và tên",
    "Chi bộ",
    "Nội dung đăng ký",
    "Loại việc",
    "Kết quả cần đạt",
    "Hạn hoàn thành",
)


def ward_list(ward: Unit, rows: Iterable[tuple[Unit, Person, Task]], day: dt.date) -> bytes:
    """One ward's list as a workbook."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Danh sách")
    bold = book.add_format({"bold": True})
    sheet.write_string(0, 0, ward.name.upper())
    sheet.write_string(1, 0, "*")
    sheet.merge_range(
        2, 0, 2, 6, f"DANH SÁCH ĐẢNG VIÊN ĐĂNG KÝ VIỆC MỚI, VIỆC KHÓ NĂM {day.year}", bold
    )
    sheet.merge_range(3, 0, 3, 6, f"(Lập ngày {day:%d/%m/%Y})")
    for column, words in enumerate(HEAD):
        sheet.write_string(5, column, words, bold)
    line, number, cell_before = 6, 0, None
    for cell, person, task in rows:
        if cell != cell_before:
            sheet.merge_range(line, 0, line, 6, cell.name.upper(), bold)
            cell_before, line = cell, line + 1
        number += 1
        kind = "Việc mới" if task.kind == "new" else "Việc khó"
        values = (person.full_name, cell.name, task.title, kind, task.result, task.due)
        sheet.write_number(line, 0, number)
        for column, words in enumerate(values, start=1):
            sheet.write_string(line, column, words)
        line += 1
    sheet.write_string(line, 1, f"Tổng cộng: {number} nội dung")
    sheet.write_string(line + 2, 5, "T/M BAN CHẤP HÀNH")
    book.close()
    return out.getvalue()
