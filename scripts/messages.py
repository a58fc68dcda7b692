"""Message catalogues: gather, compile, and with --check refuse what is untranslated or stale.

Vietnamese is complete, always. English is the source; its catalogue holds plurals only as they are.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent / "namro"
CATALOGUE = ROOT / "locale" / "vi" / "LC_MESSAGES" / "django.po"
IGNORED = ("locale", "static", "migrations")


def gather(into: Path) -> polib.POFile:
    """Every message of the sources, as xgettext finds them (needs gettext)."""
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "vi", "--no-obsolete"]
    command += ["--no-wrap", "--add-location", "file"]
    command += [word for name in IGNORED for word in ("--ignore", name)]
    environment = {"DJANGO_SETTINGS_MODULE": "namro.config.settings"}
    done = subprocess.run(  # noqa: S603 - our own command
        command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, **environment}
    )
    if done.returncode:
        sys.exit(done.stderr)
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
