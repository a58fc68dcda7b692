"""Room demo: how 2023 ended: nearly all reported and much of it checked, some left over; closed."""

import datetime as dt
from collections.abc import Callable

from namro.commitments.models import Amendment, Campaign, Commitment
from namro.commitments.states import WAITING, AmendmentState, State
from namro.commitments.workflow import AMENDMENT, CAMPAIGN, COMMITMENT
from namro.core import clock
from namro.core.write import writing
from namro.demo import autumn
from namro.demo.stage import READ_ALONG, Stage
from namro.ledger import actions as ledger
from namro.ledger.models import Blocker, Entry, Extension
from namro.ledger.states import OPEN_STATES, BlockerState, ExtensionState
from namro.org.access import Access

NOVEMBER, DECEMBER = dt.date(2023, 11, 27), dt.date(2023, 12, 29)
CLOSED_ON = dt.date(2024, 1, 5)
DONE_BY_NOW = "Việc đã hoàn thành, không cần gia hạn nữa."
# What a campaign leaves over at most, so that something passes on; a few of it stuck.
LEFT_OVER, STUCK_LEFT = 30, 10
CHECKED = 0.25
CLEARED = "Đã họp với các bên, phòng chuyên môn giải quyết xong."


def close(stage: Stage, campaigns: list[Campaign]) -> None:
    """The rest of 2023, and the end of its campaigns."""
    for campaign in campaigns:
        with clock.pretend(NOVEMBER):
            _decide_what_waits(stage, campaign)
        _finish(stage, campaign)
        _check(stage, campaign)
        if campaign.counted_on is None:
            with clock.pretend(CLOSED_ON):
                CAMPAIGN.take(campaign, "close", stage.access("vanphong"))


def _decide_what_waits(stage: Stage, campaign: Campaign) -> None:
    """Committees clear their tables; a draft that was never handed in is withdrawn."""
    leader = stage.access("lanhdao")
    for pk, user in stage.approvers.items():
        access = Access.of(user, clock.today(), via="demo")
        rows = Commitment.objects.filter(campaign=campaign, waits_for_id=pk, status__in=WAITING)
        with writing():
            for line in rows.select_related(*READ_ALONG).order_by("pk"):
                COMMITMENT.take(line, "approve", access)
            asked = Amendment.objects.filter(
                commitment__campaign=campaign, waits_for_id=pk, status=AmendmentState.ASKED
            )
            for one in asked.select_related("commitment__campaign", "unit", "waits_for"):
                AMENDMENT.take(one, "approve-change", access)
    me = stage.access("dangvien")
    drafts = Commitment.objects.filter(campaign=campaign, status=State.DRAFT, person=me.person)
    for line in drafts.select_related(*READ_ALONG):
        COMMITMENT.take(line, "withdraw", me)
    asked_for = Extension.objects.filter(
        entry__register="commitment", entry__period=campaign.pk, status=ExtensionState.ASKED
    )
    with writing():
        for extension in asked_for.select_related("entry", "unit").order_by("pk"):
            # What was done meanwhile needs no later day.
            step = "grant" if extension.entry.is_open else "refuse"
            ledger.decide_extension(
                extension, step, leader, DONE_BY_NOW if step == "refuse" else ""
            )


def _finish(stage: Stage, campaign: Campaign) -> None:
    """All but a few report by the end of December; who was stuck is helped first."""
    rows = [one for one in autumn.entries_of(campaign) if one.status in OPEN_STATES]
    stuck = [one for one in rows if one.blocked]
    free = [one for one in rows if not one.blocked]
    stage.chance.shuffle(stuck)
    stage.chance.shuffle(free)
    stuck_left = min(STUCK_LEFT, len(stuck) // 2)
    left = min(LEFT_OVER, len(free) // 4)
    with writing():
        for entry in stuck[stuck_left:]:
            _help(stage, entry)
    _in_blocks(
        stage, "year's end", [*stuck[stuck_left:], *free[left:]], lambda e: _report(stage, e)
    )


def _help(stage: Stage, entry: Entry) -> None:
    with clock.pretend(NOVEMBER):
        for blocker in Blocker.objects.filter(entry=entry, status=BlockerState.RAISED):
            ledger.end_block(blocker, "clear", stage.access("lanhdao"), CLEARED)
    entry.refresh_from_db()


def _report(stage: Stage, entry: Entry) -> None:
    first = max(NOVEMBER, entry.begins_on)
    day = first + dt.timedelta(days=stage.chance.randint(0, (DECEMBER - first).days))
    with clock.pretend(day):
        words = ledger.Report(stage.chance.choice(autumn.DONE_NOTES), "declare")
        ledger.report(entry, words, autumn.acting_as(entry.owner))


def _check(stage: Stage, campaign: Campaign) -> None:
    verifier = stage.access("kiemtra")
    rows = [one for one in autumn.declared_of(campaign) if not one.verified_on]
    chosen = stage.chance.sample(rows, round(len(rows) * CHECKED))
    _in_blocks(
        stage, "checking", chosen, lambda e: autumn.visit(e, stage.chance, verifier, DECEMBER)
    )


def _in_blocks(stage: Stage, label: str, rows: list[Entry], act: Callable[[Entry], None]) -> None:
    for start in range(0, len(rows), autumn.BLOCK):
        with writing():
            for entry in rows[start : start + autumn.BLOCK]:
                act(entry)
        stage.progress(label, min(start + autumn.BLOCK, len(rows)), len(rows))
