"""The Vietnamese of the house: complete, with the same placeholders, and nothing English shown."""

import ast
import gettext
import html
import re
import unicodedata
from pathlib import Path

import polib
import pytest
from django.core.cache import cache
from django.utils import translation

from namro.core import foreign_messages
from namro.sheets import writer
from namro.sheets.registrations import REGISTRATIONS
from namro.sheets.understanding import understand
from tests.sheets import books
from tests.test_addresses import ROWS, address

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "namro"
FOLDER = HOUSE / "locale" / "vi" / "LC_MESSAGES"
INSTALLED = Path(polib.__file__).resolve().parent
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w*\}|</?[a-z]+[^>]*>|\n")
# What xgettext finds; a sentence behind another name is in the catalogue by foreign_messages.
PLAIN = {"gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
IN_TEMPLATES = re.compile(r"""\{%\s*translate\s+(["'])(.+?)\1|[=:\s]_\((["'])(.+?)\3\)""")
# Words that no Vietnamese sentence has: one of them on a page is a sentence that was forgotten.
ENGLISH = set(
    re.findall(
        r"[a-z]+",
        "the is are was were this that these those your you of and or not has have been with "
        "without please must should cannot invalid required password username field value choice "
        "search error sign unit units task tasks register registered approve returned campaign",
    )
)
# Of another language on purpose: the switch of the language names it in that language.
NAMES = re.compile(r"English")


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(FOLDER / "django.po"))


def sentences(entry):
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def sources(entry):
    return [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]


def test_catalogue_when_read_then_every_entry_is_translated_and_none_is_a_guess(catalogue):
    untranslated = [entry.msgid for entry in catalogue.untranslated_entries()]
    guessed = [entry.msgid for entry in catalogue.fuzzy_entries()]
    left_over = [entry.msgid for entry in catalogue.obsolete_entries()]

    assert (untranslated, guessed, left_over) == ([], [], [])
    assert len(catalogue) > 900


def test_catalogue_when_it_has_plurals_then_there_is_one_form(catalogue):
    plurals = {
        entry.msgid: sorted(entry.msgstr_plural) for entry in catalogue if entry.msgid_plural
    }

    assert catalogue.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    assert {msgid: forms for msgid, forms in plurals.items() if forms != [0]} == {}
    assert len(plurals) > 15


def test_translations_when_compared_then_the_placeholders_are_those_of_the_source(catalogue):
    different = [
        (source, said)
        for entry in catalogue
        for source in sources(entry)
        for said in sentences(entry)
        if sorted(set(PLACEHOLDER.findall(source))) != sorted(set(PLACEHOLDER.findall(said)))
    ]

    assert different == []


def test_translations_when_read_then_they_are_written_as_an_office_writes(catalogue):
    said = [one for entry in catalogue for one in sentences(entry)]

    assert [one for one in said if one != unicodedata.normalize("NFC", one)] == []
    assert [one for one in said if "..." in one] == []
    assert [one for one in said if one.rstrip().endswith("!")] == []
    assert [one for one in said if one != one.strip() or "  " in one] == []
    assert [one for one in said if re.search("uỷ|Uỷ|hoà |Hoà |thuý|Thuý", one)] == []


def test_translations_when_a_source_is_a_sentence_then_so_are_they(catalogue):
    ends = [
        (entry.msgid, said)
        for entry in catalogue
        for said in sentences(entry)
        if (entry.msgid[-1] in ".:?") != (said[-1] in ".:?") and entry.msgid != "No."
    ]

    assert ends == []


def test_compiled_catalogue_when_read_then_it_is_the_written_one(catalogue, tmp_path):
    written = tmp_path / "django.mo"
    catalogue.save_as_mofile(str(written))

    with written.open("rb") as fresh, (FOLDER / "django.mo").open("rb") as shipped:
        said = [gettext.GNUTranslations(file)._catalog for file in (fresh, shipped)]

    assert said[0] == said[1]


