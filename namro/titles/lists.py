"""Room titles: titles of earlier years from a workbook: subject, number and day of the decision."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from namro.core import clock, text
from namro.core.forms import CleanText
from namro.criteria import standards
from namro.org.access import Access
from namro.registers.kit import Ask
from namro.registers.lists import Declared, list_kind
from namro.sheets.kinds import members
from namro.sheets.layout import Column
from namro.sheets.lists import Target
from namro.titles import actions
from namro.titles.models import Card, Round
from namro.titles.workflow import EDIT

MOST = 200


class TakenForm(forms.Form):
    """What a row of the list says beside the unit."""

    decision = CleanText(label=_("Decision"), max_length=100)
    decided_on = forms.DateField(label=_("Day of the decision"))


def _targets(people: bool) -> Callable[[Access], Iterable[Target]]:
    def open_to(access: Access) -> Iterable[Target]:
        rows = access.rows(Round, EDIT).select_related("unit").order_by("-period", "-pk")
        wanted = [one for one in rows if (one.content["of"] == standards.PERSON) == people]
        return [_into(one) for one in wanted[:MOST]]

    return open_to


def _target(key: str) -> Target | None:
    pk = text.whole_number(key)
    found = Round.objects.select_related("unit").filter(pk=pk).first() if pk else None
    return _into(found) if found else None


def _into(one: Round) -> Target:
    page = reverse("round-detail", args=[one.key])
    return Target(str(one.pk), one.unit, str(one), clock.today(), page, one.year, thing=one)


def _take(one: Round, said: dict[str, Any], access: Access) -> Card:
    return actions.take_over(one, said, access)


def _check(one: Round, said: dict[str, Any], access: Access) -> None:
    """A row that another decision has decided is told apart; the other rows go in."""
    person, unit = said.get("person"), said["unit"]
    for card in one.cards.filter(person=person, unit=unit, decided_on=said["decided_on"]):
        if text.identity(card.decision) == text.identity(said["decision"]):
            return  # the very one: it is in already
    actions.may_take_over(one, said)


def _among(one: Round) -> QuerySet:
    return one.cards.select_related("person")


TOLD = (
    Column("decision", _("Decision"), required=True,
           words=("số quyết định", "quyết định", "quyết định số")),
    Column("decided_on", _("Day of the decision"), required=True,
           words=("ngày quyết định", "ngày", "ngày công nhận")),
)  # fmt: skip
ASK = Ask("take-over", _("Take over"), EDIT, lambda one, access: TakenForm, _take)
KIND = list_kind(
    Declared(
        name="recognitions",
        label=_("Titles of earlier years"),
        about=_("Units that were recognised, with the number and day of the decision. Open the "
                "round of the year first."),
        model=Card,
        ask=ASK,
        columns=(replace(members.UNIT, required=True,
                         words=(*members.UNIT.words, "tên tổ", "tổ")), *TOLD),
        targets=_targets(people=False),
        target=_target,
        among=_among,
        same=("decision", "decided_on"),
        days=("decided_on",),
        check=_check,
    )
)  # fmt: skip
OF_MEMBERS = list_kind(
    Declared(
        name="recognitions-members",
        label=_("Titles of members of earlier years"),
        about=_("Members who were recognised, with the number and day of the decision. Open the "
                "round of the year first."),
        model=Card,
        ask=ASK,
        columns=(members.NAME, replace(members.UNIT, required=True), *TOLD),
        targets=_targets(people=True),
        target=_target,
        among=_among,
        same=("decision", "decided_on"),
        days=("decided_on",),
        check=_check,
        as_person="person",
        post="Đảng viên",
    )
)  # fmt: skip
