"""Calibration: what produced the evidence is found again, what could not have is ruled out, and published numbers are read as they say."""

from __future__ import annotations

import json
import math
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.config.safe_yaml import read
from sim.planning.repair import HARMFUL
from sim.reports.calibration_report import write_results
from sim.study.calibration.abc import CalibrationSettings, Posterior, TargetReadings, places_of, posterior_of, thetas_at
from sim.study.calibration.base_rate import level_for, levels_around
from sim.study.calibration.calibrator import CalibrationTask, Calibrator
from sim.study.calibration.history_matching import cube, emulated, implausibility, next_places, spread_out
from sim.study.calibration.targets import Target, TargetReading, found, log_odds_ratio, synergy
from sim.study.execution.executor import Executor
from sim.study.execution.registry import experiment_from
from sim.study.execution.run_study import run_study
from sim.study.execution.stored_study import Study
from sim.study.experiments.calibration_wave import CalibrationWave
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.experiments.experiment import specification_of
from sim.study.experiments.leading_indicators import PRACTICES
from sim.study.population.adjustment import ADJUSTMENTS, NEUTRAL, adjusted
from sim.study.population.distributions import Normal, Uniform
from sim.study.population.library_parts import Parts
from sim.study.population.population import Common, Population
from sim.study.population.population_yaml import population_yaml
from sim.study.population.sampling import Sampler
from sim.study.store.errors import StoreError


def target(published: float = 0.5, reading: float = 0.05, **more: object) -> Target:
    known = {"title": "A share", "success": "sustained", "meant": "as said", "source": "Someone 2000", "status": "V"}
    return Target.model_validate(known | {"published": published, "reading": reading} | more)


# the population moves as a whole


def test_neutral_adjustments_give_the_population_back(experiment: CauseRepairs) -> None:
    assert adjusted(experiment.population, NEUTRAL) is experiment.population


def test_a_better_level_raises_what_helps_and_lowers_what_harms(experiment: CauseRepairs) -> None:
    before, after = experiment.population.dispositions, adjusted(experiment.population, {"level": 1.0}).dispositions
    for name, drawn in before.items():
        assert isinstance(drawn, Normal) and isinstance(moved := after[name], Normal)
        by = 0.0 if name == "rival_strength" else (-1.0 if name in HARMFUL else 1.0) * drawn.normal[1]
        assert moved.normal == pytest.approx([drawn.normal[0] + by, drawn.normal[1]], abs=1e-6), name


def test_each_adjustment_moves_what_it_says(experiment: CauseRepairs) -> None:
    moved = adjusted(experiment.population, {"spread": 2.0, "hindrance": 2.0, "strength": 1.5, "planning": 0.5})
    assert moved.organisation is not None and moved.inhibitors is not None and moved.programme is not None
    assert moved.organisation.levers["autonomy"].normal == [0.0, 0.24]  # type: ignore[union-attr]
    assert (moved.inhibitors["silos"].chance, moved.inhibitors["haste"].chance) == (0.6, 0.3)
    assert moved.programme.strength == Uniform(uniform=[0.9, 1.65])
    assert moved.programme.of.weights[:2] == [4.0, 1.0]
    assert moved.market == experiment.population.market and moved.shocks == experiment.population.shocks and moved.common is None


def test_every_corner_of_the_adjustments_is_a_population_that_can_be_drawn(experiment: CauseRepairs) -> None:
    for end in ("low", "high"):
        population = adjusted(experiment.population, {name: getattr(known, end) for name, known in ADJUSTMENTS.items()})
        assert all(one.trouble == "" for one in Sampler(population, experiment.sampler.parts, experiment.base, 1).initiatives(0, 8))


def test_conditions_that_can_be_neither_shifted_nor_spread_are_refused() -> None:
    odd = Population.model_validate({"title": "odd", "description": "", "dispositions": {"trust": {"beta": [2, 2]}}})
    with pytest.raises(ValueError, match="trust: beta can be neither shifted nor scaled"):
        adjusted(odd, {"level": 1.0})


# firms have something in common


