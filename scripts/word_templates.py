"""Make the Word templates of the papers from the rules of their forms; run again, nothing changes."""

import datetime as dt
import io
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "namro" / "papers" / "rules"
OUT = ROOT / "namro" / "papers" / "word"
FORMS = ("state-2020", "party-2018", "party-2026")
FONT = "Times New Roman"
MIDDLE, JUSTIFIED, LEFT = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
    WD_ALIGN_PARAGRAPH.LEFT,
)


def make(pack: str) -> bytes:
    """One template, the same bytes each time."""
    sys.path.insert(0, str(ROOT))
    rules = tomllib.loads((RULES / f"{pack}.toml").read_text(encoding="utf-8"))
    document = Document()
    _clean(document)
    _page(document, rules)
    _styles(document, rules)
    head = _state_head if pack.startswith("state") else _party_head
    head(document, rules)
    _title(document, rules)
    for place in ("grounds", "body", "closing", "annexes"):
        document.add_paragraph(f"{{{{p {place} }}}}", style="NR Nội dung")
    return _still(document)


def _clean(document: Any) -> None:
    for element in list(document.element.body):
        if not element.tag.endswith("sectPr"):
            document.element.body.remove(element)
    # The picture of a page that python-docx's own template brings along.
    links = document.part.package.rels
    for key in [key for key, link in links.items() if link.reltype.endswith("/thumbnail")]:
        del links[key]
    properties = document.core_properties
    properties.author = properties.comments = properties.title = ""
    properties.created = properties.modified = dt.datetime(2026, 1, 1)  # noqa: DTZ001


def _page(document: Any, rules: dict[str, Any]) -> None:
    section, page = document.sections[0], rules["page"]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side in ("top", "bottom", "left", "right"):
        setattr(section, f"{side}_margin", Mm(page[side]))
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = MIDDLE
    _field(paragraph, "PAGE", page["number_size"])


def _field(paragraph: Any, code: str, size: float) -> None:
    for kind, words in (("begin", ""), ("", code), ("separate", ""), ("text", "2"), ("end", "")):
        run = paragraph.add_run()
        run.font.size, run.font.name = Pt(size), FONT
        if kind in ("begin", "separate", "end"):
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:t" if kind == "text" else "w:instrText")
            element.text = words
        run._r.append(element)


def _styles(document: Any, rules: dict[str, Any]) -> None:
    normal = document.styles["Normal"]
    _font(normal, rules["body"]["size"])
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    body, size = rules["body"], rules["body"]["size"]
    text = {"size": size, "align": JUSTIFIED, "indent": body["indent"], "space": body["space"]}
    exact = body["exact"] or None
    text |= {"exact": exact, "line": body["line"]}
    table = {"size": rules["table"]["size"], "align": LEFT, "space": 1}
    sign, told, annex = rules["signature"], rules["recipients"], rules["annex"]
    middle = {"align": MIDDLE}
    for name, look in {
        "NR Nội dung": text,
        "NR Đề mục 1": text | {"bold": True, "keep": True},
        "NR Đề mục 2": text | {"bold": True, "keep": True},
        "NR Đề mục 3": text | {"bold": True, "italic": True, "keep": True},
        "NR Gạch đầu dòng 1": text,
        "NR Gạch đầu dòng 2": text | {"indent": body["indent"] + 6},
        "NR Gạch đầu dòng 3": text | {"indent": body["indent"] + 12},
        "NR Căn cứ": text | {"italic": rules["grounds"]["italic"]},
        "NR Quyết định": text | middle | {"bold": True, "indent": 0, "keep": True},
        "NR Dữ kiện": text | {"align": LEFT, "indent": 0, "space": 4},
        "NR Tên bảng": text | middle | {"bold": True, "indent": 0, "keep": True},
        "NR Đầu bảng": table | middle | {"bold": True},
        "NR Ô bảng": table,
        "NR Lời biểu đồ": table | middle | {"italic": True, "space": 4},
        "NR Nơi nhận": {
            "size": told["word_size"],
            "bold": told["word_bold_italic"],
            "italic": told["word_bold_italic"],
            "underline": told["word_underlined"],
        },
        "NR Nơi nhận dòng": {"size": told["size"]},
        "NR Ký": {"size": sign["size"], "bold": True, "keep": True} | middle,
        "NR Tên người ký": {"size": sign["size"], "bold": True, "room": sign["room"]} | middle,
        "NR Phụ lục": {"size": annex["size"], "bold": True, "keep": True} | middle,
        "NR Tên phụ lục": {"size": annex["size"], "bold": True, "keep": True} | middle,
        "NR Kèm theo": {"size": annex["size"], "italic": True, "below": 6} | middle,
    }.items():
        _style(document, name, look)


def _style(document: Any, name: str, look: dict[str, Any]) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    _font(style, look["size"])
    style.font.bold, style.font.italic = look.get("bold"), look.get("italic")
    style.font.underline = look.get("underline") or None
    shape = style.paragraph_format
    shape.alignment = look.get("align", LEFT)
    shape.first_line_indent = Mm(look.get("indent", 0))
    # Word takes the larger of two spaces that meet, so all of it stands below.
    shape.space_before = Mm(look.get("room", 0))
    shape.space_after = Pt(look.get("below", look.get("space", 0)))
    shape.keep_with_next = look.get("keep")
    if look.get("exact"):
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look["exact"])
    else:
        shape.line_spacing = float(look.get("line", 1.0))


