"""Room bench: the entry of a process that measures one part on a database of its own."""

import json
import sys
from importlib import import_module

import django


def main() -> int:
    """`namro.bench.entry tree 5000 10000`: the part's `measure` with these numbers, as JSON."""
    django.setup()
    # Chosen by name, and loaded only after the settings are read.
    part = import_module(f"namro.bench.{sys.argv[1]}")
    print(json.dumps(part.measure(*map(int, sys.argv[2:]))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
