"""Room bench: a database of the demonstration's records, once or many times over."""

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.management import call_command
from django.db import connection, connections, models, transaction

from namro.commitments.models import (
    Amendment,
    Body,
    Campaign,
    CaseFile,
    ClassRule,
    Commitment,
    Registrant,
    Review,
    Topic,
    Version,
)
from namro.core import clock
from namro.core.models import AuditDetail, AuditEntry, CalendarDay
from namro.figures.models import Tally
from namro.inspections.models import Conclusion, Discipline, Inspection, Item
from namro.ledger.models import Blocker, Entry, Extension, Milestone, ProgressNote, Verification
from namro.mediation.models import Case, Mediator, Party, Session, Words
from namro.org.models import (
    Appointment,
    Grant,
    Person,
    Placement,
    Reorganisation,
    Succession,
    Unit,
    UnitCode,
    UnitName,
    User,
    ids_of,
)
from namro.sittings.models import AgendaItem, Recusal, Seat, Sitting, Vote
from namro.titles.models import Breach, Card, Round, Score

SOURCE = "source"
BATCH = 2000
# What stands once, however many copies of the district there are.
ONCE: tuple[type[models.Model], ...] = (
    CalendarDay, Campaign, ClassRule, Body, Topic, User, Grant, CaseFile, Reorganisation,
    AuditEntry, AuditDetail,
)  # fmt: skip
# What every district has of its own, in the order in which rows lean on each other.
COPIED: tuple[type[models.Model], ...] = (
    UnitCode, UnitName, Placement, Succession, Appointment, Registrant, Entry, Commitment, Version, Review, Amendment, Milestone,
    ProgressNote, Verification, Blocker, Extension, Sitting, Seat, AgendaItem, Recusal, Vote,
    Inspection, Conclusion, Item, Discipline, Round, Card, Score, Breach, Mediator, Case, Party, Words, Session,
)  # fmt: skip
KEPT_PATHS: tuple[tuple[type[Any], str], ...] = (
    (Placement, "path"), (Registrant, "counted_path"), (Commitment, "counted_path"),
    (Entry, "counted_path"), (Inspection, "counted_path"), (Conclusion, "counted_path"),
    (Item, "counted_path"), (Discipline, "counted_path"), (Round, "counted_path"),
    (Card, "counted_path"), (Case, "counted_path"),
)  # fmt: skip
# Ids of rows of another room, which no foreign key may hold.
POINTERS: set[tuple[type[models.Model], str]] = {(AgendaItem, "source")}
SHARED = {Campaign, Topic, CaseFile, Reorganisation, User}


def build(source_file: str, copies: int, say: Callable[[str], None]) -> int:
    """Fill the database of this process from the demonstration; returns the id of the top unit."""
    connections.databases[SOURCE] = {
        **connection.settings_dict,
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": source_file,
        "OPTIONS": {},
        "TEST": {},
    }
    _schema()
    step = 10 ** len(str(_largest_id()))
    top = step * (copies + 2)
    with transaction.atomic():
        _units(copies, step, top)
        _people(copies, step)
        for model in ONCE:
            _write(model, _rows(model))
        Campaign.objects.update(unit_id=top)
        for model in COPIED:
            say(f"{model.__name__} x {copies}")
            _write(model, _rows(model))
            _repeat(model, copies, step)
        _tallies(copies, step, top)
        _paths(copies, step, top)
    _settle()
    office = Grant.objects.filter(role="office").first()
    if office is not None:
        Grant.objects.create(
            person_id=office.person_id, role="office", unit_id=top, since=office.since
        )
    clock.forget()
    return top


def _schema() -> None:
    """Every table. On SQLite those of the demonstration; what is newer than it, migrations add."""
    if connection.vendor == "sqlite":
        with connections[SOURCE].cursor() as cursor:
            cursor.execute(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
            )
            made = [row[0] for row in cursor.fetchall()]
            cursor.execute("SELECT app, name, applied FROM django_migrations ORDER BY id")
            applied = cursor.fetchall()
        with connection.cursor() as cursor:
            for statement in made:
                cursor.execute(statement)
            cursor.executemany(
                "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", applied
            )
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def _largest_id() -> int:
    found = 1
    every: tuple[Any, ...] = (*COPIED, Unit, Person)
    for model in every:
        last = model._default_manager.using(SOURCE).order_by("-pk").values_list("pk", flat=True)
        found = max(found, last[0] if last else 0)
    return found


def _rows(model: type[models.Model]) -> Iterator[Any]:
    return iter(model._default_manager.using(SOURCE).order_by("pk").iterator(chunk_size=BATCH))


def _write(model: type[models.Model], rows: Iterable[Any]) -> None:
    batch: list[Any] = []
    for row in rows:
        row._state.db, row._state.adding = None, True
        batch.append(row)
        if len(batch) >= BATCH:
            model._default_manager.bulk_create(batch)
            batch = []
    model._default_manager.bulk_create(batch)


