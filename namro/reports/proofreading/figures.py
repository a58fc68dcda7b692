"""Room reports: the figures of a draft, sentence by sentence, in a form that rules can match."""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from namro.reports.proofreading import letters, masking, numbers, units
from namro.reports.proofreading.draft import Draft, Span
from namro.reports.proofreading.letters import Letters
from namro.reports.proofreading.masking import Mask
from namro.reports.proofreading.units import Sort, Unit

# In the form that rules match, each figure is one letter of the private area: counts, then shares.
_COUNT, _SHARE, _MOST = 0xE000, 0xF000, 0x0800
N, P, MASK = "[\ue000-\ue7ff]", "[\uf000-\uf7ff]", "\uf8ff"
ANY = "[\ue000-\ue7ff\uf000-\uf7ff]"
# A paragraph of four pages; what is longer is no prose, and is read in pieces.
_LONGEST_BLOCK = 10_000
_MOST_FIGURES, _LONGEST = 150, 6_000
_NEARLY = re.compile(
    letters.same_tones(
        r"(?:hơn|trên|gần|khoảng|ngót|xấp xỉ|ước|ước đạt|chừng|dưới|quá|tới gần|trên dưới|đến hơn|tầm)\s+$"
    )
)
_TAIL = re.compile(r"\s?(?:%|phần trăm)")
_UNIT_ON = re.compile(r"(?:m2|m²|m3|km|ha|kg|tr|tỷ|h|đ|m|người|%)(?![^\W_])")
_ENDS = re.compile(r"[.!?…]+[”\"')\]]*(?=\s+|$)")
_SHORT = re.compile(r"(?:^|[\s(])(?:tp|đ/c|gs|ts|ths|pgs|bs|tt|stt|p|q|v\.v)$")


@dataclass(frozen=True)
class Figure:
    """A number that counts or measures, where it stands, and what it counts."""

    value: Fraction
    decimals: int
    share: bool
    nearly: bool
    unit: Unit | None
    block: int
    start: int
    end: int
    text: str
    written_out: bool = False

    @property
    def sort(self) -> Sort | None:
        return self.unit.sort if self.unit else None

    @property
    def whole(self) -> bool:
        return self.value.denominator == 1

    @property
    def countable(self) -> bool:
        """A count of something that comes in whole numbers."""
        return (
            not self.share
            and self.whole
            and self.sort
            not in (
                Sort.MONEY,
                Sort.MEASURE,
                Sort.TIME,
            )
        )

    @property
    def span(self) -> Span:
        return Span(self.block, self.start, self.end)


@dataclass(frozen=True)
class Sentence:
    """A sentence in the form that rules match: small letters, one letter for each figure."""

    block: int
    text: str
    figures: tuple[Figure, ...]
    at: dict[int, Figure] = field(repr=False)
    dates: tuple["Day", ...] = ()
    # The same words with their numbers and capitals, for what is looked up by name and year.
    words: str = ""
    # Where it stands in the block, as the block is shown.
    start: int = 0
    end: int = 0

    @cached_property
    def counts(self) -> list[tuple[int, Figure]]:
        return [(at, one) for at, one in sorted(self.at.items()) if not one.share]

    @cached_property
    def shares(self) -> list[tuple[int, Figure]]:
        return [(at, one) for at, one in sorted(self.at.items()) if one.share]


@dataclass(frozen=True)
class Day:
    """A date as written: parts that may be impossible."""

    day: int
    month: int
    year: int
    span: Span
    text: str
    at: int


@dataclass(frozen=True)
class Piece:
    start: int
    end: int
    letter: str
    figure: Figure | None = None
    mask: Mask | None = None


def read(draft: Draft) -> list[list[Sentence]]:
    """The sentences of every block."""
    return [sentences(block.text, number) for number, block in enumerate(draft.blocks)]


def sentences(text: str, block: int = 0) -> list[Sentence]:
    """The sentences of one block, each with its figures and dates."""
    if len(text) <= _LONGEST_BLOCK:
        return _sentences(letters.read(text), block)
    found: list[Sentence] = []
    for start in range(0, len(text), _LONGEST_BLOCK):
        part = letters.read(text[start : start + _LONGEST_BLOCK])
        back = tuple(at + start for at in part.back)
        found += _sentences(Letters(part.cased, part.plain, back), block)
    return found


