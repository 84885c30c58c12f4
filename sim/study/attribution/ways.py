"""Ways of asking, judged: which cause comes first in each, in how much of their weight, and what may therefore be said.

A way is asked of the first initiatives of the study only. Its shares are estimated by regression on the study's own shares of the same
initiatives, whose means are known better because the whole study gives them (two-phase sampling). The dimensions weigh equally, and so do
the ways within one; each way changes one choice and keeps the others.
Source: Cochran 1977, chapter 12 (regression estimates from two phases); Simonsohn, Simmons & Nelson 2020 (specification curve). That
dimensions weigh equally is our choice.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import factorial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import t as student

from sim.array_types import Floats, Ints
from sim.study.attribution.outcomes import Outcomes, success_of
from sim.study.attribution.shapley import shapley_counts
from sim.study.statistics.estimates import Estimate
from sim.study.statistics.wording import counted, data_of, in_text, listed, percent, whole

FIRST = 0.95
"""Share of the weight in which a cause has to lead clearly to be called first."""

CONFIDENCE = 0.95
AS_ASKED = ""
"""Name of the study's own way, a member of every dimension."""

DIMENSIONS = {
    "causes": "How causes are cut",
    "levels": "How far a repair goes",
    "population": "From which population",
    "rules": "By which rules",
    "definition": "By which definition of success",
}
"""The dimensions of choice, in words; `sample` is none."""


class AskedWay(NamedTuple):
    """The shares of the causes in one way of asking."""

    name: str
    dimension: str
    title: str
    initiatives: int
    failure: Estimate
    of_failures: dict[str, Estimate]  # share of the failures, by cause
    first: str  # the cause with the largest share
    rival: str  # the cause with the least certain distance from it
    lead: Estimate  # of the first over that rival, share of all initiatives

    @property
    def is_clear(self) -> bool:
        """Return whether the first cause is told apart from every other."""
        return self.lead.low > 0.0


class ErrorParts(NamedTuple):
    """Standard deviations of a cause's share of failures, by where they come from."""

    initiatives: float  # which initiatives were drawn
    levels: float  # which sample of the population gave the levels of repair
    populations: float  # which draw of the posterior is the population; NaN without a posterior

    @property
    def total(self) -> float:
        return math.sqrt(sum(part**2 for part in self if not math.isnan(part)))


@dataclass(frozen=True)
class Ways:
    """All ways of asking."""

    titles: dict[str, str]  # of the causes
    as_asked: AskedWay
    others: tuple[AskedWay, ...]
    samples: tuple[AskedWay, ...]  # the study's way, with levels from other samples
    parts: dict[str, ErrorParts]  # by cause
    left_out: int  # ways in which too few initiatives ran

    @property
    def weights(self) -> dict[str, float]:
        """Return the weight of each way, by dimension and name as "dimension/name"; they sum to 1."""
        members = self.members
        return {f"{dimension}/{way.name}": 1.0 / len(members) / len(ways) for dimension, ways in members.items() for way in ways}

    @property
    def all_ways(self) -> list[AskedWay]:
        """Return every way that is weighed, each once."""
        return [self.as_asked, *self.others]

    @property
    def members(self) -> dict[str, list[AskedWay]]:
        """Return the ways of each dimension in which there is more than one; the study's own way is a member of each."""
        found = {dimension: [self.as_asked] for dimension in DIMENSIONS}
        for way in self.others:
            found[way.dimension].append(way)
        return {dimension: ways for dimension, ways in found.items() if len(ways) > 1} or {"causes": [self.as_asked]}

    def tally(self, dimension: str | None = None) -> dict[str, float]:
        """Return the weight in which each cause clearly comes first, largest first; "" for the ways in which none is told apart.

        dimension : one of DIMENSIONS, whose ways then weigh 1 together; none: all
        """
        members = self.members
        counts = dict.fromkeys([*self.titles, ""], 0.0)
        for ways in members.values() if dimension is None else [members.get(dimension, [])]:
            for way in ways:
                counts[way.first if way.is_clear else ""] += 1.0 / len(ways) / (len(members) if dimension is None else 1)
        causes = sorted(self.titles, key=lambda cause: (-counts[cause], cause))
        return {cause: counts[cause] for cause in (*causes, "")}

    @property
    def first(self) -> str | None:
        """Return the cause that clearly comes first in at least FIRST of the weight; none if there is none."""
        cause, weight = next(iter(self.tally().items()))
        return cause if weight >= FIRST else None

    @property
    def finding(self) -> str:
        """Return the sentence that survives the ways of asking."""
        return _finding(self)

    @property
    def statements(self) -> tuple[str, ...]:
        """Return all findings as sentences."""
        said = (f"{self.finding}.", *_said_of_dimensions(self), *_said_of_parts(self), _said_of_design(self))
        return tuple(text for text in said if text)

    def as_data(self) -> dict[str, Any]:
        """Return the results as JSON-compatible data."""
        tallies = {"all": self.tally()} | {dimension: self.tally(dimension) for dimension in self.members}
        return data_of(self) | {"first": self.first, "finding": self.finding, "statements": list(self.statements), "tally": tallies}

    def table(self) -> pd.DataFrame:
        """Return one row per way and cause; the study's own way comes first, once in each dimension."""
        rows = [
            (
                dimension, way.name, way.title, self.weights[f"{dimension}/{way.name}"], way.initiatives, *way.failure,
                way.first if way.is_clear else "", way.rival, *way.lead, cause, *way.of_failures[cause],
            )
            for dimension, ways in self.members.items() for way in ways for cause in self.titles
        ]  # fmt: skip
        names = ["dimension", "way", "title", "weight", "initiatives", "failure", "failure_low", "failure_high", "first", "rival"]
        names += ["lead", "lead_low", "lead_high", "cause", "of_failures", "of_failures_low", "of_failures_high"]
        return pd.DataFrame(rows, columns=names)


