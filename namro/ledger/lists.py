"""Room ledger: lists of progress and of what was found on the ground, by the number of the work."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.core import clock, text
from namro.core.dates import read_day
from namro.core.errors import Refused
from namro.figures import tally
from namro.ledger import actions
from namro.ledger.models import Entry, ProgressNote, Verification
from namro.ledger.states import EntryState, Finding
from namro.org import maps
from namro.org.access import Access
from namro.org.models import Unit
from namro.sheets import cells
from namro.sheets.bringing import Bringing
from namro.sheets.kinds import places
from namro.sheets.layout import Column, Layout
from namro.sheets.lists import BATCH, Batch, ListKind, Makes, Question, Target, Verdict, row_key
from namro.sheets.reading import Row
from namro.sheets.registrations import REGISTRATIONS
from namro.sheets.standing import Standing

_shared = {column.name: column for column in REGISTRATIONS.columns}
# What an import changes of an entry, put back when it is taken back.
_KEPT = ("status", "declared_on", "declared_by_id", "last_note_at", "verified", "verified_on")
_STEPS = {EntryState.UNDER_WAY: "start", EntryState.PARTLY: "partly", EntryState.DONE: "declare"}

NUMBER = Column(
    "number",
    _lazy("Number of the work"),
    words=("mã số", "số đăng ký", "mã việc", "số hiệu", "mã nội dung", "mã", "số việc"),
    never=("điện thoại", "cccd"),
)
TITLE = Column("title", _lazy("Work"), words=_shared["title"].words, never=("kết quả", "tiến độ"))
WHO = Column(
    "name", _lazy("Full name"), words=_shared["name"].words, never=("thẩm tra", "kiểm tra")
)
UNIT = Column("unit", _lazy("Unit"), words=_shared["unit"].words, never=("phối hợp", "đơn vị tính"))
ON = Column(
    "on",
    _lazy("Day"),
    words=("ngày", "ngày báo cáo", "ngày cập nhật", "thời điểm", "ngày thẩm tra", "ngày kiểm tra"),
    never=("hạn", "sinh"),
)
NOTE = Column(
    "note",
    _lazy("What happened"),
    words=("kết quả thực hiện", "nội dung báo cáo", "diễn biến", "kết quả đạt được", "thuyết minh",
           "ghi chú", "nội dung thẩm tra", "nhận xét", "ý kiến thẩm tra", "báo cáo", "mô tả"),
    required=True,
)  # fmt: skip
STATE = Column(
    "state",
    _lazy("State"),
    words=("tình trạng", "trạng thái", "tiến độ", "mức độ hoàn thành", "tỷ lệ", "tỷ lệ hoàn thành",
           "% hoàn thành", "phần trăm"),
    marks=(
        (EntryState.PARTLY, ("hoàn thành một phần", "một phần", "xong một phần")),
        (EntryState.NOT_BEGUN, ("chưa thực hiện", "chưa triển khai", "chưa bắt đầu")),
        (EntryState.UNDER_WAY, ("đang thực hiện", "đang triển khai", "đang làm", "chưa hoàn thành",
                                "chưa xong")),
        (EntryState.DONE, ("hoàn thành", "đã hoàn thành", "đã xong", "xong")),
    ),
)  # fmt: skip
FOUND = Column(
    "found",
    _lazy("Found"),
    words=("kết luận", "kết quả thẩm tra", "kết luận thẩm tra", "xác nhận", "đánh giá",
           "kết quả kiểm tra", "thẩm tra"),
    never=("ngày", "người", "nội dung", "ý kiến"),
    required=True,
    marks=(
        (Finding.PARTLY, ("một phần", "đạt một phần")),
        (Finding.NOT_DONE, ("chưa", "không", "chưa đạt", "không đạt", "chưa hoàn thành", "chưa có")),
        (Finding.DONE, ("đạt", "đúng", "hoàn thành", "có thật", "xác nhận", "đã hoàn thành")),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of either list."""

    number: str
    title: str
    name: str
    unit: str
    note: str
    on: dt.date | None
    state: str


