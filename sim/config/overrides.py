"""Overrides such as `key.path=value`, parsed with Hydra's grammar and applied to plain data."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import islice, product
from typing import Any, NamedTuple

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override as HydraOverride
from hydra.errors import HydraException

from sim.config.errors import Refused, dotted, hint, shown
from sim.config.safe_yaml import DEEPEST, LONGEST_INTEGER, RESERVED, refuse_unsafe

LONGEST = 10_000  # characters
MOST_POINTS = 10_000  # of a grid
COMMAND_LINE = "command line"


class Override(NamedTuple):
    """One override: which key, what it becomes, and how it was typed."""

    text: str
    path: tuple[str, ...]
    value: Any
    deletes: bool = False
    values: tuple[str, ...] = ()  # texts of a sweep's values, or the two ends of an interval; empty: a single value
    points: int = 1  # how many values; more than are listed where they are too many
    is_sweep: bool = False

    @property
    def key(self) -> str:
        return ".".join(self.path)

    @property
    def is_for_hydra(self) -> bool:
        """Whether it steers how and where a run is started, not what is simulated."""
        return self.path[0] == "hydra" or self.path[0].startswith("hydra/")


def parsed(texts: Sequence[str]) -> list[Override]:
    """Each text is one override, or it is refused with what is wrong with it.

    Raises Refused.
    """
    return [_parsed(text) for text in texts]


def _parsed(text: str) -> Override:
    _refuse_text(text)
    try:
        override = OverridesParser.create().parse_override(text)
        sweep = override.is_sweep_override()
        value = None if sweep else override.value()
        values = _values(override) if sweep else ()
    except RecursionError:
        raise Refused(f"{COMMAND_LINE}: {shown(text)}: nested too deep; at most {DEEPEST} levels") from None
    except (HydraException, ValueError) as problem:
        why = str(problem).splitlines()[0][:120]
        raise Refused(f"{COMMAND_LINE}: {shown(text)}: {why}; write key.path=value, with quotes around text that is not a word") from None
    if override.key_or_group == "" or "@" in text.split("=")[0]:
        raise Refused(f"{COMMAND_LINE}: {shown(text)}: no key; write key.path=value")
    if not sweep:
        refuse_unsafe({override.key_or_group: value}, COMMAND_LINE)
    return Override(text, tuple(override.key_or_group.split(".")), _plain(value), override.is_delete(), values, _points(override), sweep)


def _refuse_text(text: str) -> None:
    if len(text) > LONGEST:
        raise Refused(f"{COMMAND_LINE}: {shown(text)}: {len(text):,} characters; at most {LONGEST:,}")
    if "${" in text:
        raise Refused(f"{COMMAND_LINE}: {shown(text)}: '${{' is not allowed; values cannot refer to others or to the environment")
    digits = re.search(r"[0-9]{4301,}", text)
    if digits:
        raise Refused(
            f"{COMMAND_LINE}: {shown(text)}: a whole number of {len(digits[0]):,} digits; at most {LONGEST_INTEGER:,} can be read"
        )
    for word in RESERVED:
        if word in text:
            raise Refused(f"{COMMAND_LINE}: {shown(text)}: {word} is a reserved key; a configuration cannot name code")
    if max(text.count(bracket) for bracket in "[{(") > 1_000:
        raise Refused(f"{COMMAND_LINE}: {shown(text)}: nested too deep; at most {DEEPEST} levels")


def _plain(value: Any) -> Any:
    """The same value as the safe loader would have read it: keys are text, minus zero is zero."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value + 0.0 if isinstance(value, float) else value


def _values(override: HydraOverride) -> tuple[str, ...]:
    if override.is_interval_sweep():
        interval: Any = override._value
        return (str(interval.start), str(interval.end))
    return tuple(islice(override.sweep_string_iterator(), MOST_POINTS + 1))


def _points(override: HydraOverride) -> int:
    """Number of values of a sweep, without listing them."""
    swept: Any = override._value
    if override.is_range_sweep():
        points = math.ceil((swept.stop - (swept.start or 0)) / swept.step - 1e-9)
        return max(0, int(points))
    return len(swept.list) if override.is_choice_sweep() else 1


def grid_of(overrides: Sequence[Override], limit: int) -> list[tuple[str, ...]]:
    """The combinations of a sweep, as texts of overrides; beyond the limit, each value once.

    Raises Refused for a grid of none, or of more than can be run.
    """
    count = math.prod(override.points for override in overrides)
    if not 1 <= count <= MOST_POINTS:
        raise Refused(f"{COMMAND_LINE}: the sweep has {count:,} points; allowed are 1 to {MOST_POINTS:,}")
    axes = [[f"{_head(override)}={value}" for value in override.values] or [override.text] for override in overrides]
    if count <= limit:
        return list(product(*axes))
    first = [axis[0] for axis in axes]
    others = [(*first[:place], text, *first[place + 1 :]) for place, axis in enumerate(axes) for text in axis[1:]]
    return [tuple(first), *others]


def _head(override: Override) -> str:
    return override.text.split("=", 1)[0]


def refuse_sweeps(overrides: Sequence[Override]) -> None:
    """One run has one value for each key."""
    for override in overrides:
        if override.is_sweep:
            raise Refused(
                f"{COMMAND_LINE}: {shown(override.text)}: several values; put text in quotes, or add --multirun to run each of them"
            )


def applied(data: dict[str, Any], override: Override) -> None:
    """Data with one value set or taken away, in place; sections on the way are made where they are missing."""
    section: Any = data
    for depth, key in enumerate(override.path[:-1]):
        if override.deletes and key not in section:
            break
        section = section.setdefault(key, {})
        if not isinstance(section, dict):
            here = dotted(override.path[: depth + 1])
            raise Refused(f"{COMMAND_LINE}: {override.key}: {here} is {shown(section)}, not a section")
    last = override.path[-1]
    if not override.deletes:
        section[last] = override.value
    elif last in section:
        del section[last]
    else:
        raise Refused(f"{COMMAND_LINE}: {override.text}: there is no such key to take away{hint(last, section)}")


def fragment_of(override: Override) -> dict[str, Any]:
    """The smallest data that holds what an override sets."""
    value: Any = override.value
    for key in reversed(override.path):
        value = {key: value}
    fragment: dict[str, Any] = value
    return fragment
