"""Norms, by hand."""

from __future__ import annotations

import pytest

from sim.mechanisms.norms import NormParameters, norm_after

P = NormParameters(anchors=0.5, unaided=0.25, unseen=0.2, seen=0.5, erodes=0.1)


def after(norm: float, practised: float, rituals: float = 0.0, selection: float = 0.0, interest: float = 1.0) -> float:
    return norm_after.py_func(norm, practised, rituals, selection, interest, P)


def test_a_norm_follows_what_most_do() -> None:
    assert after(0.2, 0.6) == pytest.approx(0.2 + 0.5 * 0.25 * 0.4)
    assert after(0.6, 0.6, 1.0, 1.0) == 0.6


def test_rituals_and_selection_anchor_it_sooner() -> None:
    assert after(0.2, 0.6, rituals=0.5) == pytest.approx(0.2 + 0.5 * (0.25 + 0.75 * 0.3) * 0.4)
    assert after(0.2, 0.6, selection=0.5) == pytest.approx(0.2 + 0.5 * (0.25 + 0.75 * 0.2) * 0.4)
    assert after(0.2, 0.6, 1.0, 1.0) == pytest.approx(0.4)


def test_what_is_done_without_the_why_anchors_slowly() -> None:
    full = 0.5 * 0.25 * 0.4
    assert after(0.2, 0.6, interest=0.5) == after(0.2, 0.6) == pytest.approx(0.2 + full)
    assert after(0.2, 0.6, interest=0.25) == pytest.approx(0.2 + full * 0.6)  # 0.2 + 0.8 × 0.25 / 0.5
    assert after(0.2, 0.6, interest=0.0) == pytest.approx(0.2 + full * 0.2)
    assert after(0.2, 0.6, 1.0, 1.0, interest=0.0) == pytest.approx(0.2 + 0.5 * 0.4 * 0.2), "all rituals do not replace it"


def test_it_erodes_as_slowly_without_the_why() -> None:
    assert after(0.6, 0.2, interest=0.0) == after(0.6, 0.2, interest=1.0) == pytest.approx(0.56)


def test_it_erodes_slowly_and_rituals_do_not_matter_then() -> None:
    assert after(0.6, 0.2) == after(0.6, 0.2, 1.0, 1.0) == pytest.approx(0.56)
    assert after(1.0, 0.0) == pytest.approx(0.9)


def test_a_small_gap_anchors_too() -> None:
    assert after(0.0, 0.5) == pytest.approx(0.0625)
    assert after(0.0, 1.0, 1.0, 1.0) == 0.5
