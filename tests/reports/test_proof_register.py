"""Figures of a draft beside the register: equal, different, true until a day, unknown; no leaks."""

import datetime as dt
from pathlib import Path

import pytest

from namro.commitments.models import Commitment
from namro.core import clock
from namro.figures.models import Tally
from namro.org import actions as org
from namro.reports.proofreading import against, analyser, sentences
from namro.reports.proofreading.draft import from_text
from namro.reports.proofreading.findings import Finding, Grade, Rule
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(world):
    """Two of three in ward Một registered, with three lines, one of them approved."""
    made = make.campaign(world.area, world.van, year=2026)
    place = make.registrant(made, world.member.person, world.cell)
    other = make.registrant(made, world.lan.person, world.cell)
    make.registrant(made, world.nobody.person, world.cell2)
    make.commitment(place, world.lan, "submitted")
    make.commitment(other, world.lan, "submitted", title="Trồng 40 cây ở ngõ 12", kind="new")
    make.approved(place, world.lan, world.hung, title="Sơn 12 biển số nhà ngõ 3")
    return made


@pytest.fixture
def far_campaign(world):
    """One of one in area B."""
    made = make.campaign(world.far, world.tu, year=2026, name="Đợt của Quận B")
    person = make.person("Lý Thị Xa", world.far_cell, "residential_member", leads=True)
    place = make.registrant(made, person, world.far_cell)
    make.commitment(place, world.tu, "submitted")
    return made


def asked(text: str, user, **more) -> list[Finding]:
    read = analyser.read(from_text(text))
    found = against.find(read, make.access(user), against.Asked(**more), clock.today())
    report = analyser.judged(read, found)
    both = [*report.findings, *report.fitting]
    return [one for one in both if one.rule == Rule.REGISTER]


def test_register_when_figures_are_those_of_the_records_then_they_are_equal(world, campaign):
    text = (
        "Năm 2026, quận có 2/3 đảng viên đăng ký việc mới, việc khó; tổng 3 nội dung đăng ký, "
        "trong năm đã phê duyệt 1 nội dung đăng ký."
    )

    found = asked(text, world.van)

    assert [(one.grade, one.params["said"]) for one in found] == [
        (Grade.FITS, "2"),
        (Grade.FITS, "3"),
        (Grade.FITS, "3"),
        (Grade.FITS, "1"),
    ]
    assert f"unit={world.area.pk}" in found[0].href
    assert "standing=registered" in found[0].href
    assert "status=approved" in found[3].href


def test_register_when_a_figure_differs_then_it_says_by_how_much_and_where(world, campaign):
    (one,) = asked("Năm 2026 có 5 đồng chí đăng ký đảm nhận nhiệm vụ.", world.van)

    assert (one.grade, one.words) == (Grade.WRONG, "register_different")
    assert (one.params["counted"], one.params["apart"]) == ("2", "3")
    assert "Quận A" in sentences.sentence(one)


def test_register_when_it_was_true_until_a_day_then_the_day_is_named(world, campaign):
    today = clock.today()
    for ago, line in zip((9, 6, 3), Commitment.objects.order_by("pk"), strict=True):
        Commitment.objects.filter(pk=line.pk).update(submitted_on=today - dt.timedelta(days=ago))

    (one,) = asked("Năm 2026 có 2 nội dung đăng ký đảm nhận.", world.van)

    assert (one.grade, one.words) == (Grade.DOUBTFUL, "register_was")
    assert one.params["day"] == f"{today - dt.timedelta(days=4):%d/%m/%Y}"


def test_register_when_a_past_day_is_asked_then_that_day_is_compared(world, campaign):
    today = clock.today()
    Commitment.objects.update(submitted_on=today - dt.timedelta(days=2))

    now = asked("Năm 2026 có 3 nội dung đăng ký đảm nhận.", world.van)
    then = asked(
        "Năm 2026 có 3 nội dung đăng ký đảm nhận.", world.van, day=today - dt.timedelta(days=5)
    )

    assert [one.grade for one in now] == [Grade.FITS]
    assert [(one.grade, one.params["counted"], one.href) for one in then] == [
        (Grade.WRONG, "0", "")
    ]


def test_register_when_it_is_nearly_said_then_near_is_equal(world, campaign):
    texts = (
        "Năm 2026 có gần 3 nội dung đăng ký đảm nhận.",
        "Năm 2026 có hơn 9 nội dung đăng ký đảm nhận.",
    )

    assert [asked(text, world.van)[0].grade for text in texts] == [Grade.FITS, Grade.WRONG]


def test_register_when_a_unit_is_named_by_an_earlier_name_then_it_is_known(world, campaign):
    org.rename_unit(world.ward, "Đảng ủy phường Mới", make.SYSTEM, clock.today())

    found = [
        asked(f"Năm 2026, {name} có 3 đảng viên đăng ký việc mới, việc khó.", world.van)[0]
        for name in ("phường Một", "Đảng bộ phường Mới", "phường Mới")
    ]

    assert {one.params.get("unit") for one in found} == {"Đảng ủy phường Mới"}
    assert {one.params["counted"] for one in found} == {"2"}


