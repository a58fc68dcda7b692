"""When a sitting was really held, and which papers say so."""

import datetime as dt

import pytest
from django.utils import timezone

from namro.core import clock
from namro.core.errors import Conflict, Refused
from namro.core.models import AuditEntry
from namro.sittings import held, wording
from namro.sittings.models import Sitting
from tests import make
from tests.sittings.test_papers import issue, said

pytestmark = pytest.mark.django_db


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
