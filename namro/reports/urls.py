"""Room reports: its addresses."""

from django.urls import URLPattern, path

from namro.reports.proofreading import views as proofreading

urlpatterns: list[URLPattern] = [
    path("proof-read/", proofreading.proof_read, name="proof-read"),
    path("proof-read/xlsx/", proofreading.proof_read_workbook, name="proof-read-workbook"),
]
