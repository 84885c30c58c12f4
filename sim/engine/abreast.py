"""People in lanes: what one person sees, decides and learns in many lanes, side by side.

Each stage works on all lanes of a person at once, where their numbers lie: they need not be copied together first, as those of several
people in one lane are (`sim.engine.tile`). No array that a stage writes overlaps another.
"""

from __future__ import annotations

import numpy as np

from sim.compiled import stage, stage_apart
from sim.engine.choices import (
    T_ABILITY,
    T_DOUBT,
    T_DRAW,
    T_LED,
    T_REWARD,
    T_WHY,
    draw_choices,
    meet_colleagues,
)
from sim.engine.stock import SUM_OF_CAPACITY, SUM_OF_CYNICISM, SUM_OF_HEART, SUM_OF_INTEREST, SUM_OF_PRACTICE
from sim.engine.tile import (
    C_AUTONOMY,
    C_CARED_FOR,
    C_CAUSTIC,
    C_EXEMPLIFIED,
    C_FADING,
    C_FATIGUE,
    C_FLOOR,
    C_FORGETTING,
    C_PEERS,
    C_PRESSURE,
    C_SHOWN,
    C_SPOTLIGHT,
    C_STAKE,
    C_TIRING,
    C_TRAINED,
    EXAMPLE,
    EXPOSURE,
    HEARD_LET_DOWN,
    HEARD_MENDING,
    HEARD_SIGNAL,
    HEARD_TOLD,
    HIGH,
    KEY_HIGH,
    KEY_LOW,
    LEAVES,
    LISTENED,
    LOW,
    PRACTISED,
    RECIPROCAL,
    RECONSIDERS,
    TILE,
)
from sim.mechanisms.capacity import ability_moved
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
from sim.mechanisms.exposure import exposure_to
from sim.mechanisms.fatigue import doubt_moved
from sim.mechanisms.interest import interest_moved
from sim.mechanisms.service import heart_in
from sim.organisation.organisation import MISSING
from sim.planning.temporary_ties import WHOLE
from sim.quotient import quotient

_IN_PARTS, _TWO = float(WHOLE), np.uint64(2)


