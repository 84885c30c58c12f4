"""The end of a week: what units deliver, how far customers trust it, what it earns, and what sponsors make of it."""

from __future__ import annotations

import numpy as np

from sim.compiled import rule, stage
from sim.context.levers import LEVER
from sim.engine.columns import FIRM
from sim.engine.plan import FIRM_ROW
from sim.mechanisms.customers import trust_after
from sim.mechanisms.enactment import raised
from sim.mechanisms.results import felt_in_the_books, revenue_of, value_of
from sim.mechanisms.service import delivery_of, internal_score, journey_quality
from sim.mechanisms.sponsorship import board_after, is_vetoed, perceived_return, progress_seen, sponsor_after
from sim.mechanisms.test_bed import felt_in_the_trial, fit_after, proof_of

_BENEFIT, _COORDINATION, _METRICS, _POLICIES, _TOOLS = (
    LEVER["benefit"], LEVER["coordination"], LEVER["metrics"], LEVER["policies"], LEVER["tools"],
)  # fmt: skip
_VIGOUR, _PROOF, _FIT, _TRUST, _BOARD_LOST = FIRM["vigour"], FIRM["proof"], FIRM["fit"], FIRM["trust"], FIRM["board_lost"]
_LAGGED, _FELT, _FELT_AT_START = FIRM["lagged"], FIRM["felt"], FIRM["felt_at_start"]
_SCORE, _SCORE_AT_START, _VALUE, _SPENT = FIRM["score"], FIRM["score_at_start"], FIRM["value"], FIRM["spent"]
_WALK, _ADOPTION, _DERAILING = FIRM["walk"], FIRM["adoption"], FIRM["derailing"]
_SEEN, _EXPECTED, _REVENUE, _CUSTOMERS = FIRM["seen"], FIRM["expected"], FIRM["revenue"], FIRM["customers"]
_PATIENCE, _PERSEVERANCE, _BOARD_PATIENCE = FIRM_ROW["patience"], FIRM_ROW["perseverance"], FIRM_ROW["board_patience"]
_FINANCE_POWER = FIRM_ROW["finance_power"]


@rule
def coordinated_share(b, lane, needed, applies, unit_size, practising):
    """How far a strategic behaviour is carried by as many units as it needs: the share in the last of those that do it most.

    1 where one unit is enough. Outer units count where the behaviour applies to them; where fewer units can do it than it needs, all must.
    """
    if needed <= 1:
        return 1.0
    able = 0
    for u in range(len(unit_size)):
        able += applies[u, b]
    if able == 0:
        return 0.0
    wanted = min(needed, able)
    carried = 0.0
    for u in range(len(unit_size)):
        if not applies[u, b]:
            continue
        share = practising[u, b, lane] / unit_size[u]
        as_far = 0
        for other in range(len(unit_size)):
            if applies[other, b] and practising[other, b, lane] / unit_size[other] >= share:
                as_far += 1
        if as_far >= wanted and share > carried:
            carried = share
    return carried


@rule
def serve(behaviours, unit_size, is_internal, practising, levers, experience, fatigue, delivery, score, firm, p):
    """What each unit delivers and what its internal metrics say; adoption inside the firm, by customers' weight; last three written."""
    is_aligned, weights, needs_units, applies = behaviours.aligned, behaviours.weight, behaviours.needs_units, behaviours.applies
    units, kinds, lanes = np.uint64(practising.shape[0]), np.uint64(practising.shape[1]), np.uint64(practising.shape[2])
    carried, done, possible = np.ones((kinds, lanes)), np.zeros((2, lanes)), np.zeros(2)
    for b in range(kinds):
        if needs_units[b] > 1:
            for lane in range(lanes):
                carried[b, lane] = coordinated_share(b, lane, needs_units[b], applies, unit_size, practising)
    for u in range(units):
        share, weight = np.zeros((2, lanes)), np.zeros(2)
        for b in range(kinds):
            if not applies[u, b]:
                continue
            kind, size, counts = np.uint64(is_aligned[b]), float(unit_size[u]), weights[b]
            people = counts * size * is_internal[u]
            weight[kind] += counts
            possible[kind] += people
            for lane in range(lanes):
                practised = practising[u, b, lane] / size
                done[kind, lane] += people * practised
                share[kind, lane] += counts * (min(practised, carried[b, lane]) if kind else practised)
        for kind in range(np.uint64(2)):
            whole = weight[kind]
            for lane in range(lanes):
                share[kind, lane] = share[kind, lane] / whole if whole > 0.0 else 0.0
        for lane in range(lanes):
            derailing, aligned, tools = share[0, lane], share[1, lane], levers[u, _TOOLS, lane]
            delivery[u, lane] = delivery_of(aligned, derailing, experience[u, lane], tools, levers[u, _POLICIES, lane], fatigue[u, lane], p)
            score[u, lane] = internal_score(aligned, derailing, tools, p)
    for lane in range(lanes):
        firm[_ADOPTION, lane] = done[1, lane] / possible[1] if possible[1] > 0.0 else 0.0
        firm[_DERAILING, lane] = done[0, lane] / possible[0] if possible[0] > 0.0 else 0.0


