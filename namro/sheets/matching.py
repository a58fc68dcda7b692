"""Sheets room: units and people of a list against those known: certain, likely or new, and why."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from namro.core import clock, text
from namro.org.models import Person, Unit
from namro.sheets.known import Born, Known, Post, known, same_birth
from namro.sheets.lists import NEW, SAME, SKIP, Batch, Question, Verdict, Who

LIKELY = "likely"
FIRST = "first"
# A unit that has closed is decided about by itself, never with all that are new.
CLOSED = "closed"
# Above this the choice of a parent would fill the page; one answer for all is enough then.
MOST_PARENTS = 60


def unit_key(name: str) -> str:
    """The name of a choice about a unit."""
    return f"unit:{text.identity(name)}"


def parent_key(name: str) -> str:
    """The name of a choice about where a new unit stands."""
    return f"parent:{text.identity(name)}"


def person_key(name: str, unit: str, born: Born = None) -> str:
    """The name of a choice about a person."""
    day = f"#{born}" if born else ""
    return f"person:{text.identity(name)}@{text.identity(unit)}{day}"


DAY_KEY = "since:day"


def ask_day(batch: Batch) -> dt.date:
    """From which day posts and units hold for which the list names none."""
    today = clock.today()
    days = [today, dt.date(today.year, 1, 1)]
    if batch.listed_on and batch.listed_on <= today:
        days.insert(0, batch.listed_on)
    options = [(one.isoformat(), f"{one:%d/%m/%Y}") for one in dict.fromkeys(days)]
    chosen = batch.choices.get(DAY_KEY, "")
    batch.questions.append(
        Question(
            DAY_KEY,
            "since",
            _("Units and posts of the list hold from"),
            options,
            len(batch.verdicts),
            proposed=options[0][0],
            chosen=chosen,
        )
    )
    day = next((one for one in days if one.isoformat() == chosen), days[0])
    for verdict in batch.verdicts:
        verdict.since = day
    return day


def match(batch: Batch) -> None:
    """Find the unit and the person of every row, and ask about what is not certain."""
    look_up(batch)
    match_units(batch)
    match_people(batch)


def look_up(batch: Batch) -> Known:
    """What is known below the target, read once."""
    target = batch.target
    batch.known = known(target.unit, target.map_day or target.since)
    return batch.known


def match_units(batch: Batch) -> None:
    """The unit that each row names."""
    names: Counter[str] = Counter()
    for verdict in batch.verdicts:
        if verdict.who is None or not verdict.who.unit:
            continue
        _match_unit(verdict, verdict.who.unit, batch)
        if verdict.new_unit and not verdict.already:
            names[verdict.new_unit] += 1
    _ask_units(names, batch)


def _match_unit(verdict: Verdict, name: str, batch: Batch) -> None:
    units: Known = batch.known
    verdict.unit = units.unit(name, verdict.row.section)
    if verdict.unit is not None:
        say_renamed(verdict, "unit", name, verdict.unit, units)
        return
    key = unit_key(name)
    closed = units.closed(name)
    chosen = batch.chosen(key, NEW if closed is None else CLOSED, "unit")
    verdict.unit = units.by_pk(chosen)
    if verdict.unit is None:
        if closed is not None:
            verdict.more["closed"] = str(closed)
        verdict.new_unit = name
        verdict.left_out |= chosen == SKIP
        if chosen not in (NEW, SKIP):
            verdict.asks.append(key)


def say_renamed(verdict: Verdict, column: str, name: str, unit: Unit, units: Known) -> None:
    """A unit under an old name is certain; who looks at the row reads how it is called now."""
    day = units.renamed(name, unit)
    if day is not None and not verdict.already:
        said = {"name": name, "unit": unit.name, "day": f"{day:%d/%m/%Y}"}
        verdict.note("renamed_unit", column, **said)


def _ask_units(names: Counter[str], batch: Batch) -> None:
    units: Known = batch.known
    parents = [(str(unit.pk), unit.name) for unit in units.parents()]
    for name, rows in names.items():
        key = unit_key(name)
        closed = units.closed(name)
        heirs = list(closed.heirs) if closed else []
        options = [(str(one.pk), _("use %(name)s") % {"name": one.name}) for one in heirs]
        options += [(NEW, _("make it")), (SKIP, _("leave its rows out"))]
        for one in units.alike(name):
            under = one.parent.name if one.parent else ""
            if one not in heirs:
                words = _("it is %(name)s, %(unit)s") % {"name": one.name, "unit": under}
                options.append((str(one.pk), words))
        sure = NEW if closed is None else CLOSED
        batch.questions.append(
            Question(
                key,
                "unit",
                name,
                options,
                rows,
                why=str(closed or ""),
                proposed=str(heirs[0].pk) if len(heirs) == 1 else "",
                chosen=batch.chosen(key, sure, "unit"),
                sure=sure,
            )
        )
        if len(names) <= MOST_PARENTS:
            batch.questions.append(
                Question(
                    parent_key(name),
                    "parent",
                    name,
                    parents,
                    rows,
                    proposed=str(batch.target.unit.pk),
                    chosen=batch.choices.get(parent_key(name), ""),
                )
            )


@dataclass(frozen=True)
class _Found:
    """Who a row may be: certain without asking, likely with a question, or new."""

    sure: str
    posts: tuple[Post, ...] = ()
    why: str = ""
    same_as: str = ""


def match_people(batch: Batch) -> None:
    """The person whom each row names; rows of one name, unit and birth are one person."""
    groups: dict[str, tuple[Who, list[Verdict]]] = {}
    for verdict in batch.verdicts:
        who = verdict.who
        if who is not None and who.name and who.unit:
            key = person_key(who.name, _place(verdict), who.born)
            groups.setdefault(key, (who, []))[1].append(verdict)
    first: dict[str, str] = {}
    papers: dict[str, str] = {}
    settled: dict[str, Person | str] = {}
    for key, (who, verdicts) in groups.items():
        found = _find(who, verdicts[0], batch.known, first.get(text.identity(who.name), ""))
        if who.paper and who.paper in papers and found.sure != "certain":
            why = _("the list has this number of an identity paper twice")
            found = _Found(LIKELY, found.posts, why, papers[who.paper])
        papers.setdefault(who.paper, key)
        settled[key] = _settle(key, verdicts, found, settled, batch)
        if not verdicts[0].left_out:
            first.setdefault(text.identity(who.name), key)


def _place(verdict: Verdict) -> str:
    return verdict.unit.name if verdict.unit else verdict.new_unit


def _find(who: Who, verdict: Verdict, names: Known, first: str) -> _Found:
    alike = names.same_name(who.name)
    unit = verdict.unit
    here = [one for one in alike if unit is not None and one[1].pk == unit.pk]
    fitting = _people(one for one in here if same_birth(one[0].born_on, who.born) is not False)
    if len(fitting) == 1:
        return _Found("certain", (fitting[0],), _("same name in the same unit"))
    born = _people(one for one in alike if same_birth(one[0].born_on, who.born))
    if len(born) == 1:
        return _Found("certain", (born[0],), _("same name and day of birth"))
    if len(fitting) > 1:
        why = _("several of this name in the same unit")
        return _Found(LIKELY, tuple(fitting), why)
    if here:
        why = _("same name in the same unit, but born on another day")
        return _Found(LIKELY, tuple(_people(here)), why)
    elsewhere = [one for one in alike if same_birth(one[0].born_on, who.born) is not False]
    if elsewhere:
        return _Found(LIKELY, tuple(elsewhere), _("same name in another unit"))
    if first:
        return _Found(LIKELY, (), _("the list has this name twice"), first)
    near = names.near_name(who.name, unit) if unit else []
    if near:
        return _Found(LIKELY, tuple(near), _("nearly the same name in the same unit"))
    return _Found(NEW, (), _("nobody of this name is known"))


def _people(posts: Iterable[Post]) -> list[Post]:
    """Each person once."""
    return list({person.pk: (person, unit) for person, unit in posts}.values())


def _settle(
    key: str,
    verdicts: list[Verdict],
    found: _Found,
    settled: dict[str, Person | str],
    batch: Batch,
) -> Person | str:
    """Who it is, as far as it is certain or decided; else a question."""
    if found.sure == "certain":
        return _give(verdicts, found.posts[0][0])
    chosen = batch.chosen(key, found.sure, "person")
    if chosen == FIRST:
        chosen = str(found.posts[0][0].pk) if found.posts else SAME
    if not all(verdict.already for verdict in verdicts):
        batch.questions.append(_question(key, verdicts, found, chosen))
    picked = next((one for one, _unit in found.posts if str(one.pk) == chosen), None)
    if picked is not None:
        return _give(verdicts, picked)
    if chosen == SAME and found.same_as:
        return _give(verdicts, settled[found.same_as])
    for verdict in verdicts:
        verdict.new_person = key
        verdict.left_out |= chosen == SKIP
        if chosen not in (NEW, SKIP):
            verdict.asks.append(key)
    return key


def _give(verdicts: list[Verdict], who: Person | str) -> Person | str:
    for verdict in verdicts:
        if isinstance(who, Person):
            verdict.person = who
        else:
            verdict.new_person = who
    return who


def _question(key: str, verdicts: list[Verdict], found: _Found, chosen: str) -> Question:
    who = verdicts[0].who
    options = [(NEW, _("a new person")), (SKIP, _("leave the rows out"))]
    for person, unit in found.posts[:20]:
        options.append((str(person.pk), _same_words(person, unit)))
    if found.same_as:
        options.append((SAME, _("the same person, in both units")))
    return Question(
        key,
        "person",
        who.name if who else "",
        options,
        len(verdicts),
        where=_place(verdicts[0]),
        why=found.why,
        proposed=NEW if found.sure == NEW else "",
        chosen=chosen,
        sure=found.sure,
    )


def _same_words(person: Person, unit: Unit) -> str:
    if person.born_on is None:
        return _("the same as %(name)s, %(unit)s") % {"name": person.full_name, "unit": unit.name}
    return _("the same as %(name)s, %(unit)s, born %(day)s") % {
        "name": person.full_name,
        "unit": unit.name,
        "day": f"{person.born_on:%d/%m/%Y}",
    }


def accept_all(questions: Iterable[Question]) -> dict[str, str]:
    """Choices that make every proposed unit and every person that resembles nobody."""
    return {
        one.key: NEW for one in questions if one.group in ("unit", "person") and one.sure == NEW
    }
