"""Wording of an optimisation's findings."""

from __future__ import annotations

from collections.abc import Sequence

from sim.schema.programme import Step
from sim.study.comparison.costs import cost_of
from sim.study.comparison.paired import SUCCESS
from sim.study.comparison.verdict import NAMES, said_of
from sim.study.optimisation.genetic_search import measure_of
from sim.study.optimisation.optimisation import BEST, OWN, Elsewhere, Optimisation
from sim.study.optimisation.proposals import SLACK
from sim.study.statistics.wording import counted, in_text, listed, percent


def finding_of(found: Optimisation) -> str:
    """How the best programme does beside the scenario's own, on draws that the search has not seen."""
    paired = found.comparison.paired
    best, own = paired.standing(BEST), paired.standing(OWN)
    success, level = paired.between(SUCCESS, BEST, OWN), paired.between("adoption_end", BEST, OWN)
    reaches = f"{best.means['adoption_end'].value:.0%} against {own.means['adoption_end'].value:.0%} adoption"
    if success.is_told_apart:
        return f"The best programme found succeeds in {percent(best.success)} of runs, the scenario's own in {percent(own.success)}"
    same = f"By success the best programme found cannot be told from the scenario's own at this size ({percent(best.success)} of runs)"
    return f"{same}; it reaches {reaches}" if level.is_told_apart else f"{same}, nor by adoption"


def statements_of(found: Optimisation) -> tuple[str, ...]:
    """All of it: the finding, what the search saw, how the best does beside the others, what it costs, and elsewhere."""
    paired = found.comparison.paired
    others = [one.name for one in paired.standings if one.name != BEST]
    said = [said_of(paired, paired.between(outcome, BEST, name)) for outcome in (SUCCESS, "adoption_end") for name in others]
    return (f"{finding_of(found)}.", said_of_search(found), *said_of_own(found), *said, said_of_worlds(found.elsewhere))


def said_of_own(found: Optimisation) -> list[str]:
    """Whether the scenario's own programme was planned for more money than there is."""
    budgets = found.base.programme.budgets
    unlimited = found.base.programme.model_copy(update={"budgets": budgets.model_copy(update={"money": None})})
    asks = cost_of(found.base.model_copy(update={"programme": unlimited})).money
    if budgets.money is None or asks <= budgets.money + SLACK:
        return []
    return [f"The scenario's own programme asks for {asks:,.0f} thousand euro; with {budgets.money:,.0f} it stops when they are spent."]


def said_of_search(found: Optimisation) -> str:
    """What was searched, and what the luckiest of many looked like before it was checked."""
    seen, best = found.seen, found.comparison.paired.standing(BEST)
    measure, fresh = NAMES[measure_of(found.base)], best.means[measure_of(found.base)].value
    return (
        f"{counted(len(found.tried), 'programme')} of {counted(len(found.offers), 'intervention')} were tried, all within the budgets; "
        f"in {counted(found.settings.runs, 'run')} of the search the best succeeded in {seen.success:.0%} with {seen.level:.1%} {measure}, "
        f"in {counted(found.comparison.paired.replicates, 'run')} on fresh draws in {percent(best.success)} with {fresh:.1%}."
    )


def said_of_worlds(elsewhere: Sequence[Elsewhere]) -> str:
    """Where the best stays ahead, and where it does not."""
    if not elsewhere:
        return "No other world could be played."
    ahead = [one for one in elsewhere if one.success.low > 0.0 or (one.success.high >= 0.0 and one.level.low > 0.0)]
    behind = [in_text(one.title) for one in elsewhere if one not in ahead]
    least = min(elsewhere, key=lambda one: (one.best.count, one.best_level.value))
    said = f"In {len(ahead)} of {counted(len(elsewhere), 'world')} the best programme is ahead of the scenario's own"
    worst = f"{percent(least.best)} of its runs succeed, with {least.best_level.value:.0%} adoption"
    return f"{said}{f' (not: {listed(behind)})' if behind else ''}; at its worst, “{in_text(least.title)}”, {worst}."


def audience_of(step: Step) -> str:
    """Whom a step is for, in words."""
    return listed(step.audience.units) if step.audience is not None and step.audience.units else "all it is meant for"
