"""The morning after: invitation, minutes, decision or notice, annex and sheets, numbered, once."""

import datetime as dt
import io
import re
import zipfile
from types import SimpleNamespace

import pytest
from django.utils import timezone
from pypdf import PdfReader

from namro.core import clock
from namro.core.errors import Conflict, Refused
from namro.core.models import AuditEntry
from namro.papers import actions as desk
from namro.papers import content, making
from namro.papers.models import Paper
from namro.sittings import actions, held, issuing, wording
from namro.sittings.models import AgendaItem, Sitting
from namro.sittings.wording import Papers
from namro.sittings.workflow import SITTING
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def over(session):
    """Closed: two lines approved, one returned with its reason."""
    first, second, third = session.sitting.items.all()
    actions.move(second, "return", "Nêu rõ sản phẩm rồi gửi lại.", make.access(session.van))
    items = list(AgendaItem.objects.filter(sitting=session.sitting).order_by("order"))
    assert actions.decide_many(items, "consensus", make.access(session.chair))[0] == 3
    session.sitting.refresh_from_db()
    session.sitting = SITTING.take(session.sitting, "close-sitting", make.access(session.chair))
    session.approved, session.returned = [first, third], second
    return session


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


def planned(hall, days_ago):
    """Entered afterwards: the planned day lies behind."""
    at = clock.now() - dt.timedelta(days=days_ago)
    Sitting.objects.filter(pk=hall.sitting.pk).update(planned_at=at)
    return at.date()


def test_times_when_a_sitting_was_entered_afterwards_then_its_papers_say_when_it_was_held(
    over, as_user
):
    url = f"/sittings/{over.sitting.key}/held/"
    client, other = as_user(over.van), as_user(over.ba)
    client.cookies["django_language"] = "en"
    day = planned(over, 3)
    typed = {"on": f"{day:%d/%m/%Y}", "began": "8 giờ 30", "ended": "11:00"}

    late = client.post(url, typed | {"ended": "8:00"})
    ahead = client.post(url, typed | {"on": f"{clock.today() + dt.timedelta(days=2):%d/%m/%Y}"})
    no_hour = client.post(url, typed | {"began": "25:00"})
    done = client.post(url, typed)
    over.sitting.refresh_from_db()
    [minutes, *_none] = issue(over, wording.MINUTES)

    assert [one.status_code for one in (late, ahead, no_hour, done)] == [422, 422, 422, 302]
    assert "past midnight, say also on which day it ended" in late.content.decode()
    assert "The beginning cannot be later than now." in ahead.content.decode()
    assert f"08 giờ 30, ngày {day:%d/%m/%Y}" in said(minutes)
    assert "kết thúc lúc 11 giờ 00 cùng ngày." in said(minutes)
    assert f"phiên họp ngày {day:%d/%m/%Y}" in said(issue(over, wording.DECISION)[0])
    assert client.post(url, typed).status_code == 409
    assert "cancel it first" in client.get(url).content.decode()
    assert other.get(url).status_code in (403, 404)
    assert AuditEntry.objects.filter(action="sitting.held").count() == 1


def test_times_when_the_day_is_before_the_planned_one_then_it_is_refused_and_that_day_goes(
    over, as_user
):
    url = f"/sittings/{over.sitting.key}/held/"
    client = as_user(over.van)
    client.cookies["django_language"] = "en"
    day = planned(over, 3)
    before = day - dt.timedelta(days=1)
    typed = {"began": "8:30", "ended": "11:00"}

    early = client.post(url, typed | {"on": f"{before:%d/%m/%Y}"})
    on_it = client.post(url, typed | {"on": f"{day:%d/%m/%Y}"})

    words = f"planned for {day:%d/%m/%Y}: it cannot have begun on an earlier day"
    assert (early.status_code, on_it.status_code) == (422, 302)
    assert words in early.content.decode()


