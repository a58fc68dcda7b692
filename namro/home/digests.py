"""Room home: one digest a working day: what is due soon, today, late; after a while the leader."""

import datetime as dt
import logging
import uuid
from collections import Counter

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as _

from namro.core import clock
from namro.core.models import OutgoingMail
from namro.ledger.models import Blocker, Entry
from namro.ledger.states import OPEN_STATES, BlockerState
from namro.org.access import Access
from namro.org.models import User

log = logging.getLogger("namro.worker")
HOUR = dt.time(7, 30)  # when an office opens; never at night
SOON_WORKING_DAYS = 3
LEADER_AFTER_WORKING_DAYS = 3
TRIES = 12
LONGEST_WAIT = dt.timedelta(hours=4)
BATCH = 50


def round_of_work() -> int:
    """Write the digests of the day once, then send what waits; returns how many were sent."""
    now = clock.now()
    if clock.is_working_day(now.date()) and now.time() >= HOUR:
        write_digests(now.date())
    return send_waiting()


def write_digests(day: dt.date) -> int:
    """One row for each person and day, however often this runs."""
    soon = clock.add_working_days(day, SOON_WORKING_DAYS)
    late = _working_days_ago(day, LEADER_AFTER_WORKING_DAYS)
    entries = Entry.objects.filter(status__in=OPEN_STATES)
    owners = Counter(entries.filter(due__lte=soon).values_list("owner_id", flat=True))
    leaders = Counter(
        entries.filter(due__lt=late, leader__isnull=False)
        .exclude(leader=F("owner"))
        .values_list("leader_id", flat=True)
    )
    written = 0
    users = User.objects.filter(is_active=True, person__isnull=False).exclude(email="")
    for user in users.select_related("person").iterator(chunk_size=500):
        person = user.person_id or 0
        own, led = owners[person], leaders[person]
        stuck = _stuck(user, day)
        if own or led or stuck:
            written += _write(user, day, own, led + stuck)
    return written


def _working_days_ago(day: dt.date, count: int) -> dt.date:
    while count:
        day -= dt.timedelta(days=1)
        count -= clock.is_working_day(day)
    return day


def _stuck(user: User, day: dt.date) -> int:
    """Blockers past their day at a level that this person speaks for."""
    access = Access.of(user, day)
    if not access.anywhere("blocker.clear"):
        return 0
    waiting = access.rows(Blocker, "blocker.clear")
    return int(waiting.filter(status=BlockerState.RAISED, due__lt=day).count())


def _write(user: User, day: dt.date, own: int, others: int) -> int:
    """No names and no content in a mail: only that something waits, and where to sign in."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Năm Rõ: %(count)s items need you") % {"count": own + others}
        body = _(
            "%(own)s of your items are due soon or late; %(others)s wait for you as a leader.\n"
            "Sign in to see them under “My work”."
        ) % {"own": own, "others": others}
    try:
        with transaction.atomic():
            OutgoingMail.objects.create(
                key=f"digest:{user.pk}:{day.isoformat()}",
                to=user.email,
                subject=subject,
                body=body,
                written_at=clock.now(),
                next_try_at=clock.now(),
            )
    except IntegrityError:
        return 0
    return 1


def send_waiting() -> int:
    """Send what is due; a row is claimed before it is sent, a failure waits longer each time."""
    if not settings.EMAIL_URL:
        return 0
    sent = 0
    due = OutgoingMail.objects.filter(
        Q(sent_at=None), Q(next_try_at__lte=clock.now()), tries__lt=TRIES
    )
    for mail in due.order_by("pk")[:BATCH]:
        wait = min(dt.timedelta(minutes=2**mail.tries), LONGEST_WAIT)
        claimed = OutgoingMail.objects.filter(pk=mail.pk, tries=mail.tries, sent_at=None).update(
            tries=mail.tries + 1, next_try_at=clock.now() + wait
        )
        if claimed:
            sent += _send(mail)
    return sent


def _send(mail: OutgoingMail) -> int:
    message_id = f"<{uuid.uuid5(uuid.NAMESPACE_URL, mail.key)}@namro>"
    message = EmailMessage(
        mail.subject, mail.body, to=[mail.to], headers={"Message-ID": message_id}
    )
    try:
        message.send()
    except OSError as fault:
        OutgoingMail.objects.filter(pk=mail.pk).update(failure=str(fault)[:300])
        log.warning("mail %s was not sent: %s", mail.key, fault)
        return 0
    OutgoingMail.objects.filter(pk=mail.pk).update(sent_at=clock.now(), failure="")
    return 1
