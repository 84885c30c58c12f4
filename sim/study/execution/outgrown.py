"""Outgrown: the results of the smaller studies of a folder, from which a larger one takes over its cases."""

from __future__ import annotations

import shutil
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.study.experiments.experiment import CaseResult, Experiment, TableRows, specification_of
from sim.study.experiments.growth import Growth, TableRow
from sim.study.store.blocks import OUTGROWN, specification_in
from sim.study.store.shards import Shard, complete_blocks, in_use, is_sound, shards_in, table_in

FILES_KEPT = 8
"""Files of results kept in memory for the next cases."""

_SIZES = ("cases", "block", "work")


def grown_from(experiment: Experiment, stored: dict[str, Any]) -> Growth | None:
    """Return how an experiment takes over a stored study, given its specification; None if that is another study, or a larger one."""
    own = specification_of(experiment)
    if any(stored.get(name) != own[name] for name in own if name not in _SIZES):
        return None
    return experiment.grown_from(stored["work"])


class Outgrown:
    """The results of the smaller studies in a folder: the latest, and those that it had not wholly taken over."""

    def __init__(self, experiment: Experiment, folder: Path) -> None:
        self.folder = folder / OUTGROWN
        self._levels = list(_levels(experiment, self.folder))

    def runs_in(self, number: int) -> int:
        """Return how many runs of a case are known: its first ones."""
        return max((level.growth.runs_in(number) for level in self._levels if level.holds(number)), default=0)

    def is_whole(self, number: int) -> bool:
        """Return whether all runs of a case are known."""
        return any(level.holds_all_of(number) for level in self._levels)

    def result_of(self, number: int) -> CaseResult:
        """Return the result of a case that is known as a whole."""
        return CaseResult(number, next(level for level in self._levels if level.holds_all_of(number)).rows_of(number))

    def joined(self, result: CaseResult) -> CaseResult:
        """Return the result of a case from its known runs and the result of the others; the failure of these is that of the case."""
        known = [level for level in self._levels if level.holds(result.number)]
        if not known or result.trouble is not None:
            return result
        rows = max(known, key=lambda level: level.growth.runs_in(result.number)).rows_of(result.number)
        return CaseResult(result.number, {table: [*rows.get(table, []), *result.rows.get(table, [])] for table in {*rows, *result.rows}})

    def remove(self) -> None:
        """Remove the smaller studies, once all of their results are in the larger one."""
        shutil.rmtree(self.folder, ignore_errors=True)


class _Level:
    """One smaller study: the intact part of its results, by case."""

    def __init__(self, folder: Path, stored: dict[str, Any], growth: Growth) -> None:
        self.growth = growth
        self._tables, self._block = list(stored["tables"]), int(stored["block"])
        shards = [shard for shard in in_use(shards_in(folder, stored)) if is_sound(shard)]
        self._blocks = complete_blocks(shards, self._tables)
        self._files = {(shard.table, block): shard for shard in shards for block in shard.blocks}
        self._read: OrderedDict[Shard, dict[int, list[TableRow]]] = OrderedDict()
        first = (table_in(shard) for shard in shards if shard.table == self._tables[0])
        errors = (row for rows in first for row in rows.filter(rows["error"].is_valid()).to_pylist())
        self._failed = {case for row in errors for case in growth.failed_in(row)}

    def holds(self, number: int) -> bool:
        """Return whether it holds rows of a case, and the case did not fail."""
        source = self.growth.source_of(number)
        return source is not None and source // self._block in self._blocks and source not in self._failed

    def holds_all_of(self, number: int) -> bool:
        """Return whether it holds all runs of a case."""
        return self.holds(number) and self.growth.is_whole(number)

    def rows_of(self, number: int) -> TableRows:
        """Return the rows of a case, renumbered."""
        source = self.growth.source_of(number)
        assert source is not None
        return {
            table: [self.growth.taken(number, table, row) for row in self._by_case(table, source // self._block).get(source, [])]
            for table in self._tables
        }

    def _by_case(self, table: str, block: int) -> dict[int, list[TableRow]]:
        shard = self._files[table, block]
        if shard not in self._read:
            by_case: dict[int, list[TableRow]] = {}
            for row in table_in(shard).to_pylist():
                by_case.setdefault(self.growth.case_of(table, row), []).append(row)
            self._read[shard] = by_case
            while len(self._read) > FILES_KEPT:
                self._read.popitem(last=False)
        self._read.move_to_end(shard)
        return self._read[shard]


def _levels(experiment: Experiment, folder: Path) -> Iterator[_Level]:
    while folder.is_dir():
        stored = specification_in(folder)
        growth = grown_from(experiment, stored)
        if growth is not None:
            yield _Level(folder, stored, growth)
        folder = folder / OUTGROWN
