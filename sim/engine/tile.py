"""A tile: some employees in some lanes, laid out so that a rule works on several of them at once.

What a rule needs stands in rows of one flat buffer, a place for each person and lane, at offsets fixed when it is compiled: only so does
the compiler know that rows do not overlap.
"""

from __future__ import annotations

import numpy as np

from sim.compiled import stage
from sim.engine.state import FIRM
from sim.mechanisms.capacity import capacity_after
from sim.mechanisms.exposure import exposure_of
from sim.mechanisms.fatigue import cynicism_after
from sim.mechanisms.interest import interest_after
from sim.mechanisms.leadership import signal_heard
from sim.mechanisms.turnover import quit_share
from sim.organisation.draws import RECONSIDER, philox, uniform
from sim.organisation.organisation import MISSING
from sim.schema.levers import LEVER

_AUTONOMY, _BENEFIT, _CAPITAL, _CLIMATE = LEVER["autonomy"], LEVER["benefit"], LEVER["capital"], LEVER["climate"]
_COORDINATION, _VOICE, _CARE = LEVER["coordination"], LEVER["customer_voice"], LEVER["employee_experience"]
_INCENTIVES, _METRICS, _PEOPLE, _POLICIES = LEVER["incentives"], LEVER["metrics"], LEVER["people"], LEVER["policies"]
_RECOGNITION, _RITUALS, _TIME = LEVER["recognition"], LEVER["rituals"], LEVER["time"]
_TOOLS, _TRAINING, _VISION = LEVER["tools"], LEVER["training"], LEVER["vision"]
_TALK, _FELT, _FELT_AT_START = FIRM["talk"], FIRM["felt"], FIRM["felt_at_start"]

TILE = np.uint64(128)
"""Places worked on at once: their rows fit in the fastest cache."""

MOST_BEHAVIOURS = 16

# circumstances a person works under, the same for a stratum; the first so many are laid out for everybody, the others for who reconsiders
CIRCUMSTANCES = (
    "recognition", "vision", "voice", "care", "rituals", "training", "tools", "people", "autonomy", "climate", "stake", "resources",
    "peers", "fatigue", "talk", "results", "quits", "metrics", "coordination", "policies",
)  # fmt: skip
FOR_EVERYBODY = CIRCUMSTANCES.index("metrics")
(
    _C_RECOGNITION, _C_VISION, _C_VOICE, _C_CARE, _C_RITUALS, _C_TRAINING, _C_TOOLS, _C_PEOPLE, _C_AUTONOMY, _C_CLIMATE, _C_STAKE,
    _C_RESOURCES, _C_PEERS, _C_FATIGUE, _C_TALK, _C_RESULTS, _C_QUITS, C_METRICS, C_COORDINATION, C_POLICIES,
) = range(len(CIRCUMSTANCES))  # fmt: skip

# rows of the buffer of a tile: the circumstances first, then what is each person's own
(
    RECOGNITION, VISION, VOICE, CARE, RITUALS, TRAINING, TOOLS, PEOPLE, AUTONOMY, CLIMATE, STAKE, RESOURCES, PEERS, FATIGUE, TALK,
    RESULTS, QUITS, RECONSIDERS, LEAVES, OPENNESS, SIGNAL, WALK, PRACTISED, EXAMPLE, INTEREST, CAPACITY, CYNICISM, EXPOSURE,
) = (TILE * np.uint64(row) for row in range(28))  # fmt: skip
ROWS = 28 + MOST_BEHAVIOURS

# rows of whole numbers: the words that draws are made of
LOW, HIGH, KEY_LOW, KEY_HIGH = (TILE * np.uint64(row) for row in range(4))


