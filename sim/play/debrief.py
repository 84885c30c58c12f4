"""The debrief: outcome, turning points, worth of each step, and alternatives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.engine.outcome import LEFT_BEHIND, WORTH_TELLING, Claim, Outcome, highest_claim
from sim.engine.record import Record
from sim.planning.philosophy import Suitability, suitability_of
from sim.play.background_task import UNWATCHED, WorkWatch, spread
from sim.play.decisions import Decision
from sim.play.futures import lived, lives_of
from sim.play.news import News
from sim.play.play import Play
from sim.play.random_plans import PlanRank, Universe
from sim.play.rescue import PlayRescue, rescue_of
from sim.play.step_worth import Worths, others_for, worths_of
from sim.play.traps import Trap, traps_of

MOST_MOMENTS = 8
TURNED = 0.02
"""Smallest change of final adoption, as a share, that makes a decision a key moment."""

SETTLED = ("firm_merged", "sponsor_withdrew", "finance_vetoed", "goal_reached", "goal_lost")
ONCE = (
    "unit_reached_goal", "goal_in_reports", "reports_part", "board_loses_patience", "programme_loses_vigour", "change_overloads",
    "metrics_part", "customers_leave", "unit_fell", "leader_stops", "leader_doubted", "unit_tired",
    "customers_feel_worse", "customers_feel_better", "leader_walks",
)  # fmt: skip
"""News whose first occurrence is a key moment, most important first."""


class DebriefMoment(NamedTuple):
    """A key moment on the curve."""

    week: int
    text: str  # key of the catalogue
    values: dict[str, Any]


class DecisionTaken(NamedTuple):
    """A decision of the initial plan, or during play."""

    week: int
    does: str  # planned, add, change or stop
    handle: str
    title: str  # of the intervention
    start: int | None  # actual start week of the step; none if it never ran
    end: int | None
    strength: float
    audience: str  # ids of units; empty: the card's default audience
    effect: float | None  # on adoption in the week of judgement, with these draws; none for planned steps


class Future(NamedTuple):
    """Ending of a branch."""

    title: str
    played: int  # weeks played; later weeks are simulated without further decisions
    record: Record
    decisions: int

    @property
    def outcome(self) -> Outcome:
        return self.record.outcome

    @property
    def adoption(self) -> pd.Series:
        """Of the firm, by week."""
        return pd.Series(self.record.firm["adoption"])

    @property
    def reported(self) -> pd.Series:
        """Adoption of the firm as units report it, by week."""
        return pd.Series(self.record.firm["reported"])

    @property
    def claim(self) -> Claim | None:
        """The highest reports, where they run clearly ahead of practice."""
        return highest_claim(self.reported.to_numpy(), self.adoption.to_numpy())

    @property
    def felt_gain(self) -> float:
        """Felt quality at the end less at the start."""
        return float(self.record.felt.iloc[-1] - self.record.felt.iloc[0])


@dataclass(frozen=True)
class Debrief:
    """All data on a finished play."""

    play: Play  # played to the end
    future: Future  # of the play itself
    others: tuple[Future, ...]  # its branches
    moments: tuple[DebriefMoment, ...]
    decisions: tuple[DecisionTaken, ...]
    traps: tuple[Trap, ...]
    worths: Worths
    rescue: PlayRescue
    universe: Universe | None

    @property
    def record(self) -> Record:
        return self.future.record

    @property
    def place(self) -> PlanRank | None:
        """Rank of the play among other plans."""
        if self.universe is None:
            return None
        return self.universe.place_of(float(self.future.adoption.iloc[-1]), self.future.felt_gain)

    @property
    def suited(self) -> Suitability | None:
        """How far the firm suits the philosophy of the plan, if it has one."""
        return suitability_of(self.play.initiative, self.play.organisation)

    @property
    def goal(self) -> float:
        return float(self.play.initiative.success.adoption)


def parts_of(play: Play) -> int:
    """Number of parts of a debrief's work, besides the universe."""
    return len(play.schedule.steps) + 2


def debrief_of(
    play: Play, branches: Sequence[Play] = (), universe: Universe | None = None, *, others: int | None = None, watch: WorkWatch = UNWATCHED
) -> Debrief:
    """The full debrief of a play; unplayed weeks are simulated as decided.

    branches : other futures of the same play
    others : additional sets of draws for the worth of steps; none: as many as time allows
    Raises background.Stopped.
    """
    whole, total = play.ended(), parts_of(play)
    future = future_of(play, whole)
    worths = worths_of(whole, others_for(play) if others is None else others, watch.part(0, total))
    rescue = rescue_of(whole, watch.part(total - 2, total))
    decisions = _planned(whole) + _taken(whole, worths.judged, watch.part(total - 1, total, 0))
    watch.progress(total, total)
    return Debrief(
        play=whole,
        future=future,
        others=tuple(future_of(branch, branch.ended()) for branch in branches if branch is not play),
        moments=moments_of(whole, future.record, decisions),
        decisions=decisions,
        traps=traps_of(whole.programme, whole.initiative, whole.organisation, whole.schedule.begun_by(whole.weeks)),
        worths=worths,
        rescue=rescue,
        universe=universe,
    )


