"""A committed minority: from which share do a few unwavering people tip the rest?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from experiments.validation.conventions import (
    LONG,
    ONE_IN_A_HUNDRED,
    PEOPLE,
    TIPPED,
    WEEKS,
    coordination,
    held_by_sampling,
    in_the_firm,
    tipping_by_sampling,
)
from experiments.validation.pattern import READ, SPECIAL_CASE, Check, Pattern, Plot, Trend, not_judged, unless
from experiments.validation.readings import RULE_OF_THREE, MeasuredNumber, bands, exact, holds, mean_reading, share_reading
from sim.array_types import Floats

PUBLISHED = 0.25
MEMORIES = (6, 12, 24)
USUAL_MEMORY = 12
"""Encounters remembered in the experiment."""

SHARES = (0.0, *(round(0.01 * per_cent, 2) for per_cent in range(14, 35)))
FEW = 0.1
"""Share of people above which the old convention no longer holds."""

IN_FIRM = (0.0, 0.1, 0.15, 0.2, 0.25, 0.3)
OLD_WAYS = (0.0, 0.3, 1.0)
HALF = 0.5


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


class Coordination(NamedTuple):
    """Pure coordination at one length of memory."""

    ends: dict[float, Floats]  # by committed share: share of the others in the end, (seeds,)
    tipped: dict[float, MeasuredNumber]
    share: MeasuredNumber  # at which half of the runs tip


def coordinated(memory: int, seeds: int) -> Coordination:
    """Runs at every committed share."""
    ends = {share: coordination(share, memory, seeds)[-1] for share in SHARES}
    tipped = {share: share_reading(values > TIPPED, "runs at each share") for share, values in ends.items()}
    return Coordination(ends, tipped, tipping_share(tipped))


def measure_minority(seeds: int = 40) -> Pattern:
    """Where a convention tips, and whether a practice in the ordinary firm is one."""
    found = {memory: coordinated(memory, seeds) for memory in MEMORIES}
    usual = found[USUAL_MEMORY]
    held = share_reading(coordination(0.0, USUAL_MEMORY, seeds, ONE_IN_A_HUNDRED, LONG).max(axis=0) >= FEW, "runs")
    jump = usual.tipped[SHARES[-1]].low - usual.tipped[SHARES[0]].high
    erring = tipping_by_sampling(USUAL_MEMORY, ONE_IN_A_HUNDRED)
    agrees = holds(usual.share, PUBLISHED, 0.005)
    return Pattern(
        name="minority",
        title="A committed minority",
        source="Centola et al. 2018",
        status=READ,
        published="A committed minority of about 25 % tips a social convention, where people remember their last twelve encounters.",
        measured=(
            f"{PEOPLE:,} people who all see each other. Pure coordination: everybody decides every week, as most of the colleagues did "
            "whom one met; chance decides where as many did the one as the other, and nothing else pulls or holds. Some "
            f"always practise; tipped: more than half of the others practise after {WEEKS} weeks. By sampling: the largest committed share "
            "at which the share who practise has a fixed point below one half, if each remembers that many encounters drawn from all. "
            "In the ordinary firm: default rules without leaders, reasons, pay, leaving and disturbance."
        ),
        checks=(
            Check(f"runs in which a tenth ever practise, {LONG} weeks, no one committed, one choice in a hundred by chance",
                  "the convention holds", held, f"0 in {seeds}: rate below {RULE_OF_THREE / seeds:.0%} (95 %)", held.value == 0.0,
                  SPECIAL_CASE),
            Check(f"runs tip with {SHARES[-1]:.0%} committed and not with none", "a tipping point", usual.tipped[SHARES[-1]],
                  "95 % intervals of the two ends do not meet", jump > 0.0, SPECIAL_CASE),
            Check(f"committed share at which half of the runs tip, {USUAL_MEMORY} encounters", "about 25 %", usual.share,
                  "shares between which the runs cannot tell, and half a printed per cent", agrees, SPECIAL_CASE),
            not_judged(f"the same by sampling, {USUAL_MEMORY} encounters, one choice in a hundred by chance",
                       exact(erring, "equation", is_share=True), SPECIAL_CASE),
            *(_by_sampling(memory, found[memory].share) for memory in MEMORIES),
            *(rows := _in_the_ordinary_firm(seeds)).checks,
        ),
        panels=(*_coordination_panels(found), *rows.panels),
        remarks=(
            *unless(agrees, "Not met: the share at which pure coordination tips is not the published one."),
            f"The first row and those of tipping are two set-ups. The convention is held against one choice in a hundred by chance; the "
            f"tipping shares are those of people who hardly ever err. With one choice in a hundred by chance, sampling gives "
            f"{100.0 * erring:.0f} %, not {100.0 * PUBLISHED:.0f}: the published share is met only where no one errs, while the theory of "
            "conventions (Young 1993) is one of errors.",
            "The model has no memory of encounters: who ‘remembers’ twelve draws twelve from what all do today, afresh every week. The "
            "shares by sampling are our own computation, and agreement with them shows that the program does what the equation says.",
            *rows.remarks,
        ),
        told=rows.told,
    )  # fmt: skip


def _by_sampling(memory: int, share: MeasuredNumber) -> Check:
    expected = tipping_by_sampling(memory)
    return Check(
        f"the same by sampling, {memory} encounters", f"{100.0 * expected:.1f} %, our computation", share,
        "shares between which the runs cannot tell", share.low <= expected <= share.high, SPECIAL_CASE,
    )  # fmt: skip


def _coordination_panels(found: dict[int, Coordination]) -> tuple[Plot, Plot]:
    x, fine = tuple(100.0 * share for share in SHARES), np.linspace(0.0, SHARES[-1], 181)
    expected = tuple(held_by_sampling(share, USUAL_MEMORY) for share in fine)
    runs = tuple(_share_of_runs(f"{memory}", x, list(one.tipped.values())) for memory, one in found.items())
    return (
        Plot("Coordination, by memory", "committed, %", "share of runs that tip", runs, edges=(100.0 * PUBLISHED,), is_share=True,
              has_points=True),
        Plot(f"Coordination, {USUAL_MEMORY} met", "committed, %", "the others, in the end", (
            Trend("runs", x, *bands(list(found[USUAL_MEMORY].ends.values()))),
            Trend("by sampling", tuple(100.0 * fine), expected, is_theory=True),
        ), edges=(100.0 * PUBLISHED,), is_share=True, has_points=True),
    )  # fmt: skip


def _share_of_runs(label: str, x: tuple[float, ...], readings: list[MeasuredNumber]) -> Trend:
    return Trend(label, x, tuple(r.value for r in readings), tuple(r.low for r in readings), tuple(r.high for r in readings))


class FirmRows(NamedTuple):
    """What the page tells of the ordinary firm."""

    checks: tuple[Check, ...]
    panels: tuple[Plot, ...]
    remarks: tuple[str, ...]
    told: str


def _in_the_ordinary_firm(seeds: int) -> FirmRows:
    """Rows that nothing published can be held against: whether there is a tipping point at all, and what would make one."""
    held = {old_ways: {share: in_the_firm(share, seeds, old_ways) for share in (IN_FIRM if old_ways < 1.0 else (0.0,))}
            for old_ways in OLD_WAYS}  # fmt: skip
    narrow = {share: in_the_firm(share, seeds, wide=HALF) for share in IN_FIRM}
    alone = {old_ways: held[old_ways][0.0] for old_ways in OLD_WAYS}

    def row(what: str, values: Floats) -> Check:
        return not_judged(f"ordinary rules, no one committed: practise {what}", mean_reading(values, "runs", is_share=True), SPECIAL_CASE)

    soon, late = (mean_reading(alone[0.0][week], "runs").value for week in (WEEKS, LONG))
    x, weeks = tuple(100.0 * share for share in IN_FIRM), tuple(map(float, range(LONG + 1)))
    return FirmRows(
        checks=(
            row(f"in week {WEEKS}", alone[0.0][WEEKS]),
            row(f"in week {LONG}", alone[0.0][LONG]),
            row(f"in week {LONG}, thresholds and noise half as wide", narrow[0.0][LONG]),
            *(row(f"in week {LONG}, the old ways hold at {old_ways:g} of the new", alone[old_ways][LONG]) for old_ways in OLD_WAYS[1:]),
        ),
        panels=(
            Plot("Firm, no one committed", "week", "practising, by hold of old",
                  tuple(Trend(f"{old_ways:g}", weeks, *bands(course)) for old_ways, course in alone.items()), is_share=True),
            Plot(f"Firm, week {LONG}", "committed, %", "share of the others", (
                Trend("defaults", x, *bands([course[LONG] for course in held[0.0].values()])),
                Trend("old 0.3", x, *bands([course[LONG] for course in held[0.3].values()])),
                Trend("half", x, *bands([course[LONG] for course in narrow.values()])),
            ), is_share=True, has_points=True),
        ),
        remarks=(
            f"In the ordinary firm there is no tipping point, and change needs no cause. With no one committed {100.0 * soon:.0f} % "
            f"practise in week {WEEKS} and {100.0 * late:.0f} % in week {LONG}: practice by no one is not stable there, so committed "
            "people can only speed a "
            f"drift, and the share at which half of the runs are beyond one half in week {WEEKS} marks how far the drift has come. "
            "Thresholds spread widely and choice is noisy, so that a few move first at any time; where both are half as wide, practice "
            "stays low without a committed minority, and there is a share that tips it.",
            "By default the old practice is no convention of its own: what serves customers comes on top of work, and one can begin it "
            "without giving up what one does with others. In a convention the two exclude each other, and habit and norm hold the one as "
            "they pull to the other. Where that is so, `choice.old_ways` says how strongly; the rows give 0.3 and 1, and "
            "`configs/robustness/old_ways_bind.yaml` tries 0.3 in a study.",
        ),
        told=f"{100.0 * soon:.0f} % of them by week {WEEKS} and {100.0 * late:.0f} % by week {LONG}",
    )  # fmt: skip
