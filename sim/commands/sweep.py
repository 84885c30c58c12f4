"""Which factors change success? Run one initiative at many points of a parameter space, with the same seeds at each point."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

from pydantic import Field

from sim.commands.usages import USAGES
from sim.config import Options, Refused, command
from sim.config.overrides import COMMAND_LINE
from sim.config.sweep_bases import Bases
from sim.exit_statuses import SOME_FAILED
from sim.schema.initiative import Initiative
from sim.study.execution.executor import Executor
from sim.study.experiments.parameter_points import ParameterPoints
from sim.study.store.location import StudyLocation
from sim.study.sweep.own_design import own_design
from sim.study.sweep.point_designs import PointDesign
from sim.study.sweep.space import factors_of
from sim.study.sweep.sweep import Sweep, variation_of, variation_of_table

ABOUT = USAGES["sweep"]


class SweepOptions(Options):
    """The space, the design of points in it, and the executor."""

    engine: Literal["compiled"] = "compiled"
    space: dict[str, Any] | str  # dotted path: [low, high], levels or a distribution; or a CSV file with a row per point
    design: PointDesign = "sobol"
    n: int = 64  # points asked for
    replicates: int = 16  # runs of each point, under the same seeds for all
    factors: Annotated[list[str], Field(max_length=2)] = []  # on the heat map; none: the two that change success most
    levers: Annotated[list[str], Field(max_length=2)] = []  # deprecated name of factors; removed in the next version
    study: StudyLocation = StudyLocation()
    executor: Executor = Executor()


def experiment_asked_for(bases: dict[str, Initiative], choice: SweepOptions) -> tuple[ParameterPoints, tuple[str, ...]]:
    """The study that the options describe, and notes on its points. Raises Refused."""
    try:
        if isinstance(choice.space, str):
            own = own_design(choice.space)
            varied: list[str] = list(own.columns)
            experiment, notes = variation_of_table(bases, own, choice.replicates)
        else:
            factors = factors_of(choice.space)
            varied = [factor.path for factor in factors]
            experiment, notes = variation_of(bases, factors, choice.design, choice.n, choice.replicates)
    except Refused:
        raise
    except ValueError as problem:
        raise Refused(f"{COMMAND_LINE}: {problem}" if isinstance(choice.space, dict) else str(problem)) from None
    unknown = next((name for name in choice.factors if name not in varied), None)
    if unknown is not None:
        raise Refused(f"{COMMAND_LINE}: factors: {unknown} is not in the space; there are {', '.join(varied)}")
    return experiment, notes


def with_new_names(choice: SweepOptions) -> SweepOptions:
    """The options with deprecated names replaced; prints a warning for each."""
    if not choice.levers:
        return choice
    print(f"{COMMAND_LINE}: levers is now called factors; the next version removes the old name", file=sys.stderr)
    return choice.model_copy(update={"factors": choice.factors or choice.levers, "levers": []})


def main(bases: dict[str, Initiative], choice: SweepOptions, run_folder: Path) -> None:
    """Choose the points, run and store the study, write the results."""
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
        print(f"This part is done ({done}). For the results, rerun the command without study.shard.")
        return
    sweep = Sweep(study, notes)
    if sweep.outcomes.empty:
        print(f"No point could be run; the first: {study.table('points')['error'].dropna().iloc[0]}", file=sys.stderr)
        raise SystemExit(SOME_FAILED)
    tell(sweep, [*write_results(sweep, folder), *write_figures(sweep, folder, choice.factors)])
    if sweep.failed:
        raise SystemExit(SOME_FAILED)


def start() -> NoReturn:
    """Run this command with the settings that were typed."""
    command(main, "sweep", SweepOptions, ABOUT, Bases())
