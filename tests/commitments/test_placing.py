"""One person written down twice on a roll: the line goes to the right place, the other place goes."""

import pytest
from django.urls import reverse

from namro.commitments import actions, placing
from namro.commitments.models import Commitment, PaperForm, Registrant
from namro.commitments.workflow import CAMPAIGN
from namro.config.commands import check
from namro.core import audit, clock
from namro.core.errors import Refused
from namro.core.models import AuditEntry
from namro.ledger.models import Entry
from namro.org import merging
from tests import make
from tests.test_bad_input import in_english

pytestmark = pytest.mark.django_db
WHY = "Ghi nhầm chi bộ"


@pytest.fixture
def campaign(world):
    return make.campaign(world.area, world.van)


@pytest.fixture
def twins(world, campaign):
    """One member on one roll twice, in two cells; the second one has a line that is followed."""
    first = make.person("Hoàng Huy Đạt", world.cell, "residential_member")
    second = make.person("Hoàng Huy Đạt", world.cell2, "residential_member")
    here = make.registrant(campaign, first, world.cell)
    there = make.registrant(campaign, second, world.cell2)
    line = make.approved(there, world.van, world.hung, leader=world.chief.person)
    return here, there, line


def refused(act, *args):
    with pytest.raises(Refused) as caught:
        act(*args)
    return caught.value


def test_line_when_moved_to_the_right_person_then_work_counters_and_trail_follow(
    world, twins, as_user
):
    here, there, line = twins
    browser, page = as_user(world.van), reverse("commitment-move", args=[line.key])
    shown = browser.get(page)

    answer = browser.post(page, {"to": here.pk, "why": WHY}, follow=True)

    assert "Hoàng Huy Đạt · Chi bộ 1" in shown.content.decode()
    assert answer.status_code == 200
    line = Commitment.objects.get(pk=line.pk)
    assert (line.person, line.unit, line.registrant) == (here.person, world.cell, here)
    assert (line.registered_in, line.accountable) == (world.cell2, here.person)
    entry = Entry.objects.get()
    assert (entry.owner, entry.unit, entry.counted_path) == (
        here.person, world.cell, world.cell.path,
    )  # fmt: skip
    places = {place.pk: place.items for place in Registrant.objects.all()}
    assert (places[here.pk], places[there.pk]) == (1, 0)
    told, detail = audit.history(line)[0]
    assert (told.action, detail.note) == ("commitment.move", WHY)
    assert list(check.problems()) == []


def test_line_when_it_may_not_go_there_then_a_sentence_says_why(world, twins, campaign):
    here, _there, line = twins
    van = make.access(world.van)
    stranger = make.registrant(campaign, world.member.person, world.cell)

    assert refused(placing.move, line, here, " ", van).status == 422
    assert "same name" in refused(placing.move, line, stranger, WHY, van).message
    assert (
        "may not change the roll"
        in refused(placing.move, line, here, WHY, make.access(world.lan)).message
    )
    line.reviews.update(by=here.person)
    assert "nobody judges their own work" in refused(placing.move, line, here, WHY, van).message
    CAMPAIGN.take(campaign, "close", van)
    line.refresh_from_db()
    assert "has closed" in refused(placing.move, line, here, WHY, van).message


def test_line_when_its_campaign_has_closed_then_its_page_offers_no_move(
    world, twins, campaign, as_user
):
    _here, _there, line = twins
    browser, way = as_user(world.van), reverse("commitment-move", args=[line.key])
    open_page = browser.get(reverse("commitment-detail", args=[line.key])).content.decode()

    CAMPAIGN.take(campaign, "close", make.access(world.van))

    closed_page = browser.get(reverse("commitment-detail", args=[line.key])).content.decode()
    assert (way in open_page, way in closed_page) == (True, False)


def test_place_when_no_line_hangs_on_it_then_it_leaves_the_roll_and_the_trail_keeps_it(
    world, twins, as_user
):
    here, _there, _line = twins
    browser, page = as_user(world.van), reverse("registrant-remove", args=[here.key])
    detail = reverse("registrant-detail", args=[here.key])

    assert page in browser.get(detail).content.decode()
    assert browser.post(page, {"why": ""}).status_code == 422
    answer = browser.post(page, {"why": WHY}, follow=True)

    assert answer.status_code == 200
    assert not Registrant.objects.filter(pk=here.pk).exists()
    assert AuditEntry.objects.filter(action="roll.remove", target_id=str(here.pk)).count() == 1
    assert list(check.problems()) == []