def test_register_when_another_unit_is_named_then_its_figures_never_leak(
    world, campaign, far_campaign
):
    """A unit that is there and closed to me, and one that there is not, are answered alike."""
    texts = [
        f"Năm 2026, {name} có 1 đảng viên đăng ký việc mới, việc khó."
        for name in ("phường Hai", "phường Không Có")
    ]

    mine = [asked(text, world.van) for text in texts]
    theirs = asked(texts[0], world.tu)

    assert [[(o.grade, o.words, o.href) for o in found] for found in mine] == [
        [(Grade.CANNOT_CHECK, "register_unknown", "")]
    ] * 2
    assert sentences.sentence(mine[0][0]) == sentences.sentence(mine[1][0])
    assert [one.grade for one in theirs] == [Grade.FITS]


def test_register_when_a_secretary_asks_then_only_the_own_cell_is_counted(world, campaign):
    (one,) = asked("Năm 2026 có 3 đảng viên đăng ký việc mới, việc khó.", world.lan)

    assert one.params["unit"] == "Chi bộ 1"
    assert one.params["counted"] == "2"


def test_register_when_nothing_speaks_of_a_campaign_then_it_is_silent(world, campaign):
    assert (
        asked("Năm 2026 có 55 hộ nghèo; năm 2019 có 9 đảng viên đăng ký việc mới.", world.van) == []
    )


def test_register_when_a_person_holds_nothing_then_it_is_silent(world, campaign):
    found = asked("Năm 2026 có 2 đảng viên đăng ký việc mới, việc khó.", world.nobody)

    assert [one for one in found if one.grade != Grade.CANNOT_CHECK] == []


def test_register_when_who_decides_is_named_then_the_area_it_decides_for_is_counted(
    world, campaign
):
    texts = (
        "Năm 2026, Ban Thường vụ Quận ủy phê duyệt 1 nội dung đăng ký việc mới, việc khó.",
        "Năm 2026, Ủy ban nhân dân quận có 3 nội dung đăng ký đảm nhận.",
        "Ban Thường vụ Quận ủy chỉ đạo. Năm 2026 có 2 đảng viên đăng ký việc mới, việc khó.",
        "Năm 2026, Đảng ủy phường Một chỉ đạo; toàn quận có 2/3 đảng viên đăng ký việc khó.",
    )

    found = [asked(text, world.van) for text in texts]
    wrong = asked(texts[0].replace("1 nội dung", "4 nội dung"), world.van)

    assert [[one.grade for one in rows] for rows in found] == [
        [Grade.FITS], [Grade.FITS], [Grade.FITS], [Grade.FITS, Grade.FITS],
    ]  # fmt: skip
    assert [(one.grade, one.params["unit"]) for one in wrong] == [(Grade.WRONG, "Quận A")]


def test_register_when_the_named_unit_takes_no_part_then_nothing_can_be_said(world, campaign):
    idle = make.unit("Đảng ủy phường Ba", world.area, kind="grassroots")

    (one,) = asked(f"Năm 2026, {idle} có 9 đảng viên đăng ký việc mới, việc khó.", world.van)

    assert (one.grade, one.words) == (Grade.CANNOT_CHECK, "register_unknown")


def test_register_when_a_least_is_said_then_it_is_no_count(world, campaign):
    text = "Năm 2026, mỗi đồng chí đăng ký từ 2 việc mới trở lên, có 2 đồng chí đăng ký."

    assert [(one.grade, one.params["said"]) for one in asked(text, world.van)] == [
        (Grade.FITS, "2")
    ]


ARTICLES = Path(__file__).parents[3] / "shared" / "articles"
WRITTEN = (("tayho-2024-03", 6), ("tayho-2024-07", 4))


@pytest.fixture
def tay_ho(world):
    """The three campaigns with the counts that were published, as the counters hold them."""
    counted = (
        ("officials", 2022, "key_official", 51, 51, 53),
        ("officials", 2023, "key_official", 54, 54, 163),
        ("members", 2023, "residential_member", 7_560, 7_126, 7_126),
    )
    for subject, year, klass, asked_, registered, items in counted:
        made = make.campaign(
            world.area, world.van, year=year, subject=f"campaign.{subject}",
            name=f"{subject} {year}", opens=dt.date(year, 1, 9), bodies=[world.standing, world.council],
        )  # fmt: skip
        for unit in (world.area, world.top):
            for name, key, n in (
                ("registrant", f"{klass}|met", registered),
                ("registrant", f"{klass}|missing", asked_ - registered),
                ("commitment", "approved|hard|-", items),
            ):
                Tally.objects.create(period=made.pk, unit=unit, set=name, key=key, n=n)


@pytest.mark.skipif(not ARTICLES.is_dir(), reason="the published articles are not here")
@pytest.mark.parametrize(("name", "known"), WRITTEN)
def test_articles_when_the_register_holds_what_was_published_then_all_of_it_fits(
    world, tay_ho, name, known
):
    text = (ARTICLES / f"{name}.txt").read_text(encoding="utf-8")

    found = asked(text, world.van)
    changed = asked(text.replace("163", "164"), world.van)

    assert [one.params for one in found if one.grade != Grade.FITS] == []
    assert len(found) == known
    assert [(one.grade, one.params["said"]) for one in changed if one.grade != Grade.FITS] == [
        (Grade.WRONG, "164")
    ]
