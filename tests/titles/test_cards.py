"""Cards: scored by three voices, filled from figures, broken and mended, decided apart, counted."""

import datetime as dt
from decimal import Decimal

import pytest

from namro.core import clock
from namro.core.errors import Conflict, Refused
from namro.core.models import AuditDetail
from namro.criteria import standards
from namro.criteria.scoring import Said
from namro.criteria.states import Answer, Voice
from namro.figures import measures
from namro.figures.measures import OF_UNIT, Measure, Measured
from namro.registers import checks, sums
from namro.registers.kit import REGISTERS
from namro.sittings.docket import docket_of
from namro.titles import actions
from namro.titles import sums as scores
from namro.titles.figures import distinct
from namro.titles.models import Card
from namro.titles.papers import revocation
from namro.titles.workflow import CARD, ROUND
from tests import make
from tests.rows import offered
from tests.titles.rows import card, content, opened, proposed, scored, verified

pytestmark = pytest.mark.django_db
COUNTS = REGISTERS["titles"].counts


@pytest.fixture
def mine(world):
    return card(opened(world), world.cell)


def test_round_when_opened_then_every_subject_has_its_card_once(world):
    one = opened(world)
    again = actions.add_cards(one, [(world.cell, None)], make.access(world.van))

    assert sorted(c.unit.name for c in one.cards.all()) == ["Chi bộ 1", "Chi bộ 2"]
    assert again == 0
    with pytest.raises(Refused, match="round of 2026 already"):
        opened(world)


def test_round_when_of_members_then_each_member_has_a_card_and_reads_it_alone(world, as_user):
    one = opened(world, of="person")
    own = one.cards.get(person=world.member.person)

    assert as_user(world.member).get(f"/cards/{own.key}/").status_code == 200
    other = one.cards.get(person=world.nobody.person)
    assert as_user(world.member).get(f"/cards/{other.key}/").status_code == 404


def test_propose_when_criteria_are_open_then_refused_and_when_all_are_answered_then_the_band_stands(
    mine, world
):
    lan = make.access(world.lan)
    with pytest.raises(Refused, match="4 criteria"):
        CARD.take(mine, "propose", lan)

    done = proposed(mine, world.lan)

    assert (done.status, done.proposed) == ("proposed", "Tốt")


def test_score_when_it_differs_from_the_voice_before_then_the_reason_is_asked_for(mine, world):
    scored(mine, world.lan)
    differing = {"c1": Said(points=40)}
    with pytest.raises(Refused, match="say why it differs"):
        actions.score(mine, Voice.COLLECTIVE, differing, {}, make.access(world.lan))

    actions.score(mine, Voice.COLLECTIVE, differing, {"c1": "còn việc dở"}, make.access(world.lan))

    fresh = Card.objects.get(pk=mine.pk)
    assert (scores.of(fresh, Voice.SELF).total, scores.of(fresh, Voice.COLLECTIVE).total) == (
        95,
        80,
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"c1": Said(points=61)}, "from 0 to 60"),
        ({"c1": Said(answer=Answer.YES)}, "write points"),
        ({"c3": Said(answer=Answer.NOT_APPLICABLE)}, "does not apply"),
    ],
)
def test_score_when_it_cannot_be_then_the_criterion_is_named(mine, world, given, words):
    with pytest.raises(Refused, match=words):
        actions.score(mine, Voice.SELF, given, {}, make.access(world.lan))


def test_score_when_not_the_own_unit_then_refused_while_the_own_secretary_may(mine, world):
    with pytest.raises(Refused, match="may not score"):
        scored(mine, world.tu)
    with pytest.raises(Conflict, match="stands at"):
        scored(mine, world.minh, voice=Voice.APPROVER)

    assert scored(mine, world.lan).scores.count() == 4


