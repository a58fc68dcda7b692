"""Tests of the sheets room: whatever is sent, there is a preview or a reason, and nothing written."""

import io
import os
import random
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from namro.sheets import limits
from namro.sheets.book import open_book
from namro.sheets.limits import Refusal
from namro.sheets.problems import SENTENCES
from namro.sheets.registrations import REGISTRATIONS
from namro.sheets.rows import extract
from namro.sheets.understanding import understand
from tests import make
from tests.sheets import books, containers
from tests.sheets.hostile import CORPUS, listed, strings
from tests.sheets.test_preflight import HOSTILE
from tests.test_addresses import tables

# One seed a run, printed with a failure; NAMRO_SEED repeats it.
SEED = int(os.environ.get("NAMRO_SEED", "20260605"))
MUTANTS = int(os.environ.get("NAMRO_MUTANTS", "100"))
SOURCES = (
    books.DEMO / "01-can-bo-chu-chot-2022.xlsx",
    books.DEMO / "02-can-bo-chu-chot-2023.xlsx",
    books.HERE / "workbooks" / "04-phuong-buoi-tcvn3.xls",
)
# Rows that the sending itself writes: the import with its entry, and who is signed in.
SENT = {"sheets.Import", "core.AuditEntry", "core.AuditDetail", "core.Posted"}


def test_corpus_when_it_is_counted_then_it_holds_at_least_120_files():
    assert len(CORPUS) + len(HOSTILE) >= 120
    assert len({case[0] for case in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize(
    ("content", "name", "wanted"), [one[1:] for one in CORPUS], ids=[one[0] for one in CORPUS]
)
def test_file_when_nobody_should_send_it_then_it_is_refused_or_read(
    content, name, wanted, tmp_path
):
    path = tmp_path / "sent"
    path.write_bytes(content)

    try:
        book = books.load(path, name)
        got = len(extract(book, understand(book, REGISTRATIONS), REGISTRATIONS).rows)
    except Refusal as refusal:
        got = refusal.code
        assert str(SENTENCES[got]) % refusal.params

    assert got == wanted


@pytest.mark.parametrize(
    "content",
    [
        listed(*(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(3, 20_001))),
        listed(strings(3, ["x" * 30_000] * 26)),
        containers.ods(
            '<table:table table:name="a">'
            + '<table:table-row table:number-rows-repeated="99999"><table:table-cell/></table:table-row>'
            * 10
            + "</table:table>"
        ),
    ],
    ids=["formatted rows", "wide texts", "repeated empty rows"],
)
def test_file_when_it_is_heavy_then_the_child_stays_within_its_limits(content, tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(content)

    book = open_book(path, "a.ods" if b"opendocument" in content[:100] else "a.xlsx")

    assert len(book.sheets[0].rows) < limits.MAX_ROWS


def _flip(content: bytes, chance: random.Random) -> bytes:
    """Up to eight bits somewhere in the file."""
    changed = bytearray(content)
    for _n in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _in_a_part(content: bytes, chance: random.Random, change) -> bytes:
    """The workbook with one of its XML parts changed, packed again as it should be."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        name = chance.choice([*names, *(n for n in names if "sheet" in n or "shared" in n)])
        text = archive.read(name).decode("utf-8")
    return containers.xlsx({name: change(text, chance)}, source=content)


def _without_a_node(text: str, chance: random.Random) -> str:
    """One element is gone, with what is in it where it is a short one."""
    found = list(re.finditer(r"<(\w+)\b[^<>]*?(?:/>|>[^<>]*</\1>)", text))
    found = found or list(re.finditer(r"<[^<>]+>", text))
    if not found:
        return text
    node = chance.choice(found)
    return text[: node.start()] + text[node.end() :]


VALUES = ("", "-1", "0", "99999999999", "A1048576", "1e308", "NaN", "tất cả", "'", "&amp;", "../x")


def _with_another_value(text: str, chance: random.Random) -> str:
    """One attribute or one text says something else."""
    found = list(re.finditer(r'="([^"<>]*)"|>([^<>]+)<', text))
    if not found:
        return text
    value = chance.choice(found)
    group = 1 if value[1] is not None else 2
    return text[: value.start(group)] + chance.choice(VALUES) + text[value.end(group) :]


def _mutant(number: int) -> tuple[bytes, str]:
    chance = random.Random(f"{SEED}.{number}")
    source = SOURCES[number % len(SOURCES)]
    content = source.read_bytes()
    if source.suffix == ".xls" or number % 5 < 2:
        return _flip(content, chance), source.name
    change = _without_a_node if number % 5 < 4 else _with_another_value
    return _in_a_part(content, chance, change), source.name


@pytest.mark.slow
@pytest.mark.repeats
def test_mutants_when_they_are_sent_then_there_is_a_preview_or_a_reason_and_nothing_written(
    world, as_user
):
    campaign = make.campaign(
        world.area, world.van, subject="campaign.officials", bodies=[world.standing]
    )
    office = as_user(world.van)
    before = tables()
    answers = {"preview": 0, "reason": 0}
    for number in range(MUTANTS):
        content, name = _mutant(number)
        sent = {
            "kind": "registrations",
            "target": campaign.slug,
            "file": SimpleUploadedFile(name, content),
        }
        answer = office.post("/imports/new/", sent)
        assert answer.status_code in (302, 422), (SEED, number, answer.status_code)
        if answer.status_code == 422:
            answers["reason"] += 1
            assert "Không nhận được tệp" in answer.content.decode(), (SEED, number)
            continue
        page = office.get(answer["Location"])
        assert page.status_code == 200, (SEED, number)
        answers["preview"] += 1

    changed = {name for name, digest in tables().items() if digest != before[name]}
    assert sum(answers.values()) == MUTANTS
    assert min(answers.values()) > 0
    assert changed <= SENT
