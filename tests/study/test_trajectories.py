"""Trajectories: medians and bands of runs that ended alike, from a handful of courses anybody can check."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from sim.study.failure.evidence import unrepaired
from sim.study.prognosis.trajectories import FEWEST, FEWEST_OUTER, SERIES, lasting_from, quantiles_of, trajectories_of

WEEKS = (0, 4, 8)


def tables(ends: dict[str | None, list[tuple[float, ...]]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Courses and runs without a repair; ends : by mode, None for a success, the adoption of each run in the three weeks."""
    runs, courses = [], []
    for mode, adoptions in ends.items():
        for adoption in adoptions:
            number = len(runs)
            runs.append({"initiative": number, "coalition": "", "success": mode is None, "mode": mode})
            rest = dict.fromkeys(SERIES, 0.5)
            courses += [
                {"initiative": number, "week": week, **rest, "adoption": value} for week, value in zip(WEEKS, adoption, strict=True)
            ]
    repaired = [row | {"coalition": "leadership", "success": True, "mode": None} for row in runs]
    return pd.DataFrame(courses), unrepaired(pd.DataFrame(runs + repaired))


SUCCESSES = [(0.1, 0.3 + 0.01 * k, 0.6 + 0.01 * k) for k in range(21)]
STALLED = [(0.1, 0.2, 0.25 + 0.01 * k) for k in range(9)]


def test_the_median_run_is_the_middle_one() -> None:
    found = trajectories_of(*tables({None: SUCCESSES, "stalled": STALLED}), goal=0.5)
    success, stalled = found.typical
    assert (success.end, success.runs, success.last, success.reaches_goal) == ("success", 21, pytest.approx(0.7), 8)
    assert (stalled.peak, stalled.peak_week, stalled.reaches_goal) == (pytest.approx(0.29), 8, None)
    assert stalled.below_successes == 4  # 0.2 lies under the lower quartile of successes, 0.35, and so it goes on
    quartiles = quantiles_of(found.bands, "success", "adoption").loc[8]
    assert quartiles[0.25] == pytest.approx(0.65) and quartiles[0.95] == pytest.approx(0.79)


def test_nine_runs_in_ten_are_only_told_of_enough_runs() -> None:
    found = trajectories_of(*tables({None: SUCCESSES, "stalled": STALLED}), goal=0.5)
    assert len(SUCCESSES) >= FEWEST_OUTER > len(STALLED)
    assert quantiles_of(found.bands, "success", "felt").notna().all(axis=None)
    assert quantiles_of(found.bands, "stalled", "felt")[0.05].isna().all()
    assert quantiles_of(found.bands, "stalled", "felt")[0.25].notna().all()
    assert not found.table()["value"].isna().any()


def test_rare_ends_are_kept_run_by_run_and_said() -> None:
    found = trajectories_of(*tables({None: SUCCESSES, "relapsed": STALLED[: FEWEST - 1]}), goal=0.5)
    assert found.few.loc["relapsed"].index.get_level_values("initiative").nunique() == FEWEST - 1
    assert "relapsed" not in found.bands.index.get_level_values("end")
    assert any(f"relapsed {FEWEST - 1}" in text for text in found.statements)
    assert any(text.startswith("Outcomes without runs: never took off, stalled") for text in found.statements)
    assert found.runs == 21 + FEWEST - 1 and found.weeks == 8


def test_the_finding_is_made_from_the_numbers() -> None:
    found = trajectories_of(*tables({None: SUCCESSES, "stalled": STALLED}), goal=0.5)
    says = "Half of the successes have 50% adoption or more in week 8; the most common failure, stalled, peaks at a median of 29%"
    assert found.finding == says
    assert found.finding_of("felt") == "Felt quality ends at a median of 50% (success) and 50% (stalled)"
    assert "too few" in trajectories_of(*tables({None: SUCCESSES[:2]}), goal=0.5).finding


@given(some.lists(some.booleans(), min_size=1, max_size=30))
def test_a_lasting_state_begins_in_its_week_and_persists(holds: list[bool]) -> None:
    weeks = np.arange(len(holds)) * 4
    week = lasting_from(weeks, np.array(holds))
    if week is None:
        assert not holds[-1]
    else:
        assert all(holds[week // 4 :]) and (week == 0 or not holds[week // 4 - 1])
