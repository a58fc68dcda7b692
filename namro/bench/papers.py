"""Room bench: 54 sheets, a decision and its annex as Word and PDF, a long list as Excel, beside bare tools."""

import datetime as dt
import io
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import django
import typst
import xlsxwriter
from docx import Document

from namro.papers import content, frozen, laid, pdf, word, workbook
from namro.papers.kinds import PaperKind
from namro.papers.letterheads import Head
from namro.papers.making import TYPST

SHEETS, LINES, MEMBERS = 54, 163, 7_126
ROUNDS, TURNS = 2, 2
HEAD = ("TT", "Họ và tên", "Đơn vị", "Nội dung đăng ký đảm nhận", "Thời hạn", "Kết quả phải đạt")
DAY = dt.date(2026, 11, 27)


def measure(
    sheets: int = SHEETS, lines: int = LINES, members: int = MEMBERS
) -> list[dict[str, Any]]:
    """Seconds and memory (MB) of ours and of the bare library writing the same words, in one run."""
    rows = []
    for name, what, size in (
        (f"{sheets} sheets, decision and annex of {lines} lines, Word", "word", (sheets, lines)),
        (f"{sheets} sheets, decision and annex of {lines} lines, PDF", "pdf", (sheets, lines)),
        (f"list of {members:,} lines, Excel", "excel", (members, 0)),
    ):
        # In turns, so that what else the machine does meets both.
        turns = [(_apart(f"our_{what}", size), _apart(f"bare_{what}", size)) for _n in range(TURNS)]
        ours, bare = (min(side, key=lambda one: one["s"]) for side in zip(*turns, strict=True))
        rows.append(
            {
                "name": name,
                "ours_s": ours["s"],
                "bare_s": bare["s"],
                "ratio": ours["s"] / bare["s"],
                "ours_mb": ours["mb"],
                "bare_mb": bare["mb"],
                "bytes": ours["bytes"],
            }
        )
    return rows


