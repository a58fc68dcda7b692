"""Room org: a reorganisation plan as steps; the file that people read and the page edit the same.

A plan is a list of steps, in the order in which they are carried out. A unit is named by its name,
by a way down (“Quận ủy Tây Hồ / Đảng ủy phường Bưởi”), by its code (`code:00103`), by its number in
this register (`#12`) or, when the plan itself makes it, by its key (`@tay-ho`).
"""

import datetime as dt
import tomllib
from dataclasses import asdict, dataclass, field, fields
from typing import Any, ClassVar

import tomli_w
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.core import text
from namro.core.errors import Refused
from namro.org.states import Branch, Level, SuccessionKind, UnitKind

SIZE = 2_000_000  # characters; a plan of a whole city is far smaller
REF = 300


@dataclass(frozen=True)
class Create:
    """A unit that the plan makes; other steps call it by `@key`."""

    do: ClassVar[str] = "create"
    label: ClassVar[Promise] = _lazy("Set up a unit")
    key: str
    name: str
    branch: str
    kind: str
    parent: str
    level: str = ""
    code: str = ""


@dataclass(frozen=True)
class Rename:
    """Another name, kind, level or code from the day on; what is empty stays."""

    do: ClassVar[str] = "rename"
    label: ClassVar[Promise] = _lazy("Rename")
    unit: str
    name: str = ""
    kind: str = ""
    level: str = ""
    code: str = ""


@dataclass(frozen=True)
class Move:
    """A unit with everything below it goes under another one."""

    do: ClassVar[str] = "move"
    label: ClassVar[Promise] = _lazy("Move under another unit")
    unit: str
    parent: str


@dataclass(frozen=True)
class Merge:
    """Units close and one carries on all that they were."""

    do: ClassVar[str] = "merge"
    label: ClassVar[Promise] = _lazy("Merge")
    units: tuple[str, ...]
    into: str


@dataclass(frozen=True)
class Part:
    """One successor of a split: which units below and which people go there."""

    unit: str
    kind: str = SuccessionKind.PART
    units: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Split:
    """A unit is carried on by several; it closes, unless it keeps what is not named."""

    do: ClassVar[str] = "split"
    label: ClassVar[Promise] = _lazy("Split")
    unit: str
    parts: tuple[Part, ...] = ()
    keeps: bool = False


@dataclass(frozen=True)
class Close:
    """A unit closes and nobody carries it on."""

    do: ClassVar[str] = "close"
    label: ClassVar[Promise] = _lazy("Close")
    unit: str


Step = Create | Rename | Move | Merge | Split | Close
KINDS: dict[str, type[Step]] = {
    kind.do: kind for kind in (Create, Rename, Move, Merge, Split, Close)
}
CHOICES = {
    "branch": set(Branch.values),
    "level": {"", *Level.values},
    "kind": {"", *UnitKind.values},
}


@dataclass(frozen=True)
class PlanFile:
    """What a plan's file says."""

    name: str
    decision: str
    on: dt.date
    steps: list[dict[str, Any]] = field(default_factory=list)


def read(content: str) -> PlanFile:
    """Read a plan's file.

    Raises:
        Refused: it is no TOML, or a step is not understood; the sentence says which and why.
    """
    if len(content) > SIZE:
        raise Refused(_("The file is larger than a plan can be."), status=422)
    try:
        raw = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise Refused(
            _("The file cannot be read as TOML: %(why)s.") % {"why": error}, status=422
        ) from error
    on = raw.get("on")
    if not isinstance(on, dt.date) or isinstance(on, dt.datetime):
        raise Refused(_("Say the day as on = 2025-07-01."), status=422)
    steps = raw.get("step", [])
    if not isinstance(steps, list):
        raise Refused(_("Each step begins with [[step]]."), status=422)
    said = PlanFile(_word(raw, "name", 200), _word(raw, "decision", 100), on, steps)
    if not said.name or not said.decision:
        raise Refused(_("A plan needs a name and the number of its decision."), status=422)
    return PlanFile(said.name, said.decision, on, [dump(step) for step in load(steps)])


def write(plan: PlanFile) -> str:
    """The same plan as a file."""
    head = {"name": plan.name, "decision": plan.decision, "on": plan.on}
    return tomli_w.dumps(head | {"step": [_bare(step) for step in plan.steps]})


def load(steps: list[dict[str, Any]]) -> list[Step]:
    """Steps as they are kept, checked one by one.

    Raises:
        Refused: a step is not understood; the sentence counts it from 1.
    """
    found = []
    for place, raw in enumerate(steps, 1):
        try:
            found.append(_step(raw))
        except _NotUnderstood as why:
            raise Refused(
                _("Step %(place)s: %(why)s") % {"place": place, "why": why}, status=422
            ) from why
    return found


