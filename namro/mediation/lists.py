"""Room mediation: teams and their mediators from a workbook; never cases, never parties.

A workbook that was sent lies in the inbox, where others of the office may open it.
"""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _lazy

from namro.core import text
from namro.core.dates import read_day
from namro.mediation import actions
from namro.mediation.models import Mediator
from namro.org.models import Appointment, Person, Unit
from namro.sheets.bringing import Bringing
from namro.sheets.kinds import appointments, places
from namro.sheets.layout import Column
from namro.sheets.lists import Batch, ListKind, Makes, Verdict
from namro.sheets.reading import Row

WOMAN = Column("woman", _lazy("Woman"), words=("nữ", "giới tính"), never=("phụ nữ",))
DECISION = Column("decision", _lazy("Decision of recognition"),
                  words=("quyết định công nhận", "số quyết định", "quyết định"), never=("ngày",))  # fmt: skip
ELECTED = Column("elected", _lazy("Elected on"), words=("ngày bầu", "bầu ngày"))
VOTES = Column(
    "votes", _lazy("Households for"), words=("số hộ đồng ý", "số phiếu", "hộ đồng ý", "phiếu bầu")
)
HOUSEHOLDS = Column("households", _lazy("Households in all"), words=("tổng số hộ", "số hộ", "tổng hộ"),
                    never=("đồng ý",))  # fmt: skip
LAYOUT = replace(
    appointments.APPOINTMENTS,
    name="mediators",
    columns=(*(replace(c, words=(*c.words, "tổ hòa giải", "tổ hoà giải")) if c.name == "unit" else c
               for c in appointments.APPOINTMENTS.columns), WOMAN, DECISION, ELECTED, VOTES,
             HOUSEHOLDS),
    section_field="unit",
)  # fmt: skip
_YES = ("x", "nu", "co", "1")


def read(row: Row, batch: Batch) -> Verdict:
    """A post, and what the law adds to it."""
    verdict = appointments.read(row, batch)
    elected = row.values.get("elected")
    verdict.more["said"] = {
        "woman": text.fold(row.text("woman")) in _YES,
        "decision": text.nfc(row.text("decision"))[:100],
        "elected_on": read_day(elected.raw) if elected else None,
        "votes": text.whole_number(row.text("votes")),
        "households": text.whole_number(row.text("households")),
    }
    for name in ("votes", "households"):
        if row.text(name) and verdict.more["said"][name] is None:
            verdict.wrong("not_digits", name, text=row.text(name))
    verdict.cells = [*verdict.cells, (row.text("woman"), ""), (row.text("decision"), "")]
    return verdict


def take_in(bringing: Bringing, ready: list[Verdict]) -> None:
    """Posts as any list of posts, then each mediator's record."""
    appointments.take_in(bringing, ready)
    for verdict in ready:
        post = Appointment.objects.filter(
            person=verdict.person, unit=verdict.unit, until=None
        ).last()
        if post is not None:
            made = actions.roster(post, verdict.more["said"], bringing.access)
            bringing.note(made, verdict)


def _nothing(bringing: Bringing, records: dict[str, list[Any]]) -> None:
    """Records of mediators go with their posts."""


KIND = ListKind(
    name="mediators",
    label=_lazy("Mediators of teams"),
    about=_lazy("Who is a mediator in which team since when, women marked, election, decision. "
                "Never send cases or names of parties in a workbook: others may open it."),
    layout=LAYOUT,
    capability="person.edit",
    targets=places.targets("person.edit"),
    target=places.target,
    read=read,
    judge=appointments.judge,
    take_in=take_in,
    take_back=_nothing,
    shows=("name", "unit", "post", "since", "woman", "decision"),
    makes=(
        Makes(Mediator, _lazy("mediator")),
        Makes(Appointment, _lazy("post")),
        Makes(Person, _lazy("person")),
        Makes(Unit, _lazy("unit")),
    ),
)  # fmt: skip
