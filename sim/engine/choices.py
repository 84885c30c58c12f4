"""Choices of the employees in a tile who reconsider this week, behaviour by behaviour."""

from __future__ import annotations

import numpy as np

from sim.compiled import stage
from sim.engine.tile import (
    C_FATIGUE,
    C_STAKE,
    CAPACITY,
    CYNICISM,
    DRAWN,
    DRAWN_AFTER,
    EXPOSURE,
    HIGH,
    INTEREST,
    KEY_HIGH,
    KEY_LOW,
    LOW,
    MOST_BEHAVIOURS,
    OF_POST,
    OF_STRATUM,
    OF_UNIT,
    OWN,
    SIGNAL,
    TILE,
)
from sim.mechanisms.choice import (
    ability_left,
    aligned_hold,
    aligned_pull,
    conforming,
    decides,
    derailing_pull,
    kept_up,
    reward_of,
    unconvinced,
)
from sim.mechanisms.exposure import encountered
from sim.organisation.draws import CHOICE_HIGH, CHOICE_LOW, ENCOUNTERS_HIGH, ENCOUNTERS_LOW, logistic, philox, short_uniform
from sim.organisation.organisation import MISSING

# rows of the buffer of those who reconsider: pulls and holds that are the same for all behaviours, then those of one behaviour
(
    T_LED, T_WHY, T_REWARD, T_ABILITY, T_DOUBT, T_THRESHOLD, T_CLOSURE, T_EXPOSURE, T_HABIT, T_NORM, T_OBSTACLE, T_CHOSEN, T_DRAW,
) = (TILE * np.uint64(row) for row in range(13))  # fmt: skip
ROWS_OF_THINKING = 13 + MOST_BEHAVIOURS

_FOUR, _HALF, _LAST_16 = np.uint64(4), np.uint64(32), np.uint64(0xFFFF)


@stage
def find_who_reconsiders(size, begin, chances, share, thinks):
    """Positions of employees who reconsider this week, in order; returns their number. begin : of their row among the chances."""
    count = np.uint64(0)
    for at in range(size):
        thinks[count] = at
        count += np.uint64(chances[begin + at] < share)
    return count


@stage
def draw_choices(count, week, behaviours, sizes, words, thinking):
    """Random part of each choice of some people in one week: logistic draws of 16 bits; writes the rows from T_DRAW on.

    words : rows LOW to KEY_HIGH hold where each one's draws are; DRAWN and DRAWN_AFTER are written
    """
    for eight in range(np.uint64(0), behaviours, np.uint64(8)):
        draw_words(count, week, np.uint64(CHOICE_HIGH if eight else CHOICE_LOW), words)
        for b in range(eight, min(behaviours, eight + np.uint64(8))):
            row = T_DRAW + b * TILE
            for n in range(count):
                thinking[row + n] = logistic(bits_of(b, n, words), sizes)


@stage
def draw_words(count, week, purpose, words):
    """Four words of some people in one week, for a purpose; writes DRAWN and DRAWN_AFTER."""
    for n in range(count):
        a, b, c, d = philox(week, words[LOW + n], words[HIGH + n], purpose, words[KEY_LOW + n], words[KEY_HIGH + n])
        words[DRAWN + n], words[DRAWN_AFTER + n] = np.uint64(a) | np.uint64(b) << _HALF, np.uint64(c) | np.uint64(d) << _HALF


@stage
def bits_of(b, n, words):
    """Sixteen bits drawn for a behaviour: eight behaviours to four words, the lower half of each word first."""
    source = DRAWN if b % _FOUR == b % np.uint64(8) else DRAWN_AFTER
    return words[source + n] >> b % _FOUR * np.uint64(16) & _LAST_16


@stage
def meet_colleagues(count, week, behaviours, encounters, thinks, abreast, words, column):
    """Of the exposure of those who reconsider, what so many colleagues met show of it; writes the rows from EXPOSURE on.

    thinks : places in the tile; abreast : lanes side by side at each place that share draws, 1 where they do not
    """
    for eight in range(np.uint64(0), behaviours, np.uint64(8)):
        draw_words(count, week, np.uint64(ENCOUNTERS_HIGH if eight else ENCOUNTERS_LOW), words)
        for b in range(eight, min(behaviours, eight + np.uint64(8))):
            for n in range(count):
                begin, draw = EXPOSURE + b * TILE + thinks[n], short_uniform(bits_of(b, n, words))
                for place in range(begin, begin + abreast):
                    column[place] = encountered(column[place], draw, encounters)


