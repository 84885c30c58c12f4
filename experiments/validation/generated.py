"""Generated initiatives: random small firms, contexts and programmes, all valid, many extreme.

Where the choices come from is left open: a seed, or a testing tool that looks for the smallest case that fails.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel

from experiments.validation.choices import Choices
from sim.config.library_files import KINDS, config_dir, entry_of, names_of
from sim.config.uploaded import initiative_of_data
from sim.declared import parameters_of
from sim.mechanisms import Rules
from sim.organisation import KINDS as UNIT_KINDS
from sim.schema.initiative import Initiative
from sim.schema.interventions import Audience, SeedAgents
from sim.schema.levers import CONDITIONS, FIRM_DISPOSITIONS, LEVERS, RITUALS, UNIT_DISPOSITIONS
from sim.schema.market import Shock
from sim.schema.philosophy import EffectByFamily, PhilosophyCost

T = TypeVar("T")

MOST_PEOPLE = 60
MOST_UNITS = 8
UNIT_IDS = ("sales", "service", "it", "finance", "a", "Zeta.9", "executive_office", "partner-north")
SEGMENTS = {"key_accounts": "key", "ordinary": "ordinary", "test_bed_customers": "test_bed"}


def initiative_from(choose: Choices, *, weeks: int = 40, with_extreme_rules: bool = False) -> Initiative:
    """A valid initiative, taken through the door like one that someone hands in.

    weeks : at most
    with_extreme_rules : whether some numbers of the rules stand anywhere in their range, at its ends too
    """
    return initiative_of_data(data_from(choose, weeks=weeks, with_extreme_rules=with_extreme_rules), "generated")


def data_from(choose: Choices, *, weeks: int = 40, with_extreme_rules: bool = False) -> dict[str, Any]:
    """The same as plain data, with all that it uses of the library frozen into it."""
    organisation = _organisation(choose)
    units = list(organisation["units"])
    own = {f"own_{number}": _card(choose, units) for number in range(choose.whole(0, 2))}
    length = choose.one_of((0, 1, choose.whole(2, weeks), choose.whole(2, weeks), weeks)) if weeks > 2 else weeks
    data = {
        "name": "generated",
        "title": "Generated",
        "briefing": "No one planned this.",
        "weeks": length,
        "seed": choose.whole(0, 10),
        "organisation": organisation,
        "dispositions": _some(choose, [*UNIT_DISPOSITIONS, *FIRM_DISPOSITIONS], 8, lambda: _share(choose)),
        "catalysts": _some(choose, list(_cards("catalysts")), 5, lambda: _at_work(choose, units)),
        "inhibitors": _some(choose, list(_cards("inhibitors")), 5, lambda: _at_work(choose, units)),
        "behaviours": list(_some(choose, list(_cards("behaviours")), 6, lambda: None)) or ["personal_touch"],
        "metrics": list(_some(choose, list(_cards("metrics")), 6, lambda: None)),
        "segments": _segments(choose, units),
        "market": {
            "revenue": choose.one_of((None, 1e-6, 1_000.0, 1e9)),
            "elasticity": choose.number(-1.0, 5.0),
            "promised_growth": choose.one_of((1e-9, 0.05, 5.0)),
        },
        "shocks": {f"shock_{number}": _shock(choose, length) for number in range(choose.whole(0, 2))},
        "programme": _programme(choose, length, units, list(own)),
        "outcome": choose.one_of(list(_cards("outcomes"))),
        "rules": _rules(choose) if with_extreme_rules else {},
    }
    definitions = _definitions(data, own)
    philosophy = choose.one_of((None, None, _philosophy(choose)))  # the last draws, so that all others are those of a programme without
    if philosophy is not None:
        data["programme"]["philosophy"] = "own"
        definitions["philosophies"] = {"own": philosophy}
    return data | {"definitions": definitions}


def _share(choose: Choices) -> float:
    return choose.one_of((0.0, 1.0, choose.number(0.0, 1.0)))


def _some(choose: Choices, names: Sequence[str], most: int, value: Callable[[], T]) -> dict[str, T]:
    """Some of the names, each with a value."""
    return {choose.one_of(names): value() for _ in range(choose.whole(0, most))}


def _conditions(choose: Choices) -> dict[str, float]:
    return _some(choose, [*LEVERS, *UNIT_DISPOSITIONS], 3, lambda: _share(choose))


def _organisation(choose: Choices) -> dict[str, Any]:
    ids = list(UNIT_IDS[: choose.whole(1, MOST_UNITS)])
    people = max(0, choose.one_of((0, 4, 20, MOST_PEOPLE)) - len(ids))
    units = {}
    for place, name in enumerate(ids):
        more = choose.whole(0, people)
        people -= more
        kind = choose.one_of(UNIT_KINDS) if place and name != "executive_office" else "internal"
        units[name] = {
            "size": 1 + more, "kind": kind, "contact": _share(choose) if place else choose.number(0.01, 1.0),
            "influence": choose.one_of((0.1, 1.0, 5.0)),
            "resistance": choose.one_of((-2.0, 0.0, 0.1, 2.0)), "levers": _conditions(choose),
            "metrics": choose.one_of((None, list(_some(choose, list(_cards("metrics")), 3, lambda: None)))),
        }  # fmt: skip
    inside = [name for name, unit in units.items() if unit["kind"] == "internal"]
    return {
        "source": "drawn",
        "units": units,
        "seed": choose.whole(0, 10),
        "span": choose.one_of((2, 8, 40)),
        "chief": choose.one_of((None, choose.one_of(inside))),
        "levers": _conditions(choose),
        "ties": {
            "within": choose.one_of((0.0, 3.0, 7.0, 60.0)), "between": choose.one_of((0.0, 0.25, 2.0, 20.0)), "homophily": _share(choose),
            "hubs": choose.one_of((1, 2, 8)), "brokers": choose.one_of((1, 3, 8)),
        },
        "people": {
            "threshold": choose.one_of((-5.0, 0.5, 0.9, 5.0)), "threshold_spread": choose.one_of((0.0, 0.25, 5.0)),
            "openness": _share(choose), "openness_spread": _share(choose),
        },
    }  # fmt: skip


def _at_work(choose: Choices, units: list[str]) -> Any:
    strength = _share(choose)
    return choose.one_of((strength, {"strength": strength, "units": [choose.one_of(units)]}))


def _segments(choose: Choices, units: list[str]) -> dict[str, Any]:
    parts = [choose.whole(0, 9) for _ in SEGMENTS]
    total = sum(parts)
    shares = [part / total for part in parts] if total else [1.0, 0.0, 0.0]
    return {
        name: {
            "kind": kind, "share": share, "panel": choose.one_of((1, 4)), "contact": choose.one_of((0.01, 0.25, 1.0)),
            "journey": choose.one_of(([], [choose.one_of(units)])), "owners": choose.one_of((None, 0, 1, 3)),
            "share_of_spend": choose.one_of((0.01, 0.3, 1.0)),
        }
        for (name, kind), share in zip(SEGMENTS.items(), shares, strict=True)
    }  # fmt: skip


def _shock(choose: Choices, weeks: int) -> dict[str, Any]:
    kinds = _words_of(Shock, "kind")
    return {"kind": choose.one_of(kinds), "week": choose.whole(0, weeks + 3), "size": _share(choose)}


def _programme(choose: Choices, weeks: int, units: list[str], own: list[str]) -> dict[str, Any]:
    cards = [*_cards("interventions"), *own * 10]
    steps = {f"step_{number}": _step(choose, weeks, units, cards) for number in range(choose.whole(0, 6))}
    money = choose.one_of((None, None, 0.0, choose.number(0.0, 500.0)))
    return {
        "title": "Generated", "description": "", "steps": steps, "start_autonomy": choose.one_of((None, _share(choose))),
        "budgets": {
            "money": money, "money_per_head": choose.one_of((None, None, choose.number(0.0, 2.0))),
            "leaders_time": choose.one_of((0.001, 0.3, 1.0)), "attention": choose.one_of((0.001, 0.35, 1.0)),
        },
        "trial_weeks": choose.one_of((0, 8, 26)), "expected_weeks": choose.one_of((4, 30, 104)), "review_every": choose.one_of((4, 26)),
    }  # fmt: skip


def _step(choose: Choices, weeks: int, units: list[str], cards: list[str]) -> dict[str, Any]:
    audience = choose.one_of((None, _audience(choose, units)))
    length = choose.one_of((None, choose.whole(1, 60)))
    return {
        "intervention": choose.one_of(cards), "start": choose.whole(0, weeks + 3), "strength": _share(choose), "weeks": length,
        "audience": audience,
    }  # fmt: skip


def _audience(choose: Choices, units: list[str]) -> dict[str, Any]:
    levels = _words_of(Audience, "levels")
    return {
        "units": choose.one_of(([], [choose.one_of(units)])), "kinds": [choose.one_of(UNIT_KINDS), "internal"],
        "levels": choose.one_of(([], [choose.one_of(levels)])), "best_connected": choose.one_of((None, 0.01, 0.5, 1.0)),
        "teams": choose.one_of((None, 0.01, 0.5, 1.0)),
    }  # fmt: skip


def _card(choose: Choices, units: list[str]) -> dict[str, Any]:
    """An intervention that the library does not have."""
    return {
        "title": "Own", "description": "", "family": "structure",
        "raises": {"vision": 0.1, **_some(choose, list(LEVERS), 3, lambda: _share(choose))},
        "rituals": list(_some(choose, list(RITUALS), 3, lambda: None)), "says": _share(choose),
        "removes": _some(choose, list(_cards("inhibitors")), 3, lambda: _share(choose)),
        "strengthens": _some(choose, list(_cards("catalysts")), 3, lambda: _share(choose)),
        "does": [_deed(choose) for _ in range(choose.whole(0, 3))], "weeks": choose.whole(1, 60), "ramp": choose.one_of((0, 8)),
        "fade": choose.one_of((0, 26)), "lasts": choose.one_of((True, False)), "needs_proof": choose.one_of((False, False, True)),
        "audience": _audience(choose, units),
        "cost": {
            "once": choose.one_of((0.0, 25.0)), "weekly": choose.one_of((0.0, 2.0)), "weekly_per_person": choose.one_of((0.0, 0.1)),
            "sized_for": choose.one_of((None, 301)),
            "leaders_time": choose.one_of((0.0, 0.1, 1.0)), "attention": choose.one_of((0.0, 0.05, 1.0)),
        },
    }  # fmt: skip


def _philosophy(choose: Choices) -> dict[str, Any]:
    """A philosophy that the library does not have, its factors at an end of their range or anywhere in it."""
    families = {family: choose.one_of((0.5, 1.5, choose.number(0.5, 1.5))) for family in EffectByFamily.model_fields}
    ends = {name: sorted((_share(choose), _share(choose))) for name in _some(choose, list(CONDITIONS), 4, lambda: None)}
    return {
        "title": "Own", "description": "", "effect": families, "suits": ends, "says": choose.one_of((0.5, 1.0, 1.5)),
        "ramp": choose.one_of((0.25, 1.0, 4.0)), "unsuited": _share(choose),
        "cost": {budget: choose.one_of((0.5, 1.0, 2.0)) for budget in PhilosophyCost.model_fields},
    }  # fmt: skip


def _deed(choose: Choices) -> dict[str, Any]:
    """One of the structural deeds, with its numbers anywhere in their range."""
    share = _share(choose)
    return choose.one_of((
        {"kind": "seed_agents", "share": choose.one_of((0.01, 0.5)), "strategy": choose.one_of(_words_of(SeedAgents, "strategy"))},
        {"kind": "connect", "ties_per_person": choose.one_of((0.1, 1.0, 20.0))},
        {"kind": "reorganise", "mixed": choose.one_of((0.01, 0.3, 1.0)), "disruption": share},
        {"kind": "coach_leaders", "gain": share}, {"kind": "replace_leaders", "commitment": share},
        {"kind": "involve_counterparts", "gain": share}, {"kind": "reframe", "gain": share}, {"kind": "brief_board", "gain": share},
        {"kind": "test_bed", "segment": choose.one_of(list(SEGMENTS)), "learning": share},
        {"kind": "workflow_audit", "every": choose.one_of((4, 52)), "mends": share, "voice": [share, 0.3, 0.0, 1.0]},
    ))  # fmt: skip


def _rules(choose: Choices) -> dict[str, dict[str, float]]:
    """A few numbers of a few rules, or every number of some rules, at an end of their range or anywhere in it."""
    changed: dict[str, dict[str, float]] = {}
    is_whole = choose.one_of((True, False))
    for _ in range(choose.whole(1, 4 if is_whole else 8)):
        part = choose.one_of(sorted(Rules._field_defaults))
        described = parameters_of(type(Rules._field_defaults[part]))
        for name in sorted(described) if is_whole else [choose.one_of(sorted(described))]:
            known = described[name]
            value = choose.one_of((known.low, known.high, choose.number(known.low, known.high)))
            changed.setdefault(part, {})[name] = float(round(value)) if known.is_whole else value
    return changed


def _words_of(schema: type[BaseModel], field: str) -> tuple[str, ...]:
    """The words that a field may take."""
    waiting = [schema.model_fields[field].annotation]
    while waiting:
        kind = waiting.pop()
        if get_origin(kind) is Literal:
            return get_args(kind)
        waiting += get_args(kind)
    raise ValueError(f"{schema.__name__}.{field} takes no fixed words")


@cache
def _cards(kind: str) -> dict[str, dict[str, Any]]:
    """Everything the library holds of a kind, by name, as plain data."""
    folders = (config_dir(),)
    return {name: entry_of(KINDS[kind], name, folders, "library") for name in names_of(KINDS[kind], folders)}


def _definitions(data: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """What an initiative uses, as the door would freeze it from the library."""
    played = {step["intervention"] for step in data["programme"]["steps"].values()}
    interventions = {name: card for name, card in {**_cards("interventions"), **own}.items() if name in played}
    strengthened = {name for card in interventions.values() for name in card.get("strengthens", {})}
    used = {
        "catalysts": strengthened | set(data["catalysts"]),
        "inhibitors": set(data["inhibitors"]),
        "behaviours": set(data["behaviours"]),
    }
    found = {kind: {name: _cards(kind)[name] for name in sorted(names)} for kind, names in used.items()}
    return {**found, "interventions": interventions, "outcomes": _cards("outcomes")}
