"""Room ledger: its name for Django."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "namro.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Declare what follows a reorganisation; models are loaded only now."""
        from namro.ledger.passing import LedgerFollower  # noqa: PLC0415
        from namro.org import followers  # noqa: PLC0415

        followers.declare(LedgerFollower())
