"""A stored study: its specification, its progress, and its tables, open to SQL."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from sim.old_names import OldName
from sim.study.execution.registry import experiment_from
from sim.study.experiments.experiment import Experiment
from sim.study.store.blocks import checked_bytes, complete_blocks, said_in_a_line, shards_in, specification_in, table_in
from sim.study.store.column_units import with_units


class Study:
    """A study as it lies in its folder: a consistent part of it while it is still written, all of it afterwards.

    Every file is held to its checksum when it is first read. Raises StoreError for a folder that holds no study, or a damaged one.
    """

    plan, work = OldName("specification"), OldName("experiment")

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        with said_in_a_line(self.folder):
            self.specification = specification_in(self.folder)
            found = shards_in(self.folder, self.specification) if (self.folder / "shards").is_dir() else []
        self._blocks = complete_blocks(found, self.specification["tables"])
        self._shards = sorted((shard for shard in found if shard.block in self._blocks), key=lambda shard: (shard.table, shard.block))
        self._tables: dict[str, pd.DataFrame] = {}

    def __repr__(self) -> str:
        tables = ", ".join(self.specification["tables"])
        return f"Study({str(self.folder)!r}: {self.specification['kind']}, {self.done:,} of {self.owed:,} cases done; tables {tables})"

    @property
    def owed(self) -> int:
        """Cases that the specification asks for."""
        return int(self.specification["cases"])

    @property
    def done(self) -> int:
        """Cases that are stored."""
        size = int(self.specification["block"])
        return sum(min(size, self.owed - block * size) for block in self._blocks)

    @property
    def is_complete(self) -> bool:
        return self.done == self.owed

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the names of all files of results, which carry the digests of what they hold: equal results, equal digest."""
        return hashlib.sha256("\n".join(shard.path.name for shard in self._shards).encode()).hexdigest()

    @cached_property
    def experiment(self) -> Experiment:
        """The experiment of which this is the result, made again. Raises StoreError under another version of the model."""
        return experiment_from(self.specification)

    @property
    def runs(self) -> pd.DataFrame:
        """A row for every run: what it is a run of, its seed, how it came out, its digest."""
        return self.table("runs")

    def table(self, name: str) -> pd.DataFrame:
        """A table, in the order of the cases; `specification["tables"]` lists them. Raises KeyError for any other."""
        if name not in self.specification["tables"]:
            raise KeyError(f"{name}: no such table; there are {', '.join(self.specification['tables'])}")
        if name not in self._tables:
            self._tables[name] = with_units(self.arrow(name).to_pandas())
        return self._tables[name]

    def arrow(self, name: str) -> pa.Table:
        """The same table, read anew, as Arrow holds it: for what is larger than one would want in pandas."""
        parts = [table_in(shard) for shard in self._shards if shard.table == name]
        return pa.concat_tables(parts) if parts else pa.table({})

    def query(self, sql: str) -> pd.DataFrame:
        """What SQL makes of the tables, for example `select mode, count(*) from runs group by mode` (DuckDB's dialect)."""
        self._checked()
        connection = duckdb.connect()
        try:
            for name in self.specification["tables"]:
                files = [str(shard.path) for shard in self._shards if shard.table == name]
                if files:
                    connection.from_parquet(files).create_view(name)
            return connection.sql(sql).df()
        finally:
            connection.close()

    def _checked(self) -> None:
        for shard in self._shards:
            checked_bytes(shard)


def open_study(folder: str | Path) -> Study:
    """A study that was run before, or is being run, for tables, SQL, and all that can be computed from them.

    Raises StoreError, in a line, for a folder that holds none.
    """
    return Study(folder)
