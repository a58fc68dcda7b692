"""Figures of a draft beside what registers hold: conclusions, mediation, titles; nothing withheld."""

import datetime as dt

import pytest

from namro.core import clock
from namro.inspections.workflow import ITEM
from namro.reports.proofreading.findings import Grade
from namro.titles.workflow import CARD
from tests import make
from tests.inspections.rows import conclusion, declared, followed, item
from tests.mediation.rows import team
from tests.mediation.test_privacy import old
from tests.reports.test_proof_register import asked
from tests.titles.rows import card, opened, verified

pytestmark = pytest.mark.django_db
FITS, WRONG, UNKNOWN = Grade.FITS, Grade.WRONG, Grade.CANNOT_CHECK


def grades(text, user, **more):
    return [(one.grade, one.params.get("said")) for one in asked(text, user, **more)]


@pytest.fixture
def concluded(world):
    """Two conclusions with five items, three of them declared done, one of these accepted."""
    both = [conclusion(world, number=f"0{n}/KL-TTr") for n in (1, 2)]
    for one in both:
        item(one, world)
    both = [followed(one, world) for one in both]
    done = [declared(item(one, world, text=f"Nộp {n} triệu"), world)
            for n, one in enumerate((*both, both[0]))]  # fmt: skip
    ITEM.take(done[0], "accept", make.access(world.minh))
    return both


@pytest.fixture
def mediated(world):
    """Three teams with what they have ended in 2024 and 2025."""
    teams = [team(world, f"{n}", make.unit(f"UBND phường {n}", world.council, "peoples_committee", "state"))
             for n in (1, 2, 3)]  # fmt: skip
    for one, settled, failed in zip(teams, (40, 50, 60), (8, 9, 10), strict=True):
        old(one, 2025, "settled", settled)
        old(one, 2025, "not_settled", failed)
        old(one, 2024, "settled", 20)
        old(one, 2024, "not_settled", 6)
    return teams


@pytest.mark.parametrize(
    "text",
    [
        "Năm 2026, quận đã hoàn thành 3/5 nội dung của 2 kết luận.",
        "Đã thực hiện xong 2 kết luận thanh tra với 3 nội dung (đạt 60%).",
        "Đến nay còn chưa xong 2/5 nội dung kết luận.",
        "Cơ quan kiểm tra đã chấp nhận 1/5 nội dung của 2 kết luận.",
        "Có 2 kết luận thanh tra với 5 nội dung phải thực hiện.",
        "Ủy ban nhân dân quận báo xong 3/5 nội dung của các kết luận.",
    ],
)
def test_conclusions_when_a_draft_repeats_them_then_what_is_right_fits_and_a_change_is_wrong(
    world, concluded, text
):
    right = grades(text, world.van)
    first = right[0][1]
    changed = grades(text.replace(f" {first}", " 4", 1), world.van)

    assert right
    assert {grade for grade, _said in right} == {FITS}
    assert changed[0] == (WRONG, "4")


@pytest.mark.parametrize(
    "text",
    [
        "Quý I năm 2026 hoàn thành 1/2 nội dung của 1 kết luận.",
        "Năm 2019, hoàn thành 3/5 nội dung của 2 kết luận.",
        "Phường Hai đã hoàn thành 9/9 nội dung của 4 kết luận.",
    ],
)
def test_conclusions_when_part_of_a_year_or_nothing_is_known_then_nothing_can_be_said(
    world, concluded, text
):
    found = grades(text, world.van)

    assert found
    assert {grade for grade, _said in found} == {UNKNOWN}


def test_conclusions_when_a_goal_or_the_day_of_a_past_report_then_they_are_not_held_against(
    world, concluded
):
    text = "Quận hoàn thành 3/5 nội dung của 2 kết luận."
    past = grades(text, world.van, day=clock.today() - dt.timedelta(days=3))

    assert grades("Phấn đấu hoàn thành 5/5 nội dung của các kết luận.", world.van) == []
    assert {grade for grade, _said in past} == {UNKNOWN}


def test_mediation_when_a_draft_repeats_it_then_rates_teams_and_mediators_are_known(
    world, mediated
):
    text = (
        "Toàn quận có 3 tổ hòa giải với 9 hòa giải viên; đã tiếp nhận 255 vụ, việc, "
        "hòa giải thành 210/255 vụ, việc, hòa giải không thành 45 vụ."
    )

    right = grades(text, world.van)
    changed = grades(text.replace("210", "211").replace("9 hòa", "12 hòa"), world.van)

    assert [grade for grade, _said in right] == [FITS] * 6
    assert [said for grade, said in changed if grade == WRONG] == ["12", "211"]


def test_mediation_when_it_is_withheld_then_it_is_answered_like_what_is_unknown(world, mediated):
    """Neither the right number nor a wrong one of a team is told from what there never was."""
    ward = mediated[0].unit.parent.parent
    texts = [
        f"Năm 2025, {mediated[0].unit.name} hòa giải thành 40/48 vụ, việc.",
        f"Năm 2025, {mediated[0].unit.name} hòa giải thành 41/48 vụ, việc.",
        f"Năm 2025, {ward.name} hòa giải thành 40/48 vụ, việc.",
        "Năm 2025, Tổ hòa giải Không Có hòa giải thành 41/48 vụ, việc.",
        "Năm 2019, hòa giải thành 41/48 vụ, việc.",
    ]

    found = [asked(text, world.van) for text in texts]

    assert [[(o.grade, o.words, o.href, o.params["set"]) for o in rows] for rows in found[:3]] == [
        [(UNKNOWN, "register_unknown", "", o.params["set"]) for o in found[4]]
    ] * 3
    assert {o.grade for o in found[3]} <= {UNKNOWN, WRONG}


def test_registers_when_a_person_holds_nothing_then_nothing_is_said(world, mediated):
    assert grades("Toàn quận có 3 tổ hòa giải, hòa giải thành 210/255 vụ.", world.nobody) == []


def test_titles_when_a_draft_repeats_recognitions_then_they_are_known(world):
    before = grades("Năm 2026 đã công nhận 1 danh hiệu.", world.van)
    CARD.take(
        verified(card(opened(world), world.cell), world), "recognise", make.access(world.hung)
    )

    found = [grades(f"Năm 2026 đã công nhận {n} danh hiệu.", world.van) for n in (1, 9)]

    assert before == []
    assert found == [[(FITS, "1")], [(WRONG, "9")]]
