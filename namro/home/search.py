"""Room home: one search over every register, inside what the person may see."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.commitments.models import CaseFile, Commitment
from namro.core import text
from namro.org import maps
from namro.org import queries as org
from namro.org.access import Access
from namro.org.models import Appointment, Person, Unit
from namro.registers.kit import REGISTERS
from namro.registers.pages import link

LONGEST = 200
SHOWN = 12
FEW = 500


def everything(access: Access, words: str, day: dt.date | None = None) -> list[dict[str, Any]]:
    """Groups of hits; search is literal, so % and _ mean themselves.

    As of a day: what had been handed in by then, and the units of that day by their names of then.
    """
    folded = text.fold(text.nfc(words))
    if not folded:
        return []
    lines = _by_words(access.rows(Commitment, "commitment.view"), folded)
    cases = _by_words(access.rows(CaseFile, "commitment.view"), folded)
    if day is not None:
        lines, cases = lines.filter(submitted_on__lte=day), cases.filter(since__lte=day)
    groups = [
        _group(
            _("Registrations"),
            lines.select_related("person", "unit", "campaign").order_by("-pk"),
            _line,
            link(reverse("commitments"), q=words, as_of=day.isoformat() if day else ""),
        ),
        _group(_("People"), _people(access, words, folded), _person, ""),
        _group(
            _("Units"),
            org.search_units(access, words, day),
            _unit_on(day),
            link(reverse("units"), q=words, as_of=day.isoformat() if day else ""),
        ),
        _group(
            _("Case files"),
            cases.order_by("-pk"),
            _case,
            "",
        ),
        *(
            _group(str(one.title), one.rows(access, folded), one.hit, "")
            for register in REGISTERS.values()
            for one in register.finds
        ),
    ]
    return [group for group in groups if group["hits"]]


def _by_words(rows: QuerySet, folded: str) -> QuerySet:
    for word in folded.split():
        rows = rows.filter(search_text__contains=word)
    return rows


def _people(access: Access, words: str, folded: str) -> QuerySet:
    """People by name; where few bear it, only those are looked up in the units one may see.

    Else the posts of every unit would be read before the first name is looked at.
    """
    found = org.search_people(access, words)
    named = _by_words(Person.objects.all(), folded).values_list("pk", flat=True)
    few = list(named[: FEW + 1])
    if len(few) > FEW:
        return found
    posts = access.rows(Appointment, "person.view").filter(person__in=few)
    return Person.objects.filter(pk__in=posts.values("person")).order_by("sort_key", "pk")


def _group(title: str, rows: QuerySet, hit: Any, more: str) -> dict[str, Any]:
    got = list(rows[: SHOWN + 1])
    return {
        "title": title,
        "hits": [hit(row) for row in got[:SHOWN]],
        "more": more if len(got) > SHOWN else "",
    }


def _line(line: Commitment) -> dict[str, Any]:
    who = line.person or line.unit
    return {
        "label": line.title,
        "href": reverse("commitment-detail", args=[line.key]),
        "text": f"{who} · {line.unit} · {line.campaign}",
        "state": line.status,
        "state_label": line.get_status_display(),
    }


def _person(person: Any) -> dict[str, Any]:
    return {
        "label": person.full_name,
        "href": link(reverse("commitments"), q=person.full_name),
        "text": "; ".join(str(post) for post in person.appointments.all()[:3]),
    }


def _unit_on(day: dt.date | None) -> Callable[[Unit], dict[str, Any]]:
    """A unit by its name of a day; one that closed says so, and by whom it is carried on."""

    def hit(unit: Unit) -> dict[str, Any]:
        shown = maps.as_named([unit], day)[0] if day else unit
        told = [str(shown.get_kind_display())]
        if unit.until is not None:
            told.append(_("closed from %(day)s") % {"day": f"{unit.until:%d/%m/%Y}"})
            told += [str(row.after) for row in maps.carried_on(unit)[:3]]
        address = reverse("unit-detail", args=[unit.pk])
        return {
            "label": shown.name,
            "href": link(address, as_of=day.isoformat() if day else ""),
            "text": " · ".join(told),
        }

    return hit


def _case(case: CaseFile) -> dict[str, Any]:
    return {
        "label": case.title,
        "href": reverse("case-detail", args=[case.key]),
        "text": f"{case.since:%d/%m/%Y}",
    }
