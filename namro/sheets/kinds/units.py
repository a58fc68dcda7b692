"""Sheets room: the list of units: names, what they are, under whom they stand, their codes."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.core.dates import read_day
from namro.core.text import fold, identity, nfc
from namro.org import actions as org
from namro.org.models import Unit
from namro.org.states import UnitKind
from namro.sheets import cells, known, matching
from namro.sheets.bringing import Bringing
from namro.sheets.kinds import places
from namro.sheets.layout import Column, Layout
from namro.sheets.lists import SKIP, Batch, ListKind, Makes, Question, Verdict, row_key
from namro.sheets.reading import Row

UNDER_KEY = "under:"
MAX_CODE = 20

UNITS = Layout(
    name="units",
    columns=(
        Column(
            "name",
            _lazy("Name"),
            words=("tên đơn vị", "tên tổ chức", "đơn vị", "tên tổ chức đảng", "tổ chức đảng",
                   "tên chi bộ", "chi bộ", "tên gọi", "tên", "tổ dân phố", "cơ quan, đơn vị"),
            never=("cấp trên", "trực thuộc", "cấp ủy", "bí thư"),
            required=True,
        ),
        Column(
            "parent",
            _lazy("Stands under"),
            words=("trực thuộc", "đơn vị cấp trên", "cấp trên trực tiếp", "thuộc", "đảng bộ",
                   "cấp trên", "đơn vị chủ quản", "trực thuộc đơn vị"),
            carried=True,
        ),
        Column("code", _lazy("Code"), words=("mã", "mã đơn vị", "mã số", "ký hiệu", "mã định danh")),
        Column(
            "kind",
            _lazy("Kind"),
            words=("loại", "loại hình", "loại đơn vị", "loại hình tổ chức", "cấp"),
            never=("cấp trên",),
        ),
        Column(
            "since",
            _lazy("Since"),
            words=("ngày thành lập", "thành lập", "từ ngày", "ngày quyết định", "hiệu lực"),
        ),
    ),
    counted=(("rows", ("đơn vị", "chi bộ", "tổ chức", "tổ chức đảng", "dòng", "tổ")),),
    section_field="parent",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of the list."""

    name: str
    parent: str
    code: str
    branch: str
    kind: str
    since: dt.date | None


def read(row: Row, batch: Batch) -> Verdict:
    """One line; what the unit is follows from its own word for it, else from its name."""
    since = read_day(row.values["since"].raw if "since" in row.values else None)
    name, parent = nfc(row.text("name")), nfc(row.text("parent"))
    branch, kind = known.guess(name)
    said = {fold(str(one.label)): one.value for one in UnitKind}.get(fold(row.text("kind")))
    if said is not None:
        kind = said
    elif row.text("kind"):
        branch, kind = known.guess(row.text("kind"))
    code = cells.digits(row.text("code"))
    verdict = Verdict(
        row=row,
        read=Line(name, parent, code, branch, kind, since),
        problems=[],
        key=row_key(name, parent),
        cells=((name, ""), (str(UnitKind(kind).label), ""), (parent, ""), (code, "")),
    )
    cells.look_at_words(verdict, ("name", "parent", "code"))
    if not name:
        verdict.wrong("missing_unit_name", "name")
    if len(code) > MAX_CODE:
        verdict.wrong("too_long", "code", most=MAX_CODE, length=len(code))
    if row.text("since") and since is None:
        verdict.wrong("unreadable_day", "since", text=row.text("since"))
    return verdict


