"""Money: what a plan loses when it lacks a part of its money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.stats import norm

from experiments.validation.ensembles import stopped_in
from experiments.validation.pattern import OUR_REQUIREMENT, Check, Pattern, Plot, Trend
from experiments.validation.readings import POINTS, MeasuredNumber, columns, mean_reading, share_reading
from experiments.validation.tendencies import LEVEL, Ends, Tendency, broken, ends_of, fallen
from experiments.validation.variants import changed
from sim.config import load
from sim.organisation import organisation_of
from sim.planning.philosophy import cards_in
from sim.planning.schedule import Schedule, schedule
from sim.schema.initiative import Initiative

PLANS = {"company_a": "Company A", "silo_firm": "silos", "customer_centric": "ordinary"}
"""Scenarios whose plans have no limit of money, with their names in a figure."""

TENTHS = tuple(part / 10.0 for part in range(10, -1, -1))
"""Budgets as shares of what the plan costs."""

LACKING = 0.03
"""A small shortage, as a share of the cost; the adoption that it costs should be less."""


class Poorer(NamedTuple):
    """One plan under budgets from all of its cost to none, on the same draws."""

    cost: float  # thousand euro
    ends: dict[float, Ends]  # by share of the cost

    def lost(self, more: float, less: float) -> np.ndarray:
        """Adoption at the end that the difference of two budgets brings, by seed."""
        return self.ends[more].adoption - self.ends[less].adoption

    def failed(self, more: float, less: float) -> np.ndarray:
        """Success that the difference of two budgets brings, by seed: 1, 0 or -1."""
        return self.ends[less].failed.astype(float) - self.ends[more].failed

    def succeeds(self, part: float) -> MeasuredNumber:
        """How often a budget suffices."""
        return share_reading(~self.ends[part].failed, "runs")

    def adopts(self, part: float) -> MeasuredNumber:
        """Adoption at the end with a budget."""
        return mean_reading(self.ends[part].adoption, "runs")


def placed(initiative: Initiative) -> Schedule:
    """The schedule of an initiative's own programme."""
    organisation = organisation_of(initiative.organisation)
    return schedule(initiative.programme, cards_in(initiative, organisation), organisation, initiative.weeks)


def with_money(initiative: Initiative, money: float | None) -> Initiative:
    """The same initiative with so much money in all, thousand euro."""
    return changed(initiative, lambda data: data["programme"]["budgets"].update(money=money, money_per_head=None))


def impoverished(name: str, seeds: int, parts: Sequence[float] = (*TENTHS, 1.0 - LACKING)) -> Poorer:
    """A scenario's plan under budgets of so many shares of what it costs. Raises ValueError where money moves a start."""
    free = with_money(load(name), None)
    plan = placed(free)
    cost, starts = float(plan.spend.sum()), [step.start for step in plan.steps]
    ends = {}
    for part in parts:
        poor = with_money(free, part * cost)
        if [step.start for step in placed(poor).steps] != starts:
            raise ValueError(f"{name}: a budget of {part:.0%} moves a start")
        ends[part] = ends_of(poor, seeds)
    return Poorer(cost, ends)


def steepest(known: Poorer) -> tuple[float, MeasuredNumber]:
    """The tenth of the money that decides most often: where it begins, and the success that it brings."""
    found = [(more, mean_reading(known.failed(more, less), "pairs", unit=POINTS)) for more, less in pairwise(TENTHS)]
    return max(found, key=lambda one: one[1].value)


def even_step(known: Poorer, begins: float) -> float:
    """The success that one tenth of the money decides at most where adoption falls evenly with the money, [0, 1].

    Success asks for a level of adoption. Runs with the same money lie around their mean with some standard deviation, read at both ends of
    the tenth that begins at a share of the cost; a tenth that moves the mean by an even share of the whole fall carries at most this part
    of them over any level (normal approximation).
    """
    even = known.lost(1.0, 0.0).mean() / (len(TENTHS) - 1)
    spread = np.mean([known.ends[part].adoption.std(ddof=1) for part in (begins, _next(begins))])
    return float(2.0 * norm.cdf(even / spread / 2.0) - 1.0)


def _next(part: float) -> float:
    """The budget that is a tenth smaller."""
    return TENTHS[TENTHS.index(part) + 1]


def harm_of_more(known: dict[str, Poorer]) -> list[Tendency]:
    """Every tenth of money added in every plan: adoption at the end should not fall on average."""
    return [fallen(f"{name} to {more:.0%}", one.lost(more, less)) for name, one in known.items() for more, less in pairwise(TENTHS)]


