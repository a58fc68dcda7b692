"""Room reports: figures of a draft beside those of the register, inside what a person may see."""

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from namro.commitments import asof, queries
from namro.commitments.models import Campaign, Commitment
from namro.commitments.register import visible_campaigns
from namro.commitments.sheet import SHEET
from namro.commitments.states import Standing
from namro.core import text as letters
from namro.ledger.states import Finding as Verified
from namro.ledger.states import Shown
from namro.org.access import Access
from namro.org.models import Unit, UnitName
from namro.org.states import RegistrantClass, UnitKind
from namro.reports.proofreading import held, sets
from namro.reports.proofreading.figures import Figure, Sentence
from namro.reports.proofreading.findings import Finding, Grade, Rule, Text, said
from namro.reports.proofreading.patterns import pattern
from namro.reports.proofreading.sets import Said, Set

LABELS: dict[Set, Promise] = {
    Set.REGISTERED: _("people who registered"),
    Set.ELIGIBLE: _("people asked"),
    Set.MISSING: _("people who did not register"),
    Set.ITEMS: _("items registered"),
    Set.NEW: _("new tasks"),
    Set.HARD: _("hard tasks"),
    Set.APPROVED: _("items approved"),
    Set.DONE: _("items declared done"),
    Set.VERIFIED: _("items verified as done"),
    Set.BEHIND: _("items behind"),
}
# Sets that only grow with the days, so that the last day of a number can be halved down to.
_GROWING = frozenset(
    {Set.REGISTERED, Set.ITEMS, Set.NEW, Set.HARD, Set.APPROVED, Set.DONE, Set.VERIFIED}
)
_PREFIX = re.compile(
    r"^(?:dang uy|dang bo|uy ban nhan dan|ubnd|ban thuong vu|ban chap hanh|thuong truc) (?=\S+ \S)"
)
_NAMED_BODY = re.compile(r"(?<!\w)(?i:phường|xã|quận|huyện|thị trấn|chi bộ|đảng ủy)\s+(\w+)")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_WHOLE = pattern(r"toàn (?:quận|huyện|phường|xã|thành phố|đảng bộ)")
_LONGEST_NAME = 9
_WALKS = 4
# What is counted where one of these is named is the area above it.
DECIDING = (UnitKind.STANDING, UnitKind.PEOPLES_COMMITTEE, UnitKind.COMMITTEE)


@dataclass(frozen=True)
class Asked:
    """What was chosen on the page or the command line; nothing chosen is found in the words."""

    campaign: Campaign | None = None
    unit: Unit | None = None
    day: dt.date | None = None


def find(text: Text, access: Access, asked: Asked, today: dt.date) -> list[Finding]:
    """Every figure of the draft that speaks of a set of the register."""
    return list(_Against(text, access, asked, today).findings())


