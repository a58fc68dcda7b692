"""Room titles: the scorecard as a sheet, and the notice of a round with its list."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _lazy

from namro.core import audit, clock
from namro.criteria import standards, voices
from namro.criteria.states import Kind
from namro.org.access import Access
from namro.papers import content as papers
from namro.papers import letterheads
from namro.papers.content import Block, Content
from namro.papers.kinds import PaperKind, declare
from namro.papers.words import kept_at
from namro.sittings.models import AgendaItem
from namro.sittings.states import ItemState
from namro.titles import sums
from namro.titles.models import Card, Round, Score
from namro.titles.states import HELD, CardState
from namro.titles.workflow import DOCKET

CARD = declare(PaperKind("scorecard", _lazy("Scorecard"), "PĐG", "PHIẾU ĐÁNH GIÁ", numbered=False))
NOTICE = declare(PaperKind("title-notice", _lazy("Notice of recognitions"), "TB", "THÔNG BÁO"))
DECISION = declare(PaperKind("title-decision", _lazy("Decision on recognition"), "QĐ",
                             "QUYẾT ĐỊNH", decides=True))  # fmt: skip
REVOCATION = declare(PaperKind("title-revocation", _lazy("Decision to take a title back"), "QĐ",
                               "QUYẾT ĐỊNH", decides=True))  # fmt: skip


def by_voice(card: Card) -> dict[tuple[str, str], Score]:
    """Scores by criterion and voice."""
    return {(one.criterion, one.voice): one for one in card.scores.all()}


def scorecard(card: Card, access: Access) -> Content:
    """Every criterion with its scores side by side, and what they make."""
    facts = [("Họ và tên", str(card.person))] if card.person else []
    found = [(voice.label, one) for voice, one in sums.spoken(card).items() if one]
    results = [(f"Kết quả theo {label}", sums.outcome(one)) for label, one in found]
    return papers.content(
        subject=f"Chấm điểm danh hiệu {card.round}",
        blocks=[
            papers.facts([*facts, ("Đơn vị", card.unit.name)]),
            _side_by_side(card),
            *([papers.facts(results)] if results else []),
            papers.paragraph("Điểm chỉ là đề xuất; người có thẩm quyền quyết định việc công nhận."),
        ],
        recipients=["Lưu hồ sơ"],
        signature=[
            papers.signature("direct", "", "Người tự chấm", ""),
            papers.signature("direct", "", "Người thẩm định", ""),
        ],
    )


def _side_by_side(card: Card) -> Block:
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
        said, kind = {voice: scores.get((one["id"], voice)) for voice in voices.ORDER}, one["kind"]
        why = "\n".join(voices.differences(said, kind))
        most = "" if kind == Kind.VETO else one["most"]
        rows.append([n, one["text"], most, *(voices.shown(s, kind) for s in said.values()), why])
    return papers.table(columns, rows)


def notice(one: Round, access: Access) -> Content:
    """Who was recognised in a round."""
    head = letterheads.head_of(one.unit, one.decide_by)
    n, listed = _listed(one, one.cards.filter(status__in=HELD))
    return papers.content(
        subject=f"Kết quả công nhận danh hiệu {one}",
        blocks=[papers.paragraph(f"Công nhận {n} trường hợp đạt danh hiệu “{one.name}” "
                                 f"năm {one.year}, theo danh sách kèm theo.")],
        recipients=["Các đơn vị có tên trong danh sách", kept_at(head)],
        signature=papers.signature(head.mode, head.authority, head.post, head.name),
        annexes=[papers.annex("Danh sách được công nhận", [listed])],
    )  # fmt: skip


def _listed(one: Round, cards: QuerySet[Card]) -> tuple[int, Block]:
    """Who was recognised, with what the scores gave, and how many they are."""
    people = one.content["of"] == standards.PERSON
    found = list(cards.select_related("unit", "person").order_by("unit__path", "pk"))
    bands = any(card.proposed not in ("", one.name) for card in found)
    rows: list[list[str | int]] = []
    for n, card in enumerate(found, start=1):
        who = [str(card.person)] if people else []
        band = [card.proposed or "–"] if bands else []
        rows.append([n, *who, card.unit.name, *band, f"{card.decided_on:%d/%m/%Y}"])
    columns = [papers.column("TT", 0.5, "center"),
               *([papers.column("Họ và tên", 3)] if people else []),
               papers.column("Đơn vị", 3),
               *([papers.column("Mức đạt", 1.4, "center")] if bands else []),
               papers.column("Ngày công nhận", 1.4, "center")]  # fmt: skip
    return len(found), papers.table(columns, rows)


def without_a_sitting(one: Round) -> QuerySet[Card]:
    """Titles that were recognised card by card: no sitting issues a decision on them.

    What was taken over from earlier years has its own decision.
    """
    sat = AgendaItem.objects.filter(docket=DOCKET, source=OuterRef("pk"), status=ItemState.DECIDED)
    return one.cards.filter(~Exists(sat), status=CardState.RECOGNISED, decision="")


def decision(one: Round, access: Access) -> Content:
    """The deciding body recognises who is in the list."""
    body = one.body
    head = letterheads.head_of(body, clock.today())
    cards = without_a_sitting(one)
    n, listed = _listed(one, cards)
    until = cards.order_by("-valid_until").values_list("valid_until", flat=True).first()
    people = one.content["of"] == standards.PERSON
    whose = "đảng viên" if people else "tập thể"
    said = [
        f"Công nhận {n} {whose} đạt danh hiệu “{one.name}” năm {one.year} (có danh sách kèm theo).",
        *(
            [f"Danh hiệu được giữ đến hết ngày {until:%d/%m/%Y}, trừ trường hợp bị thu hồi."]
            if until
            else []
        ),
        f"Văn phòng, các đơn vị liên quan và {whose} có tên trong danh sách chịu trách nhiệm thi hành "
        "Quyết định này.",
    ]
    articles = [papers.article(n, words) for n, words in enumerate(said, start=1)]
    return papers.content(
        subject=f"Công nhận danh hiệu “{one.name}” năm {one.year}",
        decider=head.issuer,
        grounds=[
            f"Căn cứ Quy chế làm việc của {body.name}",
            f"Căn cứ bộ tiêu chí danh hiệu “{one.name}”",
            "Theo kết quả thẩm định phiếu đánh giá" if body == one.unit
            else f"Theo đề nghị của {one.unit.name}",
        ],
        blocks=articles,
        recipients=[f"Như Điều {len(said)}", kept_at(head)],
        signature=papers.signature(head.mode, head.authority, head.post, head.name),
        annexes=[papers.annex("Danh sách được công nhận", [listed])],
    )  # fmt: skip


def revocation(card: Card, access: Access) -> Content:
    """The deciding body takes a title back; why stands in the trail of the step."""
    body, who = card.round.body, str(card.person or card.unit)
    head = letterheads.head_of(body, clock.today())
    taken = audit.history(card, action="revoke")
    why = taken[0][1].note.rstrip(". ") if taken else ""
    by = f" (theo Quyết định số {card.decision})" if card.decision else ""
    said = [
        f"Thu hồi danh hiệu “{card.round.name}” năm {card.year} của {who}{by}."
        + (f" Lý do: {why}." if why else ""),
        f"Văn phòng, các đơn vị liên quan và {who} chịu trách nhiệm thi hành Quyết định này.",
    ]
    return papers.content(
        subject=f"Thu hồi danh hiệu “{card.round.name}” năm {card.year}",
        decider=head.issuer,
        grounds=[f"Căn cứ Quy chế làm việc của {body.name}",
                 f"Căn cứ bộ tiêu chí danh hiệu “{card.round.name}”"],
        blocks=[papers.article(n, words) for n, words in enumerate(said, start=1)],
        recipients=[f"Như Điều {len(said)}", kept_at(head)],
        signature=papers.signature(head.mode, head.authority, head.post, head.name),
    )  # fmt: skip