def test_fill_when_a_figure_is_held_then_it_stands_with_its_records_and_may_be_overridden(
    world, monkeypatch
):
    held = Measure("tests.share", "thử", "vụ", OF_UNIT, lambda unit, year: Measured(3, 4, "/x/"))
    monkeypatch.setitem(measures.MEASURES, "tests.share", held)
    lines = (
        "Một | Tỷ lệ | count | 40 | 80 | tests.share\n"
        "Một | Khác | count | 10 | 5 | meetings.attendance"
    )
    one = card(opened(world, lines=lines), world.cell)
    lan = make.access(world.lan)

    n = actions.fill(one, lan)
    with pytest.raises(Refused, match="say why it differs"):
        actions.score(one, Voice.SELF, {"c1": Said(answer=Answer.YES)}, {}, lan)
    actions.score(one, Voice.SELF, {"c1": Said(answer=Answer.YES)}, {"c1": "một vụ tính sai"}, lan)

    kept = one.scores.get(voice=Voice.HELD)
    assert (n, kept.numerator, kept.denominator, kept.href, kept.answer) == (1, 3, 4, "/x/", "no")
    assert scores.of(Card.objects.get(pk=one.pk), Voice.SELF).total == 40


def test_breach_when_noted_then_the_title_fails_until_it_holds_again_and_the_day_stays(world):
    lines = "Năm không | Không rác | pass\nNăm không | Không lấn chiếm | pass"
    one = card(opened(world, mode="all", lines=lines), world.cell)
    lan, minh = make.access(world.lan), make.access(world.minh)
    yes = Said(answer=Answer.YES)
    actions.score(one, Voice.SELF, {"c1": yes, "c2": yes}, {}, lan)
    breach = actions.break_(one, "c2", dt.date(2026, 3, 4), "Biên bản ngày 4/3", lan)
    broken = scores.of(Card.objects.get(pk=one.pk), Voice.SELF)

    actions.mend(breach, dt.date(2026, 4, 1), minh)

    mended = scores.of(Card.objects.get(pk=one.pk), Voice.SELF)
    assert (broken.band, broken.failing, mended.band) == ("", ["c2"], "Tốt")
    assert one.breaches.get().on == dt.date(2026, 3, 4)
    with pytest.raises(Refused, match="that has come"):
        actions.break_(one, "c1", dt.date(2027, 1, 1), "x", lan)


def test_breach_when_noted_wrong_then_it_is_put_right_or_taken_out_and_the_trail_says_why(
    world, as_user
):
    lines = "Năm không | Không rác | pass\nNăm không | Không lấn chiếm | pass"
    one = card(opened(world, mode="all", lines=lines), world.cell)
    lan, day = make.access(world.lan), dt.date(2026, 3, 4)
    wrong = actions.break_(one, "c1", day, "Biên bản ngày 4/3", lan)
    extra = actions.break_(one, "c2", day, "Nhầm chi bộ", lan)
    url = f"/cards/{one.key}/ask/correct-breaches/"
    client = as_user(world.minh)
    client.cookies["django_language"] = "en"
    first = {bound.name: bound.value() for bound in client.get(url).context["form"]}
    said = {n: f"{v:%d/%m/%Y}" if isinstance(v, dt.date) else v for n, v in first.items() if v}
    said["version"] = first["version"]
    told = {f"on_{wrong.pk}": "05/03/2026", f"on_{extra.pk}": "", f"out_{extra.pk}": "on"}

    future = client.post(url, {**said, **told, f"on_{wrong.pk}": "05/03/2027", "note": "nhầm"})
    asked = as_user(world.lan).get(url)  # scores for the cell, and does not verify
    done = client.post(url, {**said, **told, "note": "đọc nhầm ngày"})
    again = client.post(url, {**said, **told, "note": "lần nữa"})

    assert (future.status_code, asked.status_code) == (422, 404)
    assert "that has come" in future.content.decode()
    assert done.status_code == 302
    assert again.status_code == 409, "it was corrected meanwhile"
    assert [(b.criterion, b.on) for b in one.breaches.all()] == [("c1", dt.date(2026, 3, 5))]
    kept = AuditDetail.objects.filter(note="đọc nhầm ngày")
    before, after = "04/03/2026 – …: Biên bản ngày 4/3", "05/03/2026 – …: Biên bản ngày 4/3"
    assert {str(one.changes["breach"]) for one in kept} == {
        str([before, after]),
        str(["04/03/2026 – …: Nhầm chi bộ", None]),
    }


