"""Room bench: the entry of the process that measures the tree."""

import sys

import django

django.setup()

from namro.bench.tree import main  # noqa: E402 - after the settings are read

sys.exit(main())
