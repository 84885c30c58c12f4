"""A long study watched: pace and memory over time, processor time, sizes on disk and digest.

Usage: python experiments/benchmarks/long_study.py [--initiatives N] [--every SECONDS] [--folder FOLDER]

The command `why` runs initiatives of the default population, each with all 64 sets of repairs, without companions, in a process of its
own. The resident memory of that process and its children is read every few seconds from /proc (Linux). A table in Markdown is printed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import psutil
from rich.console import Console
from rich.progress import Progress

ALONE = ("study.sensitivity=0", "study.screening=0", "study.robustness=0", "study.tipping=[]")
SHOWN = 12
"""Maximum number of rows over time."""


class Moment(NamedTuple):
    """The study at a moment."""

    seconds: float
    done: int  # initiatives
    memory: float  # million bytes


def main() -> None:
    """Run the study, and print what was seen."""
    asked = _options()
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(asked.folder or passing) / "long_study"
        began = time.monotonic()
        moments, processor = watched(folder, asked.initiatives, asked.every)
        _show(folder, asked.initiatives, moments, processor, time.monotonic() - began)


def watched(folder: Path, initiatives: int, every: float) -> tuple[list[Moment], float]:
    """Run a study in a process, and return what was seen every so many seconds, and its processor seconds.

    Raises SystemExit with the study's messages if it fails.
    """
    typed = [*ALONE, f"study.initiatives={initiatives}", f"study.folder={folder}", f"hydra.run.dir={folder}"]
    began, moments = time.monotonic(), []
    with tempfile.TemporaryFile() as said, Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task(f"{initiatives:,} initiatives", total=initiatives)
        process = subprocess.Popen([sys.executable, "-m", "sim", "why", *typed], stdout=said, stderr=said)
        status = None
        while status is None:
            try:
                status = process.wait(every)
            except subprocess.TimeoutExpired:
                moments.append(Moment(time.monotonic() - began, _done(folder), _memory(process.pid)))
                progress.update(task, completed=moments[-1].done)
        if status:
            said.seek(0)
            raise SystemExit(said.read().decode())
    times = os.times()
    return moments, times.children_user + times.children_system


def _done(folder: Path) -> int:
    """Return the number of stored initiatives; 0 before the study has begun."""
    from sim.study.execution.stored_study import Study
    from sim.study.store.errors import StoreError

    try:
        return Study(folder).done
    except StoreError:
        return 0


def _memory(process: int) -> float:
    """Return the resident memory of a process and its children, in million bytes."""
    try:
        whole = psutil.Process(process)
        return sum(one.memory_info().rss for one in (whole, *whole.children(recursive=True))) / 1e6
    except psutil.NoSuchProcess:
        return 0.0


def _show(folder: Path, initiatives: int, moments: list[Moment], processor: float, seconds: float) -> None:
    from sim.study.execution.stored_study import Study

    study = Study(folder)
    files = [path.stat().st_size for path in folder.glob("shards/*.parquet")]
    print(f"{initiatives:,} initiatives × 64: {seconds:,.0f} s ({initiatives / seconds:.1f} initiatives a second), ", end="")
    print(f"{processor:,.0f} core-seconds, {sum(files) / 1e6:,.0f} MB in {len(files):,} files; digest {study.digest}\n")
    print("| second | initiatives stored | memory, MB |\n| ---: | ---: | ---: |")
    for moment in moments[:: max(1, -(-len(moments) // SHOWN))]:
        print(f"| {moment.seconds:,.0f} | {moment.done:,} | {moment.memory:,.0f} |")
    print(f"\nPeak memory: {max(moment.memory for moment in moments):,.0f} MB")


def _options() -> argparse.Namespace:
    usage, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(description=f"{usage}\n\n{rest}", formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--initiatives", type=int, default=10_000, help="initiatives, each with 64 sets of repairs (default: %(default)s)")
    parser.add_argument("--every", type=float, default=5.0, help="seconds between two looks (default: %(default)s)")
    parser.add_argument("--folder", type=Path, help="keep the study there (default: a passing folder)")
    asked = parser.parse_args()
    if asked.initiatives < 1 or asked.every <= 0:
        parser.error(f"--initiatives and --every must be above 0; given {asked.initiatives} and {asked.every}")
    return asked


if __name__ == "__main__":
    main()
