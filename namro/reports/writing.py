"""Room reports: what a period report says: counted sentences, tables, chart, the office's words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from django.utils import translation

from namro.commitments.models import Campaign
from namro.core import rules
from namro.figures.figure import Difference
from namro.figures.frozen import Frozen, Record
from namro.org.models import Appointment
from namro.papers import content as papers
from namro.papers.content import Block, Content
from namro.papers.kinds import PaperKind, declare
from namro.papers.letterheads import Head, head_of
from namro.reports.models import PeriodReport

RULES = Path(__file__).parent / "rules"
REPORT = PaperKind("period-report", "Báo cáo sơ kết, tổng kết", "BC", "BÁO CÁO")
STATES = ("done", "partly", "on_schedule", "behind", "not_begun", "stopped")
COLUMNS = ("eligible", "registered", "items", "followed", *STATES)
SPLIT = "|"


def declare_kinds() -> None:
    """Called once by the app."""
    declare(REPORT)


@dataclass(frozen=True)
class Piece:
    """A part of a counted sentence: words, or a figure that leads to its records."""

    text: str
    figure: str = ""


@dataclass(frozen=True)
class Section:
    """One section: its title, its counted sentences, and the office's own words."""

    name: str
    title: str
    sentences: list[list[Piece]]
    own: str

    @property
    def plain(self) -> list[str]:
        """The counted sentences as text."""
        return ["".join(piece.text for piece in one) for one in self.sentences]


