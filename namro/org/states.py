"""Room org: the kinds of units, branches and registrants that every room speaks of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Branch(models.TextChoices):
    PARTY = "party", _("Party")
    STATE = "state", _("State bodies")
    MASS = "mass", _("Mass organisations")


class UnitKind(models.TextChoices):
    AREA = "area", _("Area")
    COMMITTEE = "committee", _("Party committee")
    STANDING = "standing", _("Standing Committee")
    BOARD = "board", _("Party board or office")
    GRASSROOTS = "grassroots", _("Grass-roots Party committee")
    CELL = "cell", _("Party cell")
    PEOPLES_COMMITTEE = "peoples_committee", _("People's Committee")
    AGENCY = "agency", _("State agency")
    MASS_BODY = "mass_body", _("Mass organisation")
    RESIDENTIAL = "residential", _("Residential group")
    TEAM = "team", _("Team")


class Level(models.TextChoices):
    """Of an area: what the State's list of areas calls it; empty where that list does not reach."""

    PROVINCE = "province", _("Province or city")
    DISTRICT = "district", _("District")
    COMMUNE = "commune", _("Commune or ward")
    RESIDENTIAL = "residential", _("Residential group or village")


class SuccessionKind(models.TextChoices):
    """How much of what a unit was its successor carries on."""

    WHOLE = "whole", _("Whole")
    PART = "part", _("Part")
    REMAINDER = "remainder", _("What remained")


class ReorganisationState(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    APPLIED = "applied", _("Carried out")
    UNDONE = "undone", _("Undone")


class RegistrantClass(models.TextChoices):
    """Classes of registrants; each has its own quota in a campaign."""

    KEY_OFFICIAL = "key_official", _("Key official")
    AGENCY_MEMBER = "agency_member", _("Member of an agency")
    RESIDENTIAL_MEMBER = "residential_member", _("Member of a residential area")
    COLLECTIVE = "collective", _("Collective")
