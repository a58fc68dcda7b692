"""Room ledger: what is followed for every register: dates, notes, evidence, blockers, findings."""

import datetime as dt

from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from namro.core import text
from namro.core.models import StoredFile
from namro.figures.counted import CountedPath
from namro.figures.tally import Key
from namro.ledger.states import (
    OPEN_STATES,
    BlockerState,
    DrawState,
    EntryState,
    ExtensionState,
    Finding,
    FourWay,
    Shown,
)
from namro.org.models import Grant, Person
from namro.org.roles import roles_with
from namro.registers.models import Record


class Entry(Record):
    """One obligation, whichever register it comes from.

    `register` and `source` say which record above stands behind it; the ledger never looks up.
    `first_due` is never changed; `due` moves only by a granted extension.
    """

    register = models.CharField(max_length=40)
    source = models.UUIDField(unique=True)
    period = models.BigIntegerField(db_index=True)
    number = models.CharField(max_length=40, blank=True)
    title = models.CharField(_("work"), max_length=2000)
    result = models.TextField(_("result"), blank=True)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="entries")
    leader = models.ForeignKey(Person, models.PROTECT, null=True, related_name="led_entries")
    begins_on = models.DateField()
    first_due = models.DateField(null=True)
    due = models.DateField(_("due"), null=True)
    # Lists order by it: work without a day comes last, and paging by key needs a value.
    due_key = models.GeneratedField(
        expression=Coalesce("due", Value(dt.date(9999, 12, 31), models.DateField())),
        output_field=models.DateField(),
        db_persist=True,
    )
    # A column of its own, because SQLite uses a partial index only for a condition without values.
    still_open = models.GeneratedField(
        expression=Case(When(status__in=OPEN_STATES, then=True), default=False),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    declared_on = models.DateField(null=True)
    declared_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    # Sent back, and not declared anew since: when and why.
    sent_back_on = models.DateField(null=True)
    sent_back_why = models.TextField(blank=True)
    verified = models.CharField(max_length=20, choices=Finding, default=Finding.NONE)
    verified_on = models.DateField(null=True)
    blocked = models.BooleanField(default=False)
    last_note_at = models.DateTimeField(null=True)
    counted_path = CountedPath()
    name_key = models.CharField(max_length=600)
    search_text = models.CharField(max_length=2600)

    OWNERS = ("owner_id", "leader_id")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=EntryState.values), name="entry_state"),
            models.CheckConstraint(condition=Q(verified__in=Finding.values), name="entry_finding"),
            models.CheckConstraint(
                condition=Q(status=EntryState.DONE, declared_on__isnull=False)
                | (~Q(status=EntryState.DONE) & Q(declared_on__isnull=True)),
                name="entry_done_has_day",
            ),
            models.CheckConstraint(
                condition=Q(first_due__isnull=True) | Q(due__isnull=False), name="entry_due_kept"
            ),
            models.CheckConstraint(
                condition=~Q(status=EntryState.DONE) | Q(sent_back_on__isnull=True),
                name="entry_done_is_not_back",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-id"], name="entry_unit"),
            models.Index(fields=["period", "-id"], name="entry_period"),
            models.Index(fields=["period", "due_key", "id"], name="entry_due"),
            models.Index(fields=["period", "name_key", "id"], name="entry_name"),
            # What is late, in the order of its days, with all that the access asks about.
            models.Index(
                fields=["due_key", "id", "unit", "owner", "leader"],
                condition=Q(still_open=True),
                name="entry_open_due",
            ),
        ]

    def __str__(self) -> str:
        return self.title[:100]

    def get_status_display(self) -> str:
        return str(EntryState(self.status).label)

    def set_keys(self, *words: str) -> None:
        """What lists order by and search finds."""
        self.name_key = self.owner.sort_key
        self.search_text = text.fold(" ".join([self.title, str(self.owner), *words]))[:2600]

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATES

    @property
    def was_extended(self) -> bool:
        return self.first_due != self.due

    def shown(self, on: dt.date) -> Shown:
        """The state that an office reads on a day; what was declared later was under way then."""
        later = self.declared_on is not None and self.declared_on > on
        if self.status in (EntryState.DONE, EntryState.STOPPED) and not later:
            return Shown(self.status)
        if self.due is not None and self.due < on:
            return Shown.BEHIND
        if self.status == EntryState.UNDER_WAY or later:
            return Shown.ON_SCHEDULE
        return Shown(self.status)

    def four_way(self, on: dt.date) -> FourWay:
        """Done or not, in time or late; work without a due day is within term."""
        if self.status == EntryState.DONE:
            return FourWay.DONE_LATE if self.late_by(self.due) else FourWay.DONE_IN_TIME
        late = self.due is not None and self.due < on
        return FourWay.OPEN_LATE if late else FourWay.OPEN_IN_TIME

    def late_by(self, due: dt.date | None) -> bool:
        """Was it declared after that day?"""
        return due is not None and self.declared_on is not None and self.declared_on > due

    def tally(self) -> list[Key]:
        """What this entry counts as."""
        timing = "-"
        if self.status == EntryState.DONE:
            timing = ("l" if self.late_by(self.due) else "t") + (
                "l" if self.late_by(self.first_due) else "t"
            )
        keys = [
            Key("entry", (self.status, self.verified, timing, "x" if self.blocked else "-")),
        ]
        if self.is_open:
            keys.append(Key("open", (self.due.isoformat() if self.due else "-", self.status)))
        return keys


