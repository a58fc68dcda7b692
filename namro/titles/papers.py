"""Room titles: the scorecard as a sheet, and the notice of a round with its list."""

from typing import Any

from django.utils.translation import gettext_lazy as _lazy

from namro.org.access import Access
from namro.papers import content as papers
from namro.papers import letterheads
from namro.papers.content import Content
from namro.papers.kinds import PaperKind, declare
from namro.papers.words import kept_at
from namro.titles import standards, sums
from namro.titles.models import Card, Round, Score
from namro.titles.states import HELD, Kind

CARD = declare(PaperKind("scorecard", _lazy("Scorecard"), "PĐG", "PHIẾU ĐÁNH GIÁ", numbered=False))
NOTICE = declare(PaperKind("title-notice", _lazy("Notice of recognitions"), "TB", "THÔNG BÁO"))


def by_voice(card: Card) -> dict[tuple[str, str], Score]:
    """Scores by criterion and voice."""
    return {(one.criterion, one.voice): one for one in card.scores.all()}


def scorecard(card: Card, access: Access) -> Content:
    """Every criterion with its scores side by side, and what they make."""
    scores = by_voice(card)
    columns = [
        papers.column("TT", 0.5, "center"), papers.column("Tiêu chí", 4),
        papers.column("Tối đa", 0.8, "center"), papers.column("Theo sổ", 1.1, "center"),
        papers.column("Tự chấm", 1.1, "center"),
        papers.column("Tập thể", 1.1, "center"), papers.column("Cấp xét", 1.1, "center"),
        papers.column("Chênh lệch, lý do", 2.2),
    ]  # fmt: skip
    rows: list[list[str | int]] = []
    for n, (_group, one) in enumerate(standards.criteria(card.round.content), start=1):
        said = {voice: scores.get((one["id"], voice)) for voice in sums.ORDER}
        why = "\n".join(sums.differences(said))
        most = "" if one["kind"] == Kind.VETO else one["most"]
        rows.append([n, one["text"], most, *map(sums.shown, said.values()), why])
    found = [(voice.label, one) for voice, one in sums.spoken(card).items() if one]
    return papers.content(
        subject=f"Chấm điểm danh hiệu {card.round}",
        blocks=[
            papers.facts(
                [("Họ và tên", str(card.person))] * bool(card.person) + [("Đơn vị", card.unit.name)]
            ),
            papers.table(columns, rows),
            *(
                [papers.facts([(f"Kết quả theo {label}", _outcome(one)) for label, one in found])]
                if found
                else []
            ),
            papers.paragraph("Điểm chỉ là đề xuất; người có thẩm quyền quyết định việc công nhận."),
        ],
        recipients=["Lưu hồ sơ"],
        signature=[
            papers.signature("direct", "", "Người tự chấm", ""),
            papers.signature("direct", "", "Người thẩm định", ""),
        ],
    )


def _outcome(found: Any) -> str:
    share = f" ({found.share:.1f}/100)".replace(".", ",") if found.share is not None else ""
    return f"{found.band or 'chưa đạt hoặc chưa đủ'}{share}"


def notice(one: Round, access: Access) -> Content:
    """Who was recognised in a round."""
    head = letterheads.head_of(one.unit, one.decide_by)
    cards = one.cards.filter(status__in=HELD).select_related("unit", "person")
    people = one.content["of"] == standards.PERSON
    rows: list[list[str | int]] = []
    for n, card in enumerate(cards.order_by("unit__path", "pk"), start=1):
        who = [str(card.person)] if people else []
        rows.append([n, *who, card.unit.name, f"{card.decided_on:%d/%m/%Y}"])
    columns = [papers.column("TT", 0.5, "center"),
               *([papers.column("Họ và tên", 3)] if people else []),
               papers.column("Đơn vị", 3), papers.column("Ngày công nhận", 1.4, "center")]  # fmt: skip
    return papers.content(
        subject=f"Kết quả công nhận danh hiệu {one}",
        blocks=[papers.paragraph(f"Công nhận {len(rows)} trường hợp đạt danh hiệu “{one.name}” "
                                 f"năm {one.year}, theo danh sách kèm theo.")],
        recipients=["Các đơn vị có tên trong danh sách", kept_at(head)],
        signature=papers.signature(head.mode, head.authority, head.post, head.name),
        annexes=[papers.annex("Danh sách được công nhận", [papers.table(columns, rows)])],
    )  # fmt: skip
