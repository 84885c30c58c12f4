"""Causes: sets of conditions that can be repaired, alone or together, to a level that part of the population already has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, model_validator

from sim.declared import Declared, Share, Text
from sim.organisation.organisation import Organisation
from sim.planning.conditions import context_of, mean_conditions
from sim.planning.repair import HARMFUL, Repair
from sim.schema.initiative import Initiative
from sim.schema.interventions import Described
from sim.schema.levers import CONDITIONS
from sim.schema.names import check_names

Coalition = frozenset[str]
"""Causes repaired together; the empty set is the initiative without repair."""

SAMPLE = 256
"""Number of initiatives from which enabling levels are computed, independent of the size of the study."""


RESTORABLE = frozenset({*CONDITIONS, "threshold"})
"""Conditions that a cause may restore: levers, dispositions, and the threshold of people."""


class Cause(Described):
    """A cause of failure: its conditions, and the level to which a repair brings them."""

    restores: Annotated[list[str], Field(min_length=1)]  # levers, dispositions, or threshold
    contested: dict[str, Text] = {}  # conditions of other causes that this one may claim as well, each with the reason
    quantile: Share = 0.9  # of the population, counted from the worst

    @model_validator(mode="after")
    def _refers_only_to_what_exists(self) -> Cause:
        check_names("restores", self.restores, RESTORABLE)
        check_names("contested", self.contested, RESTORABLE)
        return self


class CauseChange(Declared):
    """What a study sets in a cause of the library: the conditions that its repair restores, and their enabling quantile."""

    restores: Annotated[list[str], Field(min_length=1)] | None = None  # levers, dispositions, or threshold; none: those of the file
    quantile: Share | None = None  # none: study.quantile, or that of the file

    @model_validator(mode="after")
    def _refers_only_to_what_exists(self) -> CauseChange:
        check_names("restores", self.restores or (), RESTORABLE)
        return self


def coalitions(causes: Iterable[str], which: Literal["none", "singles", "all"]) -> list[Coalition]:
    """Return the coalitions of a study in order of size, starting with the empty one.

    which : none: no repair; singles: no repair, and each cause alone; all: every set of causes
    """
    names = sorted(causes)
    largest = {"none": 0, "singles": 1, "all": len(names)}[which]
    return [frozenset(members) for size in range(largest + 1) for members in combinations(names, size)]


def name_of(coalition: Coalition) -> str:
    """Return a coalition's name in tables: its causes in alphabetical order; empty for no repair."""
    return "+".join(sorted(coalition))


def repair_of(cause: Cause, levels: Mapping[str, float]) -> Repair:
    """Return the repair of a cause: its conditions and their enabling levels."""
    return Repair({name: levels[name] for name in sorted(cause.restores)})


def repairs_of(which: Sequence[Coalition], causes: Mapping[str, Cause], levels: Mapping[str, float]) -> list[Repair]:
    """Return the joint repair of each coalition."""
    repairs = []
    for coalition in which:
        joined = Repair()
        for name in sorted(coalition):
            joined = joined.joined(repair_of(causes[name], levels))
        repairs.append(joined)
    return repairs


def conditions_of(initiative: Initiative, organisation: Organisation) -> dict[str, float]:
    """Return the initial conditions of an initiative: each lever and disposition, and the threshold, as means over its employees."""
    conditions = mean_conditions(context_of(initiative, organisation), organisation)
    return {**conditions, "threshold": float(organisation.threshold.mean())}


def enabling_levels(sample: Sequence[Mapping[str, float]], causes: Mapping[str, Cause]) -> dict[str, float]:
    """Return the enabling level of each condition: the quantile of its cause in a sample.

    If two causes share a condition, the better level applies to both.
    """
    levels: dict[str, float] = {}
    for _, cause in sorted(causes.items()):
        for name in sorted(cause.restores):
            harmful = name in HARMFUL
            values = np.array([conditions[name] for conditions in sample])
            level = float(np.quantile(values, 1.0 - cause.quantile if harmful else cause.quantile))
            better = min if harmful else max
            levels[name] = better(levels.get(name, level), level)
    return levels