def judge(batch: Batch) -> None:
    """Units that stand there are in already; a superior may come out of the list itself."""
    day = matching.ask_day(batch)
    names = matching.look_up(batch)
    listed: dict[str, Verdict] = {}
    for verdict in batch.open:
        listed.setdefault(identity(verdict.read.name), verdict)
    asked: dict[str, int] = {}
    for verdict in batch.open:
        verdict.since = verdict.read.since or day
        above = verdict.read.parent
        inside = listed.get(identity(above))
        # One that stands there already is the superior, also when the list names it again.
        verdict.unit = names.unit(above, verdict.row.section) if above else batch.target.unit
        if verdict.unit is None and (inside is None or inside is verdict):
            asked[above] = asked.get(above, 0) + 1
            _ask_about(verdict, above, batch)
        elif above and verdict.unit is not None:
            matching.say_renamed(verdict, "parent", above, verdict.unit, names)
        _look_for(verdict, batch)
        if listed[identity(verdict.read.name)] is not verdict and not verdict.already:
            verdict.note("repeated_unit", "name")
            verdict.left_out = True
    parents = [(str(unit.pk), unit.name) for unit in names.parents()]
    for above, rows in asked.items():
        key = f"{UNDER_KEY}{identity(above)}"
        closed = names.closed(above)
        first = {str(one.pk): one.name for one in closed.heirs} if closed else {}
        options = [*(first | dict(parents)).items(), (SKIP, _("leave its rows out"))]
        name = _("“%(name)s” is not known. Its units stand under:") % {"name": above}
        if closed is not None:
            name = f"{closed} " + _("Its units stand under:")
        chosen = batch.choices.get(key, "")
        batch.questions.append(Question(key, "under", name, options, rows, chosen=chosen))


def _ask_about(verdict: Verdict, above: str, batch: Batch) -> None:
    key = f"{UNDER_KEY}{identity(above)}"
    chosen = batch.choices.get(key, "")
    verdict.unit = batch.known.by_pk(chosen)
    verdict.left_out |= chosen == SKIP
    if verdict.unit is None and chosen != SKIP:
        verdict.asks.append(key)


def _look_for(verdict: Verdict, batch: Batch) -> None:
    name, known = verdict.read.name, batch.known
    alike = known.units.get(identity(name)) or known.former.get(identity(name), [])
    under = verdict.unit.pk if verdict.unit else None
    here = [one for one in alike if under is not None and one.parent_id == under]
    if verdict.read.parent == "":
        here = here or alike
    if here:
        matching.say_renamed(verdict, "name", name, here[0], known)
        verdict.already = True


def take_in(bringing: Bringing, ready: list[Verdict]) -> None:
    """Superiors first, whatever the order of the list."""
    made: dict[str, Unit] = {}
    waiting = list(ready)
    while waiting:
        fitting = [one for one in waiting if one.unit or identity(one.read.parent) in made]
        if not fitting:
            # Below superiors that stayed out of the list; of a ring, one begins.
            left = {identity(one.read.name) for one in waiting}
            fitting = [one for one in waiting if identity(one.read.parent) not in left]
            fitting = fitting or waiting[:1]
        for verdict in fitting:
            parent = verdict.unit or made.get(identity(verdict.read.parent), bringing.target.unit)
            made[identity(verdict.read.name)] = _make(bringing, verdict, parent)
        waiting = [one for one in waiting if one not in fitting]
    bringing.count("taken", len(ready))
    bringing.count("new_units", len(ready))


def _make(bringing: Bringing, verdict: Verdict, parent: Unit) -> Unit:
    item, by = verdict.read, bringing.access.actor
    since = max(verdict.since or bringing.target.since, parent.since)
    unit = org.create_unit(item.name, item.branch, item.kind, parent, since, by)
    bringing.note(unit, verdict, main=True)
    if item.code:
        org.give_code(unit, item.code, since, by)
    return unit


KIND = ListKind(
    name=UNITS.name,
    label=_lazy("Units"),
    about=_lazy("Cells, committees, bodies: their names, under whom they stand, their codes."),
    layout=UNITS,
    capability="unit.edit",
    targets=places.targets("unit.edit"),
    target=places.target,
    read=read,
    judge=judge,
    take_in=take_in,
    shows=("name", "kind", "parent", "code"),
    makes=(Makes(Unit, _lazy("unit")),),
)
