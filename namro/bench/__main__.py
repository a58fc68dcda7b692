"""Room bench: the entry of the measuring process."""

import sys

import django

django.setup()

from namro.bench.measure import main  # noqa: E402 - after the settings are read

sys.exit(main())
