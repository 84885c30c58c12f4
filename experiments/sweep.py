"""Which factors change success?

The program behind `change-simulator sweep`, to copy and change: see docs/how_to/write_a_program.md.
"""

from __future__ import annotations

from sim.commands.sweep import ABOUT, SweepOptions, main
from sim.config import command
from sim.config.sweep_bases import Bases

if __name__ == "__main__":
    command(main, "sweep", SweepOptions, ABOUT, Bases())
