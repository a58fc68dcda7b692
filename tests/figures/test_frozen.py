"""Figures: one declaration, counted four ways alike; frozen, counted again, held against today."""

import datetime as dt
import random

import pytest
from django.db.models import F, Q

from namro.commitments import actions as commitments
from namro.commitments import asof, figures, queries, register
from namro.commitments.freezing import SUBJECT
from namro.commitments.models import Campaign, Commitment, Registrant
from namro.commitments.sheet import SHEET
from namro.commitments.workflow import COMMITMENT
from namro.core import clock
from namro.core.errors import Refused
from namro.figures import frozen
from namro.figures.figure import Amount, Difference, Identity, Kind, NotAddable, Sheet, reconcile
from namro.figures.frozen import Frozen, Taking
from namro.figures.models import Snapshot
from namro.ledger import actions as ledger
from namro.ledger.models import Entry
from namro.org import maps
from namro.org.models import Unit
from namro.registers import listing
from tests import make

pytestmark = pytest.mark.django_db
OPEN = ("not_begun", "under_way", "partly")


def scatter(world, seed: int, people: int = 14) -> Campaign:
    """A campaign whose lines and places are in states drawn by chance, by the real actions."""
    chance = random.Random(seed)
    campaign = make.campaign(world.area, world.van)
    hung, lan, minh, chief = map(make.access, (world.hung, world.lan, world.minh, world.chief))
    today = clock.today()
    for n in range(people):
        cell = chance.choice((world.cell, world.cell2))
        place = make.registrant(campaign, make.person(f"Người Số {n} {seed}", cell), cell)
        if chance.random() < 0.15:
            commitments.exempt(place, "Ốm nặng, điều trị dài ngày", make.access(world.van))
            continue
        for _item in range(chance.choice((0, 1, 1, 2))):
            due = today + dt.timedelta(days=chance.choice((-20, -1, 0, 40)))
            kind = chance.choice(("new", "hard"))
            line = make.commitment(
                place, world.van, "draft", due=due, kind=kind, leader=world.lan.person
            )
            if chance.random() < 0.1:
                continue
            line = COMMITMENT.take(line, "submit", make.access(world.van))
            step = chance.choice(("", "return", "approve", "approve", "approve", "approve"))
            if step:
                line = COMMITMENT.take(line, step, hung, "lý do" if step == "return" else "")
            if step == "approve":
                _work(line.entry, chance, make.access(world.van), minh, chief, world.area)
    assert lan.can("commitment.view", world.cell)
    return campaign


def _work(entry, chance, office, minh, chief, level) -> None:
    draw = chance.random()
    if draw < 0.2:
        ledger.report(entry, ledger.Report("bắt đầu", "start"), office)
    elif draw < 0.65:
        ledger.report(entry, ledger.Report("xong", "declare"), office)
        entry.refresh_from_db()
        if chance.random() < 0.6:
            found = chance.choice(("verified", "verified_partly", "not_found"))
            ledger.verify(entry, ledger.Visit(clock.today(), found, "đến xem"), minh)
    elif draw < 0.8:
        ledger.block(entry, level, "thiếu bản đồ", office)


