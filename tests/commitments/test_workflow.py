"""Who may take which step on a registration from which state: the table is written by hand."""

import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import translation

import namro.commitments
from namro.commitments import actions, compare, roll, workflow
from namro.commitments.forms import BLOCK_STEPS
from namro.commitments.models import Body, Campaign, Commitment, Registrant, Review, Version
from namro.commitments.states import Source
from namro.commitments.workflow import AMENDMENT, CAMPAIGN, COMMITMENT
from namro.core import audit, clock
from namro.core.errors import Refused
from namro.ledger.workflow import ENTRY
from namro.org.models import Grant
from tests import make

pytestmark = pytest.mark.django_db

DECIDE = {"return", "refuse", "replace"}
HAND = {"submit", "withdraw"}
REGISTER = {"member", "lan", "van"}  # the owner, the secretary of the cell, the office above
EVERYBODY = (
    "member", "lan", "van", "hung", "first", "second", "both", "minh", "chief", "reader", "admin",
    "tu", "nobody",
)  # fmt: skip
# One body: the ward committee (hung). state -> who -> steps. Who is not named may do nothing.
ONE_BODY = {
    "draft": dict.fromkeys(REGISTER, HAND),
    "submitted": dict.fromkeys(REGISTER, {"withdraw"})
    | {"hung": {"approve", "refer"} | DECIDE, "both": {"approve", "refer"} | DECIDE},
    "returned": dict.fromkeys(REGISTER, HAND),
    "approved": {},
    "refused": {},
    "replaced": {},
    "withdrawn": {},
}
# Two bodies: the Standing Committee (first), then the People's Committee (second).
TWO_BODIES = {
    "draft": dict.fromkeys(REGISTER, HAND),
    "submitted": dict.fromkeys(REGISTER, {"withdraw"})
    | {"first": {"endorse"} | DECIDE, "both": {"endorse"} | DECIDE},
    "endorsed": dict.fromkeys(REGISTER, {"withdraw"})
    | {"second": {"approve"} | DECIDE, "both": {"approve"} | DECIDE},
    "returned": dict.fromkeys(REGISTER, HAND),
    "approved": {},
    "refused": {},
    "replaced": {},
    "withdrawn": {},
}
CHANGE = {"asked": {"hung", "both"}, "approved": set(), "refused": set()}
# The way into each state: steps and who takes them.
WAYS = {
    "draft": [],
    "submitted": [("submit", "member")],
    "returned": [("submit", "member"), ("return", "both")],
    "refused": [("submit", "member"), ("refuse", "both")],
    "replaced": [("submit", "member"), ("replace", "both")],
    "withdrawn": [("withdraw", "member")],
    "approved": [("submit", "member"), ("approve", "both")],
}
TWO_WAYS = WAYS | {
    "endorsed": [("submit", "member"), ("endorse", "both")],
    "approved": [("submit", "member"), ("endorse", "both"), ("approve", "both")],
}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def bodies(world):
    """The world with somebody for every role."""
    world.first = make.user(make.person("Ủy Viên Thường Vụ"), "first", approver=world.standing)
    world.second = make.user(make.person("Ủy Viên Ủy Ban"), "second", approver=world.council)
    world.both = make.user(make.person("Bí Thư Quận"), "both", approver=world.area)
    world.reader = make.user(make.person("Người Đọc"), "reader", reader=world.top)
    world.admin = make.user(make.person("Quản Trị"), "admin", administrator=world.top)
    return world


@pytest.fixture
def campaign(world):
    return make.campaign(world.area, world.van)


@pytest.fixture
def place(world, campaign):
    return make.registrant(campaign, world.member.person, world.cell)


def two_bodies(world: SimpleNamespace, campaign: Campaign) -> None:
    Body.objects.filter(campaign=campaign).delete()
    Body.objects.create(campaign=campaign, order=1, unit=world.standing)
    Body.objects.create(campaign=campaign, order=2, unit=world.council)


def walk(world: SimpleNamespace, line: Commitment, way: list[tuple[str, str]]) -> Commitment:
    for step, who in way:
        line = COMMITMENT.take(line, step, make.access(getattr(world, who)), "lý do")
    return line


