"""Room config: `namro worker`: digests and mail that are due, round after round."""

import argparse
import logging
import os
import signal
import threading
import time

from django.db import close_old_connections

from namro.home import digests
from namro.registers import nightly

LOOK_SECONDS = 2.0  # how often it is asked whether the server is still there
log = logging.getLogger("namro.worker")


def run(args: argparse.Namespace) -> int:
    """Work until told to stop; a round that fails is logged and tried again."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    while not stop.is_set():
        close_old_connections()
        try:
            digests.round_of_work()
            nightly.once_a_day()
        except Exception:
            log.exception("a round of the worker failed")
            if args.once:
                return 1
        if args.once:
            return 0
        _rest(stop, args.every, args.parent)
    return 0


def _rest(stop: threading.Event, seconds: float, parent: int | None) -> None:
    """Wait for the next round; without the server that began it the worker ends."""
    ends = time.monotonic() + seconds
    while (left := ends - time.monotonic()) > 0 and not stop.wait(min(left, LOOK_SECONDS)):
        if parent is not None and os.getppid() != parent:
            stop.set()
