"""Room core: the small scripts, driven in a real browser on the page parts they belong to."""

import mimetypes
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.template import engines
from django.utils import translation

import namro.core
from namro.ledger.forms import FilesInput

sync_api = pytest.importorskip("playwright.sync_api")
STATIC = Path(namro.core.__file__).parent / "static"
CHROMIUM = shutil.which("chromium")
PLACE = "http://namro.test"
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"
SCRIPTS = ("page", "once", "put_back", "draft", "steps", "grid", "grid_keys", "clears", "photo")
PAGE = (
    "<!doctype html><html lang=en><title>t</title><form method=post action=/sent %s>%s"
    "<div class=nr-actions><button name=go value=1>Send</button></div></form>%s"
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]


class RowForm(forms.Form):
    """A line of the grid."""

    person = forms.CharField()
    kind = forms.ChoiceField(choices=[("new", "Việc mới"), ("hard", "Việc khó")])
    due = forms.CharField(required=False)


class Desk:
    """A browser page whose server is this test: it answers with `html` and keeps what is sent."""

    def __init__(self, browser, width: int = 1280) -> None:
        self.page = browser.new_page(viewport={"width": width, "height": 800})
        self.page.set_default_timeout(5000)
        self.html = ""
        self.sent: list[tuple[str, str]] = []
        self.status = 204
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.route(f"{PLACE}/**", self.answer)

    def answer(self, route) -> None:
        path = route.request.url.removeprefix(PLACE)
        if route.request.method == "POST":
            self.sent.append((path, route.request.post_data or ""))
            route.fulfill(status=self.status)
        elif path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            kind = mimetypes.guess_type(file.name)[0]
            route.fulfill(body=file.read_bytes(), content_type=kind)
        else:
            route.fulfill(
                body=self.html,
                content_type="text/html; charset=utf-8",
                headers={"Content-Security-Policy": CSP},
            )

    def open(self, template: str, attributes: str = "", **context) -> None:
        scripts = "".join(
            f'<script type=module src="/static/namro/{name}.js"></script>' for name in SCRIPTS
        )
        with translation.override("en"):
            words = engines["django"].from_string(attributes).render()
            inner = engines["django"].from_string(template).render(context)
        self.html = PAGE % (words, inner, scripts)
        self.page.goto(f"{PLACE}/form")

    def cells(self) -> list[list[str]]:
        return self.page.eval_on_selector_all(
            "tbody tr",
            "rows => rows.map(r => [...r.querySelectorAll('td :is(input,select)')]"
            ".map(e => e.value))",
        )

    def paste(self, selector: str, text: str) -> None:
        self.page.eval_on_selector(
            selector,
            "(field, text) => { field.focus(); const board = new DataTransfer();"
            " board.setData('text/plain', text); field.dispatchEvent(new ClipboardEvent('paste',"
            " {clipboardData: board, bubbles: true, cancelable: true})); }",
            text,
        )

    def focused(self) -> str:
        return self.page.evaluate("document.activeElement.name")


@pytest.fixture(scope="module")
def browser() -> Iterator:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def desk(browser) -> Iterator[Desk]:
    opened = Desk(browser)
    yield opened
    opened.page.close()
    assert opened.faults == []


@pytest.fixture
def phone(browser) -> Iterator[Desk]:
    opened = Desk(browser, width=390)
    yield opened
    opened.page.close()
    assert opened.faults == []


def grid_of(desk: Desk, rows: int = 2, most: int = 5) -> None:
    formset = forms.formset_factory(RowForm, extra=rows, max_num=most)()
    desk.open('{% include "ui/grid.html" %}', formset=formset, caption="Cell 1")


def test_grid_when_rows_of_excel_are_pasted_then_they_spread_and_rows_are_added(desk):
    grid_of(desk)

    desk.paste("#id_form-1-person", 'An\tviệc khó\t"a ""b""\nc"\r\nBình\tlạ\tQ3\r\n')

    assert desk.cells() == [["", "new", ""], ["An", "hard", 'a "b" c'], ["Bình", "new", "Q3"]]
    assert desk.page.input_value("[name=form-TOTAL_FORMS]") == "3"
    assert desk.page.inner_text("[data-grid-status]") == (
        "2 rows were pasted. 1 cells are not among the choices and were left as they were."
    )


