"""Room org: reads over units and people."""

from django.db.models import QuerySet

from namro.core import text
from namro.org.access import Access
from namro.org.models import Appointment, Person, Unit


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


def search_people(access: Access, words: str) -> QuerySet:
    """People by name, with or without accents, in any order of the words."""
    found = people(access)
    for word in text.fold(words).split():
        found = found.filter(search_text__contains=word)
    return found.order_by("sort_key", "pk")


def search_units(access: Access, words: str) -> QuerySet:
    """Units by name or code."""
    seen = access.units("unit.view")
    found = seen
    for word in text.fold(words).split():
        found = found.filter(search_text__contains=word)
    return (found | seen.filter(codes__code=words.strip())).distinct().order_by("path")
