"""Outcomes: whether each initiative succeeds with each set of causes repaired, on the same draws."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.array_types import Bools, Ints
from sim.study.population.causes import name_of

JUDGED = "success_"
"""Begins the columns of runs that say how each came out under a definition of success; its name follows."""


class Outcomes(NamedTuple):
    """Whether each initiative succeeds with each set of causes repaired."""

    causes: tuple[str, ...]  # in alphabetical order
    success: Bools  # (initiatives, 2^causes); in column k those causes are repaired whose bit of k is set, the first cause being bit 0
    initiatives: Ints  # (initiatives,), their numbers, rising
    left_out: int  # initiatives that lack a coalition

    @property
    def failed(self) -> Bools:
        """Whether each initiative fails as it is, shape (initiatives,)."""
        return ~self.success[:, 0]

    def with_repaired(self, causes: Iterable[str]) -> Bools:
        """Whether each initiative succeeds with these causes repaired, shape (initiatives,). Raises KeyError on an unknown cause."""
        return self.success[:, mask_of(self.causes, causes)]

    def only(self, rows: NDArray[Any]) -> Outcomes:
        """Some of the initiatives; rows : a mask or places, as numpy takes them."""
        return self._replace(success=self.success[rows], initiatives=self.initiatives[rows])


def mask_of(causes: tuple[str, ...], repaired: Iterable[str]) -> int:
    """The column of a coalition."""
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
