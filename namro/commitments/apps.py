"""Room commitments: its name for Django."""

from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "namro.commitments"
    label = "commitments"
