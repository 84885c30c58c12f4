"""Small organisations and short initiatives, on which a play can be followed by hand."""

import pytest

import sim
from sim.engine import Initiative


@pytest.fixture(scope="session")
def company() -> Initiative:
    """Company A for a year: six units, steps that overlap, two that seed change agents and one that makes ties."""
    return sim.load("company_a", "weeks=52")
