"""A space: what may be varied, and what is refused before anything runs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.schema.initiative import Initiative
from sim.study.population.distributions import LogUniform, Uniform, UniformInteger
from sim.study.sweep.point_designs import Laid, laid, refuse_runs
from sim.study.sweep.space import Levels, factors_of, fitted, refuse_what_cannot_be_set

AUTONOMY, SPAN = "programme.start_autonomy", "organisation.span"


def laid_in(space: dict[str, Any], base: Initiative, kind: Any = "sobol", n: int = 16) -> Laid:
    return laid(fitted(factors_of(space), base), kind, n, seed=1)


def test_two_ends_are_whole_where_the_schema_takes_nothing_else(base: Initiative) -> None:
    autonomy, span = fitted(factors_of({AUTONOMY: [0, 1], SPAN: [4, 12]}), base)
    assert autonomy.drawn == Uniform(uniform=[0.0, 1.0]) and span.drawn == UniformInteger(whole=[4, 12])


def test_more_numbers_words_and_distributions_are_what_they_say() -> None:
    space = {"weeks": [104, 156, 208], "outcome": ["sustained", "value_realised"], "a.b": {"log_uniform": [1, 10]}, "c": [True, False]}
    drawn = {factor.path: factor.drawn for factor in factors_of(space)}
    assert drawn["weeks"] == Levels((104, 156, 208)) and drawn["outcome"] == Levels(("sustained", "value_realised"))
    assert drawn["a.b"] == LogUniform(log_uniform=[1, 10]) and drawn["c"] == Levels((True, False))


def test_sections_may_be_written_out() -> None:
    assert factors_of({"rules": {"habit": {"growth": [0, 0.1]}}}) == factors_of({"rules.habit.growth": [0, 0.1]})


@pytest.mark.parametrize(
    ("space", "says"),
    [
        ({}, "0 factors"),
        ({f"a{place}": [0, 1] for place in range(41)}, "41 factors"),
        ({"seed": [1, 9]}, "replicates=N"),
        ({"market": [0, 1], "market.revenue": [1, 2]}, "inside it"),
        ({"a": [2, 1]}, "a: 2 is above 1"),
        ({"a": []}, "no values"),
        ({"a": 3}, "give [low, high]"),
        ({"a": [1, "one"]}, "all be numbers"),
        ({"a": [0.0, float("nan")]}, "not a finite number"),
        ({"a": [0.0, float("inf")]}, "not a finite number"),
        ({"a": {"uniform": [2, 1]}}, "2 is above 1"),
        ({"a": {"uniform": [0, "1"]}}, "a valid number"),
    ],
)
def test_an_invalid_range_is_refused_in_one_line(space: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=r"^space: ") as refused:
        factors_of(space)
    assert says in str(refused.value) and len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("space", "says"),
    [
        ({"organisation.spam": [1, 2]}, "nearest: organisation.span"),
        ({"span": [4, 12]}, "nearest: organisation.span"),
        ({"dispositions.patince": [0, 1]}, "nearest: patience"),
        ({"weeks.first": [0, 2]}, "nearest: weeks"),
        ({"market": [0, 1]}, "a section"),
        ({SPAN: [1, 12]}, f"{SPAN}: 1 is not allowed: must be greater than or equal to 2"),
        ({SPAN: [4.5, 12]}, "must be a valid integer"),
        ({SPAN: ["4", "12"]}, "must be a valid integer"),
        ({"dispositions.patience": [0, 1.0000001]}, "1.0000001 is not allowed: must be less than or equal to 1"),
        ({"rules.habit.growth": {"normal": [0.1, 0.1]}}, "rules.habit.growth: -0.5"),
        ({"outcome": ["sustained", "sustaned"]}, "nearest: sustained"),
    ],
)
def test_a_space_with_invalid_points_is_refused_before_any_run(space: dict[str, Any], says: str, base: Initiative) -> None:
    with pytest.raises(ValueError) as refused:
        refuse_what_cannot_be_set(fitted(factors_of(space), base), base)
    assert says in str(refused.value) and len(str(refused.value).splitlines()) == 1


def test_a_wrong_corner_is_found_among_very_many(base: Initiative) -> None:
    names = ["patience", "commitment", "talk", "interest", "cynicism", "practice", "humility", "credibility", "perseverance"]
    space: dict[str, Any] = {f"dispositions.{name}": [0, 1] for name in names} | {SPAN: [4, 41]}
    with pytest.raises(ValueError, match=f"{SPAN}: 41 is not allowed"):
        refuse_what_cannot_be_set(fitted(factors_of(space), base), base)


def test_a_grid_reaches_both_ends_and_says_how_many_points_it_has(base: Initiative) -> None:
    made = laid_in({AUTONOMY: [0, 1], SPAN: [4, 12]}, base, "grid", 20)
    assert {point[SPAN] for point in made.points} == {4, 7, 9, 12}
    assert sorted({point[AUTONOMY] for point in made.points}) == pytest.approx([0.0, 1 / 3, 2 / 3, 1.0])
    assert len(made.points) == 16 and "4 x 4 has 16 points" in made.notes[0]


def test_levels_of_a_grid_stay_as_they_were_given(base: Initiative) -> None:
    made = laid_in({"weeks": [10, 20, 40], AUTONOMY: [0, 1]}, base, "grid", 6)
    assert [(point["weeks"], point[AUTONOMY]) for point in made.points] == [(w, a) for w in (10, 20, 40) for a in (0.0, 1.0)]
    assert made.notes == ()


def test_points_that_are_there_already_are_left_out_with_a_note(base: Initiative) -> None:
    made = laid_in({SPAN: [4, 7]}, base, "sobol", 16)
    assert sorted(point[SPAN] for point in made.points) == [4, 5, 6, 7]
    assert made.notes == ("12 of 16 points are duplicates and are omitted",)


def test_sobol_asks_for_powers_of_two_and_takes_any_number(base: Initiative) -> None:
    made = laid_in({AUTONOMY: [0, 1]}, base, "sobol", 12)
    assert len(made.points) == 12 and "not a power of two" in made.notes[0]
    assert laid_in({AUTONOMY: [0, 1]}, base, "sobol", 16).notes == ()


def test_equal_seeds_lay_equal_points(base: Initiative) -> None:
    space = {AUTONOMY: [0, 1], SPAN: [4, 12]}
    for kind in ("sobol", "latin_hypercube"):
        assert laid_in(space, base, kind) == laid_in(space, base, kind)


@given(kind=st.sampled_from(["sobol", "latin_hypercube", "grid"]), n=st.integers(1, 60), low=st.floats(-5, 5), more=st.floats(0.001, 9))
def test_every_point_is_inside_its_space(kind: Any, n: int, low: float, more: float) -> None:
    made = laid(factors_of({"a": {"uniform": [low, low + more]}, "b": {"whole": [0, 3]}, "c": ["x", "y", "z"]}), kind, n, seed=3)
    assert all(low <= point["a"] <= low + more and point["b"] in range(4) and point["c"] in "xyz" for point in made.points)
    assert len({tuple(point.items()) for point in made.points}) == len(made.points)


@pytest.mark.parametrize("n", [0, -5, 100_001])
def test_no_points_and_too_many_are_refused_with_the_count(n: int, base: Initiative) -> None:
    with pytest.raises(ValueError, match=f"{n:,} points; allowed are 1 to 100,000"):
        laid_in({AUTONOMY: [0, 1]}, base, "sobol", n)


def test_a_grid_of_too_many_levels_is_refused_before_it_is_laid() -> None:
    space = {f"a{place}": list(range(317)) for place in range(2)}
    with pytest.raises(ValueError, match="100,489 points"):
        laid(factors_of(space), "grid", 8, seed=1)


def test_too_many_runs_are_refused_with_the_count() -> None:
    refuse_runs(100_000, 50)
    with pytest.raises(ValueError, match="5,100,000 runs"):
        refuse_runs(100_000, 51)


def test_a_randomly_absent_section_is_unchanged(base: Initiative) -> None:
    made = laid_in({AUTONOMY: {"uniform": [0, 1], "chance": 0.5}}, base, "latin_hypercube", 16)
    assert {len(point) for point in made.points} == {0, 1}
