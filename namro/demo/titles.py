"""Room demo: titles: 282 recognitions of 108 teams in ten years, cells and residential groups of 2023."""

import datetime as dt
from decimal import Decimal

from namro.core import clock
from namro.core.write import writing
from namro.criteria import standards
from namro.criteria.scoring import Said
from namro.criteria.states import Answer, Kind, Voice
from namro.demo.mediation import TEAMS, YEARS
from namro.demo.stage import Stage
from namro.org.models import Unit
from namro.titles import actions
from namro.titles.models import Card, Round
from namro.titles.states import CardState
from namro.titles.workflow import CARD, ROUND

RECOGNISED = 282  # published; there are 108 teams, so these are recognitions and not teams
UNDER_WAY = 12  # cells that have begun by the day of the demonstration
YES, NO = Said(answer=Answer.YES), Said(answer=Answer.NO)
BROKEN = ((2, "c1", dt.date(2023, 4, 18), "Biên bản kiểm tra vệ sinh"), (5, "c2", dt.date(2023, 6, 7), "Phản ánh của nhân dân"),
          (7, "c3", dt.date(2023, 8, 22), "Quyết định xử phạt của phường"))  # fmt: skip


def of_two_years(stage: Stage, teams: list[Unit]) -> None:
    """What was recognised since 2014, and the rounds of 2023."""
    stage.progress("titles", 0, 3)
    with clock.pretend(dt.date(2023, 12, 21)), writing():
        _of_teams(stage, teams)
    stage.progress("titles", 1, 3)
    with clock.pretend(dt.date(2023, 12, 22)), writing():
        _of_groups(stage)
        _of_cells(stage)
    stage.progress("titles", 3, 3)


def _of_teams(stage: Stage, teams: list[Unit]) -> None:
    """Old decisions, taken over one by one: each team at least once, some for years in a row."""
    access = stage.access("vanphong")
    content = standards.shipped(clock.today())["to-hoa-giai-5-tot"]
    rounds = {
        year: actions.open_round(stage.place.council, content, year, access, bare=True)
        for year in YEARS
    }
    for team, years in _years(stage, teams).items():
        for year in years:
            said = {
                "unit": team,
                "decision": f"{100 + year % 100}/QĐ-UBND",
                "decided_on": dt.date(year, 12, 15),
            }
            actions.take_over(rounds[year], said, access)
    for one in rounds.values():
        ROUND.take(one, "close-round", access)


def _years(stage: Stage, teams: list[Unit]) -> dict[Unit, list[int]]:
    total = round(RECOGNISED * len(teams) / sum(TEAMS.values()))
    times = dict.fromkeys(teams, 1)
    while sum(times.values()) < total:
        team = stage.chance.choice(teams)
        if times[team] < len(YEARS) - 2:
            times[team] += 1
    found = {}
    for team, n in times.items():
        first = stage.chance.randint(YEARS[0], YEARS[-1] - n + 1)
        found[team] = list(range(first, first + n))
    return found


def _of_groups(stage: Stage) -> None:
    """Five things that must all hold: some were broken on a day, one of them holds again."""
    office, ward = stage.access("vanphong"), stage.place.wards[0].name.removeprefix("Đảng ủy ")
    council = Unit.objects.get(parent=stage.place.council, name=f"Ủy ban nhân dân {ward}")
    content = standards.shipped(clock.today())["to-dan-pho-5-khong"]
    one = actions.open_round(council, content, 2023, office)
    cards = list(_cards(one))
    for card in cards:
        actions.score(card, Voice.SELF, {f"c{n}": YES for n in range(1, 6)}, {}, office)
    for n, criterion, on, source in BROKEN:
        breach = actions.break_(cards[n], criterion, on, source, office)
        if n == BROKEN[0][0]:
            actions.mend(breach, on + dt.timedelta(days=40), office)
    for card in cards:
        CARD.take(_fresh(card), "propose", office)
        CARD.take(_fresh(card), "verify", stage.access("kiemtra"))
    chair = stage.access("ubnd")
    for card in cards:
        now = _fresh(card)
        held = now.proposed != ""
        CARD.take(
            now,
            "recognise" if held else "refuse-title",
            chair,
            "" if held else "Có nội dung không đạt",
        )
    ROUND.take(one, "close-round", office)


