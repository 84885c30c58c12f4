"""Outcomes: whether each initiative succeeds with each set of causes repaired, on the same draws."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.array_types import Bools, Ints
from sim.study.population.causes import Coalition, name_of

JUDGED = "success_"
"""Begins the columns of runs that say how each came out under a definition of success; its name follows."""


@dataclass(frozen=True)
class Outcomes:
    """Whether each initiative succeeds with each set of causes repaired."""

    causes: tuple[str, ...]  # in alphabetical order
    success: Bools  # (initiatives, 2^causes); in column k those causes are repaired whose bit of k is set, the first cause being bit 0
    initiatives: Ints  # (initiatives,), their numbers, rising
    left_out: int  # initiatives that lack a coalition
    failed: Bools = field(init=False)  # whether each initiative fails as it is, shape (initiatives,)
    repaired: dict[Coalition, Bools] = field(init=False)  # whether each succeeds with these causes repaired, shape (initiatives,)

    def __post_init__(self) -> None:
        columns = {frozenset(members): self.success[:, mask] for mask, members in enumerate(_in_order(self.causes))}
        object.__setattr__(self, "failed", ~self.success[:, 0])
        object.__setattr__(self, "repaired", columns)

    def only(self, rows: NDArray[Any]) -> Outcomes:
        """Some of the initiatives; rows : a mask or places, as numpy takes them."""
        return Outcomes(self.causes, self.success[rows], self.initiatives[rows], self.left_out)


def mask_of(causes: tuple[str, ...], repaired: Iterable[str]) -> int:
    """The column of a coalition. Raises KeyError on an unknown cause."""
    bit = {cause: 1 << place for place, cause in enumerate(causes)}
    return sum(bit[cause] for cause in set(repaired))


def success_of(runs: pd.DataFrame, definition: str | None = None) -> Outcomes:
    """The outcomes of a study in which every set of causes was repaired.

    runs : a row for every initiative and coalition
    definition : of success, by name; none: that of the study
    Raises ValueError where coalitions are missing from the study, or no initiative has them all; KeyError on an unknown definition.
    """
    column = "success" if definition is None else f"{JUDGED}{definition}"
    if column not in runs:
        raise KeyError(f"{definition}: this study did not judge by it")
    return outcomes_in(runs.pivot(index="initiative", columns="coalition", values=column))


def outcomes_in(success: pd.DataFrame) -> Outcomes:
    """The same, of a table that says whether each initiative succeeds: index initiative, a column a coalition. Raises as success_of."""
    names = list(success.columns)
    causes = tuple(sorted({cause for name in names if name for cause in name.split("+")}))
    ordered = [name_of(frozenset(members)) for members in _in_order(causes)]
    _refuse_missing(causes, set(names), ordered)
    table = success.reindex(columns=ordered)
    complete = table.notna().all(axis=1)
    if not complete.any():
        raise ValueError("no initiative of this study ran with every set of repairs")
    whole_rows = table[complete]
    left_out = int(np.count_nonzero(~complete))
    return Outcomes(causes, whole_rows.to_numpy(dtype=bool), whole_rows.index.to_numpy(np.int64), left_out)


def _in_order(causes: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Coalitions in the order of their masks."""
    return [tuple(cause for place, cause in enumerate(causes) if mask >> place & 1) for mask in range(1 << len(causes))]


def _refuse_missing(causes: tuple[str, ...], there: set[str], wanted: list[str]) -> None:
    if not causes:
        raise ValueError("this study repaired nothing; attribution needs every set of causes repaired: study.coalitions=all")
    missing = [name for name in wanted if name not in there]
    if missing:
        raise ValueError(
            f"{len(there):,} of {len(wanted):,} sets of repairs are in this study; attribution needs all of them: study.coalitions=all"
        )
