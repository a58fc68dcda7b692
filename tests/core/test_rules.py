"""Rules of a day: where none held, a sentence says so, and nobody sees an error 500."""

import datetime as dt

import pytest

from namro.core import rules
from namro.core.errors import Refused
from namro.inspections import kinds
from namro.mediation import law


@pytest.mark.parametrize(
    ("ask", "day"), [(law.on, dt.date(2013, 6, 1)), (kinds.kinds, dt.date(1900, 1, 1))]
)
def test_rules_when_the_day_is_older_than_all_then_refused_with_the_first_day(ask, day):
    with pytest.raises(Refused, match=r"begin on \d\d/\d\d/\d{4}") as caught:
        ask(day)

    assert caught.value.status == 422
    assert f"{day:%d/%m/%Y}" in caught.value.message


def test_rules_when_nobody_wrote_any_then_it_is_a_fault_of_ours():
    with pytest.raises(LookupError) as caught:
        rules.in_force(law.RULES, "no such subject", dt.date(2026, 1, 1))

    assert not isinstance(caught.value, Refused)
