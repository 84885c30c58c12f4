"""Outcomes: success of each initiative with each set of causes repaired, on the same random draws."""

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
"""Prefix of the columns of runs that hold success under a definition; the name of the definition follows."""


@dataclass(frozen=True)
class Outcomes:
    """Success of each initiative with each set of causes repaired."""

    causes: tuple[str, ...]  # in alphabetical order
    success: Bools  # (initiatives, 2^causes); column k: the causes whose bit of k is set are repaired; bit 0 is the first cause
    initiatives: Ints  # (initiatives,), their numbers in ascending order
    left_out: int  # initiatives without a complete set of coalitions
    failed: Bools = field(init=False)  # whether each initiative fails without repair, shape (initiatives,)
    repaired: dict[Coalition, Bools] = field(init=False)  # whether each succeeds with these causes repaired, shape (initiatives,)

    def __post_init__(self) -> None:
        columns = {frozenset(members): self.success[:, mask] for mask, members in enumerate(_in_order(self.causes))}
        object.__setattr__(self, "failed", ~self.success[:, 0])
        object.__setattr__(self, "repaired", columns)

    def only(self, rows: NDArray[Any]) -> Outcomes:
        """Return a subset of the initiatives; rows : a NumPy mask or index array."""
        return Outcomes(self.causes, self.success[rows], self.initiatives[rows], self.left_out)


def mask_of(causes: tuple[str, ...], repaired: Iterable[str]) -> int:
    """Return the column of a coalition. Raises KeyError on an unknown cause."""
    bit = {cause: 1 << place for place, cause in enumerate(causes)}
    return sum(bit[cause] for cause in set(repaired))


def success_of(runs: pd.DataFrame, definition: str | None = None) -> Outcomes:
    """Return the outcomes of a study in which every set of causes was repaired.

    runs : one row per initiative and coalition
    definition : of success, by name; none: the study's definition
    Raises ValueError if coalitions are missing from the study, or no initiative has all of them; KeyError on an unknown definition.
    """
    column = "success" if definition is None else f"{JUDGED}{definition}"
    if column not in runs:
        raise KeyError(f"{definition}: this definition of success was not used in this study")
    return outcomes_in(runs.pivot(index="initiative", columns="coalition", values=column))


def outcomes_in(success: pd.DataFrame) -> Outcomes:
    """Return the outcomes from a table of success: index initiative, one column per coalition. Raises the same errors as success_of."""
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
    """Return the coalitions in the order of their masks."""
    return [tuple(cause for place, cause in enumerate(causes) if mask >> place & 1) for mask in range(1 << len(causes))]


def _refuse_missing(causes: tuple[str, ...], there: set[str], wanted: list[str]) -> None:
    if not causes:
        raise ValueError("this study has no repairs; attribution needs all sets of repairs: study.coalitions=all")
    missing = [name for name in wanted if name not in there]
    if missing:
        raise ValueError(
            f"this study has {len(there):,} of {len(wanted):,} sets of repairs; attribution needs all of them: study.coalitions=all"
        )
