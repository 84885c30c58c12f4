"""The commands of `change-simulator`: name, purpose, and the module that runs each."""

from __future__ import annotations

from typing import NamedTuple


class CommandEntry(NamedTuple):
    """One command."""

    about: str
    module: str
    configuration: str | None = None
    """Name of its file in configs/, for commands that take settings as key=value."""


COMMANDS = {
    "simulate": CommandEntry("simulate one initiative, week by week: adoption, customers, sponsors", "sim.commands.simulate", "simulate"),
    "import": CommandEntry("read a real organisation and say how it was understood; nothing runs", "sim.commands.import_firm", "import"),
    "why": CommandEntry("why do initiatives fail? repair every set of causes in a thousand", "sim.commands.why", "why_initiatives_fail"),
    "sweep": CommandEntry("which factors change success? many points of a parameter space", "sim.commands.sweep", "sweep"),
    "compare": CommandEntry("which programme wins, and how certain is that?", "sim.commands.compare", "compare_programmes"),
    "optimise": CommandEntry("search for the best programme within a budget", "sim.commands.optimise", "optimise_programme"),
    "calibrate": CommandEntry("fit the population of initiatives to published surveys", "sim.commands.calibrate", "calibrate"),
    "lab": CommandEntry("open the change lab: play a change on a page, alone or with teams", "sim.lab.__main__"),
    "study": CommandEntry("verify, repair, show or query the files of a study", "sim.study.__main__"),
    "completion": CommandEntry("print the completion script for bash or zsh", "sim.commands.completion"),
}
