"""Sheets room: the list of posts: who holds which post in which unit, from which day."""

import datetime as dt
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _lazy

from namro.core import clock
from namro.core.dates import read_day
from namro.core.text import identity, nfc, person_name
from namro.org.models import Appointment, Person, Unit
from namro.sheets import cells, matching
from namro.sheets.bringing import Bringing, Post
from namro.sheets.kinds import members, places
from namro.sheets.layout import Column, Layout
from namro.sheets.lists import Batch, ListKind, Makes, Verdict, Who, row_key
from namro.sheets.reading import Row

SINCE = Column(
    "since",
    _lazy("Since"),
    words=("từ ngày", "ngày bổ nhiệm", "ngày giữ chức", "thời gian giữ chức vụ", "bắt đầu",
           "ngày nhận chức", "ngày quyết định", "từ"),
    never=("sinh", "vào đảng"),
)  # fmt: skip
APPOINTMENTS = Layout(
    name="appointments",
    columns=(
        members.NAME,
        members.BORN,
        replace(members.UNIT, carried=True),
        replace(members.MEMBERS.columns[3], required=True, carried=False),
        SINCE,
    ),
    person=("name", "unit"),
    counted=(
        ("people", ("đồng chí", "người", "cán bộ", "đ/c")),
        ("rows", ("chức vụ", "chức danh", "dòng", "lượt")),
    ),
    section_field="unit",
)


@dataclass(frozen=True)
class Line:
    """One line of the list."""

    name: str
    unit: str
    post: str
    born: cells.Birth
    since: dt.date | None


def read(row: Row, batch: Batch) -> Verdict:
    """One line."""
    since = read_day(row.values["since"].raw if "since" in row.values else None)
    since = since or read_day(row.text("since"))
    born = cells.read_birth(row.values["born"].raw if "born" in row.values else None)
    name, unit, post = person_name(row.text("name")), nfc(row.text("unit")), nfc(row.text("post"))
    verdict = Verdict(
        row=row,
        read=Line(name, unit, post, born, since),
        problems=[],
        key=row_key(name, unit, post, since),
        cells=(
            (name, ""),
            (unit, ""),
            (post, ""),
            (f"{since:%d/%m/%Y}" if since else "", row.text("since") if not since else ""),
        ),
        who=Who(name, unit, post, born) if name and unit else None,
    )
    cells.look_at_words(verdict, ("name", "unit", "post"))
    for name in ("name", "unit", "post"):
        if not getattr(verdict.read, name):
            verdict.wrong(f"missing_{name}", name)
    if row.text("since") and since is None:
        verdict.wrong("unreadable_day", "since", text=row.text("since"))
    if since is not None and since > clock.today():
        verdict.wrong("day_to_come", "since", text=f"{since:%d/%m/%Y}")
    return verdict


def judge(batch: Batch) -> None:
    """A post that the person holds in the unit is in already."""
    day = matching.ask_day(batch)
    matching.match(batch)
    people = {one.person.pk for one in batch.open if one.person}
    held = {
        (row.person_id, row.unit_id, identity(row.post))
        for row in Appointment.objects.on(clock.today()).filter(
            person__in=people, unit__path__startswith=batch.target.unit.path
        )
    }
    for verdict in batch.open:
        verdict.since = verdict.read.since or day
        if verdict.person is not None and verdict.unit is not None:
            key = (verdict.person.pk, verdict.unit.pk, identity(verdict.read.post))
            verdict.already = key in held


def take_in(bringing: Bringing, ready: list[Verdict]) -> None:
    """Units and people that are new, and every post."""
    bringing.units(ready)
    bringing.people(ready, post_of)
    bringing.posts(ready, post_of)
    bringing.count("taken", len(ready))


def post_of(verdict: Verdict) -> Post:
    """The post as the list names it."""
    return Post(verdict.read.post, leads=places.leads(verdict.read.post))


KIND = ListKind(
    name=APPOINTMENTS.name,
    label=_lazy("Posts"),
    about=_lazy("Who holds which post in which unit, from which day."),
    layout=APPOINTMENTS,
    capability="person.edit",
    targets=places.targets("person.edit"),
    target=places.target,
    read=read,
    judge=judge,
    take_in=take_in,
    shows=("name", "unit", "post", "since"),
    makes=(
        Makes(Appointment, _lazy("post")),
        Makes(Person, _lazy("person")),
        Makes(Unit, _lazy("unit")),
    ),
)
