"""Room inspections: the report on a conclusion: item by item, with the rate and its set."""

from django.utils.translation import gettext_lazy as _lazy

from namro.inspections.models import Conclusion
from namro.inspections.states import ItemState
from namro.ledger.models import Entry
from namro.ledger.states import EntryState
from namro.org.access import Access
from namro.papers import content as papers
from namro.papers import letterheads
from namro.papers.content import Content
from namro.papers.kinds import PaperKind, declare
from namro.papers.words import kept_at

REPORT = declare(PaperKind("conclusion-report", _lazy("Report on a conclusion"), "BC", "BÁO CÁO"))
COLUMNS = [
    papers.column("TT", 0.6, "center"), papers.column("Nội dung phải thực hiện", 3.4),
    papers.column("Đơn vị, người chịu trách nhiệm", 2.2), papers.column("Thời hạn", 1.7, "center"),
    papers.column("Tự báo", 1.9), papers.column("Chấp nhận", 1.2, "center"),
]  # fmt: skip


def _declared(entry: Entry | None) -> str:
    """What the unit says, the day it said so, and that this was after the due day."""
    if entry is None:
        return ""
    if entry.declared_on is None:
        return entry.get_status_display()
    late = " (báo sau thời hạn)" if entry.late_by(entry.due) else ""
    return f"{entry.get_status_display()} {entry.declared_on:%d/%m/%Y}{late}"


def report(conclusion: Conclusion, access: Access) -> Content:
    """How many of all items are done and how many are accepted, and each of them."""
    items = list(conclusion.items.select_related("unit", "owner", "entry"))
    done = sum(one.entry is not None and one.entry.status == EntryState.DONE for one in items)
    accepted = sum(one.status == ItemState.ACCEPTED for one in items)
    head = letterheads.head_of(conclusion.unit, conclusion.issued_on)
    share = f"{100 * done / len(items):.1f}".replace(".", ",") if items else "0"
    rows = [
        [
            one.number,
            one.text,
            f"{one.unit.name}; {one.owner.full_name}",
            f"{one.due:%d/%m/%Y}",
            _declared(one.entry),
            "Đã chấp nhận" if one.status == ItemState.ACCEPTED else "",
        ]
        for one in items
    ]
    named = f"{conclusion.number} ngày {conclusion.issued_on:%d/%m/%Y}"
    return papers.content(
        subject=f"Kết quả thực hiện kết luận số {named}",
        blocks=[
            papers.paragraph(f"Kết luận số {named} ({conclusion.title}) có {len(items)} nội dung."),
            papers.paragraph(
                f"Đã báo xong {done}/{len(items)} nội dung của kết luận ({share} %); "
                f"cơ quan kết luận đã chấp nhận {accepted}/{len(items)} nội dung."
            ),
            papers.table(COLUMNS, rows, title="Từng nội dung"),
        ],
        recipients=["Các đơn vị thực hiện", kept_at(head)],
        signature=papers.signature(head.mode, head.authority, head.post, head.name),
    )
