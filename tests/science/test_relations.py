"""Relations between two runs that hold for every initiative, and relations that hold on average over pairs on the same draws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import initiatives

import sim
from experiments.validation import invariances, precedence, size_invariance, tendencies
from experiments.validation.relations import RELATIONS, check, in_words
from experiments.validation.variants import changed

EACH = 12  # initiatives a relation; the full count runs in experiments/validate.py


@pytest.mark.parametrize("relation", RELATIONS, ids=in_words)
@given(initiative=initiatives(), seed=st.integers(0, 2**63 - 8))
@settings(max_examples=EACH)
def test_a_relation_holds_for_every_initiative(relation, initiative, seed):
    assert relation(initiative, seed) is None


def test_relations_are_many_and_say_what_they_claim():
    assert len(RELATIONS) == len(set(RELATIONS)) >= 20
    assert all(relation.__doc__ and relation.__doc__.strip().endswith((".", "?")) for relation in RELATIONS)


def test_a_relation_that_is_broken_is_found_and_told(monkeypatch):
    """A step without strength that moves something after all."""
    whole = invariances.with_step
    monkeypatch.setattr(invariances, "with_step", lambda *given, **step: whole(*given, **{**step, "strength": 1.0}))
    told = []
    broken, held = check(
        12, lambda *done: told.append(done), [invariances.a_step_without_strength_changes_nothing, invariances.titles_never_matter]
    )
    assert any("from week" in failure for failure in broken.failures)
    assert f"a step without strength changes nothing: {len(broken.failures)} failures in 12; the first, case" in broken.statement
    assert held.statement == "titles never matter: 0 failures in 12: rate below 25.00% (95 %)"
    assert told == [(1, 2), (2, 2)]


def test_a_later_start_that_is_felt_earlier_would_be_found(monkeypatch):
    monkeypatch.setattr(precedence, "difference_before", lambda one, other, week: invariances.difference(one, other))
    initiative = sim.load("customer_centric", "organisation=small", "weeks=30")
    assert precedence.what_starts_later_is_not_felt_earlier(initiative, 3) is not None


def test_more_pull_that_stops_someone_would_be_found(monkeypatch):
    turned = {}

    def weaker(initiative, change):
        turned.setdefault("is", True)
        return changed(initiative, lambda data: data["rules"]["choice"].update(social=0.0, interest=0.0, habit=0.0, norm=0.0))

    monkeypatch.setattr(precedence, "changed", weaker)
    initiative = sim.load("customer_centric", "organisation=small", "dispositions.practice=1.0")
    assert precedence.more_pull_never_turns_a_yes_into_a_no(initiative, 3) == "more pull by social stopped someone"
    assert turned


@pytest.mark.parametrize("family", tendencies.FAMILIES)
def test_in_a_small_firm_a_tendency_is_not_broken(family):
    """100 pairs on common draws; level 1 % for the whole family, by Holm."""
    found = tendencies.FAMILIES[family](sim.load("customer_centric", "organisation=small"), 100)
    assert tendencies.broken(found) == []
    assert sum(tendency.is_clear for tendency in found) > len(found) / 3  # enough pairs to see what is not beside the scarcest


def test_no_catalyst_lowers_adoption_in_the_larger_firm_and_patience_at_the_top_raises_it():
    found = tendencies.catalysts(sim.load("customer_centric"), 16)
    assert tendencies.broken(found) == []
    (patience,) = (tendency for tendency in found if tendency.name == "patient_leadership")
    assert patience.mean > 2.0 * patience.standard_error


def test_a_doubled_organisation_keeps_its_shares_and_twins_live_alike():
    """In expectation; allowed are four standard errors, as the seeds themselves have them."""
    small = sim.load("customer_centric", "organisation=small")
    for tendency in (size_invariance.doubled(small), size_invariance.twins(small)):
        assert abs(tendency.mean) <= 4.0 * tendency.standard_error, tendency
        assert 0.0 < tendency.standard_error < 0.03


def test_stronger_homophily_never_leaves_fewer_ties_in_the_own_team():
    found = size_invariance.homophily(sim.load("customer_centric"))
    assert tendencies.broken(found) == []
    assert all(tendency.is_clear for tendency in found)


def test_a_tendency_that_is_broken_is_called_so_and_chance_is_not():
    def pairs(mean: float) -> np.ndarray:
        return mean + np.random.Generator(np.random.Philox(1)).normal(0.0, 1.0, 200)

    steady = [tendencies.fallen(f"steady {place}", pairs(0.0)) for place in range(20)]
    falls = tendencies.fallen("falls", pairs(-1.0))
    assert tendencies.broken([*steady, falls]) == [falls]
    assert "broken by falls (-" in tendencies.statement("nothing falls", [*steady, falls])
    assert "0 of 20 broken; 200 pairs" in tendencies.statement("nothing falls", steady)


def test_failures_that_grow_more_frequent_are_told_from_those_that_trade_places():
    often, seldom = np.arange(100) < 60, np.arange(100) < 30
    assert tendencies.more_frequent("more", often, seldom).against < 1e-6
    assert tendencies.more_frequent("fewer", seldom, often).against == 1.0
    assert tendencies.more_frequent("others", often[::-1], often).against > 0.4
