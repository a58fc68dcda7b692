"""A campaign is corrected after it was set up."""

import datetime as dt

import pytest
from django.urls import reverse

from namro.commitments import actions, amending
from namro.commitments.amending import Said
from namro.commitments.workflow import CAMPAIGN
from namro.core import audit
from namro.core.errors import Conflict, Refused
from tests import make

pytestmark = pytest.mark.django_db
LATER = dt.timedelta(days=20)


@pytest.fixture
def draft(world):
    return make.campaign(world.area, world.van, closed=True)


def said(campaign, **more):
    """What the form of that page says when one presses save, with some of it changed."""
    words = {
        "name": campaign.name,
        "opens": campaign.opens,
        "closes": campaign.closes,
        "begins_on": campaign.begins_on,
        "ends_on": campaign.ends_on,
        "late_rule": campaign.late_rule,
        "decision": campaign.decision,
        "topics": "\n".join(campaign.topics.values_list("text", flat=True)),
        "version": campaign.version,
    }
    if campaign.status == "draft":
        for rule in campaign.classes.all():
            words[f"minimum_{rule.klass}"] = rule.minimum
            words[f"maximum_{rule.klass}"] = rule.maximum or ""
            words[f"exempt_{rule.klass}"] = "\n".join(rule.exempt_reasons)
    else:
        del words["opens"]
    return words | more


def send(browser, campaign, **more):
    return browser.post(f"/campaigns/{campaign.slug}/edit/", said(campaign, **more))


def test_edit_when_it_is_a_draft_then_days_topics_and_quotas_change_and_the_trail_says_so(
    world, draft, as_user
):
    browser = as_user(world.van)
    rule = draft.classes.all()[0]
    more = {
        "name": "Tên đã sửa",
        "opens": draft.opens - LATER,
        "closes": draft.closes + LATER,
        "topics": "Giữ gìn vệ sinh ngõ\nGiải phóng mặt bằng",
        f"minimum_{rule.klass}": 2,
        f"maximum_{rule.klass}": 4,
        f"exempt_{rule.klass}": "Ốm nặng\nĐi xa",
    }

    answer = send(browser, draft, **more)

    before = draft.closes
    draft.refresh_from_db()
    rule.refresh_from_db()
    _entry, detail = audit.history(draft)[0]
    assert answer["Location"] == f"/campaigns/{draft.slug}/"
    assert (draft.name, draft.closes) == ("Tên đã sửa", before + LATER)
    assert [one.text for one in draft.topics.all()] == more["topics"].splitlines()
    assert (rule.minimum, rule.maximum, rule.exempt_reasons) == (2, 4, ["Ốm nặng", "Đi xa"])
    assert set(detail.changes) == {"name", "opens", "closes", "topics", f"class.{rule.klass}"}


def test_edit_when_it_is_open_then_the_first_day_and_the_quotas_stay(world, draft, as_user):
    browser = as_user(world.van)
    campaign = CAMPAIGN.take(draft, "open", make.access(world.van))
    rule = campaign.classes.all()[0]

    page = browser.get(f"/campaigns/{campaign.slug}/edit/").content.decode()
    answer = send(
        browser, campaign, opens="2020-01-01", closes=campaign.closes + LATER,
        **{f"minimum_{rule.klass}": 9},
    )  # fmt: skip

    first, last = campaign.opens, campaign.closes
    campaign.refresh_from_db()
    rule.refresh_from_db()
    assert answer.status_code == 302
    assert (campaign.opens, campaign.closes, rule.minimum != 9) == (first, last + LATER, True)
    assert ('name="opens"' in page, 'name="minimum_' in page, 'name="closes"' in page) == (
        False, False, True,
    )  # fmt: skip


def test_edit_when_somebody_is_on_the_roll_then_the_quotas_stay(world, draft):
    make.registrant(draft, world.member.person, world.cell)

    assert amending.quotas_are_free(draft) is False


def test_edit_when_days_lie_the_wrong_way_round_then_it_says_so_and_what_was_typed_stays(
    world, draft, as_user
):
    answer = send(as_user(world.van), draft, closes=draft.opens - LATER, name="Tên khác")

    draft.refresh_from_db()
    assert (answer.status_code, draft.name == "Tên khác") == (422, False)
    assert "Ngày kết thúc sớm hơn ngày bắt đầu" in answer.content.decode()
    assert 'value="Tên khác"' in answer.content.decode()


