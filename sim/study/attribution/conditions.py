"""Shares of single conditions: Shapley values from sampled orders, from which any grouping can be added up, and Owen values of the causes.

Source: Castro, Gómez & Tejada 2009; Owen 1977 (values that respect a grouping).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import t as student

from sim.array_types import Floats
from sim.study.statistics.estimates import Estimate
from sim.study.statistics.wording import counted, data_of, in_text, listed

TOLD = 3  # conditions that a sentence names


class ConditionShare(NamedTuple):
    """Contribution of one condition to the failure rate, as a share of all initiatives."""

    condition: str
    cause: str  # that restores it
    shapley: Estimate  # all orders
    owen: Estimate  # orders that keep the conditions of a cause together


@dataclass(frozen=True)
class ConditionShares:
    """Contributions of single conditions, the largest first."""

    initiatives: int
    titles: dict[str, str]  # of the causes
    shares: tuple[ConditionShare, ...]
    added: dict[str, Estimate]  # Shapley values of its conditions added up, by cause
    together: dict[str, Estimate]  # Owen values added up, by cause: an estimate of the cause's own Shapley share

    @property
    def finding(self) -> str:
        """Return a sentence on the largest conditions."""
        said = [f"{one.condition.replace('_', ' ')} {_points(one.shapley)}" for one in self.shares[:TOLD]]
        return f"The largest of {counted(len(self.shares), 'single condition')}, in points of the failure rate: {listed(said)}"

    @property
    def statements(self) -> tuple[str, ...]:
        """Return all findings as sentences."""
        parts = [
            f"{in_text(self.titles[cause])} {_points(value)} ({_points(self.together[cause])} with its conditions together)"
            for cause, value in sorted(self.added.items(), key=lambda item: -item[1].value)
        ]
        return (
            f"{self.finding}.",
            f"Added up by cause, points: {listed(parts)}. Another grouping is added up in the same way from the table of conditions.",
            f"Each order of repair was drawn by lot and run in reverse too, for {counted(self.initiatives, 'initiative')}; brackets: 95 % "
            "intervals over initiatives, which hold the error of the sampled orders.",
        )

    def as_data(self) -> dict[str, Any]:
        """Return the results as JSON-compatible data."""
        return data_of(self) | {"finding": self.finding, "statements": list(self.statements)}

    def table(self) -> pd.DataFrame:
        """Return one row per condition; shares of all initiatives."""
        rows = [(one.condition, one.cause, *one.shapley, *one.owen) for one in self.shares]
        values = ["shapley", "shapley_low", "shapley_high", "owen", "owen_low", "owen_high"]
        return pd.DataFrame(rows, columns=["condition", "cause", *values])


def condition_shares(runs: pd.DataFrame, cause_of: Mapping[str, str], titles: Mapping[str, str]) -> ConditionShares:
    """Return the shares of single conditions.

    runs : of SingleConditions, one row per initiative, order and place
    cause_of : the cause of each condition; titles : of the causes
    Raises ValueError without runs of at least two initiatives.
    """
    conditions = sorted(cause_of)
    free, together = (_contributions(pd.DataFrame(runs[runs["orders"] == kind]), conditions) for kind in ("free", "together"))
    if len(free) < 2:
        raise ValueError("single conditions: fewer than two initiatives ran")
    found = [
        ConditionShare(name, cause_of[name], _mean(free[:, place]), _mean(together[:, place])) for place, name in enumerate(conditions)
    ]
    causes = sorted(set(cause_of.values()))
    columns = {cause: [place for place, name in enumerate(conditions) if cause_of[name] == cause] for cause in causes}
    return ConditionShares(
        initiatives=len(free),
        titles={cause: titles[cause] for cause in causes},
        shares=tuple(sorted(found, key=lambda one: (-one.shapley.value, one.condition))),
        added={cause: _mean(free[:, places].sum(axis=1)) for cause, places in columns.items()},
        together={cause: _mean(together[:, places].sum(axis=1)) for cause, places in columns.items()},
    )


def _contributions(runs: pd.DataFrame, conditions: Sequence[str]) -> Floats:
    """Return each initiative's contributions, means over an order and its reverse, shape (initiatives, conditions)."""
    ordered = runs.sort_values(["initiative", "turn", "place"], kind="stable")
    long = len(conditions) + 1
    failed = ~ordered["success"].to_numpy(bool).reshape(-1, long)
    moved = failed[:, :-1].astype(float) - failed[:, 1:].astype(float)
    names = ordered["condition"].to_numpy(str).reshape(-1, long)[:, 1:]
    place = np.searchsorted(np.array(conditions), names)
    found = np.zeros_like(moved)
    np.put_along_axis(found, place, moved, axis=1)
    return found.reshape(-1, 2, len(conditions)).mean(axis=1)


def _mean(values: Floats) -> Estimate:
    """Return the mean over initiatives with Student's interval."""
    mean = float(values.mean())
    half = float(student.ppf(0.975, len(values) - 1)) * float(values.std(ddof=1)) / math.sqrt(len(values))
    return Estimate(mean, mean - half, mean + half)


def _points(value: Estimate) -> str:
    middle, low, high = (f"{100.0 * part:.1f}".replace("-", "−") for part in value)
    return f"{middle} [{low}, {high}]"
