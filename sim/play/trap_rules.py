"""Trap rules: each finds one named trap in a plan, from dates, levers, deeds and budgets, regardless of the interventions' names.

Thresholds are our conventions, set so that they catch the plans that the sources warn of and not the plans that they recommend.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.record import ALL_BUT
from sim.mechanisms.sponsorship import is_vetoed, perceived_return
from sim.planning.schedule import Placed
from sim.play.forecast_of_plan import OnPaper
from sim.schema.levers import FOUNDATION, LEVER

TRAINS = 0.2
"""Share of missing skill from which an intervention counts as training; change agents teach a little as well."""
FREE = 0.5
"""Autonomy from which trained people may use their skills; an ordinary firm has 0.4."""
FREED = 0.7
"""Autonomy of people after an autonomy step."""
ENOUGH = 0.55
"""Sufficient resources for a change: halfway between an ordinary firm, 0.45, and a firm that committed them, 0.67."""
LOUD = 0.3
"""Talk from which people hear a promise; sharing the why produces less talk."""
PAYS = 0.2
"""Share of missing incentives from which an intervention counts as pay for the change."""
A_MONTH = 4
"""Weeks in which people attend to less than the whole change, from which it is too much; plans in sequence have at most one such week."""
SEEN = 0.5
"""Vision from which people know why; an ordinary firm has 0.35 to 0.45, sharing the why gives 0.7."""
FOLLOWS = 36
"""Delay in weeks of half the practice after half the plan: the median over shipped scenarios is 37."""
TOO_SOON = 0.8
"""Sponsors judge too soon below this share of the time that practice needs."""
ANCHORED = 0.5
"""Weight of rituals and criteria that sustains a practice; without them an ordinary firm has 0.25."""
NAMED = 0.3
"""Share of what is not practised that is reported all the same, from which reports mislead; plans that share the why stay below it."""
ABOUT_A_YEAR = 52


class Trap(NamedTuple):
    """A trap that a plan walks into."""

    name: str
    week: int  # first week of its effect
    handles: tuple[str, ...]  # of the steps concerned; none if a step is missing
    how_bad: float  # [0, 1]
    values: Mapping[str, float | int | str]  # for its text
    source: str
    rows: tuple[str, ...]  # of docs/coverage.md


def training_before_autonomy(paper: OnPaper) -> Trap | None:
    """People are trained for behaviour that they are not allowed: unused skill fades, and willing people turn cynical."""
    inside = paper.organisation.is_internal[paper.organisation.unit]
    bad, since, without, handles = 0.0, paper.weeks, 0, []
    for step in paper.schedule.steps:
        taught = step.audience & inside
        teaches = step.card.raises.get("training", 0.0) >= TRAINS and not step.card.needs_proof
        if not (teaches and taught.any() and _asks_for_freedom(paper, taught)):
            continue
        autonomy = paper.lever("autonomy", paper.weights(taught))
        if step.work[autonomy < FREE].sum() <= 0.5 * step.work.sum():
            continue
        handles.append(step.handle)
        since = min(since, step.start)
        without = max(without, int(np.count_nonzero(autonomy[step.start :] < FREE)))
        bad = max(bad, 1.5 * float(np.clip(FREED - autonomy[step.start :], 0.0, None).mean()) / FREED)
    if not handles:
        return None
    values = {"weeks": without, "left": paper.weeks - since, "autonomy": float(paper.lever("autonomy")[since])}
    return Trap(
        "training_before_autonomy", since, tuple(handles), min(1.0, bad), values, "Olson 2024; Saks and Belcourt 2006", ("C2", "M1")
    )


def _asks_for_freedom(paper: OnPaper, taught: np.ndarray) -> bool:
    """Whether these people's new practice requires autonomy."""
    behaviours = paper.plan.behaviours
    here = behaviours.applies[np.unique(paper.organisation.unit[taught])] * behaviours.aligned
    return bool((here * behaviours.autonomy).sum() > 0.2 * here.sum())


