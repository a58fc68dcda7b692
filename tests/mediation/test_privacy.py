"""Names stay with the team: canaries over every address, pairs of worlds, counts that tell nothing."""

import datetime as dt
import io
import itertools
import logging
import random
import re
import zipfile
from collections import Counter
from types import SimpleNamespace
from urllib.parse import parse_qs, urlparse

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from namro.core import clock
from namro.core.models import AuditDetail, Draft, OutgoingMail
from namro.figures import measures, tally
from namro.figures.suppression import FLOOR
from namro.mediation import actions
from namro.mediation.figures import COUNTS, SHEET, SMALL
from namro.mediation.models import Case, Party, Session, Words
from namro.org import applying, planning
from namro.org.models import Unit
from namro.org.plans import PlanFile
from namro.registers.figures import joined
from namro.registers.models import Passage
from namro.registers.passing import RegistersFollower
from namro.registers.sums import Sums
from tests import make
from tests.figures.solver import most
from tests.mediation.rows import TOKEN, case, ended, full, team
from tests.test_addresses import ROWS, address, ask

SEALED = (Party, Words, Session)
READERS = ("van", "lan", "hung", "minh", "chief", "admin", "tu", "other_mediator", "member")


def seeds(n):
    """What is told is worked out in the program: the second database tries one world, not all."""
    return [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, n))]


def browser(user):
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.django_db
@pytest.mark.repeats
def test_canary_when_every_address_is_walked_by_every_role_then_no_answer_holds_it(made, caplog):
    """The twin first: the team's own people do see it."""
    caplog.set_level(logging.DEBUG)
    own = ask(
        browser(made.world.mediator),
        address("case-book-detail", made),
        ROWS["case-book-detail"],
        made,
    )
    assert TOKEN.encode() in own.content or TOKEN.title().encode() in own.content
    found, walked = [], 0
    for who in READERS:
        client = browser(getattr(made.world, who))
        for name, row in ROWS.items():
            answer = ask(client, address(name, made), row, made)
            said = b"".join(answer) if answer.streaming else answer.content
            text = said.decode("utf-8", "ignore") + str(dict(answer.headers))
            walked += 1
            if TOKEN.lower() in text.lower():
                found.append((who, name))

    assert found == []
    assert walked == len(READERS) * len(ROWS)
    assert TOKEN.lower() not in caplog.text.lower()
    assert [m for m in mail.outbox if TOKEN.lower() in (m.subject + m.body).lower()] == []


@pytest.mark.django_db
def test_canary_when_the_lists_are_exported_and_searched_then_nothing_holds_it(made):
    for who in READERS:
        client = browser(getattr(made.world, who))
        for url in (
            "/mediation/cases/?export=xlsx", "/mediation/figures/", "/mediation/figures/?export=xlsx",
            f"/search/?q={TOKEN}", "/mediation/teams/", f"/mediation/cases/?q={TOKEN}",
        ):  # fmt: skip
            answer = client.get(url)
            shown = answer.content.decode("utf-8", "ignore").lower()
            # A page may say back what was searched for; it must find nothing.
            assert shown.count(TOKEN.lower()) <= (3 if TOKEN in url else 0), (who, url)
            assert f"{TOKEN.lower()} một" not in shown


@pytest.mark.django_db
def test_canary_when_every_table_is_read_then_it_stands_in_the_sealed_ones_alone(made):
    holding = set()
    for model in apps.get_models():
        for row in model._base_manager.values_list():
            if TOKEN.lower() in str(row).lower():
                holding.add(model)

    assert holding == set(SEALED)
    assert OutgoingMail.objects.filter(body__icontains=TOKEN).count() == 0
    assert Draft.objects.count() == 0
    assert not [d for d in AuditDetail.objects.all() if TOKEN.lower() in str(d.changes).lower()]


@pytest.mark.django_db
def test_administrator_when_asking_for_a_case_then_404_and_the_mediator_200(made):
    url = address("case-book-detail", made)

    assert browser(made.world.admin).get(url).status_code == 404
    assert browser(made.world.mediator).get(url).status_code == 200


