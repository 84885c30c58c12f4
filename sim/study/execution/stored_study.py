"""A stored study: specification, progress, and tables for pandas, Arrow and SQL."""

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
    """A study in its folder: a consistent part while it is being written, complete afterwards.

    Each file is checked against its checksum when it is first read. Raises StoreError for a folder without a study, or a damaged study.
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
        """Return the SHA-256 of the names of all result files, which contain the digests of their content: equal results, equal digest."""
        return hashlib.sha256("\n".join(shard.path.name for shard in self._shards).encode()).hexdigest()

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
        if name not in self.specification["tables"]:
            raise KeyError(f"{name}: no such table; available tables: {', '.join(self.specification['tables'])}")
        if name not in self._tables:
            self._tables[name] = with_units(self.arrow(name).to_pandas())
        return self._tables[name]

    def arrow(self, name: str) -> pa.Table:
        """Return a table as an Arrow table, read from disk; suited to tables too large for pandas."""
        parts = [table_in(shard) for shard in self._shards if shard.table == name]
        return pa.concat_tables(parts) if parts else pa.table({})

    def query(self, sql: str) -> pd.DataFrame:
        """Run an SQL query on the tables, for example `select mode, count(*) from runs group by mode` (DuckDB's dialect)."""
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
    """Open a finished or running study to read its tables, query them with SQL, and analyse them.

    Raises a one-line StoreError for a folder without a study.
    """
    return Study(folder)
