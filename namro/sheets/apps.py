"""Room sheets: its name for Django."""

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "namro.sheets"
    label = "sheets"