def _of_cells(stage: Stage) -> None:
    """Cells of a ward: filled from what is held, scored, one of them not recognised."""
    office = stage.access("vanphong")
    content = standards.shipped(clock.today())["chi-bo-4-tot"]
    one = actions.open_round(stage.place.wards[0], content, 2023, office)
    for n, card in enumerate(_cards(one)):
        actions.fill(card, office)
        given, why = _said(one, card, n)
        actions.score(card, Voice.SELF, given, why, office)
        CARD.take(_fresh(card), "propose", office)
        CARD.take(_fresh(card), "verify", stage.access("kiemtra"))
        now = _fresh(card)
        held = now.proposed == "Chi bộ 4 tốt"
        CARD.take(now, "recognise" if held else "refuse-title", stage.access("phuong"),
                  "" if held else "Chưa đủ điểm")  # fmt: skip
    _revoke(one, stage)
    ROUND.take(one, "close-round", office)


def _revoke(one: Round, stage: Stage) -> None:
    """One title goes again: what was reported was not so."""
    card = one.cards.filter(status=CardState.RECOGNISED).order_by("-unit__path").first()
    if card is not None:
        CARD.take(_fresh(card), "revoke", stage.access("phuong"), "Số liệu báo cáo không đúng")


def of_this_year(stage: Stage) -> None:
    """Titles of the past have lapsed; the ward's round is under way: some wait for the sitting."""
    with clock.pretend(dt.date(2026, 1, 9)), writing():
        office = stage.access("vanphong")
        # Units that went to other wards are theirs to look after.
        held = office.rows(Card, "title.edit").filter(status=CardState.RECOGNISED)
        past = held.filter(valid_until__lt=clock.today())
        actions.step_many(past.select_related("round", "unit", "person"), "lapse", "", office)
    committee = Unit.objects.get(name="Đảng ủy phường Tây Hồ", until=None)
    standing = Unit.objects.get(parent=committee, kind="standing", until=None)
    with clock.pretend(dt.date(2026, 11, 2)), writing():
        office = stage.access("vanphong")
        sample = standards.shipped(clock.today())["chi-bo-4-tot"]
        own = actions.keep_standard(committee, sample, office)
        one = actions.open_round(committee, own.content, 2026, office, decider=standing)
    with clock.pretend(dt.date(2026, 11, 16)), writing():
        for n, card in enumerate(_cards(one)[:UNDER_WAY]):
            _go_on(stage, card, n)


def _go_on(stage: Stage, card: Card, n: int) -> None:
    """Scored by the cell and by its meeting; some are proposed, some verified by now."""
    office, verifier = stage.access("vanphong"), stage.access("kiemtra")
    actions.fill(card, office)
    given, why = _said(card.round, card, n)
    actions.score(card, Voice.SELF, given, why, office)
    if n % 3 == 0:
        less = {"c1": Said(points=given["c1"].points - 1)} if given["c1"].points else {}
        actions.score(card, Voice.COLLECTIVE, less, {"c1": "Một nhiệm vụ làm chậm"}, office)
    if n % 3 != 2:
        CARD.take(_fresh(card), "propose", office)
    if n % 3 == 0:
        less = {"c6": Said(points=Decimal(18))}
        actions.score(card, Voice.APPROVER, less, {"c6": "Tự phê bình còn chung chung"}, verifier)
        CARD.take(_fresh(card), "verify", verifier)


def _said(one: Round, card: Card, n: int) -> tuple[dict[str, Said], dict[str, str]]:
    held = set(card.scores.filter(voice=Voice.HELD).values_list("criterion", flat=True))
    given: dict[str, Said] = {}
    for _group, criterion in standards.criteria(one.content):
        if criterion["kind"] == Kind.POINTS:
            given[criterion["id"]] = Said(
                points=Decimal(criterion["most"]) - (4 if n == 1 else n % 2)
            )
        elif criterion["kind"] == Kind.DEDUCTION:
            given[criterion["id"]] = Said(points=Decimal(0))
        elif criterion["id"] not in held:
            given[criterion["id"]] = YES
    return given, {}


def _cards(one: Round) -> list[Card]:
    rows = Card.objects.filter(round=one, status=CardState.SCORING)
    return list(rows.select_related("round", "unit", "person").order_by("unit__path"))


def _fresh(card: Card) -> Card:
    return Card.objects.select_related("round", "unit", "person").get(pk=card.pk)