def measure_money(seeds: int = 100) -> Pattern:
    """Three plans under budgets from all that they cost to none."""
    known = {name: impoverished(name, seeds) for name in PLANS}
    tendencies = harm_of_more(known)
    worst = min(tendencies, key=lambda one: one.mean / one.standard_error if one.standard_error > 0.0 else one.mean)
    name, more = worst.name.split(" to ")
    at = next(place for place, part in enumerate(TENTHS) if f"{part:.0%}" == more)
    least = mean_reading(known[name].lost(*TENTHS[at : at + 2]), "pairs", unit=POINTS)
    checks, remarks = [], []
    for name, one in known.items():
        lost = mean_reading(one.lost(1.0, 1.0 - LACKING), "pairs", unit=POINTS)
        checks.append(
            Check(f"{name}: adoption lost where {LACKING:.0%} of the money lack", f"below {100 * LACKING:.0f} points", lost,
                  "upper bound of the 95 % interval of the paired difference", lost.high < LACKING, OUR_REQUIREMENT)
        )  # fmt: skip
    for name, one in known.items():
        begins, decided = steepest(one)
        bound, whole = even_step(one, begins), one.succeeds(1.0).value
        agrees = decided.high <= bound if whole > bound else None  # with less success than that, no fall of it could be too steep
        checks.append(
            Check(f"{name}: largest loss of success from one tenth less money (from {begins:.0%} down)",
                  f"at most {100 * bound:.0f} points",
                  decided, "an even fall of adoption and the spread of runs; upper bound of the 95 % interval" if agrees is not None
                  else f"not judged: only {whole:.0%} succeed with all of the money, so the row cannot fail", agrees, OUR_REQUIREMENT)
        )  # fmt: skip
        remarks += () if agrees is not False else (_why_steep(name, one, begins, seeds),)
    checks.append(
        Check(f"adoption that a tenth more money brings, where it brings least ({worst.name})", "not below 0", least,
              f"one-sided test of harm, {len(tendencies)} steps, {LEVEL:.0%} for all together (Holm)",
              not broken(tendencies), OUR_REQUIREMENT)
    )  # fmt: skip
    return Pattern(
        name="money",
        title="A plan that lacks money",
        source="this project",
        status=OUR_REQUIREMENT,
        published=(
            "A small shortage costs little, success falls with the money over more than one tenth of it, and more money never harms a plan "
            "whose steps start in the same weeks."
        ),
        measured=(
            f"The plans of {', '.join(known)} cost {', '.join(f'{one.cost:,.0f}' for one in known.values())} thousand euro. Budgets from "
            f"all of that to none, by tenths; {seeds} seeds, the same for each budget. Money moves no start."
        ),
        checks=tuple(checks),
        panels=(
            Plot("Success", "money, % of the cost", "share of runs", _curves(known, Poorer.succeeds), is_share=True, has_points=True),
            Plot("Adoption at the end", "money, % of the cost", "mean", _curves(known, Poorer.adopts), is_share=True, has_points=True),
        ),
        remarks=(
            *remarks,
            "The plans are those of the scenarios as shipped. The firm of silos has another plan here than in the section on cards, where "
            "it was given one with a test-bed, and ends elsewhere for that reason.",
        ),
    )  # fmt: skip


def _curves(known: dict[str, Poorer], read: Callable[[Poorer, float], MeasuredNumber]) -> tuple[Trend, ...]:
    """A reading of every plan by its budget."""
    x = tuple(100.0 * part for part in TENTHS)
    return tuple(Trend(PLANS[name], x, *columns([read(one, part) for part in TENTHS])) for name, one in known.items())


def _why_steep(name: str, known: Poorer, begins: float, seeds: int) -> str:
    """The reason of a steep fall, with its numbers: how far a tenth of the money moves adoption, and what an early stop does."""
    free, less = with_money(load(name), None), _next(begins)
    plan, poor = placed(free), placed(with_money(free, less * known.cost))
    week = int(np.argmax(poor.spend < plan.spend))
    stopped = ends_of(stopped_in(free, week + 1), seeds).adoption.mean()
    moved, even = known.lost(begins, less).mean(), known.lost(1.0, 0.0).mean() / (len(TENTHS) - 1)
    spread, with_less = known.ends[begins].adoption.std(ddof=1), known.ends[less].adoption.mean()
    return (
        f"In {name}, the tenth of the money below {begins:.0%} moves mean adoption by {100.0 * moved:.1f} points where an even fall would "
        f"move it by {100.0 * even:.1f}, and runs with the same money differ by a standard deviation of {100.0 * spread:.1f} points; "
        f"success falls from {known.succeeds(begins).value:.0%} to {known.succeeds(less).value:.0%} of runs there. What an early end does "
        f"alone: {less:.0%} of the money lasts until week {week}, and adoption ends at {100.0 * with_less:.1f} %; it ends at "
        f"{100.0 * stopped:.1f} % where every step stops after that week with all of the money."
    )
