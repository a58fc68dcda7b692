"""Room registers: its name for Django."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "namro.registers"
    label = "registers"
