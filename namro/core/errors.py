"""Room core: what an action says when it must not go through."""

from django.utils.functional import Promise


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """The rule says no; the message is the sentence that the user will read."""

    status = 403

    def __init__(self, message: str | Promise, *, status: int | None = None) -> None:
        super().__init__(str(message))
        self.message = str(message)
        self.status = status or self.status


class Conflict(Refused):
    """As the record stands, this does not go: somebody was first, or something is still open."""

    status = 409
