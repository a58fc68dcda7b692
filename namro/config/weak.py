"""Room config: what makes a configuration too weak to serve."""

import re
from collections.abc import Iterator

from django.conf import settings

from namro.config import place

SHORTEST_KEY = 32
HOST = re.compile(r"\.?[\w-]+(\.[\w-]+)*|\[[0-9a-fA-F:.]+\]")
LOCAL = {"127.0.0.1", "localhost", "::1", "[::1]"}


def weaknesses(host: str) -> Iterator[str]:
    """One sentence for each thing that must be mended first."""
    if settings.DEBUG and host not in LOCAL:
        yield "NAMRO_DEBUG shows the inside of the program; unset it before serving other machines."
    if len(settings.SECRET_KEY) < SHORTEST_KEY:
        yield f"NAMRO_SECRET_KEY is shorter than {SHORTEST_KEY} characters; unset it to use our own."
    if place.readable_by_others(settings.DATA):
        yield f"{settings.DATA} can be read by other accounts; run: chmod 700 {settings.DATA}"
    if settings.SESSION_COOKIE_AGE <= 0:
        yield "NAMRO_SESSION_SECONDS must be more than 0, or nobody could sign in."
    if settings.MAIL_FAULT:
        yield f"NAMRO_MAIL_URL {settings.MAIL_FAULT}"
    yield from _names()
    yield from _network(host)


def _names() -> Iterator[str]:
    """The names of the site are names, and nothing else."""
    if not settings.ALLOWED_HOSTS:
        yield "NAMRO_HOSTS is empty; write the names of this site, separated by commas."
    if "*" in settings.ALLOWED_HOSTS:
        yield "NAMRO_HOSTS may not be “*”; write the names of this site, separated by commas."
    for host in settings.ALLOWED_HOSTS:
        if host != "*" and not HOST.fullmatch(host):
            yield (
                f"NAMRO_HOSTS holds names alone, without https://, port and path; “{host}” is none."
            )


def _network(host: str) -> Iterator[str]:
    if host not in LOCAL and not settings.HTTPS:
        yield "Serving other machines needs NAMRO_HTTPS=1 behind a proxy that speaks TLS."
    if settings.HTTPS and settings.PROXIES == 0:
        yield (
            "NAMRO_HTTPS=1 needs NAMRO_PROXIES=1: this server speaks no TLS itself, and without"
            " a proxy that it believes every page would redirect for ever."
        )
    if settings.PROXIES < 0:
        yield "NAMRO_PROXIES is a number of proxies: 0 or more."
