"""A committed minority: from which share do a few unwavering people tip the rest?"""

from __future__ import annotations

import numpy as np

from experiments.validation.pattern import READ, Check, Pattern, Plot, Trend, unless
from experiments.validation.readings import MeasuredNumber, bands, share_reading
from experiments.validation.toy_networks import ALWAYS, fully_mixed, laboratory, play_network, shares_of
from sim.array_types import Floats

PEOPLE, WEEKS = 100, 104
PUBLISHED = 0.25
TIPPED = 0.5
"""Share of those not committed beyond which the convention counts as tipped."""

SHARES = (0.0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4)
ONLY_PEERS = {
    "choice": {"lead": 0.0, "interest": 0.0, "reward": 0.0, "cynicism": 0.0},
    "exposure": {"spotlight": 0.0},
    "turnover": {"quits": 0.0},
}
"""In an experiment on conventions no one leads, explains, pays or leaves; all else is as in any firm: noise, habit, norm, thresholds."""


def thresholds_of(people: int) -> Floats:
    """The ordinary spread of thresholds, without the luck of a draw: its quantiles."""
    share = (np.arange(people) + 0.5) / people
    return 0.9 + 0.25 * np.log(share / (1.0 - share))


def taken_up(committed: float, seeds: int) -> Floats:
    """Share of those not committed who practise in the end, shape (seeds,)."""
    thresholds = np.random.Generator(np.random.Philox(1)).permutation(thresholds_of(PEOPLE))
    few = round(committed * PEOPLE)
    thresholds[:few] = ALWAYS
    run = play_network(laboratory(WEEKS, ONLY_PEERS), fully_mixed(thresholds), range(seeds))
    return (shares_of(run)[-1] * PEOPLE - few) / (PEOPLE - few)


def tipping_share(tipped: dict[float, MeasuredNumber]) -> MeasuredNumber:
    """The share of committed people at which half of the runs tip, with the shares between which that cannot be told.

    Bounds: the largest share at which tipping is clearly rarer than half, the smallest at which it is clearly more frequent.
    """
    shares = sorted(tipped)
    middle = float(np.interp(0.5, np.maximum.accumulate([tipped[share].value for share in shares]), shares))
    below = [share for share in shares if tipped[share].high < 0.5]
    above = [share for share in shares if tipped[share].low > 0.5]
    first = tipped[shares[0]]
    return MeasuredNumber(middle, max(below, default=0.0), min(above, default=1.0), first.n, first.of, is_share=True)


def measure_minority(seeds: int = 40) -> Pattern:
    """Where a convention tips."""
    found = {share: taken_up(share, seeds) for share in SHARES}
    tipped = {share: share_reading(values > TIPPED, "runs at each share") for share, values in found.items()}
    reading = tipping_share(tipped)
    jump = tipped[SHARES[-1]].low - tipped[SHARES[0]].high
    x = tuple(100.0 * share for share in SHARES)
    return Pattern(
        name="minority",
        title="A committed minority",
        source="Centola et al. 2018",
        status=READ,
        published="A committed minority of about 25 % tips a social convention.",
        measured=(
            f"{PEOPLE} people who all see each other, ordinary thresholds, noise, habit and norm; no one leads, explains or pays. "
            f"Some always practise; tipped: more than half of the others practise after {WEEKS} weeks."
        ),
        checks=(
            Check("runs tip with many committed and not with none", "a tipping point", tipped[SHARES[-1]],
                  "95 % intervals of the two ends do not meet", jump > 0.0),
            Check("committed share at which half of the runs tip", "about 25 %", reading,
                  "shares between which the runs cannot tell", reading.low <= PUBLISHED <= reading.high),
        ),
        panels=(
            Plot("The others, in the end", "committed, %", "share of the others",
                  (Trend("others practising", x, *bands([found[share] for share in SHARES])),), edges=(100.0 * PUBLISHED,), is_share=True,
                  has_points=True),
            Plot("Runs that tip", "committed, %", "share of runs",
                  (Trend("tipped", x, tuple(tipped[s].value for s in SHARES), tuple(tipped[s].low for s in SHARES),
                        tuple(tipped[s].high for s in SHARES)),), edges=(100.0 * PUBLISHED,), is_share=True, has_points=True),
        ),
        remarks=unless(
            reading.low <= PUBLISHED <= reading.high,
            "Met as a direction only: there is a tipping point, but fewer tip the others. Nothing was "
            "fitted to this number: it follows from how widely thresholds are spread, and from the weights of example, habit and norm.",
        ),
    )  # fmt: skip
