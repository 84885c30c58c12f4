"""Several values of one key, typed as key=a,b,c, that one job runs side by side instead of one job each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from sim.config.errors import Refused, shown
from sim.config.loading import loaded
from sim.config.overrides import COMMAND_LINE, Override, parsed
from sim.declared import Declared
from sim.schema.initiative import Initiative

OWN = "own"
"""Means the scenario's own value."""


class LoadedTogether(NamedTuple):
    """Checked initiatives by the value in which they differ, with the checked options of the program."""

    initiative: dict[str, Initiative]
    options: Any


class Together(NamedTuple):
    """The key over which a program compares."""

    key: str
    values: tuple[str, ...]  # where none are typed

    def joined(self, overrides: Sequence[Override]) -> list[Override]:
        """The same overrides, with those of the key no sweep any more. Raises Refused where what they name cannot be compared."""
        for override in overrides:
            if override.key == self.key:
                self._refuse_few_or_twice(_values_of(override))
        return [self._joined(override) for override in overrides]

    def loaded(
        self, config_name: str, scenario: str | Path | None, texts: Sequence[str], config_dir: str | Path | None, options: type[Declared]
    ) -> LoadedTogether:
        """An initiative for each value, through the same door as any other. Raises Refused."""
        typed = [text for text in texts if text.split("=", 1)[0] == self.key]
        others = [text for text in texts if text not in typed]
        values = _values_of(parsed(typed)[-1]) if typed else self.values
        each = {
            value: loaded(config_name, scenario, others if value == OWN else [*others, f"{self.key}={value}"], config_dir, options)
            for value in values
        }
        self._refuse_equal({value: one.initiative for value, one in each.items()})
        return LoadedTogether({value: one.initiative for value, one in each.items()}, next(iter(each.values())).options)

    def _joined(self, override: Override) -> Override:
        return override if override.key != self.key else override._replace(values=(), points=1, is_sweep=False)

    def _refuse_few_or_twice(self, values: tuple[str, ...]) -> None:
        if len(values) < 2:
            raise Refused(f"{COMMAND_LINE}: {self.key}: {shown(', '.join(values))}: at least 2 are compared; write {self.key}=one,other")
        twice = next((value for place, value in enumerate(values) if value in values[:place]), None)
        if twice is not None:
            raise Refused(f"{COMMAND_LINE}: {self.key}: {shown(twice)} is given twice; each is compared once")

    def _refuse_equal(self, initiatives: dict[str, Initiative]) -> None:
        for one, other in combinations(initiatives, 2):
            if initiatives[one] == initiatives[other]:
                raise Refused(f"{COMMAND_LINE}: {self.key}: {shown(one)} and {shown(other)} are the same; each is compared once")


def _values_of(override: Override) -> tuple[str, ...]:
    return override.values if override.is_sweep else (str(override.value),)
