"""The office puts lines under topics, many at a time."""

import pytest

from namro.commitments import actions, queries, sorting
from namro.commitments.models import Commitment
from namro.commitments.workflow import CAMPAIGN
from namro.core import audit, clock
from namro.core.errors import Refused
from tests import make

pytestmark = pytest.mark.django_db
TOPICS = ("Giải phóng mặt bằng, thu hồi đất", "Chuyển đổi số")


@pytest.fixture
def campaign(world):
    made = make.campaign(world.area, world.van)
    actions.set_topics(made, TOPICS, make.access(world.van))
    return made


@pytest.fixture
def line(world, campaign):
    place = make.registrant(campaign, world.member.person, world.cell)
    return make.commitment(place, world.member, "submitted")


def by_topic(campaign, world):
    row = queries.roll_up(campaign, [world.area], clock.today())[0]
    return {key.split("|")[0]: n for key, n in row.topics.items() if n}


def test_offered_when_words_are_shared_then_that_topic_and_none_otherwise(campaign):
    topics = list(campaign.topics.all())

    land, digital = (
        sorting.offered(Commitment(title=title), topics)
        for title in ("Vận động 12 hộ ngõ 5 bàn giao mặt bằng", "chuyen doi so o khu dan cu")
    )

    assert (land.text, digital.text) == TOPICS
    assert sorting.offered(Commitment(title="Trồng 40 cây xanh"), topics) is None


def test_put_when_lines_are_sorted_then_the_counters_follow_and_the_trail_says_so(
    world, campaign, line, as_user
):
    topic = campaign.topics.get(text=TOPICS[0])
    browser, address = as_user(world.lan), f"/campaigns/{campaign.slug}/topics/sort/"

    page = browser.get(address)
    answer = browser.post(address, {f"line-{line.pk}": topic.pk})

    before = line.version
    line.refresh_from_db()
    assert page.context["rows"][0]["is_offered"] is True
    assert (answer.status_code, line.topic, line.version) == (302, topic, before)
    assert by_topic(campaign, world) == {str(topic.pk): 1}
    assert audit.history(line)[0][1].changes == {"topic": ["", TOPICS[0]]}
    assert browser.get(f"{address}?topic={topic.pk}").context["page"].paginator.count == 1
    assert browser.get(address).context["page"].paginator.count == 0


def test_put_when_a_line_is_not_theirs_then_it_stays(world, campaign, line):
    topic = campaign.topics.all()[0]

    outside = sorting.put(campaign, {line.pk: topic}, make.access(world.tu))
    inside = sorting.put(campaign, {line.pk: topic}, make.access(world.lan))

    assert (outside, inside) == (0, 1)
    assert sorting.put(campaign, {line.pk: topic}, make.access(world.lan)) == 0


def test_put_when_the_campaign_is_closed_then_its_figures_stay(world, campaign, line):
    topic = campaign.topics.all()[0]
    van = make.access(world.van)
    closed = CAMPAIGN.take(campaign, "close", van, "hết đợt")

    with pytest.raises(Refused, match="closed"):
        sorting.put(closed, {line.pk: topic}, van)

    line.refresh_from_db()
    assert line.topic is None


def test_put_when_the_topic_is_of_another_campaign_then_it_is_refused(world, campaign, line):
    other = make.campaign(world.area, world.van)
    actions.set_topics(other, ["Việc khác"], make.access(world.van))

    with pytest.raises(Refused, match="another"):
        sorting.put(campaign, {line.pk: other.topics.get()}, make.access(world.lan))


def test_topics_page_when_lines_wait_then_it_leads_to_them_and_not_for_a_member(
    world, campaign, line, as_user
):
    address = f"/campaigns/{campaign.slug}/topics/"

    office = as_user(world.van).get(address).content.decode()
    member = as_user(world.member).get(address).content.decode()

    assert ("/topics/sort/" in office, "/topics/sort/" in member) == (True, False)
