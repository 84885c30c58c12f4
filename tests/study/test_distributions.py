"""Distributions: one number decides whether something is there, and what it is."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from sim.study.population.distributions import Distribution, distributions_in

READ = TypeAdapter(Distribution)
KINDS = {
    "uniform": ({"uniform": [2.0, 4.0]}, 3.0),
    "log_uniform": ({"log_uniform": [60, 600]}, 60 * 10**0.5),
    "whole": ({"whole": [4, 9]}, 7),
    "beta": ({"beta": [2.0, 2.0]}, 0.5),
    "normal": ({"normal": [0.3, 0.2]}, 0.3),
    "normal within": ({"normal": [0.3, 0.2], "within": [0.1, 0.5]}, 0.3),
    "choice": ({"choice": ["a", "b", "c"]}, "b"),
}


@pytest.mark.parametrize(("given", "middle"), KINDS.values(), ids=KINDS.keys())
def test_the_median_is_at_probability_one_half(given: dict, middle: object) -> None:
    assert READ.validate_python(given).at(0.5) == (pytest.approx(middle) if isinstance(middle, float) else middle)


@pytest.mark.parametrize("given", [given for given, _ in KINDS.values()], ids=KINDS.keys())
def test_the_ends_can_be_drawn(given: dict) -> None:
    known = READ.validate_python(given)
    assert all(known.at(share) is not None for share in (0.0, 1.0 - 2.0**-40))


def test_a_chance_takes_its_share_and_leaves_the_rest_of_the_distribution_whole() -> None:
    known = READ.validate_python({"uniform": [0.0, 1.0], "chance": 0.25})
    drawn = [known.at(share) for share in (np.arange(1_000) + 0.5) / 1_000]
    there = [value for value in drawn if value is not None]
    assert len(there) == 250
    assert np.mean(there) == pytest.approx(0.5, abs=0.01) and max(there) > 0.99


def test_weights_are_shares() -> None:
    known = READ.validate_python({"choice": ["a", "b"], "weights": [3, 1]})
    assert [known.at(share) for share in (0.1, 0.74, 0.76)] == ["a", "a", "b"]


@pytest.mark.parametrize(
    "given",
    [
        {"uniform": [2.0, 1.0]},
        {"uniform": [1.0]},
        {"normal": [0.0, 0.0]},
        {"choice": []},
        {"choice": ["a"], "weights": [0.0]},
        {"unifrom": [0, 1]},
        {"log_uniform": [0.0, 1.0]},
        {"uniform": [0.0, 1.0], "chance": 1.5},
        3.0,
    ],
)
def test_an_invalid_distribution_is_refused(given: object) -> None:
    with pytest.raises(ValidationError):
        READ.validate_python(given)


def test_every_distribution_is_found_with_its_path(experiment) -> None:
    paths = dict(distributions_in(experiment.population))
    assert {
        "market.elasticity",
        "organisation.levers.autonomy",
        "shocks.scandal.week",
        "programme.of",
        "catalysts.shared_why",
    } <= paths.keys()
    assert list(paths) == sorted(paths)
