"""Room config: `namro worker`: digests and mail that are due, round after round."""

import argparse
import logging
import signal
import threading

from django.db import close_old_connections

from namro.home import digests
from namro.registers import nightly

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
        stop.wait(args.every)
    return 0
