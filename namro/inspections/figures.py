"""Room inspections: its figures, declared once."""

from collections.abc import Sequence

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from namro.figures import tally
from namro.figures.figure import Figure, Identity, Kind, Sheet
from namro.inspections import kinds
from namro.inspections.actions import BLOCK
from namro.inspections.models import Conclusion, Discipline, Inspection, Item
from namro.inspections.states import ConclusionState, InspectionState, ItemState, Subject
from namro.ledger.models import Entry
from namro.ledger.states import OPEN_STATES, EntryState, Shown
from namro.org.models import Unit
from namro.registers import sums
from namro.registers.kit import Beside, Counts, Matrix, Saying
from namro.registers.sums import counted

Facets = tuple[str | None, ...]
DONE = EntryState.DONE
OF_ITEMS = _("items of the conclusions")
OPEN = "/".join(OPEN_STATES)
IN_IT = f"{InspectionState.PLANNED}/{InspectionState.HELD}"
LIST = "conclusion-item-list"
SHEET = Sheet(
    "inspections",
    (
        Figure("conclusions", _("Conclusions that are followed or closed"), Kind.ITEMS,
               counted("conclusion", f"{ConclusionState.FOLLOWED}/{ConclusionState.CLOSED}"),
               listing="conclusion-list", filters={"status": "issued"}),
        Figure("items", _("Items of conclusions"), Kind.ITEMS, counted("entry"), listing=LIST,
               filters={"declared": "followed"}),
        Figure("done", _("Declared done"), Kind.ITEMS, counted("entry", DONE), "items", OF_ITEMS,
               LIST, {"declared": Shown.DONE}),
        Figure("open", _("Not done yet"), Kind.ITEMS, counted("entry", OPEN), "items", OF_ITEMS,
               LIST, {"declared": "open"}),
        Figure("stopped", _("Stopped"), Kind.ITEMS, counted("entry", EntryState.STOPPED), "items",
               OF_ITEMS, LIST, {"declared": Shown.STOPPED}),
        Figure("accepted", _("Accepted by the inspecting body"), Kind.ITEMS,
               counted("item", ItemState.ACCEPTED), "items", OF_ITEMS, LIST,
               {"status": ItemState.ACCEPTED}),
    ),
    (Identity("items", ("done", "open", "stopped")),),
)  # fmt: skip


def years() -> list[int]:
    """Years that have something in this register."""
    return sums.years(COUNTS)


def _kinds_by_level() -> Sequence[tuple[str, Facets]]:
    return [
        (f"{level}: {label}", (name, None, None, at))
        for at, level in kinds.levels().items()
        for name, label in kinds.kinds().items()
    ]


def _columns() -> Sequence[tuple[str | Promise, Facets]]:
    return [
        (_("Organisations in the programme"), (None, Subject.ORGANISATION, IN_IT, None)),
        (_("Organisations, held"), (None, Subject.ORGANISATION, InspectionState.HELD, None)),
        (_("Persons in the programme"), (None, Subject.PERSON, IN_IT, None)),
        (_("Persons, held"), (None, Subject.PERSON, InspectionState.HELD, None)),
    ]


def _forms() -> Sequence[tuple[str, Facets]]:
    found = kinds.forms_of_discipline()
    return [(label, tuple(name.split(":", 1))) for name, label in found.items()]


def _issued(unit: Unit, years: list[int]) -> Sequence[Beside]:
    """What a body has asked of others counts with them; here it reads how far they are."""
    periods = [tally.year_of(BLOCK, year) for year in years]
    items = Item.objects.filter(conclusion__unit=unit, period__in=periods).exclude(entry=None)
    found = items.aggregate(all=Count("pk"), done=Count("pk", filter=Q(entry__status=DONE)))
    if not found["all"]:
        return ()
    # Wherever they are carried out: the unit of the page does not narrow them.
    here = {"unit": "", "issuer": str(unit.pk)}
    words = _("items of conclusions of this body")
    return (
        Beside("issued", _("Items of conclusions of this body"), found["all"], LIST,
               {**here, "declared": "followed"}),
        Beside("issued_done", _("Items of conclusions of this body, declared done"), found["done"],
               LIST, {**here, "declared": Shown.DONE}, of=found["all"], set=words),
    )  # fmt: skip


CONCLUSION = r"kết luận(?: thanh tra| kiểm tra| giám sát)?"
BOTH = r"nội dung[^.]*kết luận|kết luận[^.]*nội dung"
FINISHED = r"(?<!chưa )(?:thực hiện xong|hoàn thành|báo xong|làm xong|đã xong)"
SAYINGS = (
    Saying(r"chấp nhận<->{0,30}?<N>\s?/\s?<N>", ("accepted", "items"), BOTH),
    Saying(r"chưa (?:xong|thực hiện|hoàn thành)<->{0,30}?<N>\s?/\s?<N> nội dung", ("open", "items"), BOTH),
    Saying(rf"{FINISHED} <N> {CONCLUSION}<->{{0,20}}?<N>\s?/\s?<N> nội dung",
           ("conclusions", "done", "items")),
    Saying(rf"{FINISHED} <N> {CONCLUSION}<->{{0,20}}?<N> nội dung", ("conclusions", "done")),
    Saying(rf"{FINISHED}<->{{0,30}}?<N>\s?/\s?<N> nội dung", ("done", "items"), BOTH),
    Saying(rf"<N>\s?/\s?<N> nội dung (?:của|trong|theo)<->{{0,20}}?<N> {CONCLUSION}",
           ("done", "items", "conclusions")),
    Saying(rf"<N> nội dung (?:của|trong|theo)<->{{0,20}}?<N> {CONCLUSION}", ("", "conclusions")),
    Saying(rf"<N> {CONCLUSION}<->{{0,20}}?<N> nội dung", ("conclusions", "items")),
)  # fmt: skip
COUNTS = Counts(
    SHEET,
    BLOCK,
    sets=("conclusion", "entry", "open", "item", "inspection", "discipline"),
    models=(Conclusion, Entry, Item, Inspection, Discipline),
    rates=("done", "accepted", "open", "stopped"),
    columns=("conclusions", "items", "done", "open", "accepted"),
    bars=("done", "open"),
    bars_title=_("Items by unit"),
    tables=(
        Matrix(
            _("Programme: in it and held"),
            "inspection",
            _kinds_by_level,
            _columns(),
            "inspection-list",
            ("kind", "subject_kind", "status", "level"),
            {IN_IT: "programme"},
        ),
        Matrix(
            _("Discipline, as counted"),
            "discipline",
            _forms,
            [(_("How many"), (None, None))],
            "discipline-list",
            joined="form",
        ),
    ),
    beside=_issued,
    sayings=SAYINGS,
    records="conclusion.view",
    about=_("A conclusion counts where it was issued, an item where it is carried out."),
)
