"""Which programme is best within a budget? Search interventions, start weeks and audiences, then check the best on fresh random draws."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Literal, NoReturn

from sim.commands.usages import USAGES
from sim.config import Options, Refused, command
from sim.config.library_files import names_of
from sim.config.with_more_cards import programmes_in, with_interventions
from sim.schema.initiative import Initiative
from sim.schema.programme import Programme
from sim.shipped_files import config_dir
from sim.study.execution.executor import Executor
from sim.study.optimisation.settings import OptimiseSettings
from sim.study.store.location import StudyLocation
from sim.typed_command import CONSOLE, this_command

ABOUT = USAGES["optimise"]


class OptimiseOptions(Options):
    """Settings of the search, its folder, and the executor."""

    engine: Literal["compiled"] = "compiled"
    optimise: OptimiseSettings = OptimiseSettings()
    study: StudyLocation = StudyLocation()
    executor: Executor = Executor()


def known_programmes(choice: OptimiseOptions) -> list[Programme]:
    """Programmes from which the search starts: those of the library and of the folder given by --config-dir."""
    return list(programmes_in(choice.folders).values())


def main(initiative: Initiative, choice: OptimiseOptions, run_folder: Path) -> None:
    """Search, check the best programme on fresh random draws, write the results."""
    from sim.figures.optimisation import draw_robustness, draw_search, draw_timeline
    from sim.figures.style import save
    from sim.reports.optimisation_report import tell, write_optimisation
    from sim.study.execution.progress import Progress
    from sim.study.execution.run_study import leave, stoppable
    from sim.study.optimisation.genetic_search import Bench, SearchStopped, specification_of_search
    from sim.study.optimisation.optimisation import optimised, planned_cases, room_for
    from sim.study.store.default_folder import folder_of

    wide, known = with_interventions(initiative, choice.optimise.candidates, choice.folders), known_programmes(choice)
    try:
        room_for(wide, choice.optimise)
    except ValueError as problem:
        raise Refused(f"command line: {problem}") from None
    if choice.study.shard is not None:
        raise Refused("study.shard: a search cannot be split, because each step needs all results of the step before; use another executor")
    folder = folder_of(choice.study, run_folder, initiative.name, specification_of_search(wide, choice.optimise.model_dump()))
    print(f"{choice.optimise.programmes:,} programmes, then a check on fresh random draws, into {folder}", file=sys.stderr)
    bench = Bench(folder, choice.executor)
    total = planned_cases(wide, choice.optimise)
    with stoppable() as stop, Progress(total, bench.already(), "batches of runs", choice.executor.in_words) as progress:
        bench.is_stopped, bench.progress = stop, progress
        try:
            found = optimised(wide, known, choice.optimise, bench)
        except SearchStopped:
            print(f"{bench.already():,} of {total:,} batches of runs done; resume with: {this_command()}", file=sys.stderr)
            leave(128 + stop.signal)
    used, path = write_programme(found.best, wide, folder)
    files = write_optimisation(found, bench.digest(), used, folder)
    drawn = {"programme": draw_timeline(found), "search": draw_search(found), "robustness": draw_robustness(found)}
    figures = [path for name, figure in drawn.items() for path in save(figure, folder, name)]
    tell(found, used, [path, *files, *figures])


def write_programme(best: Programme, initiative: Initiative, folder: Path) -> tuple[str, Path]:
    """Writes the best programme into a library folder, with the cards that the shipped library lacks.

    initiative : the one that the search varied, with every card that it could choose
    Returns the command that simulates the programme, and its file.
    """
    from sim.config.yaml_output import written
    from sim.reports.optimisation_report import written_programme
    from sim.study.store.blocks import write_whole

    name = f"best_for_{initiative.name}"
    library = folder / "library"
    (library / "programme").mkdir(parents=True, exist_ok=True)
    path = library / "programme" / f"{name}.yaml"
    data = written_programme(best, f"Best found for {initiative.title}", "The best programme that a search within the budgets found.")
    write_whole(path, written(data).encode())
    shipped = names_of("intervention", (config_dir(),))
    for card in sorted({step.intervention for step in best.steps.values()} - {*shipped}):
        (library / "intervention").mkdir(exist_ok=True)
        own = initiative.definitions.interventions[card].model_dump(exclude_none=True)
        write_whole(library / "intervention" / f"{card}.yaml", written(own).encode())
    scenario = initiative.name if initiative.name in names_of("scenario", (config_dir(),)) else "YOUR.yaml"
    return shlex.join([CONSOLE, "simulate", f"--config-dir={library}", f"scenario={scenario}", f"programme={name}"]), path


def start() -> NoReturn:
    """Run this command with the settings that were typed."""
    command(main, "optimise_programme", OptimiseOptions, ABOUT)
