"""`python -m namro` is the command `namro`."""

import sys

from namro.config.cli import main

sys.exit(main())
