"""Surveys: managers' stated reasons of failure beside measured repairs, and how far the two are comparable.

Source: McKinsey Quarterly 2014; Keller & Aiken 2008/9. Only the order of the reasons is compared: a split of them into percentages is often
repeated, but no primary text that holds it was found.
"""

from __future__ import annotations

from sim.study.attribution.shapley import Attribution, CauseShare
from sim.study.statistics.wording import counted, in_text, percent

RESISTANCE, LEADERSHIP = "resistance", "leadership"
"""The causes that come nearest to the two reasons that surveys name."""

_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

SAID = (
    "Managers who are asked name employee resistance most often (McKinsey Quarterly 2014), and failures are said to stumble on "
    "“employee attitudes and management behavior” (Keller & Aiken 2008/9)."
)
SPLIT = (
    "A split of these reasons into percentages is often repeated; it was not found in any primary text, so only orders are compared here, "
    "and no size."
)
LIMITS = (
    "The two do not measure the same. Surveys count what managers mention afterwards, each by their own idea of success; here a cause "
    "counts by the failures that do not happen when it is repaired, on the same draws and under one definition. What belongs to a cause, "
    "and how far a repair goes, are choices of this study. An agreement of orders proves neither right, and a difference refutes neither."
)


def beside_surveys(known: Attribution) -> tuple[str, ...]:
    """Whether the order of the causes agrees with that of the surveys, and what can and cannot be compared, in sentences."""
    return tuple(text for text in (SAID, _said_of_resistance(known), _said_of_both(known), SPLIT, LIMITS) if text)


def _said_of_resistance(known: Attribution) -> str:
    names = [part.cause for part in known.parts]
    if RESISTANCE not in names:
        return "This study did not repair the resistance of employees, so its order says nothing about theirs."
    if known.failure.count == 0 or known.parts[0].count <= 0:
        return "Nothing here is accounted for by any cause, so there is no order to compare."
    parts = {part.cause: part for part in known.parts}
    first, own = known.parts[0], parts[RESISTANCE]
    weight = f"{percent(own.of_failures)} of {counted(known.failure.count, 'failure')}"
    if own is first and known.is_clear:
        return f"Here too {in_text(own.title)} comes first, clearly: {weight}."
    if own is first:
        rival = parts[known.rival or own.cause]
        return f"Here too {in_text(own.title)} comes first ({weight}), but {_not_told_from(rival)}."
    place = _PLACES[names.index(RESISTANCE)]
    if known.is_clear:
        return f"Here the order is another: {in_text(first.title)} comes first, clearly, and {in_text(own.title)} {place} ({weight})."
    if known.rival == RESISTANCE:
        return f"Here {in_text(own.title)} comes {place} ({weight}), and {_not_told_from(first)}."
    return f"Here {in_text(first.title)} comes first, though not clearly, and {in_text(own.title)} {place} ({weight})."


def _not_told_from(other: CauseShare) -> str:
    return f"cannot be told from {in_text(other.title)} at this size, so the orders do not contradict each other, and no more can be said"


def _said_of_both(known: Attribution) -> str:
    names = [part.cause for part in known.parts]
    if known.failure.count == 0 or not {RESISTANCE, LEADERSHIP} <= set(names):
        return ""
    together = sum(part.count for part in known.parts if part.cause in (RESISTANCE, LEADERSHIP)) / (known.unit * known.failure.count)
    share = f"together they account for {together:.0%} of failures"
    if {RESISTANCE, LEADERSHIP} == set(names[:2]):
        return f"Employees and management, the two that surveys name, are the first two here as well; {share}."
    places = " and ".join(_PLACES[names.index(cause)] for cause in (RESISTANCE, LEADERSHIP))
    return f"Employees and management, the two that surveys name, come {places} here; {share}."
