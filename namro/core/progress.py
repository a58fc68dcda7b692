"""Room core: how far a long piece of work is; kept beside the database, which it holds meanwhile."""

import json
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Thread

from django.conf import settings
from django.db import close_old_connections, connections

from namro.core import clock
from namro.core.errors import Refused

SILENT_SECONDS = 60.0  # a step that says nothing for longer has been killed
RUNNING, DONE, REFUSED, FAILED, LOST = "running", "done", "refused", "failed", "lost"
Tell = Callable[[str, int], None]


@dataclass(frozen=True)
class State:
    """What is known of a piece of work: words of the step, how many of how many are done."""

    status: str
    words: str = ""
    done: int = 0
    total: int = 1

    @property
    def is_over(self) -> bool:
        return self.status != RUNNING


def begin(key: uuid.UUID, total: int, work: Callable[[Tell], object]) -> None:
    """Carry a piece of work out beside the request; whoever asks `read` sees how far it is.

    The work opens its own transaction: when the process is killed nothing of it remains.
    """
    _write(key, State(RUNNING, "", 0, total))

    def carry_out() -> None:
        close_old_connections()
        try:
            work(lambda words, done: _write(key, State(RUNNING, words, done, total)))
            _write(key, State(DONE, "", total, total))
        except Refused as refused:
            _write(key, State(REFUSED, refused.message, 0, total))
        except BaseException:
            _write(key, State(FAILED, "", 0, total))
            raise
        finally:
            connections.close_all()

    Thread(target=carry_out, name=f"work-{key}").start()


def read(key: uuid.UUID) -> State | None:
    """How far it is; None where nothing was begun; `lost` when the process was killed."""
    path = _path(key)
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        age = clock.seconds() - path.stat().st_mtime
    except (FileNotFoundError, ValueError):
        return None
    state = State(**said)
    if state.status == RUNNING and age > SILENT_SECONDS:
        return State(LOST, state.words, state.done, state.total)
    return state


def forget(key: uuid.UUID) -> None:
    """The result has been seen."""
    _path(key).unlink(missing_ok=True)


def _path(key: uuid.UUID) -> Path:
    return Path(settings.DATA) / "progress" / f"{key.hex}.json"


def _write(key: uuid.UUID, state: State) -> None:
    path = _path(key)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(state), ensure_ascii=False), encoding="utf-8")
    fresh.replace(path)
