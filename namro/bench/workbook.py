"""Room bench: a workbook of ten thousand rows, and what reading it takes."""

import io
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import xlsxwriter

from namro.sheets.book import open_book
from namro.sheets.registrations import REGISTRATIONS, interpret
from namro.sheets.rows import extract
from namro.sheets.understanding import understand

HEAD = ("TT", "Họ và tên", "Chi bộ", "Nội dung đăng ký", "Loại việc", "Kết quả cần đạt", "Hạn")


def measure(sizes: tuple[int, ...] = (1_000, 10_000)) -> list[dict[str, Any]]:
    """Rows, seconds, and the memory of the reading child and of this process, in MB."""
    return [_one(size) for size in sizes]


def _one(rows: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        path.write_bytes(_workbook(rows))
        began = time.perf_counter()
        book = open_book(path)
        opened = time.perf_counter() - began
        read = extract(book, understand(book, REGISTRATIONS, 2023), REGISTRATIONS)
        good = sum(1 for row in read.rows if not interpret(row, 2023)[1])
        whole = time.perf_counter() - began
    return {
        "rows": rows,
        "good": good,
        "open_s": opened,
        "whole_s": whole,
        "child_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        "own_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _workbook(rows: int) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Danh sách")
    sheet.write_string(0, 0, "DANH SÁCH ĐĂNG KÝ VIỆC MỚI, VIỆC KHÓ NĂM 2023")
    for column, words in enumerate(HEAD):
        sheet.write_string(2, column, words)
    for n in range(rows):
        values = (
            str(n + 1),
            f"Nguyễn Văn {['Anh', 'Bình', 'Cường', 'Dũng', 'Em', 'Giang', 'Hải'][n % 7]}",
            f"Chi bộ {n % 150 + 1}",
            f"Vận động {n % 50 + 2} hộ ngõ {n % 400 + 1} bàn giao mặt bằng",
            "Việc khó" if n % 3 else "Việc mới",
            f"{n % 50 + 2} biên bản bàn giao",
            "30/9/2023",
        )
        for column, words in enumerate(values):
            sheet.write_string(n + 3, column, words)
    book.close()
    return out.getvalue()
