"""Growth: how an experiment takes over the cases of a smaller one, from which it differs only in size."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

TableRow = dict[str, Any]
Specification = dict[str, Any]
"""What an experiment says of itself: `specification()`."""


class Growth(Protocol):
    """The cases of a smaller experiment, as parts of the cases of a larger one."""

    def case_of(self, table: str, row: TableRow) -> int:
        """Return the case of the smaller experiment to which a row belongs."""
        ...

    def failed_in(self, row: TableRow) -> Iterable[int]:
        """Return the cases of the smaller experiment that a row with an error may speak of."""
        ...

    def source_of(self, number: int) -> int | None:
        """Return the case of the smaller experiment that holds rows of a case; None if there is none."""
        ...

    def runs_in(self, number: int) -> int:
        """Return how many runs of a case its source holds: its first ones."""
        ...

    def is_whole(self, number: int) -> bool:
        """Return whether its source holds all runs of a case."""
        ...

    def taken(self, number: int, table: str, row: TableRow) -> TableRow:
        """Return a row of a source as a row of the case that takes it over."""
        ...


class WholeCases:
    """Growth by whole cases, whose rows stay as they are."""

    def __init__(self, source_of: Callable[[int], int | None], case_of: Callable[[TableRow], int], runs_in_case: int) -> None:
        """source_of : case of the smaller experiment for a case; case_of : case of the smaller experiment for a row of any table"""
        self._source_of, self._case_of, self._runs_in_case = source_of, case_of, runs_in_case

    def case_of(self, table: str, row: TableRow) -> int:
        return self._case_of(row)

    def failed_in(self, row: TableRow) -> Iterable[int]:
        return (self._case_of(row),)

    def source_of(self, number: int) -> int | None:
        return self._source_of(number)

    def runs_in(self, number: int) -> int:
        return self._runs_in_case

    def is_whole(self, number: int) -> bool:
        return True

    def taken(self, number: int, table: str, row: TableRow) -> TableRow:
        return row


def differs_only_in(smaller: Specification, larger: Specification, *paths: tuple[str, ...]) -> bool:
    """Return whether two specifications are equal but for the values at some paths."""
    return _without(smaller, paths) == _without(larger, paths)


def _without(specification: Specification, paths: Iterable[tuple[str, ...]]) -> Specification:
    kept = dict(specification)
    for first, *rest in paths:
        if not rest:
            kept.pop(first, None)
        elif isinstance(kept.get(first), dict):
            kept[first] = _without(kept[first], [tuple(rest)])
    return kept
