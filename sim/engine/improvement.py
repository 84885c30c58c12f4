"""Improvement of the work itself: test-beds learn, and audits fix slow processes."""

from __future__ import annotations

import numpy as np

from sim.compiled import rule, stage
from sim.engine.state import FIRM
from sim.mechanisms.enactment import raised
from sim.mechanisms.test_bed import fit_after, idea_after, proof_of
from sim.organisation.draws import TEST_BED, philox, uniform
from sim.schema.levers import LEVER

_TOOLS, _COORDINATION = LEVER["tools"], LEVER["coordination"]
_VIGOUR, _PROOF, _FIT, _IDEA = FIRM["vigour"], FIRM["proof"], FIRM["fit"], FIRM["idea"]
_FOR_CUSTOMERS, _FOR_PARTNERS = FIRM["audit_customers"], FIRM["audit_partners"]
_FOR_EMPLOYEES, _FOR_FINANCE = FIRM["audit_employees"], FIRM["audit_finance"]


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
def try_out(
    week, keys_low, keys_high, iterating, learning, alarms, committed, row_chief, head_row, is_internal, contact, influence, firm,
    commitment, p,
):  # fmt: skip
    """A test-bed revises its idea and learns; on key accounts it alarms the heads of the units that serve them; writes firm, commitment.

    week : counted from 1; committed : how far planning, budgets and pay are committed to it already
    """
    for lane in range(firm.shape[1]):
        running = iterating * firm[_VIGOUR, lane]
        heads = heads_commitment(lane, row_chief, head_row, is_internal, influence, commitment)
        chance, quality, _, _ = philox(week, 0, 0, TEST_BED, keys_low[lane], keys_high[lane])
        idea = idea_after(firm[_IDEA, lane], heads, running, committed * firm[_VIGOUR, lane], uniform(chance), uniform(quality), p)
        firm[_IDEA, lane], firm[_FIT, lane] = idea, fit_after(firm[_FIT, lane], idea, learning, heads, running, p)
        firm[_PROOF, lane] = proof_of(firm[_FIT, lane], p)
        if alarms:
            for u in range(len(head_row)):
                if is_internal[u] and contact[u] >= 0.5 and head_row[u] != row_chief:
                    commitment[head_row[u], lane] *= 1.0 - p.alarm * running


@rule
def audit_workflows(mends, voice, contact, abandoned, levers, delivery, experience, firm, mended):
    """Fix the workflow whose recipients suffer most: customers' voice first, then partners', employees', finance's.

    mended : (units, lanes), written; firm, what each of them gains: ease that is added, by voice and by what was lacking
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
        after = raised(mended[worst, lane], mends * firm[_VIGOUR, lane])
        eased = after - mended[worst, lane]
        mended[worst, lane] = after
        firm[_FOR_CUSTOMERS, lane] += eased * voice[0] * contact[worst] * (1.0 - delivery[worst, lane])
        firm[_FOR_PARTNERS, lane] += eased * voice[1] * (1.0 - levers[worst, _COORDINATION, lane])
        firm[_FOR_EMPLOYEES, lane] += eased * voice[2] * (1.0 - experience[worst, lane])
        firm[_FOR_FINANCE, lane] += eased * voice[3] * (1.0 - levers[worst, _TOOLS, lane])
