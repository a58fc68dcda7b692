"""Room bench: the tree as of a day beside raw SQL, and a reorganisation at two sizes."""

import datetime as dt
import resource
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.db import connection, reset_queries

from namro.core import clock
from namro.core.audit import Actor
from namro.core.write import writing
from namro.ledger.models import Entry
from namro.org import actions, applying, handover, maps, outcome, planning
from namro.org.access import Access
from namro.org.models import Appointment, Grant, Person, Placement, Unit, UnitName, User
from namro.org.plans import PlanFile

COMMUNES, BODIES, CELLS = 100, 1, 100  # 1 + 100 x (1 + 1 + 100) = 10,201 units
SINCE = dt.date(2020, 1, 1)
ROUNDS = 15
BATCH = 2000


def measure(people: int, items: int) -> dict[str, Any]:
    """Build a tree, a register of people and open items, and time what the issue asks."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    top, office = _tree()
    _people(top, people, items)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rows = _reads(top, office)
    return {"units": Unit.objects.count(), "rows": rows, "plan": _plan(top, office, people, items)}


def _tree() -> tuple[Unit, User]:
    """A city, its wards, in each one grass-roots committee over its cells; in bulk."""
    by = Actor(None, "bench", via="bench")
    with writing():
        top = actions.create_unit("Thành phố", "state", "area", None, SINCE, by)
        person = actions.add_person("Văn Phòng Đo", by)
        office = actions.open_account(person, "bench", by)
        actions.grant(person, "office", top, SINCE, by)
    wards = _units([(f"Phường {n}", "area", top) for n in range(COMMUNES)])
    bodies = _units([(f"Đảng ủy phường {n}", "grassroots", ward) for n, ward in enumerate(wards)])
    _units([(f"Chi bộ {n} {body.name}", "cell", body) for body in bodies for n in range(CELLS)])
    return top, office


def _units(said: list[tuple[str, str, Unit]]) -> list[Unit]:
    first = (Unit.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    made = []
    for pk, (name, kind, parent) in enumerate(said, first):
        unit = Unit(pk=pk, name=name, branch="party", kind=kind, parent=parent, since=SINCE)
        unit.path, unit.order = f"{parent.path}{pk}.", pk
        unit.set_keys()
        made.append(unit)
    Unit.objects.bulk_create(made, batch_size=BATCH)
    names = [UnitName(unit=u, name=u.name, kind=u.kind, since=SINCE) for u in made]
    for row in names:
        row.set_keys()
    UnitName.objects.bulk_create(names, batch_size=BATCH)
    Placement.objects.bulk_create(
        (Placement(unit=u, parent_id=u.parent_id, path=u.path, since=SINCE) for u in made),
        batch_size=BATCH,
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('org_unit','id'), max(id)) FROM org_unit"
            )
    return made


def _people(top: Unit, people: int, items: int) -> None:
    """Posts and open work in the committees of ten wards, which the plan will close."""
    bodies = list(Unit.objects.filter(kind="grassroots").order_by("pk")[:10])
    rows = [Person(full_name=f"Người Thứ {n}") for n in range(people)]
    for row in rows:
        row.set_keys()
    Person.objects.bulk_create(rows, batch_size=BATCH)
    Appointment.objects.bulk_create(
        (
            Appointment(person=p, unit=bodies[n % 10], post="Đảng viên", since=SINCE)
            for n, p in enumerate(rows)
        ),
        batch_size=BATCH,
    )
    entries = [
        Entry(
            register="commitment", source=uuid.uuid4(), period=1, unit=bodies[n % people % 10],
            title=f"Việc {n}", owner=rows[n % people], begins_on=SINCE, status="under_way",
            name_key="", search_text="",
        )
        for n in range(items)
    ]  # fmt: skip
    Entry.objects.bulk_create(entries, batch_size=BATCH)


def _reads(top: Unit, office: User) -> list[dict[str, Any]]:
    day = clock.today() - dt.timedelta(days=30)
    ward = Unit.objects.filter(kind="area", parent=top).order_by("pk")[50]
    access = Access.of(office)
    floor = (
        "SELECT u.id, p.path, p.parent_id, n.name, n.kind, n.level FROM org_placement p"
        " JOIN org_unit u ON u.id = p.unit_id JOIN org_unitname n ON n.unit_id = u.id"
        " AND n.since <= %s AND (n.until IS NULL OR n.until > %s)"
        " WHERE p.path >= %s AND p.path < %s AND p.since <= %s AND (p.until IS NULL OR p.until > %s)"
    )

    def raw(path: str) -> Callable[[], Any]:
        ends = path[:-1] + "/"
        return lambda: _fetch(floor, [day, day, path, ends, day, day])

    scope = "SELECT id FROM org_unit WHERE path LIKE %s AND id = %s"
    return [
        _row("subtree as of a day (102 units)", lambda: maps.stood(ward, day), raw(ward.path)),
        _row("whole tree as of a day", lambda: maps.stood(top, day), raw(top.path)),
        _row(
            "one unit through the access",
            lambda: Access.of(access.user).row(Unit, "unit.view", pk=ward.pk),
            lambda: _fetch(scope, [top.path + "%", ward.pk]),
        ),
        _row("orphans of the city", lambda: handover.orphans(Access.of(access.user)), None),
    ]


def _fetch(sql: str, params: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _row(name: str, act: Callable[[], Any], floor: Callable[[], Any] | None) -> dict[str, Any]:
    connection.force_debug_cursor = True
    reset_queries()
    act()
    queries = len(connection.queries)
    connection.force_debug_cursor = False
    return {
        "name": name,
        "ms": _best(act),
        "queries": queries,
        "floor_ms": _best(floor) if floor else None,
    }


def _best(act: Callable[[], Any]) -> float:
    found = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        act()
        found.append(time.perf_counter() - began)
    return min(found) * 1000


def _plan(top: Unit, office: User, people: int, items: int) -> dict[str, Any]:
    """Ten committees with all their people and open work merge into one new committee."""
    access = Access.of(office)
    bodies = Unit.objects.filter(kind="grassroots").order_by("pk")[:10]
    steps: list[dict[str, Any]] = [
        {
            "do": "create", "key": "k", "name": "Đảng ủy mới", "branch": "party",
            "kind": "grassroots", "parent": f"#{top.pk}",
        },
        {"do": "merge", "units": [f"#{body.pk}" for body in bodies], "into": "@k"},
    ]  # fmt: skip
    plan = planning.draft(top, PlanFile("Đo", "1/NQ", clock.today(), steps), access)
    began = time.perf_counter()
    found = outcome.work_out(plan)
    outcome.seen(found)
    previewed = time.perf_counter()
    if not found.ready:
        raise RuntimeError(f"the plan is not ready: {found.problems[:1]}")
    told: list[str] = []
    applying.apply(plan, access, lambda words, _n: told.append(words))
    applied = time.perf_counter()
    plan.refresh_from_db()
    applying.undo(plan, access, "đo")
    undone = time.perf_counter()
    return {
        "people": people,
        "items": items,
        "preview_s": previewed - began,
        "apply_s": applied - previewed,
        "undo_s": undone - applied,
        "told": len(told),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "grants": Grant.objects.count(),
    }
