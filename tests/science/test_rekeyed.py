"""Version 0.7 computes digests in another way. The runs are those of 0.6: their old digests, computed as then, still come out."""

from __future__ import annotations

import csv
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.engine.digest import digests_of
from sim.engine.run import Run, prepare

BOTH = Path(__file__).with_name("rekeyed.csv")
"""Scenario, seed, the first 16 digits of the digest as 0.6 computed it, and of the digest as it is computed now."""


def former_digests_of(run: Run) -> list[str]:
    """As version 0.6 computed them: SHA-256 over everything recorded of a lane and its final state."""
    traces, state = run.traces, run.state
    everything = (
        traces.practising, traces.unit, traces.firm, traces.segment, state.practice, state.habit, state.interest, state.capacity,
        state.cynicism, state.threshold, state.commitment, state.credibility, state.remembered, state.worst, state.abandoned, state.vetoed,
    )  # fmt: skip
    digests = [sha256() for _ in range(run.lanes)]
    for column in everything:
        for lane, digest in enumerate(digests):
            own = np.ascontiguousarray(column[..., lane])
            digest.update((own + 0.0 if own.dtype == np.float64 else own).astype(own.dtype.newbyteorder("<")).tobytes())
    return [digest.hexdigest() for digest in digests]


def rekeyed() -> dict[str, list[list[str]]]:
    """Rows of the table, by scenario."""
    with BOTH.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return {name: [row for row in rows if row[0] == name] for name in dict.fromkeys(row[0] for row in rows)}


@pytest.mark.parametrize("scenario", rekeyed())
def test_a_run_is_bit_for_bit_the_run_of_the_version_before(scenario: str) -> None:
    rows = rekeyed()[scenario]
    run = prepare(sim.load(scenario), [int(seed) for _, seed, _, _ in rows]).advance()
    assert [digest[:16] for digest in former_digests_of(run)] == [former for _, _, former, _ in rows]
    assert [digest[:16] for digest in digests_of(run.traces, run.state)] == [now for _, _, _, now in rows]
