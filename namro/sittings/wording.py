"""Room sittings: what the papers of a sitting say: invitation, minutes, decision or notice, sheets."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.utils import timezone, translation

from namro.core import rules
from namro.papers import content as papers
from namro.papers.content import Block, Content
from namro.papers.kinds import PaperKind, declare
from namro.papers.letterheads import Head, head_of
from namro.papers.states import Form
from namro.papers.words import DESKS, Words
from namro.sittings.counting import RULES, roster
from namro.sittings.docket import Decided, Docket, Motion, PersonalSheet, docket_of
from namro.sittings.models import AgendaItem, Seat, Sitting
from namro.sittings.states import Duty, ItemState

INVITATION = PaperKind("sitting-invitation", "Giấy mời họp", "GM", "GIẤY MỜI")
MINUTES = PaperKind("sitting-minutes", "Biên bản phiên họp", "BB", "BIÊN BẢN")
DECISION = PaperKind("sitting-decision", "Quyết định", "QĐ", "QUYẾT ĐỊNH", decides=True)
NOTICE = PaperKind("sitting-notice", "Thông báo", "TB", "THÔNG BÁO")
SHEET = PaperKind("sitting-sheet", "Phiếu giao việc", "PGV", "PHIẾU GIAO VIỆC", book="PGV")
KINDS = (INVITATION, MINUTES, DECISION, NOTICE, SHEET)


def declare_kinds() -> None:
    """Called once by the app."""
    for kind in KINDS:
        declare(kind)


class Papers:
    """The papers of one sitting; always in Vietnamese, whatever language the page has."""

    def __init__(self, sitting: Sitting, on: dt.date) -> None:
        self.sitting = sitting
        self.pack = rules.in_force(RULES, "sitting.wording", on).rules
        self.docket: Docket = docket_of(sitting.docket)
        self.head: Head = head_of(sitting.unit, on)
        with translation.override("vi"):
            self.topic = self.docket.topic(sitting.scope)
        self.day = _day(sitting.opened_at or sitting.planned_at)

    @cached_property
    def items(self) -> list[AgendaItem]:
        rows = self.sitting.items.prefetch_related("votes__seat__person", "recusals__seat__person")
        return list(rows.order_by("order", "pk"))

    @cached_property
    def decided(self) -> list[Decided]:
        return [
            Decided(item.source, item.motion, item.motion_note, item.order)
            for item in self.items
            if item.status == ItemState.DECIDED
        ]

    def of(self, motion: Motion) -> list[Decided]:
        """Lines that came to one outcome."""
        return [one for one in self.decided if one.motion == motion.name]

    @property
    def approved(self) -> list[Decided]:
        """The first motion of a docket is the one that lets a line pass."""
        return self.of(self.docket.motions[0])

    def say(self, part: str, name: str, /, **values: object) -> str:
        """A sentence of the wording with its places filled in."""
        sentence: str = self.pack[part][name]
        return sentence.format(**self._known, **values)

    def several(self, part: str, name: str, /, **values: object) -> list[str]:
        """Sentences of the wording."""
        return [one.format(**self._known, **values) for one in self.pack[part][name]]

    @cached_property
    def _known(self) -> dict[str, str]:
        """What any sentence may name; people are addressed as the form of the papers does."""
        form = Form(self.head.form)
        return {
            "topic": self.topic,
            "body": self.sitting.unit.name,
            "day": self.day,
            "desk": DESKS[form],
            **self.pack["address"][form.value],
        }

    def proposed(self, kind: PaperKind) -> Words:
        """What the wording suggests; the head of the body's papers says who signs."""
        part = kind.name.removeprefix("sitting-")
        values = {"sitting": self.sitting.name}
        return Words(
            subject=self.say(part, "subject", **values),
            grounds=self.several(part, "grounds") if kind.decides else (),
            recipients=self.several(part, "recipients", who="…"),
            mode=self.head.mode,
            authority=self.head.authority,
            post=self.head.post,
            name=self.head.name or self._chair,
        )

    @property
    def _chair(self) -> str:
        seat = roster(self.sitting).presiding
        return str(seat.person) if seat else ""

    def outcome(self, kind: PaperKind, words: Words) -> Content:
        """The decision or the notice with its annexes."""
        with translation.override("vi"):
            annexes, people = self._annexes(kind)
            blocks = self._articles(kind, people) if kind.decides else self._points(people)
            return papers.content(
                subject=words.subject,
                decider=self.head.issuer if kind.decides else "",
                grounds=words.grounds,
                blocks=blocks,
                recipients=words.recipients,
                signature=words.signature,
                annexes=annexes,
            )

    def _articles(self, kind: PaperKind, people: int) -> list[Block]:
        values = {"n": _n(len(self.approved)), "people": _n(people), "paper": kind.label.lower()}  # type: ignore[union-attr]  # ours are plain words
        return [
            papers.article(n, self.say("decision", f"article_{n}", **values)) for n in (1, 2, 3)
        ]

    def _points(self, people: int) -> list[Block]:
        blocks = [papers.paragraph(self.say("notice", "lead", all=_n(len(self.items))))]
        first, *others = self.docket.motions
        said = [self.say("notice", "approved", n=_n(len(self.of(first))), people=_n(people))]
        said += [
            self.say("notice", "other", motion=str(one.done), n=_n(len(self.of(one))))
            for one in others
            if self.of(one)
        ]
        blocks += [papers.item(one, mark=f"{n}.") for n, one in enumerate(said, 1)]
        return [*blocks, papers.paragraph(self.say("notice", "end"))]

    def _annexes(self, kind: PaperKind) -> tuple[list[Block], int]:
        """What was approved; a notice says what came to other outcomes, too."""
        table, people = self.docket.annex(self.approved)
        total = self.say("annex", "total", n=_n(len(self.approved)), people=_n(people))
        title = self.say("annex", "title")
        annexes = [papers.annex(title, [table, papers.paragraph(total)], landscape=True)]
        for motion in self.docket.motions[1:] if not kind.decides else ():
            if lines := self.of(motion):
                more, _people = self.docket.annex(lines)
                named = self.say("annex", "other", motion=str(motion.done))
                annexes.append(papers.annex(named, [more], landscape=True))
        return annexes, people

    def sheets(self, words: Words, symbol: str) -> list[tuple[PersonalSheet, Content]]:
        """One sheet for each person of whom something was approved."""
        with translation.override("vi"):
            return [
                (sheet, self._sheet(sheet, words, symbol))
                for sheet in self.docket.sheets(self.approved)
            ]

    def _sheet(self, sheet: PersonalSheet, words: Words, symbol: str) -> Content:
        lead = self.say("sheet", "lead", n=_n(sheet.n), symbol=symbol)
        return papers.content(
            subject=self.say("sheet", "subject"),
            addressee=self.say("sheet", "addressee", who=sheet.person),
            blocks=[
                papers.paragraph(lead),
                *sheet.blocks,
                papers.paragraph(self.say("sheet", "end")),
            ],
            recipients=self.several("sheet", "recipients", who=sheet.person),
            signature=words.signature,
        )

    def invitation(self, words: Words) -> Content:
        """Who is invited, when, where, to what; the agenda is its annex."""
        with translation.override("vi"):
            at = timezone.localtime(self.sitting.planned_at)
            lines = [Decided(one.source, one.motion, "", one.order) for one in self.items]
            table, _people = self.docket.annex(lines)
            rows = [
                (self.say("invitation", "when"), f"{at:%H} giờ {at:%M}, ngày {at:%d/%m/%Y}"),
                (self.say("invitation", "where"), self.sitting.place or "–"),
                (self.say("invitation", "chair"), self._chair),
                (
                    self.say("invitation", "what"),
                    self.say("invitation", "agenda", n=_n(len(lines))),
                ),
            ]
            return papers.content(
                subject=words.subject,
                addressee=self.say("invitation", "addressee"),
                blocks=[
                    papers.paragraph(self.say("invitation", "lead")),
                    papers.facts(rows),
                    papers.paragraph(self.say("invitation", "end")),
                ],
                recipients=words.recipients,
                signature=words.signature,
                annexes=[papers.annex(self.say("annex", "title"), [table], landscape=True)],
            )


def _n(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _day(moment: dt.datetime) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y}"


def counted(items: Sequence[AgendaItem]) -> Counter[str]:
    """Outcomes of decided items."""
    return Counter(item.motion for item in items if item.status == ItemState.DECIDED)


def names(seats: Sequence[Seat]) -> str:
    """Names in a row; a deputy with whom they stand for, a chair with the duty."""
    found = []
    for seat in seats:
        words = str(seat.person)
        if seat.stands_for:
            words += f" (dự thay {seat.stands_for})"
        elif seat.duty in (Duty.CHAIR, Duty.DEPUTY_CHAIR):
            words += f" ({seat.get_duty_display().lower()})"
        found.append(words)
    return ", ".join(found)


def facts_of(rows: Sequence[tuple[str, Any]]) -> Block:
    """Facts with what is empty left out."""
    return papers.facts([(label, str(said)) for label, said in rows if said])
