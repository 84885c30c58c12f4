"""Sliders: which values of an initiative a reader may move, within which range, under which label."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sim.schema.initiative import Initiative
from sim.schema.levers import CONDITIONS
from sim.study.experiments.parameter_points import ParameterValue
from sim.study.population.distributions import UniformInteger
from sim.study.sweep.factor_levels import title_of
from sim.study.sweep.space import SHELVES, Factor, Levels, factors_of, fitted, refuse_what_cannot_be_set

MOST = 12
STEPS = 100  # smallest number of positions of a slider
_FIELDS = {"start": "first week", "weeks": "weeks it runs", "strength": "strength"}


class Slider(NamedTuple):
    """One movable value of an initiative, by its dotted path."""

    path: str
    label: str
    meaning: str
    low: float
    high: float
    step: float
    levels: tuple[ParameterValue, ...]  # to choose from; empty: from low to high
    reference: ParameterValue | None  # the initiative's own value; none: not set

    def takes(self, value: ParameterValue) -> bool:
        """Whether the slider accepts the value."""
        if self.levels:
            return value in self.levels
        return isinstance(value, int | float) and not isinstance(value, bool) and self.low <= value <= self.high

    @property
    def range(self) -> str:
        """The accepted values, in words."""
        return f"one of {', '.join(map(str, self.levels))}" if self.levels else f"from {self.low:g} to {self.high:g}"


def sliders_of(initiative: Initiative, given: Mapping[str, Any]) -> tuple[Slider, ...]:
    """A slider for each path, as in `sim.sweep`: [low, high], or a list of levels.

    A range is widened to include the initiative's own value, so that a reader can always return to it.
    Raises ValueError, in one line, for unknown paths, and for values that the schema refuses.
    """
    _refuse_what_no_slider_is(given)
    try:
        factors = factors_of(given)
        factors = fitted(factors, initiative)
        refuse_what_cannot_be_set(factors, initiative)
    except ValueError as problem:
        raise ValueError(str(problem).replace("space:", "sliders:", 1)) from None
    data = initiative.model_dump(mode="json")
    return tuple(_slider(factor, data, initiative) for factor in factors)


def moved(initiative: Initiative, sliders: Sequence[Slider], values: Mapping[str, ParameterValue]) -> Initiative:
    """The initiative with the sliders' values. Raises ValueError, in one line, for values that a slider or the schema refuses."""
    known = {slider.path: slider for slider in sliders}
    for path, value in values.items():
        if path not in known:
            raise ValueError(f"values: {path}: no such slider; the sliders are {', '.join(known)}")
        if not known[path].takes(value):
            raise ValueError(f"values: {path}: {value!r} is not {known[path].range}")
    if not values:
        return initiative
    try:
        refuse_what_cannot_be_set([Factor(path, Levels((value,))) for path, value in values.items()], initiative)
        return initiative.with_(values)
    except ValueError as problem:
        raise ValueError(str(problem).replace("space:", "values:", 1)) from None


def _refuse_what_no_slider_is(given: Mapping[str, Any]) -> None:
    if not 1 <= len(given) <= MOST:
        raise ValueError(f"sliders: {len(given)} given; give 1 to {MOST}, each as path: [low, high]")
    for path, ends in given.items():
        if path in SHELVES:
            raise ValueError(f"sliders: {path}: a slider cannot choose library entries; load each as an initiative and use sim.compare")
        if not isinstance(ends, list | tuple):
            raise ValueError(f"sliders: {path}: {ends!r}: give [low, high], or a list of levels")


def _slider(factor: Factor, data: dict[str, Any], initiative: Initiative) -> Slider:
    reference = _held(factor.path, data)
    label, meaning = _called(factor.path, initiative)
    if isinstance(factor.drawn, Levels):
        known = () if reference is None or reference in factor.ends else (reference,)
        return Slider(factor.path, label, meaning, 0.0, 0.0, 0.0, (*known, *factor.ends), reference)
    ends = [float(end) for end in factor.ends] + ([] if reference is None else [float(reference)])
    low, high = min(ends), max(ends)
    step = 1.0 if isinstance(factor.drawn, UniformInteger) else _step(high - low)
    return Slider(factor.path, label, meaning, low, high, step, (), reference)


def _held(path: str, data: dict[str, Any]) -> ParameterValue | None:
    """The initiative's value at a path; a disposition that it does not set has its ordinary value."""
    held: Any = data
    for key in path.split("."):
        held = held.get(key) if isinstance(held, dict) else None
    if held is None and path.startswith("dispositions."):
        return CONDITIONS[path.removeprefix("dispositions.")].default
    return held if isinstance(held, int | float | str) else None


def _called(path: str, initiative: Initiative) -> tuple[str, str]:
    """Label of a path, with its meaning where the label is not enough."""
    keys = path.split(".")
    if keys[:2] == ["programme", "steps"] and len(keys) == 4 and keys[3] in _FIELDS:
        card = initiative.definitions.interventions[initiative.programme.steps[keys[2]].intervention]
        return f"{card.title}, {_FIELDS[keys[3]]}", card.description
    if keys[0] in ("catalysts", "inhibitors"):
        influence = getattr(initiative.definitions, keys[0])[keys[1]]
        return f"{influence.title} ({keys[0].removesuffix('s')})", influence.description
    if keys[0] == "dispositions":
        return title_of(keys[1]), CONDITIONS[keys[1]].meaning
    return title_of(path), ""


def _step(span: float) -> float:
    """The largest step of 1, 2 or 5 times a power of ten that leaves enough positions."""
    ten = 10.0 ** math.floor(math.log10(span / STEPS))
    return max(ten * times for times in (1, 2, 5) if ten * times <= span / STEPS * (1.0 + 1e-9))
