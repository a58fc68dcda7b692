"""Room reports: its addresses."""

from django.urls import URLPattern, path

from namro.reports.proofreading import views as proofreading
from namro.reports.views import dashboard, snapshots

urlpatterns: list[URLPattern] = [
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
