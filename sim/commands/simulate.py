"""What happens? Simulate one initiative once."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NoReturn

from sim.commands.usages import USAGES
from sim.config import Options, command, write_run
from sim.engine import Initiative, Record, simulate
from sim.reports.run_console import tell

ABOUT = USAGES["simulate"]


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
