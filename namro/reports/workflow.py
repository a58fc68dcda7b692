"""Room reports: the life of a period report: drafted, issued with its number, or dropped."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from namro.org.access import Access
from namro.papers import actions as desk
from namro.papers.models import Paper
from namro.registers.workflow import Step, Workflow
from namro.reports.models import PeriodReport
from namro.reports.proofreading import analyser, opening, sentences
from namro.reports.proofreading.findings import Grade
from namro.reports.states import ReportState
from namro.reports.writing import REPORT, Writing

ISSUE, SAID = "paper.issue", 5


def parts_make_the_whole(report: PeriodReport, access: Access) -> str | None:
    """The gate: a report whose parts are not its totals names each difference, or is not issued."""
    writing = Writing(report)
    for one in writing.differences:
        if not writing.why(one).strip():
            label = writing.frozen.sheet[one.whole].label
            return _(
                "%(where)s: %(figure)s is %(expected)s, its parts make %(found)s. Say why."
            ) % {"where": one.where, "figure": label, "expected": one.expected, "found": one.found}
    return None


def wrong_in(words: str) -> list[str]:
    """What the proof-reader finds wrong in words that the office wrote itself."""
    if not words.strip():
        return []
    found = analyser.analyse(opening.open_pasted(words)).of(Grade.WRONG)
    return [sentences.sentence(one) for one in found]


def own_words_add_up(report: PeriodReport, access: Access) -> str | None:
    """Figures in the office's own words hold in themselves."""
    words = "\n".join(section.own for section in Writing(report).sections if section.own)
    found = wrong_in(words)
    return " ".join(found[:SAID]) if found else None


def issue_paper(report: PeriodReport, access: Access) -> dict[str, object]:
    """The paper with its number; its content is frozen as the report stands now."""
    paper: Paper = desk.issue(
        REPORT.name, Writing(report).content(), unit=report.issuer, source=report, access=access
    )
    return {"paper_id": paper.pk}


REPORT_LIFE = Workflow(
    states=ReportState,
    start=ReportState.DRAFT,
    final=(ReportState.ISSUED, ReportState.DROPPED),
    steps=(
        Step(
            "issue-report",
            _lazy("Issue with a number"),
            (ReportState.DRAFT,),
            ReportState.ISSUED,
            ISSUE,
            (parts_make_the_whole, own_words_add_up),
            also=issue_paper,
            primary=True,
        ),
        Step(
            "drop-report",
            _lazy("Drop the draft"),
            (ReportState.DRAFT,),
            ReportState.DROPPED,
            ISSUE,
        ),
    ),
)