@pytest.fixture(scope="module")
def joined() -> Population:
    common = Common(share=0.5, raises=["dispositions", "catalysts"], lowers=["dispositions.cynicism"])
    drawn = {name: {"normal": [0.0, 0.1]} for name in ("trust", "interest", "cynicism")}
    catalysts = {"shared_why": {"uniform": [0.1, 0.7], "chance": 0.2}}
    market = {"elasticity": {"uniform": [0.0, 1.0]}}
    return Population.model_validate(
        {"title": "x", "description": "", "dispositions": drawn, "catalysts": catalysts, "market": market, "common": common}
    )


@pytest.fixture(scope="module")
def drawn(joined: Population, experiment: CauseRepairs) -> pd.DataFrame:
    sampler = Sampler(joined, Parts({}, experiment.sampler.parts.definitions), experiment.base, 1)
    rows = []
    for point in sampler.points(0, 4096):
        places = sampler._together(dict(zip(sampler.dimensions, point.tolist(), strict=True)))
        rows.append({name: known.at(places[name]) for name, known in sampler.distributions.items()})
    return pd.DataFrame(rows)


def test_conditions_correlate_as_much_as_the_population_says(drawn: pd.DataFrame) -> None:
    seen = drawn[["dispositions.trust", "dispositions.interest", "dispositions.cynicism", "market.elasticity"]].astype(float).corr()
    trust = seen["dispositions.trust"]
    assert trust["dispositions.interest"] == pytest.approx(0.5, abs=0.03)
    assert trust["dispositions.cynicism"] == pytest.approx(-0.5, abs=0.03)
    assert trust["market.elasticity"] == pytest.approx(0.0, abs=0.03)


def test_a_common_factor_changes_no_distribution(drawn: pd.DataFrame) -> None:
    """4,096 draws: a share has a standard error of at most 0.008, and quasi-random ones less."""
    trust = drawn["dispositions.trust"].astype(float)
    assert (trust.mean(), trust.std()) == pytest.approx((0.0, 0.1), abs=0.003)
    there = drawn["catalysts.shared_why"].dropna().astype(float)
    assert len(there) / 4096 == pytest.approx(0.2, abs=0.01)
    assert there.mean() == pytest.approx(0.4, abs=0.01), "the chance moves, not the strength"


def test_good_firms_have_more_of_what_helps(drawn: pd.DataFrame) -> None:
    there = drawn["catalysts.shared_why"].notna()
    trust = drawn["dispositions.trust"].astype(float)
    assert trust[there].mean() > 0.02 > trust[~there].mean()


def test_something_in_common_of_nothing_drawn_is_refused(experiment: CauseRepairs) -> None:
    with pytest.raises(ValueError, match=r"no distribution at 'organisation\.lever'"):
        Population.model_validate(experiment.population.model_dump() | {"common": {"share": 0.5, "raises": ["organisation.lever"]}})


# published numbers, read in a table


@pytest.fixture(scope="module")
def ten() -> pd.DataFrame:
    """Ten initiatives, better led from row to row; the last four succeed, the last three by every definition."""
    success = [False] * 6 + [True] * 4
    led = {name: np.arange(10) / 10 for name in PRACTICES} | {"leadership": np.arange(10)[::-1] / 10}
    judged = {"success_sustained": success, "success_objectives_met": [False] * 7 + [True] * 3}
    return pd.DataFrame(led | judged | {"value_share": np.arange(10) / 5, "culture_weighs": [True] * 5 + [False] * 4 + [True]})


def test_a_share_is_that_of_the_definition_the_target_names(ten: pd.DataFrame) -> None:
    assert found(target(), ten)[::2] == (0.4, 10)
    assert found(target(success="every definition"), ten).value == 0.3
    assert found(target(value_share=1.0), ten).value == 0.5
    assert found(target(against_culture=True), ten)[::2] == (pytest.approx(1 / 6), 6)


def test_parts_of_the_ensemble_stand_for_answers(ten: pd.DataFrame) -> None:
    best = {"practices": ["ownership"], "end": "best", "part": 0.2}
    assert found(target(among=best), ten)[::2] == (1.0, 2)
    assert found(target(among=best | {"end": "worst"}), ten)[::2] == (0.0, 2)
    both = {"practices": ["ownership", "leadership"], "end": "best", "part": 0.6}
    assert found(target(among=both), ten)[::2] == (0.0, 2), "rows 4 and 5 are in both parts"
    mean = {"practices": ["ownership", "ability", "leadership"], "end": "best", "part": 0.3, "joined": "mean"}
    assert found(target(among=mean), ten)[::2] == (1.0, 3)


