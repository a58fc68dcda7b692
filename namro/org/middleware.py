"""Room org: every request carries its access; a view that declares no need is refused."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from namro.core import web
from namro.org.access import Access

# allauth guards its own pages; they hold nothing but the visitor's own account.
FOREIGN = ("allauth.", "django.views.")


class RefusedByDefault:
    """Attach the access; let through only who holds what the view asks for somewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            request.access = Access.of(request.user)  # type: ignore[attr-defined]  # see Request
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        need = getattr(view, "capability", None)
        if need is None:
            if view.__module__.startswith(FOREIGN):
                return None
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} declares no need")
        if need == web.PUBLIC:
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        access = request.access  # type: ignore[attr-defined]  # see Request
        if need != web.SIGNED_IN and not access.anywhere(need):
            raise PermissionDenied
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """After signing in the same page opens; a posted form finds its draft there.

    Whoever was signed in before hears that it is over, and not only that one should sign in.
    """
    target = request.get_full_path()
    if request.method != "GET":
        target = request.headers.get("Referer", "/")
    if request.headers.get("HX-Request") == "true":
        target = request.headers.get("HX-Current-URL", "/")
    local = "/" + target.split("//", 1)[-1].split("/", 1)[-1] if "//" in target else target
    asked = {"next": local}
    if request.method != "GET" or settings.SESSION_COOKIE_NAME in request.COOKIES:
        asked["ended"] = "1"
    address = f"{reverse('account_login')}?{urlencode(asked)}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return redirect(address)
