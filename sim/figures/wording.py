"""Texts shared by figures of runs: subtitles and unit names."""

from __future__ import annotations

from sim.figures.style import plain
from sim.organisation.organisation import Organisation
from sim.schema.initiative import Initiative
from sim.study.statistics.wording import counted


def titles_of(organisation: Organisation) -> list[str]:
    """Return the titles of units in the order of their ids; a bare number gets the prefix "unit"."""
    titles = [plain(title or unit, 60) or "unnamed" for unit, title in zip(organisation.unit_ids, organisation.unit_titles, strict=True)]
    return [f"unit {title}" if title.isdigit() else title for title in titles]


def described(initiative: Initiative, organisation: Organisation, seed: int | None) -> str:
    """Return the subtitle: scenario, size, number of weeks, seed, and definition of success.

    seed : none if there were several
    """
    people = organisation.employees
    size = f"{people:,} {'person' if people == 1 else 'people'} in {counted(organisation.units, 'unit')}"
    title, success = plain(initiative.title, 60), plain(initiative.success.title or initiative.outcome, 60)
    under = [] if seed is None else [f"seed {seed}"]
    return " · ".join([title, size, counted(initiative.weeks, "week"), *under, f"success: {success[:1].lower()}{success[1:]}"])
