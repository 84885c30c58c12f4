"""What happens? One initiative, played out once.

Usage: python experiments/simulate.py [scenario=NAME|PATH.yaml] [seed=N] [key.path=value …]

Examples:
  python experiments/simulate.py
  python experiments/simulate.py scenario=company_a seed=7
  python experiments/simulate.py scenario=company_a programme=quick_wins weeks=208
  python experiments/simulate.py scenario=outputs/simulate/my_run/scenario.yaml seed=8
  python experiments/simulate.py inhibitors.silos=0.9 dispositions.patience=0.2
  python experiments/simulate.py --multirun seed=1,2,3 programme=quick_wins,as_planned

Each run leaves a folder: scenario.yaml (plays the same run again), record.parquet, summary.json and figures.
Exit status: 0 done, 2 refused before anything was written, 3 could not go on.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from sim.config import Options, command, write_run
from sim.engine import Initiative, Record, simulate
from sim.reports.run_console import tell


class SimulateOptions(Options):
    """Which of the two engines plays; they take the same decisions."""

    engine: Literal["compiled", "mesa"] = "compiled"


def played(initiative: Initiative, engine: str) -> Record:
    """The record of one run."""
    if engine == "mesa":
        from sim.model import simulate_with_agents

        return simulate_with_agents(initiative, initiative.seed)

    return simulate(initiative, initiative.seed)


def main(initiative: Initiative, choice: SimulateOptions, folder: Path) -> None:
    """Play, write the run folder, and say what happened."""
    from sim.figures import figures_of  # help and refusals need not wait for what draws

    record = played(initiative, choice.engine)
    files = write_run(record, folder)
    tell(record, [*files, *figures_of(record, folder)])


if __name__ == "__main__":
    command(main, "simulate", SimulateOptions, __doc__ or "")
