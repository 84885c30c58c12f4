"""Ties: dense inside, sparse across, more among alike, to hubs and through brokers; and how strongly they are felt."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.organisation import NOBODY, Organisation, OrganisationError, network_organisation, organisation_of
from sim.schema.organisation import DrawnOrganisation, TiesToDraw, UnitToDraw


def drawn(sizes: dict[str, int], **ties) -> Organisation:
    units = {name: UnitToDraw(size=size) for name, size in sizes.items()}
    return organisation_of(DrawnOrganisation(units=units, chief="a", ties=TiesToDraw(**ties)))


def listeners(firm: Organisation) -> np.ndarray:
    return np.repeat(np.arange(firm.employees), np.diff(firm.start.astype(int)))


def strength_between(firm: Organisation, listener: int, heard: int) -> int:
    at = slice(int(firm.start[listener]), int(firm.start[listener + 1]))
    return int(firm.strength[at][firm.neighbour[at] == heard][0])


def informal_degrees(firm: Organisation) -> np.ndarray:
    reports = np.bincount(firm.manager[firm.manager != NOBODY], minlength=firm.employees)
    return np.diff(firm.start.astype(int)) - reports - (firm.manager != NOBODY)


@given(st.integers(1, 30), st.integers(1, 30), st.floats(0, 30), st.floats(0, 3), st.floats(0, 1), st.integers(1, 8))
@settings(max_examples=30, deadline=None)
def test_ties_are_mutual_sorted_unrepeated_and_never_with_oneself(a, b, within, between, homophily, candidates):
    firm = drawn({"a": a, "b": b}, within=within, between=between, homophily=homophily, hubs=candidates, brokers=candidates)
    pairs = list(zip(listeners(firm).tolist(), firm.neighbour.tolist(), strict=True))
    assert pairs == sorted(set(pairs))
    assert set(pairs) == {(heard, listener) for listener, heard in pairs}
    assert all(listener != heard for listener, heard in pairs)
    assert (firm.strength >= 1).all()


def test_without_informal_ties_only_reporting_lines_are_left():
    firm = drawn({"a": 40, "b": 20}, within=0.0, between=0.0)
    assert len(firm.neighbour) == 2 * (firm.employees - 1)
    assert (informal_degrees(firm) == 0).all()


def test_people_have_about_as_many_ties_in_their_unit_as_said():
    firm = drawn({"a": 3_000}, within=7.0, homophily=0.0, hubs=1)
    repeated_at_most = 7.0 * 7.0 / 3_000 + 2 * 2 * 7 / 3_000  # opened from both ends, or along a reporting line
    standard_error = 2 * 0.5 / np.sqrt(3_000)  # of a half tie more or not, at both ends
    assert abs(informal_degrees(firm).mean() - 7.0) < repeated_at_most + 4 * standard_error


def test_units_are_joined_by_as_many_ties_as_said():
    firm = drawn({"a": 400, "b": 4_000}, within=0.0, between=0.5, brokers=1)
    across = firm.unit[listeners(firm)] != firm.unit[firm.neighbour]
    assert 2 * 197 <= across.sum() <= 2 * 201  # half a tie for each of the 400; a few fall together; one between the heads


def test_homophily_draws_ties_into_the_own_team():
    def share_in_team(homophily: float) -> float:
        firm = drawn({"a": 1_000}, within=6.0, homophily=homophily)
        one, other = listeners(firm), firm.neighbour
        return float(np.mean((firm.manager[one] == firm.manager[other]) & (firm.manager[one] != NOBODY)))

    assert share_in_team(0.0) < 0.02 < 0.2 < share_in_team(0.5) < share_in_team(1.0)


def test_hubs_raise_the_most_ties_that_anyone_has():
    def most(hubs: int) -> int:
        return int(informal_degrees(drawn({"a": 1_000}, within=6.0, homophily=0.0, hubs=hubs)).max())

    assert most(1) < most(2) < most(8)


def test_brokers_concentrate_the_ties_across_units_on_few():
    def people_reaching_across(brokers: int) -> int:
        firm = drawn({"a": 300, "b": 300}, within=0.0, between=1.0, brokers=brokers)
        one = listeners(firm)
        return len(np.unique(one[firm.unit[one] != firm.unit[firm.neighbour]]))

    assert people_reaching_across(1) > people_reaching_across(3) > people_reaching_across(8)


def test_leaders_are_heard_more_than_they_hear():
    firm = organisation_of(DrawnOrganisation(units={"a": UnitToDraw(size=7)}, span=2, ties=TiesToDraw(within=0.0)))
    assert [strength_between(firm, *pair) for pair in [(1, 0), (0, 1), (3, 1), (1, 3)]] == [120, 90, 90, 60]


def test_influence_of_a_unit_counts_elsewhere_and_not_at_home():
    units = {"a": UnitToDraw(size=2), "b": UnitToDraw(size=2, influence=1.5)}
    firm = organisation_of(DrawnOrganisation(units=units, chief="a", ties=TiesToDraw(within=0.0, between=0.0)))
    a_head, b_head, b_other = 0, 2, 3
    assert strength_between(firm, a_head, b_head) == 180  # 40 × 1.5 formal × 2 head × 1.5 influence
    assert strength_between(firm, b_head, a_head) == 120
    assert strength_between(firm, b_other, b_head) == 120


def test_strength_fits_in_a_byte_for_any_influence():
    units = {"a": UnitToDraw(size=2, influence=0.1), "b": UnitToDraw(size=2, influence=5.0)}
    firm = organisation_of(DrawnOrganisation(units=units, chief="a", ties=TiesToDraw(between=2.0)))
    assert firm.strength.max() == 255 and firm.strength.min() >= 1


def test_a_given_network_has_its_ties_and_no_others():
    firm = network_organisation(4, [(0, 1), (1, 2), (2, 1)], thresholds=[0.0, 0.5, 1.0, 1.5])
    assert firm.start.tolist() == [0, 1, 3, 4, 4] and firm.neighbour.tolist() == [1, 0, 2, 1]
    assert set(firm.strength.tolist()) == {40}
    assert firm.chief == 0 and firm.manager.tolist() == [NOBODY, 0, 0, 0] and firm.depth.tolist() == [0, 1, 1, 1]
    assert firm.threshold.tolist() == [0.0, 0.5, 1.0, 1.5] and firm.openness.tolist() == [0.5] * 4


def test_a_network_without_ties_is_a_network():
    firm = network_organisation(1, [])
    assert firm.employees == 1 and len(firm.neighbour) == 0 and len(firm.leaders) == 0


@pytest.mark.parametrize(("n", "pairs"), [(3, [(0, 3)]), (3, [(-1, 0)]), (3, [(1, 1)]), (0, [])])
def test_an_empty_network_or_a_self_tie_is_refused(n, pairs):
    with pytest.raises(OrganisationError):
        network_organisation(n, pairs)