def offered(world: SimpleNamespace, table, record) -> dict[str, set[str]]:
    found = {
        who: {s.name for s in table.open_steps(record, make.access(getattr(world, who)))}
        for who in EVERYBODY
    }
    return {who: steps for who, steps in found.items() if steps}


@pytest.mark.parametrize("state", ONE_BODY)
def test_steps_when_one_body_decides_then_the_table_holds(bodies, place, state):
    line = walk(bodies, make.commitment(place, bodies.member), WAYS[state])

    assert line.status == state
    assert offered(bodies, COMMITMENT, line) == ONE_BODY[state]


@pytest.mark.parametrize("state", TWO_BODIES)
def test_steps_when_two_bodies_decide_then_the_table_holds(bodies, campaign, place, state):
    two_bodies(bodies, campaign)

    line = walk(bodies, make.commitment(place, bodies.member), TWO_WAYS[state])

    assert line.status == state
    assert offered(bodies, COMMITMENT, line) == TWO_BODIES[state]


@pytest.mark.parametrize("state", CHANGE)
def test_steps_of_a_change_when_asked_or_decided_then_the_table_holds(bodies, place, state):
    line = make.approved(place, bodies.member, bodies.hung)
    change = ask(line, bodies.member)
    if state != "asked":
        step = {"approved": "approve-change", "refused": "refuse-change"}[state]
        change = AMENDMENT.take(change, step, make.access(bodies.hung), "lý do")

    both = {"approve-change", "refuse-change"}

    assert offered(bodies, AMENDMENT, change) == dict.fromkeys(CHANGE[state], both)


@pytest.mark.parametrize(
    ("state", "steps"), [("draft", {"open"}), ("open", {"close"}), ("closed", {"reopen"})]
)
def test_steps_of_a_campaign_when_in_a_state_then_only_its_office_takes_them(
    bodies, campaign, state, steps
):
    Campaign.objects.filter(pk=campaign.pk).update(status=state)
    campaign.refresh_from_db()

    assert offered(bodies, CAMPAIGN, campaign) == {"van": steps}


def ask(line: Commitment, by, **more):
    content = make.content(title="Vận động 20 hộ ngõ 5", **more)
    return actions.ask_change(line, content, "thêm tám hộ", make.access(by))


def why(record, step: str, user, table=COMMITMENT) -> str | None:
    return table.refusal(record, table[step], make.access(user))


@pytest.mark.parametrize("role", ["person", "accountable", "behalf"])
def test_not_own_when_the_decider_is_named_on_the_line_then_it_is_refused(
    bodies, campaign, place, role
):
    if role == "person":
        own = make.registrant(campaign, bodies.hung.person, bodies.ward)
        line = make.commitment(own, bodies.hung, "submitted", leader=bodies.chief.person)
    elif role == "accountable":
        line = make.commitment(place, bodies.member, "submitted", accountable=bodies.hung.person)
    else:
        make.grant(bodies.hung.person, "secretary", bodies.ward)
        line = make.commitment(place, bodies.hung, "submitted")

    for step in ("approve", "return", "refuse", "replace"):
        assert why(line, step, bodies.hung) == "Nobody decides on their own commitment."
        with pytest.raises(Refused):
            COMMITMENT.take(line, step, make.access(bodies.hung), "lý do")
    assert why(line, "approve", bodies.both) is None


def test_not_own_when_two_bodies_then_the_first_one_cannot_endorse_their_own(bodies, campaign):
    two_bodies(bodies, campaign)
    own = make.registrant(campaign, bodies.both.person, bodies.area)
    line = make.commitment(own, bodies.both, "submitted", leader=bodies.chief.person)

    assert why(line, "endorse", bodies.both) == "Nobody decides on their own commitment."
    assert why(line, "endorse", bodies.first) is None


def test_change_when_its_asker_sits_in_the_body_then_it_is_refused(bodies, place):
    line = make.approved(place, bodies.member, bodies.hung)
    make.grant(bodies.both.person, "office", bodies.area)
    change = ask(line, bodies.both)

    sentence = "Nobody decides on a change that they asked for."
    assert why(change, "approve-change", bodies.both, AMENDMENT) == sentence
    assert why(change, "refuse-change", bodies.both, AMENDMENT) == sentence
    assert why(change, "approve-change", bodies.hung, AMENDMENT) is None


