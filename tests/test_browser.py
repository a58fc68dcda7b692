"""The main job in a real browser: registering, approving, carrying out, verifying, the grid, axe."""

import datetime as dt
import io
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from PIL import Image

from namro.commitments import paper
from namro.commitments.models import Commitment
from namro.commitments.states import State
from namro.core import clock
from namro.core.models import Draft
from namro.ledger.models import Entry
from namro.org.models import Unit
from tests import make
from tests.test_addresses import ROWS, address

BROWSER = os.environ.get("NAMRO_CHROMIUM", "/usr/bin/chromium")
BOOK = (
    Path(__file__).parent.parent / "namro" / "demo" / "workbooks" / "01-can-bo-chu-chot-2022.xlsx"
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not Path(BROWSER).exists(), reason="Chromium is not installed here"),
]
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
playwright = pytest.importorskip("playwright.sync_api")


@pytest.fixture(scope="module")
def chromium():
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


@pytest.fixture
def sign_in(chromium, live_server):
    """A page signed in as somebody; a console error of the page is a failure."""
    contexts, faults = [], []

    def enter(user, width=1280, lang="vi"):
        cache.clear()
        context = chromium.new_context(viewport={"width": width, "height": 900})
        context.add_cookies([{"name": "django_language", "value": lang, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda m: (
                faults.append(m.text) if m.type == "error" and "status of 4" not in m.text else None
            ),
        )
        page.goto(f"{live_server.url}/account/login/")
        page.fill("[name=login]", user.username)
        page.fill("[name=password]", make.PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url("**/work/")
        return page

    yield enter
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def open_campaign(world):
    campaign = make.campaign(world.area, world.van)
    make.registrant(campaign, world.member.person, world.cell)
    make.registrant(campaign, world.lan.person, world.cell)
    return campaign


def _photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "#888").save(out, "JPEG")
    return out.getvalue()


def test_main_job_from_form_to_verified_result(world, open_campaign, sign_in, live_server):
    place = open_campaign.registrants.get(person=world.member.person)
    year = open_campaign.year

    member = sign_in(world.member)
    member.goto(f"{live_server.url}/roll/{place.key}/register/")
    member.fill("[name=title]", "Vận động 12 hộ ngõ 5 bàn giao mặt bằng")
    member.check("[name=kind][value=hard]")
    member.fill("[name=due_text]", f"31/12/{year}")
    member.fill("[name=result]", "12 biên bản bàn giao")
    member.click("button[name=submit]")
    member.wait_for_url("**/commitments/*/")
    line = Commitment.objects.get()

    approver = sign_in(world.hung)
    approver.goto(f"{live_server.url}/review/")
    approver.check("[name=pick]")
    approver.click("button[name=step][value=approve]")
    approver.wait_for_load_state()

    member.goto(f"{live_server.url}/commitments/{line.key}/")
    member.click("a[href$='/note/']")
    member.fill("[name=text]", "Đã xong 12 hộ")
    member.check("[name=step][value=declare]")
    member.set_input_files(
        "[name=photos]", {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": _photo()}
    )
    member.click("main button[type=submit]")
    member.wait_for_url("**/commitments/*/")

    verifier = sign_in(world.minh)
    verifier.goto(f"{live_server.url}/commitments/{line.key}/")
    verifier.click("a[href$='/verify/']")
    verifier.check("[name=found][value=verified]")
    verifier.fill("[name=note]", "Đến tận nơi, đúng 12 hộ")
    verifier.click("main button[type=submit]")
    verifier.wait_for_url("**/commitments/*/")

    line.refresh_from_db()
    entry = Entry.objects.get()
    assert line.status == State.APPROVED
    assert (entry.status, entry.verified) == ("done", "verified")
    assert entry.notes.get().evidence.count() == 1


def test_draft_survives_the_end_of_the_session(world, open_campaign, sign_in, live_server):
    place = open_campaign.registrants.get(person=world.member.person)
    address = f"{live_server.url}/roll/{place.key}/register/"
    page = sign_in(world.member)
    page.goto(address)
    with page.expect_response("**/drafts/**"):
        page.fill("[name=title]", "Dạy các cụ dùng điện thoại")

    page.context.clear_cookies()
    page.goto(address)
    page.fill("[name=login]", world.member.username)
    page.fill("[name=password]", make.PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/register/")

    assert Draft.objects.count() == 1
    assert page.input_value("[name=title]") == "Dạy các cụ dùng điện thoại"


def sign_in_again(page, who):
    """The page says that it is over; after signing in one is where one was."""
    page.wait_for_url("**/account/login/**")
    assert "Phiên làm việc đã hết" in page.inner_text("main")
    page.fill("[name=login]", who.username)
    page.fill("[name=password]", make.PASSWORD)
    page.click("main button[type=submit]")


def test_note_sent_after_the_session_ended_is_offered_again_and_forgotten_once_it_is_in(
    world, open_campaign, sign_in, live_server
):
    place = open_campaign.registrants.get(person=world.member.person)
    line = make.approved(place, world.member, world.hung, leader=world.lan.person)
    note = f"{live_server.url}{reverse('entry-note', args=[line.entry.key])}"
    page = sign_in(world.member)
    page.goto(note)
    page.context.clear_cookies()
    page.fill("[name=text]", "Đã vận động 5 hộ")
    page.click("main button[type=submit]")

    sign_in_again(page, world.member)
    page.wait_for_url(note)
    page.get_by_role("button", name="Lấy lại").click()
    assert page.input_value("[name=text]") == "Đã vận động 5 hộ"
    page.click("main button[type=submit]")
    page.wait_for_url("**/commitments/**")
    page.goto(note)

    assert page.input_value("[name=text]") == ""
    assert page.get_by_role("button", name="Lấy lại").count() == 0


def test_words_typed_while_a_part_of_the_page_signs_out_are_offered_again(
    world, open_campaign, sign_in, live_server
):
    place = open_campaign.registrants.get(person=world.member.person)
    address = f"{live_server.url}/roll/{place.key}/register/"
    page = sign_in(world.member)
    page.goto(address)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator("[name=title]").press_sequentially("Dạy các cụ dùng điện thoại")

    sign_in_again(page, world.member)
    page.wait_for_url("**/register/")
    page.get_by_role("button", name="Lấy lại").click()

    assert "Dạy các cụ" in page.input_value("[name=title]")


def test_hints_point_at_the_words_while_one_types(world, open_campaign, sign_in, live_server):
    place = open_campaign.registrants.get(person=world.member.person)
    page = sign_in(world.member)
    page.goto(f"{live_server.url}/roll/{place.key}/register/")

    with page.expect_response("**/meter/"):
        page.locator("[name=title]").press_sequentially("Tăng cường công tác tuyên truyền")
    page.wait_for_selector("#meter [data-hint]")
    page.click("#meter [data-hint]")

    chosen = page.evaluate(
        "window.getSelection().toString() || document.activeElement.value"
        ".substring(document.activeElement.selectionStart,"
        " document.activeElement.selectionEnd)"
    )
    assert "tăng cường" in chosen.lower()


def test_grid_takes_rows_pasted_from_excel(world, open_campaign, sign_in, live_server):
    year = open_campaign.year
    page = sign_in(world.lan)
    page.goto(f"{live_server.url}/campaigns/{open_campaign.slug}/grid/?unit={world.cell.pk}")
    rows = (
        f"Trần Văn Bình\tVận động 9 hộ phân loại rác\tMới\t30/11/{year}\t9 hộ thực hiện\n"
        f"Nguyễn Thị Lan\tHòa giải 2 vụ tranh chấp ngõ\tKhó\tQuý IV/{year}\t2 biên bản\n"
    )

    page.focus("[name=row-0-who]")
    page.evaluate(
        "text => { const data = new DataTransfer(); data.setData('text/plain', text);"
        " document.activeElement.dispatchEvent(new ClipboardEvent('paste',"
        " {clipboardData: data, bubbles: true, cancelable: true})); }",
        rows,
    )
    page.click("main form button.nr-primary[type=submit]")
    page.wait_for_load_state()

    found = {(c.person.full_name, c.kind, c.status) for c in Commitment.objects.all()}
    assert found == {
        ("Trần Văn Bình", "new", "submitted"),
        ("Nguyễn Thị Lan", "hard", "submitted"),
    }


def test_workbook_goes_in_through_the_pages(world, sign_in, live_server):
    today = clock.today()
    campaign = make.campaign(
        world.area,
        world.van,
        subject="campaign.officials",
        opens=today - dt.timedelta(days=1),
        bodies=[world.standing],
    )
    page = sign_in(world.van)
    page.goto(f"{live_server.url}/imports/new/?campaign={campaign.slug}")
    page.set_input_files("[name=file]", str(BOOK))
    page.click("main button[type=submit]")
    page.wait_for_url("**/imports/*-*/")
    for select in page.locator("select[name^='unit:']").all():
        select.select_option("new")
    page.click("text=/Keep these decisions|quyết định/")
    page.wait_for_load_state()
    page.click("form[action$='/confirm/'] button")
    page.wait_for_load_state()

    lines = Commitment.objects.filter(campaign=campaign)
    assert lines.count() == 53
    assert lines.values("person").distinct().count() == 51


def test_one_thing_a_screen_on_a_phone(world, open_campaign, sign_in, live_server):
    place = open_campaign.registrants.get(person=world.member.person)
    page = sign_in(world.member, width=390)
    page.goto(f"{live_server.url}/roll/{place.key}/register/")

    shown = page.locator("fieldset.nr-step:visible").count()
    wide = page.evaluate("document.documentElement.scrollWidth")

    assert (shown, wide) == (1, 390)


def test_large_type_stays_with_the_account(world, sign_in, live_server):
    page = sign_in(world.member)

    page.click("button[name=large]")
    page.wait_for_load_state()

    assert page.evaluate("document.documentElement.classList.contains('large')") is True
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"


DESK, PHONE = 1280, 390
MOST_PAGES = 100  # fewer would mean that the table of addresses is no longer walked


def _is_a_page(page, url) -> bool:
    """No file, and no part of a page that a script asks for."""
    answer = page.request.get(url)
    return "html" in answer.headers["content-type"] and "<html" in answer.text()


def _faults(page, url) -> list[str]:
    found = []
    for width in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        if width == DESK:
            page.goto(url)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{wide} wide on {width}")
    said = axe.Axe().run(page).response["violations"]
    return found + [one["id"] for one in said if one["impact"] in ("serious", "critical")]


@pytest.mark.repeats
def test_every_page_when_seen_on_desk_and_phone_then_nothing_overflows_and_axe_is_content(
    made, sign_in, live_server
):
    """Every address of the house that shows a page, by who may see it, and one that is not there."""
    pages: dict[str, list[str]] = {"van": [f"{live_server.url}/khong-co/"]}
    for name, row in ROWS.items():
        if row.method == "get" and row.gets == 200:
            pages.setdefault(row.who, []).append(live_server.url + address(name, made))

    found = {}
    for who, urls in pages.items():
        page = sign_in(getattr(made.world, who))
        found |= {(who, url): _faults(page, url) for url in urls if _is_a_page(page, url)}

    assert {place: faults for place, faults in found.items() if faults} == {}
    assert len(found) > MOST_PAGES


KEYS_A_MINUTE = 180  # a clerk who types Vietnamese; ten minutes are 1.800 keys
SHEETS = 20
EXTRA_KEYS = 8  # of a sheet, beside what is written on it: one Enter a field, and little else


def test_twenty_paper_forms_when_keyed_in_then_ten_minutes_of_keys_and_no_mouse(
    world, open_campaign, sign_in, live_server
):
    """A sheet as people fill it: a dozen words, a day, a count."""
    people = [make.person(f"Nguyễn Văn {n}", world.cell) for n in range(SHEETS)]
    roll = [make.registrant(open_campaign, person, world.cell) for person in people]
    forms = paper.number(open_campaign, roll, make.access(world.lan))
    page = sign_in(world.lan)
    page.goto(f"{live_server.url}/campaigns/{open_campaign.slug}/paper/")
    keys = written = 0

    for n, form in enumerate(forms):
        fields = (
            str(form).replace("-", ""), "m", f"Trồng {n + 10} cây xanh ở ngõ {n + 1}", "30/11",
            f"{n + 10} cây", "",
        )  # fmt: skip
        for words in fields:
            page.keyboard.type(words)
            keys += len(words) + 1
            written += len(words)
            if words is not fields[-1]:
                page.keyboard.press("Enter")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.name") == "number"

    assert Commitment.objects.filter(source="paper", status="submitted").count() == SHEETS
    assert keys <= 10 * KEYS_A_MINUTE
    assert (keys - written) / SHEETS <= EXTRA_KEYS


def test_reorganisation_when_planned_on_the_page_then_it_is_done_and_undone(
    world, sign_in, live_server
):
    boss = make.user(make.person("Bùi Thị Sếp", world.top), "sep", office=world.top)
    page = sign_in(boss)
    page.goto(f"{live_server.url}/reorganisations/new/")
    page.fill("[name=name]", "Sắp xếp phường")
    page.fill("[name=decision]", "1656/NQ-UBTVQH15")
    page.click("main button[type=submit]")
    page.wait_for_url("**/reorganisations/*-*/")
    steps = (
        ("create", {"key": "moi", "name": "Đảng ủy phường Mới", "parent": "Quận A"}),
        ("merge", {"units": "Đảng ủy phường Một\nĐảng ủy phường Hai", "into": "@moi"}),
    )
    for kind, fields in steps:
        page.click(f"a[href='?add={kind}#add']")
        if kind == "create":
            page.select_option("[name=kind]", "grassroots")
        for name, value in fields.items():
            page.fill(f"#add [name={name}]", value)
        page.click("#add button[type=submit]")
        page.wait_for_url("**/reorganisations/*-*/")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    for select in page.locator("#questions td select").all():
        select.select_option(index=1)
    with page.expect_navigation():
        page.locator("#questions details form:not(.nr-filters) button").first.click()
    assert axe.Axe().run(page).response["violations"] == []

    page.click("text=Thực hiện phương án")
    page.wait_for_selector("text=Hoàn tác việc sắp xếp")
    made = Unit.objects.get(name="Đảng ủy phường Mới")
    below = set(Unit.objects.filter(parent=made).values_list("pk", flat=True))
    page.click("summary:has-text('Hoàn tác')")
    page.fill("[name=note]", "Quyết định bị thu hồi")
    page.click("text=Đưa mọi thứ trở lại như cũ")
    page.wait_for_selector("text=Mọi thứ như trước")

    assert {world.cell.pk, world.cell2.pk, world.far_cell.pk} == below
    assert Unit.objects.get(pk=world.cell.pk).path == world.cell.path
    assert not Unit.objects.filter(name="Đảng ủy phường Mới").exists()


@pytest.mark.parametrize("width", [1280, 390])
def test_proof_page_when_a_finding_is_followed_then_its_words_are_reached(
    world, sign_in, live_server, width
):
    page = sign_in(world.van, width)
    page.goto(f"{live_server.url}/proof-read/")
    page.fill("[name=pasted]", "Có 41/46 chi bộ họp (đạt 93,2%). Xong 55 nội dung (đạt 88,7%).")
    page.click("main button.nr-primary")
    page.wait_for_selector(".nr-proof")

    page.click("#f2 a[href='#m2']")
    reached = page.evaluate("document.querySelector(':target').textContent")
    page.check("#grade-wrong")

    assert reached.startswith("88,7%")
    assert page.is_visible("#f1")
    assert not page.is_visible("#f2")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert axe.Axe().run(page).response["violations"] == []
