"""The common language of a change context: levers, which vary by week, and dispositions, from which people and sponsors start.

Both are shares in [0, 1], and both are what catalysts raise, inhibitors lower and repairs restore. A lever holds for people of a unit in a
week; a disposition is where someone stands when the initiative begins.
"""

from __future__ import annotations

from typing import NamedTuple


class Condition(NamedTuple):
    """A condition of work: its meaning at 1, and its value in an ordinary organisation."""

    meaning: str
    default: float


LEVERS: dict[str, Condition] = {
    "autonomy": Condition("people may decide for the customer, and spend on it, without asking", 0.40),
    "benefit": Condition("the unit sees a direct benefit for itself", 0.35),
    "capital": Condition("money is there for what the change needs", 0.45),
    "climate": Condition("no one is punished for speaking up; no caustic leaders", 0.60),
    "coordination": Condition("units work as one across hand-offs; no silos, no rigid structure", 0.40),
    "customer_voice": Condition("customers are heard in design and decisions", 0.30),
    "employee_experience": Condition("employees' needs and pains are understood and met", 0.50),
    "incentives": Condition("pay and promotion reward customer work", 0.30),
    "metrics": Condition("units answer for what customers feel, not for internal tactical scores", 0.30),
    "people": Condition("there are hands enough", 0.45),
    "policies": Condition("policies free customers and employees rather than punish them", 0.45),
    "recognition": Condition("those who practise are seen and named", 0.30),
    "rituals": Condition("planning, funding, review, reward, reporting, communication, advancement and training carry the customer", 0.25),
    "selection": Condition("hiring and promotion criteria carry the customer", 0.25),
    "time": Condition("there is time to work differently", 0.45),
    "tools": Condition("systems and workflows make customer work easy", 0.45),
    "training": Condition("people are taught and coached in the behaviours", 0.30),
    "vision": Condition("the why is clear, shared, end to end, and mirrors the business strategy", 0.35),
}

FOUNDATION = frozenset({"benefit", "capital", "climate", "employee_experience", "people", "time", "vision"})
"""Levers that work whether or not people see why; all others only as far as they do."""

RITUALS = ("advancement", "communication", "funding", "planning", "reporting", "review", "reward", "training")

UNIT_DISPOSITIONS: dict[str, Condition] = {
    "capacity": Condition("ability to enact the behaviours at the start", 0.35),
    "cynicism": Condition("disbelief left by past initiatives and present treatment", 0.25),
    "interest": Condition("seeing why the customer matters, at the start", 0.30),
    "leader_commitment": Condition("how far the unit's leaders walk the talk at the start", 0.35),
    "practice": Condition("share of people who practise the aligned behaviours already", 0.08),
    "derailing": Condition("share of people who practise the derailing behaviours", 0.45),
}

FIRM_DISPOSITIONS: dict[str, Condition] = {
    "board_patience": Condition("the board waits for results", 0.50),
    "commitment": Condition("the CEO gives resources and an own example", 0.60),
    "credibility": Condition("leaders are believed at the start", 0.60),
    "finance_power": Condition("finance can stop what it is not convinced of", 0.40),
    "humility": Condition("leaders listen, admit a gap and mend it", 0.50),
    "patience": Condition("the CEO waits for results", 0.50),
    "perseverance": Condition("the CEO holds on against setbacks", 0.50),
    "rival_strength": Condition("how attractive and coordinated the rivals are", 0.30),
    "talk": Condition("how much leaders speak for the change", 0.40),
    "trust": Condition("customers trust the firm at the start", 0.42),
}

LEVER_NAMES: tuple[str, ...] = tuple(LEVERS)
LEVER: dict[str, int] = {name: row for row, name in enumerate(LEVER_NAMES)}
"""Row of each lever in every array of levers."""

CONDITIONS: dict[str, Condition] = LEVERS | UNIT_DISPOSITIONS | FIRM_DISPOSITIONS
