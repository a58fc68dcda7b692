"""Room mediation: prints of a team: its book, the book without names, the monthly pack, allowances.

None is kept and none has a number; a file's name says the team and never a party.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _lazy

from namro.core import clock, text
from namro.mediation import law
from namro.mediation.models import Case
from namro.mediation.states import OPEN, CaseState
from namro.org.access import Access
from namro.org.models import Unit
from namro.papers import content as papers
from namro.papers.content import Content
from namro.papers.kinds import PaperKind, declare

BOOK = declare(PaperKind("mediation-book", _lazy("Book of a mediation team"), "SỔ",
                         "SỔ THEO DÕI HOẠT ĐỘNG HÒA GIẢI Ở CƠ SỞ", numbered=False))  # fmt: skip
PACK = declare(PaperKind("mediation-pack", _lazy("Pack for the monthly meeting"), "BC",
                         "BÁO CÁO GIAO BAN", numbered=False))  # fmt: skip
PAY = declare(PaperKind("mediation-pay", _lazy("List of allowances"), "DS",
                        "DANH SÁCH CHI THÙ LAO HÒA GIẢI VIÊN", numbered=False))  # fmt: skip
AGREEMENT = declare(PaperKind("mediation-agreement", _lazy("Written agreement"), "BB",
                              "VĂN BẢN HÒA GIẢI THÀNH", numbered=False))  # fmt: skip
MARK = {CaseState.SETTLED: ("x", ""), CaseState.NOT_SETTLED: ("", "x")}


def _cases(team: Unit) -> Sequence[Case]:
    rows = Case.objects.filter(unit=team).select_related("words", "second", "unit")
    return list(rows.prefetch_related("parties", "mediators").order_by("received_on", "pk"))


def _summary(cases: Sequence[Case]) -> Any:
    labels = law.labels("field")
    rows: list[list[str | int]] = []
    for name, label in labels.items():
        here = [one for one in cases if one.field == name]
        if here:
            settled = sum(one.status == CaseState.SETTLED for one in here)
            failed = sum(one.status == CaseState.NOT_SETTLED for one in here)
            rows.append([label, len(here), settled, failed])
    columns = [papers.column("Lĩnh vực", 3), *(papers.column(one, 1, "right") for one in
               ("Tiếp nhận", "Hòa giải thành", "Không thành"))]  # fmt: skip
    return papers.table(columns, rows, title="Phần II. Tổng hợp")


def book(case: Case, access: Access) -> Content:
    """The official book's columns, for the team alone."""
    rows: list[list[str | int]] = []
    for n, one in enumerate(_cases(case.unit), start=1):
        settled, failed = MARK.get(CaseState(one.status), ("", ""))
        parties = "; ".join(
            ", ".join(str(part) for part in (p.name, p.born, p.address) if part)
            for p in one.parties.all()
        )
        who = "; ".join(person.full_name for person in one.mediators.all())
        content = getattr(one, "words", None)
        rows.append([n, f"{one.received_on:%d/%m/%Y}", who, parties,
                     content.content if content else "", "Có" if one.agreed else "", settled,
                     failed, "", one.get_status_display() if not settled and not failed else ""])  # fmt: skip
    heads = ("Số TT", "Ngày nhận", "Hòa giải viên, người được mời", "Các bên (tên, năm sinh, địa chỉ)",
             "Nội dung chủ yếu", "Thỏa thuận", "Thành", "Không thành", "Ký tên", "Ghi chú")  # fmt: skip
    widths = (0.6, 1.1, 1.8, 2.4, 3, 1.2, 0.7, 0.7, 0.9, 1.2)
    columns = [papers.column(head, width) for head, width in zip(heads, widths, strict=True)]
    return papers.content(
        subject=f"{case.unit.name}",
        blocks=[papers.paragraph("Chỉ hòa giải viên của tổ được đọc; không sao gửi.")],
        annexes=[papers.annex("Phần I. Vụ, việc", [papers.table(columns, rows)], landscape=True),
                 papers.annex("Phần II", [_summary(_cases(case.unit))])],
        recipients=["Lưu tại tổ hòa giải"],
    )  # fmt: skip


