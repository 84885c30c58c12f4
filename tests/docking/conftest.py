"""A small firm in which everything happens, and what it means that two runs are the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.engine.run import Run
from sim.schema.initiative import Initiative

WEEKS = 60


def _card(**says: Any) -> dict[str, Any]:
    return {"title": "A card", "description": "What it does.", "family": "structure", "ramp": 3, "fade": 6, "weeks": 20} | says


def _behaviour(**says: Any) -> dict[str, Any]:
    return {"title": "A behaviour", "description": "What is done.", "direction": "aligned"} | says


BEHAVIOURS = {
    "answer_for_it": _behaviour(weight=0.6, effort=0.3),
    "bring_customer_in": _behaviour(weight=0.8, practised_by="leaders", autonomy=0.2),
    "call_back": _behaviour(weight=0.7, practised_by="front_line", visibility=0.9),
    "document": _behaviour(weight=0.2, practised_by="back_office", effort=0.1),
    "end_to_end": _behaviour(weight=1.0, needs_units=3, coordination=0.6),
    "fill_rate": _behaviour(direction="derailing", weight=0.7),
    "greet": _behaviour(weight=0.3, effort=0.05, autonomy=0.0),
    "help_others": _behaviour(weight=0.5, needs_units=2, coordination=0.4),
    "internal_first": _behaviour(direction="derailing", weight=0.4, practised_by="back_office"),
    "joint_plan": _behaviour(weight=0.9, needs_units=40, practised_by="front_line"),
}

CARDS = {
    "agents": _card(does=[{"kind": "seed_agents", "share": 0.2, "strategy": "hubs"}], says=0.2, cost={"weekly_per_person": 0.1}),
    "bridges": _card(does=[{"kind": "connect", "ties_per_person": 2.0}], audience={"kinds": ["internal", "supplier"]}),
    "coaching": _card(does=[{"kind": "coach_leaders", "gain": 0.05}], audience={"levels": ["managers", "team_leads"]}),
    "counterparts": _card(does=[{"kind": "involve_counterparts", "gain": 0.06}], weeks=8),
    "mainstream": _card(raises={"tools": 0.5, "people": 0.4}, rituals=["review", "reward"], needs_proof=True),
    "metrics": _card(raises={"metrics": 0.6, "incentives": 0.4}, removes={"silos": 0.5}, strengthens={"good_tools": 0.5}, lasts=True),
    "new_leaders": _card(does=[{"kind": "replace_leaders", "commitment": 0.8}], audience={"units": ["it", "supply"]}),
    "one_more_each": _card(does=[{"kind": "seed_agents", "strategy": "one_per_team"}]),
    "open_minds": _card(does=[{"kind": "reframe", "gain": 0.1}], says=0.5, weeks=8, cost={"once": 20.0, "leaders_time": 0.2}),
    "pilot": _card(does=[{"kind": "test_bed", "segment": "key", "learning": 0.06}], weeks=50),
    "reorganise": _card(does=[{"kind": "reorganise", "mixed": 0.5, "disruption": 0.3}], cost={"attention": 0.5}),
    "teams": _card(raises={"training": 0.7, "autonomy": 0.3}, audience={"teams": 0.5}, cost={"attention": 0.3, "leaders_time": 0.2}),
    "audit": _card(does=[{"kind": "workflow_audit", "every": 8, "mends": 0.5}], weeks=40),
    "why": _card(raises={"vision": 0.8, "customer_voice": 0.5}, audience={"best_connected": 0.4}, says=0.4),
}

SHOCKS = {
    "affair": {"kind": "scandal", "week": 22, "size": 0.6},
    "cuts": {"kind": "budget_cut", "week": 35, "size": 0.5},
    "entrant": {"kind": "rival", "week": 30, "size": 0.5},
    "goodbye": {"kind": "sponsor_leaves", "week": 40, "size": 0.7},
}


def _everything() -> dict[str, Any]:
    units = {
        "it": {"size": 9, "contact": 0.1, "resistance": 0.3, "levers": {"coordination": 0.2}},
        "sales": {"size": 12, "contact": 0.9, "influence": 1.5},
        "service": {"size": 10, "contact": 0.8, "levers": {"climate": 0.1, "employee_experience": 0.1}},
        "supply": {"size": 7, "kind": "supplier", "contact": 0.3},
    }
    steps = {name: {"intervention": name, "start": start} for start, name in enumerate(sorted(CARDS), start=1)}
    steps["why_again"] = {"intervention": "why", "start": 30, "strength": 0.5, "audience": {"kinds": ["supplier"]}}
    steps["one_more_each"]["start"] = 45
    steps["mainstream"]["start"] = 20  # shortly before there is proof
    return {
        "name": "everything",
        "title": "Everything at once",
        "briefing": "Every deed, every shock.",
        "weeks": WEEKS,
        "seed": 11,
        "organisation": {"source": "drawn", "units": units, "span": 4, "levers": {"interest": 0.5}},
        "dispositions": {"patience": 0.5, "perseverance": 0.5, "commitment": 0.8, "talk": 0.8, "trust": 0.2},
        "catalysts": {"good_tools": {"strength": 0.6, "units": ["sales", "supply"]}},
        "inhibitors": {"silos": 0.7},
        "behaviours": list(BEHAVIOURS),
        "segments": {
            "key": {"share": 0.4, "panel": 5, "kind": "key", "journey": ["sales", "it", "supply"]},
            "other": {"share": 0.6, "panel": 7, "contact": 0.6},
        },
        "shocks": SHOCKS,
        "programme": {
            "title": "All of it", "description": "Everything.", "steps": steps, "trial_weeks": 8, "expected_weeks": 40, "review_every": 4,
            "budgets": {"money": 500.0, "leaders_time": 0.3},
        },
        "rules": {"turnover": {"quits": 0.008}, "test_bed": {"revises": 0.3}},  # proof within a year
        "definitions": {
            "behaviours": BEHAVIOURS,
            "catalysts": {"good_tools": {"title": "Tools", "description": "They work.", "raises": {"tools": 0.7, "interest": 0.2}}},
            "inhibitors": {"silos": {"title": "Silos", "description": "-", "lowers": {"coordination": 0.6}, "raises": {"cynicism": 0.3}}},
            "interventions": CARDS,
            "outcomes": {"sustained": {"title": "Sustained", "description": "It lasts.", "kind": "sustained", "adoption": 0.9}},
        },
    }  # fmt: skip


MOODS = {
    "carried through": {"rules": {"sponsorship": {"abandons": 0.0}}, "dispositions": {"finance_power": 0.0}},
    "given up": {"rules": {"sponsorship": {"abandons": 0.99}}, "dispositions": {"finance_power": 0.0}},
    "vetoed": {"rules": {"sponsorship": {"abandons": 0.0, "hurdle": 1.0, "champions": 1.0}}, "dispositions": {"finance_power": 1.0}},
}


@pytest.fixture(scope="session")
def everything() -> Callable[..., Initiative]:
    """An initiative of some forty people in which everything happens: carried through, given up, or vetoed."""

    def declare(mood: str = "carried through") -> Initiative:
        data = _everything()
        for section, values in MOODS[mood].items():
            data[section] = data[section] | values
        return Initiative.model_validate(data)

    return declare


@pytest.fixture(scope="session")
def assert_same() -> Callable[..., None]:
    """Two runs are the same: all that was recorded and where everybody ended, to the last bit."""

    def same(one: Run, other: Run, lane: int = 0, other_lane: int = 0) -> None:
        differing = [
            f"{kind} {name}: {_first_difference(a[..., lane], b[..., other_lane])}"
            for kind, pair in (("traces", (one.traces, other.traces)), ("state", (one.state, other.state)))
            for name, a, b in zip(type(pair[0])._fields, *pair, strict=True)
            if name != "practice_next" and not np.array_equal(a[..., lane], b[..., other_lane])
        ]
        assert not differing, "\n".join(differing)

    return same


def _first_difference(one: np.ndarray, other: np.ndarray) -> str:
    if one.shape != other.shape:
        return f"shapes {one.shape} and {other.shape}"
    place = tuple(int(axis[0]) for axis in np.nonzero(one != other))
    return f"first at {place}: {one[place]!r} and {other[place]!r}, {np.count_nonzero(one != other)} in all"
