"""Sheets room: its addresses."""

from django.urls import path

from namro.sheets.views import imports, readings

urlpatterns = [
    path("imports/", imports.import_list, name="imports"),
    path("imports/new/", imports.import_new, name="import-new"),
    path("imports/template/<slug:kind>/", imports.import_template, name="import-template"),
    path("imports/readings/", readings.reading_list, name="readings"),
    path("imports/readings/<int:pk>/forget/", readings.reading_forget, name="reading-forget"),
    path("imports/<uuid:key>/", imports.import_detail, name="import-detail"),
    path("imports/<uuid:key>/confirm/", imports.import_confirm, name="import-confirm"),
    path("imports/<uuid:key>/drop/", imports.import_drop, name="import-drop"),
    path("imports/<uuid:key>/back/", imports.import_back, name="import-back"),
    path("imports/<uuid:key>/problems/", imports.import_problems, name="import-problems"),
]
