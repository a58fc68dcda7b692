"""Room core: the files that make the look: templates, scripts, style sheet, and those of others."""

import hashlib
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.loader import get_template
from django.utils import translation

import namro.core
from namro.core.templatetags import namro_ui

CORE = Path(namro.core.__file__).parent
STATIC = CORE / "static"
VENDOR = STATIC / "vendor"
TEMPLATES = sorted(
    path
    for room in ("core", "home")
    for path in (CORE.parent / room / "templates").rglob("*")
    if path.is_file()
)
SCRIPTS = sorted((STATIC / "namro").glob("*.js"))
ALLOWED_TAGS = {
    "state",
    "rate",
    "count",
    "days",
    "cell",
    "table_cell",
    "table_rows",
    "options",
    "icon",
    "nav_items",
    *("if", "elif", "else", "endif", "for", "empty", "endfor", "include", "extends", "load"),
    *("block", "endblock", "comment", "endcomment", "translate", "blocktranslate", "plural"),
    *("endblocktranslate", "static", "url", "csrf_token", "now", "once_field", "query"),
    *("get_current_language", "get_available_languages", "autoescape", "endautoescape", "slot"),
    "endslot",
}


def test_shapes_when_in_the_style_sheet_then_each_colour_belongs_to_a_known_state():
    css = (STATIC / "namro" / "namro.css").read_text(encoding="utf-8")
    coloured = set(re.findall(r'\.nr-state\[data-state="(\w+)"\]', css))

    assert coloured - set(namro_ui.SHAPES) == set()


@pytest.mark.parametrize("code", [400, 403, 404, 409, 500, 503])
def test_error_page_when_there_is_no_context_at_all_then_still_says_what_to_do(code):
    with translation.override("en"):
        html = get_template(f"{code}.html").render()

    assert len(re.findall("<h1>[^<]+</h1>", html)) == 1
    assert re.findall(r'<a class="nr-button" href="([^"]*)"', html) == ["/"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template_when_read_then_is_short_plain_and_strict(path):
    text = path.read_text(encoding="utf-8")

    tags = set(re.findall(r"{%\s*(\w+)", text))
    inline = re.findall(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*src=)|javascript:", text)

    assert len(text.splitlines()) <= 120
    assert tags - ALLOWED_TAGS == set()
    assert inline == []
    assert engines["django"].from_string(text)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_script_when_read_then_is_short_and_makes_no_html_from_text(path):
    text = path.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= 120
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|eval\(|^import ", text, re.M) == []


def test_vendored_files_when_counted_then_are_those_that_were_taken_in():
    listed = dict(
        reversed(line.split("  ", 1))
        for line in (VENDOR / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    )
    found = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }

    assert found == listed
    assert {path.parent.name for path in VENDOR.rglob("LICENSE")} == {
        path.name for path in VENDOR.iterdir() if path.is_dir()
    }


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.css")), ids=lambda path: path.name)
def test_style_sheet_when_it_names_a_file_then_the_file_is_there(path):
    text = path.read_text(encoding="utf-8")

    named = re.findall(r'url\(["\']?(?!data:|#)([^"\')]+)', text)

    assert [name for name in named if not (path.parent / name).exists()] == []
    assert "sourceMappingURL" not in text


def test_templates_when_they_name_a_static_file_then_it_is_found():
    named = {
        name
        for path in TEMPLATES
        for name in re.findall(r"{% static '([^']+)'", path.read_text(encoding="utf-8"))
    }

    assert [name for name in sorted(named) if finders.find(name) is None] == []


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_colours_when_words_stand_on_them_then_contrast_is_enough():
    css = (STATIC / "namro" / "namro.css").read_text(encoding="utf-8")
    tokens = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css)) | {"paper": "#ffffff"}
    states = ["done", "partly", "on-schedule", "behind", "blocked", "quiet", "error"]
    pairs = [(name, f"{name}-soft") for name in states]
    pairs += [(name, "paper") for name in ("ink", "ink-soft", "link", "accent", "error", "focus")]
    pairs += [("ink-soft", "paper-soft"), ("accent", "paper-soft"), ("link", "paper-soft")]

    ratios = {}
    for front, back in pairs:
        high, low = sorted((_luminance(tokens[front]), _luminance(tokens[back])), reverse=True)
        ratios[front, back] = (high + 0.05) / (low + 0.05)

    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5} == {}


def test_error_page_when_code_and_sentence_are_known_then_shows_them():
    with translation.override("en"):
        html = get_template("409.html").render({"message": "Lan was first.", "code": "AB12"})

    assert re.findall(r"<p[^>]*>(Lan was first\.|Code for the operator: AB12)</p>", html) == [
        "Lan was first.",
        "Code for the operator: AB12",
    ]
