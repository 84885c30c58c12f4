"""Foresight: how early an organisation could know, from its own signals, how an initiative will end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engine.outcome import MODES
from sim.study.prognosis.signals import SIGNALS, Observed, observed
from sim.study.prognosis.trajectories import lasting_from
from sim.study.statistics.cross_validation import area, balanced_accuracy, held_out
from sim.study.statistics.estimates import Estimate, ShareEstimate, share_of
from sim.study.statistics.wording import percent

BAR = 0.8
"""Balanced accuracy from which we call an end foreseen; our convention."""

FEWEST = 20
"""Initiatives that must have ended in a way before it can be learnt."""

DEADLINE = "programme.expected_weeks"

EVERY = 2
"""Recorded weeks from one look at single signals to the next: they need many more classifiers than all signals together."""


class Skill(NamedTuple):
    """How well the end is told in a recorded week, by all signals together, of initiatives the classifier was not shown."""

    week: int
    balanced: Estimate
    accuracy: ShareEstimate
    area: Estimate | None  # under the ROC curve; of two classes only


class Alone(NamedTuple):
    """The same by a single signal."""

    signal: str
    weeks: tuple[int, ...]
    balanced: tuple[Estimate, ...]
    foreseen: int | None  # first week from which, to the end, the interval lies above the bar


@dataclass(frozen=True)
class Foresight:
    """What could be known of the end, and when."""

    question: str  # what is to be foreseen
    classes: dict[str, int]  # initiatives by what is to be told apart
    left_out: dict[str, int]  # ends too rare to be learnt
    bar: float
    base: ShareEstimate  # right by always naming the commonest class
    skill: tuple[Skill, ...]  # none where nothing could be learnt
    alone: tuple[Alone, ...]  # the earliest first, then the best; none where single signals were not looked at
    plan: Estimate | None  # by what was planned, before the first week
    deadline: float | None  # week by which the median plan expects the goal, where that was drawn
    foreseen: int | None  # first week from which, to the end, the interval lies above the bar
    reason: str  # why nothing could be learnt; otherwise empty
    finding: str
    statements: tuple[str, ...]

    @property
    def chance(self) -> float:
        """Balanced accuracy of always naming the same class."""
        return 1.0 / max(1, len(self.classes))

    def table(self) -> pd.DataFrame:
        """A row for every week and signal, all together first: balanced accuracy with its interval, and the area where it is known."""
        rows = [
            {"signal": "all", "week": one.week, **_named("balanced", one.balanced), "right": one.accuracy.share}
            | ({} if one.area is None else _named("area", one.area))
            for one in self.skill
        ]
        for one in self.alone:
            pairs = zip(one.weeks, one.balanced, strict=True)
            rows += [{"signal": one.signal, "week": week, **_named("balanced", value)} for week, value in pairs]
        return pd.DataFrame(rows, columns=_COLUMNS)

    def as_data(self) -> dict[str, Any]:
        """The weeks and the words, ready for JSON; every week stands in the table."""
        return {
            "question": self.question,
            "classes": self.classes,
            "left_out": self.left_out,
            "bar": self.bar,
            "base": self.base._asdict(),
            "plan": None if self.plan is None else self.plan._asdict(),
            "deadline": self.deadline,
            "foreseen": self.foreseen,
            "foreseen_alone": {one.signal: one.foreseen for one in self.alone},
            "reason": self.reason,
            "finding": self.finding,
            "statements": list(self.statements),
        }


_COLUMNS = ["signal", "week", *(f"{kind}{part}" for kind in ("balanced", "area") for part in ("", "_low", "_high"))]
_COLUMNS.insert(5, "right")


def _named(kind: str, estimate: Estimate) -> dict[str, float]:
    return {kind: estimate.value, f"{kind}_low": estimate.low, f"{kind}_high": estimate.high}


def foresight_of_success(courses: pd.DataFrame, plain: pd.DataFrame, initiatives: pd.DataFrame, bar: float = BAR) -> Foresight:
    """How early success and failure could be told apart.

    courses : columns initiative, week and the series of FIRM_SERIES; plain : runs without a repair, columns initiative and success
    initiatives : columns initiative and programme.*, what was planned
    bar : balanced accuracy that counts as foreseen, chance to 1
    """
    end = dict(zip(plain["initiative"], np.where(plain["success"].to_numpy(bool), "success", "failure").tolist(), strict=True))
    return _foresight("whether an initiative succeeds", end, ("failure", "success"), tuple(SIGNALS), courses, initiatives, bar)


def foresight_of_mode(courses: pd.DataFrame, plain: pd.DataFrame, initiatives: pd.DataFrame, bar: float = BAR) -> Foresight:
    """How early all signals together tell in which way a failure will fail; arguments as for success, and of plain the column mode."""
    failed = plain[~plain["success"].astype(bool)].set_index("initiative")
    return _foresight("in which way a failure fails", failed["mode"].to_dict(), MODES, (), courses, initiatives, bar)


def _foresight(
    question: str,
    end: dict[Any, str],
    order: tuple[str, ...],
    singly: tuple[str, ...],
    courses: pd.DataFrame,
    initiatives: pd.DataFrame,
    bar: float,
) -> Foresight:
    """The classifier of every week, where classes are frequent enough.

    end : by initiative; order : ends that may be told apart; singly : signals that are looked at alone as well
    """
    known = set(courses["initiative"])
    found = Counter(name for number, name in end.items() if number in known)
    counts = {name: found[name] for name in order}
    classes = {name: count for name, count in counts.items() if count >= FEWEST}
    left_out = {name: count for name, count in counts.items() if count < FEWEST and (count or len(order) == 2)}
    base = share_of(max(classes.values(), default=0), sum(classes.values()))
    if len(classes) < 2:
        return _nothing(question, classes, left_out, bar, base)
    learnt = [number for number, name in end.items() if name in classes]
    seen = observed(cast(pd.DataFrame, courses[courses["initiative"].isin(learnt)]))
    places_of = {name: place for place, name in enumerate(classes)}
    labels = np.array([places_of[end[number]] for number in seen.initiatives.tolist()], np.int64)
    skill = tuple(_skill(seen, place, labels) for place in range(len(seen.weeks)))
    foreseen = _lasting([one.week for one in skill], [one.balanced for one in skill], bar)
    places = list(range(0, len(seen.weeks), EVERY)) + ([len(seen.weeks) - 1] if (len(seen.weeks) - 1) % EVERY else [])
    alone = tuple(sorted((_alone(seen, name, places, labels, bar) for name in singly), key=_earliest))
    drawn = initiatives.set_index("initiative").loc[seen.initiatives]
    deadline = float(drawn[DEADLINE].median()) if DEADLINE in drawn else None
    return _worded(Foresight(question, classes, left_out, bar, base, skill, alone, _plan(drawn, labels), deadline, foreseen, "", "", ()))


def _skill(seen: Observed, place: int, labels: NDArray[np.int64]) -> Skill:
    chance = held_out(seen.at(place), labels)
    right = int((chance.argmax(axis=1) == labels).sum())
    curve = area(chance[:, 1], labels == 1) if chance.shape[1] == 2 else None
    return Skill(int(seen.weeks[place]), balanced_accuracy(chance, labels), share_of(right, len(labels)), curve)


def _alone(seen: Observed, signal: str, places: list[int], labels: NDArray[np.int64], bar: float) -> Alone:
    balanced = tuple(balanced_accuracy(held_out(seen.at(place, [signal]), labels), labels) for place in places)
    weeks = tuple(int(seen.weeks[place]) for place in places)
    return Alone(signal, weeks, balanced, _lasting(weeks, balanced, bar))


def _earliest(one: Alone) -> tuple[float, float, str]:
    return (np.inf if one.foreseen is None else one.foreseen, -max(value.value for value in one.balanced), one.signal)


def _lasting(weeks: Any, balanced: Any, bar: float) -> int | None:
    return lasting_from(np.asarray(weeks), np.array([value.low > bar for value in balanced]))


def _plan(initiatives: pd.DataFrame, labels: NDArray[np.int64]) -> Estimate | None:
    """How far the plan alone tells the end; what was not drawn of a plan counts as zero, and as absent."""
    columns = [name for name in initiatives if str(name).startswith("programme.")]
    if not columns:
        return None
    plan = pd.get_dummies(initiatives[columns], dummy_na=False)
    absent = initiatives[columns].isna().add_suffix(" absent")
    features = pd.concat([plan.fillna(0), absent], axis=1).to_numpy(float)
    return balanced_accuracy(held_out(features, labels), labels)


def _nothing(question: str, classes: dict[str, int], left_out: dict[str, int], bar: float, base: ShareEstimate) -> Foresight:
    """That there is too little to learn from is said, with what there is."""
    there = ", ".join(f"{name} {count:,}" for name, count in {**classes, **left_out}.items()) or "none"
    reason = f"it takes at least two ends with {FEWEST} initiatives each, and there are: {there}"
    finding = f"How early one could know {question} cannot be said"
    return Foresight(question, classes, left_out, bar, base, (), (), None, None, None, reason, finding, (f"{finding}: {reason}.",))


def _worded(found: Foresight) -> Foresight:
    """The same with its words."""
    said = [_said_together(found), _said_alone(found), _said_of_guessing(found), _said_of_plan(found), _said_of_left_out(found)]
    said.append("Signals are taken without error and every week; in an organisation that must ask and count, foresight comes later.")
    return replace(found, finding=_finding(found), statements=tuple(text for text in said if text))


def _finding(found: Foresight) -> str:
    """When, and from which signal, whichever is first."""
    best = found.alone[0] if found.alone else None
    alone = None if best is None else best.foreseen
    together = f"all {len(SIGNALS)} signals together"
    if best is not None and alone is not None and (found.foreseen is None or alone <= found.foreseen):
        then = f"; {together} do so from week {found.foreseen}" if found.foreseen is not None else ""
        return f"From week {alone} on, {SIGNALS[best.signal]} alone foresees {found.question}{then}"
    if found.foreseen is None:
        top = max(found.skill, key=lambda one: one.balanced.value)
        return f"Nothing observed foresees {found.question}: at best {percent(top.balanced)} balanced accuracy, in week {top.week}"
    said = f"From week {found.foreseen} on, {together} foresee {found.question}"
    if best is None:
        return said
    return f"{said}; no single signal does" if alone is None else f"{said}; {SIGNALS[best.signal]} alone from week {alone}"


def _said_together(found: Foresight) -> str:
    n, last = sum(found.classes.values()), found.skill[-1].week
    held = f"{n:,} initiatives, each told by a classifier that was not shown it"
    if found.foreseen is None:
        top = max(found.skill, key=lambda one: one.balanced.value)
        return (
            f"All {len(SIGNALS)} signals together do not foresee {found.question} with a balanced accuracy whose interval lies above "
            f"{found.bar:.0%} to the end; the best is {percent(top.balanced)}, in week {top.week} ({held})."
        )
    one = next(one for one in found.skill if one.week == found.foreseen)
    curve = "" if one.area is None else f", area under the ROC curve {one.area.value:.2f} [{one.area.low:.2f}, {one.area.high:.2f}]"
    return (
        f"From week {one.week} of {last} on, all {len(SIGNALS)} signals together foresee {found.question} with a balanced accuracy whose "
        f"interval lies above {found.bar:.0%} ({percent(one.balanced)} in that week{curve}; {held})."
    )


def _said_alone(found: Foresight) -> str:
    if not found.alone:
        return ""
    best = found.alone[0]
    if best.foreseen is None:
        value, week = max(zip(best.balanced, best.weeks, strict=True), key=lambda pair: pair[0].value)
        named = f"{SIGNALS[best.signal]}, {percent(value)} in week {week}"
        return f"No single signal stays above the bar; the best of {len(found.alone)} is {named}."
    at = best.balanced[best.weeks.index(best.foreseen)]
    others = [f"{SIGNALS[one.signal]} from week {one.foreseen}" for one in found.alone[1:4] if one.foreseen is not None]
    then = f"; then {', '.join(others)}" if others else ""
    return (
        f"Of {len(found.alone)} signals, each alone, {SIGNALS[best.signal]} stays above the bar first, from week {best.foreseen} "
        f"({percent(at)}){then}. The first of many is picked in hindsight."
    )


def _said_of_guessing(found: Foresight) -> str:
    commonest = max(found.classes, key=lambda name: found.classes[name])
    share = 0.0 if found.base.share is None else found.base.share
    return f"Always saying “{commonest}” is right in {share:.0%} of cases and has a balanced accuracy of {found.chance:.0%}."


def _said_of_plan(found: Foresight) -> str:
    plan = "" if found.plan is None else f"What was planned, known before the first week, reaches {percent(found.plan)}. "
    return (plan + ("" if found.deadline is None else f"The median plan expects the goal by week {found.deadline:.0f}.")).strip()


def _said_of_left_out(found: Foresight) -> str:
    rare = ", ".join(f"{name} {count}" for name, count in found.left_out.items())
    return f"Too rare to be learnt (under {FEWEST}): {rare}." if rare else ""
