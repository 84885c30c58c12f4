"""A stored study: specification, progress, and tables for pandas, Arrow and SQL."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from sim.old_names import OldName
from sim.study.execution.exports import FORMATS, ExportFormat, StoredTables, exported
from sim.study.execution.registry import experiment_from
from sim.study.experiments.experiment import Experiment
from sim.study.store.blocks import said_in_a_line, specification_in
from sim.study.store.column_units import with_units
from sim.study.store.errors import StoreError
from sim.study.store.parts import PART, grouped
from sim.study.store.shards import (
    FileGone,
    Shard,
    StoredBlock,
    blocks_within,
    checked_bytes,
    complete_blocks,
    in_use,
    name_of,
    shards_in,
    tables_in,
)

MOST_LISTINGS = 20
"""Times that the files of a running study are listed again because it merged them while they were being read."""


class Study:
    """A study in its folder: a consistent part while it is being written, complete afterwards.

    Each file is checked against its checksum when it is first read. Raises StoreError for a folder without a study, or a damaged study.
    """

    plan, work = OldName("specification"), OldName("experiment")

    def __init__(self, folder: str | Path, sound: Iterable[Path] = ()) -> None:
        """sound : files whose checksums were found to match, which are not checked again."""
        self.folder = Path(folder)
        with said_in_a_line(self.folder):
            self.specification = specification_in(self.folder)
            used = self._files()
        self._blocks = complete_blocks(used, self.specification["tables"])
        self._shards = self._holding(used)
        self._tables: dict[str, pd.DataFrame] = {}
        self._sound = set(sound)

    def __repr__(self) -> str:
        tables = ", ".join(self.specification["tables"])
        return f"Study({str(self.folder)!r}: {self.specification['kind']}, {self.done:,} of {self.owed:,} cases done; tables {tables})"

    @property
    def owed(self) -> int:
        """Return the number of cases in the specification."""
        return int(self.specification["cases"])

    @property
    def done(self) -> int:
        """Return the number of stored cases."""
        size = int(self.specification["block"])
        return sum(min(size, self.owed - block * size) for block in self._blocks)

    @property
    def is_complete(self) -> bool:
        return self.done == self.owed

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the names of all blocks' files, which contain the digests of their content: equal results, equal digest.

        Merging blocks does not change it.
        """
        names = [
            name_of(shard.table, range(block, block + 1), one.digest)
            for shard in self._shards
            for block, one in zip(shard.blocks, self._within(shard), strict=True)
            if block in self._blocks
        ]
        return hashlib.sha256("\n".join(names).encode()).hexdigest()

    @cached_property
    def experiment(self) -> Experiment:
        """Return the experiment of this study, recreated. Raises StoreError under another version of the model."""
        return experiment_from(self.specification)

    @property
    def runs(self) -> pd.DataFrame:
        """Return one row per run: its case, seed, outcome and digest."""
        return self.table("runs")

    def table(self, name: str) -> pd.DataFrame:
        """Return a table in the order of the cases; `specification["tables"]` lists the names. Raises KeyError for an unknown name."""
        if name not in self._tables:
            self._tables[name] = with_units(self.arrow(name).to_pandas())
        return self._tables[name]

    def arrow(self, name: str) -> pa.Table:
        """Return a table as an Arrow table, read from disk; suited to tables too large for pandas. Raises KeyError for an unknown name."""
        parts = list(self.in_parts(name))
        return pa.concat_tables(parts) if parts else pa.table({})

    def in_parts(self, name: str, columns: Iterable[str] | None = None, rows: int = PART) -> Iterator[pa.Table]:
        """Yield a table in parts, in the order of the cases, for tables larger than memory: only one part is read at a time.

        columns : names of the columns to read; none: all
        rows : number of rows from which a part is complete; a part always ends with a case, so it can be somewhat larger
        Raises KeyError for an unknown table or column.
        """
        if name not in self.specification["tables"]:
            raise KeyError(f"{name}: no such table; available tables: {', '.join(self.specification['tables'])}")
        chosen = None if columns is None else list(columns)
        yield from grouped(self._all_pieces(name, chosen), rows)

    def query(self, sql: str) -> pd.DataFrame:
        """Run an SQL query on the tables, for example `select mode, count(*) from runs group by mode` (DuckDB's dialect).

        DuckDB reads the files in parts, so only the result must fit into memory.
        """
        self._check_all()
        connection = duckdb.connect()
        try:
            for name in self.specification["tables"]:
                shards = [shard for shard in self._shards if shard.table == name]
                if not all(self._blocks.issuperset(shard.blocks) for shard in shards):
                    connection.register(name, self.arrow(name))
                elif shards:
                    connection.from_parquet([str(shard.path) for shard in shards]).create_view(name)
            return connection.sql(sql).df()
        finally:
            connection.close()

    def export(self, formats: Iterable[ExportFormat] = FORMATS, say: Callable[[str], None] = lambda _: None) -> list[Path]:
        """Write the tables as CSV and as Stata files, with a data dictionary, into the subfolder `data`; return the files.

        formats : csv, stata, or both; say : is told what is being written
        In Stata files, names have at most 32 characters, variables and values have labels, and seeds are text. A table of more than
        250,000 rows has several, numbered. Equal results give equal files. Raises a one-line StoreError.
        """
        return exported(StoredTables(self.folder, self.specification, self.digest, self.in_parts), formats, say)

    def _files(self) -> list[Shard]:
        return in_use(shards_in(self.folder, self.specification) if (self.folder / "shards").is_dir() else [])

    def _holding(self, files: Iterable[Shard]) -> list[Shard]:
        """Return the files that hold blocks of this study, in the order of their tables and blocks."""
        held = (shard for shard in files if not self._blocks.isdisjoint(shard.blocks))
        return sorted(held, key=lambda shard: (shard.table, shard.block))

    def _all_pieces(self, name: str, columns: list[str] | None) -> Iterator[pa.Table]:
        """Yield the tables in all files of a table. A running study may merge files meanwhile: they are then listed again."""
        left, listings, is_over = set(self._blocks), 0, False
        while not is_over:
            is_over = True
            for shard in [shard for shard in self._shards if shard.table == name]:
                if left.isdisjoint(shard.blocks):
                    continue
                try:
                    yield from self._pieces(shard, columns, left)
                except FileGone:
                    listings += 1
                    if listings > MOST_LISTINGS:
                        raise
                    self._list_again()
                    is_over = False
                    break
                left -= set(shard.blocks)

    def _list_again(self) -> None:
        """List the files again, in which the same blocks lie. Raises StoreError if some are no longer there."""
        with said_in_a_line(self.folder):
            files = self._files()
        if not self._blocks <= complete_blocks(files, self.specification["tables"]):
            raise StoreError(f"{self.folder}: results that were there are gone; open the study again")
        self._shards = self._holding(files)

    def _pieces(self, shard: Shard, columns: list[str] | None, wanted: set[int]) -> Iterator[pa.Table]:
        """Yield the tables in a file, which is checked when it is first read, without the blocks that are not wanted.

        Raises FileGone before it yields any.
        """
        pieces = tables_in(shard, columns, is_checked=shard.path in self._sound)
        if wanted.issuperset(shard.blocks):
            yield from pieces
        else:
            held = [(block in wanted, one.rows) for block, one in zip(shard.blocks, self._within(shard), strict=True)]
            kept = np.repeat([is_complete for is_complete, _ in held], [rows or 0 for _, rows in held])
            first = 0
            for piece in pieces:
                yield piece.filter(pa.array(kept[first : first + piece.num_rows]))
                first += piece.num_rows
        self._sound.add(shard.path)

    def _within(self, shard: Shard) -> list[StoredBlock]:
        """Return the blocks in a file; a merged file is checked first, because it lists them itself."""
        if shard.more:
            self._check(shard)
        return blocks_within(shard)

    def _check_all(self) -> None:
        """Check every file; those that were merged meanwhile are listed again."""
        for listing in range(MOST_LISTINGS + 1):
            try:
                for shard in self._shards:
                    self._check(shard)
                return
            except FileGone:
                if listing == MOST_LISTINGS:
                    raise
                self._list_again()

    def _check(self, shard: Shard) -> None:
        if shard.path not in self._sound:
            checked_bytes(shard)
            self._sound.add(shard.path)


def open_study(folder: str | Path) -> Study:
    """Open a finished or running study to read its tables, query them with SQL, and analyse them.

    Raises a one-line StoreError for a folder without a study.
    """
    return Study(folder)
