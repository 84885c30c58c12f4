"""A tile: some employees in some lanes, laid out so that a rule works on several of them at once.

What a rule needs stands in rows of one flat buffer, a place for each person and lane, at offsets fixed when it is compiled: only so does
the compiler know that rows do not overlap. Terms of a rule that are the same for all people of a stratum, or for all who hear the same
leaders in it, are computed once a week and lie in the rows until people of another stratum stand there.
"""

from __future__ import annotations

import numpy as np

from sim.compiled import stage, stage_apart
from sim.engine.state import FIRM
from sim.mechanisms.capacity import ability_floor, ability_moved, fading, tiring, trained
from sim.mechanisms.choice import obstacle_of, temptation_of
from sim.mechanisms.exposure import spotlight_on
from sim.mechanisms.fatigue import caustic, doubt_moved, let_down, mending, pressure
from sim.mechanisms.interest import cared_for, exemplified, explained, forgetting, interest_moved, shown, told
from sim.mechanisms.leadership import signal_heard
from sim.mechanisms.turnover import quit_share
from sim.organisation.draws import RECONSIDER, philox, uniform
from sim.schema.levers import LEVER

_AUTONOMY, _BENEFIT, _CAPITAL, _CLIMATE = LEVER["autonomy"], LEVER["benefit"], LEVER["capital"], LEVER["climate"]
_COORDINATION, _VOICE, _CARE = LEVER["coordination"], LEVER["customer_voice"], LEVER["employee_experience"]
_INCENTIVES, _METRICS, _PEOPLE, _POLICIES = LEVER["incentives"], LEVER["metrics"], LEVER["people"], LEVER["policies"]
_RECOGNITION, _RITUALS, _TIME = LEVER["recognition"], LEVER["rituals"], LEVER["time"]
_TOOLS, _TRAINING, _VISION = LEVER["tools"], LEVER["training"], LEVER["vision"]
_TALK, _FELT, _FELT_AT_START = FIRM["talk"], FIRM["felt"], FIRM["felt_at_start"]

TILE = np.uint64(64)
"""Places worked on at once: their rows fit in the fastest cache."""

MOST_BEHAVIOURS = 16

# circumstances: terms that are the same for all people of a stratum; the first so many are laid out in a tile
CIRCUMSTANCES = (
    "spotlight", "exemplified", "shown", "cared_for", "peers", "forgetting", "trained", "fading", "floor", "tiring", "autonomy", "pressure",
    "caustic", "quits",
    "vision", "resources", "stake", "fatigue",
)  # fmt: skip
LAID_OUT = CIRCUMSTANCES.index("vision")
(
    C_SPOTLIGHT, C_EXEMPLIFIED, C_SHOWN, C_CARED_FOR, C_PEERS, C_FORGETTING, C_TRAINED, C_FADING, C_FLOOR, C_TIRING,
    C_AUTONOMY, C_PRESSURE, C_CAUSTIC, C_QUITS, _C_VISION, _C_RESOURCES, C_STAKE, C_FATIGUE,
) = range(len(CIRCUMSTANCES))  # fmt: skip

# what people hear who hear the same leaders
HEARD_SIGNAL, HEARD_TOLD, HEARD_LET_DOWN, HEARD_MENDING = range(4)

# rows of the buffer of a tile: the circumstances first, then what people hear from leaders, then what is each person's own
(
    SPOTLIGHT, EXEMPLIFIED, SHOWN, CARED_FOR, PEERS, FORGETTING, TRAINED, FADING, FLOOR, TIRING, AUTONOMY, PRESSURE, CAUSTIC, QUITS,
    SIGNAL, TOLD, LET_DOWN, MENDING, RECONSIDERS, LEAVES, OPENNESS, PRACTISED, EXAMPLE, INTEREST, CAPACITY, CYNICISM, LISTENED, RECIPROCAL,
    EXPOSURE,
) = (TILE * np.uint64(row) for row in range(29))  # fmt: skip
ROWS = 29 + MOST_BEHAVIOURS

# rows of whole numbers: where draws are, what is drawn, and where in flat arrays the first behaviour of who reconsiders lies
(
    LOW, HIGH, KEY_LOW, KEY_HIGH, DRAWN, DRAWN_AFTER, OWN, OF_UNIT, OF_STRATUM, OF_POST,
) = (TILE * np.uint64(row) for row in range(10))  # fmt: skip
ROWS_OF_WORDS = 10


