"""The kept posterior: what it may hold, what it refuses, and which of its draws stand for it."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import pytest
from pydantic import ValidationError

from sim.config import config_dir
from sim.config.errors import refusal_of
from sim.config.safe_yaml import read
from sim.rules_stamp import RULES
from sim.study.population.adjustment import ADJUSTMENTS, adjusted
from sim.study.population.population import Population
from sim.study.population.posterior import WEIGHT, PosteriorDraws

FILE = config_dir() / "posterior" / "calibrated.yaml"
ASSUMED = {"title": "Assumed", "description": "", "dispositions": {"trust": {"normal": [0.5, 0.1]}}}


def draws(*some: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"title": "A posterior", "assumed": ASSUMED, "draws": list(some), **more}


def refused(data: dict[str, Any]) -> list[str]:
    """The lines in which a posterior is refused."""
    with pytest.raises(ValidationError) as caught:
        PosteriorDraws.model_validate(data)
    return str(refusal_of(caught.value, PosteriorDraws, data, lambda path: "a.yaml")).splitlines()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (draws({"levle": 0.1}), ("draws.0: ", "'levle'", "nearest: level")),
        (draws({"level": 0.1}, {"level": 2.5}), ("draws.1.level: 2.5", "-1 to 2")),
        (draws({"common": -0.1}), ("draws.0.common: -0.1", "0 to 0.8")),
        (draws({"level": 0.1, WEIGHT: 0.0}), ("draws.0.weight: 0.0", "must be above 0")),
        (draws({"level": 0.1, WEIGHT: -1.0}), ("draws.0.weight: -1.0", "must be above 0")),
        (draws({"level": math.nan}), ("draws.0.level", "nan", "finite number")),
        (draws({"level": 0.1, WEIGHT: math.inf}), ("draws.0.weight", "inf", "finite number")),
        (draws({"level": "better"}), ("draws.0.level", "'better'", "must be a number")),
        (draws(), ("draws: a list of 0", "at least 1 entries")),
        (draws({"level": 0.1}, rules="0" * 65), ("rules: ", "at most 64 characters")),
        (draws({"level": 0.1}, wheights=[1.0]), ("wheights: unknown key",)),
        ({name: value for name, value in draws({"level": 0.1}).items() if name != "assumed"}, ("assumed: missing, and required",)),
        (draws({"level": 0.1}, assumed=ASSUMED | {"dispositions": {"trsut": {"normal": [0.5, 0.1]}}}), ("trsut", "nearest: trust")),
    ],
)
def test_what_is_no_posterior_is_refused_in_one_line(data: dict[str, Any], words: tuple[str, ...]) -> None:
    (line,) = refused(data)
    assert line.startswith("a.yaml: ") and all(word in line for word in words), line


def test_draws_of_equal_weight_are_taken_evenly_as_they_are_listed() -> None:
    listed = [{"level": number / 10.0} for number in range(9)]
    known = PosteriorDraws.model_validate(draws(*listed))
    assert known.chosen(9) == listed and known.chosen(3) == listed[1::3] and known.chosen(1) == [listed[4]]


def test_a_draw_is_taken_in_proportion_to_its_weight_and_listed_once() -> None:
    """Half of the weight is on the second of three draws: of four places it has two, and counts as one population."""
    known = PosteriorDraws.model_validate(draws({"level": 0.1, WEIGHT: 1.0}, {"level": 0.2, WEIGHT: 2.0}, {"level": 0.3, WEIGHT: 1.0}))
    assert known.chosen(4) == [{"level": 0.1}, {"level": 0.2}, {"level": 0.3}]
    assert known.chosen(1) == [{"level": 0.2}]
    heavy = PosteriorDraws.model_validate(draws({"level": 0.1, WEIGHT: 1e-9}, {"level": 0.2}))
    assert heavy.chosen(100) == [{"level": 0.2}]


def test_the_shipped_posterior_is_of_the_present_rules_and_makes_populations() -> None:
    known = PosteriorDraws.model_validate(read(FILE))
    assert known.rules == RULES, "calibrate again: change-simulator calibrate"
    weights = [draw[WEIGHT] for draw in known.draws]
    assert sum(weights) == pytest.approx(1.0, abs=1e-3)
    distinct = Counter(tuple(sorted((name, value) for name, value in draw.items() if name != WEIGHT)) for draw in known.draws)
    assert max(distinct.values()) == 1 and {name for draw in known.draws for name in draw} == {*ADJUSTMENTS, WEIGHT}
    populations = [adjusted(known.assumed, theta) for theta in known.chosen(8)]
    assert len(populations) == 8 and len({one.model_dump_json() for one in populations}) == 8


def test_the_calibrated_population_is_near_its_posterior() -> None:
    """The shipped population is one of the draws."""
    known, calibrated = (
        PosteriorDraws.model_validate(read(FILE)),
        Population.model_validate(read(config_dir() / "population" / "calibrated.yaml")),
    )
    kept = [theta for theta in known.chosen(len(known.draws)) if adjusted(known.assumed, theta).dispositions == calibrated.dispositions]
    assert len(kept) == 1 and calibrated.posterior == FILE.stem
