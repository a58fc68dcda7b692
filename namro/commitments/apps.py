"""Room commitments: its name for Django, and the lists that it takes in, what follows a person."""

from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "namro.commitments"
    label = "commitments"

    def ready(self) -> None:
        """Declare what follows a reorganisation or a merge, and the list that is taken in."""
        from namro.commitments.importing import KIND  # noqa: PLC0415 - models are loaded by now
        from namro.commitments.passing import CommitmentsFollower  # noqa: PLC0415 - the same
        from namro.commitments.people import follow_person  # noqa: PLC0415 - the same
        from namro.org import followers  # noqa: PLC0415 - the same
        from namro.org.merging import follow  # noqa: PLC0415 - the same
        from namro.sheets.lists import declare  # noqa: PLC0415 - the same

        followers.declare(CommitmentsFollower())
        declare(KIND)
        follow(follow_person)
