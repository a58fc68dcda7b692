"""A data folder of the run's own; pytest loads this before Django reads its settings.

In conftest.py it would be too late: the tests would meet in the data folder of the person who
runs them, and two runs at once would take each other's database away.
"""

import atexit
import os
import shutil
import tempfile

if "NAMRO_DATA" not in os.environ:
    os.environ["NAMRO_DATA"] = tempfile.mkdtemp(prefix="namro-tests-")
    atexit.register(shutil.rmtree, os.environ["NAMRO_DATA"], ignore_errors=True)
