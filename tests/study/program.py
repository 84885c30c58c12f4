"""A small study as a program: python tests/study/program.py FOLDER INITIATIVES KIND [ADDRESS]."""

from __future__ import annotations

import os
import resource
import sys

from sim.config import config_dir, load
from sim.config.library_files import entry_of
from sim.study.execution.executor import Executor
from sim.study.execution.run_study import carried_out
from sim.study.experiments.cause_repairs import CauseRepairs, CauseSettings, cause_repairs_of
from sim.study.population.population import Population


def small(initiatives: int) -> CauseRepairs:
    """Initiatives of about sixty people, all repairs, in blocks of eight."""

    def read_entry(kind: str, name: str) -> dict:
        return entry_of(kind, name, (config_dir(),), "small")

    population = read_entry("population", "prior")
    population["organisation"]["size"] = {"log_uniform": [50, 70]}
    base = load("customer_centric", "weeks=6", "programme=do_nothing")
    return cause_repairs_of(
        CauseSettings(initiatives=initiatives, coalitions="all"), Population.model_validate(population), base, read_entry
    )


def main(folder: str, initiatives: int, kind: str, address: str | None = None) -> None:
    """Run it, and leave as programs do; address : of a Dask scheduler"""
    workers = {"workers": 2} if address is None else {"address": address}
    try:
        study = carried_out(small(initiatives), folder, Executor.model_validate({"kind": kind} | workers))
    except OSError as problem:
        print(problem, file=sys.stderr)
        sys.exit(3)
    print(study.digest)


def main_in_process(said: str, room: int, folder: str, initiatives: int, kind: str) -> None:
    """The same, in a process that was split off; said : a file for what it says; room : the largest file that it may write, in bytes"""
    out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.dup2(out, 2)
    if room:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    main(folder, initiatives, kind)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