def test_grid_when_paste_is_taken_back_then_stands_as_before(desk):
    grid_of(desk)
    desk.page.fill("#id_form-0-person", "Lan")
    desk.paste("#id_form-0-person", "An\tnew\t1\nBình\tnew\t2\nChi\tnew\t3")

    desk.page.keyboard.press("Control+z")

    assert desk.cells() == [["Lan", "new", ""], ["", "new", ""]]
    assert desk.page.input_value("[name=form-TOTAL_FORMS]") == "2"


def test_grid_when_more_is_pasted_than_fits_then_says_so(desk):
    grid_of(desk, rows=1, most=2)

    desk.paste("#id_form-0-person", "An\t\nBình\t\nChi\t")

    assert [row[0] for row in desk.cells()] == ["An", "Bình"]
    assert desk.page.inner_text("[data-grid-status]").startswith(
        "2 rows were pasted. Only 2 rows fit here."
    )


def test_grid_when_keys_are_pressed_then_the_place_moves(desk):
    grid_of(desk)
    desk.page.focus("#id_form-0-person")

    walk = []
    for key in ("Enter", "ArrowUp", "End", "ArrowRight"):
        desk.page.keyboard.press(key)
        walk.append(desk.focused())

    assert walk == ["form-1-person", "form-0-person", "form-0-person", "form-0-kind"]
    assert desk.sent == []


def test_form_when_button_is_pressed_three_times_then_is_sent_once(desk):
    desk.open("<input type=hidden name=a value=b>")

    desk.page.evaluate("const b = document.querySelector('[name=go]'); b.click(); b.click()")
    desk.page.evaluate("document.querySelector('[name=go]').click()")
    desk.page.wait_for_timeout(200)

    assert desk.sent == [("/sent", "a=b&go=1")]


DRAFT = '{% include "ui/draft.html" %}<input name=title><input name=password type=password>'


def test_draft_when_typing_stops_then_is_sent_without_secrets(desk):
    desk.open(DRAFT, "data-draft-url=/draft")
    desk.page.fill("[name=password]", "secret")
    desk.page.fill("[name=title]", "Việc")

    desk.page.wait_for_selector("[data-draft-status][data-state=saved]")

    assert desk.sent == [("/draft", "title=Vi%E1%BB%87c")]
    assert desk.page.inner_text("[data-draft-status]")[:15] == "Draft saved at "


def test_draft_when_server_fails_then_is_kept_here_and_offered_again(desk):
    desk.open(DRAFT, "data-draft-url=/draft")
    desk.status = 503
    desk.page.fill("[name=title]", "Việc")
    desk.page.wait_for_selector("[data-draft-status][data-state=kept]")

    desk.page.reload()
    desk.page.get_by_role("button", name="Put it back").click()

    assert desk.page.input_value("[name=title]") == "Việc"


def test_draft_when_grid_had_grown_then_its_rows_come_back(desk):
    formset = forms.formset_factory(RowForm, extra=1, max_num=5)()
    template = '{% include "ui/draft.html" %}{% include "ui/grid.html" %}'
    desk.open(template, "data-draft-url=/draft", formset=formset, caption="Cell 1")
    desk.status = 503
    desk.paste("#id_form-0-person", "An\tnew\t1\nBình\thard\t2\nChi\tnew\t3")
    desk.page.wait_for_selector("[data-draft-status][data-state=kept]")

    desk.page.reload()
    desk.page.get_by_role("button", name="Put it back").click()

    assert desk.cells() == [["An", "new", "1"], ["Bình", "hard", "2"], ["Chi", "new", "3"]]


STEPS = """<fieldset class=nr-step><legend>One</legend><input name=a required></fieldset>
<fieldset class=nr-step><legend>Two</legend><input name=b id=id_b required></fieldset>
<div class=nr-errors><a href="#id_b">b</a></div>"""
SHOWN = "steps => steps.map(step => !step.hidden)"


