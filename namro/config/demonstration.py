"""Room config: the data folder and the day of the demonstration, set before settings are read."""

import argparse
import os
from pathlib import Path

from namro.config import place

# An autumn evening in the new ward, with the district's years before 1/7/2025 behind it.
DAY = "2026-11-20"


def prepare(args: argparse.Namespace) -> None:
    """Its own folder below the data folder; a real installation is never touched."""
    base = Path(os.environ.get("NAMRO_DATA") or place.default_folder())
    folder = base if base.name == "demo" else base / "demo"
    os.environ["NAMRO_DATA"] = str(folder)
    os.environ["NAMRO_DEMO"] = "1"
    os.environ["NAMRO_TODAY"] = DAY