def _read(row: Row, field: str, state: str) -> Verdict:
    on = read_day(row.values["on"].raw if "on" in row.values else None) or read_day(row.text("on"))
    item = Line(
        number=cells.digits(row.text("number")),
        title=text.nfc(row.text("title")),
        name=text.person_name(row.text("name")),
        unit=text.nfc(row.text("unit")),
        note=text.nfc(row.text("note")),
        on=on,
        state=state,
    )
    verdict = Verdict(
        row=row,
        read=item,
        problems=[],
        key=row_key(item.number, item.title, item.name, item.unit, item.note, item.state, on),
        cells=(
            (item.number or item.title, item.title if item.number else ""),
            (item.name, item.unit),
            (row.text(field), ""),
            (item.note, ""),
            (f"{on:%d/%m/%Y}" if on else "", ""),
        ),
    )
    cells.look_at_words(verdict, ("name", "unit"))
    if not item.number and not item.title:
        verdict.wrong("missing_work", "title")
    if not item.note:
        verdict.wrong("missing_note", "note")
    if row.text("on") and on is None:
        verdict.wrong("unreadable_day", "on", text=row.text("on"))
    if on is not None and on > clock.today():
        verdict.wrong("day_to_come", "on", text=f"{on:%d/%m/%Y}")
    return verdict


def read_progress(row: Row, batch: Batch) -> Verdict:
    """What is said of one piece of work; a percentage tells its state."""
    state = _state(row)
    verdict = _read(row, "state", state)
    if row.text("state") and not state:
        verdict.wrong("unknown_state", "state", text=row.text("state"))
    return verdict


def _state(row: Row) -> str:
    """The longest words that fit: "hoàn thành một phần" is not "hoàn thành"."""
    value = row.values.get("state")
    if value is None or not value.text:
        return ""
    share = _percent(value.raw, value.text)
    if share is not None:
        if share >= 100:
            return EntryState.DONE
        return EntryState.UNDER_WAY if share else EntryState.NOT_BEGUN
    return _longest(value.text, STATE)


def _percent(raw: Any, shown: str) -> float | None:
    """Percent from 0 to 100; None where it is no share. A cell of 0.6 is sixty percent."""
    number = shown.strip().removesuffix("%").strip().replace(",", ".")
    try:
        share = float(number)
    except ValueError:
        return None
    if share < 0 or share > 100:
        return None
    fraction = isinstance(raw, float | int) and not isinstance(raw, bool) and share <= 1
    return share * 100 if fraction else share


def _longest(words: str, column: Column) -> str:
    padded = f" {text.fold(words)} "
    fitting = [
        (len(word), value)
        for value, names in column.marks
        for word in map(text.fold, names)
        if f" {word} " in padded
    ]
    return str(max(fitting)[1]) if fitting else ""


def read_visit(row: Row, batch: Batch) -> Verdict:
    """What was found of one piece of work."""
    found = _longest(row.text("found"), FOUND)
    verdict = _read(row, "found", found)
    if not found:
        verdict.wrong("unknown_finding", "found", text=row.text("found"))
    if verdict.read.on is None and not row.text("on"):
        verdict.wrong("missing_day", "on")
    return verdict


def judge(batch: Batch) -> None:
    """Find the work of each row by its number and unit, or by its words and person."""
    known = _Work(batch.access, batch.target)
    asked: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in batch.open:
        fitting = known.fitting(verdict.read)
        key = f"work:{verdict.key[:40]}"
        chosen = batch.choices.get(key, "")
        picked = [one for one in fitting if str(one.pk) == chosen]
        if len(fitting) == 1 or picked:
            entry = verdict.more["entry"] = (picked or fitting)[0]
            known.say_renamed(verdict, entry.unit)
        elif not fitting:
            verdict.wrong("unknown_work", "number" if verdict.read.number else "title")
        else:
            verdict.asks.append(key)
        if len(fitting) > 1:
            asked[key].append(verdict)
            options = [(str(one.pk), f"{one.number} · {one} · {one.owner}") for one in fitting[:20]]
            name = _("Row %(row)s fits several pieces of work. It is") % {"row": verdict.row.number}
            batch.questions.append(Question(key, "work", name, options, chosen=chosen))


