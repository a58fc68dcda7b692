"""Room commitments: the numbered paper form of a registrant, and when it was keyed in."""

import uuid

from django.db import models
from django.db.models import Q

from namro.commitments.models.campaign import Campaign, Registrant
from namro.org.models import Person


class PaperForm(models.Model):
    """A number on paper that stands for one place on the roll; a second print bears the same."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="paper_forms")
    registrant = models.OneToOneField(Registrant, models.CASCADE, related_name="paper_form")
    # Runs in the campaign from 1; a last digit that checks the others is shown, not stored.
    number = models.PositiveIntegerField()
    printed_at = models.DateTimeField()
    keyed_at = models.DateTimeField(null=True)
    keyed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    SCOPE = "registrant__unit__path"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="paper_number_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="paper_number_from_one"),
            models.CheckConstraint(
                condition=Q(keyed_at__isnull=True, keyed_by__isnull=True)
                | Q(keyed_at__isnull=False, keyed_by__isnull=False),
                name="paper_keyed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return shown(self.number)


def shown(number: int) -> str:
    """A number as it is printed and typed: 12 is 0012-5; one wrong or swapped digit is noticed."""
    return f"{number:04d}-{_check_digit(number)}"


def read(typed: str) -> int | None:
    """The number that somebody typed, with or without the stroke; None when it does not check."""
    digits = "".join(letter for letter in typed if "0" <= letter <= "9")
    if not 2 <= len(digits) <= 9 or typed.strip(" -0123456789"):
        return None
    number = int(digits[:-1])
    return number if number and _check_digit(number) == int(digits[-1]) else None


def _check_digit(number: int) -> int:
    """Damm's check digit (2004): finds every single wrong digit and every swap of neighbours."""
    interim = 0
    for digit in f"{number:04d}":
        interim = DAMM[interim][int(digit)]
    return interim


DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
