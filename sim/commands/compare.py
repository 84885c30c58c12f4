"""Which programme wins, how certain is that, and what does it cost? Run several programmes on the same random draws."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal, NoReturn

from sim.commands.usages import USAGES
from sim.config import Options, command
from sim.config.side_by_side import Together
from sim.exit_statuses import SOME_FAILED
from sim.schema.initiative import Initiative
from sim.study.comparison.settings import CompareSettings
from sim.study.execution.executor import Executor
from sim.study.population.description import AS_RATED, DescriptionUncertainty
from sim.study.store.location import StudyLocation

ABOUT = USAGES["compare"]


class CompareOptions(Options):
    """Number of runs, the difference that matters, the uncertainty of the description, the folder, and the executor."""

    engine: Literal["compiled"] = "compiled"
    compare: CompareSettings = CompareSettings()
    description: DescriptionUncertainty = AS_RATED
    study: StudyLocation = StudyLocation()
    executor: Executor = Executor()


def main(initiatives: dict[str, Initiative], choice: CompareOptions, run_folder: Path) -> None:
    """Run and store all programmes, compare them, write the results."""
    from sim.figures.comparison import draw_comparison
    from sim.figures.style import save
    from sim.reports.comparison_report import tell, write_comparison
    from sim.study.comparison.comparison import comparison_of, variation_of
    from sim.study.execution.run_study import carried_out
    from sim.study.experiments.experiment import specification_of
    from sim.study.store.default_folder import folder_of

    variation = variation_of(initiatives, choice.compare.runs, None, choice.description)
    folder = folder_of(choice.study, run_folder, next(iter(initiatives.values())).name, specification_of(variation))
    print(f"{len(initiatives) * variation.replicates:,} runs of {len(initiatives)} programmes, into {folder}", file=sys.stderr)
    study = carried_out(variation, folder, choice.executor, choice.study.part)
    if not study.is_complete:
        print(f"This part is done ({study.done:,} of {study.owed:,} batches). For the results, rerun the command without study.shard.")
        return
    trouble = study.table("points")["error"].dropna()
    for error in trouble.unique()[:3]:
        print(f"Some runs could not be run: {error}", file=sys.stderr)
    if (study.runs.groupby("replicate")["point"].nunique().to_numpy() == len(initiatives)).sum() < 2:
        print("No comparison: fewer than two replicates ran with every programme.", file=sys.stderr)
        raise SystemExit(SOME_FAILED)
    comparison = comparison_of(variation, study.runs, choice.compare)
    files = write_comparison(comparison, study.digest, folder)
    tell(comparison, [*files, *save(draw_comparison(comparison), folder, "comparison")])
    if len(trouble):
        raise SystemExit(SOME_FAILED)


def start() -> NoReturn:
    """Run this command with the settings that were typed."""
    command(main, "compare_programmes", CompareOptions, ABOUT, Together("programme", ("as_planned", "quick_wins", "people_first")))