def test_change_when_the_line_is_ones_own_then_it_is_refused(bodies, place):
    line = make.approved(place, bodies.member, bodies.hung)
    change = ask(line, bodies.lan)
    make.grant(bodies.member.person, "approver", bodies.ward)

    assert (
        why(change, "approve-change", bodies.member, AMENDMENT)
        == "Nobody decides on their own commitment."
    )


def test_change_when_the_askers_deputy_decides_then_it_is_refused(bodies, place):
    line = make.approved(place, bodies.member, bodies.hung)
    change = ask(line, bodies.van)
    make.grant(bodies.nobody.person, "approver", bodies.ward, deputy_for=bodies.van.person)

    assert (
        why(change, "approve-change", bodies.nobody, AMENDMENT)
        == "Nobody decides on a change that they asked for."
    )


def test_two_bodies_when_the_first_one_approves_then_it_is_told_to_pass_on(bodies, campaign, place):
    two_bodies(bodies, campaign)
    line = make.commitment(place, bodies.member, "submitted")

    assert (
        why(line, "approve", bodies.both)
        == "The first body passes the line on; the second one approves it."
    )


def test_one_body_when_it_passes_on_then_it_is_told_that_it_is_the_only_one(bodies, place):
    line = make.commitment(place, bodies.member, "submitted")

    assert why(line, "endorse", bodies.hung) == "This campaign has one approving body."


@pytest.mark.parametrize(
    ("opens", "closes", "late_rule", "status", "taken"),
    [
        (0, 0, "refuse", "open", True),
        (-9, -1, "mark", "open", True),
        (-9, -1, "refuse", "open", False),
        (1, 9, "mark", "open", False),
        (-9, 9, "mark", "draft", False),
        (-9, 9, "mark", "closed", False),
    ],
)
def test_submit_when_the_campaign_stands_so_then_it_takes_or_says_from_when_to_when(
    world, campaign, place, opens, closes, late_rule, status, taken
):
    today = clock.today()
    line = make.commitment(place, world.member)
    Campaign.objects.filter(pk=campaign.pk).update(
        opens=today + dt.timedelta(days=opens),
        closes=today + dt.timedelta(days=closes),
        late_rule=late_rule,
        status=status,
    )
    line = Commitment.objects.get(pk=line.pk)

    answer = why(line, "submit", world.member)

    told = (
        f"“{campaign}” takes registrations from {line.campaign.opens:%d/%m/%Y} "
        f"to {line.campaign.closes:%d/%m/%Y}."
    )
    assert answer == (None if taken else told)
    if taken:
        done = COMMITMENT.take(line, "submit", make.access(world.member))
        assert (done.late, done.submitted_on) == (closes < 0, today)


@pytest.mark.parametrize(("status", "taken"), [("open", True), ("closed", False)])
def test_submit_when_a_line_was_returned_then_the_last_day_does_not_count_but_closing_does(
    bodies, campaign, place, status, taken
):
    line = walk(bodies, make.commitment(place, bodies.member), WAYS["returned"])
    yesterday = clock.today() - dt.timedelta(days=1)
    Campaign.objects.filter(pk=campaign.pk).update(
        opens=yesterday, closes=yesterday, late_rule="refuse", status=status
    )
    line = Commitment.objects.get(pk=line.pk)

    assert (why(line, "submit", bodies.member) is None) is taken


@pytest.mark.parametrize(
    ("empty", "told"),
    [
        ({"due": None}, "rõ tiến độ"),
        ({"result": ""}, "rõ kết quả"),
        ({"due": None, "result": ""}, "rõ tiến độ, rõ kết quả"),
    ],
)
def test_submit_when_a_clear_is_empty_then_it_is_named(world, place, empty, told):
    line = make.commitment(place, world.member, **empty)

    assert why(line, "submit", world.member) == f"Still to be filled in: {told}."


def test_submit_when_the_line_came_in_a_workbook_then_its_gaps_do_not_stop_it(world, place):
    way = actions.Way(source=Source.WORKBOOK, row_key="1" * 64)
    content = make.content(due=None, result="")

    line = actions.draft(place, content, make.access(world.lan), way)

    assert why(line, "submit", world.lan) is None


