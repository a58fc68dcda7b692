"""Room commitments: its name for Django, and what it declares to the rooms below."""

from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "namro.commitments"
    label = "commitments"

    def ready(self) -> None:
        """Declare what follows a reorganisation or a merge, its list, and its docket for sittings."""
        from namro.commitments import people  # noqa: PLC0415 - the same
        from namro.commitments.docket import DOCKET  # noqa: PLC0415 - models are loaded by now
        from namro.commitments.freezing import SUBJECT  # noqa: PLC0415 - the same
        from namro.commitments.importing import KIND  # noqa: PLC0415 - the same
        from namro.commitments.measures import MEASURES  # noqa: PLC0415 - the same
        from namro.commitments.models import Registrant, Review  # noqa: PLC0415 - the same
        from namro.commitments.passing import CommitmentsFollower  # noqa: PLC0415 - the same
        from namro.figures import frozen, measures  # noqa: PLC0415 - the same
        from namro.org import followers  # noqa: PLC0415 - the same
        from namro.org.merging import explain, follow  # noqa: PLC0415 - the same
        from namro.sheets.lists import declare  # noqa: PLC0415 - the same
        from namro.sittings import docket  # noqa: PLC0415 - the same

        followers.declare(CommitmentsFollower())
        declare(KIND)
        docket.declare(DOCKET)
        frozen.declare(SUBJECT)
        follow(people.follow_person)
        explain(Registrant, people.on_one_roll)
        explain(Review, people.both_sides)
        for measure in MEASURES:
            measures.declare(measure)
