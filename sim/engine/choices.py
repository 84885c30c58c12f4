"""Choices of the employees in a tile who reconsider this week, behaviour by behaviour."""

from __future__ import annotations

import numpy as np

from sim.compiled import stage
from sim.engine.tile import (
    AUTONOMY,
    C_COORDINATION,
    C_METRICS,
    C_POLICIES,
    CAPACITY,
    CYNICISM,
    EXPOSURE,
    FATIGUE,
    HIGH,
    INTEREST,
    KEY_HIGH,
    KEY_LOW,
    LOW,
    MOST_BEHAVIOURS,
    RECONSIDERS,
    RESOURCES,
    SIGNAL,
    STAKE,
    TILE,
)
from sim.mechanisms.choice import decides, hold_on_aligned, pull_of_aligned, pull_of_derailing
from sim.organisation.draws import CHOICE_HIGH, CHOICE_LOW, philox
from sim.organisation.organisation import MISSING

# rows of the buffer of those who reconsider
(
    T_INTEREST, T_CAPACITY, T_CYNICISM, T_SIGNAL, T_STAKE, T_FATIGUE, T_AUTONOMY, T_RESOURCES, T_THRESHOLD, T_METRICS, T_COORDINATION,
    T_POLICIES, T_EXPOSURE, T_HABIT, T_NORM, T_CHOSEN, T_DRAW,
) = (TILE * np.uint64(row) for row in range(17))  # fmt: skip
ROWS_OF_THINKING = 17 + MOST_BEHAVIOURS
_AS_IN_THE_TILE = (INTEREST, CAPACITY, CYNICISM, SIGNAL, STAKE, FATIGUE, AUTONOMY, RESOURCES)
"""Contents of the first rows of a tile."""


@stage
def find_who_reconsiders(size, column, share, thinks):
    """Positions of employees who reconsider this week, in order; returns their number."""
    count = np.uint64(0)
    for at in range(size):
        thinks[count] = at
        count += np.uint64(column[RECONSIDERS + at] < share)
    return count


@stage
def draw_choices(week, low, high, k0, k1, behaviours, logistic, thinking, n):
    """Random part of each choice of one person in one week: logistic draws of 16 bits; writes rows from T_DRAW on."""
    first, second, third, fourth = philox(week, low, high, CHOICE_LOW, k0, k1)
    for behaviour in range(behaviours):
        if behaviour == 8:
            first, second, third, fourth = philox(week, low, high, CHOICE_HIGH, k0, k1)
        place = behaviour % 8
        word = first if place < 2 else (second if place < 4 else (third if place < 6 else fourth))
        half = (word >> 16) & 0xFFFF if place % 2 else word & 0xFFFF
        thinking[T_DRAW + np.uint64(behaviour) * TILE + n] = logistic[half]


@stage
def prepare_choices(
    count, thinks, first, lane_from, deep_of, lane_of, drawn_of, week, stratum, circumstances, threshold, words, behaviours, logistic,
    column, thinking,
):  # fmt: skip
    """Pulls and obstacles of the employees who reconsider; writes thinking."""
    for n in range(count):
        at = np.uint64(thinks[n])
        i, lane = first + deep_of[at], lane_from + lane_of[at]
        s = stratum[i]
        thinking[T_INTEREST + n], thinking[T_CAPACITY + n] = column[INTEREST + at], column[CAPACITY + at]
        thinking[T_CYNICISM + n], thinking[T_THRESHOLD + n] = column[CYNICISM + at], threshold[i, lane]
        thinking[T_SIGNAL + n], thinking[T_STAKE + n] = column[SIGNAL + at], column[STAKE + at]
        thinking[T_FATIGUE + n], thinking[T_AUTONOMY + n] = column[FATIGUE + at], column[AUTONOMY + at]
        thinking[T_RESOURCES + n], thinking[T_METRICS + n] = column[RESOURCES + at], circumstances[s, C_METRICS, lane]
        thinking[T_COORDINATION + n], thinking[T_POLICIES + n] = circumstances[s, C_COORDINATION, lane], circumstances[s, C_POLICIES, lane]
        drawn = drawn_of[at]
        if n > 0 and drawn == drawn_of[thinks[n - np.uint64(1)]]:
            for b in range(np.uint64(behaviours)):
                thinking[T_DRAW + b * TILE + n] = thinking[T_DRAW + b * TILE + n - np.uint64(1)]
        else:
            draw_choices(
                week, words[LOW + drawn], words[HIGH + drawn], words[KEY_LOW + drawn], words[KEY_HIGH + drawn], behaviours, logistic,
                thinking, n,
            )  # fmt: skip


