"""The validation page: every pattern with published result, measurement and verdict, as Markdown from one run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from experiments.validation.card_page import CardTable
from experiments.validation.pattern import Check, Pattern
from experiments.validation.wording import finding_of, reading_in_words, sample_of, verdict_on
from sim.compiled import MODEL_VERSION
from sim.figures.style import spaced

IMAGES = "images"

OPENING = """# Validation

For analysts who want to know what to trust, and for referees. What was published before the model, beside what the model does: numbers,
conditions and directions at the level of one mechanism, each on the sample size that is stated.

{stamp}

**{finding}** Success rates of whole initiatives are another matter: they are a setting, and [calibrated](calibration.md) as one.

## How to read it

- *Here* is a mean or a share with its 95 % interval, or a number without one where no chance is involved.
- A **number** agrees if it lies in the interval, anywhere within the last digit to which it was printed. A **range** agrees if the whole
  interval lies in it. A **direction** agrees if the interval of the difference, on the same draws, leaves out zero. **Nothing at all** is
  0 cases in n, which bounds the rate at 3/n. **Equivalence** is two one-sided tests: the 90 % interval of a difference lies in a margin.
- No tolerance was chosen to make a row agree, and no rule was changed for this page. What a parameter was set from says so in the remarks.
- A row that does not agree stays. More runs narrow an interval, and can only make agreement harder.
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
- **Some parameters were set from the very numbers above.** The remarks say which; there the course in between is tested, not the number.
"""


class ReportSection(NamedTuple):
    """Something judged elsewhere: its heading, and its results as lines."""

    title: str
    about: str
    lines: tuple[str, ...]
    is_sound: bool
    blocks: tuple[str, ...] = ()  # figures and tables below the lines, as Markdown
    cards: CardTable | None = None  # what its figures show


def page_of(patterns: Sequence[Pattern], sections: Sequence[ReportSection], command: str, remark: str = "") -> str:
    """The whole page; remark : what a reader must know first, of a run on small samples."""
    stamp = f"Written by `{command}`, model {MODEL_VERSION}." + (f" {remark}" if remark else "")
    parts = [OPENING.format(stamp=stamp, finding=summary_of(patterns))]
    parts += ["## Patterns\n", table_of(patterns), "", "## What is not met\n", *_misses(patterns), ""]
    parts += [line for pattern in patterns for line in _told_at_length(pattern)]
    for section in sections:
        parts += [f"## {section.title}\n", section.about, "", *(f"- {line}" for line in section.lines), ""]
        parts += [line for block in section.blocks for line in (block, "")]
    return spaced("\n".join(parts).rstrip() + "\n" + CLOSING)


def summary_of(patterns: Sequence[Pattern]) -> str:
    """How many of how many, in a sentence."""
    judged = [pattern for pattern in patterns if pattern.agrees is not None]
    if not judged:
        return "No pattern was judged."
    whole = [pattern for pattern in judged if pattern.agrees]
    rows = [check.agrees for pattern in judged for check in pattern.checks if check.agrees is not None]
    missed = ", ".join(f"“{pattern.title}”" for pattern in judged if not pattern.agrees)
    rest = f"; not in all: {missed}" if missed else ""
    return f"{len(whole)} of {len(judged)} patterns are met in every row, {sum(rows)} of {len(rows)} rows agree{rest}."


def table_of(patterns: Sequence[Pattern]) -> str:
    """A row for each check."""
    head = ["| pattern | | published | here | n | tolerance from | agrees |", "| --- | --- | --- | --- | --- | --- | --- |"]
    return "\n".join([*head, *(row for pattern in patterns for row in rows_of(pattern))])


def rows_of(pattern: Pattern) -> list[str]:
    """The rows of one pattern; its name stands in the first."""
    link = f"[{pattern.title}](#{_anchor(pattern.title)})"
    return [_row("" if place else link, check) for place, check in enumerate(pattern.checks)]


def _row(name: str, check: Check) -> str:
    cells = (
        name,
        check.what,
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
        f"- **{pattern.title}** ({pattern.source}), {check.what}: {reading_in_words(check.reading)} here, published: {check.published}."
        for pattern, check in missed
    ]


def _told_at_length(pattern: Pattern) -> list[str]:
    remarks = [*pattern.remarks, ""] if pattern.remarks else []
    return [
        f"### {pattern.title}\n",
        f"*Published* ({pattern.source}; {pattern.status}): {pattern.published}",
        "",
        f"*Here*: {pattern.measured}",
        "",
        *(line for remark in remarks for line in ([remark, ""] if remark else [])),
        f'<img src="{IMAGES}/validation_{pattern.name}.png" width="560" alt="{pattern.title}: {finding_of(pattern)}">',
        "",
    ]


def _anchor(title: str) -> str:
    """The anchor of a heading, as pages of Markdown make it."""
    return "".join(letter for letter in title.lower() if letter.isalnum() or letter in "- _").replace(" ", "-")
