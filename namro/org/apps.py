"""Room org: its name for Django."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "namro.org"
    label = "org"
