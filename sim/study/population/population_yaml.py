"""Writes a population as an editable library file with a provenance header."""

from __future__ import annotations

from typing import Any

import yaml

from sim.study.population.population import Population

WIDTH = 140
MAP = "tag:yaml.org,2002:map"


def population_yaml(population: Population, heading: list[str]) -> str:
    """Return a population as YAML that loads as the same population; heading : comment lines."""
    data = population.model_dump(mode="json", exclude_defaults=True)
    said = "".join(f"# {line}\n" for line in heading)
    text: str = yaml.dump(data, Dumper=_PopulationWriter, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=None)
    return said + text


class _PopulationWriter(yaml.SafeDumper):  # type: ignore[misc]
    """YAML dumper that writes repeated sections in full, without references."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _written_section(writer: _PopulationWriter, section: dict[str, Any]) -> yaml.MappingNode:
    """Represent a section without subsections, such as a distribution, on one line."""
    return writer.represent_mapping(MAP, section.items(), flow_style=not any(isinstance(value, dict) for value in section.values()))


_PopulationWriter.add_representer(dict, _written_section)