def test_place_when_something_hangs_on_it_then_it_stays_and_says_what(world, twins, as_user):
    here, there, _line = twins
    van = make.access(world.van)

    answer = as_user(world.van).post(reverse("registrant-remove", args=[there.key]), {"why": WHY})

    assert answer.status_code == 409
    assert "1 lines hang on this place" in refused(placing.take_off, there, WHY, van).message
    PaperForm.objects.create(
        campaign=here.campaign, registrant=here, number=7, printed_at=clock.now()
    )
    assert "must not be given again" in refused(placing.take_off, here, WHY, van).message
    PaperForm.objects.create(
        campaign=here.campaign, registrant=there, number=8, printed_at=clock.now()
    )
    placing.take_off(here, WHY, van)


def test_merge_when_both_are_on_one_roll_then_the_place_is_named_and_can_be_settled(
    world, twins, campaign, as_user
):
    here, there, line = twins
    browser = as_user(world.van)
    page = reverse("person-merge", args=[here.person.key, there.person.key])

    answer = browser.post(page, {"why": "Một người"})

    assert answer.status_code == 409
    assert reverse("registrant-detail", args=[there.key]) in answer.content.decode()
    found = refused(merging.merge, here.person, there.person, WHY, make.access(world.van))
    assert found.message.endswith(
        f"Both are on the roll of “{campaign}”: in Chi bộ 1, and with 1 lines in Chi bộ 2. "
        "Move these lines to the other, then take this place off the roll."
    )
    browser.post(reverse("commitment-move", args=[line.key]), {"to": here.pk, "why": "Một người"})
    browser.post(reverse("registrant-remove", args=[there.key]), {"why": "Một người"})
    assert browser.post(page, {"why": "Một người"}).status_code == 302
    assert list(check.problems()) == []


def test_merge_when_one_has_decided_on_the_others_line_then_the_line_is_named(world, twins):
    _here, there, line = twins

    found = refused(merging.merge, there.person, world.hung.person, WHY, make.access(world.van))

    assert f"the other's line “{line.title}” ({line.campaign}, Chi bộ 2)" in found.message
    assert found.href == reverse("commitment-detail", args=[line.key])


def test_roll_when_the_campaign_has_closed_then_it_stays_and_the_office_reads_how_to_correct_it(
    world, twins, campaign, as_user
):
    here, _there, _line = twins
    reason = campaign.classes.get(klass=here.klass).exempt_reasons[0]
    van, exempted = (
        make.access(world.van),
        make.registrant(campaign, world.member.person, world.cell),
    )
    actions.exempt(exempted, reason, van)
    CAMPAIGN.take(campaign, "close", van)
    places = [fresh_place(one) for one in (here, exempted)]
    before = [(one.standing, one.exempt_reason) for one in places]
    words = "has closed, and its figures stay. Open it again to change its roll."

    said = [
        refused(actions.exempt, places[0], reason, van),
        refused(actions.ask_again, places[1], van),
    ]

    assert [(one.status, words in one.message) for one in said] == [(409, True)] * 2
    assert [(one.standing, one.exempt_reason) for one in map(fresh_place, places)] == before
    pages = [reverse("campaign-detail", args=[campaign.slug])]
    pages += [reverse("registrant-detail", args=[one.key]) for one in places]
    office, reader = in_english(as_user(world.van)), in_english(as_user(world.hung))
    assert [office.get(page).content.decode().count(words) for page in pages] == [1, 1, 1]
    assert [reader.get(page).content.decode().count(words) for page in pages] == [0, 0, 0]
    shut = reverse("registrant-exempt", args=[here.key])
    assert shut not in office.get(pages[1]).content.decode()
    CAMPAIGN.take(fresh_place(here).campaign, "reopen", van, "sửa danh sách")
    assert office.get(pages[0]).content.decode().count(words) == 0
    assert actions.ask_again(fresh_place(exempted), van).exempt_reason == ""
    assert list(check.problems()) == []


def fresh_place(place):
    return Registrant.objects.select_related("campaign", "unit", "person").get(pk=place.pk)
