"""Room papers: letterheads with their days, books of numbers, papers, templates, results to fetch."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from namro.core.models import StoredFile
from namro.org.models import DatedQuerySet, Person, Unit, in_days
from namro.papers.states import Form, Mode, PaperState


class Letterhead(models.Model):
    """What stands at the head of a unit's papers, and who signs them, for some days.

    A unit without one gets what follows from the names of the tree (`letterheads.head_of`).
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="letterheads")
    form = models.CharField(_("form"), max_length=10, choices=Form)
    superior = models.CharField(_("superior body"), max_length=200, blank=True)
    issuer = models.CharField(_("issuing body"), max_length=200)
    abbreviation = models.CharField(_("letters of the body in symbols"), max_length=20)
    place = models.CharField(_("place"), max_length=60)
    term_since = models.DateField(_("first day of the committee's term"), null=True, blank=True)
    mode = models.CharField(_("signed"), max_length=12, choices=Mode)
    authority = models.CharField(_("on whose behalf"), max_length=200, blank=True)
    post = models.CharField(_("post of who signs"), max_length=120, blank=True)
    name = models.CharField(_("name of who signs"), max_length=120, blank=True)
    since = models.DateField(_("since"))
    until = models.DateField(null=True)

    SCOPE = "unit__path"
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=in_days(), name="letterhead_days"),
            models.CheckConstraint(condition=Q(form__in=Form.values), name="letterhead_form"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="letterhead_mode"),
            models.UniqueConstraint(fields=["unit", "form", "since"], name="letterhead_once"),
            models.UniqueConstraint(
                fields=["unit", "form"], condition=Q(until__isnull=True), name="letterhead_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issuer} · {self.since:%d/%m/%Y}"


class NumberBook(models.Model):
    """One run of numbers: of a unit, a form and a kind, for a year (State) or a term (Party).

    That a year begins on 1 January is kept by the one action that opens a book: as a constraint it
    would call a function that only Django gives to SQLite, and nobody else could check the file.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="number_books")
    form = models.CharField(max_length=10, choices=Form)
    kind = models.CharField(max_length=20)
    since = models.DateField()
    last = models.PositiveIntegerField(default=0)

    SCOPE = "unit__path"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(form__in=Form.values), name="book_form"),
            models.UniqueConstraint(fields=["unit", "form", "kind", "since"], name="book_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.period}"

    @property
    def period(self) -> str:
        """The year, or the day on which the term began."""
        if self.form == Form.STATE:
            return str(self.since.year)
        return gettext("term since %(day)s") % {"day": f"{self.since:%d/%m/%Y}"}


class Template(models.Model):
    """A Word template that an administrator has put in place of ours; each upload is a version."""

    form = models.CharField(max_length=10, choices=Form)
    version = models.PositiveIntegerField()
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="paper_template")
    put_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    put_at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(form__in=Form.values), name="template_form"),
            models.UniqueConstraint(fields=["form", "version"], name="template_version_once"),
            models.UniqueConstraint(
                fields=["form"], condition=Q(current=True), name="template_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.version}"


class Paper(models.Model):
    """An official paper as it was issued: content, head and form are frozen, its number is kept.

    `register` and `source` say which record stands behind it; this room never looks it up.
    `pack` is the version of the form; `template` the office's own Word template, if it had one.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="papers")
    form = models.CharField(max_length=10, choices=Form)
    kind = models.CharField(max_length=40)
    book = models.ForeignKey(NumberBook, models.PROTECT, null=True, related_name="papers")
    number = models.PositiveIntegerField(null=True)
    symbol = models.CharField(max_length=60, blank=True, db_index=True)
    title = models.CharField(max_length=500)
    issued_on = models.DateField()
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    pack = models.CharField(max_length=40)
    template = models.ForeignKey(Template, models.PROTECT, null=True, related_name="papers")
    status = models.CharField(max_length=12, choices=PaperState, default=PaperState.ISSUED)
    cancelled_on = models.DateField(null=True)
    cancelled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    cancelled_reason = models.TextField(blank=True)
    register = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=40, blank=True)
    # Whose own paper it is: a personal sheet is shown to its person.
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="papers")
    search_text = models.CharField(max_length=700)

    SCOPE = "unit__path"
    OWNERS = ("person_id",)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(form__in=Form.values), name="paper_form"),
            models.CheckConstraint(condition=Q(status__in=PaperState.values), name="paper_status"),
            models.CheckConstraint(
                condition=Q(book__isnull=True, number__isnull=True, symbol="")
                | (Q(book__isnull=False, number__gte=1) & ~Q(symbol="")),
                name="paper_numbered_or_not",
            ),
            models.UniqueConstraint(fields=["book", "number"], name="paper_number_in_book"),
            models.CheckConstraint(
                condition=(
                    Q(
                        status=PaperState.CANCELLED,
                        cancelled_on__gte=F("issued_on"),
                        cancelled_by__isnull=False,
                    )
                    & ~Q(cancelled_reason="")
                )
                | (
                    ~Q(status=PaperState.CANCELLED)
                    & Q(cancelled_on=None, cancelled_by=None, cancelled_reason="")
                ),
                name="paper_cancelled_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-issued_on", "-id"], name="paper_unit"),
            models.Index(fields=["register", "source"], name="paper_source"),
        ]

    def __str__(self) -> str:
        return self.symbol or self.title[:100]

    @property
    def is_cancelled(self) -> bool:
        return self.status == PaperState.CANCELLED


class Bundle(models.Model):
    """Many papers as one file, made beside the request for one account; rights count at fetching."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    ending = models.CharField(max_length=4)
    papers = models.ManyToManyField(Paper, related_name="+")
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="paper_bundle")
    made_at = models.DateTimeField()

    SCOPE = "unit__path"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ending__in=["docx", "pdf", "xlsx"]), name="bundle_ending"
            )
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%d/%m/%Y} {self.ending}"


def first_of_year(day: dt.date) -> dt.date:
    """Where a year's book begins."""
    return day.replace(month=1, day=1)
