"""What do factors do to success? One initiative at many points of a space, each under the same seeds.

Usage: python experiments/sweep.py [scenario=NAME|PATH.yaml] 'space={PATH: VALUES, …}' [design=KIND] [n=N] [key.path=value …]

Examples:
  python experiments/sweep.py scenario=company_a 'space={programme.start_autonomy: [0, 1], organisation.span: [4, 12]}' n=512
  python experiments/sweep.py scenario=punitive_policies 'space={dispositions.patience: [0, 1]}' design=grid n=11
  python experiments/sweep.py 'space={programme: [as_planned, quick_wins], dispositions.commitment: [0, 1]}' n=128
  python experiments/sweep.py 'space={rules.habit.growth: {log_uniform: [0.01, 0.2]}, weeks: [104, 156, 208]}' design=latin_hypercube
  python experiments/sweep.py n=512 --multirun hydra/sweeper=design hydra.sweeper.jobs=2 hydra/launcher=submitit_local

What may stand in the space, for any path of the scenario (--cfg job shows all):
  [0, 1]                          anything between two ends; whole numbers only, where the scenario takes no others
  [4, 8, 12] or [low, high]       levels: more than two numbers, or words
  {log_uniform: [0.01, 1]}        a distribution: uniform, log_uniform, whole, beta, normal (with within: [a, b]), choice
  programme: [NAME, NAME]         entries of the library; also organisation and scenario

What it is laid out with:
  design=sobol|latin_hypercube|grid   scattered evenly (Sobol best with n a power of two), or every level with every other
  n=64 replicates=16                  points asked for, and runs of each, under the same seeds from `seed` on
  factors=[PATH,PATH]                 the two that the heat map shows; none: those that move success most
  study.folder=FOLDER                 where the study is kept (else a folder for each sweep, below that of hydra.run.dir)
  hydra/sweeper=design                with --multirun, the study is split into hydra.sweeper.jobs=N jobs for any launcher;
                                      without, everything runs in batches inside this one job
Plain --multirun over a few values (programme=quick_wins,as_planned) runs one sweep for each.

The folder holds plan.json, summary.json, points.csv, points.parquet, runs.parquet, the figures, and shards/, the finished blocks.
The same command goes on with what a killed one left. Exit status: 0 done, 2 refused before anything was written, 3 trouble with the
study's files, 4 some points could not be run, 130 interrupted (what is finished is kept).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from sim.config import Options, Refused, command
from sim.config.overrides import COMMAND_LINE
from sim.config.sweep_bases import Bases
from sim.schema.initiative import Initiative
from sim.study.execution.executor import Executor
from sim.study.experiments.parameter_points import ParameterPoints
from sim.study.store.location import StudyLocation
from sim.study.sweep.point_designs import PointDesign
from sim.study.sweep.space import factors_of
from sim.study.sweep.sweep import Sweep, variation_of

SOME_FAILED = 4


class SweepOptions(Options):
    """The space, the design in it, and who computes."""

    engine: Literal["compiled"] = "compiled"
    space: dict[str, Any]  # dotted path: [low, high], levels or a distribution
    design: PointDesign = "sobol"
    n: int = 64  # points asked for
    replicates: int = 16  # runs of each point, under the same seeds for all
    factors: Annotated[list[str], Field(max_length=2)] = []  # that the figure shows; none: those that move success most
    levers: Annotated[list[str], Field(max_length=2)] = []  # the name of factors before; it goes with the next version
    study: StudyLocation = StudyLocation()
    executor: Executor = Executor()


def experiment_asked_for(bases: dict[str, Initiative], choice: SweepOptions) -> tuple[ParameterPoints, tuple[str, ...]]:
    """The study that was asked for, and what is to be said of its points. Raises Refused."""
    try:
        factors = factors_of(choice.space)
        experiment, notes = variation_of(bases, factors, choice.design, choice.n, choice.replicates)
    except Refused:
        raise
    except ValueError as problem:
        raise Refused(f"{COMMAND_LINE}: {problem}") from None
    varied = [factor.path for factor in factors]
    unknown = next((name for name in choice.factors if name not in varied), None)
    if unknown is not None:
        raise Refused(f"{COMMAND_LINE}: factors: {unknown} is not in the space; there are {', '.join(varied)}")
    return experiment, notes


def with_new_names(choice: SweepOptions) -> SweepOptions:
    """The options with old names in their new place; each is said once."""
    if not choice.levers:
        return choice
    print(f"{COMMAND_LINE}: levers is now called factors; the old name goes with the next version", file=sys.stderr)
    return choice.model_copy(update={"factors": choice.factors or choice.levers, "levers": []})


def main(bases: dict[str, Initiative], choice: SweepOptions, run_folder: Path) -> None:
    """Lay out, run, store, and say what was found."""
    from sim.figures.sweep import write_figures
    from sim.reports.sweep_report import tell, write_results
    from sim.study.execution.run_study import carried_out
    from sim.study.experiments.experiment import specification_of
    from sim.study.store.default_folder import folder_of

    choice = with_new_names(choice)
    experiment, notes = experiment_asked_for(bases, choice)
    folder = folder_of(choice.study, run_folder, next(iter(bases.values())).name, specification_of(experiment))
    print(f"{len(experiment.points) * experiment.replicates:,} runs of {len(experiment.points):,} points, into {folder}", file=sys.stderr)
    for note in notes:
        print(f"{note}.", file=sys.stderr)
    study = carried_out(experiment, folder, choice.executor, choice.study.part)
    if not study.is_complete:
        done = f"{study.done:,} of {study.owed:,} {experiment.cases_called}"
        print(f"This part is done; {done} are. Without study.shard, the same command reports.")
        return
    sweep = Sweep(study, notes)
    if sweep.outcomes.empty:
        print("No point could be run; the table of points says why.", file=sys.stderr)
        raise SystemExit(SOME_FAILED)
    tell(sweep, [*write_results(sweep, folder), *write_figures(sweep, folder, choice.factors)])
    if sweep.failed:
        raise SystemExit(SOME_FAILED)


if __name__ == "__main__":
    command(main, "sweep", SweepOptions, __doc__ or "", Bases())
