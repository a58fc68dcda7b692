"""Room home: its name for Django."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "namro.home"
    label = "home"