def _sentences(known: Letters, block: int) -> list[Sentence]:
    masks = masking.find(known.plain)
    found = _numbers(known, masks, block)
    pieces = sorted([*(_masked(m) for m in masks), *found], key=lambda piece: piece.start)
    return _cut(known, pieces, block)


def one_number(text: str, block: int = 0) -> Figure | None:
    """The figure of a cell that holds nothing but a number."""
    known = letters.read(text)
    match = numbers.DIGITS.search(known.plain)
    if match is None or re.sub(r"[\s%()*]", "", known.plain) != match.group():
        return None
    return _figure(known, match, block, nothing_after=True)


def _masked(mask: Mask) -> Piece:
    return Piece(mask.start, mask.end, MASK, mask=mask)


def _numbers(known: Letters, masks: list[Mask], block: int) -> list[Piece]:
    free = _blanked(known.plain, masks)
    found: list[Piece] = []
    for match in numbers.DIGITS.finditer(free):
        figure = _figure(known, match, block)
        if figure is None:
            continue
        found.append(_piece(match.start(), match.end(), figure, known))
        found += _behind_the_stroke(known, free, match.end(), block)
    taken = {at for piece in found for at in range(piece.start, piece.end)}
    found += [
        piece
        for piece in _in_words(known, free, block)
        if taken.isdisjoint(range(piece.start, piece.end))
    ]
    return found


def _blanked(plain: str, masks: list[Mask]) -> str:
    letters_left = list(plain)
    for mask in masks:
        letters_left[mask.start : mask.end] = MASK * (mask.end - mask.start)
    return "".join(letters_left)


_STROKE = re.compile(r"\s?(?:[^\W\d_]+\s?){0,3}/\s?(?=\d)")


def _behind_the_stroke(known: Letters, free: str, at: int, block: int) -> list[Piece]:
    """The denominator of a/b, which no number of its own may begin."""
    stroke = _STROKE.match(free, at)
    below = numbers.AFTER_SLASH.match(free, stroke.end()) if stroke else None
    if below is None:
        return []
    figure = _figure(known, below, block)
    return [_piece(below.start(), below.end(), figure, known)] if figure else []


def _piece(start: int, end: int, figure: Figure, known: Letters) -> Piece:
    tail = _TAIL.match(known.plain, end) if figure.share else None
    return Piece(start, tail.end() if tail else end, "", figure)


def _figure(
    known: Letters, match: re.Match[str], block: int, *, nothing_after: bool = False
) -> Figure | None:
    number = numbers.parse(match.group())
    plain = known.plain
    if number is None or _is_glued(plain, match.end()):
        return None
    tail = _TAIL.match(plain, match.end())
    unit = None if tail or nothing_after else units.after(plain, match.end())[0]
    if unit is not None and unit.sort in units.COUNTED:
        number = numbers.as_thousands(number, match.group())
    start, end = known.shown(match.start(), tail.end() if tail else match.end())
    return Figure(
        value=number.value,
        decimals=number.decimals,
        share=tail is not None,
        nearly=_is_nearly(plain[max(0, match.start() - 24) : match.start()]),
        unit=unit,
        block=block,
        start=start,
        end=end,
        text=known.cased[match.start() : tail.end() if tail else match.end()],
    )


_OUT_OF = re.compile(r"\d[\s%)]*(?:[^\W\d_]+\s+){0,3}trên\s+$")


def _is_nearly(before: str) -> bool:
    """ "Trên 20" is more than twenty; in "17 trên 20" it parts a from b."""
    return _NEARLY.search(before) is not None and _OUT_OF.search(before) is None


def _is_glued(plain: str, end: int) -> bool:
    """6th, 4G, A2: a number that is part of a name."""
    return plain[end : end + 1].isalpha() and not _UNIT_ON.match(plain, end)


