"""Room titles: its name for Django, and what it declares."""

from django.apps import AppConfig


class TitlesConfig(AppConfig):
    name = "namro.titles"
    label = "titles"

    def ready(self) -> None:
        """Declare the register, its list of earlier recognitions, and its docket for sittings."""
        from namro.registers import kit  # noqa: PLC0415 - models are loaded by now
        from namro.sheets.lists import declare  # noqa: PLC0415 - the same
        from namro.sittings import docket  # noqa: PLC0415 - the same
        from namro.titles.docket import DOCKET  # noqa: PLC0415 - the same
        from namro.titles.lists import KIND, OF_MEMBERS  # noqa: PLC0415 - the same
        from namro.titles.register import REGISTER  # noqa: PLC0415 - the same

        kit.declare(REGISTER)
        declare(KIND)
        declare(OF_MEMBERS)
        docket.declare(DOCKET)