def dump(step: Step) -> dict[str, Any]:
    """A step as it is kept."""
    return {"do": step.do} | asdict(step)


class _NotUnderstood(Exception):  # noqa: N818 - becomes a refusal that says where
    pass


def _step(raw: Any) -> Step:
    if not isinstance(raw, dict):
        raise _NotUnderstood(_("it is no table of fields."))
    kind = KINDS.get(str(raw.get("do")))
    if kind is None:
        raise _NotUnderstood(
            _("“do” must be one of %(words)s.") % {"words": ", ".join(sorted(KINDS))}
        )
    said = {name: value for name, value in raw.items() if name != "do"}
    known = {one.name for one in fields(kind)}
    if unknown := sorted(set(said) - known):
        raise _NotUnderstood(_("there is no field “%(name)s”.") % {"name": unknown[0]})
    values = {name: _value(name, value) for name, value in said.items()}
    for one in fields(kind):
        if not values.get(one.name) and one.name in NEEDED[kind.do]:
            raise _NotUnderstood(_("“%(name)s” is missing.") % {"name": one.name})
    step: Step = kind(**values)
    if isinstance(step, Split):
        _check_parts(step)
    return step


NEEDED = {
    "create": {"key", "name", "branch", "kind", "parent"},
    "rename": {"unit"},
    "move": {"unit", "parent"},
    "merge": {"units", "into"},
    "split": {"unit", "parts"},
    "close": {"unit"},
}


def _value(name: str, value: Any) -> Any:
    if name == "parts":
        if not isinstance(value, list | tuple):
            raise _NotUnderstood(_("“parts” is a list."))
        return tuple(_part(one) for one in value)
    if name in ("units", "people"):
        if not isinstance(value, list | tuple):
            raise _NotUnderstood(_("“%(name)s” is a list of names.") % {"name": name})
        return tuple(_said(one) for one in value)
    if name == "keeps":
        if not isinstance(value, bool):
            raise _NotUnderstood(_("“keeps” is true or false."))
        return value
    said = _said(value)
    if name in CHOICES and said not in CHOICES[name]:
        words = ", ".join(sorted(CHOICES[name] - {""}))
        raise _NotUnderstood(
            _("“%(name)s” must be one of %(words)s.") % {"name": name, "words": words}
        )
    return said.removeprefix("@") if name == "key" else said


def _part(raw: Any) -> Part:
    if not isinstance(raw, dict):
        raise _NotUnderstood(_("each part is a table of fields."))
    if unknown := sorted(set(raw) - {one.name for one in fields(Part)}):
        raise _NotUnderstood(_("there is no field “%(name)s”.") % {"name": unknown[0]})
    kind = str(raw.get("kind", SuccessionKind.PART))
    if kind not in (SuccessionKind.PART, SuccessionKind.REMAINDER):
        raise _NotUnderstood(_("a part is “part” or “remainder”."))
    return Part(
        unit=_value("unit", raw.get("unit", "")),
        kind=kind,
        units=_value("units", raw.get("units", [])),
        people=_value("people", raw.get("people", [])),
    )


def _check_parts(step: Split) -> None:
    if any(not part.unit for part in step.parts):
        raise _NotUnderstood(_("each part names its unit."))
    rest = [part for part in step.parts if part.kind == SuccessionKind.REMAINDER]
    if len(rest) > 1 or (rest and step.keeps):
        raise _NotUnderstood(_("what remains goes to one place only."))
    if len({part.unit for part in step.parts}) != len(step.parts):
        raise _NotUnderstood(_("a successor is named twice."))


def _said(value: Any) -> str:
    if not isinstance(value, str):
        raise _NotUnderstood(_("“%(value)s” is no text.") % {"value": str(value)[:40]})
    if places := text.bad_letters(value):
        raise _NotUnderstood(_("a letter that nobody can read, at place %(n)s.") % {"n": places[0]})
    return text.nfc(value)[:REF]


def _word(raw: dict[str, Any], name: str, length: int) -> str:
    value = raw.get(name, "")
    return text.nfc(value)[:length] if isinstance(value, str) else ""


def _bare(step: dict[str, Any]) -> dict[str, Any]:
    """Without what says nothing, so that the file stays short."""
    kept = {k: v for k, v in step.items() if v not in ("", (), [], False, None)}
    if "parts" in kept:
        kept["parts"] = [
            {k: v for k, v in p.items() if v not in ("", (), [])} for p in kept["parts"]
        ]
    return kept
