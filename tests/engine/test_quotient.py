"""A quotient by reciprocal has the bits of a division, for all that the engine divides."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.compiled import rule
from sim.quotient import quotient, ratio

Numbers = NDArray[np.float64]


@rule
def quotients(part: Numbers, whole: Numbers) -> Numbers:
    found = np.empty(len(part))
    for place in range(len(part)):
        found[place] = quotient(part[place], whole[place], 1.0 / whole[place])
    return found


@rule
def ratios(part: Numbers, whole: float) -> Numbers:
    found = np.empty(len(part))
    for place in range(len(part)):
        found[place] = ratio(part[place], whole)
    return found


def assert_the_bits_of_a_division(part: Numbers, whole: Numbers) -> None:
    assert (part * (1.0 / whole) != part / whole).any()  # where the product alone would do, equality shows little
    assert np.array_equal(quotients(part, whole).view(np.uint64), (part / whole).view(np.uint64))


def test_shares_of_all_whole_numbers_up_to_two_thousand() -> None:
    whole, part = (place.astype(float) for place in np.tril_indices(2_001))
    assert_the_bits_of_a_division(part[whole > 0.0], whole[whole > 0.0])


def test_shares_of_large_whole_numbers() -> None:
    rng = np.random.default_rng(11)
    about = np.concatenate([2 ** rng.integers(11, 32, 200_000) + rng.integers(-3, 4, 200_000), rng.integers(2_001, 2**32, 1_000_000)])
    whole = np.minimum(about, 2**32 - 1)
    anywhere, near_the_ends = rng.integers(0, whole + 1), rng.integers(0, 4, len(whole))
    for part in (anywhere, near_the_ends, whole - near_the_ends):
        assert_the_bits_of_a_division(part.astype(float), whole.astype(float))


def test_means_of_sums_over_one_to_sixteen() -> None:
    rng = np.random.default_rng(12)
    anywhere = rng.uniform(0.0, 16.0, 200_000)
    near_a_step = np.nextafter(rng.integers(0, 65, 50_000) / 4.0 + 0.25, rng.choice([0.0, 17.0], 50_000))
    small = np.exp2(rng.uniform(-200.0, 4.0, 50_000))
    part = np.concatenate([anywhere, near_a_step, small, [0.0, 16.0]])
    assert_the_bits_of_a_division(np.tile(part, 16), np.repeat(np.arange(1.0, 17.0), len(part)))


def test_parts_of_any_one_whole() -> None:
    rng, mended = np.random.default_rng(13), 0
    for whole in np.concatenate([rng.uniform(0.0, 4.0, 200), np.nextafter(2.0 ** rng.integers(-3, 3, 40), rng.choice([0.0, 9.0], 40))]):
        shares = np.concatenate([rng.uniform(0.0, 1.0, 4_000), np.exp2(rng.uniform(-60.0, 0.0, 500))])
        near_a_step = np.nextafter(np.exp2(-rng.integers(0, 9, 500)) * whole, rng.choice([0.0, whole], 500))
        part = np.concatenate([shares * whole, near_a_step, [0.0, whole]])
        assert np.array_equal(ratios(part, whole).view(np.uint64), (part / whole).view(np.uint64))
        mended += (part * (1.0 / whole) != part / whole).sum()
    assert mended > 0  # where the product alone would do, equality shows little
