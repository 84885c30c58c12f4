"""Disturbance, by hand and in the long run."""

from __future__ import annotations

import numpy as np
import pytest

from sim.mechanisms.disturbance import LOGISTIC_DEVIATION, DisturbanceParameters, disturbance_after
from sim.organisation.draws import LOGISTIC

after = disturbance_after.py_func


def test_the_times_keep_a_share_of_what_they_were_and_add_chance() -> None:
    p = DisturbanceParameters(size=0.5, lasts=0.8)
    assert after(0.3, 0.0, p) == pytest.approx(0.24)
    assert after(0.0, LOGISTIC_DEVIATION, p) == pytest.approx(0.5 * 0.6)  # sqrt(1 - 0.8²)
    assert after(0.3, 1.0, p._replace(size=0.0)) == pytest.approx(0.24)


def test_the_deviation_of_the_draw_is_that_of_the_table() -> None:
    assert np.std(LOGISTIC) == pytest.approx(LOGISTIC_DEVIATION, rel=1e-3)


def test_in_the_long_run_the_deviation_is_the_size() -> None:
    p, draws, course = DisturbanceParameters(size=0.4, lasts=0.6), np.random.default_rng(3).choice(LOGISTIC, 20_000), [0.0]
    for draw in draws:
        course.append(after(course[-1], float(draw), p))
    assert np.std(course) == pytest.approx(0.4, rel=0.05)