class _Against:
    """One draft against the records; every answer of the database is asked for once."""

    def __init__(self, text: Text, access: Access, asked: Asked, today: dt.date) -> None:
        self.text, self.access, self.asked = text, access, asked
        self.today = today
        self.day = asked.day if asked.day and asked.day < today else today
        self.rows: dict[tuple[int, int, dt.date], queries.Row] = {}
        self.walks = 0
        self.registers = held.Registers(access)

    @cached_property
    def campaigns(self) -> list[Campaign]:
        found = visible_campaigns(self.access).select_related("unit").order_by("-year", "-pk")
        return list(found.prefetch_related("classes", "bodies"))

    @cached_property
    def names(self) -> dict[str, Unit]:
        """Every name of a unit whose figures are open, with and without the word for its body."""
        units = {unit.pk: unit for unit in self.access.units("figures.view").order_by("-path")}
        found: dict[str, Unit] = {}
        told = UnitName.objects.filter(unit__in=list(units)).values_list("unit_id", "search_text")
        pairs = [(pk, name) for pk, name in told]
        pairs += [(unit.pk, unit.search_text) for unit in units.values()]
        # Longer paths first: of two units of one name the upper one stands.
        for pk, name in sorted(pairs, key=lambda pair: -len(units[pair[0]].path)):
            for key in (name, _PREFIX.sub("", name)):
                found[key] = units[pk]
        return found

    def findings(self) -> Iterator[Finding]:
        if not any(sets.find(one) or held.could_speak(one) for one in self.text.sentences):
            return
        year: int | None = None
        for sentences in self.text.prose:
            place: Unit | None = None
            for sentence in sentences:
                named = self._unit_in(sentence)
                place = named or place
                of_campaign = sets.find(sentence)
                for one in of_campaign:
                    of_year = self._year(sentence, one.figure) or year
                    yield from self._figure(sentence, one, place, of_year)
                taken = {one.figure for one in of_campaign}
                yield from self._of_registers(sentence, taken, place, year)
                years = _YEAR.findall(sentence.words)
                year = int(years[-1]) if years else year

    def _of_registers(
        self, sentence: Sentence, taken: set[Figure], place: Unit | None, year: int | None
    ) -> Iterator[Finding]:
        """Figures of the registers; those of a campaign are judged already."""
        for one in self.registers.find(sentence):
            if one.figure in taken:
                continue
            named = self._year(sentence, one.figure)
            years = [named] if named else [None, *([year] if year else [])]
            units = self._places(sentence, place, one) if self.day == self.today else []
            yield self.registers.compared(one, sentence, units, years)

    def _places(self, sentence: Sentence, place: Unit | None, one: held.Held) -> list[Unit]:
        """The units that may be meant, the likeliest first; a body, or the area it decides for."""
        whole = self.registers.whole(one)
        if _WHOLE.search(sentence.text):
            return [whole] if whole else []
        named = self._unit_in(sentence)
        if named is None and _names_another(sentence):
            return []
        meant = named or self.asked.unit or place
        if meant is None:
            return [whole] if whole else []
        if meant.kind in DECIDING and meant.parent_id is not None:
            area = self.access.units("figures.view").filter(pk=meant.parent_id).first()
            return [area, meant] if area else [meant]
        return [meant]

    def _year(self, sentence: Sentence, figure: Figure) -> int | None:
        """The year said last before the figure, else the first one behind it."""
        block = self.text.draft.blocks[sentence.block].text
        years = [
            (m.start(), int(m[1])) for m in _YEAR.finditer(block, sentence.start, sentence.end)
        ]
        before = [year for at, year in years if at < figure.start]
        return before[-1] if before else next((year for _at, year in years), None)

    def _figure(
        self, sentence: Sentence, one: Said, place: Unit | None, year: int | None
    ) -> Iterator[Finding]:
        campaign = self._campaign(sentence, year)
        if campaign is None:
            return
        unit = self._unit(sentence, place, campaign)
        if unit is None or not self._takes_part(campaign, unit):
            yield _unknown(one)
        else:
            yield self._compared(one, campaign, unit)

    def _campaign(self, sentence: Sentence, year: int | None) -> Campaign | None:
        if self.asked.campaign is not None:
            return self.asked.campaign
        folded = letters.fold(sentence.words)
        for campaign in self.campaigns:
            if letters.fold(campaign.name) in folded:
                return campaign
        of_year = [one for one in self.campaigns if one.year == year]
        if of_year:
            return self._of_class(of_year, sentence)
        return self.campaigns[0] if len(self.campaigns) == 1 and year is None else None

    def _of_class(self, campaigns: list[Campaign], sentence: Sentence) -> Campaign:
        officials = sets.OFFICIALS.search(sentence.text) is not None
        for campaign in campaigns:
            classes = {rule.klass for rule in campaign.classes.all()}
            if officials == (classes == {RegistrantClass.KEY_OFFICIAL}):
                return campaign
        return campaigns[0]

    def _unit_in(self, sentence: Sentence) -> Unit | None:
        """The unit that a sentence names, by any of its names."""
        said_words = re.findall(r"\w+", letters.fold(sentence.words))
        for length in range(_LONGEST_NAME, 0, -1):
            for start in range(len(said_words) - length + 1):
                found = self.names.get(" ".join(said_words[start : start + length]))
                if found is not None:
                    return found
        return None

    def _unit(self, sentence: Sentence, place: Unit | None, campaign: Campaign) -> Unit | None:
        if _WHOLE.search(sentence.text):
            return self._whole(campaign)
        if place is not None and self._unit_in(sentence) is not None:
            return self._meant(place, campaign)
        if _names_another(sentence):
            return None
        if self.asked.unit is not None:
            return self.asked.unit
        return self._meant(place, campaign) if place is not None else self._whole(campaign)

    def _whole(self, campaign: Campaign) -> Unit | None:
        """The unit of the campaign, or the topmost below it that is open to this person."""
        seen = self.access.units("figures.view")
        if seen.filter(pk=campaign.unit_id).exists():
            return campaign.unit
        return seen.filter(path__startswith=campaign.unit.path).order_by("path").first()

    def _meant(self, place: Unit, campaign: Campaign) -> Unit | None:
        """Who decides is named, and what is counted is the area for which it decides."""
        if place.pk in {body.unit_id for body in campaign.bodies.all()}:
            return self._whole(campaign)
        if place.kind in DECIDING and place.parent_id is not None:
            return self.access.units("figures.view").filter(pk=place.parent_id).first()
        return place

    def _compared(self, one: Said, campaign: Campaign, unit: Unit) -> Finding:
        counted = self._count(one, campaign, unit, self.day)
        params = {
            "said": one.figure.text,
            "counted": said(counted),
            "set": str(LABELS[one.of]),
            "unit": unit.name,
            "apart": said(abs(one.figure.value - counted)),
        }
        href = _href(one.of, campaign, unit) if self.day == self.today else ""
        spans = (one.figure.span,)
        if sets.is_near(one.figure, counted):
            return Finding(Rule.REGISTER, Grade.FITS, spans, "register_equal", params, href)
        until = self._last_day(one, campaign, unit)
        if until is not None:
            params["day"] = f"{until:%d/%m/%Y}"
            return Finding(Rule.REGISTER, Grade.DOUBTFUL, spans, "register_was", params, href)
        return Finding(Rule.REGISTER, Grade.WRONG, spans, "register_different", params, href)

    def _takes_part(self, campaign: Campaign, unit: Unit) -> bool:
        """Nothing on the roll and no line: another unit is meant, and nothing can be said of it."""
        row = self._row(campaign, unit, self.day)
        return unit.pk == campaign.unit_id or bool(row.on_roll or row.items or row.followed)

    def _count(self, one: Said, campaign: Campaign, unit: Unit, day: dt.date) -> int:
        row = self._row(campaign, unit, day)
        official = RegistrantClass.KEY_OFFICIAL
        if one.officials and row.people(klass=official):
            if one.of == Set.REGISTERED:
                return row.people(Standing.MET, Standing.SHORT, klass=official)
            if one.of == Set.ELIGIBLE:
                return row.people(klass=official) - row.people(Standing.EXEMPT, klass=official)
        return SHEET.amount(one.of, row).n

    def _row(self, campaign: Campaign, unit: Unit, day: dt.date) -> queries.Row:
        key = (campaign.pk, unit.pk, day)
        if key not in self.rows:
            if day < self.today:
                self.rows[key] = asof.row(campaign, unit, day)
            else:
                self.rows[key] = queries.roll_up(campaign, [unit], day)[0]
        return self.rows[key]

    def _last_day(self, one: Said, campaign: Campaign, unit: Unit) -> dt.date | None:
        """The last day on which the register counted what the draft says."""
        if one.of not in _GROWING or self.walks >= _WALKS or one.figure.nearly:
            return None
        self.walks += 1
        days = self._days(campaign, unit)
        place = bisect_right(
            days,
            one.figure.value,
            key=lambda day: Fraction(self._count(one, campaign, unit, day)),
        )
        if place == 0 or self._count(one, campaign, unit, days[place - 1]) != one.figure.value:
            return None
        following = days[place] if place < len(days) else self.day
        return following - dt.timedelta(days=1)

    def _days(self, campaign: Campaign, unit: Unit) -> list[dt.date]:
        """The days on which something changed, before the day of the report."""
        lines = Commitment.objects.filter(campaign=campaign, counted_path__startswith=unit.path)
        names = ("submitted_on", "approved_on", "entry__declared_on", "entry__verified_on")
        found = {day for row in lines.values_list(*names) for day in row if day is not None}
        return sorted(day for day in found if day < self.day)


