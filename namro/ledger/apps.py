"""Room ledger: its name for Django, the lists that it takes in, and what follows a person."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "namro.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Declare what follows a reorganisation or a merge, and the lists that are taken in."""
        from namro.ledger import papers  # noqa: PLC0415 - the same
        from namro.ledger.draws import REGISTER  # noqa: PLC0415 - the same
        from namro.ledger.lists import (  # noqa: PLC0415 - models are loaded by now
            PROGRESS,
            VERIFICATIONS,
        )
        from namro.ledger.passing import LedgerFollower  # noqa: PLC0415 - the same
        from namro.ledger.people import follow_person  # noqa: PLC0415 - the same
        from namro.org import followers  # noqa: PLC0415 - the same
        from namro.org.merging import follow  # noqa: PLC0415 - the same
        from namro.registers import kit  # noqa: PLC0415 - the same
        from namro.sheets.lists import declare  # noqa: PLC0415 - the same

        papers.declare_kinds()
        kit.declare(REGISTER)
        followers.declare(LedgerFollower())
        follow(follow_person)
        declare(PROGRESS)
        declare(VERIFICATIONS)
