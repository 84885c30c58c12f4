"""Random plans: how five hundred other plans would have fared with the same people, budgets and draws.

A random plan resembles the plan of a team that knows the cards but no theory: few or many interventions, mostly for their default audience,
starting in the first half of the weeks that sponsors wait, for half to twice the usual length. No plan exceeds the budgets of money,
leaders' time or attention. Only plans differ: the organisation, its context and all random draws are those of the play.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Floats
from sim.config.with_more_cards import with_interventions
from sim.engine.run import prepare
from sim.organisation.organisation import Organisation
from sim.play.background_task import UNWATCHED, WorkWatch, spread
from sim.play.futures import lives_of
from sim.play.play import Play
from sim.schema.initiative import Initiative
from sim.schema.programme import Programme
from sim.study.optimisation.proposals import EVERY, EVERYONE, Genes, Offer, ProgrammeLimits, offers_of, steps_of

PLANS = 500
FEWEST_PLANS = 100
MOST_LIVED = 110_000_000
"""Person-weeks of all other plans together: about a minute of one core."""

FEWEST, MOST = 8, 24  # interventions of a plan, if the budgets allow; library programmes have up to 17
LENGTHS = (0.5, 1.0, 1.0, 1.5, 2.0)
"""Length of a step as a multiple of its card's length; the usual length is drawn twice as often."""

STRENGTHS = (0.6, 0.8, 1.0, 1.0)

ONE_UNIT = 0.1
"""Probability that a step is limited to one unit; our choice, like the numbers above."""

FIRST_HALF = 0.5
"""Share of the weeks that sponsors wait in which steps may begin."""


class PlanRank(NamedTuple):
    """Rank of a play: the share of other plans that it beats, [0, 1]."""

    adoption: float
    felt: float
    success: float  # share of the other plans that succeed


@dataclass(frozen=True)
class Universe:
    """Endings of other plans, one row per plan."""

    seed: int
    adoption: NDArray[np.float32]  # (plans, weeks + 1) of the firm
    felt_gain: Floats  # (plans,) at the end less that at the start
    success: NDArray[np.bool_]
    mode: NDArray[np.object_]  # of failure; None for a success
    spend: Floats  # thousand euro
    best: Programme = field(repr=False)  # the successful plan with the highest adoption; of all plans if none succeeded
    best_place: int  # its number
    titles: dict[str, str] = field(repr=False)  # of the available interventions, by name

    @property
    def plans(self) -> int:
        return len(self.adoption)

    def band(self, low: float, high: float) -> tuple[Floats, Floats]:
        """Weekly quantiles of the firm's adoption over plans; low, high : quantiles, [0, 1]."""
        below, above = np.quantile(self.adoption.astype(float), (low, high), axis=0)
        return below, above

    def place_of(self, adoption: float, felt_gain: float) -> PlanRank:
        """The share of plans that end with lower adoption; a tie counts half."""
        return PlanRank(_above(self.adoption[:, -1], adoption), _above(self.felt_gain, felt_gain), float(self.success.mean()))


def name_of_universe(play: Play) -> str:
    """Key of a play's universe, which is shared regardless of plans: the same people, context, budgets and draws."""
    data = with_interventions(play.initiative).model_dump(mode="json")
    data["programme"]["steps"] = {}
    return hashlib.sha256(json.dumps([play.seed, data], sort_keys=True).encode()).hexdigest()


def plans_for(play: Play) -> int:
    """Number of other plans that take about a minute: five hundred for a thousand people and four years, fewer for larger plays."""
    return int(np.clip(MOST_LIVED // max(1, play.organisation.employees * play.weeks), FEWEST_PLANS, PLANS))


def universe_of(play: Play, plans: int = PLANS, watch: WorkWatch = UNWATCHED) -> Universe:
    """Play this many random plans in place of a play's own; the k-th plan of a scenario is always the same. Raises Stopped."""
    initiative = with_interventions(play.initiative)
    offers = offers_of(initiative, play.organisation, initiative.definitions.interventions)

    def life(number: int) -> tuple[Floats, float, bool, str | None, float]:
        programme = drawn(initiative, play.organisation, offers, number)
        run = prepare(_with(initiative, programme), [play.seed], organisation=play.organisation).advance()
        lives = lives_of(run, initiative.weeks)
        return lives.course[:, 0], float(lives.felt_gain[0]), bool(lives.success[0]), lives.mode[0], float(lives.spend[0])

    courses, felt, success, mode, spend = zip(*spread(life, range(plans), watch), strict=True)
    adoption = np.array(courses, np.float32)
    best = int(np.lexsort((-np.arange(plans), adoption[:, -1], np.array(success)))[-1])
    return Universe(
        seed=play.seed,
        adoption=adoption,
        felt_gain=np.array(felt),
        success=np.array(success, bool),
        mode=np.array(mode, object),
        spend=np.array(spend),
        best=drawn(initiative, play.organisation, offers, best),
        best_place=best,
        titles={offer.name: offer.card.title for offer in offers},
    )


def drawn(initiative: Initiative, organisation: Organisation, offers: list[Offer], number: int) -> Programme:
    """One random plan, with the initiative's expectations and budgets."""
    chance = np.random.default_rng([number, len(offers)])
    most = int(chance.integers(FEWEST, MOST + 1))
    half = int(initiative.programme.expected_weeks * FIRST_HALF)
    last = min(half, max(0, initiative.weeks - 1)) // EVERY * EVERY
    room = ProgrammeLimits(organisation, initiative.weeks, initiative.programme.budgets, most, last)
    return initiative.programme.model_copy(update={"steps": steps_of(_genes(offers, last, chance), offers, room)})


def _genes(offers: list[Offer], last: int, chance: np.random.Generator) -> Genes:
    """A random audience, mostly all people inside the firm."""
    genes: Genes = {}
    for offer in offers:
        units = [unit for unit in offer.audiences if unit != EVERYONE]
        keeps_to_one = bool(units) and chance.random() < ONE_UNIT
        genes[f"{offer.name}.urgency"] = float(chance.random())
        genes[f"{offer.name}.start"] = int(chance.integers(0, last // EVERY + 1)) * EVERY
        genes[f"{offer.name}.length"] = LENGTHS[int(chance.integers(len(LENGTHS)))]
        genes[f"{offer.name}.strength"] = STRENGTHS[int(chance.integers(len(STRENGTHS)))]
        genes[f"{offer.name}.audience"] = units[int(chance.integers(len(units)))] if keeps_to_one else EVERYONE
    return genes


def _with(initiative: Initiative, programme: Programme) -> Initiative:
    return initiative.model_copy(update={"programme": programme})


def _above(others: NDArray[np.floating], own: float) -> float:
    return float((others < own).mean() + 0.5 * (others == own).mean())
