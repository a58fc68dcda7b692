"""Room bench: reading a list beside the bare parser, and taking it in beside bare inserts."""

import io
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import python_calamine as calamine
import xlsxwriter
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import models, transaction

from namro.commitments import actions as commitments
from namro.commitments import importing
from namro.commitments.models import Campaign, Commitment, Registrant, Version
from namro.commitments.workflow import CAMPAIGN
from namro.core import audit, clock
from namro.core.audit import Actor, Line
from namro.core.models import AuditEntry
from namro.core.write import writing
from namro.org import actions as org
from namro.org.access import Access
from namro.org.models import Appointment, Person
from namro.sheets import actions, lists, preview
from namro.sheets.book import open_book
from namro.sheets.lists import NEW, Asked
from namro.sheets.models import Import, Made
from namro.sheets.registrations import REGISTRATIONS, interpret
from namro.sheets.rows import extract
from namro.sheets.understanding import understand

HEAD = (
    "TT", "Họ và tên", "Chi bộ", "Chức vụ", "Nội dung đăng ký", "Loại việc", "Kết quả cần đạt",
    "Hạn",
)  # fmt: skip
CELLS = 150
BATCH = 500
BY = Actor(None, "namro bench", via="bench")
# What a confirmed list of registrations writes, in the order in which one needs the other.
WRITTEN: tuple[type[models.Model], ...] = (Person, Appointment, Registrant, Commitment, Version)


class RolledBackError(Exception):
    """Ends a measurement; nothing of it stays in the database."""


def reading(rows: int = 10_000) -> dict[str, Any]:
    """Seconds of the bare parser, of our child with its checks, and of the whole way to items.

    Both read in the same run; `ratio` is the child beside the parser, `whole_ratio` all of it.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        path.write_bytes(workbook(rows))
        bare = _best(lambda: _bare(path))
        child = _best(lambda: open_book(path))
        whole = _best(lambda: _items(path))
    return {
        "rows": rows,
        "calamine_s": bare,
        "child_s": child,
        "whole_s": whole,
        "ratio": child / bare,
        "whole_ratio": whole / bare,
        "child_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }


def _best(run: Callable[[], Any], rounds: int = 3) -> float:
    took = []
    for _n in range(rounds):
        began = time.perf_counter()
        run()
        took.append(time.perf_counter() - began)
    return min(took)


def _bare(path: Path) -> int:
    with calamine.CalamineWorkbook.from_path(path) as book:
        sheet = book.get_sheet_by_index(0)
        return sum(len(row) for row in sheet.iter_rows())


def _items(path: Path) -> int:
    book = open_book(path)
    understanding = understand(book, REGISTRATIONS, 2023)
    read = extract(book, understanding, REGISTRATIONS)
    return sum(not interpret(row, 2023)[1] for row in read.rows)


def taking_in(rows: int = 10_000) -> dict[str, Any]:
    """Seconds from confirming to the end of the transaction, beside bare inserts of the same rows.

    The people and their lines are new, the cells are known. All is rolled back.
    """
    found: dict[str, Any] = {"rows": rows}
    try:
        with transaction.atomic():
            _measure(rows, found)
            raise RolledBackError
    except RolledBackError:
        return found


def _measure(rows: int, found: dict[str, Any]) -> None:
    campaign, access = _stage()
    kind, target = importing.KIND, importing.target_of(campaign)
    upload = ContentFile(workbook(rows), name="list.xlsx")
    record = actions.receive(upload, kind, target, access)
    try:
        record = actions.choose(record, {f"{lists.EVERY}person:new": NEW}, access)
        began = time.perf_counter()
        judged = preview.judged_of(record, kind, target, Asked(access, record.choices))
        found["judge_s"] = time.perf_counter() - began
        entries = AuditEntry.objects.count()
        began = time.perf_counter()
        counts = actions.take_in(record, kind, target, judged, access)
        found["take_in_s"] = time.perf_counter() - began
        found["taken"] = counts["taken"]
        entries = AuditEntry.objects.count() - entries
        instances, lines = _again(record, campaign)
        began = time.perf_counter()
        _bulk(instances, lines[:entries])
        found["bare_s"] = time.perf_counter() - began
        found["ratio"] = found["take_in_s"] / found["bare_s"]
        found["audit_entries"] = entries
    finally:
        actions.forget(record)


def _stage() -> tuple[Campaign, Access]:
    """A city of its own with an office, a ward, its cells and an open campaign."""
    today = clock.today()
    top = org.create_unit("Đo", "state", "area", None, today, BY)
    ward = org.create_unit("Đảng ủy phường Đo", "party", "grassroots", top, today, BY)
    for n in range(CELLS):
        org.create_unit(f"Chi bộ {n + 1}", "party", "cell", ward, today, BY)
    clerk = org.add_person("Người Đo", BY)
    user = org.open_account(clerk, f"do-{top.pk}", BY)
    org.grant(clerk, "office", top, today, BY)
    access = Access.of(user, today, via="bench")
    setup = commitments.Setup(
        slug=f"do-{top.pk}",
        name="Đo",
        year=today.year,
        opens=today,
        closes=today,
        subject="campaign.members",
    )
    campaign = commitments.set_up(top, setup, access)
    opened: Campaign = CAMPAIGN.take(campaign, "open", access)
    return opened, access


def _again(record: Import, campaign: Campaign) -> tuple[list[list[models.Model]], list[Line]]:
    """The rows that were written once more, as new instances that point at each other."""
    twins: dict[tuple[type[models.Model], int], models.Model] = {}
    other = _copy(campaign, {"slug": f"{campaign.slug}-x"})
    other.save()
    twins[Campaign, campaign.pk] = other
    instances: list[list[models.Model]] = []
    for model in WRITTEN:
        rows = [_twin(row, twins) for row in _written(model, record)]
        instances.append(rows)
    lines = [Line("person.add", row, {"post": [None, "x"]}) for row in instances[0]]
    lines += [Line("commitment.import", row, {"title": [None, str(row)]}) for row in instances[3]]
    return instances, lines


def _written(model: type[models.Model], record: Import) -> models.QuerySet:
    if model is Version:
        made = Made.objects.filter(record=record, model="commitments.commitment")
        return Version.objects.filter(commitment__in=made.values("row_id"))
    made = Made.objects.filter(record=record, model=model._meta.label_lower)
    return model._base_manager.filter(pk__in=made.values("row_id"))


def _twin(row: Any, twins: dict[tuple[type[models.Model], int], models.Model]) -> models.Model:
    twin = _copy(row, {})
    for field in row._meta.concrete_fields:
        if field.is_relation and (
            found := twins.get((field.related_model, getattr(row, field.attname)))
        ):
            setattr(twin, field.name, found)
    twins[type(row), row.pk] = twin
    return twin


def _copy(row: Any, changes: dict[str, Any]) -> Any:
    skipped = {"id", "key"}
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in skipped and not field.generated
    }
    return type(row)(**(values | changes))


@writing()
def _bulk(instances: list[list[models.Model]], lines: list[Line]) -> None:
    for model, rows in zip(WRITTEN, instances, strict=True):
        model._base_manager.bulk_create(rows, batch_size=BATCH)
    audit.record_many(lines, BY)


def workbook(rows: int) -> bytes:
    """A list of 8 columns with a title, as an office keeps it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Danh sách")
    sheet.write_string(0, 0, "DANH SÁCH ĐĂNG KÝ VIỆC MỚI, VIỆC KHÓ NĂM 2023")
    for column, words in enumerate(HEAD):
        sheet.write_string(2, column, words)
    for n in range(rows):
        for column, words in enumerate(_row(n)):
            sheet.write_string(n + 3, column, words)
    book.close()
    return out.getvalue()