def test_submit_when_the_class_has_its_most_then_it_is_refused_until_one_is_withdrawn(world, place):
    lines = [make.commitment(place, world.member, "submitted") for _n in range(3)]
    fourth = make.commitment(place, world.member)

    told = why(Commitment.objects.get(pk=fourth.pk), "submit", world.member)
    COMMITMENT.take(lines[0], "withdraw", make.access(world.member))

    assert told == "Trần Văn Bình has 3 items already, the most this campaign allows."
    assert why(Commitment.objects.get(pk=fourth.pk), "submit", world.member) is None
    assert Registrant.objects.get(pk=place.pk).items == 2


def test_submit_when_the_class_has_no_most_then_any_number_goes(world):
    officials = make.campaign(
        world.area, world.van, subject="campaign.officials", bodies=[world.standing]
    )
    place = make.registrant(officials, world.chief.person, world.area, "key_official")

    for _n in range(5):
        make.commitment(place, world.chief, "submitted")

    place.refresh_from_db()
    assert (place.items, place.standing) == (5, "met")


def test_submit_when_the_class_has_no_rule_in_the_campaign_then_one_item_is_asked(world, campaign):
    place = make.registrant(campaign, world.chief.person, world.ward, "key_official")

    make.commitment(place, world.chief, "submitted", leader=world.hung.person)

    place.refresh_from_db()
    assert roll.rule_of(place) is None
    assert (place.items, place.standing) == (1, "met")


def test_submit_when_nobody_stands_above_who_could_approve_then_it_says_so(world, campaign):
    place = make.registrant(campaign, world.van.person, world.area)
    line = make.commitment(place, world.van, leader=world.chief.person)

    with pytest.raises(Refused) as refused:
        COMMITMENT.take(line, "submit", make.access(world.van))
    Body.objects.filter(campaign=campaign).delete()
    with pytest.raises(Refused) as nameless:
        COMMITMENT.take(line, "submit", make.access(world.van))

    assert refused.value.message == (
        "Above Quận A there is no Grass-roots Party committee that could approve. Ask the office."
    )
    assert nameless.value.message == "The campaign names no approving body yet. Ask its office."


def test_waiting_body_when_a_line_waits_for_nobody_then_it_is_a_fault_of_ours(world, place):
    line = make.commitment(place, world.member)

    with pytest.raises(LookupError):
        workflow.waiting_body(line)


def test_submit_when_handed_in_twice_then_rounds_versions_and_the_first_day_are_kept(bodies, place):
    line = walk(bodies, make.commitment(place, bodies.member), WAYS["returned"])
    first = line.submitted_on
    edited = actions.edit(
        line, make.content(title="Vận động 14 hộ"), make.access(bodies.member), line.version
    )

    again = COMMITMENT.take(edited, "submit", make.access(bodies.member))

    titles = [v.content["title"] for v in Version.objects.filter(commitment=line)]
    assert (again.round, again.submitted_on) == (2, first)
    assert titles == ["Vận động 12 hộ ngõ 5 bàn giao mặt bằng", "Vận động 14 hộ"]
    assert again.waits_for == bodies.ward


def test_endorse_when_the_first_body_passes_on_then_it_waits_for_the_second_and_both_are_kept(
    bodies, campaign, place
):
    two_bodies(bodies, campaign)
    line = make.commitment(place, bodies.member, "submitted")

    line = COMMITMENT.take(line, "endorse", make.access(bodies.first))
    waits = line.waits_for
    line = COMMITMENT.take(line, "approve", make.access(bodies.second))

    reviews = list(Review.objects.order_by("pk").values_list("outcome", "body", "by", "round"))
    assert waits == bodies.council
    assert reviews == [
        ("endorse", bodies.standing.pk, bodies.first.person_id, 1),
        ("approve", bodies.council.pk, bodies.second.person_id, 1),
    ]
    assert (line.entry.title, line.entry.owner) == (line.title, bodies.member.person)


