"""Room sittings: its name for Django, what follows a reorganisation, and its papers."""

from django.apps import AppConfig


class SittingsConfig(AppConfig):
    name = "namro.sittings"
    label = "sittings"

    def ready(self) -> None:
        """Declare what follows a reorganisation, and the kinds of its papers."""
        from namro.org import followers  # noqa: PLC0415 - models are loaded by now
        from namro.sittings import wording  # noqa: PLC0415 - the same
        from namro.sittings.passing import SittingsFollower  # noqa: PLC0415 - the same

        wording.declare_kinds()
        followers.declare(SittingsFollower())