def test_every_sentence_of_the_code_is_in_the_catalogue(catalogue):
    known = {entry.msgid for entry in catalogue}
    said = {}
    for path in sorted(HOUSE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            alias.asname or alias.name: alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
            for alias in node.names
        }
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = names.get(ast.unparse(call.func), "")
            if name in PLAIN | PLURAL and isinstance(call.args[0], ast.Constant):
                said[call.args[0].value] = f"{path.relative_to(HOUSE)}:{call.lineno}"

    assert {msgid: place for msgid, place in said.items() if msgid not in known} == {}
    assert len(said) > 500


def test_every_short_sentence_of_the_templates_is_in_the_catalogue(catalogue):
    known = {entry.msgid for entry in catalogue}
    said = {
        match[2] or match[4]
        for path in HOUSE.rglob("templates/**/*.*")
        for match in IN_TEMPLATES.finditer(path.read_text(encoding="utf-8"))
    }

    assert said - known == set()
    assert len(said) > 200


def test_foreign_sentences_when_the_packages_are_newer_then_they_are_still_said_there():
    files = [
        *INSTALLED.glob("django/conf/locale/en/LC_MESSAGES/django.po"),
        *INSTALLED.glob("django/contrib/auth/locale/en/LC_MESSAGES/django.po"),
        *INSTALLED.glob("allauth/locale/en/LC_MESSAGES/django.po"),
    ]
    theirs = {
        entry.msgid for path in files for entry in polib.pofile(str(path)) if not entry.obsolete
    }
    tree = ast.parse(Path(foreign_messages.__file__).read_text(encoding="utf-8"))
    groups = {
        ast.unparse(node.targets[0]): [
            ast.literal_eval(call.args[1 if ast.unparse(call.func) == "pgettext_lazy" else 0])
            for call in node.value.elts
        ]
        for node in tree.body
        if isinstance(node, ast.Assign)
    }

    assert len(files) == 3
    assert {name: [m for m in said if m not in theirs] for name, said in groups.items()} == {
        name: [] for name in groups
    }


def test_headings_when_exported_in_vietnamese_then_the_reader_takes_them_back(tmp_path):
    row = ["30/9/2023", "Việc mới", "Nguyễn Thị Lan", "Chi bộ 1", "Bí thư"]
    row += ["Vận động 12 hộ ngõ 5 bàn giao mặt bằng", "12 biên bản", "Mặt trận", "Mới", "", "", ""]
    with translation.override("vi"):
        heads = [str(column.label) for column in REGISTRATIONS.columns]
        heads += [translation.gettext("Where"), translation.gettext("Reason")]
        path = tmp_path / "a.xlsx"
        with path.open("wb") as out:
            writer.write_xlsx(out, [writer.OutSheet("a", heads, [row])])

    plan = understand(books.load(path), REGISTRATIONS, 2023).sheets[0]

    assert [found.field for found in plan.columns] == [one.name for one in REGISTRATIONS.columns]
    assert list(plan.ignored) == heads[-2:]


def seen(answer):
    """What a person reads on a page: texts, placeholders, titles and hidden labels."""
    page = answer.content.decode()
    # What is typed as it stands, such as the key of a figure, is no word.
    page = re.sub(r"(?s)<(script|style|code)\b.*?</\1>", " ", page)
    kept = re.findall(r'\s(?:placeholder|title|alt|aria-label|data-label)="([^"]*)"', page)
    return html.unescape(" | ".join([re.sub(r"<[^>]*>", " | ", page), *kept]))


def english_words(answer):
    words = re.findall(r"[^\W\d_]+", NAMES.sub("", seen(answer)).casefold())
    return sorted(ENGLISH.intersection(words))


def errors_of(answer):
    """The errors of a form as the page says them."""
    with translation.override(answer["Content-Language"]):
        return {name: list(said) for name, said in answer.context["form"].errors.items()}


@pytest.mark.django_db
def test_pages_when_opened_then_no_english_word_stands_there(made, as_user):
    world = made.world
    pages = {name: row for name, row in ROWS.items() if row.method == "get" and row.gets == 200}
    browsers = {who: as_user(getattr(world, who)) for who in {row.who for row in pages.values()}}

    answers = {name: browsers[row.who].get(address(name, made)) for name, row in pages.items()}
    # Not files, nor the page that shows a plan's own file.
    for one in answers.values():
        if one.streaming:
            b"".join(one)  # read to its end, a file is closed
    answers = {n: one for n, one in answers.items() if one["Content-Type"].startswith("text/html")}
    answers.pop("reorganisation-text", None)

    assert len(answers) > 40
    assert {name: answer["Content-Language"] for name, answer in answers.items()} == dict.fromkeys(
        answers, "vi"
    )
    assert {
        name: english_words(answer) for name, answer in answers.items() if english_words(answer)
    } == {}


