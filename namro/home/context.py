"""Room home: what every page's frame shows: where I stand, where I can go."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.org.access import Access
from namro.org.models import Grant
from namro.registers.kit import REGISTERS

Item = dict[str, Any]
# place, label, icon, need, shown in the bottom bar of a phone
Place = tuple[str, Any, str, str, bool]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Navigation and account of the frame; error pages may have neither."""
    access: Access | None = getattr(request, "access", None)
    if access is None:
        return {"sends_mail": bool(settings.EMAIL_URL)}
    nav = _nav(request, access)
    grants = access.grants
    return {
        "sends_mail": bool(settings.EMAIL_URL),
        "nav": nav,
        "bottom_nav": [item for item in nav if item["bottom"]][:4],
        "here": _here(grants),
        "as_of": settings.TODAY,
        "person_name": access.actor.name,
        "large": access.user.large_type,
        "draft_person": access.user.pk,
        "account_links": [
            {"url": reverse("account_change_password"), "label": _("Change the password")},
            {"url": reverse("account_logout"), "label": _("Sign out")},
        ],
    }


def _here(grants: list[Grant]) -> str:
    """The unit of the first role; one that has closed only where there is no other."""
    open_first = sorted(grants, key=lambda grant: grant.unit.until is not None)
    return open_first[0].unit.name if open_first else ""


def _nav(request: HttpRequest, access: Access) -> list[Item]:
    """Places by group; the head of a group stands before its first place."""
    found: list[Item] = []
    for group, places in _groups(access):
        open_here = [place for place in places if not place[3] or access.anywhere(place[3])]
        for n, (name, label, icon, _need, bottom) in enumerate(open_here):
            url = reverse(name)
            found.append(
                {
                    "url": url,
                    "label": label,
                    "icon": icon,
                    "bottom": bottom,
                    "current": request.path.startswith(url),
                    "head": group if n == 0 else "",
                }
            )
    return found


def _groups(access: Access) -> list[tuple[str, list[Place]]]:
    # A register says itself to whom it is there; its own records need no role. Whoever has no role
    # and keeps a private one is there for it: it stands in the bar of the phone.
    own = not access.grants
    registers: list[Place] = [
        (
            one.front(access) or f"{one.books[0].name}-list",
            one.label,
            one.icon,
            "",
            own and one.private,
        )
        for one in REGISTERS.values()
        if one.here(access) and (access.anywhere(one.need) or one.front(access))
    ]
    sittings: list[Place] = [
        ("sittings", _("Sittings"), "sitting", "sitting.view", True),
        ("papers", _("Papers"), "sheet", "paper.view", False),
    ]
    return [
        ("", [("my-work", _("My work"), "work", "", True)]),
        (_("New and hard tasks"), _of_tasks()),
        (_("Registers"), registers),
        (_("Sittings and papers"), sittings),
        (_("Figures"), _of_figures()),
        (_("Office"), _of_office()),
    ]


def _of_tasks() -> list[Place]:
    return [
        ("campaigns", _("Campaigns"), "campaign", "campaign.view", True),
        ("review", _("To approve"), "sitting", "commitment.decide", True),
        ("commitments", _("Registrations"), "register", "commitment.view", False),
        ("ledger", _("Ledger"), "ledger", "entry.view", True),
        ("blockers", _("Stuck where?"), "bell", "blocker.clear", False),
        ("cases", _("Case files"), "rules", "commitment.view", False),
    ]


def _of_figures() -> list[Place]:
    return [
        ("figures", _("Figures"), "figure", "figures.view", True),
        ("dashboard", _("Dashboard"), "figure", "figures.view", False),
        ("reports", _("Reports"), "figure", "figures.view", False),
        ("proof-read", _("Proof-read"), "audit", "figures.view", False),
    ]


def _of_office() -> list[Place]:
    return [
        ("units", _("Units"), "unit", "unit.view", False),
        ("imports", _("Workbooks"), "sheet", "import.use", False),
        ("calendar", _("Calendar"), "campaign", "campaign.edit", False),
    ]
