"""Signals: levels and changes of quantities that an organisation can observe about its own change in a week."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.array_types import Floats

SIGNALS = {
    "adoption": "adoption",
    "derailing": "derailing practice",
    "felt": "felt quality",
    "internal_score": "the internal score",
    "trust": "customers' trust",
    "customers": "customers retained",
    "revenue_growth": "revenue since the start",
    "alignment": "staff in favour",
    "walk": "the CEO's commitment",
    "gap": "talk without walk",
    "credibility": "the CEO's credibility",
    "board_lost": "the board's lost patience",
    "behind": "shortfall of progress against expectation",
    "vigour": "remaining vigour of the programme",
}
"""Signals and their names. Amounts of money are excluded, because they scale with the size of the firm."""

BACK = 8
"""Weeks over which a change is measured: about two monthly reports."""


class Observed(NamedTuple):
    """Signals of many initiatives; the axes are initiatives, recorded weeks, signals."""

    initiatives: NDArray[np.int64]
    weeks: NDArray[np.int64]
    level: Floats
    change: Floats  # over the last BACK weeks, or since the start if that is later

    def at(self, place: int, signals: list[str] | None = None) -> Floats:
        """Return levels and changes of all or the named signals in a recorded week, shape (initiatives, 2 x signals)."""
        columns = list(range(len(SIGNALS))) if signals is None else [list(SIGNALS).index(name) for name in signals]
        return np.concatenate([self.level[:, place, columns], self.change[:, place, columns]], axis=1)


def observed(courses: pd.DataFrame) -> Observed:
    """Return the signals of all initiatives with a complete course.

    courses : columns initiative, week and the series of FIRM_SERIES; the same recorded weeks for all initiatives
    """
    course = courses.sort_values(["initiative", "week"], ignore_index=True)
    start = course.groupby("initiative")["revenue"].transform("first")
    table = course.assign(
        revenue_growth=course["revenue"] / start - 1.0,
        gap=course["talk"] - course["walk"],
        behind=course["expected"] - course["seen"],
    )
    wide = table.pivot(index="initiative", columns="week", values=list(SIGNALS)).dropna()
    weeks = np.unique(table["week"].to_numpy(np.int64))
    level = np.moveaxis(wide.to_numpy(float).reshape(len(wide), len(SIGNALS), len(weeks)), 1, 2)
    before = np.maximum(np.searchsorted(weeks, weeks - BACK, side="right") - 1, 0)
    return Observed(wide.index.to_numpy(np.int64), weeks, level, level - level[:, before])
