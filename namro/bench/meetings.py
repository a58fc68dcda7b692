"""Room bench: the pages of sittings: the list, a long one in session, news of it, one line."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse

from namro.core import clock
from namro.org.models import Grant, User
from namro.sittings.models import Sitting
from namro.sittings.states import ItemState, SittingState

MEMBER = "thuongvu"
OFFICE = "thanhpho"


@dataclass(frozen=True)
class Page:
    """One page, the statement that gives the rows it shows, and whose browser asks."""

    name: str
    address: str
    floor: str
    params: tuple[Any, ...]
    user: str = OFFICE
    status: int = 200


def pages(top: int, path: str) -> list[Page]:
    """The pages of sittings; the longest of the demonstration is put in session for them."""
    sitting, member = in_session(), User.objects.get(username=MEMBER)
    # The body of the demonstration is long closed; its member reads and votes all the same.
    Grant.objects.get_or_create(
        person_id=member.person_id, role="approver", unit_id=top, since=sitting.planned_at.date()
    )
    return [_listed(path), *_of_one(sitting)]


def _listed(path: str) -> Page:
    return Page(
        "list of sittings",
        reverse("sittings"),
        "SELECT s.*, u.name, (SELECT count(*) FROM sittings_agendaitem i WHERE i.sitting_id ="
        " s.id) FROM sittings_sitting s JOIN org_unit u ON u.id = s.unit_id"
        " WHERE u.path LIKE %s ORDER BY s.planned_at DESC LIMIT 50",
        (path,),
    )


def _of_one(sitting: Sitting) -> list[Page]:
    item = sitting.items.filter(status=ItemState.TABLED)[0]
    lines = sitting.items.count()
    return [
        Page(
            f"sitting in session, {lines} lines",
            reverse("sitting-detail", args=[sitting.key]),
            'SELECT i.* FROM sittings_agendaitem i WHERE i.sitting_id = %s ORDER BY i."order"',
            (sitting.pk,),
        ),
        Page(
            "ballot, nothing new",
            f"{reverse('sitting-ballot', args=[sitting.key])}?pulse={sitting.pulse}",
            "SELECT pulse FROM sittings_sitting WHERE id = %s",
            (sitting.pk,),
            MEMBER,
            204,
        ),
        Page(
            "ballot",
            reverse("sitting-ballot", args=[sitting.key]),
            'SELECT i.* FROM sittings_agendaitem i WHERE i.sitting_id = %s ORDER BY i."order"',
            (sitting.pk,),
            MEMBER,
        ),
        Page(
            "item page",
            reverse("item-detail", args=[sitting.key, item.key]),
            "SELECT i.*, c.* FROM sittings_agendaitem i JOIN commitments_commitment c"
            " ON c.id = i.source WHERE i.id = %s",
            (item.pk,),
        ),
    ]


def in_session() -> Sitting:
    """The longest sitting as it stood half-way; below the application, in a database of our own."""
    longest = (
        Sitting.objects.annotate(lines=Count("items"))
        .exclude(opened_at=None)
        .order_by("-lines", "pk")
        .first()
    )
    if longest is None:
        raise LookupError("the demonstration has no sittings")
    Sitting.objects.filter(pk=longest.pk).update(
        status=SittingState.OPEN, closed_at=None, planned_at=clock.now()
    )
    rest = list(longest.items.order_by("order", "pk").values_list("pk", flat=True))
    rest = rest[len(rest) // 2 :]
    undecided = {"way": "", "decided_at": None, "presider": None, "signed": False, "live": True}
    longest.items.filter(pk__in=rest).update(status=ItemState.WAITING, **undecided)
    longest.items.filter(pk=rest[0]).update(status=ItemState.TABLED)
    longest.refresh_from_db()
    return longest
