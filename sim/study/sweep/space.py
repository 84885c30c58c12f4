"""A space: the factors of a sweep and their ranges; points that the schema would refuse are refused before the first run."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import product
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from sim.schema.initiative import Initiative
from sim.schema.levers import FIRM_DISPOSITIONS, LEVERS, UNIT_DISPOSITIONS
from sim.study.experiments.parameter_points import ParameterValue, changed
from sim.study.population.distributions import Categorical, Distribution, LogUniform, Uniform, UniformInteger

SHELVES = ("scenario", "organisation", "programme")
"""What a space may name entries of the library for, instead of values."""

MOST_FACTORS = 40
MOST_CORNERS = 256  # tried one by one; of larger spaces, the ends of every factor
_WORDS = "give [low, high], a list of levels, or a distribution such as {log_uniform: [a, b]}"
_ANY: TypeAdapter[Any] = TypeAdapter(Distribution)
_KINDS = {"uniform", "log_uniform", "whole", "beta", "normal", "choice"}
_SECTIONS = ("model_type", "dict_type", "model_attributes_type")


class Levels(NamedTuple):
    """A few values, each as likely as any other."""

    values: tuple[ParameterValue, ...]

    def at(self, share: float) -> ParameterValue:
        """The value at a share of them."""
        return self.values[min(int(share * len(self.values)), len(self.values) - 1)]


class Factor(NamedTuple):
    """One thing that is varied, by its dotted path, and the values it may take."""

    path: str
    drawn: Any  # Levels, or any Distribution

    @property
    def is_shelf(self) -> bool:
        """Whether its values are names in the library."""
        return self.path in SHELVES

    @property
    def ends(self) -> tuple[ParameterValue, ...]:
        """The values between which all others lie; every one of them where they have no order."""
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
    """The factors of a space, in the order given; sections inside it may be written out or with dots.

    Raises ValueError, in a line, for what is no range, list of levels or distribution.
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
    """Whether a section is a distribution, and not one that holds factors."""
    return not _KINDS.isdisjoint(section)


def _refuse_path(path: str, paths: Sequence[str]) -> None:
    if paths.count(path) > 1:
        raise ValueError(f"space: {path}: given twice")
    if path == "seed":
        raise ValueError("space: seed: all points run under the same seeds, so that they can be compared; replicates=N says how many")
    inside = next((other for other in paths if other.startswith(f"{path}.")), None)
    if inside is not None:
        raise ValueError(f"space: {path}: also given is {inside}, which lies inside it")


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
        raise ValueError(f"space: {path}: {low:g} lies above {high:g}; the lower end comes first")
    return UniformInteger(whole=values) if all(isinstance(value, int) for value in values) else Uniform(uniform=[float(low), float(high)])


def _kind(value: Any) -> str | None:
    if isinstance(value, bool):
        return "truth"
    return "number" if isinstance(value, int | float) else "text" if isinstance(value, str) else None


def fitted(factors: Sequence[Factor], initiative: Initiative) -> list[Factor]:
    """The same factors; ends that are whole numbers enclose only whole numbers where the schema takes no others."""
    return [
        _continuous(factor) if isinstance(factor.drawn, UniformInteger) and _takes_fractions(factor, initiative) else factor
        for factor in factors
    ]


def _continuous(factor: Factor) -> Factor:
    low, high = factor.drawn.whole
    return Factor(factor.path, Uniform(uniform=[float(low), float(high)], chance=factor.drawn.chance))


def _takes_fractions(factor: Factor, initiative: Initiative) -> bool:
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
    """Every corner of a space passes the schema; of spaces with very many, the ends of every factor.

    Raises ValueError: the path, what it would be set to, what is allowed, and the nearest known path.
    """
    own = [factor for factor in factors if not factor.is_shelf]
    for values in _corners(own):
        try:
            changed(initiative, values)
        except ValidationError as problem:
            raise ValueError(_refusal(problem, values, initiative)) from None


def covering(factors: Sequence[Factor]) -> list[dict[str, ParameterValue]]:
    """A few points at which every end and every level of all factors is met."""
    most = max((len(factor.ends) for factor in factors), default=0)
    return [{factor.path: factor.ends[min(place, len(factor.ends) - 1)] for factor in factors} for place in range(most)]


def _corners(factors: Sequence[Factor]) -> Iterable[dict[str, ParameterValue]]:
    if math.prod(len(factor.ends) for factor in factors) <= MOST_CORNERS:
        return (
            dict(zip([factor.path for factor in factors], values, strict=True)) for values in product(*(factor.ends for factor in factors))
        )
    first = {factor.path: factor.ends[0] for factor in factors}
    return (*covering(factors), *(first | {factor.path: value} for factor in factors for value in factor.ends))


def _refusal(problem: ValidationError, values: Mapping[str, ParameterValue], initiative: Initiative) -> str:
    """The complaint of the schema that reaches furthest into a factor's path, at that factor."""
    errors = [(error, [str(key) for key in error["loc"]]) for error in problem.errors(include_url=False)]
    reach = {(place, path): _shared(path.split("."), errors[place][1]) for place in range(len(errors)) for path in values}
    place, path = max(reach, key=lambda pair: (reach[pair], -pair[0], -len(pair[1])))
    error = errors[place][0]
    if error["type"] == "value_error":
        return f"space: {error['msg'].removeprefix('ParameterValue error, ')}"
    if error["type"] == "extra_forbidden" or reach[place, path] < path.count(".") + 1:
        return f"space: {path}: nothing is called so{_nearest(path, known_paths(initiative))}"
    if error["type"] in _SECTIONS:
        return f"space: {path}: a section; give the path of one value inside it{_nearest(path, known_paths(initiative))}"
    return f"space: {path}: {_shown(values[path])} is not allowed: {error['msg'].replace('Input should', 'must', 1)}"


def _shared(keys: Sequence[str], address: Sequence[str]) -> int:
    """How many keys, from the first on, an address of the schema names in this order."""
    rest = iter(address)
    count = 0
    for key in keys:
        if key not in rest:
            break
        count += 1
    return count


def known_paths(initiative: Initiative) -> list[str]:
    """Every dotted path at which this initiative holds a single value, and the levers and dispositions it might."""
    data = initiative.model_dump(mode="json", exclude={"definitions"})
    found = dict.fromkeys(_leaves(data))
    found |= dict.fromkeys(f"dispositions.{name}" for name in (*UNIT_DISPOSITIONS, *FIRM_DISPOSITIONS))
    found |= dict.fromkeys(f"organisation.levers.{name}" for name in LEVERS)
    return list(found)


def _leaves(section: Mapping[str, Any], path: str = "") -> Iterator[str]:
    for key, value in section.items():
        here = f"{path}.{key}" if path else key
        if isinstance(value, Mapping):
            yield from _leaves(value, here)
        elif not isinstance(value, list):
            yield here


def _nearest(path: str, known: Iterable[str]) -> str:
    """The known path that someone may have meant: alike as a whole, or in its last word."""
    last = path.rpartition(".")[2]

    def likeness(other: str) -> float:
        whole = SequenceMatcher(None, path, other).ratio()
        return max(whole, 0.9 * SequenceMatcher(None, last, other.rpartition(".")[2]).ratio())

    best = max(known, key=likeness, default=None)
    return f"; nearest: {best}" if best is not None and likeness(best) >= 0.5 else ""


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