@stage
def choose_aligned(size, effort, needs_autonomy, needs_coordination, draw, thinking, p):
    """Which of the reconsidering employees practise an aligned behaviour; writes T_CHOSEN."""
    for n in range(size):
        interest = thinking[T_INTEREST + n]
        pull = pull_of_aligned(
            thinking[T_EXPOSURE + n], thinking[T_SIGNAL + n], interest, thinking[T_STAKE + n], thinking[T_HABIT + n],
            thinking[T_NORM + n], p,
        ) - hold_on_aligned(
            effort, thinking[T_CAPACITY + n], thinking[T_FATIGUE + n], needs_autonomy, thinking[T_AUTONOMY + n], needs_coordination,
            thinking[T_COORDINATION + n], thinking[T_RESOURCES + n], thinking[T_POLICIES + n], thinking[T_CYNICISM + n], p,
        )  # fmt: skip
        thinking[T_CHOSEN + n] = decides(pull, thinking[T_THRESHOLD + n], thinking[draw + n], p)


@stage
def choose_derailing(size, draw, thinking, p):
    """Which of the reconsidering employees practise a derailing behaviour; writes T_CHOSEN."""
    for n in range(size):
        pull = pull_of_derailing(
            thinking[T_EXPOSURE + n], thinking[T_SIGNAL + n], thinking[T_INTEREST + n], thinking[T_METRICS + n], thinking[T_HABIT + n],
            thinking[T_NORM + n], p,
        )  # fmt: skip
        thinking[T_CHOSEN + n] = decides(pull, thinking[T_THRESHOLD + n] - p.derailing_ease, thinking[draw + n], p)


@stage
def choose(
    count, thinks, first, lane_from, deep_of, lane_of, unit, leader_row, applies, leaders_only, is_aligned, effort, needs_autonomy,
    needs_coordination, habit, norm, practice_next, column, thinking, p,
):  # fmt: skip
    """Reconsidering employees decide on each behaviour, from last week's interest, capacity and cynicism; writes practice_next."""
    for b in range(np.uint64(len(effort))):
        for n in range(count):
            at = np.uint64(thinks[n])
            i, lane = first + deep_of[at], lane_from + lane_of[at]
            thinking[T_EXPOSURE + n] = column[EXPOSURE + b * TILE + at]
            thinking[T_HABIT + n], thinking[T_NORM + n] = habit[i, b, lane], norm[unit[i], b, lane]
        if is_aligned[b]:
            choose_aligned(count, effort[b], needs_autonomy[b], needs_coordination[b], T_DRAW + b * TILE, thinking, p)
        else:
            choose_derailing(count, T_DRAW + b * TILE, thinking, p)
        for n in range(count):
            at = np.uint64(thinks[n])
            i, lane = first + deep_of[at], lane_from + lane_of[at]
            may = applies[unit[i], b] and (not leaders_only[b] or leader_row[i] != MISSING)
            practice_next[i, b, lane] = 1 if may and thinking[T_CHOSEN + n] > 0.0 else 0


@stage
def choose_abreast(
    i, at, lane_from, lanes, drawn, week, s, u, leads, applies, leaders_only, is_aligned, effort, needs_autonomy, needs_coordination,
    circumstances, threshold, words, logistic, habit, norm, practice_next, column, thinking, p,
):  # fmt: skip
    """Like choose, for one person who reconsiders in all these lanes, which share random draws; writes practice_next.

    at : place of the first lane in the tile; drawn : of the words of the person's draws
    """
    behaviours = np.uint64(len(effort))
    for row in range(np.uint64(len(_AS_IN_THE_TILE))):
        source = _AS_IN_THE_TILE[row] + at
        for lane in range(lanes):
            thinking[row * TILE + lane] = column[source + lane]
    for lane in range(lanes):
        thinking[T_THRESHOLD + lane] = threshold[i, lane_from + lane]
        thinking[T_METRICS + lane] = circumstances[s, C_METRICS, lane_from + lane]
    for lane in range(lanes):
        thinking[T_COORDINATION + lane] = circumstances[s, C_COORDINATION, lane_from + lane]
        thinking[T_POLICIES + lane] = circumstances[s, C_POLICIES, lane_from + lane]
    draw_choices(week, words[LOW + drawn], words[HIGH + drawn], words[KEY_LOW + drawn], words[KEY_HIGH + drawn], behaviours, logistic,
                 thinking, np.uint64(0))  # fmt: skip
    for b in range(behaviours):
        if not applies[u, b] or (leaders_only[b] and not leads):
            continue
        draw = T_DRAW + b * TILE
        chance = thinking[draw]
        for lane in range(lanes):
            thinking[draw + lane] = chance
            thinking[T_EXPOSURE + lane] = column[EXPOSURE + b * TILE + at + lane]
        for lane in range(lanes):
            thinking[T_HABIT + lane] = habit[i, b, lane_from + lane]
            thinking[T_NORM + lane] = norm[u, b, lane_from + lane]
        if is_aligned[b]:
            choose_aligned(lanes, effort[b], needs_autonomy[b], needs_coordination[b], draw, thinking, p)
        else:
            choose_derailing(lanes, draw, thinking, p)
        for lane in range(lanes):
            practice_next[i, b, lane_from + lane] = np.uint8(thinking[T_CHOSEN + lane])