def future_of(play: Play, whole: Play) -> Future:
    """How a play ended. whole : the same play, played to the end"""
    return Future(play.title, play.week, whole.record(), len(play.decisions))


def moments_of(whole: Play, record: Record, decisions: Sequence[DecisionTaken] = ()) -> tuple[DebriefMoment, ...]:
    """Turning points of a play, at most eight, by week: settling events, decisions, first occurrences."""
    found = [
        DebriefMoment(news.week, f"news.{news.text}", news.values) for news in whole.news if news.kind == "shock" or news.text in SETTLED
    ]
    found += [
        DebriefMoment(one.week, f"debrief.moment.{one.does}", {"step": one.title, "points": one.effect * 100.0})
        for one in sorted(decisions, key=lambda one: -abs(one.effect or 0.0))
        if one.effect is not None and abs(one.effect) >= TURNED
    ]
    for text in ONCE:
        first = next((news for news in whole.news if news.text == text and _is_felt(news)), None)
        if first is not None:
            found.append(DebriefMoment(first.week, f"news.{text}", first.values))
    behind = _left_behind(record)
    chosen = found[: MOST_MOMENTS - len(behind)] + behind
    return tuple(sorted(chosen, key=lambda moment: moment.week))


def _is_felt(news: News) -> bool:
    """Whether felt quality differs clearly from the start; leaves out gains that only make up for earlier losses."""
    change = news.values.get("points", 0.0)
    return change > 1.0 if news.text == "customers_feel_better" else change < -1.0 if news.text == "customers_feel_worse" else True


def _left_behind(record: Record) -> list[DebriefMoment]:
    """The unit with the lowest final adoption, if it never reached half of the goal."""
    organisation, goal = record.organisation, float(record.initiative.success.adoption)
    told = np.flatnonzero(organisation.is_internal & (organisation.unit_size >= WORTH_TELLING))
    ends = record.adoption.to_numpy()
    if len(told) < 2 or len(ends) < 2:
        return []
    unit = told[np.argmin(ends[-1][told])]
    best = float(ends[:, unit].max())
    if best >= LEFT_BEHIND * goal:
        return []
    return [DebriefMoment(len(ends) - 1, "debrief.moment.left_behind", {"unit": organisation.unit_titles[unit], "share": best})]


def _planned(play: Play) -> tuple[DecisionTaken, ...]:
    """The plan before the first week."""
    steps = sorted(play.initiative.programme.steps.items(), key=lambda item: (item[1].start, item[0]))
    return tuple(_row(play, Decision(week=0, does="add", handle=handle, step=step), "planned", None) for handle, step in steps)


def _taken(play: Play, judged: int, watch: WorkWatch) -> tuple[DecisionTaken, ...]:
    """Decisions during play, each with its effect compared with the same play without it."""
    if not play.decisions:
        return ()

    def adoption(decisions: Sequence[Decision]) -> float:
        return float(lives_of(lived(play.initiative, play.organisation, decisions, [play.seed]), judged).adoption[0])

    everything = adoption(play.decisions)
    without = [(*play.decisions[:k], *play.decisions[k + 1 :]) for k in range(len(play.decisions))]
    effects = [everything - other for other in spread(adoption, without, watch)]
    return tuple(_row(play, decision, decision.does, effect) for decision, effect in zip(play.decisions, effects, strict=True))


def _row(play: Play, decision: Decision, does: str, effect: float | None) -> DecisionTaken:
    handle, cards = decision.handle, play.initiative.definitions.interventions
    step = decision.step or _step_before(play, decision)
    ran = next((placed for placed in play.schedule.steps if placed.handle == handle and placed.end > placed.start), None)
    title = handle if step is None else cards[step.intervention].title
    audience = "" if step is None or step.audience is None else " ".join(step.audience.units)
    strength = 0.0 if step is None else float(step.strength)
    start, end = (None, None) if ran is None else (ran.start, ran.end)
    return DecisionTaken(decision.week, does, handle, title, start, end, strength, audience, effect)


def _step_before(play: Play, decision: Decision) -> Any:
    """The step that a stop ends, as last decided or else as planned."""
    earlier = [known.step for known in play.decisions if known.handle == decision.handle and known.step and known.week <= decision.week]
    return earlier[-1] if earlier else play.initiative.programme.steps.get(decision.handle)


__all__ = ["Debrief", "DebriefMoment", "DecisionTaken", "Future", "debrief_of", "moments_of", "parts_of"]
