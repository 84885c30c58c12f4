"""Draws depend on their address and on nothing else."""

from __future__ import annotations

import warnings
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.organisation import draws, name_of
from sim.organisation.draws import (
    LOGISTIC,
    LOGISTIC_SIZES,
    PERSON,
    RECONSIDER,
    address_of,
    addresses_of_employees,
    draw_uniforms,
    key_of,
    philox,
    uniform,
)

ONES = 0xFFFFFFFF
KNOWN_ANSWERS = [
    ((0, 0, 0, 0, 0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES, ONES, ONES, ONES, ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
words = st.integers(0, ONES)


@pytest.mark.parametrize(("counter_and_key", "answer"), KNOWN_ANSWERS)
@pytest.mark.parametrize("function", [philox, philox.py_func], ids=["compiled", "plain"])
def test_philox_gives_the_published_answers(function, counter_and_key, answer):
    assert tuple(int(word) for word in function(*counter_and_key)) == answer


@given(st.tuples(words, words, words, words, words, words))
@settings(max_examples=50, deadline=None)
def test_plain_and_compiled_philox_agree_without_a_warning(counter_and_key):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert philox(*counter_and_key) == philox.py_func(*counter_and_key)


def test_the_logistic_table_is_the_same_on_every_machine():
    assert sha256(LOGISTIC.astype("<f8").tobytes()).hexdigest() == "05c850bba432f7d3333e3655cebc139a8341bcdd9b5dd75de44054251164a4a9"


def test_logistic_draws_are_as_often_above_as_below_nought_and_grow_with_their_bits():
    assert np.array_equal(LOGISTIC, -LOGISTIC[::-1])
    assert (np.diff(LOGISTIC) > 0).all()
    assert abs(LOGISTIC.var() - np.pi**2 / 3) < 0.001  # the tails beyond the 65,536th parts are cut


def test_logistic_draws_from_half_a_table_are_those_of_the_whole_one():
    for function in (draws.logistic, draws.logistic.py_func):
        assert np.array_equal([function(place, LOGISTIC_SIZES) for place in range(65_536)], LOGISTIC)
    assert draws.logistic(np.uint32(65_535), LOGISTIC_SIZES) == LOGISTIC[-1]


def test_a_uniform_draw_is_never_nought_nor_one():
    assert 0.0 < uniform(np.uint32(0)) < uniform(np.uint32(ONES)) < 1.0
    assert uniform(np.uint32(ONES)) == uniform.py_func(np.uint32(ONES))


def test_a_draw_does_not_depend_on_other_draws():
    key = key_of(7)
    people = np.array([3, 2**40 + 1, 2**63 + 5], np.uint64)
    together = draw_uniforms(key, 12, people, RECONSIDER)
    alone = draw_uniforms(key, 12, people[1:2], RECONSIDER)
    assert np.array_equal(together[1:2], alone)
    assert np.array_equal(together, draw_uniforms.py_func(key, 12, people, RECONSIDER))


def test_week_person_purpose_and_seed_each_change_a_draw():
    people = np.array([3], np.uint64)
    base = draw_uniforms(key_of(7), 12, people, RECONSIDER)
    others = [
        draw_uniforms(key_of(7), 13, people, RECONSIDER),
        draw_uniforms(key_of(7), 12, people + np.uint64(2**32), RECONSIDER),
        draw_uniforms(key_of(7), 12, people, PERSON),
        draw_uniforms(key_of(7 + 2**32), 12, people, RECONSIDER),
    ]
    assert all(not np.intersect1d(base, other).size for other in others)


def test_uniform_draws_are_even():
    drawn = draw_uniforms(key_of(1), 0, np.arange(20_000, dtype=np.uint64), PERSON)
    four_standard_errors = 4 * np.sqrt(1 / 12 / drawn.size)
    assert abs(drawn.mean() - 0.5) < four_standard_errors


def test_purposes_never_share_a_draw():
    purposes = [value for name, value in vars(draws).items() if name.isupper() and isinstance(value, int)]
    assert len(set(purposes)) == len(purposes) >= 10


def test_an_address_is_made_from_the_words_of_an_identity():
    assert address_of("sales") == address_of("sales") != address_of("Sales")
    assert addresses_of_employees(["7", "ß"]).tolist() == [int(address_of("employee:7")), int(address_of("employee:ß"))]


def test_the_halves_of_an_address_and_its_pair_are_told_apart():
    one, other = address_of("a"), address_of("b")
    assert draws.address_of_pair(one, other) != draws.address_of_pair(other, one)
    assert draws.address_of_pair(one, other) == draws.address_of_pair.py_func(one, other)
    assert draws.address_of_position(one, 1) == draws.address_of_position.py_func(one, 1) != draws.address_of_position(one, 2)


def test_a_person_keeps_the_name():
    names = [name_of(address) for address in addresses_of_employees([str(person) for person in range(200)])]
    assert names == [name_of(address) for address in addresses_of_employees([str(person) for person in range(200)])]
    assert len(set(names)) > 150
