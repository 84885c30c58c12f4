"""What happens? Simulate one initiative once."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NoReturn

from sim.config import Options, command, write_run
from sim.engine import Initiative, Record, simulate
from sim.reports.run_console import tell

ABOUT = """
What happens? Simulate one initiative once.

Usage: {program} [scenario=NAME|PATH.yaml] [seed=N] [key.path=value …]

Examples:
  {program}
  {program} scenario=company_a seed=7
  {program} scenario=company_a programme=quick_wins weeks=208
  {program} scenario=outputs/simulate/my_run/scenario.yaml seed=8
  {program} inhibitors.silos=0.9 dispositions.patience=0.2
  {program} --multirun seed=1,2,3 programme=quick_wins,as_planned

Each run writes a folder: scenario.yaml (reproduces the run), record.parquet, summary.json and figures. A run takes about a second;
the first on a machine also compiles the rules, for about a minute.
Exit status: 0 done, 2 input refused before anything was written, 3 could not continue.
"""


class SimulateOptions(Options):
    """The engine; both take the same decisions."""

    engine: Literal["compiled", "mesa"] = "compiled"


def simulated(initiative: Initiative, engine: str) -> Record:
    """The record of one run."""
    if engine == "mesa":
        from sim.model import simulate_with_agents

        return simulate_with_agents(initiative, initiative.seed)

    return simulate(initiative, initiative.seed)


def main(initiative: Initiative, choice: SimulateOptions, folder: Path) -> None:
    """Simulate, write the run folder, print what happened."""
    from sim.figures import figures_of  # slow to import; not needed for help and refusals

    record = simulated(initiative, choice.engine)
    files = write_run(record, folder)
    tell(record, [*files, *figures_of(record, folder)])


def start() -> NoReturn:
    """Run this command with the settings that were typed."""
    command(main, "simulate", SimulateOptions, ABOUT)
