"""Wording of readings and verdicts, shared by page, figures and terminal."""

from __future__ import annotations

import math

from experiments.validation.pattern import Check, Pattern
from experiments.validation.readings import POINTS, MeasuredNumber

NOTHING = 1e-9
"""What differs from zero by less is a rounding of the last bits."""

MET, NOT_MET, OPPOSITE, NOT_JUDGED = "yes", "no", "opposite", "–"


def reading_in_words(reading: MeasuredNumber) -> str:
    """A reading with its interval, where it has one: 58 % [56, 59]."""
    scale = 100.0 if reading.is_share or reading.unit == POINTS else 1.0
    unit = "\u00a0%" if reading.is_share else f"\u00a0{reading.unit}".rstrip("\u00a0")
    value, low, high = (scale * number for number in reading[:3])
    digits = _digits(value, high - low)
    if reading.low == reading.high:
        return f"{_number(value, digits)}{unit}"
    return f"{_number(value, digits)}{unit} [{_number(low, digits)}, {_number(high, digits)}]"


def sample_of(reading: MeasuredNumber) -> str:
    """On how many of what it was measured."""
    return f"{reading.n:,} {reading.of}"


def verdict_on(check: Check) -> str:
    """Whether a check is met, in a word."""
    if check.agrees is None:
        return NOT_JUDGED
    return MET if check.agrees else OPPOSITE if check.is_opposite else NOT_MET


def finding_of(pattern: Pattern) -> str:
    """How much of a pattern is met, in a few words."""
    judged = [check for check in pattern.checks if check.agrees is not None]
    if not judged:
        return "shown, nothing to meet"
    met, opposite = sum(bool(check.agrees) for check in judged), sum(check.is_opposite for check in judged)
    if met == len(judged):
        unjudged = len(judged) < len(pattern.checks)
        return f"met in the {len(judged)} {'row' if len(judged) == 1 else 'rows'} judged" if unjudged else "met"
    return ("not met" if not met else f"{met} of {len(judged)} met") + (f", {opposite} opposite" if opposite else "")


def _digits(value: float, width: float) -> int:
    """As many decimals as the interval lets mean something: its half width to one digit, or three digits where there is none."""
    size = width / 2.0 if width > 0.0 else abs(value) / 200.0
    if size < NOTHING or (width == 0.0 and float(value).is_integer()):
        return 0
    return max(0, min(4, math.ceil(-math.log10(size))))


def _number(value: float, digits: int) -> str:
    text = f"{value:,.{digits}f}"
    if float(text.replace(",", "")) == 0.0:
        text = text.replace("-", "")
    return text.replace("-", "−")
