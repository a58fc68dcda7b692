"""Room commitments: rows of a workbook against the units and people that are known already."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from namro.commitments.models import Campaign
from namro.core import text
from namro.org.models import Appointment, Person, Unit
from namro.org.states import Branch, RegistrantClass, UnitKind

# The beginning of a unit's name tells what it is; a person may choose otherwise.
BEGINNINGS: tuple[tuple[str, str, str], ...] = (
    ("dang uy phuong", Branch.PARTY, UnitKind.GRASSROOTS),
    ("dang bo", Branch.PARTY, UnitKind.GRASSROOTS),
    ("chi bo", Branch.PARTY, UnitKind.CELL),
    ("ban thuong vu", Branch.PARTY, UnitKind.STANDING),
    ("uy ban kiem tra", Branch.PARTY, UnitKind.BOARD),
    ("uy ban nhan dan", Branch.STATE, UnitKind.PEOPLES_COMMITTEE),
    ("ubnd", Branch.STATE, UnitKind.PEOPLES_COMMITTEE),
    ("phong", Branch.STATE, UnitKind.AGENCY),
    ("van phong hdnd", Branch.STATE, UnitKind.AGENCY),
    ("thanh tra", Branch.STATE, UnitKind.AGENCY),
    ("hoi", Branch.MASS, UnitKind.MASS_BODY),
    ("lien doan", Branch.MASS, UnitKind.MASS_BODY),
    ("doan thanh nien", Branch.MASS, UnitKind.MASS_BODY),
    ("mttq", Branch.MASS, UnitKind.MASS_BODY),
    ("uy ban mttq", Branch.MASS, UnitKind.MASS_BODY),
    ("to dan pho", Branch.MASS, UnitKind.RESIDENTIAL),
)
CLASS_OF_BRANCH = {Branch.STATE: RegistrantClass.AGENCY_MEMBER}


@dataclass(frozen=True)
class Known:
    """What the campaign's part of the tree knows."""

    units: dict[str, list[Unit]]
    people: dict[str, list[tuple[Person, Unit]]]

    def unit(self, name: str) -> Unit | None:
        """The one unit of this name; two of one name are no answer."""
        found = self.units.get(text.identity(name), [])
        return found[0] if len(found) == 1 else None

    def by_pk(self, chosen: str) -> Unit | None:
        """The unit that a person chose by hand."""
        wanted = text.whole_number(chosen)
        every = (unit for units in self.units.values() for unit in units)
        return next((unit for unit in every if unit.pk == wanted), None)

    def same_name(self, name: str) -> list[tuple[Person, Unit]]:
        """Everybody of this name, with where they belong."""
        return self.people.get(text.identity(name), [])


def known(campaign: Campaign) -> Known:
    """Read the names once; two queries whatever the length of the list."""
    units: dict[str, list[Unit]] = defaultdict(list)
    for unit in Unit.objects.under(campaign.unit).on(campaign.opens):
        units[text.identity(unit.name)].append(unit)
    people: dict[str, dict[tuple[int, int], tuple[Person, Unit]]] = defaultdict(dict)
    posts = Appointment.objects.filter(unit__path__startswith=campaign.unit.path)
    for post in posts.select_related("person", "unit").iterator(chunk_size=2000):
        key = (post.person_id, post.unit_id)
        people[text.identity(post.person.full_name)][key] = (post.person, post.unit)
    return Known(units=dict(units), people={k: list(v.values()) for k, v in people.items()})


def guess(name: str) -> tuple[str, str]:
    """Branch and kind of a unit that nobody knows yet, by the beginning of its name."""
    folded = text.fold(name)
    fitting = [one for one in BEGINNINGS if folded.startswith(one[0])]
    if fitting:
        _beginning, branch, kind = max(fitting, key=lambda one: len(one[0]))
        return branch, kind
    party = "quan uy" in folded or "dang uy" in folded or "chinh tri" in folded
    return (Branch.PARTY, UnitKind.BOARD) if party else (Branch.STATE, UnitKind.AGENCY)


def klass_for(campaign: Campaign, unit: Unit) -> str:
    """The class in which somebody of a list registers: the campaign's one, else by the unit."""
    classes = list(campaign.classes.values_list("klass", flat=True))
    if len(classes) == 1:
        return str(classes[0])
    wanted: Any = CLASS_OF_BRANCH.get(Branch(unit.branch), RegistrantClass.RESIDENTIAL_MEMBER)
    return str(wanted if wanted in classes else classes[0])
