"""Space of a sweep: factors and their ranges; values that the schema rejects are reported before any run."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from sim.schema.changes import changed, why_refused
from sim.schema.initiative import Initiative
from sim.study.experiments.parameter_points import ParameterValue
from sim.study.population.distributions import Categorical, Distribution, LogUniform, Uniform, UniformInteger

SHELVES = ("scenario", "organisation", "programme")
"""Kinds of library entries that a space may vary by name."""

MOST_FACTORS = 40
MOST_CORNERS = 256  # maximum number of corners checked; in larger spaces, only the ends of each factor are
_WORDS = "give [low, high], a list of levels, or a distribution such as {log_uniform: [a, b]}"
_ANY: TypeAdapter[Any] = TypeAdapter(Distribution)
_KINDS = {"uniform", "log_uniform", "whole", "beta", "normal", "choice"}


class Levels(NamedTuple):
    """Discrete values with equal probabilities."""

    values: tuple[ParameterValue, ...]

    def at(self, share: float) -> ParameterValue:
        """Return the value at a quantile."""
        return self.values[min(int(share * len(self.values)), len(self.values) - 1)]


class Factor(NamedTuple):
    """A varied parameter: its dotted path and possible values."""

    path: str
    drawn: Any  # Levels, or any Distribution

    @property
    def is_shelf(self) -> bool:
        """Return whether its values are names of library entries."""
        return self.path in SHELVES

    @property
    def ends(self) -> tuple[ParameterValue, ...]:
        """Return the lowest and highest values; all values if they have no order."""
        if isinstance(self.drawn, Levels):
            return self.drawn.values
        if isinstance(self.drawn, Categorical):
            return tuple(self.drawn.choice)
        for kind, name in ((Uniform, "uniform"), (LogUniform, "log_uniform"), (UniformInteger, "whole")):
            if isinstance(self.drawn, kind):
                return tuple(dict.fromkeys(getattr(self.drawn, name)))
        low, high = self.drawn.quantile(2.0**-32), self.drawn.quantile(1.0 - 2.0**-32)
        return (low, high)


def factors_of(space: Mapping[str, Any]) -> list[Factor]:
    """Return the factors of a space, in the given order; nested sections or dotted paths are accepted.

    Raises a one-line ValueError for a value that is not a range, a list of levels or a distribution.
    """
    given = list(_flat(space))
    if not 1 <= len(given) <= MOST_FACTORS:
        raise ValueError(f"space: {len(given):,} factors; allowed are 1 to {MOST_FACTORS}, each as path: [low, high]")
    paths = [path for path, _ in given]
    for path in paths:
        _refuse_path(path, paths)
    return [Factor(path, _drawn(path, values)) for path, values in given]


def _flat(section: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in section.items():
        here = f"{path}.{key}" if path else str(key)
        if isinstance(value, Mapping) and not _names_distribution(value):
            yield from _flat(value, here)
        else:
            yield here, value


def _names_distribution(section: Mapping[str, Any]) -> bool:
    """Return whether a section is a distribution rather than a section of factors."""
    return not _KINDS.isdisjoint(section)


def _refuse_path(path: str, paths: Sequence[str]) -> None:
    if paths.count(path) > 1:
        raise ValueError(f"space: {path}: given twice")
    if path == "seed":
        raise ValueError("space: seed: cannot be varied; all points run under the same seeds, set their number with replicates=N")
    inside = next((other for other in paths if other.startswith(f"{path}.")), None)
    if inside is not None:
        raise ValueError(f"space: {path}: overlaps with {inside}, which is inside it")


def _drawn(path: str, given: Any) -> Any:
    if isinstance(given, Mapping):
        try:
            return _ANY.validate_python(dict(given))
        except ValidationError as problem:
            first = problem.errors(include_url=False)[0]
            said = first["msg"].removeprefix("Value error, ").removeprefix("Input should ")
            raise ValueError(f"space: {path}: {_shown(first['input'])}: {said}") from None
    if not isinstance(given, list | tuple):
        raise ValueError(f"space: {path}: {_shown(given)}: {_WORDS}")
    if not given:
        raise ValueError(f"space: {path}: no values; {_WORDS}")
    return _from_list(path, list(given))


def _from_list(path: str, values: list[Any]) -> Any:
    kinds = {_kind(value) for value in values}
    if len(kinds) > 1 or None in kinds:
        raise ValueError(f"space: {path}: {_shown(values)}: levels must all be numbers, all text, or all true or false")
    if any(isinstance(value, float) and not math.isfinite(value) for value in values):
        raise ValueError(f"space: {path}: {_shown(values)}: not a finite number")
    if kinds != {"number"} or len(values) != 2 or values[0] == values[1]:
        return Levels(tuple(dict.fromkeys(values)))
    low, high = values
    if low > high:
        raise ValueError(f"space: {path}: {low:g} is above {high:g}; give the lower end first")
    return UniformInteger(whole=values) if all(isinstance(value, int) for value in values) else Uniform(uniform=[float(low), float(high)])


def _kind(value: Any) -> str | None:
    if isinstance(value, bool):
        return "truth"
    return "number" if isinstance(value, int | float) else "text" if isinstance(value, str) else None


def fitted(factors: Sequence[Factor], initiative: Initiative) -> list[Factor]:
    """Return the factors; ranges with whole ends take only whole values if the schema accepts no others."""
    return [
        _continuous(factor) if isinstance(factor.drawn, UniformInteger) and takes_fractions(factor, initiative) else factor
        for factor in factors
    ]


def _continuous(factor: Factor) -> Factor:
    low, high = factor.drawn.whole
    return Factor(factor.path, Uniform(uniform=[float(low), float(high)], chance=factor.drawn.chance))


def takes_fractions(factor: Factor, initiative: Initiative) -> bool:
    """Return whether the schema accepts a value between whole numbers at a factor with a whole range."""
    low, high = factor.drawn.whole
    if low == high:
        return False
    try:
        changed(initiative, {factor.path: low + 0.5})
    except ValidationError as problem:
        return not any(error["type"] in ("int_from_float", "int_type") for error in problem.errors(include_url=False))
    except ValueError:
        return True
    return True


def refuse_what_cannot_be_set(factors: Sequence[Factor], initiative: Initiative) -> None:
    """Check each corner of a space against the schema; in spaces with very many corners, the ends of each factor.

    Raises ValueError with the path, the value, the allowed values and the closest known path.
    """
    own = [factor for factor in factors if not factor.is_shelf]
    for values in _corners(own):
        try:
            changed(initiative, values)
        except ValidationError as problem:
            raise ValueError(f"space: {why_refused(problem, values, initiative)}") from None


def covering(factors: Sequence[Factor]) -> list[dict[str, ParameterValue]]:
    """Return a few points that include every end and level of all factors."""
    most = max((len(factor.ends) for factor in factors), default=0)
    return [{factor.path: factor.ends[min(place, len(factor.ends) - 1)] for factor in factors} for place in range(most)]


def _corners(factors: Sequence[Factor]) -> Iterable[dict[str, ParameterValue]]:
    if math.prod(len(factor.ends) for factor in factors) <= MOST_CORNERS:
        return (
            dict(zip([factor.path for factor in factors], values, strict=True)) for values in product(*(factor.ends for factor in factors))
        )
    first = {factor.path: factor.ends[0] for factor in factors}
    return (*covering(factors), *(first | {factor.path: value} for factor in factors for value in factor.ends))


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
