"""Room reports: a period report: a snapshot with what the office says of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from namro.figures.models import Snapshot
from namro.org.models import Person, Unit
from namro.papers.models import Paper
from namro.registers.models import Record
from namro.reports.states import ReportState


class PeriodReport(Record):
    """Interim or final report of a campaign in a unit; its numbers are the snapshot's, never typed."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="reports")
    # Whose report it is: the paper has its head, its number and its signature.
    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("issued by"))
    title = models.CharField(_("title"), max_length=300)
    # Section to the office's own words below the counted sentences.
    narrative = models.JSONField(default=dict)
    # [{"key": record of the snapshot, "why": "..."}, ...] as the office picked them.
    examples = models.JSONField(default=list)
    # "where|figure" -> why the difference stands; the gate asks for each one.
    named = models.JSONField(default=dict)
    # What was stuck when the report was begun: text, level, since, title of the work.
    problems = models.JSONField(default=list)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    paper = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="period_report")

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ReportState.values), name="report_state"),
            models.CheckConstraint(
                condition=Q(status=ReportState.ISSUED, paper__isnull=False)
                | (~Q(status=ReportState.ISSUED) & Q(paper__isnull=True)),
                name="report_issued_has_paper",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="report_titled"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_status_display(self) -> str:
        return str(ReportState(self.status).label)
