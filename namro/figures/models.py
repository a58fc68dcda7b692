"""Room figures: counters kept in the transaction of the change that they count."""

from django.db import models

from namro.org.models import Unit


class Tally(models.Model):
    """How many records of a set carry a key, in a period, in a unit with everything below it.

    A roll-up reads these rows and costs the same at any size; `namro check` recounts them.
    """

    set = models.CharField(max_length=20)
    period = models.BigIntegerField()
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    n = models.BigIntegerField()

    SCOPE = "unit__path"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "unit", "set", "key"], name="tally_once"),
        ]

    def __str__(self) -> str:
        return f"{self.set} {self.period} {self.unit_id} {self.key}: {self.n}"