class _Phase(NamedTuple):
    """Shares of each initiative: one column per cause, then one for failure without repair."""

    initiatives: Ints  # numbers, ascending
    values: Floats  # shape (initiatives, causes + 1)


def _phase(outcomes: Outcomes, causes: Sequence[str]) -> _Phase:
    counts = shapley_counts(outcomes) / factorial(len(outcomes.causes))
    order = [outcomes.causes.index(cause) for cause in causes]
    return _Phase(outcomes.initiatives, np.column_stack([counts[:, order], outcomes.failed.astype(float)])[outcomes.row_of])


def ways_of(
    outcomes: Outcomes,
    by_definition: Mapping[str, Outcomes],
    runs: pd.DataFrame,
    known: Mapping[str, tuple[str, str]],
    titles: Mapping[str, str],
    definitions: tuple[str, Mapping[str, str]],
) -> Ways:
    """Judge every way of asking.

    outcomes : of the whole study, in its own way; by_definition : of the same runs under each definition of success
    runs : of WaysOfAsking, one row per way, initiative and coalition; empty: only definitions are compared
    known : dimension and title of each way, by name
    titles : of the causes; definitions : the study's own, and the titles of all
    """
    causes = sorted(titles)
    study = _phase(outcomes, causes)
    as_asked = _judged((AS_ASKED, "", "as the study asks"), study, study, causes)
    others, samples, left_out = [], [], 0
    for name, other in sorted(by_definition.items()):
        if name != definitions[0]:
            others.append(_judged((f"definition_{name}", "definition", definitions[1][name]), _phase(other, causes), study, causes))
    asked = dict(tuple(runs.groupby("way", sort=False))) if len(runs) else {}
    for name, (dimension, title) in known.items():
        found = _phase_of(asked.get(name), causes, study)
        if found is None:
            left_out += 1
            continue
        way = _judged((name, dimension, title), found, study, causes)
        (samples if dimension == "sample" else others).append(way)
    parts = {cause: _parts(as_asked, samples, [way for way in others if way.name.startswith("posterior_")], cause) for cause in causes}
    return Ways({cause: titles[cause] for cause in causes}, as_asked, tuple(others), tuple(samples), parts, left_out)


LEAST = 8  # initiatives below which a way is not judged


def _phase_of(runs: Any, causes: Sequence[str], study: _Phase) -> _Phase | None:
    """Return the shares of a way, for initiatives that also ran in the study; none if there are too few."""
    if runs is None or len(study.initiatives) < 2:
        return None
    try:
        found = _phase(success_of(runs), causes)
    except ValueError:
        return None
    both = np.isin(found.initiatives, study.initiatives)
    return _Phase(found.initiatives[both], found.values[both]) if both.sum() >= LEAST else None


def _judged(named: tuple[str, str, str], way: _Phase, study: _Phase, causes: Sequence[str]) -> AskedWay:
    """Estimate the shares of a way by regression on the study's shares of the same initiatives."""
    there = np.searchsorted(study.initiatives, way.initiatives)
    seen, own = study.values[there], way.values
    n, of = len(own), len(study.values)
    centred, whole_spread = seen - seen.mean(axis=0), float(((seen - seen.mean(axis=0)) ** 2).sum())
    slope = float((centred * (own - own.mean(axis=0))).sum()) / whole_spread if whole_spread > 0.0 else 0.0
    means = own.mean(axis=0) + slope * (study.values.mean(axis=0) - seen.mean(axis=0))
    times = float(student.ppf(0.5 + CONFIDENCE / 2.0, max(1, n - 2)))

    def estimate(weights: Floats, value: float) -> Estimate:
        """An estimate of a linear combination of the columns."""
        if n < 2:
            return Estimate(value, -1.0, 1.0)  # one initiative says nothing of others
        if n == of:  # the study itself, or another judgement of its runs: no second phase
            error = float((own @ weights).std(ddof=1)) / math.sqrt(n)
        else:
            rest, before = own @ weights - slope * (seen @ weights), study.values @ weights
            error = math.sqrt(float(rest.var(ddof=2)) / n + slope**2 * float(before.var(ddof=1)) / of)
        return Estimate(value, value - times * error, value + times * error)

    columns = np.eye(len(causes) + 1)
    failed = float(means[-1])
    first = int(np.argmax(means[:-1]))
    leads = {
        cause: estimate(columns[first] - columns[place], float(means[first] - means[place]))
        for place, cause in enumerate(causes)
        if place != first
    }
    rival = min(leads, key=lambda cause: (leads[cause].low, cause)) if leads else causes[first]
    shares = {cause: _ratio(estimate, columns, place, means) for place, cause in enumerate(causes)}
    lead = leads[rival] if leads else estimate(columns[first], float(means[first]))
    return AskedWay(*named, n, estimate(columns[-1], failed), shares, causes[first], rival, lead)


