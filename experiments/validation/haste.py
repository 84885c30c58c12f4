"""Haste: what the same interventions lose when all of them begin at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from experiments.validation.ensembles import Ensemble, play
from experiments.validation.money import placed
from experiments.validation.pattern import OUR_REQUIREMENT, Check, Pattern, Plot, Trend, direction, not_judged
from experiments.validation.readings import POINTS, MeasuredNumber, bands, mean_reading, share_reading
from experiments.validation.tendencies import LEVEL, broken, ends_of, fallen
from experiments.validation.variants import changed
from sim.array_types import Floats
from sim.config import load
from sim.config.library_files import config_dir, entry_of
from sim.config.with_more_cards import with_interventions
from sim.schema.initiative import Initiative
from sim.study.population.library_parts import parts_for
from sim.study.population.population import Population
from sim.study.population.sampling import Sampler

FIRMS = {"company_a": "Company A", "customer_centric": "An ordinary firm", "silo_firm": "A firm of silos"}
"""Scenarios whose own plans are hurried, with their names in a figure."""

EVERYTHING = "big_bang"
"""Programme of the library that begins with everything."""

ALL_TIME = 1.0
"""Budget of leaders' time, all of it, so that work waits for it only where more is asked than there is."""

POPULATION, DRAWN, MANY_STEPS, LARGEST_DRAW = "prior", 120, 6, 1_000
"""Drawn initiatives with at least so many steps; how many are drawn at most to find them."""

SHARE_HURT = 2.0 / 3.0
"""Share of drawn initiatives that haste should cost adoption."""

LIGHT, AT_LEISURE = 4, 0.9
"""Cards of the light plan, and the lever of time in the firm that has slack."""


class Hurried(NamedTuple):
    """One firm under its plan and under hurried versions of it, on the same draws."""

    sequence: Ensemble
    at_once: Ensemble  # leaders' time as in the plan
    unhindered: Ensemble  # with all of the leaders' time
    everything: Ensemble  # with the cards of everything at once as well
    ends: dict[str, int]  # week after the last work of each, by field
    waits: dict[str, int]  # steps that wait for leaders' time in spite of haste, by field

    def lost(self, field: str) -> MeasuredNumber:
        """Adoption at the end that a hurried version loses against the sequence."""
        hurried: Ensemble = getattr(self, field)
        return mean_reading(self.sequence.adoption[-1] - hurried.adoption[-1], "pairs", unit=POINTS)

    def lost_after_the_end(self, field: str, weeks: int) -> MeasuredNumber:
        """The same, each read so many weeks after its own last work."""
        hurried: Ensemble = getattr(self, field)
        ends = (self.ends[name] + weeks for name in ("sequence", field))
        before, after = (one.adoption[min(week, len(one.adoption) - 1)] for one, week in zip((self.sequence, hurried), ends, strict=True))
        return mean_reading(before - after, "pairs", unit=POINTS)


VERSIONS = {
    "at_once": "the plan's steps all in week 0",
    "unhindered": "the same with all of the leaders' time",
    "everything": f"the plan's steps and the cards of {EVERYTHING} that it lacks, all in week 0 with all of the leaders' time",
}
"""Fields of Hurried that are hurried, in words."""

AFTER = 26
"""Weeks after the last work in which versions are read that end at different times."""


def at_once(initiative: Initiative, leaders_time: float | None = None) -> Initiative:
    """The same interventions, all from week 0; leaders_time : budget, none: as in the plan."""

    def hurry(data: dict[str, Any]) -> None:
        for step in data["programme"]["steps"].values():
            step["start"] = 0
        if leaders_time is not None:
            data["programme"]["budgets"]["leaders_time"] = leaders_time

    return changed(initiative, hurry)


