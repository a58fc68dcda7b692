"""Room ledger: a sample drawn by lot, so that nobody chooses what is looked at.

The list is fixed and published with its fingerprint before anybody can know the seed. The rank of a
piece of work is the SHA-256 of `seed|key`; the smallest ranks are drawn. Order of entry, number and
name play no part, and everybody who has list and seed can draw again. A seed has one way of being
written (`canonical`), so that whoever types it chooses nothing by a blank or a small letter.
"""

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.core import audit, clock, text
from namro.core.errors import Refused
from namro.core.write import writing
from namro.ledger.models import Draw, Drawn, Entry
from namro.ledger.states import DrawState, EntryState
from namro.org.access import Access
from namro.org.models import Appointment, Grant, Person
from namro.org.roles import roles_with
from namro.registers.entering import ask_right
from namro.registers.workflow import Step, Taken, Workflow, lock

MAKE, VERIFY = "draw.make", "entry.verify"
MOST = 50_000  # pieces of work in one list
AHEAD = dt.timedelta(days=366)  # how far the day of a seed may lie


def ranked(seed: str, keys: Iterable[str]) -> list[str]:
    """Keys in the order in which a seed draws them."""
    return sorted(keys, key=lambda key: (_digest(seed, key), key))


def canonical(seed: str) -> str:
    """The one way of writing a seed: NFC, capitals, nothing but letters and digits.

    Raises:
        Refused: nothing is left, or a letter or digit that only looks like one of ours.
    """
    letters = unicodedata.normalize("NFC", text.nfc(seed).upper())
    kept = "".join(one for one in letters if one.isalnum())
    for one in kept:
        if one not in "0123456789" and not unicodedata.name(one, "").startswith("LATIN CAPITAL"):
            words = _(
                "“%(letter)s” is no digit from 0 to 9 and no Latin letter; type the seed anew."
            )
            raise Refused(words % {"letter": one}, status=422)
    if not kept:
        raise Refused(_("Write the seed as it was published."), status=422)
    return kept


def _digest(seed: str, key: str) -> str:
    return hashlib.sha256(f"{seed}|{key}".encode()).hexdigest()


def fingerprint(keys: Iterable[str]) -> str:
    """SHA-256 of the sorted keys, one a line: what is published with the announcement."""
    return hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()


@writing()
def announce(said: dict[str, Any], access: Access) -> Draw:
    """Fix the list of declared work and say where the seed will come from.

    Raises:
        Refused: no right, fewer pieces of work than are to be drawn, or a day of the seed that is
            not ahead or too far.
    """
    draw = Draw(status=DrawState.ANNOUNCED, announced_on=clock.today(), **said)
    ask_right(MAKE, draw.unit, access)
    if draw.seed_day <= draw.announced_on:
        raise Refused(
            _("The seed must become known after today, else it could be chosen."), status=422
        )
    if draw.seed_day > (last := draw.announced_on + AHEAD):
        words = _("The seed must become known within a year; choose a day up to %(day)s.")
        raise Refused(words % {"day": f"{last:%d/%m/%Y}"}, status=422)
    if draw.declared_to < draw.declared_from:
        raise Refused(_("The last day lies before the first one."), status=422)
    keys = sorted(key.hex for key in _declared(draw).values_list("key", flat=True)[: MOST + 1])
    if not keys or len(keys) > MOST:
        words = _("Between 1 and %(most)s pieces of declared work are needed; there are %(n)s.")
        raise Refused(words % {"most": MOST, "n": len(keys)}, status=422)
    if not 1 <= draw.size <= len(keys):
        words = _(
            "In these days %(n)s pieces of work were declared done; write how many to draw, "
            "from 1 to %(n)s."
        )
        raise Refused(words % {"n": len(keys)}, status=422)
    draw.listed, draw.sha256 = keys, fingerprint(keys)
    draw.save(force_insert=True)
    audit.record("draw.announce", draw, {"sha256": [None, draw.sha256]}, access.actor)
    return draw


def _declared(draw: Draw) -> QuerySet[Entry]:
    rows = Entry.objects.filter(unit__path__startswith=draw.unit.path, status=EntryState.DONE)
    return rows.filter(declared_on__range=(draw.declared_from, draw.declared_to))


@writing()
def draw_lots(draw: Draw, seed: str, access: Access) -> Draw:
    """Draw with the seed that has become known, and give each piece to somebody apart.

    Raises:
        Refused: no right, the day of the seed has not come, or there is no seed.
    """
    ask_right(MAKE, draw.unit, access)
    draw = lock(draw)
    seed = canonical(seed)
    if wait := too_early(draw):
        raise Refused(wait, status=422)
    draw.seed = seed
    done: Draw = DRAW.take(draw, "draw-lots", access, seed)
    Draw.objects.filter(pk=done.pk).update(seed=seed)
    done.seed = seed
    _give_out(done)
    return done