def test_decide_when_by_who_scored_or_is_the_subject_then_refused_and_by_another_then_done(
    mine, world
):
    make.grant(world.lan.person, "approver", world.ward)
    make.grant(world.lan.person, "verifier", world.ward)
    waiting = proposed(mine, world.lan)
    with pytest.raises(Refused, match="own work"):
        CARD.take(waiting, "verify", make.access(world.lan))
    ready = CARD.take(waiting, "verify", make.access(world.minh))
    with pytest.raises(Refused, match="own work"):
        CARD.take(ready, "recognise", make.access(world.lan))

    done = CARD.take(ready, "recognise", make.access(world.hung))

    assert (done.status, done.decided_on, done.valid_until) == (
        "recognised", clock.today(), dt.date(2027, 12, 31),
    )  # fmt: skip


def test_revoke_when_without_a_reason_then_refused_and_with_one_it_counts_no_longer(mine, world):
    done = CARD.take(verified(mine, world), "recognise", make.access(world.hung))
    hung = make.access(world.hung)
    assert COUNTS.sheet.plain(sums.level(COUNTS, world.area, [2026])[0])["recognitions"] == 1
    with pytest.raises(Refused, match="Say why"):
        CARD.take(done, "revoke", hung)
    with pytest.raises(Refused, match="It holds until"):
        CARD.take(done, "lapse", make.access(world.van))

    CARD.take(done, "revoke", hung, "khai không đúng")

    plain = COUNTS.sheet.plain(sums.level(COUNTS, world.area, [2026])[0])
    assert (plain["recognitions"], plain["revoked"], plain["cards"]) == (0, 1, 2)
    assert list(checks.problems()) == []


def test_figures_when_one_subject_is_recognised_in_many_years_then_three_numbers_tell_it(world):
    van = make.access(world.van)
    for year, units in (
        (2021, [world.cell]),
        (2022, [world.cell, world.cell2]),
        (2024, [world.cell]),
    ):
        one = actions.open_round(world.ward, content(of="board"), year, van)
        for unit in units:
            said = {"unit": unit, "decision": "12/QĐ", "decided_on": dt.date(year, 12, 15)}
            actions.take_over(one, said, van)
            with pytest.raises(Refused, match="already"):
                actions.take_over(one, said, van)

    own, _parts = sums.level(COUNTS, world.area, [2021, 2022, 2024])

    assert COUNTS.sheet.plain(own)["recognitions"] == 4
    assert [one.number for one in distinct(world.area, [2021, 2022, 2024])] == [2, 2]


def test_sitting_when_it_decides_then_the_cards_follow_and_no_other_door_is_open(mine, world):
    docket = docket_of("titles")
    ready = verified(mine, world)
    body = world.ward
    scopes = docket.scopes([body, world.standing])
    assert [scope.waiting for scope in scopes[body.pk]] == [1]
    assert docket.waiting(body, str(ready.round_id)) == [ready.pk]
    matter = docket.matters([ready.pk])[ready.pk]
    assert world.lan.person_id in matter.interested

    docket.decide(ready.pk, "refuse", "chưa đủ hồ sơ", ready.version, make.access(world.hung))

    assert Card.objects.get(pk=ready.pk).status == "not_recognised"
    table, n = docket.annex([])
    assert (table["is"], n) == ("table", 0)


def test_round_when_verified_cards_wait_then_it_is_not_closed(mine, world):
    ready = verified(mine, world)
    with pytest.raises(Refused, match="1 verified"):
        ROUND.take(ready.round, "close-round", make.access(world.van))
    CARD.take(ready, "recognise", make.access(world.hung))
    with pytest.raises(Refused, match="Say why"):
        ROUND.take(ready.round, "close-round", make.access(world.van))  # other cards are unfinished

    closed = ROUND.take(ready.round, "close-round", make.access(world.van), "Hết hạn đề nghị")

    assert closed.status == "closed"


def test_level_when_the_approver_scores_lower_then_it_is_the_approvers_and_recognising_asks_why(
    mine, world
):
    waiting = proposed(mine, world.lan)
    minh, hung = make.access(world.minh), make.access(world.hung)
    given = {"c1": Said(points=Decimal(10)), "c3": Said(answer=Answer.NO)}
    actions.score(waiting, Voice.APPROVER, given, dict.fromkeys(given, "xem lại"), minh)

    ready = CARD.take(Card.objects.get(pk=waiting.pk), "verify", minh)

    assert (waiting.proposed, ready.proposed) == ("Tốt", "")
    with pytest.raises(Refused, match="Say why"):
        CARD.take(ready, "recognise", hung)
    assert CARD.take(ready, "recognise", hung, "Tập thể đề nghị").status == "recognised"


