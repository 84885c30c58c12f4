"""Tables of the library, by kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generation.markdown import table
from sim.config import config_dir
from sim.config.safe_yaml import read


def shelf(kind: str) -> dict[str, dict[str, Any]]:
    return {path.stem: read(path, may_lack=True) for path in sorted((config_dir() / kind).glob("*.yaml"))}


def _effects(effects: Mapping[str, float] | None) -> str:
    return ", ".join(f"{name} {size:g}" for name, size in sorted((effects or {}).items()))


def _ranges(ranges: Mapping[str, list[float]]) -> str:
    return ", ".join(f"{name} {lowest:g} to {highest:g}" for name, (lowest, highest) in sorted(ranges.items()))


def library() -> str:
    """Everything that ships, by kind."""
    parts = []
    rows: list[tuple[Any, ...]] = [
        (f"`{name}`", one["title"], one["direction"], one.get("practised_by", "everyone").replace("_", " "), one.get("needs_units", 1))
        for name, one in shelf("behaviour").items()
    ]
    parts.append("**Behaviours**\n\n" + table(("name", "title", "direction", "practised by", "units it needs"), rows))
    rows = [
        (
            f"`{name}`",
            one["title"],
            one.get("kept_by", "everyone").replace("_", " "),
            _effects(one.get("raised_by", {}) | one.get("served_by", {})),
            _effects(one.get("gamed_by")),
            f"{one['reading']['worst']:g} to {one['reading']['best']:g} {one['reading']['measured_in']}",
            one["source"],
        )
        for name, one in shelf("metric").items()
    ]
    parts.append("**Tactical metrics**\n\n" + table(("name", "title", "kept by", "raised by", "gamed by", "reading", "source"), rows))
    rows = [(f"`{name}`", one["title"], _effects(one["raises"]), one["source"]) for name, one in shelf("catalyst").items()]
    parts.append("**Catalysts**\n\n" + table(("name", "title", "raises", "source"), rows))
    rows = [
        (f"`{name}`", one["title"], _effects(one.get("lowers")), _effects(one.get("raises")), one["source"])
        for name, one in shelf("inhibitor").items()
    ]
    parts.append("**Inhibitors**\n\n" + table(("name", "title", "lowers", "raises", "source"), rows))
    rows = []
    for name, one in shelf("intervention").items():
        also = [deed["kind"].replace("_", " ") for deed in one.get("does", [])]
        also += [f"removes {what}" for what in one.get("removes", {})] + [f"strengthens {what}" for what in one.get("strengthens", {})]
        also += [f"rituals: {len(one['rituals'])}"] if one.get("rituals") else []
        also += [f"says {one['says']:g}"] if one.get("says") else []
        rows.append((f"`{name}`", one["title"], one["family"], _effects(one.get("raises")), "; ".join(also), one["source"]))
    parts.append("**Interventions**\n\n" + table(("name", "title", "family", "raises", "and", "source"), rows))
    rows = [
        (
            f"`{name}`",
            one["title"],
            _effects(one["effect"]),
            f"{one['says']:g}",
            f"{one['ramp']:g}",
            _effects(one["cost"]),
            _ranges(one["suits"]),
            one["source"],
        )
        for name, one in shelf("philosophy").items()
    ]
    parts.append("**Philosophies of change**\n\n" + table(("name", "title", "effect", "says", "ramp", "cost", "suits", "source"), rows))
    rows = [
        (f"`{name}`", one["title"], len(one["steps"]), one.get("philosophy", "none"), one["source"])
        for name, one in shelf("programme").items()
    ]
    parts.append("**Programmes**\n\n" + table(("name", "title", "steps", "philosophy", "source"), rows))
    rows = [(f"`{name}`", one["title"], one["weeks"], one["source"]) for name, one in shelf("scenario").items()]
    parts.append("**Scenarios**\n\n" + table(("name", "title", "weeks", "source"), rows))
    rows = []
    for name, one in shelf("organisation").items():
        units = one.get("units") or {}
        people = sum(unit.get("size", 0) for unit in units.values())
        rows.append((f"`{name}`", one["title"], len(units) or "from files", people or "from files"))
    parts.append("**Organisations**\n\n" + table(("name", "title", "units", "people"), rows))
    rows = [(f"`{name}`", one["title"], one["kind"].replace("_", " ")) for name, one in shelf("outcome").items()]
    parts.append("**Definitions of success**\n\n" + table(("name", "title", "kind"), rows))
    rows = [(f"`{name}`", one["title"], ", ".join(one["restores"]), one["quantile"]) for name, one in shelf("cause").items()]
    parts.append("**Causes of failure**\n\n" + table(("name", "title", "restores", "quantile"), rows))
    return "\n".join(parts)