@stage_apart
def see_colleagues(i, s, lane_from, lanes, seen, listened, is_deciding, order, aligned, visibility, circumstances, column):
    """Exposure of one person without temporary ties, who hears the same people in all lanes; writes the rows from EXPOSURE on, and EXAMPLE.

    is_deciding : whether the person is: others are only touched by behaviours that serve customers
    order : behaviours, those that serve customers first; aligned : how many these are; EXAMPLE is the sum over these
    """
    everything = listened[i] if listened[i] > 0.0 else 1.0
    reciprocal = 1.0 / everything
    for lane in range(lanes):
        column[EXAMPLE + lane] = 0.0
    for two in range(aligned // _TWO):  # two at a time: the sum of examples is read and written half as often
        b, c = order[two + two], order[two + two + np.uint64(1)]
        one, other = EXPOSURE + b * TILE, EXPOSURE + c * TILE
        for lane in range(lanes):
            spotlight = circumstances[s, C_SPOTLIGHT, lane_from + lane]
            exposure = exposure_to(quotient(float(seen[i, b, lane_from + lane]), everything, reciprocal), visibility[b], spotlight)
            further = exposure_to(quotient(float(seen[i, c, lane_from + lane]), everything, reciprocal), visibility[c], spotlight)
            column[one + lane], column[other + lane] = exposure, further
            column[EXAMPLE + lane] = column[EXAMPLE + lane] + exposure + further
    for last in range(aligned // _TWO * _TWO, np.uint64(len(visibility)) if is_deciding else aligned):
        b = order[last]
        row, counts = EXPOSURE + b * TILE, 1.0 if last < aligned else 0.0
        for lane in range(lanes):
            share = quotient(float(seen[i, b, lane_from + lane]), everything, reciprocal)
            exposure = exposure_to(share, visibility[b], circumstances[s, C_SPOTLIGHT, lane_from + lane])
            column[row + lane] = exposure
            column[EXAMPLE + lane] += counts * exposure


@stage
def are_crossed(i, week, start, group, parts, otherwise):
    """Whether any temporary tie of a person carries anything this week."""
    carried = 0
    for t in range(start[i], start[i + np.uint64(1)]):
        carried += parts[week, group[t]] + otherwise[group[t]]
    return carried > 0


@stage_apart
def see_across_bridges(
    i, s, week, lane_from, lanes, start, neighbour, strength, group, parts, otherwise, takes_place, practice, seen, wide_row, wide,
    listened, is_deciding, order, aligned, visibility, circumstances, weight, sums, column,
):  # fmt: skip
    """Like see_colleagues, for a person with temporary ties or strong ones: all are added up as whole 64ths of their strength.

    weight : room for as many lanes; sums : room for as many rows as there are behaviours; LISTENED and RECIPROCAL are written too
    """
    kinds, strong = np.uint64(len(visibility)) if is_deciding else aligned, wide_row[i]
    for lane in range(lanes):
        column[LISTENED + lane], column[EXAMPLE + lane] = listened[i] * _IN_PARTS, 0.0
    for place in range(kinds):
        for lane in range(lanes):
            sums[place * TILE + lane] = np.int32(0)
    for t in range(start[i], start[i + np.uint64(1)]):
        j, g = neighbour[t], group[t]
        made, instead = np.int32(strength[t] * parts[week, g]), np.int32(strength[t] * otherwise[g])
        if made == 0 and instead == 0:
            continue
        for lane in range(lanes):
            weight[lane] = made if takes_place[g, lane_from + lane] else instead
        for lane in range(lanes):
            column[LISTENED + lane] += float(weight[lane])
        for place in range(kinds):
            b = order[place]
            for lane in range(lanes):
                sums[place * TILE + lane] += np.int32(weight[lane] * np.int32(practice[j, b, lane_from + lane]))
    for lane in range(lanes):
        column[LISTENED + lane] = column[LISTENED + lane] if column[LISTENED + lane] > 0.0 else 1.0
    for lane in range(lanes):
        column[RECIPROCAL + lane] = 1.0 / column[LISTENED + lane]
    for place in range(kinds):
        b, counts = order[place], 1.0 if place < aligned else 0.0
        row, visible = EXPOSURE + b * TILE, visibility[b]
        if strong == MISSING:
            for lane in range(lanes):
                all_seen = float(seen[i, b, lane_from + lane]) * _IN_PARTS + float(sums[place * TILE + lane])
                share = quotient(all_seen, column[LISTENED + lane], column[RECIPROCAL + lane])
                column[row + lane] = exposure_to(share, visible, circumstances[s, C_SPOTLIGHT, lane_from + lane])
        else:
            for lane in range(lanes):
                all_seen = float(wide[strong, b, lane_from + lane]) * _IN_PARTS + float(sums[place * TILE + lane])
                share = quotient(all_seen, column[LISTENED + lane], column[RECIPROCAL + lane])
                column[row + lane] = exposure_to(share, visible, circumstances[s, C_SPOTLIGHT, lane_from + lane])
        for lane in range(lanes):
            column[EXAMPLE + lane] += counts * column[row + lane]


@stage_apart
def find_lanes_that_reconsider(lanes, share, column, thinks):
    """In how many lanes a person reconsiders; thinks : (lanes,), written: 1 in these."""
    count = np.uint64(0)
    for lane in range(lanes):
        thinks[lane] = column[RECONSIDERS + lane] < share
        count += np.uint64(thinks[lane])
    return count


@stage_apart
def have_lanes_below(lanes, most, column):
    """Whether a person's chance to leave lies below a share in any lane."""
    count = np.uint64(0)
    for lane in range(lanes):
        count += np.uint64(column[LEAVES + lane] < most)
    return count > 0


@stage_apart
def address_draws(low, high, lane_from, lanes, keys_low, keys_high, words):
    """Addresses of a person's random draws in each lane; writes words."""
    for lane in range(lanes):
        words[LOW + lane], words[HIGH + lane] = np.uint64(low), np.uint64(high)
        words[KEY_LOW + lane], words[KEY_HIGH + lane] = np.uint64(keys_low[lane_from + lane]), np.uint64(keys_high[lane_from + lane])


@stage_apart
def weigh_abreast(i, s, c, lane_from, lanes, interest, capacity, cynicism, heard, disturbance, circumstances, thinking, p):
    """What pulls and holds a person, the same for every behaviour; writes the rows of thinking up to T_DOUBT."""
    for lane in range(lanes):
        own = lane_from + lane
        thinking[T_LED + lane] = p.lead * heard[c, HEARD_SIGNAL, own] + disturbance[own]
        thinking[T_WHY + lane] = p.interest * interest[i, own]
        thinking[T_REWARD + lane] = reward_of(circumstances[s, C_STAKE, own], interest[i, own], p)
    for lane in range(lanes):
        own = lane_from + lane
        thinking[T_ABILITY + lane] = ability_left(capacity[i, own], circumstances[s, C_FATIGUE, own])
        thinking[T_DOUBT + lane] = unconvinced(interest[i, own], cynicism[i, own], p)


@stage_apart
def choose_aligned_abreast(
    i, b, u, s, lane_from, lanes, effort, divergence, closure, follows_from, habit, norm, obstacles, threshold, thinks, column, thinking,
    practice_next, p,
):  # fmt: skip
    """Whether a person practises an aligned behaviour from now on, in lanes in which the person reconsiders; writes practice_next."""
    row, draw, contacts = EXPOSURE + b * TILE, T_DRAW + b * TILE, conforming(divergence, closure, p)
    for lane in range(lanes):
        own, seen = lane_from + lane, column[row + lane]
        pull = aligned_pull(
            seen, thinking[T_LED + lane], thinking[T_WHY + lane], thinking[T_REWARD + lane], habit[i, b, own],
            p.norm * kept_up(norm[u, b, own], p), p,
        ) - aligned_hold(effort, thinking[T_ABILITY + lane], obstacles[s, b, own], thinking[T_DOUBT + lane], contacts, seen, p)  # fmt: skip
        chosen = np.uint8(decides(pull, threshold[i, own], thinking[draw + lane], seen, follows_from, p))
        practice_next[i, b, own] = chosen if thinks[lane] else practice_next[i, b, own]


@stage_apart
def choose_derailing_abreast(
    i, b, u, s, lane_from, lanes, follows_from, habit, norm, temptation, threshold, thinks, column, thinking, practice_next, p
):
    """The same for a derailing behaviour."""
    row, draw = EXPOSURE + b * TILE, T_DRAW + b * TILE
    for lane in range(lanes):
        own, seen = lane_from + lane, column[row + lane]
        pull = derailing_pull(
            seen, temptation[s, b, own], thinking[T_LED + lane], thinking[T_WHY + lane], habit[i, b, own], p.norm * norm[u, b, own], p
        )
        chosen = np.uint8(decides(pull, threshold[i, own] - p.derailing_ease, thinking[draw + lane], seen, follows_from, p))
        practice_next[i, b, own] = chosen if thinks[lane] else practice_next[i, b, own]


@stage
def choose_abreast(
    i, u, s, c, post, lane_from, lanes, is_one_seed, week, may, is_aligned, effort, divergence, closure, disturbance, encounters,
    follows_from, heard, circumstances, obstacles, interest, capacity, cynicism, threshold, sizes, places, habit, norm, thinks, column,
    words, thinking, practice_next, p,
):  # fmt: skip
    """A person decides on each behaviour, from last week's interest, capacity and cynicism; writes practice_next.

    is_one_seed : whether lanes share random draws, which are then drawn once; thinks : lanes in which the person reconsiders
    places : room for as many lanes
    words : rows LOW to KEY_HIGH hold where the draws are
    """
    behaviours = np.uint64(len(effort))
    weigh_abreast(i, s, c, lane_from, lanes, interest, capacity, cynicism, heard, disturbance, circumstances, thinking, p)
    draws = np.uint64(0)
    for lane in range(lanes):
        places[draws] = lane
        draws += np.uint64(thinks[lane])
    if is_one_seed:
        draws = np.uint64(1)
    else:
        for n in range(draws):
            words[KEY_LOW + n], words[KEY_HIGH + n] = words[KEY_LOW + places[n]], words[KEY_HIGH + places[n]]
    draw_choices(draws, week, behaviours, sizes, words, thinking)
    if encounters >= 1.0:
        meet_colleagues(draws, week, behaviours, encounters, places, lanes if is_one_seed else np.uint64(1), words, column)
    for b in range(behaviours):
        if not may[post, b]:
            continue
        draw = T_DRAW + b * TILE
        if is_one_seed:
            chance = thinking[draw]
            for lane in range(lanes):
                thinking[draw + lane] = chance
        else:
            for n in range(draws):  # from the last on: a draw never lies beyond its lane's place
                back = draws - np.uint64(1) - n
                thinking[draw + places[back]] = thinking[draw + back]
        if is_aligned[b]:
            choose_aligned_abreast(
                i, b, u, s, lane_from, lanes, effort[b], divergence[b], closure, follows_from, habit, norm, obstacles, threshold, thinks,
                column, thinking, practice_next, p,
            )  # fmt: skip
        else:
            choose_derailing_abreast(
                i, b, u, s, lane_from, lanes, follows_from, habit, norm, obstacles, threshold, thinks, column, thinking, practice_next, p
            )


@stage_apart
def learn_abreast(
    i, s, c, lane_from, lanes, openness, possible, aligned, behaviours, heard, circumstances, interest, capacity, cynicism, column,
    p_interest, p_capacity, p_fatigue,
):  # fmt: skip
    """What a week makes of a person; writes interest, capacity, cynicism and, in column, PRACTISED.

    possible : how many aligned behaviours the person could practise; behaviours : how many aligned ones EXAMPLE is the sum of
    """
    divisor, kinds = possible if possible > 0.0 else 1.0, behaviours if behaviours > 0.0 else 1.0
    share, part = 1.0 / divisor, 1.0 / kinds
    for lane in range(lanes):
        column[PRACTISED + lane] = quotient(float(aligned[i, lane_from + lane]), divisor, share) if possible > 0.0 else 0.0
    for lane in range(lanes):
        own = lane_from + lane
        why, doubt = interest[i, own], cynicism[i, own]
        interest[i, own] = interest_moved(
            why, openness, heard[c, HEARD_TOLD, own], quotient(column[EXAMPLE + lane], kinds, part), circumstances[s, C_EXEMPLIFIED, own],
            circumstances[s, C_SHOWN, own], circumstances[s, C_CARED_FOR, own], circumstances[s, C_PEERS, own],
            circumstances[s, C_FORGETTING, own], doubt, p_interest,
        )  # fmt: skip
        capacity[i, own] = ability_moved(
            capacity[i, own], circumstances[s, C_TRAINED, own], why, column[PRACTISED + lane], circumstances[s, C_FADING, own],
            circumstances[s, C_FLOOR, own], circumstances[s, C_TIRING, own], p_capacity,
        )  # fmt: skip
        cynicism[i, own] = doubt_moved(
            doubt, heard[c, HEARD_LET_DOWN, own], why, circumstances[s, C_AUTONOMY, own], circumstances[s, C_PRESSURE, own],
            circumstances[s, C_CAUSTIC, own], heard[c, HEARD_MENDING, own], p_fatigue,
        )  # fmt: skip


@stage_apart
def count_abreast(i, u, is_internal, lane_from, lanes, interest, capacity, cynicism, column, totals, seeing):
    """A person enters the sums of the unit, and the number inside who see why (interest above one half); the last two are written."""
    for lane in range(lanes):
        own, practised = lane_from + lane, column[PRACTISED + lane]
        totals[u, SUM_OF_INTEREST, own] += interest[i, own]
        totals[u, SUM_OF_CAPACITY, own] += capacity[i, own]
        totals[u, SUM_OF_CYNICISM, own] += cynicism[i, own]
        totals[u, SUM_OF_HEART, own] += practised * heart_in(interest[i, own], capacity[i, own])
        totals[u, SUM_OF_PRACTICE, own] += practised
    if is_internal:
        for lane in range(lanes):
            seeing[lane_from + lane] += 1.0 if interest[i, lane_from + lane] > 0.5 else 0.0
