"""Choices of the employees in a tile who reconsider this week, behaviour by behaviour."""

from __future__ import annotations

import numpy as np

from sim.compiled import stage, stage_apart
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


@stage_apart
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
def choose_aligned(size, effort, divergence, follows_from, draw, thinking, p):
    """Which of those who reconsider practise an aligned behaviour; draw : row of their draws; writes T_CHOSEN."""
    for n in range(size):
        seen, custom = thinking[T_EXPOSURE + n], p.norm * kept_up(thinking[T_NORM + n], p)
        pull = aligned_pull(
            seen, thinking[T_LED + n], thinking[T_WHY + n], thinking[T_REWARD + n], thinking[T_HABIT + n], custom, p
        ) - aligned_hold(
            effort, thinking[T_ABILITY + n], thinking[T_OBSTACLE + n], thinking[T_DOUBT + n],
            conforming(divergence, thinking[T_CLOSURE + n], p), seen, p,
        )  # fmt: skip
        thinking[T_CHOSEN + n] = decides(pull, thinking[T_THRESHOLD + n], thinking[draw + n], seen, follows_from, p)


@stage
def choose_derailing(size, follows_from, draw, thinking, p):
    """Which of those who reconsider practise a derailing behaviour, where T_OBSTACLE is temptation; writes T_CHOSEN."""
    for n in range(size):
        seen, custom = thinking[T_EXPOSURE + n], p.norm * thinking[T_NORM + n]
        pull = derailing_pull(
            seen,
            thinking[T_OBSTACLE + n],
            thinking[T_LED + n],
            thinking[T_WHY + n],
            thinking[T_HABIT + n],
            custom,
            p,
        )
        thinking[T_CHOSEN + n] = decides(pull, thinking[T_THRESHOLD + n] - p.derailing_ease, thinking[draw + n], seen, follows_from, p)


@stage
def choose(
    count, thinks, first, week, unit, stratum, leader_row, may, is_aligned, effort, divergence, closure, disturbance, encounters,
    follows_from, circumstances, obstacles, threshold, address_low, address_high, key_low, key_high, sizes, habit, norm, practice_next,
    column, words, thinking, p,
):  # fmt: skip
    """Reconsidering employees of a tile, in one lane, decide on each behaviour, from last week's interest, capacity and cynicism.

    thinks : places in the tile; may, obstacles, habit, norm : flat; practice_next, flat too, is written
    """
    behaviours, lane = np.uint64(len(effort)), np.uint64(0)
    for n in range(count):
        at = np.uint64(thinks[n])
        i = first + at
        s, u = np.uint64(stratum[i]), np.uint64(unit[i])
        weigh(
            n, column[INTEREST + at], column[CAPACITY + at], column[CYNICISM + at], column[SIGNAL + at], disturbance,
            circumstances[s, C_STAKE, lane], circumstances[s, C_FATIGUE, lane], threshold[i, lane], closure[i], thinking, p,
        )  # fmt: skip
        words[LOW + n], words[HIGH + n] = np.uint64(address_low[i]), np.uint64(address_high[i])
        words[KEY_LOW + n], words[KEY_HIGH + n] = np.uint64(key_low), np.uint64(key_high)
        words[OWN + n], words[OF_UNIT + n], words[OF_STRATUM + n] = i * behaviours, u * behaviours, s * behaviours
        words[OF_POST + n] = (u + u + np.uint64(leader_row[i] != MISSING)) * behaviours
    draw_choices(count, week, behaviours, sizes, words, thinking)
    if encounters >= 1.0:
        meet_colleagues(count, week, behaviours, encounters, thinks, np.uint64(1), words, column)
    for b in range(behaviours):
        draw, seen = T_DRAW + b * TILE, EXPOSURE + b * TILE
        for n in range(count):
            thinking[T_EXPOSURE + n], thinking[T_HABIT + n] = column[seen + thinks[n]], habit[words[OWN + n] + b]
            thinking[T_NORM + n], thinking[T_OBSTACLE + n] = norm[words[OF_UNIT + n] + b], obstacles[words[OF_STRATUM + n] + b]
        if is_aligned[b]:
            choose_aligned(count, effort[b], divergence[b], follows_from, draw, thinking, p)
        else:
            choose_derailing(count, follows_from, draw, thinking, p)
        for n in range(count):
            practice_next[words[OWN + n] + b] = np.uint8(thinking[T_CHOSEN + n]) & may[words[OF_POST + n] + b]
