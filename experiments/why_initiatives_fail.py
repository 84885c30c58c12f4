"""Why do initiatives fail?

The program behind `change-simulator why`, to copy and change: see docs/how_to/write_a_program.md.
"""

from __future__ import annotations

from sim.commands.why import ABOUT, WhyOptions, main
from sim.config import command

if __name__ == "__main__":
    command(main, "why_initiatives_fail", WhyOptions, ABOUT)
