"""Room org: reads over units and people."""

import datetime as dt
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, When
from django.db.models.functions import Length

from namro.core import text
from namro.org.access import Access
from namro.org.models import Appointment, Grant, Person, Unit, UnitCode, UnitName, User


def crumbs(unit: Unit, access: Access, address: str) -> list[dict[str, str]]:
    """The way down the tree to a unit, as far up as this person may see."""
    seen = access.units("unit.view").filter(pk__in=unit.ancestor_ids).order_by("path")
    joint = "&" if "?" in address else "?"
    steps = [{"label": one.name, "url": f"{address}{joint}unit={one.pk}"} for one in seen]
    if steps:
        steps[-1]["url"] = ""
    return steps


def people(access: Access) -> QuerySet:
    """People who hold, or held, a post in a unit of this person's."""
    posts = access.rows(Appointment, "person.view")
    return Person.objects.filter(pk__in=posts.values("person"))


def near(unit: Unit, access: Access) -> QuerySet:
    """Who has held a post or a role in a unit, below it, or above it as far as one may see."""
    above = access.units("person.view").filter(pk__in=unit.ancestor_ids)
    here = Q(unit__path__startswith=unit.path) | Q(unit__in=above.values("pk"))
    found = [model.objects.filter(here).values("person") for model in (Appointment, Grant)]
    return Person.objects.filter(Q(pk__in=found[0]) | Q(pk__in=found[1]))


def whose_account(access: Access, key: str) -> tuple[Person, Unit] | None:
    """A person whose account one may give, and the unit by whose post (or role) one may."""
    for model in (Appointment, Grant):
        rows = access.rows(model, "grant.give").filter(person__key=key)
        row = rows.select_related("person", "unit").order_by("-since", "pk").first()
        if row is not None:
            return row.person, row.unit
    return None


def account_of(person: Person) -> User | None:
    """The account of a person, where there is one."""
    return User.objects.filter(person=person).first()


def with_posts(people: QuerySet) -> QuerySet:
    """The same people, with every post they have held read along, the latest first."""
    posts = Appointment.objects.select_related("unit").order_by("-since", "pk")
    return people.prefetch_related(Prefetch("appointments", posts))


def search_people(access: Access, words: str) -> QuerySet:
    """People by name, with or without accents, in any order of the words."""
    found = people(access)
    for word in text.fold(words).split():
        found = found.filter(search_text__contains=word)
    return found.order_by("sort_key", "pk")


def search_units(access: Access, words: str, day: dt.date | None = None) -> QuerySet:
    """Units by every name and every code that they have had, or by those of a day.

    Whose name or code is exactly that comes first, then open ones, then the higher in the tree.
    """
    named = UnitName.objects.on(day) if day else UnitName.objects.all()
    for word in text.fold(words).split():
        named = named.filter(search_text__contains=word)
    coded = UnitCode.objects.on(day) if day else UnitCode.objects.all()
    coded = coded.filter(code=words.strip())
    seen = access.units("unit.view")
    found = seen.filter(Q(pk__in=named.values("unit")) | Q(pk__in=coded.values("unit")))
    exactly = (named.filter(search_text=text.fold(words)), coded)
    same = [Q(Exists(rows.filter(unit=OuterRef("pk")))) for rows in exactly]
    return found.annotate(exact=Case(When(same[0] | same[1], then=0), default=1)).order_by(
        "exact", F("until").asc(nulls_first=True), Length("path"), "path"
    )


def passages_by(passages: Any, side: str) -> list[tuple[Unit, int]]:
    """The units on the other side of passages, and how many items went between."""
    counted = passages.order_by().values(side).annotate(n=Count("pk"))
    found = {row[side]: row["n"] for row in counted}
    units = Unit.objects.in_bulk(found)
    return sorted(((units[pk], n) for pk, n in found.items()), key=lambda pair: pair[0].path)
