"""Room papers: what a paper says, as plain JSON: blocks made by small functions, checked once.

Text only: no markup, no fonts, no lengths. How it looks is the business of the form, so that one
content can be set as Word, PDF, Excel and a page, and be frozen when the paper is issued.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, TypedDict, Unpack

from namro.core import text
from namro.papers.states import Mode

VERSION = 1
MAX_BLOCKS = 5_000
MAX_ROWS = 20_000
MAX_COLUMNS = 20
MAX_TEXT = 20_000  # letters of one text

Align = Literal["left", "center", "right"]
Block = dict[str, Any]
Content = dict[str, Any]
Cell = str | int

# What no XML and no PDF can hold: controls, half surrogates, marks of direction, non-characters.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


class Parts(TypedDict, total=False):
    """The parts of a paper; all may be left out but the blocks."""

    subject: str  # trích yếu
    addressee: str  # kính gửi
    decider: str  # who decides, above the grounds: "CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG ..."
    grounds: Sequence[str]  # căn cứ
    blocks: Sequence[Block]
    recipients: Sequence[str]  # nơi nhận
    signature: Block | Sequence[Block]  # several stand side by side: secretary, chair
    annexes: Sequence[Block]


class ContentError(ValueError):
    """The caller has put a paper together wrongly; no typed text can cause it."""


def plain(words: object) -> str:
    """A text as a paper keeps it: NFC, line breaks kept, nothing that cannot be printed."""
    said = str(words)
    if said.isprintable():
        # Nothing invisible and one line: a list has tens of thousands of such cells.
        return " ".join(unicodedata.normalize("NFC", said).split())[:MAX_TEXT]
    return text.nfc(_UNPRINTABLE.sub("", said), lines=True)[:MAX_TEXT]


def heading(words: str, level: int = 1) -> Block:
    """A heading of the text; level 1 is the largest, 3 the smallest."""
    _ask(level in (1, 2, 3), "a heading has level 1, 2 or 3")
    return {"is": "heading", "text": plain(words), "level": level}


def paragraph(words: str) -> Block:
    """A paragraph; line breaks stay."""
    return {"is": "paragraph", "text": plain(words)}


def item(words: str, level: int = 1, mark: str = "-") -> Block:
    """A line of a list with its mark: "-", "+", "1.", "a)"."""
    _ask(level in (1, 2, 3), "an item has level 1, 2 or 3")
    return {"is": "item", "text": plain(words), "level": level, "mark": plain(mark)[:8]}


def article(number: int, words: str) -> Block:
    """Điều n."""
    _ask(number > 0, "articles are counted from 1")
    return {"is": "article", "number": number, "text": plain(words)}


class Column(TypedDict):
    """A column of a table: its share of the width is relative to the other columns'."""

    label: str
    share: float
    align: Align


def column(label: str, share: float = 1.0, align: Align = "left") -> Column:
    """A column; widths are shares, so that one table fits an upright and a lying page."""
    _ask(share > 0, "a column has a share of the width")
    _ask(align in ("left", "center", "right"), "a column stands left, center or right")
    return {"label": plain(label), "share": float(share), "align": align}


class More(TypedDict, total=False):
    """What a table may have beside its rows."""

    title: str
    foot: Sequence[Cell]


def table(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], **more: Unpack[More]) -> Block:
    """A table with a head that is repeated on each page; `foot` is its line of totals.

    Whole numbers are given as `int`: they are written 7.126 on paper and stay numbers in Excel.
    """
    _ask(0 < len(columns) <= MAX_COLUMNS, f"a table has 1 to {MAX_COLUMNS} columns")
    _ask(len(rows) <= MAX_ROWS, f"a table has at most {MAX_ROWS} rows")
    made: Block = {"is": "table", "title": plain(more.get("title", ""))}
    made["columns"] = [dict(one) for one in columns]
    made["rows"] = [_cells(row, len(columns)) for row in rows]
    made["foot"] = _cells(more["foot"], len(columns)) if more.get("foot") else []
    return made


