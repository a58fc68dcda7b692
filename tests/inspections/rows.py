"""The addresses of the register of inspections and of draws, and one of each record."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from namro.core import clock
from namro.inspections import actions
from namro.inspections.models import Conclusion, Inspection, Item
from namro.inspections.workflow import CONCLUSION
from namro.ledger import actions as ledger
from namro.ledger import drawing
from tests import make
from tests.rows import Row, keyed, plain, post


def conclusion(world: Any, **more: Any) -> Conclusion:
    said = {
        "unit": world.council, "number": "01/KL-TTr", "issued_on": dt.date(2026, 3, 2),
        "title": "Quản lý đất công", "inspection": None,
    } | more  # fmt: skip
    return actions.conclude(said, make.access(world.minh))


def item(one: Conclusion, world: Any, **more: Any) -> Item:
    said = {
        "text": "Thu hồi 3 thửa đất xen kẹt", "unit": world.cell, "owner": world.lan.person,
        "leader": None, "due": dt.date(2026, 12, 1), "evidence": "Biên bản",
    } | more  # fmt: skip
    return actions.add_item(one, said, make.access(world.minh))


def followed(one: Conclusion, world: Any) -> Conclusion:
    return CONCLUSION.take(one, "follow", make.access(world.minh))


def declared(one: Item, world: Any) -> Item:
    ledger.report(one.entry, ledger.Report("Đã thu hồi", "declare"), make.access(world.lan))
    return Item.objects.select_related("entry", "conclusion__unit", "unit").get(pk=one.pk)


def visit(world: Any, **more: Any) -> Inspection:
    said = {
        "unit": world.council, "kind": "giam-sat-chuyen-de", "subject_kind": "organisation",
        "subject": world.ward, "n": 1, "topic": "Thực hiện quy chế", "begins_on": dt.date(2026, 12, 1),
        "ends_on": dt.date(2026, 12, 9),
    } | more  # fmt: skip
    return actions.plan(said, make.access(world.minh))


def draw(world: Any, **more: Any) -> drawing.Draw:
    day = clock.today()
    said = {
        "unit": world.area, "name": "Rút thăm quý IV", "declared_from": dt.date(day.year, 1, 1),
        "declared_to": day, "size": 1, "seed_source": "Giải đặc biệt xổ số kiến thiết",
        "seed_day": day + dt.timedelta(days=1),
    } | more  # fmt: skip
    return drawing.announce(said, make.access(world.minh))


def build(made: SimpleNamespace, world: SimpleNamespace) -> None:
    """A conclusion with an item, one declared, a line of the programme, counts, a draw."""
    made.conclusion = conclusion(world)
    item(made.conclusion, world)
    made.conclusion = followed(made.conclusion, world)
    made.followed = item(made.conclusion, world, text="Nộp trả 12 triệu đồng")
    made.declared_item = declared(item(made.conclusion, world, text="Lập hồ sơ"), world)
    made.planned_item = item(conclusion(world, number="09/KL-TTr"), world)
    made.inspection = visit(world, begins_on=dt.date(2026, 3, 9), ends_on=dt.date(2026, 3, 12))
    made.discipline = actions.count_discipline(
        {"unit": world.council, "year": 2026, "quarter": 3, "member:khien-trach": 2},
        make.access(world.minh),
    )
    made.draw = draw(world)
    made.seeded = draw(world, name="Rút thăm quý III")
    # Announced yesterday: its seed is known today.
    made.drawn = draw(world, name="Rút thăm quý II")
    for one in (made.seeded, made.drawn):
        drawing.Draw.objects.filter(pk=one.pk).update(seed_day=clock.today())
    made.drawn.refresh_from_db()
    made.drawn = drawing.draw_lots(made.drawn, "84213", make.access(world.minh))


ROWS: dict[str, Row] = {
    "conclusion-list": plain(),
    "conclusion-new": plain("minh"),
    "conclusion-detail": keyed(lambda m: (m.conclusion.key,), "van"),
    "conclusion-ask": keyed(lambda m: (m.conclusion.key, "add-item"), "minh"),
    "conclusion-step": post(lambda m: (m.conclusion.key, "close-conclusion"), "minh", gets=409),
    "conclusion-issue": keyed(lambda m: (m.conclusion.key, "conclusion-report"), "minh"),
    "conclusion-item-list": plain(),
    "conclusion-item-detail": keyed(lambda m: (m.followed.key,), "lan"),
    "conclusion-item-ask": keyed(lambda m: (m.planned_item.key, "correct"), "minh"),
    "conclusion-item-step": post(lambda m: (m.declared_item.key, "accept"), "minh"),
    "inspection-list": plain(),
    "inspection-new": plain("minh"),
    "inspection-detail": keyed(lambda m: (m.inspection.key,), "van"),
    "inspection-ask": keyed(lambda m: (m.inspection.key, "correct"), "minh"),
    "inspection-step": post(lambda m: (m.inspection.key, "hold"), "minh"),
    "inspections-figures": plain(),
    "discipline-list": plain(),
    "discipline-new": plain("minh"),
    "discipline-detail": keyed(lambda m: (m.discipline.key,), "van"),
    "draw-list": plain(),
    "draw-new": plain("minh"),
    "draw-detail": keyed(lambda m: (m.drawn.key,), "van"),
    "draw-ask": keyed(lambda m: (m.seeded.key, "draw-lots"), "minh"),
    "draw-step": post(lambda m: (m.draw.key, "drop-draw"), "minh", lambda m: {"note": "nhầm ngày"}),
    "draw-issue": keyed(lambda m: (m.draw.key, "draw-list"), "minh"),
    "draw-print": keyed(lambda m: (m.draw.key, "list", "docx"), "van"),
}
