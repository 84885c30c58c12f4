"""Stages, read off by hand."""

from __future__ import annotations

import pytest

from sim.mechanisms.stage import STAGES, StageParameters, stage_of


@pytest.mark.parametrize(
    ("interest", "practised", "habit", "norm", "stage"),
    [
        (0.1, 0.0, 0.0, 0.9, "unaware"),
        (0.3, 0.0, 0.9, 0.9, "aware"),
        (0.6, 0.0, 0.0, 0.0, "interested"),
        (0.1, 0.1, 0.0, 0.0, "trying"),
        (0.9, 0.4, 0.9, 0.9, "trying"),
        (0.9, 0.5, 0.4, 0.9, "trying"),
        (0.9, 0.5, 0.5, 0.4, "adopted"),
        (0.1, 1.0, 0.9, 0.5, "anchored"),
    ],
)
def test_people_pass_through_the_stages(interest, practised, habit, norm, stage):
    for rule in (stage_of, stage_of.py_func):
        assert STAGES[rule(interest, practised, habit, norm, StageParameters())] == stage
