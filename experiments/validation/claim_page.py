"""The page of claims: every row with what is tried, the effects with their intervals, and the verdict, as Markdown from one run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from experiments.validation.card_page import CUT, in_points
from experiments.validation.cards import DOWN, RIGHT, ROOM, UP, WRONG
from experiments.validation.claims import (
    AT_LEAST,
    AT_MOST,
    BY_TEST,
    IN_PART,
    MARGIN,
    NOT_JUDGED,
    NOT_SHOWN,
    SHOWN,
    WITHIN,
    ClaimEffect,
    MeasuredClaim,
    words_of_claims,
)
from experiments.validation.readings import POINTS, MeasuredNumber
from experiments.validation.wording import reading_in_words
from sim.compiled import MODEL_VERSION
from sim.figures.style import spaced

PAGE_OF_CLAIMS = "claims.md"

OPENING = """# Claims of the source articles

For readers of the articles, and for referees. Every claim of the four articles on mechanisms (M) and interventions (N): what is tried, what
it should do, what it does, and whether that shows the claim.

{stamp}

**{finding}**

## How to read it

- A row in the left column is a claim; under it stand its effects, one for each firm and reading. An *effect* is the mean paired difference
  with its 95 % interval (Student), in points of a share if no unit is given: the same people and random draws on both sides, {pairs} pairs
  of runs.
- *Expected* is a sign, or a bound. A sign is shown if the whole interval is on its side of zero; a bound, if the whole interval keeps it.
- A claim is **shown** if every effect that is judged is, **in part** if some are and none is of the wrong sign or beyond its bound, and
  otherwise **not shown**. A claim on how things are connected has no direction; the tests that it names show it.
- A sign that is shown, with the whole interval within {margin:g} point, is called *slight*: that is what counts as none where a claim says
  that there is none.
- **Bold: zero, the wrong sign or beyond a bound**, with the reason. {cut} marks an effect on adoption with a side outside {floor:.0%} to
  {ceiling:.0%}, where there may be no room for more.
- Bounds are our conventions. Firms are chosen by the story of the claim and for room either way. That a claim is shown says what the rules
  do, not what firms do, and the rules were written after the same articles.
- That an effect is shown says nothing of its price. What each intervention costs in full, and how many points a hundred thousand euro
  brings, stands in the [validation](validation.md#what-interventions-cost-in-full-and-what-that-brings).
- The states of these rows in the [coverage](coverage.md) follow from this table (`python docs/generate.py`).
"""

GROUPS = {"M": "Mechanisms", "N": "Interventions"}
WORDS = {RIGHT: "shown", NOT_JUDGED: NOT_JUDGED}


class ClaimTable(NamedTuple):
    """Everything measured of the claims."""

    claims: tuple[MeasuredClaim, ...]

    @property
    def counts(self) -> Counter[str]:
        """How many claims have each verdict."""
        return Counter(claim.verdict for claim in self.claims)

    @property
    def is_sound(self) -> bool:
        """Whether every claim is met."""
        return all(claim.is_met for claim in self.claims)

    @property
    def finding(self) -> str:
        """How many claims are shown, in a sentence, and which are not."""
        missed = {verdict: [claim.row for claim in self.claims if claim.verdict == verdict] for verdict in (IN_PART, NOT_SHOWN)}
        told = "".join(f"; {len(rows)} {verdict}: {', '.join(rows)}" for verdict, rows in missed.items() if rows)
        tested = self.counts[BY_TEST]
        slight = [claim.row for claim in self.claims if any(effect.is_slight for effect in claim.effects)]
        also = f" An effect is slight in {', '.join(slight)}." if slight else ""
        return f"{self.counts[SHOWN]} of {len(self.claims)} claims are shown, {tested} more by a test alone{told}.{also}"


def page_of(table: ClaimTable, command: str, remark: str = "") -> str:
    """The whole page; remark : what a reader must know first, of a run on small samples."""
    pairs = max((effect.reading.n for claim in table.claims for effect in claim.effects), default=0)
    stamp = f"Written by `{command}`, model {MODEL_VERSION}." + (f" {remark}" if remark else "")
    opening = OPENING.format(
        stamp=stamp, finding=table.finding, pairs=pairs, cut=CUT, floor=ROOM[0], ceiling=ROOM[1], margin=100.0 * MARGIN
    )
    words = words_of_claims()
    parts = [opening]
    for letter, title in GROUPS.items():
        claims = [claim for claim in table.claims if claim.row.startswith(letter)]
        if claims:
            parts += [f"## {title}\n", table_of(claims, words), ""]
    return spaced("\n".join(parts).rstrip() + "\n")


def table_of(claims: Sequence[MeasuredClaim], words: dict[str, str]) -> str:
    """A row for each claim and below it one for each of its effects; words : of the claims, by row"""
    head = ["row", "claim and what is tried", "expected", "effect", "verdict"]
    rows = [row for claim in claims for row in (_claim(claim, words[claim.row]), *(_effect(effect) for effect in claim.effects))]
    return "\n".join(_cells(row) for row in (head, ["---"] * len(head), *rows))


def _cells(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _claim(claim: MeasuredClaim, said: str) -> list[str]:
    tests = "".join(f"<br>`{test}`" for test in claim.tests)
    if claim.is_met:
        return [claim.row, f"{said}. *Tried*: {claim.tried}{tests}", "", "", claim.verdict]
    judged, right, wrong = claim.counts.total(), claim.counts[RIGHT], claim.counts[WRONG]
    count = f"{right} of {judged} effects shown" + (f", {wrong} wrong" if wrong else "")
    because = f". {claim.because}" if claim.because else ""
    return [f"**{claim.row}**", f"**{said}.** *Tried*: {claim.tried}{tests}", "", "", f"**{claim.verdict}**: {count}{because}"]


def _effect(effect: ClaimEffect) -> list[str]:
    number = in_units(effect.reading) + ("" if effect.has_room else CUT)
    verdict = verdict_in_words(effect)
    if effect.verdict not in (RIGHT, NOT_JUDGED):
        number, verdict = f"**{number}**", f"**{verdict}**"
    return ["", f"{effect.where}: {effect.what}", expected_in_words(effect), number, verdict]


def in_units(reading: MeasuredNumber) -> str:
    """A reading with its interval: signed and without a unit in points, otherwise as on the validation page."""
    return in_points(reading) if reading.unit == POINTS else reading_in_words(reading)


def expected_in_words(effect: ClaimEffect) -> str:
    """The expected sign or bound."""
    if effect.expected in (UP, DOWN):
        return effect.expected
    if effect.expected == NOT_JUDGED:
        return "–"
    unit = effect.reading.unit
    bound = 100.0 * effect.bound if unit == POINTS or effect.reading.is_share else effect.bound
    said = f"{bound:g} %" if effect.reading.is_share else f"{bound:g}" if unit == POINTS else f"{bound:g} {unit}"
    return f"{effect.expected}{'' if effect.expected == WITHIN else ' '}{said}".replace("-", "−")


def verdict_in_words(effect: ClaimEffect) -> str:
    """The verdict on one effect."""
    if effect.verdict in WORDS:
        return WORDS[effect.verdict] + (", slight" if effect.is_slight else "")
    is_bound = effect.expected in (AT_MOST, AT_LEAST, WITHIN)
    if effect.verdict == WRONG:
        return "beyond the bound" if is_bound else "wrong sign"
    return "cannot be told" if is_bound else "no effect"