def facts(rows: Sequence[tuple[str, str]]) -> Block:
    """Labels with what they say, one below the other."""
    return {"is": "facts", "rows": [[plain(label), plain(said)] for label, said in rows]}


def chart(bars: Sequence[tuple[str, int]], sentence: str, title: str = "") -> Block:
    """Bars with their numbers, and the sentence that says the same in words."""
    _ask(bool(sentence.strip()), "a chart says in a sentence what it shows")
    _ask(all(value >= 0 for _label, value in bars), "a bar is not shorter than nothing")
    rows = [[plain(label), value] for label, value in bars]
    return {"is": "chart", "bars": rows, "sentence": plain(sentence), "title": plain(title)}


class Stead(TypedDict):
    """What a signature may say beside its name: the head whom a deputy of the body signs for."""

    stead: NotRequired[str]


def signature(mode: str, authority: str, post: str, name: str, **more: Unpack[Stead]) -> Block:
    """Who signs: `authority` is the collective or the head in whose stead it is done.

    A deputy who signs for a collective names the head in `stead`: the State form then writes
    TM. ... / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH, the Party form T/M ... / PHÓ BÍ THƯ.
    """
    _ask(mode in Mode.values, "a signature has a known mode")
    words = {"authority": authority, "post": post, "name": name, "stead": more.get("stead", "")}
    return {"mode": str(mode), **{key: plain(said) for key, said in words.items()}}


def annex(title: str, blocks: Sequence[Block], *, landscape: bool = False) -> Block:
    """An annex on a page of its own; several are counted in Roman numbers."""
    return {"title": plain(title), "blocks": _blocks(blocks), "landscape": bool(landscape)}


def content(**parts: Unpack[Parts]) -> Content:
    """What a paper says, checked and ready to be issued.

    Raises:
        ContentError: a part is put together wrongly.
    """
    unknown = set(parts) - set(Parts.__annotations__)
    _ask(not unknown, f"a paper has no part {sorted(unknown)}")
    signed = parts.get("signature") or []
    return {
        "version": VERSION,
        "subject": plain(parts.get("subject", "")),
        "addressee": plain(parts.get("addressee", "")),
        "decider": plain(parts.get("decider", "")),
        "grounds": [plain(one) for one in parts.get("grounds", ())],
        "blocks": _blocks(parts.get("blocks", ())),
        "recipients": [plain(one) for one in parts.get("recipients", ())],
        "signatures": [dict(signed)] if isinstance(signed, Mapping) else [dict(o) for o in signed],
        "annexes": [dict(one) for one in parts.get("annexes", ())],
    }


def texts(said: Any) -> list[str]:
    """Every text of a content, in its order: what a search and a check of loss read."""
    if isinstance(said, str):
        return [said] if said else []
    if isinstance(said, Mapping):
        return [one for key, part in said.items() if key not in _NO_TEXT for one in texts(part)]
    if isinstance(said, Sequence):
        return [one for part in said for one in texts(part)]
    return []


_NO_TEXT = {"is", "align", "mode", "version", "landscape", "share", "level"}
_KINDS = {"heading", "paragraph", "item", "article", "table", "facts", "chart"}


def _blocks(blocks: Sequence[Block]) -> list[Block]:
    _ask(len(blocks) <= MAX_BLOCKS, f"a paper has at most {MAX_BLOCKS} blocks")
    for block in blocks:
        _ask(block.get("is") in _KINDS, "a block is made by a function of this module")
    return [dict(block) for block in blocks]


def _cells(row: Sequence[Cell], width: int) -> list[Cell]:
    _ask(len(row) == width, f"a row has {width} cells, not {len(row)}")
    return [cell if _is_number(cell) else plain(cell) for cell in row]


def _is_number(cell: object) -> bool:
    return isinstance(cell, int) and not isinstance(cell, bool)


def _ask(holds: bool, words: str) -> None:
    if not holds:
        raise ContentError(words)
