"""My work: a title whose day has passed is late, and a group that is cut says so."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from namro.home import work
from namro.org.access import Access
from namro.sittings.workflow import SITTING
from tests import make
from tests.titles.rows import opened

pytestmark = pytest.mark.django_db


def of_titles(person):
    return next(one for one in work.groups(Access.of(person)) if one["title"] == "Titles to score")


def test_title_when_its_day_has_passed_then_it_is_late_and_before_it_is_not(world):
    one = opened(world)

    with time_machine.travel(one.self_by + dt.timedelta(days=10), tick=False):
        late = of_titles(world.lan)["tasks"][0]
    with time_machine.travel(one.self_by - dt.timedelta(days=10), tick=False):
        early = of_titles(world.lan)["tasks"][0]

    assert (late["date"], late["left"] < 0) == (one.self_by, True)
    assert early["left"] > 0


def test_group_when_it_is_cut_then_the_rest_is_one_step_away(world, as_user, monkeypatch):
    opened(world)
    monkeypatch.setattr(work, "SHOWN", 1)

    group = of_titles(world.van)
    page = as_user(world.van).get(reverse("my-work")).content.decode()

    assert (len(group["tasks"]), group["cut"], group["more"]) == (1, True, "/cards/?status=scoring")
    assert 'href="/cards/?status=scoring"' in page


def test_group_when_it_is_cut_and_has_no_list_then_it_says_so(world, monkeypatch):
    monkeypatch.setattr(work, "SHOWN", 1)

    group = work._group("Work", [{"label": "a"}, {"label": "b"}])

    assert (group["tasks"], group["cut"], group["more"]) == ([{"label": "a"}], True, "")


def test_sitting_when_who_prepares_it_has_a_seat_too_then_it_stands_there_once(world):
    chair = make.body(world.standing, "Bùi Văn Chủ")[0]
    campaign = make.campaign(
        world.area, world.van, subject="campaign.officials", bodies=[world.standing]
    )
    place = make.registrant(campaign, world.member.person, world.cell, "key_official")
    make.commitment(place, world.member, "submitted")
    sitting = make.sitting(world.standing, world.van, str(campaign.pk))
    make.grant(chair.person, "office", world.area)
    SITTING.take(sitting, "call", make.access(world.van))

    found = [task["label"] for group in work.groups(make.access(chair)) for task in group["tasks"]]

    assert found.count(sitting.name) == 1
