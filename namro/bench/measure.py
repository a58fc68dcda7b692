"""Room bench: one database measured: pages and actions beside the raw SQL that gives their rows."""

import argparse
import datetime as dt
import json
import resource
import statistics
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from namro.bench import copies, meetings, registers
from namro.bench.meetings import OFFICE, Page
from namro.commitments import actions
from namro.commitments.models import Campaign, Commitment, Registrant
from namro.core import clock
from namro.ledger import actions as ledger
from namro.ledger.models import Entry
from namro.org.access import Access
from namro.org.models import Person, Unit, User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CAMPAIGN = "dang-vien-2023"
OPEN_CAMPAIGN = "dang-vien-2026"
OPENING = ("SAVEPOINT", "RELEASE")


def run(source: str, size: int, rounds: int) -> dict[str, Any]:
    """Build the database where it is empty, then measure it."""
    existing = (
        "org_unit" in connection.introspection.table_names()
        and Unit.objects.filter(parent=None, name="Thành phố").first()
    )
    top = existing.pk if existing else copies.build(source, size, copies.say_to_stderr)
    pages = _pages(top)
    clients = {name: _signed_in(name) for name in {page.user for page in pages}}
    measured = [_page(clients[page.user], page, rounds) for page in pages]
    measured += _actions(User.objects.get(username=OFFICE), rounds)
    return {
        "vendor": connection.vendor,
        "size": size,
        "lines": Commitment.objects.count(),
        "people": Person.objects.count(),
        "rows": measured,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _signed_in(username: str) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(get_user_model().objects.get(username=username), backend=BACKEND)
    return client


JOINED = (
    "SELECT c.*, p.full_name, u.name, e.status FROM commitments_commitment c"
    " JOIN org_unit u ON u.id = c.unit_id LEFT JOIN org_person p ON p.id = c.person_id"
    " LEFT JOIN ledger_entry e ON e.id = c.entry_id WHERE u.path LIKE %s"
)


def _pages(top: int) -> list[Page]:
    campaign = Campaign.objects.get(slug=CAMPAIGN)
    path = Unit.objects.get(pk=top).path + "%"
    return [
        *_lists(campaign, path),
        *_figures(campaign, top, path),
        *_records(campaign, path),
        *meetings.pages(top, path),
        *registers.pages(top, path),
    ]


def _lists(campaign: Campaign, path: str) -> list[Page]:
    deep = Commitment.objects.filter(campaign=campaign).order_by("-pk")[4999:5000]
    mark = _mark(deep[0]) if deep else ""
    return [
        Page(
            "list, first page",
            reverse("commitments"),
            f"{JOINED} ORDER BY c.id DESC LIMIT 51",
            (path,),
        ),
        Page(
            "list, page 100",
            f"{reverse('commitments')}?after={mark}",
            f"{JOINED} AND c.id < %s ORDER BY c.id DESC LIMIT 51",
            (path, deep[0].pk if deep else 0),
        ),
        Page(
            "list of one campaign, by name",
            f"{reverse('commitments')}?campaign={campaign.pk}&order=name",
            f"{JOINED} AND c.campaign_id = %s ORDER BY c.name_key, c.id LIMIT 51",
            (path, campaign.pk),
        ),
    ]


def _figures(campaign: Campaign, top: int, path: str) -> list[Page]:
    return [
        Page(
            "ledger, behind",
            f"{reverse('ledger')}?state=behind&order=due",
            "SELECT e.*, u.name FROM ledger_entry e JOIN org_unit u ON u.id = e.unit_id"
            " WHERE u.path LIKE %s AND e.status IN ('not_begun','under_way','partly') AND e.due < %s"
            " ORDER BY e.due_key, e.id LIMIT 51",
            (path, clock.today()),
        ),
        Page(
            "campaign page (quota)",
            reverse("campaign-detail", args=[CAMPAIGN]),
            "SELECT unit_id, set, key, n FROM figures_tally WHERE period = %s AND unit_id = %s",
            (campaign.pk, top),
        ),
        Page(
            "roll-up",
            f"{reverse('figures')}?campaign={CAMPAIGN}",
            "SELECT unit_id, set, key, n FROM figures_tally WHERE period = %s AND unit_id IN"
            " (SELECT id FROM org_unit WHERE parent_id = %s)",
            (campaign.pk, top),
        ),
        Page(
            "names behind a quota",
            f"{reverse('campaign-roll')}?campaign={campaign.pk}&standing=missing",
            "SELECT r.*, p.full_name, u.name FROM commitments_registrant r"
            " JOIN org_unit u ON u.id = r.unit_id JOIN org_person p ON p.id = r.person_id"
            " WHERE r.campaign_id = %s AND r.standing = 'missing' AND u.path LIKE %s"
            " ORDER BY r.name_key, r.id LIMIT 51",
            (campaign.pk, path),
        ),
    ]


def _records(campaign: Campaign, path: str) -> list[Page]:
    line = Commitment.objects.filter(campaign=campaign, entry__isnull=False).order_by("pk").last()
    place = Registrant.objects.filter(campaign=campaign, standing="missing").order_by("pk").first()
    if line is None or place is None:
        raise LookupError("the demonstration has no lines")
    return [
        Page(
            "commitment page",
            reverse("commitment-detail", args=[line.key]),
            "SELECT * FROM commitments_commitment c JOIN ledger_entry e ON e.id = c.entry_id"
            " WHERE c.id = %s",
            (line.pk,),
        ),
        Page(
            "form",
            reverse("commitment-new", args=[place.key]),
            "SELECT * FROM commitments_registrant WHERE id = %s",
            (place.pk,),
        ),
        Page(
            "search “ngo 370”",
            f"{reverse('search')}?q=ng%C3%B5+370",
            "SELECT c.*, u.name FROM commitments_commitment c JOIN org_unit u ON u.id = c.unit_id"
            " WHERE u.path LIKE %s AND c.search_text LIKE %s AND c.search_text LIKE %s"
            " ORDER BY c.id DESC LIMIT 13",
            (path, "%ngo%", "%370%"),
        ),
        Page(
            "my work",
            reverse("my-work"),
            "SELECT * FROM ledger_entry WHERE owner_id = %s ORDER BY due_key LIMIT 21",
            (0,),
        ),
    ]


def _mark(line: Commitment) -> str:
    """The mark by which a list goes on after a line."""
    return urlsafe_b64encode(f"{line.pk}|{line.pk}".encode()).decode()


def _page(client: Client, page: Page, rounds: int) -> dict[str, Any]:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(page.address)
        queries = len(captured)
    if answer.status_code != page.status:
        raise RuntimeError(f"{page.address} answered {answer.status_code}")
    served = _median(lambda: client.get(page.address), rounds)
    floor = _median(lambda: _fetch(page), rounds)
    return {
        "name": page.name,
        "ms": served,
        "floor_ms": floor,
        "queries": queries,
        "bytes": len(answer.content),
    }


def _fetch(page: Page) -> list[Any]:
    floor = page.floor.replace(" set,", ' "set",') if connection.vendor == "sqlite" else page.floor
    with connection.cursor() as cursor:
        cursor.execute(floor, page.params)
        return cursor.fetchall()


def _median(call: Callable[[], object], rounds: int) -> float:
    call()
    times = []
    for _round in range(rounds):
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _actions(user: User, rounds: int) -> list[dict[str, Any]]:
    """Actions are carried out in a transaction that is taken back, so a run changes nothing."""
    access = Access.of(user)
    places = list(
        Registrant.objects.filter(campaign__slug=OPEN_CAMPAIGN, standing="missing")
        .select_related("campaign", "person", "unit")
        .order_by("pk")[: rounds + 1]
    )
    entries = list(
        Entry.objects.filter(status="under_way", blocked=False)
        .select_related("owner", "unit")
        .order_by("pk")[: rounds + 1]
    )

    def register(place: Registrant) -> None:
        content = {
            "kind": "new",
            "title": "Vận động 5 hộ",
            "due": dt.date(2026, 12, 31),
            "result": "5 hộ",
            "authority": "Chi bộ",
        }
        _line, refused = actions.register(place, content, access)
        if refused is not None:
            raise refused

    def report(entry: Entry) -> None:
        ledger.report(entry, ledger.Report("Đã làm một nửa", "partly"), access)

    return [
        _action("register and hand in", places, register),
        _action("progress note", entries, report),
    ]


def _action(name: str, rows: list[Any], act: Callable[[Any], None]) -> dict[str, Any]:
    times, queries = [], 0
    for row in rows:
        with transaction.atomic(), CaptureQueriesContext(connection) as captured:
            began = time.perf_counter()
            act(row)
            times.append((time.perf_counter() - began) * 1000)
            # The action's own BEGIN and COMMIT are savepoints here, and read or write nothing.
            queries = sum(not one["sql"].startswith(OPENING) for one in captured.captured_queries)
            transaction.set_rollback(True)
    return {
        "name": name,
        "ms": statistics.median(times[1:] or times),
        "floor_ms": None,
        "queries": queries,
    }


def main() -> int:
    """Run in a process of its own, so that each database has its own settings."""
    parser = argparse.ArgumentParser()
    parser.add_argument("source")
    parser.add_argument("size", type=int)
    parser.add_argument("rounds", type=int)
    args = parser.parse_args()
    json.dump(run(args.source, args.size, args.rounds), sys.stdout)
    return 0
