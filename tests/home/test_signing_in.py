"""Signing in: whose tries are counted together, and what is said where no mail goes out."""

import pytest
from django.conf import settings as shipped
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests import make
from tests.test_bad_input import in_english

pytestmark = pytest.mark.django_db
WRONG = "khong-phai-mat-khau-1"


@pytest.fixture(autouse=True)
def counted_anew(db):
    cache.clear()
    yield
    cache.clear()


def enters(password=make.PASSWORD, address="127.0.0.1", name="lan", **headers):
    browser = Client(REMOTE_ADDR=address, headers=headers)
    browser.post(reverse("account_login"), {"login": name, "password": password})
    return browser.get(reverse("my-work")).status_code == 200


def forwarded(address, password=make.PASSWORD, name="lan"):
    """Through one proxy on this machine."""
    return enters(password, name=name, x_forwarded_for=address)


def test_tries_when_they_come_through_a_proxy_then_each_address_has_its_own_count(world, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(12):
        assert not forwarded("198.51.100.7", WRONG, name=f"ai-do-{n}")

    assert not forwarded("198.51.100.7")
    assert forwarded("198.51.100.8")


def test_tries_when_there_is_no_proxy_then_the_header_counts_for_nothing(world, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    for n in range(12):
        assert not forwarded(f"198.51.100.{n}", WRONG, name=f"ai-do-{n}")

    assert not forwarded("203.0.113.99")
    assert enters(address="192.0.2.4")


def test_tries_when_the_client_writes_the_header_too_then_the_proxys_own_word_counts(
    world, settings
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(12):
        assert not forwarded(f"203.0.113.{n}, 198.51.100.7", WRONG, name=f"ai-do-{n}")

    assert not forwarded("203.0.113.99, 198.51.100.7")
    assert forwarded("198.51.100.7, 198.51.100.8")


@pytest.mark.parametrize("header", ["", "khong-phai-dia-chi", "198.51.100.7"])
def test_tries_when_the_header_is_not_as_it_should_be_then_one_can_still_sign_in(
    world, settings, header
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2

    assert forwarded(header)


def test_account_when_tried_wrongly_from_one_address_then_it_waits_there_and_opens_elsewhere(world):
    for _n in range(5):
        assert not enters(WRONG, "198.51.100.7")

    assert not enters(address="198.51.100.7")
    assert enters(address="198.51.100.8")


def test_proxies_when_named_in_the_settings_then_the_count_is_theirs():
    assert shipped.ALLAUTH_TRUSTED_PROXY_COUNT == shipped.PROXIES


@pytest.mark.parametrize("url", ["", "smtp://mail.vn"])
def test_forgotten_password_when_no_mail_goes_out_then_no_page_says_that_one_does(
    world, settings, url
):
    settings.EMAIL_URL = url
    browser = in_english(Client())

    page = browser.get(reverse("account_reset_password")).content.decode()
    sent = browser.post(reverse("account_reset_password"), {"email": "a@b.vn"}, follow=True)

    said = "This installation sends no mail"
    assert (said in page, said in sent.content.decode()) == (not url, not url)
    assert ("Send me the link" in page) is bool(url)
    assert ("is on its way" in sent.content.decode()) is bool(url)
