"""Invariances: changes that must not alter a run, to the last bit. Each takes an initiative and a seed, and returns what did change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from experiments.validation.newcomers import apart, changes_for_others, joined
from experiments.validation.variants import (
    changed,
    difference,
    difference_of_lanes,
    difference_of_organisations,
    in_files,
    played,
    pure_thresholds,
    with_step,
    without_steps,
)
from sim.config.uploaded import initiative_from
from sim.config.yaml_output import resolved_yaml
from sim.engine.run import prepare
from sim.engine.series import OF_SEGMENTS, OF_THE_FIRM
from sim.engine.state import FIRM_SERIES, SEGMENT_SERIES
from sim.organisation import network_organisation, organisation_of
from sim.planning.repair import UNREPAIRED, Repair
from sim.schema.initiative import Initiative

NO_REPAIR = Repair({"vision": 0.0, "commitment": 0.0, "cynicism": 1.0, "threshold": 100.0})
A_REPAIR = Repair({"vision": 1.0, "metrics": 0.9, "cynicism": 0.0})


def _turned(section: dict[str, Any], *keys: str) -> None:
    """Mappings in the opposite order, in place."""
    for key in keys:
        section[key] = dict(reversed(section[key].items()))


def _turned_round(value: Any) -> Any:
    """Every mapping in it in the opposite order."""
    return {key: _turned_round(value[key]) for key in reversed(value)} if isinstance(value, dict) else value


def the_order_of_units_never_matters(initiative: Initiative, seed: int) -> str | None:
    """Units listed in the opposite order are the same units."""
    return difference(played(initiative, seed), played(changed(initiative, lambda data: _turned(data["organisation"], "units")), seed))


def the_order_of_influences_never_matters(initiative: Initiative, seed: int) -> str | None:
    """Catalysts, inhibitors and shocks listed in the opposite order act alike, and so do the effects of every card."""

    def turn(data: dict[str, Any]) -> None:
        _turned(data, "catalysts", "inhibitors", "shocks", "dispositions")
        data["definitions"] = _turned_round(data["definitions"])

    return difference(played(initiative, seed), played(changed(initiative, turn), seed))


def the_order_of_steps_never_matters(initiative: Initiative, seed: int) -> str | None:
    """Steps listed in the opposite order are the same programme: their dates and names say what comes first."""
    return difference(played(initiative, seed), played(changed(initiative, lambda data: _turned(data["programme"], "steps")), seed))


def the_order_of_segments_and_behaviours_never_matters(initiative: Initiative, seed: int) -> str | None:
    """Customer segments and behaviours listed in the opposite order are the same."""

    def turn(data: dict[str, Any]) -> None:
        _turned(data, "segments")
        data["behaviours"] = data["behaviours"][::-1]

    return difference(played(initiative, seed), played(changed(initiative, turn), seed))


def the_order_of_rows_in_files_never_matters(initiative: Initiative, seed: int) -> str | None:
    """Employees and ties in any order of rows are the same organisation."""
    if not len(organisation_of(initiative.organisation).neighbour):
        return None  # a file without a tie is refused
    with TemporaryDirectory() as folder:
        plain = in_files(initiative, Path(folder))
        shuffled = in_files(initiative, Path(folder), np.random.Generator(np.random.Philox(seed)))
    return difference_of_organisations(plain, shuffled) or difference(
        played(initiative, seed, organisation=plain), played(initiative, seed, organisation=shuffled)
    )


def titles_never_matter(initiative: Initiative, seed: int) -> str | None:
    """What things are called is for readers; ids are what counts."""

    def rename(data: dict[str, Any]) -> None:
        data.update(name="other", title="Another title", briefing="Otherwise.", watch=["Nothing."], source="No one")
        for titled in (*data["organisation"]["units"].values(), *data["segments"].values(), data["programme"], data["organisation"]):
            titled["title"] = "Renamed"
        for known in data["definitions"].values():
            for entry in known.values():
                entry.update(title="Renamed", description="Otherwise.", rows=[], source="")

    return difference(played(initiative, seed), played(changed(initiative, rename), seed))


def a_step_without_strength_changes_nothing(initiative: Initiative, seed: int) -> str | None:
    """A null intervention while the programme runs: at no strength, or with an effect of nought."""
    plain = played(initiative, seed)
    length = plain.schedule.end
    if length == 0:
        return None  # a step would make it a programme, which sponsors judge
    weak = with_step("nothing", {"raises": {"vision": 0.9}, "rituals": ["review"]}, start=0, weeks=length, strength=0.0)
    void = with_step("nothing", {"raises": {"vision": 0.0}}, start=0, weeks=length)
    return difference(plain, played(changed(initiative, weak), seed)) or difference(plain, played(changed(initiative, void), seed))


def a_step_that_never_acts_changes_nothing(initiative: Initiative, seed: int) -> str | None:
    """A null intervention for some of a unit's people: what does not act does not divide them, not even in the order of a sum."""
    plain = played(initiative, seed)
    length = plain.schedule.end
    if length == 0:
        return None
    for_some = with_step("nothing", {"raises": {"vision": 0.9}}, start=0, weeks=length, strength=0.0, audience={"levels": ["staff"]})
    return difference(plain, played(changed(initiative, for_some), seed))


