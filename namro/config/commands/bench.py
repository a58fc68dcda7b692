"""Room config: `namro bench`: pages and actions at two sizes on both databases, as ratios."""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from namro.bench import importing, papers, proofreading, reading, workbook
from namro.config.commands.demo import DONE

POSTGRES = "postgres://postgres@127.0.0.1:5432"
VENDORS = ("sqlite", "postgresql")
QUERY_GOAL, GROWTH_GOAL = 15, 1.5


def run(args: argparse.Namespace) -> int:
    """Print the tables; with --write keep them as Markdown."""
    without_database = {
        "reader": _reader,
        "proofread": _proofread,
        "import": _import,
        "papers": _papers,
    }
    parts = [act() for name, act in without_database.items() if args.only in (None, name)]
    if args.only in (None, "pages", "actions"):
        source = Path(settings.DATA) / "namro.sqlite3"
        if not (Path(settings.DATA) / DONE).exists():
            print("namro bench: build the demonstration first: namro demo", file=sys.stderr)
            return 2
        vendors = (args.database,) if args.database else VENDORS
        parts += [_pages(vendor, source, args.factor, args.rounds) for vendor in vendors]
    if args.only in (None, "tree"):
        vendors = (args.database,) if args.database else VENDORS
        parts += [_tree(vendor) for vendor in vendors]
    text = "\n".join(parts)
    print(text)
    if args.write:
        Path(args.write).write_text(_head() + text, encoding="utf-8")
    return 0


def _head() -> str:
    return (
        "# Benchmarks\n\nMade by `namro bench --write docs/benchmarks.md` on "
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}. One run; compare ratios, not milliseconds.\n\n"
    )


def _reader() -> str:
    lines = [
        "## The five-clears reader\n",
        "| set | n | precision | recall |",
        "|---|---:|---:|---:|",
    ]
    for one in reading.measure():
        lines.append(
            f"| {one['set']} | {one['n']} | {one['precision']:.3f} | {one['recall']:.3f} |"
        )
    return "\n".join([*lines, ""])


def _proofread() -> str:
    lines = [
        "## The proof-reader\n",
        "| set | rule | snippets | clean | right | extra | missed | precision | recall |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for one in proofreading.measure():
        shown = [
            "–" if one[name] is None else f"{one[name]:.3f}" for name in ("precision", "recall")
        ]
        lines.append(
            f"| {one['set']} | {one['rule'] or 'all'} | {one.get('n', '')} | {one.get('clean', '')}"
            f" | {one['right']} | {one['extra']} | {one['missed']} | {' | '.join(shown)} |"
        )
    lines += [
        "\n| pages | figures | s | ms a page | memory MB |",
        "|---:|---:|---:|---:|---:|",
    ]
    for one in proofreading.times():
        lines.append(
            f"| {one['pages']} | {one['figures']} | {one['seconds']:.2f}"
            f" | {1000 * one['a_page']:.1f} | {one['memory_mb']} |"
        )
    return "\n".join([*lines, ""])


def _import() -> str:
    lines = [
        "## Reading a workbook\n",
        "| rows | open (child) s | open, understand, interpret s | child MB | server process MB |",
        "|---:|---:|---:|---:|---:|",
    ]
    for one in workbook.measure():
        lines.append(
            f"| {one['rows']} | {one['open_s']:.2f} | {one['whole_s']:.2f} | {one['child_mb']}"
            f" | {one['own_mb']} |"
        )
    read = importing.reading()
    lines += [
        "\n| 10,000 rows x 8 columns | beside |",
        "|---|---:|",
        f"| opened in the child, beside the bare parser | {read['ratio']:.1f} |",
        f"| the whole way to items, beside the bare parser | {read['whole_ratio']:.1f} |",
    ]
    for vendor in VENDORS:
        taken = _in_database(vendor, "import", ["-m", "namro.bench.entry", "importing"])
        if taken is not None:
            words = f"taken in on {vendor}, beside bare inserts with their trail"
            lines.append(f"| {words} | {taken['ratio']:.1f} |")
    return "\n".join([*lines, ""])


PAPER_GOAL = 2.0


def _papers() -> str:
    lines = [
        "## Papers\n",
        "| what | s | bare library, s | ratio | MB | bare library, MB |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    rows = papers.measure()
    for one in rows:
        lines.append(
            f"| {one['name']} | {one['ours_s']:.2f} | {one['bare_s']:.2f} | {one['ratio']:.2f}"
            f" | {one['ours_mb']} | {one['bare_mb']} |"
        )
    short = [one["name"] for one in rows if one["ratio"] > PAPER_GOAL]
    words = "; ".join(short)
    lines.append(
        f"\nFalls short of {PAPER_GOAL}: {words}.\n" if short else "\nEvery goal is met.\n"
    )
    return "\n".join(lines)


def _pages(vendor: str, source: Path, factor: int, rounds: int) -> str:
    found = []
    for size in (1, factor):
        answer = _measure(vendor, source, size, rounds)
        if answer is None:
            return f"## {vendor}\n\nnot measured: no server answers.\n"
        found.append(answer)
    return _table(vendor, *found)


SIZES = ((5_000, 10_000), (20_000, 40_000))


def _tree(vendor: str) -> str:
    found = []
    for people, items in SIZES:
        words = ["-m", "namro.bench.entry", "tree", str(people), str(items)]
        answer = _in_database(vendor, f"tree {people}", words)
        if answer is None:
            return f"## {vendor}: the tree\n\nnot measured: no server answers.\n"
        found.append(answer)
    lines = [
        f"## {vendor}: a tree of {found[-1]['units']:,} units\n",
        "| read | ms | queries | / floor |",
        "|---|---:|---:|---:|",
    ]
    for row in found[-1]["rows"]:
        lines.append(f"| {row['name']} | {row['ms']:.1f} | {row['queries']} | {_ratio(row)} |")
    lines += [
        "\n| plan that moves | preview s | apply s | undo s | memory MB |",
        "|---|---:|---:|---:|---:|",
    ]
    for answer in found:
        plan = answer["plan"]
        lines.append(
            f"| {plan['people']:,} people, {plan['items']:,} open items | {plan['preview_s']:.1f}"
            f" | {plan['apply_s']:.1f} | {plan['undo_s']:.1f} | {plan['memory_mb']} |"
        )
    small, large = (one["plan"] for one in found)
    growth = large["apply_s"] / small["apply_s"]
    lines.append(f"\nFour times the people and items: applying takes {growth:.1f} times as long.\n")
    return "\n".join(lines)


def _measure(vendor: str, source: Path, size: int, rounds: int) -> dict[str, Any] | None:
    words = ["-m", "namro.bench", str(source), str(size), str(rounds)]
    return _in_database(vendor, f"x {size}", words)


def _in_database(vendor: str, what: str, words: list[str]) -> dict[str, Any] | None:
    """Run a measuring process on a database of its own."""
    size = what.split()[-1]
    with tempfile.TemporaryDirectory() as folder:
        name = f"namro_bench_{os.getpid()}_{size}"
        address = f"sqlite:///{folder}/{name}.sqlite3"
        if vendor == "postgresql":
            server = os.environ.get("NAMRO_BENCH_POSTGRES", POSTGRES)
            if not _fresh(server, name):
                return None
            address = f"{server}/{name}"
        print(f"measuring {vendor} {what}", file=sys.stderr, flush=True)
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, *words],
            env={**os.environ, "NAMRO_DATABASE_URL": address, "NAMRO_DATA": folder},
            stdout=subprocess.PIPE,
            check=True,
        )
        if vendor == "postgresql":
            _drop(server, name)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _fresh(server: str, name: str) -> bool:
    try:
        _drop(server, name)
        with psycopg.connect(f"{server}/postgres", autocommit=True, connect_timeout=3) as link:
            link.execute(f"CREATE DATABASE {name}")
    except psycopg.OperationalError:
        return False
    return True


