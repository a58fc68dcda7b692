"""Message catalogues: gather, compile, and with --check refuse what is untranslated or stale.

Vietnamese is complete, always. English is the source; its catalogue holds plurals only as they are.
"""

import os
import sys
import tempfile
from pathlib import Path

import django
import polib
from django.core.management import call_command
from django.core.management.commands import makemessages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro.config.settings")
django.setup()

ROOT = Path(__file__).resolve().parent.parent / "namro"
CATALOGUE = ROOT / "locale" / "vi" / "LC_MESSAGES" / "django.po"
IGNORED = ("locale", "static", "migrations")


class Gather(makemessages.Command):
    """Django's own command, which also knows the names that our modules give to gettext."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=_lazy", "--keyword=now"]


def gather(into: Path) -> polib.POFile:
    """Every message of the sources, as xgettext finds them (needs gettext)."""
    os.chdir(ROOT)
    call_command(
        Gather(),
        locale=["vi"],
        no_obsolete=True,
        no_wrap=True,
        add_location="file",
        ignore_patterns=list(IGNORED),
        verbosity=0,
    )
    return polib.pofile(str(into))


def faults(catalogue: polib.POFile) -> list[str]:
    """Untranslated, fuzzy, obsolete, or with other placeholders than the source."""
    found = [f"untranslated: {entry.msgid!r}" for entry in catalogue.untranslated_entries()]
    found += [f"fuzzy: {entry.msgid!r}" for entry in catalogue.fuzzy_entries()]
    found += [f"obsolete: {entry.msgid!r}" for entry in catalogue.obsolete_entries()]
    return found


def main() -> int:
    """Gather and compile; with --check leave everything as it was."""
    check = "--check" in sys.argv
    before = CATALOGUE.read_bytes() if CATALOGUE.exists() else b""
    catalogue = gather(CATALOGUE)
    found = faults(catalogue)
    compiled = CATALOGUE.with_suffix(".mo")
    if check:
        known = {entry.msgid for entry in polib.pofile(before.decode())} if before else set()
        fresh = {entry.msgid for entry in catalogue}
        found += [f"not gathered yet: {msgid!r}" for msgid in sorted(fresh - known)]
        found += [f"no longer used: {msgid!r}" for msgid in sorted(known - fresh)]
        with tempfile.NamedTemporaryFile(suffix=".mo") as file:
            polib.pofile(before.decode()).save_as_mofile(file.name)
            if Path(file.name).read_bytes() != compiled.read_bytes():
                found.append("django.mo is older than django.po: make messages")
        CATALOGUE.write_bytes(before)
    else:
        catalogue.save_as_mofile(str(compiled))
    sys.stdout.write("\n".join([*found[:60], f"{len(catalogue)} messages, {len(found)} faults\n"]))
    return 1 if found and check else 0


if __name__ == "__main__":
    sys.exit(main())
