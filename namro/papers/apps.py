"""Room papers: its name for Django."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "namro.papers"
    label = "papers"
