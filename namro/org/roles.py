"""Room org: the permission table; a role is a set of capabilities, code and not data.

Registers above add the rights that they bring, once, when the program starts.
"""

from collections.abc import Iterable, Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    SECRETARY = "secretary", _("Secretary of a cell")
    OFFICE = "office", _("Office of the committee")
    APPROVER = "approver", _("Approving body")
    LEADER = "leader", _("Leader")
    VERIFIER = "verifier", _("Inspection committee")
    READER = "reader", _("Reader")
    ADMINISTRATOR = "administrator", _("Administrator")


READING = frozenset(
    {
        "unit.view",
        "person.view",
        "campaign.view",
        "commitment.view",
        "entry.view",
        "figures.view",
        "paper.view",
    }
)

ROLES: dict[str, frozenset[str]] = {
    Role.SECRETARY: READING
    | {"commitment.submit", "commitment.behalf", "entry.report", "blocker.raise", "import.use"},
    Role.OFFICE: READING
    | {
        "commitment.submit",
        "commitment.behalf",
        "campaign.edit",
        "unit.edit",
        "person.edit",
        "grant.give",
        "import.use",
        "entry.report",
        "blocker.raise",
        "sitting.view",
        "sitting.prepare",
        "sitting.lead",
        "snapshot.take",
        "paper.issue",
    },
    Role.APPROVER: READING | {"commitment.decide", "sitting.view", "sitting.lead", "sitting.vote"},
    Role.LEADER: READING | {"entry.extend", "blocker.clear", "entry.stop"},
    Role.VERIFIER: READING | {"entry.verify", "import.use", "paper.issue"},
    Role.READER: READING,
    # Accounts, units and the forms of papers only: an administrator sees no case content.
    Role.ADMINISTRATOR: frozenset(
        {"unit.view", "unit.edit", "person.view", "grant.give", "paper.template"}
    ),
}

# Roles that read what is kept; an administrator's does not.
READER_ROLES = tuple(role for role, held in ROLES.items() if held >= READING)

# What everybody holds on records of their own, without any grant.
OWN = set(
    {"campaign.view", "commitment.view", "commitment.submit", "entry.view", "entry.report"}
) | {"blocker.raise", "paper.view"}

CAPABILITIES = set().union(*ROLES.values()) | OWN


def declare(rights: Mapping[str, Iterable[str]], own: Iterable[str] = ()) -> None:
    """Rights that a register brings: by role, and what everybody holds on records of their own."""
    for role, capabilities in rights.items():
        ROLES[role] |= set(capabilities)
        CAPABILITIES.update(capabilities)
    OWN.update(own)
    CAPABILITIES.update(own)


def roles_with(capability: str) -> set[str]:
    """Every role that carries a capability."""
    return {role for role, held in ROLES.items() if capability in held}
