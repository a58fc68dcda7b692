"""The morning after: invitation, minutes, decision or notice, annex and sheets, numbered, once."""

import io
import re
import zipfile
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from namro.core import clock
from namro.core.errors import Conflict, Refused
from namro.papers import actions as desk
from namro.papers import content, making
from namro.papers.models import Paper
from namro.sittings import actions, issuing, wording
from namro.sittings.wording import Papers
from namro.sittings.workflow import SITTING
from tests import make

pytestmark = pytest.mark.django_db


def words(hall, kind):
    return Papers(hall.sitting, clock.today()).proposed(kind)


def issue(hall, kind, by=None):
    return issuing.issue(hall.sitting, kind, words(hall, kind), make.access(by or hall.van))


def said(paper: Paper) -> str:
    return "\n".join(content.texts(paper.content))


def filled_in(page) -> dict[str, str]:
    """The form of a paper as it was proposed."""
    form = page.context["form"]
    return {name: form.initial.get(name, "") for name in form.fields}


def text_of(answer) -> str:
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_decision_when_issued_then_annex_and_a_sheet_for_each_person_come_with_it(over):
    decision, *sheets = issue(over, wording.DECISION)

    assert (decision.symbol, len(sheets)) == ("01-QĐ/QU", 2)
    assert [sheet.symbol for sheet in sheets] == ["01-PGV/QU", "02-PGV/QU"]
    assert {sheet.person for sheet in sheets} == {
        over.anh.person, over.world.lan.person
    }  # fmt: skip
    assert "gồm 2 nội dung của 2 người" in said(decision)
    for item in over.approved:
        assert item.title in said(decision)
    assert over.returned.title not in said(decision)
    assert all("01-QĐ/QU" in said(sheet) for sheet in sheets)


def test_notice_when_issued_then_what_went_back_stands_in_it_with_its_reason(over):
    notice, *_sheets = issue(over, wording.NOTICE)

    assert "Trả lại: 1 nội dung" in said(notice).replace("Đã trả lại", "Trả lại")
    assert over.returned.title in said(notice)
    assert "Nêu rõ sản phẩm rồi gửi lại." in said(notice)


def test_minutes_when_issued_then_they_say_who_was_there_and_each_outcome_but_no_hand(over):
    (paper,) = issue(over, wording.MINUTES)
    words_of_it = said(paper)

    assert "Có mặt 5/5 thành viên" in words_of_it
    assert "Rời phòng họp" in words_of_it
    assert "Cao Thị Anh" in words_of_it
    assert words_of_it.count("4/4") == 1  # the line of a member: four stayed
    assert "không tán thành" not in words_of_it.lower()


def test_invitation_when_the_sitting_is_called_then_the_agenda_is_its_annex(hall):
    with pytest.raises(Conflict, match="stands at"):
        issue(hall, wording.INVITATION)
    hall.sitting = SITTING.take(hall.sitting, "call", make.access(hall.van))

    (paper,) = issue(hall, wording.INVITATION)

    assert all(item.title in said(paper) for item in hall.sitting.items.all())
    assert "Phòng họp tầng 2" in said(paper)


def test_paper_when_issued_already_then_the_standing_one_is_cancelled_first(over):
    decision, *sheets = issue(over, wording.DECISION)
    with pytest.raises(Conflict, match="issued as 01-QĐ/QU"):
        issue(over, wording.NOTICE)

    desk.cancel(decision, "sai tên", make.access(over.van))
    second, *anew = issue(over, wording.DECISION)

    held = Paper.objects.filter(kind=wording.SHEET.name, status="issued")
    assert sheets
    assert set(held) == set(anew)
    assert second.symbol == "02-QĐ/QU"
    assert Paper.objects.get(pk=decision.pk).symbol == "01-QĐ/QU"


def test_paper_when_somebody_else_tries_then_no_number_is_used(over):
    with pytest.raises(Refused, match="may not issue papers"):
        issue(over, wording.DECISION, over.chair)

    assert not Paper.objects.exists()


def test_papers_when_set_then_word_and_pdf_hold_every_word(over):
    decision = issue(over, wording.DECISION)[0]

    word, sheet = making.make(decision, "docx"), making.make(decision, "pdf")

    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        body = archive.read("word/document.xml").decode()
    assert all(item.title in body for item in over.approved)
    assert sheet.startswith(b"%PDF")


def test_page_when_the_words_are_wrong_then_nothing_is_issued_and_they_stay(over, as_user):
    url = f"/sittings/{over.sitting.key}/papers/decision/"
    client = as_user(over.van)

    answer = client.post(url, {"subject": "", "post": "BÍ THƯ", "name": "Bùi Văn Chủ", "mode": "x"})

    assert answer.status_code == 422
    assert "Bùi Văn Chủ" in answer.content.decode()
    assert not Paper.objects.exists()


def test_page_when_one_looks_first_then_the_paper_comes_without_a_number_and_is_kept_nowhere(
    over, as_user
):
    url = f"/sittings/{over.sitting.key}/papers/decision/"
    client = as_user(over.van)
    filled = filled_in(client.get(url))

    look = client.post(url, filled | {"subject": "Phê duyệt danh mục quý IV", "look": "1"})

    written = text_of(look)
    assert look["Content-Type"] == "application/pdf"
    assert "Phê duyệt danh mục quý IV" in written
    assert over.approved[0].title in written
    assert not Paper.objects.exists()
    assert client.post(url, filled | {"subject": "", "look": "1"}).status_code == 422