def too_early(draw: Draw) -> str | None:
    """Nobody draws before the day on which the seed becomes known."""
    if clock.today() >= draw.seed_day:
        return None
    words = _("The seed becomes known on %(day)s; draw then.")
    return words % {"day": f"{draw.seed_day:%d/%m/%Y}"}


def _give_out(draw: Draw) -> None:
    chosen = ranked(draw.seed, draw.listed)[: draw.size]
    rows = Entry.objects.filter(key__in=chosen).select_related("unit")
    by_key = {entry.key.hex: entry for entry in rows}
    load: dict[int, int] = {}
    found = []
    for rank, key in enumerate((one for one in chosen if one in by_key), start=1):
        entry = by_key[key]
        who = _least(free_to_verify(entry), load, draw.seed, key)
        if who is not None:
            load[who] = load.get(who, 0) + 1
        found.append(Drawn(draw=draw, entry=entry, rank=rank, assigned_id=who))
    Drawn.objects.bulk_create(found)


def _least(people: set[int], load: dict[int, int], seed: str, key: str) -> int | None:
    """Who has least to look at so far; between equals the seed decides."""
    order = sorted(people, key=lambda pk: (load.get(pk, 0), _digest(seed, f"{key}|{pk}")))
    return order[0] if order else None


def free_to_verify(entry: Entry) -> set[int]:
    """People who may verify the work, are not its doers, and serve under none of them."""
    day = clock.today()
    doers = {pk for pk in (entry.owner_id, entry.leader_id, entry.declared_by_id) if pk}
    grants = Grant.objects.on(day).filter(role__in=roles_with(VERIFY))
    grants = grants.alias(here=Value(entry.unit.path)).filter(here__startswith=F("unit__path"))
    people = set(grants.values_list("person", flat=True)) - doers
    posts = Appointment.objects.on(day)
    led = posts.filter(person__in=doers, leads=True).values_list("unit__path", flat=True)
    below = Q(pk__in=[])
    for path in set(led):
        below |= Q(unit__path__startswith=path)
    return people - set(posts.filter(below, person__in=people).values_list("person", flat=True))


@writing()
def assign(draw: Draw, drawn: Drawn, person: Person, access: Access) -> Drawn:
    """Give a drawn piece to somebody else who is apart from it.

    Raises:
        Refused: no right, or that person did the work, serves under who did, or may not verify.
    """
    ask_right(MAKE, draw.unit, access)
    if drawn.verification_id is not None:
        raise Refused(_("It has been looked at already."))
    if person.pk not in free_to_verify(drawn.entry):
        words = _("%(who)s did this work, serves under who did, or may not verify there.")
        raise Refused(words % {"who": person.full_name}, status=422)
    before = drawn.assigned.full_name if drawn.assigned else None
    drawn.assigned = person
    drawn.save(update_fields=["assigned"])
    change = {str(drawn.rank): [before, person.full_name]}
    audit.record("draw.assign", draw, change, access.actor)
    return drawn


def all_seen(draw: Draw, access: Access) -> str | None:
    """It is closed when everything that was drawn has been looked at."""
    left = draw.drawn.filter(verification=None).count()
    return _("%(n)s pieces have not been looked at yet.") % {"n": left} if left else None


def on_drop(draw: Draw, access: Access) -> dict[str, object]:
    """The day is written with the state: after the day of the seed it says that it was known."""
    return {"dropped_on": clock.today()}


def keep_reason(taken: Taken) -> None:
    """Why it was dropped stands in the list, not only in the trail."""
    taken.record.dropped_why = taken.note
    taken.record.save(update_fields=["dropped_why"])


def on_draw(draw: Draw, access: Access) -> dict[str, object]:
    """The day of the draw is written with the state."""
    return {"drawn_on": clock.today()}


DRAW = Workflow(
    states=DrawState,
    start=DrawState.ANNOUNCED,
    final=(DrawState.CLOSED, DrawState.DROPPED),
    steps=(
        Step("draw-lots", _lazy("Draw"), (DrawState.ANNOUNCED,), DrawState.DRAWN, MAKE,
             also=on_draw, button=False),
        Step("drop-draw", _lazy("Drop it"), (DrawState.ANNOUNCED,), DrawState.DROPPED, MAKE,
             asks_note=True, also=on_drop, effect=keep_reason),
        Step("close-draw", _lazy("Close: all has been looked at"), (DrawState.DRAWN,),
             DrawState.CLOSED, MAKE, (all_seen,), primary=True),
    ),
)  # fmt: skip


def problems() -> Any:
    """Draws that are not what their list and seed give."""
    for draw in Draw.objects.prefetch_related("drawn__entry"):
        if draw.sha256 != fingerprint(draw.listed):
            yield f"draw {draw.pk}: its list was changed"
        if draw.drawn_on:
            drawn = [one.entry.key.hex for one in draw.drawn.all()]
            if drawn != ranked(draw.seed, draw.listed)[: draw.size]:
                yield f"draw {draw.pk}: what was drawn is not what the seed gives"