@rule
def inside_mean(column, lane, unit_size, is_internal):
    """Mean over the people inside the firm of a column of shape (units, lanes)."""
    total, people = 0.0, 0.0
    for u in range(len(unit_size)):
        if is_internal[u]:
            total += unit_size[u] * column[u, lane]
            people += unit_size[u]
    return total / people


@stage
def heads_commitment(lane, row_chief, head_row, is_internal, influence, commitment):
    """Mean commitment of the other heads inside the firm, by influence; the CEO's own where there is no other."""
    total, weight = 0.0, 0.0
    for u in range(len(head_row)):
        if is_internal[u] and head_row[u] != row_chief:
            total += influence[u] * commitment[head_row[u], lane]
            weight += influence[u]
    return total / weight if weight > 0.0 else commitment[row_chief, lane]


@stage
def try_out(iterating, learning, alarms, row_chief, head_row, is_internal, contact, influence, firm, commitment, p):
    """A test-bed learns by iteration; on key accounts it alarms the heads of the units that face them; firm, commitment written."""
    for lane in range(firm.shape[1]):
        running = iterating * firm[_VIGOUR, lane]
        heads = heads_commitment(lane, row_chief, head_row, is_internal, influence, commitment)
        firm[_FIT, lane] = fit_after(firm[_FIT, lane], learning, heads, running, p)
        firm[_PROOF, lane] = proof_of(firm[_FIT, lane], p)
        if alarms:
            for u in range(len(head_row)):
                if is_internal[u] and contact[u] >= 0.5 and head_row[u] != row_chief:
                    commitment[head_row[u], lane] *= 1.0 - p.alarm * running


@rule
def audit_workflows(mends, voice, contact, abandoned, levers, delivery, experience, firm, mended):
    """Where the recipients of a process suffer most, its workflow is mended: customers' voice first, then partners', employees', finance's.

    mended : (units, lanes), written
    """
    for lane in range(len(abandoned)):
        if abandoned[lane] >= 0:
            continue
        worst, lowest = 0, np.inf
        for u in range(len(contact)):
            score = voice[0] * (contact[u] * delivery[u, lane] + 1.0 - contact[u]) + voice[1] * levers[u, _COORDINATION, lane]
            score += voice[2] * experience[u, lane] + voice[3] * levers[u, _TOOLS, lane]
            if score < lowest:
                worst, lowest = u, score
        mended[worst, lane] = raised(mended[worst, lane], mends * firm[_VIGOUR, lane])


@rule
def travel(journey, test_bed_segment, iterating, delivery, coordination, firm, quality, p_service, p_test_bed):
    """How good the journey of each customer segment is this week; quality : (segments, lanes), written."""
    segments, lanes = quality.shape
    for s in range(segments):
        for lane in range(lanes):
            mean, worst, together = 0.0, 1.0, 0.0
            for u in range(journey.shape[1]):
                weight = journey[s, u]
                if weight > 0.0:
                    mean += weight * delivery[u, lane]
                    together += weight * coordination[u, lane]
                    worst = min(worst, delivery[u, lane])
            quality[s, lane] = journey_quality(mean, worst, together, p_service)
            if s == test_bed_segment:
                quality[s, lane] = felt_in_the_trial(quality[s, lane], firm[_FIT, lane], iterating * firm[_VIGOUR, lane], p_test_bed)