def test_page_when_one_looks_at_the_first_sheet_then_it_comes_and_no_number_is_used(over, as_user):
    client = as_user(over.van)
    client.cookies["django_language"] = "en"
    url = f"/sittings/{over.sitting.key}/papers/notice/"
    page = client.get(url)
    filled = filled_in(page)

    look = client.post(url, filled | {"look": "more"})

    assert "Look at the first sheet (PDF)" in page.content.decode()
    assert look["Content-Type"] == "application/pdf"
    assert "PHIẾU GIAO VIỆC" in text_of(look)
    assert f"Đồng chí {over.anh.person}" in text_of(look)  # whose line is first on the agenda
    assert not Paper.objects.exists()

    minutes = f"/sittings/{over.sitting.key}/papers/minutes/"
    page = client.get(minutes)
    refused = client.post(minutes, filled_in(page) | {"look": "more"})
    assert "Look at the first sheet (PDF)" not in page.content.decode()
    assert "No sheet goes with this paper." in refused.content.decode()
    assert (refused.status_code, Paper.objects.count()) == (409, 0)


@pytest.mark.parametrize("look", ["1", "more", "anything"])
def test_page_when_one_looks_at_what_cannot_be_issued_then_it_says_why_and_issues_nothing(
    over, as_user, look
):
    client = as_user(over.van)
    client.cookies["django_language"] = "en"
    url = f"/sittings/{over.sitting.key}/papers/decision/"
    filled = filled_in(client.get(url))
    before = client.post(url, filled | {"look": look})
    issue(over, wording.DECISION)
    n = Paper.objects.count()

    answer = client.post(url, filled | {"look": look})

    assert (before.status_code, answer.status_code) == (200, 409)
    assert "cancel that one first" in answer.content.decode()
    assert Paper.objects.count() == n


def test_page_when_enter_is_pressed_in_a_line_then_the_first_button_is_the_look(over, as_user):
    page = as_user(over.van).get(f"/sittings/{over.sitting.key}/papers/decision/").content.decode()

    form = page[page.index("<main") :]
    buttons = re.findall(r"<button[^>]*type=\"submit\"[^>]*>", form[form.index("<form") :])
    assert ['name="look"' in one for one in buttons] == [True, True, False]


def of_body(world, unit):
    """What a body of three says of one line that it approved: invitation, notice, sheet."""
    chair, *_others = make.body(unit, "Bùi Văn Chủ", "Cao Thị Anh", "Đào Văn Ba")
    campaign = make.campaign(world.area, world.van, subject="campaign.officials", bodies=[unit])
    place = make.registrant(campaign, world.member.person, world.cell, "key_official")
    make.commitment(place, world.member, "submitted")
    sitting = make.opened(make.sitting(unit, world.van, str(campaign.pk)), world.van)
    hall = SimpleNamespace(sitting=sitting, van=world.van)
    invitation = issue(hall, wording.INVITATION)
    actions.decide_many(list(sitting.items.all()), "consensus", make.access(chair))
    sitting.refresh_from_db()
    hall.sitting = SITTING.take(sitting, "close-sitting", make.access(chair))
    outcome = issue(hall, wording.NOTICE)
    assert [paper.kind for paper in outcome] == [wording.NOTICE.name, wording.SHEET.name]
    return [said(paper) for paper in (*invitation, *outcome)]


def test_papers_of_a_state_body_when_issued_then_nobody_is_called_comrade(world):
    invitation, notice, sheet = of_body(world, world.council)

    assert not any("đồng chí" in one.lower() for one in (invitation, notice, sheet))
    assert f"Ông/Bà {world.member.person}" in sheet
    assert "giao ông/bà thực hiện 1 nội dung" in sheet
    assert "Các ông/bà có tên trong danh mục" in notice
    assert "kính mời ông/bà dự phiên họp" in invitation


def test_papers_of_a_party_body_when_issued_then_people_are_comrades(world):
    invitation, notice, sheet = of_body(world, world.standing)

    assert not any("ông/bà" in one.lower() for one in (invitation, notice, sheet))
    assert f"Đồng chí {world.member.person}" in sheet
    assert "giao đồng chí thực hiện 1 nội dung" in sheet
    assert "Các đồng chí có tên trong danh mục" in notice
    assert "kính mời đồng chí dự phiên họp" in invitation


def test_minutes_when_they_are_issued_then_nobody_is_asked_who_signs(over, as_user):
    client = as_user(over.van)

    form = client.get(f"/sittings/{over.sitting.key}/papers/minutes/").context["form"]

    assert set(form.fields) == {"subject", "recipients"}


def test_page_when_issued_from_the_form_then_it_leads_to_the_paper(over, as_user):
    url = f"/sittings/{over.sitting.key}/papers/minutes/"
    client = as_user(over.van)

    answer = client.post(url, filled_in(client.get(url)))

    paper = Paper.objects.get()
    assert answer["Location"] == f"/papers/{paper.key}/"
    assert client.get(f"/sittings/{over.sitting.key}/").content.decode().count(paper.symbol) == 1
