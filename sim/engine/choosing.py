"""Choosing: those of a tile who think again this week, side by side, decide on each behaviour."""

from __future__ import annotations

import numpy as np

from sim.compiled import stage
from sim.engine.tile import (
    ACCOUNT,
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
    TILE,
)
from sim.mechanisms.choice import decides, hold_on_aligned, pull_of_aligned, pull_of_derailing
from sim.organisation.draws import CHOICE_HIGH, CHOICE_LOW, philox

NOBODY = np.uint32(0xFFFFFFFF)

# rows of the buffer of those who reconsider
(
    T_INTEREST, T_CAPACITY, T_CYNICISM, T_THRESHOLD, T_SIGNAL, T_ACCOUNT, T_FATIGUE, T_AUTONOMY, T_RESOURCES, T_METRICS, T_COORDINATION,
    T_POLICIES, T_EXPOSURE, T_HABIT, T_NORM, T_CHOSEN, T_DRAW,
) = (TILE * np.uint64(row) for row in range(17))  # fmt: skip
ROWS_OF_THINKING = 17 + MOST_BEHAVIOURS


@stage
def find_who_reconsiders(size, column, share, thinks):
    """The places of those who think again this week, in order; returns how many."""
    count = np.uint64(0)
    for at in range(size):
        thinks[count] = at
        count += np.uint64(column[RECONSIDERS + at] < share)
    return count


@stage
def draw_choices(week, low, high, k0, k1, behaviours, logistic, thinking, n):
    """What chance adds to each choice of one person in one week: logistic draws of 16 bits; rows from T_DRAW on are written."""
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
    count, thinks, first, lane_from, deep_of, lane_of, drawn_of, week, segment, conditions, threshold, words, behaviours, logistic, column,
    thinking,
):  # fmt: skip
    """What those who reconsider weigh, side by side; thinking is written."""
    for n in range(count):
        at = np.uint64(thinks[n])
        i, lane = first + deep_of[at], lane_from + lane_of[at]
        s = segment[i]
        thinking[T_INTEREST + n], thinking[T_CAPACITY + n] = column[INTEREST + at], column[CAPACITY + at]
        thinking[T_CYNICISM + n], thinking[T_THRESHOLD + n] = column[CYNICISM + at], threshold[i, lane]
        thinking[T_SIGNAL + n], thinking[T_ACCOUNT + n] = column[SIGNAL + at], column[ACCOUNT + at]
        thinking[T_FATIGUE + n], thinking[T_AUTONOMY + n] = column[FATIGUE + at], column[AUTONOMY + at]
        thinking[T_RESOURCES + n], thinking[T_METRICS + n] = column[RESOURCES + at], conditions[s, C_METRICS, lane]
        thinking[T_COORDINATION + n], thinking[T_POLICIES + n] = conditions[s, C_COORDINATION, lane], conditions[s, C_POLICIES, lane]
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
    """Who of those who reconsider practises a behaviour that serves customers; T_CHOSEN is written."""
    for n in range(size):
        interest = thinking[T_INTEREST + n]
        pull = pull_of_aligned(
            thinking[T_EXPOSURE + n], thinking[T_SIGNAL + n], interest, thinking[T_ACCOUNT + n], thinking[T_HABIT + n],
            thinking[T_NORM + n], p,
        ) - hold_on_aligned(
            effort, thinking[T_CAPACITY + n], thinking[T_FATIGUE + n], needs_autonomy, thinking[T_AUTONOMY + n], needs_coordination,
            thinking[T_COORDINATION + n], thinking[T_RESOURCES + n], thinking[T_POLICIES + n], thinking[T_CYNICISM + n], p,
        )  # fmt: skip
        thinking[T_CHOSEN + n] = decides(pull, thinking[T_THRESHOLD + n], thinking[draw + n], p)


@stage
def choose_derailing(size, draw, thinking, p):
    """Who of those who reconsider practises a behaviour that looks good inside only; T_CHOSEN is written."""
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
    """Those who reconsider decide on each behaviour, on last week's interest, capacity and cynicism; practice_next is written."""
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
            may = applies[unit[i], b] and (not leaders_only[b] or leader_row[i] != NOBODY)
            practice_next[i, b, lane] = 1 if may and thinking[T_CHOSEN + n] > 0.0 else 0