def _names_another(sentence: Sentence) -> bool:
    """A ward, district or cell by a name that is not among those open to this person."""
    following = (match[1] for match in _NAMED_BODY.finditer(sentence.words))
    return any(word[0].isupper() or word.isdigit() for word in following)


def _unknown(one: Said) -> Finding:
    params = {"set": str(LABELS[one.of])}
    spans = (one.figure.span,)
    return Finding(Rule.REGISTER, Grade.CANNOT_CHECK, spans, "register_unknown", params)


def _href(of: Set, campaign: Campaign, unit: Unit) -> str:
    """The list that holds the records behind the figure."""
    roll = {Set.REGISTERED: "registered", Set.MISSING: Standing.MISSING.value}
    if of in roll:
        return queries.records_href("campaign-roll", campaign, unit, standing=roll[of])
    if of == Set.ELIGIBLE:
        return queries.records_href("campaign-roll", campaign, unit)
    ledger: dict[Set, dict[str, str]] = {
        Set.DONE: {"state": Shown.DONE.value},
        Set.VERIFIED: {"verified": Verified.DONE.value, "state": Shown.DONE.value},
        Set.BEHIND: {"state": Shown.BEHIND.value},
    }
    if of in ledger:
        return queries.records_href("ledger", campaign, unit, **ledger[of])
    lines: dict[Set, dict[str, str]] = {
        Set.APPROVED: {"status": "approved"},
        Set.NEW: {"status": "counted", "kind": "new"},
        Set.HARD: {"status": "counted", "kind": "hard"},
    }
    return queries.records_href(
        "commitments", campaign, unit, **lines.get(of, {"status": "counted"})
    )
