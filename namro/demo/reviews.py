"""Room demo: figures are frozen at the reviews, and a report is written on them and issued."""

import datetime as dt

from namro.commitments.models import Campaign
from namro.core import clock
from namro.demo.stage import Stage
from namro.figures import frozen
from namro.figures.frozen import Taking
from namro.figures.models import Snapshot, SnapshotKind
from namro.reports import actions
from namro.reports.models import PeriodReport
from namro.reports.workflow import REPORT_LIFE
from namro.reports.writing import Writing

TWO_YEARS = dt.date(2024, 3, 26)  # the district's review of two years
NINE_MONTHS = dt.date(2026, 9, 30)
EXAMPLES = 3
WHY = "Việc tồn đọng lâu, đã giải quyết xong và được thẩm tra đúng"
AHEAD = (
    "Tiếp tục gỡ vướng cho các nội dung chậm, mỗi nội dung nêu rõ cấp phải gỡ và thời hạn.\n"
    "Thẩm tra các nội dung tự báo xong, ưu tiên việc khó."
)


def of_two_years(stage: Stage, campaigns: list[Campaign]) -> None:
    """26/3/2024: each campaign of 2023 is frozen; the officials' report is issued."""
    with clock.pretend(TWO_YEARS):
        for campaign in campaigns:
            taken = _take(stage, campaign, SnapshotKind.FINAL, f"Tổng kết: {campaign.name}")
            report = _write(stage, taken)
            REPORT_LIFE.take(report, "issue-report", stage.access("vanphong"))


def of_nine_months(stage: Stage, campaign: Campaign) -> None:
    """The ward's interim review of 2026: frozen, and a draft that visitors may finish."""
    with clock.pretend(NINE_MONTHS):
        _write(stage, _take(stage, campaign, SnapshotKind.INTERIM, "Sơ kết 9 tháng năm 2026"))


def _take(stage: Stage, campaign: Campaign, kind: str, name: str) -> Snapshot:
    what = Taking("campaign", str(campaign.pk), kind, name[:200], clock.today())
    return frozen.take(campaign.unit, what, stage.access("vanphong"))


def _write(stage: Stage, snapshot: Snapshot) -> PeriodReport:
    office = stage.access("vanphong")
    report = actions.begin(snapshot, office)
    actions.write(report, actions.Said(report.title, {"ahead": AHEAD}), office)
    verified = Writing(report).frozen.having(report.unit_id, "verified")
    for record in verified[:EXAMPLES]:
        actions.pick(report, record.key, WHY, office)
    fresh: PeriodReport = PeriodReport.objects.select_related("snapshot", "unit", "issuer").get(
        pk=report.pk
    )
    return fresh
