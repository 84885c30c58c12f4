"""Other ways of asking: each differs from the study by what it changes and by nothing else, and what may be said follows from all."""

from __future__ import annotations

import json
from collections.abc import Callable
from math import factorial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.config import config_dir
from sim.config.library_files import entry_of, names_of
from sim.study.attribution.outcomes import Outcomes
from sim.study.attribution.shapley import shapley_counts
from sim.study.attribution.ways import FIRST, LEAST, Ways, ways_of
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.experiments.model_alternatives import Alternative, alternatives_from, sampler_under
from sim.study.experiments.ways_of_asking import (
    Cut,
    OtherWorld,
    WaysOfAsking,
    WaysSettings,
    cuts_of,
    level_for_dose,
    levels_of,
    worlds_of,
)
from sim.study.failure.companions import ways_for
from sim.study.failure.settings import CompanionSettings
from sim.study.population.causes import coalitions, name_of

TITLES = {"leadership": "Leadership behaviour", "structure": "Structure and silos"}
FOLDERS = (config_dir(),)


def read(kind: str, name: str) -> dict[str, object]:
    return entry_of(kind, name, FOLDERS, "test")


def alternative(title: str, **changes: object) -> Alternative:
    return Alternative.model_validate({"title": title, "description": "", **changes})


QUIET = alternative("No noise", initiative={"rules.choice.noise": 0.0})
HUBS = alternative("No hubs", population={"organisation.ties.hubs": {"whole": [1, 1]}})
SAME = alternative("The same", initiative={"weeks": 10})


@pytest.fixture(scope="module")
def small(study_of: Callable[..., CauseRepairs]) -> CauseRepairs:
    return study_of(initiatives=2, coalitions="all", weeks=10)


def asked(study: CauseRepairs, cuts: dict[str, Cut] | None = None, **alternatives: Alternative) -> WaysOfAsking:
    return WaysOfAsking(study, WaysSettings(initiatives=2, cuts=cuts or {}, worlds=worlds_of(alternatives, [], None)))


@pytest.fixture(scope="module")
def experiment(small: CauseRepairs) -> WaysOfAsking:
    cuts = {"as_shipped": Cut(title="as shipped", dimension="causes"), "less": Cut(title="less", dimension="levels", quantile=0.6)}
    return asked(small, cuts, quiet=QUIET, hubs=HUBS, same=SAME)


def success_in(experiment: WaysOfAsking, number: int, way: str) -> list[bool]:
    return [row["success"] for row in experiment.run(number).rows["runs"] if row["way"] == way]


def test_every_alternative_of_the_library_changes_something(small: CauseRepairs) -> None:
    known = alternatives_from(names_of("robustness", FOLDERS), read)
    assert len(known) >= 13
    for name, one in known.items():
        sampler = sampler_under(small, one)
        same = (sampler.base, sampler.population) == (small.base, small.population) and one.quantile is None
        assert not same, f"{name} changes nothing"


def test_a_way_that_changes_nothing_gives_the_runs_of_the_study(experiment: WaysOfAsking) -> None:
    study = [row["success"] for row in experiment.causes_study.run(0).rows["runs"]]
    assert success_in(experiment, 0, "as_shipped") == success_in(experiment, 6, "rules_same") == study
    assert len(study) == len(experiment.causes_study.coalitions)


def test_a_world_that_draws_something_more_moves_nothing_else(experiment: WaysOfAsking) -> None:
    """Without hubs there is a dimension more; every other factor keeps its place."""
    usual, without = experiment._sampled("", 1), experiment._sampled("rules_hubs", 1)
    assert without.values.pop("organisation.ties.hubs") == 1
    assert (usual.values, usual.seed) == (without.values, without.seed)
    assert without.initiative is not None and without.initiative.organisation.ties.hubs == 1


def test_a_setting_reaches_every_initiative(experiment: WaysOfAsking) -> None:
    sampled = experiment._sampled("rules_quiet", 0)
    assert sampled.initiative is not None and sampled.initiative.rules.choice.noise == 0.0


def test_a_case_is_the_same_from_the_plan_alone(experiment: WaysOfAsking) -> None:
    again = WaysOfAsking.from_specification(json.loads(json.dumps(experiment.specification())))
    assert again.cases == experiment.cases == 8
    assert again.run(3) == experiment.run(3)


