"""Sheets room: a workbook in memory, and the door that opens one in a process of its own."""

import datetime as dt
import functools
import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import namro
from namro.sheets import limits, preflight
from namro.sheets.limits import TOO_HEAVY, Refusal
from namro.sheets.marks import without_reasons

Cell = str | int | float | bool | dt.date | None

_KEPT = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "VIRTUAL_ENV")
log = logging.getLogger(__name__)


def _day(read: dict[str, Any]) -> Any:
    """The only object that stands in a row is a day; all others are lines of their own."""
    return dt.date.fromisoformat(read["day"]) if len(read) == 1 and "day" in read else read


_decode = json.JSONDecoder(object_hook=_day).decode


@dataclass(frozen=True)
class Area:
    """Merged cells; numbers count from 0 and both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    name: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: bool = False
    merged: tuple[Area, ...] = ()
    hidden_columns: frozenset[int] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    # Names of the fonts in which its cells are written, where the file tells.
    fonts: tuple[str, ...] = ()

    @functools.cached_property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)

    def at(self, row: int, column: int) -> Cell:
        """The cell, None outside of what is filled."""
        if not 0 <= row < len(self.rows):
            return None
        cells = self.rows[row]
        return cells[column] if 0 <= column < len(cells) else None


@dataclass(frozen=True)
class Book:
    sheets: tuple[Sheet, ...]

    def sheet(self, name: str) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def open_book(path: Path, name: str = "") -> Book:
    """Reads a workbook or raises Refusal; `name` is the name under which it was sent."""
    preflight.check_size(path)
    with tempfile.TemporaryFile("w+", encoding="ascii", newline="\n") as answer:
        code = _run(path, name, answer)
        answer.seek(0)
        return read_answer(answer, code)


def run_child(module: str, arguments: list[str], orders: dict[str, Any]) -> str:
    """What another of our modules, run with the same limits, says; `orders` go to it as JSON.

    Raises:
        Refusal: it took too long or too much memory.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as told:
        json.dump(orders, told)
        told.seek(0)
        with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n") as answer:
            code = _start(module, arguments, told, answer)
            answer.seek(0)
            said = answer.read()
    if code:
        raise _reason(code)
    return said


def _run(path: Path, name: str, answer: IO[str]) -> int:
    return _start("namro.sheets.child", [str(path), name or path.name], None, answer)


def _start(module: str, arguments: list[str], told: IO[str] | None, answer: IO[str]) -> int:
    command = [sys.executable, "-P", "-m", module, *arguments]
    environment = {key: os.environ[key] for key in _KEPT if key in os.environ}
    environment["PYTHONPATH"] = str(Path(namro.__file__).parents[1])
    environment["PYTHONUTF8"] = "1"
    try:
        ended = subprocess.run(  # noqa: S603 - our own module, no shell, the path is an argument
            command,
            stdin=told or subprocess.DEVNULL,
            stdout=answer,
            # Thrown away, but a pipe: its end is heard of at once, while waiting for a process that
            # has none is asking again every twentieth of a second.
            stderr=subprocess.PIPE,
            env=environment,
            timeout=limits.CHILD_WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refusal("too_slow", seconds=limits.CHILD_WALL_SECONDS) from error
    return ended.returncode


def read_answer(answer: Iterable[str], code: int) -> Book:
    """The book from the lines of the child; without the last one nothing of it is used."""
    try:
        sheets = list(_sheets(answer))
    except (ValueError, EOFError) as error:
        log.warning("The reader of a workbook ended early with code %s.", code)
        raise _reason(code) from error
    return Book(tuple(sheets))


def _reason(code: int) -> Refusal:
    if code in (-24, -9):  # SIGXCPU, SIGKILL: the processor time is used up
        return Refusal("too_slow", seconds=limits.CHILD_CPU_SECONDS)
    if code in (TOO_HEAVY, -6, -11):  # SIGABRT, SIGSEGV: no memory left below Python
        return Refusal("too_heavy")
    return Refusal("damaged")


def _sheets(answer: Iterable[str]) -> Iterator[Sheet]:
    head: dict[str, Any] | None = None
    rows: list[tuple[Cell, ...]] = []
    for line in answer:
        read = _decode(line)
        if isinstance(read, list):
            rows += map(tuple, read)
            continue
        if "refusal" in read:
            raise Refusal(read["refusal"], **read["params"])
        if head:
            yield _sheet(head, rows)
        if "end" in read:
            return
        head, rows = read, []
    raise EOFError


def _sheet(head: dict[str, Any], rows: list[tuple[Cell, ...]]) -> Sheet:
    return Sheet(
        name=head["sheet"],
        rows=tuple(without_reasons(rows)),
        hidden=head["hidden"],
        merged=tuple(Area(*area) for area in head["merged"]),
        hidden_columns=frozenset(head["hidden_columns"]),
        hidden_rows=frozenset(head["hidden_rows"]),
        fonts=tuple(head.get("fonts", ())),
    )
