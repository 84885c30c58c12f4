"""Tests take the same course every time, and need no screen."""

import gc
import json
from pathlib import Path

import matplotlib
import pytest
from hypothesis import settings

matplotlib.use("Agg")

settings.register_profile("deterministic", derandomize=True, deadline=None)
settings.load_profile("deterministic")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run each slow test at its full size, on every Python at hand")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Under several workers the longest files begin first, so that no worker ends long before the others."""
    if hasattr(config, "workerinput"):
        seconds = json.loads(Path(__file__).with_name("seconds.json").read_text(encoding="utf-8"))
        items.sort(key=lambda item: -seconds.get(item.location[0], 0.0))


def pytest_collection_finish() -> None:
    """Keep what is imported out of later garbage collections: the lab's tests collect twice each, and most of their time went there."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    gc.unfreeze()  # else libraries complain at the end of what they could not tidy up


@pytest.fixture(scope="session")
def is_long(request: pytest.FixtureRequest) -> bool:
    """Whether slow tests run at their full size rather than on a slice."""
    return bool(request.config.getoption("--long"))
