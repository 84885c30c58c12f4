"""Analysis of causes from all sets of repairs of all initiatives, as numbers, tables and sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.study.attribution.interactions import Interaction, pairs_of, pairs_table, said_of_pairs
from sim.study.attribution.outcomes import Outcomes
from sim.study.attribution.rescues import (
    AllButOne,
    Rescue,
    SmallestSets,
    all_but_one,
    all_but_one_table,
    rescues_of_all,
    rescues_table,
    said_of_all_but_one,
    said_of_rescues,
    single_rescues,
    smallest_sets,
)
from sim.study.attribution.shapley import Attribution, attribution_of, said_of_definitions
from sim.study.attribution.subgroups import SubgroupComparison, said_of_subgroups, subgroups_of
from sim.study.attribution.surveys import beside_surveys
from sim.study.failure.evidence import Subject

PART = 4_096
"""Initiatives per table of rescues."""

EXAMPLES = 6
"""Number of failures shown in reports with the repairs that rescue them."""


@dataclass(frozen=True)
class Why:
    """Results on causes from all sets of repairs of all initiatives."""

    outcomes: Outcomes
    attribution: Attribution
    by_definition: dict[str, Attribution]
    rescues: tuple[Rescue, ...]
    left_out: tuple[AllButOne, ...]
    pairs: tuple[Interaction, ...]
    subgroups: tuple[SubgroupComparison, ...]
    sets: SmallestSets
    surveys: tuple[str, ...]
    examples: tuple[str, ...]  # sentences on the repairs that rescue some of the failures
    statements: dict[str, list[str]]  # all findings as sentences, by subject
    tables: dict[str, pd.DataFrame]

    def saved_by(self, initiatives: int = PART) -> Iterator[pd.DataFrame]:
        """Yield the smallest sets of repairs that rescue each initiative, in tables of so many initiatives.

        Columns initiative, failed, smallest_repairs: empty if it succeeded, or if no set rescues it.
        """
        numbers, rows = self.outcomes.initiatives, self.outcomes.row_of
        for first in range(0, len(numbers), initiatives):
            part = self.outcomes.only(np.arange(first, min(first + initiatives, len(numbers))))
            texts = ["; ".join("+".join(members) for members in sets if members) for sets in rescues_of_all(part)]
            failed = self.outcomes.failed[rows[first : first + initiatives]]
            yield pd.DataFrame({"initiative": part.initiatives, "failed": failed, "smallest_repairs": texts})


def why_of(
    subject: Subject, outcomes: Outcomes, by_definition: Mapping[str, Outcomes], initiatives: pd.DataFrame, plain: pd.DataFrame
) -> Why:
    """Analyse the causes of failure from all sets of repairs.

    by_definition : outcomes under each definition of success; initiatives : sampled values of each; plain : runs without repair
    """
    titles = subject.cause_titles
    attribution = attribution_of(outcomes, titles)
    attributions = {name: attribution_of(known, titles) for name, known in by_definition.items()}
    rescues, left_out, sets = single_rescues(outcomes, titles), all_but_one(outcomes, titles), smallest_sets(outcomes)
    pairs, subgroups = pairs_of(outcomes, titles), subgroups_of(outcomes, initiatives, titles)
    surveys, definitions = beside_surveys(attribution), said_of_definitions(attributions, subject.definition_titles)
    statements = {
        "attribution": list(attribution.statements),
        "definitions": [definitions] if definitions else [],
        "all_but_one": [said_of_all_but_one(left_out)],
        "pairs": list(said_of_pairs(pairs)),
        "subgroups": [text for one in subgroups for text in one.statements] + [said_of_subgroups(subgroups)],
        "sets": list(sets.statements),
        "surveys": list(surveys),
    }
    tables = {
        "attribution": attribution.table().reset_index(),
        "attribution_by_definition": pd.concat(
            [known.table().reset_index().assign(definition=name) for name, known in attributions.items()], ignore_index=True
        ),
        "rescues": rescues_table(rescues).reset_index(),
        "all_but_one": all_but_one_table(left_out).reset_index(),
        "pairs": pairs_table(pairs).reset_index(),
        "smallest_sets": sets.table().reset_index(),
        **_of_subgroups(subgroups),
    }
    examples = examples_of(outcomes, plain)
    return Why(
        outcomes, attribution, attributions, rescues, left_out, pairs, subgroups, sets, surveys, examples, statements, tables
    )  # fmt: skip


def examples_of(outcomes: Outcomes, plain: pd.DataFrame, most: int = EXAMPLES) -> tuple[str, ...]:
    """Return sentences on the repairs that rescue examples of failures: the first of each mode, then the first of the rest.

    plain : runs without repair, columns initiative and mode
    """
    failures = outcomes.initiatives[outcomes.failed[outcomes.row_of]]
    known = plain.loc[plain["initiative"].isin(pd.Series(failures)), ["initiative", "mode"]]
    candidates = pd.concat([known.drop_duplicates("mode"), known.head(most)]).drop_duplicates("initiative")
    ends = [(int(number), str(mode)) for number, mode in candidates.itertuples(index=False)]
    first = {mode: number for number, mode in reversed(ends)}
    ordered = sorted(ends, key=lambda end: (first[end[1]] != end[0], end[0]))
    return tuple(said_of_rescues(outcomes, number, mode) for number, mode in sorted(ordered[:most]))


def _of_subgroups(subgroups: Sequence[SubgroupComparison]) -> dict[str, pd.DataFrame]:
    return {"subgroups": pd.concat([one.table().reset_index() for one in subgroups], ignore_index=True)} if subgroups else {}
