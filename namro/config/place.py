"""Room config: where this installation keeps its data folder and its secret key."""

import os
import secrets
import stat
from pathlib import Path

SECRET_BYTES = 48
# The key that this process has made and that nothing was written with yet.
MADE: list[Path] = []


def default_folder() -> Path:
    """The data folder when nothing is said: the user's own, as the XDG rules name it."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "namro"


def prepare(folder: Path) -> Path:
    """Make the data folder readable by its owner only."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("files", "static"):
        (folder / name).mkdir(exist_ok=True, mode=0o700)
    return folder


def secret_key(folder: Path) -> str:
    """The random key of this installation, made at the first start and never shown."""
    path = folder / "secret.key"
    if not path.exists():
        # Exclusive creation: two first starts at once must agree on one key.
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(SECRET_BYTES))
        MADE.append(path)
    return path.read_text(encoding="ascii").strip()


def keep_key() -> None:
    """From now on something is written with the key: it stays."""
    MADE.clear()


def take_back_key() -> None:
    """A command that has written nothing leaves no key: it would look like a lost installation."""
    while MADE:
        MADE.pop().unlink(missing_ok=True)


def lived_here_before(folder: Path) -> bool:
    """True where a key or received files of an earlier start lie in the data folder."""
    key = folder / "secret.key"
    files = (path for path in (folder / "files").rglob("*") if path.is_file())
    return (key.exists() and key not in MADE) or next(files, None) is not None


def readable_by_others(path: Path) -> bool:
    """True where another account of this machine could read the folder (POSIX only)."""
    return os.name == "posix" and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
