"""A design of one's own: the points of a sweep as the rows of a table, in their order."""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

import pandas as pd
from pydantic import ValidationError

from sim.schema.changes import changed, why_refused
from sim.schema.initiative import Initiative
from sim.study.experiments.parameter_points import ParameterValue
from sim.study.population.distributions import UniformInteger
from sim.study.sweep.point_designs import refuse_counts
from sim.study.sweep.space import MOST_FACTORS, SHELVES, Factor, Levels, takes_fractions

LARGEST = 200_000_000  # bytes
MANY = 20_000
"""Rows whose check takes seconds."""

MISSING = ("", "na", "n/a", "nan", "null", "none")
"""Cells without a value, in any case."""

_WORDS = {"true": True, "false": False}


class OwnDesign(NamedTuple):
    """Points by row, and what the table is called in messages."""

    name: str
    columns: tuple[str, ...]  # dotted paths, and kinds of library entries
    rows: tuple[tuple[ParameterValue, ...], ...]

    @property
    def points(self) -> list[dict[str, ParameterValue]]:
        """Return the values of each row by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    @property
    def shelves(self) -> list[Factor]:
        """Return the columns that name entries of the library, with the names in them."""
        return [Factor(name, Levels(tuple(dict.fromkeys(self._column(name))))) for name in self.columns if name in SHELVES]

    @property
    def examples(self) -> list[Factor]:
        """Return the other columns with values enough to know what they need: the first number, or every word."""
        own = [name for name in self.columns if name not in SHELVES]
        return [Factor(name, Levels(self._examples_in(name))) for name in own]

    def _column(self, name: str) -> list[ParameterValue]:
        place = self.columns.index(name)
        return [row[place] for row in self.rows]

    def _examples_in(self, name: str) -> tuple[ParameterValue, ...]:
        values = self._column(name)
        first = values[0]
        if isinstance(first, str):
            return tuple(dict.fromkeys(values))
        return (int(first) if isinstance(first, float) and first.is_integer() else first,)


def is_own(space: object) -> TypeGuard[pd.DataFrame | str | Path]:
    """Return whether a space is given as a table or as the path of one."""
    return isinstance(space, pd.DataFrame | str | Path)


def own_design(table: pd.DataFrame | str | Path) -> OwnDesign:
    """Return the design in a table or a CSV file: one column per dotted path, one row per point.

    Raises a one-line ValueError with the file, row or column of a cell that is missing or of another kind than its column.
    """
    name = "table" if isinstance(table, pd.DataFrame) else Path(table).name
    columns, rows = _cells_of(table) if isinstance(table, pd.DataFrame) else _cells_in(Path(table), name)
    _refuse_columns(columns, name)
    refuse_counts(len(rows), name)
    read = [[_value(cell) for cell in row] for row in rows]
    for place, column in enumerate(columns):
        _refuse_cells([row[place] for row in read], column, name)
    return OwnDesign(name, tuple(columns), tuple(tuple(row) for row in read))


def checked_points(design: OwnDesign, bases: Mapping[str, Initiative]) -> list[dict[str, ParameterValue]]:
    """Return the points with whole numbers where the schema takes no others; each row is checked against every initiative.

    Raises a one-line ValueError with the row, the path, the value, what is allowed and the nearest known path.
    """
    if len(design.rows) > MANY:
        print(f"{design.name}: checking {len(design.rows):,} rows", file=sys.stderr)
    first = next(iter(bases.values()))
    points = _with_whole_numbers(design, first)
    for row, point in enumerate(points, start=1):
        values = {path: value for path, value in point.items() if path not in SHELVES}
        for base in bases.values():
            try:
                changed(base, values)
            except ValidationError as problem:
                raise ValueError(f"{design.name}: {_place(problem, values, base, row)}") from None
    return points


def _place(problem: ValidationError, values: Mapping[str, ParameterValue], base: Initiative, row: int) -> str:
    """Return what is wrong: with a column if its first value is refused for its name, otherwise with a row."""
    why = why_refused(problem, values, base)
    is_name = any(f"{path}: unknown path" in why or f"nothing is named {path.rpartition('.')[2]!r}" in why for path in values)
    return f"column {why}" if is_name else f"row {row}: {why}"


def _with_whole_numbers(design: OwnDesign, base: Initiative) -> list[dict[str, ParameterValue]]:
    """Return the points; tables of floats hold whole numbers as 7.0, which the schema does not take for 7."""
    points = design.points
    for column in design.columns:
        values = [point[column] for point in points]
        if not all(isinstance(value, float) and value.is_integer() for value in values):
            continue
        low = int(values[0])
        if not takes_fractions(Factor(column, UniformInteger(whole=[low, low + 1])), base):
            for point in points:
                point[column] = int(point[column])
    return points


def _cells_of(table: pd.DataFrame) -> tuple[list[str], list[list[Any]]]:
    return [str(name) for name in table.columns], table.astype(object).to_numpy().tolist()


def _cells_in(path: Path, name: str) -> tuple[list[str], list[list[str]]]:
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(f"{name}: {path.stat().st_size / 1e6:,.0f} MB is too large; at most {LARGEST / 1e6:.0f} MB are read")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise ValueError(f"{path}: cannot be read: {problem.strerror}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{name}: not text in UTF-8; save it as CSV in UTF-8") from None
    try:
        lines = [line for line in csv.reader(text.splitlines()) if line]
    except csv.Error as problem:
        raise ValueError(f"{name}: not a CSV file: {problem}") from None
    if not lines:
        raise ValueError(f"{name}: the file is empty; its first line names the columns")
    columns, *rows = lines
    for number, row in enumerate(rows, start=1):
        if len(row) != len(columns):
            raise ValueError(f"{name}: row {number}: {len(row)} cells where the first line names {len(columns)} columns")
    return [column.strip() for column in columns], rows


def _refuse_columns(columns: Sequence[str], name: str) -> None:
    if not 1 <= len(columns) <= MOST_FACTORS:
        raise ValueError(f"{name}: {len(columns):,} columns; allowed are 1 to {MOST_FACTORS}, each named by the path that it sets")
    for place, column in enumerate(columns, start=1):
        if not column or column.startswith("Unnamed: "):
            raise ValueError(f"{name}: column {place} has no name; from pandas, write the table with to_csv(…, index=False)")
        if ";" in column or "\t" in column:
            raise ValueError(f"{name}: {column[:60]!r} is no column; columns are separated by commas")
        if columns.count(column) > 1:
            raise ValueError(f"{name}: column {column}: given twice")
        if column == "seed":
            raise ValueError(f"{name}: column seed: cannot be varied; all points run under the same seeds, as many as replicates says")
        inside = next((other for other in columns if other.startswith(f"{column}.")), None)
        if inside is not None:
            raise ValueError(f"{name}: column {column}: overlaps with {inside}, which is inside it")


def _value(cell: Any) -> Any:
    """Return the value of a cell; None for a missing one."""
    plain = cell.item() if hasattr(cell, "item") else cell
    if plain is None or plain is pd.NA or (isinstance(plain, float) and math.isnan(plain)):
        return None
    return _read(plain.strip()) if isinstance(plain, str) else plain


def _read(text: str) -> Any:
    if text.lower() in MISSING:
        return None
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _refuse_cells(values: Sequence[Any], column: str, name: str) -> None:
    """Refuse missing cells, cells that are no number in a column of numbers, and numbers that are not finite."""
    numbers = sum(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    for row, value in enumerate(values, start=1):
        place = f"{name}: row {row}: {column}"
        if value is None:
            raise ValueError(f"{place}: missing; each point sets every column")
        if not isinstance(value, int | float | str):
            raise ValueError(f"{place}: {value!r}: a cell holds a number, a word, or true or false")
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"{place}: {value} is not a finite number")
        if numbers and isinstance(value, str | bool):
            raise ValueError(f"{place}: {value!r} is not a number, and other cells of its column are")
    kinds = {type(value) for value in values} - {int, float}
    if len(kinds) > 1:
        raise ValueError(f"{name}: column {column}: words beside true or false")
