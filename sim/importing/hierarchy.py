"""Who reports to whom, as a file says it, and what becomes of those whose manager it does not name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sim.importing.findings import ImportFindings, refusal
from sim.organisation.organisation import OrganisationError
from sim.schema.organisation import OrganisationFromFiles

LONGEST_CYCLE = 10  # members listed
NONE, UNKNOWN, GONE = -1, -2, -3
"""No manager; one whom the file does not know; the person leaves the organisation."""


class Lines(NamedTuple):
    """The people of a file in its order: names for messages, rows, and whether each is inside the firm."""

    file: str
    ids: Sequence[str]
    rows: Sequence[int]
    inside: Sequence[bool]

    def case(self, person: int, findings: ImportFindings, text: str | None = None) -> str:
        return f"row {self.rows[person]}: {findings.name(self.ids[person] if text is None else text)}"


def settled(lines: Lines, above: list[int], cells: Sequence[str], spec: OrganisationFromFiles, findings: ImportFindings) -> list[int]:
    """The manager of each person: inside the firm every line ends with the chief; in outer units a person may be without a manager.

    above : place of the manager, NONE or UNKNOWN; changed in place; cells : what the file has in the column of managers
    Returns the same with GONE for people who were dropped.
    Raises OrganisationError for cycles, for several people who are their own manager, and where the settings refuse.
    """
    _own_managers(lines, above, findings)
    refuse_cycle(lines, above, findings)
    unknown = [person for person, manager in enumerate(above) if manager == UNKNOWN]
    if unknown:
        _refuse_strangers(lines, above, cells, unknown, findings)
        if spec.unknown_manager == "refuse":
            raise refusal(lines.file, "managers who are no one's id", [lines.case(person, findings, cells[person]) for person in unknown])
    if spec.unknown_manager == "drop":
        _drop(lines, above, unknown, spec, findings, "whose manager is not in the file")
        unknown = [person for person in unknown if above[person] != GONE]
    chief = _chief(lines, above, spec, findings)
    roots = [person for person, manager in enumerate(above) if manager == NONE and lines.inside[person] and person != chief]
    if roots and spec.without_manager == "refuse":
        everyone = sorted([*roots, chief])
        raise refusal(
            lines.file,
            f"{len(everyone):,} people inside the firm have no manager, and only its chief may have none",
            [lines.case(person, findings) for person in everyone],
        )
    if spec.without_manager == "drop":
        _drop(lines, above, roots, spec, findings, "who have no manager")
        roots = []
    _join(lines, above, roots, chief, findings, "without a manager")
    unknown = [person for person, manager in enumerate(above) if manager == UNKNOWN]
    _join(lines, above, unknown, chief, findings, "whose manager is not in the file")
    return above


def _join(lines: Lines, above: list[int], people: list[int], chief: int, findings: ImportFindings, who: str) -> None:
    joined = [person for person in people if person != chief]
    for person in joined:
        above[person] = chief if lines.inside[person] else NONE
    if any(person == chief for person in people):
        above[chief] = NONE
    inside = [person for person in joined if lines.inside[person]]
    names = findings.names([lines.ids[person] for person in inside])
    findings.counted(
        "joined", len(inside), f"{lines.file}: {{n}} people {who} were placed directly below the chief{names}.", len(lines.ids)
    )


def _drop(lines: Lines, above: list[int], people: list[int], spec: OrganisationFromFiles, findings: ImportFindings, who: str) -> None:
    """Remove people; those whom they led are then without a known manager, and stay only if the settings join them."""
    waiting, dropped = list(people), 0
    reports: dict[int, list[int]] = {}
    for person, manager in enumerate(above):
        if manager >= 0:
            reports.setdefault(manager, []).append(person)
    while waiting:
        person = waiting.pop()
        if above[person] == GONE:
            continue
        above[person] = GONE
        dropped += 1
        for led in reports.get(person, []):
            if above[led] != GONE:
                above[led] = UNKNOWN
                if spec.unknown_manager == "drop":
                    waiting.append(led)
    findings.counted("dropped", dropped, f"{lines.file}: {{n}} people {who}, or whose manager was dropped.", len(lines.ids))


def _own_managers(lines: Lines, above: list[int], findings: ImportFindings) -> None:
    """The only person at the top may be shown as the own manager; others may not."""
    own = [person for person, manager in enumerate(above) if manager == person]
    if not own:
        return
    tops = [person for person, manager in enumerate(above) if manager == NONE and lines.inside[person]]
    if len(own) > 1 or tops:
        cases = [lines.case(person, findings) for person in own]
        raise refusal(lines.file, "people who are their own manager (leave the chief's manager empty)", cases)
    above[own[0]] = NONE
    findings.say("read", f"{lines.file}: {lines.case(own[0], findings)} is the own manager, and was taken as without one.", 1)


def _refuse_strangers(lines: Lines, above: list[int], cells: Sequence[str], unknown: list[int], findings: ImportFindings) -> None:
    """A column of managers that hardly names people of the file means another thing, or needs another key."""
    named = sum(1 for manager in above if manager >= 0)
    if named >= len(unknown) or (len(above) < 3 and named):
        return
    different = {cells[person] for person in unknown}
    if len(different) == 1 and len(unknown) + 1 >= len(above) > 1:
        return  # all name one who is not in the file: a team without its leader
    cases = [lines.case(person, findings, cells[person]) for person in unknown]
    raise refusal(
        lines.file,
        f"managers who are no one's id, {len(unknown):,} of {named + len(unknown):,}; organisation.columns.manager names the column, "
        "and organisation.key how people are told apart",
        cases,
    )


def _chief(lines: Lines, above: list[int], spec: OrganisationFromFiles, findings: ImportFindings) -> int:
    """Who leads: as the settings say; otherwise the only person without a manager; otherwise the one above most people."""
    if spec.chief is not None:
        found = [person for person, name in enumerate(lines.ids) if name == spec.chief and above[person] != GONE]
        if not found or not lines.inside[found[0]]:
            raise OrganisationError(f"organisation.chief: {findings.name(spec.chief)} is no one's id inside the firm in {lines.file}")
        if above[found[0]] >= 0:
            raise OrganisationError(
                f"organisation.chief: {findings.name(spec.chief)} has a manager in {lines.file}: {lines.case(above[found[0]], findings)}"
            )
        return found[0]
    roots = [person for person, manager in enumerate(above) if manager == NONE and lines.inside[person]]
    if not roots:
        roots = [person for person, manager in enumerate(above) if manager == UNKNOWN and lines.inside[person]]
    if not roots:
        raise OrganisationError(f"{lines.file}: no one inside the firm is without a manager, so no one leads it")
    if len(roots) == 1:
        return roots[0]
    below = _people_below(above)
    chief = min(roots, key=lambda person: (-below[person], lines.rows[person]))
    findings.say(
        "inferred",
        f"{lines.file}: {len(roots):,} people could lead the firm; {findings.name(lines.ids[chief])} was taken, above {below[chief]:,} of "
        f"{len(above):,}. organisation.chief names another.",
        len(roots),
    )
    return chief


def _people_below(above: list[int]) -> list[int]:
    """How many people stand below each, at any distance; without cycles."""
    waiting_for = Counter(manager for manager in above if manager >= 0)
    below = [0] * len(above)
    ready = [person for person in range(len(above)) if not waiting_for[person]]
    while ready:
        person = ready.pop()
        manager = above[person]
        if manager >= 0:
            below[manager] += below[person] + 1
            waiting_for[manager] -= 1
            if not waiting_for[manager]:
                ready.append(manager)
    return below


def refuse_cycle(lines: Lines, above: list[int], findings: ImportFindings) -> None:
    walk_of = [-1] * len(above)  # the walk on which each was first met
    for begin in range(len(above)):
        person = begin
        while person >= 0 and walk_of[person] < 0:
            walk_of[person] = begin
            person = above[person]
        if person >= 0 and walk_of[person] == begin:
            raise _cycle_through(lines, above, person, findings)


def _cycle_through(lines: Lines, above: list[int], person: int, findings: ImportFindings) -> OrganisationError:
    members = [person]
    while above[members[-1]] != person:
        members.append(above[members[-1]])
    first = min(range(len(members)), key=lambda place: lines.rows[members[place]])
    members = members[first:] + members[:first]
    names = [findings.name(lines.ids[member]) for member in [*members, members[0]]]
    names = [name[1:-1] if not findings.is_private else name for name in names]
    if len(members) > LONGEST_CYCLE:
        names = [*names[:LONGEST_CYCLE], f"… {len(members) - LONGEST_CYCLE} more …", names[-1]]
    rows = ", ".join(str(lines.rows[member]) for member in members[:LONGEST_CYCLE])
    return OrganisationError(f"{lines.file}: managers in a circle: {' → '.join(names)} (rows {rows})")