def without_names(case: Case, access: Access) -> Content:
    """The book as it may be shown: no names, no content."""
    labels = law.labels("field")
    rows: list[list[str | int]] = [
        [n, f"{one.received_on:%m/%Y}", labels.get(one.field, one.field), one.get_status_display()]
        for n, one in enumerate(_cases(case.unit), start=1)
    ]
    columns = [papers.column("Số TT", 0.6), papers.column("Tháng nhận", 1.2),
               papers.column("Lĩnh vực", 3), papers.column("Kết quả", 2)]  # fmt: skip
    return papers.content(
        subject=f"Trích sổ không có tên – {case.unit.name}",
        blocks=[papers.table(columns, rows)],
        recipients=["Lưu tại tổ hòa giải"],
    )


def pack(case: Case, access: Access) -> Content:
    """For the monthly meeting: new, ended, open, what comes back; for the team to speak from."""
    day = clock.today()
    first = day.replace(day=1) - dt.timedelta(days=1)
    since = first.replace(day=1)
    cases = _cases(case.unit)
    new = [one for one in cases if one.received_on >= since]
    ended = [one for one in cases if one.ended_on and one.ended_on >= since]
    waiting = [one for one in cases if one.status in OPEN]
    again = [_again(cases, part) for part in ("name", "address")]
    settled = sum(one.status == CaseState.SETTLED for one in ended)
    said = [
        f"Từ {since:%d/%m/%Y} đến {day:%d/%m/%Y}: tiếp nhận {len(new)} vụ, việc.",
        f"Kết thúc {len(ended)} vụ, việc, trong đó hòa giải thành {settled}/{len(ended)}.",
        f"Đang hòa giải: {len(waiting)} vụ, việc.",
        f"Người có từ hai vụ, việc trở lên: {again[0]}; địa chỉ có từ hai vụ, việc trở lên: {again[1]}.",
    ]
    return papers.content(
        subject=f"{case.unit.name} tháng {day:%m/%Y}",
        blocks=[*map(papers.item, said), _summary(cases)],
        recipients=["Tổ trưởng", "Lưu"],
    )


def _again(cases: Sequence[Case], part: str) -> int:
    """How many names, or addresses, stand in two cases or more; which ones is not written."""
    found: dict[str, set[int]] = {}
    for one in cases:
        for party in one.parties.all():
            found.setdefault(text.identity(getattr(party, part)), set()).add(one.pk)
    return sum(bool(said) and len(of) > 1 for said, of in found.items())


def pay(case: Case, access: Access) -> Content:
    """Allowances of the year: by case, by whether it was settled; the rates are the pack's."""
    year = clock.today().year
    rows: list[list[str | int]] = []
    total = 0
    for one in _cases(case.unit):
        if one.ended_on is None or one.ended_on.year != year or one.status not in MARK:
            continue
        rates = law.on(one.ended_on)["pay"]
        amount = rates["settled"] if one.status == CaseState.SETTLED else rates["case"]
        names = "; ".join(person.full_name for person in one.mediators.all())
        rows.append([len(rows) + 1, str(one.number), f"{one.ended_on:%d/%m/%Y}", names,
                     one.get_status_display(), amount])  # fmt: skip
        total += amount
    columns = [papers.column("TT", 0.5), papers.column("Số vụ", 0.8), papers.column("Ngày kết thúc", 1.2),
               papers.column("Hòa giải viên", 3), papers.column("Kết quả", 1.3),
               papers.column("Số tiền (đồng)", 1.4, "right")]  # fmt: skip
    foot: list[str | int] = ["", "", "", "Cộng", "", total]
    return papers.content(
        subject=f"{case.unit.name} năm {year}",
        blocks=[papers.table(columns, rows, foot=foot) if rows else papers.paragraph("Chưa có vụ, việc kết thúc.")],
        recipients=["Ủy ban nhân dân phường", "Lưu"],
    )  # fmt: skip


def agreement(case: Case, access: Access) -> Content:
    """The written agreement in its eight parts, for the parties to sign."""
    kept = case.words.agreement
    blocks = []
    for n, part in enumerate(law.on(case.received_on)["agreement"]):
        blocks.append(papers.heading(f"{n + 1}. {part['label']}", 3))
        blocks.append(papers.paragraph((kept[n] if n < len(kept) else "") or "…"))
    return papers.content(
        subject=f"Vụ, việc số {case.number}/{case.year} – {case.unit.name}",
        blocks=blocks,
        recipients=["Các bên", "Lưu tại tổ hòa giải"],
    )
