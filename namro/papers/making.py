"""Room papers: an issued paper as a file: Word from its own template, PDF by typst, Excel of its tables."""

import re
from pathlib import Path

from namro.core import clock, files, text
from namro.org.models import Unit
from namro.papers import frozen, laid, letterheads, pdf, word, workbook
from namro.papers.content import Content
from namro.papers.kinds import kind_of
from namro.papers.letterheads import Head
from namro.papers.models import Paper

TYPST = Path(__file__).parent / "typst"
TYPES = {ending: files.PAPERS[f".{ending}"] for ending in ("docx", "pdf", "xlsx")}
_UNCLEAN = re.compile(r"[^a-z0-9]+")


def make(paper: Paper, ending: str) -> bytes:
    """The paper as a file; the same paper gives the same file each time; a cancelled
    one says so beside its number.

    Raises:
        LookupError: it has no table for Excel.
    """
    if ending == "xlsx":
        return workbook.render(paper.content)
    ready = laid.lay_out(paper.content)
    if paper.is_cancelled:
        ready = laid.cancelled(ready)
    if ending == "pdf":
        return pdf.render(TYPST / f"{paper.form}.typ", ready, parts=[TYPST / "parts.typ"])
    return word.render(template_of(paper), ready)


def unnumbered(kind: str, content: Content, unit: Unit, head: Head | None = None) -> Paper:
    """A paper of today that is not issued and not kept: a draft to read, a print of a book."""
    day, declared = clock.today(), kind_of(kind)
    head = head or letterheads.head_of(unit, day)
    sheet = frozen.freeze(declared, content, head, day, None) | {"symbol": ""}
    return Paper(
        unit=unit, form=head.form, kind=kind, title=str(declared.label), issued_on=day,
        content=sheet, pack=sheet["pack"],
    )  # fmt: skip


def template_of(paper: Paper) -> bytes:
    """The Word template that the paper was issued with."""
    if paper.template is None:
        return word.shipped(paper.pack)
    return files.where(paper.template.file).read_bytes()


def endings(paper: Paper) -> list[str]:
    """What it can be had as."""
    has_table = next(workbook.tables(paper.content), None) is not None
    return ["docx", "pdf", *(["xlsx"] if has_table else [])]


def name_of(paper: Paper, ending: str) -> str:
    """A name of letters that every system keeps: 05-qd-ubnd-phe-duyet-danh-muc.docx."""
    said = text.fold(f"{paper.symbol} {paper.content['content']['subject'] or paper.title}")
    clean = _UNCLEAN.sub("-", said).strip("-")[:80].strip("-")
    mark = "da-huy-" if paper.is_cancelled else ""
    return f"{mark}{clean or 'van-ban'}.{ending}"
