"""Room ledger: its name for Django."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "namro.ledger"
    label = "ledger"