def talk_without_resources(paper: OnPaper) -> Trap | None:
    """Leaders promise a change without staff, time or money."""
    talk, speaking = paper.talk, (np.arange(paper.weeks) < paper.end) & (paper.plan.says > 0.05)
    outruns = np.clip(talk - paper.disposition("commitment"), 0.0, None) * speaking
    empty = outruns * (paper.resources < ENOUGH)
    if outruns.sum() == 0.0 or empty.sum() <= 0.5 * outruns.sum() or np.count_nonzero(empty) < 13:
        return None
    week = int(np.flatnonzero(empty)[0])
    speakers = _those(paper, lambda step: step.card.says > 0.0, empty > 0.0)
    bad = min(1.0, float(empty.max()) / 0.4) * float(empty.sum() / outruns.sum())
    values = {
        "weeks": int(np.count_nonzero(empty)),
        "talk": float(talk[empty > 0.0].max()),
        "resources": float(paper.resources[empty > 0.0].mean()),
    }
    return Trap("talk_without_resources", week, speakers, bad, values, "Franz 2022", ("I8", "C5", "K8"))


def change_by_mandate(paper: OnPaper) -> Trap | None:
    """Leaders order the change more than they explain it, and more than they practise it."""
    orders = [
        step for step in paper.schedule.steps if step.card.says >= LOUD and step.card.says > 2.0 * step.card.raises.get("vision", 0.0)
    ]
    ordered = np.max([np.zeros(paper.weeks), *(step.card.says * step.work for step in orders)], axis=0) >= LOUD
    outruns = paper.talk - paper.disposition("commitment")
    weeks = np.flatnonzero(ordered & (outruns > 0.1))
    if len(weeks) < 13:
        return None
    bad = min(1.0, len(weeks) / ABOUT_A_YEAR) * min(1.0, 2.0 * float(outruns[weeks].mean()))
    values = {"weeks": len(weeks), "talk": float(paper.talk[weeks].max()), "walk": paper.disposition("commitment")}
    return Trap("change_by_mandate", int(weeks[0]), tuple(step.handle for step in orders), bad, values, "Olson 2024", ("I7", "I6", "X4"))


def everything_at_once(paper: OnPaper) -> Trap | None:
    """More change than people can carry: they attend to part of it, tire, and then carry still less; worse while they do not see why."""
    whole = paper.attended @ paper.unit_weights
    short = np.flatnonzero(whole < ALL_BUT)
    if len(short) < A_MONTH:
        return None
    worst = int(whole.argmin())
    inside = np.flatnonzero(paper.unit_weights > 0.0)
    least = int(inside[paper.attended[worst, inside].argmin()])
    tired, load = paper.tiredness @ paper.unit_weights, paper.plan.load @ paper.unit_weights
    at_worst = np.arange(paper.weeks) == worst
    handles = _those(paper, lambda step: step.card.cost.attention * step.strength >= 0.02, at_worst)
    values = {
        "steps": len(_those(paper, lambda step: step.card.cost.attention > 0.0, at_worst)),
        "weeks": len(short),
        "first": int(short[0]),
        "last": int(short[-1]),
        "worst": worst,
        "attended": float(whole[worst]),
        "units": int(np.count_nonzero(paper.attended[worst, inside] < ALL_BUT)),
        "unit": paper.organisation.unit_titles[least],
        "least": float(paper.attended[worst, least]),
        "peak": int(tired.argmax()),
        "tired": float(tired.max()),
    }
    undone = 1.0 - float((whole * load).sum() / load.sum())
    source = "Hunsaker 2020; Ocasio 1997; Repenning and Sterman 2002"
    return Trap("everything_at_once", int(short[0]), handles, max(undone, float(tired.max())), values, source, ("I17", "M8", "N9"))


def built_before_the_why(paper: OnPaper) -> Trap | None:
    """Policies, metrics and training precede the reasons: people follow measures without a foundation to the letter, if at all."""
    understood = [row for name, row in LEVER.items() if name not in FOUNDATION]
    before = np.concatenate([paper.plan.standing[None], paper.plan.planned[:-1]])
    rise = np.clip(paper.plan.planned - before, 0.0, None)[:, :, understood].sum(axis=2) @ paper.everyone
    if rise.sum() < 0.3:
        return None
    vision = paper.lever("vision")
    early = float(rise[vision < SEEN].sum() / rise.sum())
    if early < 0.5:
        return None
    blind = (vision < SEEN) & (rise > 0.01)
    week = int(np.flatnonzero(blind)[0])
    handles = _those(paper, lambda step: any(name not in FOUNDATION for name in step.card.raises), blind)
    seen = np.flatnonzero(vision >= SEEN)
    values = {"share": early, "why": int(seen[0]) if len(seen) else -1}
    return Trap(
        "built_before_the_why",
        week,
        handles,
        early * min(1.0, float(rise.sum()) / 2.0),
        values,
        "Hunsaker 2020; Olson 2024",
        ("M8", "M3", "X6"),
    )


