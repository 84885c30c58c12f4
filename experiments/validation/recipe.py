"""A recipe that was looked for: one programme, made by search without a look at any story, against the plan of every scenario.

python -m experiments.validation.recipe --runs 24

The firms keep their people, conditions, market and budgets; only the steps are replaced. A recipe that wins everywhere contradicts the
claim that a plan has to fit its firm; the table says how far that goes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from experiments.validation.context_fit import OWN
from experiments.validation.readings import POINTS, MeasuredNumber, mean_reading
from experiments.validation.tendencies import ends_of
from experiments.validation.variants import changed
from sim.config import load
from sim.config.with_more_cards import with_interventions
from sim.engine.run import prepare
from sim.one_line_parser import OneLineParser

RECIPE: dict[str, dict[str, Any]] = {
    "board_agenda": {"start": 0, "weeks": 62},
    "share_the_why": {"start": 0, "weeks": 130},
    "coach_leaders": {"start": 2, "weeks": 42},
    "commit_resources": {"start": 2, "weeks": 54, "strength": 0.4},
    "clear_the_air": {"start": 4, "weeks": 21},
    "involve_counterparts": {"start": 12, "weeks": 78},
    "policy_revision": {"start": 20, "weeks": 14},
    "change_agents": {"start": 22, "weeks": 52},
    "autonomy_and_spending": {"start": 26, "weeks": 9},
    "cross_functional_teams": {"start": 30, "weeks": 104},
    "four_questions": {"start": 34, "weeks": 110},
    "switch_metrics": {"start": 40, "weeks": 14},
    "synchronise_efforts": {"start": 44, "weeks": 100},
    "incentives_for_customer_work": {"start": 46, "weeks": 14},
    "hiring_and_promotion_criteria": {"start": 52, "weeks": 34},
    "ritual_inventory": {"start": 60, "weeks": 40},
}
"""Interventions with their weeks.

Source: a random search over starts, lengths and cards in fourteen scenarios, scored by adoption and success.
"""

AT_ONCE = {name: step | {"start": 0} for name, step in RECIPE.items()}
"""The same with everything in week 0."""


class AgainstOwn(NamedTuple):
    """What a programme does in a scenario, beside the scenario's own plan."""

    scenario: str
    own: float  # mean adoption at the end
    other: float
    more: MeasuredNumber  # adoption at the end, paired
    own_succeeds: float  # share of the runs
    other_succeeds: float


def against_own(scenario: str, recipe: Mapping[str, Mapping[str, Any]], runs: int) -> AgainstOwn:
    """Play a scenario with its own plan and with a recipe, under the same seeds; runs : at least 2"""
    base = with_interventions(load(scenario))

    def replace(data: dict[str, Any]) -> None:
        data["programme"]["steps"] = {name: {"intervention": name, **step} for name, step in recipe.items()}

    alike = prepare(base, [0]).setting
    own, other = ends_of(base, runs, alike), ends_of(changed(base, replace), runs, alike)
    more = mean_reading(other.adoption - own.adoption, "pairs of runs", unit=POINTS)
    shares = (float(np.mean(~one.failed)) for one in (own, other))
    return AgainstOwn(scenario, float(own.adoption.mean()), float(other.adoption.mean()), more, *shares)


def in_words(found: Sequence[AgainstOwn]) -> str:
    """How often a recipe beats the plans of the scenarios, in a sentence."""
    wins, losses = sum(one.more.low > 0.0 for one in found), sum(one.more.high < 0.0 for one in found)
    mean = 100.0 * float(np.mean([one.more.value for one in found]))
    often = sum(one.other_succeeds > 0.5 for one in found)
    return (
        f"It ends above the scenario's own plan in {wins} of {len(found)} scenarios and below it in {losses}, by {mean:+.0f} points on "
        f"average, and succeeds in most runs in {often}."
    ).replace("-", "−")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table of the recipe and of the same all at once."""
    parser = OneLineParser(prog="python -m experiments.validation.recipe", description="One programme against the plan of every scenario.")
    parser.add_argument("--runs", type=_runs, default=24, help="pairs of runs in each scenario, at least 2")
    runs = parser.parse_args(arguments).runs
    for title, recipe in (("The recipe", RECIPE), ("The same, all in week 0", AT_ONCE)):
        found = []
        print(
            f"{title}\n\n| scenario | own plan, % | here, % | more, points | own succeeds | here |\n| --- | --- | --- | --- | --- | --- |"
        )
        for place, scenario in enumerate(OWN, 1):
            one = against_own(scenario, recipe, runs)
            found.append(one)
            more = f"{100 * one.more.value:+.0f} [{100 * one.more.low:.0f}, {100 * one.more.high:.0f}]".replace("-", "−")
            print(
                f"| {scenario} | {one.own:.0%} | {one.other:.0%} | {more} | {one.own_succeeds:.0%} | {one.other_succeeds:.0%} |", flush=True
            )
            print(f"{place} of {len(OWN)} scenarios", file=sys.stderr)
        print(f"\n{in_words(found)}\n")
    return 0


def _runs(text: str) -> int:
    if not (text.isdigit() and int(text) >= 2):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of runs; give a whole number of at least 2")
    return int(text)


if __name__ == "__main__":
    raise SystemExit(main())
