"""The command line: exit codes that mean something, errors in one sentence, nothing half done."""

import json
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest

from namro.config.demonstration import DAY

BOOKS = Path(__file__).parent.parent / "namro" / "demo" / "workbooks"
KILLS = 20
pytestmark = pytest.mark.slow


def namro(data, *words, **env):
    """Run the command as a person would, in a process of its own.

    A benchmark is not traced: it would measure the tracing.
    """
    away = ("NAMRO_", "COV_", "DJANGO_", *(["COVERAGE_"] if words[:1] == ("bench",) else []))
    kept = {k: v for k, v in os.environ.items() if not k.startswith(away)}
    return subprocess.run(
        [sys.executable, "-m", "namro.config.cli", "--data", str(data), *words],
        capture_output=True,
        text=True,
        timeout=400,
        env={**kept, "NAMRO_DATA": str(data), **env},
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The small demonstration, built by the real command."""
    data = tmp_path_factory.mktemp("demo") / "demo"
    done = namro(data, "demo", "--small")
    assert done.returncode == 0, done.stderr
    return data, done.stdout


def on_demo(demo, *words):
    return namro(demo[0], *words, NAMRO_DEMO="1", NAMRO_TODAY=DAY)


def _rows(demo, query):
    database = sqlite3.connect(demo[0] / "namro.sqlite3")
    try:
        return set(database.execute(query))
    finally:
        database.close()


def _django(demo, words):
    """Ask the demonstration something in a process of its own, on its own day."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NAMRO_", "COV_", "DJANGO_"))}
    more = {"NAMRO_DATA": str(demo[0]), "NAMRO_DEMO": "1", "NAMRO_TODAY": DAY}
    return subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {words}"],
        capture_output=True, text=True, timeout=100,
        env={**kept, **more, "DJANGO_SETTINGS_MODULE": "namro.config.settings"},
    )  # fmt: skip


def test_every_command_has_help():
    words = ("run", "demo", "figures", "import", "check", "doctor", "bench", "link", "worker")

    found = {word: namro("/nonexistent", word, "--help").returncode for word in words}

    assert found == dict.fromkeys(words, 0)


def test_demo_prints_its_roll_up_and_accounts(demo):
    _data, printed = demo

    assert "53 items of 51 people (51/51, 100.00%)" in printed
    assert "163 items of 54 people (54/54, 100.00%)" in printed
    assert re.search(r"Accounts \(password: \S+\):", printed)


def test_demo_prints_the_years_before_and_after_the_reorganisation(demo):
    _data, printed = demo

    named = re.findall(r"^(.+ năm \d{4}): \d+ items", printed, re.M)
    assert [name[-4:] for name in named] == ["2022", "2023", "2023", "2026"]


def test_demo_stands_and_is_not_built_twice(demo):
    again = namro(demo[0], "demo", "--small")

    assert again.returncode == 0
    assert "built in" not in again.stdout


def test_check_finds_every_invariant_whole_after_the_demo(demo):
    done = on_demo(demo, "check")

    assert (done.returncode, done.stdout.strip()) == (0, "all invariants hold")


def test_check_names_what_is_broken(demo, tmp_path):
    data = tmp_path / "demo"
    subprocess.run(["cp", "-r", str(demo[0]), str(data)], check=True)
    database = sqlite3.connect(data / "namro.sqlite3")
    database.execute(
        "UPDATE figures_tally SET n = n + 1 WHERE id = (SELECT min(id) FROM figures_tally)"
    )
    database.execute("UPDATE core_auditdetail SET note = 'khác' WHERE seq = 5")
    database.commit()
    database.close()

    done = namro(data, "check", NAMRO_DEMO="1", NAMRO_TODAY=DAY)

    assert done.returncode == 1
    assert "counters differ from a recount" in done.stderr
    assert "the words of audit entry 5 were changed" in done.stderr


