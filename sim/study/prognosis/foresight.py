"""Foresight: how early the outcome of an initiative can be predicted, and from which observable signals."""

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
"""Balanced accuracy above which an outcome counts as foreseen; our convention."""

FEWEST = 20
"""Minimum number of initiatives with an outcome for it to be classified."""

DEADLINE = "programme.expected_weeks"

EVERY = 2
"""Step, in recorded weeks, for single signals, which need many more classifiers than all signals together."""


class Skill(NamedTuple):
    """Held-out accuracy of all signals together in a recorded week."""

    week: int
    balanced: Estimate
    accuracy: ShareEstimate
    area: Estimate | None  # under the ROC curve; for two classes only


class Alone(NamedTuple):
    """Held-out accuracy of a single signal."""

    signal: str
    weeks: tuple[int, ...]
    balanced: tuple[Estimate, ...]
    foreseen: int | None  # first week from which the interval stays above the required accuracy to the end


@dataclass(frozen=True)
class Foresight:
    """Predictability of the outcome over time."""

    question: str  # the outcome to be foreseen
    classes: dict[str, int]  # number of initiatives by class
    left_out: dict[str, int]  # outcomes too rare to be classified
    bar: float
    base: ShareEstimate  # accuracy of always predicting the most common class
    skill: tuple[Skill, ...]  # empty if no classifier could be fitted
    alone: tuple[Alone, ...]  # the earliest first, then the best; empty if single signals were not analysed
    plan: Estimate | None  # from the plan alone, before the first week
    deadline: float | None  # week by which the median plan expects the goal, if sampled
    foreseen: int | None  # first week from which the interval stays above the required accuracy to the end
    reason: str  # why no classifier could be fitted; otherwise empty
    finding: str
    statements: tuple[str, ...]

    @property
    def chance(self) -> float:
        """Return the balanced accuracy of always predicting the same class."""
        return 1.0 / max(1, len(self.classes))

    def table(self) -> pd.DataFrame:
        """Return one row per week and signal, all signals together first: balanced accuracy with its interval, and the area if known."""
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
        """Return key weeks and sentences as JSON-compatible data; the table has all weeks."""
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
    """Return how early success and failure can be distinguished.

    courses : columns initiative, week and the series of FIRM_SERIES; plain : runs without repair, columns initiative and success
    initiatives : columns initiative and programme.* (the plan)
    bar : balanced accuracy that counts as foreseen, chance to 1
    """
    end = dict(zip(plain["initiative"], np.where(plain["success"].to_numpy(bool), "success", "failure").tolist(), strict=True))
    return _foresight("whether an initiative succeeds", end, ("failure", "success"), tuple(SIGNALS), courses, initiatives, bar)


def foresight_of_mode(courses: pd.DataFrame, plain: pd.DataFrame, initiatives: pd.DataFrame, bar: float = BAR) -> Foresight:
    """Return how early all signals together predict the failure mode; arguments as for success, plus column mode of plain."""
    failed = plain[~plain["success"].astype(bool)].set_index("initiative")
    return _foresight("the mode of a failure", failed["mode"].to_dict(), MODES, (), courses, initiatives, bar)


