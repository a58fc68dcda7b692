"""Room sheets: its name for Django, and the lists of units and people."""

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "namro.sheets"
    label = "sheets"

    def ready(self) -> None:
        from namro.sheets.kinds import (  # noqa: PLC0415 - models are loaded by now
            appointments,
            members,
            units,
        )
        from namro.sheets.lists import declare  # noqa: PLC0415 - the same

        for module in (members, appointments, units):
            declare(module.KIND)
