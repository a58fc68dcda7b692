"""Settings and printed links: nonsense fails loudly, and a monitor of this machine is answered."""

import pytest
from django.conf import settings as shipped
from django.test import Client
from django.urls import reverse

from namro.config import mail, site, weak


@pytest.mark.parametrize(
    ("url", "host", "port", "safety"),
    [
        ("smtp://mail.vn", "mail.vn", 25, (False, False)),
        ("smtp://127.0.0.1:1025", "127.0.0.1", 1025, (False, False)),
        ("smtp+tls://a%40b.vn:m%3At@mail.vn:587", "mail.vn", 587, (True, False)),
        ("submission://mail.vn", "mail.vn", 587, (True, False)),
        ("smtps://mail.vn:465", "mail.vn", 465, (False, True)),
        ("smtp+ssl://mail.vn", "mail.vn", 465, (False, True)),
    ],
)
def test_mail_when_its_address_can_be_meant_then_it_is_read(url, host, port, safety):
    one = mail.read(url)

    assert (one.fault, one.host, one.port) == ("", host, port)
    assert (one.starttls, one.tls) == safety
    if "%40" in url:
        assert (one.user, one.password) == ("a@b.vn", "m:t")


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mail.vn:25",
        "http://mail.vn",
        "smtp://",
        "smtp://mail.vn:x",
        "smtp://mail.vn/?tls=True",
        "smtps://mail.vn:587",
        "smtp+tls://mail.vn:465",
        "smtp://mail.vn:465",
    ],
)
def test_mail_when_its_address_is_nonsense_then_run_and_doctor_say_so(url, settings):
    settings.MAIL_FAULT = mail.read(url).fault

    assert settings.MAIL_FAULT
    assert [w for w in weak.weaknesses("127.0.0.1") if w.startswith("NAMRO_MAIL_URL")]


def test_mail_when_none_is_set_then_nothing_is_wrong():
    assert mail.read("") == mail.Mail()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"SESSION_COOKIE_AGE": 0}, "NAMRO_SESSION_SECONDS must be more than 0"),
        ({"ALLOWED_HOSTS": ["https://namro.vn"]}, "NAMRO_HOSTS holds names alone"),
        ({"ALLOWED_HOSTS": ["namro.vn:8000"]}, "NAMRO_HOSTS holds names alone"),
        ({"ALLOWED_HOSTS": []}, "NAMRO_HOSTS is empty"),
        ({"HTTPS": True, "PROXIES": 0}, "NAMRO_HTTPS=1 needs NAMRO_PROXIES=1"),
        ({"PROXIES": -1}, "0 or more"),
    ],
)
def test_setting_when_it_cannot_be_meant_then_it_is_refused(settings, changed, said):
    for name, value in changed.items():
        setattr(settings, name, value)

    assert [words for words in weak.weaknesses("127.0.0.1") if said in words]


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"ALLOWED_HOSTS": ["namro.tayho.gov.vn", ".gov.vn", "10.0.0.4", "[::1]", "namro"]},
        {"HTTPS": True, "PROXIES": 1},
        {"SESSION_COOKIE_AGE": 60},
    ],
)
def test_setting_when_it_can_be_meant_then_nothing_is_said(settings, changed):
    settings.SECRET_KEY = "k" * 40
    for name, value in changed.items():
        setattr(settings, name, value)

    assert list(weak.weaknesses("127.0.0.1")) == []


@pytest.mark.parametrize(
    ("hosts", "https", "proxies", "shown"),
    [
        (["127.0.0.1", "localhost"], False, 0, "http://127.0.0.1:8010"),
        (["namro.vn"], True, 1, "https://namro.vn"),
        (["localhost", ".namro.vn"], True, 1, "https://namro.vn"),
        (["namro.vn"], False, 0, "http://namro.vn:8010"),
        (["namro.vn"], False, 1, "http://namro.vn"),
    ],
)
def test_link_when_printed_then_its_host_is_one_that_the_site_answers_to(
    settings, hosts, https, proxies, shown
):
    settings.ALLOWED_HOSTS, settings.HTTPS, settings.PROXIES = hosts, https, proxies

    assert site.address("127.0.0.1", 8010) == shown


@pytest.mark.django_db
def test_health_when_asked_by_a_monitor_of_this_machine_then_it_answers_without_redirect(settings):
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["namro.vn"], True
    browser = Client(headers={"host": "127.0.0.1:8000"})

    health, other = browser.get(reverse("health")), browser.get("/work/")

    assert (health.status_code, health.content) == (200, b"ok")
    assert other.status_code == 400
    assert Client(headers={"host": "namro.vn"}).get("/work/").status_code == 301
    assert shipped.SECURE_REDIRECT_EXEMPT


# --- the worker beside the server