def naive(campaign: Campaign) -> dict[str, int]:
    """Every figure asked of the records themselves, one query each, without the house's code."""
    day = clock.today()
    roll = Registrant.objects.filter(campaign=campaign)
    lines = Commitment.objects.filter(campaign=campaign)
    counted = lines.filter(status__in=("submitted", "endorsed", "approved"))
    work = Entry.objects.filter(commitment__campaign=campaign)
    late = Q(due__lt=day)
    done = work.filter(status="done")
    return {
        "on_roll": roll.count(),
        "exempt": roll.exclude(exempt_reason="").count(),
        "eligible": roll.filter(exempt_reason="").count(),
        "registered": counted.filter(registrant__exempt_reason="").values("registrant").distinct().count(),
        "short": 0,
        "missing": sum(
            1 for place in roll.filter(exempt_reason="")
            if not counted.filter(registrant=place).exists()
        ),
        "items": counted.count(),
        "new": counted.filter(kind="new").count(),
        "hard": counted.filter(kind="hard").count(),
        "waiting": lines.filter(status__in=("submitted", "endorsed")).count(),
        "approved": lines.filter(status="approved").count(),
        "handed_in_late": counted.filter(late=True).count(),
        "followed": work.count(),
        "done": done.count(),
        "partly": work.filter(~late | Q(due=None), status="partly").count(),
        "on_schedule": work.filter(~late | Q(due=None), status="under_way").count(),
        "behind": work.filter(late, status__in=OPEN).count(),
        "not_begun": work.filter(~late | Q(due=None), status="not_begun").count(),
        "stopped": work.filter(status="stopped").count(),
        "blocked": work.filter(blocked=True, status__in=OPEN).count(),
        "verified": done.filter(verified="verified").count(),
        "found_otherwise": done.filter(verified__in=("verified_partly", "not_found")).count(),
        "done_in_time": done.filter(declared_on__lte=F("due")).count(),
        "done_in_first_time": done.filter(declared_on__lte=F("first_due")).count(),
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_figures_over_random_records_when_counted_four_ways_then_they_are_one(world, as_user, seed):
    campaign = scatter(world, seed)
    day = clock.today()
    row = queries.roll_up(campaign, [campaign.unit], day)[0]
    content = SUBJECT.freeze(campaign.unit, str(campaign.pk), day)
    expected = naive(campaign)

    assert SHEET.plain(row) == expected
    assert SHEET.plain(asof.row(campaign, campaign.unit, day)) == expected
    assert content["figures"][str(campaign.unit_id)] == expected
    held = Frozen(content, SHEET)
    assert {f.name: len(held.having(campaign.unit_id, f.name)) for f in SHEET.figures} == expected
    assert held.differences(campaign.unit_id) == []


def test_sheet_when_read_then_the_declaration_is_sound():
    assert SHEET.problems() == []
    broken = Sheet(
        "x", SHEET.figures, (Identity("on_roll", ("items",)), Identity("lost", ("new",)))
    )
    assert broken.problems() == ["on_roll: parts of different kinds", "lost: no figure 'lost'"]


def test_amounts_when_of_different_kinds_then_they_are_not_added():
    people, lines = Amount(3, Kind.PEOPLE), Amount(4, Kind.ITEMS)

    assert (people + Amount(2, Kind.PEOPLE)).n == 5
    with pytest.raises(NotAddable):
        people + lines
    with pytest.raises(NotAddable):
        Amount(1, Kind.RECOGNITIONS) - Amount(1, Kind.ATTENDANCES)


def test_reconcile_when_parts_do_not_make_the_whole_then_it_says_where_and_by_how_much():
    zero = dict.fromkeys((f.name for f in SHEET.figures), 0)
    own = zero | {"items": 344, "new": 100, "hard": 262, "approved": 344}
    part = zero | {"items": 344, "new": 100, "hard": 244, "approved": 340}

    found = reconcile(SHEET, ("Quận", own), [("Phường", part)])

    assert found == [
        Difference("Quận", "items", 344, 362),
        Difference("Phường", "items", 344, 340),
        Difference("Quận", "hard", 262, 244),
        Difference("Quận", "approved", 344, 340),
    ]
    assert found[0].by == -18


def take(world, campaign, **more) -> Snapshot:
    what = Taking(
        "campaign", str(campaign.pk), more.pop("kind", "interim"),
        more.pop("name", "Sơ kết 6 tháng"), more.pop("day", clock.today()),
    )  # fmt: skip
    return frozen.take(campaign.unit, what, make.access(world.van))


def test_snapshot_when_records_change_afterwards_then_it_stays_and_each_difference_is_named(world):
    campaign = scatter(world, 3)
    taken = take(world, campaign)
    before = frozen.canonical(taken.content)
    figures = Frozen.of(taken).figures(campaign.unit_id)
    working = Commitment.objects.filter(campaign=campaign, entry__blocked=False)
    gone = working.exclude(entry__status="done").order_by("pk")[0]
    ledger.report(gone.entry, ledger.Report("xong", "declare"), make.access(world.van))
    place = make.registrant(campaign, make.person("Người Đến Sau", world.cell), world.cell)
    late = make.commitment(
        place, world.van, "submitted", title="Việc đến sau", leader=world.lan.person
    )

    kept = Snapshot.objects.get()
    now = SUBJECT.freeze(campaign.unit, str(campaign.pk), taken.day)
    found = frozen.changes(kept.content, now, SUBJECT)

    assert frozen.canonical(kept.content) == before
    assert Frozen.of(kept).figures(campaign.unit_id) == figures
    assert {change.record.key for change in found} == {
        gone.key.hex, place.key.hex, late.key.hex
    }  # fmt: skip
    moved = {f.name: 0 for f in SHEET.figures}
    for change in found:
        for name in change.left:
            moved[name] -= 1
        for name in change.entered:
            moved[name] += 1
    after = now["figures"][str(campaign.unit_id)]
    assert {name: figures[name] + n for name, n in moved.items()} == after
    assert list(frozen.problems()) == []


def test_snapshot_when_its_content_is_touched_then_check_says_so(world):
    campaign = scatter(world, 5)
    taken = take(world, campaign)
    content = taken.content
    content["figures"][str(campaign.unit_id)]["items"] += 1
    Snapshot.objects.update(content=content)

    assert list(frozen.problems()) == [f"snapshot {taken.pk}: its content was changed"]

    Snapshot.objects.update(sha256=frozen.fingerprint(content))
    n = content["figures"][str(campaign.unit_id)]["items"]
    assert list(frozen.problems()) == [
        f"snapshot {taken.pk}: items is {n}, its records say {n - 1}"
    ]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"day": clock.today() + dt.timedelta(days=1)}, "has not come"),
        ({"kind": "weekly"}, "Say which review"),
        ({"name": "  "}, "Say which review"),
    ],
)
def test_snapshot_when_it_cannot_be_then_it_says_why(world, more, words):
    campaign = make.campaign(world.area, world.van)

    with pytest.raises(Refused, match=words):
        take(world, campaign, **more)

    assert not Snapshot.objects.exists()


