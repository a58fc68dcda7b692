"""Room home: one search over every register, inside what the person may see."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.commitments.models import CaseFile, Commitment
from namro.core import text
from namro.org import queries as org
from namro.org.access import Access
from namro.org.models import Appointment, Person
from namro.registers.pages import link

LONGEST = 200
SHOWN = 12
FEW = 500


def everything(access: Access, words: str) -> list[dict[str, Any]]:
    """Groups of hits; search is literal, so % and _ mean themselves."""
    folded = text.fold(text.nfc(words))
    if not folded:
        return []
    groups = [
        _group(
            _("Registrations"),
            _by_words(access.rows(Commitment, "commitment.view"), folded)
            .select_related("person", "unit", "campaign")
            .order_by("-pk"),
            _line,
            link(reverse("commitments"), q=words),
        ),
        _group(_("People"), _people(access, words, folded), _person, ""),
        _group(_("Units"), org.search_units(access, words), _unit, ""),
        _group(
            _("Case files"),
            _by_words(access.rows(CaseFile, "commitment.view"), folded).order_by("-pk"),
            _case,
            "",
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


def _unit(unit: Any) -> dict[str, Any]:
    return {
        "label": unit.name,
        "href": reverse("unit-detail", args=[unit.pk]),
        "text": unit.get_kind_display(),
    }


def _case(case: CaseFile) -> dict[str, Any]:
    return {
        "label": case.title,
        "href": reverse("case-detail", args=[case.key]),
        "text": f"{case.since:%d/%m/%Y}",
    }
