"""Descriptions are uncertain: the told value is the median, draws go by address, and pairs share the firm."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError

from sim.config import load
from sim.engine import simulate
from sim.organisation import organisation_of
from sim.organisation.build import with_people_of
from sim.schema.initiative import Initiative
from sim.study.comparison.comparison import compare
from sim.study.comparison.replicates import Replicates, replicate
from sim.study.experiments.described_runs import described_runs
from sim.study.experiments.parameter_points import ParameterPoints
from sim.study.population.description import AS_RATED, AS_TOLD, DescriptionUncertainty, said_of

PROGRAM = Path(__file__).parents[2] / "experiments" / "compare_programmes.py"
SMALL = ("weeks=12", "organisation.units={shop: {size: 12}, office: {size: 8, levers: {time: 0.3}}}")
SEEDS = 1_000


@pytest.fixture(scope="module")
def told() -> Initiative:
    influences = ("catalysts={shared_why: 0.6, patient_board: {strength: 0.3, units: [shop]}}", "inhibitors={silos: 0.4, haste: 1.0}")
    return load("customer_centric", "dispositions.commitment=0.7", *influences, *SMALL)


@pytest.fixture(scope="module")
def drawn(told: Initiative) -> list[Initiative]:
    return [AS_RATED.drawn(told, seed) for seed in range(SEEDS)]


@pytest.fixture(scope="module")
def several(told: Initiative) -> Replicates:
    return replicate(told, 6, 40)


READ = {
    "told lever": (lambda one: one.organisation.levers["tools"], 0.45),
    "lever of a unit": (lambda one: one.organisation.units["office"].levers["time"], 0.3),
    "told disposition": (lambda one: one.dispositions["commitment"], 0.7),
    "untold disposition": (lambda one: one.dispositions["cynicism"], 0.25),
    "catalyst": (lambda one: one.catalysts["shared_why"], 0.6),
    "catalyst in a unit": (lambda one: one.catalysts["patient_board"].strength, 0.3),
    "inhibitor": (lambda one: one.inhibitors["silos"], 0.4),
    "openness": (lambda one: one.organisation.people.openness, 0.5),
    "threshold": (lambda one: one.organisation.people.threshold, 0.9),
    "resistance": (lambda one: one.organisation.units["shop"].resistance, 0.0),
    "elasticity": (lambda one: one.market.elasticity, 0.3),
}


@pytest.mark.parametrize("name", READ)
def test_the_told_value_is_the_median(name: str, drawn: list[Initiative]) -> None:
    read, middle = READ[name]
    values = np.array([read(one) for one in drawn])
    assert len(np.unique(values)) > 0.9 * SEEDS
    assert abs((values > middle).mean() - 0.5) < 4.0 * 0.5 / math.sqrt(SEEDS)


def logits(drawn: list[Initiative], name: str) -> np.ndarray:
    values = np.array([READ[name][0](one) for one in drawn])
    return np.log(values / (1.0 - values))


def test_a_share_errs_by_the_stated_size(drawn: list[Initiative]) -> None:
    size = math.sqrt(1.0 / 0.7 - 1.0) * 0.5
    for name in ("told lever", "told disposition", "inhibitor"):
        assert abs(logits(drawn, name).std(ddof=1) / size - 1.0) < 4.0 / math.sqrt(2 * SEEDS)


def test_errors_of_a_firm_have_the_stated_part_in_common(drawn: list[Initiative]) -> None:
    """The standard error of a correlation r is (1 − r²) / √n."""
    allowed = 4.0 * (1.0 - 0.45**2) / math.sqrt(SEEDS)
    good, better, bad = (logits(drawn, name) for name in ("told lever", "told disposition", "inhibitor"))
    assert abs(np.corrcoef(good, better)[0, 1] - 0.45) < allowed
    assert abs(np.corrcoef(good, bad)[0, 1] + 0.45) < allowed
    apart = np.corrcoef(good, [one.dispositions["rival_strength"] for one in drawn])[0, 1]
    assert abs(apart) < 4.0 / math.sqrt(SEEDS)


def test_what_is_absent_or_whole_stays(told: Initiative, drawn: list[Initiative]) -> None:
    assert all(one.inhibitors["haste"] == 1.0 for one in drawn)
    absent = told.model_copy(update={"catalysts": {"shared_why": 0.0}})
    assert AS_RATED.drawn(absent, 7).catalysts == {"shared_why": 0.0}


@given(some.floats(0.0, 1.0), some.floats(0.0, 1.0), some.floats(-1.0, 5.0), some.integers(0, 2**63 - 1), some.floats(0.05, 1.0))
def test_every_drawn_description_is_valid(
    told: Initiative, share: float, strength: float, elasticity: float, seed: int, reliability: float
) -> None:
    market = told.market.model_copy(update={"elasticity": elasticity})
    base = told.model_copy(update={"dispositions": {"talk": share}, "inhibitors": {"silos": strength}, "market": market})
    wide = DescriptionUncertainty(reliability=reliability, shares=5.0, thresholds=5.0, resistance=5.0, elasticity=5.0)
    found = wide.drawn(base, seed)
    assert Initiative.model_validate(found.model_dump()) == found


def test_a_value_is_drawn_at_its_own_address(told: Initiative) -> None:
    """Another programme, or one value more, moves no other value."""
    plain = AS_RATED.drawn(told, 11)
    other = load("customer_centric", "programme=do_nothing", *SMALL)
    more = other.model_copy(update={"dispositions": told.dispositions, "definitions": told.definitions, "catalysts": {"lived_values": 0.5}})
    moved = AS_RATED.drawn(more, 11)
    assert moved.dispositions == plain.dispositions and moved.organisation == plain.organisation and moved.market == plain.market
    assert AS_RATED.drawn(told, 12).dispositions != plain.dispositions


def test_a_replicate_alone_is_the_one_among_others(told: Initiative, several: Replicates) -> None:
    alone = replicate(told, 1, 43)
    assert several.runs.to_dict("records")[3] == alone.runs.to_dict("records")[0]
    assert len(set(several.runs["digest"].tolist())) == 6


def test_a_replicate_is_a_simulation_of_the_drawn_firm(told: Initiative, several: Replicates) -> None:
    for seed, digest in zip(several.runs["seed"], several.runs["digest"], strict=True):
        assert simulate(AS_RATED.drawn(told, int(seed)), int(seed)).digest == digest


def test_switched_off_every_run_is_as_told(told: Initiative, several: Replicates) -> None:
    plain = replicate(told, 3, 40, description=AS_TOLD)
    assert plain.runs["digest"].tolist() == [simulate(told, seed).digest for seed in (40, 41, 42)]
    assert not set(plain.runs["digest"]) & set(several.runs["digest"])


def test_exact_ratings_give_the_told_numbers(told: Initiative) -> None:
    exact = replicate(told, 2, 40, description=DescriptionUncertainty(reliability=1.0, elasticity=0.0))
    assert exact.runs["digest"].tolist() == replicate(told, 2, 40, description=AS_TOLD).runs["digest"].tolist()


def test_a_pair_is_of_one_firm() -> None:
    pair = {name: load("customer_centric", f"programme={name}", *SMALL) for name in ("as_planned", "do_nothing")}
    firms = [{**AS_RATED.drawn(one, 5).model_dump(), "programme": None, "definitions": None} for one in pair.values()]
    assert firms[0] == firms[1]
    compared = compare(pair, 3, 100)
    known = compared.runs.set_index(["programme", "seed"])["digest"]
    for name, one in pair.items():
        assert str(known[name, 101]) == simulate(AS_RATED.drawn(one, 101), 101).digest
    plain = compare(pair, 3, 100, description=AS_TOLD).runs.set_index(["programme", "seed"])["digest"]
    assert str(plain["as_planned", 101]) == simulate(pair["as_planned"], 101).digest


def test_runs_that_are_uncertain_in_different_ways_are_not_paired(told: Initiative, several: Replicates) -> None:
    with pytest.raises(ValueError, match="uncertain in different ways"):
        several.less(replicate(told, 3, 40, description=AS_TOLD))


def test_a_stored_experiment_keeps_its_uncertainty(told: Initiative) -> None:
    own = ParameterPoints({"a": told}, (), 2, 1, DescriptionUncertainty(reliability=0.9))
    assert ParameterPoints.from_specification(own.specification()).description == own.description
    plain = ParameterPoints({"a": told}, (), 2, 1)
    assert "description" not in plain.specification() and ParameterPoints.from_specification(plain.specification()).description == AS_TOLD


def test_ties_and_places_stay_and_people_are_those_of_the_drawn_description(told: Initiative, tmp_path: Path) -> None:
    from experiments.validation.variants import difference_of_organisations, in_files

    built = organisation_of(told.organisation)
    other = AS_RATED.drawn(told, 3).organisation
    assert difference_of_organisations(with_people_of(built, other), organisation_of(other)) is None
    assert difference_of_organisations(built, organisation_of(other)) == "unit_resistance differs"
    read = in_files(told, tmp_path)
    files = {"employees": str(tmp_path / "people.csv"), "ties": str(tmp_path / "ties.csv"), "source": "from_files", "units": {}}
    real = Initiative.model_validate(told.model_dump() | {"organisation": files})
    (run,) = described_runs(real, [3], AS_RATED)
    assert np.array_equal(run.organisation.neighbour, read.neighbour) and not np.array_equal(run.organisation.threshold, read.threshold)


def test_what_intervals_are_of_is_said(several: Replicates) -> None:
    assert said_of(several.description).endswith("intervals and bands are of chance and description.")
    assert said_of(AS_TOLD).endswith("as told: intervals and bands are of chance alone.")


@pytest.mark.parametrize("bad", [{"reliability": 0.0}, {"reliability": 1.5}, {"common": -0.1}, {"shares": -1.0}, {"size": 1.0}])
def test_a_bad_size_is_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        DescriptionUncertainty(**bad)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("description.reliability=2", ("description.reliability", "2")),
        ("description.reliabilty=0.5", ("reliabilty", "nearest", "reliability")),
        ("description.varies=perhaps", ("description.varies",)),
    ],
)
def test_a_bad_value_is_one_line(typed: str, says: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, str(PROGRAM), typed, *SMALL], capture_output=True, text=True, check=False)
    assert done.returncode != 0 and done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1 and all(word in done.stderr for word in says)