def _drop(server: str, name: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True, connect_timeout=3) as link:
        link.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _table(vendor: str, small: dict[str, Any], large: dict[str, Any]) -> str:
    factor = large["size"]
    head = [
        f"## {vendor}: {small['lines']:,} lines and {large['lines']:,} lines\n",
        f"memory of the measuring process: {small['memory_mb']} and {large['memory_mb']} MB\n",
        f"| page or action | ms | ms, x {factor} | growth | queries | queries, x {factor} | / floor"
        f" | / floor, x {factor} | KB | KB, x {factor} |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    rows, short = [], []
    for one, many in zip(small["rows"], large["rows"], strict=True):
        growth = many["ms"] / one["ms"]
        rows.append(
            f"| {one['name']} | {one['ms']:.1f} | {many['ms']:.1f} | {growth:.2f} | {one['queries']}"
            f" | {many['queries']} | {_ratio(one)} | {_ratio(many)} | {_size(one)} | {_size(many)} |"
        )
        if many["queries"] > QUERY_GOAL:
            short.append(f"{one['name']}: {many['queries']} queries (goal {QUERY_GOAL})")
        if growth > GROWTH_GOAL:
            more = _more(one, many)
            short.append(f"{one['name']}: grows {growth:.2f} (goal {GROWTH_GOAL}){more}")
    words = "\nFalls short: " + "; ".join(short) + ".\n" if short else "\nEvery goal is met.\n"
    return "\n".join([*head, *rows, words])


def _size(row: dict[str, Any]) -> str:
    return f"{row['bytes'] / 1000:.0f}" if "bytes" in row else "–"


def _more(one: dict[str, Any], many: dict[str, Any]) -> str:
    """A list that is not full at the small size grows by what it shows; said, not forgiven."""
    shown = many.get("bytes", 0) / (one.get("bytes") or 1)
    return f" and shows {shown:.1f} times as much" if shown > GROWTH_GOAL else ""


def _ratio(row: dict[str, Any]) -> str:
    return f"{row['ms'] / row['floor_ms']:.0f}" if row["floor_ms"] else "–"
