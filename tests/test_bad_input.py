"""What people send by mistake or malice, and the answer they get; numbered as in the trust plan."""

import datetime as dt
import io
import re
import uuid
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import translation

from namro.commitments import actions
from namro.commitments.models import Commitment, Review
from namro.commitments.workflow import AMENDMENT, COMMITMENT
from namro.core import audit, clock
from namro.core.models import AuditEntry, Draft, Posted
from namro.home import search
from namro.ledger import actions as ledger
from namro.ledger.workflow import BLOCKER, ENTRY, EXTENSION
from namro.org.models import Appointment, Grant, Person
from namro.registers import listing
from tests import make
from tests.test_addresses import body

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(world):
    return make.registrant(make.campaign(world.area, world.van), world.member.person, world.cell)


def form(**more: Any) -> dict[str, Any]:
    return {
        "kind": "hard",
        "title": "Vận động 12 hộ ngõ 5",
        "due_text": "31/12",
        "result": "12 biên bản",
        "step-TOTAL_FORMS": "0",
        "step-INITIAL_FORMS": "0",
    } | more


def register(place: Any) -> str:
    return reverse("commitment-new", args=[place.key])


def told(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def kept(page: str) -> str:
    """What stands in the field of the note."""
    fields = re.findall(r"<textarea[^>]* ?name=\"note\"[^>]*>([^<]*)</textarea>", page)
    return next((words.strip() for words in fields if words.strip()), "")


def fresh(record: Any) -> Any:
    return type(record).objects.get(pk=record.pk)


def in_english(browser: Client) -> Client:
    browser.cookies["django_language"] = "en"
    return browser


# 1 -----------------------------------------------------------------------------------------------


def test_01_form_when_the_session_has_ended_then_sign_in_leads_back_and_the_draft_is_there(
    world, place, as_user
):
    url, words = register(place), form(title="Chưa kịp gửi")
    as_user(world.member).post(reverse("draft", args=[f"register:{place.key}"]), words)
    stranger = Client(enforce_csrf_checks=True)

    answer = stranger.post(url, words, headers={"Referer": f"http://testserver{url}"})
    again = as_user(world.member).get(url)
    other = as_user(world.lan).get(url)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/?next=%2Froll%2F")
    assert ("Chưa kịp gửi" in again.content.decode(), again.status_code) == (True, 200)
    assert "Chưa kịp gửi" not in other.content.decode()
    assert Commitment.objects.count() == 0


def test_01_draft_when_the_form_is_sent_then_it_is_gone(world, place, as_user):
    browser = as_user(world.member)
    browser.post(reverse("draft", args=[f"register:{place.key}"]), form())
    kept = Draft.objects.get()

    browser.post(register(place), form())

    assert kept.fields["title"] == ["Vận động 12 hộ ngõ 5"]
    assert Draft.objects.count() == 0


# 2 -----------------------------------------------------------------------------------------------


def test_02_form_when_clicked_twice_then_one_line_and_the_same_page(world, place, as_user):
    browser, words = as_user(world.member), form(once=str(uuid.uuid4()))

    answers = [browser.post(register(place), words) for _n in range(2)]

    assert {answer["Location"] for answer in answers} == {
        reverse("commitment-detail", args=[Commitment.objects.get().key])
    }
    assert Posted.objects.count() == 1


def test_02_form_when_refused_and_corrected_then_the_same_token_goes(world, place, as_user):
    browser, token = as_user(world.member), str(uuid.uuid4())

    refused = browser.post(register(place), form(once=token, title=""))
    corrected = browser.post(register(place), form(once=token))

    assert (refused.status_code, corrected.status_code) == (422, 302)
    assert Commitment.objects.count() == 1


def test_02_form_when_somebody_else_sends_the_same_token_then_their_own_is_carried_out_or_not_told(
    world, place, as_user
):
    token = str(uuid.uuid4())
    first = as_user(world.member).post(register(place), form(once=token))

    second = as_user(world.lan).post(register(place), form(once=token, title="Của Lan"))

    assert first.status_code == second.status_code == 302
    assert first["Location"] != second["Location"]


# 3 -----------------------------------------------------------------------------------------------


def test_03_step_when_somebody_else_was_first_then_409_with_who_and_when_and_the_note_stays(
    world, place, as_user
):
    line = make.commitment(place, world.member, "submitted")
    twin = make.commitment(place, world.member, "submitted")
    other = make.user(make.person("Phó Bí Thư"), "pho", approver=world.ward)
    COMMITMENT.take(line, "approve", make.access(other))
    browser = in_english(as_user(world.hung))

    answers = [
        browser.post(reverse("commitment-step", args=[one.key, "return"]), {"note": "Thiếu số hộ"})
        for one in (line, twin)
    ]

    page = answers[0].content.decode()
    assert [answer.status_code for answer in answers] == [409, 302]
    assert answers[0].context["attempt"].text.startswith("Phó Bí Thư was first, at ")
    assert answers[0].context["attempt"].text.endswith(": the record now stands at “Approved”.")
    assert (answers[0].context["attempt"].text in page, kept(page)) == (True, "Thiếu số hộ")
    assert (line.title in page, reverse("commitment-detail", args=[line.key]) in page) == (
        True,
    ) * 2
    assert list(Review.objects.order_by("pk").values_list("outcome", flat=True)) == [
        "approve",
        "return",
    ]


def test_03_step_when_it_is_still_open_then_the_note_stands_in_its_own_field(world, place, as_user):
    """The page was read before the line was handed in anew: 409, and one press sends it again."""
    line = make.commitment(place, world.member, "submitted")
    url, browser = reverse("commitment-step", args=[line.key, "return"]), as_user(world.hung)

    old = browser.post(url, {"note": "Thiếu số hộ", "version": line.version - 1})
    standing = Commitment.objects.get().status
    now = browser.post(url, {"note": kept(old.content.decode()), "version": line.version})

    assert (old.status_code, standing, now.status_code) == (409, "submitted", 302)
    assert '<details class="nr-note" open>' in old.content.decode()
    assert Review.objects.get().note == "Thiếu số hộ"


def test_03_block_when_nothing_goes_then_409_and_ticks_and_note_stay(world, place, as_user):
    lines = [make.commitment(place, world.member, "submitted") for _n in range(2)]
    words = {f"version-{line.pk}": line.version - 1 for line in lines[:1]} | {
        "pick": [lines[0].pk],
        "step": "return",
        "note": "Thiếu số hộ",
        "next": reverse("review") + "?page=1",
    }
    browser = in_english(as_user(world.hung))

    old = browser.post(reverse("review-decide"), words)
    now = browser.post(
        reverse("review-decide"), words | {f"version-{lines[0].pk}": lines[0].version}
    )

    page = old.content.decode()
    assert (old.status_code, now.status_code) == (409, 302)
    assert (kept(page), "Trần Văn Bình was first, at " in page) == ("Thiếu số hộ", True)
    assert [one["picked"] for one in old.context["lines"]] == [True, False]
    assert sorted(Commitment.objects.values_list("status", flat=True)) == ["returned", "submitted"]


def test_03_block_when_some_go_and_some_do_not_then_the_page_says_both(world, place, as_user):
    lines = [make.commitment(place, world.member, "submitted") for _n in range(2)]
    other = make.user(make.person("Phó Bí Thư"), "pho", approver=world.ward)
    COMMITMENT.take(lines[0], "approve", make.access(other))
    words = {"pick": [line.pk for line in lines], "step": "approve"}

    answer = in_english(as_user(world.hung)).post(reverse("review-decide"), words)

    assert (answer.status_code, answer["Location"]) == (302, reverse("review"))
    gone, stayed = told(answer)
    assert gone == "1 line: Approve."
    assert stayed.startswith(f"“{lines[0]}”: Phó Bí Thư was first, at ")


def test_03_block_when_the_reason_is_missing_then_422_and_the_ticks_stay(world, place, as_user):
    line = make.commitment(place, world.member, "submitted")
    words = {"pick": [line.pk], "step": "return"}
    browser = in_english(as_user(world.hung))

    answer = browser.post(reverse("review-decide"), words)

    assert answer.status_code == 422
    assert "Say why, so that the person can act on it." in answer.content.decode()
    assert [one["picked"] for one in answer.context["lines"]] == [True]


def test_03_review_when_the_last_page_was_decided_then_it_goes_back_to_one_that_exists(
    world, place, as_user
):
    line = make.commitment(place, world.member, "submitted")
    words = {"pick": [line.pk], "step": "approve", "next": reverse("review") + "?page=7&x=1"}

    answer = as_user(world.hung).post(reverse("review-decide"), words, follow=True)

    assert answer.redirect_chain == [(reverse("review") + "?page=1", 302)]
    assert answer.status_code == 200


def test_03_change_when_somebody_else_decided_then_409_and_the_note_stays(world, place, as_user):
    line = make.approved(place, world.member, world.hung)
    change = actions.ask_change(
        line, make.content(title="Vận động 20 hộ"), "Thêm hộ", make.access(world.member)
    )
    other = make.user(make.person("Phó Bí Thư"), "pho", approver=world.ward)
    url = reverse("amendment-step", args=[change.key, "refuse-change"])
    browser = in_english(as_user(world.hung))
    early = browser.post(url, {"note": ""})
    AMENDMENT.take(change, "approve-change", make.access(other))

    late = browser.post(url, {"note": "Chưa đủ hồ sơ"})

    assert (early.status_code, late.status_code) == (422, 409)
    assert late.context["attempt"].text.startswith("Phó Bí Thư was first, at ")
    assert kept(late.content.decode()) == "Chưa đủ hồ sơ"


@pytest.fixture
def work(world, place):
    """Approved work of Bình, blocked, with a later day asked for."""
    entry = make.approved(place, world.member, world.hung).entry
    blocker = ledger.block(entry, world.ward, "Thiếu bản đồ", make.access(world.member))
    later = entry.due + dt.timedelta(days=31)
    entry.refresh_from_db()
    extension = ledger.ask_extension(entry, later, "Chờ bản đồ", make.access(world.member))
    return SimpleNamespace(entry=entry, blocker=blocker, extension=extension)


def test_03_work_when_somebody_else_was_first_then_409_and_the_note_stays(world, work, as_user):
    other = make.user(make.person("Phó Bí Thư"), "pho", approver=world.ward, leader=world.area)
    make.grant(world.hung.person, "leader", world.area)
    BLOCKER.take(work.blocker, "clear", make.access(other), "Đã có")
    EXTENSION.take(work.extension, "refuse", make.access(other), "Không")
    ENTRY.take(fresh(work.entry), "stop", make.access(other), "Thôi")
    browser = in_english(as_user(world.hung))
    steps = (
        ("blocker-step", work.blocker, "clear"),
        ("extension-step", work.extension, "grant"),
        ("entry-step", work.entry, "stop"),
    )

    answers = [
        browser.post(reverse(name, args=[one.key, step]), {"note": "Lời đã gõ"})
        for name, one, step in steps
    ]

    assert [answer.status_code for answer in answers] == [409] * 3
    for answer in answers:
        page = answer.content.decode()
        assert "Phó Bí Thư was first, at " in page
        assert kept(page) == "Lời đã gõ"
        assert work.entry.title in page


def test_03_note_when_the_work_was_declared_meanwhile_then_409_and_the_words_stay(
    world, place, as_user
):
    entry = make.approved(place, world.member, world.hung).entry
    url, browser = reverse("entry-note", args=[entry.key]), in_english(as_user(world.member))
    ledger.report(entry, ledger.Report("Xong", "declare"), make.access(world.lan))

    late = browser.post(url, {"text": "Đã xong rồi", "step": "declare"})
    plain = browser.post(url, {"text": "Đã xong rồi", "step": ""})

    assert (late.status_code, plain.status_code) == (409, 302)
    assert "Nguyễn Thị Lan was first, at " in late.content.decode()
    assert "Đã xong rồi</textarea>" in late.content.decode()


# 4 -----------------------------------------------------------------------------------------------


def test_04_edit_when_a_newer_version_stands_then_409_and_both_are_shown(world, place, as_user):
    line = make.commitment(place, world.member)
    url = reverse("commitment-edit", args=[line.key])
    as_user(world.lan).post(url, form(version=line.version, title="Bản của Lan"))

    answer = as_user(world.member).post(url, form(version=line.version, title="Bản của Bình"))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert ("Bản của Lan" in page, "Bản của Bình" in page) == (True, True)
    assert Commitment.objects.get().title == "Bản của Lan"


# 5 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", ["step", "block", "deputy", "behalf"])
def test_05_own_when_approved_by_any_route_then_403_the_note_stays_and_the_trail_has_it(
    world, place, as_user, route
):
    decider = world.hung
    own = make.registrant(place.campaign, world.hung.person, world.ward)
    if route == "deputy":
        decider = make.user(make.person("Phó"), "pho")
        make.grant(decider.person, "approver", world.ward, deputy_for=world.hung.person)
    if route == "behalf":
        make.grant(world.hung.person, "secretary", world.ward)
        line = make.commitment(place, world.hung, "submitted")
    else:
        line = make.commitment(own, world.hung, "submitted", leader=world.chief.person)
    url, words = reverse("commitment-step", args=[line.key, "approve"]), {"note": "Đồng ý cả"}
    if route == "block":
        url, words = reverse("review-decide"), words | {"pick": [line.pk], "step": "approve"}

    answer = in_english(as_user(decider)).post(url, words)

    page = answer.content.decode()
    assert answer.status_code == 403
    assert ("Nobody decides on their own commitment." in page, kept(page)) == (True, "Đồng ý cả")
    line.refresh_from_db()
    assert (line.status, Review.objects.count()) == ("submitted", 0)
    entry, words = audit.history(line)[0]
    assert (entry.action, entry.actor_id, entry.on_behalf_id) == (
        "denied",
        decider.person_id,
        world.hung.person_id if route == "deputy" else None,
    )
    assert words.note == "Nobody decides on their own commitment."
    assert words.changes == {"step": [None, "approve"]}
    assert list(audit.problems()) == []


def test_05_own_when_refused_then_the_history_says_so_in_words(world, place, as_user):
    own = make.registrant(place.campaign, world.hung.person, world.ward)
    line = make.commitment(own, world.hung, "submitted", leader=world.chief.person)
    browser = as_user(world.hung)
    browser.post(reverse("commitment-step", args=[line.key, "return"]), {"note": "x"})

    page = browser.get(reverse("commitment-detail", args=[line.key]))

    event = page.context["history"][0]
    with translation.override("vi"):
        assert (str(event["what"]), str(event["changes"][0]["label"])) == (
            "Không được thực hiện",
            "Bước",
        )
        assert str(event["changes"][0]["after"]) == "Trả lại"
    assert event["note"] == "Không ai được phê duyệt nội dung do mình đăng ký."
    assert event["note"] in page.content.decode()


def test_05_own_when_somebody_else_approves_it_then_it_goes_and_no_attempt_is_kept(
    world, place, as_user
):
    own = make.registrant(place.campaign, world.hung.person, world.ward)
    line = make.commitment(own, world.hung, "submitted", leader=world.chief.person)
    other = make.user(make.person("Phó Bí Thư"), "pho", approver=world.ward)

    answer = as_user(other).post(reverse("commitment-step", args=[line.key, "approve"]))

    assert answer.status_code == 302
    assert not AuditEntry.objects.filter(action="denied").exists()


def test_05_own_when_the_right_is_missing_too_then_no_attempt_is_kept(world, place, as_user):
    """Only who could have decided has tried to decide on their own."""
    line = make.commitment(place, world.member, "submitted")

    answer = as_user(world.member).post(reverse("commitment-step", args=[line.key, "approve"]))

    assert answer.status_code == 403
    assert not AuditEntry.objects.filter(action="denied").exists()


def test_05_block_when_own_and_others_are_ticked_then_the_others_go_and_the_trail_has_the_own(
    world, place, as_user
):
    own = make.registrant(place.campaign, world.hung.person, world.ward)
    mine = make.commitment(own, world.hung, "submitted", leader=world.chief.person)
    other = make.commitment(place, world.member, "submitted")
    words = {"pick": [mine.pk, other.pk], "step": "approve"}

    answer = in_english(as_user(world.hung)).post(reverse("review-decide"), words)

    assert answer.status_code == 302
    assert told(answer) == [
        "1 line: Approve.",
        f"“{mine}”: Nobody decides on their own commitment.",
    ]
    assert list(AuditEntry.objects.filter(action="denied").values_list("target_id", flat=True)) == [
        str(mine.pk)
    ]
    assert list(audit.problems()) == []


def test_05_own_work_when_judged_by_any_route_then_403_and_the_trail_has_it(world, place, as_user):
    make.grant(world.hung.person, "verifier", world.area)
    make.grant(world.hung.person, "leader", world.area)
    make.grant(world.hung.person, "secretary", world.ward)
    line = make.approved(place, world.member, world.hung)
    change = actions.ask_change(
        line, make.content(title="Vận động 20 hộ"), "Thêm hộ", make.access(world.hung)
    )
    entry = line.entry
    hung = make.access(world.hung)
    later = entry.due + dt.timedelta(days=31)
    extension = ledger.ask_extension(entry, later, "Chờ bản đồ", hung)
    ledger.report(fresh(entry), ledger.Report("Xong", "declare"), hung)
    visit = {"on": f"{clock.today():%d/%m/%Y}", "found": "verified", "note": "Lời đã gõ"}
    routes = (
        (reverse("amendment-step", args=[change.key, "approve-change"]), {"note": "Lời đã gõ"}),
        (reverse("extension-step", args=[extension.key, "grant"]), {"note": "Lời đã gõ"}),
        (reverse("entry-step", args=[entry.key, "reopen"]), {"note": "Lời đã gõ"}),
        (reverse("entry-verify", args=[entry.key]), visit),
    )
    browser = as_user(world.hung)

    answers = [browser.post(url, words) for url, words in routes]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert [kept(answer.content.decode()) for answer in answers] == ["Lời đã gõ"] * 4
    denied = AuditEntry.objects.filter(action="denied").order_by("seq")
    assert list(denied.values_list("target_type", flat=True)) == [
        "commitments.amendment",
        "ledger.extension",
        "ledger.entry",
        "ledger.entry",
    ]
    page = browser.get(reverse("commitment-detail", args=[line.key]))
    with translation.override("vi"):
        shown = [
            str(event["changes"][0]["after"])
            for event in page.context["history"]
            if str(event["what"]) == "Không được thực hiện"
        ]
    assert shown == [
        "Thẩm tra thực tế",
        "Trả về thực hiện tiếp",
        "Đồng ý gia hạn",
        "Phê duyệt thay đổi",
    ]


# 6 -----------------------------------------------------------------------------------------------


def test_06_ids_when_foreign_missing_or_deleted_then_the_pages_are_the_same(world, as_user):
    foreign = Grant.objects.filter(person=world.tu.person)[0].pk
    gone = make.grant(world.nobody.person, "reader", world.cell2)
    deleted = gone.pk
    gone.delete()
    browser = as_user(world.van)

    answers = [
        browser.post(reverse("role-end", args=[pk])) for pk in (foreign, deleted, 999_999_999)
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({body(answer) for answer in answers}) == 1


# 10 ----------------------------------------------------------------------------------------------


def test_10_text_when_decomposed_and_full_of_blanks_then_it_is_stored_whole(world, place, as_user):
    typed = "  Va\u0323\u0302n\u00a0\u00a0động\u200b 12   hộ "

    as_user(world.member).post(register(place), form(title=typed))

    assert Commitment.objects.get().title == "Vận động 12 hộ"


def test_10_text_when_letters_only_look_alike_then_the_place_is_named(world, place, as_user):
    browser = in_english(as_user(world.member))

    answer = browser.post(register(place), form(title="Trồng сây"))

    assert answer.status_code == 422
    assert answer.context["form"].errors["title"] == [
        "There is a letter that cannot be used at position 7. Type it anew."
    ]
    assert "Trồng сây" in answer.content.decode()


# 11 ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("letter", ["\x01", "\u202e", "\u200f", "\x7f"])
def test_11_text_when_a_letter_is_hidden_then_the_place_is_named(world, place, as_user, letter):
    answer = in_english(as_user(world.member)).post(register(place), form(title=f"Tr{letter}ồng"))

    assert answer.status_code == 422
    assert answer.context["form"].errors["title"] == [
        "There is a letter that cannot be used at position 3. Type it anew."
    ]


def test_11_nul_when_sent_anywhere_then_400_on_both_databases(world, place, as_user):
    line = make.commitment(place, world.member, "submitted")
    grant = make.grant(world.nobody.person, "reader", world.cell2)
    member, hung, van = as_user(world.member), as_user(world.hung), as_user(world.van)
    step = reverse("commitment-step", args=[line.key, "return"])

    answers = [
        member.post(register(place), form(title="a\x00b")),
        hung.post(step, {"note": "a\x00b"}),
        van.post(reverse("role-end", args=[grant.pk]), {"note": "\x00"}),
        member.post(reverse("draft", args=["o"]), {"title": "\x00"}),
        member.post(reverse("commitments"), {"name": "\x00", "query": "\x00"}),
        member.get(reverse("search"), {"q": "\x00"}),
        member.get(reverse("commitments"), {"q": "\x00"}),
    ]

    assert [answer.status_code for answer in answers] == [400] * 7
    assert member.post("/drafts/%00/", {"a": "b"}).status_code == 404
    assert (Commitment.objects.get().status, Draft.objects.count()) == ("submitted", 0)


# 12 ----------------------------------------------------------------------------------------------


def test_12_text_when_one_letter_too_long_then_the_limit_is_told_and_the_text_stays(
    world, place, as_user
):
    typed = "ă" * 2001

    answer = in_english(as_user(world.member)).post(register(place), form(title=typed))
    fits = as_user(world.member).post(register(place), form(title="ă" * 2000))

    assert answer.status_code == 422
    (sentence,) = answer.context["form"].errors["title"]
    assert ("2000" in sentence, "2001" in sentence) == (True, True)
    assert typed in answer.content.decode()
    assert fits.status_code == 302


def test_12_name_when_a_megabyte_is_sent_then_422_and_nobody_is_added(world, as_user):
    before = Person.objects.count()
    words = {"full_name": "a" * 1_000_000, "post": "Đảng viên", "since": "01/01/2024"}

    answer = as_user(world.van).post(reverse("person-new", args=[world.cell.pk]), words)

    assert (answer.status_code, Person.objects.count()) == (422, before)


# 13, 14 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["Sáu", "Tôn Nữ Thị Ngọc Minh Châu", "H'Hen Niê", "Nguyễn-Lê An", "K. Brôih", "Lò A Páo"],
)
def test_13_name_when_unusual_then_it_is_accepted(world, as_user, name):
    words = {"full_name": name, "post": "Đảng viên", "since": "01/01/2024"}

    answer = as_user(world.van).post(reverse("person-new", args=[world.cell.pk]), words)

    assert answer.status_code == 302
    assert Appointment.objects.filter(person__full_name=name, unit=world.cell).count() == 1


def test_14_name_when_it_is_known_then_it_is_asked_and_never_merged(world, as_user):
    words = {"full_name": "tran van BINH", "post": "Tổ trưởng", "since": "01/01/2024"}
    url, browser = reverse("person-new", args=[world.cell2.pk]), in_english(as_user(world.van))

    asked = browser.post(url, words)
    offered = [str(person) for person in asked.context["form"].fields["known"].queryset]
    same = browser.post(url, words | {"known": world.member.person.pk})
    other = browser.post(url, words | {"new": "on"})

    assert (asked.status_code, same.status_code, other.status_code) == (422, 302, 302)
    assert offered == ["Trần Văn Bình"]
    assert Appointment.objects.filter(person=world.member.person).count() == 2
    assert Person.objects.filter(search_text="tran van binh").count() == 2


def test_14_name_when_it_is_known_elsewhere_only_then_nothing_of_it_is_told(world, as_user):
    make.person("Trần Văn Xa", world.far_cell)
    words = {"full_name": "Trần Văn Xa", "post": "Đảng viên", "since": "01/01/2024"}

    answer = as_user(world.van).post(reverse("person-new", args=[world.cell.pk]), words)

    assert answer.status_code == 302
    assert Person.objects.filter(full_name="Trần Văn Xa").count() == 2


# 33 ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["=1+1", "+84", "-12 hộ", "@SUM(A1)", "=cmd|'/c calc'!A1"])
def test_33_text_when_it_begins_like_a_formula_then_it_is_kept_and_exported_as_text(
    world, place, as_user, typed
):
    browser = as_user(world.member)
    browser.post(register(place), form(title=typed))

    export = browser.get(reverse("commitments"), {"export": "xlsx"})

    cells = [
        cell
        for row in openpyxl.load_workbook(io.BytesIO(export.content)).active.iter_rows()
        for cell in row
        if cell.value == typed
    ]
    assert [cell.data_type for cell in cells] == ["s"]
    assert Commitment.objects.get().title == typed


# 34, 35 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["%", "_", "\\", "'", "10%", "a_b", "c:\\d", ".*", "(", "';--"])
def test_34_search_when_it_holds_signs_then_they_mean_themselves(world, place, as_user, word):
    browser = as_user(world.member)
    for title in (f"Việc {word} một", "Việc khác hẳn"):
        make.commitment(place, world.member, title=title)

    page = browser.get(reverse("commitments"), {"q": word})
    found = browser.get(reverse("search"), {"q": word})

    titles = [row["label"] for row in page.context["rows"]]
    assert titles == [f"Việc {word} một"]
    assert [hit["label"] for hit in found.context["groups"][0]["hits"]] == titles


def test_34_search_when_too_long_then_400(world, as_user):
    browser = as_user(world.lan)

    answer = browser.get(reverse("search"), {"q": "a" * 10_000})
    short = browser.get(reverse("search"), {"q": "a" * 200})

    assert (answer.status_code, short.status_code) == (400, 200)


@pytest.mark.parametrize(
    "word",
    ["nguyen thi dao", "NGUYỄN THỊ ĐÀO", "nguye\u0302\u0303n thi\u0323 đa\u0300o", "đào nguyễn"],
)
def test_35_search_when_typed_in_any_way_then_the_same_person_is_found(world, as_user, word):
    make.person("Nguyễn Thị Đào", world.cell)
    make.person("Nguyễn Thị Dáo Nhỏ", world.far_cell)

    answer = as_user(world.lan).get(reverse("search"), {"q": word})

    hits = [hit["label"] for group in answer.context["groups"] for hit in group["hits"]]
    assert hits == ["Nguyễn Thị Đào"]


@pytest.mark.parametrize("few", [0, 500])
def test_35_search_when_few_or_many_bear_a_name_then_only_visible_people_are_found(
    world, as_user, monkeypatch, few
):
    monkeypatch.setattr(search, "FEW", few)
    make.person("Nguyễn Thị Đào", world.cell)
    make.person("Nguyễn Văn Đào", world.far_cell)

    pages = [as_user(who).get(reverse("search"), {"q": "đào"}) for who in (world.lan, world.tu)]

    found = [[hit["label"] for g in page.context["groups"] for hit in g["hits"]] for page in pages]
    assert found == [["Nguyễn Thị Đào"], ["Nguyễn Văn Đào"]]


# 36 ----------------------------------------------------------------------------------------------


def test_36_names_when_sorted_then_by_given_name_in_vietnamese_order(world, as_user):
    campaign = make.campaign(world.area, world.van)
    names = ["Lê Yến", "Vũ Em", "Tạ Đào", "An Dung", "Bùi Bình", "Hồ Ân", "Đỗ Ánh", "Yên An"]
    for name in names:
        make.registrant(campaign, make.person(name, world.cell), world.cell)

    page = as_user(world.lan).get(reverse("campaign-roll"), {"campaign": campaign.pk})

    assert [row["label"] for row in page.context["rows"]] == [
        "Yên An", "Đỗ Ánh", "Hồ Ân", "Bùi Bình", "An Dung", "Tạ Đào", "Vũ Em", "Lê Yến",
    ]  # fmt: skip


# 37 ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"trang-thai": "x"}, "Bộ lọc “trang-thai” không có."),
        ({"person__user__password": "a"}, "Bộ lọc “person__user__password” không có."),
        ({"behalf_reason": ""}, "Bộ lọc “behalf_reason” không có."),
        ({"status": "lost"}, "Bộ lọc “Phê duyệt” không có giá trị “lost”."),
        ({"kind": "'"}, "Bộ lọc “Loại” không có giá trị “&#x27;”."),
        ({"campaign": "999999999"}, "Bộ lọc “Đợt đăng ký” không có giá trị “999999999”."),
        ({"order": "person__user__password"}, "Cách sắp xếp “person__user__password” không có."),
        ({"order": "--due"}, "Cách sắp xếp “--due” không có."),
        ({"col": "behalf_reason"}, "Cột “behalf_reason” không có."),
        ({"size": "nhiều"}, "Bộ lọc “Số dòng mỗi trang” không có giá trị “nhiều”."),
        ({"size": "0"}, "Bộ lọc “Số dòng mỗi trang” không có giá trị “0”."),
    ],
)
def test_37_lists_when_asked_for_a_name_or_value_that_is_not_there_then_400_naming_it(
    world, place, as_user, query, words
):
    make.commitment(place, world.member)

    answer = as_user(world.lan).get(reverse("commitments"), query)

    page = answer.content.decode()
    assert answer.status_code == 400
    assert words in page
    assert f'href="{reverse("commitments")}"' in page


