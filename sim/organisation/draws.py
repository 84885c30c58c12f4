"""Random draws: each is a pure function of its address, regardless of caller and order.

A key (the seed of the run) and a counter (week, address of the person or thing, purpose) address each draw. Two runs that differ in one
cause therefore differ in nothing else: neither threads nor the presence of other people can change a decision.

The generator is Philox4x32-10. The functions below give the same numbers compiled and through their `.py_func`.

Source: Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"; the layout of the counter is ours.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from sim.compiled import rule as compiled
from sim.compiled import rule_for
from sim.quotient import quotient

# Purposes: the last word of the counter, so that two decisions of one person in one week never share a draw.
RECONSIDER = 1  # whether someone thinks again, whether they leave, and what threshold a successor has
CHOICE_LOW = 2  # behaviours 0 to 7, one logistic draw of 16 bits each
CHOICE_HIGH = 3  # behaviours 8 to 15
NEWCOMER = 5
CUSTOMER_ENCOUNTER = 6
PERSON = 8
TIES_WITHIN = 9
TIES_BETWEEN = 10
AGENTS = 11
NAMES = 12
ENCOUNTERS_LOW = 13  # how many of the colleagues met were seen to practise: behaviours 0 to 7, 16 bits each
ENCOUNTERS_HIGH = 14  # behaviours 8 to 15
DISTURBANCE = 15  # of the whole firm
HABIT = 16  # how fast a person forms habits
DESCRIPTION = 17  # error of a told value of the firm
OWNERS = 18  # in whose care a customer is
TEST_BED = 19  # how good the idea of a test-bed is, and when a better one is found

Integer = int | np.integer
"""A whole number, Python's own or NumPy's: rules and draws take either."""

Words = tuple[np.uint32, np.uint32, np.uint32, np.uint32]
DrawKey = tuple[np.uint32, np.uint32]

# Everything is 64 bits wide and masked to 32: no product or sum below can overflow, and numba is never left to promote a mixed type.
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)

# Addresses of people and of pairs of units belong to no seed: a person is the same one in every draw of the organisation.
_ADDRESS_KEY = (np.uint32(0x6F726761), np.uint32(0x6E697365))


@rule_for("UniTuple(uint32, 4)(uint64, uint64, uint64, uint64, uint64, uint64)")
def philox(c0: Integer, c1: Integer, c2: Integer, c3: Integer, k0: Integer, k1: Integer) -> Words:
    """Philox: a counter and a key of 32-bit words become four words without pattern, always the same four.

    Source: Salmon et al. 2011, philox4x32 with ten rounds.
    """
    a, b, c, d = np.uint64(c0), np.uint64(c1), np.uint64(c2), np.uint64(c3)
    key_0, key_1 = np.uint64(k0), np.uint64(k1)
    for _ in range(10):
        left = _MULTIPLIER_0 * (a & _LOW)
        right = _MULTIPLIER_1 * (c & _LOW)
        a, b = (right >> _HALF) ^ b ^ key_0, right & _LOW
        c, d = (left >> _HALF) ^ d ^ key_1, left & _LOW
        key_0 = (key_0 + _WEYL_0) & _LOW
        key_1 = (key_1 + _WEYL_1) & _LOW
    return np.uint32(a), np.uint32(b), np.uint32(c), np.uint32(d)


@compiled
def low_word(address: Integer) -> np.uint32:
    """The lower half of an address, as a word of the counter."""
    return np.uint32(np.uint64(address) & _LOW)


@compiled
def high_word(address: Integer) -> np.uint32:
    """The upper half of an address, as a word of the counter."""
    return np.uint32(np.uint64(address) >> _HALF)


@compiled
def draw(key: DrawKey, week: Integer, address: Integer, purpose: Integer) -> Words:
    """The four words of one random decision, addressed by seed, subject, week and purpose."""
    return philox(week, low_word(address), high_word(address), purpose, key[0], key[1])


@compiled
def uniform(word: Integer) -> float:
    """A word as a number strictly between 0 and 1."""
    return (word + 0.5) * 2.0**-32


@compiled
def short_uniform(half_word: Integer) -> float:
    """Sixteen bits as a number strictly between 0 and 1."""
    return (float(half_word) + 0.5) * 2.0**-16


def _logistic_table() -> NDArray[np.float64]:
    """The quantiles of the standard logistic distribution at the middles of 65,536 equal shares.

    Logarithms differ in the last bit between CPUs; rounded to seven decimals they do not, and neither do the decisions drawn from them.
    """
    share = np.arange(65_536) + 0.5
    table = np.round(np.log(share) - np.log(65_536 - share), 7).astype(np.float64)
    table.flags.writeable = False
    return table


LOGISTIC = _logistic_table()


_IN_ONE = 1e7  # units of the next table in 1
_LAST_PLACE, _TWO = np.uint64(65_535), np.uint64(2)

LOGISTIC_SIZES: NDArray[np.int32] = np.round(-_IN_ONE * LOGISTIC[:32_768]).astype(np.int32)
"""The lower half of that table, its upper half being its mirror image, without sign and in units of the seventh decimal: a quarter of the
memory, so that it stays in a cache in which the whole table would not."""


@compiled
def logistic(half_word: Integer, sizes: NDArray[np.int32]) -> float:
    """Sixteen bits as a draw from the standard logistic distribution: no logarithm in the week, the same on every CPU.

    sizes : LOGISTIC_SIZES
    """
    place = np.uint64(half_word)
    size = quotient(float(sizes[min(place, _LAST_PLACE - place)]), _IN_ONE, 1.0 / _IN_ONE)
    return size if place > _LAST_PLACE // _TWO else -size


def upper_quantile(chance: float) -> float:
    """The draw of `logistic` that is reached with a chance, [0, 1]; infinite at 0, below every draw at 1."""
    place = round((1.0 - chance) * 65_536)
    return float(LOGISTIC[place]) if place < 65_536 else np.inf


def key_of(seed: int) -> DrawKey:
    """The seed of a run as the key of its draws."""
    return np.uint32(seed & 0xFFFFFFFF), np.uint32((seed >> 32) & 0xFFFFFFFF)


def address_of(text: str) -> np.uint64:
    """An identity, in words, as an address; a pure function."""
    return np.uint64(int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little"))


def addresses_of_employees(ids: list[str] | tuple[str, ...]) -> NDArray[np.uint64]:
    """Real employees are addressed by id alone, so that moving to another unit does not change them."""
    digests = b"".join(blake2b(b"employee:" + name.encode(), digest_size=8).digest() for name in ids)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


@compiled
def _joined(words: Words) -> np.uint64:
    return np.uint64(words[0]) | (np.uint64(words[1]) << _HALF)


@compiled
def address_of_position(unit_address: Integer, position: Integer) -> np.uint64:
    """A drawn employee is addressed by unit and position, so that others' coming and going does not matter."""
    return _joined(philox(position, low_word(unit_address), high_word(unit_address), PERSON, _ADDRESS_KEY[0], _ADDRESS_KEY[1]))


@compiled
def address_of_pair(first: Integer, second: Integer) -> np.uint64:
    """Two units, ordered by id, share an address for events between them."""
    words = philox(low_word(first), high_word(first), low_word(second), high_word(second), _ADDRESS_KEY[0], _ADDRESS_KEY[1])
    return _joined(words)


@compiled
def draw_uniforms(key: DrawKey, week: Integer, addresses: NDArray[np.uint64], purpose: Integer) -> NDArray[np.float64]:
    """Four numbers between 0 and 1 for each address, shape (addresses, 4), for one week and purpose."""
    drawn = np.empty((len(addresses), 4))
    for row in range(len(addresses)):
        words = draw(key, week, addresses[row], purpose)
        for column in range(4):
            drawn[row, column] = uniform(words[column])
    return drawn
