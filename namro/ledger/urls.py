"""Room ledger: its addresses."""

from django.urls import path

from namro.ledger import views

urlpatterns = [
    path("entries/<uuid:key>/note/", views.note, name="entry-note"),
    path("entries/<uuid:key>/block/", views.block, name="entry-block"),
    path("entries/<uuid:key>/extend/", views.extend, name="entry-extend"),
    path("entries/<uuid:key>/verify/", views.verify, name="entry-verify"),
    path("entries/<uuid:key>/visits/<int:pk>/record/", views.visit_record, name="visit-record"),
    path("entries/<uuid:key>/steps/<slug:step>/", views.entry_step, name="entry-step"),
    path("entries/<uuid:key>/milestones/<int:pk>/", views.milestone, name="entry-milestone"),
    path("blockers/", views.blocker_list, name="blockers"),
    path("blockers/<uuid:key>/<slug:step>/", views.blocker_step, name="blocker-step"),
    path("extensions/<uuid:key>/<slug:step>/", views.extension_step, name="extension-step"),
    path("evidence/<uuid:key>/", views.evidence, name="evidence"),
]
