"""Room core: its name for Django."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "namro.core"
    label = "core"
