"""Starting an installation: what is refused with one sentence, what is said before there is one."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from namro.config import cli, place
from namro.sheets import lists
from tests.test_commands import namro

slow = pytest.mark.slow
# Under CI they run all the same, and fail where they cannot.
watched = pytest.mark.skipif(
    os.environ.get("CI") != "true" and not Path("/proc/self/cmdline").exists(),
    reason="needs /proc to see the processes of the server",
)
PORT = ("--port", "18997")


def without_ours():
    return {k: v for k, v in os.environ.items() if not k.startswith(("NAMRO_", "COV", "DJANGO_"))}


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """The data folder of an installation that has been started, with one entry in its trail."""
    data = tmp_path_factory.mktemp("begun") / "d"
    assert namro(data, "link").returncode == 0
    assert namro(data, "areas").returncode == 0
    return data


@pytest.fixture
def installed(begun, tmp_path):
    shutil.copytree(begun, tmp_path / "d")
    return tmp_path / "d"


def dropped(data):
    for path in data.glob("namro.sqlite3*"):
        path.unlink()


# --- before there is an installation


@slow
@pytest.mark.parametrize("words", [("check",), ("areas",), ("import", "x.xlsx", "--campaign", "c")])
def test_command_when_nothing_was_started_then_it_says_what_to_do_and_leaves_no_key(
    tmp_path, words
):
    done = namro(tmp_path / "d", *words)

    assert done.returncode == 1
    assert "start it once with `namro run`" in done.stderr and "no such table" not in done.stderr
    assert not (tmp_path / "d" / "secret.key").exists()


@slow
def test_doctor_and_a_refused_start_when_before_the_first_one_then_they_are_not_in_its_way(
    tmp_path,
):
    namro(tmp_path / "d", "doctor")
    refused = namro(tmp_path / "d", "run", *PORT, NAMRO_SESSION_SECONDS="0")

    begun = namro(tmp_path / "d", "link")

    assert refused.returncode == 1
    assert (begun.returncode, begun.stderr) == (0, "")
    assert (tmp_path / "d" / "secret.key").exists()


@slow
@pytest.mark.parametrize("words", [["-m", "namro"], ["-m", "namro.config.cli"]])
def test_program_when_asked_then_it_says_its_version(words):
    done = subprocess.run(
        [sys.executable, *words, "--version"], capture_output=True, text=True, env=without_ours()
    )

    assert done.returncode == 0
    assert re.fullmatch(r"namro \S.*", done.stdout.strip())


def test_import_when_asked_for_help_then_the_lists_are_named(capsys):
    with pytest.raises(SystemExit):
        cli.main(["import", "--help"])

    said = capsys.readouterr().out
    assert set(lists._kinds) == set(cli.LISTS)
    assert [name for name in cli.LISTS if name not in said] == []


# --- a database that is not the one of this folder


@slow
def test_start_when_the_database_is_lost_then_it_is_refused_and_new_goes_on(installed):
    dropped(installed)

    asked = (("run", *PORT), ("link",), ("check",))
    run, link, check = (namro(installed, *words) for words in asked)

    for done in (run, link, check):
        assert done.returncode == 1
        assert "its database is empty" in done.stderr and len(done.stderr.splitlines()) == 1
    with serving(installed, "--new") as (printed, _base):
        assert "/first/" in printed


@slow
def test_start_when_only_files_are_left_then_it_is_refused(tmp_path):
    place.prepare(tmp_path / "d")
    (tmp_path / "d" / "files" / "evidence").mkdir()
    (tmp_path / "d" / "files" / "evidence" / "a").write_bytes(b"1")

    done = namro(tmp_path / "d", "run", *PORT, NAMRO_SECRET_KEY="k" * 40)

    assert "its database is empty" in done.stderr


@slow
@pytest.mark.parametrize("lost", [True, False])
def test_key_when_it_is_not_the_one_of_the_trail_then_one_sentence_says_so(installed, lost):
    key = installed / "secret.key"
    if lost:
        key.unlink()
    else:
        key.write_text("x" * 64, encoding="ascii")

    run, check = namro(installed, "run", *PORT), namro(installed, "check")
    areas, doctor = namro(installed, "areas"), namro(installed, "doctor")

    assert (doctor.returncode, said_by_doctor(doctor)) == (1, True)
    assert (run.returncode, check.returncode, areas.returncode) == (1, 1, 1)
    said = "this key is not the one of this trail"
    assert said in run.stderr and said in areas.stderr
    (line,) = check.stderr.splitlines()
    assert said in line
    assert key.exists() is not lost


def said_by_doctor(done):
    return "BROKEN  this key is not the one of this trail" in done.stdout


@slow
def test_key_when_it_is_the_right_one_then_check_and_areas_go_on(installed):
    assert namro(installed, "check").stdout.strip() == "all invariants hold"
    assert namro(installed, "areas").returncode == 0
    assert namro(installed, "doctor").returncode == 0


@slow
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("INSERT INTO django_migrations (app, name, applied) VALUES "
         "('org', '9999_later', '2026-01-01')", "newer version of Năm Rõ (org.9999_later)"),
        ("DELETE FROM django_migrations WHERE name = '0006_found_by_parts'", "older version"),
    ],
)  # fmt: skip
def test_database_when_of_another_version_then_a_sentence_says_so(installed, change, said):
    database = sqlite3.connect(installed / "namro.sqlite3")
    database.execute(change)
    database.commit()
    database.close()

    check = namro(installed, "check")

    assert (check.returncode, said in check.stderr) == (1, True)
    if "newer" in said:
        run = namro(installed, "run", *PORT)
        assert (run.returncode, said in run.stderr) == (1, True)


@slow
def test_database_when_it_does_not_answer_then_the_next_start_is_not_taken_for_a_loss(tmp_path):
    url = "postgres://nobody@127.0.0.1:1/none"

    away = namro(tmp_path / "d", "run", *PORT, NAMRO_DATABASE_URL=url)
    then = namro(tmp_path / "d", "link")

    assert (away.returncode, then.returncode) == (1, 0)
    assert "the database does not answer" in away.stderr


# --- the administrator's link, from the server


@slow
def test_link_when_the_administrator_lost_the_role_then_it_is_given_back_with_an_entry(installed):
    script = (
        "from namro.org import links; from namro.org.models import Grant;"
        "links.use_first_link(links.make_first_link(None), 'quan-tri', 'Bùi Quản Trị', 'a'*20);"
        "Grant.objects.all().delete()"
    )
    subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {script}"],
        check=True,
        env={
            **without_ours(),
            "NAMRO_DATA": str(installed),
            "DJANGO_SETTINGS_MODULE": "namro.config.settings",
        },
    )

    plain = namro(installed, "link", "quan-tri")
    given = namro(installed, "link", "quan-tri", "--administrator", NAMRO_HOSTS="namro.vn")
    nobody = namro(installed, "link", "--administrator")

    assert (plain.returncode, given.returncode, nobody.returncode) == (0, 0, 1)
    assert "roles given: 1" in given.stdout
    assert re.search(r"^http://namro\.vn:8000/first/\S+/$", given.stdout, re.M)
    database = sqlite3.connect(installed / "namro.sqlite3")
    assert database.execute(
        "SELECT e.via FROM core_auditentry e ORDER BY seq DESC LIMIT 1"
    ).fetchone() == ("command",)
    assert database.execute("SELECT role FROM org_grant").fetchall() == [("administrator",)]
    database.close()


# --- settings


@contextmanager
def serving(data, *words):
    """A server in a process of its own: what it has printed, and where it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = data.parent / "printed"
    with log.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "namro", "--data", str(data), "run", "--port", str(port),
             "--workers", "1", *words],
            stdout=out, stderr=out, env=without_ours(),
        )  # fmt: skip
        base = f"http://127.0.0.1:{port}"
        try:
            within(60, lambda: answers(base))
            yield log.read_text(encoding="utf-8"), (server, base)
        finally:
            server.terminate()
            server.wait(timeout=30)


