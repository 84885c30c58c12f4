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
    level: NDArray[np.floating]  # with the precision of the courses

    def at(self, place: int, signals: list[str] | None = None) -> Floats:
        """Return levels and changes of all or the named signals in a recorded week, shape (initiatives, 2 x signals).

        Changes are over the last BACK weeks, or since the start if that is later.
        """
        columns = list(range(len(SIGNALS))) if signals is None else [list(SIGNALS).index(name) for name in signals]
        before = max(0, int(np.searchsorted(self.weeks, self.weeks[place] - BACK, side="right")) - 1)
        now, then = (self.level[:, week, columns].astype(float) for week in (place, before))
        return np.concatenate([now, now - then], axis=1)


def observed(courses: pd.DataFrame) -> Observed:
    """Return the signals of all initiatives with a complete course.

    courses : columns initiative, week and the series of FIRM_SERIES; the same recorded weeks for all initiatives
    """
    course = courses.sort_values(["initiative", "week"], ignore_index=True)
    initiatives, weeks = np.unique(course["initiative"].to_numpy(np.int64)), np.unique(course["week"].to_numpy(np.int64))
    rows = np.searchsorted(initiatives, course["initiative"].to_numpy()), np.searchsorted(weeks, course["week"].to_numpy())
    start = course.groupby("initiative")["revenue"].transform("first")
    made = {
        "revenue_growth": course["revenue"] / start - 1.0,
        "gap": course["talk"] - course["walk"],
        "behind": course["expected"] - course["seen"],
    }
    level = np.full((len(initiatives), len(weeks), len(SIGNALS)), np.nan, course["revenue"].to_numpy().dtype)
    for place, name in enumerate(SIGNALS):
        level[*rows, place] = made.get(name, course.get(name))
    is_complete = ~np.isnan(level).any(axis=(1, 2))
    return Observed(initiatives[is_complete], weeks, level[is_complete])
