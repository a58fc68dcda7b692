"""Room mediation: prints of a team: its book, the book without names, the monthly pack, allowances.

None is kept and none has a number; a file's name says the team and never a party.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _lazy

from namro.core import clock, text
from namro.figures import tally
from namro.mediation import law
from namro.mediation.actions import BLOCK
from namro.mediation.models import Case
from namro.mediation.states import CaseState
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


EMPTY_ROWS = 12  # lines of a book without a case, to be written by hand


def _cases(team: Unit, year: int | None = None) -> Sequence[Case]:
    """The cases of a team in the order of its book; a book is of one year."""
    rows = Case.objects.filter(unit=team).select_related("words", "second", "unit")
    if year is not None:
        rows = rows.filter(period=tally.year_of(BLOCK, year))
    rows = rows.prefetch_related("parties", "mediators")
    return list(rows.order_by("received_on" if year is None else "number", "pk"))


def _summary(new: Sequence[Case], ended: Sequence[Case], title: str) -> Any:
    """By field: what was received, and of what ended how it did; the last line is the whole."""
    rows: list[list[str | int]] = []
    for name, label in law.labels("field").items():
        counts = [sum(one.field == name for one in new)]
        for state in MARK:
            counts.append(sum(one.field == name and one.status == state for one in ended))
        if any(counts):
            rows.append([label, *counts])
    columns = [papers.column("Lĩnh vực", 3), *(papers.column(one, 1, "right") for one in
               ("Tiếp nhận", "Hòa giải thành", "Không thành"))]  # fmt: skip
    whole = [len(new), *(sum(one.status == state for one in ended) for state in MARK)]
    return papers.table(columns, rows or [["–", 0, 0, 0]], foot=["Cộng", *whole], title=title)


def book(case: Case, access: Access) -> Content:
    """The book of the case's team in the case's year."""
    return book_of(case.unit, case.year)


def book_of(team: Unit, year: int) -> Content:
    """The official book's columns of one year, for the team alone; empty lines where it has no case."""
    cases = _cases(team, year)
    rows: list[list[str | int]] = []
    for one in cases:
        settled, failed = MARK.get(CaseState(one.status), ("", ""))
        parties = "; ".join(
            ", ".join(str(part) for part in (p.name, p.born, p.address) if part)
            for p in one.parties.all()
        )
        who = "; ".join(person.full_name for person in one.mediators.all())
        content = getattr(one, "words", None)
        rows.append([one.number, f"{one.received_on:%d/%m/%Y}", who, parties,
                     content.content if content else "", "Có" if one.agreed else "", settled,
                     failed, "", one.get_status_display() if not settled and not failed else ""])  # fmt: skip
    heads = ("Số TT", "Ngày nhận", "Hòa giải viên, người được mời", "Các bên (tên, năm sinh, địa chỉ)",
             "Nội dung chủ yếu", "Thỏa thuận", "Thành", "Không thành", "Ký tên", "Ghi chú")  # fmt: skip
    widths = (0.6, 1.5, 1.8, 2.4, 2.8, 1.2, 0.8, 0.8, 0.9, 1.2)
    columns = [papers.column(head, width) for head, width in zip(heads, widths, strict=True)]
    rows = rows or [[""] * len(columns) for _line in range(EMPTY_ROWS)]
    return papers.content(
        subject=f"Sổ của {team.name} năm {year}",
        blocks=[papers.paragraph("Chỉ hòa giải viên của tổ được đọc; không sao gửi.")],
        annexes=[
            papers.annex("Phần I. Vụ, việc", [papers.table(columns, rows)], landscape=True),
            papers.annex("Phần II", [_summary(cases, cases, "Phần II. Tổng hợp")]),
        ],
        recipients=["Lưu tại tổ hòa giải"],
    )


def without_names(case: Case, access: Access) -> Content:
    """The book without names of the case's team in the case's year."""
    return without_names_of(case.unit, case.year)


def without_names_of(team: Unit, year: int) -> Content:
    """The book of a year as it may be shown: no names, no content."""
    labels = law.labels("field")
    rows: list[list[str | int]] = [
        [
            one.number,
            f"{one.received_on:%m/%Y}",
            labels.get(one.field, one.field),
            one.get_status_display(),
        ]
        for one in _cases(team, year)
    ]
    columns = [papers.column("Số TT", 0.6), papers.column("Tháng nhận", 1.2),
               papers.column("Lĩnh vực", 3), papers.column("Kết quả", 2)]  # fmt: skip
    return papers.content(
        subject=f"Trích sổ không có tên – {team.name} năm {year}",
        blocks=[papers.table(columns, rows) if rows else papers.paragraph("Chưa có vụ, việc.")],
        recipients=["Lưu tại tổ hòa giải"],
    )


def pack(case: Case, access: Access) -> Content:
    """The pack of the case's team for this month."""
    return pack_of(case.unit, clock.today())


def pack_of(team: Unit, day: dt.date) -> Content:
    """For the monthly meeting: what was received, ended and came back in the month of a day."""
    since = day.replace(day=1)
    until = min(law.months_later(since, 1) - dt.timedelta(days=1), clock.today())
    known = [one for one in _cases(team) if one.received_on <= until]
    new = [one for one in known if one.received_on >= since]
    over = [one for one in known if one.ended_on and since <= one.ended_on <= until]
    ended = [one for one in over if one.status in MARK]
    waiting = [one for one in known if one.ended_on is None or one.ended_on > until]
    again = [_again(known, part) for part in ("name", "address")]
    settled = sum(one.status == CaseState.SETTLED for one in ended)
    labels, fields = law.labels("field"), Counter(one.field for one in new)
    often = ", ".join(
        f"{labels.get(name, name)} ({n})" for name, n in fields.most_common() if n > 1
    )
    said = [
        f"Từ {since:%d/%m/%Y} đến {until:%d/%m/%Y}: tiếp nhận {len(new)} vụ, việc.",
        f"Kết thúc {len(ended)} vụ, việc, trong đó hòa giải thành {settled}/{len(ended)}.",
        f"Chuyển nơi khác, không thuộc phạm vi hòa giải: {len(over) - len(ended)} vụ, việc.",
        f"Đến {until:%d/%m/%Y} đang hòa giải: {len(waiting)} vụ, việc.",
        f"Lĩnh vực có từ hai vụ, việc trở lên trong tháng: {often or 'không có'}.",
        f"Người có từ hai vụ, việc trở lên: {again[0]}; địa chỉ có từ hai vụ, việc trở lên: {again[1]}.",
    ]
    return papers.content(
        subject=f"Giao ban của {team.name} tháng {since:%m/%Y}",
        blocks=[*map(papers.item, said), _summary(new, ended, "Trong tháng, theo lĩnh vực")],
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
    """Allowances of the case's team in this year."""
    return pay_of(case.unit, clock.today().year)


def pay_of(team: Unit, year: int) -> Content:
    """Allowances of a year: by case, by whether it was settled; the rates are the pack's."""
    rows: list[list[str | int]] = []
    total = 0
    for one in _cases(team):
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
        subject=f"Thù lao của {team.name} năm {year}",
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
