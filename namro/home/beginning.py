"""Room home: what an installation needs before anybody can work with it, in order, with its page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from namro.commitments.models import Campaign
from namro.org.access import Access
from namro.org.models import Appointment, Unit, User
from namro.registers.kit import REGISTERS

Task = dict[str, Any]


def first_steps(access: Access) -> list[Task]:
    """Units, people, accounts, a campaign: what is missing, for who looks after the root."""
    roots = access.units("unit.edit").filter(parent=None, until=None)
    root = roots.order_by("path").first()
    if root is None or _in_use(access):
        return []
    return [*_units(root), *_people(root, access), *_accounts(root, access), *_campaign(access)]


def _in_use(access: Access) -> bool:
    """Something has been entered that the work is about, as far as one may know of it."""
    books = [book for register in REGISTERS.values() for book in register.books]
    return Campaign.objects.exists() or any(
        access.rows(book.listing.model, book.capability).exists() for book in books
    )


def _units(root: Unit) -> list[Task]:
    if Unit.objects.exclude(parent=None).exists():
        return []
    words = _("Party cells, agencies, residential groups: whatever registers or answers for work.")
    return [_task(_("Set up the units below %(unit)s") % {"unit": root}, words, "unit-new", root)]


def _people(root: Unit, access: Access) -> list[Task]:
    if Appointment.objects.exists() or not access.can("person.edit", root):
        return []
    return [
        _task(
            _("Enter the people"),
            _("One by one on the page of their unit, with their post."),
            "unit-detail",
            root,
        ),
        _task(
            _("Or bring lists in"),
            _("Units, members and posts from the workbooks that you have."),
            "import-new",
        ),
    ]


def _accounts(root: Unit, access: Access) -> list[Task]:
    if User.objects.count() > 1 or not access.can("grant.give", root):
        return []
    words = _(
        "On the page of their unit: open an account, hand the one-time link over, give the role."
    )
    return [_task(_("Give the office its accounts and roles"), words, "unit-detail", root)]


def _campaign(access: Access) -> list[Task]:
    if not access.anywhere("campaign.edit"):
        return []
    words = _("With its days, classes and approving bodies; or begin in one of the registers.")
    return [_task(_("Set up the first campaign"), words, "campaign-new")]


def _task(label: str, text: str, name: str, unit: Unit | None = None) -> Task:
    return {"label": label, "text": text, "href": reverse(name, args=[unit.pk] if unit else [])}
