"""Digests of runs: a check against damage and drift. Equal runs have equal digests, and a changed bit changes them.

All lanes are mixed at once, in the order in which their numbers lie in memory. A digest is no proof against forgery: a reader who wants
another result with the same digest can construct one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.compiled import rule
from sim.engine.state import State, Traces

DIGITS = 32
"""Length of a digest: hexadecimal digits of two numbers of 64 bits."""

# odd multipliers without pattern, from the fractions of the golden ratio and of pi
_FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0x243F6A8885A308D3)
_SHIFT, _LAST_SHIFT = np.uint64(32), np.uint64(29)
_MINUS_NOUGHT = np.uint64(1 << 63)
_NOTHING = np.uint64(0)


@rule
def mix_in(cells, is_real, first, second):
    """Enter the cells of a column into the numbers of each lane. cells : (cells, lanes); first, second : (lanes,), written."""
    count, lanes = np.uint64(cells.shape[0]), np.uint64(cells.shape[1])
    for lane in range(lanes):
        first[lane] = (first[lane] ^ count) * _FIRST
    for cell in range(count):
        for lane in range(lanes):
            word = np.uint64(cells[cell, lane])
            word = _NOTHING if is_real and word == _MINUS_NOUGHT else word
            one = (first[lane] ^ word) * _FIRST
            first[lane] = one ^ (one >> _SHIFT)
        for lane in range(lanes):
            other = (second[lane] ^ first[lane]) * _SECOND
            second[lane] = other ^ (other >> _LAST_SHIFT)


def digest_of(traces: Traces, state: State, lane: int) -> str:
    """Digest of everything recorded of a lane and of its final state; −0.0 counts as 0.0. Returns DIGITS hexadecimal digits."""
    return _digests(traces, state, slice(lane, lane + 1))[0]


def digests_of(traces: Traces, state: State) -> list[str]:
    """The digest of every lane, each the same as alone."""
    return _digests(traces, state, slice(None))


def _digests(traces: Traces, state: State, lanes: slice) -> list[str]:
    everything = (
        traces.practising, traces.unit, traces.firm, traces.segment, traces.metric, state.practice, state.habit, state.interest,
        state.capacity, state.cynicism, state.threshold, state.commitment, state.credibility, state.remembered, state.worst, state.bond,
        state.abandoned, state.vetoed, state.overtaken,
    )  # fmt: skip
    count = len(state.abandoned[lanes])
    first, second = np.zeros(count, np.uint64), np.zeros(count, np.uint64)
    for column in everything:
        mix_in(_bits_of(column[..., lanes]), column.dtype == np.float64, first, second)
    return [f"{one:016x}{other:016x}" for one, other in zip(first.tolist(), second.tolist(), strict=True)]


def _bits_of(column: NDArray) -> NDArray:
    """A column as unsigned whole numbers, shape (cells, lanes)."""
    cells = np.ascontiguousarray(column).reshape(-1, column.shape[-1])
    return cells.view(np.dtype(f"u{cells.dtype.itemsize}"))
