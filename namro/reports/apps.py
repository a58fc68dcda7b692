"""Room reports: its name for Django."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "namro.reports"
    label = "reports"
