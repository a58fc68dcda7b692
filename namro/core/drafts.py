"""Room core: drafts are kept while somebody types, and dropped once the form is sent."""

from typing import Any

from namro.core import clock
from namro.core.models import Draft

MAX_FIELDS = 20_000
MAX_CHARACTERS = 500_000
SECRET = {"csrfmiddlewaretoken", "once", "password", "password1", "password2", "oldpassword"}


def keep(user_id: int, place: str, fields: dict[str, list[str]]) -> Draft | None:
    """Store what stands in a form now; None when it is larger than any form of ours."""
    kept = {name: values for name, values in fields.items() if name not in SECRET}
    size = sum(len(value) for values in kept.values() for value in values)
    if len(kept) > MAX_FIELDS or size > MAX_CHARACTERS:
        return None
    draft, _created = Draft.objects.update_or_create(
        user_id=user_id, place=place[:200], defaults={"fields": kept, "saved_at": clock.now()}
    )
    return draft


def find(user_id: int, place: str) -> Draft | None:
    """The draft of this person at this place."""
    return Draft.objects.filter(user_id=user_id, place=place[:200]).first()


def drop(user_id: int, place: str) -> None:
    """Forget a draft; its form has been sent."""
    Draft.objects.filter(user_id=user_id, place=place[:200]).delete()


def flat(draft: Draft) -> dict[str, Any]:
    """Field name to the value a form takes as its initial."""
    return {
        name: values[0] if len(values) == 1 else values for name, values in draft.fields.items()
    }
