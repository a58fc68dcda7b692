"""Frozen papers of invented bodies, set as they would be when issued; and what reads them back."""

import datetime as dt
import io
import re
from typing import Any

from docx import Document
from pypdf import PdfReader

from namro.papers import frozen, laid, pdf, symbols, word
from namro.papers.letterheads import Head
from namro.papers.making import TYPST
from tests.papers import samples

HEADS = {
    "state": Head(
        form="state",
        superior="ỦY BAN NHÂN DÂN TP SÔNG SEN",
        issuer="ỦY BAN NHÂN DÂN PHƯỜNG HỒ SEN",
        abbreviation="UBND",
        place="Hồ Sen",
        term_since=None,
        mode="collective",
        authority="ỦY BAN NHÂN DÂN",
        post="CHỦ TỊCH",
        name="",
    ),
    "party": Head(
        form="party",
        superior="THÀNH ỦY SÔNG SEN",
        issuer="ĐẢNG ỦY PHƯỜNG HỒ SEN",
        abbreviation="ĐU",
        place="Hồ Sen",
        term_since=dt.date(2025, 7, 1),
        mode="collective",
        authority="BAN THƯỜNG VỤ",
        post="BÍ THƯ",
        name="",
    ),
}
DAY = dt.date(2027, 2, 5)


def sheet(form: str, name: str, said: Any = None, on: dt.date = DAY, number: int = 5) -> Any:
    kind, build = samples.EACH[name]
    head = HEADS[form]
    given = number if kind.numbered else None
    made = frozen.freeze(kind, said or build(form), head, on, given)
    desk = kind.desk if kind.letter else ""
    made["symbol"] = (
        symbols.compose(form, number, kind.abbreviation, head.abbreviation, desk)
        if kind.numbered
        else ""
    )
    return made


def as_pdf(made: Any) -> bytes:
    return pdf.render(
        TYPST / f"{made['form']}.typ", laid.lay_out(made), parts=[TYPST / "parts.typ"]
    )


def as_word(made: Any) -> bytes:
    return word.render(word.shipped(made["pack"]), laid.lay_out(made))


def words_of_word(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    found = [one.text or "" for one in document.element.body.iter() if one.tag.endswith("}t")]
    return squeezed(" ".join(found))


def words_of_pdf(content: bytes) -> str:
    return squeezed(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def squeezed(words: str) -> str:
    """Without blanks: where a line breaks is no loss."""
    return re.sub(r"\s+", "", words)