def test_a_part_without_cases_tells_nothing(ten: pd.DataFrame) -> None:
    impossible = {"practices": ["ownership", "leadership"], "end": "best", "part": 0.2}
    assert found(target(among=impossible), ten) == TargetReading(0.5, 0.25, 0)


def test_synergy_is_what_practices_bring_together_of_what_they_bring_one_by_one() -> None:
    """Two independent practices, with odds of success 1, 3, 3 and 9: 20 initiatives for each of the four ways to be led."""
    won = {(False, False): 10, (True, False): 15, (False, True): 15, (True, True): 18}
    rows = [(one, other, place < wins) for (one, other), wins in won.items() for place in range(20)]
    table = pd.DataFrame(rows, columns=["ownership", "ability", "success_sustained"])
    succeeded, one, other = (table[name].to_numpy(bool) for name in ("success_sustained", "ownership", "ability"))
    ratio, variance = log_odds_ratio(succeeded, one)
    assert ratio == pytest.approx(math.log(33.5 * 15.5 / (7.5 * 25.5)))
    assert variance == pytest.approx(1 / 33.5 + 1 / 7.5 + 1 / 25.5 + 1 / 15.5)
    joint, _ = log_odds_ratio(succeeded, one & other)
    alone = ratio + log_odds_ratio(succeeded, other)[0]
    seen = synergy(succeeded, [one, other])
    assert (seen.value, seen.cases) == (pytest.approx(joint / alone), 20)


def test_synergy_compares_the_better_halves(ten: pd.DataFrame) -> None:
    """Both practices are the same here, so together they bring half of what they would if each added its own."""
    assert found(target(0.77, odds=["ownership", "ability"]), ten)[::2] == (pytest.approx(0.5), 5)


def test_practices_that_bring_nothing_tell_nothing_of_synergy(ten: pd.DataFrame) -> None:
    table = ten.assign(success_sustained=[True, False] * 5)
    assert found(target(odds=["ownership", "leadership"]), table).variance == 1.0


def test_the_interval_of_a_target_holds_its_cases_and_our_reading() -> None:
    one = target(0.5, reading=0.03, of=100, deviation=0.04)
    assert one.variance == pytest.approx(0.0025 + 0.0016 + 0.0009)
    assert one.interval[1] - one.own_interval[1] == pytest.approx(1.959964 * (math.sqrt(0.005) - math.sqrt(0.0041)))
    assert target(0.02, reading=0.1).interval[0] == 0.0


@pytest.mark.parametrize("wrong", [{"published": 0.0}, {"published": 1.0}, {"odds": ["ownership"]}])
def test_targets_that_cannot_be_asked_of_an_ensemble_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        target(**wrong)  # type: ignore[arg-type]


# history matching


def test_implausibility_is_the_largest_distance_in_standard_deviations() -> None:
    targets = {"one": target(0.5, reading=0.03), "other": target(0.2, reading=0.04)}
    mean, variance = np.array([[0.6, 0.2], [0.5, 0.45]]), np.array([[0.0016, 0.0], [0.0, 0.0009]])
    assert implausibility(mean, variance, targets) == pytest.approx([0.1 / 0.05, 0.25 / 0.05])


def test_an_emulator_knows_what_it_was_shown_and_how_little_it_knows_elsewhere() -> None:
    targets = {"share": target()}
    places = cube(2, 24, 1) * [0.5, 1.0]
    shown = [{"share": TargetReading(float(0.2 + x * y), 1e-6, 100)} for x, y in places]
    emulator = emulated(places, shown, targets)
    mean, variance = emulator.predict(np.array([[0.25, 0.5], [1.0, 0.5]]))
    assert mean[0, 0] == pytest.approx(0.325, abs=0.01)
    assert variance[1, 0] > 5.0 * variance[0, 0]


def _noisy(places: np.ndarray, deviation: float, seed: int) -> list[TargetReadings]:
    """Shares that rise evenly with the first coordinate, each with the error of a finite ensemble."""
    errors = deviation * np.random.default_rng(seed).standard_normal(len(places))
    return [{"share": TargetReading(0.2 + 0.5 * float(x) + float(e), deviation**2, 100)} for (x, _), e in zip(places, errors, strict=True)]


