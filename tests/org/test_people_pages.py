"""Pages of people and posts: who is who, posts that end, names that are corrected."""

import datetime as dt

import pytest
from django.urls import reverse

from namro.commitments.models import Commitment, Registrant
from namro.config.commands import check
from namro.core import audit, clock
from namro.core.errors import Refused
from namro.ledger.models import Entry
from namro.org import actions, handover, merging
from namro.org.forms import told_apart
from namro.org.models import Appointment, Grant
from tests import make
from tests.test_bad_input import in_english

pytestmark = pytest.mark.django_db


def told(record, action):
    """The one entry of the trail of this action."""
    (detail,) = [detail for entry, detail in audit.history(record) if entry.action == action]
    return detail


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


# --- posts that end


def test_post_when_nothing_is_open_then_it_ends_with_its_roles_for_a_reason(world, as_user):
    make.grant(world.nobody.person, "reader", world.cell2)
    post = world.nobody.person.appointments.get()
    browser = in_english(as_user(world.van))
    address = reverse("post-end", args=[post.pk])
    today = clock.today().isoformat()

    page = browser.get(address).content.decode()
    without = browser.post(address, {"on": today, "note": ""})
    done = browser.post(address, {"on": today, "note": "Đã chuyển sinh hoạt"})

    assert "Nothing is open in this post" in page
    assert without.status_code == 422
    assert done.status_code == 302
    post.refresh_from_db()
    assert post.until == clock.today()
    assert not Grant.objects.on(clock.today()).filter(person=post.person).exists()
    detail = told(post.person, "person.leave")
    assert detail.note == "Đã chuyển sinh hoạt"


def test_post_when_another_one_is_held_in_the_unit_then_its_roles_stay(world):
    person = world.lan.person
    other = make.org.appoint(person, world.cell, "Chi ủy viên", make.LONG_AGO, make.SYSTEM)

    handover.end_post(other, clock.today(), make.access(world.van), "thôi chi ủy")

    assert Grant.objects.on(clock.today()).filter(person=person, role="secretary").exists()


def test_post_when_work_is_open_then_it_says_what_and_does_not_end(world, as_user):
    campaign = make.campaign(world.area, world.van)
    place = make.registrant(campaign, world.lan.person, world.cell)
    make.commitment(place, world.lan)
    post = Appointment.objects.get(person=world.lan.person, unit=world.cell)
    browser = in_english(as_user(world.van))

    answer = browser.post(
        reverse("post-end", args=[post.pk]),
        {"on": clock.today().isoformat(), "note": "chuyển đi"},
    )

    assert answer.status_code == 409
    assert "still has in hand: 1 lines not decided yet" in answer.content.decode()
    post.refresh_from_db()
    assert post.until is None


@pytest.mark.parametrize("on", [dt.date(2000, 1, 1), dt.date(2100, 1, 1)])
def test_post_when_the_day_is_out_of_order_then_it_does_not_end(world, on):
    post = world.nobody.person.appointments.get()

    with pytest.raises(Refused, match="The day lies after"):
        handover.end_post(post, on, make.access(world.van), "thử")


def test_post_when_by_somebody_without_the_right_then_refused(world):
    post = world.nobody.person.appointments.get()

    with pytest.raises(Refused, match="may not change posts"):
        handover.end_post(post, clock.today(), make.access(world.lan), "thử")


# --- names that are corrected


def test_person_when_the_name_is_corrected_then_lists_and_search_follow_and_the_trail_says_so(
    world, as_user
):
    person = world.member.person
    campaign = make.campaign(world.area, world.van)
    make.approved(make.registrant(campaign, person, world.cell), world.member, world.hung)
    before = person.full_name
    browser = in_english(as_user(world.van))

    answer = browser.post(
        reverse("person-edit", args=[person.key]),
        {"full_name": "Đỗ Thị Ước", "born_on": "1980-05-04", "note": "viết sai"},
    )

    assert answer.status_code == 302
    person.refresh_from_db()
    assert (person.full_name, person.born_on) == ("Đỗ Thị Ước", dt.date(1980, 5, 4))
    for model in (Registrant, Commitment, Entry):
        record = model.objects.get()
        assert record.name_key == person.sort_key
        assert "do thi uoc" in record.search_text
    detail = told(person, "person.correct")
    assert detail.changes["full_name"] == [before, "Đỗ Thị Ước"]
    assert list(check.problems()) == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"full_name": "", "born_on": ""}, ""),
        ({"full_name": "A", "born_on": "2100-01-01", "note": "giấy khai sinh"}, "not come"),
    ],
)
def test_person_when_the_correction_cannot_be_then_the_form_says_why(world, as_user, said, words):
    address = reverse("person-edit", args=[world.member.person.key])

    answer = in_english(as_user(world.van)).post(address, said)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_person_when_of_another_area_then_the_action_refuses(world):
    stranger = make.person("Người Quận Khác", world.far_cell)

    with pytest.raises(Refused, match="may not change the record"):
        merging.correct(stranger, "Tên Khác", None, make.access(world.van), "căn cước")
