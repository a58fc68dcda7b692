"""Room commitments: the roll of a campaign: who is asked, how many items, and which body decides."""

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from namro.commitments.models import Body, Campaign, ClassRule, Commitment, Registrant
from namro.commitments.states import COUNTED, CampaignState, Standing
from namro.core.errors import Conflict, Refused
from namro.figures import tally
from namro.org.models import Appointment, Person, Unit
from namro.org.states import RegistrantClass, UnitKind


def rule_of(registrant: Registrant) -> ClassRule | None:
    """What the campaign asks of the registrant's class."""
    return ClassRule.objects.filter(campaign=registrant.campaign_id, klass=registrant.klass).first()


def stays(campaign: Campaign) -> None:
    """The roll of a closed campaign is what its figures were counted on; it is corrected in the open.

    Raises:
        Conflict: the campaign has closed.
    """
    if campaign.status == CampaignState.CLOSED:
        raise Conflict(
            _("“%(campaign)s” has closed, and its figures stay. Open it again to change its roll.")
            % {"campaign": campaign}
        )


def maximum(registrant: Registrant) -> int | None:
    """The most items this registrant may have; None where there is no limit."""
    rule = rule_of(registrant)
    return rule.maximum if rule else None


def standing_for(items: int, minimum: int, exempt: bool) -> Standing:
    """How a registrant stands against the quota of the class."""
    if exempt and not items:
        return Standing.EXEMPT
    if not items:
        return Standing.MISSING
    return Standing.MET if items >= minimum else Standing.SHORT


def recount(registrant: Registrant) -> Registrant:
    """Count the registrant's items anew; the counters follow in the same transaction."""
    # One writer at a time: what is counted beside the locked row cannot move under it.
    lines = Commitment.objects.filter(registrant=OuterRef("pk"), status__in=COUNTED).order_by()
    rules = ClassRule.objects.filter(campaign=OuterRef("campaign"), klass=OuterRef("klass"))
    registrant = (
        Registrant.objects.select_for_update(of=("self",))
        .select_related("unit")
        .annotate(
            counted=Subquery(lines.values("registrant").annotate(n=Count("pk")).values("n")),
            minimum=Subquery(rules.values("minimum")[:1]),
        )
        .get(pk=registrant.pk)
    )
    items, minimum = registrant.counted or 0, registrant.minimum
    with tally.counted(registrant):
        registrant.items = items
        # Somebody exempt who registers all the same is no longer exempt; the trail keeps why.
        if items and registrant.exempt_reason:
            registrant.exempt_reason = ""
        registrant.standing = standing_for(
            items, 1 if minimum is None else minimum, bool(registrant.exempt_reason)
        )
        registrant.save(update_fields=["items", "standing", "exempt_reason"])
    return registrant


def body_for(commitment: Commitment, order: int) -> Unit:
    """The unit that decides on this line at this stage.

    Raises:
        Refused: the campaign names no body of that kind above the unit.
    """
    bodies = Body.objects.filter(campaign=commitment.campaign_id, order=order)
    # A body is a fixed unit or a kind, never both (body_is_named): one question answers either.
    found = (
        Unit.objects.filter(
            Q(pk=Subquery(bodies.values("unit")[:1]))
            | Q(pk__in=commitment.unit.ancestor_ids, kind=Subquery(bodies.values("nearest")[:1]))
        )
        .order_by("-path")
        .first()
    )
    if found is None:
        raise Refused(_nobody(bodies.first(), commitment.unit))
    return found


def _nobody(body: Body | None, unit: Unit) -> str:
    if body is None:
        return _("The campaign names no approving body yet. Ask its office.")
    return _("Above %(unit)s there is no %(kind)s that could approve. Ask the office.") % {
        "unit": unit,
        "kind": body.get_nearest_display(),
    }


def higher_body(unit: Unit) -> Unit | None:
    """The next body above one that decides: a standing committee, else the committee itself."""
    for above in reversed(Unit.objects.filter(pk__in=unit.ancestor_ids[:-1]).order_by("path")):
        inner = Unit.objects.filter(parent=above, kind=UnitKind.STANDING, until=None)
        found = inner.exclude(pk=unit.pk).order_by("order", "pk").first()
        if found is not None:
            return found
        if above.kind in (UnitKind.COMMITTEE, UnitKind.GRASSROOTS, UnitKind.PEOPLES_COMMITTEE):
            return above
    return None


def registrant_for(campaign: Campaign, person_id: int) -> Registrant | None:
    """A person's place on the roll."""
    return Registrant.objects.filter(campaign=campaign, person_id=person_id).first()


def leader_of(registrant: Registrant) -> Person | None:
    """Who answers for a line: a key official in person, for a member the leader of the cell."""
    if registrant.klass == RegistrantClass.KEY_OFFICIAL:
        return registrant.person
    post = (
        Appointment.objects.on(registrant.campaign.begins_on)
        .filter(unit=registrant.unit_id, leads=True)
        .select_related("person")
        .order_by("pk")
        .first()
    )
    return post.person if post else None
