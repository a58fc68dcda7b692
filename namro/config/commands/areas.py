"""Room config: `namro areas`: the State's list of areas, loaded as units."""

import argparse

from namro.core.audit import Actor
from namro.org import areas, links


def run(args: argparse.Namespace) -> int:
    """A second run adds nothing."""
    by = Actor(None, "namro areas", via="command")
    loaded = areas.load(None, by)
    given = links.give_new_root(loaded.province, by)
    print(
        f"{loaded.province.name}: {len(loaded.communes)} communes and wards of today, "
        f"{len(loaded.former)} of before in {len(loaded.districts)} districts; {loaded.made} added"
    )
    if given:
        print(f"the administrators of this installation got {given} roles there")
    return 0
