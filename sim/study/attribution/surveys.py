"""Surveys: reasons for failure that managers name, compared with the ranking of causes by repair.

Source: McKinsey Quarterly 2014; Keller & Aiken 2008/9. Only the ranking of the reasons is compared: a split into percentages is often
repeated, but we found no primary source for it.
"""

from __future__ import annotations

from sim.study.attribution.shapley import Attribution, CauseShare
from sim.study.statistics.wording import counted, in_text, percent

RESISTANCE, LEADERSHIP = "resistance", "leadership"
"""The causes closest to the two reasons that surveys name."""

_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

SAID = (
    "In surveys, managers name employee resistance most often (McKinsey Quarterly 2014), and failures are attributed to "
    "“employee attitudes and management behavior” (Keller & Aiken 2008/9)."
)
SPLIT = (
    "A split of these reasons into percentages is often repeated, but we found no primary source for it. Only rankings are therefore "
    "compared here, not magnitudes."
)
LIMITS = (
    "The two rankings measure different things. Surveys count the reasons that managers give afterwards, each by their own definition of "
    "success. This study counts the failures that a repair prevents, on the same random draws and under one definition. The conditions "
    "of each cause and the size of each repair are choices of this study. Agreement of the rankings proves neither right, and a "
    "difference refutes neither."
)


def beside_surveys(known: Attribution) -> tuple[str, ...]:
    """Return sentences on the agreement of the study's ranking of causes with surveys, and on the limits of the comparison."""
    return tuple(text for text in (SAID, _said_of_resistance(known), _said_of_both(known), SPLIT, LIMITS) if text)


def _said_of_resistance(known: Attribution) -> str:
    names = [part.cause for part in known.parts]
    if RESISTANCE not in names:
        return "This study did not repair employee resistance, so its ranking cannot be compared with that of the surveys."
    if known.failure.count == 0 or known.parts[0].count <= 0:
        return "No cause accounts for any failure in this study, so there is no ranking to compare."
    parts = {part.cause: part for part in known.parts}
    first, own = known.parts[0], parts[RESISTANCE]
    weight = f"{percent(own.of_failures)} of {counted(known.failure.count, 'failure')}"
    if own is first and known.is_clear:
        return f"In this study, too, {in_text(own.title)} is clearly the leading cause ({weight})."
    if own is first:
        rival = parts[known.rival or own.cause]
        return f"In this study, too, {in_text(own.title)} ranks first ({weight}), but {_not_told_from(rival)}."
    place = _PLACES[names.index(RESISTANCE)]
    if known.is_clear:
        return f"In this study, {in_text(first.title)} is clearly the leading cause, and {in_text(own.title)} ranks {place} ({weight})."
    if known.rival == RESISTANCE:
        return f"In this study, {in_text(own.title)} ranks {place} ({weight}), and {_not_told_from(first)}."
    return f"In this study, {in_text(first.title)} ranks first, though not clearly, and {in_text(own.title)} {place} ({weight})."


def _not_told_from(other: CauseShare) -> str:
    return f"is not clearly different from {in_text(other.title)} at this sample size; the rankings therefore do not contradict each other"


def _said_of_both(known: Attribution) -> str:
    names = [part.cause for part in known.parts]
    if known.failure.count == 0 or not {RESISTANCE, LEADERSHIP} <= set(names):
        return ""
    together = sum(part.count for part in known.parts if part.cause in (RESISTANCE, LEADERSHIP)) / (known.unit * known.failure.count)
    share = f"together they account for {together:.0%} of failures"
    if {RESISTANCE, LEADERSHIP} == set(names[:2]):
        return f"Employees and management, the two reasons that surveys name, also rank first and second in this study; {share}."
    places = " and ".join(_PLACES[names.index(cause)] for cause in (RESISTANCE, LEADERSHIP))
    return f"Employees and management, the two reasons that surveys name, rank {places} in this study; {share}."
