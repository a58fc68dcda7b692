"""Pages of people and posts: who is who, posts that end, names that are corrected."""

import datetime as dt

import pytest
from django.urls import reverse

from namro.core import clock
from namro.org import actions
from namro.org.forms import told_apart
from namro.org.models import Appointment
from tests import make
from tests.test_bad_input import in_english

pytestmark = pytest.mark.django_db


# --- who is who


def test_people_of_one_name_when_offered_then_unit_post_and_birth_tell_them_apart(world, as_user):
    born = actions.add_person("Lê Thị Xuân", make.SYSTEM, dt.date(1970, 2, 1))
    actions.appoint(born, world.cell, "Đảng viên", make.LONG_AGO, make.SYSTEM)
    other = make.person("Lê Thị Xuân", world.cell2, leads=True)
    left = make.person("Lê Thị Xuân", world.cell2)
    actions.end_appointment(left.appointments.get(), clock.today(), make.SYSTEM)

    words = {"full_name": "Lê Thị Xuân", "post": "Đảng viên", "since": "2026-01-01"}
    page = in_english(as_user(world.van)).post(reverse("person-new", args=[world.cell.pk]), words)

    shown = page.content.decode()
    for line in (
        "Lê Thị Xuân · Đảng viên, Chi bộ 1 · born 01/02/1970",
        "Lê Thị Xuân · Bí thư, Chi bộ 2",
        "Lê Thị Xuân · Đảng viên, Chi bộ 2 · no post any more",
    ):
        assert f">{line}</option>" in shown
    assert told_apart(other) == "Lê Thị Xuân · Bí thư, Chi bộ 2"


def test_choice_of_people_when_there_are_many_then_their_posts_are_read_at_once(
    world, as_user, django_assert_max_num_queries
):
    for n in range(30):
        make.person(f"Người Thứ {n}", world.cell)
    browser = as_user(world.van)
    post = Appointment.objects.filter(unit=world.cell).first()

    with django_assert_max_num_queries(15):
        browser.get(reverse("role-new", args=[world.cell.pk]))
    with django_assert_max_num_queries(20):
        browser.get(reverse("post-hand-over", args=[post.pk]))
