"""The shelf: all situations, in groups for trainers."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import NamedTuple

from sim.config.library_files import folders_in_use, names_of
from sim.config.loading import load
from sim.organisation.organisation import Organisation
from sim.play.briefing import Briefing, briefing_of
from sim.play.difficulty import Difficulty, known_difficulties
from sim.play.play import Play
from sim.schema.initiative import Initiative
from sim.shipped_files import config_dir

RECOMMENDED = "company_a"
"""The recommended first scenario: distinct units, a plan that works, and many ways to fail."""

GROUPS: dict[str, tuple[str, ...]] = {
    "first": (RECOMMENDED, "customer_centric", "stop_stimulus"),
    "sponsors": ("mandate_only", "bottom_up", "hollow_reports", "talk_without_resources", "walk_the_talk", "caustic_leaders"),
    "order": ("centred", "off_centre", "people_first", "profits_first", "stop_stimulus_anchored"),
    "test_beds": ("baxter", "test_bed_small_customer", "test_bed_key_account", "bell"),
    "structure": ("silo_firm", "whole_ecosystem", "metric_switch", "metrics_kept", "punitive_policies"),
    "scandals": ("scandal_united", "scandal_wells_fargo", "scandal_jc_penney"),
}
"""Scenarios by topic, in display order; all others come last."""

OTHERS, YOURS = "others", "yours"
_ONE_AT_A_TIME = Lock()


class ShelvedScenario(NamedTuple):
    """A situation on the shelf."""

    name: str
    group: str
    initiative: Initiative
    briefing: Briefing
    difficulty: Difficulty | None = None  # none: not counted
    organisation: Organisation | None = None  # the user's own; none: to be drawn


def library_cases() -> dict[str, ShelvedScenario]:
    """Every scenario of the library by name; read once, which takes some seconds."""
    with _ONE_AT_A_TIME:
        return _library_cases()


def is_read() -> bool:
    """Whether the shelf has been read."""
    return _library_cases.cache_info().currsize > 0


def made_ready() -> None:
    """Prepare the first visit: read the shelf, and compile or load the rules."""
    first = library_cases()[RECOMMENDED].initiative
    Play(first).advance()


@lru_cache(maxsize=1)
def _library_cases() -> dict[str, ShelvedScenario]:
    group_of = {name: group for group, names in GROUPS.items() for name in names}
    order = {name: place for place, name in enumerate(group_of)}
    shipped = names_of("scenario", (config_dir(),))
    own = sorted(set(names_of("scenario", folders_in_use())) - set(shipped))
    group_of |= dict.fromkeys(own, YOURS)
    names = sorted([*shipped, *own], key=lambda name: (order.get(name, len(order)), name))
    counted = known_difficulties()
    cases: dict[str, ShelvedScenario] = {}
    for name in names:
        initiative = load(name)
        cases[name] = ShelvedScenario(name, group_of.get(name, OTHERS), initiative, briefing_of(initiative), counted.get(name))
    return cases


def matches(case: ShelvedScenario, words: str) -> bool:
    """Whether all search words occur in a situation's title, briefing, people or things to watch."""
    said = case.initiative
    everything = " ".join(
        (said.title, said.briefing, said.source, *said.watch, case.name, *(f"{unit.title} {unit.head}" for unit in case.briefing.units))
    ).casefold()
    return all(word in everything for word in words.casefold().split())