PAGES = (
    "/mediation/cases/",
    "/mediation/cases/?export=xlsx",
    "/mediation/teams/",
    "/work/",
    "/search/?q=hoa+giai",
    "/units/",
)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", seeds(20))
@pytest.mark.repeats
def test_pairs_when_foreign_cases_are_there_or_not_then_others_get_the_same_bytes(world, seed):
    """Thirty-five readings a world, twenty worlds: what is outside a team does not change by its cases.

    Figures are not among them: they may tell that there is something, and the tests of what is told
    say how little.
    """
    chance = random.Random(seed)
    one, other = team(world, "1"), team(world, "2")
    mine = case(other)
    readers = [world.admin, world.tu, other.head, other.people[1], world.member]
    pages = [*PAGES, f"/mediation/cases/{mine.key}/"]
    before = [read(reader, page) for reader in readers for page in pages]
    for _n in range(chance.randint(1, 4)):
        chance.choice([case, full, lambda of: ended(case(of), of, "fail")])(one)

    after = [read(reader, page) for reader in readers for page in pages]

    assert len(before) == 35
    assert before == after


def read(reader, page):
    answer = browser(reader).get(page)
    if answer.content[:2] == b"PK":  # a workbook: its cells, not the hour at which it was made
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            parts = [name for name in book.namelist() if "docProps" not in name]
            return answer.status_code, {name: book.read(name) for name in parts}
    return answer.status_code, clean(answer.content.decode())


def clean(text):
    """Without what differs from request to request: tokens of forms, and the hour of printing."""
    text = re.sub(r'value="[A-Za-z0-9]{64}"|[0-9a-f-]{36}', "", text)
    return re.sub(r"\d\d/\d\d/\d{4} \d\d:\d\d", "", text)


# What is told: rows of a line, with what is withheld, against everything that fits.
counts = st.tuples(st.integers(0, 9), st.integers(0, 4), st.integers(0, 3))


def sums_of(settled, failed, waiting, kind="peoples_committee"):
    keys = {"settled|land": settled, "not_settled|land": failed, "received|land": waiting}
    return Sums(SimpleNamespace(kind=kind, pk=id(keys)), {"case": Counter(keys)})


@given(st.lists(counts, min_size=1, max_size=5))
@settings(max_examples=500)
def test_line_when_parts_are_withheld_then_no_small_count_follows_from_what_is_told(parts):
    """Every told sum with what is withheld in it: does a small count follow?"""
    rows = [sums_of(*one) for one in parts]
    whole = sums_of(*(sum(ns) for ns in zip(*parts, strict=True)))
    gone = SMALL.line(rows, SMALL.small(whole), of_units=False)

    for n, row in enumerate(rows):
        assert SMALL.small(row) <= gone[n]
        # received = ended + open, ended = settled + not settled: one of three never stands alone.
        for group in (("received", "ended", "open"), ("ended", "settled", "not_settled")):
            assert len(set(group) & gone[n]) != 1
    for figure in SHEET.figures:
        if figure.name in SMALL.small(whole):
            assert all(figure.name in one for one in gone)
            continue
        unknown = [n for n, one in enumerate(gone) if figure.name in one]
        some = [n for n in unknown if 0 < figure.count(rows[n]) < 5]
        if some:
            # With another unknown beside it every value up to their sum fits.
            assert len(unknown) > 1, (figure.name, parts)


@given(
    st.lists(
        st.tuples(
            st.text(min_size=1, max_size=3), st.lists(st.integers(0, 9), min_size=3, max_size=3)
        ),
        max_size=7,
    )
)
@settings(max_examples=300)
def test_rows_by_field_when_joined_then_no_small_count_is_told_and_the_sums_stay(rows):
    rows = [(name, counts_) for name, counts_ in rows if any(counts_)]

    told = joined(rows, 5)

    assert not [n for _label, ns in told for n in ns if 0 < n < 5]
    if told:
        for place in range(3):
            assert sum(ns[place] for _label, ns in told) == sum(ns[place] for _label, ns in rows)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", seeds(6))
