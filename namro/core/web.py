"""Room core: what every page shares: its declared need, its two sizes, its language, its headers."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from namro.core import clock

View = Callable[..., HttpResponseBase]
Answer = Callable[[HttpRequest], HttpResponse]
PUBLIC = "public"
SIGNED_IN = "signed-in"


def as_of(request: HttpRequest) -> dt.date | None:
    """The day that a page is asked for; None for today and for a day that has not come.

    Raises:
        BadRequest: it is no day.
    """
    said = request.GET.get("as_of", "")
    if not said:
        return None
    try:
        day = dt.date.fromisoformat(said)
    except ValueError:
        raise BadRequest(_("“%(day)s” is no day.") % {"day": said[:20]}) from None
    return day if day < clock.today() else None


def needs(capability: str) -> Callable[[View], View]:
    """Declare which capability a view asks for; the middleware refuses everybody else."""

    def declare(view: View) -> View:
        view.capability = capability  # type: ignore[attr-defined]  # read by RefusedByDefault
        return view

    return declare


def public(view: View) -> View:
    """Declare that a view answers strangers too (sign-in, health, first link)."""
    return needs(PUBLIC)(view)


def signed_in(view: View) -> View:
    """Declare that a view shows a person only what is their own."""
    return needs(SIGNED_IN)(view)


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    part: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render a page, or for htmx only the named part file: one address, two sizes."""
    asked = request.headers.get("HX-Request") == "true" and not request.headers.get("HX-Boosted")
    response = render(request, part if asked and part else template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def monitored(get_response: Answer) -> Answer:
    """Whether the database answers may be asked by any name: a monitor knows none of the site's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == "/health/":
            known = next(iter(settings.ALLOWED_HOSTS), "localhost")
            request.META["HTTP_HOST"] = known.removeprefix(".")
        return get_response(request)

    return middleware


def headers(get_response: Answer) -> Answer:
    """Headers that Django does not set: personal pages are never kept by a cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "geolocation=(), microphone=(), payment=(), usb=()"
        )
        return response

    return middleware


def letters(get_response: Answer) -> Answer:
    """NUL is no letter: PostgreSQL cannot keep it, SQLite can, and both must answer alike."""

    def middleware(request: HttpRequest) -> HttpResponse:
        for sent in (request.GET, request.POST):
            if any("\x00" in value for _name, values in sent.lists() for value in values):
                raise BadRequest
        return get_response(request)

    return middleware


def language(get_response: Answer) -> Answer:
    """Vietnamese first; English only for who has chosen it, whatever the browser says."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = {code for code, _ in settings.LANGUAGES}
        with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "vi")
        return response

    return middleware