def test_figures_are_counted_and_answer_as_json(demo):
    now = json.loads(on_demo(demo, "figures", "--campaign", "can-bo-2022", "--json").stdout)[0]
    then = json.loads(
        on_demo(
            demo, "figures", "--campaign", "can-bo-2022", "--as-of", "2022-02-01", "--json"
        ).stdout
    )[0]

    assert (now["items"], now["registered"], now["new"], now["hard"]) == (53, 51, 32, 21)
    assert (
        now["done"]
        + now["partly"]
        + now["behind"]
        + now["not_begun"]
        + now["on_schedule"]
        + now["stopped"]
    ) == now["followed"]
    assert (then["items"], then["followed"], then["as_of"]) == (0, 0, "2022-02-01")


def test_figures_as_of_today_equal_the_counters(demo):
    counted = json.loads(on_demo(demo, "figures", "--json").stdout)
    walked = json.loads(on_demo(demo, "figures", "--as-of", DAY, "--json").stdout)
    names = ("items", "registered", "approved", "followed", "done", "verified", "behind", "missing")

    assert [[one[n] for n in names] for one in walked] == [
        [one[n] for n in names] for one in counted
    ]


def test_figures_of_closed_campaigns_are_not_changed_by_the_reorganisation(demo):
    eve, day = (
        json.loads(on_demo(demo, "figures", "--as-of", day, "--json").stdout)
        for day in ("2025-06-30", "2025-07-01")
    )
    closed = [{**one, "as_of": ""} for one in eve if not one["campaign"].endswith("2026")]

    assert [one["items"] > 0 for one in closed] == [True] * 3
    assert [{**one, "as_of": ""} for one in day if not one["campaign"].endswith("2026")] == closed


def test_figures_of_2026_count_every_way_in_on_the_new_map(demo):
    one = json.loads(on_demo(demo, "figures", "--campaign", "dang-vien-2026", "--json").stdout)[0]

    assert one["unit"] == "Đảng ủy phường Tây Hồ"
    assert one["registered"] + one["missing"] == one["eligible"]
    assert one["waiting"] > 0 and one["behind"] > 0 and one["handed_in_late"] > 0
    assert one["done"] > one["verified"] > 0
    assert _rows(demo, "SELECT DISTINCT source FROM commitments_commitment c JOIN "
                 "commitments_campaign g ON g.id = c.campaign_id WHERE g.year = 2026") == {
        ("form",), ("grid",), ("paper",), ("workbook",),
    }  # fmt: skip


def test_reorganisation_when_carried_out_then_the_district_closed_and_its_work_passed_on(demo):
    (plan,) = _rows(demo, "SELECT status, json_extract(counts, '$.closed'), "
                    "json_extract(counts, '$.people') FROM org_reorganisation")  # fmt: skip
    held = _rows(demo, "SELECT count(*) FROM org_appointment a JOIN org_unit u ON u.id = a.unit_id "
                 "WHERE u.until IS NOT NULL AND a.until IS NULL")  # fmt: skip
    open_there = _rows(demo, "SELECT count(*) FROM ledger_entry e JOIN org_unit u "
                       "ON u.id = e.unit_id WHERE u.until IS NOT NULL AND e.still_open")  # fmt: skip
    passed = _rows(demo, "SELECT count(*) FROM registers_passage WHERE \"on\" = '2025-07-01'")
    closed = _rows(demo, "SELECT until FROM org_unit WHERE name IN ('Quận Tây Hồ', "
                   "'Quận ủy Tây Hồ', 'Đảng ủy phường Bưởi')")  # fmt: skip

    assert plan[0] == "applied" and plan[1] > 30 and plan[2] > 100
    assert (held, open_there) == ({(0,)}, {(0,)})
    assert passed != {(0,)}
    assert closed == {("2025-07-01",)}


def test_orphans_when_the_district_has_gone_then_there_are_none(demo):
    asked = (
        "from namro.org.access import Access; from namro.org.handover import orphans;"
        "from namro.org.models import User;"
        "print([o.title for o in orphans(Access.of(User.objects.get(username='thanhpho')))])"
    )

    done = _django(demo, asked)

    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_figures_of_unknown_campaign_or_unit_say_so(demo):
    campaign = on_demo(demo, "figures", "--campaign", "khong-co")
    unit = on_demo(demo, "figures", "--unit", "Không Có")

    assert (campaign.returncode, unit.returncode) == (1, 1)
    assert campaign.stderr == "namro figures: there is no such campaign.\n"
    assert unit.stderr == "namro figures: there is no unit “Không Có”.\n"


