"""Constants of each employee, drawn at the employee's own address."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Floats, Indices
from sim.compiled import rule as compiled
from sim.organisation.draws import LOGISTIC_SIZES, PERSON, DrawKey, address_of_position, draw, logistic, uniform
from sim.organisation.organisation import Stance
from sim.schema.organisation import People

_LOW_HALF = np.uint32(0xFFFF)


class Persons(NamedTuple):
    """Constants of employees before any change; shape (employees,) each."""

    threshold: Floats  # pull needed before practising
    openness: Floats  # [0, 1]
    attractiveness: NDArray[np.uint32]  # rank in being sought by colleagues of the unit: the most attractive become hubs
    brokerage: NDArray[np.uint32]  # rank in reaching across units: the highest become brokers


@compiled
def addresses_by_position(unit_address: NDArray[np.uint64], size: Indices) -> NDArray[np.uint64]:
    """Drawn employees are addressed by unit and position, independent of others."""
    address = np.empty(np.sum(size), np.uint64)
    employee = 0
    for unit in range(len(size)):
        for position in range(np.int64(size[unit])):
            address[employee] = address_of_position(unit_address[unit], position)
            employee += 1
    return address


@compiled
def _draw_people(
    key: DrawKey,
    address: NDArray[np.uint64],
    resistance: Floats,
    threshold: float,
    threshold_spread: float,
    openness: float,
    openness_spread: float,
) -> tuple[Floats, Floats, NDArray[np.uint32], NDArray[np.uint32]]:
    employees = len(address)
    thresholds, opennesses = np.empty(employees), np.empty(employees)
    attractiveness, brokerage = np.empty(employees, np.uint32), np.empty(employees, np.uint32)
    for employee in range(employees):
        words = draw(key, 0, address[employee], PERSON)
        thresholds[employee] = threshold + resistance[employee] + threshold_spread * logistic(words[0] & _LOW_HALF, LOGISTIC_SIZES)
        opennesses[employee] = min(1.0, max(0.0, openness + openness_spread * (2.0 * uniform(words[1]) - 1.0)))
        attractiveness[employee] = words[2]
        brokerage[employee] = words[3]
    return thresholds, opennesses, attractiveness, brokerage


def stated(stance: Stance | None, name: str, drawn: Floats) -> Floats:
    """A constant of employees: as stated of them, and as drawn where it is not; shape (employees,)."""
    if stance is None:
        return drawn
    known: Floats = getattr(stance, name)
    return np.where(np.isnan(known), drawn, known)


def people_of(people: People, key: DrawKey, address: NDArray[np.uint64], resistance: Floats) -> Persons:
    """People differ in threshold, openness, popularity and reach.

    key : of the organisation's seed; address : shape (employees,)
    resistance : of each employee's unit, added to the threshold, shape (employees,)
    Source: thresholds after Granovetter 1978; the logistic spread is ours, the uniform spread of openness too.
    """
    drawn = _draw_people(key, address, resistance, people.threshold, people.threshold_spread, people.openness, people.openness_spread)
    return Persons(*drawn)
