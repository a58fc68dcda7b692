"""Paper twins: numbers that check themselves, sheets that can be read, keying back, receipts."""

import datetime as dt
import io
import re

import pytest
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from namro.commitments import paper
from namro.commitments.models import Commitment, PaperForm
from namro.commitments.models.paper import read, shown
from namro.core.audit import history
from namro.core.errors import Refused
from tests import make

pytestmark = pytest.mark.django_db
TEXT = qn("w:t")


@pytest.fixture
def campaign(world):
    return make.campaign(world.area, world.van)


@pytest.fixture
def place(campaign, world):
    return make.registrant(campaign, world.member.person, world.cell)


@pytest.fixture
def form(campaign, place, world):
    return paper.number(campaign, [place], make.access(world.lan))[0]


def words(form, **more):
    said = {
        "typed_number": str(form), "kind": "new", "title": "Trồng 40 cây xanh ở ngõ 12",
        "due": dt.date(2026, 11, 30), "due_text": "30/11", "result": "40 cây",
    }  # fmt: skip
    return paper.Keyed(**(said | more))


def posted(form, **more):
    said = {
        "number": str(form), "kind": "m", "title": "Trồng 40 cây xanh ở ngõ 12",
        "due": "30/11", "result": "40 cây",
    }  # fmt: skip
    return said | more


def test_number_when_any_digit_is_wrong_or_two_are_swapped_then_it_does_not_check():
    for number in (1, 12, 345, 9876, 12345):
        digits = shown(number).replace("-", "")
        wrong = [
            digits[:place] + other + digits[place + 1 :]
            for place in range(len(digits))
            for other in "0123456789"
            if other != digits[place]
        ]
        swapped = [
            digits[:n] + digits[n + 1] + digits[n] + digits[n + 2 :]
            for n in range(len(digits) - 1)
            if digits[n] != digits[n + 1]
        ]

        assert read(shown(number)) == read(digits) == number
        assert {read(one) for one in (*wrong, *swapped)} == {None}


@pytest.mark.parametrize("typed", ["", "-", "x", "12a", "0", "00000", "1" * 40, "１２３", "-1"])
def test_number_when_it_is_none_then_it_is_no_number(typed):
    assert read(typed) is None


def test_number_when_printed_twice_then_it_is_the_same_and_there_are_no_gaps(
    campaign, place, world
):
    lan = make.access(world.lan)
    other = make.registrant(campaign, world.lan.person, world.cell)

    first = [one.number for one in paper.number(campaign, [place], lan)]
    again = [one.number for one in paper.number(campaign, [other, place], lan)]

    assert (first, again) == ([1], [2, 1])
    assert history(place)[0][0].action == "paper.number"


def test_number_when_for_another_unit_then_it_is_refused(campaign, world):
    far = make.registrant(campaign, world.nobody.person, world.cell2)

    with pytest.raises(Refused, match="You may not register for others in Chi bộ 2"):
        paper.number(campaign, [far], make.access(world.lan))

    assert paper.number(campaign, [far], make.access(world.van))


@pytest.mark.parametrize("layout", [paper.PER_MEMBER, paper.PER_CELL])
def test_sheets_when_made_then_every_name_and_number_can_be_read_in_the_pdf(
    campaign, form, world, layout
):
    lan = make.registrant(campaign, world.lan.person, world.cell)
    forms = [form, *paper.number(campaign, [lan], make.access(world.lan))]

    content = paper.sheets(campaign, world.cell, forms, layout)

    assert content.startswith(b"%PDF-1.")
    assert b"LiberationSans" in content
    assert b"pdfaid" in content
    pages = len(re.findall(rb"/Type /Page\b", content)) or content.count(b"/Type/Page\n")
    assert pages <= (2 if layout == paper.PER_MEMBER else 1)


def test_sheets_when_names_hold_the_signs_of_typst_then_they_are_plain_text(campaign, form, world):
    form.registrant.person.full_name = "#panic[x] $y$ *z* `q` @a <b> \\"

    assert paper.sheets(campaign, world.cell, [form], paper.PER_MEMBER).startswith(b"%PDF")


def test_key_in_when_complete_then_it_is_handed_in_on_behalf_and_traced(campaign, form, world):
    paper.key_in(campaign, words(form), make.access(world.lan))

    line = Commitment.objects.get()
    assert (line.status, line.source, line.person) == ("submitted", "paper", world.member.person)
    assert line.behalf_by == world.lan.person
    assert line.behalf_reason == f"paper form {form}"
    assert PaperForm.objects.get().keyed_by == world.lan.person


