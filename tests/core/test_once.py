"""Tests of the core room: a form is carried out once, however often its button is pressed."""

import time
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from namro.core import once
from namro.core.models import Posted
from tests import make

TOKEN = "0b3f5e2a-9d6e-4f7b-8a4e-0d5d5a3d1c11"


@pytest.fixture
def lan(db):
    return make.user(make.person("Nguyễn Thị Lan"), "lan")


@pytest.fixture
def binh(db):
    return make.user(make.person("Trần Văn Bình"), "binh")


class Counter:
    """The rest of the house: counts what reaches it and answers as told."""

    def __init__(self, answer):
        self.answer, self.calls = answer, 0

    def __call__(self, request):
        self.calls += 1
        return self.answer()


def post(user, token=TOKEN, method="post"):
    request = getattr(RequestFactory(), method)("/campaigns/1/new/", {"once": token})
    request.user = user
    return request


def saved():
    return HttpResponseRedirect("/lines/7/")


def test_post_when_sent_twice_then_it_is_carried_out_once_and_both_get_its_answer(lan):
    rest = Counter(saved)
    middleware = once.once(rest)

    answers = [middleware(post(lan)) for _ in range(3)]

    assert rest.calls == 1
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, "/lines/7/")] * 3


def test_post_when_its_tokens_differ_then_each_is_carried_out(lan):
    rest = Counter(saved)

    for _ in range(2):
        once.once(rest)(post(lan, str(uuid.uuid4())))

    assert rest.calls == 2


@pytest.mark.parametrize("status", [200, 403, 422])
def test_post_when_the_form_was_refused_then_it_may_be_sent_again(lan, status):
    rest = Counter(lambda: HttpResponse(status=status))
    middleware = once.once(rest)

    answers = [middleware(post(lan)).status_code for _ in range(2)]

    assert (answers, rest.calls, Posted.objects.count()) == ([status] * 2, 2, 0)


def test_post_when_it_fails_then_it_may_be_sent_again(lan):
    def fail():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        once.once(Counter(fail))(post(lan))
    answer = once.once(Counter(saved))(post(lan))

    assert (answer.status_code, Posted.objects.count()) == (302, 1)


def test_post_when_the_page_is_led_on_by_htmx_then_the_second_goes_there_too(lan):
    def led_on():
        return HttpResponse(status=204, headers={"HX-Redirect": "/lines/8/"})

    rest = Counter(led_on)
    first = once.once(rest)(post(lan))

    second = once.once(rest)(post(lan))

    assert (first.status_code, rest.calls) == (204, 1)
    assert (second.status_code, second["Location"]) == (302, "/lines/8/")


def test_post_when_the_place_is_longer_than_its_column_then_it_is_cut(lan):
    once.once(Counter(lambda: HttpResponseRedirect("/" + "x" * 900)))(post(lan))

    assert len(Posted.objects.get().location) == 500


@pytest.mark.parametrize("token", ["", "no-uuid", "1"])
def test_post_when_it_has_no_token_then_it_is_carried_out_each_time(lan, token):
    rest = Counter(saved)

    for _ in range(2):
        once.once(rest)(post(lan, token))

    assert (rest.calls, Posted.objects.count()) == (2, 0)


def test_post_when_nobody_is_signed_in_then_nothing_is_remembered(db):
    rest = Counter(saved)

    once.once(rest)(post(AnonymousUser()))

    assert (rest.calls, Posted.objects.count()) == (1, 0)


def test_get_when_it_carries_a_token_then_nothing_is_remembered(lan):
    rest = Counter(saved)

    once.once(rest)(post(lan, method="get"))

    assert (rest.calls, Posted.objects.count()) == (1, 0)


def test_post_when_the_token_is_another_persons_then_their_answer_is_not_told(lan, binh):
    once.once(Counter(saved))(post(lan))
    rest = Counter(lambda: HttpResponse("own"))

    answer = once.once(rest)(post(binh))

    assert (answer.content, rest.calls) == (b"own", 1)


def test_post_when_the_first_is_still_under_way_then_the_second_waits_for_its_answer(
    lan, monkeypatch
):
    monkeypatch.setattr(once, "STEP_SECONDS", 0)
    pauses = []

    def pause(_seconds):
        pauses.append(1)
        if len(pauses) == 3:
            Posted.objects.update(location="/lines/9/")

    monkeypatch.setattr(time, "sleep", pause)
    rest = Counter(saved)
    # The first one: begun, no answer yet.
    Posted.objects.create(token=TOKEN, user_id=lan.pk, at="2026-11-22T01:00:00+00:00")

    answer = once.once(rest)(post(lan))

    assert (rest.calls, len(pauses), answer["Location"]) == (0, 3, "/lines/9/")


def test_post_when_the_first_is_refused_meanwhile_then_the_second_is_carried_out(lan, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda _seconds: Posted.objects.all().delete())
    rest = Counter(saved)
    Posted.objects.create(token=TOKEN, user_id=lan.pk, at="2026-11-22T01:00:00+00:00")

    answer = once.once(rest)(post(lan))

    assert (rest.calls, answer["Location"]) == (1, "/lines/7/")


def test_post_when_the_first_never_ends_then_the_second_gives_up_and_shows_the_page(
    lan, monkeypatch
):
    monkeypatch.setattr(once, "WAIT_SECONDS", 0.02)
    monkeypatch.setattr(once, "STEP_SECONDS", 0.005)
    rest = Counter(saved)
    Posted.objects.create(token=TOKEN, user_id=lan.pk, at="2026-11-22T01:00:00+00:00")

    answer = once.once(rest)(post(lan))

    assert (rest.calls, answer["Location"]) == (0, "/campaigns/1/new/")
