"""Room org: its addresses."""

from django.urls import path

from namro.org.views import accounts, people, reorganisations, units

urlpatterns = [
    path("units/", units.unit_tree, name="units"),
    path("units/<int:pk>/", units.unit_detail, name="unit-detail"),
    path("units/<int:pk>/new/", units.unit_new, name="unit-new"),
    path("units/<int:pk>/rename/", units.unit_rename, name="unit-rename"),
    path("units/<int:pk>/close/", units.unit_close, name="unit-close"),
    path("units/<int:pk>/person/", people.person_new, name="person-new"),
    path("units/<int:pk>/role/", people.role_new, name="role-new"),
    path("roles/<int:pk>/end/", people.role_end, name="role-end"),
    path("people/<uuid:key>/account/", accounts.account_new, name="account-new"),
    path("people/<uuid:key>/account/open/", accounts.account_open, name="account-open"),
    path("posts/<int:pk>/hand-over/", people.post_hand_over, name="post-hand-over"),
    path("posts/<int:pk>/end/", people.post_end, name="post-end"),
    path("people/<uuid:key>/edit/", people.person_edit, name="person-edit"),
    path("orphans/", people.orphans, name="orphans"),
    path("reorganisations/", reorganisations.reorganisation_list, name="reorganisations"),
    path("reorganisations/new/", reorganisations.reorganisation_new, name="reorganisation-new"),
    path(
        "reorganisations/<uuid:key>/",
        reorganisations.reorganisation_detail,
        name="reorganisation-detail",
    ),
    path(
        "reorganisations/<uuid:key>/change/",
        reorganisations.reorganisation_change,
        name="reorganisation-change",
    ),
    path(
        "reorganisations/<uuid:key>/text/",
        reorganisations.reorganisation_text,
        name="reorganisation-text",
    ),
    path(
        "reorganisations/<uuid:key>/answer/",
        reorganisations.reorganisation_answer,
        name="reorganisation-answer",
    ),
    path(
        "reorganisations/<uuid:key>/apply/",
        reorganisations.reorganisation_apply,
        name="reorganisation-apply",
    ),
    path(
        "reorganisations/<uuid:key>/undo/",
        reorganisations.reorganisation_undo,
        name="reorganisation-undo",
    ),
    path(
        "reorganisations/<uuid:key>/drop/",
        reorganisations.reorganisation_drop,
        name="reorganisation-drop",
    ),
]
