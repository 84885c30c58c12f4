"""Findings of an optimisation, as sentences."""

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
    """Return a sentence on the best programme against the scenario's own, on random draws not used in the search."""
    paired = found.comparison.paired
    best, own = paired.standing(BEST), paired.standing(OWN)
    success, level = paired.between(SUCCESS, BEST, OWN), paired.between("adoption_end", BEST, OWN)
    reaches = f"{best.means['adoption_end'].value:.0%} against {own.means['adoption_end'].value:.0%} adoption"
    if success.is_told_apart:
        return f"The best programme found succeeds in {percent(best.success)} of runs, the scenario's own in {percent(own.success)}"
    same = f"The best programme found is not clearly different in success from the scenario's own ({percent(best.success)} of runs)"
    return f"{same}; it reaches {reaches}" if level.is_told_apart else f"{same}, nor in adoption"


def statements_of(found: Optimisation) -> tuple[str, ...]:
    """Return all findings: main finding, search, budget of the own programme, differences, stress tests."""
    paired = found.comparison.paired
    others = [one.name for one in paired.standings if one.name != BEST]
    said = [said_of(paired, paired.between(outcome, BEST, name)) for outcome in (SUCCESS, "adoption_end") for name in others]
    return (f"{finding_of(found)}.", said_of_search(found), *said_of_own(found), *said, said_of_worlds(found.elsewhere))


def said_of_own(found: Optimisation) -> list[str]:
    """Return a sentence if the scenario's own programme needs more money than the budget."""
    budgets = found.base.programme.budgets
    unlimited = found.base.programme.model_copy(update={"budgets": budgets.model_copy(update={"money": None})})
    asks = cost_of(found.base.model_copy(update={"programme": unlimited})).money
    if budgets.money is None or asks <= budgets.money + SLACK:
        return []
    return [f"The scenario's own programme needs {asks:,.0f} thousand euro; with {budgets.money:,.0f} it stops when the money is spent."]


def said_of_search(found: Optimisation) -> str:
    """Return a sentence on the search, and on the best programme's results before and after the check."""
    seen, best = found.seen, found.comparison.paired.standing(BEST)
    measure, fresh = NAMES[measure_of(found.base)], best.means[measure_of(found.base)].value
    return (
        f"{counted(len(found.tried), 'programme')} of {counted(len(found.offers), 'intervention')} were tried, all within the budgets. "
        f"In {counted(found.settings.runs, 'run')} of the search the best succeeded in {seen.success:.0%} with {seen.level:.1%} {measure}; "
        f"in {counted(found.comparison.paired.replicates, 'run')} on fresh random draws, in {percent(best.success)} with {fresh:.1%}."
    )


def said_of_worlds(elsewhere: Sequence[Elsewhere]) -> str:
    """Return a sentence on the stress tests in which the best programme stays ahead, and those in which it does not."""
    if not elsewhere:
        return "No stress test could be run."
    ahead = [one for one in elsewhere if one.success.low > 0.0 or (one.success.high >= 0.0 and one.level.low > 0.0)]
    behind = [in_text(one.title) for one in elsewhere if one not in ahead]
    least = min(elsewhere, key=lambda one: (one.best.count, one.best_level.value))
    said = f"In {len(ahead)} of {counted(len(elsewhere), 'stress test')}, the best programme is ahead of the scenario's own"
    worst = f"{percent(least.best)} of its runs succeed, with {least.best_level.value:.0%} adoption"
    return f"{said}{f' (not: {listed(behind)})' if behind else ''}; in its worst test, “{in_text(least.title)}”, {worst}."


def audience_of(step: Step) -> str:
    """Return the audience of a step in words."""
    return listed(step.audience.units) if step.audience is not None and step.audience.units else "full audience"
