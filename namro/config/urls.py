"""Room config: every address, by room."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.account.urls")),
    path("", include("namro.home.urls")),
    path("", include("namro.registers.urls")),
    path("", include("namro.reports.urls")),
    path("", include("namro.commitments.urls")),
    path("", include("namro.ledger.urls")),
    path("", include("namro.sittings.urls")),
    path("", include("namro.papers.urls")),
    path("", include("namro.sheets.urls")),
    path("", include("namro.org.merge_urls")),
    path("", include("namro.org.urls")),
]
handler400 = "namro.home.errors.bad_request"
handler403 = "namro.home.errors.forbidden"
handler404 = "namro.home.errors.not_found"
handler500 = "namro.home.errors.failed"