class Writing:
    """A report while it is written; reads the snapshot, never the records of today."""

    def __init__(self, report: PeriodReport) -> None:
        self.report = report
        self.snapshot = report.snapshot
        self.frozen = Frozen.of(report.snapshot)
        self.pack = rules.in_force(RULES, "report.wording", report.snapshot.day).rules
        self.figures = self.frozen.figures(report.unit_id)

    @cached_property
    def campaign(self) -> Campaign:
        return Campaign.objects.select_related("unit").get(pk=self.snapshot.content["scope"]["id"])

    @cached_property
    def values(self) -> dict[str, str]:
        """What may stand in a sentence: figures, their shares, and the days of the campaign."""
        found = {name: number(n) for name, n in self.figures.items()}
        for figure in self.frozen.sheet.figures:
            if figure.of:
                whole = self.figures[figure.of]
                found[f"{figure.name}_percent"] = percent(self.figures[figure.name], whole)
        found |= {
            "opens": f"{self.campaign.opens:%d/%m/%Y}",
            "closes": f"{self.campaign.closes:%d/%m/%Y}",
            "day": f"{self.snapshot.day:%d/%m/%Y}",
        }
        return found

    @cached_property
    def sections(self) -> list[Section]:
        return [
            Section(
                one["name"],
                one["title"],
                [self._pieces(sentence) for sentence in one["sentences"]],
                self.report.narrative.get(one["name"], ""),
            )
            for one in self.pack["sections"]
        ]

    def _pieces(self, sentence: str) -> list[Piece]:
        """A sentence cut at its places, so that a page can link each figure."""
        pieces = []
        for words, name in _cut(sentence):
            if words:
                pieces.append(Piece(words))
            if name:
                figure = name.removesuffix("_percent")
                pieces.append(Piece(self.values[name], figure if figure in self.figures else ""))
        return pieces

    def word(self, name: str, **values: object) -> str:
        """A word of the pack with its places filled in."""
        said: str = self.pack["words"][name]
        return said.format(**self.values, **values)

    @property
    def proposed_title(self) -> str:
        """What the report is called until the office says otherwise."""
        name = self.campaign.name
        topic = name[0].lower() + name[1:]
        kind = self.pack["kinds"][self.snapshot.kind]
        said: str = self.pack["subject"]["text"]
        return said.format(kind=kind, topic=topic, day=self.values["day"])

    @cached_property
    def differences(self) -> list[Difference]:
        """Where parts do not make the whole, in the unit and in each of its parts."""
        units = [self.report.unit_id, *self.frozen.children(self.report.unit_id)]
        found = [one for unit in units for one in self.frozen.differences(unit)]
        return list(dict.fromkeys(found))

    def why(self, difference: Difference) -> str:
        """Why a difference stands, as the office said; empty while nobody has."""
        said: str = self.report.named.get(key_of(difference), "")
        return said

    @cached_property
    def examples(self) -> list[tuple[Record, str]]:
        """The records that the office picked, with why."""
        by_key = {one.key: one for one in self.frozen.records() if one.register == "commitment"}
        return [
            (by_key[one["key"]], one["why"]) for one in self.report.examples if one["key"] in by_key
        ]

    def table(self) -> Block:
        """Parts of the unit against the figures; what it holds itself has its own row."""
        sheet = self.frozen.sheet
        columns = [papers.column(self.word("columns_unit"), 2.4)]
        columns += [papers.column(str(sheet[name].label), 1, "right") for name in COLUMNS]
        rows: list[list[str | int]] = [
            [where, *(figures[name] for name in COLUMNS)]
            for where, figures in self.frozen.parts(self.report.unit_id)
        ]
        foot: list[str | int] = [self.word("total"), *(self.figures[name] for name in COLUMNS)]
        if not rows:
            rows = [[self.report.unit.name, *(self.figures[name] for name in COLUMNS)]]
        return papers.table(columns, rows, foot=foot, title=self.word("table"))

    def chart(self) -> Block:
        """The states of the work as bars, with the sentence that says the same."""
        sheet = self.frozen.sheet
        bars = [(str(sheet[name].label), self.figures[name]) for name in STATES]
        return papers.chart(bars, self.word("chart_sentence"), self.word("chart"))

    def content(self) -> Content:
        """The report as a paper."""
        with translation.override("vi"):
            head = self.head
            return papers.content(
                subject=self.report.title,
                blocks=[block for one in self.sections for block in self._blocks(one)],
                recipients=self.pack["words"]["recipients"],
                signature=papers.signature(head.mode, head.authority, head.post, head.name),
                annexes=[papers.annex(self.word("table"), [self.table()], landscape=True)],
            )

    @property
    def head(self) -> Head:
        """The head of the issuer's papers on the day of the figures."""
        return head_of(self.report.issuer, self.snapshot.day)

    @property
    def _leader(self) -> str:
        """Who led the issuer on that day; empty where nobody is known."""
        posts = Appointment.objects.on(self.snapshot.day).filter(unit=self.report.issuer)
        post = posts.filter(leads=True).select_related("person").first()
        return str(post.person) if post else ""

    def _blocks(self, section: Section) -> list[Block]:
        blocks = [papers.heading(section.title)]
        blocks += [papers.paragraph(one) for one in section.plain]
        more = {"work": self._work, "examples": self._examples, "problems": self._problems}
        blocks += more[section.name]() if section.name in more else []
        blocks += [papers.paragraph(one) for one in section.own.splitlines() if one.strip()]
        return blocks

    def _work(self) -> list[Block]:
        """The chart, and every difference that the office has named."""
        blocks = [self.chart()]
        if self.differences:
            blocks.append(papers.heading(self.word("differences"), 3))
        sheet = self.frozen.sheet
        for one in self.differences:
            said = self.word(
                "difference", where=one.where, figure=sheet[one.whole].label,
                expected=number(one.expected), found=number(one.found), why=self.why(one),
            )  # fmt: skip
            blocks.append(papers.item(said))
        return blocks

    def _examples(self) -> list[Block]:
        if not self.examples:
            return []
        columns = [
            papers.column(self.word("columns_who"), 1.5),
            papers.column(self.word("columns_work"), 3),
            papers.column(self.word("columns_why"), 2),
        ]
        rows = [[record.who, record.title, why] for record, why in self.examples]
        return [papers.table(columns, rows, title=self.word("examples"))]

    def _problems(self) -> list[Block]:
        if not self.report.problems:
            return [papers.paragraph(self.word("no_problems"))]
        columns = [
            papers.column(self.word("columns_work"), 2.6),
            papers.column(self.word("columns_stop"), 2.4),
            papers.column(self.word("columns_level"), 1.6),
            papers.column(self.word("columns_since"), 1, "center"),
        ]
        rows = [
            [one["title"], one["text"], one["level"], _day(one["since"])]
            for one in self.report.problems
        ]
        return [papers.table(columns, rows, title=self.word("problems"))]


def key_of(difference: Difference) -> str:
    """How a difference is remembered."""
    return f"{difference.where}{SPLIT}{difference.whole}"


def number(n: int) -> str:
    """1.250, as papers write it."""
    return f"{n:,}".replace(",", ".")


def percent(numerator: int, denominator: int) -> str:
    """94,3 %; nothing is no share of nothing."""
    if not denominator:
        return "–"
    share = (Decimal(numerator) * 100 / denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{share} %".replace(".", ",")


def _day(iso: str) -> str:
    return f"{dt.date.fromisoformat(iso):%d/%m/%Y}"


def _cut(sentence: str) -> Sequence[tuple[str, Any]]:
    """(words before, name of the place) for each place, and the words at the end."""
    found, rest = [], sentence
    while "{" in rest:
        words, _brace, rest = rest.partition("{")
        name, _brace, rest = rest.partition("}")
        found.append((words, name))
    return [*found, (rest, "")]
