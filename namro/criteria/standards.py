"""Room criteria: standards as data: shipped packs, an office's own, and the file that is shared."""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.core import rules, text
from namro.core.errors import Refused
from namro.criteria.states import Kind, Mode
from namro.figures.measures import MEASURES, OF_PERSON
from namro.org.states import UnitKind

RULES = Path(__file__).parent / "rules"
DAYS = ("self_by", "request_by", "decide_by")
PERSON = "person"
MOST_CRITERIA, MOST_YEARS = 100, 10
_DAY = re.compile(r"(\d\d)-(\d\d)", re.ASCII)
_HEAD = re.compile(r"\s*\[\[\s*group\s*\.\s*criterion\s*\]\]")
_LINE = re.compile(r"at line (\d+)")
_BAND = re.compile(r"\s*(\d[\d.,]*)\s+(\S.*)", re.ASCII)
Content = dict[str, Any]
Words = str | Promise


def shipped(day: dt.date) -> dict[str, Content]:
    """Standards that come with the software and hold on a day, by name."""
    packs = [one for one in rules.packs(RULES) if one.holds_on(day)]
    return {one.subject: checked(one.rules) | {"source": one.source} for one in packs}


def figures(of: str) -> dict[str, Words]:
    """Figures from which a criterion may fill itself, by id: of members or of units, as the title is.

    What a standard of ours names before its register is here may be named: it is typed until then.
    """
    found: dict[str, Words] = {}
    for one in rules.packs(RULES):
        if (one.rules["title"]["of"] == PERSON) == (of == PERSON):
            rows = [row for group in one.rules["group"] for row in group["criterion"]]
            found |= {row["measure"]: _lazy("not held here") for row in rows if "measure" in row}
    held = [one for one in MEASURES.values() if (one.of == OF_PERSON) == (of == PERSON)]
    return found | {one.name: format_lazy("{} ({})", one.label, one.set) for one in held}


def checked(raw: Any) -> Content:
    """A standard as it is kept, every part of it known.

    Raises:
        Refused: which line or criterion is wrong, and what to do.
    """
    head = raw.get("title") if isinstance(raw, dict) else None
    head = head if isinstance(head, dict) else {}
    name = text.nfc(str(head.get("name", "")))[:200]
    of, mode = str(head.get("of", "")), str(head.get("mode", ""))
    if not name or of not in {PERSON, *UnitKind.values} or mode not in Mode.values:
        raise _wrong(_("Say the name of the title, whose it is, and how it is reached."))
    found: Content = {
        "name": name,
        "of": of,
        "mode": mode,
        "source": text.nfc(str(head.get("source", "")))[:300],
    }
    for day in DAYS:
        found[day] = _month_day(str(head.get(day, "12-31")))
    if not found["self_by"] <= found["request_by"] <= found["decide_by"]:
        raise _wrong(_("The days of the round follow each other: scored, requested, decided."))
    found["years"] = _years(head.get("years", 1))
    found["bands"] = _bands(_tables(raw.get("band")), found)
    found["groups"] = list(_groups(_tables(raw.get("group")), of))
    _once(found["groups"])
    n = sum(len(group["criteria"]) for group in found["groups"])
    if not 0 < n <= MOST_CRITERIA:
        raise _wrong(_("Write from 1 to %(n)s criteria.") % {"n": MOST_CRITERIA})
    return found


def _tables(raw: Any) -> list[dict[str, Any]]:
    """The tables of a list in a file; whatever else stands there is none."""
    return [one for one in raw if isinstance(one, dict)] if isinstance(raw, list) else []


def _bands(raw: list[dict[str, Any]], of: Content) -> list[dict[str, str]]:
    if not raw and of["mode"] == Mode.ALL:
        raw = [{"name": of["name"], "at": 0}]
    found = [
        {
            "name": text.nfc(str(band.get("name", "")))[:80],
            "at": str(_decimal(band.get("at"), _("A band"), 100)),
        }
        for band in raw
    ]
    if not found or not all(band["name"] for band in found):
        raise _wrong(_("Write at least one band: from how many points of a hundred, and its name."))
    if len({Decimal(band["at"]) for band in found}) < len(found):
        raise _wrong(_("Two bands begin at the same points; give each its own."))
    return found


def _groups(raw: list[dict[str, Any]], of: str) -> Iterator[dict[str, Any]]:
    n = 0
    for group in raw:
        criteria = []
        for one in _tables(group.get("criterion")):
            n += 1
            criteria.append(_criterion(one, n, of))
        yield {"name": text.nfc(str(group.get("name", "")))[:200], "criteria": criteria}


def _criterion(one: dict[str, Any], n: int, of: str) -> dict[str, Any]:
    line = one.get("line")
    where = _("Line %(n)s") % {"n": line} if line else _("Criterion %(n)s") % {"n": n}
    words, kind = text.nfc(str(one.get("text", "")))[:500], str(one.get("kind", ""))
    if not words or kind not in Kind.values:
        said = _("%(where)s: write the words of the criterion and its kind (%(kinds)s).")
        raise _wrong(said % {"where": where, "kinds": ", ".join(Kind.values)})
    found = {"id": f"c{n}", "text": words, "kind": kind, "most": "1", "at_least": "", "measure": ""}
    if kind in (Kind.POINTS, Kind.DEDUCTION) or "most" in one:
        found["most"] = str(_decimal(one.get("most"), where))
    if kind == Kind.COUNT:
        found["at_least"] = str(_decimal(one.get("at_least"), where, 100))
        found["measure"] = _figure(str(one.get("measure", "")).strip(), where, words, of)
        _open_threshold(found, where)
    elif str(one.get("at_least") or "").strip() or str(one.get("measure") or "").strip():
        said = _(
            "%(where)s: only a criterion of the kind “%(kind)s” has a figure and an “at least”."
        )
        raise _wrong(said % {"where": where, "kind": Kind.COUNT.label})
    return found