def test_what_is_expected_leaves_out_the_error_of_a_finite_ensemble() -> None:
    """Truth lies within the 95 % intervals of what is expected, other ensembles within the wider ones of what would be simulated."""
    deviation, others = 0.05, cube(2, 256, 7)
    emulator = emulated(places := cube(2, 64, 1), _noisy(places, deviation, 1), {"share": target()})
    mean, known = (found[:, 0] for found in emulator.expect(others))
    told, simulated = (found[:, 0] for found in emulator.predict(others))
    assert told == pytest.approx(mean) and simulated - known == pytest.approx(emulator.sampling[0])
    assert emulator.sampling == pytest.approx([deviation**2], rel=0.5)
    assert np.mean(np.abs(mean - (0.2 + 0.5 * others[:, 0])) < 2.0 * np.sqrt(known)) > 0.8
    again = np.array([one["share"].value for one in _noisy(others, deviation, 2)])
    assert np.mean(np.abs(mean - again) < 2.0 * np.sqrt(simulated)) > 0.9 > np.mean(np.abs(mean - again) < 2.0 * np.sqrt(known))


def test_the_variance_of_what_is_expected_is_never_negative() -> None:
    alike = [{"share": TargetReading(0.3, 1e-4, 100)}] * 16
    mean, variance = emulated(cube(2, 16, 1), alike, {"share": target()}).expect(cube(2, 64, 2))
    assert mean == pytest.approx(0.3) and (variance >= 0.0).all()


def test_what_cannot_be_is_ruled_out_and_the_next_points_are_tried_elsewhere() -> None:
    """Only where the first coordinate is near a half does the share come near a half."""
    targets = {"share": target(0.5, reading=0.02)}
    places = cube(2, 32, 1)
    emulator = emulated(places, [{"share": TargetReading(float(x), 1e-6, 100)} for x, _ in places], targets)
    tried, left = next_places(emulator, targets, 2, 8, 2)
    assert left == pytest.approx(0.12, abs=0.02), "three standard deviations to either side"
    assert np.abs(tried[:, 0] - 0.5).max() < 0.07 and np.ptp(tried[:, 1]) > 0.8


@given(st.integers(2, 12), st.integers(0, 99))
def test_points_spread_out_are_the_farthest_there_are(count: int, seed: int) -> None:
    places = np.random.default_rng(seed).random((40, 2))
    chosen = spread_out(places, count)
    gaps = np.linalg.norm(chosen[:, None] - chosen[None], axis=2)[np.triu_indices(count, 1)]
    rest = np.linalg.norm(places[:, None] - chosen[None], axis=2).min(axis=1).max()
    assert len({tuple(one) for one in chosen}) == count and rest <= gaps.min() + 1e-12


# the posterior

TRUTH = {"level": 0.6, "common": 0.3}
SMALL = CalibrationSettings(waves=2, points=16, rounds=2, draws=60, adjust=["level", "common"])


def _curves(theta: dict[str, float]) -> dict[str, float]:
    """A synthetic ensemble: the level moves both shares, what firms have in common moves them apart."""
    apart = {"best": 3.0, "worst": -3.0}
    return {name: 1.0 / (1.0 + math.exp(-(theta["level"] + by * theta["common"]))) for name, by in apart.items()}


def _simulated(_: str, points: list[dict[str, float]]) -> list[TargetReadings]:
    return [{name: TargetReading(value, 1e-5, 10_000) for name, value in _curves(theta).items()} for theta in points]


@pytest.fixture(scope="module")
def truths() -> dict[str, Target]:
    return {name: target(value, reading=0.02) for name, value in _curves(NEUTRAL | TRUTH).items()}


@pytest.fixture(scope="module")
def posterior(truths: dict[str, Target]) -> Posterior:
    return posterior_of(SMALL, truths, _simulated, 1)


def test_the_adjustments_that_made_the_evidence_are_found_again(posterior: Posterior) -> None:
    for name, truth in TRUTH.items():
        told, width = posterior.of(name), ADJUSTMENTS[name].high - ADJUSTMENTS[name].low
        assert told.low <= truth <= told.high and told.value == pytest.approx(truth, abs=0.05 * width)
        assert told.high - told.low < 0.25 * width
    assert len(posterior.thetas) >= 50 and posterior.effective > 50.0 and posterior.weights.sum() == pytest.approx(1.0)


