"""An organisation from what was read of a real one: columns of people and ties, with what the files leave out drawn or inferred.

How files are understood is no rule and lies in `sim.importing`, which is looked up by name: it may learn another format without another
version of the model. That a file is understood as before is told by a digest, `read_as`, which a resolved scenario contains.
"""

from __future__ import annotations

from hashlib import sha256
from importlib import import_module
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Bools, Floats, Indices
from sim.organisation.draws import DrawKey, address_of, addresses_of_employees, key_of
from sim.organisation.hierarchy import HEAD_OF_UNIT, depths_of, leaders_of
from sim.organisation.listening import BETWEEN, FORMAL, ORDINARY_STRENGTH, STRONGEST, WITHIN, Ties, authority_of, compressed, ties_of
from sim.organisation.organisation import KINDS, MISSING, Organisation, OrganisationError, Stance
from sim.organisation.people import Persons, people_of, stated
from sim.organisation.reporting import heads_of_units
from sim.organisation.ties import ties_between, ties_within
from sim.schema.organisation import OrganisationFromFiles, UnitTraits

READER = "sim.importing.reading"
"""The module whose `as_read` understands files."""


_NOT_OF_READING = {
    "title", "people", "levers", "read_as", "employees", "ties", "survey", "employees_sha256", "ties_sha256", "survey_sha256"
}  # fmt: skip
"""Keys of a specification that change nothing of what is read."""


class AsRead(NamedTuple):
    """People and ties as files name them; people in the order of (unit, id), units in the order of their ids."""

    ids: tuple[str, ...]
    unit_ids: tuple[str, ...]
    unit: Indices  # shape (employees,)
    manager: Indices  # employee, or MISSING: the chief and heads of outer units; shape (employees,)
    are_managers_ties: bool  # whether each reporting line is a tie, too; not where the lines were inferred from ties
    listener: Indices  # shape (ties,), in any order
    heard: Indices
    relative: Floats  # strength, an ordinary tie of its kind being 1
    is_formal: Bools
    loudness: NDArray[np.uint8] | None  # shape (ties,): strength as heard, of an organisation that was saved; then nothing is added
    draws_ties: bool  # whether informal ties are drawn, because the files name none
    address: NDArray[np.uint64] | None  # shape (employees,): of an organisation that was saved; otherwise from the ids
    stance: Stance | None
    notes: tuple[str, ...]
    head: Indices | None = None  # shape (units,): of an organisation that was saved
    scale: float = 1.0  # of the strengths of an organisation that was saved


def read_organisation(spec: OrganisationFromFiles) -> Organisation:
    """An organisation as its files describe it; missing parts are drawn or inferred, and reported.

    Raises OrganisationError, in a line or two with file and rows, for what cannot be an organisation.
    """
    return organisation_from(import_module(READER).as_read(spec), spec)


def organisation_from(read: AsRead, spec: OrganisationFromFiles) -> Organisation:
    """The organisation of people and ties as they were read.

    Raises OrganisationError where no unit is inside the firm, or where the files are understood otherwise than the specification expects.
    """
    traits = [spec.units.get(name, UnitTraits()) for name in read.unit_ids]
    kind = np.array([KINDS.index(unit.kind) for unit in traits], np.uint8)
    if not (kind == 0).any():
        raise OrganisationError("units: none is internal, so there is no firm to change")
    depth = depths_of(read.manager, np.where(kind[read.unit] == 0, 0, HEAD_OF_UNIT).astype(np.uint8))
    leaders = leaders_of(read.manager)
    unit_head = heads_of_units(read.unit, read.manager, depth) if read.head is None else read.head
    influence = np.array([unit.influence for unit in traits])
    resistance = np.array([unit.resistance for unit in traits])
    address = addresses_of_employees(read.ids) if read.address is None else read.address
    key = key_of(spec.seed)
    persons = people_of(spec.people, key, address, resistance[read.unit])
    authority = authority_of(len(read.ids), leaders.leaders, unit_head)
    ties, scale, said = _heard(read, spec, key, address, persons, authority, influence)
    digest = _digest_of(read, spec)
    _refuse_read_otherwise(spec.read_as, digest)
    return Organisation(
        unit_ids=read.unit_ids,
        unit_titles=tuple(unit.title or name for name, unit in zip(read.unit_ids, traits, strict=True)),
        unit_kind=kind,
        unit_size=np.bincount(read.unit).astype(np.uint32),
        unit_head=unit_head,
        contact=np.array([unit.contact for unit in traits]),
        influence=influence,
        unit_resistance=resistance,
        unit_address=np.array([address_of(name) for name in read.unit_ids], np.uint64),
        employee_ids=read.ids,
        unit=read.unit,
        manager=read.manager,
        depth=depth,
        address=address,
        threshold=stated(read.stance, "threshold", persons.threshold),
        openness=stated(read.stance, "openness", persons.openness),
        **leaders._asdict(),
        **ties._asdict(),
        notes=read.notes + said,
        scale=scale,
        stance=read.stance,
        read_as=digest,
    )


