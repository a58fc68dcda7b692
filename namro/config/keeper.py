"""Room config: the worker beside the web server: begun anew when it dies, gone when the server is."""

import logging
import os
import subprocess
import sys
import threading

log = logging.getLogger("namro.worker")
SHORTEST, LONGEST = 1.0, 60.0  # seconds before it is begun anew


class Keeper:
    """Keeps one `namro worker` running for as long as the server runs."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.stopping = threading.Event()
        self.worker = self._begin()
        self.watch = threading.Thread(target=self._watch, name="worker-keeper", daemon=True)
        self.watch.start()

    def stop(self) -> None:
        """End the worker and do not begin it anew.

        A web worker that the server has forked passes here too when it ends: it ends nobody else.
        """
        if os.getpid() != self.owner:
            return
        self.stopping.set()
        self.watch.join(timeout=10)
        self.worker.terminate()
        try:
            self.worker.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.worker.kill()

    def _begin(self) -> subprocess.Popen:
        words = [sys.executable, "-m", "namro", "worker", "--parent", str(os.getpid())]
        return subprocess.Popen(words)  # noqa: S603 - our own command

    def _watch(self) -> None:
        pause = SHORTEST
        while not self.stopping.wait(pause):
            if self.worker.poll() is None:
                pause = SHORTEST
                continue
            log.warning("the worker ended (%s) and is begun anew", self.worker.returncode)
            self.worker = self._begin()
            # One that dies at once is tried less and less often.
            pause = min(pause * 2, LONGEST)