@stage
def set_circumstances(levers, unit_of_stratum, unit_interest, fatigue, experience, firm, felt_scale, p_turnover, circumstances):
    """Weekly circumstances of each stratum; circumstances : (strata, circumstances, lanes), written."""
    strata, _, lanes = circumstances.shape
    for s in range(strata):
        u = unit_of_stratum[s]
        for lane in range(lanes):
            gain = (firm[_FELT, lane] - firm[_FELT_AT_START, lane]) / felt_scale
            circumstances[s, _C_RECOGNITION, lane] = levers[s, _RECOGNITION, lane]
            circumstances[s, _C_VISION, lane] = levers[s, _VISION, lane]
            circumstances[s, _C_VOICE, lane] = levers[s, _VOICE, lane]
            circumstances[s, _C_CARE, lane] = levers[s, _CARE, lane]
            circumstances[s, _C_RITUALS, lane] = levers[s, _RITUALS, lane]
            circumstances[s, _C_TRAINING, lane] = levers[s, _TRAINING, lane]
            circumstances[s, _C_TOOLS, lane] = levers[s, _TOOLS, lane]
            circumstances[s, _C_PEOPLE, lane] = levers[s, _PEOPLE, lane]
            circumstances[s, _C_AUTONOMY, lane] = levers[s, _AUTONOMY, lane]
            circumstances[s, _C_CLIMATE, lane] = levers[s, _CLIMATE, lane]
            circumstances[s, C_METRICS, lane] = levers[s, _METRICS, lane]
            circumstances[s, C_COORDINATION, lane] = levers[s, _COORDINATION, lane]
            circumstances[s, C_POLICIES, lane] = levers[s, _POLICIES, lane]
            circumstances[s, _C_STAKE, lane] = (levers[s, _INCENTIVES, lane] + levers[s, _METRICS, lane] + levers[s, _BENEFIT, lane]) / 3.0
            circumstances[s, _C_RESOURCES, lane] = (levers[s, _PEOPLE, lane] + levers[s, _TIME, lane] + levers[s, _CAPITAL, lane]) / 3.0
            circumstances[s, _C_PEERS, lane] = unit_interest[u, lane]
            circumstances[s, _C_FATIGUE, lane] = fatigue[u, lane]
            circumstances[s, _C_TALK, lane] = firm[_TALK, lane]
            circumstances[s, _C_RESULTS, lane] = 0.0 if gain < 0.0 else (1.0 if gain > 1.0 else gain)
            circumstances[s, _C_QUITS, lane] = quit_share(levers[s, _CLIMATE, lane], experience[u, lane], fatigue[u, lane], p_turnover)


@stage
def lay_out(
    first, last, lane_from, lane_to, unit, stratum, leader_row, row_manager, row_head, chief, openness, leader_signal, walk,
    aligned, applicable, circumstances, held, p, column,
):  # fmt: skip
    """Circumstances of a tile's employees, and what they hear; writes column.

    held : stratum whose circumstances stand at each person's place already
    """
    lanes = lane_to - lane_from
    if lanes == 1:  # row by row: a loop over a single lane would cost more than the copy
        for row in range(np.uint64(FOR_EVERYBODY)):
            for i in range(first, last):
                column[row * TILE + i - first] = circumstances[stratum[i], row, lane_from]
    for i in range(first, last):
        s, manager, head, at = stratum[i], row_manager[i], row_head[i], (i - first) * lanes
        if lanes > 1 and held[i - first] != s:
            held[i - first] = s
            for row in range(np.uint64(FOR_EVERYBODY)):
                for lane in range(lanes):
                    column[row * TILE + at + lane] = circumstances[s, row, lane_from + lane]
        own, possible = openness[i], applicable[unit[i], np.uint64(leader_row[i] != MISSING)]
        for lane in range(lanes):
            heard = leader_signal[manager, lane_from + lane], leader_signal[head, lane_from + lane], leader_signal[chief, lane_from + lane]
            column[SIGNAL + at + lane] = signal_heard(heard[0], heard[1], heard[2], p)
        for lane in range(lanes):
            column[OPENNESS + at + lane] = own
            column[WALK + at + lane] = walk[manager, lane_from + lane]
        for lane in range(lanes):
            column[PRACTISED + at + lane] = aligned[i, lane_from + lane] / possible if possible > 0.0 else 0.0


