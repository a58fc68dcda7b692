"""Room commitments: the life cycles of a commitment, an amendment and a campaign."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.commitments import clears, following, roll
from namro.commitments.keeping import keep_map, same_map, todays_map
from namro.commitments.models import Amendment, Commitment, Review
from namro.commitments.states import (
    EDITABLE,
    WAITING,
    AmendmentState,
    CampaignState,
    Outcome,
    Source,
    State,
)
from namro.core import clock
from namro.org.access import Access, person_of
from namro.org.models import Unit
from namro.registers.workflow import Effect, Step, Taken, Workflow
from namro.sittings.closing import VIA
from namro.sittings.docket import on_agenda

DOCKET = "commitments"
SUBMIT = "commitment.submit"
DECIDE = "commitment.decide"


def campaign_takes(commitment: Commitment, access: Access) -> str | None:
    """A registration is handed in while the campaign is open, or late where the rule allows."""
    campaign = commitment.campaign
    if commitment.status == State.RETURNED and campaign.status == CampaignState.OPEN:
        return None  # who was asked to mend a line may do so after the last day
    if campaign.takes_on(clock.today()):
        return None
    return _("“%(campaign)s” takes registrations from %(opens)s to %(closes)s.") % {
        "campaign": campaign,
        "opens": f"{campaign.opens:%d/%m/%Y}",
        "closes": f"{campaign.closes:%d/%m/%Y}",
    }


def clears_are_filled(commitment: Commitment, access: Access) -> str | None:
    """Person, work, schedule, result and responsibility are concrete before it is handed in.

    A line of an office's own workbook was registered on paper already: its gaps are shown and
    counted, and the approving body may return it.
    """
    if commitment.source == Source.WORKBOOK:
        return None
    missing = clears.missing(commitment)
    if not missing:
        return None
    return _("Still to be filled in: %(clears)s.") % {"clears": ", ".join(missing)}


def within_maximum(commitment: Commitment, access: Access) -> str | None:
    """No more items than the class may have in this campaign."""
    limit = roll.maximum(commitment.registrant)
    if limit is not None and commitment.registrant.items >= limit:
        return _("%(who)s has %(count)s items already, the most this campaign allows.") % {
            "who": commitment.registrant,
            "count": commitment.registrant.items,
        }
    return None


def not_own(record: Commitment | Amendment, access: Access) -> str | None:
    """Nobody decides on their own commitment, nor on one they handed in for another.

    A deputy does not decide on the principal's either: it would be the principal's own hand.
    """
    commitment = record.commitment if isinstance(record, Amendment) else record
    mine = {commitment.person_id, commitment.accountable_id, commitment.behalf_by_id}
    if access.stands_for(DECIDE, waiting_body(record)) & mine:
        return _("Nobody decides on their own commitment.")
    return None


def not_asked_by_me(amendment: Amendment, access: Access) -> str | None:
    """Who asks for a change does not approve it."""
    if amendment.asked_by_id in access.stands_for(DECIDE, amendment.waits_for):
        return _("Nobody decides on a change that they asked for.")
    return None


def not_on_an_agenda(commitment: Commitment, access: Access) -> str | None:
    """What stands on the agenda of a sitting is decided there, for all to see, and nowhere else."""
    if access.via == VIA:
        return None
    if "agenda" in commitment.__dict__ and not commitment.__dict__["agenda"]:
        return None  # the list that it came from has looked
    item = on_agenda(DOCKET, [commitment.pk]).get(commitment.pk)
    if item is None:
        return None
    return _("It stands on the agenda of “%(sitting)s”, %(day)s.") % {
        "sitting": item.sitting,
        "day": f"{timezone.localtime(item.sitting.planned_at):%d/%m/%Y}",
    }


def first_of_two(commitment: Commitment, access: Access) -> str | None:
    """Only where the campaign names two bodies does the first one pass a line on."""
    if commitment.campaign.bodies.count() < 2:
        return _("This campaign has one approving body.")
    return None


def last_body(commitment: Commitment, access: Access) -> str | None:
    """A line is approved by the last body that the campaign names."""
    if commitment.status == State.SUBMITTED and commitment.campaign.bodies.count() > 1:
        return _("The first body passes the line on; the second one approves it.")
    return None


def waiting_body(record: Commitment | Amendment) -> Unit:
    """The right is asked for where the line waits."""
    if record.waits_for is None:
        raise LookupError("the line waits for nobody")
    return record.waits_for


def on_submit(commitment: Commitment, access: Access) -> dict[str, object]:
    """Where it waits now, since when, and whether it came late."""
    day = clock.today()
    first = commitment.submitted_on or day
    return {
        "waits_for": roll.body_for(commitment, 1),
        "waits_since": day,
        "submitted_on": first,
        "late": first > commitment.campaign.closes,
        "round": commitment.round + 1,
    }


def on_endorse(commitment: Commitment, access: Access) -> dict[str, object]:
    """It waits for the second body from today."""
    return {"waits_for": roll.body_for(commitment, 2), "waits_since": clock.today()}


def has_higher_body(commitment: Commitment, access: Access) -> str | None:
    """There is somebody above to whom a matter beyond this body's authority can go."""
    if roll.higher_body(waiting_body(commitment)) is None:
        return _("Above %(body)s there is no body to pass it up to.") % {
            "body": commitment.waits_for
        }
    return None


