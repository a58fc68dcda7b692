"""Room org: the addresses of merging."""

from django.urls import path

from namro.org import merge_pages

urlpatterns = [
    path("people/merges/", merge_pages.merge_list, name="merges"),
    path("people/<uuid:key>/merge/<uuid:other>/", merge_pages.person_merge, name="person-merge"),
    path("people/merges/<uuid:key>/undo/", merge_pages.merge_undo, name="merge-undo"),
]