@stage
def have_one_seed(lane_from, lane_to, keys_low, keys_high):
    """Whether these lanes differ in conditions only."""
    others = 0
    for lane in range(lane_from, lane_to):
        others += keys_low[lane] != keys_low[lane_from] or keys_high[lane] != keys_high[lane_from]
    return others == 0


@stage
def find_draws(first, last, lane_from, lanes_drawn, address_low, address_high, keys_low, keys_high, words):
    """Addresses of a tile's random draws; writes words."""
    for i in range(first, last):
        at, low, high = (i - first) * lanes_drawn, np.uint64(address_low[i]), np.uint64(address_high[i])
        for lane in range(lanes_drawn):
            words[LOW + at + lane], words[HIGH + at + lane] = low, high
            words[KEY_LOW + at + lane], words[KEY_HIGH + at + lane] = keys_low[lane_from + lane], keys_high[lane_from + lane]


@stage
def draw_chances(week, size, words, column):
    """Whether each one of a tile reconsiders, and whether each one leaves: uniform; the two rows are written."""
    for at in range(size):
        a, b, _, _ = philox(week, words[LOW + at], words[HIGH + at], RECONSIDER, words[KEY_LOW + at], words[KEY_HIGH + at])
        column[RECONSIDERS + at] = uniform(a)
        column[LEAVES + at] = uniform(b)


@stage
def hand_out_draws(people, lanes, column):
    """Lanes of one seed share a person's chances: the last person first, so that nothing is overwritten before it is read."""
    for back in range(people):
        i = people - np.uint64(1) - back
        reconsiders, leaves = column[RECONSIDERS + i], column[LEAVES + i]
        for lane in range(lanes):
            column[RECONSIDERS + i * lanes + lane] = reconsiders
            column[LEAVES + i * lanes + lane] = leaves


@stage
def see_examples(size, watched, listened, is_aligned, visibility, p, column):
    """Exposure to each behaviour, and the mean over those that serve customers; EXAMPLE and the rows from EXPOSURE on are written.

    watched : (behaviours, places), listened : (places,): strengths of ties
    """
    aligned_behaviours = 0.0
    for at in range(size):
        column[EXAMPLE + at] = 0.0
    for b in range(np.uint64(len(visibility))):
        row, seen, visible = EXPOSURE + b * TILE, watched[b], visibility[b]
        if is_aligned[b]:
            aligned_behaviours += 1.0
            for at in range(size):
                exposure = exposure_of(seen[at], listened[at], visible, column[RECOGNITION + at], p)
                column[row + at] = exposure
                column[EXAMPLE + at] += exposure
        else:
            for at in range(size):
                column[row + at] = exposure_of(seen[at], listened[at], visible, column[RECOGNITION + at], p)
    if aligned_behaviours > 0.0:
        for at in range(size):
            column[EXAMPLE + at] /= aligned_behaviours


@stage
def learn(size, column, p_interest, p_capacity, p_fatigue):
    """Weekly change of people; writes INTEREST, CAPACITY and CYNICISM."""
    for at in range(size):
        interest, cynicism, fatigue = column[INTEREST + at], column[CYNICISM + at], column[FATIGUE + at]
        signal, autonomy = column[SIGNAL + at], column[AUTONOMY + at]
        column[INTEREST + at] = interest_after(
            interest, column[OPENNESS + at], column[VISION + at], signal, column[EXAMPLE + at], column[RESULTS + at], column[VOICE + at],
            column[CARE + at], column[PEERS + at], column[RITUALS + at], cynicism, p_interest,
        )  # fmt: skip
        column[CAPACITY + at] = capacity_after(
            column[CAPACITY + at], column[TRAINING + at], interest, column[PRACTISED + at], column[TOOLS + at], column[PEOPLE + at],
            fatigue, p_capacity,
        )  # fmt: skip
        column[CYNICISM + at] = cynicism_after(
            cynicism, column[TALK + at], column[WALK + at], interest, column[STAKE + at], autonomy, fatigue, column[CLIMATE + at], signal,
            column[RESOURCES + at], p_fatigue,
        )  # fmt: skip
