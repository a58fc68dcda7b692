"""Sheets room: the list of a committee's members: who, born when, in which cell."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.core.text import identity, nfc, person_name
from namro.org.models import Appointment, Person, Unit
from namro.sheets import cells, matching
from namro.sheets.bringing import Bringing, Post
from namro.sheets.kinds import places
from namro.sheets.layout import Column, Layout
from namro.sheets.lists import Batch, ListKind, Makes, Question, Verdict, Who, row_key
from namro.sheets.reading import Row
from namro.sheets.registrations import REGISTRATIONS, looks_like_name

EXEMPT, ILL, MOVED, TWICE = "exempt", "ill", "moved", "twice"
STATUS_KEY = "status:"
_IN, _OUT = "in", "skip"
_shared = {column.name: column for column in REGISTRATIONS.columns}


def _looks_like_birth(value: object) -> bool:
    return isinstance(cells.read_birth(value), dt.date)


NAME = Column(
    "name",
    _lazy("Full name"),
    words=_shared["name"].words,
    never=("cha", "mẹ", "vợ", "chồng", "bí thư", "chủ trì"),
    required=True,
    looks=looks_like_name,
)
BORN = Column(
    "born",
    _lazy("Born"),
    words=(
        "ngày sinh", "năm sinh", "ngày tháng năm sinh", "ngày, tháng, năm sinh", "sinh ngày",
        "ngày/tháng/năm sinh", "sinh năm", "ns", "tuổi",
    ),
    never=("nơi sinh", "vào đảng", "cấp"),
    looks=_looks_like_birth,
)  # fmt: skip
UNIT = Column("unit", _lazy("Unit"), words=(*_shared["unit"].words, "sinh hoạt tại", "tổ đảng"),
              never=("đơn vị tính", "cấp trên", "chuyển"))  # fmt: skip
PAPER = Column(
    "paper",
    _lazy("Number of the identity paper"),
    words=("số cccd", "cccd", "căn cước công dân", "số căn cước", "số định danh", "cmnd",
           "số cmnd", "cmnd/cccd", "cccd/cmnd", "mã định danh", "số cccd/cmnd"),
    never=("ngày cấp", "nơi cấp"),
)  # fmt: skip
PHONE = Column(
    "phone",
    _lazy("Telephone"),
    words=("điện thoại", "số điện thoại", "sđt", "đt", "di động", "số máy", "zalo"),
)
STATUS = Column(
    "status",
    _lazy("Standing"),
    words=("tình trạng", "diện", "ghi chú", "tình trạng sinh hoạt", "trạng thái", "diễn giải"),
    marks=(
        (EXEMPT, ("miễn", "miễn sinh hoạt", "được miễn", "miễn công tác")),
        (ILL, ("ốm", "ốm dài ngày", "ốm nặng", "điều trị")),
        (MOVED, ("chuyển", "chuyển sinh hoạt", "chuyển đi", "chuyển đảng")),
        (TWICE, ("trùng", "trùng tên")),
    ),
)

MEMBERS = Layout(
    name="members",
    columns=(NAME, BORN, UNIT, _shared["post"], PAPER, PHONE, STATUS),
    person=("name", "unit", "born"),
    counted=(
        ("people", ("đồng chí", "người", "đảng viên", "cán bộ", "đ/c", "hội viên")),
        ("rows", ("dòng", "lượt")),
    ),
    section_field="unit",
)


@dataclass(frozen=True)
class Member:
    """One line of the list; what is not kept of a person stays in the workbook."""

    name: str
    unit: str
    post: str
    born: cells.Birth
    status: str


def read(row: Row, batch: Batch) -> Verdict:
    """One line; numbers of papers and telephones are looked at, and never kept."""
    born = cells.read_birth(row.values["born"].raw if "born" in row.values else None)
    born = born if born is not None or not row.text("born") else cells.read_birth(row.text("born"))
    marks = row.values["status"].marks if "status" in row.values else ()
    name, unit = person_name(row.text("name")), nfc(row.text("unit"))
    item = Member(name, unit, nfc(row.text("post")), born, marks[0] if marks else "")
    day = f"{born:%d/%m/%Y}" if isinstance(born, dt.date) else str(born or "")
    who = Who(name, unit, item.post, born, cells.read_paper(row.text("paper")).text)
    verdict = Verdict(
        row=row,
        read=item,
        problems=[],
        key=row_key(name, unit, day),
        cells=((name, ""), (day, ""), (unit, ""), (item.post, ""), (row.text("status"), "")),
        who=who if name and unit else None,
    )
    _look_over(verdict)
    return verdict


def _look_over(verdict: Verdict) -> None:
    row, item = verdict.row, verdict.read
    cells.look_at_words(verdict, ("name", "unit", "post"))
    for name in ("name", "unit"):
        if not getattr(item, name):
            verdict.wrong(f"missing_{name}", name)
    if row.text("born") and item.born is None:
        verdict.wrong("unreadable_birth", "born", text=row.text("born"))
    for name, number in (
        ("paper", cells.read_paper(row.text("paper"))),
        ("phone", cells.read_phone(row.text("phone"))),
    ):
        if number.problem:
            verdict.note(number.problem, name, **number.params)


def judge(batch: Batch) -> None:
    """Known people with a post in that unit are in already; marked ones are asked about."""
    matching.ask_day(batch)
    _ask_marked(batch)
    matching.match(batch)
    seen: set[tuple[object, ...]] = set()
    for verdict in batch.open:
        who: object = verdict.person.pk if verdict.person else verdict.new_person
        where: object = verdict.unit.pk if verdict.unit else identity(verdict.new_unit)
        if verdict.person is not None and verdict.unit is not None:
            verdict.already = _has_post(batch, verdict.person, verdict.unit)
        if not verdict.already and who and (who, where) in seen:
            verdict.left_out = True
            verdict.note("repeated_person", "name")
        seen.add((who, where))


def _has_post(batch: Batch, person: Person, unit: Unit) -> bool:
    return any(one.pk == person.pk for one in batch.known.by_unit.get(unit.pk, ()))


def _ask_marked(batch: Batch) -> None:
    """People marked as moved away: a list may keep them or mean that they are gone."""
    moved = [verdict for verdict in batch.open if verdict.read.status == MOVED]
    if not moved:
        return
    key = f"{STATUS_KEY}{MOVED}"
    chosen = batch.choices.get(key, "")
    text = moved[0].row.text("status")
    options = [(_IN, _("bring them in all the same")), (_OUT, _("leave their rows out"))]
    name = _("Rows marked “%(text)s”: %(n)s") % {"text": text, "n": len(moved)}
    batch.questions.append(Question(key, "status", name, options, len(moved), chosen=chosen))
    for verdict in moved:
        verdict.left_out |= chosen == _OUT
        if chosen not in (_IN, _OUT):
            verdict.asks.append(key)


def take_in(bringing: Bringing, ready: list[Verdict]) -> None:
    """Units and people that are new, and a post in the unit for everybody."""
    bringing.units(ready)
    bringing.people(ready, post_of)
    bringing.posts(ready, post_of)
    bringing.count("taken", len(ready))


def post_of(verdict: Verdict) -> Post:
    """The post that the list names, else that of a member."""
    name = str(verdict.read.post)
    if not name and verdict.read.status == EXEMPT:
        name = _("member exempt from Party activities")
    return Post(name or _("member"), places.klass_of(verdict.unit), places.leads(name))


KIND = ListKind(
    name=MEMBERS.name,
    label=_lazy("Members"),
    about=_lazy("Who belongs to which cell: people, days of birth, posts."),
    layout=MEMBERS,
    capability="person.edit",
    targets=places.targets("person.edit"),
    target=places.target,
    read=read,
    judge=judge,
    take_in=take_in,
    shows=("name", "born", "unit", "post", "status"),
    makes=(
        Makes(Appointment, _lazy("post")),
        Makes(Person, _lazy("person")),
        Makes(Unit, _lazy("unit")),
    ),
)
