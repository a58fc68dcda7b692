"""Long work beside the request: how far it is, how it ended, and that a killed one is told."""

import os
import threading
import time
import uuid

import pytest

from namro.core import progress
from namro.core.errors import Refused


@pytest.fixture
def key():
    made = uuid.uuid4()
    yield made
    progress.forget(made)


def ended(key):
    for thread in threading.enumerate():
        if thread.name == f"work-{key}":
            thread.join(timeout=10)
    return progress.read(key)


def test_read_when_nothing_was_begun_then_nothing(key):
    assert progress.read(key) is None


def test_work_when_it_goes_then_each_part_is_told_and_the_end(key):
    seen, go_on = [], threading.Event()

    def work(tell):
        tell("half", 1)
        seen.append(progress.read(key))
        go_on.wait(5)

    progress.begin(key, 2, work)
    while not seen:
        time.sleep(0.01)
    go_on.set()
    state = ended(key)

    assert (seen[0].status, seen[0].words, seen[0].done, seen[0].total) == ("running", "half", 1, 2)
    assert (state.status, state.done, state.is_over) == ("done", 2, True)


def test_work_when_it_is_refused_then_the_sentence_is_kept(key):
    def work(tell):
        raise Refused("Chưa được")

    progress.begin(key, 1, work)

    assert (ended(key).status, ended(key).words) == ("refused", "Chưa được")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_work_when_it_fails_by_a_fault_of_ours_then_it_says_failed(key):
    progress.begin(key, 1, lambda tell: 1 // 0)

    assert ended(key).status == "failed"


def test_read_when_the_process_was_killed_then_it_is_lost(key):
    progress._write(key, progress.State(progress.RUNNING, "writing", 3, 8))
    long_ago = time.time() - progress.SILENT_SECONDS - 1
    os.utime(progress._path(key), (long_ago, long_ago))

    state = progress.read(key)

    assert (state.status, state.done) == ("lost", 3)


def test_read_when_the_file_is_torn_then_nothing_is_known(key):
    progress._write(key, progress.State(progress.RUNNING))
    progress._path(key).write_text("{", encoding="utf-8")

    assert progress.read(key) is None
