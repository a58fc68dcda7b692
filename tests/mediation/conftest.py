"""One team for each test of cases."""

import pytest

from tests.mediation.rows import team


@pytest.fixture
def one(world):
    return team(world, "1")
