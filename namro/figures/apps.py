"""Room figures: its name for Django."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "namro.figures"
    label = "figures"
