"""Survival: curves that anybody can count, intervals that hold them, and groups that differ or do not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from sim.study.failure.evidence import unrepaired
from sim.study.prognosis.survival import survival_of
from sim.study.statistics.estimates import share_of


def runs_of(given_up: list[int]) -> pd.DataFrame:
    """Runs without a repair, taken from as many more with one, in which no one gave up."""
    plain = [{"initiative": number, "coalition": "", "abandoned_week": week} for number, week in enumerate(given_up)]
    return unrepaired(pd.DataFrame(plain + [row | {"coalition": "leadership", "abandoned_week": -1} for row in plain]))


def test_four_programmes_can_be_counted() -> None:
    found = survival_of(runs_of([2, 5, -1, 2]), 10).everyone
    assert found.weeks.tolist() == [0, 2, 5]
    assert found.share.tolist() == pytest.approx([1.0, 0.5, 0.25])
    assert found.at_risk.tolist() == [4, 4, 2]
    assert (found.programmes, found.given_up, found.half_by) == (4, 3, 2)
    assert (found.at(1.9)[0], found.at(2)[0], found.at(10)[0]) == (1.0, pytest.approx(0.5), pytest.approx(0.25))


@given(some.lists(some.integers(-1, 12), min_size=1, max_size=40))
def test_with_no_one_lost_before_the_end_the_curve_is_the_share_still_there(given_up: list[int]) -> None:
    given_up = [week if week else -1 for week in given_up]
    found = survival_of(runs_of(given_up), 12).everyone
    counted = [np.mean([week < 0 or week > now for week in given_up]) for now in found.weeks]
    assert found.share.tolist() == pytest.approx(counted)
    assert (found.low <= found.share + 1e-12).all() and (found.share <= found.high + 1e-12).all()
    assert (found.low >= 0).all() and (found.high <= 1).all() and (np.diff(found.share) <= 0).all()


def test_no_one_and_everybody_leave_room_for_what_was_not_seen() -> None:
    never, everybody = survival_of(runs_of([-1] * 20), 10).everyone, survival_of(runs_of([3] * 20), 10).everyone
    assert never.at(10) == (1.0, share_of(20, 20).low, 1.0) and never.half_by is None
    assert everybody.at(10)[0] == 0.0 and everybody.at(10)[2] == pytest.approx(share_of(0, 20).high)


def test_groups_that_differ_are_told_apart_and_equal_ones_are_not() -> None:
    initiatives = pd.DataFrame({"initiative": range(40), "dispositions.patience": np.arange(40) / 40.0})
    differ = survival_of(runs_of([3] * 18 + [-1] * 22), 10, initiatives, "dispositions.patience")
    assert [one.title for one in differ.split] == ["patience up to 0.487", "patience above 0.487"]
    assert differ.p is not None and differ.p < 0.001
    assert "90% with patience up to 0.487, 0% with patience above 0.487 (log-rank, p under 0.001)" in differ.finding
    equal = survival_of(runs_of([3, -1] * 20), 10, initiatives, "dispositions.patience")
    assert equal.p == pytest.approx(1.0) and "no clear difference by patience" in equal.finding


def test_what_was_not_drawn_makes_a_group_and_two_values_make_two() -> None:
    initiatives = pd.DataFrame(
        {
            "initiative": range(20),
            "inhibitors.haste": [0.2, None] * 10,
            "programme.of": ["a", "b"] * 10,
            "same": 1.0,
            "many": list("abcde") * 4,
        }
    )
    runs = runs_of([3, -1] * 10)
    assert [one.title for one in survival_of(runs, 10, initiatives, "inhibitors.haste").split] == ["haste absent", "haste present"]
    assert [one.title for one in survival_of(runs, 10, initiatives, "programme.of").split] == ["of a", "of b"]
    for column, trouble in (("same", "equal in all"), ("many", "5 values"), ("unknown", "no such column")):
        with pytest.raises(ValueError, match=trouble):
            survival_of(runs, 10, initiatives, column)


def test_too_few_programmes_are_not_compared() -> None:
    initiatives = pd.DataFrame({"initiative": range(8), "patience": range(8)})
    found = survival_of(runs_of([3, -1] * 4), 10, initiatives, "patience")
    assert found.p is None and any("too few" in text for text in found.statements)


def test_tables_and_data_say_what_the_curve_says() -> None:
    found = survival_of(runs_of([2, 5, -1, 2]), 10)
    assert found.table()["share"].tolist() == pytest.approx([1.0, 0.5, 0.25])
    assert found.as_data()["groups"][0]["share"] == pytest.approx(0.25)
    assert found.statements[0].startswith(
        "All programmes: 3 of 4 were given up by the sponsor or stopped by finance, half of all by week 2; 25%"
    )