@stage_apart
def set_circumstances(
    levers, unit_of_stratum, unit_interest, fatigue, experience, firm, felt_scale, p_exposure, p_interest, p_capacity, p_fatigue,
    p_turnover, results, circumstances, most_quits,
):  # fmt: skip
    """Weekly circumstances of each stratum.

    results : room for as many lanes
    circumstances : (strata, circumstances, lanes), most_quits : (strata,), the greatest of all lanes; both written
    """
    strata, lanes = np.uint64(circumstances.shape[0]), np.uint64(circumstances.shape[2])
    for lane in range(lanes):
        gain = (firm[_FELT, lane] - firm[_FELT_AT_START, lane]) / felt_scale
        results[lane] = 0.0 if gain < 0.0 else (1.0 if gain > 1.0 else gain)
    for s in range(strata):
        u, lever, own = unit_of_stratum[s], levers[s], circumstances[s]  # a loop a row: only so are rows filled several lanes at a time
        for lane in range(lanes):
            own[C_SPOTLIGHT, lane] = spotlight_on(lever[_RECOGNITION, lane], p_exposure)
        for lane in range(lanes):
            own[C_EXEMPLIFIED, lane] = exemplified(explained(lever[_VISION, lane], p_interest), p_interest)
        for lane in range(lanes):
            own[C_SHOWN, lane] = shown(results[lane], lever[_VOICE, lane], explained(lever[_VISION, lane], p_interest), p_interest)
        for lane in range(lanes):
            own[C_CARED_FOR, lane] = cared_for(lever[_CARE, lane], p_interest)
        for lane in range(lanes):
            own[C_PEERS, lane] = unit_interest[u, lane]
        for lane in range(lanes):
            own[C_FORGETTING, lane] = forgetting(lever[_RITUALS, lane], p_interest)
        for lane in range(lanes):
            own[C_TRAINED, lane] = trained(lever[_TRAINING, lane], lever[_AUTONOMY, lane], p_capacity)
        for lane in range(lanes):
            own[C_FADING, lane] = fading(lever[_TRAINING, lane], p_capacity)
        for lane in range(lanes):
            own[C_FLOOR, lane] = ability_floor(lever[_TOOLS, lane], lever[_PEOPLE, lane], p_capacity)
        for lane in range(lanes):
            own[C_TIRING, lane] = tiring(fatigue[u, lane], p_capacity)
        for lane in range(lanes):
            own[C_AUTONOMY, lane] = lever[_AUTONOMY, lane]
        for lane in range(lanes):
            own[C_CAUSTIC, lane] = caustic(lever[_CLIMATE, lane], p_fatigue)
        for lane in range(lanes):
            own[C_STAKE, lane] = (lever[_INCENTIVES, lane] + lever[_METRICS, lane] + lever[_BENEFIT, lane]) / 3.0
        for lane in range(lanes):
            own[_C_RESOURCES, lane] = (lever[_PEOPLE, lane] + lever[_TIME, lane] + lever[_CAPITAL, lane]) / 3.0
        for lane in range(lanes):
            own[C_PRESSURE, lane] = pressure(own[C_STAKE, lane], p_fatigue)
        for lane in range(lanes):
            own[_C_VISION, lane] = lever[_VISION, lane]
        for lane in range(lanes):
            own[C_FATIGUE, lane] = fatigue[u, lane]
        for lane in range(lanes):
            own[C_QUITS, lane] = quit_share(lever[_CLIMATE, lane], experience[u, lane], fatigue[u, lane], p_turnover)
        most = 0.0
        for lane in range(lanes):
            most = max(most, own[C_QUITS, lane])
        most_quits[s] = most


@stage_apart
def set_obstacles(levers, unit_of_stratum, is_aligned, asked, effort, needs_autonomy, needs_coordination, circumstances, p, obstacles):
    """What holds people of a stratum back from each aligned behaviour, or tempts them to a derailing one.

    asked : (units, behaviours), how far it pays; obstacles : (strata, behaviours, lanes), written: what it lacks, or temptation
    """
    strata, behaviours, lanes = np.uint64(obstacles.shape[0]), np.uint64(obstacles.shape[1]), np.uint64(obstacles.shape[2])
    for s in range(strata):
        lever, own, resources, stake = levers[s], obstacles[s], circumstances[s, _C_RESOURCES], circumstances[s, C_STAKE]
        for b in range(behaviours):
            if is_aligned[b]:
                hard, free, linked = effort[b], needs_autonomy[b], needs_coordination[b]
                for lane in range(lanes):
                    own[b, lane] = obstacle_of(
                        hard, free, lever[_AUTONOMY, lane], linked, lever[_COORDINATION, lane], resources[lane], lever[_POLICIES, lane],
                        lever[_CLIMATE, lane], stake[lane], p,
                    )  # fmt: skip
            else:
                pays = asked[unit_of_stratum[s], b]
                for lane in range(lanes):
                    own[b, lane] = temptation_of(lever[_METRICS, lane], pays, p)


