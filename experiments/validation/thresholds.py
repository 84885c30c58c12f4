"""Thresholds: with one pull and no chance, the model is exactly the threshold model of the literature."""

from __future__ import annotations

import numpy as np

from experiments.validation.pattern import SECOND_HAND, SPECIAL_CASE, Check, Pattern, Plot, Trend
from experiments.validation.readings import exact
from experiments.validation.toy_networks import fully_mixed, play_network, pure_thresholds, shares_of

PEOPLE, WEEKS = 100, 110


def adopters(moved_to: int | None = None) -> list[int]:
    """How many of a hundred practise, week by week, where one needs no one, one needs one other, and so on.

    moved_to : how many others the second one needs instead of one
    """
    others = PEOPLE - 1
    thresholds = np.arange(PEOPLE) / others
    if moved_to is not None:
        thresholds[1] = moved_to / others
    run = play_network(pure_thresholds(WEEKS), fully_mixed(thresholds))
    return [int(count) for count in np.rint(shares_of(run)[:, 0] * PEOPLE)]


def measure_thresholds() -> Pattern:
    """Both halves of Granovetter's example."""
    whole, moved = adopters(), adopters(moved_to=2)
    none = "none: no chance is involved"
    weeks = tuple(float(week) for week in range(WEEKS + 1))
    return Pattern(
        name="thresholds",
        title="Two crowds that are nearly alike",
        source="Granovetter 1978",
        status=SECOND_HAND,
        published="Thresholds 0 to 99, everybody sees everybody: all 100 adopt. Change one threshold from 1 to 2: exactly 1 adopts.",
        measured=f"{PEOPLE} people on a complete network, nothing but exposure pulls, no noise, everybody reconsiders each week.",
        checks=(
            Check("adopters with thresholds 0 to 99", "100", exact(whole[-1], "run"), none, whole[-1] == PEOPLE, SPECIAL_CASE),
            Check("adopters with one threshold moved", "1", exact(moved[-1], "run"), none, moved[-1] == 1, SPECIAL_CASE),
        ),
        panels=(
            Plot("One after another", "week", "people practising", (
                Trend("thresholds 0 to 99", weeks, tuple(map(float, whole))),
                Trend("1 moved to 2", weeks, tuple(map(float, moved))),
            ), levels=(100.0, 1.0)),
        ),
    )  # fmt: skip