def _digest_of(read: AsRead, spec: OrganisationFromFiles) -> str:
    """Two readings with the same digest, of settings and of what they gave, are of the same people, hierarchy, ties and start."""
    settings = spec.model_dump(exclude=_NOT_OF_READING)
    digest = sha256(repr((read.ids, read.unit_ids, read.are_managers_ties, read.draws_ties, read.scale)).encode())
    for column in (*(column for column in read if isinstance(column, np.ndarray)), *(read.stance or ())):
        digest.update(np.ascontiguousarray(column).tobytes())
    return f"{sha256(repr(settings).encode()).hexdigest()[:16]}-{digest.hexdigest()[:16]}"


def _refuse_read_otherwise(expected: str | None, digest: str) -> None:
    """Raises OrganisationError where the same files under the same settings are understood otherwise than before."""
    if expected is not None and expected != digest and expected.split("-")[0] == digest.split("-")[0]:
        raise OrganisationError(
            "organisation.read_as: these files are understood otherwise than when the scenario was resolved; remove the key to accept it"
        )


def _heard(
    read: AsRead,
    spec: OrganisationFromFiles,
    key: DrawKey,
    address: NDArray[np.uint64],
    persons: Persons,
    authority: Floats,
    influence: Floats,
) -> tuple[Ties, float, tuple[str, ...]]:
    """Ties as they are heard: those of the files, those drawn, and managers where the files name them."""
    if read.loudness is not None:
        start, neighbour, strength = compressed(read.listener, read.heard, read.loudness.astype(np.float64), len(read.ids))
        return Ties(start, neighbour, strength.astype(np.uint8)), read.scale, ()
    own, others = read.unit[read.listener], read.unit[read.heard]
    weight = np.where(read.is_formal, FORMAL, np.where(own == others, WITHIN, BETWEEN)) * read.relative
    listener, heard = read.listener, read.heard
    if read.draws_ties:
        opener, chosen = _drawn(read, spec, key, address, persons)
        kind = np.where(read.unit[opener] == read.unit[chosen], WITHIN, BETWEEN)
        listener, heard = np.concatenate((listener, opener, chosen)), np.concatenate((heard, chosen, opener))
        weight = np.concatenate((weight, kind, kind))
    if read.are_managers_ties:
        led = np.flatnonzero(read.manager != MISSING).astype(np.uint32)
        listener = np.concatenate((listener, led, read.manager[led]))
        heard = np.concatenate((heard, read.manager[led], led))
        weight = np.concatenate((weight, np.full(2 * len(led), FORMAL)))
    reach = np.where(read.unit[heard] != read.unit[listener], influence[read.unit[heard]], 1.0)
    scale, said = _scale_of(ORDINARY_STRENGTH * weight * authority[heard] * reach)
    return ties_of(listener, heard, weight * scale, authority, read.unit, influence), scale, said


def _scale_of(felt: Floats) -> tuple[float, tuple[str, ...]]:
    """By what strengths are multiplied so that one byte holds them in order and ratio; where it cannot, the fewest ties are cut.

    felt : strengths as they would be heard, shape (ties,)
    """
    least, most = 0.5, STRONGEST + 0.5
    if len(felt) == 0 or (felt.max() < most and felt.min() >= least):
        return 1.0, ()
    ordered = np.sort(felt)
    within = np.searchsorted(ordered, ordered * (most / least), side="left") - np.arange(len(ordered))
    lowest = int(np.argmax(within))  # of equals the weakest, so that strong ties are cut last
    held = int(within[lowest])
    loudest = ordered[lowest + held - 1]
    scale = min(1.0, STRONGEST / loudest) if loudest >= most else (1.0 if ordered[lowest] >= least else 1.0 / ordered[lowest])
    above, below = int((felt * scale >= most).sum()), int((felt * scale < least).sum())
    said = [f"Strengths were multiplied by {scale:.3g} to fit a scale of 1 to {STRONGEST:.0f}; their order and ratios stay, rounded."]
    if above or below:
        said.append(
            f"The scale does not hold all: {above:,} ties ({above / len(felt):.1%}) were cut to {STRONGEST:.0f}, and {below:,} "
            f"({below / len(felt):.1%}) raised to 1."
        )
    return float(scale), tuple(said)


def _drawn(
    read: AsRead, spec: OrganisationFromFiles, key: DrawKey, address: NDArray[np.uint64], persons: Persons
) -> tuple[Indices, Indices]:
    """Ties drawn as in an organisation without files; people with one manager stand side by side, so that teams are teams."""
    above = np.where(read.manager == MISSING, -1, read.manager.astype(np.int64))
    order = np.lexsort((np.arange(len(above)), above, read.unit)).astype(np.uint32)
    size = np.bincount(read.unit).astype(np.uint32)
    first = (np.cumsum(size) - size).astype(np.uint32)
    drawn = spec.drawn_ties
    near = ties_within(
        key, first, size, address[order], persons.attractiveness[order], drawn.within, drawn.homophily, drawn.hubs, spec.span
    )
    unit_address = np.array([address_of(name) for name in read.unit_ids], np.uint64)
    far = ties_between(key, first, size, unit_address, persons.brokerage[order], drawn.between, drawn.brokers)
    return order[np.concatenate((near[0], far[0]))], order[np.concatenate((near[1], far[1]))]
