"""Room config: where this installation keeps its data folder and its secret key."""

import os
import secrets
import stat
from pathlib import Path

SECRET_BYTES = 48


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
    return path.read_text(encoding="ascii").strip()


def readable_by_others(path: Path) -> bool:
    """True where another account of this machine could read the folder (POSIX only)."""
    return os.name == "posix" and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
