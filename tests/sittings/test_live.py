"""A whole sitting in three browsers at once: chair, member on a phone, secretary; the server dies."""

import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests import make
from tests.migrated import copy_into

BROWSER = os.environ.get("NAMRO_CHROMIUM", "/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not Path(BROWSER).exists(), reason="Chromium is not installed here"),
]
playwright = pytest.importorskip("playwright.sync_api")
HOUSE = Path(__file__).resolve().parents[2]


class Server:
    """`namro run` on a data folder of its own; it can be killed as a power cut would."""

    def __init__(self, data: Path) -> None:
        self.data = data
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        kept = {
            k: v for k, v in os.environ.items() if not k.startswith(("NAMRO_", "COV", "DJANGO_"))
        }
        self.env = {**kept, "NAMRO_DATA": str(data)}
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "namro.config.cli", "run", "--port", str(self.port)],
            env=self.env, cwd=HOUSE, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _try in range(300):
            try:
                urllib.request.urlopen(  # noqa: S310 - our own server
                    f"{self.url}/health/", timeout=2
                ).read()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def ask(self, query: str) -> list[tuple]:
        database = sqlite3.connect(self.data / "namro.sqlite3")
        try:
            return database.execute(query).fetchall()
        finally:
            database.close()

    def check(self) -> subprocess.CompletedProcess:
        words = [sys.executable, "-m", "namro.config.cli", "check"]
        return subprocess.run(words, env=self.env, cwd=HOUSE, capture_output=True, text=True)