def test_37_lists_when_a_value_is_hidden_then_the_answer_is_as_for_one_that_never_was(
    world, as_user
):
    hidden = make.campaign(world.far, world.tu)
    browser = as_user(world.lan)
    browser.get(reverse("commitments"))  # a browser's first page gives it its cookies

    foreign = browser.get(reverse("commitments"), {"campaign": hidden.pk})
    missing = browser.get(reverse("commitments"), {"campaign": hidden.pk + 1})
    own = as_user(world.tu).get(reverse("commitments"), {"campaign": hidden.pk})

    assert (foreign.status_code, missing.status_code, own.status_code) == (400, 400, 200)
    assert f"Bộ lọc “Đợt đăng ký” không có giá trị “{hidden.pk}”." in foreign.content.decode()
    pages = [
        body(answer).decode().replace(f"“{pk}”", "").replace(f"campaign={pk}", "")
        for answer, pk in ((foreign, hidden.pk), (missing, hidden.pk + 1))
    ]
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    "query",
    [{"page": "0"}, {"page": "1000000000"}, {"page": "abc"}, {"unit": "999999999"}, {"after": "x"}],
)
def test_37_lists_when_the_page_or_unit_is_not_there_then_404(world, place, as_user, query):
    answer = as_user(world.lan).get(reverse("commitments"), query)

    assert answer.status_code == 404


def test_37_lists_when_asked_for_what_they_know_then_200_and_size_is_capped(
    world, place, as_user, monkeypatch
):
    monkeypatch.setattr(listing, "LARGEST_PAGE", 2)
    for _n in range(3):
        make.commitment(place, world.member)
    browser = as_user(world.lan)
    known = {
        "q": "", "unit": world.cell.pk, "order": "-due", "col": "status", "after": "",
        "before": "", "page": "1", "campaign": place.campaign.pk, "status": "draft", "kind": "hard",
    }  # fmt: skip

    answers = [browser.get(reverse("commitments"), known | {"size": n}) for n in ("1", "1000000")]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert [len(answer.context["rows"]) for answer in answers] == [1, 2]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"page": "0"}, 404),
        ({"page": "1000000000"}, 404),
        ({"page": "abc"}, 404),
        ({"page": "1"}, 200),
        ({"campaign": "999999999"}, 400),
        ({"campaign": "abc"}, 400),
        ({"status": "draft"}, 400),
    ],
)
def test_37_review_when_the_query_is_nonsense_then_it_says_so(world, place, as_user, query, status):
    make.commitment(place, world.member, "submitted")

    answer = as_user(world.hung).get(reverse("review"), query)

    assert answer.status_code == status
