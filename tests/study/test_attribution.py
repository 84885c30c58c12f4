"""Attribution: closed forms of small games, sums that hold exactly, and sentences that say no more than the numbers."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, permutations
from math import factorial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.study.attribution.interactions import interaction_weights, pairs_of, pairs_table, said_of_pairs
from sim.study.attribution.outcomes import Outcomes, success_of
from sim.study.attribution.rescues import (
    all_but_one,
    all_but_one_table,
    minimal_sets,
    rescues_of,
    rescues_of_all,
    rescues_table,
    said_of_all_but_one,
    said_of_rescues,
    single_rescues,
    smallest_sets,
)
from sim.study.attribution.shapley import attribution_of, said_of_definitions, shapley_counts
from sim.study.attribution.subgroups import said_of_subgroups, subgroups_of, thirds_of
from sim.study.attribution.surveys import beside_surveys
from sim.study.statistics.estimates import mean_estimates, resampled_sums

TITLES = {name: name.capitalize() for name in ("a", "b", "c", "d", "leadership", "resistance", "resources")}


def game(causes: str | tuple[str, ...], *rules) -> Outcomes:
    """One initiative a rule; a rule says of a set of repaired causes whether the initiative succeeds."""
    names = tuple(causes)
    sets = [{name for place, name in enumerate(names) if mask >> place & 1} for mask in range(1 << len(names))]
    success = np.array([[bool(rule(repaired)) for repaired in sets] for rule in rules])
    return Outcomes(names, success, np.arange(len(rules)), 0)


def needs(*causes: str):
    return lambda repaired: set(causes) <= repaired


def any_of(*causes: str):
    return lambda repaired: bool(set(causes) & repaired)


def games(most: int = 4):
    """Arbitrary successes, monotone or not."""
    shapes = st.tuples(st.integers(1, 9), st.integers(1, most))
    return shapes.flatmap(lambda shape: arrays(bool, (shape[0], 1 << shape[1]))).map(
        lambda success: Outcomes(tuple("abcd"[: success.shape[1].bit_length() - 1]), success, np.arange(len(success)), 0)
    )


def runs_of(outcomes: Outcomes, **columns) -> pd.DataFrame:
    names = [
        "+".join(cause for place, cause in enumerate(outcomes.causes) if mask >> place & 1) for mask in range(outcomes.success.shape[1])
    ]
    rows = [
        {"initiative": number, "coalition": name, "success": success}
        for number, row in zip(outcomes.initiatives, outcomes.success, strict=True)
        for name, success in zip(names, row, strict=True)
    ]
    return pd.DataFrame(rows).assign(**columns)


# shares


@settings(deadline=None)
@given(games())
def test_shares_and_what_still_fails_add_up_to_the_failure_rate_exactly(outcomes):
    known = attribution_of(outcomes, TITLES, resamples=5)
    assert sum(part.count for part in known.parts) + known.unit * known.remaining.count == known.unit * known.failure.count
    failed = (~outcomes.success).astype(int) * known.unit
    assert (shapley_counts(outcomes).sum(axis=1) + failed[:, -1] == failed[:, 0]).all()


@settings(deadline=None)
@given(games(3))
def test_a_share_is_the_mean_over_all_orders_of_repair(outcomes):
    failing = (~outcomes.success).sum(axis=0)
    for place in range(len(outcomes.causes)):
        taken_off = 0
        for order in permutations(range(len(outcomes.causes))):
            before = sum(1 << other for other in order[: order.index(place)])
            taken_off += failing[before] - failing[before | 1 << place]
        assert shapley_counts(outcomes)[:, place].sum() == taken_off


def test_when_each_cause_saves_its_own_initiatives_each_gets_exactly_those():
    known = attribution_of(game("abc", needs("a"), needs("a"), needs("b"), needs()), TITLES)
    assert {part.cause: part.points.value for part in known.parts} == {"a": 0.5, "b": 0.25, "c": 0.0}


def test_two_causes_that_are_needed_together_share_alike():
    counts = shapley_counts(game("ab", needs("a", "b")))
    assert counts.tolist() == [[1, 1]]
    assert shapley_counts(game("abc", needs("a", "b", "c"))).tolist() == [[2, 2, 2]]


def test_a_repair_that_never_matters_gets_nothing():
    dummy = shapley_counts(game("abc", needs("a", "b"), any_of("a", "b"), needs("b")))
    assert (dummy[:, 2] == 0).all()


@settings(deadline=None)
@given(games(3))
def test_causes_that_are_interchangeable_get_the_same(outcomes):
    order = np.array([int(f"{mask:03b}"[::-1], 2) for mask in range(8)])
    if len(outcomes.causes) == 3:
        alike = replace(outcomes, success=outcomes.success | outcomes.success[:, order])
        assert (shapley_counts(alike)[:, 0] == shapley_counts(alike)[:, 2]).all()


def test_a_repair_that_harms_counts_against_its_cause():
    known = attribution_of(game("ab", lambda repaired: "b" not in repaired, needs("a")), TITLES)
    assert known.of("b").count < 0 and "Repairing b (−50.0 points) adds failures" in " ".join(known.statements)


# intervals


def test_bootstrap_intervals_hold_the_truth_about_as_often_as_they_say():
    chance, held, trials = np.random.default_rng(1), 0, 400
    rules = (needs("a"), needs("a", "b"), needs("b"), needs(), any_of("a", "b"))
    odds = np.array([0.3, 0.3, 0.1, 0.2, 0.1])
    types = game("ab", *rules)
    truth = float(odds @ shapley_counts(types)[:, 0] / 2)
    for trial in range(trials):
        known = attribution_of(types.only(chance.choice(len(odds), 150, p=odds)), TITLES, 300, trial)
        held += known.of("a").points.low <= truth <= known.of("a").points.high
    assert held / trials == pytest.approx(0.95, abs=0.033)  # three standard errors of 400 trials


def test_intervals_depend_on_the_seed_and_not_on_the_order_of_initiatives():
    outcomes = game("ab", *[needs("a")] * 9, *[needs("b")] * 6, *[needs()] * 5)
    backwards = outcomes.only(np.arange(20)[::-1])
    assert attribution_of(outcomes, TITLES).as_data() == attribution_of(backwards, TITLES).as_data()
    assert attribution_of(outcomes, TITLES, seed=1).parts != attribution_of(outcomes, TITLES, seed=2).parts


def test_where_all_agree_the_interval_still_leaves_room_for_what_so_few_may_have_missed():
    counts = np.zeros((20, 1), np.int64)
    (known,) = mean_estimates(counts, 2, resampled_sums(counts, 50, 0))
    assert known.value == 0.0 and known.high == -known.low == pytest.approx(0.161, abs=5e-4)  # Wilson, 0 of 20


def test_a_lead_that_resampling_turns_round_is_fragile():
    clear = attribution_of(game("ab", *[needs("a")] * 60, *[needs("b")] * 10), TITLES)
    assert clear.is_clear and clear.finding == "As this study asks, a accounts for 86% [77, 93] of failures, more than any other cause"
    close = attribution_of(game("ab", *[needs("a")] * 12, *[needs("b")] * 11), TITLES)
    assert not close.is_clear and close.first_in < 900
    assert "is not clearly different" in close.finding and any("This is not clear" in text for text in close.statements)


def test_no_failures_are_accounted_for_by_nothing():
    known = attribution_of(game("ab", needs(), needs()), TITLES)
    assert known.finding == "None of 2 initiatives failed, so there is nothing to attribute" and known.statements == (f"{known.finding}.",)
    json.dumps(known.as_data())
    lost = attribution_of(game("a", lambda repaired: False), TITLES)
    assert lost.finding.startswith("No cause accounts for any of 1 failure") and lost.remaining.count == 1


# tables of a study


def test_outcomes_are_read_from_runs_and_broken_initiatives_left_out():
    outcomes = game("ab", needs("a"), needs("b"), needs("a", "b"))
    runs = runs_of(outcomes).sample(frac=1.0, random_state=1)
    lacking = runs[~((runs["initiative"] == 1) & (runs["coalition"] == "a+b"))]
    known = success_of(lacking)
    assert known.causes == ("a", "b") and known.initiatives.tolist() == [0, 2] and known.left_out == 1
    assert (known.success[known.row_of] == outcomes.success[[0, 2]]).all()
    assert known.repaired[frozenset("ab")].tolist() == [True, True] and known.failed.all()


def test_single_repairs_alone_are_refused_and_the_remedy_named():
    runs = runs_of(game("abc", needs("a")))
    with pytest.raises(ValueError, match=r"4 of 8 sets of repairs; .* study.coalitions=all"):
        success_of(runs[~runs["coalition"].str.contains("+", regex=False)])
    with pytest.raises(ValueError, match="has no repairs"):
        success_of(runs[runs["coalition"] == ""])
    with pytest.raises(KeyError, match="joy"):
        success_of(runs, "joy")


def test_the_first_cause_may_depend_on_the_definition_of_success():
    easy, hard = runs_of(game("ab", *[needs("a")] * 40)), runs_of(game("ab", *[needs("b")] * 40))
    runs = easy.assign(success_easy=easy["success"], success_hard=hard["success"])
    known = {name: attribution_of(success_of(runs, name), TITLES, resamples=50) for name in ("easy", "hard")}
    said = said_of_definitions(known, {"easy": "Easy", "hard": "Hard"})
    assert said == "The leading cause depends on the definition of success: a under “Easy”; b under “Hard”."
    assert said_of_definitions({"easy": known["easy"], "same": known["easy"]}, {"easy": "E", "same": "S"}).startswith(
        "A is the leading cause under each"
    )


def test_tables_carry_a_row_for_every_cause_and_one_for_the_rest():
    outcomes = game("ab", needs("a"), needs("b"), lambda repaired: False)
    table = attribution_of(outcomes, TITLES).table()
    assert table.index.tolist() == ["a", "b", ""] and table["points"].sum() == pytest.approx(1.0)
    assert table["of_failures"].tolist() == pytest.approx([1 / 3] * 3)


# rescues


def test_single_repairs_and_all_but_one_are_paired():
    outcomes = game("ab", needs("a"), needs("a"), needs("a", "b"), lambda repaired: "b" not in repaired)
    first, second = single_rescues(outcomes, TITLES)
    assert (first.cause, first.rescued[:2], first.failures.change) == ("a", (2, 3), -0.5)
    assert (second.cause, second.rescued[:2], second.harmed[:2], second.failures.change) == ("b", (0, 3), (1, 1), 0.25)
    left_out = all_but_one(outcomes, TITLES)
    assert [(one.cause, one.failing.count, one.needed.change) for one in left_out] == [("a", 4, 0.75), ("b", 1, 0.0)]
    assert rescues_table((first, second)).loc["a", "rescued_count"] == 2 and len(all_but_one_table(left_out)) == 2


def test_the_repair_that_the_others_cannot_do_without_is_named():
    outcomes = game("ab", *[needs("a")] * 40, *[needs()] * 10)
    assert (
        said_of_all_but_one(all_but_one(outcomes, TITLES)) == "With all causes except a repaired, 80% [67, 89] of initiatives still fail."
    )
    either = game("ab", *[any_of("a", "b")] * 40)
    assert said_of_all_but_one(all_but_one(either, TITLES)).startswith("No single repair is clearly needed")


def test_smallest_repairs_are_minimal_and_said_in_words():
    outcomes = game(
        ("leadership", "resistance", "resources"),
        lambda repaired: "leadership" in repaired or {"resistance", "resources"} <= repaired,
        needs(),
        lambda repaired: False,
        lambda repaired: repaired == {"resistance"},
    )
    assert rescues_of(outcomes, 0) == [("leadership",), ("resistance", "resources")]
    said = "Initiative 0 (abandoned) would have been rescued by repairing leadership; or by resistance and resources together."
    assert said_of_rescues(outcomes, 0, "abandoned") == said
    assert said_of_rescues(outcomes, 1) == "Initiative 1 succeeded without repair."
    assert said_of_rescues(outcomes, 2) == "Initiative 2 would not have been rescued by any repair, nor by all 3 together."
    assert rescues_of(outcomes, 3) == [("resistance",)]
    with pytest.raises(KeyError, match="17"):
        rescues_of(outcomes, 17)


@settings(deadline=None)
@given(games())
def test_minimal_sets_are_those_whose_every_subset_fails(outcomes):
    found = minimal_sets(outcomes.success)
    for row, own in zip(outcomes.success, found, strict=True):
        for mask in range(len(row)):
            below = any(row[other] for other in range(mask) if other & mask == other)
            assert own[mask] == (row[mask] and not below)
    assert [len(sets) for sets in rescues_of_all(outcomes)] == found.sum(axis=1).tolist()


def test_failures_are_counted_by_the_smallest_set_that_saves_them():
    known = smallest_sets(game("ab", needs("a"), any_of("a", "b"), needs("a", "b"), lambda repaired: False, needs()))
    assert {size: share.count for size, share in known.by_size.items()} == {1: 2, 2: 1} and known.never[:2] == (1, 4)
    assert known.table()["count"].tolist() == [2, 1, 1]
    assert "No set of repairs rescues" in known.statements[1] and json.dumps(known.as_data())


# pairs


def test_an_and_is_a_pair_that_helps_and_an_or_one_that_stands_in():
    for rule, index, together in ((needs("a", "b"), 1.0, 1), (any_of("a", "b"), -1.0, 0)):
        (pair,) = pairs_of(game("ab", rule), TITLES)
        assert (pair.interaction.value, pair.together.count) == (index, together)
    both = pairs_of(game("abc", needs("a", "b", "c")), TITLES)
    assert [pair.interaction.value for pair in both] == [0.5] * 3  # Grabisch & Roubens: of a unanimity game over three, 1/2
    additive = pairs_of(game("ab", needs("a"), needs("b")), TITLES)
    assert additive[0].interaction.value == 0.0


@settings(deadline=None)
@given(games(3))
def test_an_interaction_is_what_a_pair_changes_of_a_share(outcomes):
    """The index is the Shapley share of one cause with the other repaired, less that without (Grabisch & Roubens 1999)."""
    causes = len(outcomes.causes)
    counts = outcomes.success.astype(int) @ interaction_weights(causes)
    for column, (one, other) in enumerate(combinations(range(causes), 2)):
        columns = [[mask for mask in range(1 << causes) if mask >> other & 1 == there] for there in (0, 1)]
        smaller = tuple(cause for place, cause in enumerate(outcomes.causes) if place != other)
        place = one - (one > other)
        games_of_one = [Outcomes(smaller, outcomes.success[:, kept], outcomes.initiatives, 0) for kept in columns]
        without, given_other = (shapley_counts(known)[:, place] for known in games_of_one)
        assert (counts[:, column] == given_other - without).all()


def test_pairs_are_told_only_where_they_are_clear():
    helping = said_of_pairs(pairs_of(game("ab", *[needs("a", "b")] * 30), TITLES))
    assert helping[0].startswith("A and b together rescue 100% [89, 100] of failures") and "are clear complements" in helping[1]
    replacing = said_of_pairs(pairs_of(game("ab", *[any_of("a", "b")] * 30), TITLES))
    assert "are clear substitutes" in replacing[-1] and replacing[0].startswith("No pair of repairs rescues")
    assert pairs_of(game("a", needs("a")), TITLES) == () and said_of_pairs(()) == ()
    assert len(pairs_table(pairs_of(game("abc", needs("a")), TITLES))) == 3


# subgroups


def test_thirds_keep_equals_together():
    assert thirds_of(pd.Series([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])).tolist() == [0, 0, 1, 1, 2, 2]
    assert (
        thirds_of(pd.Series([0.0, 0.0, 0.0, 0.0, 9.0])).tolist() == [0, 0, 0, 0, 2] or thirds_of(pd.Series([0.0] * 4)).tolist() == [1] * 4
    )


def test_a_cause_that_weighs_only_in_large_firms_is_found_there():
    outcomes = game("ab", *[needs("a")] * 40, *[needs("a", "b")] * 40, *[needs("b")] * 40)
    drawn = pd.DataFrame({"initiative": range(120), "employees": range(100, 220), "inhibitors.silos": [0.3, None] * 60})
    size, silos = subgroups_of(outcomes, drawn.sample(frac=1.0, random_state=2), TITLES, resamples=200)
    assert [group.label for group in size.groups] == ["100–139 people", "140–179 people", "180–219 people"]
    assert [group.attribution.of("b").points.value for group in size.groups] == [0.0, 0.5, 1.0]
    assert size.differences["b"].value == 1.0 and size.differences["b"].is_clear and not size.groups[0].is_small
    assert any("a (100–139 people)" in text for text in size.statements)
    assert silos.definition == "Thirds of the initiatives by silos at work" and len(silos.groups) == 2
    assert said_of_subgroups((size, silos)).startswith("2 of 4 differences")
    json.dumps(size.as_data())
    assert len(size.table()) == 9


def test_small_groups_are_said_to_be_small():
    drawn = pd.DataFrame({"initiative": range(9), "employees": range(9), "dispositions.patience": [0.5] * 9})
    (size,) = subgroups_of(game("ab", *[needs("a")] * 9), drawn, TITLES, resamples=20)
    assert all(group.is_small for group in size.groups) and any("Fewer than 30" in text for text in size.statements)


# surveys


@pytest.mark.parametrize(
    ("resisting", "leading", "means", "said"),
    [
        (60, 20, 5, "In this study, too, resistance is clearly the leading cause"),
        (21, 20, 5, "is not clearly different from leadership at this sample size"),
        (5, 60, 20, "In this study, leadership is clearly the leading cause, and resistance ranks third"),
        (20, 21, 2, "In this study, resistance ranks second"),
        (3, 21, 20, "though not clearly, and resistance third"),
    ],
)
def test_only_orders_are_set_beside_the_surveys(resisting, leading, means, said):
    rules = [needs("resistance")] * resisting + [needs("leadership")] * leading + [needs("resources")] * means
    text = " ".join(beside_surveys(attribution_of(game(("leadership", "resistance", "resources"), *rules), TITLES)))
    assert said in text and "McKinsey Quarterly 2014" in text and "no primary source" in text
    assert not any(split in text for split in ("39", "33 %", "33%", "14 %", "14%"))


def test_a_study_without_resistance_says_that_it_cannot_compare():
    assert any("did not repair" in text for text in beside_surveys(attribution_of(game("ab", needs("a")), TITLES)))


def test_weights_of_ten_causes_stay_whole_and_exact():
    causes = tuple("abcdefghij")
    success = np.random.default_rng(3).random((4, 1 << 10)) < 0.5
    counts = shapley_counts(Outcomes(causes, success, np.arange(4), 0))
    assert counts.dtype == np.int64 and [Fraction(int(row.sum()), factorial(10)) for row in counts] == [
        Fraction(int(row[-1]) - int(row[0])) for row in success
    ]