def _foresight(
    question: str,
    end: dict[Any, str],
    order: tuple[str, ...],
    singly: tuple[str, ...],
    courses: pd.DataFrame,
    initiatives: pd.DataFrame,
    bar: float,
) -> Foresight:
    """Fit a classifier per week if classes are frequent enough.

    end : outcome by initiative; order : possible outcomes; singly : signals also analysed alone
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
    """Return the accuracy of the plan alone; a property that was not sampled counts as zero and as absent."""
    columns = [name for name in initiatives if str(name).startswith("programme.")]
    if not columns:
        return None
    plan = pd.get_dummies(initiatives[columns], dummy_na=False)
    absent = initiatives[columns].isna().add_suffix(" absent")
    features = pd.concat([plan.fillna(0), absent], axis=1).to_numpy(float)
    return balanced_accuracy(held_out(features, labels), labels)


def _nothing(question: str, classes: dict[str, int], left_out: dict[str, int], bar: float, base: ShareEstimate) -> Foresight:
    """Return a result without classifiers, with the reason and the available counts."""
    there = ", ".join(f"{name} {count:,}" for name, count in {**classes, **left_out}.items()) or "none"
    reason = f"at least two outcomes with {FEWEST} initiatives each are required; available: {there}"
    finding = f"It cannot be determined how early one can foresee {question}"
    return Foresight(question, classes, left_out, bar, base, (), (), None, None, None, reason, finding, (f"{finding}: {reason}.",))


def _worded(found: Foresight) -> Foresight:
    """Return the result with its sentences."""
    said = [_said_together(found), _said_alone(found), _said_of_guessing(found), _said_of_plan(found), _said_of_left_out(found)]
    said.append("Signals are measured weekly and without error; with real measurements, foresight comes later.")
    return replace(found, finding=_finding(found), statements=tuple(text for text in said if text))


def _finding(found: Foresight) -> str:
    """Return the earliest week of foresight and the signal."""
    best = found.alone[0] if found.alone else None
    alone = None if best is None else best.foreseen
    together = f"all {len(SIGNALS)} signals together"
    if best is not None and alone is not None and (found.foreseen is None or alone <= found.foreseen):
        then = f"; {together} from week {found.foreseen}" if found.foreseen is not None else ""
        return f"From week {alone}, {SIGNALS[best.signal]} alone predicts {found.question}{then}"
    if found.foreseen is None:
        top = max(found.skill, key=lambda one: one.balanced.value)
        return f"No signal reliably predicts {found.question}: at best {percent(top.balanced)} balanced accuracy, in week {top.week}"
    said = f"From week {found.foreseen}, {together} predict {found.question}"
    if best is None:
        return said
    return f"{said}; no single signal does" if alone is None else f"{said}; {SIGNALS[best.signal]} alone from week {alone}"


def _said_together(found: Foresight) -> str:
    n, last = sum(found.classes.values()), found.skill[-1].week
    held = f"{n:,} initiatives, each classified while held out"
    if found.foreseen is None:
        top = max(found.skill, key=lambda one: one.balanced.value)
        return (
            f"All {len(SIGNALS)} signals together do not predict {found.question} with a balanced accuracy whose interval stays above "
            f"{found.bar:.0%} to the end; the best is {percent(top.balanced)}, in week {top.week} ({held})."
        )
    one = next(one for one in found.skill if one.week == found.foreseen)
    curve = "" if one.area is None else f", area under the ROC curve {one.area.value:.2f} [{one.area.low:.2f}, {one.area.high:.2f}]"
    return (
        f"From week {one.week} of {last}, all {len(SIGNALS)} signals together predict {found.question} with a balanced accuracy whose "
        f"interval stays above {found.bar:.0%} ({percent(one.balanced)} in that week{curve}; {held})."
    )


def _said_alone(found: Foresight) -> str:
    if not found.alone:
        return ""
    best = found.alone[0]
    if best.foreseen is None:
        value, week = max(zip(best.balanced, best.weeks, strict=True), key=lambda pair: pair[0].value)
        named = f"{SIGNALS[best.signal]}, {percent(value)} in week {week}"
        return f"No single signal stays above the required accuracy; the best of {len(found.alone)} is {named}."
    at = best.balanced[best.weeks.index(best.foreseen)]
    others = [f"{SIGNALS[one.signal]} from week {one.foreseen}" for one in found.alone[1:4] if one.foreseen is not None]
    then = f"; then {', '.join(others)}" if others else ""
    return (
        f"Of {len(found.alone)} single signals, {SIGNALS[best.signal]} is the first to stay above the required accuracy, "
        f"from week {best.foreseen} ({percent(at)}){then}. The first of many signals is selected in hindsight."
    )


def _said_of_guessing(found: Foresight) -> str:
    commonest = max(found.classes, key=lambda name: found.classes[name])
    share = 0.0 if found.base.share is None else found.base.share
    return f"Always predicting “{commonest}” is right in {share:.0%} of cases and has a balanced accuracy of {found.chance:.0%}."


def _said_of_plan(found: Foresight) -> str:
    plan = "" if found.plan is None else f"The plan alone, known before the first week, reaches {percent(found.plan)}. "
    return (plan + ("" if found.deadline is None else f"The median plan expects the goal by week {found.deadline:.0f}.")).strip()


def _said_of_left_out(found: Foresight) -> str:
    rare = ", ".join(f"{name} {count}" for name, count in found.left_out.items())
    return f"Too rare to be classified (under {FEWEST}): {rare}." if rare else ""
