"""Room titles: recognitions, distinct subjects and years in a row are three figures."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from namro.figures import tally
from namro.figures.figure import Figure, Sheet
from namro.figures.figure import Kind as Counted
from namro.org import maps
from namro.org.models import Unit
from namro.registers import sums
from namro.registers.kit import Beside, Counts, Matrix, Saying
from namro.registers.sums import counted
from namro.titles.actions import BLOCK
from namro.titles.models import Card, Round, facet_of
from namro.titles.states import HELD, UNDECIDED, CardState

RECOGNISED = "/".join(HELD)
WAITING = "/".join(UNDECIDED)
LIST = "card-list"
SHEET = Sheet(
    "titles",
    (
        Figure("recognitions", _("Recognitions"), Counted.RECOGNITIONS,
               counted("card", None, RECOGNISED), listing=LIST, filters={"status": "held"}),
        Figure("cards", _("Cards"), Counted.ITEMS, counted("card"), listing=LIST),
        Figure("waiting", _("Not decided yet"), Counted.ITEMS, counted("card", None, WAITING),
               "cards", _("cards of the rounds"), LIST, {"status": "waiting"}),
        Figure("refused", _("Not recognised"), Counted.ITEMS,
               counted("card", None, CardState.REFUSED), "cards", _("cards of the rounds"), LIST,
               {"status": CardState.REFUSED}),
        Figure("revoked", _("Revoked"), Counted.ITEMS, counted("card", None, CardState.REVOKED),
               "cards", _("cards of the rounds"), LIST, {"status": CardState.REVOKED}),
    ),
)  # fmt: skip


def years() -> list[int]:
    """Years that have cards."""
    return sums.years(COUNTS)


def _titles() -> Sequence[tuple[str, tuple[str | None, ...]]]:
    names = Round.objects.order_by("name").values_list("name", flat=True).distinct()
    return [(name, (facet_of(name), None)) for name in names]


def distinct(unit: Unit, of_years: list[int]) -> Sequence[Beside]:
    """Of each title: how many subjects have had it, and the longest run of years of one of them."""
    periods = [tally.year_of(BLOCK, year) for year in of_years]
    first = min(of_years, default=0)
    # Thousands of rows in a city: as few columns as there can be, and years as bits.
    rounds = Round.objects.filter(period__in=periods).values_list("pk", "name", "period")
    of_round = {pk: (name, 1 << (-period % 10_000 - first)) for pk, name, period in rounds}
    rows = Card.objects.filter(maps.within("counted_path", unit), period__in=periods)
    held = rows.filter(status__in=HELD).order_by().values_list("round", "unit", "person")
    found: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for of, place, person in held.iterator(chunk_size=10_000):
        title, year = of_round[of]
        found[title][-place if person is None else person] |= year
    said = []
    for title, subjects in sorted(found.items()):
        words = gettext("%(title)s: different subjects") % {"title": title}
        held_of = {"title": facet_of(title), "status": "held"}
        said.append(Beside(f"{title}: subjects", words, len(subjects), LIST, held_of))
        run = max(map(longest_run, set(subjects.values())))
        words = gettext("%(title)s: most years in a row of one subject") % {"title": title}
        said.append(Beside(f"{title}: run", words, run, LIST, held_of))
    return said


def longest_run(years: int) -> int:
    """The longest run of bits without a gap: a shift laid over it makes every run one shorter."""
    run = 0
    while years:
        years &= years >> 1
        run += 1
    return run


SAYINGS = (
    Saying(r"chưa quyết định<->{0,30}?<N>\s?/\s?<N> (?:phiếu|hồ sơ|trường hợp)", ("waiting", "cards")),
    Saying(r"<N> (?:lượt công nhận|lượt danh hiệu|trường hợp (?:được công nhận|đạt) danh hiệu)",
           ("recognitions",)),
    Saying(r"công nhận<->{0,20}?<N> (?:lượt|trường hợp|danh hiệu)", ("recognitions",), "danh hiệu"),
)  # fmt: skip
COUNTS = Counts(
    SHEET,
    BLOCK,
    sets=("card",),
    models=(Card,),
    rates=("waiting", "refused", "revoked"),
    columns=("recognitions", "cards", "waiting", "refused", "revoked"),
    bars=("recognitions",),
    bars_title=_("Recognitions by unit"),
    tables=(
        Matrix(_("By title"), "card", _titles, [
            (_("Recognitions"), (None, RECOGNISED)), (_("Not recognised"), (None, CardState.REFUSED)),
            (_("Revoked"), (None, CardState.REVOKED)), (_("Not decided yet"), (None, WAITING))],
            LIST, ("title", "status"), {RECOGNISED: "held", WAITING: "waiting"}),
    ),
    beside=distinct,
    sayings=SAYINGS,
    records="title.view",
    about=_("A recognition is a subject in a year: ten recognitions may be of one team."),
)  # fmt: skip