def test_snapshot_when_somebody_else_tries_then_it_is_refused(world):
    campaign = make.campaign(world.area, world.van)
    what = Taking("campaign", str(campaign.pk), "interim", "Sơ kết", clock.today())

    for user in (world.tu, world.lan, world.hung):
        with pytest.raises(Refused, match="may not freeze"):
            frozen.take(campaign.unit, what, make.access(user))


def test_figure_when_clicked_then_exactly_its_records_open(world, as_user):
    campaign = scatter(world, 2)
    row = queries.roll_up(campaign, [campaign.unit], clock.today())[0]
    lists = {
        "campaign-roll": register.ROLL,
        "commitments": register.COMMITMENTS,
        "ledger": register.LEDGER,
    }
    client = as_user(world.van)
    seen = {}
    for figure in SHEET.figures:
        answer = client.get(figures.href(figure, campaign, campaign.unit))
        asked = listing.asked(answer.wsgi_request, lists[figure.listing])
        seen[figure.name] = listing.rows(asked).count()

    assert seen == SHEET.plain(row)


def test_snapshot_when_its_units_are_listed_then_they_stand_as_in_the_tree(world):
    campaign = make.campaign(world.area, world.van)
    cells = [make.unit(f"Chi bộ {n}", world.ward) for n in (12, 11, 10)]
    for cell in reversed(cells):
        make.registrant(campaign, make.person(f"Người {cell}", cell), cell)

    last = cells.pop(0)
    Unit.objects.filter(pk=last.pk).update(order=10**6)

    units = take(world, campaign).content["units"]

    tree = [one.pk for one in maps.below(world.ward, clock.today())]
    frozen_cells = [pk for pk, parent, _name in units if parent == world.ward.pk]
    assert frozen_cells == [pk for pk in tree if pk in set(frozen_cells)]
    assert frozen_cells[-3:] == [cell.pk for cell in (*cells, last)]