def _apart(job: str, size: tuple[int, int]) -> dict[str, Any]:
    """A job in a process of its own, so that its memory is its own."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn, initializer=django.setup) as pool:
        return pool.submit(timed, job, size).result()


def timed(job: str, size: tuple[int, int]) -> dict[str, Any]:
    """The best of its rounds: seconds, memory at the most, bytes written."""
    run = JOBS[job]
    took, written = [], 0
    for _n in range(ROUNDS):
        began = time.perf_counter()
        written = run(*size)
        took.append(time.perf_counter() - began)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"s": min(took), "mb": most, "bytes": written}


def lines_of(n: int) -> list[list[str]]:
    """Rows of a list, invented."""
    return [
        [
            str(k),
            f"Nguyễn Văn {('Anh', 'Bình', 'Cường', 'Dũng')[k % 4]}",
            f"Chi bộ {k % 38 + 1}",
            f"Vận động {k % 20 + 2} hộ ngõ {k} bàn giao mặt bằng, lập biên bản từng hộ",
            f"{k % 27 + 1:02d}/12/2026",
            f"{k % 20 + 2} biên bản",
        ]
        for k in range(1, n + 1)
    ]


def papers(sheets: int, lines: int) -> list[dict[str, Any]]:
    """The frozen papers of a morning after a sitting."""
    head = Head(
        form="state",
        superior="ỦY BAN NHÂN DÂN THÀNH PHỐ",
        issuer="ỦY BAN NHÂN DÂN PHƯỜNG HỒ SEN",
        abbreviation="UBND",
        place="Hồ Sen",
        term_since=None,
        mode="collective",
        authority="ỦY BAN NHÂN DÂN",
        post="CHỦ TỊCH",
        name="",
    )
    kind = PaperKind("bench", "Quyết định", "QĐ", "QUYẾT ĐỊNH", decides=True)
    columns = [
        content.column(label, share) for label, share in zip(HEAD, (1, 3, 3, 8, 2, 4), strict=True)
    ]
    signed = content.signature("collective", "ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Lê Thị Hoài")
    says = [content.article(n, sentence) for n, sentence in enumerate(ARTICLES, 1)]
    listed = content.table(columns, lines_of(lines))
    made = [
        content.content(
            subject="Phê duyệt danh mục",
            grounds=GROUNDS,
            blocks=says,
            recipients=["Như trên", "Lưu: VT"],
            signature=signed,
            annexes=[content.annex("Danh mục", [listed], landscape=True)],
        )
    ]
    for k in range(sheets):
        own = content.table(columns, lines_of(k % 4 + 1))
        who = content.facts([("Họ và tên", f"Người {k}"), ("Đơn vị", f"Chi bộ {k}")])
        made.append(content.content(subject="Phiếu", blocks=[who, own], signature=signed))
    return [
        frozen.freeze(kind, one, head, DAY, n) | {"symbol": f"{n:02d}/QĐ-UBND"}
        for n, one in enumerate(made, 1)
    ]


GROUNDS = ["Căn cứ Luật Tổ chức chính quyền địa phương", "Theo đề nghị của Văn phòng"]
ARTICLES = (
    "Phê duyệt danh mục kèm theo.",
    "Người có tên trong danh mục thực hiện đúng nội dung, thời hạn và kết quả đã đăng ký.",
    "Văn phòng và người có tên chịu trách nhiệm thi hành.",
)


def _bare_words(sheets: int, lines: int) -> list[tuple[list[str], list[list[str]]]]:
    head = [
        "ỦY BAN NHÂN DÂN THÀNH PHỐ",
        "ỦY BAN NHÂN DÂN PHƯỜNG HỒ SEN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 01/QĐ-UBND",
        "Hồ Sen, ngày 27 tháng 11 năm 2026",
        "QUYẾT ĐỊNH",
    ]
    foot = ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Lê Thị Hoài"]
    made = [([*head, *GROUNDS, *ARTICLES, *foot], lines_of(lines))]
    for k in range(sheets):
        made.append(([*head, "Phiếu", f"Người {k}", f"Chi bộ {k}", *foot], lines_of(k % 4 + 1)))
    return made


def our_word(sheets: int, lines: int) -> int:
    """Our way to Word."""
    total = 0
    for one in papers(sheets, lines):
        total += len(word.render(word.shipped(one["pack"]), laid.lay_out(one)))
    return total


def bare_word(sheets: int, lines: int) -> int:
    """The same words by python-docx alone."""
    total = 0
    for words, rows in _bare_words(sheets, lines):
        document = Document()
        for line in words:
            document.add_paragraph(line)
        table = document.add_table(len(rows) + 1, len(HEAD))
        cells = iter(table._cells)
        for row in [HEAD, *rows]:
            for said in row:
                next(cells).text = said
        out = io.BytesIO()
        document.save(out)
        total += len(out.getvalue())
    return total


def our_pdf(sheets: int, lines: int) -> int:
    """Our way to PDF/A."""
    total = 0
    for one in papers(sheets, lines):
        parts = [TYPST / "parts.typ"]
        total += len(pdf.render(TYPST / "state.typ", laid.lay_out(one), parts=parts))
    return total


def bare_pdf(sheets: int, lines: int) -> int:
    """The same words by typst alone, in the same letters and the same standard."""
    total = 0
    for words, rows in _bare_words(sheets, lines):
        said = "\n\n".join(words)
        cells = ", ".join(f"[{cell}]" for row in [HEAD, *rows] for cell in row)
        source = (
            '#set text(font: "Liberation Serif", lang: "vi")\n'
            f"#set document(date: datetime(year: 2026, month: 11, day: 27))\n{said}\n"
            f"#table(columns: {len(HEAD)}, {cells})\n"
        )
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "bare.typ"
            path.write_text(source, encoding="utf-8")
            made = typst.compile(
                str(path),
                font_paths=pdf.FOLDERS,
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards="a-2b",
            )
        total += len(made) if isinstance(made, bytes) else 0
    return total


def our_excel(rows: int, _none: int) -> int:
    """Our way to Excel, from a frozen paper."""
    table = content.table([content.column(label) for label in HEAD], lines_of(rows))
    sheet = {
        "kind": {"type_name": "DANH SÁCH"},
        "symbol": "01/DS",
        "day": DAY.isoformat(),
        "content": content.content(blocks=[table]),
    }
    return len(workbook.render(sheet))


def bare_excel(rows: int, _none: int) -> int:
    """The same cells by xlsxwriter alone."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        place = book.add_worksheet()
        for y, row in enumerate([HEAD, *lines_of(rows)]):
            for x, said in enumerate(row):
                place.write_string(y, x, said)
    return len(out.getvalue())


JOBS: dict[str, Callable[[int, int], int]] = {
    "our_word": our_word,
    "bare_word": bare_word,
    "our_pdf": our_pdf,
    "bare_pdf": bare_pdf,
    "our_excel": our_excel,
    "bare_excel": bare_excel,
}