def _open_threshold(found: dict[str, Any], where: str) -> None:
    """Of a private figure the thresholds of the shipped sets may be asked, and no other.

    Whoever could choose them would ask for one after the other until the number is known.
    """
    measure = MEASURES.get(found["measure"])
    if measure is None or not measure.private:
        return
    known = {
        str(_decimal(row["at_least"], where))
        for one in rules.packs(RULES)
        for group in one.rules["group"]
        for row in group["criterion"]
        if row.get("measure") == measure.name
    }
    if found["at_least"] not in known:
        said = _("%(where)s: of “%(name)s” only this threshold may be asked: %(known)s.")
        told = {"where": where, "name": measure.label, "known": ", ".join(sorted(known))}
        raise _wrong(said % told)


def _once(groups: list[dict[str, Any]]) -> None:
    """A private figure is asked once in a set."""
    asked = [one["measure"] for group in groups for one in group["criteria"] if one["measure"]]
    for name in asked:
        if asked.count(name) > 1 and name in MEASURES and MEASURES[name].private:
            said = _("“%(name)s” stands twice; one criterion may ask for it.")
            raise _wrong(said % {"name": MEASURES[name].label})


def _figure(name: str, where: str, words: str, of: str) -> str:
    """A figure that is there for such a title, or none."""
    known = figures(of)
    if name and name not in known:
        said = _(
            "%(where)s, “%(criterion)s”: there is no figure “%(name)s” for this title. "
            "Write one of these, or leave it empty: %(known)s."
        )
        told = {"criterion": words, "name": name[:60], "known": ", ".join(sorted(known))}
        raise _wrong(said % {"where": where, **told})
    return name


def _decimal(value: Any, where: str, most: int = 1000) -> Decimal:
    try:
        number = Decimal(str(value).replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not 0 <= number <= most:
        words = _("%(where)s: write a number from 0 to %(most)s.")
        raise _wrong(words % {"where": where, "most": most})
    return number


def _years(value: Any) -> int:
    if not isinstance(value, int) or not 1 <= value <= MOST_YEARS:
        words = _("A title holds from 1 to %(most)s years.")
        raise _wrong(words % {"most": MOST_YEARS})
    return value


def _month_day(said: str) -> str:
    found = _DAY.fullmatch(said)
    try:
        # A year without a leap day, for the day must be there every year.
        dt.date(2023, *(int(part) for part in found.groups()) if found else (0, 0))
    except ValueError:
        raise _wrong(_("Write the days of the round as month-day, such as 11-15.")) from None
    return said


def _wrong(words: str) -> Refused:
    return Refused(_("The standard cannot be used. %(what)s") % {"what": words}, status=422)


def read_file(content: bytes) -> Content:
    """A standard out of the file that another office shares.

    Raises:
        Refused: it is no such file; the line is named.
    """
    try:
        said = content.decode("utf-8-sig")
        raw = tomllib.loads(said)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        words = _("The file cannot be read. Take a file that Năm Rõ has written.")
        if found := _LINE.search(str(error)):
            words = _(
                "The file cannot be read from line %(n)s on. Take a file that Năm Rõ has written."
            )
            words %= {"n": found[1]}
        raise Refused(words, status=422) from error
    heads = [n for n, line in enumerate(said.splitlines(), start=1) if _HEAD.match(line)]
    rows = [one for group in _tables(raw.get("group")) for one in _tables(group.get("criterion"))]
    if len(heads) == len(rows):
        for line, one in zip(heads, rows, strict=True):
            one["line"] = line
    return checked(raw)


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
    for n, line in enumerate(lines.splitlines(), start=1):
        if not line.strip():
            continue
        cells = [one.strip() for one in re.split(r"\t|\|", line)]
        cells += [""] * (6 - len(cells))
        kind = kinds.get(text.fold(cells[2]), "")
        if not cells[1] or not kind:
            raise _wrong(_("Line %(n)s: write group | criterion | kind | points.") % {"n": n})
        one = {"text": cells[1], "kind": kind, "at_least": cells[4], "measure": cells[5], "line": n}
        groups.setdefault(cells[0], []).append(one | ({"most": cells[3]} if cells[3] else {}))
    return checked(
        {
            "title": head,
            "band": [_typed_band(one) for one in bands.splitlines() if one.strip()],
            "group": [{"name": name, "criterion": rows} for name, rows in groups.items()],
        }
    )


def _typed_band(line: str) -> dict[str, str]:
    found = _BAND.fullmatch(line)
    if not found:
        words = _("The band “%(line)s”: write the points first, then its name: 90 Excellent.")
        raise _wrong(words % {"line": line[:60]})
    return {"at": found[1], "name": found[2]}


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


def as_bands(content: Content) -> str:
    """The bands as they are typed."""
    return "\n".join(f"{band['at']} {band['name']}" for band in content["bands"])


def criteria(content: Content) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every criterion with the name of its group."""
    for group in content["groups"]:
        for one in group["criteria"]:
            yield group["name"], one


def words_of(content: Content) -> dict[str, str]:
    """The words of each criterion by its id."""
    return {one["id"]: one["text"] for _group, one in criteria(content)}


def measure_of(one: dict[str, Any]) -> Any:
    """The figure that fills a criterion; None where no room holds it."""
    return MEASURES.get(one["measure"]) if one["measure"] else None