def _font(style: Any, size: float) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        fonts.attrib.pop(qn(theme), None)


def _two_columns(document: Any, rules: dict[str, Any], rows: int) -> Any:
    page = rules["page"]
    whole = 210 - page["left"] - page["right"]
    left = whole * rules["head"]["left_share"] / 100
    table = document.add_table(rows, 2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    properties = table._tbl.tblPr
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), "0")
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    properties.append(margins)
    for row in table.rows:
        row.cells[0].width, row.cells[1].width = Mm(left), Mm(whole - left)
    table.columns[0].width, table.columns[1].width = Mm(left), Mm(whole - left)
    return table


def _line(place: Any, words: str, size: float, **look: Any) -> Any:
    """A line of the head; the first one of a cell takes the paragraph that is there."""
    first = getattr(place, "paragraphs", [])
    new = not (
        len(first) == 1 and not first[0].text and not first[0].runs and hasattr(place, "_tc")
    )
    paragraph = place.add_paragraph() if new else first[0]
    paragraph.alignment = MIDDLE
    paragraph.paragraph_format.space_before = Pt(look.get("above", 0))
    paragraph.paragraph_format.space_after = Pt(look.get("below", 0))
    if look.get("narrow"):
        shape = paragraph.paragraph_format
        shape.left_indent = shape.right_indent = Mm(look["narrow"])
    run = paragraph.add_run(words)
    run.font.size = Pt(size)
    run.bold, run.italic = look.get("bold"), look.get("italic")
    return paragraph


def _rule(place: Any, width: float, length: float, below: float = 0) -> None:
    """A line of a given length in the middle of a place: the edge of a very low paragraph."""
    paragraph = place.add_paragraph()
    shape = paragraph.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(3)
    shape.left_indent = shape.right_indent = Mm(max(0, (width - length) / 2))
    shape.space_after = Pt(below)
    edges = OxmlElement("w:pBdr")
    edge = OxmlElement("w:bottom")
    for name, said in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        edge.set(qn(f"w:{name}"), said)
    edges.append(edge)
    paragraph._p.get_or_add_pPr().append(edges)


def _when(place: Any, name: str, *lines: Any) -> None:
    """Lines that stand there only when a word is said."""
    place.add_paragraph(f"{{%p if {name} %}}")
    for words, size, look in lines:
        _line(place, words, size, **look)
    place.add_paragraph("{%p endif %}")


def _state_head(document: Any, rules: dict[str, Any]) -> None:
    head = rules["head"]
    table = _two_columns(document, rules, 2)
    left, right = table.rows[0].cells
    _line(left, "{{ superior }}", head["superior_size"])
    _line(left, "{{ issuer }}", head["issuer_size"], bold=True)
    _rule(left, left.width.mm, head["issuer_rule"], 6)
    _line(right, head["motto"], head["motto_size"], bold=True)
    _line(right, head["creed"], head["creed_size"], bold=True)
    # As long as the words above it, in the letters of Times New Roman.
    _rule(right, right.width.mm, 4.315 * head["creed_size"], 6)
    number, date = table.rows[1].cells
    _line(number, "{{ symbol }}", head["symbol_size"])
    look = {"italic": head["letter_italic"]}
    _when(number, "letter_subject", ("{{ letter_subject }}", head["letter_size"], look))
    _line(date, "{{ place_date }}", head["date_size"], italic=True)


def _party_head(document: Any, rules: dict[str, Any]) -> None:
    head = rules["head"]
    left, right = _two_columns(document, rules, 1).rows[0].cells
    _line(left, "{{ superior }}", head["superior_size"])
    _line(left, "{{ issuer }}", head["issuer_size"], bold=True)
    _line(left, head["star"], head["issuer_size"])
    _line(left, "{{ symbol }}", head["symbol_size"])
    look = {"italic": head["letter_italic"]}
    _when(left, "letter_subject", ("{{ letter_subject }}", head["letter_size"], look))
    _line(right, head["motto"], head["motto_size"], bold=True)
    _rule(right, right.width.mm, 4.85 * head["motto_size"])
    _line(right, "{{ place_date }}", head["date_size"], italic=True, above=12)


def _title(document: Any, rules: dict[str, Any]) -> None:
    title, page = rules["title"], rules["page"]
    document.add_paragraph("{%p if type_name %}")
    _line(document, "{{ type_name }}", title["type_size"], bold=True, above=12)
    subject = ("{{ subject }}", title["subject_size"], {"bold": True, "narrow": 12})
    _when(document, "subject", subject)
    if title["rule"]:
        _rule(document, 210 - page["left"] - page["right"], title["rule"], 8)
    else:
        _line(document, title["dashes"], title["subject_size"]).paragraph_format.space_after = Pt(8)
    document.add_paragraph("{%p endif %}")
    size = rules["body"]["size"]
    words = f"{title['addressee_word']}{{{{ addressee }}}}"
    _when(document, "addressee", (words, size, {"above": 8, "below": 8}))
    _when(document, "decider", ("{{ decider }}", size, {"bold": True, "above": 6, "below": 6}))


def _still(document: Any) -> bytes:
    """The package with one date for every part, in one order."""
    made, out = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return out.getvalue()


def main() -> int:
    OUT.mkdir(exist_ok=True)
    for pack in FORMS:
        (OUT / f"{pack}.docx").write_bytes(make(pack))
        print(f"{pack}.docx")  # noqa: T201 - a script that says what it made
    return 0


if __name__ == "__main__":
    sys.exit(main())
