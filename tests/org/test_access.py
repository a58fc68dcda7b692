"""What a person may do and which rows they meet: one root for both, checked against tables."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from namro.commitments.models import CaseFile, Commitment, Registrant
from namro.commitments.workflow import COMMITMENT
from namro.core import clock
from namro.core.audit import history
from namro.core.models import AuditDetail, AuditEntry
from namro.ledger.models import Blocker, Entry
from namro.org import actions, queries
from namro.org.access import Access
from namro.org.models import Appointment, Grant, Unit, User
from namro.org.roles import CAPABILITIES, OWN, ROLES, Role, roles_with
from namro.registers.models import Record
from tests import make

pytestmark = pytest.mark.django_db

READING = {
    "unit.view", "person.view", "campaign.view", "commitment.view", "entry.view", "figures.view",
    "paper.view",
}  # fmt: skip
# Written by hand from the scheme, not read out of the code: this table is the specification.
TABLE = {
    "secretary": READING
    | {"commitment.submit", "commitment.behalf", "entry.report", "blocker.raise", "import.use"},
    "office": READING
    | {
        "commitment.submit", "commitment.behalf", "campaign.edit", "unit.edit", "person.edit",
        "grant.give", "import.use", "entry.report", "blocker.raise", "paper.issue",
        "sitting.view", "sitting.prepare", "sitting.lead", "snapshot.take",
    },
    "approver": READING | {"commitment.decide", "sitting.view", "sitting.lead", "sitting.vote"},
    "leader": READING | {"entry.extend", "blocker.clear", "entry.stop"},
    "verifier": READING | {"entry.verify", "import.use", "paper.issue"},
    "reader": READING,
    "administrator": {"unit.view", "unit.edit", "person.view", "grant.give", "paper.template"},
}  # fmt: skip
OWN_TABLE = {
    "campaign.view", "commitment.view", "commitment.submit", "entry.view", "entry.report", "blocker.raise",
    "paper.view",
}  # fmt: skip
# Where the grant stands, and on which days, seen from the unit that is asked about.
RELATIONS = {
    "same unit": True,
    "unit above": True,
    "root": True,
    "unit below": False,
    "sibling": False,
    "other branch": False,
    "ended yesterday": False,
    "ends today": False,
    "begins tomorrow": False,
    "begins today": True,
    "deputy": True,
}

# What the registers bring, by hand as well.
SEEN = {"conclusion.view", "inspection.view", "draw.view", "mediation.roster", "title.view"}
OF_REGISTERS = {
    "secretary": SEEN | {"title.score"},
    "office": SEEN | {"conclusion.edit", "title.edit", "title.score", "title.verify"},
    "approver": SEEN | {"title.decide", "mediation.alerts"},
    "leader": SEEN | {"mediation.alerts"},
    "verifier": SEEN
    | {"conclusion.edit", "conclusion.accept", "inspection.edit", "draw.make", "title.verify"},
    "reader": SEEN,
}
TABLE = {role: held | OF_REGISTERS.get(role, set()) for role, held in TABLE.items()}
OWN_TABLE = OWN_TABLE | {
    "conclusion.view",
    "title.view",
    "title.score",
    "mediation.work",
    "draw.view",
}


def grant_in(world, person, role: str, relation: str) -> Grant:
    """A grant that stands in a relation to the ward of the world."""
    today = clock.today()
    where = {
        "unit above": world.area,
        "root": world.top,
        "unit below": world.cell,
        "sibling": world.standing,
        "other branch": world.far_ward,
    }
    days = {
        "ended yesterday": (make.LONG_AGO, today - dt.timedelta(days=1)),
        "ends today": (make.LONG_AGO, today),
        "begins tomorrow": (today + dt.timedelta(days=1), None),
        "begins today": (today, None),
    }
    since, until = days.get(relation, (make.LONG_AGO, None))
    deputy_for = world.hung.person if relation == "deputy" else None
    unit = where.get(relation, world.ward)
    return make.grant(person, role, unit, since, until=until, deputy_for=deputy_for)


def test_the_table_of_roles_is_the_one_that_was_written_by_hand():
    assert {role: set(held) for role, held in ROLES.items()} == TABLE
    assert set(TABLE) == set(Role.values)
    assert set(OWN) == OWN_TABLE
    assert set().union(*TABLE.values()) | OWN_TABLE == CAPABILITIES
    assert roles_with("commitment.decide") == {"approver"}


@pytest.mark.parametrize(("relation", "holds"), RELATIONS.items())
def test_can_and_rows_when_a_role_is_held_then_they_agree_with_the_table(world, relation, holds):
    for role, capabilities in TABLE.items():
        somebody = make.user(make.person(f"Người {role}"))
        grant_in(world, somebody.person, role, relation)
        access = make.access(somebody)
        for capability in CAPABILITIES:
            expected = holds and capability in capabilities

            assert access.can(capability, world.ward) is expected, (role, relation, capability)
            assert access.may(capability, world.ward) is expected, (role, relation, capability)
            assert access.rows(Unit, capability).filter(pk=world.ward.pk).exists() is expected
            assert access.units(capability).filter(pk=world.ward.pk).exists() is expected


def test_nothing_granted_when_asked_then_no_row_of_any_kind(world):
    access = make.access(world.nobody)
    campaign = make.campaign(world.area, world.van)
    make.commitment(make.registrant(campaign, world.member.person, world.cell), world.lan)

    rows = {
        (model.__name__, capability): access.rows(model, capability).count()
        for model in (Unit, Appointment, Grant, Registrant, Commitment, CaseFile, Entry, Blocker)
        for capability in sorted(CAPABILITIES)
    }

    assert set(rows.values()) == {0}
    assert access.roots == {}
    assert access.grants == []
    assert not access.anywhere("unit.view")
    assert access.anywhere("commitment.view")  # one's own, if there were any


def test_rows_when_two_grants_overlap_then_the_lower_one_adds_nothing(world):
    somebody = make.user(make.person("Kiêm Nhiệm"), reader=world.area)
    make.grant(somebody.person, "verifier", world.ward)
    make.grant(somebody.person, "reader", world.far_cell)
    access = make.access(somebody)

    assert access.roots["commitment.view"] == {world.area.path, world.far_cell.path}
    assert access.roots["entry.verify"] == {world.ward.path}
    assert access.units("unit.view").count() == 7


def test_row_when_outside_or_missing_then_the_same_404(world):
    access = make.access(world.lan)

    with pytest.raises(Http404) as outside:
        access.row(Unit, "unit.view", pk=world.far_cell.pk)
    with pytest.raises(Http404) as missing:
        access.row(Unit, "unit.view", pk=10**9)

    assert str(outside.value) == str(missing.value)
    assert access.row(Unit, "unit.view", pk=world.cell.pk) == world.cell


def test_own_rows_when_no_grant_then_only_ones_own_and_only_what_owners_may(world):
    campaign = make.campaign(world.area, world.van)
    mine = make.registrant(campaign, world.member.person, world.cell)
    other = make.registrant(campaign, world.nobody.person, world.cell2)
    line = make.commitment(mine, world.member)
    foreign = make.commitment(other, world.van)
    access = make.access(world.member)

    assert list(access.rows(Commitment, "commitment.view")) == [line]
    assert list(access.rows(Registrant, "commitment.view")) == [mine]
    assert access.owns(line)
    assert not access.owns(foreign)
    assert access.may("commitment.submit", line)
    assert not access.may("commitment.decide", line)
    assert not access.may("commitment.view", foreign)
    assert list(access.rows(Commitment, "commitment.decide")) == []


@pytest.mark.parametrize("column", ["accountable", "leader"])
def test_own_rows_when_somebody_is_named_on_the_line_then_it_is_theirs_too(world, column):
    campaign = make.campaign(world.area, world.van)
    place = make.registrant(campaign, world.member.person, world.cell)
    line = make.commitment(place, world.lan, **{column: world.nobody.person})
    access = make.access(world.nobody)

    assert list(access.rows(Commitment, "commitment.view")) == [line]
    assert access.may("commitment.submit", line)


def test_own_rows_when_the_account_is_closed_then_nothing_is_own(world):
    campaign = make.campaign(world.area, world.van)
    make.commitment(make.registrant(campaign, world.member.person, world.cell), world.member)
    User.objects.filter(pk=world.member.pk).update(is_active=False)
    access = make.access(world.member)

    assert access.rows(Commitment, "commitment.view").count() == 0
    assert not access.anywhere("commitment.view")


def test_access_when_an_account_belongs_to_no_person_then_it_holds_nothing(world):
    account = User.objects.create(username="may-chu")
    CaseFile.objects.create(title="Mở", unit=world.cell, since=make.LONG_AGO, status="open")
    access = Access.of(account, via="command")

    assert access.person is None
    assert access.grants == []
    assert access.rows(CaseFile, "commitment.view").count() == 0
    assert not access.owns(world.cell)
    assert access.actor.name == "may-chu"
    assert access.actor.via == "command"
    assert access.stands_for("commitment.decide", world.cell) == set()


def test_closed_list_when_a_case_is_closed_then_head_and_administrator_do_not_see_it(world):
    case = CaseFile.objects.create(
        title="Đơn nặc danh", unit=world.cell, since=make.LONG_AGO, status="open", closed=True
    )
    case.readers.add(world.lan.person)
    admin = make.user(make.person("Quản Trị"), administrator=world.top, office=world.top)

    seen = {
        who: (
            make.access(user).rows(CaseFile, "commitment.view").filter(pk=case.pk).exists(),
            make.access(user).may("commitment.view", case),
        )
        for who, user in {
            "reader on the list": world.lan,
            "leader of the area": world.chief,
            "approver of the ward": world.hung,
            "office": world.van,
            "administrator": admin,
        }.items()
    }

    assert seen.pop("reader on the list") == (True, True)
    assert set(seen.values()) == {(False, False)}


def test_closed_list_when_the_reader_has_no_right_in_the_unit_then_the_list_alone_gives_none(world):
    case = CaseFile.objects.create(
        title="Đơn", unit=world.cell, since=make.LONG_AGO, status="open", closed=True
    )
    case.readers.add(world.tu.person)

    assert make.access(world.tu).rows(CaseFile, "commitment.view").count() == 0


def test_closed_list_when_a_case_is_open_then_the_list_means_nothing(world):
    case = CaseFile.objects.create(title="Đất", unit=world.cell, since=make.LONG_AGO, status="open")

    assert make.access(world.hung).may("commitment.view", case)
    assert list(make.access(world.hung).rows(CaseFile, "commitment.view")) == [case]


def test_rights_when_a_role_is_taken_away_then_the_very_next_request_obeys(world, as_user):
    browser = as_user(world.hung)
    before = browser.get("/review/").status_code
    grant = Grant.objects.get(person=world.hung.person)

    actions.end_grant(grant, clock.today(), make.SYSTEM)
    after = browser.get("/review/").status_code
    make.grant(world.hung.person, "approver", world.ward)
    again = browser.get("/review/").status_code

    assert (before, after, again) == (200, 403, 200)


def test_rights_when_an_account_is_closed_then_the_running_session_ends(world, as_user):
    browser = as_user(world.hung)
    User.objects.filter(pk=world.hung.pk).update(is_active=False)

    answer = browser.get("/review/")

    assert answer.status_code == 302
    assert answer["Location"] == "/account/login/?next=%2Freview%2F&ended=1"


def test_rights_when_a_branch_of_the_tree_is_asked_as_of_a_day_then_that_days_grants_hold(world):
    somebody = make.user(make.person("Từ Năm Ngoái"))
    make.grant(
        somebody.person, "reader", world.ward, dt.date(2021, 1, 1), until=dt.date(2022, 1, 1)
    )

    held = {
        day: make.access(somebody, dt.date.fromisoformat(day)).can("unit.view", world.cell)
        for day in ("2020-12-31", "2021-01-01", "2021-12-31", "2022-01-01")
    }

    assert held == {
        "2020-12-31": False,
        "2021-01-01": True,
        "2021-12-31": True,
        "2022-01-01": False,
    }


def test_deputy_when_a_step_is_taken_then_the_trail_says_for_whom(world):
    deputy = make.user(make.person("Phó Bí Thư"))
    make.grant(deputy.person, "approver", world.ward, deputy_for=world.hung.person)
    place = make.registrant(make.campaign(world.area, world.van), world.member.person, world.cell)
    line = make.commitment(place, world.member, "submitted")

    done = COMMITMENT.take(line, "approve", make.access(deputy))

    entry, detail = next(pair for pair in history(done) if pair[0].action == "approve")
    assert (entry.actor_id, entry.on_behalf_id) == (deputy.person_id, world.hung.person_id)
    assert (detail.actor_name, detail.on_behalf_name) == ("Phó Bí Thư", "Phạm Văn Hùng")


def test_deputy_when_somebody_also_holds_the_role_then_they_act_in_their_own_name(world):
    deputy = make.user(make.person("Phó Bí Thư"), approver=world.area)
    make.grant(deputy.person, "approver", world.ward, deputy_for=world.hung.person)
    access = make.access(deputy)

    assert access.actor_for("commitment.decide", world.cell).on_behalf_id is None
    assert access.actor_for("unit.edit", world.cell) == access.actor
    assert access.stands_for("commitment.decide", world.cell) == {deputy.person_id}


def test_deputy_when_the_line_is_the_principals_then_the_deputy_does_not_decide(world):
    deputy = make.user(make.person("Phó Bí Thư"))
    make.grant(deputy.person, "approver", world.ward, deputy_for=world.hung.person)
    campaign = make.campaign(world.area, world.van)
    place = make.registrant(campaign, world.hung.person, world.ward)
    line = make.commitment(place, world.hung, "submitted", leader=world.chief.person)

    with translation.override("en"):
        why = COMMITMENT.refusal(line, COMMITMENT["approve"], make.access(deputy))

    assert why == "Nobody decides on their own commitment."
    assert COMMITMENT.open_steps(line, make.access(deputy)) == []


def test_behalf_when_a_secretary_registers_then_the_trail_names_the_member(world):
    place = make.registrant(make.campaign(world.area, world.van), world.member.person, world.cell)

    line = make.commitment(place, world.lan)

    entry, detail = next(pair for pair in history(line) if pair[0].action == "commitment.draft")
    assert (entry.actor_id, entry.on_behalf_id) == (world.lan.person_id, world.member.person_id)
    assert detail.on_behalf_name == "Trần Văn Bình"


def test_people_when_searched_then_only_those_with_a_post_in_ones_units(world):
    access = make.access(world.lan)

    found = [str(person) for person in queries.search_people(access, "an")]

    assert found == ["Trần Văn Bình", "Nguyễn Thị Lan"]


def test_crumbs_when_a_person_sees_a_part_of_the_tree_then_the_way_begins_there(world):
    steps = queries.crumbs(world.cell, make.access(world.hung), "/x/?a=1")

    assert [(step["label"], step["url"]) for step in steps] == [
        ("Đảng ủy phường Một", f"/x/?a=1&unit={world.ward.pk}"),
        ("Chi bộ 1", ""),
    ]


# A tree is a list of parents (each an earlier place, or none), grants are (place, role, days).
TREES = st.lists(st.integers(0, 9), min_size=1, max_size=9)
DAYS = st.tuples(st.integers(-3, 3), st.one_of(st.none(), st.integers(1, 4)))
GRANTS = st.lists(st.tuples(st.integers(0, 9), st.sampled_from(sorted(TABLE)), DAYS), max_size=5)


def grow(parents: list[int]) -> tuple[list[Unit], list[int | None]]:
    """Units, and for each the place of its parent; a few roots side by side."""
    units: list[Unit] = []
    above: list[int | None] = []
    for place, wanted in enumerate(parents):
        parent = wanted % place if place and wanted < 9 else None
        above.append(parent)
        units.append(make.unit(f"Đơn vị {place}", None if parent is None else units[parent]))
    return units, above


def walk(place: int, above: list[int | None]) -> set[int]:
    """The place itself and everything above it, found by walking and not by any path."""
    found: set[int] = set()
    at: int | None = place
    while at is not None:
        found.add(at)
        at = above[at]
    return found


def test_can_and_rows_when_trees_and_grants_are_random_then_a_naive_walk_agrees(db):
    today = clock.today()
    somebody = make.user(make.person("Bất Kỳ"))

    @settings(max_examples=40, deadline=None)
    @given(parents=TREES, grants=GRANTS)
    def check(parents, grants):
        with transaction.atomic():
            units, above = grow(parents)
            held: list[tuple[int, str]] = []
            for place, role, (start, length) in grants:
                since = today + dt.timedelta(days=start)
                until = since + dt.timedelta(days=length) if length else None
                make.grant(somebody.person, role, units[place % len(units)], since, until=until)
                if since <= today and (until is None or today < until):
                    held.append((place % len(units), role))
            access = make.access(somebody)
            for capability in sorted(CAPABILITIES):
                at = {place for place, role in held if capability in TABLE[role]}
                expected = {u.pk for place, u in enumerate(units) if walk(place, above) & at}
                assert set(access.units(capability).values_list("pk", flat=True)) == expected
                assert {u.pk for u in units if access.can(capability, u)} == expected
            transaction.set_rollback(True)

    check()

    assert Unit.objects.count() == 0


def test_strangers_when_they_ask_then_no_access_is_attached(client, world):
    answer = client.get("/units/")

    assert answer.status_code == 302
    assert isinstance(answer.wsgi_request.user, AnonymousUser)
    assert not hasattr(answer.wsgi_request, "access")


def test_records_of_registers_all_ask_for_their_own_unit():
    assert {model.SCOPE for model in Record.__subclasses__()} == {"unit__path"}


def test_audit_when_grants_change_then_each_change_has_one_entry(world):
    before = AuditEntry.objects.count()

    grant = make.grant(world.nobody.person, "reader", world.cell)
    actions.end_grant(grant, clock.today(), make.SYSTEM, "nghỉ")

    entries = AuditEntry.objects.order_by("seq")[before:]
    details = AuditDetail.objects.filter(seq__in=[e.seq for e in entries]).order_by("seq")
    assert [e.action for e in entries] == ["grant.give", "grant.end"]
    assert [d.note for d in details] == ["", "nghỉ"]
