"""Room reports: its name for Django, and the kinds of its papers."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "namro.reports"
    label = "reports"

    def ready(self) -> None:
        """Declare the kinds of its papers."""
        from namro.reports import writing  # noqa: PLC0415 - models are loaded by now

        writing.declare_kinds()
