"""Room commitments: its name for Django."""

from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "namro.commitments"
    label = "commitments"

    def ready(self) -> None:
        """Declare what follows a reorganisation; models are loaded only now."""
        from namro.commitments.passing import CommitmentsFollower  # noqa: PLC0415
        from namro.org import followers  # noqa: PLC0415

        followers.declare(CommitmentsFollower())
