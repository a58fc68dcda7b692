"""Content of papers: plain text only, put together rightly, frozen the same on both databases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.core import rules, text
from namro.papers import actions, content, frozen, kinds, laid
from namro.papers.kinds import PaperKind
from namro.papers.models import Paper
from namro.papers.states import Form
from tests import make
from tests.papers import looks, samples


@given(st.text(max_size=60))
def test_plain_when_any_text_comes_then_it_can_be_printed_and_is_settled(words):
    said = content.plain(words)

    assert content.plain(said) == said
    assert said == text.nfc(said, lines=True)
    assert not content._UNPRINTABLE.search(said)
    assert "\x00" not in said and "\ufffe" not in said and "\u202e" not in said
    said.encode("utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("  a\u00a0 b ", "a b"),
        ("a\nb\r\nc", "a\nb\nc"),
        ("ti\u1ebfng vi\u1ec7t", "tiếng việt"),
        ("tie\u0302\u0301ng", "tiếng"),
        ("a\x00\x0b\ud800\ufffeb", "ab"),
        ("a\u200bb\u202ec", "abc"),
        ("<b>&\"'", "<b>&\"'"),
    ],
)
def test_plain_when_letters_are_odd_then_only_what_can_be_printed_is_kept(words, said):
    assert content.plain(words) == said


WRONG = {
    "level": lambda: content.heading("x", 4),
    "item level": lambda: content.item("x", 0),
    "article": lambda: content.article(0, "x"),
    "share": lambda: content.column("x", 0),
    "align": lambda: content.column("x", 1, "justify"),
    "no column": lambda: content.table([], []),
    "cells": lambda: content.table([content.column("x")], [["a", "b"]]),
    "foot": lambda: content.table([content.column("x")], [], foot=["a", "b"]),
    "rows": lambda: content.table([content.column("x")], [["a"]] * (content.MAX_ROWS + 1)),
    "chart": lambda: content.chart([("a", 1)], " "),
    "bar": lambda: content.chart([("a", -1)], "x"),
    "mode": lambda: content.signature("seal", "", "", ""),
    "block": lambda: content.content(blocks=[{"is": "script"}]),
    "part": lambda: content.content(title="x"),
    "annex block": lambda: content.annex("x", [{}]),
    "blocks": lambda: content.content(blocks=[content.paragraph("x")] * (content.MAX_BLOCKS + 1)),
}


@pytest.mark.parametrize("name", WRONG)
def test_content_when_it_is_put_together_wrongly_then_the_caller_is_told(name):
    with pytest.raises(content.ContentError):
        WRONG[name]()


@pytest.mark.parametrize(("n", "said"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (29, "XXIX")])
def test_roman_when_annexes_are_counted_then_in_roman_numbers(n, said):
    assert laid.roman(n) == said


def test_table_when_a_cell_is_a_number_then_it_is_written_with_points():
    assert [laid.figure(one) for one in (7126, 0, "7126", 1234567)] == [
        "7.126", "0", "7126", "1.234.567",
    ]  # fmt: skip


def test_kinds_when_a_name_is_declared_twice_then_it_must_say_the_same():
    assert kinds.declare(samples.NOTICE) is samples.NOTICE
    assert kinds.kind_of("sample-notice") is samples.NOTICE
    with pytest.raises(ValueError, match="already"):
        kinds.declare(PaperKind("sample-notice", "Khác", "TB", "THÔNG BÁO"))
    with pytest.raises(LookupError):
        kinds.kind_of("no-such-kind")


@pytest.mark.parametrize(
    ("form", "mode", "stead", "lines"),
    [
        ("state", "collective", "", ["TM. ỦY BAN", "PHÓ"]),
        ("state", "collective", "Chủ tịch", ["TM. ỦY BAN", "KT. CHỦ TỊCH", "PHÓ"]),
        ("party", "collective", "Bí thư", ["T/M ỦY BAN", "PHÓ"]),
        ("state", "deputy", "", ["KT. ỦY BAN", "PHÓ"]),
        ("party", "deputy", "", ["K/T ỦY BAN", "PHÓ"]),
        ("state", "by_order", "", ["TL. ỦY BAN", "PHÓ"]),
        ("party", "by_order", "", ["T/L ỦY BAN", "PHÓ"]),
        ("state", "authorised", "", ["TUQ. ỦY BAN", "PHÓ"]),
        ("state", "direct", "", ["PHÓ"]),
    ],
)
def test_signature_when_it_stands_for_somebody_then_as_the_form_writes_it(form, mode, stead, lines):
    said = content.content(signature=content.signature(mode, "Ủy ban", "Phó", "Tên", stead=stead))

    shown = laid.lay_out(looks.sheet(form, "notice", said))["signatures"]

    assert shown == [{"lines": lines, "name": "Tên"}]


@pytest.mark.parametrize("form", Form.values)
def test_rules_when_a_form_has_several_versions_then_all_name_the_same_settings(form):
    found = [one for one in rules.packs(frozen.RULES) if one.subject == f"papers.{form}"]
    shapes = [{part: sorted(said) for part, said in one.rules.items()} for one in found]

    assert shapes and all(shape == shapes[0] for shape in shapes)


def test_pack_when_a_day_is_before_the_guide_of_2026_then_the_one_before_holds():
    before, after = looks.dt.date(2026, 5, 26), looks.dt.date(2026, 5, 27)

    assert frozen.pack_on("party", before).id == "party-2018"
    assert frozen.pack_on("party", after).id == "party-2026"


@pytest.mark.django_db
@pytest.mark.parametrize("name", samples.EACH)
def test_fingerprint_when_a_paper_is_read_again_then_it_still_fits(world, name):
    kind, build = samples.EACH[name]
    issued = actions.issue(
        kind.name, build("party"), unit=world.ward, source=None, access=make.access(world.van)
    )

    read = Paper.objects.get(pk=issued.pk)

    assert frozen.fingerprint(read.content) == read.sha256 == issued.sha256
    assert frozen.canonical(read.content) == frozen.canonical(issued.content)