def on_refer(commitment: Commitment, access: Access) -> dict[str, object]:
    """It waits for the body above from today."""
    above = roll.higher_body(waiting_body(commitment))
    return {"waits_for": above, "waits_since": clock.today()}


def on_approve(commitment: Commitment, access: Access) -> dict[str, object]:
    """It waits for nobody any more."""
    return {"waits_for": None, "waits_since": None, "approved_on": clock.today()}


def on_leave(commitment: Commitment, access: Access) -> dict[str, object]:
    """It waits for nobody any more."""
    return {"waits_for": None, "waits_since": None}


def handed_in(taken: Taken) -> None:
    """The words as they stand are a version; the registrant's count follows."""
    following.keep_version(taken.record, taken.access.actor, taken.note)
    roll.recount(taken.record.registrant)


def given_up(taken: Taken) -> None:
    """The registrant's count follows."""
    roll.recount(taken.record.registrant)


def reviewed(outcome: Outcome) -> Effect:
    """An effect that keeps what the body said; an approved line passes to the ledger."""

    def effect(taken: Taken) -> None:
        commitment = taken.record
        Review.objects.create(
            commitment=commitment,
            round=commitment.round,
            body=taken.before["waits_for"],
            outcome=outcome,
            note=taken.note,
            by=person_of(taken.access),
            subject=commitment.person,
            on=clock.today(),
            at=clock.now(),
        )
        if outcome == Outcome.APPROVE:
            following.begin(commitment, taken.access.actor)
        if outcome not in (Outcome.APPROVE, Outcome.ENDORSE, Outcome.REFER):
            roll.recount(commitment.registrant)

    return effect


def on_decide(amendment: Amendment, access: Access) -> dict[str, object]:
    """Who decided on the change, and when."""
    return {"decided_on": clock.today(), "decided_by_id": access.person_id}


def answered(taken: Taken) -> None:
    """What the body said stands on the amendment."""
    taken.record.answer = taken.note
    taken.record.save(update_fields=["answer"])


def changed(taken: Taken) -> None:
    """The new words hold from now on; the first version stays."""
    answered(taken)
    following.change(taken.record, taken.access.actor)


