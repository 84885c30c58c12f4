"""Peak memory of the report on a study of causes, by number of initiatives.

Usage: python experiments/benchmarks/report_memory.py [--sizes N …] [--base N] [--folder FOLDER]

A small study is run: initiatives of the prior population in firms of 50 to 70 people, over three years, with every set of six causes
repaired. Larger folders repeat its blocks under new numbers, with valid checksums; in each repeated initiative, one verdict of a repaired
run is inverted at random under each definition of success, so that hardly two initiatives have equal results, which is the worst case for
memory. The command `why` then makes the report on each folder, in a process of its own. Peak memory is the maximum
resident set of that process (`getrusage`), which includes about 380 MB of code and libraries. Results of repeated folders mean nothing.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    import pyarrow as pa

SIZES = (1_000, 4_000, 16_000)
STUDY = (
    "population.organisation.size={log_uniform: [50, 70]}",
    "population=prior",
    "study.sensitivity=0",
    "study.screening=0",
    "study.robustness=0",
    "study.tipping=[]",
)


class Measured(NamedTuple):
    """The report on a study."""

    initiatives: int
    files: int  # of results
    peak: float  # million bytes
    processor: float  # seconds


def main() -> None:
    """Run, repeat, measure, and show a table."""
    asked = _options()
    with tempfile.TemporaryDirectory() as passing:
        home = Path(asked.folder or passing)
        console = Console(stderr=True)
        console.print(f"Running a study of {asked.base:,} initiatives …")
        _report_on(home / "base", asked.base)
        found = []
        for size in asked.sizes:
            console.print(f"Repeating it to {size:,} initiatives …")
            grow(home / "base", home / f"study-{size}", size)
            console.print(f"Making the report on {size:,} initiatives …")
            found.append(_report_on(home / f"study-{size}", size))
    _show(found)


def grow(base: Path, folder: Path, initiatives: int) -> None:
    """Write a study whose blocks repeat those of another one, unless the folder has them.

    base : folder of a complete study of causes in which every initiative ran
    """
    from sim.study.execution.stored_study import Study
    from sim.study.experiments.cause_repairs import CauseRepairs
    from sim.study.experiments.experiment import specification_of
    from sim.study.store.blocks import Store

    study = Study(base)
    experiment = CauseRepairs.from_specification(study.specification["work"]).with_settings(initiatives=initiatives)
    tables = {name: study.arrow(name) for name in study.specification["tables"]}
    chance = np.random.default_rng(1)
    with Store(folder, specification_of(experiment)) as store:
        for block, numbers in enumerate(_blocks(initiatives, experiment.block)):
            rows = {name: _repeated(table, numbers, study.owed, chance) for name, table in tables.items()}
            store.write(block, {name: table.cast(experiment.schemas[name]) for name, table in rows.items()})


def _blocks(initiatives: int, size: int) -> Iterator[np.ndarray]:
    return (np.arange(first, min(initiatives, first + size)) for first in range(0, initiatives, size))


def _repeated(table: pa.Table, numbers: np.ndarray, cases: int, chance: np.random.Generator) -> pa.Table:
    """Return the rows of initiatives, taken from those of the study in turn."""
    import pyarrow as pa

    each = table.num_rows // cases
    rows = ((numbers % cases)[:, None] * each + np.arange(each)).ravel()
    part = table.take(pa.array(rows)).set_column(0, table.schema.field(0), pa.array(np.repeat(numbers, each)))
    for place, name in enumerate(table.column_names):
        if name.startswith("success"):
            success = part[name].to_numpy().reshape(len(numbers), each).copy()
            again = np.flatnonzero(numbers >= cases)
            success[again, chance.integers(1, each, len(again))] ^= True
            part = part.set_column(place, table.schema.field(place), pa.array(success.ravel()))
    return part


def _report_on(folder: Path, initiatives: int) -> Measured:
    """Run the command on a folder. Raises SystemExit with its messages if it fails."""
    typed = [*STUDY, f"study.initiatives={initiatives}", f"study.folder={folder}", f"hydra.run.dir={folder}"]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([sys.executable, "-m", "sim", "why", *typed], stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        if status:
            said.seek(0)
            raise SystemExit(said.read().decode())
    peak = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return Measured(initiatives, len(list(folder.glob("shards/*.parquet"))), peak, used.ru_utime + used.ru_stime)


def _options() -> argparse.Namespace:
    usage, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(description=f"{usage}\n\n{rest}", formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of initiatives (default: %(default)s)")
    parser.add_argument("--base", type=int, default=250, help="initiatives that are really run (default: %(default)s)")
    parser.add_argument("--folder", type=Path, help="keep the studies there (default: a passing folder)")
    asked = parser.parse_args()
    if asked.base < 1 or min(asked.sizes) <= asked.base:
        parser.error(f"every size must exceed --base, which must be at least 1; given {asked.base} and {min(asked.sizes)}")
    return asked


def _show(found: list[Measured]) -> None:
    table = Table("initiatives", "files of results", "peak memory, MB", f"of {found[0].initiatives:,}", "processor, s")
    for one in found:
        ratio = f"{one.peak / found[0].peak:.2f}"
        table.add_row(f"{one.initiatives:,}", f"{one.files:,}", f"{one.peak:.0f}", ratio, f"{one.processor:.0f}")
    Console().print(table)


if __name__ == "__main__":
    main()
