"""The door: composes configuration, hands plain data to the schema, and says in a line what cannot be run."""

from __future__ import annotations

from sim.config.command_line import command
from sim.config.errors import Refused, StudyError
from sim.config.library import config_dir, library
from sim.config.loading import DEFAULT_SCENARIO, Options, load
from sim.config.resolved_yaml import resolved_yaml
from sim.config.run_folder import write_run

__all__ = ["DEFAULT_SCENARIO", "Options", "Refused", "StudyError", "command", "config_dir", "library", "load", "resolved_yaml", "write_run"]
