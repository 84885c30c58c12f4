"""Closure: the share of pairs of contacts who are tied to one another, against numbers worked by hand and counted pair by pair."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.organisation import Organisation, network_organisation, organisation_of
from sim.organisation import closure as module
from sim.organisation.closure import closure
from sim.schema.organisation import DrawnOrganisation, TiesToDraw, UnitToDraw


def counted(firm: Organisation) -> list[float]:
    """The definition, pair by pair."""
    contacts = [set() for _ in range(firm.employees)]
    for listener in range(firm.employees):
        for heard in firm.neighbour[int(firm.start[listener]) : int(firm.start[listener + 1])].tolist():
            contacts[listener].add(heard)
            contacts[heard].add(listener)
    shares = []
    for own in contacts:
        pairs = list(combinations(own, 2))
        shares.append(sum(other in contacts[one] for one, other in pairs) / max(1, len(pairs)))
    return shares


def test_closure_of_a_kite_with_a_tail_is_that_worked_by_hand():
    kite = network_organisation(6, [(0, 1), (0, 2), (1, 2), (1, 3), (2, 3), (3, 4)])
    assert closure(kite).tolist() == [1.0, 2 / 3, 2 / 3, 1 / 3, 0.0, 0.0], "4 has one contact, 5 none"


def test_a_clique_is_closed_and_a_tree_is_open():
    assert (closure(network_organisation(5, list(combinations(range(5), 2)))) == 1.0).all()
    assert (closure(network_organisation(7, [(0, 1), (0, 2), (1, 3), (1, 4), (2, 5), (2, 6)])) == 0.0).all()


def test_a_lattice_has_the_closure_of_watts_and_strogatz():
    n, reach = 60, 3
    ring = network_organisation(n, [(i, (i + step) % n) for i in range(n) for step in range(1, reach + 1)])
    expected = 3 * (2 * reach - 2) / (4 * (2 * reach - 1))
    np.testing.assert_allclose(closure(ring), expected)


def test_no_ties_are_no_closure():
    assert closure(network_organisation(1, [])).tolist() == [0.0]


def test_a_tie_heard_in_one_direction_counts_as_one_between_equals():
    triangle = network_organisation(3, [(0, 1), (0, 2), (1, 2)])
    one_way = replace(
        triangle, start=np.array([0, 2, 3, 3], np.uint64), neighbour=np.array([1, 2, 2], np.uint32), strength=triangle.strength[:3]
    )
    assert closure(one_way).tolist() == [1.0, 1.0, 1.0]


@given(st.integers(3, 12), st.data())
def test_any_graph_has_the_closure_counted_pair_by_pair(n, data):
    pairs = list(combinations(range(n), 2))
    firm = network_organisation(n, data.draw(st.lists(st.sampled_from(pairs))))
    assert closure(firm).tolist() == counted(firm)


def test_a_drawn_firm_has_the_closure_counted_pair_by_pair():
    units = {name: UnitToDraw(size=size) for name, size in (("a", 150), ("b", 80))}
    firm = organisation_of(DrawnOrganisation(units=units, chief="a", ties=TiesToDraw(within=8.0, between=1.0)))
    assert closure(firm).tolist() == counted(firm)
    assert closure(firm).max() > 0.2


@pytest.mark.parametrize("hub", [0, 3, 5])
def test_triangles_are_counted_from_their_end_with_the_fewest_contacts(monkeypatch, hub):
    counted_from = []
    count = module._triangles
    monkeypatch.setattr(module, "_triangles", lambda start, above: counted_from.append((start, above)) or count(start, above))
    closure(network_organisation(6, [(hub, other) for other in range(6) if other != hub]))
    ((start, above),) = counted_from
    assert np.diff(start).tolist() == [int(who != hub) for who in range(6)] and above.tolist() == [hub] * 5, "the hub lists none"
