"""Trajectories: typical weekly courses by outcome, as medians with bands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engine.outcome import MODES
from sim.study.comparison.replicates import QUANTILES

SUCCESS = "success"
ENDS = (SUCCESS, *MODES)
"""Possible outcomes of an initiative, in the order used in reports."""

SERIES = {
    "adoption": "adoption of aligned behaviours",
    "felt": "felt quality",
    "walk": "the CEO's commitment",
    "talk": "leaders' talk in favour of the change",
    "board_lost": "the board's lost patience",
}
"""Series with trajectories, all in [0, 1]; see FIRM_SERIES."""

FEWEST = 8
"""Minimum number of runs with an outcome for a median and a middle band; fewer are shown one by one."""

FEWEST_OUTER = 20
"""Minimum number of runs with an outcome for a 90 % band."""

LOW, HIGH = 0.25, 0.75  # quantiles of the middle half


class Typical(NamedTuple):
    """Median adoption by outcome: shares, and weeks of landmarks."""

    end: str
    runs: int
    first: float
    peak: float
    peak_week: int
    last: float
    reaches_goal: int | None  # week
    below_successes: int | None  # week from which its middle half stays below that of successes to the end


@dataclass(frozen=True)
class Trajectories:
    """Typical courses by outcome."""

    goal: float  # adoption required for success
    counts: dict[str, int]  # runs by outcome, all outcomes
    bands: pd.DataFrame  # index (end, week), columns (series, quantile); from FEWEST runs, outer quantiles from FEWEST_OUTER
    few: pd.DataFrame  # index (end, initiative, week), columns series: the single runs of rarer outcomes
    typical: tuple[Typical, ...]
    finding: str
    statements: tuple[str, ...]

    @property
    def runs(self) -> int:
        return sum(self.counts.values())

    @property
    def weeks(self) -> int:
        """Return the last week."""
        last = [frame.index.get_level_values("week").to_numpy().max(initial=0) for frame in (self.bands, self.few)]
        return int(max(last))

    def finding_of(self, series: str) -> str:
        """Return a sentence on the final value of a series: for the median success and the most common failure."""
        if series == "adoption":
            return self.finding
        known = [one.end for one in sorted(self.typical, key=lambda one: (one.end != SUCCESS, -one.runs))][:2]
        ends = [f"{quantiles_of(self.bands, end, series)[0.5].iloc[-1]:.0%} ({end})" for end in known]
        named = SERIES[series][:1].upper() + SERIES[series][1:]
        return f"{named} ends at a median of {' and '.join(ends)}" if ends else self.finding

    def table(self) -> pd.DataFrame:
        """Return one row per outcome, week, series and available quantile."""
        stacked = cast(pd.Series, self.bands.stack(["series", "quantile"], future_stack=True)).dropna()
        table = stacked.rename("value").reset_index()
        table.insert(1, "runs", [self.counts[end] for end in table["end"]])
        return table

    def as_data(self) -> dict[str, Any]:
        """Return landmarks and sentences as JSON-compatible data; the table has the bands."""
        typical = [one._asdict() for one in self.typical]
        return {
            "goal": self.goal,
            "counts": self.counts,
            "typical": typical,
            "finding": self.finding,
            "statements": list(self.statements),
        }


def trajectories_of(courses: pd.DataFrame, plain: pd.DataFrame, goal: float) -> Trajectories:
    """Return typical courses by outcome.

    courses : columns initiative, week and the series; plain : runs without repair, columns initiative, success and mode
    goal : adoption required for success
    """
    ends = pd.DataFrame({"initiative": plain["initiative"], "end": np.where(plain["success"], SUCCESS, plain["mode"])})
    table = courses[["initiative", "week", *SERIES]].merge(ends, on="initiative")
    found = Counter(table.drop_duplicates("initiative")["end"])
    counts = {name: found[name] for name in ENDS}
    known = [name for name in ENDS if counts[name] >= FEWEST]
    frequent = table["end"].isin(known)
    bands = _bands(cast(pd.DataFrame, table[frequent]), counts)
    few = cast(pd.DataFrame, table[~frequent]).set_index(["end", "initiative", "week"]).sort_index()
    typical = tuple(_typical(bands, name, counts[name], goal) for name in known)
    said = [_said(one, goal) for one in typical] + _said_of_few(counts)
    return Trajectories(goal, counts, bands, few, typical, _finding(typical, goal, sum(counts.values())), tuple(said))


def _bands(table: pd.DataFrame, counts: dict[str, int]) -> pd.DataFrame:
    """Return quantiles over runs; the 90 % band only with enough runs."""
    columns = pd.MultiIndex.from_product([SERIES, QUANTILES], names=["series", "quantile"])
    if table.empty:
        return pd.DataFrame(columns=columns, index=pd.MultiIndex.from_arrays([[], []], names=["end", "week"]), dtype=float)
    grouped = table.astype(dict.fromkeys(SERIES, float)).groupby(["end", "week"])[list(SERIES)]
    bands = pd.concat({quantile: grouped.quantile(quantile) for quantile in QUANTILES}, axis=1)
    bands = bands.swaplevel(axis=1).reindex(columns=columns)
    scarce = [counts[end] < FEWEST_OUTER for end in bands.index.get_level_values("end")]
    bands.loc[scarce, [column for column in columns if column[1] in (QUANTILES[0], QUANTILES[-1])]] = np.nan
    return bands


def quantiles_of(bands: pd.DataFrame, end: str, series: str) -> pd.DataFrame:
    """Return one column per quantile, one row per week."""
    return pd.DataFrame(cast(pd.DataFrame, bands.loc[end])[series])


def _typical(bands: pd.DataFrame, end: str, runs: int, goal: float) -> Typical:
    adoption = quantiles_of(bands, end, "adoption")
    median, weeks = adoption[0.5].to_numpy(), adoption.index.to_numpy()
    reached = np.flatnonzero(median >= goal)
    below = None
    if end != SUCCESS and SUCCESS in bands.index.get_level_values("end"):
        successes = quantiles_of(bands, SUCCESS, "adoption")
        below = lasting_from(weeks, adoption[HIGH].to_numpy() < successes[LOW].to_numpy())
    place = int(median.argmax())
    return Typical(
        end=end,
        runs=runs,
        first=float(median[0]),
        peak=float(median[place]),
        peak_week=int(weeks[place]),
        last=float(median[-1]),
        reaches_goal=int(weeks[reached[0]]) if len(reached) else None,
        below_successes=below,
    )


def lasting_from(weeks: NDArray[Any], holds: NDArray[np.bool_]) -> int | None:
    """Return the first week from which a condition holds to the end; none if it does not hold at the end."""
    if len(holds) == 0 or not holds[-1]:
        return None
    fails = np.flatnonzero(~holds)
    return int(weeks[fails[-1] + 1 if len(fails) else 0])


def _course(one: Typical) -> str:
    """Return the course of the median in words."""
    if one.peak_week == 0 or one.peak - one.last < 0.005:
        return f"goes from {one.first:.0%} to {one.last:.0%}"
    return f"goes from {one.first:.0%} to a peak of {one.peak:.0%} in week {one.peak_week} and ends at {one.last:.0%}"


def _said(one: Typical, goal: float) -> str:
    said = f"{one.end.capitalize()}: the median adoption of {one.runs:,} runs {_course(one)}"
    if one.reaches_goal is not None:
        said += f", reaching the goal of {goal:.0%} in week {one.reaches_goal}"
    if one.below_successes is not None:
        said += f"; from week {one.below_successes}, its middle half stays below that of successes"
    return f"{said}."


def _said_of_few(counts: dict[str, int]) -> list[str]:
    few = [f"{name} {counts[name]}" for name in ENDS if 0 < counts[name] < FEWEST]
    none = [name for name in ENDS if counts[name] == 0]
    said = [f"Too few for a band (under {FEWEST}), so each run is shown: {', '.join(few)}."] if few else []
    return said + ([f"Outcomes without runs: {', '.join(none)}."] if none else [])


def _finding(typical: tuple[Typical, ...], goal: float, runs: int) -> str:
    """Return a sentence on the median success and the most common failure."""
    success = next((one for one in typical if one.end == SUCCESS), None)
    failures = sorted((one for one in typical if one.end != SUCCESS), key=lambda one: -one.runs)
    parts = []
    if success is not None and success.reaches_goal is not None:
        parts.append(f"half of the successes have {goal:.0%} adoption or more in week {success.reaches_goal}")
    elif success is not None:
        parts.append(f"the median adoption of successes {_course(success)}")
    if failures:
        parts.append(f"the most common failure, {failures[0].end}, peaks at a median of {failures[0].peak:.0%}")
    text = "; ".join(parts) or f"{runs:,} runs are too few for typical courses by outcome"
    return text[:1].upper() + text[1:]