def with_everything(initiative: Initiative) -> Initiative:
    """The same interventions and those of everything at once that the plan has no step of, all from week 0.

    Leaders have all of their time for it: within the plan's own budget of it most of the work would wait, which is a sequence.
    """
    more = entry_of("programme", EVERYTHING, (config_dir(),), "library")["steps"]
    used = {step.intervention for step in initiative.programme.steps.values()}
    added = {f"added_{handle}": step for handle, step in more.items() if step["intervention"] not in used}

    def add(data: dict[str, Any]) -> None:
        data["programme"]["steps"].update(added)

    return at_once(changed(with_interventions(initiative, sorted({step["intervention"] for step in added.values()})), add), ALL_TIME)


def hurried(initiative: Initiative, seeds: int) -> Hurried:
    """A firm under its own plan, hurried in three ways."""
    versions = {
        "sequence": initiative,
        "at_once": at_once(initiative),
        "unhindered": at_once(initiative, ALL_TIME),
        "everything": with_everything(initiative),
    }
    plans = {name: placed(version) for name, version in versions.items()}
    return Hurried(
        **{name: play(version, seeds) for name, version in versions.items()},
        ends={name: plan.end for name, plan in plans.items()},
        waits={name: sum(step.start > 0 for step in plans[name].steps) for name in VERSIONS},
    )


def with_slack() -> Initiative:
    """The ordinary firm with time for a plan of its lightest cards, and people who carry all that is asked of them."""
    base = load("customer_centric")
    cards = base.definitions.interventions

    def weight(handle: str) -> tuple[float, float, str]:
        cost = cards[base.programme.steps[handle].intervention].cost
        return cost.attention, cost.leaders_time, handle

    light = sorted(base.programme.steps, key=weight)[:LIGHT]

    def lighten(data: dict[str, Any]) -> None:
        programme = data["programme"]
        programme["steps"] = {handle: programme["steps"][handle] for handle in light}
        programme["budgets"] |= {"attention": 1.0, "leaders_time": ALL_TIME}
        data["organisation"]["levers"]["time"] = AT_LEISURE
        for unit in data["organisation"]["units"].values():
            unit["levers"].pop("time", None)

    return changed(base, lighten)


def drawn_initiatives(count: int) -> list[Initiative]:
    """The first initiatives of the prior population whose plans have many steps. Raises ValueError where there are too few."""

    def read(kind: str, name: str) -> dict[str, Any]:
        return entry_of(kind, name, (config_dir(),), "library")

    population = Population.model_validate(read("population", POPULATION))
    base = load("customer_centric")
    sampler = Sampler(population, parts_for(population, base, read), base, base.seed)
    found: list[Initiative] = []
    for number in range(LARGEST_DRAW):
        drawn = sampler.initiative(number).initiative
        if drawn is not None and len(drawn.programme.steps) >= MANY_STEPS:
            found.append(drawn)
        if len(found) == count:
            return found
    raise ValueError(f"{len(found)} of {LARGEST_DRAW} initiatives have at least {MANY_STEPS} steps; {count} are needed")


def lost_by_haste(initiatives: Sequence[Initiative], seeds: int, leaders_time: float | None = None) -> Floats:
    """Mean adoption at the end that each loses when its steps all begin in week 0, on the same draws, shape (initiatives,).

    leaders_time : budget of the hurried plan, none: its own
    """
    lost = [ends_of(one, seeds).adoption - ends_of(at_once(one, leaders_time), seeds).adoption for one in initiatives]
    return np.mean(lost, axis=1)


