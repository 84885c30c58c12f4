"""A survey as the start of a run: answers by person or by unit become where people stand in week 0.

Which answer feeds what, and why, stands in FEEDS. Answers on a scale of points become shares of the way from its lowest to its highest
point. People who did not answer stand where a person of their unit stands who did, drawn by their id, so that a unit keeps its spread.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from math import floor
from typing import NamedTuple

from sim.importing.columns import SURVEY, Known, columns_of
from sim.importing.findings import ImportFindings, refusal, shown
from sim.importing.lookup import Lookup, said_of
from sim.importing.raw import RawTable
from sim.importing.values import LIKERT, MISSING_WORDS, NO, YES, folded, numbers
from sim.organisation.organisation import OrganisationError
from sim.schema.organisation import OrganisationFromFiles

FEEDS: dict[str, tuple[str, str]] = {
    "interest": (
        "interest of the person",
        "agreeing that the change is needed is seeing why the customer matters (readiness, Armenakis et al. 1993)",
    ),
    "capacity": ("ability of the person", "feeling able to do what is asked is ability at the start (change efficacy, Holt et al. 2007)"),
    "cynicism": ("cynicism of the person", "expecting that the change comes to nothing is cynicism about change (Wanous et al. 2000)"),
    "credibility": ("credibility of the leader", "trust of reports in their leader is how far the leader is believed (Mayer et al. 1995)"),
    "practice": ("practice of the person", "practising already is what the share of adopters counts in week 0"),
    "commitment": (
        "commitment of the leader",
        "what reports see their leader do for the change is walk, not talk (behavioural integrity, Simons 2002)",
    ),
    "openness": ("openness of the person", "willingness to take up what others do, constant during a run (Miller et al. 1994)"),
}
"""What each meaning feeds, and the reason; that the answer is taken over one to one is our assumption."""

OF_LEADERS = ("commitment", "credibility")
SCALES = ((0.0, 1.0), (1.0, 5.0), (1.0, 7.0), (1.0, 10.0), (0.0, 10.0), (0.0, 100.0))
"""Lowest and highest answer of the usual scales, the narrower first."""


class Staff(NamedTuple):
    """Who may have answered, by place: the lookup, ids, units, managers (a place or below 0), and who leads."""

    lookup: Lookup
    ids: Sequence[str]
    unit: Sequence[str]
    manager: Sequence[int]


def answers_in(table: RawTable, staff: Staff, spec: OrganisationFromFiles, findings: ImportFindings) -> dict[str, list[float]]:
    """A value of each person by meaning, [0, 1]; NaN only for people who lead no one, where the meaning is of leaders.

    Raises OrganisationError for a survey without people or units, and for answers that are none.
    """
    is_reversed = {meaning for meaning, name in spec.survey_columns.items() if name.startswith("-")}
    asked = {meaning: name.removeprefix("-") for meaning, name in spec.survey_columns.items()}
    known = columns_of(table, SURVEY, asked, "survey_columns")
    meanings = [meaning for meaning in FEEDS if meaning in known.place]
    if not meanings:
        raise OrganisationError(
            f"{table.file}: no column feeds the start; organisation.survey_columns names columns for {', '.join(FEEDS)}, such as interest"
        )
    if known.unread:
        names = ", ".join(shown(table.header[place]) for place in known.unread[:12])
        findings.say("not read", f"{table.file}: columns that are not read: {names}.", len(known.unread))
    findings.columns[table.file] = {meaning: table.header[place] for meaning, place in known.place.items()}
    people, by_unit = _answering(table, known, staff, findings)
    found: dict[str, list[float]] = {}
    for meaning in meanings:
        answers = _shares(table, known.place[meaning], meaning, meaning in is_reversed, spec, findings)
        feeds, reason = FEEDS[meaning]
        findings.say("read", f"{table.file}: {shown(table.header[known.place[meaning]])} feeds the {feeds}: {reason}.")
        found[meaning] = _of_units(answers, by_unit, staff) if people is None else _of_people(answers, people, staff)
    if people is not None:
        _fill(found, staff, spec, table.file, findings)
    for meaning in OF_LEADERS:
        if meaning in found:
            found[meaning] = _of_leaders(found[meaning], staff)
    if "practice" in found:
        found["practice"] = _whole_people(found["practice"], staff, spec)
    return found


def _answering(table: RawTable, known: Known, staff: Staff, findings: ImportFindings) -> tuple[list[int] | None, list[str]]:
    """The person of each row, or None and the unit of each row."""
    key = next((meaning for meaning in ("employee", "email", "name") if known.has(meaning)), None)
    if key is not None:
        cells = table.columns[known.place[key]]
        people, ways = staff.lookup.places(cells)
        if any(person >= 0 for person in people):
            for count, text in said_of(ways):
                findings.counted("matched", count, f"{table.file}: {text}", len(people))
            lost = sum(1 for person in people if person < 0)
            findings.counted(
                "dropped", lost, f"{table.file}: {{n}} answers of people who are not in the organisation, or without a name.", len(people)
            )
            several = len(people) - lost - len({person for person in people if person >= 0})
            findings.counted(
                "joined", several, f"{table.file}: {{n}} further answers of people who answered before; the mean was taken.", len(people)
            )
            return people, []
    if not known.has("unit"):
        raise OrganisationError(
            f"{table.file}: no row names a person or a unit of the organisation; organisation.survey_columns.employee names the column"
        )
    units = table.columns[known.place["unit"]]
    there = {folded(name) for name in staff.unit}
    unknown = [f"row {row}: {shown(name)}" for row, name in zip(table.rows, units, strict=True) if folded(name) not in there]
    if len(unknown) == len(units):
        raise refusal(table.file, "units that are not in the organisation, as are all", unknown)
    findings.counted("dropped", len(unknown), f"{table.file}: {{n}} rows of units that are not in the organisation.", len(units))
    return None, [folded(name) for name in units]


def _shares(
    table: RawTable, place: int, meaning: str, is_reversed: bool, spec: OrganisationFromFiles, findings: ImportFindings
) -> list[float]:
    """Answers of a column as shares, NaN where a cell is blank. Raises OrganisationError for what is no answer."""
    cells = table.columns[place]
    found: list[float | None] = numbers(cells)
    is_percent = any(cell.endswith("%") for cell in cells)
    words = {cell.casefold() for cell, number in zip(cells, found, strict=True) if number is None and cell.casefold() not in MISSING_WORDS}
    bounds: tuple[float, float] | None = None if spec.scale is None else (spec.scale[0], spec.scale[1])
    if words and words <= YES | NO:
        found = [
            1.0 if cell.casefold() in YES else 0.0 if cell and cell.casefold() in NO else number
            for cell, number in zip(cells, found, strict=True)
        ]
        bounds = (0.0, 1.0)
    elif words and words <= set(LIKERT):
        found = [float(LIKERT[cell.casefold()]) if cell.casefold() in LIKERT else number for cell, number in zip(cells, found, strict=True)]
        bounds = bounds or (1.0, 5.0)
    given = [number for number in found if number is not None]
    if is_percent:
        bounds = (0.0, 1.0)
    elif bounds is None:
        bounds = _scale_of(given)
        findings.say(
            "inferred",
            f"{table.file}: {shown(table.header[place])} was taken as on a scale of {bounds[0]:g} to {bounds[1]:g} (organisation.scale).",
        )
    low, high = bounds
    if low >= high:
        raise OrganisationError(f"organisation.scale: {low:g} to {high:g}; the first must be the lower")
    wrong = [
        f"row {row}: {findings.name(cell)}"
        for row, cell, number in zip(table.rows, cells, found, strict=True)
        if (number is None and cell.casefold() not in MISSING_WORDS) or (number is not None and not low <= number <= high)
    ]
    if wrong:
        raise refusal(table.file, f"{shown(table.header[place])}: answers that are not on the scale of {low:g} to {high:g}", wrong)
    if not given:
        raise OrganisationError(f"{table.file}: {shown(table.header[place])}: no answers")
    shares = [float("nan") if number is None else (number - low) / (high - low) for number in found]
    return [1.0 - share for share in shares] if is_reversed else shares


def _scale_of(given: Sequence[float]) -> tuple[float, float]:
    """The narrowest usual scale that holds all answers; answers of 1 and fractions only are shares."""
    if not given:
        return SCALES[0]
    low, high = min(given), max(given)
    if high == 1.0 and low == 1.0:
        return (1.0, 5.0)
    return next((scale for scale in SCALES if scale[0] <= low and high <= scale[1]), (low, high))


def _of_people(answers: Sequence[float], people: Sequence[int], staff: Staff) -> list[float]:
    total, count = [0.0] * len(staff.ids), [0] * len(staff.ids)
    for answer, person in zip(answers, people, strict=True):
        if person >= 0 and answer == answer:
            total[person] += answer
            count[person] += 1
    return [whole / times if times else float("nan") for whole, times in zip(total, count, strict=True)]


def _of_units(answers: Sequence[float], units: Sequence[str], staff: Staff) -> list[float]:
    """Each person has the answer of the unit; units that the survey leaves out, the mean of all people it covers."""
    known: dict[str, list[float]] = {}
    for answer, unit in zip(answers, units, strict=True):
        if answer == answer:
            known.setdefault(unit, []).append(answer)
    of_unit = {unit: sum(values) / len(values) for unit, values in known.items()}
    covered = [of_unit[folded(unit)] for unit in staff.unit if folded(unit) in of_unit]
    rest = sum(covered) / len(covered) if covered else float("nan")
    return [of_unit.get(folded(unit), rest) for unit in staff.unit]


def _fill(found: dict[str, list[float]], staff: Staff, spec: OrganisationFromFiles, file: str, findings: ImportFindings) -> None:
    """People without an answer take all answers that they lack from one person of their unit who gave them."""
    silent_at_all = sum(1 for person in range(len(staff.ids)) if all(values[person] != values[person] for values in found.values()))
    for meaning, values in found.items():
        donors: dict[str, list[int]] = {}
        everyone: list[int] = []
        for person, value in enumerate(values):
            if value == value:
                donors.setdefault(staff.unit[person], []).append(person)
                everyone.append(person)
        if not everyone:
            raise OrganisationError(f"{file}: no answers on {meaning} of people in the organisation")
        drawn = list(values)
        for person, value in enumerate(values):
            if value != value:
                among = donors.get(staff.unit[person], everyone)
                drawn[person] = values[among[_word(staff.ids[person], spec.seed) % len(among)]]
        values[:] = drawn
    text = f"{file}: {{n}} people did not answer; each stands where a person of the same unit stands who did."
    findings.counted("drawn", silent_at_all, text, len(staff.ids))


def _of_leaders(values: Sequence[float], staff: Staff) -> list[float]:
    """What reports say of their leader, as a mean; of a leader whose reports say nothing, what the unit says of its leaders."""
    total, count = [0.0] * len(staff.ids), [0] * len(staff.ids)
    by_unit: dict[str, list[float]] = {}
    for person, (value, manager) in enumerate(zip(values, staff.manager, strict=True)):
        if value == value:
            by_unit.setdefault(staff.unit[person], []).append(value)
            if manager >= 0:
                total[manager] += value
                count[manager] += 1
    return [
        whole / times if times else sum(said) / len(said) if (said := by_unit.get(unit, [])) else float("nan")
        for whole, times, unit in zip(total, count, staff.unit, strict=True)
    ]


def _whole_people(shares: Sequence[float], staff: Staff, spec: OrganisationFromFiles) -> list[float]:
    """Who practises, 0 or 1, so that each unit has as many as its shares sum to, within one; in an order drawn by ids."""
    members: dict[str, list[int]] = {}
    for person, unit in enumerate(staff.unit):
        members.setdefault(unit, []).append(person)
    found = [float("nan")] * len(shares)
    for people in members.values():
        total = 0.5
        for person in sorted(people, key=lambda person: _word(staff.ids[person], spec.seed + 1)):
            if shares[person] == shares[person]:
                before, total = total, total + shares[person]
                found[person] = float(floor(total + 1e-9) - floor(before + 1e-9))
    return found


def _word(name: str, seed: int) -> int:
    return int.from_bytes(blake2b(f"survey:{seed}:{name}".encode(), digest_size=8).digest(), "little")
