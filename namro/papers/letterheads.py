"""Room papers: the head of a unit's papers on a day: what the office wrote, or what names suggest."""

import datetime as dt
import re
import unicodedata
from dataclasses import asdict, dataclass
from pathlib import Path

from namro.core import rules, text
from namro.org.models import Unit, UnitName
from namro.org.states import Branch, UnitKind
from namro.papers.models import Letterhead
from namro.papers.states import Form, Mode

RULES = Path(__file__).parent / "rules"
STANDING = "BAN THƯỜNG VỤ"
# How a body's name begins, its letters in symbols, the collective that signs, the head's post.
_BODIES: tuple[tuple[str, str, str, str], ...] = (
    ("thành ủy", "TU", STANDING, "BÍ THƯ"),
    ("tỉnh ủy", "TU", STANDING, "BÍ THƯ"),
    ("quận ủy", "QU", STANDING, "BÍ THƯ"),
    ("huyện ủy", "HU", STANDING, "BÍ THƯ"),
    ("đảng ủy", "ĐU", STANDING, "BÍ THƯ"),
    ("chi bộ", "CB", "CHI BỘ", "BÍ THƯ"),
    ("ủy ban kiểm tra", "UBKT", "ỦY BAN KIỂM TRA", "CHỦ NHIỆM"),
    ("ủy ban nhân dân", "UBND", "ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    ("hội đồng nhân dân", "HĐND", "HỘI ĐỒNG NHÂN DÂN", "CHỦ TỊCH"),
    ("ủy ban mặt trận tổ quốc", "MTTQ", "BAN THƯỜNG TRỰC", "CHỦ TỊCH"),
    ("văn phòng", "VP", "", "CHÁNH VĂN PHÒNG"),
)
_STANDING = re.compile(r"^(?:ban thường vụ|thường trực)\s+", re.IGNORECASE)
_WITHIN = re.compile(r"^(?:ban thường vụ|thường trực|ban chấp hành)\s+", re.IGNORECASE)
_AREA = re.compile(r"^(thành phố|tỉnh|quận|huyện|thị xã|phường|xã|đặc khu)\s+(.+)$", re.IGNORECASE)
_PARTY_OF_AREA = {
    "thành phố": "THÀNH ỦY",
    "tỉnh": "TỈNH ỦY",
    "quận": "QUẬN ỦY",
    "huyện": "HUYỆN ỦY",
    "thị xã": "THỊ ỦY",
}


@dataclass(frozen=True)
class Head:
    """The head of a paper, and how its body signs."""

    form: str
    superior: str
    issuer: str
    abbreviation: str
    place: str
    term_since: dt.date | None
    mode: str
    authority: str
    post: str
    name: str

    def as_frozen(self) -> dict[str, str]:
        """What goes into a paper for good."""
        return {key: str(said) if said else "" for key, said in asdict(self).items()}


def form_of(unit: Unit) -> str:
    """The form that a unit writes in: Party bodies theirs, all others the State's."""
    return Form.PARTY if unit.branch == Branch.PARTY else Form.STATE


def head_of(unit: Unit, on: dt.date, form: str = "") -> Head:
    """The head of a unit's papers on a day."""
    form = form or form_of(unit)
    row = Letterhead.objects.on(on).filter(unit=unit, form=form).first()
    if row is None:
        return _suggested(unit, on, form)
    return Head(
        form,
        row.superior,
        row.issuer,
        row.abbreviation,
        row.place,
        row.term_since,
        row.mode,
        row.authority,
        row.post,
        row.name,
    )


def _suggested(unit: Unit, on: dt.date, form: str) -> Head:
    named = UnitName.objects.on(on).filter(unit=unit).first()
    above = list(Unit.objects.filter(pk__in=unit.ancestor_ids[:-1]).order_by("-path"))
    above.sort(key=lambda one: -one.depth)
    issuer = _WITHIN.sub("", named.name if named else unit.name)
    if unit.kind == UnitKind.AREA:
        issuer = _body_of_area(issuer, form)
    areas = [one.name for one in [unit, *above] if one.kind == UnitKind.AREA]
    # An inspection committee bears the name of its Party committee, which stands above it.
    alone = {text.identity(start) for start, letters, *_rest in _BODIES if letters != "UBKT"}
    if text.identity(issuer) in alone and areas:
        match = _AREA.match(areas[0])
        issuer = f"{issuer} {match[2] if match else areas[0]}"
    letters, authority, post = _body(issuer)
    if authority == STANDING and not _STANDING.match(named.name if named else unit.name):
        # The whole committee signs for itself: T/M ĐẢNG ỦY; its standing committee T/M BAN THƯỜNG VỤ.
        authority = " ".join(issuer.split()[:2]).upper()
    return Head(
        form=form,
        superior=_superior(above, unit, form, issuer),
        issuer=issuer.upper(),
        abbreviation=letters,
        place=_bare(areas[0]) if areas else "",
        term_since=_term(on) if form == Form.PARTY else None,
        mode=Mode.COLLECTIVE if authority else Mode.DIRECT,
        authority=authority,
        post=post,
        name="",
    )


def _superior(above: list[Unit], unit: Unit, form: str, issuer: str) -> str:
    """The nearest body of the same form above; an area stands for the body that runs it.

    A body that bears the issuer's own name is the issuer: the area of a ward is run by the ward's
    committee, which stands below it in the tree.
    """
    areas, own = 0, text.identity(issuer)
    for one in above:
        if one.kind != UnitKind.AREA:
            found = _WITHIN.sub("", one.name)
            if form_of(one) == form and one.kind in SUPERIORS and text.identity(found) != own:
                return found.upper()
            continue
        areas += 1
        found = _body_of_area(one.name, form)
        # The area right above a body of its own level is its own, not its superior's.
        lower = unit.kind in (UnitKind.GRASSROOTS, UnitKind.CELL, UnitKind.AREA, UnitKind.TEAM)
        if (areas > 1 or lower) and text.identity(found) != own:
            return found.upper()
    return ""


# What gives orders in its own name; a residential group stands above a team and gives none.
SUPERIORS = frozenset(UnitKind) - {UnitKind.RESIDENTIAL, UnitKind.TEAM}


def _body_of_area(name: str, form: str) -> str:
    match = _AREA.match(name)
    if form == Form.STATE:
        return f"ỦY BAN NHÂN DÂN {name}"
    if match and match[1].casefold() in _PARTY_OF_AREA:
        return f"{_PARTY_OF_AREA[match[1].casefold()]} {match[2]}"
    return f"ĐẢNG ỦY {name}"


def _body(name: str) -> tuple[str, str, str]:
    folded = text.identity(name)
    for start, letters, authority, post in _BODIES:
        if folded.startswith(text.identity(start)):
            return letters, authority, post
    words = re.findall(r"[^\W\d_]+", _toneless(name))
    letters = "".join(word[0] for word in words).upper()
    return letters[:10] or "VB", "", "THỦ TRƯỞNG"


# Marks of the five tones; ă, â, đ, ê, ô, ơ and ư are letters of their own and stay.
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def _toneless(name: str) -> str:
    """Initials bear no tone: ỦY BAN gives UB."""
    letters = unicodedata.normalize("NFD", name)
    return unicodedata.normalize("NFC", "".join(one for one in letters if one not in _TONES))


def _bare(area: str) -> str:
    match = _AREA.match(area)
    return match[2] if match and len(match[2]) > 1 and not match[2].isdigit() else area


def _term(on: dt.date) -> dt.date | None:
    try:
        since: dt.date = rules.in_force(RULES, "papers.term", on).rules["term"]["since"]
    except LookupError:
        return None
    return since
