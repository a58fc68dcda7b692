"""Room config: what makes a configuration too weak to serve."""

from collections.abc import Iterator

from django.conf import settings

from namro.config import place

SHORTEST_KEY = 32
LOCAL = {"127.0.0.1", "localhost", "::1", "[::1]"}


def weaknesses(host: str) -> Iterator[str]:
    """One sentence for each thing that must be mended first."""
    if settings.DEBUG and host not in LOCAL:
        yield "NAMRO_DEBUG shows the inside of the program; unset it before serving other machines."
    if len(settings.SECRET_KEY) < SHORTEST_KEY:
        yield f"NAMRO_SECRET_KEY is shorter than {SHORTEST_KEY} characters; unset it to use our own."
    if "*" in settings.ALLOWED_HOSTS:
        yield "NAMRO_HOSTS may not be “*”; write the names of this site, separated by commas."
    if place.readable_by_others(settings.DATA):
        yield f"{settings.DATA} can be read by other accounts; run: chmod 700 {settings.DATA}"
    if host not in LOCAL and not settings.HTTPS:
        yield "Serving other machines needs NAMRO_HTTPS=1 behind a proxy that speaks TLS."
