"""Which programme wins?

The program behind `change-simulator compare`, to copy and change: see docs/how_to/write_a_program.md.
"""

from __future__ import annotations

from sim.commands.compare import ABOUT, CompareOptions, main
from sim.config import command
from sim.config.side_by_side import Together

if __name__ == "__main__":
    command(main, "compare_programmes", CompareOptions, ABOUT, Together("programme", ("as_planned", "quick_wins", "people_first")))