def test_an_ineffective_or_unknown_setting_is_refused(small: CauseRepairs) -> None:
    with pytest.raises(ValueError, match="no change given"):
        alternative("Nothing")
    with pytest.raises(ValueError, match=r"tides.yaml: .*no section organisation\.tides"):
        asked(small, tides=alternative("Tides", population={"organisation.tides.high": {"whole": [1, 1]}}))
    with pytest.raises(ValueError, match="noize"):
        asked(small, noize=alternative("Noize", initiative={"rules.choice.noize": 0.1}))
    with pytest.raises(ValueError, match="no initiative of the population can be run"):
        asked(small, wild=alternative("Wild", population={"market.elasticity": {"uniform": [2000.0, 9000.0]}}))
    with pytest.raises(ValueError, match="coalitions: singles"):
        asked(small.with_settings(coalitions="singles"), quiet=QUIET)
    with pytest.raises(ValueError, match="neither a change nor a population"):
        WaysOfAsking(
            small, WaysSettings(initiatives=2, cuts={}, worlds={"x": OtherWorld(title="Prior", dimension="population", adjust={})})
        )


def test_each_condition_is_left_out_and_each_contested_one_moved(small: CauseRepairs) -> None:
    cuts = cuts_of(small.causes)
    restored = {condition for cause in small.causes.values() for condition in cause.restores}
    assert {name.removeprefix("without_").split("_in_")[0] for name in cuts if name.startswith("without_")} == restored
    moved = cuts["vision_to_leadership"].restores
    assert "vision" in moved["leadership"] and "vision" not in moved["resistance"]
    fewest = min(len(cause.restores) for cause in small.causes.values())
    equal = [cut for name, cut in cuts.items() if name.startswith(f"{fewest}_conditions_")]
    assert len(equal) == 4 and all(len(some) == fewest for cut in equal for some in cut.restores.values())


def test_all_ways_of_the_library_are_listed_with_title_and_dimension(small: CauseRepairs) -> None:
    calibrated = small._replace(population=small.population.model_copy(update={"posterior": "calibrated"}))
    ways = ways_for(calibrated, CompanionSettings(robustness=8, populations=5), {"quiet": QUIET}, read)
    assert set(ways.dimensions.values()) == {"causes", "levels", "sample", "population", "rules"}
    assert all(ways.titles.values()) and len(set(ways.titles.values())) == len(ways.titles)
    draws = [world.adjust for name, world in ways.worlds.items() if name.startswith("posterior_")]
    assert len(draws) == 5 and len({tuple(sorted((draw or {}).items())) for draw in draws}) == 5


@given(st.lists(st.floats(0.0, 1.0), min_size=20, max_size=60), st.floats(0.05, 1.0), st.sampled_from(["time", "cynicism"]))
def test_a_dose_moves_the_mean_by_as_many_standard_deviations(values: list[float], dose: float, name: str) -> None:
    known = np.array(values)
    level = level_for_dose(known, dose, name)
    moved = np.maximum(level - known, 0.0) if name == "time" else np.maximum(known - level, 0.0)
    most = (1.0 - known).mean() if name == "time" else known.mean()
    if known.std() > 1e-6:
        assert moved.mean() == pytest.approx(min(dose * known.std(), most), abs=1e-6)


def test_further_repairs_have_better_levels_and_other_samples_other_ones(small: CauseRepairs) -> None:
    cuts = levels_of([0.6, 0.95], 2)
    experiment = asked(small, cuts)
    repairs = {way.way: way.repairs[-1].levels for way in experiment._ways_in("")}
    assert repairs["quantile_0.6"]["time"] < repairs["quantile_0.95"]["time"]
    assert repairs["quantile_0.6"]["cynicism"] > repairs["quantile_0.95"]["cynicism"]
    assert repairs["sample_1"] != repairs["sample_2"]


# what is said

CAUSES = ("leadership", "structure")
NAMES = [name_of(coalition) for coalition in coalitions(CAUSES, "all")]
SAVED_BY = {"s": [True] * 4, "l": [False, True, False, True], "t": [False, False, True, True], "f": [False] * 4}
"""Success with nothing, leadership, structure and both repaired, of an initiative of each fate."""


def outcomes_of(fates: str) -> Outcomes:
    return Outcomes(CAUSES, np.array([SAVED_BY[fate] for fate in fates]), np.arange(len(fates)), 0)


def runs_of(way: str, fates: str) -> list[dict[str, object]]:
    return [
        {"way": way, "initiative": number, "coalition": name, "success": SAVED_BY[fate][place]}
        for number, fate in enumerate(fates)
        for place, name in enumerate(NAMES)
    ]


