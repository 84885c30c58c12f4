"""Whom an intervention reaches, in a firm of twelve."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from sim.config import load
from sim.organisation import network_organisation, organisation_of
from sim.organisation.closure import closure
from sim.organisation.organisation import Organisation
from sim.planning.audience import across, agents, level_of, listened_to, members, reaches_whole_units
from sim.schema.interventions import Audience

CHANCE = np.linspace(0.0, 0.5, 12)


def reached(firm, **said) -> list[int]:
    return np.flatnonzero(members(Audience(**said), firm)).tolist()


def chosen(firm, strategy: str, share: float, among=range(2, 12), chance=CHANCE) -> list[int]:
    return np.flatnonzero(agents(firm, np.isin(np.arange(12), list(among)), share, strategy, chance)).tolist()


def test_everybody_inside_is_reached_where_nothing_is_said(firm):
    assert reached(firm) == list(range(2, 12))


def test_kinds_of_units_and_units_by_name(firm):
    assert reached(firm, kinds=["supplier"]) == [0, 1]
    assert reached(firm, kinds=["supplier", "internal"]) == list(range(12))
    assert reached(firm, kinds=["partner"]) == []
    assert reached(firm, units=["stock"]) == [9, 10, 11]
    assert reached(firm, units=["maker", "office"]) == [0, 1, 2], "named units of every kind are reached"


def test_levels_run_from_the_chief_to_staff(firm):
    staff = {1, 6, 7, 8, 10, 11}
    names = ["staff" if who in staff else "executives" for who in range(12)]
    names[2], names[4], names[5] = "chief", "managers", "team_leads"
    assert level_of(firm).tolist() == names
    assert reached(firm, levels=["managers", "team_leads"]) == [4, 5]
    assert reached(firm, units=["stock"], levels=["executives"]) == [9]


def test_one_alone_is_the_chief(alone):
    assert level_of(alone).tolist() == ["chief"]


def test_who_is_listened_to_and_who_reaches_across(firm):
    assert listened_to(firm).tolist() == [2, 0, 0, 2, 2, 9, 1, 2, 3, 0, 5, 2]
    assert across(firm).tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0]


def test_those_who_listen_to_none_and_are_heard_by_none_still_count(alone):
    assert listened_to(alone).tolist() == across(alone).tolist() == [0]


def test_the_best_connected_are_a_share_and_at_least_one(firm):
    assert reached(firm, best_connected=0.2) == [5, 10]
    assert reached(firm, best_connected=0.01) == [5]
    assert reached(firm, best_connected=0.5) == [3, 4, 5, 8, 10], "of equals, the first"
    assert reached(firm, best_connected=1.0) == list(range(2, 12))
    assert reached(firm, units=["sales"], levels=["staff"], best_connected=0.4) == [8]


def test_the_best_connected_of_no_one_are_no_one(firm):
    assert reached(firm, units=["office"], levels=["staff"], best_connected=0.5) == []


def test_whole_teams_are_drawn_by_the_address_of_their_leader(firm):
    assert reached(firm, teams=0.1) == [6, 7]
    assert reached(firm, teams=0.35) == [5, 6, 7, 8]
    assert reached(firm, teams=0.85) == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11], "who has no boss belongs to the own team"
    assert reached(firm, teams=0.7) == [4, 5, 6, 7, 8, 10, 11], "the chief's team is not drawn, nor is the chief"


def test_at_least_the_nearest_team_is_drawn(firm, alone):
    assert reached(firm, teams=0.001) == [6, 7]
    assert reached(alone, teams=0.5) == [], "where no one leads there is no team"


def placed(firm: Organisation, **places: float) -> np.ndarray:
    """The addresses of the firm, with those of some people elsewhere in [0, 1)."""
    address = firm.address.copy()
    for who, place in places.items():
        address[int(who[1:])] = int(place * 2**32) << 32
    return address


def test_the_nearest_team_is_one_of_those_that_are_meant(firm):
    near_chief = replace(firm, address=placed(firm, e2=0.01))
    assert reached(near_chief, units=["sales"], levels=["staff"], teams=0.001) == [6, 7], "the chief's team is nearer, but not meant"
    unit = firm.unit.copy()
    unit[1] = firm.unit[3]  # the supplier's head leads someone elsewhere
    near_head = replace(firm, unit=unit, address=placed(firm, e0=0.01))
    assert reached(near_head, units=["maker", "stock"], kinds=["supplier", "internal"], teams=0.001) == [0], (
        "who has no boss belongs to the own team"
    )


def test_only_parts_of_units_break_units_up():
    assert reaches_whole_units(Audience()) and reaches_whole_units(Audience(units=["stock"]))
    assert not reaches_whole_units(Audience(levels=["staff"]))
    assert not reaches_whole_units(Audience(best_connected=0.1))
    assert not reaches_whole_units(Audience(teams=0.1))


def test_by_lot_agents_are_those_with_the_highest_draw(firm):
    assert chosen(firm, "random", 0.2) == [10, 11]
    assert chosen(firm, "random", 0.2, chance=CHANCE[::-1]) == [2, 3]


def test_hubs_have_most_ties_brokers_most_ties_across(firm):
    assert chosen(firm, "hubs", 0.4) == [6, 7, 8, 10]
    assert chosen(firm, "hubs", 0.1) == [10], "chance breaks a tie"
    assert chosen(firm, "hubs", 0.1, chance=CHANCE[::-1]) == [6]
    assert chosen(firm, "hubs", 0.1, among=[4, 6], chance=np.where(np.arange(12) == 4, 0.5, 0.1)) == [6], "and only a tie"
    assert chosen(firm, "brokers", 0.2) == [8, 10]
    assert chosen(firm, "brokers", 0.1, among=[7, 8], chance=np.where(np.arange(12) == 7, 0.5, 0.0)) == [8]
    assert chosen(firm, "brokers", 0.1) == [10]
    assert chosen(firm, "brokers", 0.1, chance=CHANCE[::-1]) == [8]


def test_cohesive_agents_are_the_most_closed_of_those_with_as_many_ties():
    """Ties of 0 to 9: 6 6 6 6 6 3 3 4 1 1. In groups {8 9 5 6}, {7 0 1}, {2 3 4}: 5 and 6 have 2/3, 7 has 1, 3 and 4 have 2/3."""
    clique = list(combinations(range(5), 2))
    firm = network_organisation(10, [*clique, (5, 6), (5, 0), (6, 0), (7, 1), (7, 2), (7, 3), (7, 4), (1, 9), (2, 8), (3, 6), (4, 5)])
    draws, everybody = np.linspace(0.0, 0.5, 10), np.ones(10, bool)
    assert np.flatnonzero(agents(firm, everybody, 0.3, "cohesive", draws)).tolist() == [4, 6, 7], "of equals, the higher draw"
    assert np.flatnonzero(agents(firm, everybody, 0.3, "cohesive", draws[::-1])).tolist() == [0, 5, 7]
    assert np.flatnonzero(agents(firm, everybody, 0.1, "cohesive", draws)).tolist() == [7]
    assert np.flatnonzero(agents(firm, np.arange(10) != 7, 0.1, "cohesive", draws)).tolist() == [6], "2/3, as 3, 4 and 5, by the draw"


def test_of_no_one_no_cohesive_agents_are_chosen(firm, alone):
    assert chosen(firm, "cohesive", 0.5, among=[]) == []
    assert agents(alone, np.ones(1, bool), 0.1, "cohesive", np.zeros(1)).tolist() == [True]


def test_opinion_leaders_are_listened_to_and_open(firm):
    """9 × 0.6 + draw for the closed team lead, 5 × 0.9 for the second, 3 × 1.45 for the most open."""
    none = np.zeros(12)
    assert chosen(firm, "opinion_leaders", 0.1, chance=none) == [5]
    assert chosen(firm, "opinion_leaders", 0.2, chance=none) == [5, 10]
    assert chosen(firm, "opinion_leaders", 0.1, among=[8, 10], chance=np.where(np.arange(12) == 8, 0.2, 0.0)) == [8]
    assert chosen(firm, "opinion_leaders", 0.1, among=[6, 9], chance=none) == [6]
    assert chosen(firm, "opinion_leaders", 0.1, among=[3, 7, 11], chance=none) == [7]
    assert chosen(firm, "opinion_leaders", 0.1, among=[3, 11], chance=np.where(np.arange(12) == 3, 0.3, 0.0)) == [11]


def test_volunteers_are_open_and_least_reluctant(firm):
    assert chosen(firm, "volunteers", 0.2) == [6, 7]  # 0.30 − 0.05 and 0.60 − 0.2
    assert chosen(firm, "volunteers", 0.1) == [7]
    assert chosen(firm, "volunteers", 0.1, among=[2, 4, 9]) == [9], "chance breaks a tie"
    assert chosen(firm, "volunteers", 0.1, among=[3, 10]) == [10], "and only a tie"
    assert chosen(firm, "volunteers", 0.1, among=[3, 10], chance=CHANCE[::-1]) == [10]


def test_one_per_team_is_the_most_listened_to_of_each_leaders_people(firm):
    assert chosen(firm, "one_per_team", 0.5, chance=np.zeros(12)) == [3, 4, 5, 7, 10]
    assert chosen(firm, "one_per_team", 0.5, among=[2, 6, 8, 9, 11], chance=np.zeros(12)) == [6, 8, 9, 11]
    assert chosen(firm, "one_per_team", 0.5, among=[6, 7], chance=np.where(np.arange(12) == 6, 1.5, 0.0)) == [6]
    assert chosen(firm, "one_per_team", 0.5, among=[2]) == [], "the chief is on no one's team"


def test_an_unknown_strategy_is_no_strategy(firm):
    with pytest.raises(KeyError):
        chosen(firm, "shouting", 0.5)


def test_cohesive_agents_have_as_many_ties_as_others_and_contacts_who_know_one_another():
    firm = organisation_of(load("customer_centric").organisation)
    draws = np.random.default_rng(5).random(firm.employees)
    everybody, degree, closed = np.ones(firm.employees, bool), np.diff(firm.start.astype(int)), closure(firm)
    cohesive = agents(firm, everybody, 0.06, "cohesive", draws)
    brokers = agents(firm, everybody, 0.06, "brokers", draws)
    assert cohesive.sum() == brokers.sum() == round(0.06 * firm.employees)
    assert abs(degree[cohesive].mean() - degree.mean()) < 0.05 * degree.mean()
    assert np.median(closed[cohesive]) > 1.3 * np.median(closed) > np.median(closed[brokers])
