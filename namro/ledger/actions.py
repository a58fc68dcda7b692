"""Room ledger: every change of what is followed: opening, reporting, blocking, extending, checking."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from namro.core import audit, clock, files, rules, text
from namro.core.audit import Actor
from namro.core.errors import Conflict, Refused
from namro.core.write import writing
from namro.figures import tally
from namro.ledger.models import (
    Blocker,
    Drawn,
    Entry,
    Evidence,
    Extension,
    Milestone,
    ProgressNote,
    Verification,
)
from namro.ledger.states import BlockerState, DrawState, EntryState, ExtensionState, Finding
from namro.ledger.workflow import BLOCKER, ENTRY, EXTENSION
from namro.org.access import Access, person_of
from namro.org.models import Person, Unit
from namro.org.states import UnitKind
from namro.registers.workflow import deny, lock

RULES = Path(__file__).parent / "rules"
MAX_FILES = 6


# What can clear a blocker beside the way up: whoever decides or works for an area, no neighbour.
BODIES = (
    UnitKind.COMMITTEE,
    UnitKind.STANDING,
    UnitKind.BOARD,
    UnitKind.PEOPLES_COMMITTEE,
    UnitKind.AGENCY,
    UnitKind.MASS_BODY,
)


@dataclass(frozen=True)
class Opening:
    """What a register above gives the ledger to follow."""

    register: str
    source: uuid.UUID
    period: int
    unit: Unit
    counted_path: str
    number: str
    title: str
    result: str
    owner: Person
    leader: Person | None
    begins_on: dt.date
    due: dt.date | None
    milestones: Sequence[tuple[str, dt.date]] = field(default_factory=tuple)


def open_entry(opening: Opening, by: Actor) -> Entry:
    """Begin to follow an obligation; the register above calls it in its own transaction."""
    entry = Entry(
        register=opening.register,
        source=opening.source,
        period=opening.period,
        unit=opening.unit,
        counted_path=opening.counted_path,
        number=opening.number,
        title=opening.title,
        result=opening.result,
        owner=opening.owner,
        leader=opening.leader,
        begins_on=opening.begins_on,
        first_due=opening.due,
        due=opening.due,
        status=EntryState.NOT_BEGUN,
    )
    entry.set_keys(opening.number, str(opening.unit))
    entry.save(force_insert=True)
    Milestone.objects.bulk_create(
        Milestone(entry=entry, title=title, due=due) for title, due in opening.milestones
    )
    tally.shift(entry.period, entry.counted_path, [], entry.tally())
    audit.record("entry.open", entry, {"due": [None, opening.due]}, by)
    return entry


@writing()
def amend(entry: Entry, opening: Opening, by: Actor) -> Entry:
    """An approved change of the content: the ledger follows the new words; the first day stays."""
    entry = lock(entry)
    with tally.counted(entry):
        before = {"title": entry.title, "due": entry.due}
        entry.title, entry.result, entry.leader = opening.title, opening.result, opening.leader
        entry.due = opening.due or entry.due
        entry.first_due = entry.first_due or entry.due
        entry.set_keys(opening.number, str(opening.unit))
        entry.save()
    after = {"title": entry.title, "due": entry.due}
    changes = {k: [before[k], after[k]] for k in before if before[k] != after[k]}
    audit.record("entry.amend", entry, changes, by)
    return entry


@writing()
def begin_on(entries: Iterable[Entry], day: dt.date, by: Actor) -> None:
    """The day of the paper behind them was put right: they began on that day."""
    for one in entries:
        entry = lock(one)
        if entry.begins_on != day:
            before, entry.begins_on = entry.begins_on, day
            entry.save(update_fields=["begins_on"])
            audit.record("entry.begin", entry, {"begins_on": [before, day]}, by)


@dataclass(frozen=True)
class Report:
    """A thirty-second note: what happened, the step it declares, the day, the photos."""

    text: str
    step: str = ""
    on: dt.date | None = None
    files: Sequence[UploadedFile] = field(default_factory=tuple)
    on_behalf: Person | None = None


@writing()
def report(entry: Entry, what: Report, access: Access) -> ProgressNote:
    """Write a progress note, with its evidence, and take the step that it declares."""
    person = person_of(access)
    if not access.may("entry.report", entry):
        raise Refused(_("You may not report on this work."))
    words = text.nfc(what.text, lines=True)
    if not words:
        raise Refused(_("Say in a sentence what has been done."), status=422)
    if len(what.files) > MAX_FILES:
        raise Refused(_("Send at most %(count)s files at once.") % {"count": MAX_FILES}, status=422)
    if entry.status == EntryState.STOPPED:
        raise Conflict(_("This work was stopped; nothing more is reported on it."))
    if what.step:
        entry = ENTRY.take(entry, what.step, access, words)
    entry = lock(entry)
    note = ProgressNote.objects.create(
        entry=entry,
        text=words,
        status=entry.status,
        by=person,
        on_behalf=what.on_behalf if what.on_behalf and what.on_behalf != person else None,
        on=what.on or clock.today(),
        at=clock.now(),
    )
    for upload in what.files:
        Evidence.objects.create(note=note, file=files.receive(upload, person.pk))
    entry.last_note_at = note.at
    entry.save(update_fields=["last_note_at"])
    changes = {"files": [None, len(what.files)]} if what.files else {}
    audit.record("entry.report", entry, changes, access.actor, words)
    return note


@writing()
def reach(milestone: Milestone, on: dt.date, access: Access) -> Milestone:
    """Tick a milestone off."""
    if not access.may("entry.report", milestone.entry):
        raise Refused(_("You may not report on this work."))
    before, milestone.done_on = milestone.done_on, on
    milestone.save(update_fields=["done_on"])
    audit.record("entry.milestone", milestone.entry, {milestone.title: [before, on]}, access.actor)
    return milestone


@writing()
def block(entry: Entry, level: Unit, what: str, access: Access) -> Blocker:
    """Say what stops the work and name the level that must clear it; its clock starts today."""
    person = person_of(access)
    if not access.may("blocker.raise", entry):
        raise Refused(_("You may not report on this work."))
    words = text.nfc(what, lines=True)
    if not words:
        raise Refused(_("Say what stops the work."), status=422)
    entry = lock(entry)
    if not entry.is_open:
        raise Conflict(_("Only open work can be blocked."))
    day = clock.today()
    pack = rules.in_force(RULES, "blocker", day)
    with tally.counted(entry):
        blocker = Blocker.objects.create(
            entry=entry,
            unit=level,
            text=words,
            status=BlockerState.RAISED,
            raised_by=person,
            raised_on=day,
            due=clock.add_working_days(day, int(pack.rules["clear"]["working_days"])),
        )
        entry.blocked = True
        entry.save(update_fields=["blocked"])
    audit.record("blocker.raise", entry, {"level": [None, str(level)]}, access.actor, words)
    return blocker


def end_block(blocker: Blocker, step: str, access: Access, note: str = "") -> Blocker:
    """Clear or withdraw a blocker."""
    ended: Blocker = BLOCKER.take(blocker, step, access, note)
    return ended


@writing()
def ask_extension(entry: Entry, new_due: dt.date, reason: str, access: Access) -> Extension:
    """Ask for a later day, with the reason."""
    person = person_of(access)
    if not access.may("entry.report", entry):
        raise Refused(_("You may not report on this work."))
    entry = lock(entry)
    if not entry.is_open:
        raise Conflict(_("Only open work can be extended."))
    if entry.due is None:
        raise Conflict(_("This work has no due day that could move."))
    if new_due <= entry.due:
        raise Refused(
            _("The new day must lie after %(day)s.") % {"day": f"{entry.due:%d/%m/%Y}"}, status=422
        )
    if not reason.strip():
        raise Refused(_("Say why, so that the person can act on it."), status=422)
    if entry.extensions.filter(status=ExtensionState.ASKED).exists():
        raise Conflict(_("An extension has been asked for already and waits for an answer."))
    row = Extension.objects.create(
        entry=entry,
        unit=entry.unit,
        old_due=entry.due,
        new_due=new_due,
        reason=text.nfc(reason, lines=True),
        asked_by=person,
        asked_on=clock.today(),
        status=ExtensionState.ASKED,
    )
    audit.record("extension.ask", entry, {"due": [entry.due, new_due]}, access.actor, reason)
    return row


def decide_extension(extension: Extension, step: str, access: Access, note: str = "") -> Extension:
    """Grant or refuse a later day."""
    decided: Extension = EXTENSION.take(extension, step, access, note)
    return decided


@dataclass(frozen=True)
class Visit:
    """What somebody who did not do the work saw on the ground."""

    on: dt.date
    found: str
    note: str
    file: UploadedFile | None = None


@writing()
def verify(entry: Entry, visit: Visit, access: Access) -> Verification:
    """Keep a visit record beside what was declared; never by who did the work."""
    person = person_of(access)
    if not access.can("entry.verify", entry.unit):
        raise Refused(_("You may not verify work here."))
    doers = {entry.owner_id, entry.declared_by_id, entry.leader_id}
    if access.stands_for("entry.verify", entry.unit) & doers:
        by = access.actor_for("entry.verify", entry.unit)
        deny(entry, "verify", _("Who did the work does not verify it."), by)
    if not visit.note.strip():
        raise Refused(_("Say what was seen on the ground."), status=422)
    if visit.found not in {Finding.DONE, Finding.PARTLY, Finding.NOT_DONE}:
        raise Refused(_("Choose what was found."), status=422)
    if visit.on > clock.today():
        raise Refused(_("A visit cannot lie in the future."), status=422)
    entry = lock(entry)
    row = Verification.objects.create(
        entry=entry,
        by=person,
        doer=entry.declared_by or entry.owner,
        on=visit.on,
        found=visit.found,
        note=text.nfc(visit.note, lines=True),
        file=files.receive(visit.file, person.pk) if visit.file else None,
        at=clock.now(),
    )
    # Where the visit was drawn by lot for this person, it is the answer to that.
    drawn = Drawn.objects.filter(entry=entry, assigned=person, verification=None)
    drawn.filter(draw__status=DrawState.DRAWN).update(verification=row)
    with tally.counted(entry):
        before, entry.verified, entry.verified_on = entry.verified, visit.found, visit.on
        entry.save(update_fields=["verified", "verified_on"])
    audit.record(
        "entry.verify", entry, {"verified": [before, visit.found]}, access.actor, visit.note
    )
    return row


def levels_above(entry: Entry) -> Iterable[Unit]:
    """The units that a blocker may name: the unit itself, what stands above, and their bodies."""
    above = Unit.objects.filter(pk__in=entry.unit.ancestor_ids)
    beside = Unit.objects.filter(parent__in=entry.unit.ancestor_ids[:-1], kind__in=BODIES)
    return (above | beside).distinct().order_by("path")
