"""Sheets room: every change of an import: sent, read anew, decided about, taken in, dropped."""

from typing import Any

from django.core.files.base import ContentFile
from django.db.models import F
from django.utils.translation import gettext as _

from namro.core import audit, clock, text
from namro.core.audit import Line
from namro.core.errors import Conflict, Refused
from namro.core.write import writing
from namro.org.access import Access
from namro.sheets import inbox, lists, remembering, returning, standing
from namro.sheets.bringing import Bringing
from namro.sheets.layout import Understanding
from namro.sheets.lists import Judged, ListKind, Target
from namro.sheets.models import Import, ImportState, Mapping
from namro.sheets.understanding import understand

PASTED = "o-da-dan.tsv"
# A question's key and its answer; both come from a page.
# Of what hangs on an import, so many are named in the refusal; the page names more.
NAMED = 5
LONGEST_KEY, LONGEST_ANSWER = 700, 40


def receive(upload: Any, kind: ListKind, target: Target, access: Access) -> Import:
    """Keep a sent workbook and say what is understood of it.

    Raises:
        Refused: the file cannot be taken; nothing of it stays.
    """
    return keep(look_at(upload, kind, target, access), access)


def look_at(upload: Any, kind: ListKind, target: Target, access: Access) -> Import:
    """The same without a row in the database: only its bytes are kept, until `keep` or `forget`."""
    _may(kind, target, access)
    record = Import(
        layout=kind.name,
        target=target.key,
        unit=target.unit,
        name=inbox.shown_name(upload),
        sent_by=access.person,
        sent_at=clock.now(),
    )
    inbox.keep(record, upload.chunks())
    try:
        book = inbox.read(record)
    except Refused:
        forget(record)
        raise
    record.understanding = understand(book, kind.layout, target.year).to_json()
    return record


@writing()
def keep(record: Import, access: Access) -> Import:
    """List a workbook that was looked at."""
    record.save()
    sent = {"file": [None, record.name], "sha256": [None, record.sha256]}
    audit.record("import.receive", record, sent, access.actor)
    return record


def forget(record: Import) -> None:
    """Its bytes go."""
    inbox.where(record).unlink(missing_ok=True)


def receive_pasted(cells: str, kind: ListKind, target: Target, access: Access) -> Import:
    """Cells copied from a spreadsheet: a text file with tabs, read by the same engine."""
    return receive(ContentFile(cells.encode(), name=PASTED), kind, target, access)


@writing()
def understand_anew(record: Import, understanding: Understanding, access: Access) -> Import:
    """Somebody corrected which sheet, row and column holds what."""
    record = _open(record)
    before = Understanding.from_json(record.understanding)
    record.understanding = understanding.to_json()
    record.save(update_fields=["understanding"])
    changed = [plan.sheet for plan in understanding.sheets if plan != before.sheet(plan.sheet)]
    audit.record("import.understand", record, {"sheets": [None, changed]}, access.actor)
    return record


@writing()
def remember(
    record: Import, sheets: list[dict[str, Any]], access: Access, name: str = ""
) -> Mapping:
    """Keep how a file is read for the next one of its shape; a name shares it in the unit."""
    mapping, _made = Mapping.objects.update_or_create(
        unit=record.unit,
        layout=record.layout,
        shape=remembering.shape_of(sheets),
        name=text.nfc(name)[:80],
        defaults={
            "sheets": sheets,
            "used_at": clock.now(),
            "by_name": access.actor.name,
            "by": access.person,
        },
    )
    audit.record("import.remember", record, {"name": [None, mapping.name]}, access.actor)
    return mapping


@writing()
def read_like(record: Import, offer: remembering.Offer, access: Access) -> Import:
    """Read a file as an earlier one was read."""
    # One that is forgotten in this moment has served this file all the same.
    Mapping.objects.filter(pk=offer.mapping.pk).update(used=F("used") + 1, used_at=clock.now())
    return understand_anew(record, offer.understanding, access)


@writing()
def forget_reading(mapping: Mapping, access: Access) -> None:
    """A reading that turned out wrong is offered no more; what was read by it stays.

    Raises:
        Refused: neither kept by this person nor of a unit whose lists they keep.
        Conflict: it is gone already.
    """
    if not remembering.may_forget(mapping, access):
        raise Refused(_("Only who kept this reading, or the office of its unit, forgets it."))
    gone = {"name": [mapping.name, None], "list": [mapping.layout, None]}
    audit.record("mapping.forget", mapping, gone, access.actor)
    if not Mapping.objects.filter(pk=mapping.pk).delete()[0]:
        raise Conflict(_("This reading was forgotten already."))


