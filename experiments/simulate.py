"""Simulate one initiative once.

The program behind `change-simulator simulate`, to copy and change: see docs/how_to/write_a_program.md.
"""

from __future__ import annotations

from pathlib import Path

from sim.commands.simulate import ABOUT, SimulateOptions, simulated
from sim.config import command, write_run
from sim.engine import Initiative
from sim.figures import figures_of
from sim.reports.run_console import tell


def main(initiative: Initiative, choice: SimulateOptions, folder: Path) -> None:
    """Simulate, write the run folder, print what happened."""
    record = simulated(initiative, choice.engine)
    tell(record, [*write_run(record, folder), *figures_of(record, folder)])


if __name__ == "__main__":
    command(main, "simulate", SimulateOptions, ABOUT)