@pytest.fixture
def server(tmp_path, migrated):
    data = tmp_path / "hall"
    copy_into(migrated, data)
    made = Server(data)
    done = subprocess.run(
        [sys.executable, "-m", "tests.hall", str(data)],
        env=made.env, cwd=HOUSE, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    made.people = json.loads(done.stdout)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def enter(server):
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])

        def sign_in(user: str, width: int):
            page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
            page.goto(f"{server.url}/account/login/")
            page.fill("[name=login]", user)
            page.fill("[name=password]", make.PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url("**/work/")
            return page

        yield sign_in
        browser.close()


def _prepare(server, secretary) -> str:
    """The secretary sets the sitting up, calls it, marks who is there and opens it."""
    secretary.goto(f"{server.url}/sittings/new/")
    secretary.check("[name=what]")
    secretary.fill("[name=name]", "Phiên họp xét duyệt đợt 1")
    secretary.fill("[name=on]", "01/12/2026")
    secretary.fill("[name=at]", "8 giờ 30")
    secretary.click("main form button[type=submit]")
    secretary.wait_for_url("**/sittings/*-*/")
    address = secretary.url
    secretary.click("form[action$='/steps/call/'] button")
    secretary.wait_for_load_state()
    secretary.goto(f"{address}seats/")
    secretary.click("[data-pick-all=there]")
    secretary.click("form[action$='/seats/'] button[type=submit]")
    secretary.wait_for_load_state()
    secretary.goto(address)
    secretary.click("form[action$='/steps/open-sitting/'] button")
    secretary.wait_for_load_state()
    return address


def _table(page, address: str, n: int) -> None:
    """Put the first n lines that wait under discussion."""
    page.goto(address)
    for box in page.locator("input[name=pick][type=checkbox]").all()[:n]:
        box.check()
    page.click("button[name=do][value=table]")
    page.wait_for_load_state()


def test_sitting_in_three_browsers_when_the_server_is_killed_then_nothing_is_lost_or_doubled(
    server, enter
):
    office, (head, voter, *others) = server.people["office"], server.people["members"]
    secretary, chair, phone = enter(office, 1280), enter(head, 1280), enter(voter, 390)
    address = _prepare(server, secretary)

    # A line on the phone, by itself, without a reload.
    phone.goto(f"{address}ballot/")
    assert not phone.is_visible("#remark")
    _table(secretary, address, 1)
    phone.wait_for_selector("#vote-for")
    phone.click("#remark")
    phone.keyboard.type("Nêu rõ sản phẩm")
    chair.goto(f"{address}ballot/")
    chair.click("#vote-abstain")
    chair.wait_for_selector("[data-ballot-status][data-state=sent]")
    phone.wait_for_timeout(2500)  # the page has asked again meanwhile
    phone.keyboard.type(" cuối cùng")  # and the typing goes on
    phone.click("#vote-for")
    phone.wait_for_selector("[data-ballot-status][data-state=sent]")
    cast = "SELECT choice, remark FROM sittings_vote ORDER BY choice DESC"
    assert server.ask(cast) == [("for", "Nêu rõ sản phẩm cuối cùng"), ("abstain", "")]

    # The network drops while hands are raised: they are kept and arrive once.
    chair.goto(f"{address}ballot/")
    chair.wait_for_selector("#vote-for")
    server.kill()
    chair.click("#vote-for")
    phone.click("#vote-against")
    for page in (chair, phone):
        page.wait_for_selector("[data-ballot-status][data-state=kept]", timeout=15_000)
    server.start()
    for page in (chair, phone):
        page.wait_for_selector("[data-ballot-status][data-state=sent]", timeout=30_000)
    cast = "SELECT choice, count(*) FROM sittings_vote GROUP BY choice ORDER BY choice"
    assert server.ask(cast) == [("against", 1), ("for", 1)]

    # Two members without a phone: the secretary puts down what was seen in the room.
    secretary.goto(address)
    secretary.click("a[id^=tabled-]")
    secretary.wait_for_load_state()
    free = [
        row for row in secretary.locator("select[name^=hand-]").all()
        if "biểu quyết" not in row.locator("xpath=ancestor::tr").inner_text().split("(", 1)[-1]
    ]  # fmt: skip
    for select in free:
        select.select_option("for")
    secretary.click("button[name=do][value=hands]")
    secretary.wait_for_load_state()
    assert server.ask(cast) == [("against", 1), ("for", len(others) + 1)]

    # The chair decides by vote, the rest is taken as one block by consensus.
    chair.goto(address)
    chair.click("#by-vote")
    chair.wait_for_load_state()
    secretary.goto(address)
    secretary.click("[data-pick-all=pick]")
    secretary.click("button[name=do][value=consensus]")
    secretary.wait_for_load_state()
    assert server.ask("SELECT status, count(*) FROM sittings_agendaitem GROUP BY status") == [
        ("decided", 6)
    ]

    # Closed while the server dies: all outcomes stand, or none does; then it is closed once.
    chance = random.Random(11)
    for _try in range(4):
        chair.goto(f"{address}close/")
        button = chair.locator("form:has([name=version]) button[type=submit]")
        if not button.count():
            break
        button.click(no_wait_after=True)
        time.sleep(chance.uniform(0.01, 0.25))
        server.kill()
        rows = server.ask("SELECT status, count(*) FROM commitments_commitment GROUP BY status")
        assert rows in ([("approved", 6)], [("submitted", 6)])
        server.start()
    chair.goto(f"{address}close/")
    if chair.locator("form:has([name=version]) button[type=submit]").count():
        chair.click("form:has([name=version]) button[type=submit]")
        chair.wait_for_url("**/sittings/*-*/")

    assert server.ask("SELECT status FROM sittings_sitting") == [("closed",)]
    assert server.ask("SELECT status, count(*) FROM commitments_commitment GROUP BY status") == [
        ("approved", 6)
    ]
    assert server.ask("SELECT count(*) FROM commitments_review") == [(6,)]
    assert server.ask("SELECT count(*) FROM ledger_entry") == [(6,)]

    _sign_off(server, secretary, address)
    holds = server.check()
    assert holds.returncode == 0, holds.stdout + holds.stderr


def _sign_off(server, secretary, address: str) -> None:
    """The office issues the decision with its annex and fetches it as a file."""
    secretary.goto(address)
    secretary.locator("a[href*='/papers/decision']").first.click()
    secretary.wait_for_load_state()
    # Enter in a line is the look: a file, and no number.
    with secretary.expect_popup():
        secretary.press("[name=name]", "Enter")
    assert server.ask("SELECT count(*) FROM papers_paper") == [(0,)]
    secretary.click("main form button.nr-primary")
    secretary.wait_for_url("**/papers/*-*/")
    issued = "SELECT number, status FROM papers_paper WHERE kind = 'sitting-decision'"
    assert server.ask(issued) == [(1, "issued")]
    with secretary.expect_download() as fetched:
        secretary.locator("a[download].nr-primary").click()
    assert Path(fetched.value.path()).read_bytes()[:2] == b"PK"
