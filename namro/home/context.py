"""Room home: what every page's frame shows: where I stand, where I can go."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from namro.org.access import Access
from namro.org.models import Grant

Item = dict[str, Any]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Navigation and account of the frame; error pages may have neither."""
    access: Access | None = getattr(request, "access", None)
    if access is None:
        return {}
    nav = _nav(request, access)
    grants = access.grants
    return {
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
    # place, label, icon, need, shown in the bottom bar of a phone
    places = (
        ("my-work", _("My work"), "work", "", True),
        ("campaigns", _("Campaigns"), "campaign", "campaign.view", True),
        ("review", _("To approve"), "sitting", "commitment.decide", True),
        ("sittings", _("Sittings"), "sitting", "sitting.view", True),
        ("blockers", _("Stuck where?"), "bell", "blocker.clear", False),
        ("commitments", _("Registrations"), "register", "commitment.view", False),
        ("ledger", _("Ledger"), "ledger", "entry.view", True),
        ("figures", _("Figures"), "figure", "figures.view", True),
        ("dashboard", _("Dashboard"), "figure", "figures.view", False),
        ("proof-read", _("Proof-read"), "audit", "figures.view", False),
        ("reports", _("Reports"), "figure", "figures.view", False),
        ("papers", _("Papers"), "sheet", "paper.view", False),
        ("cases", _("Case files"), "rules", "commitment.view", False),
        ("units", _("Units"), "unit", "unit.view", False),
        ("calendar", _("Calendar"), "campaign", "campaign.edit", False),
        ("imports", _("Workbooks"), "sheet", "import.use", False),
    )
    return [
        {
            "url": (url := reverse(name)),
            "label": label,
            "icon": icon,
            "bottom": bottom,
            "current": request.path.startswith(url),
        }
        for name, label, icon, need, bottom in places
        if not need or access.anywhere(need)
    ]