@writing()
def choose(record: Import, answers: dict[str, str], access: Access) -> Import:
    """Keep what was decided about units, people and whatever else the list leaves open."""
    record = _open(record)
    fresh = {
        key: answer
        for key, answer in answers.items()
        if len(key) <= LONGEST_KEY
        and len(answer) <= LONGEST_ANSWER
        and record.choices.get(key, "") != answer
    }
    record.choices = {key: answer for key, answer in (record.choices | fresh).items() if answer}
    record.save(update_fields=["choices"])
    audit.record("import.choose", record, {"answers": [None, len(fresh)]}, access.actor)
    return record


@writing()
def take_in(
    record: Import, kind: ListKind, target: Target, judged: Judged, access: Access
) -> dict[str, int]:
    """Write every ready row, or none; each record gets its entry, and the import its own.

    A row that came in meanwhile is passed over.

    Raises:
        Refused: the workbook was taken in meanwhile, or its target takes nothing now.
    """
    record = _open(record)
    _may(kind, target, access)
    if why := kind.refusal(target, access):
        raise Refused(why)
    inside = lists.known_keys(kind, target, [verdict.key for verdict in judged.ready])
    ready = [verdict for verdict in judged.ready if verdict.key not in inside]
    same = {one.key for one in standing.entered_before(kind, target, ready, judged.claims)}
    ready = [verdict for verdict in ready if verdict.key not in same]
    bringing = Bringing(record, target, access)
    bringing.count("taken", 0)
    kind.take_in(bringing, ready)
    bringing.keep()
    record.status = ImportState.TAKEN
    record.taken_at = clock.now()
    record.counts = judged.counts | bringing.counts
    record.save(update_fields=["status", "taken_at", "counts"])
    rows = {"rows": [None, bringing.counts["taken"]]}
    audit.record("import.take", record, rows, access.actor)
    return record.counts


@writing()
def take_back(record: Import, kind: ListKind, target: Target, access: Access) -> dict[str, int]:
    """Undo a whole import: what it made goes, what it changed is as it was; each has its entry.

    Raises:
        Refused: something hangs on it by now, which the sentence names.
    """
    record = Import.objects.select_for_update(of=("self",)).select_related("unit").get(pk=record.pk)
    if record.status != ImportState.TAKEN:
        raise Refused(_("Only a workbook that was taken in can be taken back."), status=409)
    _may(kind, target, access)
    if found := returning.hanging(record, kind):
        raise Refused(_hangs(found), status=409)
    bringing = Bringing(record, target, access)
    records = returning.made_by(record, kind)
    kind.take_back(bringing, records)
    gone = {label: len(rows) for label, rows in records.items() if rows}
    audit.record_many(
        (
            Line("import.undo", row, {"record": [str(row), None]})
            for rows in records.values()
            for row in rows
        ),
        access.actor,
    )
    returning.delete(records, kind)
    record.status = ImportState.BACK
    record.back_at = clock.now()
    record.save(update_fields=["status", "back_at"])
    audit.record("import.back", record, {"records": [gone, None]}, access.actor)
    return gone


def _hangs(found: list[returning.Hanging]) -> str:
    words = "; ".join(str(one) for one in found[:NAMED])
    return _("This workbook cannot be taken back, because something hangs on it: %(what)s") % {
        "what": words
    }


def drop(record: Import, access: Access) -> Import:
    """Leave a workbook that was not taken in; its bytes go, its hash stays."""
    with writing():
        record = _open(record)
        record.status = ImportState.DROPPED
        record.save(update_fields=["status"])
        audit.record("import.drop", record, {}, access.actor)
    forget(record)
    return record


def _open(record: Import) -> Import:
    """The import as it stands now, while something may still be decided about it."""
    record = Import.objects.select_for_update(of=("self",)).select_related("unit").get(pk=record.pk)
    if record.status != ImportState.READ:
        raise Refused(_("This workbook was taken in or dropped already."), status=409)
    return record


def _may(kind: ListKind, target: Target, access: Access) -> None:
    if not access.can("import.use", target.unit) or not access.can(kind.capability, target.unit):
        raise Refused(_("You may not bring this list into %(unit)s.") % {"unit": target.unit})
