"""The page of an account: a new one-time link, locking with a reason, and whose account it may be."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from namro.core import audit, clock
from namro.core.errors import Refused
from namro.org import links
from tests import make
from tests.test_bad_input import in_english

pytestmark = pytest.mark.django_db
NEW = "mot-mat-khau-moi-rat-dai-7"


def page_of(user):
    return reverse("account-new", args=[user.person.key])


def told(record, action):
    (detail,) = [detail for entry, detail in audit.history(record) if entry.action == action]
    return detail


def link_on(page):
    (path,) = re.findall(r'value="http://testserver(/first/[^"]+)"', page.content.decode())
    return path


def test_password_when_renewed_then_old_links_die_and_sessions_end_when_it_is_used(world, as_user):
    before = links.make_first_link(world.lan)
    session = as_user(world.lan)
    office = in_english(as_user(world.van))

    shown = office.get(page_of(world.lan)).content.decode()
    path = link_on(office.post(page_of(world.lan)))

    assert "Make a new link" in shown and "lan" in shown
    assert links.find_first_link(before) is None
    assert session.get(reverse("my-work")).status_code == 200
    assert Client().post(path, {"password": NEW}).status_code == 302
    assert session.get(reverse("my-work")).status_code == 302
    world.lan.refresh_from_db()
    assert world.lan.check_password(NEW)
    assert told(world.lan, "account.renew").actor_name == "Đỗ Thị Vân"
    assert Client().get(path).status_code == 404


def test_password_when_there_is_no_account_then_it_cannot_be_renewed(world):
    somebody = make.person("Không Tài Khoản", world.cell)

    with pytest.raises(Refused, match="has no account"):
        links.renew_password(somebody, make.access(world.van))


def test_account_when_the_person_holds_a_role_out_of_reach_then_it_is_not_taken_over(
    world, as_user
):
    make.org.appoint(world.admin.person, world.cell, "Đảng viên", make.LONG_AGO, make.SYSTEM)
    waiting = make.person("Lãnh Đạo Mới", world.cell)
    make.grant(waiting, "leader", world.top)
    office = in_english(as_user(world.van))

    renewed = office.post(page_of(world.admin))
    locked = office.post(
        reverse("account-open", args=[world.admin.person.key]), {"open": "0", "note": "thử"}
    )
    opened = office.post(reverse("account-new", args=[waiting.key]), {"username": "moi"})

    assert (renewed.status_code, locked.status_code, opened.status_code) == (403, 403, 422)
    assert "holds a role in Thành phố" in renewed.content.decode()
    world.admin.refresh_from_db()
    assert world.admin.is_active
    by_admin = in_english(as_user(world.admin)).post(page_of(world.van))
    assert by_admin.status_code == 200 and link_on(by_admin)


def test_account_when_of_another_area_then_it_is_not_found(world, as_user):
    assert as_user(world.tu).get(page_of(world.lan)).status_code == 404


def test_account_when_locked_then_nothing_opens_until_it_is_open_again(world, as_user):
    secret = links.make_first_link(world.lan)
    session = as_user(world.lan)
    office = in_english(as_user(world.van))
    address = reverse("account-open", args=[world.lan.person.key])

    without = office.post(address, {"open": "0", "note": ""})
    done = office.post(address, {"open": "0", "note": "chuyển công tác"})

    assert (without.status_code, done.status_code) == (422, 302)
    assert session.get(reverse("my-work")).status_code == 302
    assert links.find_first_link(secret) is None
    assert signs_in("lan") is False
    assert "Open the account again" in office.get(page_of(world.lan)).content.decode()
    assert office.post(page_of(world.lan)).status_code == 409
    assert told(world.lan, "account.lock").note == "chuyển công tác"

    assert office.post(address, {"open": "1", "note": "trở lại"}).status_code == 302
    assert told(world.lan, "account.unlock").changes == {"is_active": [False, True]}
    assert signs_in("lan") is True


def signs_in(name):
    cache.clear()
    browser = Client()
    browser.post(reverse("account_login"), {"login": name, "password": make.PASSWORD})
    return browser.get(reverse("my-work")).status_code == 200


def test_account_when_locked_twice_or_own_or_the_last_administrators_then_refused(world):
    van, admin = make.access(world.van), make.access(world.admin)
    make.grant(world.van.person, "office", world.top)
    van = make.access(world.van)

    for person, access, words in (
        (world.van.person, van, "their own account"),
        (world.admin.person, van, "only administrator"),
        (world.lan.person, van, "stands like that"),
    ):
        with pytest.raises(Refused, match=words):
            links.set_open(person, person == world.lan.person, access, "thử")
    make.grant(world.hung.person, "administrator", world.top)
    links.set_open(world.admin.person, False, van, "nghỉ việc")
    world.admin.refresh_from_db()
    assert not world.admin.is_active
    assert admin.on == clock.today()