class _Work:
    """The work that somebody may see below the target, by number, words and person."""

    def __init__(self, access: Access, target: Target) -> None:
        rows = access.rows(Entry, "entry.view").filter(unit__path__startswith=target.unit.path)
        self.by_number: dict[str, list[Entry]] = defaultdict(list)
        self.by_words: dict[str, list[Entry]] = defaultdict(list)
        for entry in rows.select_related("unit", "owner").order_by("-period", "pk"):
            self.by_number[text.fold(entry.number)].append(entry)
            self.by_words[text.fold(entry.title)].append(entry)
        units = {entry.unit for found in self.by_number.values() for entry in found}
        self.former = maps.former_names(units)

    def fitting(self, line: Line) -> list[Entry]:
        found = self.by_number.get(text.fold(line.number), []) if line.number else []
        if line.title and (not line.number or len(found) > 1):
            words = self.by_words.get(text.fold(line.title), [])
            found = [one for one in found if one in words] or words if found else words
        if line.unit:
            wanted = text.identity(line.unit)
            found = [one for one in found if wanted in self._names(one.unit)]
        if line.name:
            wanted = text.identity(line.name)
            found = [one for one in found if text.identity(one.owner.full_name) == wanted]
        return found

    def _names(self, unit: Unit) -> set[str]:
        names = [unit.name, *(old.name for old in self.former.get(unit.pk, ()))]
        return {text.identity(name) for name in names}

    def say_renamed(self, verdict: Verdict, unit: Unit) -> None:
        """The list calls the unit of the work as it was called before."""
        name = verdict.read.unit
        if name and text.identity(name) != text.identity(unit.name):
            day = f"{self.former[unit.pk][0].until:%d/%m/%Y}"
            verdict.note("renamed_unit", "unit", name=name, unit=unit.name, day=day)


def _place_of(verdict: Verdict) -> tuple[int, str]:
    return verdict.more["entry"].pk, text.identity(verdict.read.note)


def _said_in(model: Any, column: str) -> Any:
    """The records of the work of these rows, by the words that they say of it."""

    def records(target: Target, verdicts: list[Verdict]) -> Iterator[tuple[Any, Any]]:
        work = sorted({verdict.more["entry"].pk for verdict in verdicts})
        for start in range(0, len(work), BATCH):
            rows = model.objects.filter(entry__in=work[start : start + BATCH])
            for one in rows.order_by("pk"):
                yield (one.entry_id, text.identity(getattr(one, column))), one

    return records


def _note_fits(verdict: Verdict, note: ProgressNote) -> bool:
    """A list that names no day, or no state, repeats what was said on any."""
    return verdict.read.on in (None, note.on) and verdict.read.state in ("", note.status)


def _visit_fits(verdict: Verdict, visit: Verification) -> bool:
    return (verdict.read.on, verdict.read.state) == (visit.on, visit.found)


def take_progress(bringing: Bringing, ready: list[Verdict]) -> None:
    """A note for every row, and the step that it declares, by the ledger's own actions."""
    for verdict in ready:
        entry = _fresh(verdict)
        before = {name: getattr(entry, name) for name in _KEPT}
        step = _STEPS.get(verdict.read.state, "") if verdict.read.state != entry.status else ""
        report = actions.Report(verdict.read.note, step, verdict.read.on)
        note = _or_say_where(
            verdict, lambda e=entry, r=report: actions.report(e, r, bringing.access)
        )
        bringing.note(note, verdict, main=True)
        _note_entry(bringing, entry, before)
    bringing.count("taken", len(ready))


