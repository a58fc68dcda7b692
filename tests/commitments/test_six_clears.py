"""Six clears ask under whose authority the work falls: the grid and the paper form ask it too."""

import pytest
from django.urls import reverse

from namro.commitments import paper
from namro.commitments.models import Commitment
from namro.commitments.models.paper import shown
from tests import make

pytestmark = pytest.mark.django_db
ROW = {
    "who": "Trần Văn Bình",
    "title": "Vận động 12 hộ ngõ 5",
    "kind": "mới",
    "result": "12 biên bản",
}


@pytest.fixture
def place(world):
    campaign = make.campaign(world.area, world.van, slug="sau-ro", clears="clears.six")
    return make.registrant(campaign, world.member.person, world.cell)


def grid(as_user, world, campaign, **more):
    row = {**ROW, "due": f"31/12/{campaign.year}", **more}
    sent = {f"row-0-{name}": words for name, words in row.items()}
    head = {"row-TOTAL_FORMS": "1", "row-INITIAL_FORMS": "0"}
    address = f"{reverse('campaign-grid', args=[campaign.slug])}?unit={world.cell.pk}"
    return as_user(world.lan).post(address, head | sent)


def keyed(as_user, world, place, **more):
    form = paper.number(place.campaign, [place], make.access(world.van))[0]
    sent = {**ROW, "number": shown(form.number), "due": f"31/12/{place.campaign.year}", **more}
    address = reverse("paper-key", args=[place.campaign.slug])
    return as_user(world.van).post(address, sent)


@pytest.mark.parametrize("way", [grid, keyed])
def test_line_when_the_authority_is_written_then_it_is_handed_in(as_user, world, place, way):
    where = place.campaign if way is grid else place

    answer = way(as_user, world, where, authority="Ủy ban nhân dân phường")

    line = Commitment.objects.get()
    assert answer.status_code == 302
    assert (line.status, line.authority) == ("submitted", "Ủy ban nhân dân phường")


@pytest.mark.parametrize("way", [grid, keyed])
def test_line_when_the_authority_is_missing_then_nothing_is_kept_and_the_words_stay(
    as_user, world, place, way
):
    where = place.campaign if way is grid else place

    answer = way(as_user, world, where)

    assert answer.status_code == 422
    assert Commitment.objects.count() == 0
    assert ROW["title"] in answer.content.decode()


@pytest.mark.parametrize("way", [grid, keyed])
def test_line_when_several_things_are_missing_then_all_are_told_at_once_at_their_fields(
    as_user, world, place, way
):
    where = place.campaign if way is grid else place

    answer = way(as_user, world, where, due="Thường xuyên", result="", kind="gì đó")

    form = answer.context["grid"][0] if way is grid else answer.context["form"]
    assert set(form.errors) == {"due", "result", "authority", "kind"}


@pytest.mark.parametrize("way", [grid, keyed])
def test_line_when_the_campaign_has_five_clears_then_no_authority_is_asked_for(as_user, world, way):
    campaign = make.campaign(world.area, world.van, slug="nam-ro")
    place = make.registrant(campaign, world.member.person, world.cell)

    answer = way(as_user, world, campaign if way is grid else place)

    assert answer.status_code == 302
    assert Commitment.objects.get().status == "submitted"


@pytest.mark.parametrize("layout", [paper.PER_MEMBER, paper.PER_CELL])
def test_sheets_when_printed_then_they_are_pdf_with_either_set_of_clears(world, place, layout):
    forms = paper.number(place.campaign, [place], make.access(world.van))

    six = paper.sheets(place.campaign, world.cell, forms, layout)
    place.campaign.clears = [c for c in place.campaign.clears if c["field"] != "authority"]
    five = paper.sheets(place.campaign, world.cell, forms, layout)

    assert (six[:5], five[:5]) == (b"%PDF-", b"%PDF-")
    assert six != five
