"""Room sittings: what a screen shows has changed: it is told by one number."""

from django.db.models import F

from namro.sittings.counting import forget
from namro.sittings.models import Sitting


def beat(sitting: Sitting) -> None:
    """Screens of this sitting ask for news by this number."""
    Sitting.objects.filter(pk=sitting.pk).update(pulse=F("pulse") + 1)
    forget(sitting)