SIGN_IN = {
    "wrong password": (
        {"login": "lan", "password": "khong-phai-mat-khau"},
        {"__all__": ["Tên đăng nhập hoặc mật khẩu chưa đúng. Đề nghị kiểm tra rồi nhập lại."]},
    ),
    "wrong address": (
        {"login": "lan@example.vn", "password": "khong-phai-mat-khau"},
        {"__all__": ["Địa chỉ email hoặc mật khẩu chưa đúng. Đề nghị kiểm tra rồi nhập lại."]},
    ),
    "empty": (
        {},
        {"login": ["Đề nghị điền mục này."], "password": ["Đề nghị điền mục này."]},
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", SIGN_IN)
def test_sign_in_when_it_fails_then_it_says_so_in_vietnamese(world, client, case):
    words, errors = SIGN_IN[case]
    cache.clear()

    answer = client.post("/account/login/", words)

    assert errors_of(answer) == errors
    assert english_words(answer) == []


PASSWORDS = {
    "empty": (
        {},
        {name: ["Đề nghị điền mục này."] for name in ("oldpassword", "password1", "password2")},
    ),
    "wrong, short and common": (
        {"oldpassword": "sai", "password1": "password", "password2": "password"},
        {
            "oldpassword": ["Mật khẩu đang dùng chưa đúng. Đề nghị nhập lại."],
            "password1": [
                "Mật khẩu quá ngắn. Cần ít nhất 12 ký tự.",
                "Mật khẩu quá phổ biến, dễ bị đoán. Đề nghị đặt mật khẩu khác.",
            ],
        },
    ),
    "not the same": (
        {"oldpassword": "cau-cu-de-nho-1", "password1": "cau dài dễ nhớ", "password2": "câu khác"},
        {"password2": ["Hai lần nhập mật khẩu chưa giống nhau. Đề nghị nhập lại."]},
    ),
    "like the name": (
        {
            "oldpassword": "cau-cu-de-nho-1",
            "password1": "nguyenthilan1",
            "password2": "nguyenthilan1",
        },
        {"password1": ["Mật khẩu quá giống mục “Tên đăng nhập”. Đề nghị đặt mật khẩu khác."]},
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", PASSWORDS)
def test_password_change_when_it_fails_then_it_says_so_in_vietnamese(world, as_user, case):
    words, errors = PASSWORDS[case]
    world.lan.username = "nguyenthilan"
    world.lan.set_password("cau-cu-de-nho-1")
    world.lan.save()

    answer = as_user(world.lan).post("/account/password/change/", words)

    assert errors_of(answer) == errors
    assert english_words(answer) == []


@pytest.mark.django_db
def test_campaign_form_when_everything_is_wrong_then_it_says_so_in_vietnamese(world, as_user):
    words = {"subject": "khac", "name": "a" * 201, "slug": "có dấu", "year": "1999"}
    words |= {"opens": "32/13/2023", "closes": "", "body1": "0"}

    answer = as_user(world.van).post("/campaigns/new/", words)

    assert errors_of(answer) == {
        "subject": ["“khac” không có trong danh sách. Đề nghị chọn lại."],
        "name": ["Chỉ được không quá 200 ký tự (hiện có 201). Đề nghị viết ngắn lại."],
        "slug": ["Chỉ dùng chữ không dấu, chữ số, dấu gạch dưới hoặc gạch nối."],
        "year": ["Giá trị không được nhỏ hơn 2000."],
        "opens": ["Không đọc được ngày. Đề nghị ghi theo mẫu 30/9/2026."],
        "closes": ["Đề nghị điền mục này."],
        "body1": ["Lựa chọn này không có trong danh sách. Đề nghị chọn lại."],
    }
    assert english_words(answer) == []
