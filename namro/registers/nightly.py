"""Room registers: what registers do once a day; the worker asks at every round."""

from django.core.cache import cache

from namro.core import anchors, clock
from namro.registers.kit import REGISTERS

DONE = "registers:nightly"
DAY = 60 * 60 * 24


def once_a_day() -> bool:
    """Do it where it has not been done today; True when it was.

    Doing it twice changes nothing: each piece asks for itself what is due.
    """
    today = clock.today().isoformat()
    if cache.get(DONE) == today:
        return False
    for register in REGISTERS.values():
        for act in register.nightly:
            act()
    anchors.keep()
    cache.set(DONE, today, DAY)
    return True
