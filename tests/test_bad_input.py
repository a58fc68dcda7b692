"""What people send by mistake or malice, and the answer they get; numbered as in the trust plan."""

import io
import uuid
from typing import Any

import openpyxl
import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from namro.commitments.models import Commitment, Review
from namro.commitments.workflow import COMMITMENT
from namro.core.models import Draft, Posted
from namro.org.models import Appointment, Grant, Person
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


def test_03_step_when_somebody_else_was_first_then_it_says_who_and_when(world, place, as_user):
    line = make.commitment(place, world.member, "submitted")
    other = make.user(make.person("Phó Bí Thư"), "pho", approver=world.ward)
    COMMITMENT.take(line, "approve", make.access(other))
    browser = in_english(as_user(world.hung))

    answer = browser.post(
        reverse("commitment-step", args=[line.key, "return"]), {"note": "Thiếu số hộ"}
    )

    assert answer.status_code == 302
    (sentence,) = told(answer)
    assert sentence.startswith("Phó Bí Thư was first, at ")
    assert sentence.endswith(": the record now stands at “Approved”.")
    assert Review.objects.count() == 1


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
def test_05_own_when_approved_by_any_route_then_it_is_refused_and_nothing_changes(
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
    url, words = reverse("commitment-step", args=[line.key, "approve"]), {}
    if route == "block":
        url, words = reverse("review-decide"), {"pick": [line.pk], "step": "approve"}
    answer = in_english(as_user(decider)).post(url, words)

    assert answer.status_code == 302
    (sentence,) = told(answer)
    assert sentence.removeprefix(f"“{line}”: ") == "Nobody decides on their own commitment."
    line.refresh_from_db()
    assert (line.status, Review.objects.count()) == ("submitted", 0)


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
    ("query", "status"),
    [
        ({"status": "lost"}, 404),
        ({"kind": "'"}, 404),
        ({"campaign": "999999999"}, 404),
        ({"unit": "999999999"}, 404),
        ({"after": "x"}, 404),
        ({"order": "person__user__password"}, 200),
        ({"col": "behalf_reason"}, 200),
        ({"size": "1000000"}, 200),
        ({"person__user__password": "a"}, 200),
    ],
)
def test_37_lists_when_asked_for_what_is_not_there_then_404_or_as_if_not_asked(
    world, place, as_user, query, status
):
    make.commitment(place, world.member)
    browser = as_user(world.lan)

    answer = browser.get(reverse("commitments"), query)

    assert answer.status_code == status
    if status == 200:
        plain = browser.get(reverse("commitments"))
        assert [row["pk"] for row in answer.context["rows"]] == [
            row["pk"] for row in plain.context["rows"]
        ]


@pytest.mark.parametrize(("page", "shown"), [("0", 1), ("1000000000", 1), ("abc", 1), ("1", 1)])
def test_37_review_when_the_page_is_nonsense_then_a_page_that_exists(
    world, place, as_user, page, shown
):
    make.commitment(place, world.member, "submitted")

    answer = as_user(world.hung).get(reverse("review"), {"page": page})

    assert (answer.status_code, len(answer.context["lines"])) == (200, shown)
