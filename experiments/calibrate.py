"""Which population agrees with published surveys?

The program behind `change-simulator calibrate`, to copy and change: see docs/how_to/write_a_program.md.
"""

from __future__ import annotations

from sim.commands.calibrate import ABOUT, CalibrateOptions, main
from sim.config import command

if __name__ == "__main__":
    command(main, "calibrate", CalibrateOptions, ABOUT)
