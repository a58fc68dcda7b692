"""Room papers: papers are issued with their numbers, and cancelled; heads of papers are written."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from namro.core import audit, clock, text
from namro.core.audit import Line
from namro.core.errors import Conflict, Refused
from namro.core.write import writing
from namro.org.access import Access, person_of
from namro.org.models import Person, Unit
from namro.papers import frozen, letterheads, symbols
from namro.papers.content import Content
from namro.papers.kinds import PaperKind, kind_of
from namro.papers.letterheads import Head
from namro.papers.models import Letterhead, NumberBook, Paper, Template, first_of_year
from namro.papers.states import Form, PaperState


@dataclass(frozen=True)
class Order:
    """A paper to be issued: what kind, what it says, whose, and the record behind it."""

    kind: str
    content: Content
    unit: Unit
    source: models.Model | None = None
    # Whose own it is; that person may read it without any role.
    person: Person | None = None


def issue(
    kind: str,
    content: Content,
    *,
    unit: Unit,
    source: models.Model | None,
    access: Access,
    on: dt.date | None = None,
) -> Paper:
    """Issue one paper: its number is given, its content, head and form are frozen.

    Raises:
        Refused: the person may not issue papers there, or the day does not fit the book.
    """
    return issue_many([Order(kind, content, unit, source)], access, on)[0]


@writing()
def issue_many(orders: Iterable[Order], access: Access, on: dt.date | None = None) -> list[Paper]:
    """Issue papers in one step, in their order: all of them, or none and no number is used.

    Raises:
        Refused: as for `issue`.
    """
    day = on or clock.today()
    if day > clock.today():
        raise Refused(_("A paper cannot be issued on a day that has not come."), status=422)
    desk = _Desk(day, access)
    papers = [desk.paper(order) for order in orders]
    Paper.objects.bulk_create(papers, batch_size=200)
    desk.close()
    audit.record_many(
        (Line("paper.issue", paper, {"symbol": [None, str(paper)]}) for paper in papers),
        access.actor,
    )
    return papers


class _Desk:
    """Papers of one step: heads are read once, books are held until the end."""

    def __init__(self, day: dt.date, access: Access) -> None:
        self.day, self.access, self.by = day, access, person_of(access)
        self.heads: dict[int, Head] = {}
        self.books: dict[tuple[int, str], NumberBook] = {}
        self.templates = {one.form: one for one in Template.objects.filter(current=True)}

    def paper(self, order: Order) -> Paper:
        kind, head = kind_of(order.kind), self._head(order.unit)
        book = self._book(order.unit, kind, head) if kind.numbered else None
        if book is not None:
            book.last += 1
        sheet = frozen.freeze(kind, order.content, head, self.day, book.last if book else None)
        title = _title(kind, order.content)
        symbol = ""
        if book is not None:
            desk = kind.desk if kind.letter else ""
            symbol = symbols.compose(
                head.form, book.last, kind.abbreviation, head.abbreviation, desk
            )
        sheet["symbol"] = symbol
        source = order.source
        return Paper(
            unit=order.unit,
            form=head.form,
            kind=kind.name,
            book=book,
            number=book.last if book else None,
            symbol=symbol,
            title=title,
            issued_on=self.day,
            issued_by=self.by,
            issued_at=clock.now(),
            content=sheet,
            sha256=frozen.fingerprint(sheet),
            pack=sheet["pack"],
            template=self.templates.get(head.form),
            register=source._meta.label_lower if source else "",
            source=str(getattr(source, "key", source.pk)) if source else "",
            person=order.person,
            search_text=text.fold(f"{symbol} {title}")[:700],
        )

    def close(self) -> None:
        """Books keep the last number that was given."""
        for book in self.books.values():
            book.save(update_fields=["last"])

    def _head(self, unit: Unit) -> Head:
        if unit.pk not in self.heads:
            if not self.access.can("paper.issue", unit):
                raise Refused(_("You may not issue papers of %(unit)s.") % {"unit": unit})
            self.heads[unit.pk] = letterheads.head_of(unit, self.day)
        return self.heads[unit.pk]

    def _book(self, unit: Unit, kind: PaperKind, head: Head) -> NumberBook:
        place = (unit.pk, kind.book_name)
        if place not in self.books:
            since = first_of_year(self.day)
            if head.form == Form.PARTY:
                since = head.term_since or since
            book, _made = NumberBook.objects.select_for_update().get_or_create(
                unit=unit, form=head.form, kind=kind.book_name, since=since
            )
            last = book.papers.order_by("-number").first()
            if last is not None and last.issued_on > self.day:
                raise Refused(
                    _(
                        "%(symbol)s was issued on %(day)s; a later number cannot have an earlier day."
                    )
                    % {"symbol": last.symbol, "day": f"{last.issued_on:%d/%m/%Y}"},
                    status=422,
                )
            self.books[place] = book
        return self.books[place]


def _title(kind: PaperKind, content: Content) -> str:
    return f"{kind.label}: {content['subject']}"[:500] if content["subject"] else str(kind.label)


@writing()
def cancel(paper: Paper, note: str, access: Access) -> Paper:
    """Cancel a paper: its number stays in the book as cancelled and is never given again.

    Raises:
        Refused: no right, or no reason.
        Conflict: it is cancelled already.
    """
    paper = Paper.objects.select_for_update(of=("self",)).select_related("unit").get(pk=paper.pk)
    if not access.can("paper.issue", paper.unit):
        raise Refused(_("You may not cancel papers of %(unit)s.") % {"unit": paper.unit})
    if paper.is_cancelled:
        raise Conflict(_("%(paper)s is cancelled already.") % {"paper": paper})
    if not note.strip():
        raise Refused(_("Say why the paper is cancelled; the reason stays beside it."), status=422)
    paper.status = PaperState.CANCELLED
    paper.cancelled_on, paper.cancelled_by = clock.today(), person_of(access)
    paper.cancelled_reason = text.nfc(note, lines=True)
    paper.save(update_fields=["status", "cancelled_on", "cancelled_by", "cancelled_reason"])
    change = {"status": [PaperState.ISSUED, PaperState.CANCELLED]}
    audit.record("paper.cancel", paper, change, access.actor, note)
    return paper


@writing()
def write_head(unit: Unit, head: Head, since: dt.date, access: Access) -> Letterhead:
    """Write the head of a unit's papers from a day on; papers issued before keep theirs.

    Raises:
        Refused: the person may not issue papers there.
    """
    if not access.can("paper.issue", unit):
        raise Refused(_("You may not issue papers of %(unit)s.") % {"unit": unit})
    before = letterheads.head_of(unit, since, head.form)
    rows = Letterhead.objects.filter(unit=unit, form=head.form)
    rows.filter(since__gte=since).delete()
    rows.on(since).update(until=since)
    row = Letterhead(unit=unit, since=since, **vars(head))
    row.save(force_insert=True)
    old, new = before.as_frozen(), head.as_frozen()
    changes = {name: [old[name], said] for name, said in new.items() if old[name] != said}
    audit.record("paper.head", unit, changes | {"since": [None, since]}, access.actor)
    return row
