"""Questions for the discussion after a play, drawn from its events."""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.play.debrief import Debrief, DecisionTaken
from sim.play.step_worth import Worth

MOST_QUESTIONS = 7
BIG = 0.02
"""Smallest effect on adoption, as a share, that a group will accept as important."""


class RoomQuestion(NamedTuple):
    """A question to the group; `name` is its key in the text catalogue, `values` fills its placeholders."""

    name: str
    values: dict[str, Any]


def questions_of(debrief: Debrief) -> tuple[RoomQuestion, ...]:
    """At most seven questions: the outcome, turning points, worth of steps, gaps, and lessons to take home."""
    asked = [
        _of_outcome(debrief), *_of_traps(debrief), *_of_rescue(debrief), *_of_worths(debrief), *_of_decisions(debrief),
        *_of_others(debrief), *_of_universe(debrief),
    ]  # fmt: skip
    return (*asked[: MOST_QUESTIONS - 1], RoomQuestion("home", {}))


def _of_outcome(debrief: Debrief) -> RoomQuestion:
    mode, claim = debrief.record.outcome.mode, debrief.future.claim
    if mode == "hollow" and claim is not None and float(debrief.future.adoption.max()) < debrief.goal:
        return RoomQuestion("hollow_reports", claim._asdict())
    return RoomQuestion("success" if mode is None else mode.replace(" ", "_"), {"week": debrief.worths.judged})


def _of_traps(debrief: Debrief) -> list[RoomQuestion]:
    return [RoomQuestion("trap", {"trap": debrief.traps[0].name, "week": debrief.traps[0].week})] if debrief.traps else []


def _of_rescue(debrief: Debrief) -> list[RoomQuestion]:
    rescue = debrief.rescue
    if rescue.success:
        return []
    if rescue.alone:
        return [RoomQuestion("rescue_one", {"cause": rescue.alone[0].title})]
    if rescue.sets:
        titles = {one.cause: one.title for one in rescue.causes}
        return [RoomQuestion("rescue_several", {"causes": tuple(titles[cause] for cause in rescue.sets[0])})]
    return [RoomQuestion("rescue_none", {})]


def _of_worths(debrief: Debrief) -> list[RoomQuestion]:
    steps = debrief.worths.steps
    asked = []
    if steps and steps[0].adoption.low > 0.0 and steps[0].adoption.mean >= BIG:
        asked.append(RoomQuestion("worth_most", {"step": steps[0].title, "points": steps[0].adoption.mean * 100.0}))
    idle = [step for step in steps if step.adoption.mean < BIG / 2.0 and _asks_for_much(step)]
    if idle:
        dearest = max(idle, key=lambda step: (step.money, step.leaders_weeks))
        asked.append(RoomQuestion("worth_little", {"step": dearest.title, "points": dearest.adoption.mean * 100.0, "money": dearest.money}))
    return asked


def _asks_for_much(step: Worth) -> bool:
    return step.money > 0.0 or step.leaders_weeks > 0.0


def _of_decisions(debrief: Debrief) -> list[RoomQuestion]:
    decided = [one for one in debrief.decisions if one.effect is not None]
    if not decided:
        return []
    boldest: DecisionTaken = max(decided, key=lambda one: abs(one.effect or 0.0))
    points = (boldest.effect or 0.0) * 100.0
    name = "decided_nothing" if abs(points) < 1.0 else "decided_well" if points > 0.0 else "decided_badly"
    return [RoomQuestion(name, {"week": boldest.week, "step": boldest.title, "points": abs(points)})]


def _of_others(debrief: Debrief) -> list[RoomQuestion]:
    if not debrief.others:
        return []
    own = float(debrief.future.adoption.iloc[-1])
    other = max(debrief.others, key=lambda one: abs(float(one.adoption.iloc[-1]) - own))
    away = abs(float(other.adoption.iloc[-1]) - own) * 100.0
    return [RoomQuestion("branch" if away >= 1.0 else "branch_same", {"title": other.title, "points": away})]


def _of_universe(debrief: Debrief) -> list[RoomQuestion]:
    place, universe = debrief.place, debrief.universe
    if place is None or universe is None:
        return []
    values = {"plans": universe.plans, "below": place.adoption, "success": place.success}
    return [RoomQuestion("universe_high" if place.adoption >= 0.5 else "universe_low", values)]