def test_the_posterior_is_as_wide_as_the_evidence_allows(posterior: Posterior) -> None:
    """By the delta method a share p known to 0.02 fixes its logit to 0.02 / (p (1 − p)); the level is the mean of the two logits."""
    (high, low), spread = (_curves(NEUTRAL | TRUTH)[name] for name in ("best", "worst")), 0.02
    logit = [spread / (share * (1.0 - share)) for share in (high, low)]
    assert np.sqrt(np.cov(posterior.table()["level"], aweights=posterior.weights)) == pytest.approx(math.hypot(*logit) / 2.0, rel=0.35)


def test_the_population_that_is_kept_answers_well_and_changes_least(posterior: Posterior) -> None:
    kept = posterior.thetas.index(posterior.kept)
    assert posterior.evidence[kept] >= max(posterior.evidence) - 2.0
    names = list(NEUTRAL)
    changes = np.linalg.norm(places_of(posterior.thetas, names) - places_of([NEUTRAL], names), axis=1)
    assert all(changes[kept] <= changes[place] for place in np.flatnonzero(posterior.evidence >= max(posterior.evidence) - 2.0))


def test_unadjusted_parameters_stay_neutral(posterior: Posterior) -> None:
    assert posterior.moved == ["level", "common"]
    assert all(theta[name] == NEUTRAL[name] for theta in posterior.thetas for name in ("spread", "hindrance", "strength", "planning"))


def test_an_adjustment_that_was_looked_for_counts_as_moved_even_where_all_draws_agree(posterior: Posterior) -> None:
    alike = replace(posterior, thetas=(posterior.thetas[0],) * 2, shown=posterior.shown[:2], weights=np.full(2, 0.5))
    assert alike.moved == ["level", "common"]


def test_checks_are_never_fitted(truths: dict[str, Target]) -> None:
    checked = {name: one.model_copy(update={"role": "check"} if name == "worst" else {}) for name, one in truths.items()}
    told = posterior_of(SMALL, checked, _simulated, 1).predicted("worst")
    assert told.high - told.low > 0.2


def test_the_last_round_tests_what_the_emulator_foretold(truths: dict[str, Target], posterior: Posterior) -> None:
    """Every result of its points is counted; if ensembles suddenly behave in another way, nearly none was foretold."""

    def changed(step: str, points: list[dict[str, float]]) -> list[TargetReadings]:
        shown = _simulated(step, points)
        by = 0.5 if step == f"rounds/{SMALL.rounds - 1:02d}" else 0.0
        return [{name: one._replace(value=one.value + by) for name, one in readings.items()} for readings in shown]

    honest, other = posterior.foretold, posterior_of(SMALL, truths, changed, 1).foretold
    assert honest.of == other.of == SMALL.points * len(truths)
    assert honest.count > 0.8 * honest.of and other.count < 0.1 * other.of


def test_waves_rule_out_nearly_everything_but_what_may_be_true(posterior: Posterior) -> None:
    assert len(posterior.left) == SMALL.waves and all(0.0 < share < 0.1 for share in posterior.left)


@given(st.lists(st.floats(0.0, 1.0), min_size=6, max_size=6))
def test_places_and_adjustments_are_two_names_of_the_same(place: list[float]) -> None:
    names = list(ADJUSTMENTS)
    assert places_of(thetas_at(np.array([place]), names), names)[0] == pytest.approx(place, abs=0.0005 / 0.8 + 1e-9)


# base rates


def test_the_level_for_a_base_rate_lies_on_the_curve() -> None:
    levels = [-1.0, -0.5, 0.0, 0.5, 1.0]
    assert level_for(0.6, levels, [0.8, 0.7, 0.6, 0.5, 0.4]) == 0.0
    assert level_for(0.55, levels, [0.8, 0.7, 0.6, 0.5, 0.4]) == pytest.approx(0.25)
    assert level_for(0.71, levels, [0.8, 0.7, 0.72, 0.71, 0.4]) == 0.0, "few initiatives may fail more at a better level"


def test_a_base_rate_out_of_reach_takes_the_nearest_level() -> None:
    assert level_for(0.9, [-1.0, 0.0, 1.0], [0.8, 0.6, 0.4]) == -1.0
    assert level_for(0.1, [-1.0, 0.0, 1.0], [0.8, 0.6, 0.4]) == 1.0
    assert level_for(0.5, [-1.0, 0.0, 1.0], [1.0, 1.0, 1.0]) == 0.0


