"""Configuration: Hydra composes it, the schema checks it, and refusals take one line. The command line of experiments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.lazy_names import loaded_on_use

if TYPE_CHECKING:
    from sim.config.command_line import command
    from sim.config.errors import Refused, StudyError
    from sim.config.library_files import library
    from sim.config.loading import DEFAULT_SCENARIO, Options, load
    from sim.config.run_folder import write_run
    from sim.config.yaml_output import resolved_yaml
    from sim.shipped_files import config_dir

__all__ = ["DEFAULT_SCENARIO", "Options", "Refused", "StudyError", "command", "config_dir", "library", "load", "resolved_yaml", "write_run"]

_HOME = {
    "DEFAULT_SCENARIO": "sim.config.loading",
    "Options": "sim.config.loading",
    "Refused": "sim.config.errors",
    "StudyError": "sim.config.errors",
    "command": "sim.config.command_line",
    "config_dir": "sim.shipped_files",
    "library": "sim.config.library_files",
    "load": "sim.config.loading",
    "resolved_yaml": "sim.config.yaml_output",
    "write_run": "sim.config.run_folder",
}

__getattr__, __dir__ = loaded_on_use(__name__, _HOME)