def test_edit_when_a_topic_was_taken_then_it_cannot_be_left_out(world, draft):
    van = make.access(world.van)
    actions.set_topics(draft, ["Một", "Hai"], van)
    place = make.registrant(draft, world.member.person, world.cell)
    campaign = CAMPAIGN.take(draft, "open", van)
    make.commitment(place, world.member, topic=campaign.topics.get(text="Một"))

    with pytest.raises(Refused, match="“Một”"):
        amending.edit(campaign, Said({}, ["Hai"]), campaign.version, van)
    amending.edit(campaign, Said({}, ["Ba", "Một"]), campaign.version, van)

    assert [one.text for one in campaign.topics.all()] == ["Ba", "Một"]


def test_edit_when_somebody_was_quicker_then_it_is_a_conflict(world, draft, as_user):
    old = said(draft, name="Của người thứ hai")
    amending.edit(
        draft, Said({"name": "Của người thứ nhất"}), draft.version, make.access(world.van)
    )

    answer = as_user(world.van).post(f"/campaigns/{draft.slug}/edit/", old)

    draft.refresh_from_db()
    assert (answer.status_code, draft.name) == (409, "Của người thứ nhất")
    assert "Của người thứ hai" in answer.content.decode()
    with pytest.raises(Conflict):
        amending.edit(draft, Said({"name": "x"}), draft.version - 1, make.access(world.van))


def test_edit_when_it_is_closed_then_it_stays_as_it_is(world, draft, as_user):
    van = make.access(world.van)
    campaign = CAMPAIGN.take(CAMPAIGN.take(draft, "open", van), "close", van, "hết đợt")

    with pytest.raises(Refused, match="closed"):
        amending.edit(campaign, Said({"name": "x"}), campaign.version, van)
    answer = as_user(world.van).get(f"/campaigns/{campaign.slug}/edit/")
    page = as_user(world.van).get(f"/campaigns/{campaign.slug}/").content.decode()
    assert (answer.status_code, "/edit/" in page) == (302, False)


def test_edit_when_the_right_is_missing_then_403_and_the_office_gets_in(world, draft, as_user):
    ward = make.campaign(world.ward, world.van, slug="cua-phuong", closed=True)
    secretary = make.user(make.person("Vũ Thị Văn Phòng", world.ward), "vp", office=world.ward)

    assert as_user(secretary).get(f"/campaigns/{draft.slug}/edit/").status_code == 403
    assert as_user(secretary).get(f"/campaigns/{ward.slug}/edit/").status_code == 200
    with pytest.raises(Refused):
        amending.edit(draft, Said({}), draft.version, make.access(secretary))


def test_edit_when_nothing_is_changed_then_nothing_is_written(world, draft):
    before = len(audit.history(draft))

    after = amending.edit(draft, Said({"name": draft.name}), draft.version, make.access(world.van))

    assert (len(audit.history(draft)), after.version) == (before, draft.version)


def test_close_when_pressed_then_one_sees_what_waits_and_only_then_it_closes(world, as_user):
    campaign = make.campaign(world.area, world.van)
    place = make.registrant(campaign, world.member.person, world.cell)
    make.commitment(place, world.member, "submitted")
    make.commitment(place, world.member, "draft", title="Việc còn nháp")
    browser, address = as_user(world.van), reverse("campaign-step", args=[campaign.slug, "close"])
    browser.cookies["django_language"] = "en"

    look = browser.post(address)
    campaign.refresh_from_db()
    before = campaign.status
    browser.post(address, {"sure": "1"})
    campaign.refresh_from_db()

    rows = {str(row["label"]): row["value"] for row in look.context["rows"]}
    assert rows["Drafts and returned registrations"] == "1"
    assert "1" in [n for label, n in rows.items() if "wait" in label.lower()]
    assert (look.status_code, before, campaign.status) == (200, "open", "closed")
    assert as_user(world.lan).post(address).status_code in (403, 404)
