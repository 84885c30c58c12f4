"""A resolved scenario as YAML: everything a run depends on, in a text that loads as the same initiative."""

from __future__ import annotations

from typing import Any

import yaml

from sim.config.safe_yaml import scalar
from sim.schema.initiative import Initiative


class _ExactWriter(yaml.SafeDumper):  # type: ignore[misc]
    """Writes what the safe loader reads back: exact floats, text in quotes wherever it could be taken for something else."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _written_text(writer: _ExactWriter, text: str) -> yaml.ScalarNode:
    style = "'" if scalar(text[:100], "", 0) != text[:100] else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _written_float(writer: _ExactWriter, number: float) -> yaml.ScalarNode:
    digits, e, exponent = repr(number).partition("e")
    point = ".0" if e and "." not in digits else ""  # without one, 1e-06 would be written with a tag
    return writer.represent_scalar("tag:yaml.org,2002:float", f"{digits}{point}{e}{exponent}")


_ExactWriter.add_representer(str, _written_text)
_ExactWriter.add_representer(float, _written_float)


def resolved_yaml(initiative: Initiative) -> str:
    """An initiative as YAML, with every number of every rule and every definition it uses."""
    return written(initiative.model_dump(exclude_none=True))


def written(data: dict[str, Any]) -> str:
    """Plain data as YAML that the safe loader reads back as it was."""
    text: str = yaml.dump(data, Dumper=_ExactWriter, sort_keys=False, allow_unicode=True, width=120)
    return text
