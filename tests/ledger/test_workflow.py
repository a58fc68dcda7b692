"""Who may take which step on work, a blocker, an extension; reporting, verifying, what follows."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from namro.commitments import actions as commitments
from namro.commitments import queries as commitment_queries
from namro.commitments.models import Commitment
from namro.commitments.workflow import AMENDMENT
from namro.core import audit, clock
from namro.core.errors import Refused
from namro.core.models import StoredFile
from namro.figures import tally
from namro.ledger import actions, queries
from namro.ledger.actions import Report, Visit
from namro.ledger.models import Blocker, Entry, Extension, Milestone, ProgressNote, Verification
from namro.ledger.states import Shown
from namro.ledger.workflow import BLOCKER, ENTRY, EXTENSION
from namro.org.models import User
from tests import make
from tests.test_bad_input import in_english

pytestmark = pytest.mark.django_db
EVERYBODY = (
    "member", "lan", "van", "hung", "minh", "chief", "far_chief", "reader", "admin", "tu", "nobody",
)  # fmt: skip
DOERS = {"member", "lan", "van"}
REPORT = {"start", "partly", "declare"}
# state -> who -> steps; who is not named may do nothing. Written by hand.
ENTRY_TABLE = {
    "not_begun": dict.fromkeys(DOERS, REPORT) | {"chief": {"stop"}},
    "under_way": dict.fromkeys(DOERS, {"partly", "declare"}) | {"chief": {"stop"}},
    "partly": dict.fromkeys(DOERS, {"declare"}) | {"chief": {"stop"}},
    "done": {"minh": {"reopen"}},
    "stopped": {},
}
# The blocker names area A: its leader clears; who raised it, or owns the work, withdraws.
BLOCKER_TABLE = {
    "raised": {"chief": {"clear"}, "lan": {"withdraw"}, "member": {"withdraw"}},
    "cleared": {},
    "withdrawn": {},
}
EXTENSION_TABLE = {
    "asked": {"chief": {"grant", "refuse"}, "member": {"withdraw"}},
    "granted": {},
    "refused": {},
    "withdrawn": {},
}
WAYS = {
    "not_begun": [],
    "under_way": [("start", "member")],
    "partly": [("partly", "member")],
    "done": [("declare", "member")],
    "stopped": [("stop", "chief")],
}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def entry(world):
    """Work of a member of cell 1, answered for by its secretary."""
    world.reader = make.user(make.person("Người Đọc"), "reader", reader=world.top)
    world.admin = make.user(make.person("Quản Trị"), "admin", administrator=world.top)
    world.far_chief = make.user(make.person("Bên Kia"), "far", leader=world.far, verifier=world.far)
    place = make.registrant(make.campaign(world.area, world.van), world.member.person, world.cell)
    return make.approved(place, world.member, world.hung).entry


def offered(world, table, record) -> dict[str, set[str]]:
    found = {
        who: {s.name for s in table.open_steps(record, make.access(getattr(world, who)))}
        for who in EVERYBODY
    }
    return {who: steps for who, steps in found.items() if steps}


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def told(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.message


def counters_hold(world) -> bool:
    line = Commitment.objects.select_related("campaign").get()
    sets = commitment_queries.COUNTED_SETS
    return tally.standing(line.campaign_id, sets) == commitment_queries.recounted(line.campaign)


@pytest.mark.parametrize("state", ENTRY_TABLE)
def test_steps_on_work_when_in_a_state_then_the_table_holds(world, entry, state):
    for step, who in WAYS[state]:
        entry = ENTRY.take(entry, step, make.access(getattr(world, who)), "lý do")

    assert entry.status == state
    assert offered(world, ENTRY, entry) == ENTRY_TABLE[state]
    assert counters_hold(world)


@pytest.mark.parametrize("state", BLOCKER_TABLE)
def test_steps_on_a_blocker_when_in_a_state_then_the_table_holds(world, entry, state):
    blocker = actions.block(entry, world.area, "Thiếu bản đồ", make.access(world.lan))
    if state == "cleared":
        blocker = actions.end_block(blocker, "clear", make.access(world.chief), "đã có")
    elif state == "withdrawn":
        blocker = actions.end_block(blocker, "withdraw", make.access(world.lan))

    assert blocker.status == state
    assert offered(world, BLOCKER, blocker) == BLOCKER_TABLE[state]


@pytest.mark.parametrize("state", EXTENSION_TABLE)
def test_steps_on_an_extension_when_in_a_state_then_the_table_holds(world, entry, state):
    row = extension(entry, world.member)
    if state != "asked":
        step = {"granted": "grant", "refused": "refuse", "withdrawn": "withdraw"}[state]
        by = world.member if step == "withdraw" else world.chief
        row = actions.decide_extension(row, step, make.access(by), "lý do")

    assert row.status == state
    assert offered(world, EXTENSION, row) == EXTENSION_TABLE[state]


def extension(entry: Entry, by: User, days: int = 30) -> Extension:
    later = entry.due + dt.timedelta(days=days)
    return actions.ask_extension(entry, later, "chờ bản đồ", make.access(by))


def test_declare_when_a_blocker_is_open_then_it_is_refused_until_it_ends(world, entry):
    member = make.access(world.member)
    blocker = actions.block(entry, world.area, "Thiếu bản đồ", member)

    sentence = told(lambda: ENTRY.take(fresh(entry), "declare", member, "xong"))
    actions.end_block(blocker, "clear", make.access(world.chief), "đã có")
    done = ENTRY.take(fresh(entry), "declare", member, "xong")

    assert sentence == "A blocker is still open. Withdraw it, or wait until it is cleared."
    assert (done.status, done.blocked) == ("done", False)
    assert (done.declared_by, done.declared_on) == (world.member.person, clock.today())


@pytest.mark.parametrize("way", ["steps/declare", "note"])
def test_declare_when_it_is_posted_while_blocked_then_409_with_why_and_what_was_typed(
    world, entry, way, as_user
):
    actions.block(entry, world.area, "Thiếu bản đồ", make.access(world.member))
    sent = {"note": "Đã xong 12 hộ", "text": "Đã xong 12 hộ", "step": "declare"}

    answer = in_english(as_user(world.member)).post(f"/entries/{entry.key}/{way}/", sent)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "A blocker is still open. Withdraw it, or wait until it is cleared." in page
    assert "Đã xong 12 hộ" in page
    assert fresh(entry).status == "not_begun"
    assert not ProgressNote.objects.exists()


def test_step_when_it_is_refused_then_the_answer_says_whether_who_or_what_stands_against(
    world, entry
):
    """403: not this person; 409: not as the record stands."""
    member = make.access(world.member)
    blocker = actions.block(entry, world.area, "Thiếu bản đồ", member)
    due = clock.today() + dt.timedelta(days=900)
    actions.ask_extension(entry, due, "mưa", member)
    attempts = {
        "blocked": (lambda: ENTRY.take(fresh(entry), "declare", member, "xong"), 409),
        "asked twice": (lambda: actions.ask_extension(fresh(entry), due, "mưa", member), 409),
        "no right": (lambda: ENTRY.take(fresh(entry), "declare", make.access(world.tu), "x"), 403),
        "not the raiser": (
            lambda: actions.end_block(blocker, "withdraw", make.access(world.lan)), 403,
        ),
    }  # fmt: skip

    answers = {}
    for name, (attempt, _status) in attempts.items():
        with pytest.raises(Refused) as refused:
            attempt()
        answers[name] = refused.value.status

    assert answers == {name: status for name, (_attempt, status) in attempts.items()}


def test_unblock_when_another_blocker_is_open_then_the_work_stays_blocked(world, entry):
    member = make.access(world.member)
    first = actions.block(entry, world.area, "Thiếu bản đồ", member)
    second = actions.block(fresh(entry), world.ward, "Thiếu kinh phí", member)

    actions.end_block(first, "withdraw", member)
    between = fresh(entry).blocked
    actions.end_block(second, "withdraw", member)

    assert (between, fresh(entry).blocked) == (True, False)
    assert counters_hold(world)


def test_withdraw_when_somebody_else_raised_it_then_it_is_refused(world, entry):
    blocker = actions.block(entry, world.area, "Thiếu bản đồ", make.access(world.member))

    sentence = BLOCKER.refusal(blocker, BLOCKER["withdraw"], make.access(world.lan))

    assert sentence == "Only who raised the blocker withdraws it."


def test_clear_when_no_answer_is_given_then_the_clock_goes_on(world, entry):
    blocker = actions.block(entry, world.area, "Thiếu bản đồ", make.access(world.member))

    sentence = told(lambda: actions.end_block(blocker, "clear", make.access(world.chief), ""))

    assert sentence == "Say why, so that the person can act on it."
    assert (fresh(blocker).status, fresh(blocker).ended_on) == ("raised", None)
    assert blocker.due == clock.add_working_days(clock.today(), 7)


def test_reopen_when_by_who_declared_or_owns_then_it_is_refused(world, entry):
    for user in (world.member, world.lan):
        make.grant(user.person, "verifier", world.area)
    done = ENTRY.take(entry, "declare", make.access(world.lan), "xong")

    sentences = {
        who: ENTRY.refusal(done, ENTRY["reopen"], make.access(getattr(world, who)))
        for who in ("member", "lan", "minh")
    }

    assert sentences == {
        "member": "Nobody decides on their own work.",
        "lan": "Nobody decides on their own work.",
        "minh": None,
    }


def test_reopen_when_taken_then_the_declaration_goes_and_the_finding_stays(world, entry):
    done = ENTRY.take(entry, "declare", make.access(world.member), "xong")
    visit = Visit(clock.today(), "not_found", "Chưa có gì")
    actions.verify(done, visit, make.access(world.minh))

    again = ENTRY.take(fresh(done), "reopen", make.access(world.minh), "Chưa làm")

    assert (again.status, again.declared_on, again.declared_by_id) == ("under_way", None, None)
    assert again.verified == "not_found"
    assert counters_hold(world)


@pytest.mark.parametrize("who", ["owner", "asker", "deputy of the owner"])
def test_extension_when_decided_by_owner_asker_or_deputy_then_it_is_refused(world, entry, who):
    asker = world.member if who == "owner" else world.lan
    row = extension(entry, asker)
    decider = {"owner": world.member, "asker": world.lan}.get(who, world.nobody)
    principal = world.member.person if who == "deputy of the owner" else None
    make.grant(decider.person, "leader", world.area, deputy_for=principal)

    sentence = EXTENSION.refusal(row, EXTENSION["grant"], make.access(decider))

    assert sentence == "Nobody decides on their own work."
    assert EXTENSION.refusal(row, EXTENSION["refuse"], make.access(decider)) == sentence


def test_grant_when_a_later_day_is_granted_then_the_first_day_stays_and_both_rates_differ(
    world, entry
):
    first = entry.due
    row = extension(entry, world.member)

    actions.decide_extension(row, "grant", make.access(world.chief), "được")

    moved = fresh(entry)
    assert (moved.first_due, moved.due) == (first, row.new_due)
    assert moved.was_extended
    assert (fresh(row).answer, fresh(row).decided_by) == ("được", world.chief.person)
    assert counters_hold(world)


def test_grant_when_the_words_are_changed_afterwards_then_the_later_day_stays(world, entry):
    row = extension(entry, world.member)
    actions.decide_extension(row, "grant", make.access(world.chief), "được")
    line, content = Commitment.objects.get(entry=entry), make.content(title="Vận động 20 hộ")

    change = commitments.ask_change(line, content, "thêm hộ", make.access(world.member))
    AMENDMENT.take(change, "approve-change", make.access(world.hung))

    assert (fresh(entry).title, fresh(entry).due) == ("Vận động 20 hộ", row.new_due)
    assert counters_hold(world)


def test_grant_when_the_work_is_done_by_now_then_refused_and_nobody_is_asked_for_it(world, entry):
    row = extension(entry, world.member)
    actions.report(fresh(entry), actions.Report("xong", "declare"), make.access(world.member))
    chief = make.access(world.chief)

    sentence = told(lambda: actions.decide_extension(row, "grant", chief, "được"))

    assert sentence == "The work is “Done” by now: no day of it is moved any more."
    assert list(queries.to_extend(chief)) == []
    actions.decide_extension(row, "withdraw", make.access(world.member))
    assert (fresh(row).status, fresh(entry).due) == ("withdrawn", entry.due)


def test_refuse_when_a_later_day_is_refused_then_the_day_stays(world, entry):
    row = extension(entry, world.member)

    assert (
        told(lambda: actions.decide_extension(row, "refuse", make.access(world.chief)))
        == "Say why, so that the person can act on it."
    )
    actions.decide_extension(row, "refuse", make.access(world.chief), "không có lý do")

    assert (fresh(entry).due, fresh(row).answer) == (entry.due, "không có lý do")
    assert not fresh(entry).was_extended


def test_ask_extension_when_it_may_not_be_asked_then_the_reason_is_told(world, entry):
    member, day = make.access(world.member), entry.due
    later = day + dt.timedelta(days=1)

    def ask(on, reason="vì", access=member, of=entry):
        return told(lambda: actions.ask_extension(of, on, reason, access))

    assert ask(later, access=make.access(world.nobody)) == "You may not report on this work."
    assert ask(day) == f"The new day must lie after {day:%d/%m/%Y}."
    assert ask(later, "  ") == "Say why, so that the person can act on it."
    extension(entry, world.member)
    assert ask(later) == "An extension has been asked for already and waits for an answer."
    Entry.objects.filter(pk=entry.pk).update(due=None, first_due=None)
    assert ask(later) == "This work has no due day that could move."
    ENTRY.take(fresh(entry), "stop", make.access(world.chief), "thôi")
    assert ask(later, of=fresh(entry)) == "Only open work can be extended."


def test_block_when_it_may_not_be_raised_then_the_reason_is_told(world, entry):
    member = make.access(world.member)

    def block(words="thiếu", access=member):
        return told(lambda: actions.block(fresh(entry), world.area, words, access))

    assert block(access=make.access(world.nobody)) == "You may not report on this work."
    assert block(" \u200b ") == "Say what stops the work."
    ENTRY.take(entry, "declare", member, "xong")
    assert block() == "Only open work can be blocked."
    assert Blocker.objects.count() == 0


def test_report_when_it_may_not_be_written_then_the_reason_is_told(world, entry):
    member = make.access(world.member)
    photos = [SimpleUploadedFile(f"{n}.pdf", b"%PDF-1") for n in range(7)]

    def report(what, access=member):
        return told(lambda: actions.report(fresh(entry), what, access))

    assert report(Report("x"), make.access(world.hung)) == "You may not report on this work."
    assert report(Report("  ")) == "Say in a sentence what has been done."
    assert report(Report("x", files=photos)) == "Send at most 6 files at once."
    account = User.objects.create(username="may")
    assert report(Report("x"), make.access(account)) == (
        "This account belongs to no person; ask the office to link it."
    )
    ENTRY.take(entry, "stop", make.access(world.chief), "thôi")
    assert report(Report("x")) == "This work was stopped; nothing more is reported on it."
    assert ProgressNote.objects.count() == 0


def test_report_when_a_file_is_bad_then_neither_note_nor_step_nor_file_is_kept(world, entry):
    good = SimpleUploadedFile("a.pdf", b"%PDF-1.4 x")
    bad = SimpleUploadedFile("b.pdf", b"MZ not a pdf")

    told(
        lambda: actions.report(
            entry, Report("xong", "declare", files=[good, bad]), make.access(world.member)
        )
    )

    assert fresh(entry).status == "not_begun"
    assert (ProgressNote.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_report_when_the_secretary_writes_for_a_member_then_both_names_are_kept(world, entry):
    note = actions.report(
        entry,
        Report("Đã  họp\ndân", "start", on_behalf=world.member.person),
        make.access(world.lan),
    )
    own = actions.report(
        fresh(entry), Report("tiếp", on_behalf=world.member.person), make.access(world.member)
    )

    assert (note.text, note.by, note.on_behalf, note.status) == (
        "Đã họp\ndân", world.lan.person, world.member.person, "under_way",
    )  # fmt: skip
    assert own.on_behalf is None
    assert fresh(entry).last_note_at == own.at
    assert [e.action for e, _d in audit.history(entry)] == [
        "entry.report", "entry.report", "start", "entry.open",
    ]  # fmt: skip


def test_reach_when_a_milestone_is_ticked_then_its_day_is_kept_and_outsiders_may_not(world, entry):
    row = Milestone.objects.create(entry=entry, title="Họp dân", due=entry.due)

    refused = told(lambda: actions.reach(row, clock.today(), make.access(world.nobody)))
    actions.reach(row, clock.today(), make.access(world.member))

    assert refused == "You may not report on this work."
    assert fresh(row).done_on == clock.today()
    assert str(row) == "Họp dân"


def test_verify_when_it_may_not_be_done_then_the_reason_is_told(world, entry):
    done = ENTRY.take(entry, "declare", make.access(world.lan), "xong")
    for user in (world.member, world.lan):
        make.grant(user.person, "verifier", world.area)
    make.grant(world.nobody.person, "verifier", world.area, deputy_for=world.member.person)
    minh, today = make.access(world.minh), clock.today()

    def verify(visit, access=minh):
        return told(lambda: actions.verify(done, visit, access))

    good = Visit(today, "verified", "Có thật")
    doer = "Who did the work does not verify it."
    assert verify(good, make.access(world.chief)) == "You may not verify work here."
    assert [verify(good, make.access(u)) for u in (world.member, world.lan)] == [doer, doer]
    assert verify(good, make.access(world.nobody)) == doer
    assert verify(Visit(today, "verified", " ")) == "Say what was seen on the ground."
    assert verify(Visit(today, "unverified", "x")) == "Choose what was found."
    assert verify(Visit(today + dt.timedelta(days=1), "verified", "x")) == (
        "A visit cannot lie in the future."
    )
    assert Verification.objects.count() == 0


def test_verify_when_visited_twice_then_both_visits_stay_and_the_last_one_counts(world, entry):
    done = ENTRY.take(entry, "declare", make.access(world.member), "xong")
    today, minh = clock.today(), make.access(world.minh)

    actions.verify(done, Visit(today, "verified_partly", "Một nửa"), minh)
    actions.verify(done, Visit(today, "verified", "Đủ"), minh)

    assert fresh(done).verified == "verified"
    assert list(Verification.objects.order_by("pk").values_list("found", flat=True)) == [
        "verified_partly", "verified",
    ]  # fmt: skip
    assert counters_hold(world)


def test_levels_above_when_asked_then_the_way_up_and_its_bodies_and_no_neighbour(world, entry):
    levels = [unit.name for unit in actions.levels_above(entry)]

    assert set(levels) == {
        "Thành phố", "Quận A", "Ban Thường vụ Quận ủy", "Ủy ban nhân dân quận",
        "Đảng ủy phường Một", "Chi bộ 1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "due", "shown"),
    [
        ("not_begun", 1, Shown.NOT_BEGUN),
        ("not_begun", -1, Shown.BEHIND),
        ("not_begun", None, Shown.NOT_BEGUN),
        ("under_way", 0, Shown.ON_SCHEDULE),
        ("under_way", -1, Shown.BEHIND),
        ("partly", 1, Shown.PARTLY),
        ("partly", -1, Shown.BEHIND),
        ("done", -1, Shown.DONE),
        ("stopped", -1, Shown.STOPPED),
    ],
)
def test_shown_when_a_day_is_asked_then_the_office_reads_one_of_six(status, due, shown):
    today = clock.today()
    entry = Entry(status=status, due=None if due is None else today + dt.timedelta(days=due))

    assert entry.shown(today) == shown


@pytest.mark.parametrize(
    ("status", "due", "declared", "way"),
    [
        ("done", 0, 0, "done_in_time"),
        ("done", 0, 1, "done_late"),
        ("done", None, 1, "done_in_time"),
        ("under_way", 0, None, "open_in_time"),
        ("under_way", -1, None, "open_late"),
        ("not_begun", None, None, "open_in_time"),
    ],
)
def test_four_way_when_done_or_not_in_time_or_late_then_one_field(status, due, declared, way):
    today = clock.today()

    def day(n: int | None) -> dt.date | None:
        return None if n is None else today + dt.timedelta(days=n)

    entry = Entry(status=status, due=day(due), declared_on=day(declared))

    assert entry.four_way(today) == way