def answers(base):
    try:
        with urllib.request.urlopen(f"{base}/health/", timeout=2) as got:  # noqa: S310 - our own
            return got.status == 200
    except OSError:
        return False


def within(seconds, holds):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if found := holds():
            return found
        time.sleep(0.2)
    raise AssertionError("it has not happened in time")


def workers_of(pid):
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if words[-4:-1] == [b"worker", b"--parent", str(pid).encode()]:
            found.append(int(folder.name))
    return found


@slow
@watched
def test_worker_when_it_dies_then_another_begins_and_when_the_server_dies_it_ends(installed):
    with serving(installed) as (_printed, (server, _base)):
        (first,) = within(20, lambda: workers_of(server.pid))
        os.kill(first, signal.SIGKILL)
        (second,) = within(30, lambda: [p for p in workers_of(server.pid) if p != first])
        forked = [
            int(pid)
            for pid in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
            if int(pid) != second
        ]
        os.kill(forked[0], signal.SIGTERM)  # a web worker that ends takes nobody along
        time.sleep(2)
        assert workers_of(server.pid) == [second]

        server.kill()
        within(30, lambda: not workers_of(server.pid))


@slow
@watched
def test_worker_when_the_server_is_stopped_then_it_ends_with_it(installed):
    with serving(installed) as (_printed, (server, _base)):
        within(20, lambda: workers_of(server.pid))

    assert workers_of(server.pid) == []
