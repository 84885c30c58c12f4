"""The validation page: every pattern with published result, measurement and verdict, as Markdown from one run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from experiments.validation.card_page import CardTable
from experiments.validation.claim_page import ClaimTable
from experiments.validation.pattern import EVIDENCE, WHOLE_MODEL, Check, Pattern
from experiments.validation.wording import finding_of, reading_in_words, sample_of, verdict_on
from sim.compiled import MODEL_VERSION
from sim.figures.style import spaced

IMAGES = "images"

OPENING = """# Validation

For analysts who want to know what to trust, and for referees. What was published before the model, beside what the model does: numbers,
conditions and directions at the level of one mechanism, each on the sample size that is stated.

{stamp}

{finding}

Two results should be known before any row is read. **Adoption can drift up without a cause**: in a crowd where all see each other,
without leaders, reasons, pay, leaving or a disturbance, people take up a practice by themselves, {drift}. In the shipped firms they do
not: a firm without money for its plan ends near where it began ([A plan that lacks money](#a-plan-that-lacks-money)), and a change
stopped early falls back in the end ([The motivation threshold](#the-motivation-threshold)). **The number of ties hardly matters**:
{ties}, because a person sees shares and not counts. Whom a programme appoints does matter (see the
[interventions](#interventions)). The patterns of networks hold in special cases that the shipped firms are not in.

Success rates of whole initiatives are another matter: they are a setting, and [calibrated](calibration.md) as one.

## How to read it

- *Here* is a mean or a share with its 95 % interval, or a number without one where no chance is involved.
- *Evidence* says what a row is evidence of, and the score above keeps the kinds apart; the count of a single pattern, as over a figure,
  adds all of its judged rows:
{kinds}
- A **number** agrees if it lies in the interval, anywhere within the last digit to which it was printed. A **range** agrees if the whole
  interval lies in it. A **direction** agrees if the interval of the difference, on the same draws, leaves out zero, and is **opposite**
  if the interval lies wholly on the other side of zero. **Nothing at all** is 0 cases in n, which bounds the rate at 3/n.
  **Equivalence** is two one-sided tests: the 90 % interval of a difference lies in a margin.
- A claim of *at most* or *below* is judged by the upper bound of the interval, so that noise never acquits. Tests for harm are one-sided
  and say so: that they find none shows only that none is large enough to be seen.
- Margins of equivalence, the plateau of a habit and the claims of “our requirement” are ours; no source gives them.
- For a number, few runs make agreement easy, since the interval is wide: look at its width. A row that does not agree stays.
- A dash marks a row that is not judged: nothing was published, a control for another row, or a row that cannot fail.
  Rows of “our requirement” on spans and on size, and that a cascade is “possible”, hold by construction or nearly so.
"""

CLOSING = """
## Golden baselines

What every shipped scenario comes to under three seeds is kept in a table (`tests/science/baselines.csv`), a few numbers to read and a
digest to the bit. `python -m experiments.validation.baselines --check` plays them again and says which moved, and by how much; a test
does it on every change.

## Mutation score

How many small faults, put into the rules one by one, the tests notice: [mutation of the rules](mutation.md).

## What this cannot show

- **A mechanism that is right alone may be wrong together.** Patterns of whole firms under programmes are few in the literature, and the
  ones used to calibrate are shares from surveys.
- **Most published conditions are directions.** That a direction is met says nothing of its size.
- **Some parameters were set from the very numbers above.** Their rows are marked as set from this number, and prove nothing of the model.
- **The expected signs of cards were written together with what the cards do.** That nearly all are right verifies the program.
"""


class ReportSection(NamedTuple):
    """Something judged elsewhere: its heading, and its results as lines."""

    title: str
    about: str
    lines: tuple[str, ...]
    is_sound: bool
    blocks: tuple[str, ...] = ()  # figures and tables below the lines, as Markdown
    cards: CardTable | None = None  # what its figures show
    claims: ClaimTable | None = None  # what its own page tells


def page_of(patterns: Sequence[Pattern], sections: Sequence[ReportSection], command: str, remark: str = "") -> str:
    """The whole page; remark : what a reader must know first, of a run on small samples."""
    stamp = f"Written by `{command}`, model {MODEL_VERSION}." + (f" {remark}" if remark else "")
    kinds = "\n".join(f"  - *{kind}*: {proves}." for kind, proves in EVIDENCE.items())
    drift, ties = _told_of(patterns, "minority"), _told_of(patterns, "degree")
    parts = [OPENING.format(stamp=stamp, finding=_headline(patterns), kinds=kinds, drift=drift, ties=ties)]
    parts += ["## Patterns\n", table_of(patterns), "", "## What is not met\n", *_misses(patterns), ""]
    parts += [line for pattern in patterns for line in _told_at_length(pattern)]
    for section in sections:
        parts += [f"## {section.title}\n", section.about, "", *(f"- {line}" for line in section.lines), *([""] if section.lines else [])]
        parts += [line for block in section.blocks for line in (block, "")]
    return spaced("\n".join(parts).rstrip() + "\n" + CLOSING)


class Score(NamedTuple):
    """How many rows of one kind of evidence agree."""

    kind: str
    agree: int
    opposite: int
    rows: int  # judged

    @property
    def words(self) -> str:
        """The score in words: whole model: 3 of 8 rows agree, 2 opposite."""
        opposite = f", {self.opposite} opposite" if self.opposite else ""
        return f"{self.kind}: {self.agree} of {self.rows} rows agree{opposite}"


def scores_of(patterns: Sequence[Pattern]) -> list[Score]:
    """Each kind apart, the whole model first; kinds without a judged row are left out."""
    judged = [check for pattern in patterns for check in pattern.checks if check.agrees is not None]
    found = []
    for kind in EVIDENCE:
        rows = [check for check in judged if check.kind == kind]
        if rows:
            found.append(Score(kind, sum(bool(check.agrees) for check in rows), sum(check.is_opposite for check in rows), len(rows)))
    return found


def summary_of(patterns: Sequence[Pattern]) -> str:
    """The score of each kind of evidence apart, in a sentence, and what is not met."""
    scores = scores_of(patterns)
    if not scores:
        return "No pattern was judged."
    missed = ", ".join(f"“{pattern.title}”" for pattern in patterns if pattern.agrees is False)
    said = "; ".join(score.words for score in scores)
    return f"{said[0].upper()}{said[1:]}. {f'At least one row is not met: {missed}.' if missed else 'Met in all rows that are judged.'}"


def _headline(patterns: Sequence[Pattern]) -> str:
    """The score of each kind as a line, with what it proves; then the patterns that are not met in all rows."""
    scores = scores_of(patterns)
    if not scores:
        return "**No pattern was judged.**"
    missed = ", ".join(f"“{pattern.title}”" for pattern in patterns if pattern.agrees is False)
    lines = [f"- **{score.words[0].upper()}{score.words[1:]}.** What they show: {EVIDENCE[score.kind]}." for score in scores]
    tried = [checks for pattern in patterns if (checks := [c for c in pattern.checks if c.kind == WHOLE_MODEL and c.agrees is not None])]
    whole = sum(all(check.agrees for check in checks) for checks in tried)
    if tried:
        lines.append(f"- By pattern, {whole} of the {len(tried)} that are tried on the whole model are met in all of these rows.")
    return "\n".join([*lines, *(("", f"At least one row is not met: {missed}.") if missed else ())])


def _told_of(patterns: Sequence[Pattern], name: str) -> str:
    """The sentence of a pattern that stands in the opening, or where it is measured if this page does not."""
    known = next((pattern for pattern in patterns if pattern.name == name), None)
    if known is None:
        return f"measured by `--only {name}`"
    return known.told


def table_of(patterns: Sequence[Pattern]) -> str:
    """A row for each check."""
    columns = ("pattern", "", "evidence", "published", "here", "n", "tolerance from", "agrees")
    head = ["| " + " | ".join(columns) + " |", "| " + " | ".join(["---"] * len(columns)) + " |"]
    return "\n".join([*head, *(row for pattern in patterns for row in rows_of(pattern))])


def rows_of(pattern: Pattern) -> list[str]:
    """The rows of one pattern; its name stands in the first."""
    link = f"[{pattern.title}](#{_anchor(pattern.title)})"
    return [_row("" if place else link, check) for place, check in enumerate(pattern.checks)]


def _row(name: str, check: Check) -> str:
    cells = (
        name,
        check.what,
        check.kind,
        check.published,
        reading_in_words(check.reading),
        sample_of(check.reading),
        check.tolerance,
        verdict_on(check),
    )
    return spaced("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")


def _misses(patterns: Sequence[Pattern]) -> list[str]:
    missed = [(pattern, check) for pattern in patterns for check in pattern.checks if check.agrees is False]
    if not missed:
        return ["Nothing."]
    return [
        f"- **{pattern.title}** ({pattern.source}), {check.what}: {reading_in_words(check.reading)} here, published: {check.published}"
        f" ({check.kind}{', **opposite**' if check.is_opposite else ''})."
        for pattern, check in missed
    ]


def _told_at_length(pattern: Pattern) -> list[str]:
    remarks = [*pattern.remarks, ""] if pattern.remarks else []
    width = 560 if pattern.tiles is None else 900
    return [
        f"### {pattern.title}\n",
        f"*Published* ({pattern.source}; {pattern.status}): {pattern.published}",
        "",
        f"*Here*: {pattern.measured}",
        "",
        *(line for remark in remarks for line in ([remark, ""] if remark else [])),
        f'<img src="{IMAGES}/validation_{pattern.name}.png" width="{width}" alt="{pattern.title}: {finding_of(pattern)}">',
        "",
    ]


def _anchor(title: str) -> str:
    """The anchor of a heading, as pages of Markdown make it."""
    return "".join(letter for letter in title.lower() if letter.isalnum() or letter in "- _").replace(" ", "-")
