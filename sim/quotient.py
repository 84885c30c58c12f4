"""Quotients by a known reciprocal: the bits of a division at a fraction of its cost.

A processor divides eight times slower than it multiplies. Where many numbers have one divisor, its reciprocal is taken once; what rounding
lost is then found exactly by a fused multiplication and added back.

Source: Markstein 1990, "Computation of elementary functions on the IBM RISC System/6000 processor": one such correction of a quotient that
is off by less than the distance to the next number gives the bits of a division. For whole divisors below 2^32 the product with the
reciprocal suffices to begin with, because no such quotient lies near the middle between two neighbouring numbers; for others it is
corrected once before.
"""

from __future__ import annotations

from typing import Any

from numba import types
from numba.extending import intrinsic, overload


def quotient(part: float, whole: float, reciprocal: float) -> float:
    """`part / whole` to the bit.

    whole : a whole number, at least 1 and below 2^32; reciprocal : 1 / whole; part : 0, or neither tiny nor huge beside whole
    """
    return part / whole


def ratio(part: float, whole: float) -> float:
    """`part / whole` to the bit, for many parts of one whole: compiled code takes the reciprocal of the whole once, before the loop.

    whole : neither tiny nor huge; part : 0, or neither tiny nor huge beside whole
    """
    return part / whole


def _rounded_once(_: Any, first: Any, second: Any, third: Any) -> Any:
    """first * second + third, rounded once."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.fma(*arguments)

    return types.float64(types.float64, types.float64, types.float64), generate


_fused: Any = intrinsic(_rounded_once)  # compiled code gives it three numbers; its types do not say so


@overload(quotient, inline="always")
def _compiled_quotient(part: Any, whole: Any, reciprocal: Any) -> Any:
    def by_reciprocal(part: Any, whole: Any, reciprocal: Any) -> Any:
        near = part * reciprocal
        return _fused(_fused(-whole, near, part), reciprocal, near)

    return by_reciprocal


@overload(ratio, inline="always")
def _compiled_ratio(part: Any, whole: Any) -> Any:
    def by_reciprocal(part: Any, whole: Any) -> Any:
        reciprocal = 1.0 / whole
        first = part * reciprocal
        near = _fused(_fused(-whole, first, part), reciprocal, first)
        return _fused(_fused(-whole, near, part), reciprocal, near)

    return by_reciprocal
