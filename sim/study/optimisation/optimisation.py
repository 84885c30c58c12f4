"""Optimisation: the best programme within a budget, its runners-up, and its robustness.

A search looks for the luckiest of many, so what it saw of the best is too good. Hence four stages, each on draws that none before it saw:
the search; a choice among its best; a check of that choice beside the runners-up and the scenario's own programme, which is what is
reported; and the same programmes in worlds that are otherwise than was thought.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from sim.organisation import organisation_of
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
from sim.study.statistics.estimates import Estimate, PairedChange, ShareEstimate, paired_change, share_of

BEST, OWN = "best", "own"
RUNNERS_UP = 2
"""Programmes that are checked beside the best and the scenario's own."""

FEWEST_STEPS = 6
"""Steps a programme may have where the scenario's own has fewer."""


class Elsewhere(NamedTuple):
    """How the best and the own programme do in a world that is otherwise than was thought, on the same draws."""

    world: str
    title: str
    best: ShareEstimate
    own: ShareEstimate
    success: PairedChange  # of the share of success, best less own
    best_level: Estimate  # adoption at the end
    own_level: Estimate
    level: Estimate  # best less own


@dataclass(frozen=True)
class Optimisation:
    """The best programme that was found, and how sure that is."""

    base: Initiative  # with the budgets that all programmes are held to
    room: ProgrammeLimits
    offers: tuple[Offer, ...]
    settings: OptimiseSettings
    tried: tuple[TriedProgramme, ...]
    seen: TriedProgramme  # the best, as the search saw it
    comparison: Comparison  # best, second, third and own, on fresh draws
    elsewhere: tuple[Elsewhere, ...]

    @property
    def best(self) -> Programme:
        """The programme itself."""
        return self.comparison.initiatives[BEST].programme

    @property
    def trials(self) -> pd.DataFrame:
        """A row for every programme that was tried: how it did on the draws of the search, and its steps."""
        return pd.DataFrame([_trial_row(one) for one in self.tried])


def _trial_row(one: TriedProgramme) -> dict[str, object]:
    steps = sorted(one.programme.steps.values(), key=lambda step: (step.start, step.intervention))
    told = "; ".join(f"{step.intervention} {step.start}+{step.weeks} x{step.strength:g} {_whom(step.audience)}".strip() for step in steps)
    return {"number": one.number, "success": one.success, "level": one.level, "value": one.value, "count": len(steps), "steps": told}


def _whom(audience: object) -> str:
    units = getattr(audience, "units", [])
    return f"for {', '.join(units)}" if units else ""


def room_for(initiative: Initiative, settings: OptimiseSettings) -> tuple[Initiative, ProgrammeLimits]:
    """The initiative with the budgets that programmes are held to, and the room they leave.

    Raises ValueError where no budget of money is given, and none can be taken from the own programme.
    """
    programme = initiative.programme
    money = programme.budgets.money if settings.money is None else settings.money
    if money is None:
        money = cost_of(initiative).money
    if money <= 0.0:
        raise ValueError("optimise.money: the scenario's own programme costs nothing; say how many thousand euro there are")
    budgets = Budgets(money=money, leaders_time=programme.budgets.leaders_time, attention=programme.budgets.attention)
    base = initiative.model_copy(update={"programme": programme.model_copy(update={"budgets": budgets})})
    most = settings.most or max(FEWEST_STEPS, len({step.intervention for step in programme.steps.values()}))
    last = max(0, initiative.weeks * 2 // 3) // EVERY * EVERY  # what starts later can hardly end in time
    return base, ProgrammeLimits(organisation_of(base.organisation), base.weeks, budgets, most, last)


def optimised(initiative: Initiative, known: Iterable[Programme], settings: OptimiseSettings, bench: Bench) -> Optimisation:
    """Search, choose, check, and put to the test elsewhere.

    initiative : its definitions hold all interventions that may be used
    known : programmes to begin with, beside the initiative's own
    Raises ValueError where nothing can be searched, Stopped where someone asked for a stop.
    """
    base, room = room_for(initiative, settings)
    offers = offers_of(base, room.organisation, settings.candidates or base.definitions.interventions)
    if not offers:
        raise ValueError("optimise.candidates: none of them reaches anybody here")
    tried = searched(base, [base.programme, *known], offers, room, settings.programmes, settings.runs, bench)
    finalists = best_of(tried, settings.finalists)
    chosen = _chosen(base, finalists, settings, bench)
    reported = {name: one.programme for name, one in zip((BEST, "second", "third"), chosen[: 1 + RUNNERS_UP], strict=False)}
    comparison = _checked(base, reported, settings, bench)
    elsewhere = _elsewhere(comparison.initiatives, settings, bench)
    return Optimisation(base, room, tuple(offers), settings, tuple(tried), chosen[0], comparison, tuple(elsewhere))


def planned_cases(initiative: Initiative, settings: OptimiseSettings) -> int:
    """Batches of runs that an optimisation takes at most."""
    searched = settings.programmes * _batches(settings.runs) + settings.finalists * _batches(settings.choosing)
    return searched + (2 + RUNNERS_UP) * _batches(settings.checking) + 2 * len(worlds_of(initiative)) * _batches(settings.worlds)


def _batches(runs: int) -> int:
    return -(-runs // LANES)


def _chosen(base: Initiative, finalists: Sequence[TriedProgramme], settings: OptimiseSettings, bench: Bench) -> list[TriedProgramme]:
    """The finalists on fresh draws, the best first."""
    trials = ProgrammeTrials(base, {str(one.number): one.programme for one in finalists}, settings.choosing, base.seed + settings.runs)
    runs = bench.played(trials, "choice").runs
    known = tables_by_point(runs)
    ranks = [_rank(known.get(point), measure_of(base)) for point in range(len(finalists))]
    return [finalists[k] for k in sorted(range(len(finalists)), key=lambda k: (ranks[k], k))]


def _rank(runs: pd.DataFrame | None, measure: str) -> tuple[float, float]:
    """The less, the better; a programme that could not be run comes last."""
    return (1.0, 0.0) if runs is None else (-float(runs[SUCCESS].to_numpy(float).mean()), -float(runs[measure].to_numpy(float).mean()))


def _checked(base: Initiative, reported: dict[str, Programme], settings: OptimiseSettings, bench: Bench) -> Comparison:
    """What is reported, on draws that neither search nor choice has seen."""
    named = {name: one.model_copy(update=_NAMED[name] | _PROVENANCE) for name, one in reported.items()}
    initiatives = {name: base.model_copy(update={"programme": programme}) for name, programme in named.items()} | {OWN: base}
    variation = variation_of(initiatives, settings.checking, base.seed + settings.runs + settings.choosing)
    return comparison_of(variation, bench.played(variation, "check").runs, CompareSettings(runs=settings.checking))


_PROVENANCE: dict[str, object] = {"rows": [], "source": "Found by search"}
_NAMED: dict[str, dict[str, object]] = {
    BEST: {"title": "Best found", "description": "The best programme that a search within the budgets found."},
    "second": {"title": "Runner-up", "description": "The second best programme that a search within the budgets found."},
    "third": {"title": "Second runner-up", "description": "The third best programme that a search within the budgets found."},
}


def _elsewhere(initiatives: dict[str, Initiative], settings: OptimiseSettings, bench: Bench) -> list[Elsewhere]:
    """The best and the own programme, world by world; a world in which one of them cannot be run is left out."""
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
