"""Room sittings: its name for Django."""

from django.apps import AppConfig


class SittingsConfig(AppConfig):
    name = "namro.sittings"
    label = "sittings"
