"""What is the best programme under a budget: which interventions, when, and for whom?

Usage: python experiments/optimise_programme.py [scenario=NAME|PATH.yaml] [optimise.money=N] [key.path=value …]

Examples:
  python experiments/optimise_programme.py scenario=company_a
  python experiments/optimise_programme.py scenario=company_a optimise.money=800 optimise.most=6
  python experiments/optimise_programme.py scenario=silo_firm outcome=customer_outcome optimise.programmes=1000
  python experiments/optimise_programme.py 'optimise.candidates=[training, coach_leaders, share_the_why, switch_metrics]'

What can be set of a search:
  optimise.money=800                thousand euro (else the programme's budget, or what the scenario's own programme takes)
  programme.budgets.leaders_time=…  and programme.budgets.attention=…: the other two budgets; no programme exceeds any of the three
  optimise.candidates=[A, B, …]     interventions that may be used (else all that fit)
  optimise.most=6                   steps (else as many as the scenario's own programme has)
  optimise.programmes=360           how many are tried, with optimise.runs=8 runs each
  optimise.checking=200             runs of what is reported, on draws that the search has not seen
  study.folder=FOLDER               where all is kept (else a folder for each search); begun there, it is gone on with
  executor=NAME                     who computes; results do not depend on it

The folder holds summary.json, library/programme/best_for_SCENARIO.yaml, programmes.csv, trials.parquet, the figures, and the runs.
Exit status: 0 done, 2 refused before anything was written, 3 trouble with the files, 130 interrupted (what is finished is kept).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from sim.config import Options, Refused, command
from sim.config.library import config_dir, entry_of, names_of
from sim.config.with_more_cards import with_interventions
from sim.schema.initiative import Initiative
from sim.schema.programme import Programme
from sim.study.execution.executor import Executor
from sim.study.optimisation.settings import OptimiseSettings
from sim.study.store.location import StudyLocation


class OptimiseOptions(Options):
    """What is looked for, where it is kept, and who computes it."""

    engine: Literal["compiled"] = "compiled"
    optimise: OptimiseSettings = OptimiseSettings()
    study: StudyLocation = StudyLocation()
    executor: Executor = Executor()


def known_programmes(choice: OptimiseOptions) -> list[Programme]:
    """The programmes of the library, and of the folder given by --config-dir, with which the search begins."""
    names = names_of("programme", choice.folders)
    return [Programme.model_validate(entry_of("programme", name, choice.folders, "library")) for name in names]


def main(initiative: Initiative, choice: OptimiseOptions, run_folder: Path) -> None:
    """Search, check, and say what was found."""
    from sim.figures.optimisation import draw_robustness, draw_search, draw_timeline
    from sim.figures.style import save
    from sim.reports.optimisation_report import tell, write_optimisation
    from sim.study.execution.progress import Progress
    from sim.study.execution.run_study import leave, stoppable, this_command
    from sim.study.optimisation.genetic_search import Bench, SearchStopped, specification_of_search
    from sim.study.optimisation.optimisation import optimised, planned_cases, room_for
    from sim.study.store.default_folder import folder_of

    wide = with_interventions(initiative, choice.optimise.candidates)
    try:
        room_for(wide, choice.optimise)
    except ValueError as problem:
        raise Refused(f"command line: {problem}") from None
    if choice.study.shard is not None:
        raise Refused("study.shard: a search needs all results of a step before the next, so it cannot be split; use another executor")
    folder = folder_of(choice.study, run_folder, initiative.name, specification_of_search(wide, choice.optimise.model_dump()))
    print(f"{choice.optimise.programmes:,} programmes, then a check on fresh draws, into {folder}", file=sys.stderr)
    bench = Bench(folder, choice.executor)
    total = planned_cases(wide, choice.optimise)
    with stoppable() as stop, Progress(total, bench.already(), "batches of runs", choice.executor.in_words) as progress:
        bench.is_stopped, bench.progress = stop, progress
        try:
            found = optimised(wide, known_programmes(choice), choice.optimise, bench)
        except SearchStopped:
            print(f"{bench.already():,} of {total:,} batches of runs done; resume with: {this_command()}", file=sys.stderr)
            leave(128 + stop.signal)
    used, path = write_programme(found.best, initiative, folder)
    files = write_optimisation(found, bench.digest(), used, folder)
    drawn = {"programme": draw_timeline(found), "search": draw_search(found), "robustness": draw_robustness(found)}
    figures = [path for name, figure in drawn.items() for path in save(figure, folder, name)]
    tell(found, used, [path, *files, *figures])


def write_programme(best: Programme, initiative: Initiative, folder: Path) -> tuple[str, Path]:
    """The best programme as a file of a library of its own, and the command that plays it."""
    from sim.config.resolved_yaml import written
    from sim.reports.optimisation_report import written_programme
    from sim.study.store.blocks import write_whole

    name = f"best_for_{initiative.name}"
    library = folder / "library"
    (library / "programme").mkdir(parents=True, exist_ok=True)
    path = library / "programme" / f"{name}.yaml"
    data = written_programme(best, f"Best found for {initiative.title}", "The best programme that a search within the budgets found.")
    write_whole(path, written(data).encode())
    scenario = initiative.name if initiative.name in names_of("scenario", (config_dir(),)) else "YOUR.yaml"
    return f"python experiments/simulate.py --config-dir={library} scenario={scenario} programme={name}", path


if __name__ == "__main__":
    command(main, "optimise_programme", OptimiseOptions, __doc__ or "")
