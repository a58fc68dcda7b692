"""Room commitments: a place on the roll that was wrong: its lines go to the right one, and it goes."""

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from namro.commitments import roll
from namro.commitments.models import Commitment, PaperForm, Registrant, Review
from namro.commitments.workflow import not_on_an_agenda
from namro.core import audit, text
from namro.core.errors import Refused
from namro.core.write import writing
from namro.figures import tally
from namro.ledger.models import Entry
from namro.org.access import Access
from namro.org.models import Person
from namro.registers.workflow import lock


def others(line: Commitment) -> QuerySet[Registrant]:
    """Where a line may go: the places of people of the same name in its campaign."""
    rows = Registrant.objects.filter(campaign=line.campaign_id, person__isnull=False)
    rows = rows.exclude(pk=line.registrant_id)
    if line.person is None:
        return rows.none()
    alike = rows.filter(person__search_text=line.person.search_text)
    return alike.select_related("person", "unit", "campaign").order_by("unit__path", "pk")


@writing()
def move(line: Commitment, to: Registrant, why: str, access: Access) -> Commitment:
    """Give a line to somebody of the same name, for whom it was meant; its number stays.

    Raises:
        Refused: a right or a reason is missing, the campaign has closed, or they have judged it.
    """
    place = line.registrant
    _may(place, access)
    _may(to, access)
    roll.stays(line.campaign)
    _said(why)
    if not others(line).filter(pk=to.pk).exists():
        raise Refused(
            _("A line goes to a person of the same name in the same campaign."), status=422
        )
    line = lock(line)
    if refusal := not_on_an_agenda(line, access):
        raise Refused(refusal, status=409)
    if _judged(line, to):
        raise Refused(
            _("%(person)s has decided on this line, or verified it; nobody judges their own work.")
            % {"person": to.person},
            status=409,
        )
    was, now = _named(place), _named(to)
    tally.shift(line.period, line.counted_path, line.tally(), [])
    _give(line, place, to)
    line.version += 1
    line.save()
    tally.shift(line.period, line.counted_path, [], line.tally())
    if line.entry is not None:
        _give_work(line.entry, place, to)
    line.reviews.filter(subject=place.person_id).update(subject=to.person)
    roll.recount(place)
    roll.recount(to)
    audit.record("commitment.move", line, {"who": [was, now]}, access.actor, text.nfc(why))
    return line


def _judged(line: Commitment, to: Registrant) -> bool:
    seen = line.entry.verifications.filter(by=to.person_id) if line.entry else Review.objects.none()
    return seen.exists() or line.reviews.filter(by=to.person_id).exists()


def _give(line: Commitment, place: Registrant, to: Registrant) -> None:
    for name in ("accountable", "leader"):
        if getattr(line, f"{name}_id") == place.person_id:
            setattr(line, name, to.person)
    line.registrant, line.person, line.unit = to, to.person, to.unit
    line.counted_path = to.counted_path
    if line.waits_for_id is not None:
        line.waits_for = roll.body_for(line, line.round)
    line.set_keys()


def _give_work(entry: Entry, place: Registrant, to: Registrant) -> None:
    tally.shift(entry.period, entry.counted_path, entry.tally(), [])
    owner: Person | None = to.person
    for name in ("owner", "leader"):
        if getattr(entry, f"{name}_id") == place.person_id:
            setattr(entry, name, owner)
    entry.unit, entry.counted_path = to.unit, to.counted_path
    entry.set_keys(entry.number, str(entry.unit))
    entry.version += 1
    entry.save()
    tally.shift(entry.period, entry.counted_path, [], entry.tally())


@writing()
def take_off(place: Registrant, why: str, access: Access) -> None:
    """Take a place off the roll on which no line hangs; the trail keeps whose it was.

    Raises:
        Refused: a right or a reason is missing, the campaign has closed, or something hangs on it.
    """
    _may(place, access)
    roll.stays(place.campaign)
    _said(why)
    place = lock(place)
    if lines := place.commitments.count():
        raise Refused(
            _("%(n)s lines hang on this place. Move them to the right person first.")
            % {"n": lines},
            status=409,
        )
    form = PaperForm.objects.filter(registrant=place).first()
    if form is not None and _is_last(form):
        raise Refused(
            _("The printed form %(number)s bears the last number of the campaign, which must not be "
              "given again. Print a form for somebody else first.") % {"number": form},
            status=409,
        )  # fmt: skip
    tally.shift(place.campaign_id, place.counted_path, place.tally(), [])
    audit.record("roll.remove", place, {"who": [_named(place), None]}, access.actor, text.nfc(why))
    place.delete()


def _is_last(form: PaperForm) -> bool:
    forms = PaperForm.objects.filter(campaign=form.campaign_id)
    return bool(forms.aggregate(last=Max("number"))["last"] == form.number)


def _named(place: Registrant) -> str:
    return f"{place}, {place.unit}"


def _may(place: Registrant, access: Access) -> None:
    if not access.can("commitment.behalf", place.unit):
        raise Refused(_("You may not change the roll of %(unit)s.") % {"unit": place.unit})


def _said(why: str) -> None:
    if not why.strip():
        raise Refused(_("Say why, for the trail."), status=422)
