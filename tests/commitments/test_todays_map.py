"""Figures of a campaign whose unit has closed, seen from today's units."""

import datetime as dt

import pytest
from django.urls import reverse

from namro.commitments.workflow import CAMPAIGN
from namro.core import clock
from namro.org import applying, planning
from namro.org.models import Unit
from namro.org.plans import PlanFile
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(world, time_machine, request):
    """A campaign of area A, closed; later, or on the same day, the ward moves and the area closes."""
    now = clock.now()
    time_machine.move_to(now - dt.timedelta(days=request.param))
    campaign = make.campaign(world.area, world.van, slug="cu")
    place = make.registrant(campaign, world.member.person, world.cell)
    make.commitment(place, world.member, "submitted")
    campaign = CAMPAIGN.take(campaign, "close", make.access(world.van))
    time_machine.move_to(now)
    boss = make.user(make.person("Bùi Thị Sếp", world.top), "sep", office=world.top)
    steps = [
        {"do": "move", "unit": "Đảng ủy phường Một", "parent": "Quận B"},
        {"do": "split", "unit": "Quận A", "parts": [{"unit": "Quận B", "kind": "remainder"}]},
    ]
    said = PlanFile("Sắp xếp", "1656/NQ-UBTVQH15", clock.today(), steps)
    plan = planning.draft(world.top, said, make.access(boss))
    answers = {f"grant:{grant.pk}": "end" for grant in world.area.grants.all()}
    applying.apply(planning.choose(plan, answers, make.access(boss)), make.access(boss))
    return campaign, boss


@pytest.mark.parametrize("closed", [0, 1], indirect=True)
@pytest.mark.parametrize("name", ["campaign-detail", "figures"])
def test_todays_map_when_the_unit_has_closed_then_the_open_one_above_shows_its_figures(
    as_user, world, closed, name
):
    campaign, boss = closed
    href = f"{reverse('figures')}?campaign=cu" if name == "figures" else reverse(name, args=["cu"])
    sign = "&" if "?" in href else "?"

    now = as_user(boss).get(f"{href}{sign}map=today")
    then = as_user(boss).get(href)

    assert Unit.objects.get(pk=world.area.pk).until == clock.today()
    assert (now.context["place"].pk, now.context["own"].registered) == (world.top.pk, 1)
    assert (then.context["place"].pk, then.context["own"].registered) == (world.area.pk, 1)
