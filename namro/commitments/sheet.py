"""Room commitments: the figures of a campaign, declared once for page, command, Excel and Word."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from namro.commitments.states import Standing
from namro.figures.figure import Figure, Identity, Kind, Sheet
from namro.ledger.states import Finding, FourWay, Shown

ASKED, ITEMS = _("people asked"), _("items registered")
FOLLOWED, DONE = _("items followed"), _("items declared done")


def _people(name: str, label: str | Promise, of: str = "", **filters: str) -> Figure:
    return Figure(
        name, label, Kind.PEOPLE, lambda row: getattr(row, COLUMN.get(name, name)),
        of, ASKED if of else "", "campaign-roll", filters,
    )  # fmt: skip


def _lines(name: str, label: str | Promise, of: str = "", **filters: str) -> Figure:
    return Figure(
        name, label, Kind.ITEMS, lambda row: getattr(row, COLUMN.get(name, name)),
        of, ITEMS if of else "", "commitments", filters,
    )  # fmt: skip


def _work(
    name: str, label: str | Promise, of: str = "", named: str | Promise = "", **filters: str
) -> Figure:
    return Figure(
        name, label, Kind.ITEMS, lambda row: getattr(row, COLUMN.get(name, name)),
        of, named, "ledger", filters,
    )  # fmt: skip


# Figures whose name is not the counter's own.
COLUMN: Mapping[str, str] = {
    "eligible": "asked",
    "handed_in_late": "late",
    "found_otherwise": "contradicted",
}
SHEET = Sheet(
    "campaign",
    (
        _people("on_roll", _("On the roll")),
        _people("exempt", _("Exempt"), standing=Standing.EXEMPT),
        _people("eligible", _("Asked to register"), standing="asked"),
        _people("registered", _("Registered"), "eligible", standing="registered"),
        _people("short", _("Fewer than asked"), "eligible", standing=Standing.SHORT),
        _people("missing", _("Not registered"), "eligible", standing=Standing.MISSING),
        _lines("items", _("Items"), status="counted"),
        _lines("new", _("New tasks"), "items", status="counted", kind="new"),
        _lines("hard", _("Hard tasks"), "items", status="counted", kind="hard"),
        _lines("waiting", _("Waiting for approval"), "items", status="waiting"),
        _lines("approved", _("Approved"), "items", status="approved"),
        _lines("handed_in_late", _("Handed in late"), "items", status="counted", late="yes"),
        _work("followed", _("Followed")),
        _work("done", _("Declared done"), "followed", FOLLOWED, state=Shown.DONE),
        _work("partly", Shown.PARTLY.label, "followed", FOLLOWED, state=Shown.PARTLY),
        _work(
            "on_schedule", Shown.ON_SCHEDULE.label, "followed", FOLLOWED, state=Shown.ON_SCHEDULE
        ),
        _work("behind", Shown.BEHIND.label, "followed", FOLLOWED, state=Shown.BEHIND),
        _work("not_begun", Shown.NOT_BEGUN.label, "followed", FOLLOWED, state=Shown.NOT_BEGUN),
        _work("stopped", _("Stopped"), "followed", FOLLOWED, state="stopped"),
        _work("blocked", _("Blocked"), "followed", FOLLOWED, blocked="yes"),
        _work(
            "verified", _("Verified as done"), "done", DONE,
            verified=Finding.DONE, state=Shown.DONE,
        ),
        _work("found_otherwise", _("Found otherwise"), "done", DONE, verified="otherwise", state=Shown.DONE),
        _work(
            "done_in_time", _("Done in time, by the day in force"), "done", DONE,
            timing=FourWay.DONE_IN_TIME,
        ),
        _work(
            "done_in_first_time", _("Done in time, by the first day"), "done", DONE,
            timing="first",
        ),
    ),
    (
        Identity("on_roll", ("eligible", "exempt")),
        Identity("eligible", ("registered", "missing")),
        Identity("items", ("new", "hard")),
        Identity("items", ("waiting", "approved")),
        Identity(
            "followed", ("done", "partly", "on_schedule", "behind", "not_begun", "stopped")
        ),
    ),
)  # fmt: skip
RATES = ("registered", "approved", "done", "verified", "done_in_time", "done_in_first_time")