@pytest.mark.parametrize("step", ["approve", "return", "refuse", "replace", "withdraw"])
def test_steps_when_a_line_leaves_the_body_then_it_waits_for_nobody_and_the_roll_follows(
    bodies, place, step
):
    line = make.commitment(place, bodies.member, "submitted")
    user = bodies.member if step == "withdraw" else bodies.hung

    done = COMMITMENT.take(line, step, make.access(user), "lý do")

    place.refresh_from_db()
    counted = 1 if step == "approve" else 0
    assert (done.waits_for_id, done.waits_since) == (None, None)
    assert (place.items, place.standing) == (counted, "met" if counted else "missing")
    assert Review.objects.count() == (0 if step == "withdraw" else 1)
    assert (done.entry is not None) is (step == "approve")


def test_change_when_approved_then_the_new_words_hold_and_both_versions_stay(bodies, place):
    line = make.approved(place, bodies.member, bodies.hung)
    later = line.due + dt.timedelta(days=30)

    AMENDMENT.take(
        ask(line, bodies.member, due=later), "approve-change", make.access(bodies.hung), "được"
    )

    line.refresh_from_db()
    entry = line.entry
    assert (line.title, entry.title) == ("Vận động 20 hộ ngõ 5", "Vận động 20 hộ ngõ 5")
    assert (entry.due, entry.first_due) == (later, later - dt.timedelta(days=30))
    assert [v.number for v in line.versions.all()] == [1, 2]
    assert line.amendments.get().answer == "được"
    assert list(audit.problems()) == []


def test_change_when_refused_then_what_was_approved_stands(bodies, place):
    line = make.approved(place, bodies.member, bodies.hung)
    title = line.title

    AMENDMENT.take(ask(line, bodies.member), "refuse-change", make.access(bodies.hung), "chưa")

    line.refresh_from_db()
    assert (line.title, line.entry.title, line.versions.count()) == (title, title, 1)
    assert line.amendments.get().answer == "chưa"


def test_change_when_an_approved_line_had_no_entry_then_only_the_words_change(bodies, place):
    line = make.approved(place, bodies.member, bodies.hung)
    Commitment.objects.filter(pk=line.pk).update(entry=None)

    AMENDMENT.take(ask(line, bodies.member), "approve-change", make.access(bodies.hung))

    assert Commitment.objects.get(pk=line.pk).title == "Vận động 20 hộ ngõ 5"


def test_ask_change_when_it_may_not_be_asked_then_the_reason_is_told(bodies, place):
    draft = make.commitment(place, bodies.member)
    line = make.approved(place, bodies.member, bodies.hung)

    def refused(line, content, reason, user):
        with pytest.raises(Refused) as answer:
            actions.ask_change(line, content, reason, make.access(user))
        return answer.value.message

    same = {name: getattr(line, name) for name in make.content()}
    new = make.content(title="Khác")
    assert refused(draft, new, "vì", bodies.member) == (
        "Only an approved line is changed in this way."
    )
    assert refused(line, new, "vì", bodies.hung) == "This line cannot be changed now."
    assert refused(line, new, " ", bodies.member) == "Say why, so that the person can act on it."
    assert refused(line, same, "vì", bodies.member) == "Nothing was changed."
    ask(line, bodies.member)
    assert refused(line, new, "vì", bodies.member) == (
        "A change has been asked for already and waits for approval."
    )


def test_decide_many_when_a_block_is_decided_then_what_does_not_go_says_why(bodies, campaign):
    make.grant(bodies.hung.person, "secretary", bodies.ward)
    people = [make.person(f"Đảng viên {n}", bodies.cell) for n in range(3)]
    lines = [
        make.commitment(make.registrant(campaign, one, bodies.cell), bodies.lan, "submitted")
        for one in people
    ]
    own = make.registrant(campaign, bodies.hung.person, bodies.ward)
    mine = make.commitment(own, bodies.hung, "submitted", leader=bodies.chief.person)

    done, refused = actions.decide_many([*lines, mine], "approve", make.access(bodies.hung))

    assert done == 3
    assert [(line, why.message, why.status) for line, why in refused] == [
        (mine, "Nobody decides on their own commitment.", 403)
    ]
    assert Commitment.objects.filter(status="approved").count() == 3
    assert Grant.objects.filter(person=bodies.hung.person).count() == 2


