"""Tests take the same course every time, and need no screen."""

import matplotlib
import pytest
from hypothesis import settings

matplotlib.use("Agg")

settings.register_profile("deterministic", derandomize=True, deadline=None)
settings.load_profile("deterministic")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run each slow test at its full size, on every Python at hand")


@pytest.fixture(scope="session")
def is_long(request: pytest.FixtureRequest) -> bool:
    """Whether slow tests run at their full size rather than on a slice."""
    return bool(request.config.getoption("--long"))