@stage
def weigh(n, interest, capacity, cynicism, signal, disturbance, stake, fatigue, threshold, closure, thinking, p):
    """What pulls and holds one person, the same for every behaviour; writes the rows up to T_CLOSURE."""
    thinking[T_LED + n] = p.lead * signal + disturbance
    thinking[T_WHY + n] = p.interest * interest
    thinking[T_REWARD + n] = reward_of(stake, interest, p)
    thinking[T_ABILITY + n] = ability_left(capacity, fatigue)
    thinking[T_DOUBT + n] = unconvinced(interest, cynicism, p)
    thinking[T_THRESHOLD + n] = threshold
    thinking[T_CLOSURE + n] = closure


@stage
def choose_aligned(size, effort, divergence, follows_from, exposure, e, habit, h, norm, m, obstacle, f, draw, thinking, p):
    """Which of those who reconsider practise an aligned behaviour; writes T_CHOSEN.

    exposure, habit, norm, obstacle : of this behaviour, each in a flat array from a place on; draw : row of their draws
    """
    for n in range(size):
        seen, custom = exposure[e + n], p.norm * kept_up(norm[m + n], p)
        pull = aligned_pull(seen, thinking[T_LED + n], thinking[T_WHY + n], thinking[T_REWARD + n], habit[h + n], custom, p) - aligned_hold(
            effort, thinking[T_ABILITY + n], obstacle[f + n], thinking[T_DOUBT + n], conforming(divergence, thinking[T_CLOSURE + n], p),
            seen, p,
        )  # fmt: skip
        thinking[T_CHOSEN + n] = decides(pull, thinking[T_THRESHOLD + n], thinking[draw + n], seen, follows_from, p)


@stage
def choose_derailing(size, follows_from, exposure, e, habit, h, norm, m, temptation, t, draw, thinking, p):
    """Which of those who reconsider practise a derailing behaviour; arguments as for an aligned one; writes T_CHOSEN."""
    for n in range(size):
        pull = derailing_pull(
            exposure[e + n], temptation[t + n], thinking[T_LED + n], thinking[T_WHY + n], habit[h + n], p.norm * norm[m + n], p
        )
        thinking[T_CHOSEN + n] = decides(
            pull, thinking[T_THRESHOLD + n] - p.derailing_ease, thinking[draw + n], exposure[e + n], follows_from, p
        )


