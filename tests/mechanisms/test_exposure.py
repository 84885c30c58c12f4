"""Exposure, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from sim.mechanisms.exposure import ExposureParameters, encountered, exposure_of

P = ExposureParameters(spotlight=0.5)


def exposure(practising: int, listened: int, visibility: float = 1.0, recognition: float = 0.0) -> float:
    return exposure_of.py_func(practising, listened, visibility, recognition, P)


def test_who_listens_to_no_one_sees_nothing() -> None:
    assert exposure(0, 0) == 0.0


def test_exposure_is_the_share_of_ties_to_those_who_practise() -> None:
    assert exposure(3, 12) == 0.25
    assert exposure(0, 12) == 0.0
    assert exposure(12, 12) == 1.0
    assert exposure(1, 1) == 1.0


def test_a_barely_visible_practice_gives_little_exposure() -> None:
    assert exposure(3, 12, visibility=0.4) == pytest.approx(0.1)
    assert exposure(3, 12, visibility=0.0) == 0.0


def test_recognition_shines_on_examples_but_shows_no_more_than_all() -> None:
    assert exposure(3, 12, visibility=0.4, recognition=0.8) == pytest.approx(0.14)  # 0.1 × (1 + 0.5 × 0.8)
    assert exposure(12, 12, recognition=1.0) == 1.0


def test_colleagues_met_are_a_binomial_sample_of_what_there_is_to_see() -> None:
    met = encountered.py_func
    draws = (np.arange(2_000) + 0.5) / 2_000
    for share, encounters in ((0.25, 12), (0.6, 3), (0.02, 40)):
        seen = np.array([met(share, draw, float(encounters)) * encounters for draw in draws])
        expected = binom.cdf(np.arange(encounters + 1), encounters, share)
        assert np.abs(np.searchsorted(np.sort(seen), np.arange(encounters + 1), side="right") / 2_000 - expected).max() < 1e-3


def test_where_all_or_none_practise_each_colleague_met_shows_it() -> None:
    assert encountered.py_func(0.0, 0.999, 5.0) == 0.0
    assert encountered.py_func(1.0, 0.001, 5.0) == 1.0


def test_a_draw_at_the_edge_counts_as_seen_and_no_more_are_seen_than_are_met() -> None:
    assert encountered.py_func(0.5, 0.5, 1.0) == 1.0 and encountered.py_func(0.5, 0.4999, 1.0) == 0.0
    nearly_one = 1.0 - 2.0**-53  # above what the chances of 0 to 4 of 4 sum up to in binary
    assert encountered.py_func(0.3, nearly_one, 4.0) == 1.0
