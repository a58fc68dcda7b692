"""Room mediation: its name for Django, and what it declares."""

from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "namro.mediation"
    label = "mediation"

    def ready(self) -> None:
        """Declare the register, the list of mediators, and the figure that titles may ask for."""
        from namro.figures import measures  # noqa: PLC0415 - models are loaded by now
        from namro.mediation.figures import SETTLED  # noqa: PLC0415 - the same
        from namro.mediation.lists import KIND  # noqa: PLC0415 - the same
        from namro.mediation.models import Case  # noqa: PLC0415 - the same
        from namro.mediation.passing import CASE  # noqa: PLC0415 - the same
        from namro.mediation.register import REGISTER  # noqa: PLC0415 - the same
        from namro.registers import kit, passing  # noqa: PLC0415 - the same
        from namro.sheets.lists import declare  # noqa: PLC0415 - the same

        kit.declare(REGISTER)
        passing.declare(Case, CASE)
        declare(KIND)
        measures.declare(SETTLED)
