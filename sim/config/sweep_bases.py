"""Base initiatives of a sweep, loaded with everything that the sweep's space may set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.config.errors import Refused
from sim.config.loading import Loaded, loaded
from sim.config.overrides import COMMAND_LINE, Override
from sim.config.side_by_side import LoadedTogether
from sim.declared import Declared
from sim.schema.initiative import Definitions, Initiative

if TYPE_CHECKING:
    from sim.study.sweep.space import Factor


class Bases:
    """One initiative for each choice that a space leaves among entries of the library."""

    def joined(self, overrides: Sequence[Override]) -> list[Override]:
        """Refuses lists of values outside the space."""
        return list(overrides)

    def loaded(
        self, config_name: str, scenario: str | Path | None, texts: Sequence[str], config_dir: str | Path | None, options: type[Declared]
    ) -> LoadedTogether:
        """The initiatives by what was chosen, each knowing every card that some point of the space uses.

        Raises Refused, also for an end of the space that the door would not let in.
        """
        from sim.study.sweep.own_design import own_design
        from sim.study.sweep.space import covering, factors_of  # with distributions; other programs need none of it
        from sim.study.sweep.sweep import base_name

        def read(*more: str) -> Loaded:
            return loaded(config_name, scenario, [*texts, *more], config_dir, options)

        plain = read()
        space = plain.options.space
        try:
            table = own_design(space) if isinstance(space, str) else None
            factors = [*table.shelves, *table.examples] if table is not None else factors_of(plain.options.space)
        except ValueError as problem:
            raise Refused(str(problem) if isinstance(space, str) else f"{COMMAND_LINE}: {problem}") from None
        shelves = [factor for factor in factors if factor.is_shelf]
        ends = [_texts(point) for point in covering([factor for factor in factors if not factor.is_shelf])]
        if table is not None:
            read = partial(_read_for_table, read, table.name)
        bases: dict[str, Initiative] = {}
        for choice in _choices(shelves):
            base = read(*_texts(choice)).initiative if choice else plain.initiative
            knowing = [read(*_texts(choice), *end).initiative for end in ends]
            bases[base_name(choice, set(choice)) or base.name] = _with_cards(base, knowing)
        return LoadedTogether(bases, plain.options)


def _read_for_table(read: Callable[..., Loaded], name: str, *more: str) -> Loaded:
    """An initiative at a point of a table; a refusal names the table, which stands behind what was not typed."""
    try:
        return read(*more)
    except Refused as refusal:
        raise Refused(str(refusal).replace(COMMAND_LINE, name)) from None


def _choices(shelves: Sequence[Factor]) -> list[dict[str, Any]]:
    """Every combination of the entries that a space names; names alone, since a shelf has no other values."""
    for factor in shelves:
        if not all(isinstance(value, str) for value in factor.ends):
            raise Refused(f"{COMMAND_LINE}: space: {factor.path}: takes names of the library; for numbers, give the path of one value")
    return [dict(zip([factor.path for factor in shelves], names, strict=True)) for names in product(*(factor.ends for factor in shelves))]


def _texts(values: dict[str, Any]) -> list[str]:
    """Values as they would be typed."""
    return [f"{path}={_typed(value)}" for path, value in values.items()]


def _typed(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _with_cards(base: Initiative, others: Sequence[Initiative]) -> Initiative:
    """The same initiative with the definitions that the other bases need."""
    merged = {name: {} for name in Definitions.model_fields}
    for one in (*others, base):
        for name, known in merged.items():
            known |= getattr(one.definitions, name)
    return base.model_copy(update={"definitions": Definitions(**merged)})
