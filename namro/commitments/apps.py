"""Room commitments: its name for Django, and the lists that it takes in."""

from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "namro.commitments"
    label = "commitments"

    def ready(self) -> None:
        from namro.commitments.importing import KIND  # noqa: PLC0415 - models are loaded by now
        from namro.sheets.lists import declare  # noqa: PLC0415 - the same

        declare(KIND)
