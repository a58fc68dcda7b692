"""Room config: the command `namro`: its words, its options, and which module carries them out."""

import argparse
import os
import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import django

from namro.config import place

# Exit codes that mean something: 0 done, 1 the answer is no, 2 the words were wrong.
NO, WRONG = 1, 2
# What `namro import --kind` may say; rooms declare them once the program has started.
LISTS = (
    "appointments", "conclusion-items", "mediators", "members", "progress", "recognitions",
    "recognitions-members", "registrations", "units", "verifications",
)  # fmt: skip
# Commands that work on the records of an installation; the others make one, or need none.
ON_RECORDS = ("areas", "check", "figures", "imports", "reorganise", "worker")


def main(argv: list[str] | None = None) -> int:
    """Entry point of the installed command."""
    args = _parser().parse_args(argv)
    if args.data:
        os.environ["NAMRO_DATA"] = str(Path(args.data).resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro.config.settings")
    before = getattr(args, "before", None)
    if before:
        # A demonstration has a data folder and a day of its own, set before settings are read.
        import_module(before).prepare(args)
    try:
        django.setup()
        # Chosen by name: a command's module may be loaded only after the settings are.
        answer = _why_not(args) or import_module(f"namro.config.commands.{args.module}").run(args)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads (`head`) has seen enough; nothing more is written, also not at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return NO
    except Exception as fault:
        if os.environ.get("NAMRO_DEBUG"):
            raise
        print(f"namro {args.command}: {_sentence(fault)}", file=sys.stderr)
        return NO
    finally:
        place.take_back_key()
    return int(answer)


def _why_not(args: argparse.Namespace) -> int:
    """Say why a command that works on what is there cannot; 0 where it can."""
    if args.module not in ON_RECORDS:
        return 0
    fit = import_module("namro.config.fit")
    faults = fit.to_work(asks_for_the_key=args.module != "check")
    for fault in faults:
        print(f"namro {args.command}: {fault}", file=sys.stderr)
    return NO if faults else 0


def _sentence(fault: Exception) -> str:
    words = str(fault).strip().splitlines()
    return words[0] if words else type(fault).__name__


def _version() -> str:
    try:
        return version("namro")
    except PackageNotFoundError:  # run from the sources
        return "(not installed)"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="namro",
        description="Register new and hard tasks, approve, carry out, verify, roll up.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {_version()}")
    parser.add_argument("--data", metavar="FOLDER", help="data folder (default: NAMRO_DATA)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _run(_add(commands, "run", "serve this installation, with its worker", "serve"))
    _demo(_add(commands, "demo", "build the demonstration and, with --serve, open it", "demo"))
    _figures(_add(commands, "figures", "print the figures of campaigns, counted", "figures"))
    _proofread(_add(commands, "proofread", "check every figure of a draft", "proofread"))
    _import(_add(commands, "import", "bring a workbook in from the command line", "imports"))
    _add(commands, "check", "check every invariant of the stored records", "check")
    _add(commands, "doctor", "say what this machine has and what is off without it", "doctor")
    _bench(_add(commands, "bench", "measure pages and actions against the raw SQL floor", "bench"))
    link = _add(commands, "link", "print a one-time link for an account", "link")
    link.add_argument("username", nargs="?", help="none: the first administrator")
    link.add_argument(
        "--administrator",
        action="store_true",
        help="give the account the role of the administrator back, on every root",
    )
    link.add_argument("--base", metavar="URL", help="address of the site (from NAMRO_HOSTS)")
    _add(commands, "areas", "load Hà Nội's areas of today, and the wards of before", "areas")
    _reorganise(_add(commands, "reorganise", "preview or carry out a plan's file", "reorganise"))
    worker = _add(commands, "worker", "send digests and mail that are due", "worker")
    worker.add_argument("--once", action="store_true", help="one round, then stop")
    worker.add_argument("--parent", type=int, help=argparse.SUPPRESS)
    worker.add_argument("--every", type=int, default=60, metavar="SECONDS")
    return parser


def _add(commands: object, name: str, words: str, module: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(  # type: ignore[attr-defined]
        name, help=words, description=words[0].upper() + words[1:] + "."
    )
    parser.set_defaults(module=module)
    return parser


def _run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--new", action="store_true", help="begin with an empty database, whatever was here"
    )


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(before="namro.config.demonstration")
    parser.add_argument("--serve", action="store_true", help="serve it when it is built")
    parser.add_argument("--small", action="store_true", help="two wards only (quick tests)")
    parser.add_argument("--fresh", action="store_true", help="build anew even if it stands")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)


def _figures(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--campaign", metavar="SHORT-NAME", help="one campaign (default: all)")
    parser.add_argument("--unit", metavar="ID-OR-NAME", help="one unit (default: the campaign's)")
    parser.add_argument("--register", metavar="NAME", help="a register, instead of campaigns")
    parser.add_argument("--year", metavar="YYYY", type=int, help="of a register (default: all)")
    parser.add_argument(
        "--part", choices=("h1", "h2", "q1", "q2", "q3", "q4"),
        help="of a year: a half or a quarter, where the register knows them",
    )  # fmt: skip
    parser.add_argument(
        "--by", metavar="USER-NAME", help="of a register: whose figures (default: an office's)"
    )
    parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="as the records stood on a day")
    parser.add_argument(
        "--snapshot", metavar="KEY", help="frozen figures, from their content alone"
    )
    parser.add_argument("--json", action="store_true", help="for another program")


def _proofread(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a draft: .docx, .pdf or .txt")
    parser.add_argument("--campaign", metavar="SHORT-NAME", help="the campaign it speaks of")
    parser.add_argument("--unit", metavar="ID-OR-NAME", help="the unit it speaks of")
    parser.add_argument("--by", metavar="USER-NAME", help="the account whose figures are read")
    parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="as the records stood on a day")
    parser.add_argument("--json", action="store_true", help="for another program")


def _import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE")
    parser.add_argument(
        "--kind", default="registrations", help=f"the list: {', '.join(LISTS)} (default: %(default)s)",
    )  # fmt: skip
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--campaign", metavar="SHORT-NAME", help="for registrations")
    where.add_argument("--into", metavar="ID", help="for other lists: the unit")
    parser.add_argument("--by", metavar="USER-NAME", help="the account that answers for it")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen")
    parser.add_argument("--new", action="store_true", help="make proposed units and people")
    parser.add_argument("--answer", action="append", default=[], metavar="QUESTION=ANSWER")
    parser.add_argument("--only-ready", action="store_true", help="leave other rows out")
    parser.add_argument("--json", action="store_true", help="for another program")


def _reorganise(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the plan (TOML)")
    parser.add_argument("--unit", metavar="ID-OR-NAME", help="below which unit (default: the root)")
    parser.add_argument("--by", metavar="USER-NAME", help="the account that answers for it")
    parser.add_argument("--answer", action="append", default=[], metavar="QUESTION=ANSWER")
    parser.add_argument("--suggested", action="store_true", help="take the first option elsewhere")
    parser.add_argument("--apply", action="store_true", help="carry it out, all or nothing")
    parser.add_argument("--json", action="store_true", help="for another program")


def _bench(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(before="namro.config.demonstration")
    parser.add_argument("--factor", type=int, default=20, help="the larger size, times the demo")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--write", metavar="FILE", help="write the table as Markdown")
    parser.add_argument(
        "--only",
        metavar="PART",
        help="reader, proofread, papers, pages, import, actions or tree",
    )
    parser.add_argument(
        "--database", choices=("sqlite", "postgresql"), help="only one of the two (default: both)"
    )


if __name__ == "__main__":
    sys.exit(main())