def _row(n: int) -> tuple[str, ...]:
    return (
        str(n + 1),
        f"Nguyễn {SECOND[n // 20 % 25]} {THIRD[n // 500 % 20]} {GIVEN[n % 20]}",
        f"Chi bộ {n % CELLS + 1}",
        "Đảng viên",
        f"Vận động {n % 50 + 2} hộ ngõ {n % 400 + 1} bàn giao mặt bằng",
        "Việc khó" if n % 3 else "Việc mới",
        f"{n % 50 + 2} biên bản bàn giao",
        "30/9/2023",
    )


GIVEN = (
    "An", "Bình", "Cúc", "Dũng", "Đạt", "Giang", "Hải", "Hoa", "Khoa", "Lan", "Mai", "Nam", "Oanh",
    "Phong", "Quân", "Sơn", "Tâm", "Uyên", "Vân", "Yến",
)  # fmt: skip
SECOND = (
    "Văn", "Thị", "Đức", "Minh", "Thu", "Hồng", "Quang", "Ngọc", "Anh", "Xuân", "Kim", "Thanh",
    "Công", "Hữu", "Bá", "Đình", "Trọng", "Thế", "Mạnh", "Tuấn", "Bích", "Diệu", "Khánh", "Phương",
    "Tường",
)  # fmt: skip
THIRD = (
    "Gia", "Bảo", "Hà", "Linh", "Trí", "Tài", "Lộc", "Phúc", "Thọ", "Đông", "Tây", "Bắc", "Thu",
    "Hạ", "Xuyên", "Việt", "Long", "Hưng", "Thịnh", "Vượng",
)  # fmt: skip


def measure(rows: int = 10_000) -> dict[str, Any]:
    """Taking in, on a fresh database of this process."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    return taking_in(rows)