def test_import_dry_run_writes_nothing_and_says_what_would_happen(demo):
    book = str(BOOKS / "02-can-bo-chu-chot-2023.xlsx")
    done = on_demo(demo, "import", book, "--campaign", "can-bo-2023", "--dry-run", "--json")

    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert (answer["rows"], answer["already"], answer["ready"], answer["done"]) == (
        163,
        163,
        0,
        False,
    )


def test_import_of_a_missing_file_or_campaign_ends_with_two(demo):
    missing = on_demo(demo, "import", "/khong/co.xlsx", "--campaign", "can-bo-2023")
    campaign = on_demo(
        demo, "import", str(BOOKS / "01-can-bo-chu-chot-2022.xlsx"), "--campaign", "x"
    )

    assert (missing.returncode, campaign.returncode) == (2, 2)
    assert missing.stderr == "namro import: there is no file /khong/co.xlsx.\n"
    assert campaign.stderr == "namro import: there is no such campaign.\n"


def test_bench_measures_pages_beside_raw_sql_and_writes_the_table(demo, tmp_path):
    table = tmp_path / "bench.md"
    words = ("--only", "pages", "--database", "sqlite", "--factor", "2", "--rounds", "1")
    done = on_demo(demo, "bench", *words, "--write", str(table))

    written = table.read_text(encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert re.search(r"^## sqlite: [\d,]+ lines and [\d,]+ lines$", written, re.M)
    assert len(re.findall(r"^\| (?:list, first page|roll-up|progress note) \|", written, re.M)) == 3
    assert "postgresql" not in written


def test_bench_says_how_well_the_reader_reads(demo):
    done = on_demo(demo, "bench", "--only", "reader")

    assert "| 01-can-bo-chu-chot-2022.xlsx | 53 | 1.000 | 1.000 |" in done.stdout


def test_doctor_says_what_is_there(demo):
    done = on_demo(demo, "doctor")

    assert done.returncode == 0
    assert "SQLite" in done.stdout


def test_command_when_the_reader_has_seen_enough_then_it_ends_without_a_word(tmp_path):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NAMRO_", "DJANGO_"))}
    words = [sys.executable, "-m", "namro.config.cli", "--data", str(tmp_path), "doctor"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=kept) as ran:
        ran.stdout.close()
        said = ran.stderr.read()

    assert (ran.returncode, said) == (0, b"")


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"NAMRO_HOSTS": "*"}, "NAMRO_HOSTS may not be"),
        ({"NAMRO_SECRET_KEY": "kurz"}, "NAMRO_SECRET_KEY is shorter"),
    ],
)
def test_weak_configuration_is_refused_with_a_sentence(tmp_path, env, words):
    done = namro(tmp_path / "d", "run", "--port", "18999", **env)

    assert done.returncode == 1
    assert words in done.stderr


@pytest.mark.parametrize(("words", "name"), [(("run",), "run"), (("demo", "--serve"), "demo")])
def test_port_that_is_taken_is_refused_before_any_work(tmp_path, words, name):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = namro(tmp_path / "d", *words, "--port", str(port))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"namro {name}: something answers at 127.0.0.1:{port} already. Stop it, or choose another"
        f" port: --port {port + 1}\n"
    )


def test_port_that_is_none_is_refused(tmp_path):
    assert "70000 is no port" in namro(tmp_path / "d", "run", "--port", "70000").stderr


def test_address_of_another_machine_is_refused(tmp_path):
    done = namro(tmp_path / "d", "run", "--host", "203.0.113.7", NAMRO_HOSTS="a.vn")

    assert done.returncode == 1
    assert "nothing can be served at 203.0.113.7:8000" in done.stderr


