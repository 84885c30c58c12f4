"""Verdict: findings of a comparison of programmes, as sentences computed from its numbers."""

from __future__ import annotations

from sim.study.comparison.paired import SUCCESS, Difference, Paired, ProgrammeResult
from sim.study.statistics.wording import counted, percent

NAMES = {
    SUCCESS: "success rate",
    "adoption_end": "adoption",
    "felt_gain": "gain in felt quality",
    "revenue_growth": "revenue growth",
    "spend": "money spent",
}
"""Names of outcomes in sentences."""

_LEVEL = ("adoption_end", "felt_gain")
"""Measures that rank programmes with equal success rates, in this order."""


def finding_of(known: Paired) -> str:
    """Return a sentence on the winning programme and its certainty."""
    best, *others = known.standings
    level = _level_with_best(known)
    if best.success.count == 0:
        runs = counted(known.replicates, "run")
        return "; ".join([f"None of {counted(len(known.standings), 'programme')} succeeds in any of {runs}", *_lead(known, level)])
    if level:
        level_with = quoted(level[0]) if len(level) == 1 else counted(len(level), "other programme")
        alike = f"are not clearly different in success at this sample size ({_shares(best, level)})"
        lead = _lead(known, level)
        return f"{lead[0]}; it and {level_with} {alike}" if lead else f"{quoted(best)} and {level_with} {alike}"
    second = f"{quoted(others[0])} in {percent(others[0].success)}"
    return f"{quoted(best)} succeeds most often, in {percent(best.success)} of runs; {second}"


def _shares(best: ProgrammeResult, level: list[ProgrammeResult]) -> str:
    """Return the highest and the lowest success rate."""
    highest, lowest = percent(best.success), percent(level[-1].success)
    if highest == lowest:
        return f"{'both' if len(level) == 1 else 'all'} {highest}"
    return f"{highest} {'and' if len(level) == 1 else 'to'} {lowest}"


def _level_with_best(known: Paired) -> list[ProgrammeResult]:
    """Return the programmes whose success is not clearly different from that of the best."""
    best, *others = known.standings
    return [one for one in others if not known.of(SUCCESS, best.name, one.name).is_told_apart]


def _lead(known: Paired, level: list[ProgrammeResult]) -> list[str]:
    """Return a clause on another measure in which the best leads those with equal success, if any."""
    best = known.standings[0]
    for measure in _LEVEL:
        apart = [known.of(measure, best.name, one.name) for one in level]
        if all(one.is_told_apart and one.change > 0 for one in apart):
            nearest = min(apart, key=lambda one: one.change)
            more = " or more" if len(apart) > 1 else ""
            return [f"{quoted(best)} leads in {NAMES[measure]}, by {amount(nearest)}{more}"]
    return []


def statements_of(known: Paired) -> tuple[str, ...]:
    """Return all findings: the winner, the differences and the costs."""
    best = known.standings[0].name
    said = [said_of(known, one) for one in known.differences if one.first == best and one.outcome in (SUCCESS, *_LEVEL)]
    left = f"{counted(known.left_out, 'replicate')} failed with at least one programme (excluded)."
    return (f"{finding_of(known)}.", *said, said_of_cost(known), *((left,) if known.left_out else ()))


def said_of(known: Paired, one: Difference) -> str:
    """Return a sentence on the difference of two programmes in one outcome and its certainty."""
    titles = {standing.name: quoted(standing) for standing in known.standings}
    pair = f"{titles[one.first]} and {titles[one.second]}"
    if one.is_told_apart:
        return f"In {NAMES[one.outcome]}{_when(one)}, {pair} differ by {amount(one)} (p {_small(one.chance)})."
    told = f"are not clearly different at this sample size: they differ by {amount(one)}"
    return f"In {NAMES[one.outcome]}{_when(one)}, {pair} {told}; {_said_of_power(known, one)}."


def _when(one: Difference) -> str:
    return " at the end" if one.outcome == "adoption_end" else ""


def _said_of_power(known: Paired, one: Difference) -> str:
    wanted = known.settings.power
    if one.power is None or one.runs_needed is None:
        return f"a difference of {_plain(one.finds, one.outcome)} would be detected with power {wanted:.2f}"
    matters = f"a difference of {known.settings.difference * 100:g} points"
    if one.power >= wanted:
        return f"{matters} would be detected with power {one.power:.2f}"
    return f"{matters} would be detected with power {one.power:.2f} only; power {wanted:.2f} requires {one.runs_needed:,} runs of each"


def said_of_cost(known: Paired) -> str:
    """Return a sentence on the costs: money as spent; leaders' time and attention as planned."""
    parts = [
        f"{quoted(one)} {one.means['spend'].value:,.0f} thousand euro, {one.cost.leaders_weeks:.1f} weeks of all leaders' time "
        f"and up to {one.cost.heaviest:.0%} of employees' attention"
        for one in known.standings
    ]
    return f"Costs: {'; '.join(parts)}."


def amount(one: Difference) -> str:
    """Format a difference with its interval, in the unit of its outcome."""
    if one.outcome == "spend":
        return f"{one.change:,.0f} thousand euro [{one.low:,.0f}, {one.high:,.0f}]".replace("-", "−")
    return f"{one.change * 100:.1f} points [{one.low * 100:.1f}, {one.high * 100:.1f}]".replace("-", "−")


def _plain(value: float, outcome: str) -> str:
    return f"{value:,.0f} thousand euro" if outcome == "spend" else f"{value * 100:.1f} points"


def _small(chance: float) -> str:
    return "< 0.0001" if chance < 0.0001 else f"= {chance:.4f}"


def quoted(standing: ProgrammeResult) -> str:
    """Return a programme's title in quotation marks."""
    return f"“{standing.title}”"
