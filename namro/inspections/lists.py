"""Room inspections: the items of a conclusion from a workbook."""

from collections.abc import Iterable
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from namro.core import clock, text
from namro.inspections.models import Conclusion, Item
from namro.inspections.register import ADD_ITEM, STANDING
from namro.inspections.workflow import EDIT
from namro.org.access import Access
from namro.org.models import Unit
from namro.org.states import UnitKind
from namro.registers.lists import Declared, list_kind
from namro.sheets.kinds import members
from namro.sheets.layout import Column
from namro.sheets.lists import Target

COLUMNS = (
    Column("number", _("Item"), words=("mục", "nội dung số", "số nội dung")),
    Column(
        "text", _("What is to be done"), required=True, never=("kết quả", "minh chứng"),
        words=("nội dung", "nội dung kết luận", "nội dung phải thực hiện", "kiến nghị",
               "yêu cầu thực hiện", "nội dung thực hiện"),
    ),
    replace(members.UNIT, required=True, carried=True, never=(*members.UNIT.never, "người"),
            words=(*members.UNIT.words, "đơn vị thực hiện", "cơ quan chủ trì", "chủ trì")),
    # As our own form and export head it: of a person here, of a body in lists of members.
    replace(members.NAME, words=(*members.NAME.words, "người chủ trì", "người chịu trách nhiệm",
                                 "phụ trách", "người thực hiện", "đầu mối"),
            never=("cơ quan chủ trì", "đơn vị chủ trì", "lãnh đạo")),
    Column("leader", _("Answerable leader"),
           words=("lãnh đạo chịu trách nhiệm", "lãnh đạo phụ trách", "người đứng đầu",
                  "người đứng đầu chịu trách nhiệm", "lãnh đạo đơn vị")),
    Column("due", _("Due"), required=True,
           words=("thời hạn", "hạn", "hạn hoàn thành", "thời gian hoàn thành", "hoàn thành trước")),
    Column("evidence", _("Evidence that is asked for"),
           words=("minh chứng", "sản phẩm", "tài liệu chứng minh")),
)  # fmt: skip


def _targets(access: Access) -> Iterable[Target]:
    rows = access.rows(Conclusion, EDIT).filter(status__in=STANDING)
    return [_into(one) for one in rows.select_related("unit").order_by("-pk")[:200]]


def _target(key: str) -> Target | None:
    pk = text.whole_number(key)
    found = Conclusion.objects.select_related("unit").filter(pk=pk).first() if pk else None
    return _into(found) if found else None


def _into(one: Conclusion) -> Target:
    """Units of the whole area may have to carry something out, not only those below the body."""
    above = Unit.objects.filter(pk__in=one.unit.ancestor_ids, kind=UnitKind.AREA)
    unit = above.order_by("-path").first() or one.unit
    page = reverse("conclusion-detail", args=[one.key])
    return Target(str(one.pk), unit, str(one), clock.today(), page, one.year, thing=one)


KIND = list_kind(
    Declared(
        name="conclusion-items",
        label=_("Items of a conclusion"),
        about=_("What is to be done, by which unit and whom, by when. Enter the conclusion first."),
        model=Item,
        ask=ADD_ITEM,
        columns=COLUMNS,
        targets=_targets,
        target=_target,
        among=lambda one: one.items.select_related("owner"),
        same=("text", "due"),
        days=("due",),
        as_person="owner",
        post="Cán bộ đầu mối",
    )
)
