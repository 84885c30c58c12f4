"""How failures are named: by what was practised, what was reported, and what customers felt; and what is told of a course."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.outcome import APART, Course, failure_mode, highest_claim
from sim.schema.success import Success

GOAL, JUDGED = Success(title="Sustained", description="Half of them", kind="sustained", adoption=0.5, felt_gain=0.05), 4


def course(
    practised: list[float],
    reported: list[float] | None = None,
    units: Any = None,
    abandoned: int = -1,
    felt: float = 0.0,
    overtaken: int = -1,
) -> Course:
    """Two units that practise alike, unless `units` says otherwise; reports are true unless given.

    felt : gain of what customers feel after the first week
    """
    adoption = np.array(practised)
    by_unit = np.repeat(adoption[:, None], 2, axis=1) if units is None else np.array(units)
    flat, gained = np.zeros(len(adoption)), np.array([0.0] + [felt] * (len(adoption) - 1))
    told = adoption if reported is None else np.array(reported)
    return Course(adoption, told, by_unit, gained, flat + 1.0, flat, abandoned, -1, overtaken)


LOW = [0.05, 0.10, 0.12, 0.10, 0.08]
HALFWAY = [0.05, 0.20, 0.30, 0.30, 0.30]
THERE = [0.05, 0.30, 0.55, 0.55, 0.55]
LOST = [0.05, 0.30, 0.55, 0.40, 0.30]
CLAIMED = [0.05, 0.30, 0.52, 0.40, 0.20]
SHORT_OF_IT = [0.05, 0.30, 0.49, 0.40, 0.20]
ONE_UNIT = [[0.05, 0.05], [0.3, 0.1], [0.5, 0.1], [0.5, 0.1], [0.5, 0.1]]


@pytest.mark.parametrize(
    ("mode", "shown"),
    [
        ("never took off", course(LOW)),
        ("never took off", course(LOW, SHORT_OF_IT)),
        ("hollow", course(LOW, CLAIMED)),
        ("stalled", course(HALFWAY)),
        ("hollow", course(HALFWAY, CLAIMED)),
        ("siloed", course(HALFWAY, units=ONE_UNIT)),
        ("hollow", course(HALFWAY, CLAIMED, ONE_UNIT)),
        ("stalled", course(HALFWAY, CLAIMED, felt=0.05)),
        ("hollow", course(HALFWAY, CLAIMED, felt=0.04)),
        ("hollow", course(THERE)),
        ("relapsed", course(LOST)),
        ("relapsed", course(LOST, [0.05, 0.5, 0.9, 0.9, 0.9])),
        ("abandoned", course(LOW, CLAIMED, abandoned=3)),
        ("overtaken", course(LOW, abandoned=3, overtaken=3)),
        ("overtaken", course(LOW, abandoned=3, overtaken=JUDGED + 1)),
    ],
)
def test_a_failure_is_hollow_where_it_is_there_in_name_and_customers_do_not_feel_it(mode, shown):
    assert failure_mode(shown, GOAL, JUDGED) == mode


def test_reports_count_at_their_highest_and_only_up_to_the_week_of_judgement():
    """Reports fade once no programme asks for them; what is claimed later settles nothing."""
    assert failure_mode(course(LOW, [0.05, 0.60, 0.30, 0.10, 0.08]), GOAL, JUDGED) == "hollow"
    assert failure_mode(course(LOW, [0.05, 0.10, 0.12, 0.10, 0.60]), GOAL, JUDGED - 1) == "never took off"


def test_lanes_are_named_side_by_side_as_each_alone():
    alone = [course(LOW), course(LOW, CLAIMED), course(THERE), course(LOST)]
    weekly = [np.stack(series, axis=-1) for series in zip(*(one[:6] for one in alone), strict=True)]
    never = np.full(len(alone), -1, np.int32)
    together = failure_mode(Course(*weekly, never, never, never), GOAL, JUDGED)
    assert together.tolist() == [str(failure_mode(one, GOAL, JUDGED)) for one in alone]


def test_a_claim_is_told_where_reports_are_highest_and_clearly_ahead():
    claim = highest_claim(np.array(CLAIMED), np.array(LOW))
    assert claim is not None and (claim.week, claim.reported, claim.practised) == (2, 0.52, 0.12)
    assert highest_claim(np.array(THERE), np.array(THERE)) is None
    assert highest_claim(np.array(THERE) + 0.9 * APART, np.array(THERE)) is None
