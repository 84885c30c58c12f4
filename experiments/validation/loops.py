"""Loops: whether trust has more than one place to rest, whether a change carries itself once pushed, and what customers who leave undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from experiments.validation.ensembles import Ensemble, play, stopped_in
from experiments.validation.pattern import OUR_REQUIREMENT, Check, Pattern, Plot, Trend, direction, not_judged
from experiments.validation.readings import POINTS, MeasuredNumber, bands, exact, mean_reading
from experiments.validation.variants import ScenarioEdit, changed, without_steps
from sim.array_types import Floats
from sim.config import load
from sim.schema.initiative import Initiative

FIRM = "customer_centric"
"""Scenario of all loops."""

TRUST = tuple(tenth / 10.0 for tenth in range(1, 11))
LONG, APART, RESTING = 520, 0.10, 2
"""Weeks until trust rests, the gap between end points that makes two places of them (our convention), and how many there should be."""

STOPS = tuple(range(13, 131, 13))
AFTER, STAYS = 104, -0.02
"""Weeks after a stop in which a change is read, and the change of adoption down to which it stays where it is."""

RIVAL_COMES, LEFT = 26, 1.0 / 3.0
"""Week in which a rival as strong as any comes, and the share of customers that is left in the end."""

HEED = (0.0, 1.0)
"""How much customers may heed a better rival a week: bounds between which the value that leaves so few is sought."""

HALVINGS = 12

WITHOUT_WHY, STILL = 0.10, 312
"""Adoption that a plan without any why should not exceed, and in which week."""


class Deserted(NamedTuple):
    """The firm with its plan and without one, as shipped and where a rival takes most customers, on the same draws."""

    kept: Ensemble
    kept_idle: Ensemble
    deserted: Ensemble
    deserted_idle: Ensemble
    heed: float  # how much customers heed a better rival, a week and step, so that so many leave

    def brought(self) -> tuple[Floats, Floats]:
        """Value at the end that the plan brings against none, thousand euro: as shipped, and without most customers; shape (seeds,)."""
        pairs = ((self.kept, self.kept_idle), (self.deserted, self.deserted_idle))
        planned, left = (one.firm["value"][-1] - idle.firm["value"][-1] for one, idle in pairs)
        return planned, left


def trusted(level: float, seeds: int) -> Floats:
    """Trust over ten years in a firm without a programme in which customers begin with a level of it, shape (weeks + 1, seeds)."""

    def begin(data: dict[str, Any]) -> None:
        data["dispositions"]["trust"] = level

    return play(changed(load(FIRM, f"weeks={LONG}"), without_steps, begin), seeds).firm["trust"]


def resting_points(ends: Floats) -> list[float]:
    """Places where end points gather: means of groups between which no end point lies for a stretch; ends : shape (n,)."""
    ordered = np.sort(np.asarray(ends, float))
    groups = np.split(ordered, np.flatnonzero(np.diff(ordered) > APART) + 1)
    return [float(group.mean()) for group in groups]


def after_stops(seeds: int, stops: Sequence[int] = STOPS) -> dict[int, tuple[Floats, Floats]]:
    """Adoption at the stop and the change of it two years later, by the week of the stop; shape (seeds,) each."""
    base = load(FIRM, f"weeks={max(stops) + AFTER}")
    found = {}
    for week in stops:
        adoption = play(stopped_in(base, week), seeds).adoption
        found[week] = (adoption[week], adoption[week + AFTER] - adoption[week])
    return found


def least_beyond(changes: dict[int, Floats]) -> tuple[int, int, MeasuredNumber] | None:
    """The first stop after which adoption stays in the mean, and of all later stops the one after which it changes most for the worse.

    changes : of adoption, by week of the stop; none where adoption stays after none, or after the last alone
    """
    first = min((week for week, change in changes.items() if change.mean() >= STAYS), default=max(changes))
    beyond = {week: mean_reading(change, "runs", unit=POINTS) for week, change in changes.items() if week > first}
    if not beyond:
        return None
    worst = min(beyond, key=lambda week: beyond[week].value)
    return first, worst, beyond[worst]


def without_why(initiative: Initiative) -> Initiative:
    """The same plan without any step whose intervention raises the vision."""

    def remove(data: dict[str, Any]) -> None:
        cards, steps = data["definitions"]["interventions"], data["programme"]["steps"]
        data["programme"]["steps"] = {
            handle: step for handle, step in steps.items() if "vision" not in cards[step["intervention"]]["raises"]
        }

    return changed(initiative, remove)


def deserted_for(heed: float) -> ScenarioEdit:
    """A rival as strong as any comes, and customers heed it so much, a week and step by which it is better."""

    def desert(data: dict[str, Any]) -> None:
        data["shocks"]["rival"] = {"kind": "rival", "title": "A rival takes most customers", "week": RIVAL_COMES, "size": 1.0}
        data["rules"]["customers"]["courted"] = heed

    return desert


def deserted(seeds: int) -> Deserted:
    """The firm whose customers leave until so few are left in the mean, which sets how much they heed the rival (by bisection)."""
    base, (low, high) = load(FIRM), HEED
    for _ in range(HALVINGS):
        heed = 0.5 * (low + high)
        left = play(changed(base, deserted_for(heed)), seeds).firm["customers"][-1].mean()
        low, high = (heed, high) if left > LEFT else (low, heed)
    idle, desert = changed(base, without_steps), deserted_for(high)
    kept, kept_idle = play(base, seeds), play(idle, seeds)
    return Deserted(kept, kept_idle, play(changed(base, desert), seeds), play(changed(idle, desert), seeds), high)


def measure_loops(seeds: int = 150, trusting: int = 12) -> Pattern:
    """Trust from ten starts, a change stopped at ten weeks, a firm without customers, and a plan without a why."""
    trust = {level: trusted(level, trusting) for level in TRUST}
    ends = np.concatenate([course[-1] for course in trust.values()])
    places = resting_points(ends)
    found = after_stops(seeds)
    changes = {week: change for week, (_, change) in found.items()}
    beyond = least_beyond(changes)
    lonely = deserted(seeds)
    brought, brought_then = lonely.brought()
    bare = without_why(load(FIRM, f"weeks={STILL}"))
    unreasoned, reasoned, idle = (play(one, seeds) for one in (bare, load(FIRM, f"weeks={STILL}"), changed(bare, without_steps)))
    why_less = mean_reading(unreasoned.adoption[STILL], "runs", is_share=True)
    clear = "95 % interval of the paired difference leaves out zero"
    return Pattern(
        name="loops",
        title="Loops that hold a change or undo it",
        source="this project, after Olson 2024 and Hunsaker 2020",
        status=OUR_REQUIREMENT,
        published=(
            "Trust feeds on itself, and has a high and a low place to rest. A change that was pushed far enough stays or grows without a "
            "push, however much longer it was pushed. When customers stop buying, everything else is useless. No change without a why."
        ),
        measured=(
            f"The firm of {FIRM}. Without a programme for {LONG} weeks, from {len(TRUST)} levels of customers' trust, {trusting} seeds "
            f"each. With its plan: stopped in weeks {STOPS[0]} to {STOPS[-1]} and read {AFTER} weeks later; with and without a rival of "
            f"full strength in week {RIVAL_COMES}; and without interventions that raise the vision, for {STILL} weeks; {seeds} seeds, the "
            "same in each pair."
        ),
        checks=(
            Check("places where trust rests", f"{RESTING}", exact(len(places), "runs", len(ends)),
                  f"groups of end points with gaps of {100.0 * APART:.0f} points", len(places) == RESTING, OUR_REQUIREMENT),
            _row_on_stops(beyond, changes),
            direction(f"success lost where {1.0 - LEFT:.0%} of the customers leave", "above 0",
                      mean_reading(lonely.kept.success.astype(float) - lonely.deserted.success, "pairs", unit=POINTS),
                      clear, OUR_REQUIREMENT),
            direction("value that the plan brings against none, less of it where they leave", "above 0",
                      mean_reading(brought - brought_then, "pairs", unit="thousand euro"), clear, OUR_REQUIREMENT),
            Check(f"adoption in week {STILL}, a plan without any why", f"at most {WITHOUT_WHY:.0%}", why_less,
                  "upper bound of the 95 % interval", why_less.high <= WITHOUT_WHY, OUR_REQUIREMENT),
            not_judged("the same, the plan as it is", mean_reading(reasoned.adoption[STILL], "runs", is_share=True), OUR_REQUIREMENT),
            not_judged("the same, no plan", mean_reading(idle.adoption[STILL], "runs", is_share=True), OUR_REQUIREMENT),
            not_judged("customers at the end, of those at the start, where they leave",
                       mean_reading(lonely.deserted.firm["customers"][-1], "runs", is_share=True), OUR_REQUIREMENT,
                       "not judged: set, by how much customers heed the rival"),
            not_judged("adoption lost where they leave", mean_reading(lonely.kept.adoption[-1] - lonely.deserted.adoption[-1], "pairs",
                                                                      unit=POINTS), OUR_REQUIREMENT),
        ),
        panels=(
            Plot("Where trust rests", "weeks", "mean of runs", tuple(
                Trend("", tuple(map(float, range(LONG + 1))), tuple(trust[level].mean(axis=1).tolist())) for level in TRUST[::3]
            ), is_share=True),
            Plot(f"{AFTER} weeks after a stop", "adoption at the stop, %", "change of adoption, points", (
                Trend("", tuple(100.0 * float(at.mean()) for at, _ in found.values()), *bands([change for _, change in found.values()])),
            ), bounds=(STAYS,), is_share=True, is_difference=True, has_points=True),
            Plot("Customers leave", "weeks", "adoption", (_line("shipped", lonely.kept), _line("they leave", lonely.deserted)),
                 is_share=True),
            Plot("A plan without a why", "weeks", "adoption", (_line("plan", reasoned), _line("without its why", unreasoned)),
                 bounds=(WITHOUT_WHY,), is_share=True),
        ),
        remarks=(
            f"From starts of {TRUST[0]:g} to {TRUST[-1]:g}, trust ends between {ends.min():.2f} and {ends.max():.2f}, around "
            f"{' and '.join(f'{place:.2f}' for place in places)}. "
            + _starts_in_words(trust),
            *_stops_in_words(found, beyond),
            f"Customers leave because the rival is better: they heed each step by which it is with {lonely.heed:.3f} a week, where the "
            f"shipped firm's heed it with {load(FIRM).rules.customers.courted:g}. The plan brings {brought.mean():,.0f} thousand euro "
            f"against none as shipped, and {brought_then.mean():,.0f} where they leave.",
        ),
    )  # fmt: skip


def _line(name: str, one: Ensemble) -> Trend:
    return Trend(name, tuple(map(float, range(len(one.adoption)))), *bands(one.adoption))


def _row_on_stops(beyond: tuple[int, int, MeasuredNumber] | None, changes: dict[int, Floats]) -> Check:
    """Whether adoption stays after each stop that is later than the first after which it does; where none is, the best stop is shown."""
    published, where = f"not below −{-100.0 * STAYS:.0f} points", f"change of adoption in the {AFTER} weeks after a stop"
    tolerance = "lower bound of the 95 % interval"
    if beyond is None:
        best = max(changes, key=lambda week: float(changes[week].mean()))
        reading = mean_reading(changes[best], "runs", unit=POINTS)
        return Check(f"{where}, at best (week {best})", published, reading, tolerance, False, OUR_REQUIREMENT)
    first, worst, reading = beyond
    what = f"{where}, the least of those later than the first after which it stays (week {worst}; the first is week {first})"
    return Check(what, published, reading, tolerance, reading.low >= STAYS, OUR_REQUIREMENT)


def _stops_in_words(found: dict[int, tuple[Floats, Floats]], beyond: tuple[int, int, MeasuredNumber] | None) -> tuple[str, ...]:
    told = "; ".join(
        f"week {week}, {100.0 * at.mean():.0f} % and {round(100.0 * change.mean()):+d}" for week, (at, change) in found.items()
    )
    said = f"Adoption at the stop, and its change in points {AFTER} weeks later: {told}.".replace("-", "\u2212")
    if beyond is None:
        return (said, "No stop but the last, if that, is late enough for adoption to stay: no push carries itself however long it is.")
    return (said,)


def _starts_in_words(trust: dict[float, Floats]) -> str:
    """By how much the lowest and the highest start differ in the end, of what they differed by in the beginning."""
    low, high = (trust[level][-1].mean() for level in (TRUST[0], TRUST[-1]))
    return (
        f"Of the {100.0 * (TRUST[-1] - TRUST[0]):.0f} points by which the lowest and the highest start differ, "
        f"{100.0 * abs(high - low):.1f} points are left in the end."
    )
