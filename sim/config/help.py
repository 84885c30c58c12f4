"""Help: how to start an experiment, and what there is to choose from."""

from __future__ import annotations

import textwrap
from typing import Literal, get_args, get_origin

from sim.config.library import library
from sim.declared import Declared

_SHOWN = ("scenarios", "programmes", "organisations", "interventions", "catalysts", "inhibitors", "outcomes")
_WIDTH = 118


def help_text(about: str, options: type[Declared]) -> str:
    """Usage, then what can be set, then what the library holds, a line each."""
    parts = [about.strip(), _OVERRIDES.strip()]
    own = [f"  {name}={_words(field.annotation)}  (default {field.default})" for name, field in options.model_fields.items()]
    if own:
        parts.append("\n".join(["Options of this experiment:", *own]))
    shelves = library()
    parts += [_listed(shelf, shelves[shelf]) for shelf in _SHOWN]
    return "\n\n".join(parts)


_OVERRIDES = """
Any value can be set as key.path=value:
  scenario=NAME or scenario=PATH.yaml      what is played (a file holds a whole initiative, as a run folder's scenario.yaml does)
  programme=NAME organisation=NAME         another plan, another organisation
  seed=7 weeks=104 outcome=NAME            the draw, how long, what counts as success
  catalysts.NAME=0.5 inhibitors.NAME=0.8   what helps and hinders, and how strongly
  dispositions.commitment=0.9              where people and sponsors stand at the start
  programme.steps.NAME.start=26            one step of the plan
  rules.habit.growth=0.05                  any number of any rule
  ~inhibitors.NAME                         take something away
Where and how it runs:
  hydra.run.dir=FOLDER                     where the files go
  --multirun seed=1,2,3                    one run for each value
  --config-dir=FOLDER                      scenarios, programmes, … of your own beside the library's
  --cfg job                                show the whole scenario, and run nothing
"""


def _words(annotation: object) -> str:
    return (
        "|".join(map(str, get_args(annotation))) if get_origin(annotation) is Literal else str(getattr(annotation, "__name__", annotation))
    )


def _listed(shelf: str, entries: dict[str, dict[str, str]]) -> str:
    widest = max((len(name) for name in entries), default=0)
    lines = [f"  {name.ljust(widest)}  {_line(entry, _WIDTH - widest - 4)}" for name, entry in entries.items()]
    return "\n".join([f"{shelf.capitalize()}:", *(lines or ["  (none)"])])


def _line(entry: dict[str, str], width: int) -> str:
    """A title, and as much of the description as fits in the line."""
    text = f"{entry['title']}. {entry['description']}" if entry["description"] else entry["title"]
    return textwrap.shorten("".join(c if c.isprintable() else " " for c in text), width, placeholder=" …")
