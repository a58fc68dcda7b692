"""Room commitments: the class in which somebody of a list registers."""

from typing import Any

from namro.commitments.models import Campaign
from namro.org.models import Unit
from namro.org.states import Branch, RegistrantClass

CLASS_OF_BRANCH = {Branch.STATE: RegistrantClass.AGENCY_MEMBER}


def classes(campaign: Campaign) -> list[str]:
    """The classes that a campaign asks."""
    return list(campaign.classes.values_list("klass", flat=True))


def klass_of(asked: list[str], unit: Unit) -> str:
    """The campaign's one class, else by the unit."""
    if len(asked) == 1:
        return asked[0]
    wanted: Any = CLASS_OF_BRANCH.get(Branch(unit.branch), RegistrantClass.RESIDENTIAL_MEMBER)
    return str(wanted if wanted in asked else asked[0])
