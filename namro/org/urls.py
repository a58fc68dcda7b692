"""Room org: its addresses."""

from django.urls import path

from namro.org import views

urlpatterns = [
    path("units/", views.unit_tree, name="units"),
    path("units/<int:pk>/", views.unit_detail, name="unit-detail"),
    path("units/<int:pk>/new/", views.unit_new, name="unit-new"),
    path("units/<int:pk>/person/", views.person_new, name="person-new"),
    path("units/<int:pk>/role/", views.role_new, name="role-new"),
    path("roles/<int:pk>/end/", views.role_end, name="role-end"),
    path("people/<uuid:key>/account/", views.account_new, name="account-new"),
]