@pytest.mark.parametrize(
    ("number", "said"),
    [("0001-0", "is not the number of a form"), ("0002-6", "There is no form 0002-6")],
)
def test_key_in_when_the_number_is_wrong_then_it_is_said_and_nothing_is_written(
    campaign, form, world, number, said
):
    number = shown(2) if number == "0002-6" else number
    with pytest.raises(Refused) as caught:
        paper.key_in(campaign, words(form, typed_number=number), make.access(world.lan))

    assert said.replace("0002-6", shown(2)) in caught.value.message
    assert Commitment.objects.count() == 0


def test_key_in_when_the_form_is_of_another_unit_then_it_is_as_if_there_were_none(
    campaign, form, world
):
    with pytest.raises(Refused, match="There is no form"):
        paper.key_in(campaign, words(form), make.access(world.tu))

    assert paper.key_in(campaign, words(form), make.access(world.lan)) == form


def test_key_in_when_the_same_work_twice_then_it_is_in_already(campaign, form, world):
    paper.key_in(campaign, words(form), make.access(world.lan))

    with pytest.raises(Refused, match="is in already with this work"):
        paper.key_in(campaign, words(form), make.access(world.lan))

    assert Commitment.objects.count() == 1


def test_page_when_a_form_is_keyed_then_the_next_one_begins_and_it_is_listed(
    campaign, form, world, as_user
):
    browser = as_user(world.lan)
    url = reverse("paper-key", args=[campaign.slug])

    answer = browser.post(url, posted(form), follow=True)

    assert answer.redirect_chain == [(url, 302)]
    assert [str(one) for one in answer.context["latest"]] == [str(form)]
    assert answer.context["form"].is_bound is False


@pytest.mark.parametrize(
    ("field", "value"),
    [("number", "0001-9"), ("kind", "x"), ("title", ""), ("due", "ngày kia"), ("result", "")],
)
def test_page_when_a_field_is_wrong_then_it_says_where_and_keeps_what_was_typed(
    campaign, form, world, as_user, field, value
):
    wrong = value if field != "number" or read(value) is None else "0001-8"
    said = posted(form, **{field: wrong})

    answer = as_user(world.lan).post(reverse("paper-key", args=[campaign.slug]), said)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert answer.context["form"].data["result"] == said["result"]
    assert Commitment.objects.count() == 0


def test_whose_when_a_number_is_typed_then_the_name_is_told_only_within_ones_units(
    campaign, form, world, as_user
):
    url = reverse("paper-whose", args=[campaign.slug]) + f"?number={form}"

    own, foreign = as_user(world.lan).get(url), as_user(world.van).get(url)
    world.van.person.grants.update(until=make.LONG_AGO + dt.timedelta(days=1))

    assert "Trần Văn Bình" in own.content.decode()
    assert "Trần Văn Bình" in foreign.content.decode()
    assert as_user(world.van).get(url).status_code == 403


def test_print_when_a_unit_is_chosen_then_a_pdf_of_those_who_have_still_to_register(
    campaign, place, world, as_user
):
    url = reverse("paper-print", args=[campaign.slug])

    answer = as_user(world.lan).post(url, {"unit": world.cell.pk, "layout": "member"})

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert PaperForm.objects.get().registrant == place


def test_print_when_there_is_one_unit_only_then_it_is_chosen(campaign, world, as_user):
    url = reverse("paper-print", args=[campaign.slug])

    secretary, office = as_user(world.lan).get(url), as_user(world.van).get(url)

    assert secretary.context["form"]["unit"].value() == world.cell.pk
    assert office.context["form"]["unit"].value() == ""


def test_print_when_everybody_has_registered_then_it_says_so(campaign, world, as_user):
    url = reverse("paper-print", args=[campaign.slug])

    answer = as_user(world.lan).post(url, {"unit": world.cell.pk, "layout": "cell"})

    assert answer.status_code == 422
    assert PaperForm.objects.count() == 0


def test_receipt_when_forms_were_keyed_today_then_word_and_pdf_name_them(
    campaign, form, world, as_user
):
    browser = as_user(world.lan)
    browser.post(reverse("paper-key", args=[campaign.slug]), posted(form))

    pdf = browser.get(reverse("paper-receipt", args=[campaign.slug, "pdf"]))
    word = browser.get(reverse("paper-receipt", args=[campaign.slug, "docx"]))

    said = [
        " ".join(one.extract_text() for one in PdfReader(io.BytesIO(pdf.content)).pages),
        " ".join(
            one.text or "" for one in Document(io.BytesIO(word.content)).element.body.iter(TEXT)
        ),
    ]
    for one in said:
        written = " ".join(one.split())
        assert "BIÊN NHẬN" in written
        assert shown(form.number) in written
        assert str(form.registrant.person) in written
    assert browser.get(reverse("paper-receipt", args=[campaign.slug, "exe"])).status_code == 404