@stage
def trust(scandal, unit_size, is_internal, policies, experience, firm, p):
    """Customers' trust follows how they, and the firm's own people, are treated; a scandal breaks it; firm is written."""
    for lane in range(firm.shape[1]):
        free = inside_mean(policies, lane, unit_size, is_internal)
        treated = inside_mean(experience, lane, unit_size, is_internal)
        after = trust_after(firm[_TRUST, lane], firm[_FELT, lane], free, treated, p)
        firm[_TRUST, lane] = after * (1.0 - p.scandal_trust * scandal)


@stage
def count_results(spend, revenue_at_start, elasticity, unit_size, is_internal, score, firm, p):
    """Money follows, late; the programme costs as long as it runs; firm is written."""
    for lane in range(firm.shape[1]):
        cost = spend * firm[_VIGOUR, lane]
        firm[_LAGGED, lane] = felt_in_the_books(firm[_LAGGED, lane], firm[_FELT, lane], p)
        revenue = revenue_of(revenue_at_start, firm[_CUSTOMERS, lane], firm[_LAGGED, lane], firm[_FELT_AT_START, lane], elasticity)
        firm[_REVENUE, lane] = revenue
        firm[_SPENT, lane] += cost
        firm[_VALUE, lane] += value_of(revenue, revenue_at_start, cost, p)
        firm[_SCORE, lane] = inside_mean(score, lane, unit_size, is_internal)


@stage
def judge(
    week, ripe, briefed, expected_progress, promised_growth, revenue_at_start, judged, reviewed, successor, row_chief, head_row,
    unit_size,
    is_internal, influence, unit_levers, firm_at_start, firm, commitment, credibility, cynicism, abandoned, vetoed, p, p_fatigue,
):  # fmt: skip
    """Sponsors compare what they see with what they expected, and hold on, rally, or give up; finance reviews and may stop it.

    ripe : share of the time granted that has passed; briefed : share of the board's missing patience that was found
    judged, reviewed : whether sponsors, and finance, look this week. The arrays from
    firm to vetoed are written.
    """
    for lane in range(firm.shape[1]):
        metrics = inside_mean(unit_levers[:, _METRICS], lane, unit_size, is_internal)
        felt_gain = firm[_FELT, lane] - firm[_FELT_AT_START, lane]
        score_gain = firm[_SCORE, lane] - firm[_SCORE_AT_START, lane]
        seen = progress_seen(firm[_ADOPTION, lane], felt_gain, score_gain, metrics, p)
        expected = expected_progress * ripe
        firm[_SEEN, lane], firm[_EXPECTED, lane] = seen, expected
        growth = (firm[_REVENUE, lane] / revenue_at_start - 1.0) / promised_growth
        patience = raised(firm_at_start[_BOARD_PATIENCE, lane], briefed)
        firm[_BOARD_LOST, lane] = board_after(firm[_BOARD_LOST, lane], growth, ripe, patience, p)
        if successor >= 0.0:
            commitment[row_chief, lane] = successor
            credibility[row_chief, lane] = 0.5
        if abandoned[lane] >= 0:
            firm[_VIGOUR, lane] *= 1.0 - p.winding_down
        elif judged:
            chief = sponsor_after(
                commitment[row_chief, lane], seen, expected, firm_at_start[_PATIENCE, lane], firm_at_start[_PERSEVERANCE, lane],
                firm[_BOARD_LOST, lane], p,
            )  # fmt: skip
            commitment[row_chief, lane] = chief
            if reviewed:
                benefit = inside_mean(unit_levers[:, _BENEFIT], lane, unit_size, is_internal)
                returns = perceived_return(benefit, firm[_PROOF, lane], felt_gain, metrics, p)
                heads = heads_commitment(lane, row_chief, head_row, is_internal, influence, commitment)
                if is_vetoed(firm_at_start[_FINANCE_POWER, lane], returns, heads, chief, p):
                    vetoed[lane] = week + 1
            if vetoed[lane] >= 0 or chief < p.abandons:
                abandoned[lane] = week + 1
                for i in range(cynicism.shape[0]):
                    cynicism[i, lane] = raised(cynicism[i, lane], p_fatigue.after_abandonment)
        firm[_WALK, lane] = commitment[row_chief, lane]
