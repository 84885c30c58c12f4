"""Exports of a study for other programs: its tables as CSV and as Stata files, with a data dictionary."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv
from pydantic import ValidationError

from sim.study.population.factors import Names, names_of
from sim.study.population.library_parts import Parts
from sim.study.population.population import Population
from sim.study.store.blocks import said_in_a_line, write_whole, written_whole
from sim.study.store.column_meanings import SUCCESS_BY, meaning_of
from sim.study.store.column_units import UNITS
from sim.study.store.errors import StoreError
from sim.study.store.parts import regrouped

ExportFormat = Literal["csv", "stata"]
FORMATS: tuple[ExportFormat, ...] = ("csv", "stata")
CHOICES: dict[str, tuple[ExportFormat, ...]] = {"both": FORMATS, "csv": ("csv",), "stata": ("stata",)}
"""Formats by what is typed."""

FOLDER, DICTIONARY = "data", "data_dictionary.csv"
ROWS_IN_STATA = 250_000
"""Maximum number of rows in one Stata file, which is written from memory; a longer table has several files."""

LONGEST_NAME, LONGEST_LABEL = 32, 80
"""Characters that Stata allows in the name and in the label of a variable."""

AS_TEXT = ("seed",)
"""Columns of whole numbers with more digits than a double holds."""

NO_TIME = datetime(1960, 1, 1)
"""Time stamp of Stata files: the first instant that Stata knows, so that equal results give equal files."""

_RESERVED = frozenset({
    *("_all", "_b", "byte", "_coef", "_cons", "double", "float", "if", "in", "int", "long", "_n", "_N", "_pi", "_pred", "_rc", "_skip"),
    *("strL", "using", "with", "class", "colvector", "complex", "const", "delete", "enum", "export", "external", "function", "global"),
    *("local", "mata", "matrix", "new", "null", "numeric", "pointer", "private", "protected", "public", "quad", "return", "rowvector"),
    *("scalar", "short", "signed", "static", "string", "struct", "super", "this", "typedef", "union", "unsigned", "vector", "void"),
    "while",
})  # fmt: skip
"""Words that Stata or its language Mata keeps for itself."""

_YES_NO: dict[float, str] = {0: "no", 1: "yes"}


class StoredTables(NamedTuple):
    """What is exported of a study."""

    folder: Path
    specification: dict[str, Any]
    digest: str  # of all results
    in_parts: Callable[..., Iterator[pa.Table]]  # a table in parts, by its name


class Column(NamedTuple):
    """A column of an exported table."""

    table: str
    name: str  # in CSV files and in the store
    variable: str  # in Stata files
    kind: str
    unit: str
    meaning: str


def exported(study: StoredTables, formats: Iterable[ExportFormat] = FORMATS, say: Callable[[str], None] = lambda _: None) -> list[Path]:
    """Write the tables of a study into its subfolder `data`, with a data dictionary; each file is complete or absent.

    formats : csv, stata, or both
    say : is told what is done
    Equal results give equal files. Only a part of a table is in memory. Raises a one-line StoreError.
    """
    if next(study.in_parts(study.specification["tables"][0], rows=1), None) is None:
        raise StoreError(f"{study.folder}: no finished results to export yet")
    folder, columns = study.folder / FOLDER, columns_of(study)
    files = []
    with said_in_a_line(study.folder):
        folder.mkdir(exist_ok=True)
        for table in study.specification["tables"]:
            own = [column for column in columns if column.table == table]
            for kind in formats:
                say(f"writing {table} as {kind}")
                files += [_csv(study, table, folder)] if kind == "csv" else _stata(study, table, own, folder)
        text = pd.DataFrame(columns).rename(columns={"name": "column", "variable": "stata_variable", "kind": "type"}).to_csv(index=False)
        files.append(write_whole(folder / DICTIONARY, text.encode()))
    return files


def columns_of(study: StoredTables) -> list[Column]:
    """Return all columns of a study's tables, with the names that they have in Stata files, their units and meanings."""
    titles = _titles_of(study)
    found = []
    for table in study.specification["tables"]:
        schema = next(study.in_parts(table, rows=1)).schema
        variables = variables_for(schema.names)
        for field in schema:
            unit = "yes or no" if pa.types.is_boolean(field.type) else UNITS.get(field.name, "")
            found.append(Column(table, field.name, variables[field.name], _kind_of(field), unit, meaning_of(field.name, titles)))
    return found


def variables_for(names: Iterable[str]) -> dict[str, str]:
    """Return a name for Stata for each column: at most 32 letters, digits and underscores, no two alike.

    A name that is too long loses its first sections, and then its end.
    """
    found: dict[str, str] = {}
    for name in names:
        sections = [re.sub(r"\W", "_", section, flags=re.ASCII) for section in name.split(".")]
        while len("_".join(sections)) > LONGEST_NAME and len(sections) > 1:
            sections.pop(0)
        variable = "_".join(sections)[:LONGEST_NAME]
        if not re.match(r"[A-Za-z_]", variable) or variable in _RESERVED:
            variable = f"v_{variable}"[:LONGEST_NAME]
        found[name] = next(one for one in _with_numbers(variable) if one not in found.values())
    return found


