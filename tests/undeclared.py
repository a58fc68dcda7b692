"""An address whose view forgot to say what it needs; only a test of the middleware uses it."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def forgetful(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


urlpatterns = [path("undeclared/", forgetful), path("", include("namro.config.urls"))]
handler500 = "namro.home.errors.failed"
