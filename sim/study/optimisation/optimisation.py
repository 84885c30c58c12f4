"""Optimisation: the best programme under a budget (interventions, timing, audiences), its runners-up, and its robustness.

A search selects the luckiest of many programmes, so its estimate for the best one is biased upwards. Hence four stages, each on fresh
random draws: the search; a selection among its finalists; a check of the selected programme against the runners-up and the scenario's
own programme, whose results are reported; and stress tests of the same programmes under changed assumptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from sim.organisation import organisation_of
from sim.planning.amounts import budget_of
from sim.schema.initiative import Initiative
from sim.schema.programme import Budgets, Programme
from sim.study.comparison.comparison import Comparison, comparison_of, variation_of
from sim.study.comparison.costs import cost_of
from sim.study.comparison.paired import SUCCESS, mean_of
from sim.study.comparison.settings import CompareSettings
from sim.study.experiments.parameter_points import LANES, ParameterPoint, ParameterPoints
from sim.study.experiments.programme_trials import ProgrammeTrials
from sim.study.optimisation.genetic_search import Bench, TriedProgramme, best_of, measure_of, searched, tables_by_point
from sim.study.optimisation.proposals import EVERY, Offer, ProgrammeLimits, offers_of
from sim.study.optimisation.settings import OptimiseSettings
from sim.study.optimisation.stress_tests import StressTest, worlds_of
from sim.study.population.description import AS_TOLD
from sim.study.statistics.estimates import Estimate, PairedChange, ShareEstimate, paired_change, share_of

BEST, OWN = "best", "own"
RUNNERS_UP = 2
"""Number of runners-up checked together with the best and the scenario's own programme."""

FEWEST_STEPS = 6
"""Minimum number of steps allowed, if the scenario's own programme has fewer."""


class Elsewhere(NamedTuple):
    """Results of the best and the scenario's own programme in one stress test, on the same random draws."""

    world: str
    title: str
    best: ShareEstimate
    own: ShareEstimate
    success: PairedChange  # of the success rate, best minus own
    best_level: Estimate  # adoption at the end
    own_level: Estimate
    level: Estimate  # best minus own


@dataclass(frozen=True)
class Optimisation:
    """The best programme found, and its certainty."""

    base: Initiative  # with the budgets that apply to all programmes
    room: ProgrammeLimits
    offers: tuple[Offer, ...]
    settings: OptimiseSettings
    tried: tuple[TriedProgramme, ...]
    seen: TriedProgramme  # the best programme, with its results in the search
    comparison: Comparison  # best, second, third and own, on fresh random draws
    elsewhere: tuple[Elsewhere, ...]

    @property
    def best(self) -> Programme:
        """Return the best programme."""
        return self.comparison.initiatives[BEST].programme

    @property
    def trials(self) -> pd.DataFrame:
        """Return one row per programme tried: its results in the search, and its steps."""
        return pd.DataFrame([_trial_row(one) for one in self.tried])


def _trial_row(one: TriedProgramme) -> dict[str, object]:
    steps = sorted(one.programme.steps.values(), key=lambda step: (step.start, step.intervention))
    told = "; ".join(f"{step.intervention} {step.start}+{step.weeks} x{step.strength:g} {_whom(step.audience)}".strip() for step in steps)
    return {"number": one.number, "success": one.success, "level": one.level, "value": one.value, "count": len(steps), "steps": told}


def _whom(audience: object) -> str:
    units = getattr(audience, "units", [])
    return f"for {', '.join(units)}" if units else ""


