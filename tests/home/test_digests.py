"""Reminders: one digest a working day, not at night, without names, tried again when mail is down."""

import datetime as dt

import pytest
import time_machine
from django.core import mail

from namro.core import clock
from namro.core.models import OutgoingMail
from namro.home import digests
from namro.ledger import actions as ledger
from namro.ledger.models import Entry
from tests import make

MORNING = dt.datetime(2026, 11, 16, 1, 0, tzinfo=dt.UTC)  # Monday, eight o'clock in Hanoi
NIGHT = dt.datetime(2026, 11, 15, 20, 0, tzinfo=dt.UTC)  # Monday, three o'clock in Hanoi
SUNDAY = dt.datetime(2026, 11, 15, 2, 0, tzinfo=dt.UTC)


@pytest.fixture
def entry(world):
    """Approved work of Binh that is due on 18/11/2026; Lan leads the cell."""
    with time_machine.travel(MORNING, tick=False):
        campaign = make.campaign(world.area, world.van)
        place = make.registrant(campaign, world.member.person, world.cell)
        line = make.commitment(place, world.lan, "submitted", due=dt.date(2026, 11, 18))
        make_approved = make.COMMITMENT.take(line, "approve", make.access(world.hung))
    for user in (world.member, world.lan, world.chief):
        user.email = f"{user.username}@example.org"
        user.save()
    return make_approved.entry


@pytest.fixture
def post(settings):
    settings.EMAIL_URL = "memory"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def test_digest_when_work_is_due_soon_then_one_mail_a_day_without_names(entry, post):
    with time_machine.travel(MORNING, tick=False):
        digests.round_of_work()
        digests.round_of_work()

    assert [message.to for message in mail.outbox] == [["binh@example.org"]]
    assert entry.title not in mail.outbox[0].body + mail.outbox[0].subject
    assert OutgoingMail.objects.get().sent_at is not None


@pytest.mark.parametrize("moment", [NIGHT, SUNDAY])
def test_digest_when_the_office_is_shut_then_nothing_is_written(entry, post, moment):
    with time_machine.travel(moment, tick=False):
        digests.round_of_work()

    assert OutgoingMail.objects.count() == 0


def test_digest_when_work_is_long_late_then_the_leader_hears_of_it(entry, post):
    with time_machine.travel(MORNING + dt.timedelta(days=14), tick=False):
        digests.write_digests(clock.today())

    assert set(OutgoingMail.objects.values_list("to", flat=True)) == {
        "binh@example.org",
        "lan@example.org",
    }


def test_digest_when_a_level_lets_its_day_pass_then_its_leader_hears_of_it(entry, world, post):
    with time_machine.travel(MORNING, tick=False):
        ledger.block(entry, world.area, "Thiếu kinh phí", make.access(world.member))

    with time_machine.travel(MORNING + dt.timedelta(days=16), tick=False):
        digests.write_digests(clock.today())

    assert "ca@example.org" in OutgoingMail.objects.values_list("to", flat=True)


def test_digest_when_everything_is_done_then_nobody_is_written_to(entry, world, post):
    Entry.objects.filter(pk=entry.pk).update(status="stopped")

    with time_machine.travel(MORNING, tick=False):
        assert digests.write_digests(clock.today()) == 0


def test_mail_when_the_server_is_down_then_it_waits_longer_each_time(entry, post, monkeypatch):
    def down(self, fail_silently=False):
        raise ConnectionRefusedError("no route")

    with time_machine.travel(MORNING, tick=False):
        digests.write_digests(clock.today())
        with monkeypatch.context() as patch:
            patch.setattr("django.core.mail.EmailMessage.send", down)
            first = digests.send_waiting()
        waits = OutgoingMail.objects.get()
        too_soon = digests.send_waiting()
    with time_machine.travel(MORNING + dt.timedelta(minutes=5), tick=False):
        later = digests.send_waiting()

    assert (first, too_soon, later) == (0, 0, 1)
    assert (waits.tries, waits.failure) == (1, "no route")
    assert OutgoingMail.objects.get().failure == ""


def test_mail_when_no_server_is_set_then_nothing_is_sent(entry, settings):
    settings.EMAIL_URL = ""

    assert digests.send_waiting() == 0