def _ratio(estimate: Any, columns: Floats, place: int, means: Floats) -> Estimate:
    """Return the share of the failures, with the interval of a ratio by linearisation. Without failures: 0."""
    failed = float(means[-1])
    if failed <= 0.0:
        return Estimate(0.0, 0.0, 0.0)
    ratio = float(means[place]) / failed
    known = estimate(columns[place] - ratio * columns[-1], 0.0)
    return Estimate(ratio, ratio + known.low / failed, ratio + known.high / failed)


def _deviation(known: Estimate) -> float:
    return (known.high - known.low) / 2.0 / 1.959963984540054


def _parts(as_asked: AskedWay, samples: Sequence[AskedWay], draws: Sequence[AskedWay], cause: str) -> ErrorParts:
    """Return where the uncertainty of a share comes from; what each way adds by its own few initiatives is taken off."""
    own = as_asked.of_failures[cause]
    levels = _between([way.of_failures[cause] for way in samples], own.value) if samples else 0.0
    populations = _between([way.of_failures[cause] for way in draws], None) if len(draws) > 1 else float("nan")
    return ErrorParts(_deviation(own), levels, populations)


def _between(found: Sequence[Estimate], around: float | None) -> float:
    """Return the standard deviation between estimates beyond their own errors; around : a value that they scatter around, or none."""
    values = np.array([one.value for one in found])
    spread = float(values.var(ddof=1)) if around is None else float(((values - around) ** 2).mean())
    within = float(np.mean([_deviation(one) ** 2 for one in found]))
    return math.sqrt(max(0.0, spread - within))


def _finding(known: Ways) -> str:
    if known.as_asked.failure.value <= 0.0:
        return "No initiative fails, so there is nothing to attribute"
    tally = known.tally()
    undecided = tally.pop("")
    some = [(cause, weight) for cause, weight in tally.items() if round(weight * 100.0)]
    if known.first is not None:
        return f"{known.titles[known.first]} comes first in {whole(tally[known.first])}% of the ways we asked"
    said = [f"{in_text(known.titles[cause])} in {whole(weight)}%" for cause, weight in some]
    if not said:
        return "In none of the ways we asked does a cause clearly come first"
    said += [f"none clearly in {whole(undecided)}%"] if round(undecided * 100.0) else []
    return f"No cause comes first in all ways of asking: {listed(said)}"


def _said_of_dimensions(known: Ways) -> list[str]:
    found = []
    for dimension, ways in known.members.items():
        tally = known.tally(dimension)
        undecided = tally.pop("")
        parts = [f"{in_text(known.titles[cause])} in {round(weight * len(ways)):,}" for cause, weight in tally.items() if weight > 0.0]
        parts += [f"no cause clearly in {round(undecided * len(ways)):,}"] if undecided > 0.0 else []
        found.append(f"{DIMENSIONS[dimension]}: {listed(parts)} of {counted(len(ways), 'way')}.")
    return found


def _said_of_parts(known: Ways) -> list[str]:
    if known.as_asked.failure.value <= 0.0:
        return []
    cause = known.as_asked.first
    part, share = known.parts[cause], known.as_asked.of_failures[cause]
    half = 1.959963984540054 * part.total
    said = (
        f"As the study asks, {in_text(known.titles[cause])} accounts for {percent(share)} of failures; with the error of the levels of "
        f"repair and of the population, [{whole(share.value - half)}, {whole(share.value + half)}]. Standard deviations in points: "
        f"{_points(part.initiatives)} from the initiatives drawn, {_points(part.levels)} from the levels"
    )
    between = "" if math.isnan(part.populations) else f", {_points(part.populations)} between populations of the posterior"
    return [f"{said}{between}."]


def _points(deviation: float) -> str:
    return f"{100.0 * deviation:.1f}"


def _said_of_design(known: Ways) -> str:
    number = len(known.others) + 1
    short = min((way.initiatives for way in known.others), default=known.as_asked.initiatives)
    left = f" {counted(known.left_out, 'way')} could not be judged." if known.left_out else ""
    return (
        f"{number:,} ways were asked, one choice changed at a time; {len(known.members)} dimensions weigh equally, and so do the ways "
        f"within each. Where a way is asked of fewer initiatives than the study (at least {short:,} of "
        f"{known.as_asked.initiatives:,}), its shares are estimated by regression on the study's.{left}"
    )