def an_influence_without_strength_changes_nothing(initiative: Initiative, seed: int) -> str | None:
    """A catalyst and an inhibitor at no strength are not there."""

    def add(data: dict[str, Any]) -> None:
        known = data["definitions"]
        known["catalysts"]["none_of_it"] = {"title": "None", "description": "", "raises": {"vision": 1.0, "interest": 1.0, "trust": 1.0}}
        known["inhibitors"]["none_of_it"] = {"title": "None", "description": "", "lowers": {"tools": 1.0}, "raises": {"cynicism": 1.0}}
        data["catalysts"]["none_of_it"] = data["inhibitors"]["none_of_it"] = 0.0

    return difference(played(initiative, seed), played(changed(initiative, add), seed))


def a_repair_that_asks_for_less_changes_nothing(initiative: Initiative, seed: int) -> str | None:
    """Levels below what is there repair nothing."""
    return difference(played(initiative, seed), played(initiative, seed, repairs=[NO_REPAIR]))


def budgets_do_not_matter_where_nothing_is_bought(initiative: Initiative, seed: int) -> str | None:
    """Money, leaders' time and attention are there for a programme; without one, how much there is makes no difference."""

    def spare(data: dict[str, Any]) -> None:
        data["programme"]["budgets"] = {"money": 0.0, "leaders_time": 0.01, "attention": 0.01}

    idle = changed(initiative, without_steps)
    return difference(played(idle, seed), played(changed(idle, spare), seed))


def money_that_is_not_spent_does_not_matter(initiative: Initiative, seed: int) -> str | None:
    """A budget that is never used up is as good as none."""
    free = changed(initiative, lambda data: data["programme"]["budgets"].update(money=None, money_per_head=None))
    plain = played(free, seed)
    enough = float(plain.schedule.spend.sum()) * 2.0 + 1.0
    return difference(plain, played(changed(free, lambda data: data["programme"]["budgets"].update(money=enough)), seed))


def runs_side_by_side_do_not_change_each_other(initiative: Initiative, seed: int) -> str | None:
    """Runs side by side equal the runs alone, in any order."""
    seeds = (seed, seed + 1, seed + 7)
    together, turned = played(initiative, *seeds), played(initiative, *seeds[::-1])
    for lane, own in enumerate(seeds):
        apart = difference_of_lanes(together, lane, played(initiative, own)) or difference_of_lanes(together, lane, turned, 2 - lane)
        if apart is not None:
            return f"lane {lane}: {apart}"
    return None