def test_block_when_a_step_is_offered_for_several_lines_then_the_form_takes_it():
    """“Pass up” was offered for a block and refused as no choice."""
    decided = {step.name for step in COMMITMENT.steps if step.capability == "commitment.decide"}

    assert set(BLOCK_STEPS) == decided


def test_form_when_it_was_sent_and_one_goes_back_then_one_is_led_to_what_became_of_it(
    world, as_user, place
):
    line = make.commitment(place, world.member, "submitted")
    address = reverse("commitment-edit", args=[line.key])
    browser = as_user(world.member)
    browser.cookies["django_language"] = "en"

    page = browser.get(address, follow=True)

    assert page.redirect_chain[0][0] == reverse("commitment-detail", args=[line.key])
    assert "has been sent already" in page.content.decode()
    assert as_user(world.tu).get(address).status_code == 404


def test_history_when_anything_is_done_then_it_has_words():
    """Every verb that the trail of a line or of its work may hold."""
    root = Path(namro.commitments.__file__).parents[1]
    code = "".join(path.read_text("utf-8") for path in root.glob("*/**/*.py"))
    recorded = r"(?:record|record_many|Line)\(\s*\"((?:commitment|entry)\.[a-z_]+)\""
    verbs = set(re.findall(recorded, code))
    steps = {step.name for flow in (COMMITMENT, ENTRY) for step in flow.steps}

    assert len(verbs) > 8
    assert (verbs | steps) - set(compare.ACTIONS) == set()


def test_register_when_it_cannot_be_handed_in_then_the_draft_stays_with_why(bodies, place):
    line, why = actions.register(place, make.content(result=""), make.access(bodies.member))
    other, nothing = actions.register(place, make.content(), make.access(bodies.member))

    assert (line.status, why.status, why.message) == (
        "draft",
        409,
        "Still to be filled in: rõ kết quả.",
    )
    assert (other.status, nothing) == ("submitted", None)
    assert [version.number for version in other.versions.all()] == [1]
    assert list(Commitment.objects.order_by("pk").values_list("status", flat=True)) == [
        "draft",
        "submitted",
    ]


def test_refer_when_beyond_the_bodys_authority_then_it_waits_for_the_body_above(world):
    campaign = make.campaign(world.area, world.van)
    place = make.registrant(campaign, world.member.person, world.cell)
    line = make.commitment(place, world.member, "submitted")

    with pytest.raises(Refused):
        COMMITMENT.take(line, "refer", make.access(world.hung))
    line = COMMITMENT.take(line, "refer", make.access(world.hung), "thuộc thẩm quyền của quận")

    assert (line.status, line.waits_for) == ("submitted", world.standing)
    assert line.reviews.get().outcome == "refer"
    chair = make.body(world.standing, "Bùi Văn Chủ")[0]
    with pytest.raises(Refused, match="no body to pass it up to"):
        COMMITMENT.take(line, "refer", make.access(chair), "thuộc thành phố")
    assert COMMITMENT.take(line, "approve", make.access(chair)).status == "approved"


def test_form_when_no_case_is_open_to_the_member_then_none_is_asked_and_a_kept_one_stays(
    world, place, as_user
):
    line = make.commitment(place, world.member)
    case = actions.open_case(
        "Đất dôi dư ngõ 5", world.ward, make.LONG_AGO, "", make.access(world.van)
    )
    Commitment.objects.filter(pk=line.pk).update(case_file=case)
    browser, address = as_user(world.member), f"/commitments/{line.key}/edit/"

    page = browser.get(address).content.decode()
    said = {
        "kind": "hard", "title": "Vận động 9 hộ", "due_text": "30/11", "result": "9 hộ",
        "version": line.version, "save": "1", "step-TOTAL_FORMS": 0, "step-INITIAL_FORMS": 0,
    }  # fmt: skip
    answer = browser.post(address, said)

    line.refresh_from_db()
    assert (answer.status_code, line.title, line.case_file) == (302, "Vận động 9 hộ", case)
    assert 'name="case_file"' not in page
    office = as_user(world.van).get(f"/roll/{place.key}/register/").content.decode()
    assert 'name="case_file"' in office
