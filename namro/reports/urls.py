"""Room reports: its addresses."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
