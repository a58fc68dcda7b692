"""Scores equal a naive recount; files and typed lines are the same standard; bad ones name the line."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from namro.core import clock
from namro.core.errors import Refused
from namro.criteria import standards
from namro.criteria.forms import PointsField, SetForm
from namro.criteria.scoring import Said, from_figure, result
from namro.titles.figures import longest_run
from tests.titles.rows import LINES, content

KINDS = ("points", "pass", "count", "deduction", "veto")
criterion = st.fixed_dictionaries(
    {"kind": st.sampled_from(KINDS), "most": st.integers(1, 50).map(str)}
)
groups = st.lists(st.lists(criterion, min_size=1, max_size=4), min_size=1, max_size=4)
answers = st.one_of(
    st.sampled_from(["", "yes", "no", "na"]).map(lambda one: Said(answer=one)),
    st.integers(0, 60).map(lambda n: Said(points=Decimal(n))),
)


def naive(groups_, said):
    """The same counted once more by hand, group by group."""
    total = most = Decimal(0)
    for group in groups_:
        plus = minus = Decimal(0)
        for one in group["criteria"]:
            answer, top = said[one["id"]], Decimal(one["most"])
            if answer.answer == "na":
                continue
            if one["kind"] == "deduction":
                minus += min(answer.points or 0, top)
            elif one["kind"] != "veto":
                most += top
                if answer.answer == "yes":
                    plus += top
                elif answer.answer != "no":
                    plus += min(answer.points or 0, top)
        total += max(plus - minus, Decimal(0))
    return total, most


@given(groups, st.data(), st.sampled_from(["bands", "all"]))
@settings(max_examples=300)
def test_result_when_scored_then_equal_to_a_naive_recount(shape, data, mode):
    n, made, said = 0, [], {}
    for group in shape:
        criteria = []
        for one in group:
            n += 1
            criteria.append({**one, "id": f"c{n}"})
            said[f"c{n}"] = data.draw(answers)
        made.append({"name": "g", "criteria": criteria})
    whole = {
        "mode": mode,
        "bands": [{"name": "A", "at": "90"}, {"name": "B", "at": "50"}],
        "groups": made,
    }

    found = result(whole, said)

    assert (found.total, found.most) == naive(made, said)
    empty = [pk for pk, one in said.items() if one.points is None and not one.answer]
    assert sorted(found.missing) == sorted(empty)
    if found.band:
        assert not found.missing
        assert not found.vetoes
        if mode == "all":
            assert not found.failing
        else:
            assert found.share >= (90 if found.band == "A" else 50)


def test_figure_when_there_is_nothing_to_measure_then_it_does_not_apply():
    one = {"at_least": "80"}

    assert [from_figure(one, percent).answer for percent in (None, 80.0, 79.99)] == [
        "na",
        "yes",
        "no",
    ]


@given(st.sets(st.integers(2000, 2030), max_size=20))
def test_run_when_years_have_gaps_then_the_longest_stretch_counts(years):
    best = max(
        (n for y in years for n in range(1, 32) if all(y + k in years for k in range(n))), default=0
    )

    assert longest_run(sum(1 << (year - 2000) for year in years)) == best


def test_shipped_standards_when_read_then_all_five_are_sound():
    found = standards.shipped(clock.today())

    assert sorted(one["name"] for one in found.values()) == [
        "Chi bộ 4 tốt", "Cơ quan xanh", "Tổ dân phố 5 không", "Tổ hòa giải 5 tốt", "Đảng viên 4 tốt",
    ]  # fmt: skip
    assert all(one["source"] for one in found.values())


def test_file_when_written_and_read_again_then_it_is_the_same_standard():
    for one in [content(), *standards.shipped(clock.today()).values()]:
        again = standards.read_file(standards.as_file(one).encode())
        assert again == one


def test_lines_when_pasted_from_excel_with_tabs_then_as_typed_with_bars():
    assert content(lines=LINES.replace(" | ", "\t")) == content()


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("Một | Việc | points | nhiều", "Line 1"),
        ("Một | Việc | Kiểu lạ | 5", "Line 1"),
        ("Một | A | points | 5\nchỉ một ô", "Line 2"),
        ("", "1 to 100 criteria"),
        ("Một | Tỷ lệ | count | 5", "Line 1"),
    ],
)
def test_lines_when_one_is_wrong_then_it_is_named(lines, words):
    with pytest.raises(Refused, match=words):
        content(lines=lines)


@pytest.mark.parametrize(
    ("name", "of"),
    [("commitments.registred", "cell"), ("commitments.on_time_person", "cell"),
     ("commitments.on_time", "person")],
)  # fmt: skip
def test_figure_when_unknown_then_the_criterion_the_id_and_the_known_ones_are_named(name, of):
    """Also one that is told of units, for a title of members, and the other way round."""
    good = "commitments.on_time_person" if of == "person" else "commitments.registered"
    lines = f"Một | Việc | points | 5\nMột | Đúng hạn | count | 5 | 80 | {good}"
    shared = standards.as_file(content(of=of, lines=lines)).replace(good, name)

    for where, read in (
        ("Line 2", lambda: content(of=of, lines=lines.replace(good, name))),
        (r"Line \d+", lambda: standards.read_file(shared.encode())),
    ):
        words = f"{where}, “Đúng hạn”: there is no figure “{name}”.*{good}"
        with pytest.raises(Refused, match=words):
            read()


def test_figures_when_listed_then_those_of_the_subject_with_their_meaning():
    of_units, of_members = standards.figures("team"), standards.figures("person")

    assert str(of_units["mediation.settled"]) == (
        "Settled of those mediated to an end (cases mediated to an end)"
    )
    assert str(of_units["meetings.attendance"]) == "not held here"
    assert list(of_members) == ["commitments.on_time_person"]


@pytest.mark.parametrize("sent", [b"\xff\xfe", b"[title\nname=", b"[title]\nname='x'", b"x = 1"])
def test_file_when_it_is_no_standard_then_a_sentence_says_so(sent):
    with pytest.raises(Refused, match="cannot be"):
        standards.read_file(sent)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("A | Hòa giải thành | count | 10 | 25 | mediation.settled", "only this threshold"),
        ("A | Một | count | 10 | 80 | mediation.settled\n"
         "A | Hai | count | 10 | 80 | mediation.settled", "stands twice"),
        ("A | Việc chung | points | 10 | 50", "only a criterion of the kind"),
    ],
)  # fmt: skip
def test_set_when_it_would_ask_too_much_or_in_vain_then_the_line_is_told(lines, why):
    assert content(of="team", lines="A | Hòa giải | count | 10 | 80 | mediation.settled")
    with pytest.raises(Refused, match=why):
        content(of="team", lines=lines)


def test_bands_when_two_begin_at_the_same_points_then_refused():
    with pytest.raises(Refused, match="same points"):
        standards.read_lines({"name": "A", "of": "cell", "mode": "bands"}, "90 Tốt\n90 Khá", LINES)


def test_form_when_columns_are_pasted_from_excel_then_each_is_a_cell():
    form = SetForm({"name": "A", "of": "cell", "mode": "bands", "bands": "50 Đạt",
                    "lines": "Một\tViệc chung\tpoints\t60\r\nHai\tHọp đủ\tpass\t40"})  # fmt: skip

    assert form.is_valid(), form.errors
    found = SetForm.read(form.cleaned_data)
    assert [(g, c["text"], c["most"]) for g, c in standards.criteria(found)] == [
        ("Một", "Việc chung", "60"), ("Hai", "Họp đủ", "40"),
    ]  # fmt: skip


@pytest.mark.parametrize(("said", "points"), [("28", 28), ("28,5", 28.5), ("28.50", 28.5)])
def test_points_when_typed_as_an_office_does_then_a_number(said, points):
    assert PointsField().clean(said) == points


@pytest.mark.parametrize("said", ["1e1", "٣", "2,555", "-3", "ba"])
def test_points_when_not_digits_then_a_sentence(said):
    with pytest.raises(ValidationError, match="Write points"):
        PointsField().clean(said)


def test_file_when_broken_then_the_line_is_named_and_no_english_of_a_library():
    with pytest.raises(Refused, match="from line 2 on") as caught:
        standards.read_file(b"[title]\nname Chi bo\n")
    assert "Expected" not in caught.value.message