def _repeat(model: type[models.Model], copies: int, step: int) -> None:
    """The rows of the first district again for every other one, by one statement each."""
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        for copy in range(1, copies):
            values = ", ".join(_moved(model, field, copy, step) for field in fields)
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE id < {step}"
            )


def _moved(model: type[models.Model], field: models.Field, copy: int, step: int) -> str:
    """A column of another district's row, as SQL: own ids and keys, shared campaign."""
    column = connection.ops.quote_name(str(field.column))
    if model is Commitment and field.name == "case_file":
        return "NULL"
    own = field.is_relation and field.related_model not in SHARED
    if field.primary_key or own or (model, field.name) in POINTERS:
        return f"{column} + {copy * step}"
    if isinstance(field, models.UUIDField):
        # The same for the key of a line and the source of its entry, which lead to one page; a
        # version of its own (8, where ours are 4) keeps them apart from every key that was drawn.
        mark = f"8{copy:03x}"
        if connection.vendor == "postgresql":
            plain = f"replace({column}::text, '-', '')"
            return f"(substr({plain}, 1, 12) || '{mark}' || substr({plain}, 17))::uuid"
        return f"substr({column}, 1, 12) || '{mark}' || substr({column}, 17)"
    if field.name == "row_key":
        return f"CASE WHEN {column} = '' THEN '' ELSE substr('{copy}:' || {column}, 1, 64) END"
    return column


def _units(copies: int, step: int, top: int) -> None:
    kept = list(Unit.objects.using(SOURCE).order_by("path"))
    root = Unit(pk=top, name="Thành phố", branch="state", kind="area", since=kept[0].since)
    root.path = f"{top}."
    root.save(force_insert=True)
    for copy in range(copies):
        made = []
        for unit in kept:
            parent = unit.parent_id + copy * step if unit.parent_id else top
            ids = [str(pk + copy * step) for pk in unit.ancestor_ids]
            row = Unit(
                pk=unit.pk + copy * step,
                name=unit.name if not copy else f"{unit.name} ({copy})",
                branch=unit.branch,
                kind=unit.kind,
                parent_id=parent,
                path=f"{top}.{'.'.join(ids)}.",
                since=unit.since,
                until=unit.until,
                order=unit.order,
                sort_key=unit.sort_key,
                search_text=unit.search_text,
            )
            made.append(row)
        Unit.objects.bulk_create(made)


def _people(copies: int, step: int) -> None:
    _write(Person, _rows(Person))
    _repeat(Person, copies, step)


def _tallies(copies: int, step: int, top: int) -> None:
    root = Unit.objects.using(SOURCE).filter(parent=None).values_list("pk", flat=True)[0]
    kept = list(Tally.objects.using(SOURCE).all())
    rows = [
        Tally(set=t.set, period=t.period, unit_id=t.unit_id + copy * step, key=t.key, n=t.n)
        for copy in range(copies)
        for t in kept
    ]
    rows += [
        Tally(set=t.set, period=t.period, unit_id=top, key=t.key, n=t.n * copies)
        for t in kept
        if t.unit_id == root
    ]
    Tally.objects.bulk_create(rows, batch_size=BATCH)


def _paths(copies: int, step: int, top: int) -> None:
    """Paths that are kept in rows, of now and of then, lead through the copies' own units."""
    old = {
        path
        for model, field in KEPT_PATHS
        for path in model._default_manager.using(SOURCE).values_list(field, flat=True).distinct()
    }
    rows = [
        (copy, path, f"{top}." + "".join(f"{pk + copy * step}." for pk in ids_of(path)))
        for copy in range(copies)
        for path in sorted(old)
    ]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bench_paths (copy bigint, was text, now text)")
        cursor.executemany("INSERT INTO bench_paths VALUES (%s, %s, %s)", rows)
        cursor.execute("CREATE INDEX bench_paths_was ON bench_paths (was, copy)")
        for model, field in KEPT_PATHS:
            table = model._meta.db_table
            cursor.execute(
                f"UPDATE {table} SET {field} = (SELECT now FROM bench_paths"  # noqa: S608 - our names
                f" WHERE was = {table}.{field} AND copy = {table}.id / {step})"
            )
        cursor.execute("DROP TABLE bench_paths")


def _settle() -> None:
    """Statistics for the planner; sequences beyond the ids that were written by hand."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            every: tuple[Any, ...] = (*ONCE, *COPIED, Unit, Person, Tally)
            for model in every:
                key = model._meta.pk
                if key is not None and key.get_internal_type() == "BigAutoField":
                    table = model._meta.db_table
                    cursor.execute(
                        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"
                        f" (SELECT max(id) FROM {table}))"
                    )
            # As autovacuum does it in life: without it no index answers alone.
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")


def say_to_stderr(words: str) -> None:
    """Progress that does not mix with the answer on standard output."""
    sys.stderr.write(f"  {words}\n")
