"""A population as a file of the library: readable distributions, headed by their origin."""

from __future__ import annotations

from typing import Any

import yaml

from sim.study.population.population import Population

WIDTH = 140
MAP = "tag:yaml.org,2002:map"


def population_yaml(population: Population, heading: list[str]) -> str:
    """A population as YAML that reads back as the same; heading : lines of comment."""
    data = population.model_dump(mode="json", exclude_defaults=True)
    said = "".join(f"# {line}\n" for line in heading)
    text: str = yaml.dump(data, Dumper=_PopulationWriter, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=None)
    return said + text


class _PopulationWriter(yaml.SafeDumper):  # type: ignore[misc]
    """Writes every section anew, without references."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _written_section(writer: _PopulationWriter, section: dict[str, Any]) -> yaml.MappingNode:
    """What holds no further section, such as a distribution, stands on one line."""
    return writer.represent_mapping(MAP, section.items(), flow_style=not any(isinstance(value, dict) for value in section.values()))


_PopulationWriter.add_representer(dict, _written_section)
