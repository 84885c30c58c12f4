"""The end of a week: units deliver, customers react, revenue follows, sponsors judge."""

from __future__ import annotations

import numpy as np

from sim.compiled import rule, stage
from sim.engine.state import FIRM
from sim.mechanisms.customers import trust_after
from sim.mechanisms.service import delivery_of, internal_score, journey_quality
from sim.mechanisms.test_bed import felt_in_the_trial
from sim.schema.levers import LEVER

_TOOLS, _POLICIES = LEVER["tools"], LEVER["policies"]
_VIGOUR, _TRUST, _FIT, _FELT, _ADOPTION = FIRM["vigour"], FIRM["trust"], FIRM["fit"], FIRM["felt"], FIRM["adoption"]
_DERAILING = FIRM["derailing"]


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
def serve(
    behaviours, unit_size, is_internal, practising, heart, levers, experience, fatigue, carried, adopted, derailed, delivery, score, firm, p
):
    """Adoption, derailing practice, delivered quality and general internal score of each unit; adoption weighted by customers.

    carried : (behaviours, lanes), how far units carry each together; the arrays from carried to firm are written
    """
    is_aligned, weights, needs_units, applies = behaviours.aligned, behaviours.weight, behaviours.needs_units, behaviours.applies
    units, kinds, lanes = np.uint64(practising.shape[0]), np.uint64(practising.shape[1]), np.uint64(practising.shape[2])
    done, possible, practised = np.zeros((2, lanes)), np.zeros(2), np.empty(lanes)
    for b in range(kinds):
        if needs_units[b] > 1:
            for lane in range(lanes):
                carried[b, lane] = coordinated_share(b, lane, needs_units[b], applies, unit_size, practising)
    for u in range(units):
        share, weight, plain = np.zeros((2, lanes)), np.zeros(2), np.zeros(lanes)
        for b in range(kinds):
            if not applies[u, b]:
                continue
            kind, size, counts = np.uint64(is_aligned[b]), float(unit_size[u]), weights[b]
            people = counts * size * is_internal[u]
            weight[kind] += counts
            possible[kind] += people
            for lane in range(lanes):
                practised[lane] = practising[u, b, lane] / size
            for lane in range(lanes):
                done[kind, lane] += people * practised[lane]
            if kind:
                for lane in range(lanes):
                    plain[lane] += counts * practised[lane]
                for lane in range(lanes):
                    share[kind, lane] += counts * min(practised[lane], carried[b, lane])
            else:
                for lane in range(lanes):
                    share[kind, lane] += counts * practised[lane]
        for lane in range(lanes):
            adopted[u, lane] = plain[lane] / weight[1] if weight[1] > 0.0 else 0.0
        for kind in range(np.uint64(2)):
            whole = weight[kind]
            for lane in range(lanes):
                share[kind, lane] = share[kind, lane] / whole if whole > 0.0 else 0.0
        for lane in range(lanes):
            derailed[u, lane] = share[0, lane]
        for lane in range(lanes):
            delivery[u, lane] = delivery_of(
                share[1, lane],
                heart[u, lane],
                share[0, lane],
                experience[u, lane],
                levers[u, _TOOLS, lane],
                levers[u, _POLICIES, lane],
                fatigue[u, lane],
                p,
            )
        for lane in range(lanes):
            score[u, lane] = internal_score(share[1, lane], share[0, lane], levers[u, _TOOLS, lane], p)
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


@rule
def travel(journey, test_bed_segment, iterating, delivery, coordination, firm, quality, p_service, p_test_bed):
    """How good the journey of each customer segment is this week; quality : (segments, lanes), written."""
    segments, lanes = np.uint64(quality.shape[0]), np.uint64(quality.shape[1])
    mean, worst, together = np.empty(lanes), np.empty(lanes), np.empty(lanes)
    for s in range(segments):
        mean[:], worst[:], together[:] = 0.0, 1.0, 0.0
        for u in range(np.uint64(journey.shape[1])):
            weight = journey[s, u]
            if weight > 0.0:
                for lane in range(lanes):
                    mean[lane] += weight * delivery[u, lane]
                for lane in range(lanes):
                    together[lane] += weight * coordination[u, lane]
                for lane in range(lanes):
                    worst[lane] = min(worst[lane], delivery[u, lane])
        for lane in range(lanes):
            quality[s, lane] = journey_quality(mean[lane], worst[lane], together[lane], p_service)
        if s == test_bed_segment:
            for lane in range(lanes):
                quality[s, lane] = felt_in_the_trial(quality[s, lane], firm[_FIT, lane], iterating * firm[_VIGOUR, lane], p_test_bed)


@stage
def trust(scandal, unit_size, is_internal, policies, experience, firm, p):
    """Customers' trust follows how they, and the firm's own people, are treated; a scandal breaks it; firm is written."""
    for lane in range(firm.shape[1]):
        free = inside_mean(policies, lane, unit_size, is_internal)
        treated = inside_mean(experience, lane, unit_size, is_internal)
        after = trust_after(firm[_TRUST, lane], firm[_FELT, lane], free, treated, p)
        firm[_TRUST, lane] = after * (1.0 - p.scandal_trust * scandal)