def test_level_when_the_collective_or_a_breach_lowers_it_then_it_is_the_lower_one(mine, world):
    lan = make.access(world.lan)
    scored(mine, world.lan)
    given = {"c1": Said(points=Decimal(20))}
    actions.score(mine, Voice.COLLECTIVE, given, {"c1": "còn việc dở"}, lan)

    waiting = CARD.take(Card.objects.get(pk=mine.pk), "propose", lan)
    actions.break_(waiting, "c4", dt.date(2026, 3, 4), "Biên bản", lan)

    assert waiting.proposed == "Khá"
    assert Card.objects.get(pk=mine.pk).proposed == "", "a knock-out happened"


def test_knock_out_when_answered_then_it_reads_as_something_that_happened_or_not(
    mine, world, as_user
):
    client = as_user(world.lan)
    client.cookies["django_language"] = "en"
    form = client.get(f"/cards/{mine.key}/ask/score_self/").content.decode()
    scored(mine, world.lan)
    page = client.get(f"/cards/{mine.key}/").content.decode()

    assert "Did not happen" in form
    assert "Did not happen" in page


def test_title_when_taken_back_then_its_paper_names_the_title_and_why(mine, world, as_user):
    ready = verified(mine, world)
    held = CARD.take(ready, "recognise", make.access(world.hung))
    early = as_user(world.van).get(f"/cards/{mine.key}/").content.decode()
    CARD.take(held, "revoke", make.access(world.hung), "Vi phạm trật tự xây dựng")

    said = str(revocation(Card.objects.get(pk=mine.pk), make.access(world.van)))

    assert "title-revocation" not in early
    assert "title-revocation" in as_user(world.van).get(f"/cards/{mine.key}/").content.decode()
    assert "Lý do: Vi phạm trật tự xây dựng." in said


def test_standard_when_kept_again_then_a_new_version_and_rounds_keep_theirs(world):
    van = make.access(world.van)
    first = actions.keep_standard(world.ward, content(), van)
    one = actions.open_round(world.ward, first.content, 2026, van)
    second = actions.keep_standard(world.ward, content(lines="Một | Khác | points | 5"), van)

    one.refresh_from_db()
    assert (first.edition, second.edition) == (1, 2)
    assert [c["text"] for _g, c in standards.criteria(one.content)][0] == "Việc chung"


def test_pages_when_the_job_is_done_by_hand_then_from_the_empty_page_to_the_notice(world, as_user):
    van, lan, minh, hung = (as_user(getattr(world, w)) for w in ("van", "lan", "minh", "hung"))
    where = van.post(
        "/rounds/new/", {"unit": world.ward.pk, "standard": "chi-bo-4-tot", "year": "2026"}
    )
    one = Card.objects.get(unit=world.cell)
    page = f"/cards/{one.key}/"
    assert "Chi bộ 4 tốt" in lan.get("/work/").content.decode()
    lan.post(f"{page}ask/fill-card/", {})
    filled = lan.get(page).content.decode()
    said = {"c1": "14,5", "c4": "yes", "c5": "15", "c6": "20", "c7": "yes", "c8": "20", "c9": "0",
            "c2": "yes", "why_c2": "đăng ký đủ", "c3": "yes", "why_c3": "đúng hạn"}  # fmt: skip
    bad = lan.post(f"{page}ask/score_self/", {**said, "c1": "99"})
    lan.post(f"{page}ask/score_self/", said)
    lan.post(f"{page}steps/propose/")
    minh.post(f"{page}steps/verify/")
    hung.post(f"{page}steps/recognise/")
    address = f"{where['Location']}issue/title-notice/"
    issued = van.post(address, offered(van.get(address)) | {"name": "Đỗ Thị Vân"})

    assert "Không áp dụng" in filled
    assert bad.status_code == 422
    assert "99" in bad.content.decode()
    one.refresh_from_db()
    assert (one.status, one.proposed) == ("recognised", "Chi bộ 4 tốt")
    assert issued["Location"].startswith("/papers/")
    assert "14,5" in lan.get(page).content.decode()
    assert van.get(f"{page}print/scorecard/pdf/")["Content-Type"] == "application/pdf"
