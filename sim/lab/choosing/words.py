"""Wording of a situation: stakes, opponents, difficulty, people."""

from __future__ import annotations

from sim.play.briefing import Briefing, Force, Unit
from sim.play.difficulty import Difficulty
from sim.schema.initiative import Initiative
from sim.texts import say

LITTLE, MUCH = 0.45, 0.6
"""Shares below and above which a value is called little or much."""

UNKNOWN = "unknown"


def level_of(difficulty: Difficulty | None) -> str:
    """Key of the difficulty label in the catalogue."""
    return UNKNOWN if difficulty is None else difficulty.level


def difficulty_in_words(difficulty: Difficulty | None) -> str:
    """The difficulty and its counts, in words."""
    if difficulty is None:
        return say("choose.difficulty.unknown_long")
    if difficulty.level == "lost":
        return say("choose.difficulty.lost_long", plans=difficulty.plans)
    word = say(f"choose.difficulty.{difficulty.level}")
    if difficulty.succeed == 0:
        return say("choose.difficulty.counted_none", word=word, plans=difficulty.plans)
    return say("choose.difficulty.counted", word=word, succeed=difficulty.succeed, plans=difficulty.plans)


def own_plan_in_words(difficulty: Difficulty) -> str:
    """Success of the situation's own plan with other random draws, in words."""
    return say("choose.difficulty.own", succeed=difficulty.own_succeed, runs=difficulty.runs)


def size_in_words(case_units: int, employees: int) -> str:
    return say("choose.size", people=employees, units=case_units)


def size_in_short(employees: int, weeks: int) -> str:
    """People and years, for a card."""
    return say("choose.size_short", people=employees, years=max(1, round(weeks / 52)))


def length_in_words(weeks: int) -> str:
    """Length in weeks and years."""
    return say("choose.length", weeks=weeks, years=weeks / 52)


def goal_in_words(initiative: Initiative) -> str:
    """The definition of success, in words."""
    success = initiative.success
    return say(
        f"choose.goal.{success.kind}",
        adoption=success.adoption,
        gain=success.felt_gain * 100,
        value=success.value_share * initiative.market.promised_growth,
        after=success.weeks_after,
        week=initiative.programme.expected_weeks,
    )


def goal_in_short(initiative: Initiative) -> str:
    """The definition of success for a card, in a few words."""
    success = initiative.success
    return say(f"choose.goal_short.{success.kind}", adoption=success.adoption, week=initiative.programme.expected_weeks)


def stakes(initiative: Initiative, briefing: Briefing) -> list[tuple[str, str]]:
    """Stakes under headings: goal, deadline, means, opponents."""
    programme = initiative.programme
    deadline = say("choose.stake.deadline", week=programme.expected_weeks, trial=programme.trial_weeks, every=programme.review_every)
    budgets = programme.budgets
    money = briefing.money
    means = say("choose.stake.no_money_limit") if money is None else say("choose.stake.money", money=money)
    means += " " + say("choose.stake.means", leaders=budgets.leaders_time, attention=budgets.attention)
    sponsors = briefing.sponsors
    stops = " ".join(
        (
            say(f"choose.stake.patience_{_amount(sponsors['patience'])}"),
            say(f"choose.stake.board_{_amount(sponsors['board_patience'])}"),
            say(f"choose.stake.finance_{_amount(sponsors['finance_power'])}"),
        )
    )
    said = say(f"choose.stake.walk_{_amount(sponsors['commitment'])}")
    return [
        (say("choose.stake.goal"), goal_in_words(initiative)),
        (say("choose.stake.when"), deadline),
        (say("choose.stake.with"), means),
        (say("choose.stake.sponsor"), said),
        (say("choose.stake.stop"), stops),
    ]


def traits_in_words(unit: Unit) -> str:
    """Traits of a unit; none for an ordinary one."""
    said = [say(f"choose.trait.{trait}") for trait in unit.traits]
    if unit.kind != "internal":
        said.insert(0, say(f"choose.kind.{unit.kind}"))
    return ", ".join(said)


def common_in_words(briefing: Briefing) -> str:
    """Traits of nearly all units."""
    return say("choose.trait.nearly_all", traits=", ".join(say(f"choose.trait.{trait}") for trait in briefing.common))


def force_in_words(force: Force) -> str:
    """Catalysts and inhibitors, with strength and place."""
    amount = say(f"choose.force.{'strong' if force.strength >= MUCH else 'some' if force.strength >= 0.35 else 'weak'}")
    if not force.units:
        return say("choose.force.everywhere", title=force.title, amount=amount)
    return say("choose.force.where", title=force.title, amount=amount, units=", ".join(force.units))


def _amount(share: float) -> str:
    return "little" if share < LITTLE else "much" if share >= MUCH else "some"