def test_times_when_it_was_opened_before_the_planned_day_then_the_day_of_opening_goes(over):
    over.sitting.refresh_from_db()  # planned in three days, opened today
    began, ended = over.sitting.opened_at, over.sitting.closed_at
    a_day = dt.timedelta(days=1)

    with pytest.raises(Refused, match="was opened on .* it cannot have begun on an earlier day"):
        held.state_times(over.sitting, began - a_day, ended, make.access(over.van))

    assert held.state_times(over.sitting, began, ended, make.access(over.van)).opened_at == began


def test_times_when_it_went_past_midnight_then_the_minutes_say_the_day_of_the_end(over, as_user):
    url = f"/sittings/{over.sitting.key}/held/"
    client = as_user(over.van)
    day = planned(over, 3)
    after = day + dt.timedelta(days=1)
    typed = {"on": f"{day:%d/%m/%Y}", "began": "20:00", "ended": "0:45"}

    same_day = client.post(url, typed)
    far = client.post(url, typed | {"ended_on": f"{clock.today() + dt.timedelta(days=1):%d/%m/%Y}"})
    done = client.post(url, typed | {"ended_on": f"{after:%d/%m/%Y}"})
    over.sitting.refresh_from_db()
    shown = client.get(url).context["form"].initial
    [minutes] = issue(over, wording.MINUTES)

    assert [one.status_code for one in (same_day, far, done)] == [422, 422, 302]
    assert (shown["ended"], shown["ended_on"]) == ("00:45", after)
    assert f"Phiên họp kết thúc lúc 00 giờ 45, ngày {after:%d/%m/%Y}." in said(minutes)
    assert "cùng ngày" not in said(minutes)


def test_times_when_it_is_in_session_then_its_beginning_is_stated_and_its_end_is_not(
    session, as_user
):
    url = f"/sittings/{session.sitting.key}/held/"
    client = as_user(session.van)
    client.cookies["django_language"] = "en"
    day = planned(session, 1)
    typed = {"on": f"{day:%d/%m/%Y}", "began": "8:30"}

    page = client.get(f"/sittings/{session.sitting.key}/").content.decode()
    form = client.get(url).context["form"]
    ahead = client.post(url, typed | {"on": f"{clock.today() + dt.timedelta(days=1):%d/%m/%Y}"})
    done = client.post(url, typed | {"ended": "9:00"})
    session.sitting.refresh_from_db()
    with pytest.raises(Conflict, match="stands at"):
        held.state_times(
            session.sitting, session.sitting.opened_at, clock.now(), make.access(session.van)
        )

    assert "When it began" in page
    assert set(form.fields) == {"on", "began"}
    assert (ahead.status_code, done.status_code) == (422, 302)
    assert (
        f"{timezone.localtime(session.sitting.opened_at):%H:%M %d/%m/%Y}" == f"08:30 {day:%d/%m/%Y}"
    )
    assert session.sitting.closed_at is None


def test_times_when_it_has_not_begun_then_they_are_refused(hall, as_user):
    url = f"/sittings/{hall.sitting.key}/held/"

    day = f"{clock.today():%d/%m/%Y}"
    answer = as_user(hall.van).post(url, {"on": day, "began": "0:00", "ended": "0:01"})

    assert answer.status_code == 409
    hall.sitting.refresh_from_db()
    assert hall.sitting.opened_at is None


def test_paper_page_when_opened_then_it_says_which_times_the_paper_takes(over, as_user):
    client = as_user(over.van)
    client.cookies["django_language"] = "en"
    day = planned(over, 2)
    client.post(
        f"/sittings/{over.sitting.key}/held/",
        {"on": f"{day:%d/%m/%Y}", "began": "14:05", "ended": "16:35"},
    )
    pages = {
        name: client.get(f"/sittings/{over.sitting.key}/papers/{name}/").content.decode()
        for name in ("minutes", "decision", "notice")
    }

    for hour in ("14:05", "16:35"):
        assert f"{day:%d/%m/%Y} {hour}" in pages["minutes"]
        assert hour not in pages["decision"]
    for name in ("decision", "notice"):
        assert f"{day:%d/%m/%Y}" in pages[name]
    assert all("It was held at another time" in page for page in pages.values())


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
