"""Room reports: a checked draft as a page shows it: its words with marks, and what was found."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from namro.reports.proofreading import sentences
from namro.reports.proofreading.analyser import Report
from namro.reports.proofreading.draft import Block, Span
from namro.reports.proofreading.findings import Finding, Grade

# Word, shape and colour say the same thing three times.
SHAPES = {Grade.WRONG: "✕", Grade.DOUBTFUL: "◐", Grade.CANNOT_CHECK: "□", Grade.FITS: "✓"}


@dataclass(frozen=True)
class Told:
    """A finding with its number and its words."""

    number: int
    grade: Grade
    shape: str
    grade_label: str
    rule: str
    rule_label: str
    sentence: str
    place: str
    words: str
    href: str


@dataclass(frozen=True)
class Piece:
    """Letters of a block: plain, a part of a finding, or what a finding points at."""

    text: str
    marks: tuple[Told, ...] = ()
    part: bool = False
    fits: bool = False


@dataclass
class Part:
    """A paragraph, or a whole table as rows of cells."""

    kind: str
    pieces: list[Piece] = field(default_factory=list)
    rows: list[list[list[Piece]]] = field(default_factory=list)
    listed: bool = False


def told(report: Report) -> list[Told]:
    """The findings with their sentences, in the order of the draft."""
    return [_told(report, number, one) for number, one in enumerate(report.findings, 1)]


def _told(report: Report, number: int, one: Finding) -> Told:
    return Told(
        number=number,
        grade=one.grade,
        shape=SHAPES[one.grade],
        grade_label=str(sentences.GRADES[one.grade]),
        rule=one.rule.value,
        rule_label=str(sentences.RULES[one.rule]),
        sentence=sentences.sentence(one),
        place=sentences.place_of(report.draft, one),
        words=report.draft.words(one.spans[0]),
        href=one.href,
    )


def fitting(report: Report) -> list[dict[str, str]]:
    """What was looked at and fits: rule, figures, and the records behind it."""
    found = []
    for one in report.fitting:
        words = [report.draft.words(span) for span in one.spans]
        said = sentences.sentence(one) if one.words else ", ".join(dict.fromkeys(words))
        found.append(
            {
                "rule": str(sentences.RULES[one.rule]),
                "figures": said,
                "place": sentences.place_of(report.draft, one),
                "href": one.href,
            }
        )
    return found


def counts(report: Report) -> list[dict[str, Any]]:
    """How many findings of each grade there are."""
    grades = (Grade.WRONG, Grade.DOUBTFUL, Grade.CANNOT_CHECK)
    return [
        {
            "grade": grade.value,
            "label": sentences.GRADES[grade],
            "shape": SHAPES[grade],
            "n": len(report.of(grade)),
        }
        for grade in grades
    ]


def parts(report: Report, found: list[Told]) -> list[Part]:
    """The draft in order, a table as one part."""
    marks = _marks(report, found)
    shown: list[Part] = []
    table = 0
    for number, block in enumerate(report.draft.blocks):
        pieces = list(_pieces(block, marks[number]))
        if not block.table:
            kind = block.place.kind.value
            shown.append(Part(kind, pieces, listed=bool(block.mark)))
            table = 0
            continue
        if block.table != table:
            table = block.table
            shown.append(Part("table"))
        _add_cell(shown[-1].rows, block, pieces)
    return shown


def _add_cell(rows: list[list[list[Piece]]], block: Block, pieces: list[Piece]) -> None:
    while len(rows) < block.place.row:
        rows.append([])
    row = rows[block.place.row - 1]
    while len(row) < block.place.column - 1:
        row.append([])
    row.append(pieces)


@dataclass
class _Marks:
    """What stands over the letters of one block."""

    firsts: dict[tuple[int, int], list[Told]] = field(default_factory=lambda: defaultdict(list))
    parts: set[tuple[int, int]] = field(default_factory=set)
    fits: set[tuple[int, int]] = field(default_factory=set)


def _marks(report: Report, found: list[Told]) -> dict[int, _Marks]:
    marks: dict[int, _Marks] = defaultdict(_Marks)

    def ends(span: Span) -> tuple[int, int]:
        return span.start, span.end

    for one, shown in zip(report.findings, found, strict=True):
        first, *rest = one.spans
        marks[first.block].firsts[ends(first)].append(shown)
        for span in rest:
            marks[span.block].parts.add(ends(span))
    for one in report.fitting:
        for span in one.spans:
            marks[span.block].fits.add(ends(span))
    return marks


def _pieces(block: Block, marks: _Marks) -> Iterator[Piece]:
    at = 0
    for start, end in sorted({*marks.firsts, *marks.parts, *marks.fits}):
        if start < at:
            continue
        if start > at:
            yield Piece(block.text[at:start])
        key = (start, end)
        yield Piece(
            block.text[start:end],
            tuple(marks.firsts.get(key, ())),
            part=key in marks.parts,
            fits=key in marks.fits,
        )
        at = end
    if at < len(block.text):
        yield Piece(block.text[at:])
