"""Units of the columns of tables."""

from __future__ import annotations

import pandas as pd

from sim.engine.outcome import MODES
from sim.engine.series import OF_THE_FIRM, RELATIVE, SHARE, TO_DATE, measures_of

WEEK, RUNS, CHANGE = "weeks since the start; −1: never", "runs", "change of a share, −1 to 1"

UNITS: dict[str, str] = (
    measures_of(OF_THE_FIRM)
    | dict.fromkeys(
        ("adoption_start", "adoption_peak", "adoption_end", "start", "peak", "end", "reported_peak", "low", "high", "busiest", "heaviest"),
        SHARE,
    )
    | dict.fromkeys(("peak_week", "abandoned", "abandoned_week"), WEEK)
    | dict.fromkeys(("runs", "succeeded", *(mode for mode in MODES if mode != "abandoned")), RUNS)
    | {"felt_gain": CHANGE, "revenue_growth": f"change, {RELATIVE}", "money": TO_DATE, "leaders_weeks": "weeks of all leaders' time"}
)
"""Units by column name; `success` is a share in summaries of runs, and true or false in a row of one run."""


def with_units(table: pd.DataFrame, **other: str) -> pd.DataFrame:
    """Return the table with the unit of each column in `attrs["units"]`; ends of intervals have the unit of their estimate.

    other : units of columns with a different meaning in this table
    """
    units = UNITS | other
    names = table.columns.get_level_values(0).unique()
    bases = {str(name): str(name).removesuffix("_low").removesuffix("_high") for name in names}
    table.attrs["units"] = {name: units.get(name, units.get(base)) for name, base in bases.items() if units.get(name, units.get(base))}
    return table
