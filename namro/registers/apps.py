"""Room registers: its name for Django, and what follows a reorganisation in every register."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "namro.registers"
    label = "registers"

    def ready(self) -> None:
        """Open records of declared registers go on where a closed unit is carried on."""
        from namro.org import followers  # noqa: PLC0415 - models are loaded by now
        from namro.registers.passing import RegistersFollower  # noqa: PLC0415 - the same

        followers.declare(RegistersFollower())
