"""Distributions of unknown properties of initiatives, each sampled from one number between 0 and 1."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, Discriminator, Field, Tag, model_validator
from scipy.special import betaincinv, ndtr, ndtri

from sim.declared import Declared, Share

DrawnValue = float | int | str
TwoNumbers = Annotated[list[float], Field(min_length=2, max_length=2)]
_SMALLEST = 2.0**-32


class _Distribution(Declared):
    """A property that is present with a given chance and then has a value; one number between 0 and 1 determines both."""

    chance: Share = 1.0

    def at(self, share: float) -> DrawnValue | None:
        """Return the value at a quantile of the distribution, or None if the property is absent."""
        if share >= self.chance:
            return None
        inside = share / self.chance
        return self.quantile(min(max(inside, _SMALLEST), 1.0 - _SMALLEST))

    def quantile(self, share: float) -> DrawnValue:
        raise NotImplementedError


class Uniform(_Distribution):
    """Uniform distribution between two values."""

    uniform: TwoNumbers

    @model_validator(mode="after")
    def _rises(self) -> Uniform:
        _refuse_falling("uniform", self.uniform)
        return self

    def quantile(self, share: float) -> float:
        low, high = self.uniform
        return low + share * (high - low)


class LogUniform(_Distribution):
    """Log-uniform distribution: for sizes and amounts of money."""

    log_uniform: Annotated[list[Annotated[float, Field(gt=0.0)]], Field(min_length=2, max_length=2)]

    @model_validator(mode="after")
    def _rises(self) -> LogUniform:
        _refuse_falling("log_uniform", self.log_uniform)
        return self

    def quantile(self, share: float) -> float:
        low, high = self.log_uniform
        return low * math.exp(share * math.log(high / low))


class UniformInteger(_Distribution):
    """Uniform distribution of whole numbers between two, both included: for weeks and counts."""

    whole: Annotated[list[int], Field(min_length=2, max_length=2)]

    @model_validator(mode="after")
    def _rises(self) -> UniformInteger:
        _refuse_falling("whole", self.whole)
        return self

    def quantile(self, share: float) -> int:
        low, high = self.whole
        return low + int(share * (high - low + 1))


class Beta(_Distribution):
    """Beta distribution of a share: [2, 5] is skewed to low values, [5, 2] to high values."""

    beta: Annotated[list[Annotated[float, Field(gt=0.0, le=1_000.0)]], Field(min_length=2, max_length=2)]

    def quantile(self, share: float) -> float:
        return float(betaincinv(self.beta[0], self.beta[1], share))


class Normal(_Distribution):
    """Normal distribution with mean and standard deviation; `within` truncates it at two bounds."""

    normal: Annotated[list[float], Field(min_length=2, max_length=2)]
    within: TwoNumbers | None = None

    @model_validator(mode="after")
    def _can_be_drawn(self) -> Normal:
        if self.normal[1] <= 0.0:
            raise ValueError(f"normal: a standard deviation of {self.normal[1]:g} is not allowed: must be more than 0")
        if self.within is not None:
            _refuse_falling("within", self.within)
        return self

    def quantile(self, share: float) -> float:
        mean, deviation = self.normal
        if self.within is None:
            return mean + deviation * float(ndtri(share))
        low, high = (float(ndtr((bound - mean) / deviation)) for bound in self.within)
        value = mean + deviation * float(ndtri(low + share * (high - low)))
        return min(max(value, self.within[0]), self.within[1])


class Categorical(_Distribution):
    """Categorical distribution, uniform unless weights are given."""

    choice: Annotated[list[str], Field(min_length=1, max_length=200)]
    weights: list[Annotated[float, Field(ge=0.0)]] = []

    @model_validator(mode="after")
    def _weights_fit(self) -> Categorical:
        if self.weights and (len(self.weights) != len(self.choice) or sum(self.weights) <= 0.0):
            raise ValueError(f"weights: {len(self.weights)} given for {len(self.choice)} choices, or all of them 0")
        return self

    def quantile(self, share: float) -> str:
        weights = self.weights or [1.0] * len(self.choice)
        left = share * sum(weights)
        for value, weight in zip(self.choice, weights, strict=True):
            left -= weight
            if left < 0.0:
                return value
        return self.choice[-1]


_KINDS = {"uniform": Uniform, "log_uniform": LogUniform, "whole": UniformInteger, "beta": Beta, "normal": Normal, "choice": Categorical}


def _kind_of(value: Any) -> str | None:
    """Return the kind of distribution whose name is a key of the data."""
    given = type(value).model_fields if isinstance(value, BaseModel) else value
    return next((name for name in _KINDS if name in given), None) if isinstance(given, dict) else None


_WORDS = "be one of {uniform: [a, b]}, {log_uniform: [a, b]}, {whole: [a, b]}, {beta: [a, b]}, {normal: [mean, deviation]}, {choice: […]}"
Distribution = Annotated[
    Annotated[Uniform, Tag("uniform")]
    | Annotated[LogUniform, Tag("log_uniform")]
    | Annotated[UniformInteger, Tag("whole")]
    | Annotated[Beta, Tag("beta")]
    | Annotated[Normal, Tag("normal")]
    | Annotated[Categorical, Tag("choice")],
    Discriminator(_kind_of, custom_error_type="not_a_distribution", custom_error_message=_WORDS),
]


def distributions_in(section: Any, path: str = "") -> Iterator[tuple[str, _Distribution]]:
    """Yield each distribution of a declaration with its dotted path, in alphabetical order at each level."""
    if isinstance(section, _Distribution):
        yield path, section
        return
    inner: dict[str, Any] = {}
    if isinstance(section, BaseModel):
        inner = {name: getattr(section, name) for name in type(section).model_fields}
    elif isinstance(section, dict):
        inner = section
    for name, value in sorted(inner.items()):
        yield from distributions_in(value, f"{path}.{name}" if path else name)


def _refuse_falling(name: str, bounds: list[float] | list[int]) -> None:
    if bounds[0] > bounds[1]:
        raise ValueError(f"{name}: {bounds[0]:g} is above {bounds[1]:g}; give the lower bound first")
