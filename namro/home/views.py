"""Room home: my work, search, the switches of the frame, the first link."""

from django.contrib import messages
from django.contrib.auth import login
from django.db import connection
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from namro.core import drafts, web
from namro.core.errors import Refused
from namro.core.web import public, signed_in
from namro.home import search, work
from namro.home.forms import FirstLinkForm
from namro.org import links
from namro.org.access import Access
from namro.org.request import Request

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

choose_language = public(set_language)


@signed_in
def my_work(request: Request) -> HttpResponse:
    """What I must do now, and why."""
    access: Access = request.access
    return web.page(request, "home/work.html", {"groups": work.groups(access)})


@signed_in
def front(request: Request) -> HttpResponse:
    """The first page is one's own work."""
    return redirect("my-work")


@signed_in
def find(request: Request) -> HttpResponse:
    """Search over people, units, registrations and case files, with or without accents."""
    words = request.GET.get("q", "").strip()
    if len(words) > search.LONGEST:
        context = {"words": words[:60], "too_long": True}
        return web.page(request, "home/search.html", context, status=400)
    day = web.as_of(request)
    groups = search.everything(request.access, words, day) if words else []
    context = {"words": words, "groups": groups, "day": day}
    return web.page(request, "home/search.html", context)


@signed_in
@require_POST
def large_type(request: Request) -> HttpResponse:
    """Switch large type on or off; kept with the account."""
    request.user.large_type = request.POST.get("large") == "1"
    request.user.save(update_fields=["large_type"])
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return redirect(target if safe and target.startswith("/") else "/")


@signed_in
@require_POST
def keep_draft(request: Request, place: str) -> HttpResponse:
    """Keep what stands in a form now."""
    if "\x00" in place:
        raise Http404
    fields = {name: request.POST.getlist(name) for name in request.POST}
    draft = drafts.keep(request.access.user_id, place, fields)
    if draft is None:
        return JsonResponse({"error": _("The draft is too large to keep.")}, status=413)
    return JsonResponse({"saved": draft.saved_at.isoformat()})


@public
def first_link(request: Request, secret: str) -> HttpResponse:
    """The first password, by a link that works once."""
    link = links.find_first_link(secret)
    if link is None:
        return web.page(request, "home/first_link.html", {"gone": True}, status=404)
    form = FirstLinkForm(
        request.POST or None, user=link.user, asks_for_a_root=links.asks_for_a_root()
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = links.use_first_link(
                secret, data.get("username", ""), data.get("full_name", ""), data["password"],
                form.root(),
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            login(request, user, backend=BACKEND)
            messages.success(request, _("Your password is set. Welcome."))
            return redirect("my-work")
    status = 422 if form.errors else 200
    return web.page(request, "home/first_link.html", {"form": form, "link": link}, status=status)


@public
def health(request: Request) -> HttpResponse:
    """Says whether the database answers; nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return HttpResponse("ok", content_type="text/plain")
