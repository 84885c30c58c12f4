"""Outcomes: success of each initiative with each set of causes repaired, on the same random draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    """Success of each initiative with each set of causes repaired. Initiatives with equal results can share a row."""

    causes: tuple[str, ...]  # in alphabetical order
    success: Bools  # (rows, 2^causes); column k: the causes whose bit of k is set are repaired; bit 0 is the first cause
    initiatives: Ints  # (initiatives,), their numbers in ascending order
    left_out: int  # initiatives without a complete set of coalitions
    rows: Ints | None = None  # (initiatives,), the row of each initiative; none: each initiative has its own row, in order
    failed: Bools = field(init=False)  # whether the initiatives of each row fail without repair, shape (rows,)
    repaired: dict[Coalition, Bools] = field(init=False)  # whether they succeed with these causes repaired, shape (rows,)
    often: Ints = field(init=False)  # number of initiatives of each row, shape (rows,)

    def __post_init__(self) -> None:
        columns = {frozenset(members): self.success[:, mask] for mask, members in enumerate(_in_order(self.causes))}
        object.__setattr__(self, "failed", ~self.success[:, 0])
        object.__setattr__(self, "repaired", columns)
        object.__setattr__(self, "often", np.bincount(self.row_of, minlength=len(self.success)))

    @property
    def row_of(self) -> Ints:
        """Return the row of each initiative, shape (initiatives,)."""
        return np.arange(len(self.success)) if self.rows is None else self.rows

    def count(self, holds: Bools) -> int:
        """Return the number of initiatives in the rows for which a condition holds; holds : shape (rows,)."""
        return int(self.often[holds].sum())

    def only(self, chosen: NDArray[Any]) -> Outcomes:
        """Return a subset of the initiatives; chosen : a NumPy mask or index array over the initiatives."""
        used, rows = np.unique(self.row_of[chosen], return_inverse=True)
        return Outcomes(self.causes, self.success[used], self.initiatives[chosen], self.left_out, rows)


@dataclass(frozen=True)
class SuccessTable:
    """Success of each initiative with each set of repairs that a study ran. Initiatives with equal results share a row."""

    coalitions: tuple[str, ...]  # names of the sets of repairs
    success: Bools  # (rows, coalitions)
    initiatives: Ints  # (initiatives,), their numbers in ascending order
    rows: Ints  # (initiatives,), the row of each initiative
    is_whole: Bools  # (initiatives,), whether it ran with every set of repairs

    def of(self, coalition: str) -> Bools:
        """Return whether the initiatives of each row succeed with a set of repairs, shape (rows,)."""
        return self.success[:, self.coalitions.index(coalition)]

    def count(self, holds: Bools) -> int:
        """Return the number of initiatives in the rows for which a condition holds; holds : shape (rows,)."""
        return int(np.bincount(self.rows, minlength=len(self.success))[holds].sum())


class SuccessTables:
    """Collects the runs of a study, part by part, in a few bytes per initiative: one bit per run and definition of success."""

    def __init__(self, coalitions: Sequence[str], columns: Sequence[str]) -> None:
        """coalitions : names of the sets of repairs; columns : of runs, each with success under a definition."""
        self._coalitions = tuple(coalitions)
        self._initiatives: list[Ints] = []
        self._is_whole: list[Bools] = []
        self._bits: dict[str, list[NDArray[np.uint8]]] = {column: [] for column in columns}

    def add(self, runs: pd.DataFrame) -> None:
        """Add one row per run; all runs of an initiative must be in the same part. Raises ValueError on a repeated or unknown run."""
        initiatives, row = np.unique(runs["initiative"].to_numpy(np.int64), return_inverse=True)
        column = pd.Index(self._coalitions).get_indexer(pd.Index(runs["coalition"]))
        there = np.zeros((len(initiatives), len(self._coalitions)), bool)
        there[row, column] = True
        if np.count_nonzero(there) != len(runs) or (column < 0).any():
            raise ValueError("the table of runs has an initiative with a repeated or unknown set of repairs")
        self._initiatives.append(initiatives)
        self._is_whole.append(np.asarray(there.all(axis=1)))
        for name, bits in self._bits.items():
            success = np.ones(there.shape, bool)
            success[row, column] = runs[name].to_numpy(bool)
            bits.append(np.packbits(success, axis=1))

    def tables(self) -> dict[str, SuccessTable]:
        """Return the collected results, by column."""
        initiatives, is_whole = np.concatenate(self._initiatives), np.concatenate(self._is_whole)
        found = {}
        for name, bits in self._bits.items():
            alike, rows = np.unique(np.concatenate(bits), axis=0, return_inverse=True)
            success = np.unpackbits(alike, axis=1, count=len(self._coalitions)).astype(bool)
            found[name] = SuccessTable(self._coalitions, success, initiatives, rows.reshape(-1), is_whole)
        return found


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
    collected = SuccessTables(sorted(set(runs["coalition"])), [column])
    collected.add(runs)
    return outcomes_in(collected.tables()[column])


def outcomes_in(table: SuccessTable) -> Outcomes:
    """Return the outcomes of the initiatives that ran with every set of repairs. Raises the same errors as success_of."""
    causes = tuple(sorted({cause for name in table.coalitions if name for cause in name.split("+")}))
    ordered = [name_of(frozenset(members)) for members in _in_order(causes)]
    _refuse_missing(causes, set(table.coalitions), ordered)
    if not table.is_whole.any():
        raise ValueError("no initiative of this study ran with every set of repairs")
    used, rows = np.unique(table.rows[table.is_whole], return_inverse=True)
    success = table.success[used][:, [table.coalitions.index(name) for name in ordered]]
    left_out = int(np.count_nonzero(~table.is_whole))
    return Outcomes(causes, success, table.initiatives[table.is_whole], left_out, rows)


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
