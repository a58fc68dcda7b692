"""Room titles: standards as data: shipped packs, an office's own, and the file that is shared."""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from namro.core import rules, text
from namro.core.errors import Refused
from namro.figures.measures import MEASURES
from namro.org.states import UnitKind
from namro.titles.states import Kind, Mode

RULES = Path(__file__).parent / "rules"
DAYS = ("self_by", "request_by", "decide_by")
PERSON = "person"
_DAY = re.compile(r"(\d\d)-(\d\d)")
Content = dict[str, Any]


def shipped(day: dt.date) -> dict[str, Content]:
    """Standards that come with the software and hold on a day, by name."""
    packs = [one for one in rules.packs(RULES) if one.holds_on(day)]
    return {one.subject: checked(one.rules) | {"source": one.source} for one in packs}


def checked(raw: Any) -> Content:
    """A standard as it is kept, every part of it known.

    Raises:
        Refused: which criterion is wrong, and what to do.
    """
    head = raw.get("title", {}) if isinstance(raw, dict) else {}
    name = text.nfc(str(head.get("name", "")))[:200]
    of, mode = str(head.get("of", "")), str(head.get("mode", ""))
    if not name or of not in {PERSON, *UnitKind.values} or mode not in Mode.values:
        raise _wrong(_("Say the name of the title, whose it is, and how it is reached."))
    found: Content = {
        "name": name,
        "of": of,
        "mode": mode,
        "source": str(head.get("source", ""))[:300],
    }
    for day in DAYS:
        found[day] = _month_day(str(head.get(day, "12-31")))
    found["years"] = _number(head.get("years", 1), "years", 1, 10)
    bands = raw.get("band") or [{"name": name, "at": 0}]
    found["bands"] = [
        {
            "name": text.nfc(str(band.get("name", "")))[:80],
            "at": str(_decimal(band.get("at"), "at")),
        }
        for band in bands
    ]
    found["groups"] = list(_groups(raw.get("group", [])))
    if not any(group["criteria"] for group in found["groups"]):
        raise _wrong(_("Write at least one criterion."))
    return found


def _groups(raw: Any) -> Iterator[dict[str, Any]]:
    n = 0
    for group in raw if isinstance(raw, list) else []:
        criteria = []
        for one in group.get("criterion", []):
            n += 1
            criteria.append(_criterion(one, n))
        yield {"name": text.nfc(str(group.get("name", "")))[:200], "criteria": criteria}


def _criterion(one: Any, n: int) -> dict[str, Any]:
    words, kind = text.nfc(str(one.get("text", "")))[:500], str(one.get("kind", ""))
    if not words or kind not in Kind.values:
        raise _wrong(_("Criterion %(n)s: write its words and its kind.") % {"n": n})
    found = {"id": f"c{n}", "text": words, "kind": kind, "most": "1", "at_least": "", "measure": ""}
    if kind in (Kind.POINTS, Kind.DEDUCTION) or "most" in one:
        found["most"] = str(_decimal(one.get("most"), _("Criterion %(n)s") % {"n": n}))
    if kind == Kind.COUNT:
        found["at_least"] = str(_decimal(one.get("at_least"), _("Criterion %(n)s") % {"n": n}))
        found["measure"] = str(one.get("measure", ""))[:60]
    return found


