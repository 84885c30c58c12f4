"""Random events of the readable engine, drawn at the same addresses as in the compiled one."""

from __future__ import annotations

from typing import NamedTuple

from sim.compiled import in_python
from sim.organisation import draws

_philox, _uniform, _short_uniform = in_python(draws.philox), in_python(draws.uniform), in_python(draws.short_uniform)
_logistic: list[float] = draws.LOGISTIC.tolist()


class Address(NamedTuple):
    """Address of a person's random draws: two words of the person or customer, two of the seed."""

    low: int
    high: int
    key_low: int
    key_high: int


class Chances(NamedTuple):
    """Random events of one person in one week."""

    reconsiders: float  # uniform: small enough, and the person thinks again about what to practise
    leaves: float  # uniform: small enough, and the person leaves
    successor: float  # logistic: the threshold of a successor


NOTHING_HAPPENS = Chances(1.0, 1.0, 0.0)
"""Random events before the first week."""


def address_at(low: int, high: int, seed: int) -> Address:
    """The address of a person or customer under a seed. low, high : words of the address."""
    key_low, key_high = draws.key_of(seed)
    return Address(int(low), int(high), int(key_low), int(key_high))


def chances_of_week(address: Address, week: int) -> Chances:
    """Random events of a person in a week, counted from 1."""
    first, second, third, _ = _words(address, week, draws.RECONSIDER)
    return Chances(_uniform(first), _uniform(second), _logistic[third & 0xFFFF])


def chances_of_choice(address: Address, week: int, behaviours: int) -> list[float]:
    """A logistic draw for each behaviour, of 16 bits: eight to a purpose, the lower half of each word first."""
    return [_logistic[bits] for bits in _half_words(address, week, behaviours, draws.CHOICE_LOW, draws.CHOICE_HIGH)]


def chances_of_meetings(address: Address, week: int, behaviours: int) -> list[float]:
    """How many of the colleagues met practise each behaviour: a uniform draw of 16 bits for each, as those of a choice."""
    return [_short_uniform(bits) for bits in _half_words(address, week, behaviours, draws.ENCOUNTERS_LOW, draws.ENCOUNTERS_HIGH)]


def disturbance_of_week(seed: int, week: int) -> float:
    """A logistic draw that is common to the firm in a week, counted from 1."""
    return _logistic[_words(address_at(0, 0, seed), week, draws.DISTURBANCE)[0] & 0xFFFF]


def quality_of_first_idea(seed: int) -> float:
    """How good the first idea of a test-bed is: a uniform draw that is common to the firm."""
    return _uniform(_words(address_at(0, 0, seed), 0, draws.TEST_BED)[0])


def chances_of_an_idea(seed: int, week: int) -> tuple[float, float]:
    """Whether a test-bed finds a better idea in a week, counted from 1, and how much better it is: uniform draws."""
    chance, quality, _, _ = _words(address_at(0, 0, seed), week, draws.TEST_BED)
    return _uniform(chance), _uniform(quality)


def chance_at_start(address: Address, behaviour: int) -> float:
    """A uniform draw: small enough, and the person practises the behaviour before the initiative begins."""
    return _uniform(_words(address, behaviour, draws.NEWCOMER)[0])


def chances_of_encounter(address: Address, week: int) -> tuple[float, float]:
    """Whether a customer meets the firm in the week, counted from 1 (uniform), and with what luck (logistic)."""
    first, second, _, _ = _words(address, week, draws.CUSTOMER_ENCOUNTER)
    return _uniform(first), _logistic[second & 0xFFFF]


def _half_words(address: Address, week: int, behaviours: int, low: int, high: int) -> list[int]:
    words = _words(address, week, low)
    if behaviours > 8:
        words += _words(address, week, high)
    return [(words[place // 2] >> (16 * (place % 2))) & 0xFFFF for place in range(behaviours)]


def _words(address: Address, week: int, purpose: int) -> tuple[int, ...]:
    drawn = _philox(week, address.low, address.high, purpose, address.key_low, address.key_high)
    return tuple(int(word) for word in drawn)
