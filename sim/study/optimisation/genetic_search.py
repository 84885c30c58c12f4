"""Genetic search: programmes are tried in batches, each bred from the best of the previous batches.

The search starts from known programmes. A generation is a batch: children take each gene from one of two good parents, with occasional
mutations. A model-based sampler would need more time to propose a programme than a few runs of it take.

Each batch is stored as a small study in a subfolder of the search. A resumed search makes the same proposals, reads their stored
results, and continues; its output is byte-identical.
Source: NSGA-II, Deb et al. 2002, as implemented in Optuna, with a single objective.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import optuna
import pandas as pd
from optuna.samplers import NSGAIISampler

from sim.schema.initiative import Initiative
from sim.schema.programme import Programme
from sim.study.execution.executor import Executor, run_cases
from sim.study.execution.progress import Progress
from sim.study.execution.run_study import tables_of
from sim.study.execution.stored_study import Study
from sim.study.experiments.experiment import CaseResult, Experiment, specification_of
from sim.study.experiments.programme_trials import ProgrammeTrials
from sim.study.optimisation.proposals import Genes, Offer, ProgrammeLimits, asked, genes_of, steps_of
from sim.study.store.blocks import Store, said_in_a_line

BATCH = 24
"""Programmes per batch."""

MEASURE = {"customer_outcome": "felt_gain", "value_realised": "revenue_growth"}
"""Measure that ranks programmes with equal success rates, if it is not adoption at the end, by kind of success."""


class SearchStopped(Exception):
    """A stop was requested; finished results are kept."""


class TriedProgramme(NamedTuple):
    """A programme tried, and its results on the random draws of the search."""

    number: int
    programme: Programme
    success: float  # share of runs
    level: float  # mean of the measure that ranks programmes with equal success rates
    value: float  # ranking criterion


@dataclass
class Bench:
    """Folder of the batches, worker pool and progress of a search."""

    folder: Path
    executor: Executor = field(default_factory=Executor)
    is_stopped: Callable[[], bool] = lambda: False
    progress: Progress | None = None

    def played(self, experiment: Experiment, name: str) -> Study:
        """Return the results of a batch, from its folder or by running it.

        Raises SearchStopped, and StoreError if the folder holds another study.
        """
        folder = self.folder / name
        with said_in_a_line(folder, is_writer=True), Store(folder, specification_of(experiment)) as store:
            stored = store.stored()
            for block, first in enumerate(range(0, experiment.cases, experiment.block)):
                if block not in stored:
                    numbers = range(first, min(first + experiment.block, experiment.cases))
                    store.write(block, tables_of(experiment, self._run(experiment, numbers)))
        return Study(folder)

    def _run(self, experiment: Experiment, numbers: range) -> list[CaseResult]:
        results = []
        with closing(run_cases(experiment, numbers, self.executor, self.is_stopped, self.progress)) as finished:
            for one in finished:
                results.append(one)
                if self.progress is not None:
                    self.progress.one_more()
        if len(results) < len(numbers):
            raise SearchStopped
        return sorted(results, key=lambda one: one.number)

    def already(self) -> int:
        """Return the number of stored cases."""
        return sum(study.done for study in self._studies())

    def digest(self) -> str:
        """Return the SHA-256 of the digests of all batches: equal results, equal digest."""
        return hashlib.sha256("\n".join(study.digest for study in self._studies()).encode()).hexdigest()

    def _studies(self) -> list[Study]:
        return [Study(file.parent) for file in sorted(self.folder.glob("**/plan.json"))]


def searched(
    base: Initiative, known: Iterable[Programme], offers: Sequence[Offer], room: ProgrammeLimits, programmes: int, runs: int, bench: Bench
) -> list[TriedProgramme]:
    """Search for programmes; return all programmes tried, in order.

    known : initial programmes, reduced to the steps that fit; programmes : number to try; runs : of each, all under the same seeds
    """
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(direction="maximize", sampler=NSGAIISampler(population_size=BATCH, seed=base.seed % 2**32))
    for genes in {str(sorted(genes.items())): genes for genes in (genes_of(one, offers, room) for one in known)}.values():
        study.enqueue_trial(genes)
    tried: list[TriedProgramme] = []
    while len(tried) < programmes:
        proposals = [_asked(study, offers, room) for _ in range(min(BATCH, programmes - len(tried)))]
        found = _batch(base, [_programme(base, genes, offers, room) for _, genes in proposals], len(tried), runs, bench)
        for (trial, _), one in zip(proposals, found, strict=True):
            study.tell(trial, one.value)
        tried += found
    return tried


def _asked(study: optuna.Study, offers: Sequence[Offer], room: ProgrammeLimits) -> tuple[optuna.Trial, Genes]:
    trial = study.ask()
    _ = trial.relative_params  # assigns the trial to a generation, which Optuna omits if all genes are given
    return trial, asked(trial, offers, room)


def _programme(base: Initiative, genes: Genes, offers: Sequence[Offer], room: ProgrammeLimits) -> Programme:
    """Return the programme of a proposal; sponsors, their patience and the budgets are unchanged."""
    return base.programme.model_copy(update={"steps": steps_of(genes, offers, room), "budgets": room.budgets})


def _batch(base: Initiative, proposals: Sequence[Programme], first: int, runs: int, bench: Bench) -> list[TriedProgramme]:
    """Return the results of proposals; a programme that failed to run ranks last."""
    trials = ProgrammeTrials(base, {str(first + k): one for k, one in enumerate(proposals)}, runs, base.seed)
    known = tables_by_point(bench.played(trials, f"batches/{first // BATCH:03d}").runs)
    return [_tried(first + k, one, known.get(k), base) for k, one in enumerate(proposals)]


def _tried(number: int, programme: Programme, rows: pd.DataFrame | None, base: Initiative) -> TriedProgramme:
    if rows is None:
        return TriedProgramme(number, programme, 0.0, 0.0, -1.0)
    success, level = rows["success"].to_numpy(float).mean().item(), rows[measure_of(base)].to_numpy(float).mean().item()
    return TriedProgramme(number, programme, success, level, value_of(success, level, len(rows)))


def tables_by_point(runs: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """Return the runs of each point that ran, by replicate."""
    return {int(str(point)): table.set_index("replicate") for point, table in runs.groupby("point")}


def specification_of_search(initiative: Initiative, settings: dict[str, Any]) -> dict[str, Any]:
    """Return all inputs of a search as JSON-compatible data."""
    return specification_of(ProgrammeTrials(initiative, {"own": initiative.programme}, 1, initiative.seed)) | {"aims": settings}


def measure_of(initiative: Initiative) -> str:
    """Return the measure that ranks programmes with equal success rates."""
    return MEASURE.get(initiative.success.kind, "adoption_end")


def value_of(success: float, level: float, runs: int) -> float:
    """Return the ranking criterion: success has priority; no level compensates for one failed run.

    success : share of runs; level : any number; the value increases with both
    """
    return success + (0.5 + math.atan(level) / math.pi) / (runs + 1)


def best_of(tried: Sequence[TriedProgramme], number: int) -> list[TriedProgramme]:
    """Return the given number of programmes, the best first, each with a different set of interventions."""
    found: dict[frozenset[str], TriedProgramme] = {}
    for one in sorted(tried, key=lambda one: (-one.value, one.number)):
        found.setdefault(frozenset(one.programme.steps), one)
    return list(found.values())[:number]
