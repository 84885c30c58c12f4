"""Relations between two runs that hold for every initiative, to the last bit.

No single run of a simulation can be checked against the truth, since no one knows it. Pairs of runs can: what must not matter does not,
and what can only help does. Each relation takes any initiative and a seed and answers with what is wrong, or with nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from experiments.validation import invariances, precedence
from experiments.validation.choices import DrawnChoices
from experiments.validation.generated import initiative_from
from sim.schema.initiative import Initiative

Relation = Callable[[Initiative, int], str | None]

RELATIONS: tuple[Relation, ...] = (
    invariances.the_order_of_units_never_matters,
    invariances.the_order_of_influences_never_matters,
    invariances.the_order_of_steps_never_matters,
    invariances.the_order_of_segments_and_behaviours_never_matters,
    invariances.the_order_of_rows_in_files_never_matters,
    invariances.titles_never_matter,
    invariances.a_step_without_strength_changes_nothing,
    invariances.a_step_that_never_acts_changes_nothing,
    invariances.an_influence_without_strength_changes_nothing,
    invariances.a_repair_that_asks_for_less_changes_nothing,
    invariances.budgets_do_not_matter_where_nothing_is_bought,
    invariances.money_that_is_not_spent_does_not_matter,
    invariances.runs_side_by_side_do_not_change_each_other,
    invariances.a_repaired_neighbour_changes_nothing,
    invariances.watching_changes_nothing,
    invariances.a_resolved_scenario_plays_the_same_run,
    invariances.the_currency_never_matters,
    invariances.the_unit_of_tie_strength_never_matters,
    invariances.units_without_ties_live_as_in_separate_runs,
    invariances.who_stands_where_never_matters_in_a_crowd,
    precedence.more_money_never_means_less_is_done,
    precedence.two_halves_are_the_whole,
    precedence.a_longer_horizon_has_the_same_first_weeks,
    precedence.what_starts_later_is_not_felt_earlier,
    precedence.a_shock_is_not_felt_before_it_comes,
    precedence.a_week_after_the_last_changes_nothing,
    precedence.more_pull_never_turns_a_yes_into_a_no,
    precedence.a_higher_threshold_never_turns_a_no_into_a_yes,
)


class Held(NamedTuple):
    """One relation over many generated initiatives."""

    relation: str  # in words
    means: str  # one sentence
    cases: int
    failures: tuple[str, ...]

    @property
    def statement(self) -> str:
        """The result in words, with what it bounds: none in N cases leaves rates below 3/N open."""
        if self.failures:
            return f"{self.relation}: {len(self.failures):,} failures in {self.cases:,}; the first, {self.failures[0]}"
        return f"{self.relation}: 0 failures in {self.cases:,}: rate below {3.0 / self.cases:.2%} (95 %)"


def check(cases: int = 200, progress: Callable[[int, int], None] | None = None, relations: Sequence[Relation] = RELATIONS) -> list[Held]:
    """Each relation for so many generated initiatives, always the same ones.

    progress : told how many relations are done, and of how many
    """
    initiatives = [initiative_from(DrawnChoices(4, case), weeks=16) for case in range(cases)]
    found = []
    for done, relation in enumerate(relations, 1):
        answers = ((case, relation(initiative, case)) for case, initiative in enumerate(initiatives))
        failures = tuple(f"case {case}: {answer}" for case, answer in answers if answer is not None)
        found.append(Held(in_words(relation), (relation.__doc__ or "").strip(), cases, failures))
        if progress is not None:
            progress(done, len(relations))
    return found


def in_words(relation: Relation) -> str:
    """What a relation claims."""
    return relation.__name__.replace("_", " ")
