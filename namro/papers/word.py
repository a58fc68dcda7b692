"""Room papers: a paper as Word: a template's frame filled in a sandbox, its text set in its styles.

The template is data that an office may change, so it is never trusted: values are escaped, the
sandbox has no filter, no attribute and no call, and the text itself is put in as plain XML.
"""

import copy
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup

from namro.papers.wordml import NAMESPACE, STYLES, Pen

SHIPPED = Path(__file__).parent / "word"
# What a template may name: lines of text, and places where blocks of text are put.
WORDS = (
    "superior",
    "issuer",
    "symbol",
    "place_date",
    "type_name",
    "subject",
    "letter_subject",
    "addressee",
    "decider",
)
PLACES = ("grounds", "body", "closing", "annexes")
_W = f"{{{NAMESPACE}}}"
_MARK = "nr-place-"
EPOCH = (1980, 1, 1, 0, 0, 0)


def render(template: bytes, laid: Mapping[str, Any]) -> bytes:
    """Fill a template with a paper that has been laid out."""
    document = DocxTemplate(io.BytesIO(template))
    words: dict[str, Any] = {name: laid[name] for name in WORDS}
    for place in PLACES:
        mark = f'<w:p><w:pPr><w:pStyle w:val="{_MARK}{place}"/></w:pPr></w:p>'
        words[place] = Markup(mark)  # noqa: S704 - a mark of ours, no word of anybody
    document.render(words, jinja_env=environment())
    _put(document, laid)
    properties = document.docx.core_properties
    properties.title = (laid["subject"] or laid["type_name"])[:200]
    out = io.BytesIO()
    document.docx.save(out)
    return _undated(out)


def _undated(package: io.BytesIO) -> bytes:
    """The same package without the minute at which it was packed: one paper, one file."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(package) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fresh,
    ):
        for name in source.namelist():
            part = zipfile.ZipInfo(name, EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            fresh.writestr(part, source.read(name))
    return out.getvalue()


def environment() -> ImmutableSandboxedEnvironment:
    """Names and nothing else; what is not known is a fault and never an empty line."""
    sandbox = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    sandbox.filters.clear()
    sandbox.globals.clear()
    return sandbox


def shipped(pack: str) -> bytes:
    """Our own template for a version of a form."""
    return (SHIPPED / f"{pack}.docx").read_bytes()


def _put(document: DocxTemplate, laid: Mapping[str, Any]) -> None:
    body = document.docx.element.body
    section = body.sectPr
    pen = Pen(_ids(document), _width(section))
    _fill(
        body,
        "grounds",
        pen.lines("ground", laid["grounds"]) + pen.lines("decides", laid["decides"]),
    )
    _fill(body, "body", pen.blocks(laid["blocks"]))
    _fill(body, "closing", pen.closing(laid))
    _annexes(body, section, pen, laid)


def _ids(document: DocxTemplate) -> dict[str, str]:
    named = {style.name: style.style_id for style in document.docx.styles}
    return {key: named[name] for key, name in STYLES.items()}


def _width(section: Any) -> int:
    size, margin = section.find(f"{_W}pgSz"), section.find(f"{_W}pgMar")
    return int(
        int(size.get(f"{_W}w")) - int(margin.get(f"{_W}left")) - int(margin.get(f"{_W}right"))
    )


def _fill(body: Any, place: str, xml: str) -> None:
    mark = _place(body, place)
    made = etree.fromstring(f'<w:body xmlns:w="{NAMESPACE}">{xml}</w:body>')
    for element in list(made):
        mark.addprevious(element)
    mark.getparent().remove(mark)


def _place(body: Any, place: str) -> Any:
    wanted = f"{_MARK}{place}"
    for style in body.iter(f"{_W}pStyle"):
        if style.get(f"{_W}val") == wanted:
            return style.getparent().getparent()
    raise LookupError(f"the template has no place for {place}")


def _annexes(body: Any, section: Any, pen: Pen, laid: Mapping[str, Any]) -> None:
    """Each annex is a section: its own page, lying or upright, with its own page numbers."""
    annexes, mark = laid["annexes"], _place(body, "annexes")
    anew = laid["rules"]["page"]["annexes_count_anew"]
    before = copy.deepcopy(section)
    for annex in annexes:
        mark.addprevious(_ended(before))
        before = _lying(section, annex["landscape"], anew)
        made = Pen(pen.ids, _width(before))
        xml = f'<w:body xmlns:w="{NAMESPACE}">{made.annex(annex)}</w:body>'
        for element in list(etree.fromstring(xml)):
            mark.addprevious(element)
    mark.getparent().remove(mark)
    if annexes:
        body.replace(section, before)


def _ended(section: Any) -> Any:
    """The paragraph that ends a section; so low that it never begins a page of its own."""
    xml = (
        f'<w:p xmlns:w="{NAMESPACE}"><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" '
        'w:lineRule="exact"/></w:pPr></w:p>'
    )
    paragraph = etree.fromstring(xml)
    paragraph[0].append(section)
    return paragraph


def _lying(section: Any, landscape: bool, anew: bool) -> Any:
    made = copy.deepcopy(section)
    size = made.find(f"{_W}pgSz")
    if landscape:
        width, height = size.get(f"{_W}w"), size.get(f"{_W}h")
        size.set(f"{_W}w", height)
        size.set(f"{_W}h", width)
        size.set(f"{_W}orient", "landscape")
    if anew:
        numbers = made.find(f"{_W}pgNumType")
        if numbers is None:
            numbers = etree.Element(f"{_W}pgNumType")
            made.find(f"{_W}pgMar").addnext(numbers)
        numbers.set(f"{_W}start", "1")
    return made
