"""Comparing programmes: pairs of runs on the same draws, what they show, and what they are too few to show."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy.stats import binomtest

from sim.config import Options, Refused, load
from sim.config.overrides import parsed
from sim.config.side_by_side import Together
from sim.engine import simulate
from sim.schema.initiative import Initiative
from sim.study.comparison.comparison import Comparison, compare
from sim.study.comparison.costs import ProgrammeCost
from sim.study.comparison.paired import SUCCESS, Paired, paired_of
from sim.study.comparison.settings import CompareSettings
from sim.study.comparison.verdict import finding_of, said_of, statements_of
from sim.study.population.description import AS_RATED
from sim.study.statistics.power import detectable, holm, pairs_needed, power_of_pairs
from tests.programs import Program

PROGRAM = Path(__file__).parents[2] / "experiments" / "compare_programmes.py"
SMALL = ("weeks=12", "organisation.units={shop: {size: 12}, office: {size: 8}}")


@pytest.fixture(scope="module")
def programmes() -> dict[str, Initiative]:
    return {name: load("customer_centric", f"programme={name}", *SMALL) for name in ("as_planned", "do_nothing")}


@pytest.fixture(scope="module")
def comparison(programmes: dict[str, Initiative]) -> Comparison:
    return compare(programmes, 5, 100)


def pairs_of(first: list[bool], second: list[bool], **measures: tuple[list[float], list[float]]) -> Paired:
    """Two programmes, run by run."""
    rows = []
    for name, place, success in (("a", 0, first), ("b", 1, second)):
        for replicate, is_met in enumerate(success):
            levels = {measure: float(measures.get(measure, (success, success))[place][replicate]) for measure in _MEASURES}
            rows.append({"programme": name, "replicate": replicate, "success": is_met, **levels})
    costs = dict.fromkeys("ab", ProgrammeCost(0.0, 0.0, 0.0, 0.0))
    return paired_of(pd.DataFrame(rows), {"a": "A", "b": "B"}, costs, CompareSettings())


_MEASURES = ("adoption_end", "felt_gain", "revenue_growth", "spend")


def test_each_programme_meets_the_same_draws_as_it_would_alone(programmes: dict[str, Initiative], comparison: Comparison) -> None:
    known = comparison.runs.set_index(["programme", "seed"])["digest"]
    assert sorted(set(comparison.runs["seed"])) == [100, 101, 102, 103, 104]
    for name, initiative in programmes.items():
        assert known[name, 102] == simulate(AS_RATED.drawn(initiative, 102), 102).digest


def test_a_programme_beside_itself_differs_in_nothing(programmes: dict[str, Initiative]) -> None:
    twins = compare({"one": programmes["as_planned"], "other": programmes["as_planned"]}, 3)
    assert (twins.differences["change"] == 0.0).all()
    assert not twins.differences["is_told_apart"].any()


def test_only_runs_that_come_out_differently_speak_of_success() -> None:
    # 12 runs in which only a succeeds, none in which only b does: 2 / 2^12 by the exact test
    known = pairs_of([True] * 12 + [True] * 8, [False] * 12 + [True] * 8).of(SUCCESS, "a", "b")
    assert known.chance == pytest.approx(2 / 2**12)
    assert known.change == pytest.approx(0.6) and known.is_told_apart


def test_a_difference_is_the_same_from_the_other_side() -> None:
    paired = pairs_of([True, True, False, False], [True, False, False, False])
    there, back = paired.between(SUCCESS, "a", "b"), paired.between(SUCCESS, "b", "a")
    assert (back.change, back.low, back.high) == (-there.change, -there.high, -there.low)


def test_a_constant_outcome_has_no_uncertainty() -> None:
    paired = pairs_of([True] * 9, [True] * 9, spend=([7.0] * 9, [5.0] * 9), adoption_end=([0.5] * 9, [0.5] * 9))
    spend, adoption = paired.of("spend", "a", "b"), paired.of("adoption_end", "a", "b")
    assert (spend.change, spend.low, spend.high, spend.is_told_apart) == (2.0, 2.0, 2.0, True)
    assert (adoption.change, adoption.is_told_apart) == (0.0, False)


def test_too_few_runs_are_said_to_be_too_few_rather_than_equal() -> None:
    paired = pairs_of([True] * 30, [True] * 30)
    known = paired.of(SUCCESS, "a", "b")
    assert known.power is not None and known.power < 0.95
    said = said_of(paired, known)
    assert "are not clearly different at this sample size" in said and f"{known.runs_needed} runs" in said and "no difference" not in said


def test_the_best_is_found_and_what_others_lack_is_said() -> None:
    paired = pairs_of([False] * 38 + [True] * 2, [True] * 40)
    assert paired.standings[0].name == "b"
    assert finding_of(paired).startswith("“B” succeeds most often, in 100%")
    assert statements_of(paired)[-1].startswith("Costs:")


def test_equally_successful_programmes_are_told_apart_by_what_they_reach() -> None:
    level = np.linspace(0.5, 0.6, 40)
    paired = pairs_of([True] * 40, [True] * 40, adoption_end=(level.tolist(), (level - 0.1).tolist()))
    assert finding_of(paired).startswith(
        "“A” leads in adoption, by 10.0 points [10.0, 10.0]; it and “B” are not clearly different in success"
    )


def test_the_pairs_that_a_small_difference_takes_are_those_of_the_closed_form() -> None:
    # Connor's formula for discordance 0.3 and a difference of 0.05 at 0.01 and 0.95: 2,131; the exact test takes a little more
    needed = pairs_needed(0.3, 0.05, 0.01, 0.95)
    assert 2131 <= needed <= 1.03 * 2131
    assert power_of_pairs(needed, 0.3, 0.05, 0.01) >= 0.95


def test_power_of_pairs_is_what_counting_finds() -> None:
    chance = np.random.default_rng(3)
    drawn = chance.multinomial(60, (0.25, 0.05, 0.7), size=4_000)
    alike, often = np.unique(drawn, axis=0, return_counts=True)
    found = sum(often[k] for k, (up, down, _) in enumerate(alike.tolist()) if up + down and binomtest(up, up + down).pvalue < 0.05) / 4_000
    spread = np.sqrt(found * (1 - found) / 4_000)
    assert abs(power_of_pairs(60, 0.3, 0.2, 0.05) - found) < 4 * spread


def test_a_tenth_of_a_standard_deviation_takes_107_pairs_at_correlation_097() -> None:
    spread = np.sqrt(2 * (1 - 0.97))
    assert detectable(spread, 107, 0.01, 0.95) <= 0.1 < detectable(spread, 106, 0.01, 0.95)


@given(some.lists(some.floats(0.0, 1.0), min_size=1, max_size=8))
def test_adjusting_for_many_tests_never_makes_one_surer(chances: list[float]) -> None:
    adjusted = holm(chances)
    assert all(after >= before for before, after in zip(chances, adjusted, strict=True))
    assert all(after <= min(1.0, len(chances) * before) + 1e-12 for before, after in zip(chances, adjusted, strict=True))


def test_holm_is_as_published() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("programme=as_planned", "at least 2 are compared"),
        ("programme=as_planned,as_planned", "given twice"),
        ("programme=as_planned,quick_wons", "nearest: quick_wins"),
        ("programme=own,as_planned", "are the same"),
    ],
)
def test_incomparable_programmes_are_refused(typed: str, says: str) -> None:
    together = Together("programme", ("as_planned", "do_nothing"))
    with pytest.raises(Refused, match=says):
        asked = together.joined(parsed([typed]))
        together.loaded("initiative", None, [one.text for one in asked], None, Options)


def test_fewer_than_two_initiatives_are_refused(programmes: dict[str, Initiative]) -> None:
    with pytest.raises(ValueError, match="at least 2"):
        compare([programmes["as_planned"]])
    with pytest.raises(ValueError, match="same title"):
        compare([programmes["as_planned"]] * 2)


def test_the_program_says_which_wins_and_goes_on_where_it_was(tmp_path: Path) -> None:
    typed = [sys.executable, str(PROGRAM), "programme=as_planned,do_nothing", *SMALL, "compare.runs=4", f"hydra.run.dir={tmp_path}"]
    first = subprocess.run(typed, capture_output=True, text=True, check=False)
    assert first.returncode == 0, first.stderr
    assert "Planned" in first.stdout or "planned" in first.stdout
    (folder,) = tmp_path.iterdir()
    kept = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "lock"}
    assert {"plan.json", "summary.json", "programmes.csv", "differences.csv", "runs.parquet", "comparison.svg"} <= kept.keys()
    again = Program(typed[1:]).ended()
    assert again.stdout == first.stdout
    assert kept == {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "lock"}
