"""Room sittings: its name for Django, and what follows a reorganisation."""

from django.apps import AppConfig


class SittingsConfig(AppConfig):
    name = "namro.sittings"
    label = "sittings"

    def ready(self) -> None:
        """Declare what follows a reorganisation."""
        from namro.org import followers  # noqa: PLC0415 - models are loaded by now
        from namro.sittings.passing import SittingsFollower  # noqa: PLC0415 - the same

        followers.declare(SittingsFollower())