@stage
def choose(
    count, thinks, first, lane_from, deep_of, lane_of, lanes, week, unit, stratum, leader_row, may, is_aligned, effort, divergence,
    closure, disturbance, encounters, follows_from, circumstances, obstacles, threshold, address_low, address_high, keys_low, keys_high,
    sizes, habit, norm, practice_next, column, words, thinking, p,
):  # fmt: skip
    """Reconsidering employees decide on each behaviour, from last week's interest, capacity and cynicism; writes practice_next.

    obstacles, habit, norm, practice_next and may are flat
    """
    behaviours = np.uint64(len(effort))
    for n in range(count):
        at = np.uint64(thinks[n])
        i, lane = first + deep_of[at], lane_from + lane_of[at]
        s, u = np.uint64(stratum[i]), np.uint64(unit[i])
        weigh(
            n, column[INTEREST + at], column[CAPACITY + at], column[CYNICISM + at], column[SIGNAL + at], disturbance[lane],
            circumstances[s, C_STAKE, lane], circumstances[s, C_FATIGUE, lane], threshold[i, lane], closure[i], thinking, p,
        )  # fmt: skip
        words[LOW + n], words[HIGH + n] = np.uint64(address_low[i]), np.uint64(address_high[i])
        words[KEY_LOW + n], words[KEY_HIGH + n] = np.uint64(keys_low[lane]), np.uint64(keys_high[lane])
        words[OWN + n], words[OF_UNIT + n] = i * behaviours * lanes + lane, u * behaviours * lanes + lane
        words[OF_STRATUM + n] = s * behaviours * lanes + lane
        words[OF_POST + n] = (u + u + np.uint64(leader_row[i] != MISSING)) * behaviours
    draw_choices(count, week, behaviours, sizes, words, thinking)
    if encounters >= 1.0:
        meet_colleagues(count, week, behaviours, encounters, thinks, np.uint64(1), words, column)
    for b in range(behaviours):
        draw, seen, further = T_DRAW + b * TILE, EXPOSURE + b * TILE, b * lanes
        for n in range(count):
            thinking[T_EXPOSURE + n], thinking[T_HABIT + n] = column[seen + thinks[n]], habit[words[OWN + n] + further]
            thinking[T_NORM + n], thinking[T_OBSTACLE + n] = norm[words[OF_UNIT + n] + further], obstacles[words[OF_STRATUM + n] + further]
        if is_aligned[b]:
            choose_aligned(
                count, effort[b], divergence[b], follows_from, thinking, T_EXPOSURE, thinking, T_HABIT, thinking, T_NORM, thinking,
                T_OBSTACLE, draw, thinking, p,
            )  # fmt: skip
        else:
            choose_derailing(
                count, follows_from, thinking, T_EXPOSURE, thinking, T_HABIT, thinking, T_NORM, thinking, T_OBSTACLE, draw, thinking, p
            )
        for n in range(count):
            practice_next[words[OWN + n] + further] = np.uint8(thinking[T_CHOSEN + n]) & may[words[OF_POST + n] + b]


@stage
def choose_abreast(
    i, at, lane_from, lanes, all_lanes, week, s, u, post, low, high, k0, k1, may, is_aligned, effort, divergence, closure, disturbance,
    encounters, follows_from, circumstances, obstacles, threshold, sizes, place, habit, norm, practice_next, column, words, thinking, p,
):  # fmt: skip
    """Like choose, for one person who reconsiders in all these lanes, which share random draws; writes practice_next.

    at : place of the first lane in the tile; place : room for it; low to k1 : address and key of the person's draws
    """
    behaviours = np.uint64(len(effort))
    for lane in range(lanes):
        weigh(
            lane, column[INTEREST + at + lane], column[CAPACITY + at + lane], column[CYNICISM + at + lane], column[SIGNAL + at + lane],
            disturbance[lane_from + lane], circumstances[s, C_STAKE, lane_from + lane], circumstances[s, C_FATIGUE, lane_from + lane],
            threshold[i, lane_from + lane], closure, thinking, p,
        )  # fmt: skip
    words[LOW], words[HIGH], words[KEY_LOW], words[KEY_HIGH] = np.uint64(low), np.uint64(high), np.uint64(k0), np.uint64(k1)
    draw_choices(np.uint64(1), week, behaviours, sizes, words, thinking)
    if encounters >= 1.0:
        place[0] = at
        meet_colleagues(np.uint64(1), week, behaviours, encounters, place, lanes, words, column)
    for b in range(behaviours):
        if not may[post * behaviours + b]:
            continue
        draw = T_DRAW + b * TILE
        chance = thinking[draw]
        for lane in range(lanes):
            thinking[draw + lane] = chance
        seen, own = EXPOSURE + b * TILE + at, (i * behaviours + b) * all_lanes + lane_from
        of_unit, of_stratum = (u * behaviours + b) * all_lanes + lane_from, (s * behaviours + b) * all_lanes + lane_from
        if is_aligned[b]:
            choose_aligned(
                lanes, effort[b], divergence[b], follows_from, column, seen, habit, own, norm, of_unit, obstacles, of_stratum, draw,
                thinking, p,
            )  # fmt: skip
        else:
            choose_derailing(lanes, follows_from, column, seen, habit, own, norm, of_unit, obstacles, of_stratum, draw, thinking, p)
        for lane in range(lanes):
            practice_next[own + lane] = np.uint8(thinking[T_CHOSEN + lane])
