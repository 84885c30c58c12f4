"""Which programme wins, how sure is that, and what does it cost? Several are played on the same draws.

Usage: python experiments/compare_programmes.py [scenario=NAME|PATH.yaml] [programme=A,B,…] [key.path=value …]

Examples:
  python experiments/compare_programmes.py scenario=company_a programme=as_planned,quick_wins,people_first
  python experiments/compare_programmes.py scenario=company_a programme=own,do_nothing compare.runs=500
  python experiments/compare_programmes.py scenario=silo_firm outcome=customer_outcome compare.difference=0.02
  python experiments/compare_programmes.py programme=as_planned,big_bang seed=1001 study.folder=outputs/other_draws

What can be set of a comparison:
  programme=A,B,…           at least two; own: the one that the scenario brings
  compare.runs=200          of each programme, under the same seeds, from seed=… on
  compare.difference=0.05   of the share of success: the smallest that would matter
  compare.error=0.01        chance of claiming any difference where there is none, all pairs of programmes together
  compare.power=0.95        wanted chance of finding a difference that matters
  study.folder=FOLDER       where the runs are kept (else a folder for each comparison); begun there, they are gone on with
  executor=NAME             who computes; results do not depend on it

The folder holds plan.json, summary.json, programmes.csv, differences.csv, runs.parquet, the figure, and shards/, the finished blocks.
Exit status: 0 done, 2 refused before anything was written, 3 trouble with the files, 4 some runs could not be run,
130 interrupted (what is finished is kept).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from sim.config import Options, command
from sim.config.side_by_side import Together
from sim.schema.initiative import Initiative
from sim.study.comparison.settings import CompareSettings
from sim.study.execution.executor import Executor
from sim.study.store.location import StudyLocation

SOME_FAILED = 4


class CompareOptions(Options):
    """How many runs are compared, what difference would matter, where they are kept, and who computes them."""

    engine: Literal["compiled"] = "compiled"
    compare: CompareSettings = CompareSettings()
    study: StudyLocation = StudyLocation()
    executor: Executor = Executor()


def main(initiatives: dict[str, Initiative], choice: CompareOptions, run_folder: Path) -> None:
    """Play, store, and say which wins."""
    from sim.figures.comparison import draw_comparison
    from sim.figures.style import save
    from sim.reports.comparison_report import tell, write_comparison
    from sim.study.comparison.comparison import comparison_of, variation_of
    from sim.study.execution.run_study import carried_out
    from sim.study.experiments.experiment import specification_of
    from sim.study.store.default_folder import folder_of

    variation = variation_of(initiatives, choice.compare.runs)
    folder = folder_of(choice.study, run_folder, next(iter(initiatives.values())).name, specification_of(variation))
    print(f"{len(initiatives) * variation.replicates:,} runs of {len(initiatives)} programmes, into {folder}", file=sys.stderr)
    study = carried_out(variation, folder, choice.executor, choice.study.part)
    if not study.is_complete:
        print(f"This part is done; {study.done:,} of {study.owed:,} batches are. Without study.shard, the same command reports.")
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


if __name__ == "__main__":
    command(main, "compare_programmes", CompareOptions, __doc__ or "", Together("programme", ("as_planned", "quick_wins", "people_first")))
