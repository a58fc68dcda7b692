"""Room reports: its addresses."""

from django.urls import URLPattern, path

from namro.reports.proofreading import views as proofreading
from namro.reports.views import dashboard, report, snapshots

urlpatterns: list[URLPattern] = [
    path("reports/", report.report_list, name="reports"),
    path("reports/new/", report.report_new, name="report-new"),
    path("reports/<uuid:key>/", report.report_detail, name="report-detail"),
    path("reports/<uuid:key>/word/", report.report_word, name="report-word"),
    path("reports/<uuid:key>/steps/<slug:step>/", report.report_step, name="report-step"),
    path("proof-read/", proofreading.proof_read, name="proof-read"),
    path("proof-read/xlsx/", proofreading.proof_read_workbook, name="proof-read-workbook"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("snapshots/", snapshots.snapshot_list, name="snapshots"),
    path("snapshots/new/", snapshots.snapshot_new, name="snapshot-new"),
    path("snapshots/<uuid:key>/", snapshots.snapshot_detail, name="snapshot-detail"),
    path("snapshots/<uuid:key>/records/", snapshots.snapshot_records, name="snapshot-records"),
    path("snapshots/<uuid:key>/compare/", snapshots.snapshot_compare, name="snapshot-compare"),
    path("snapshots/<uuid:key>/content/", snapshots.snapshot_content, name="snapshot-content"),
]