def test_levels_around_the_calibrated_one_stay_in_their_range() -> None:
    levels = [theta["level"] for theta in levels_around(NEUTRAL | {"level": 1.8})]
    assert levels == sorted(levels) and levels[-1] == ADJUSTMENTS["level"].high


# the whole, small


@pytest.fixture(scope="module")
def question(experiment: CauseRepairs) -> CalibrationTask:
    targets = {"overall": target(0.4, reading=0.1), "culture": target(0.3, reading=0.1, success="every definition", role="check")}
    settings = CalibrationSettings(waves=1, points=4, rounds=1, initiatives=10, draws=4, check=12, adjust=["level"], failure=0.6)
    easy = experiment.base.model_copy(update={"weeks": 30, "outcome": "customer_outcome"})
    return CalibrationTask(settings, targets, experiment.population, easy, experiment.sampler.parts)


def _run(wave: CalibrationWave, place: Path) -> Study:
    return run_study(wave, place, Executor(workers=2))


@pytest.fixture(scope="module")
def answered(question: CalibrationTask, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    folder = tmp_path_factory.mktemp("calibration")
    return folder, _written(question, folder)


def _written(question: CalibrationTask, folder: Path) -> dict[str, bytes]:
    files = write_results(Calibrator(question, folder, _run).answer(), question, folder, "python experiments/calibrate.py")
    return {path.name: path.read_bytes() for path in files}


def test_a_calibration_that_lost_a_step_ends_in_the_same_bytes(answered: tuple[Path, dict[str, bytes]], question: CalibrationTask) -> None:
    folder, first = answered
    shutil.rmtree(folder / "rounds")
    next((folder / "check" / "shards").iterdir()).unlink()
    assert _written(question, folder) == first


def test_another_calibration_does_not_belong_into_the_same_folder(
    answered: tuple[Path, dict[str, bytes]], question: CalibrationTask
) -> None:
    other = question._replace(settings=question.settings.model_copy(update={"initiatives": 11}))
    with pytest.raises(StoreError, match="contains another study"):
        Calibrator(other, answered[0], _run).answer()


def test_the_summary_says_how_well_each_target_is_met(answered: tuple[Path, dict[str, bytes]]) -> None:
    data = json.loads(answered[1]["summary.json"])
    assert set(data["targets"]) == {"overall", "culture"} and data["initiatives"] == 12
    assert data["targets"]["overall"]["verdict"] in ("met", "within reading", "not met")
    assert "of 1 published number at once" in data["finding"]


@pytest.mark.parametrize("name", ["calibrated.yaml", "base_rate_60.yaml"])
def test_the_calibrated_population_is_a_file_of_the_library(answered: tuple[Path, dict[str, bytes]], name: str) -> None:
    text = answered[1][name].decode()
    assert text.startswith("# Written by: python experiments/calibrate.py") and str(Path.home()) not in text
    again = Population.model_validate(read(answered[0] / name, name))
    assert population_yaml(again, []) == "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    assert again.common is None and again.organisation is not None


def test_a_wave_is_made_again_from_its_plan(question: CalibrationTask) -> None:
    points = (dict(NEUTRAL), NEUTRAL | {"level": 0.5, "common": 0.4})
    wave = CalibrationWave(question.population, question.base, question.parts, points, 2, 3)
    again = experiment_from(json.loads(json.dumps(specification_of(wave))))
    assert [again.run(number) for number in range(4)] == [wave.run(number) for number in range(4)]


def test_an_initiative_has_the_same_seed_at_every_point(question: CalibrationTask) -> None:
    wave = CalibrationWave(question.population, question.base, question.parts, (dict(NEUTRAL), NEUTRAL | {"level": 0.5}), 2, 3)
    seeds = [wave.run(number).rows["runs"][0]["seed"] for number in range(4)]
    assert seeds[:2] == seeds[2:] and seeds[0] != seeds[1]


def test_failed_cases_are_counted(question: CalibrationTask, tmp_path: Path) -> None:
    odd = question.population.model_copy(update={"market": {"elasticity": Uniform(uniform=[2.0, 9.0])}})
    calibrator = Calibrator(question._replace(population=odd), tmp_path, _run)
    (runs,) = calibrator.runs("odd", [dict(NEUTRAL)], 6)
    assert calibrator.failed_to_run + len(runs) == 6 and calibrator.failed_to_run > 0
