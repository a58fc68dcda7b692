"""Room titles: its name for Django, and what it declares."""

from django.apps import AppConfig


class TitlesConfig(AppConfig):
    name = "namro.titles"
    label = "titles"

    def ready(self) -> None:
        """Declare the register, its list of earlier recognitions, and its docket for sittings."""
        from namro.org.merging import follow  # noqa: PLC0415 - models are loaded by now
        from namro.registers import kit, passing  # noqa: PLC0415 - the same
        from namro.registers.people import follow_in  # noqa: PLC0415 - the same
        from namro.sheets.lists import declare  # noqa: PLC0415 - the same
        from namro.sittings import docket  # noqa: PLC0415 - the same
        from namro.titles import passing as titles_passing  # noqa: PLC0415 - the same
        from namro.titles.docket import DOCKET  # noqa: PLC0415 - the same
        from namro.titles.lists import KIND, OF_MEMBERS  # noqa: PLC0415 - the same
        from namro.titles.models import Card, Round  # noqa: PLC0415 - the same
        from namro.titles.register import REGISTER  # noqa: PLC0415 - the same

        passing.declare(Round, titles_passing.ROUND)
        passing.declare(Card, titles_passing.CARD)
        follow(follow_in(Card, "person_id", "person", "unit", "round"))
        kit.declare(REGISTER)
        declare(KIND)
        declare(OF_MEMBERS)
        docket.declare(DOCKET)