def _decimal(value: Any, where: str) -> Decimal:
    try:
        number = Decimal(str(value).replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not 0 <= number <= 1000:
        raise _wrong(_("%(where)s: write a number from 0 to 1000.") % {"where": where})
    return number


def _number(value: Any, where: str, least: int, most: int) -> int:
    if not isinstance(value, int) or not least <= value <= most:
        raise _wrong(_("%(where)s: write a number from 0 to 1000.") % {"where": where})
    return value


def _month_day(said: str) -> str:
    found = _DAY.fullmatch(said)
    if not found or not (1 <= int(found[1]) <= 12 and 1 <= int(found[2]) <= 28 + 3):
        raise _wrong(_("Write the days of the round as month-day, such as 11-15."))
    return said


def _wrong(words: str) -> Refused:
    return Refused(_("The standard cannot be used. %(what)s") % {"what": words}, status=422)


def read_file(content: bytes) -> Content:
    """A standard out of the file that another office shares.

    Raises:
        Refused: it is no such file; the line is named.
    """
    try:
        return checked(tomllib.loads(content.decode("utf-8-sig")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        words = _("The file cannot be read (%(why)s). Take a file that Năm Rõ has written.")
        raise Refused(words % {"why": str(error)[:120]}, status=422) from error


def read_lines(head: dict[str, Any], bands: str, lines: str) -> Content:
    """A standard typed in the browser, one criterion a line, also pasted from Excel.

    `group | criterion | kind | most points | at least | figure`, parted by tabs or bars.

    Raises:
        Refused: the line is named.
    """
    kinds = {text.fold(str(label)): value for value, label in Kind.choices} | {
        k: k for k in Kind.values
    }
    groups: dict[str, list[dict[str, Any]]] = {}
    for n, line in enumerate((one for one in lines.splitlines() if one.strip()), start=1):
        cells = [one.strip() for one in re.split(r"\t|\|", line)]
        cells += [""] * (6 - len(cells))
        kind = kinds.get(text.fold(cells[2]), "")
        if not cells[1] or not kind:
            raise _wrong(_("Line %(n)s: write group | criterion | kind | points.") % {"n": n})
        one = {"text": cells[1], "kind": kind, "at_least": cells[4], "measure": cells[5]}
        groups.setdefault(cells[0], []).append(one | ({"most": cells[3]} if cells[3] else {}))
    rows = [re.match(r"\s*([\d.,]+)\s+(.+)", one) for one in bands.splitlines() if one.strip()]
    return checked(
        {
            "title": head,
            "band": [{"at": row[1], "name": row[2]} for row in rows if row],
            "group": [{"name": name, "criterion": rows} for name, rows in groups.items()],
        }
    )


def as_file(content: Content) -> str:
    """The file that another office takes in; JSON strings are TOML strings."""
    head = {key: content[key] for key in ("name", "of", "mode", "source", *DAYS)}
    lines = ["[title]", *(f"{key} = {_quoted(value)}" for key, value in head.items())]
    lines.append(f"years = {content['years']}")
    for band in content["bands"]:
        lines += ["", "[[band]]", f"name = {_quoted(band['name'])}", f"at = {band['at']}"]
    for group in content["groups"]:
        lines += ["", "[[group]]", f"name = {_quoted(group['name'])}"]
        for one in group["criteria"]:
            lines += ["[[group.criterion]]", f"text = {_quoted(one['text'])}"]
            lines += [f"kind = {_quoted(one['kind'])}", f"most = {one['most']}"]
            if one["kind"] == Kind.COUNT:
                lines += [f"at_least = {one['at_least']}", f"measure = {_quoted(one['measure'])}"]
    return "\n".join([*lines, ""])


def _quoted(value: str) -> str:
    safe = "".join(ch if ch.isprintable() else " " for ch in value)
    return '"' + safe.replace("\\", "\\\\").replace('"', '\\"') + '"'


def as_lines(content: Content) -> str:
    """The criteria as they are typed."""
    labels = dict(Kind.choices)
    return "\n".join(
        " | ".join([group["name"], one["text"], str(labels[one["kind"]]), one["most"],
                    one["at_least"], one["measure"]]).rstrip(" |")
        for group in content["groups"] for one in group["criteria"]
    )  # fmt: skip


def criteria(content: Content) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every criterion with the name of its group."""
    for group in content["groups"]:
        for one in group["criteria"]:
            yield group["name"], one


def measure_of(one: dict[str, Any]) -> Any:
    """The figure that fills a criterion; None where no room holds it."""
    return MEASURES.get(one["measure"]) if one["measure"] else None
