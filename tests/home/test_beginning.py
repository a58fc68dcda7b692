"""From an empty database to the first campaign, by the pages alone."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from namro.commitments.models import Campaign
from namro.config.commands import check
from namro.core import audit, clock
from namro.core.errors import Refused
from namro.home.beginning import first_steps
from namro.home.forms import FirstLinkForm
from namro.org import actions, areas, links
from namro.org.models import Appointment, Grant, Person, Unit, User
from tests import make
from tests.mediation import rows as mediated
from tests.test_bad_input import in_english

pytestmark = pytest.mark.django_db
ROOT = {
    "root_name": "Đảng ủy phường Tây Hồ",
    "root_branch": "party",
    "root_kind": "grassroots",
    "root_level": "commune",
    "root_since": "2025-07-01",
}
FIRST = {"full_name": "Bùi Quản Trị", "username": "quan-tri", "password": make.PASSWORD}


def begun() -> Client:
    """A browser in which the first administrator has just used the link."""
    browser = in_english(Client())
    address = reverse("first-link", args=[links.make_first_link(None)])
    assert browser.post(address, ROOT | FIRST).status_code == 302
    return browser


def signed_in(name: str) -> Client:
    cache.clear()
    browser = in_english(Client())
    words = {"login": name, "password": make.PASSWORD}
    assert browser.post(reverse("account_login"), words).status_code == 302
    return browser


def test_installation_when_empty_then_the_pages_alone_lead_to_an_open_campaign(client):
    browser = begun()
    root = Unit.objects.get()
    work = browser.get(reverse("my-work")).content.decode()
    for name, args in (("unit-new", [root.pk]), ("import-new", []), ("campaign-new", [])):
        assert f'href="{reverse(name, args=args)}"' in work

    since = {"since": "2025-07-01"}
    words = {"name": "Chi bộ 1", "branch": "party", "kind": "cell"} | since
    assert browser.post(reverse("unit-new", args=[root.pk]), words).status_code == 302
    cell = Unit.objects.get(name="Chi bộ 1")
    words = {"full_name": "Đỗ Thị Vân", "post": "Cán bộ văn phòng"} | since
    assert browser.post(reverse("person-new", args=[cell.pk]), words).status_code == 302
    van = Person.objects.get(full_name="Đỗ Thị Vân")
    words = {"person": van.pk, "role": "office", "since": clock.today().isoformat()}
    assert browser.post(reverse("role-new", args=[root.pk]), words).status_code == 302
    page = browser.post(reverse("account-new", args=[van.key]), {"username": "van"})
    (path,) = re.findall(r'value="http://testserver(/first/[^"]+)"', page.content.decode())

    fresh = in_english(Client())
    assert fresh.post(path, {"password": make.PASSWORD}).status_code == 302
    office = signed_in("van")
    form = office.get(reverse("campaign-new")).context["form"]
    words = {name: form[name].value() or "" for name in form.fields}
    words |= {"slug": "dang-vien", "name": "Đảng viên đăng ký", "subject": "campaign.members"}
    assert office.post(reverse("campaign-new"), words).status_code == 302
    step = reverse("campaign-step", args=["dang-vien", "open"])
    assert office.post(step, {"sure": "1"}).status_code == 302
    assert Campaign.objects.get().status == "open"
    assert "First steps" not in browser.get(reverse("my-work")).content.decode()
    assert list(check.problems()) == []


@pytest.mark.parametrize("name", ["units", "campaigns", "figures", "imports", "ledger", "papers"])
def test_first_administrator_when_signed_in_then_the_pages_of_the_office_open(name):
    assert begun().get(reverse(name)).status_code == 200


def test_first_administrator_when_the_link_is_used_then_root_and_roles_stand():
    begun()

    root = Unit.objects.get()
    assert (root.name, root.branch, root.kind, root.level) == (
        "Đảng ủy phường Tây Hồ", "party", "grassroots", "commune",
    )  # fmt: skip
    assert root.names.get().level == "commune"
    held = Grant.objects.filter(unit=root).values_list("role", flat=True)
    assert set(held) == {"administrator", "office"}
    assert list(audit.problems()) == []


def test_first_administrator_when_roots_stand_then_no_body_is_asked_for():
    root = make.unit("Thành phố", kind="area", branch="state")
    secret = links.make_first_link(None)
    address = reverse("first-link", args=[secret])
    browser = Client()

    page = browser.get(address)
    answer = browser.post(address, FIRST)

    assert "root_name" not in page.context["form"].fields
    assert answer.status_code == 302
    assert list(Unit.objects.all()) == [root]
    assert Grant.objects.filter(unit=root, role="office").exists()


def test_administrator_of_before_when_no_unit_stands_then_a_new_link_asks_for_the_body():
    before = make.user(make.person("Quản Trị Cũ"), "cu")
    address = reverse("first-link", args=[links.make_first_link(before)])
    browser = in_english(Client())

    page = browser.get(address).content.decode()
    answer = browser.post(address, ROOT | {"password": make.PASSWORD})

    assert "say which body uses it" in page
    assert answer.status_code == 302
    assert make.access(before).can("grant.give", Unit.objects.get())
    later = make.user(make.person("Về Sau"), "sau")
    address = reverse("first-link", args=[links.make_first_link(later)])
    assert "root_name" not in browser.get(address).context["form"].fields
    assert browser.post(address, ROOT | {"password": make.PASSWORD}).status_code == 302
    assert Unit.objects.count() == 1 and not make.access(later).grants


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"root_name": ""}, "root_name"),
        ({"root_kind": "peoples_committee"}, "root_kind"),
        ({"root_branch": "mass"}, "root_branch"),
    ],
)
def test_body_when_it_cannot_be_then_the_form_says_so_and_nothing_is_made(said, field):
    address = reverse("first-link", args=[links.make_first_link(None)])

    answer = Client().post(address, ROOT | FIRST | said)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not User.objects.exists() and not Unit.objects.exists()


def test_body_when_of_the_state_or_an_area_then_it_is_taken():
    for said in (
        {"root_kind": "peoples_committee", "root_branch": "state"},
        {"root_kind": "area", "root_branch": "state"},
        {},
    ):
        assert FirstLinkForm(ROOT | FIRST | said, user=None, asks_for_a_root=True).is_valid()


def test_administrator_when_roles_are_given_then_stands_in_the_list_of_people():
    browser = begun()

    page = browser.get(reverse("role-new", args=[Unit.objects.get().pk])).content.decode()

    assert ">Bùi Quản Trị</option>" in page


def test_first_steps_when_something_is_there_then_only_what_is_missing_stands():
    begun()
    root, user = Unit.objects.get(), User.objects.get()
    hrefs = [task["href"] for task in first_steps(make.access(user))]
    cell = make.unit("Chi bộ 1", root)
    make.user(make.person("Đỗ Thị Vân", cell), "van")

    then = [task["href"] for task in first_steps(make.access(user))]

    assert reverse("unit-new", args=[root.pk]) in hrefs
    assert then == [reverse("campaign-new")]
    assert first_steps(make.access(User.objects.get(username="van"))) == []


def test_first_steps_when_there_is_a_case_of_others_then_they_tell_nothing_of_it(world):
    team = mediated.team(world, "1")
    make.grant(world.admin.person, "office", world.top)
    before = first_steps(make.access(world.admin))
    mediated.case(team)

    assert first_steps(make.access(world.admin)) == before != []


# --- the spare links


def test_spare_first_links_when_there_is_an_account_then_they_are_dead():
    first = links.make_first_link(None)
    second = links.make_first_link(None)
    assert links.find_first_link(first) is None
    assert links.find_first_link(second) is not None
    links.use_first_link(second, "quan-tri", "Bùi Quản Trị", make.PASSWORD)
    third = links.make_first_link(None)  # as an older version kept one

    for secret in (first, second, third):
        assert Client().get(reverse("first-link", args=[secret])).status_code == 404
        with pytest.raises(Refused):
            links.use_first_link(secret, "ke-gian", "Kẻ Gian", make.PASSWORD)
    assert User.objects.count() == 1


# --- roots that come later


def test_areas_when_loaded_later_then_the_administrators_get_their_roles_there():
    begun()
    user = User.objects.get()
    province = areas.found_province("Thành phố Hà Nội", make.SYSTEM)

    assert links.give_new_root(province, make.SYSTEM) == 2
    assert links.give_new_root(province, make.SYSTEM) == 0
    access = make.access(user)
    assert access.can("grant.give", province) and access.can("campaign.edit", province)


def test_areas_when_the_role_was_never_given_then_the_first_account_gets_it():
    first = make.user(make.person("Đầu Tiên"), "dau")
    other = make.user(make.person("Thứ Hai"), "hai")
    province = areas.found_province("Thành phố Hà Nội", make.SYSTEM)

    links.give_new_root(province, make.SYSTEM)

    assert make.access(first).can("unit.edit", province)
    assert not make.access(other).anywhere("unit.edit")


def test_areas_when_who_administers_has_no_office_then_none_comes_along(world):
    province = make.unit("Thành phố Hà Nội", kind="area", branch="state")

    links.give_new_root(province, make.SYSTEM)

    held = Grant.objects.filter(unit=province).values_list("person", "role")
    assert list(held) == [(world.admin.person_id, "administrator")]


# --- the last administrator


def test_only_administrator_when_ending_their_role_then_refused_and_allowed_beside_another(
    world, as_user
):
    row = Grant.objects.get(person=world.admin.person)
    browser = in_english(as_user(world.admin))
    address = reverse("role-end", args=[row.pk])

    refused = browser.post(address)
    make.grant(world.van.person, "administrator", world.top)
    done = browser.post(address)

    assert refused.status_code == 409
    assert "is the only administrator of Thành phố" in refused.content.decode()
    assert done.status_code == 302
    assert not make.access(world.admin).grants


def test_only_administrator_when_the_other_one_has_no_open_account_then_refused(world):
    make.grant(make.person("Không Tài Khoản"), "administrator", world.top)
    locked = make.user(make.person("Bị Khóa"), administrator=world.top)
    locked.is_active = False
    locked.save()

    with pytest.raises(Refused, match="only administrator"):
        actions.take_role(
            Grant.objects.get(person=world.admin.person), clock.today(), make.access(world.admin)
        )


def test_only_administrator_when_of_a_unit_below_then_the_role_may_end(world):
    row = make.grant(world.van.person, "administrator", world.area)

    actions.take_role(row, clock.today(), make.access(world.admin))

    assert row.until == clock.today()


def test_administrator_when_given_back_on_the_server_then_roles_and_an_entry_stand(world):
    Grant.objects.filter(person=world.admin.person).delete()
    world.admin.is_active = False
    world.admin.save()

    given = links.give_back(world.admin, make.SYSTEM)

    world.admin.refresh_from_db()
    assert (given, world.admin.is_active) == (1, True)
    assert make.access(world.admin).can("grant.give", world.top)
    row = Grant.objects.get(person=world.admin.person)
    assert [entry.action for entry, _d in audit.history(row)] == ["grant.give"]
    assert links.give_back(world.admin, make.SYSTEM) == 0
    assert Appointment.objects.filter(person=world.admin.person).count() == 1