def test_open_data_folder_is_refused(tmp_path):
    folder = tmp_path / "d"
    folder.mkdir()
    folder.chmod(0o755)

    done = namro(folder, "run", "--port", "18999")

    assert done.returncode == 1
    assert "chmod 700" in done.stderr


def test_serving_other_machines_without_tls_is_refused(tmp_path):
    done = namro(tmp_path / "d", "run", "--host", "0.0.0.0", "--port", "18999")  # noqa: S104 - refused

    assert done.returncode == 1
    assert "NAMRO_HTTPS=1" in done.stderr


def test_first_link_makes_the_administrator_once(tmp_path):
    first = namro(tmp_path / "d", "link")

    assert first.returncode == 0
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/first/\S{40,}/\n", first.stdout)


def test_killed_import_leaves_all_or_nothing(demo, tmp_path):
    """kill -9 at twenty moments of one import; after each the rows are none or all."""
    data = tmp_path / "demo"
    shutil.copytree(demo[0], data)
    database, before = data / "namro.sqlite3", tmp_path / "before.sqlite3"
    _forget_officials(database)
    shutil.copy(database, before)
    chance = random.Random(7)
    seen = Counter()

    with _forks(data) as forks:
        whole = _one_import(forks, None)[1]
        assert _taken(database) == 163
        for _n in range(KILLS):
            for part in data.glob("namro.sqlite3*"):
                part.unlink()
            shutil.copy(before, database)
            ended, _seconds = _one_import(forks, chance.uniform(0.3, 1.0) * whole)
            assert ended in (0, -signal.SIGKILL)
            seen[ended, _taken(database)] += 1

    assert set(seen) <= {(-9, 0), (-9, 163), (0, 163)}
    assert seen[-9, 0] >= KILLS // 2


def _forget_officials(path):
    """Take the officials of 2023 out again, below the application, so that they can come in anew."""
    database = sqlite3.connect(path)
    database.executescript("""
        CREATE TEMP TABLE gone AS SELECT c.id, c.entry_id FROM commitments_commitment c
          JOIN commitments_campaign g ON g.id = c.campaign_id WHERE g.slug = 'can-bo-2023';
        DELETE FROM commitments_review WHERE commitment_id IN (SELECT id FROM gone);
        DELETE FROM commitments_version WHERE commitment_id IN (SELECT id FROM gone);
        DELETE FROM commitments_commitment WHERE id IN (SELECT id FROM gone);
        -- It keeps the map of its days: on today's, the units of 2023 have closed.
        UPDATE commitments_campaign SET closes = '2026-12-31', status = 'open'
          WHERE slug = 'can-bo-2023';
        UPDATE commitments_registrant SET items = 0, standing = 'missing' WHERE campaign_id =
          (SELECT id FROM commitments_campaign WHERE slug = 'can-bo-2023');
    """)
    database.close()


@contextmanager
def _forks(data):
    """The process that forks imports; nothing in it is measured, or twenty kills take minutes."""
    book = str(BOOKS / "02-can-bo-chu-chot-2023.xlsx")
    words = ["--data", str(data), "import", book, "--campaign", "can-bo-2023", "--new"]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NAMRO_", "COV", "DJANGO_"))}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.forks", *words],
        env={**kept, "NAMRO_DATA": str(data), "NAMRO_DEMO": "1", "NAMRO_TODAY": DAY},
        cwd=BOOKS.parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as forks:
        yield forks
        forks.stdin.close()


def _one_import(forks, kill_after):
    """How the import ended (0, or minus the signal) and how long it took, in seconds."""
    forks.stdin.write("-\n" if kill_after is None else f"{kill_after}\n")
    forks.stdin.flush()
    code, seconds = forks.stdout.readline().split()
    return int(code), float(seconds)


def _taken(path):
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    (count,) = database.execute(
        "SELECT count(*) FROM commitments_commitment c JOIN commitments_campaign g"
        " ON g.id = c.campaign_id WHERE g.slug = 'can-bo-2023'"
    ).fetchone()
    database.close()
    return count
