"""Room commitments: the map of units by which a campaign counts: kept when it closes."""

from django.utils.translation import gettext as _

from namro.commitments.models import Campaign
from namro.core import clock
from namro.org.access import Access
from namro.org.maps import moved_since
from namro.org.models import ids_of


def same_map(campaign: Campaign, access: Access) -> str | None:
    """Figures of a closed campaign stay on the map of their days; an open one counts on today's."""
    if campaign.counted_on is None or not moved_since(campaign.unit, campaign.counted_on):
        return None
    return _("Units below %(unit)s have changed since it was closed; set up a new campaign.") % {
        "unit": campaign.unit
    }


def keep_map(campaign: Campaign, access: Access) -> dict[str, object]:
    """A campaign that closes keeps the day and the map by which it counted."""
    return {"counted_on": clock.today(), "counted_map": _counted_map(campaign)}


def _counted_map(campaign: Campaign) -> dict[str, int | None]:
    """Unit to parent, as the records of the campaign count now."""
    found: dict[str, int | None] = {}
    for rows in (campaign.registrants, campaign.commitments):
        for path in rows.order_by().values_list("counted_path", flat=True).distinct():
            above: int | None = None
            for pk in ids_of(path):
                found[str(pk)] = above
                above = pk
    return found


def todays_map(campaign: Campaign, access: Access) -> dict[str, object]:
    """An open campaign counts on today's map."""
    return {"counted_on": None, "counted_map": {}}