def _in_words(known: Letters, free: str, block: int) -> list[Piece]:
    """Small numbers written out, where something that is counted follows."""
    found = []
    for match in numbers.WORDS.finditer(free):
        value = numbers.in_words(match)
        unit, _end = units.after(free, match.end()) if value else (None, 0)
        if unit is None or unit.sort not in units.COUNTED:
            continue
        if _part_of_a_word(free, match.start()):
            continue
        start, end = known.shown(*match.span())
        text = known.cased[match.start() : match.end()]
        figure = Figure(
            Fraction(value), 0, False, False, unit, block, start, end, text, written_out=True
        )
        found.append(Piece(match.start(), match.end(), "", figure))
    return found


_BEFORE_WORDS = re.compile(
    letters.same_tones(r"(?:thứ|tháng|quý|ngày|lần|chủ nhật|thành|phần|điều|khoản|mùng)\s$")
)


def _part_of_a_word(free: str, start: int) -> bool:
    """ "Thứ hai", "tháng ba": days and months, no counts."""
    return _BEFORE_WORDS.search(free[max(0, start - 10) : start]) is not None


def _cut(known: Letters, pieces: list[Piece], block: int) -> list[Sentence]:
    """The template of the block, cut at the ends of its sentences."""
    out: list[Sentence] = []
    build = _Build(known, block)
    at = 0
    for piece in pieces:
        if piece.start < at:
            continue
        for end in _stops(known, at, piece.start):
            build.words(at, end)
            out.append(build.sentence())
            at = end
        build.words(at, piece.start)
        build.piece(piece)
        at = piece.end
        if build.is_endless:
            out.append(build.sentence())
    for end in _stops(known, at, len(known.plain)):
        build.words(at, end)
        out.append(build.sentence())
        at = end
    build.words(at, len(known.plain))
    out.append(build.sentence())
    return [one for one in out if one.text.strip()]


def _stops(known: Letters, start: int, end: int) -> list[int]:
    found = []
    for match in _ENDS.finditer(known.plain, start, end):
        following = known.cased[match.end() :].lstrip()[:1]
        if following.islower() or _SHORT.search(
            known.plain[max(0, match.start() - 5) : match.start()]
        ):
            continue
        if match.end() < len(known.plain):
            found.append(match.end())
    return found


class _Build:
    """A sentence while it is put together."""

    def __init__(self, known: Letters, block: int) -> None:
        self.known, self.block = known, block
        self.first = self.last = 0
        self._begin()

    def _begin(self) -> None:
        self.text = self.plain = ""
        self.first = self.last
        self.at: dict[int, Figure] = {}
        self.dates: list[Day] = []

    def words(self, start: int, end: int) -> None:
        self.text += self.known.plain[start:end].replace("\n", " ")
        self.plain += self.known.cased[start:end]
        self.last = end

    @property
    def is_endless(self) -> bool:
        """No sentence of an office is so long; rules must stay quick over what is none."""
        return len(self.at) >= _MOST_FIGURES or len(self.text) >= _LONGEST

    def piece(self, piece: Piece) -> None:
        self.plain += self.known.cased[piece.start : piece.end]
        self.last = piece.end
        if piece.mask is not None:
            self._masked(piece.mask)
        elif piece.figure is not None:
            base = _SHARE if piece.figure.share else _COUNT
            self.at[len(self.text)] = piece.figure
            self.text += chr(base + len(self.at) % _MOST)

    def _masked(self, mask: Mask) -> None:
        if mask.kind == masking.DATE:
            self.dates.append(self._day(mask))
        match = mask.match
        if mask.kind == masking.RANGE:
            self.text += f"{{{match['low']}-{match['high']}}}"
        else:
            words = re.match(r"[^\d]*", match.group())
            self.text += (words.group() if words else "") + MASK

    def _day(self, mask: Mask) -> Day:
        parts = {name[0]: value for name, value in mask.match.groupdict().items() if value}
        first = re.search(r"\d", mask.match.group())
        start, end = self.known.shown(mask.start + (first.start() if first else 0), mask.end)
        return Day(
            int(parts["d"]),
            int(parts["m"]),
            int(parts.get("y", 0)),
            Span(self.block, start, end),
            self.known.cased[mask.start : mask.end],
            len(self.text),
        )

    def sentence(self) -> Sentence:
        made = Sentence(
            self.block,
            self.text,
            tuple(self.at.values()),
            dict(self.at),
            tuple(self.dates),
            self.plain,
            *self.known.shown(self.first, self.last),
        )
        self._begin()
        return made
