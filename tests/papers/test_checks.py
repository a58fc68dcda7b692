"""`namro check` finds a paper that was changed behind the application's back, and a number without one."""

import pytest

from namro.papers import checks
from namro.papers.models import Paper
from tests.papers.test_issuing import issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(world):
    return [issue(world) for _one in range(3)]


def test_papers_when_nobody_touched_them_then_all_hold(three):
    assert list(checks.problems()) == []


def test_paper_when_its_content_is_changed_or_emptied_then_it_is_named(three):
    Paper.objects.filter(pk=three[0].pk).update(content={})

    assert list(checks.problems()) == [
        f"paper {three[0].pk} {three[0].symbol}: its content was changed"
    ]


def test_paper_when_its_symbol_is_changed_then_it_is_named(three):
    Paper.objects.filter(pk=three[1].pk).update(symbol="99-TB/ĐU")

    assert f"it was issued as {three[1].symbol}, not 99-TB/ĐU" in list(checks.problems())[0]


@pytest.mark.parametrize("n", [1, 2])
def test_paper_when_it_is_deleted_the_last_one_too_then_its_number_is_missed(three, n):
    Paper.objects.filter(pk=three[n].pk).delete()

    (said,) = checks.problems()
    assert said.endswith(f"numbers without a paper: {three[n].number}")
