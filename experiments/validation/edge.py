"""Edge: success should not hang on a hair of reluctance, as it would if all people changed sides at one level of it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from experiments.validation.pattern import OUR_REQUIREMENT, Check, Pattern, Plot, Trend
from experiments.validation.readings import POINTS, MeasuredNumber, columns, exact, mean_reading, share_reading
from experiments.validation.tendencies import Ends, ends_of
from experiments.validation.variants import changed
from sim.config import load
from sim.schema.initiative import Initiative

FIRMS = {"company_a": "Company A", "customer_centric": "ordinary"}
"""Scenarios whose people are made more and less reluctant, with their names in a figure."""

RELUCTANCE = tuple(round(0.7 + 0.05 * step, 2) for step in range(11))
"""Mean thresholds: the pull that a middling person needs before practising."""

STEEPEST = 0.35
"""Success that one step of reluctance may decide, as a share of runs."""

RARELY, MOSTLY, IN_DOUBT = 0.10, 0.90, 3
"""Shares of success between which it is in doubt, and at how many levels it should be."""


class Edge(NamedTuple):
    """One plan in a firm whose people are more or less reluctant, on the same draws."""

    ends: dict[float, Ends]  # by mean threshold

    def succeeds(self, level: float) -> MeasuredNumber:
        """How often the plan succeeds at a level."""
        return share_reading(~self.ends[level].failed, "runs")

    def decided(self, less: float, more: float) -> MeasuredNumber:
        """Success that the difference of two levels takes: pairs of runs with the same seed."""
        return mean_reading(self.ends[more].failed.astype(float) - self.ends[less].failed, "pairs", unit=POINTS)

    @property
    def steepest(self) -> tuple[float, MeasuredNumber]:
        """The step that decides most: where it begins, and the success that it takes."""
        levels = sorted(self.ends)
        found = [(less, self.decided(less, more)) for less, more in pairwise(levels)]
        return max(found, key=lambda one: one[1].value)

    @property
    def in_doubt(self) -> list[float]:
        """Levels at which the whole interval of success lies between rarely and mostly."""
        read = {level: self.succeeds(level) for level in self.ends}
        return [level for level, reading in read.items() if reading.low >= RARELY and reading.high <= MOSTLY]


def reluctant(initiative: Initiative, level: float) -> Initiative:
    """The same firm, whose people have a mean threshold at this level; its units differ from it as before."""

    def set_level(data: dict[str, Any]) -> None:
        data["organisation"]["people"]["threshold"] = level

    return changed(initiative, set_level)


def edge_of(name: str, seeds: int, levels: tuple[float, ...] = RELUCTANCE) -> Edge:
    """A scenario's own plan at every level of reluctance."""
    base = load(name)
    return Edge({level: ends_of(reluctant(base, level), seeds) for level in levels})


def measure_edge(seeds: int = 200) -> Pattern:
    """Two plans, from people who are easy to move to people who are hard to move."""
    known = {name: edge_of(name, seeds) for name in FIRMS}
    shipped = {name: load(name).organisation.people.threshold for name in FIRMS}
    step = RELUCTANCE[1] - RELUCTANCE[0]
    checks: list[Check] = []
    remarks: list[str] = []
    for name, one in known.items():
        begins, decided = one.steepest
        checks.append(
            Check(f"{name}: largest loss of success from a mean threshold {step:.2f} higher (from {begins:g} up)",
                  f"at most {100.0 * STEEPEST:.0f} points", decided, "upper bound of the 95 % interval of the paired difference",
                  decided.high <= STEEPEST, OUR_REQUIREMENT)
        )  # fmt: skip
        doubtful = len(one.in_doubt)
        checks.append(
            Check(f"{name}: levels of the mean threshold at which success lies between {RARELY:.0%} and {MOSTLY:.0%}",
                  f"at least {IN_DOUBT}", exact(doubtful, "levels", len(RELUCTANCE)),
                  "levels whose 95 % intervals lie within both", doubtful >= IN_DOUBT, OUR_REQUIREMENT)
        )  # fmt: skip
        remarks.append(_moved_in_words(name, one))
    return Pattern(
        name="edge",
        title="No knife's edge",
        source="this project",
        status=OUR_REQUIREMENT,
        published=(
            "A little more reluctance makes success a little rarer. It does not turn a plan that nearly always succeeds into one that "
            "nearly never does."
        ),
        measured=(
            f"The plans of {' and '.join(FIRMS)} in their firms, with a mean threshold of people (`organisation.people.threshold`) from "
            f"{RELUCTANCE[0]:g} to {RELUCTANCE[-1]:g}; {seeds} seeds, the same at each level. "
            f"As shipped it is {' and '.join(f'{level:g}' for level in sorted(set(shipped.values())))}."
        ),
        checks=tuple(checks),
        panels=(
            Plot("Success", "mean threshold", "share of runs", tuple(
                Trend(FIRMS[name], RELUCTANCE, *columns([one.succeeds(level) for level in RELUCTANCE])) for name, one in known.items()
            ), bounds=(RARELY, MOSTLY), guides=tuple(sorted(set(shipped.values()))), is_share=True, has_points=True),
            Plot("Adoption at the end", "mean threshold", "mean", tuple(
                Trend(FIRMS[name], RELUCTANCE, *columns([mean_reading(one.ends[level].adoption, "runs") for level in RELUCTANCE]))
                for name, one in known.items()
            ), guides=tuple(sorted(set(shipped.values()))), is_share=True, has_points=True),
        ),
        remarks=(*remarks, "The largest loss of several steps is found by looking at all of them, which makes it look a little larger."),
    )  # fmt: skip


def _moved_in_words(name: str, one: Edge) -> str:
    """How far the steepest step moves adoption, beside how far runs at one level lie apart."""
    begins, _ = one.steepest
    above = min(level for level in one.ends if level > begins)
    moved = float((one.ends[begins].adoption - one.ends[above].adoption).mean())
    spread = float(np.mean([one.ends[level].adoption.std(ddof=1) for level in (begins, above)]))
    return (
        f"In {name}, success falls from {one.succeeds(begins).value:.0%} to {one.succeeds(above).value:.0%} of runs between mean "
        f"thresholds of {begins:g} and {above:g}, and mean adoption by {100.0 * moved:.1f} points; runs at one level differ by a "
        f"standard deviation of {100.0 * spread:.1f} points."
    )