def judged(study: str, **ways: str) -> Ways:
    runs = pd.DataFrame([row for way, fates in ways.items() for row in runs_of(way, fates)])
    known = {way: ("rules", f"way {way}") for way in ways}
    return ways_of(outcomes_of(study), {}, runs, known, TITLES, ("sustained", {}))


CLEAR = "l" * 60 + "t" * 20 + "s" * 20


def test_shares_of_the_study_are_shapleys(small: CauseRepairs) -> None:
    known = judged(CLEAR)
    counts = shapley_counts(outcomes_of(CLEAR)) / factorial(2)
    assert known.as_asked.of_failures["leadership"].value == pytest.approx(counts[:, 0].sum() / 80)
    assert (known.as_asked.first, known.as_asked.is_clear) == ("leadership", True)


def test_a_way_with_the_runs_of_the_study_has_its_shares_and_its_certainty() -> None:
    """The regression passes the certainty of the whole study on to a way that is asked of its first initiatives only."""
    mixed = "lltslltsltls" * 10
    known = judged(mixed, same=mixed[:12])
    (same,) = known.others
    assert same.of_failures["leadership"].value == pytest.approx(known.as_asked.of_failures["leadership"].value)
    assert same.initiatives == 12 and same.is_clear == known.as_asked.is_clear


def test_a_cause_is_first_only_where_nearly_every_way_says_so() -> None:
    agree = {f"w{number}": CLEAR[:] for number in range(19)}
    known = judged(CLEAR, **agree)
    assert known.first == "leadership" and known.finding == "Leadership behaviour comes first in 100% of the ways we asked"
    swapped = CLEAR.translate(str.maketrans("lt", "tl"))
    known = judged(CLEAR, **(agree | {"w17": swapped, "w18": swapped}))
    assert known.first is None and known.tally()["leadership"] == pytest.approx(0.9) and FIRST > 0.9
    assert known.finding == "No cause comes first in all ways of asking: leadership behaviour in 90% and structure and silos in 10%"


def test_a_lead_that_is_not_told_apart_is_undecided() -> None:
    even = "lt" * 20 + "s" * 10
    known = judged(even, other=even)
    assert known.tally() == {"leadership": 0.0, "structure": 0.0, "": pytest.approx(1.0)}
    assert known.finding == "In none of the ways we asked does a cause clearly come first"


def test_exchangeable_causes_are_hardly_ever_called_first() -> None:
    """Which of two causes saves a failure is decided by lot, anew in every study and every way."""
    chance = np.random.default_rng(1)
    called = 0
    for _ in range(100):
        fates = ["".join(chance.choice(list("ltsf"), 100)) for _ in range(5)]
        called += judged(fates[0], **{f"w{place}": some for place, some in enumerate(fates[1:])}).first is not None
    assert called <= 5


def test_a_cause_that_is_bad_by_construction_is_called_first() -> None:
    chance = np.random.default_rng(2)
    called = 0
    for _ in range(50):
        fates = ["".join(chance.choice(list("lts"), 200, p=[0.6, 0.15, 0.25])) for _ in range(5)]
        called += judged(fates[0], **{f"w{place}": some for place, some in enumerate(fates[1:])}).first == "leadership"
    assert called >= 45


def test_dimensions_weigh_equally_however_many_ways_they_have() -> None:
    runs = pd.DataFrame([row for way in ("a", "b", "c") for row in runs_of(way, CLEAR)])
    known = {"a": ("rules", "a"), "b": ("rules", "b"), "c": ("levels", "c")}
    weights = ways_of(outcomes_of(CLEAR), {}, runs, known, TITLES, ("sustained", {})).weights
    assert sum(weights.values()) == pytest.approx(1.0)
    assert weights["levels/c"] == pytest.approx(1.0 / 4.0) and weights["rules/a"] == pytest.approx(1.0 / 6.0)


def test_a_way_with_too_few_initiatives_is_left_out_and_said() -> None:
    known = judged(CLEAR, few=CLEAR[: LEAST - 1], enough=CLEAR[:LEAST])
    assert [way.name for way in known.others] == ["enough"] and known.left_out == 1
    assert "1 way could not be judged." in known.statements[-1]


def test_no_failure_leaves_nothing_to_attribute() -> None:
    known = judged("s" * 20, same="s" * 20)
    assert known.finding == "No initiative fails, so there is nothing to attribute"
    assert known.table()["of_failures"].eq(0.0).all()


def test_the_table_has_a_row_for_each_way_and_cause() -> None:
    known = judged(CLEAR, other=CLEAR)
    table = known.table()
    assert len(table) == 2 * 2 and table.groupby("way")["weight"].first().sum() == pytest.approx(1.0)
