"""Room inspections: its name for Django, and the register that it declares."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "namro.inspections"
    label = "inspections"

    def ready(self) -> None:
        """Declare the register, its paper and the list that it takes in."""
        from namro.inspections.lists import KIND  # noqa: PLC0415 - models are loaded by now
        from namro.inspections.models import Item  # noqa: PLC0415 - the same
        from namro.inspections.register import REGISTER  # noqa: PLC0415 - the same
        from namro.inspections.workflow import ANSWER, issuer_of  # noqa: PLC0415 - the same
        from namro.ledger.workflow import ANSWERED, Answering  # noqa: PLC0415 - the same
        from namro.org.merging import follow  # noqa: PLC0415 - the same
        from namro.registers import kit  # noqa: PLC0415 - the same
        from namro.registers.people import follow_in  # noqa: PLC0415 - the same
        from namro.sheets.lists import declare  # noqa: PLC0415 - the same

        follow(follow_in(Item, "owner_id", "owner", "unit", "conclusion"))
        kit.declare(REGISTER)
        declare(KIND)
        ANSWERED["conclusion-item"] = Answering(ANSWER, issuer_of)