def measure_haste(seeds: int = 60, drawn: int = DRAWN, each: int = 8) -> Pattern:
    """Three plans and a population of plans, hurried, and a firm that may hurry."""
    known = {name: hurried(load(name), seeds) for name in FIRMS}
    initiatives = drawn_initiatives(drawn)
    lost, unhindered = lost_by_haste(initiatives, each), lost_by_haste(initiatives, each, ALL_TIME)
    costs = share_reading(lost > 0.0, "initiatives")
    slack = with_slack()
    cards = [step.intervention for step in slack.programme.steps.values()]
    gained = play(at_once(slack), seeds).adoption[-1] - play(slack, seeds).adoption[-1]
    clear = "95 % interval of the paired difference leaves out zero"
    checks = [
        direction(f"{name}: adoption lost, {words}", "above 0", one.lost(field), clear, OUR_REQUIREMENT)
        for name, one in known.items()
        for field, words in VERSIONS.items()
    ]
    checks.append(
        Check(f"drawn initiatives of {MANY_STEPS} steps or more that lose adoption when all of their steps begin in week 0",
              f"at least {SHARE_HURT:.0%}", costs, "lower bound of the 95 % interval", costs.low >= SHARE_HURT, OUR_REQUIREMENT)
    )  # fmt: skip
    checks.append(
        Check(f"a firm with slack and {LIGHT} light cards: adoption gained by beginning at once", "not below 0",
              mean_reading(gained, "pairs", unit=POINTS), f"one-sided test of harm, {LEVEL:.0%}",
              not broken([fallen("at once", gained)]), OUR_REQUIREMENT)
    )  # fmt: skip
    checks.append(
        not_judged("drawn initiatives that lose adoption when none of their steps waits for leaders' time either",
                   share_reading(unhindered > 0.0, "initiatives"), OUR_REQUIREMENT)
    )  # fmt: skip
    checks += [
        not_judged(f"{name}: lost, {VERSIONS['at_once']}, each read {AFTER} weeks after its own last work",
                   one.lost_after_the_end("at_once", AFTER), OUR_REQUIREMENT)
        for name, one in known.items()
    ]  # fmt: skip
    return Pattern(
        name="haste",
        title="More haste, less change",
        source="this project, after Hunsaker 2020",
        status=OUR_REQUIREMENT,
        published=(
            "The same interventions change less when all of them begin at once than in sequence; a firm that has little to carry and time "
            "for it may be quick."
        ),
        measured=(
            f"The own plans of {', '.join(FIRMS)}, {seeds} seeds, the same for each version; interventions run as long as before. "
            f"{drawn} initiatives of the population `{POPULATION}` (base customer_centric), {each} seeds each. The firm with slack is "
            f"customer_centric with the lever of time at {AT_LEISURE:g}, budgets of attention and leaders' time at 1, and "
            f"{', '.join(cards)}, the cards of its plan that ask for least attention."
        ),
        checks=tuple(checks),
        panels=(*(_panel(FIRMS[name], one) for name, one in known.items()), _panel_of_drawn(lost)),
        remarks=(
            *(_waits_in_words(name, one) for name, one in known.items()),
            "The versions of a plan may end in different weeks, so that the end of the run lies nearer to the last work of one than of "
            "another; the rows that are not judged read both at the same distance from it.",
        ),
    )  # fmt: skip


def _panel(title: str, one: Hurried) -> Plot:
    weeks = tuple(float(week) for week in range(len(one.sequence.adoption)))
    lines = {"plan": one.sequence, "at once": one.at_once, "with more": one.everything}
    return Plot(title, "weeks", "adoption", tuple(Trend(name, weeks, *bands(of.adoption)) for name, of in lines.items()), is_share=True)


def _panel_of_drawn(lost: Floats) -> Plot:
    """Drawn initiatives from the one that loses most; the guide stands where the required share of them ends."""
    ordered, places = np.sort(lost)[::-1].tolist(), range(1, len(lost) + 1)
    line = Trend("", tuple(map(float, places)), tuple(ordered))
    guide = SHARE_HURT * len(lost)
    return Plot(
        "Drawn initiatives", "initiatives, sorted", "adoption lost, points", (line,), guides=(guide,), is_share=True, is_difference=True
    )


def _waits_in_words(name: str, one: Hurried) -> str:
    """How far haste is possible: what waits for leaders' time."""
    return (
        f"In {name}, when all steps should begin in week 0, the steps that have to wait for leaders' time number {one.waits['at_once']}, "
        f"and {one.waits['unhindered']} with all of that time. The last work ends in week {one.ends['sequence']} in sequence and in week "
        f"{one.ends['at_once']} at once. Success: {one.sequence.success.mean():.0%} of runs in sequence, {one.at_once.success.mean():.0%} "
        f"at once, {one.everything.success.mean():.0%} with everything."
    )