def room_for(initiative: Initiative, settings: OptimiseSettings) -> tuple[Initiative, ProgrammeLimits]:
    """Return the initiative with the budgets of the search, and the limits for programmes.

    Raises ValueError if no money budget is given and none can be derived from the scenario's own programme.
    """
    programme = initiative.programme
    organisation = organisation_of(initiative.organisation)
    money = budget_of(programme.budgets, organisation) if settings.money is None else settings.money
    if money is None:
        money = cost_of(initiative).money
    if money <= 0.0:
        raise ValueError("optimise.money: the scenario's own programme costs nothing; set a budget in thousand euro")
    budgets = Budgets(money=money, leaders_time=programme.budgets.leaders_time, attention=programme.budgets.attention)
    base = initiative.model_copy(update={"programme": programme.model_copy(update={"budgets": budgets})})
    most = settings.most or max(FEWEST_STEPS, len({step.intervention for step in programme.steps.values()}))
    last = max(0, initiative.weeks * 2 // 3) // EVERY * EVERY  # a later step can hardly end in time
    return base, ProgrammeLimits(organisation, base.weeks, budgets, most, last)


def optimised(initiative: Initiative, known: Iterable[Programme], settings: OptimiseSettings, bench: Bench) -> Optimisation:
    """Search, select, check and stress-test programmes.

    initiative : its definitions contain all interventions that may be used
    known : initial programmes, besides the initiative's own
    Raises ValueError if there is nothing to search, SearchStopped if a stop was requested.
    """
    base, room = room_for(initiative, settings)
    offers = offers_of(base, room.organisation, settings.candidates or base.definitions.interventions)
    if not offers:
        raise ValueError("optimise.candidates: none of the interventions applies to this organisation")
    tried = searched(base, [base.programme, *known], offers, room, settings.programmes, settings.runs, bench)
    finalists = best_of(tried, settings.finalists)
    chosen = _chosen(base, finalists, settings, bench)
    reported = {name: one.programme for name, one in zip((BEST, "second", "third"), chosen[: 1 + RUNNERS_UP], strict=False)}
    comparison = _checked(base, reported, settings, bench)
    elsewhere = _elsewhere(comparison.initiatives, settings, bench)
    return Optimisation(base, room, tuple(offers), settings, tuple(tried), chosen[0], comparison, tuple(elsewhere))


def planned_cases(initiative: Initiative, settings: OptimiseSettings) -> int:
    """Return the maximum number of batches of runs of an optimisation."""
    searched = settings.programmes * _batches(settings.runs) + settings.finalists * _batches(settings.choosing)
    return searched + (2 + RUNNERS_UP) * _batches(settings.checking) + 2 * len(worlds_of(initiative)) * _batches(settings.worlds)


def _batches(runs: int) -> int:
    return -(-runs // LANES)


def _chosen(base: Initiative, finalists: Sequence[TriedProgramme], settings: OptimiseSettings, bench: Bench) -> list[TriedProgramme]:
    """Return the finalists on fresh random draws, the best first."""
    trials = ProgrammeTrials(base, {str(one.number): one.programme for one in finalists}, settings.choosing, base.seed + settings.runs)
    runs = bench.played(trials, "choice").runs
    known = tables_by_point(runs)
    ranks = [_rank(known.get(point), measure_of(base)) for point in range(len(finalists))]
    return [finalists[k] for k in sorted(range(len(finalists)), key=lambda k: (ranks[k], k))]


def _rank(runs: pd.DataFrame | None, measure: str) -> tuple[float, float]:
    """Return a sort key; a smaller key is better, and a programme that failed to run ranks last."""
    return (1.0, 0.0) if runs is None else (-float(runs[SUCCESS].to_numpy(float).mean()), -float(runs[measure].to_numpy(float).mean()))


def _checked(base: Initiative, reported: dict[str, Programme], settings: OptimiseSettings, bench: Bench) -> Comparison:
    """Compare the reported programmes on random draws used by neither search nor selection."""
    named = {name: one.model_copy(update=_NAMED[name] | _PROVENANCE) for name, one in reported.items()}
    initiatives = {name: base.model_copy(update={"programme": programme}) for name, programme in named.items()} | {OWN: base}
    variation = variation_of(initiatives, settings.checking, base.seed + settings.runs + settings.choosing, AS_TOLD)
    return comparison_of(variation, bench.played(variation, "check").runs, CompareSettings(runs=settings.checking))


_PROVENANCE: dict[str, object] = {"rows": [], "source": "Found by search"}
_NAMED: dict[str, dict[str, object]] = {
    BEST: {"title": "Best found", "description": "The best programme found by a search within the budgets."},
    "second": {"title": "Runner-up", "description": "The second-best programme found by a search within the budgets."},
    "third": {"title": "Second runner-up", "description": "The third-best programme found by a search within the budgets."},
}


def _elsewhere(initiatives: dict[str, Initiative], settings: OptimiseSettings, bench: Bench) -> list[Elsewhere]:
    """Return the results of the best and the own programme by stress test; a test in which one of them fails to run is omitted."""
    bases = {name: initiatives[name] for name in (BEST, OWN)}
    worlds = worlds_of(bases[OWN])
    points = [ParameterPoint(name, world.values(base)) for world in worlds for name, base in bases.items()]
    first = bases[OWN].seed + settings.runs + settings.choosing + settings.checking
    runs = bench.played(ParameterPoints(bases, tuple(points), settings.worlds, first), "worlds").runs
    tables = tables_by_point(runs)
    return [_of_world(world, tables[2 * k], tables[2 * k + 1]) for k, world in enumerate(worlds) if {2 * k, 2 * k + 1} <= tables.keys()]


def _of_world(world: StressTest, best: pd.DataFrame, own: pd.DataFrame) -> Elsewhere:
    both = best.index.intersection(own.index)
    best, own = best.loc[both], own.loc[both]
    won, kept = best[SUCCESS].to_numpy(bool), own[SUCCESS].to_numpy(bool)
    levels = best["adoption_end"].to_numpy(float), own["adoption_end"].to_numpy(float)
    return Elsewhere(
        world.name,
        world.title,
        share_of(int(won.sum()), len(won)),
        share_of(int(kept.sum()), len(kept)),
        paired_change(int((won & ~kept).sum()), int((kept & ~won).sum()), len(won)),
        mean_of(levels[0]),
        mean_of(levels[1]),
        mean_of(levels[0] - levels[1]),
    )
