"""Room core: one writer at a time, on both databases; every action opens its transaction here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar

from django.db import connection, transaction

LOCK = 0x6E616D726F  # "namro"


class Buffer(Protocol):
    """What is gathered during a transaction and written once at its end."""

    def mark(self) -> Any:
        """What is gathered so far."""

    def back_to(self, mark: Any) -> None:
        """Forget what was gathered since."""

    def flush(self) -> None:
        """Write it."""


B = TypeVar("B", bound=Buffer)
_buffers: ContextVar["dict[type, Buffer] | None"] = ContextVar("buffers", default=None)
_afterwards: ContextVar["list[Callable[[], None]] | None"] = ContextVar("afterwards", default=None)


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that holds the writer's lock from its first statement.

    The audit chain serialises writers anyway; taken first, the lock also rules out that two of
    them meet crosswise over rows and counters. SQLite's IMMEDIATE transactions are the same rule.
    An inner block joins the outer one; who wants to catch a refusal and go on uses `attempt`.
    """
    if _buffers.get() is not None:
        with transaction.atomic(savepoint=False):
            yield
        return
    later: list[Callable[[], None]] = []
    try:
        with _one_writer(later):
            yield
    finally:
        for write in later:
            write()


@contextmanager
def _one_writer(later: list[Callable[[], None]]) -> Iterator[None]:
    gathered: dict[type, Buffer] = {}
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        tokens = _buffers.set(gathered), _afterwards.set(later)
        try:
            yield
            for buffer in gathered.values():
                buffer.flush()
        finally:
            _buffers.reset(tokens[0])
            _afterwards.reset(tokens[1])


def afterwards(write: Callable[[], None]) -> None:
    """Write this once the open transaction has ended, kept or taken back: a refusal leaves a trace.

    It runs in a transaction of its own; what it refers to must have stood before.
    """
    later = _afterwards.get()
    if later is None:
        raise RuntimeError("afterwards() stands inside writing()")
    later.append(write)


@contextmanager
def attempt() -> Iterator[None]:
    """A part that may be refused: its rows, its trail and its counts go together."""
    gathered = _buffers.get()
    if gathered is None:
        raise RuntimeError("attempt() stands inside writing()")
    marks = {kind: buffer.mark() for kind, buffer in gathered.items()}
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for kind in list(gathered):
            if kind in marks:
                gathered[kind].back_to(marks[kind])
            else:
                del gathered[kind]
        raise


def buffer(kind: type[B]) -> B:
    """The one buffer of a kind in the transaction that is open now."""
    gathered = _buffers.get()
    if gathered is None:
        raise RuntimeError("changes are written inside writing()")
    if kind not in gathered:
        gathered[kind] = kind()
    found: Any = gathered[kind]
    return found