def a_repaired_neighbour_changes_nothing(initiative: Initiative, seed: int) -> str | None:
    """The unrepaired run is the same beside a repaired one, and the repaired one the same alone."""
    both = played(initiative, seed, repairs=[UNREPAIRED, A_REPAIR])
    return difference_of_lanes(both, 0, played(initiative, seed)) or difference_of_lanes(
        both, 1, played(initiative, seed, repairs=[A_REPAIR])
    )


def watching_changes_nothing(initiative: Initiative, seed: int) -> str | None:
    """Recording what everybody does changes nothing of it."""
    return difference(played(initiative, seed), prepare(initiative, [seed]).advance())


def a_resolved_scenario_plays_the_same_run(initiative: Initiative, seed: int) -> str | None:
    """Written as one file and read again, an initiative is itself."""
    again = initiative_from(resolved_yaml(initiative).encode(), "scenario.yaml")
    return difference(played(initiative, seed), played(again, seed))


def the_currency_never_matters(initiative: Initiative, seed: int) -> str | None:
    """Revenue, costs and budgets in another currency move the series of money by its rate, and nothing else."""
    rate = 0.25

    def convert(data: dict[str, Any]) -> None:
        for amounts, names in (
            (data["market"], ("revenue", "revenue_per_head")),
            (data["programme"]["budgets"], ("money", "money_per_head")),
        ):
            amounts |= {name: amounts[name] * rate for name in names if amounts[name] is not None}
        for card in data["definitions"]["interventions"].values():
            for cost in ("once", "weekly", "weekly_per_person"):
                card["cost"][cost] *= rate
        for price in ("replacement", "customers_hour"):
            data["rules"]["silos"][price] *= rate

    converted = played(changed(initiative, convert), seed)
    for table, names, known in (
        (converted.traces.firm, FIRM_SERIES, OF_THE_FIRM),
        (converted.traces.segment, SEGMENT_SERIES, OF_SEGMENTS),
    ):
        in_money = [row for row, name in enumerate(names) if known[name].measured_in.startswith("thousand euro")]
        table[..., in_money, :] /= rate
    return difference(played(initiative, seed), converted)


def the_unit_of_tie_strength_never_matters(initiative: Initiative, seed: int) -> str | None:
    """Ties count by their share: with every strength doubled, everybody sees what they saw."""
    idle, organisation = changed(initiative, without_steps), organisation_of(initiative.organisation)
    halved = replace(organisation, strength=np.maximum(1, organisation.strength // 2).astype(np.uint8))
    doubled = replace(halved, strength=halved.strength * np.uint8(2))
    return difference(played(idle, seed, organisation=halved), played(idle, seed, organisation=doubled))


def units_without_ties_live_as_in_separate_runs(initiative: Initiative, seed: int) -> str | None:
    """Two partners whom no one is tied to live beside one another as each of them alone."""
    alone = apart(initiative)
    one, other = joined(alone, "aa_first", 4), joined(alone, "zz_second", 3)
    both = played(joined(one, "zz_second", 3), seed)
    changes = changes_for_others(played(one, seed), both) + changes_for_others(played(other, seed), both)
    return f"{changes[0]} of those who were there before" if changes else None


def who_stands_where_never_matters_in_a_crowd(initiative: Initiative, seed: int) -> str | None:
    """Where everybody sees everybody, nothing moves people but the others, and chance is nought, only the thresholds count."""
    drawn = np.random.Generator(np.random.Philox(seed))
    people = min(30, 2 + organisation_of(initiative.organisation).employees)
    thresholds = np.sort(drawn.random(people)) * drawn.choice([0.6, 1.0, 1.2])
    thresholds[0] = 0.0
    pairs = np.array([(one, other) for one in range(people) for other in range(one + 1, people)])
    pure = pure_thresholds(initiative, weeks=people)
    curves = [
        played(pure, seed, organisation=network_organisation(people, pairs, thresholds=order)).traces.practising.sum(axis=(1, 2))
        for order in (thresholds, drawn.permutation(thresholds))
    ]
    return None if np.array_equal(*curves) else f"{curves[0][-1, 0]} adopters, and {curves[1][-1, 0]} with the same people elsewhere"
