"""Ties drawn by address: dense inside a unit, sparse across, more among alike, to hubs, and through brokers.

Each opened tie has a counter of its own, (ordinal of the tie, address of who opens it): adding a unit leaves every other tie as it was.
Word 0 of a tie inside a unit decides between team and unit; words 1 and up name candidates. A tie across has eight words for each end.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Indices
from sim.compiled import rule as compiled
from sim.organisation.draws import (
    TIES_BETWEEN,
    TIES_WITHIN,
    DrawKey,
    Integer,
    Words,
    address_of_pair,
    draw,
    uniform,
)

Merit = NDArray[np.uint32]
Opened = tuple[Indices, Indices]  # who opened a tie, and with whom

BLOCKS = 4  # counters reserved for one tie, four words each
SECOND_END = 2  # block where the candidates of the other end of a tie across begin
NOT_ONESELF = -1


@compiled
def _one_of(word: Integer, others: Integer, myself: Integer) -> Integer:
    """A uniform position among `others`, excluding the person."""
    position = (np.int64(word) * np.int64(others)) >> 32
    if 0 <= myself <= position:
        position += 1
    return position


@compiled
def _number_of(mean: float | np.floating, word: Integer) -> Integer:
    """A whole number that has the given mean: its integer part, and one more as often as the fraction says."""
    whole = np.int64(mean)
    if uniform(word) < mean - whole:
        return whole + 1
    return whole


@compiled
def _most_attractive(
    key: DrawKey,
    ordinal: Integer,
    address: Integer,
    purpose: Integer,
    words: Words,
    skip: int,
    candidates: Integer,
    others: Integer,
    myself: Integer,
    merit: Merit,
) -> Integer:
    """Of a few people met by chance, the most attractive gets the tie: with more candidates, few get many.

    words : of the counter `ordinal`, already drawn; `skip` of them are spoken for
    merit : shape (people to choose from,)
    """
    best = _one_of(words[skip], others, myself)
    for word in range(skip + 1, skip + candidates):
        if word % 4 == 0:
            words = draw(key, ordinal + word // 4, address, purpose)
        candidate = _one_of(words[word % 4], others, myself)
        if merit[candidate] > merit[best]:
            best = candidate
    return best


@compiled
def _colleague(
    key: DrawKey, ordinal: Integer, address: Integer, position: Integer, size: Integer, span: int, homophily: float, hubs: int, merit: Merit
) -> Integer:
    """A tie to a member of the same team, or to the most attractive of a few unit members."""
    words = draw(key, ordinal, address, TIES_WITHIN)
    if position > 0 and uniform(words[0]) < homophily:
        first = (position - 1) // span * span + 1
        team = min(span, size - first)
        if team > 1:
            return first + _one_of(words[1], team - 1, position - first)
    return _most_attractive(key, ordinal, address, TIES_WITHIN, words, 1, hubs, size - 1, position, merit)


@compiled
def ties_within(
    key: DrawKey,
    first: Indices,
    size: Indices,
    address: NDArray[np.uint64],
    attractiveness: Merit,
    within: float,
    homophily: float,
    hubs: int,
    span: int,
) -> Opened:
    """Inside a unit everyone opens half of the mean number of ties, and is found by others for the other half.

    first, size : employees, shape (units,)
    address, attractiveness : shape (employees,)
    within : mean ties of a person, before the same tie opened from both ends is counted once
    Source: team-mates as homophily after McPherson et al. 2001; the tournament is ours.
    """
    most = len(address) * (np.int64(within / 2.0) + 1)
    opener, chosen = np.empty(most, np.uint32), np.empty(most, np.uint32)
    ties = 0
    for unit in range(len(size)):
        start, people = np.int64(first[unit]), np.int64(size[unit])
        if people == 1:
            continue
        merit = attractiveness[start : start + people]
        for position in range(people):
            person = address[start + position]
            opened = _number_of(within / 2.0, draw(key, 0, person, TIES_WITHIN)[0])
            for slot in range(opened):
                colleague = _colleague(key, 1 + BLOCKS * slot, person, position, people, span, homophily, hubs, merit)
                opener[ties], chosen[ties] = start + position, start + colleague
                ties += 1
    return opener[:ties].copy(), chosen[:ties].copy()


@compiled
def most_ties_between(size: Indices, between: float) -> Integer:
    """The most ties that can be drawn across units: for each two units, the mean of the smaller one rounded up."""
    most = np.int64(0)
    for one in range(len(size)):
        for other in range(one + 1, len(size)):
            most += np.int64(between * min(size[one], size[other])) + 1
    return most


@compiled
def ties_between(
    key: DrawKey, first: Indices, size: Indices, unit_address: NDArray[np.uint64], brokerage: Merit, between: float, brokers: int
) -> Opened:
    """Two units are joined by a few ties, at both ends mostly by their brokers.

    first, size : employees, shape (units,); units in the order of their ids, so two units share one address
    between : mean ties of a person of the smaller unit to each other unit
    Source: brokers after Burt 1992; the tournament is ours.
    """
    most = most_ties_between(size, between) if between > 0.0 else 0
    opener, chosen = np.empty(most, np.uint32), np.empty(most, np.uint32)
    ties = 0
    if between == 0.0:
        return opener, chosen
    for one in range(len(size)):
        start, people = np.int64(first[one]), np.int64(size[one])
        for other in range(one + 1, len(size)):
            start_other, people_other = np.int64(first[other]), np.int64(size[other])
            pair = address_of_pair(unit_address[one], unit_address[other])
            joined = _number_of(between * min(people, people_other), draw(key, 0, pair, TIES_BETWEEN)[0])
            for slot in range(joined):
                near, far = 1 + BLOCKS * slot, 1 + BLOCKS * slot + SECOND_END
                words = draw(key, near, pair, TIES_BETWEEN)
                merit = brokerage[start : start + people]
                opener[ties] = start + _most_attractive(key, near, pair, TIES_BETWEEN, words, 0, brokers, people, NOT_ONESELF, merit)
                words = draw(key, far, pair, TIES_BETWEEN)
                merit = brokerage[start_other : start_other + people_other]
                chosen[ties] = start_other + _most_attractive(
                    key, far, pair, TIES_BETWEEN, words, 0, brokers, people_other, NOT_ONESELF, merit
                )
                ties += 1
    return opener[:ties].copy(), chosen[:ties].copy()
