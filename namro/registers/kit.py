"""Room registers: what a register is made of, as data; pages, addresses and rights come from it.

A room above declares one `Register` in its AppConfig. Lists, pages of records, forms, steps, papers,
figures, search, "my work", navigation, rights, checks and what follows a reorganisation live once
in this room; `docs/how-to-add-a-register.md` tells how.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from namro.core.models import AuditDetail
from namro.figures.figure import Sheet
from namro.figures.suppression import Withheld
from namro.org import roles
from namro.org.access import Access
from namro.org.models import Unit
from namro.papers.content import Content
from namro.registers.listing import Listing
from namro.registers.workflow import Workflow, own_unit

Words = str | Promise
Fact = dict[str, Any]
FormOf = Callable[..., forms.Form]


def always(record: Any, access: Access) -> bool:
    """Offered to everybody who holds the right."""
    return True


def nothing(record: Any, access: Access) -> list[Any]:
    """Nothing of this kind is shown."""
    return []


def standing(record: Any, access: Access) -> list[Fact]:
    """Whose it is and how it stands: the line under most headings."""
    found: list[Fact] = [{"text": record.unit.name}]
    if record.status:
        look = getattr(record, "look", record.status)
        found.append({"state": look, "text": record.get_status_display()})
    if getattr(record, "due", None):
        found.append({"date": record.due})
    return found


@dataclass(frozen=True)
class Ask:
    """Something that needs more than a button: a form on a page of its own, and one action.

    `form(record, access)` gives a form class or a partial of one; `act(record, cleaned, access)`
    calls one action of the room and returns the record whose page is shown afterwards, or None for
    the page it came from. `record` is None where something new is begun.
    """

    name: str
    label: Words
    capability: str
    form: Callable[[Any, Access], FormOf]
    act: Callable[[Any, dict[str, Any], Access], Any]
    # Asked with None where something new is begun.
    offered: Callable[[Any, Access], bool] = always
    primary: bool = False
    # Where the right is asked for.
    where: Callable[[Any], Unit] = own_unit
    # The page shown afterwards is the one it came from, whatever was made.
    stays: bool = False
    # A sentence above the form.
    about: Words = ""
    # What is typed is not kept as a draft (names that must not lie about).
    private: bool = False


@dataclass(frozen=True)
class Panel:
    """A part of a record's page with a template of its own; None: not shown."""

    template: str
    context: Callable[[Any, Access], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Rows:
    """A part of a record's page that is a table: heads, and rows (`label`, `href`, `cells`).

    A row may have `steps`: (step, address) as buttons, and `asks`: (label, address) as links.
    """

    title: Words
    heads: Sequence[Words]
    rows: Callable[[Any, Access], list[dict[str, Any]]]
    empty: Words = ""
    foot: Callable[[Any, Access], list[dict[str, Any]]] = nothing


@dataclass(frozen=True)
class PaperOf:
    """A numbered paper of a record: issued by who may, once at a time."""

    kind: str
    label: Words
    write: Callable[[Any, Access], Content]
    unit: Callable[[Any], Unit] = own_unit
    offered: Callable[[Any, Access], bool] = always


@dataclass(frozen=True)
class Print:
    """A sheet without a number, made when it is asked for and not kept (Word, PDF, Excel)."""

    name: str
    kind: str
    label: Words
    write: Callable[[Any, Access], Content]
    unit: Callable[[Any], Unit] = own_unit
    offered: Callable[[Any, Access], bool] = always
    capability: str = ""  # the book's own where it is empty


@dataclass(frozen=True)
class Book:
    """One kind of record: its list, its page, its life cycle and what may be done.

    Addresses: `<name>-list`, `<name>-detail`, `<name>-new`, `<name>-ask`, `<name>-step`,
    `<name>-issue`, `<name>-print`.
    """

    name: str
    slug: str
    listing: Listing
    # The right to read a record.
    capability: str
    heading: Callable[[Any], str] = str
    # The line under the heading, as `ui/facts.html` reads it.
    facts: Callable[[Any, Access], list[Fact]] = standing
    # (label, value) pairs.
    answers: Callable[[Any, Access], Sequence[tuple[Words, Any]]] = nothing
    notices: Callable[[Any, Access], Sequence[Words]] = nothing
    panels: tuple[Panel | Rows, ...] = ()
    life: Workflow | None = None
    new: Ask | None = None
    asks: tuple[Ask, ...] = ()
    papers: tuple[PaperOf, ...] = ()
    prints: tuple[Print, ...] = ()
    # What stands beside a record one to one, and what its page asks for more than once.
    related: tuple[str, ...] = ()
    prefetch: tuple[str, ...] = ()
    # The record above this one: (label, address, "" where it is not open to this person).
    above: Callable[[Any, Access], tuple[str, str] | None] = lambda record, access: None
    # What the trail calls an action of ours, beside steps and asks.
    words: Mapping[str, Words] = field(default_factory=dict)
    # Records whose trail is told on this page as well.
    trail: Callable[[Any], Iterable[Any]] = lambda record: ()
    # What of an entry of the trail may stand on a page; None: it stays unsaid.
    tells: Callable[[AuditDetail], AuditDetail | None] = lambda detail: detail

    @property
    def model(self) -> type[Any]:
        return self.listing.model


@dataclass(frozen=True)
class Tasks:
    """A group of "my work": rows, and how one reads (`label`, `href`, `text`, `date`, or `due`)."""

    title: Words
    capability: str
    rows: Callable[[Access], QuerySet]
    task: Callable[[Any], dict[str, Any]]
    more: Callable[[], str] = lambda: ""


@dataclass(frozen=True)
class Find:
    """A group of the search: rows inside what a person may see, already narrowed by the words."""

    title: Words
    rows: Callable[[Access, str], QuerySet]
    hit: Callable[[Any], dict[str, Any]]


def find(book: Book) -> Find:
    """The records of a book by their `search_text`."""

    def rows(access: Access, folded: str) -> QuerySet:
        found = access.rows(book.model, book.capability).select_related("unit")
        for word in folded.split():
            found = found.filter(search_text__contains=word)
        return found.order_by("-pk")

    def hit(record: Any) -> dict[str, Any]:
        return {
            "label": book.heading(record),
            "href": reverse(f"{book.name}-detail", args=[record.key]),
            "text": record.unit.name,
            "state": getattr(record, "look", record.status),
            "state_label": record.get_status_display(),
        }

    return Find(book.listing.title, rows, hit)


@dataclass(frozen=True)
class Matrix:
    """A table of counts: rows and columns are facets of one set of counters.

    A row and a column give facets in the same places; None leaves a place to the other one. `names`
    are the filters of the list that shows the records, in the same places ("": none): a filter takes
    the facet itself or what `values` says of it. `joined` is the filter of all facets together.
    """

    title: Words
    set: str
    rows: Callable[[], Sequence[tuple[Words, tuple[str | None, ...]]]]
    columns: Sequence[tuple[Words, tuple[str | None, ...]]]
    listing: str = ""
    names: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    joined: str = ""

    def filters(self, facets: Sequence[str | None]) -> dict[str, str]:
        """How its list is asked for the records of a cell."""
        if self.joined:
            return {self.joined: ":".join(one or "" for one in facets)}
        asked = zip(self.names, facets, strict=True)
        return {name: self.values.get(one, one) for name, one in asked if name and one}


@dataclass(frozen=True)
class Beside:
    """A number that counters cannot add up: distinct subjects over years, who is in post."""

    name: str
    label: Words
    number: int
    # The list and the filters that show its records.
    listing: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    # Out of how many, where it is a share, and the set it is a share of.
    of: int | None = None
    set: Words = ""

    def cell(self, href: str) -> Fact:
        """As a page reads it; `text` is what a workbook has of a share."""
        said: Fact = {"label": self.label, "href": href}
        if self.of is None:
            return said | {"number": self.number}
        share = {"numerator": self.number, "denominator": self.of, "set": self.set}
        return said | share | {"text": f"{self.number}/{self.of}"}


@dataclass(frozen=True)
class Saying:
    """How a draft speaks of figures, for who reads it against the register.

    `words` is a pattern of small letters in which every <N> is the count of the figure at the same
    place of `figures` ("": of none of ours), and <-> any letter but a figure. `within` must be said
    somewhere in the sentence.
    """

    words: str
    figures: tuple[str, ...]
    within: str = ""


@dataclass(frozen=True)
class Counts:
    """The figures of a register by unit and year, read from the counters.

    A figure's `count` is given a `sums.Sums` of one unit. `block` keeps the years of one register
    apart from those of others and from campaigns; every register has its own number.
    """

    sheet: Sheet
    block: int
    sets: tuple[str, ...]
    # Models with `period`, `counted_path` and `tally()`.
    models: tuple[type[Any], ...]
    # Figures shown as rates, and those shown as columns by unit.
    rates: tuple[str, ...]
    columns: tuple[str, ...]
    # Parts of one figure as bars by unit.
    bars: tuple[str, ...] = ()
    bars_title: Words = ""
    tables: tuple[Matrix, ...] = ()
    # What counters cannot add up, of a unit and years.
    beside: Callable[[Unit, list[int]], Sequence[Beside]] = lambda unit, years: ()
    # How drafts speak of these figures; where two fit the same number, the first stands.
    sayings: tuple[Saying, ...] = ()
    # Parts of a unit that stand in the table though they count nothing (where counts are withheld, who
    # is listed must not tell who has any).
    listed: Callable[[Unit], set[int]] = lambda unit: set()
    # The name of the filter of a year in the lists to which figures lead.
    year_filter: str = "year"
    # The column of the day by which records fall into halves and quarters; none: years alone.
    day: str = ""
    capability: str = "figures.view"
    # Units whose figures a person reads without that right, as a member of a team; and the right that
    # everybody holds on records of their own, which the address then asks for.
    mine: Callable[[Access], QuerySet] | None = None
    own: str = ""
    # To whom figures lead to their records: a right, or a question about the page.
    records: str | Callable[[Any], bool] = ""
    # Of the tables on a page: rows with a count from 1 to below this number are put together into
    # one; None: no table is shown; 0: they are shown as they are.
    floor: Callable[[Any], int | None] = lambda shown: 0
    # (sheet, own sums, sums of the parts, the page asked for: access, unit, year, counts) -> unit id
    # to what is not shown of it.
    withhold: Callable[[Sheet, Any, list[Any], Any], dict[int, Withheld]] | None = None
    about: Words = ""


@dataclass(frozen=True)
class Register:
    """A register, declared once by the AppConfig of its room."""

    name: str
    label: Words
    icon: str
    # The right with which it stands in the navigation.
    need: str
    books: tuple[Book, ...]
    counts: Counts | None = None
    # Role -> rights that it holds here; `own` is held by everybody on records of their own.
    rights: Mapping[str, Iterable[str]] = field(default_factory=dict)
    own: Iterable[str] = ()
    tasks: tuple[Tasks, ...] = ()
    finds: tuple[Find, ...] = ()
    # Open records that go on in the unit that carries on a closed one: model -> open states.
    passes: Mapping[type[Any], tuple[str, ...]] = field(default_factory=dict)
    # Nothing of its records is told in passing: not how many go along, nor which.
    private: bool = False
    problems: Callable[[], Iterator[str]] = lambda: iter(())
    # Pages that the kit does not have.
    urls: Sequence[Any] = ()
    # Does it stand in somebody's navigation, and which page opens from there.
    here: Callable[[Access], bool] = lambda access: True
    front: Callable[[Access], str] = lambda access: ""
    # What the worker does once a day.
    nightly: tuple[Callable[[], Any], ...] = ()
    # (label, name of an address, right or question about the person) under the heading of its lists.
    places: tuple[tuple[Words, str, str | Callable[[Access], bool]], ...] = ()


REGISTERS: dict[str, Register] = {}
FIGURES = _("Figures")


def declare(register: Register) -> None:
    """Make a register known, with the rights that it brings.

    Raises:
        ValueError: another register has this name or this block of years.
    """
    known = [one for one in REGISTERS.values() if one.name != register.name]
    blocks = {one.counts.block for one in known if one.counts}
    if register.counts and register.counts.block in blocks:
        raise ValueError(f"{register.name}: block {register.counts.block} is taken")
    if register.name in REGISTERS:
        raise ValueError(f"there is a register {register.name!r} already")
    roles.declare(register.rights, register.own)
    REGISTERS[register.name] = register


def books() -> Iterator[tuple[Register, Book]]:
    """Every book of every register."""
    for register in REGISTERS.values():
        for book in register.books:
            yield register, book