def test_steps_when_on_a_phone_then_one_is_shown_until_it_is_filled(phone):
    phone.open(STEPS, '{% include "ui/one_by_one.html" %}')
    shown = [phone.page.eval_on_selector_all(".nr-step", SHOWN)]

    phone.page.get_by_role("button", name="Go on").click()
    shown.append(phone.page.eval_on_selector_all(".nr-step", SHOWN))
    phone.page.fill("[name=a]", "x")
    phone.page.get_by_role("button", name="Go on").click()
    shown.append(phone.page.eval_on_selector_all(".nr-step", SHOWN))

    assert shown == [[True, False], [True, False], [False, True]]
    assert phone.page.inner_text(".nr-step-bar [role=status]") == "Step 2 of 2"


def test_steps_when_link_of_an_error_is_followed_then_its_step_opens(phone):
    phone.open(STEPS, "data-steps data-back=Back data-next=Next")

    phone.page.click(".nr-errors a")

    assert phone.page.eval_on_selector_all(".nr-step", SHOWN) == [False, True]
    assert phone.focused() == "b"


def test_steps_when_on_a_desk_then_all_are_shown(desk):
    desk.open(STEPS, "data-steps data-back=Back data-next=Next")

    assert desk.page.eval_on_selector_all(".nr-step", SHOWN) == [True, True]
    assert desk.page.is_hidden(".nr-step-bar")


def test_clears_when_hint_is_pressed_then_its_words_are_selected_and_marked(desk):
    hints = [{"text": "vague", "words": "tăng cường", "start": 13, "end": 23}]
    clears = [{"label": "what", "state": "partly", "hints": hints}]
    template = '<textarea id=t>🙂 tăng cường, tăng cường</textarea>{% include "ui/meter.html" %}'
    desk.open(template, clears=clears, field_id="t")

    desk.page.click("[data-hint]")

    assert desk.page.eval_on_selector("#t", "t => [t.selectionStart, t.selectionEnd]") == [15, 25]
    assert desk.page.inner_text("[data-clears-text] mark") == "tăng cường"


def test_photo_when_too_large_then_is_refused_before_it_is_sent(desk):
    class Photo(forms.Form):
        photo = forms.FileField(required=False)

    template = '{% include "ui/field.html" with field=form.photo limit=2097152 %}'
    desk.open(template, form=Photo())
    big = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"x" * 3_145_728}

    desk.page.set_input_files("#id_photo", files=[big])

    assert desk.page.inner_text(".nr-error") == (
        "a.jpg is 3 MB. At most 2 MB can be sent: choose a smaller file."
    )
    assert desk.page.eval_on_selector("#id_photo", "field => field.files.length") == 0

    desk.page.click("button[name=go]")
    asked = (desk.sent[:], desk.page.inner_text(".nr-error"))
    desk.page.click("button[name=go]")
    desk.page.wait_for_timeout(200)

    assert asked[0] == []
    assert asked[1].endswith("Press the button once more to send without it.")
    assert [path for path, _data in desk.sent] == ["/sent"]


def test_photo_when_one_of_several_cannot_be_sent_then_the_others_stay_chosen(desk):
    class Photos(forms.Form):
        photos = forms.FileField(
            widget=FilesInput(attrs={"multiple": True, "accept": "image/jpeg,.pdf"})
        )

    desk.open('{% include "ui/field.html" with field=form.photos limit=2048 %}', form=Photos())
    files = [
        {"name": name, "mimeType": kind, "buffer": b"x" * size}
        for name, kind, size in (
            ("tot.jpg", "image/jpeg", 99), ("x.exe", "application/x-msdownload", 99),
            ("to.pdf", "application/pdf", 4096), ("giay.PDF", "", 99),
        )
    ]  # fmt: skip

    desk.page.set_input_files("#id_photos", files=files)

    kept = desk.page.eval_on_selector("#id_photos", "f => [...f.files].map((one) => one.name)")
    assert kept == ["tot.jpg", "giay.PDF"]
    assert desk.page.inner_text(".nr-error") == (
        "x.exe is of a kind that cannot be taken here and was left out."
        " to.pdf is 4 KB. At most 2 KB can be sent: choose a smaller file."
    )
    assert "tot.jpg" in desk.page.inner_text(".nr-chosen")