COMMITMENT = Workflow(
    states=State,
    start=State.DRAFT,
    final=(State.APPROVED, State.REFUSED, State.REPLACED, State.WITHDRAWN),
    steps=(
        Step(
            "submit",
            _lazy("Hand in"),
            EDITABLE,
            State.SUBMITTED,
            SUBMIT,
            (campaign_takes, clears_are_filled, within_maximum),
            effect=handed_in,
            also=on_submit,
            primary=True,
        ),
        Step(
            "endorse",
            _lazy("Approve and pass on"),
            (State.SUBMITTED,),
            State.ENDORSED,
            DECIDE,
            (first_of_two, not_on_an_agenda),
            apart=(not_own,),
            effect=reviewed(Outcome.ENDORSE),
            also=on_endorse,
            where=waiting_body,
            primary=True,
        ),
        Step(
            "approve",
            _lazy("Approve"),
            WAITING,
            State.APPROVED,
            DECIDE,
            (last_body, not_on_an_agenda),
            apart=(not_own,),
            effect=reviewed(Outcome.APPROVE),
            also=on_approve,
            where=waiting_body,
            primary=True,
        ),
        Step(
            "return",
            _lazy("Return"),
            WAITING,
            State.RETURNED,
            DECIDE,
            (not_on_an_agenda,),
            apart=(not_own,),
            effect=reviewed(Outcome.RETURN),
            asks_note=True,
            also=on_leave,
            where=waiting_body,
        ),
        Step(
            "refuse",
            _lazy("Refuse as routine duty"),
            WAITING,
            State.REFUSED,
            DECIDE,
            (not_on_an_agenda,),
            apart=(not_own,),
            effect=reviewed(Outcome.REFUSE),
            asks_note=True,
            also=on_leave,
            where=waiting_body,
        ),
        Step(
            "replace",
            _lazy("Ask for another task"),
            WAITING,
            State.REPLACED,
            DECIDE,
            (not_on_an_agenda,),
            apart=(not_own,),
            effect=reviewed(Outcome.REPLACE),
            asks_note=True,
            also=on_leave,
            where=waiting_body,
        ),
        Step(
            "refer",
            _lazy("Pass up: beyond our authority"),
            (State.SUBMITTED,),
            State.SUBMITTED,
            DECIDE,
            (not_on_an_agenda, has_higher_body),
            apart=(not_own,),
            effect=reviewed(Outcome.REFER),
            asks_note=True,
            also=on_refer,
            where=waiting_body,
        ),
        Step(
            "withdraw",
            _lazy("Withdraw"),
            (*EDITABLE, *WAITING),
            State.WITHDRAWN,
            SUBMIT,
            effect=given_up,
            also=on_leave,
        ),
    ),
)

AMENDMENT = Workflow(
    states=AmendmentState,
    start=AmendmentState.ASKED,
    final=(AmendmentState.APPROVED, AmendmentState.REFUSED),
    steps=(
        Step(
            "approve-change",
            _lazy("Approve the change"),
            (AmendmentState.ASKED,),
            AmendmentState.APPROVED,
            DECIDE,
            apart=(not_own, not_asked_by_me),
            effect=changed,
            also=on_decide,
            where=waiting_body,
            primary=True,
        ),
        Step(
            "refuse-change",
            _lazy("Refuse the change"),
            (AmendmentState.ASKED,),
            AmendmentState.REFUSED,
            DECIDE,
            apart=(not_own, not_asked_by_me),
            effect=answered,
            asks_note=True,
            also=on_decide,
            where=waiting_body,
        ),
    ),
)


CAMPAIGN = Workflow(
    states=CampaignState,
    start=CampaignState.DRAFT,
    final=(CampaignState.CLOSED,),
    steps=(
        Step(
            "open",
            _lazy("Open the campaign"),
            (CampaignState.DRAFT,),
            CampaignState.OPEN,
            "campaign.edit",
            primary=True,
        ),
        Step(
            "close",
            _lazy("Close the campaign"),
            (CampaignState.OPEN,),
            CampaignState.CLOSED,
            "campaign.edit",
            also=keep_map,
        ),
        Step(
            "reopen",
            _lazy("Open again"),
            (CampaignState.CLOSED,),
            CampaignState.OPEN,
            "campaign.edit",
            (same_map,),
            asks_note=True,
            also=todays_map,
        ),
    ),
)