def take_visits(bringing: Bringing, ready: list[Verdict]) -> None:
    """A visit for every row, by the ledger's own action: never by who did the work."""
    for verdict in ready:
        entry = _fresh(verdict)
        before = {name: getattr(entry, name) for name in _KEPT}
        day = verdict.read.on or clock.today()
        visit = actions.Visit(day, verdict.read.state, verdict.read.note)
        row = _or_say_where(verdict, lambda e=entry, v=visit: actions.verify(e, v, bringing.access))
        bringing.note(row, verdict, main=True)
        _note_entry(bringing, entry, before)
    bringing.count("taken", len(ready))


def _fresh(verdict: Verdict) -> Entry:
    return Entry.objects.select_related("unit", "owner").get(pk=verdict.more["entry"].pk)


def _or_say_where(verdict: Verdict, action: Any) -> Any:
    """A refusal names the row that it speaks of; nothing of the list is written then."""
    try:
        return action()
    except Refused as refused:
        words = _("Row %(row)s: %(what)s") % {"row": verdict.row.number, "what": refused.message}
        raise Refused(words, status=refused.status) from refused


def _note_entry(bringing: Bringing, entry: Entry, before: dict[str, Any]) -> None:
    """Once an import: what the work said before its first row."""
    label = entry._meta.label_lower
    if not any(one.model == label and one.row_id == entry.pk for one in bringing.rows):
        kept = {key: v.isoformat() if isinstance(v, dt.date) else v for key, v in before.items()}
        bringing.note(entry, before=kept)


def take_back(bringing: Bringing, records: dict[str, list[Any]]) -> None:
    """The work says again what it said; the version moves on, so an open page notices."""
    said = bringing.before(Entry)
    for entry in Entry.objects.filter(pk__in=said).select_related("unit"):
        with tally.counted(entry):
            for name, value in said[entry.pk].items():
                # `to_python` gives days and times back; the state goes with what belongs to it.
                field: Any = entry._meta.get_field(name)
                setattr(entry, name, field.to_python(value))
            entry.version += 1
            entry.save(update_fields=[*(_column(name) for name in _KEPT), "version"])


def _column(name: str) -> str:
    return name.removesuffix("_id")


def _targets(capability: str) -> Any:
    def listed(access: Access) -> Iterable[Target]:
        return [_into(one) for one in places.targets(capability)(access)]

    return listed


def _into(one: Target) -> Target:
    href = f"{reverse('ledger')}?unit={one.unit.pk}"
    return Target(one.key, one.unit, one.label, one.since, href, one.year)


def _target(key: str) -> Target | None:
    found = places.target(key)
    return _into(found) if found else None


PROGRESS = ListKind(
    name="progress",
    label=_lazy("Progress of the work"),
    about=_lazy("How each piece of work goes: its number, its state or percentage, what happened."),
    layout=Layout("progress", (NUMBER, TITLE, WHO, UNIT, STATE, NOTE, ON), person=("name",)),
    capability="entry.report",
    targets=_targets("entry.report"),
    target=_target,
    read=read_progress,
    judge=judge,
    standing=Standing(ProgressNote, _place_of, _said_in(ProgressNote, "text"), _note_fits),
    take_in=take_progress,
    take_back=take_back,
    shows=("number", "name", "state", "note", "on"),
    makes=(Makes(ProgressNote, _lazy("progress note")), Makes(Entry, _lazy("work"))),
)

VERIFICATIONS = ListKind(
    name="verifications",
    label=_lazy("Results of verification"),
    about=_lazy("What was found on the ground: the number of the work, the day, the finding."),
    layout=Layout("verifications", (NUMBER, TITLE, WHO, UNIT, FOUND, NOTE, ON), person=("name",)),
    capability="entry.verify",
    targets=_targets("entry.verify"),
    target=_target,
    read=read_visit,
    judge=judge,
    standing=Standing(Verification, _place_of, _said_in(Verification, "note"), _visit_fits),
    take_in=take_visits,
    take_back=take_back,
    shows=("number", "name", "found", "note", "on"),
    makes=(Makes(Verification, _lazy("verification")), Makes(Entry, _lazy("work"))),
)
