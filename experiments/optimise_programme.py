"""Which programme is best within a budget?

The program behind `change-simulator optimise`, to copy and change: see docs/how_to/write_a_program.md.
"""

from __future__ import annotations

from sim.commands.optimise import ABOUT, OptimiseOptions, main
from sim.config import command

if __name__ == "__main__":
    command(main, "optimise_programme", OptimiseOptions, ABOUT)
