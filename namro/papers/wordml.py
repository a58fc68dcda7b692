"""Room papers: the blocks of a paper as the XML of Word; every look is a style of the template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from namro.papers.content import Block

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Our name for a look, and the name of the style that an office finds in its Word.
STYLES = {
    "body": "NR Nội dung",
    "heading1": "NR Đề mục 1",
    "heading2": "NR Đề mục 2",
    "heading3": "NR Đề mục 3",
    "item1": "NR Gạch đầu dòng 1",
    "item2": "NR Gạch đầu dòng 2",
    "item3": "NR Gạch đầu dòng 3",
    "ground": "NR Căn cứ",
    "decides": "NR Quyết định",
    "fact": "NR Dữ kiện",
    "table": "NR Tên bảng",
    "head": "NR Đầu bảng",
    "cell": "NR Ô bảng",
    "chart": "NR Lời biểu đồ",
    "told": "NR Nơi nhận",
    "to": "NR Nơi nhận dòng",
    "sign": "NR Ký",
    "name": "NR Tên người ký",
    "annex": "NR Phụ lục",
    "title": "NR Tên phụ lục",
    "attached": "NR Kèm theo",
}
_SIDES = {"left": "left", "center": "center", "right": "right"}
_BOLD = "<w:rPr><w:b/></w:rPr>"
_NO_LINES = "".join(
    f'<w:{side} w:val="nil"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_LINES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
# Bars do not touch each other.
_APART = _NO_LINES.replace(
    '<w:insideH w:val="nil"/>',
    '<w:insideH w:val="single" w:sz="36" w:space="0" w:color="FFFFFF"/>',
)
_PADDED = (
    '<w:tblCellMar><w:left w:w="{0}" w:type="dxa"/><w:right w:w="{0}" w:type="dxa"/></w:tblCellMar>'
)
_STEPS = 20  # of a bar


@dataclass(frozen=True)
class Pen:
    """Writes for one template: its ids of our styles, and how wide its text is (twentieths)."""

    ids: Mapping[str, str]
    width: int

    def blocks(self, blocks: Sequence[Block]) -> str:
        """Blocks of the text, one below the other."""
        return "".join(self._block(block) for block in blocks)

    def lines(self, style: str, lines: Sequence[str]) -> str:
        """A paragraph for each line."""
        return "".join(self.paragraph(style, run(line)) for line in lines)

    def paragraph(self, style: str, runs: str, more: str = "") -> str:
        """One paragraph in a style of the template."""
        return (
            f'<w:p><w:pPr><w:pStyle w:val="{escape(self.ids[style])}"/>{more}</w:pPr>{runs}</w:p>'
        )

    def closing(self, laid: Mapping[str, Any]) -> str:
        """Who gets it and who signs it, side by side."""
        signatures = laid["signatures"]
        word = laid["rules"]["recipients"]["word"]
        told = ""
        if laid["recipients"]:
            told = self.lines("told", [word]) + self.lines("to", laid["recipients"])
        if len(signatures) == 1:
            one = signatures[0]
            signed = self.lines("sign", one["lines"]) + self.lines("name", [one["name"]])
            return self._plain_table([45, 55], [[told or self.lines("to", [""]), signed]])
        if not signatures:
            return told
        shares = [100 / len(signatures)] * len(signatures)
        rows = [
            [self.lines("sign", one["lines"] or [""]) for one in signatures],
            [self.lines("name", [one["name"]]) for one in signatures],
        ]
        return self._plain_table(shares, rows) + (told or self.lines("to", [""]))

    def annex(self, annex: Mapping[str, Any]) -> str:
        """The head and the text of an annex; its page is the caller's."""
        head = self.lines("annex", [annex["label"]]) + self.lines("title", [annex["title"].upper()])
        return head + self.lines("attached", [annex["attached"]]) + self.blocks(annex["blocks"])

    def _block(self, block: Block) -> str:
        kind = block["is"]
        if kind == "heading":
            return self.lines(f"heading{block['level']}", [block["text"]])
        if kind == "item":
            return self.lines(f"item{block['level']}", [f"{block['mark']} {block['text']}"])
        if kind == "article":
            number = run(f"Điều {block['number']}. ", bold=True)
            return self.paragraph("body", number + run(block["text"]))
        if kind == "facts":
            return self._facts(block)
        if kind == "table":
            return self._table(block)
        return self._chart(block) if kind == "chart" else self.lines("body", [block["text"]])

    def _facts(self, block: Block) -> str:
        rows = [
            [
                self.lines("fact", [""]),
                self.lines("fact", [f"{label}:"]),
                self.lines("fact", [said]),
            ]
            for label, said in block["rows"]
        ]
        return self._plain_table([7, 31, 62], rows) + self._after_table() if rows else ""

    def _plain_table(self, shares: Sequence[float], rows: Sequence[Sequence[str]]) -> str:
        widths = [int(self.width * share / 100) for share in shares]
        written = [
            row("".join(cell(width, words) for width, words in zip(widths, one, strict=True)))
            for one in rows
        ]
        return table(widths, _NO_LINES, written)

    def _table(self, block: Block) -> str:
        widths = [int(self.width * one["share"]) for one in block["columns"]]
        sides = [f'<w:jc w:val="{_SIDES[one["align"]]}"/>' for one in block["columns"]]
        heads = [
            cell(width, self.lines("head", [one["label"]]), '<w:vAlign w:val="center"/>')
            for width, one in zip(widths, block["columns"], strict=True)
        ]
        # What does not change from row to row is written once: a list has thousands.
        ready = [
            (
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle '
                f'w:val="{escape(self.ids["cell"])}"/>{side}</w:pPr>'
            )
            for width, side in zip(widths, sides, strict=True)
        ]
        rows = [row("".join(heads), "<w:tblHeader/>")]
        for one in block["rows"]:
            cells = (
                f"{begin}{run(said)}</w:p></w:tc>" for begin, said in zip(ready, one, strict=True)
            )
            rows.append(row("".join(cells)))
        if block["foot"]:
            cells = (
                f"{begin}{run(said, bold=True)}</w:p></w:tc>"
                for begin, said in zip(ready, block["foot"], strict=True)
            )
            rows.append(row("".join(cells)))
        name = self.lines("table", [block["title"]]) if block["title"] else ""
        return name + table(widths, _LINES, rows) + self._after_table()

    def _after_table(self) -> str:
        # Two tables that touch would become one.
        return '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/></w:pPr></w:p>'

    def _chart(self, block: Block) -> str:
        label, number = int(self.width * 0.35), int(self.width * 0.12)
        step = (self.width - label - number) // _STEPS
        widths = [label, *[step] * _STEPS, number]
        rows = []
        for bar in block["bars"]:
            n = max(1, round(bar["share"] * _STEPS))
            cells = cell(label, self.paragraph("cell", run(bar["label"]), '<w:jc w:val="right"/>'))
            cells += _span(step * n, n, self.lines("cell", [""]), "595959")
            if n < _STEPS:
                cells += _span(step * (_STEPS - n), _STEPS - n, self.lines("cell", [""]))
            cells += cell(number, self.lines("cell", [bar["value"]]))
            rows.append(row(cells))
        name = self.lines("table", [block["title"]]) if block["title"] else ""
        bars = table(widths, _APART, rows) if rows else ""
        return name + bars + self.lines("chart", [block["sentence"]])


def run(words: str, *, bold: bool = False) -> str:
    """A run of text; its line breaks become Word's."""
    text = (
        '<w:t xml:space="preserve">'
        + '</w:t><w:br/><w:t xml:space="preserve">'.join(escape(words).split("\n"))
        + "</w:t>"
    )
    return f"<w:r>{_BOLD if bold else ''}{text}</w:r>"


def cell(width: int, words: str, more: str = "") -> str:
    """A cell of a table."""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}</w:tcPr>{words}</w:tc>'


def _span(width: int, n: int, words: str, fill: str = "") -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return cell(width, words, f'<w:gridSpan w:val="{n}"/>{shade}')


def row(cells: str, more: str = "") -> str:
    """A row that stays on one page."""
    return f"<w:tr><w:trPr><w:cantSplit/>{more}</w:trPr>{cells}</w:tr>"


def table(widths: Sequence[int], lines: str, rows: Sequence[str]) -> str:
    """A table of fixed widths, as wide as the text; without lines it has no padding either."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"{_PADDED.format(0 if lines == _NO_LINES else 85)}</w:tblPr>"
    )
    return f"<w:tbl>{head}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
