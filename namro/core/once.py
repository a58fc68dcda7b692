"""Room core: a form is carried out once, however often its button is pressed."""

import time
import uuid
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from namro.core.models import Posted

FIELD = "once"
WAIT_SECONDS = 8.0
STEP_SECONDS = 0.1


def once(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """The second of two equal posts waits for the first one and gets its answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = _token(request)
        if token is None:
            return get_response(request)
        try:
            with transaction.atomic():
                Posted.objects.create(token=token, user_id=request.user.pk, at=timezone.now())
        except IntegrityError:
            return _answer_of_the_first(request, token) or get_response(request)
        return _carry_out(request, token, get_response)

    return middleware


def _carry_out(
    request: HttpRequest, token: uuid.UUID, get_response: Callable[[HttpRequest], HttpResponse]
) -> HttpResponse:
    location = ""
    try:
        response = get_response(request)
        if response.status_code in (301, 302, 303) and not response.has_header("HX-Redirect"):
            location = response["Location"]
        elif response.has_header("HX-Redirect"):
            location = response["HX-Redirect"]
        return response
    finally:
        # A refused form may be corrected and sent again under the same token.
        rows = Posted.objects.filter(token=token)
        if location:
            rows.update(location=location[:500])
        else:
            rows.delete()


def _token(request: HttpRequest) -> uuid.UUID | None:
    if request.method != "POST" or not request.user.is_authenticated:
        return None
    try:
        return uuid.UUID(str(request.POST.get(FIELD, "")))
    except ValueError:
        return None


def _answer_of_the_first(request: HttpRequest, token: uuid.UUID) -> HttpResponse | None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        first = Posted.objects.filter(token=token, user_id=request.user.pk).first()
        if first is None:
            return None  # the first was refused, so this one may try
        if first.location:
            return HttpResponseRedirect(first.location)
        time.sleep(STEP_SECONDS)
    return HttpResponseRedirect(request.path)
