"""Silos: whether their cost, as it is counted from hand-offs, is what bringing coordination to its best brings on the same draws."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from experiments.validation.pattern import OUR_REQUIREMENT, Check, Pattern, Plot, Trend, not_judged
from experiments.validation.readings import MeasuredNumber, bands, is_within, mean_reading
from experiments.validation.variants import changed
from sim.config import load
from sim.engine.market import SILO_COSTS
from sim.engine.run import prepare
from sim.engine.state import FIRM_SERIES
from sim.planning.repair import UNREPAIRED, Repair
from sim.schema.initiative import Initiative

FIRMS = {"silo_firm": "the firm of silos", "company_a": "Company A", "customer_centric": "an ordinary firm"}
"""Scenarios whose silos are counted, with their names in sentences."""

KINDS = SILO_COSTS[:6]
"""What silos cost the firm, by kind: series of a record."""

TOLERANCE = 0.10
"""Share by which the count may miss what the repair brings: it takes expectation to settle at what is felt, and practice as it is."""


class CountedSilos(NamedTuple):
    """Costs of silos of one firm by seed, to the end; thousand euro."""

    by_kind: dict[str, np.ndarray]
    brought: np.ndarray  # earnings that coordination at 1 brings
    adopted: np.ndarray  # adoption at the end that it brings
    counted_to_date: np.ndarray  # the sum of the kinds, (weeks + 1, seeds)
    brought_to_date: np.ndarray

    @property
    def counted(self) -> np.ndarray:
        """The sum over the kinds."""
        return np.sum(list(self.by_kind.values()), axis=0)

    @property
    def part(self) -> MeasuredNumber:
        """The count as a share of what the repair brings."""
        return mean_reading(self.counted / self.brought, "pairs", is_share=True)


def counted_silos(initiative: Initiative, seeds: int) -> CountedSilos:
    """Run a firm as it is and with full coordination, on the same draws."""
    run = prepare(initiative, range(1, seeds + 1), (UNREPAIRED, Repair({"coordination": 1.0}))).advance()

    def of(name: str) -> tuple[np.ndarray, np.ndarray]:
        series = run.traces.firm[:, FIRM_SERIES.index(name)]
        return series[:, 0::2], series[:, 1::2]

    earned, earned_repaired = (np.cumsum(series[1:], axis=0) for series in of("earnings"))
    brought = np.concatenate([np.zeros((1, seeds)), earned_repaired - earned])
    adopted, adopted_repaired = (series[-1] for series in of("adoption"))
    by_kind = {kind: of(kind)[0] for kind in KINDS}
    ends = {kind: amount[-1] for kind, amount in by_kind.items()}
    return CountedSilos(ends, brought[-1], adopted_repaired - adopted, np.sum(list(by_kind.values()), axis=0), brought)


def at_rest(initiative: Initiative) -> Initiative:
    """The same firm without a programme, where no behaviour needs coordination, so that repairing it changes no one's practice."""

    def rest(data: dict[str, Any]) -> None:
        data["programme"]["steps"] = {}
        for behaviour in data["definitions"]["behaviours"].values():
            behaviour["coordination"] = 0.0

    return changed(initiative, rest)


def measure_silos(seeds: int = 30) -> Pattern:
    """Three firms: at rest, where the count must hold, and with their own plans, where repair also changes what people do."""
    resting = {name: counted_silos(at_rest(load(name)), seeds) for name in FIRMS}
    planned = {name: counted_silos(load(name), seeds) for name in FIRMS}
    checks = [
        Check(
            f"{name}, without a programme: costs counted, as a share of the earnings that repaired coordination brings",
            f"{1.0 - TOLERANCE:.0%} to {1.0 + TOLERANCE:.0%}", one.part, "the whole 95 % interval",
            is_within(one.part, 1.0 - TOLERANCE, 1.0 + TOLERANCE), OUR_REQUIREMENT,
        )
        for name, one in resting.items()
    ]  # fmt: skip
    checks += [
        not_judged(f"{name}, with its own plan: the same", one.part, OUR_REQUIREMENT, "not judged: see the remarks")
        for name, one in planned.items()
    ]
    return Pattern(
        name="silos",
        title="What silos cost",
        source="this project, after Hunsaker 2020",
        status=OUR_REQUIREMENT,
        published=(
            "Rework, delay, scrap, morale, churn and lost opportunities, counted from hand-offs, sum to what repairing coordination brings."
        ),
        measured=(
            f"Three firms as they are and with coordination at 1 from the first week on, {seeds} seeds, the same draws; earnings are "
            "summed over all weeks."
        ),
        checks=tuple(checks),
        panels=(
            _panel("Silos, without a programme", resting["silo_firm"]),
            _panel("Silos, with a plan", planned["silo_firm"]),
        ),
        remarks=(
            *(_table(name, one) for name, one in planned.items()),
            "With a plan, repaired coordination also lets people practise more, and customers feel that; such gains are what the silos "
            "prevent and are not counted as their cost. They are the rest of what the repair brings: adoption at the end rises by "
            + ", ".join(f"{100.0 * one.adopted.mean():.0f} points in {FIRMS[name]}" for name, one in planned.items()) + ".",
        ),
    )  # fmt: skip


def _table(name: str, one: CountedSilos) -> str:
    kinds = ", ".join(f"{kind.removeprefix('silo_')} {amount.mean():,.0f}" for kind, amount in one.by_kind.items())
    counted, brought = one.counted.mean(), one.brought.mean()
    firm = FIRMS[name][0].upper() + FIRMS[name][1:]
    return f"{firm}, thousand euro to the end: {kinds}; together {counted:,.0f}, while the repair brings {brought:,.0f}."


def _panel(title: str, known: CountedSilos) -> Plot:
    """Costs and what repair brings over the weeks, to date."""
    weeks = tuple(float(week) for week in range(len(known.counted_to_date)))
    lines = (
        Trend("counted", weeks, *bands(known.counted_to_date / 1000.0)),
        Trend("brought by repair", weeks, *bands(known.brought_to_date / 1000.0)),
    )
    return Plot(title, "weeks", "million euro to date", lines)
