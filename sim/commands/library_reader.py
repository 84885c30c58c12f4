"""Reads library entries for a command, from the shipped library and the folder given by --config-dir."""

from __future__ import annotations

from sim.config import Options
from sim.config.library_files import entry_of
from sim.study.population.library_parts import LibraryReader


def reader_for(choice: Options) -> LibraryReader:
    """A function that reads an entry by kind and name; a refusal names the setting that asked for the entry."""
    return lambda kind, name: entry_of(kind, name, choice.folders, "study.causes" if kind == "cause" else "population")