@pytest.mark.repeats
def test_all_pages_when_solved_together_then_a_small_count_may_still_be_many_things(world, seed):
    """Every page that the district's office can open gives equations; a solver looks for the counts."""
    chance = random.Random(seed)
    wards = [
        make.unit(f"UBND phường {n}", world.council, "peoples_committee", "state") for n in range(3)
    ]
    of = [team(world, f"{n}{m}", ward) for n, ward in enumerate(wards) for m in range(2)]
    years, truth = (2023, 2024, 2025), Counter()
    cells = list(itertools.product(range(len(of)), years))
    for t, year in cells:
        for state in ("settled", "not_settled"):
            # By turns: anything, one small ward among large ones, one small year among large ones.
            few = (seed % 3 == 1 and t // 2 == 1) or (seed % 3 == 2 and year == 2024)
            n = chance.choice(
                [0, 0, 1] if few else [0, 1, 2, 3, 7, 12] if seed % 3 == 0 else [6, 9]
            )
            truth[t, year, state] = n
            old(of[t], year, state, n)
    client = browser(world.van)
    units = [
        world.area,
        world.council,
        *wards,
        *(one.unit for one in of),
        *(one.group for one in of),
    ]
    equations = {"settled": [], "not_settled": []}
    told = Counter()
    for unit in units:
        for year in (None, *years):
            for name, n, row_unit in shown(client, unit, year):
                inside = [
                    c for c in cells if row_unit.path in of[c[0]].unit.path and year in (None, c[1])
                ]
                equations[name].append(([1 if c in inside else 0 for c in cells], n))
                told[name] += 1
                assert n == sum(truth[(*c, name)] for c in inside)

    for name, rows in equations.items():
        sums = [*{tuple(row): n for row, n in rows}.items()]
        assert sums or seed % 3
        goals = [[int(c == cell) for c in cells] for cell in cells if 0 < truth[(*cell, name)] < 5]
        goals += small_sums(of, wards, years, cells, truth, name)
        for goal in goals:
            # No count is below zero and the sums are as told: so many values must be left at least.
            high, low = most(sums, goal), most(sums, [-n for n in goal])
            assert high is None or high + low >= FLOOR, (name, goal, high, low)
    assert told["settled"] > 0


def small_sums(of, wards, years, cells, truth, name):
    """Counts of a ward in a year, or of a team or ward in all years, that are below five."""
    found = []
    groups = [[c for c in cells if c[0] == t] for t in range(len(of))]
    groups += [
        [c for c in cells if c[0] // 2 == w and c[1] == y] for w in range(len(wards)) for y in years
    ]
    groups += [[c for c in cells if c[0] // 2 == w] for w in range(len(wards))]
    groups += [[c for c in cells if c[1] == y] for y in years]
    for group in groups:
        if 0 < sum(truth[(*c, name)] for c in group) < 5:
            found.append([1 if c in group else 0 for c in cells])
    return found


def old(of, year, state, n):
    """Ended cases of an earlier year, by the documented bulk action."""
    start = Case.objects.filter(unit=of.unit, period=tally.year_of(actions.BLOCK, year)).count()
    rows = [
        Case(
            unit=of.unit, number=start + k + 1, received_on=dt.date(year, 3, 1), field="land",
            origin="request", status=state, ended_on=dt.date(year, 4, 1),
            period=tally.year_of(actions.BLOCK, year),
        )
        for k in range(n)
    ]  # fmt: skip
    actions.take_over(rows, make.SYSTEM)


def shown(client, unit, year):
    """(figure, number, unit) of everything that a page tells of settled and not settled."""
    query = f"?unit={unit.pk}" + (f"&year={year}" if year else "")
    answer = client.get(f"/mediation/figures/{query}")
    if answer.status_code != 200:
        return []
    context = answer.context
    heads = ("ended", "settled", "not_settled", "received", "open")
    found = []
    for row, cells in [(context["place"], context["table"]["foot"][1:])] + [
        (child_of(row), row["cells"]) for row in context["table"]["rows"]
    ]:
        for name, cell in zip(heads, cells, strict=True):
            if name in ("settled", "not_settled") and "number" in cell:
                found.append((name, cell["number"], row))
    for rate in context["rates"]:
        if "numerator" in rate and rate["label"] == SHEET["settled"].label:
            found.append(("settled", rate["numerator"], context["place"]))
    return found


def child_of(row):
    return Unit.objects.get(pk=parse_qs(urlparse(row["href"]).query)["unit"][0])


@pytest.mark.django_db
def test_title_card_when_it_asks_for_the_figure_then_it_learns_no_number(world):
    found = measures.MEASURES["mediation.settled"]

    assert found.private
    assert {figure.name for figure in COUNTS.sheet.figures} == SMALL.names
    assert FLOOR == 5


@pytest.mark.django_db
def test_plan_when_a_team_is_moved_or_closed_then_its_cases_go_along_and_nobody_is_told_how_many(
    world,
):
    one, other = team(world, "1"), team(world, "2")
    open_case = case(one)
    units = [one.unit.pk]

    follower = RegistersFollower()
    told = follower.hanging(units)
    van = make.access(world.van)
    step = {"do": "merge", "units": [one.unit.name], "into": other.unit.name}
    plan = planning.draft(world.area, PlanFile("Gộp tổ", "1-QĐ", clock.today(), [step]), van)
    applying.apply(plan, van)

    assert [row.n for row in told] == [0]
    assert Case.objects.get(pk=open_case.pk).unit == other.unit
    assert not Passage.objects.filter(register="case-book").exists()