def _with_numbers(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name[: LONGEST_NAME - 1 - len(str(number))]}_{number}"
        number += 1


def _kind_of(field: pa.Field) -> str:
    if field.name in AS_TEXT or pa.types.is_string(field.type):
        return "text"
    if pa.types.is_boolean(field.type):
        return "0 or 1 in Stata, false or true in CSV"
    return "whole number" if pa.types.is_integer(field.type) else "number"


def _titles_of(study: StoredTables) -> dict[str, str]:
    """Return titles of drawn values and of definitions of success, as far as the specification can be read by this version."""
    work = study.specification["work"]
    base = work.get("base") or next(iter(work.get("bases", {}).values()), None) or work.get("design", {}).get("base", {})
    outcomes = base.get("definitions", {}).get("outcomes", {})
    titles = {f"{SUCCESS_BY}{name}": f"success as: {known.get('title', name)}" for name, known in outcomes.items()}
    names = _names_in(work)
    if names is not None:
        schema = next(study.in_parts("initiatives", rows=1)).schema
        titles |= {name: names.title(name) for name in schema.names if "." in name and names.title(name) != name}
    return titles


def _names_in(work: dict[str, Any]) -> Names | None:
    try:
        return names_of(Population.model_validate(work["population"]), Parts.from_specification(work))
    except (KeyError, ValidationError):
        return None  # another kind of study, or one of another version


def _csv(study: StoredTables, table: str, folder: Path) -> Path:
    path, parts = folder / f"{table}.csv", map(_with_text, study.in_parts(table))
    first = next(parts)
    with written_whole(path) as file, pacsv.CSVWriter(file, first.schema) as writer:
        for part in chain([first], parts):
            writer.write_table(part)
    return path


def _with_text(part: pa.Table) -> pa.Table:
    """Return a part of a table with seeds as text, which no program rounds."""
    for name in AS_TEXT:
        if name in part.schema.names:
            part = part.set_column(part.schema.get_field_index(name), name, part[name].cast(pa.string()))
    return part


def _stata(study: StoredTables, table: str, columns: list[Column], folder: Path) -> list[Path]:
    """Write a table as one Stata file, or as several that are numbered from 1; files of an earlier export are removed."""
    for old in folder.glob(f"{table}*.dta"):
        if re.fullmatch(rf"{table}(_\d+)?\.dta", old.name):
            old.unlink()
    parts = regrouped(study.in_parts(table), ROWS_IN_STATA)
    first, second = next(parts, None), next(parts, None)
    if second is None:
        named = [(f"{table}.dta", next(study.in_parts(table)) if first is None else first)]
    else:
        named = ((f"{table}_{place}.dta", part) for place, part in enumerate(chain([first, second], parts), start=1))
    paths = []
    for name, part in named:
        paths.append(folder / name)
        with written_whole(paths[-1]) as file:
            _write_stata(part, columns, study, file)
    return paths


def _write_stata(part: pa.Table, columns: list[Column], study: StoredTables, file: Any) -> None:
    frame = pd.DataFrame({column.variable: _for_stata(part[column.name], column) for column in columns})
    truths: dict[Hashable, dict[float, str]] = {
        column.variable: _YES_NO for column in columns if pa.types.is_boolean(part[column.name].type)
    }
    labels: dict[Hashable, str] = {column.variable: _label(column) for column in columns}
    frame.to_stata(
        file,
        write_index=False,
        version=118,
        time_stamp=NO_TIME,
        data_label=f"{columns[0].table}; study {study.digest[:32]}"[:LONGEST_LABEL],
        variable_labels=labels,
        value_labels=truths,
    )


def _for_stata(values: pa.ChunkedArray, column: Column) -> pd.Series:
    """Return a column as Stata takes it: text without missing values, truth as 0 or 1, whole numbers as small as they are."""
    plain = values.to_pandas()
    if column.kind == "text":
        return plain.map(lambda value: "" if value is None or value != value else str(value)).astype(object)
    if pa.types.is_boolean(values.type):
        return plain.astype("float64") if values.null_count else plain.astype("int8")
    if pa.types.is_integer(values.type) and not values.null_count:
        return pd.Series(pd.to_numeric(plain, downcast="integer"))
    return plain.astype("float32" if pa.types.is_float32(values.type) else "float64")


def _label(column: Column) -> str:
    """Return the meaning with its unit where both fit; a meaning that is too long loses its end."""
    whole = f"{column.meaning}, {column.unit}" if column.unit else column.meaning
    text = whole if len(whole) <= LONGEST_LABEL else column.meaning
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"
