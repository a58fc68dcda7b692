"""Room config: `namro areas`: the State's list of areas, loaded as units."""

import argparse

from namro.core.audit import Actor
from namro.org import areas


def run(args: argparse.Namespace) -> int:
    """A second run adds nothing."""
    loaded = areas.load(None, Actor(None, "namro areas", via="command"))
    print(
        f"{loaded.province.name}: {len(loaded.communes)} communes and wards of today, "
        f"{len(loaded.former)} of before in {len(loaded.districts)} districts; {loaded.made} added"
    )
    return 0
