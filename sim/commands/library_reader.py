"""Reads library entries for a command, from the shipped library and the folder given by --config-dir."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from sim.config import Options
from sim.config.errors import refusal_of
from sim.config.library_files import entry_of, file_of
from sim.declared import Declared
from sim.schema.interventions import Catalyst, Inhibitor, Intervention
from sim.schema.philosophy import Philosophy
from sim.schema.programme import Programme
from sim.study.experiments.model_alternatives import Alternative
from sim.study.population.causes import Cause
from sim.study.population.library_parts import LibraryReader
from sim.study.population.posterior import PosteriorDraws

_SCHEMAS: dict[str, type[Declared]] = {
    "catalyst": Catalyst,
    "cause": Cause,
    "inhibitor": Inhibitor,
    "intervention": Intervention,
    "philosophy": Philosophy,
    "programme": Programme,
    "posterior": PosteriorDraws,
    "robustness": Alternative,
}
_ASKED_BY = {
    "catalyst": "population.catalysts",
    "cause": "study.causes",
    "inhibitor": "population.inhibitors",
    "programme": "population.programme.of",
    "posterior": "population.posterior",
    "robustness": "study.robustness",
}
"""Settings that name entries of a kind; programmes name the others."""


def reader_for(choice: Options, changes: Mapping[tuple[str, str], Mapping[str, Any]] | None = None) -> LibraryReader:
    """A function that reads and checks an entry by kind and name.

    changes : keys of an entry that settings replace, by kind and name
    The function raises Refused, with the setting that asked for an unknown entry, or the file and key of an invalid one.
    """

    def read(kind: str, name: str) -> dict[str, Any]:
        asked_by = _ASKED_BY.get(kind, "population.programme.of")
        data = entry_of(kind, name, choice.folders, asked_by) | dict((changes or {}).get((kind, name), {}))
        try:
            _SCHEMAS[kind].model_validate(data)
        except ValidationError as error:
            _, label = file_of(kind, name, choice.folders, asked_by)
            raise refusal_of(error, _SCHEMAS[kind], data, lambda _: label) from None
        return data

    return read
