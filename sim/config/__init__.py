"""The door: composes configuration, hands plain data to the schema, and says in a line what cannot be run."""

from __future__ import annotations

from sim.config.command_line import command
from sim.config.door import DEFAULT_SCENARIO, Options, load
from sim.config.library import config_dir, library
from sim.config.refusals import Refused, StudyError
from sim.config.resolved import resolved_yaml
from sim.config.run_folder import write_run

__all__ = ["DEFAULT_SCENARIO", "Options", "Refused", "StudyError", "command", "config_dir", "library", "load", "resolved_yaml", "write_run"]
