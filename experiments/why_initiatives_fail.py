"""Why do initiatives fail? Many are drawn from a population, and each is run again with every single cause repaired, on the same draws.

Usage: python experiments/why_initiatives_fail.py [study.initiatives=N] [seed=N] [key.path=value …]

Examples:
  python experiments/why_initiatives_fail.py
  python experiments/why_initiatives_fail.py study.initiatives=100 study.folder=outputs/quick
  python experiments/why_initiatives_fail.py seed=2 outcome=adoption_at_deadline study.folder=outputs/other
  python experiments/why_initiatives_fail.py 'population.market.elasticity={uniform: [0, 0.1]}' study.folder=outputs/inelastic
  python experiments/why_initiatives_fail.py study.coalitions=all study.folder=outputs/all_repairs

What can be set of a study:
  study.initiatives=1000          how many are drawn; the first thousand stay the same when more are asked for
  study.coalitions=singles|all    each cause repaired alone, or every set of causes together
  study.causes=[resistance,…]     which causes of configs/cause are repaired
  study.workers=2                 threads; results do not depend on them
  study.folder=FOLDER             where the study is kept (else that of hydra.run.dir); begun there, it is gone on with
  population=NAME                 which initiatives; any distribution of it: population.market.elasticity={uniform: [0, 1]}

The folder holds plan.json, summary.json, runs.parquet, initiatives.parquet, the figure, and shards/, the finished blocks.
Exit status: 0 done, 2 refused before anything was written, 3 trouble with the study's files, 4 some initiatives could not be run,
130 interrupted (what is finished is kept).
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from sim.config import Options, Refused, command
from sim.config.library import config_dir, entry_of
from sim.engine.scenario import Initiative
from sim.study.design import Design, Settings, design_of
from sim.study.population import Population

SOME_FAILED = 4


class Choice(Options):
    """The population, and the size and kind of the study."""

    engine: Literal["compiled"] = "compiled"
    study: Settings = Settings()
    population: Population


def shelf(kind: str, name: str) -> dict[str, Any]:
    """An entry of the library, as plain data."""
    return entry_of(kind, name, (config_dir(),), "population" if kind != "cause" else "study.causes")


def designed(initiative: Initiative, choice: Choice) -> Design:
    """The study that was asked for. Raises Refused."""
    try:
        return design_of(choice.study, choice.population, initiative, shelf)
    except Refused:
        raise
    except ValueError as problem:
        raise Refused(f"population: {' '.join(str(problem).split())[:300]}") from None


def main(initiative: Initiative, choice: Choice, folder: Path) -> None:
    """Draw, run, store, and say what was found."""
    from sim.compiled import is_compiled
    from sim.study.report import tell, write_results
    from sim.study.study import run_study, stoppable
    from sim.study.summary import summary_of
    from sim.views.study_figures import write_figure

    chosen = folder if choice.study.folder is None else Path(choice.study.folder)
    design = designed(initiative, choice)
    runs = choice.study.initiatives * len(design.coalitions)
    print(f"{runs:,} runs of {choice.study.initiatives:,} initiatives, into {chosen}", file=sys.stderr)
    if not is_compiled():
        print("Compiling the rules, once for this version; this takes up to a minute …", file=sys.stderr, flush=True)
    with stoppable() as stop:
        results = run_study(design, chosen, is_stopped=stop)
    if chosen != folder:
        with suppress(OSError):
            folder.rmdir()
    if not results.is_complete:
        print(f"{results.done:,} of {results.owed:,} initiatives done; resume with the same command.", file=sys.stderr)
        raise SystemExit(128 + stop.signal)
    if results.runs.num_rows == 0:
        print("No initiative could be run; initiatives.parquet in shards/ says why.", file=sys.stderr)
        raise SystemExit(SOME_FAILED)
    summary = summary_of(design, results)
    tell(summary, [*write_results(summary, results, chosen), *write_figure(summary, chosen)])
    if summary.failed_to_run:
        raise SystemExit(SOME_FAILED)


if __name__ == "__main__":
    command(main, "why_initiatives_fail", Choice, __doc__ or "")
