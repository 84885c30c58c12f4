"""Two initiatives on the same draws, week by week."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.config import load
from sim.study.comparison.course_difference import CourseDifference, difference_of
from sim.study.comparison.replicates import SERIES, Replicates, replicate


@pytest.fixture(scope="module")
def plain() -> Replicates:
    return replicate(load("customer_centric", "organisation=small", "weeks=40"), 12)


@pytest.fixture(scope="module")
def idle() -> Replicates:
    return replicate(load("customer_centric", "organisation=small", "programme=do_nothing", "weeks=40"), 8, 5)


def test_every_run_is_kept_and_bands_are_its_quantiles(plain: Replicates) -> None:
    assert list(plain.courses.columns.unique(level="series")) == list(SERIES)
    assert list(plain.courses["adoption"].columns) == list(plain.runs["seed"])
    assert plain.courses["adoption"].iloc[-1].tolist() == plain.runs["end"].tolist()
    assert np.array_equal(plain.courses["felt"].median(axis=1), plain.bands["felt"][0.5])


def test_an_initiative_less_itself_is_nothing(plain: Replicates) -> None:
    table = plain.less(plain).table
    assert (table.drop(columns="ahead") == 0.0).all(axis=None) and (table["ahead"] == 0.0).all()
    assert "not a clear difference" in plain.less(plain).finding


def test_pairs_share_their_seed(plain: Replicates, idle: Replicates) -> None:
    found = plain.less(idle, names=("a plan", "no plan"))
    assert list(found.pairs.columns) == [5, 6, 7, 8, 9, 10, 11, 12]
    assert found.pairs[7].equals(plain.courses["adoption"][7] - idle.courses["adoption"][7])
    assert found.table["mean"].iloc[-1] == pytest.approx(found.pairs.iloc[-1].mean()) and "a plan minus no plan" in found.finding
    assert (found.table["low"] <= found.table["mean"]).all() and (found.table["mean"] <= found.table["high"]).all()


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Of 1,000 intervals of 95 % so many miss that chance, with 4 standard errors, allows it."""
    pairs = np.random.default_rng(3).normal(0.3, 1.0, (1_000, 12))
    table = CourseDifference("adoption", "one", "other", pd.DataFrame(pairs), "chance alone").table
    missed = int(((table["low"] > 0.3) | (table["high"] < 0.3)).sum())
    assert abs(missed - 50) < 4 * np.sqrt(1_000 * 0.05 * 0.95)


def test_what_cannot_be_paired_is_refused(plain: Replicates, idle: Replicates) -> None:
    with pytest.raises(ValueError, match="series: trust; available are adoption"):
        plain.less(idle, "trust")
    with pytest.raises(ValueError, match="weeks: 40 and 39"):
        difference_of(plain.courses, idle.courses.iloc[:-1], "adoption", ("one", "other"), "chance alone")
    with pytest.raises(ValueError, match="seeds: 1 in common"):
        difference_of(
            plain.courses, idle.courses.xs(5, axis=1, level="seed", drop_level=False), "adoption", ("one", "other"), "chance alone"
        )


def test_the_figure_says_what_was_found(plain: Replicates, idle: Replicates) -> None:
    found = plain.less(idle, "felt", names=("a plan", "no plan"))
    figure = found.plot()
    assert "a plan minus no plan" in figure.alternative and "felt quality" in {text.get_text().split("of ")[-1] for text in figure.texts}
