"""The addresses of the register of titles, and one of each record."""

from types import SimpleNamespace
from typing import Any

from namro.criteria import standards
from namro.criteria.scoring import Said
from namro.criteria.states import Answer, Voice
from namro.titles import actions
from namro.titles.models import Card, Round
from namro.titles.workflow import CARD
from tests import make
from tests.rows import Row, keyed, plain, post

YES = Said(answer=Answer.YES)
LINES = """Một | Việc chung | points | 60
Một | Nộp muộn | deduction | 10
Hai | Họp đủ | pass | 40
Hai | Bị kỷ luật | veto"""


def content(mode: str = "bands", of: str = "cell", lines: str = LINES) -> standards.Content:
    head = {"name": "Chi bộ mẫu", "of": of, "mode": mode}
    return standards.read_lines(head, "90 Tốt\n50 Khá", lines)


def opened(world: Any, year: int = 2026, **more: Any) -> Round:
    return actions.open_round(world.ward, content(**more), year, make.access(world.van))


def card(one: Round, unit: Any) -> Card:
    return Card.objects.select_related("round", "unit", "person").get(
        round=one, unit=unit, person=None
    )


def scored(one: Card, by: Any, points: int = 55, voice: str = Voice.SELF) -> Card:
    given = {"c1": Said(points=points), "c2": Said(points=0), "c3": YES, "c4": YES}
    return actions.score(one, voice, given, {}, make.access(by))


def proposed(one: Card, by: Any) -> Card:
    return CARD.take(scored(one, by), "propose", make.access(by))


def verified(one: Card, world: Any) -> Card:
    return CARD.take(proposed(one, world.lan), "verify", make.access(world.minh))


def revoked(world: Any) -> Card:
    """A title of last year that was taken back."""
    ready = verified(card(opened(world, 2025), world.cell), world)
    held = CARD.take(ready, "recognise", make.access(world.hung))
    return CARD.take(held, "revoke", make.access(world.hung), "Không còn đạt")


def build(made: SimpleNamespace, world: SimpleNamespace) -> None:
    """A set of criteria, a round, cards being scored and proposed."""
    made.standard = actions.keep_standard(world.ward, content(), make.access(world.van))
    made.round = opened(world)
    made.card = card(made.round, world.cell)
    made.revoked = revoked(world)
    made.proposed = proposed(card(made.round, world.cell2), world.van)


ROWS: dict[str, Row] = {
    "card-issue": keyed(lambda m: (m.revoked.key, "title-revocation"), "van"),
    "standard-list": plain(),
    "standard-new": plain(),
    "standard-detail": keyed(lambda m: (m.standard.key,), "van"),
    "standard-ask": keyed(lambda m: (m.standard.key, "new-version"), "van"),
    "standard-step": post(lambda m: (m.standard.key, "retire"), "van"),
    "standard-file": keyed(lambda m: (m.standard.key,), "van"),
    "round-list": plain(),
    "round-new": plain(),
    "round-detail": keyed(lambda m: (m.round.key,), "van"),
    "round-ask": keyed(lambda m: (m.round.key, "name-decider"), "van"),
    "round-step": post(
        lambda m: (m.round.key, "close-round"), "van", lambda *_: {"note": "Hết hạn đề nghị"}
    ),
    "round-issue": keyed(lambda m: (m.round.key, "title-notice"), "van"),
    "card-list": plain(),
    "card-detail": keyed(lambda m: (m.card.key,), "lan"),
    "card-ask": keyed(lambda m: (m.card.key, "score_self"), "lan"),
    "card-step": post(lambda m: (m.proposed.key, "verify"), "minh"),
    "card-print": keyed(lambda m: (m.card.key, "scorecard", "docx"), "lan"),
    "titles-figures": plain(),
}
