"""Room mediation: cases that go on in another team's book of the year."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from namro.registers.passing import Rule


def _next_number(case: Any, taken: set[tuple[Any, ...]]) -> dict[str, Any]:
    """The next free number of the year in the book of the team that carries it on."""
    return {"number": max(number for period, number in taken if period == case.period) + 1}


CASE = Rule(
    _("A case whose number the book of the other team has already is given the next free number"
      " there; the trail of the case keeps both."),
    settle=_next_number,
    beside=("second",),
)  # fmt: skip
