"""Named metrics that derailing practice lifts: by how much, in which unit."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.play.play import Play

WORTH_TELLING = 0.05
"""Part of a score that derailing practice must lift before it is told; our convention."""


class GamedMetric(NamedTuple):
    """A metric of a unit, and what derailing practice adds to it, in the metric's own unit of measure."""

    unit: str  # id
    metric: str  # id
    title: str
    measured_in: str
    start: float
    end: float
    lifted: float  # of the score, at its highest, [0, 1]


def gamed_metrics_of(play: Play) -> list[GamedMetric]:
    """What derailing practice adds to each metric in the unit where it adds most, the most gamed first. play : played to any week"""
    run, initiative = play.run, play.initiative
    metrics, names = run.plan.metrics, initiative.metrics_in_use
    derailing = run.plan.behaviours.aligned == 0
    practised = run.traces.practising[: run.week + 1, ..., 0] / run.organisation.unit_size[:, None]
    found: dict[str, GamedMetric] = {}
    for row, column in zip(metrics.unit.tolist(), metrics.metric.tolist(), strict=True):
        added = practised[:, row] @ np.where(derailing, metrics.by_practice[column], 0.0)
        metric = initiative.definitions.metrics[names[column]]
        spread = abs(float(metric.reading.best) - float(metric.reading.worst))
        ends = (float(added[0]) * spread, float(added[-1]) * spread)
        one = GamedMetric(
            run.organisation.unit_ids[row], names[column], metric.title, metric.reading.measured_in, *ends, float(added.max())
        )
        if one.lifted >= WORTH_TELLING and (one.metric not in found or one.lifted > found[one.metric].lifted):
            found[one.metric] = one
    return sorted(found.values(), key=lambda one: (-one.lifted, one.metric))