class Milestone(models.Model):
    """A dated step of an entry."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=300)
    due = models.DateField()
    done_on = models.DateField(null=True)

    SCOPE = "entry__unit__path"

    class Meta:
        ordering = ("due", "pk")

    def __str__(self) -> str:
        return self.title


class ProgressNote(models.Model):
    """What happened, in the words of who did it."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="notes")
    text = models.TextField()
    status = models.CharField(max_length=20, choices=EntryState)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on_behalf = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()

    SCOPE = "entry__unit__path"

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_said")]

    def __str__(self) -> str:
        return self.text[:80]


class Evidence(models.Model):
    """A file that shows what a note says."""

    note = models.ForeignKey(ProgressNote, models.CASCADE, related_name="evidence")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="evidence")

    SCOPE = "note__entry__unit__path"

    def __str__(self) -> str:
        return self.file.name


class Blocker(Record):
    """What stops the work, and the level that can clear it: `unit` is that level."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="blockers")
    text = models.TextField(_("what stops the work"))
    raised_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    raised_on = models.DateField()
    due = models.DateField()
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)

    OWNERS = ("raised_by_id", "entry__owner_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=BlockerState.values), name="blocker_state"
            ),
            models.CheckConstraint(
                condition=Q(status=BlockerState.RAISED, ended_on__isnull=True)
                | (~Q(status=BlockerState.RAISED) & Q(ended_on__isnull=False)),
                name="blocker_end_has_day",
            ),
        ]
        indexes = [models.Index(fields=["unit", "status", "due"], name="blocker_waiting")]

    def __str__(self) -> str:
        return self.text[:80]

    def get_status_display(self) -> str:
        return str(BlockerState(self.status).label)


class Extension(Record):
    """A later due day, asked for with a reason; the first day stays on the entry."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="extensions")
    old_due = models.DateField()
    new_due = models.DateField(_("new due day"))
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    answer = models.TextField(blank=True)

    OWNERS = ("asked_by_id", "entry__owner_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ExtensionState.values), name="extension_state"
            ),
            models.CheckConstraint(
                condition=Q(new_due__gt=F("old_due")), name="extension_is_later"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="extension_not_own",
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(status=ExtensionState.ASKED),
                name="extension_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_due:%d/%m/%Y} → {self.new_due:%d/%m/%Y}"

    def get_status_display(self) -> str:
        return str(ExtensionState(self.status).label)


class Verification(models.Model):
    """A visit by somebody who did not do the work, and what was found."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="verifications")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    doer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField(_("day of the visit"))
    found = models.CharField(_("found"), max_length=20, choices=Finding)
    note = models.TextField(_("what was seen"))
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="verification")
    at = models.DateTimeField()

    SCOPE = "entry__unit__path"

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(condition=~Q(by=F("doer")), name="verifier_is_not_doer"),
            models.CheckConstraint(
                condition=Q(found__in=[Finding.DONE, Finding.PARTLY, Finding.NOT_DONE]),
                name="verification_found_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y} {self.get_found_display()}"


class Draw(Record):
    """A sample of declared work for checking: the list is fixed first, the seed comes later.

    Whoever has the list and the seed can draw again: see `drawing.ranked`.
    """

    name = models.CharField(_("name"), max_length=200)
    declared_from = models.DateField(_("declared from"))
    declared_to = models.DateField(_("declared to"))
    size = models.PositiveIntegerField(_("how many to draw"))
    # Where the seed will come from, said before anybody can know it.
    seed_source = models.CharField(_("where the seed will come from"), max_length=300)
    seed_day = models.DateField(_("day of the seed"))
    announced_on = models.DateField(editable=False)
    # Keys of all work that may be drawn, sorted.
    listed = models.JSONField(default=list, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    seed = models.CharField(_("seed"), max_length=200, blank=True, editable=False)
    drawn_on = models.DateField(null=True, editable=False)
    dropped_on = models.DateField(null=True, editable=False)
    dropped_why = models.TextField(blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=DrawState.values), name="draw_state"),
            models.CheckConstraint(condition=Q(size__gt=0), name="draw_of_something"),
            models.CheckConstraint(
                condition=Q(declared_to__gte=F("declared_from")), name="draw_days"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[DrawState.DRAWN, DrawState.CLOSED], drawn_on__isnull=False)
                | (~Q(status__in=[DrawState.DRAWN, DrawState.CLOSED]) & Q(drawn_on__isnull=True)),
                name="draw_has_day",
            ),
            models.CheckConstraint(
                condition=Q(status=DrawState.DROPPED) | Q(dropped_on__isnull=True, dropped_why=""),
                name="draw_dropped_why",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def own_rows(person: int | None, day: dt.date) -> Q:
        """Draws that gave somebody a piece to look at, or drew work of theirs or of their unit."""
        here = ExpressionWrapper(OuterRef("entry__unit__path"), models.CharField())
        grants = Grant.objects.on(day).filter(person=person, role__in=roles_with("draw.view"))
        grants = grants.alias(here=here).filter(here__startswith=F("unit__path"))
        mine = Q(assigned=person) | Q(Exists(grants))
        for doer in ("owner", "leader", "declared_by"):
            mine |= Q(**{f"entry__{doer}": person})
        return Q(pk__in=Drawn.objects.filter(mine).values("draw"))

    @property
    def look(self) -> str:
        """The state whose shape and colour it has."""
        looks = {"announced": "asked", "drawn": "under_way", "dropped": "withdrawn"}
        return looks.get(self.status, self.status)

    def get_status_display(self) -> str:
        return str(DrawState(self.status).label)


class Drawn(models.Model):
    """One piece of work that was drawn, who looks at it, and what was found."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="drawn")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="draws")
    rank = models.PositiveIntegerField()
    assigned = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    verification = models.OneToOneField(Verification, models.SET_NULL, null=True, related_name="+")

    SCOPE = "draw__unit__path"

    class Meta:
        ordering = ("rank",)
        constraints = [
            models.UniqueConstraint(fields=["draw", "entry"], name="drawn_once"),
            models.UniqueConstraint(fields=["draw", "rank"], name="drawn_rank_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.entry}"
