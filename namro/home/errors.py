"""Room home: pages for what went wrong: in plain words, with what to do, nothing typed lost."""

import logging
import uuid
from collections.abc import Callable

from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from namro.core.errors import Refused

log = logging.getLogger("namro")
RETRY_SECONDS = "30"


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose session has ended: sign in again, and the draft is still there."""
    if not request.user.is_authenticated:
        target = request.headers.get("Referer", "/")
        local = "/" + target.split("//", 1)[-1].partition("/")[2]
        return redirect(f"{reverse('account_login')}?{urlencode({'next': local, 'ended': '1'})}")
    message = _(
        "The form was opened before you signed in. Go back, reload the page and send again."
    )
    return render(request, "403.html", {"message": message}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400; where a page of ours says what cannot be read, its sentence and the way back to it."""
    context = {}
    if isinstance(exception, BadRequest) and str(exception):
        context = {"message": str(exception), "back_href": request.path}
    return render(request, "400.html", context, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: inside what one may see, without the right to do it."""
    return render(request, "403.html", {"message": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: foreign, missing and deleted records look the same."""
    return render(request, "404.html", {}, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """500: with a code that support finds in the log."""
    return render(request, "500.html", {"code": uuid.uuid4().hex[:8].upper()}, status=500)


class Answers:
    """Turn what an action refuses, and a busy database, into a page with the right status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            context = {"message": exception.message}
            return render(request, "409.html", context, status=exception.status)
        if isinstance(exception, OperationalError):
            log.warning("database busy or away: %s", exception)
            response = render(request, "503.html", {}, status=503)
            response.headers["Retry-After"] = RETRY_SECONDS
            return response
        if not isinstance(exception, Http404 | PermissionDenied | BadRequest):
            code = uuid.uuid4().hex[:8].upper()
            log.error("fault %s at %s", code, request.path, exc_info=exception)
            return render(request, "500.html", {"code": code}, status=500)
        return None
