"""The summary: shares with intervals that hold what they promise, and sentences that say no more than the numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.failure.evidence import subject_of, verdicts_of
from sim.study.failure.summary import Summary, summary_of
from sim.study.statistics.estimates import paired_change, share_of


def test_wilson_of_textbook_numbers() -> None:
    share = share_of(81, 263)  # Newcombe 1998, table I
    assert (share.low, share.high) == (pytest.approx(0.2553, abs=5e-5), pytest.approx(0.3662, abs=5e-5))
    assert share_of(0, 20).low == 0.0 and share_of(20, 20).high == 1.0 and share_of(0, 0).share is None


def test_paired_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    chance = np.random.default_rng(1)
    up, down, of = 0.2, 0.05, 100
    held = 0
    for _ in range(2_000):
        drawn = chance.multinomial(of, [up, down, 1 - up - down])
        change = paired_change(int(drawn[0]), int(drawn[1]), of)
        held += change.low <= up - down <= change.high
    assert held / 2_000 == pytest.approx(0.95, abs=0.02)  # four standard errors of 2,000 trials


def made_up(experiment: CauseRepairs, succeeded: dict[str, list[bool]], trouble: int = 0) -> Summary:
    rows = []
    for coalition in experiment.names:
        for number, success in enumerate(succeeded.get(coalition, succeeded[""])):
            definitions = {f"success_{name}": success for name in experiment.base.definitions.outcomes}
            rows.append(
                {"initiative": number, "coalition": coalition, "success": success, "mode": None if success else "stalled", **definitions}
            )
    return summary_of(subject_of(experiment), verdicts_of(pd.DataFrame(rows)), trouble)


def test_the_finding_names_the_repair_that_rescues_most(experiment: CauseRepairs) -> None:
    summary = made_up(experiment, {"": [False] * 80 + [True] * 20, "leadership": [True] * 40 + [False] * 40 + [True] * 20})
    assert summary.finding == "Repairing leadership behaviour alone rescues 50% [39, 61] of failures, more than any other single repair"
    assert summary.failure[:2] == (80, 100) and summary.modes["stalled"].count == 80
    assert summary.rescues[0].failures.change == -0.4


def test_repairs_that_cannot_be_told_apart_are_not_ranked(experiment: CauseRepairs) -> None:
    close = {"": [False] * 50, "leadership": [True] * 12 + [False] * 38, "resources": [False] * 39 + [True] * 11}
    assert "is not clearly different" in made_up(experiment, close).finding


def test_harm_is_said(experiment: CauseRepairs) -> None:
    harmed = made_up(experiment, {"": [False] * 5 + [True] * 5, "anchoring": [False] * 6 + [True] * 4})
    assert any("anchoring 1" in remark for remark in harmed.remarks)


def test_nothing_failed_and_nothing_rescued_are_said(experiment: CauseRepairs) -> None:
    assert made_up(experiment, {"": [True] * 9}).finding.startswith("None of 9 initiatives failed")
    assert made_up(experiment, {"": [False] * 9}).finding == "No single repair rescues any of 9 failures"


def test_failed_cases_are_counted_separately(experiment: CauseRepairs) -> None:
    summary = made_up(experiment, {"": [False] * 9}, trouble=2)
    assert (summary.initiatives, summary.failed_to_run) == (9, 2)
    assert any("2 initiatives failed to run and are excluded" in remark for remark in summary.remarks)