@stage_apart
def hear_leaders(stratum, manager, head, chief, leader_signal, walk, circumstances, firm, p_lead, p_interest, p_fatigue, words):
    """What those who hear the same leaders under the same circumstances make of them.

    stratum, manager, head : (circles,); words : (circles, 4, lanes), written, in the order of the rows from SIGNAL on
    """
    circles, lanes = np.uint64(words.shape[0]), np.uint64(words.shape[2])
    for c in range(circles):
        nearest, above, own, said = leader_signal[manager[c]], leader_signal[head[c]], circumstances[stratum[c]], words[c]
        top, walked = leader_signal[chief], walk[manager[c]]
        for lane in range(lanes):
            said[HEARD_SIGNAL, lane] = signal_heard(nearest[lane], above[lane], top[lane], p_lead)
        for lane in range(lanes):
            said[HEARD_TOLD, lane] = told(own[_C_VISION, lane], said[HEARD_SIGNAL, lane], p_interest)
        for lane in range(lanes):
            said[HEARD_MENDING, lane] = mending(said[HEARD_SIGNAL, lane], own[_C_RESOURCES, lane], p_fatigue)
        for lane in range(lanes):
            said[HEARD_LET_DOWN, lane] = let_down(firm[_TALK, lane], walked[lane], own[C_FATIGUE, lane], p_fatigue)


@stage
def lay_out_alone(
    first, last, lane, circle, stratum_of_circle, openness, aligned, possible, circumstances, words, held, column
):  # fmt: skip
    """Circumstances of a tile's employees in one lane, what they hear, and what they practise; writes column.

    held : circle whose terms stand at each person's place already, or MISSING
    possible : (employees,), how many aligned behaviours one could practise
    """
    for at in range(last - first):
        now, before = circle[first + at], held[at]
        if before != now:
            s = stratum_of_circle[now]
            if before >= len(stratum_of_circle) or stratum_of_circle[before] != s:
                for row in range(np.uint64(LAID_OUT)):
                    column[row * TILE + at] = circumstances[s, row, lane]
            for row in range(np.uint64(4)):
                column[SIGNAL + row * TILE + at] = words[now, row, lane]
            held[at] = now
    for at in range(last - first):
        most = possible[first + at]
        column[OPENNESS + at] = openness[first + at]
        column[PRACTISED + at] = aligned[first + at, lane] / most if most > 0.0 else 0.0


@stage
def have_one_seed(lane_from, lane_to, keys_low, keys_high):
    """Whether these lanes differ in conditions only."""
    others = 0
    for lane in range(lane_from, lane_to):
        others += keys_low[lane] != keys_low[lane_from] or keys_high[lane] != keys_high[lane_from]
    return others == 0


@stage_apart
def draw_chances(week, size, words, column):
    """Whether each one of a tile reconsiders, and whether each one leaves: uniform; the two rows are written."""
    for at in range(size):
        a, b, _, _ = philox(week, words[LOW + at], words[HIGH + at], RECONSIDER, words[KEY_LOW + at], words[KEY_HIGH + at])
        column[RECONSIDERS + at] = uniform(a)
        column[LEAVES + at] = uniform(b)


@stage
def learn(size, column, p_interest, p_capacity, p_fatigue):
    """Weekly change of people; writes INTEREST, CAPACITY and CYNICISM."""
    for at in range(size):
        interest, cynicism = column[INTEREST + at], column[CYNICISM + at]
        column[INTEREST + at] = interest_moved(
            interest, column[OPENNESS + at], column[TOLD + at], column[EXAMPLE + at], column[EXEMPLIFIED + at], column[SHOWN + at],
            column[CARED_FOR + at], column[PEERS + at], column[FORGETTING + at], cynicism, p_interest,
        )  # fmt: skip
        column[CAPACITY + at] = ability_moved(
            column[CAPACITY + at], column[TRAINED + at], interest, column[PRACTISED + at], column[FADING + at], column[FLOOR + at],
            column[TIRING + at], p_capacity,
        )  # fmt: skip
        column[CYNICISM + at] = doubt_moved(
            cynicism, column[LET_DOWN + at], interest, column[AUTONOMY + at], column[PRESSURE + at], column[CAUSTIC + at],
            column[MENDING + at], p_fatigue,
        )  # fmt: skip