def judged_too_soon(paper: OnPaper) -> Trap | None:
    """Sponsors expect half of the goal before practice can reach it: they give up or starve a sound change."""
    gained = np.clip(paper.levers - paper.plan.standing, 0.0, None).sum(axis=2) @ paper.everyone
    in_place = np.maximum.accumulate(gained)
    if in_place[-1] <= 0.0:
        return None
    half = int(np.argmax(in_place >= 0.5 * in_place[-1]))
    needed, programme = half + FOLLOWS, paper.programme
    expected = (programme.trial_weeks + programme.expected_weeks) / 2.0
    if expected >= TOO_SOON * needed:
        return None
    shortfall = 1.0 - expected / needed
    values = {"expected": round(expected), "needed": needed, "deadline": programme.expected_weeks, "trial": programme.trial_weeks}
    return Trap(
        "judged_too_soon", programme.trial_weeks, (), min(1.0, 1.5 * shortfall), values, "Sastry 1997; Hunsaker 2020", ("I17", "M20")
    )


def stopped_before_anchored(paper: OnPaper) -> Trap | None:
    """The push ends and no permanent element requires the practice: behaviour that is not anchored in norms decays."""
    if paper.end == 0 or paper.end >= paper.weeks:
        return None
    anchoring = 0.6 * paper.lever("rituals") + 0.4 * paper.lever("selection")
    later = min(paper.weeks - 1, paper.end + 26)
    held = float(anchoring[paper.end : later + 1].min())
    if held >= ANCHORED:
        return None
    ends = tuple(step.handle for step in paper.schedule.steps if step.end >= paper.end - 4)
    values = {"end": paper.end, "held": held, "weeks": paper.weeks - paper.end}
    bad = min(1.0, (ANCHORED - held) / 0.3) * min(1.0, (paper.weeks - paper.end) / ABOUT_A_YEAR)
    return Trap("stopped_before_anchored", paper.end, ends, bad, values, "Olson 2024; Hunsaker 2020", ("M2", "M7", "X12"))


def key_account_as_test_bed(paper: OnPaper) -> Trap | None:
    """Experiments with the largest customers alarm the people who depend on them."""
    segments = paper.initiative.segments
    tried = [
        (step, segments[deed.segment]) for step in paper.schedule.steps for deed in step.card.does
        if deed.kind == "test_bed" and step.end > step.start and segments[deed.segment].kind == "key"
    ]  # fmt: skip
    if not tried:
        return None
    step, segment = min(tried, key=lambda one: one[0].start)
    values = {"customers": segment.title, "share": float(segment.share)}
    bad = min(1.0, 0.4 + float(segment.share))
    return Trap(
        "key_account_as_test_bed", step.start, tuple(one.handle for one, _ in tried), bad, values, "Byrnes and Wass", ("I16", "A9", "N13")
    )


def counterparts_left_out(paper: OnPaper) -> Trap | None:
    """A test-bed that heads of other functions neither see nor shape will not belong to them."""
    tries = [step for step in paper.schedule.steps if _does(step, "test_bed") and step.end > step.start]
    if not tries:
        return None
    trying = np.max([step.work > 0.0 for step in tries], axis=0)
    joined = [step.work > 0.0 for step in paper.schedule.steps if _does(step, "involve_counterparts")]
    with_others = np.max([*joined, np.zeros(paper.weeks, bool)], axis=0)
    alone = trying & ~with_others
    if alone.sum() <= 0.5 * trying.sum():
        return None
    values = {"weeks": int(alone.sum())}
    bad = 0.8 * float(alone.sum() / trying.sum())
    return Trap(
        "counterparts_left_out",
        int(np.flatnonzero(alone)[0]),
        tuple(s.handle for s in tries),
        bad,
        values,
        "Byrnes and Wass",
        ("N13", "N14", "M21"),
    )


