"""Room papers: a Word template of an office is read tag by tag; a bad one is refused with its place."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.opc.exceptions import OpcError
from jinja2 import TemplateSyntaxError, nodes

from namro.core import rules
from namro.core.errors import Refused
from namro.papers import content, frozen, laid, package, word
from namro.papers.wordml import NAMESPACE, STYLES

_W = f"{{{NAMESPACE}}}"
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_LOOSE = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_KIND = re.compile(r"^\{([{%#])(p|r|tr|tc)?(?![a-z_])[-+]?\s*(.*?)\s*[-+]?[}%#]\}$", re.DOTALL)
_PLAIN = (nodes.Template, nodes.Output, nodes.Name, nodes.Not, nodes.And, nodes.Or)
_WORDS_OF_TAGS = ("if", "elif", "else", "endif")
SHOWN = 60


@dataclass(frozen=True)
class Tag:
    """A tag and where it stands: the words around it, and the part of the paper."""

    text: str
    kind: str
    whole: bool
    words: str
    place: str


def check(template: bytes, form: str) -> None:
    """Refuse a template that cannot set a paper of this form, or that asks for more than it may.

    Raises:
        Refused: with the tag and the paragraph in which it stands.
    """
    package.check(template)
    try:
        document = Document(io.BytesIO(template))
    except (OpcError, KeyError, ValueError, AttributeError):
        raise _no(_("This is not a Word file (.docx). Save it anew as .docx.")) from None
    tags = [tag for place, paragraphs in _places(document) for tag in _tags(place, paragraphs)]
    for tag in tags:
        _check_tag(tag)
    _check_pairs(tags)
    _check_complete(document, tags)
    _try_out(template, form)


def _places(document: Any) -> Iterator[tuple[str, Any]]:
    yield _("the text"), document.element.body.iter(f"{_W}p")
    for section in document.sections:
        for name in ("header", "first_page_header", "footer", "first_page_footer"):
            part = getattr(section, name)
            if not part.is_linked_to_previous:
                yield _("the head or foot of the page"), part._element.iter(f"{_W}p")


def _tags(place: str, paragraphs: Any) -> Iterator[Tag]:
    for paragraph in paragraphs:
        said = "".join(one.text or "" for one in paragraph.iter(f"{_W}t"))
        for match in _TAG.finditer(said):
            found = _KIND.match(match.group())
            whole = bool(found) and found is not None and found[2] == "p"
            kind = found[1] if found else ""
            words = found[3] if found else match.group()
            yield Tag(match.group(), kind, whole, words, _at(place, said))
        loose = _LOOSE.search(_TAG.sub("", said))
        if loose:
            raise _no(
                _("“%(tag)s” is not closed, in %(place)s.")
                % {"tag": loose.group(), "place": _at(place, said)}
            )


def _at(place: str, said: str) -> str:
    return _("%(part)s, where it says “%(words)s”") % {"part": place, "words": said[:SHOWN]}


def _check_tag(tag: Tag) -> None:
    if tag.kind == "#":
        return
    if not tag.kind:
        raise _bad(tag)
    first = tag.words.split(" ", 1)[0]
    if tag.kind == "%":
        if first not in _WORDS_OF_TAGS:
            raise _bad(tag)
        expression = tag.words.removeprefix(first).strip()
        if not expression and first in ("else", "endif"):
            return
    else:
        expression = tag.words
    for name in _names(tag, expression):
        _check_name(tag, name)


def _names(tag: Tag, expression: str) -> list[str]:
    """The names in an expression; anything but names, `not`, `and`, `or` is refused."""
    try:
        parsed = word.environment().parse("{{ " + expression + " }}")
    except TemplateSyntaxError:
        raise _bad(tag) from None
    found = list(parsed.find_all(nodes.Node))
    if not found or any(not isinstance(node, _PLAIN) for node in found):
        raise _bad(tag)
    return [node.name for node in found if isinstance(node, nodes.Name)]


def _check_name(tag: Tag, name: str) -> None:
    known = name in word.WORDS or name in word.PLACES
    if not known:
        raise _no(
            _(
                "“%(tag)s” names %(name)s, which a paper does not have, in %(place)s. Known: %(known)s."
            )
            % {
                "tag": tag.text,
                "name": name,
                "place": tag.place,
                "known": ", ".join((*word.WORDS, *word.PLACES)),
            }
        )
    if name in word.PLACES and not (tag.kind == "{" and tag.whole and tag.words == name):
        raise _no(
            _("“%(tag)s” must be a paragraph of its own, written {{p %(name)s }}, in %(place)s.")
            % {"tag": tag.text, "name": name, "place": tag.place}
        )


def _check_pairs(tags: list[Tag]) -> None:
    opened: list[Tag] = []
    for tag in (tag for tag in tags if tag.kind == "%"):
        first = tag.words.split(" ", 1)[0]
        if first == "if":
            opened.append(tag)
        elif not opened:
            raise _bad(tag)
        elif first == "endif":
            opened.pop()
    if opened:
        raise _no(
            _("“%(tag)s” has no endif, in %(place)s.")
            % {"tag": opened[-1].text, "place": opened[-1].place}
        )


def _check_complete(document: Any, tags: list[Tag]) -> None:
    said = [tag.words for tag in tags if tag.kind == "{"]
    missing = [name for name in (*word.WORDS, *word.PLACES) if name not in said]
    if missing:
        raise _no(_("The template leaves out %(names)s.") % {"names": ", ".join(missing)})
    twice = [name for name in word.PLACES if said.count(name) > 1]
    if twice:
        raise _no(_("The template has %(names)s twice.") % {"names": ", ".join(twice)})
    names = {style.name for style in document.styles}
    lost = [name for name in STYLES.values() if name not in names]
    if lost:
        raise _no(_("The template has lost the styles %(names)s.") % {"names": ", ".join(lost)})


def _try_out(template: bytes, form: str) -> None:
    """A paper with all its parts is set with it, and nothing that it says may be lost."""
    paper = laid.lay_out(sample(form))
    try:
        made = word.render(template, paper)
        read = Document(io.BytesIO(made))
    except Exception as error:
        # Whatever an office's file makes the libraries stumble over, the old template stays.
        raise _no(
            _("No paper can be set with this template: %(why)s.") % {"why": str(error)[:200]}
        ) from error
    words = "".join(one.text or "" for one in read.element.iter(f"{_W}t"))
    lost = [paper[name] for name in word.WORDS if paper[name] not in words]
    if lost:
        raise _no(_("The template loses words: “%(words)s”.") % {"words": lost[0][:SHOWN]})


def sample(form: str) -> dict[str, Any]:
    """A paper that has every part, invented."""
    said = content.content(
        subject="Trích yếu thử",
        addressee="Nơi gửi thử",
        decider="NGƯỜI QUYẾT ĐỊNH THỬ",
        grounds=["Căn cứ thử"],
        blocks=[content.paragraph("Nội dung thử")],
        recipients=["Nơi nhận thử"],
        signature=content.signature("collective", "TẬP THỂ THỬ", "CHỨC VỤ THỬ", "Tên Thử"),
        annexes=[content.annex("Phụ lục thử", [content.paragraph("Lời thử")], landscape=True)],
    )
    pack = max(
        (one for one in rules.packs(frozen.RULES) if one.subject == f"papers.{form}"),
        key=lambda one: one.since,
    )
    head = {"superior": "CẤP TRÊN THỬ", "issuer": "CƠ QUAN THỬ", "place": "Nơi Thử"}
    kind = {"type_name": "LOẠI THỬ", "decides": True, "letter": False, "abbreviation": "QĐ"}
    return {
        "pack": pack.id,
        "form": form,
        "kind": kind,
        "head": head,
        "symbol": "01/QĐ-THỬ",
        "number": 1,
        "day": pack.since.isoformat(),
        "content": said,
    }


def _bad(tag: Tag) -> Refused:
    return _no(_("“%(tag)s” cannot be used, in %(place)s.") % {"tag": tag.text, "place": tag.place})


def _no(words: str) -> Refused:
    return Refused(words, status=422)
