"""Robustness: alternatives differ from the model as it is by what they change and by nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from itertools import product

import pandas as pd
import pytest
from sim.study.attribution.robustness import Robustness, robustness_of

from sim.config import config_dir
from sim.config.library_files import entry_of, names_of
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.experiments.model_alternatives import Alternative, ModelAlternatives, altered, alternatives_from

TITLES = {"leadership": "Leadership behaviour", "structure": "Structure and silos"}


def alternative(title: str, **changes: object) -> Alternative:
    return Alternative.model_validate({"title": title, "description": "", **changes})


QUIET = alternative("No noise", initiative={"rules.choice.noise": 0.0})
HUBS = alternative("No hubs", population={"organisation.ties.hubs": {"whole": [1, 1]}})
SAME = alternative("The same", initiative={"weeks": 10})


@pytest.fixture(scope="module")
def small(study_of: Callable[..., CauseRepairs]) -> CauseRepairs:
    return study_of(initiatives=2, weeks=10)


@pytest.fixture(scope="module")
def experiment(small: CauseRepairs) -> ModelAlternatives:
    return ModelAlternatives(small, {"quiet": QUIET, "hubs": HUBS, "same": SAME})


def test_every_alternative_of_the_library_can_be_run(small: CauseRepairs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.study.experiments.model_alternatives.levels_in", lambda *_: small.levels)  # slow, and tested below
    folders = (config_dir(),)
    known = alternatives_from(names_of("robustness", folders), lambda kind, name: entry_of(kind, name, folders, "test"))
    assert len(known) >= 9
    for name, one in known.items():
        there = altered(small, one)
        differs = there.specification() != small.specification()
        assert differs, f"{name} changes nothing"


def test_an_alternative_that_changes_nothing_gives_the_same_runs(experiment: ModelAlternatives) -> None:
    digests = [[row["digest"] for row in experiment.run(number).rows["runs"]] for number in (0, 6)]
    assert digests[0] == digests[1]
    assert [row["digest"] for row in experiment.causes_study.run(0).rows["runs"]] == digests[0]


def test_an_alternative_that_draws_something_more_moves_nothing_else(experiment: ModelAlternatives) -> None:
    """Without hubs there is a dimension more; every other factor keeps its place."""
    usual, without = experiment._sampled("", 1), experiment._sampled("hubs", 1)
    assert without.values.pop("organisation.ties.hubs") == 1
    assert (usual.values, usual.seed) == (without.values, without.seed)
    assert without.initiative is not None
    assert without.initiative.organisation.ties.hubs == 1


def test_a_setting_reaches_every_initiative(experiment: ModelAlternatives) -> None:
    sampled = experiment._sampled("quiet", 0)
    assert sampled.initiative is not None
    assert sampled.initiative.rules.choice.noise == 0.0


def test_a_goal_that_is_set_is_the_goal_that_is_judged_by(small: CauseRepairs) -> None:
    lower = altered(small, alternative("Lower", initiative={"definitions.outcomes.sustained.adoption": 0.1}))
    sampled = lower.sampler.initiative(0)
    assert sampled.initiative is not None
    assert sampled.initiative.success.adoption == 0.1
    assert lower.levels == small.levels


def test_modest_repairs_bring_conditions_less_far(small: CauseRepairs) -> None:
    modest = altered(small, alternative("Modest", quantile=0.6))
    assert modest.levels["time"] < small.levels["time"]
    assert modest.levels["cynicism"] > small.levels["cynicism"]


def test_levels_are_computed_once_when_a_case_needs_them(small: CauseRepairs, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr("sim.study.experiments.model_alternatives.levels_in", lambda *given: asked.append(given) or small.levels)
    others = ModelAlternatives(small, {"quiet": QUIET, "hubs": HUBS})
    assert asked == []
    for number in (0, 2):
        others.run(number)
    assert asked == []
    for number in (4, 5):
        others.run(number)
    assert len(asked) == 1


def test_a_case_is_the_same_from_the_plan_alone(experiment: ModelAlternatives) -> None:
    again = ModelAlternatives.from_specification(json.loads(json.dumps(experiment.specification())))
    assert again.run(3) == experiment.run(3)
    assert again.cases == 8


def test_an_ineffective_or_unknown_setting_is_refused(small: CauseRepairs) -> None:
    with pytest.raises(ValueError, match="no change given"):
        alternative("Nothing")
    with pytest.raises(ValueError, match="no section organisation\\.tides"):
        altered(small, alternative("Tides", population={"organisation.tides.high": {"whole": [1, 1]}}))
    with pytest.raises(ValueError, match="noize"):
        altered(small, alternative("Noize", initiative={"rules.choice.noize": 0.1}))
    with pytest.raises(ValueError, match="no initiative of the population can be run"):
        ModelAlternatives(small, {"wild": alternative("Wild", population={"market.elasticity": {"uniform": [2000.0, 9000.0]}})})
    with pytest.raises(ValueError, match="noize"):
        ModelAlternatives(small, {"noize": alternative("Noize", initiative={"rules.choice.noize": 0.1})})


def rows_of(name: str, fates: Iterable[str]) -> list[dict[str, object]]:
    """Runs of an alternative; a fate: s succeeds, l and t are saved by repairing leadership or structure, f by neither."""
    return [
        {"alternative": name, "initiative": number, "coalition": cause, "success": fate == "s" or fate == cause[:1].replace("s", "t")}
        for number, fate in enumerate(fates)
        for cause in ("", *TITLES)
    ]


def judged(**fates: str) -> Robustness:
    usual = fates.pop("usual")
    runs = pd.DataFrame(rows_of("", usual) + [row for name, known in fates.items() for row in rows_of(name, known)])
    return robustness_of(runs, {name: alternative(f"Model {name}", initiative={"weeks": 1}) for name in fates}, TITLES)


def test_failures_and_rescues_are_counted_as_they_are() -> None:
    known = judged(usual="ssllltff", a="ssllllff")
    assert (known.usual.failure.count, known.usual.failure.of) == (6, 8)
    assert [(rescue.cause, rescue.rescued.count) for rescue in known.usual.rescues] == [("leadership", 3), ("structure", 1)]
    assert known.others[0].change.change == 0.0
    assert known.others[0].rescues[0].rescued.count == 4


def test_a_change_of_the_failure_rate_is_paired() -> None:
    known = judged(usual="s" * 20 + "f" * 20, a="s" * 10 + "f" * 30)
    assert known.others[0].change.change == pytest.approx(0.25)
    assert known.others[0].change.low > 0.0


def test_a_first_cause_that_stays_first_everywhere_is_not_fragile() -> None:
    known = judged(usual="l" * 30 + "tfff", a="l" * 28 + "tttfff", b="l" * 30 + "tsss")
    assert not known.is_fragile
    assert known.finding == "Leadership behaviour is the leading cause in the base model and in all 2 alternatives"


def test_a_first_cause_that_changes_is_fragile() -> None:
    known = judged(usual="l" * 30 + "tfff", a="l" * 30 + "tfff", b="t" * 30 + "lfff")
    assert known.is_fragile
    assert known.finding == (
        "The leading cause is not robust: in 1 of 2 alternatives, 1 of them clearly, leadership behaviour is replaced by "
        "structure and silos (model b)"
    )
    assert known.others[1].rank_correlation == pytest.approx(-1.0)


def test_a_tie_is_not_a_change_of_the_first_cause() -> None:
    known = judged(usual="ttl" + "f" * 5, a="tl" + "f" * 6)
    assert known.moved == ()
    assert known.others[0].first.cause == "structure"
    assert known.others[0].rank_correlation is None


def test_a_lead_that_was_never_clear_is_fragile() -> None:
    known = judged(usual="lltfffff", a="lltfffff")
    assert known.is_fragile
    assert known.finding.endswith("its lead is not clear in the base model")


def test_initiatives_that_did_not_run_everywhere_are_left_out() -> None:
    runs = pd.DataFrame(rows_of("", "lltf") + rows_of("a", "lltf")[:-3])
    known = robustness_of(runs, {"a": SAME}, TITLES)
    assert (known.initiatives, known.left_out) == (3, 1)
    with pytest.raises(ValueError, match="no initiative ran under every alternative"):
        robustness_of(runs, {"a": SAME, "b": SAME}, TITLES)


def test_with_every_set_repaired_shapleys_first_cause_is_followed_too() -> None:
    runs = pd.DataFrame([*rows_of("", "lllt"), *rows_of("a", "lllt")])
    both = [
        {"alternative": name, "initiative": k, "coalition": "leadership+structure", "success": True}
        for name, k in product(("", "a"), range(4))
    ]
    known = robustness_of(pd.concat([runs, pd.DataFrame(both)]), {"a": SAME}, TITLES)
    assert known.usual.attribution is not None
    assert known.usual.attribution.parts[0].cause == "leadership"
    assert (
        known.statements[-1] == "By Shapley share, leadership behaviour is the leading cause in the base model and in 1 of 1 alternative."
    )


def test_results_are_ready_for_json() -> None:
    known = judged(usual="lltf", a="ltff")
    assert json.loads(json.dumps(known.as_data()))["finding"] == known.finding
    assert len(known.table()) == 4