def nothing_to_mainstream(paper: OnPaper) -> Trap | None:
    """The plan pays for a step that needs proof, and no test-bed provides it."""
    waiting = [step for step in paper.schedule.steps if step.card.needs_proof and step.end > step.start]
    unproved = [step for step in waiting if paper.proof[step.start : step.end].max(initial=0.0) < 0.1]
    if not unproved:
        return None
    first = min(unproved, key=lambda step: step.start)
    values = {"proof": float(paper.proof[first.start : first.end].max(initial=0.0)), "weeks": first.end - first.start}
    return Trap(
        "nothing_to_mainstream", first.start, tuple(step.handle for step in unproved), 0.5, values, "Byrnes and Wass", ("M23", "N13")
    )


def metrics_kept_internal(paper: OnPaper) -> Trap | None:
    """People are asked for one thing and measured by another."""
    if paper.end < ABOUT_A_YEAR or bool(paper.plan.behaviours.aligned.all()):
        return None
    level = float(paper.lever("metrics")[paper.end - 1])
    if level >= FREE:
        return None
    bad = min(1.0, (FREE - level) / FREE)
    return Trap(
        "metrics_kept_internal", min(ABOUT_A_YEAR, paper.end - 1), (), bad, {"metrics": level}, "Byrnes and Wass", ("I14", "N16", "X11")
    )


def reports_bought(paper: OnPaper) -> Trap | None:
    """Talk and pay ask for a change whose reasons people do not see and whose results customers do not judge: it is reported instead."""
    named = paper.ceremony
    hollow = named >= NAMED
    if np.count_nonzero(hollow) < ABOUT_A_YEAR // 2:
        return None
    peak = int(named.argmax())
    asks = _those(paper, lambda step: step.card.says >= LOUD or step.card.raises.get("incentives", 0.0) >= PAYS, hollow)
    values = {
        "week": peak,
        "hollow": float(named[peak]),
        "demand": float(paper.demand[peak]),
        "why": float(paper.interest[peak] @ paper.unit_weights),
        "metrics": float(paper.lever("metrics")[peak]),
    }
    source, bad = "Meyer and Rowan 1977", min(1.0, float(named[peak]) / paper.rules.reporting.ceremony)
    return Trap("reports_bought", int(np.flatnonzero(hollow)[0]), asks, bad, values, source, ("I7", "I14", "M3"))


def finance_not_convinced(paper: OnPaper) -> Trap | None:
    """Finance can stop a plan without benefit for units, proof or champions."""
    programme, rules = paper.programme, paper.rules.sponsorship
    influence = paper.organisation.influence * paper.organisation.is_internal
    influence = np.where(paper.organisation.unit_head == paper.organisation.chief, 0.0, influence)
    if influence.sum() == 0.0:
        return None
    benefit, metrics, power = paper.benefit, paper.lever("metrics"), paper.disposition("finance_power")
    for week in range(programme.trial_weeks, paper.end):
        if (week + 1) % programme.review_every:
            continue
        heads = float(paper.commitment[week] @ influence / influence.sum())
        returns = perceived_return(float(benefit[week]), float(paper.proof[week]), 0.0, float(metrics[week]), rules)
        if is_vetoed(power, returns, heads, paper.disposition("commitment"), rules):
            values = {"review": week + 1, "benefit": float(benefit[week]), "proof": float(paper.proof[week])}
            return Trap("finance_not_convinced", week, (), min(1.0, power), values, "Byrnes and Wass", ("I13", "A12", "X3"))
    return None


def _those(paper: OnPaper, fits: Callable[[Placed], bool], weeks: NDArray[Any]) -> tuple[str, ...]:
    """The matching steps that run in any of the given weeks."""
    return tuple(step.handle for step in paper.schedule.steps if fits(step) and (step.work * weeks > 0.0).any())


def _does(step: Placed, kind: str) -> bool:
    return any(deed.kind == kind for deed in step.card.does)
