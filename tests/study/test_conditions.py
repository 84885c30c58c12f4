"""Single conditions: sampled orders give Shapley and Owen values that add up, and find the condition that saves."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.figures.attribution import About
from sim.figures.conditions import draw_conditions
from sim.study.attribution.conditions import ConditionShares, condition_shares
from sim.study.execution.run_study import run_study
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.experiments.single_conditions import FREE, TOGETHER, SingleConditions

CAUSE_OF = {"a": "one", "b": "one", "c": "two", "d": "two"}
TITLES = {"one": "Cause one", "two": "Cause two"}


@pytest.fixture(scope="module")
def experiment(study_of: Callable[..., CauseRepairs]) -> SingleConditions:
    return SingleConditions(study_of(initiatives=3, coalitions="all", weeks=10), 3)


def runs_of(saved: Callable[[set[str]], bool], initiatives: int = 400) -> pd.DataFrame:
    """Runs of initiatives whose success with some conditions repaired is known."""
    chance, rows = np.random.default_rng(1), []
    for number in range(initiatives):
        free = [str(name) for name in chance.permutation(list(CAUSE_OF))]
        together: list[str] = []
        for group in chance.permutation(["one", "two"]):
            together += [str(name) for name in chance.permutation([one for one, of in CAUSE_OF.items() if of == group])]
        for kind, order in ((FREE, free), (TOGETHER, together)):
            for turn, names in enumerate((order, order[::-1])):
                for place in range(len(names) + 1):
                    own = {"initiative": number, "orders": kind, "turn": turn, "place": place}
                    rows.append(own | {"condition": names[place - 1] if place else "", "success": saved(set(names[:place]))})
    return pd.DataFrame(rows)


def shares_of(saved: Callable[[set[str]], bool]) -> ConditionShares:
    return condition_shares(runs_of(saved), CAUSE_OF, TITLES)


def test_an_order_and_its_reverse_hold_every_condition_once(experiment: SingleConditions) -> None:
    orders = experiment.orders(0)
    assert [(order.kind, order.turn) for order in orders] == [(FREE, 0), (FREE, 1), (TOGETHER, 0), (TOGETHER, 1)]
    assert all(sorted(order.conditions) == list(experiment.cause_of) for order in orders)
    assert orders[1].conditions == orders[0].conditions[::-1] and orders[3].conditions == orders[2].conditions[::-1]
    causes = [experiment.cause_of[condition] for condition in orders[2].conditions]
    assert sum(one != other for one, other in pairwise(causes)) == len(set(causes)) - 1
    assert experiment.orders(1) != orders and experiment.orders(0) == orders


def test_ends_of_all_orders_are_those_of_the_study(experiment: SingleConditions) -> None:
    rows = pd.DataFrame(experiment.run(1).rows["runs"])
    study = {row["coalition"]: row["success"] for row in experiment.causes_study.run(1).rows["runs"]}
    last = rows["place"].max()
    assert set(rows.loc[rows["place"] == 0, "success"]) == {study[""]}
    assert set(rows.loc[rows["place"] == last, "success"]) == {study["+".join(sorted(experiment.causes_study.causes))]}


def test_a_case_is_the_same_from_the_plan_alone_and_joins_more(experiment: SingleConditions, tmp_path: Path) -> None:
    again = SingleConditions.from_specification(json.loads(json.dumps(experiment.specification())))
    assert again.run(2) == experiment.run(2)
    run_study(SingleConditions(experiment.causes_study, 2), tmp_path / "grown")
    grown, once = (run_study(experiment, tmp_path / name) for name in ("grown", "once"))
    assert grown.digest == once.digest


def test_the_condition_that_saves_alone_gets_all() -> None:
    known = shares_of(lambda repaired: "c" in repaired)
    assert (known.shares[0].condition, known.shares[0].shapley.value, known.shares[0].owen.value) == ("c", 1.0, 1.0)
    assert all(one.shapley.value == 0.0 for one in known.shares[1:])


def test_values_are_those_of_the_game() -> None:
    """Two of one cause, or one of the other, save; worked out by hand over all orders."""
    known = shares_of(lambda repaired: {"a", "b"} <= repaired or "c" in repaired)
    by = {one.condition: one for one in known.shares}
    for name, shapley, owen in (("a", 1 / 6, 1 / 4), ("b", 1 / 6, 1 / 4), ("c", 2 / 3, 1 / 2), ("d", 0.0, 0.0)):
        assert by[name].shapley.value == pytest.approx(shapley, abs=0.06), name
        assert by[name].owen.value == pytest.approx(owen, abs=0.06), name
    assert sum(one.shapley.value for one in known.shares) == pytest.approx(1.0)
    assert known.added["one"].value == pytest.approx(by["a"].shapley.value + by["b"].shapley.value)


def test_too_few_initiatives_are_refused() -> None:
    with pytest.raises(ValueError, match="fewer than two"):
        condition_shares(runs_of(lambda _: True, 1), CAUSE_OF, TITLES)


def test_the_figure_names_condition_and_cause_and_says_its_numbers() -> None:
    figure = draw_conditions(shares_of(lambda repaired: "c" in repaired), About("Sustained", 400, 156, 1, "Firms"))
    assert "c 100.0" in figure.alternative and "Added up by cause" in figure.alternative
    assert "c cause two" in " ".join(label.get_text().replace("\n", " ") for label in figure.axes[0].get_yticklabels())
