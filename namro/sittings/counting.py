"""Room sittings: who is there, who may vote on an item, and whether a motion is carried."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from namro.core import rules
from namro.core.rules import Pack
from namro.org.access import Access
from namro.sittings.models import AgendaItem, Seat, Sitting
from namro.sittings.states import LEADING, Choice, Duty

RULES = Path(__file__).parent / "rules"
LEAD = "sitting.lead"


@dataclass(frozen=True)
class Rule:
    """Quorum and majority of a body, from its pack."""

    pack: Pack

    @property
    def quorum(self) -> Fraction:
        """The share of the members that must be there."""
        return Fraction(
            self.pack.rules["quorum"]["numerator"], self.pack.rules["quorum"]["denominator"]
        )

    @property
    def majority(self) -> Fraction:
        """More than this share must be for a motion."""
        part = self.pack.rules["majority"]
        return Fraction(part["numerator"], part["denominator"])

    @property
    def of_members(self) -> bool:
        """The majority is taken of all members, not of those who are there."""
        return bool(self.pack.rules["majority"]["of"] == "members")

    @property
    def chair_breaks_tie(self) -> bool:
        return bool(self.pack.rules["majority"]["tie"] == "chair")

    def needed(self, members: int) -> int:
        """How many members must be there: the share, rounded up."""
        return -(-members * self.quorum.numerator // self.quorum.denominator)


def rule_for(branch: str) -> str:
    """The subject of the rules by which bodies of a branch decide."""
    return "majority.state" if branch == "state" else "majority.party"


@dataclass(frozen=True)
class Count:
    """The votes on one item; `base` is what the majority is taken of."""

    votes_for: int
    against: int
    abstain: int
    silent: int
    base: int

    @property
    def as_columns(self) -> dict[str, object]:
        return {
            "votes_for": self.votes_for,
            "votes_against": self.against,
            "votes_abstain": self.abstain,
            "votes_base": self.base,
        }


class Roster:
    """The seats of one sitting, read once."""

    def __init__(self, sitting: Sitting) -> None:
        self.sitting = sitting
        self.rule = Rule(rules.by_id(RULES, sitting.rules))

    @cached_property
    def seats(self) -> list[Seat]:
        rows = self.sitting.seats.select_related("person", "stands_for")
        return sorted(rows, key=lambda seat: (DUTIES.index(seat.duty), seat.pk))

    @property
    def members(self) -> list[Seat]:
        """Who has a vote, there or not."""
        return [seat for seat in self.seats if seat.votes]

    @property
    def there(self) -> list[Seat]:
        """Members who are present."""
        return [seat for seat in self.members if seat.present]

    @property
    def needed(self) -> int:
        return self.rule.needed(len(self.members))

    @property
    def is_quorate(self) -> bool:
        return bool(self.members) and len(self.there) >= self.needed

    def on_duty(self, duty: str) -> Seat | None:
        """The seat that holds a duty; of several deputies the first."""
        return next((seat for seat in self.seats if seat.duty == duty), None)

    @property
    def presiding(self) -> Seat | None:
        """The chair, or a deputy chair while the chair is not there."""
        chairs = [seat for seat in self.seats if seat.duty in (Duty.CHAIR, Duty.DEPUTY_CHAIR)]
        return next((seat for seat in chairs if seat.present is not False), None)

    def seat_of(self, access: Access) -> Seat | None:
        """The seat of whoever acts."""
        return next((seat for seat in self.seats if seat.person_id == access.person_id), None)

    def leads(self, access: Access) -> bool:
        """Chair, deputy chair or secretary of this sitting, or a deputy with the chair's right."""
        hands = access.stands_for(LEAD, self.sitting.unit)
        return any(seat.person_id in hands for seat in self.seats if seat.duty in LEADING)

    def presides(self, access: Access) -> bool:
        """Is this the hand of whoever presides now?"""
        seat = self.presiding
        return seat is not None and seat.person_id in access.stands_for(LEAD, self.sitting.unit)

    def voters(self, recused: set[int]) -> list[Seat]:
        """Members who are there and stay for this item; `recused` holds seats."""
        return [seat for seat in self.there if seat.pk not in recused]

    def count(self, item: AgendaItem) -> Count:
        """The votes as they stand; a recused member counts nowhere."""
        recused = {one.seat_id for one in item.recusals.all()}
        voters = {seat.pk for seat in self.voters(recused)}
        cast = Counter(vote.choice for vote in item.votes.all() if vote.seat_id in voters)
        whole = self.members if self.rule.of_members else self.there
        return Count(
            votes_for=cast[Choice.FOR],
            against=cast[Choice.AGAINST],
            abstain=cast[Choice.ABSTAIN],
            silent=len(voters) - cast.total(),
            base=sum(1 for seat in whole if seat.pk not in recused),
        )

    def consent(self, item: AgendaItem) -> Count:
        """What a decision without objection counts as: everybody who is there and stayed."""
        recused = {one.seat_id for one in item.recusals.all()}
        whole = self.members if self.rule.of_members else self.there
        return Count(
            votes_for=len(self.voters(recused)),
            against=0,
            abstain=0,
            silent=0,
            base=sum(1 for seat in whole if seat.pk not in recused),
        )

    def carries(self, count: Count, chair_is_for: bool) -> bool:
        """More than the share is for it; a tie goes as the rule says."""
        wanted = self.rule.majority * count.base
        if count.votes_for > wanted:
            return True
        return self.rule.chair_breaks_tie and chair_is_for and count.votes_for == wanted

    def chair_is_for(self, item: AgendaItem) -> bool:
        """How whoever presides has voted."""
        seat = self.presiding
        return seat is not None and any(
            vote.choice == Choice.FOR for vote in item.votes.all() if vote.seat_id == seat.pk
        )


DUTIES = list(Duty.values)


def roster(sitting: Sitting) -> Roster:
    """The seats of a sitting, kept on the record for as long as one request holds it."""
    kept: Roster | None = sitting.__dict__.get("_roster")
    if kept is None:
        kept = sitting.__dict__["_roster"] = Roster(sitting)
    return kept


def forget(sitting: Sitting) -> None:
    """Seats have changed: read them anew."""
    sitting.__dict__.pop("_roster", None)
