"""Room papers: the kinds of papers; the rooms above declare theirs when they are ready."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class PaperKind:
    """A kind of paper.

    `abbreviation` is what the number-symbol says (QĐ, TB, BB, BC, GM) and names the book in which
    it is numbered; kinds with one abbreviation share their numbers, unless one has a `book` of its
    own (personal sheets, receipts). `decides`: the text begins with who decides, and what follows
    the grounds is opened by "QUYẾT ĐỊNH". A kind that is not `numbered` has no symbol.
    """

    name: str
    label: str | Promise
    abbreviation: str
    type_name: str
    numbered: bool = True
    decides: bool = False
    book: str = ""
    # An official letter has no type name, only its "V/v"; the State's symbol names who drafted it.
    letter: bool = False
    desk: str = "VP"

    @property
    def book_name(self) -> str:
        """The book in which it is numbered."""
        return self.book or self.abbreviation


_KINDS: dict[str, PaperKind] = {}


def declare(kind: PaperKind) -> PaperKind:
    """Make a kind known; said again, it must say the same.

    Raises:
        ValueError: another kind has this name.
    """
    known = _KINDS.setdefault(kind.name, kind)
    if known != kind:
        raise ValueError(f"there is a kind {kind.name!r} already")
    return known


def kind_of(name: str) -> PaperKind:
    """The kind of a name.

    Raises:
        LookupError: no room has declared it.
    """
    try:
        return _KINDS[name]
    except KeyError:
        raise LookupError(f"no kind of paper {name!r}") from None


def every() -> list[PaperKind]:
    """All kinds, as they were declared."""
    return list(_KINDS.values())
