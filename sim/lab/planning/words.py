"""Wording of plans: steps, prices, budgets, traps and strains, from the catalogue, in fixed colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.figures.style import BLUE, GREEN, ORANGE, PURPLE, SKY, spaced
from sim.lab.components.timeline import Meter, StepBar
from sim.lab.planning.reading import ProgrammeReading
from sim.organisation.organisation import Organisation
from sim.planning.philosophy import Suitability
from sim.play.budget_claims import Claims, Price, Strain
from sim.play.intervention_cards import Card
from sim.play.traps import Trap
from sim.schema.initiative import Initiative
from sim.schema.interventions import Audience
from sim.schema.programme import Programme, Step
from sim.texts import say as say_plainly

FAMILY_COLOURS = {"mindsets": SKY, "inhibitors": ORANGE, "reinforcement": GREEN, "agents": PURPLE, "structure": BLUE}
"""Each family of interventions keeps its colour."""
MILD, SEVERE = 0.35, 0.7
"""Severities from which traps are called serious and severe; our convention."""


def say(key: str, **values: Any) -> str:
    """A text of the catalogue, with percentages as in figures."""
    return spaced(say_plainly(key, **values))


def money(thousand: float) -> str:
    return say("plan.money", money=thousand)


def rows_of(reading: ProgrammeReading, initiative: Initiative, organisation: Organisation, now: int, order: Sequence[str]) -> list[StepBar]:
    """A plan as bars; order : of handles, from top to bottom."""
    return [_row(handle, reading, initiative, organisation, now) for handle in order]


def _row(handle: str, reading: ProgrammeReading, initiative: Initiative, organisation: Organisation, now: int) -> StepBar:
    step, ran = reading.programme.steps[handle], reading.ran(handle)
    card = initiative.definitions.interventions[step.intervention]
    begun = ran.start < min(now, ran.end)
    return StepBar(
        handle=handle,
        title=card.title,
        note=_note(step, organisation),
        tip=_tip(handle, reading, organisation, step.audience or card.audience),
        colour=FAMILY_COLOURS[card.family],
        planned=ran.start if begun else step.start,
        weeks=card.weeks if step.weeks is None else step.weeks,
        start=ran.start,
        end=ran.end,
        strength=step.strength,
        thinned=ran.thinned_from,
        warned=handle in reading.warned,
        begun=begun,
        over=ran.end <= now and begun,
    )


def _note(step: Step, organisation: Organisation) -> str:
    """Unusual settings of a step: audience, strength."""
    said = [] if step.audience is None or not step.audience.units else [", ".join(_titles(step.audience.units, organisation)[:3])]
    if step.strength < 1.0:
        said.append(spaced(f"{step.strength:.0%}"))
    return " · ".join(said)


def _tip(handle: str, reading: ProgrammeReading, organisation: Organisation, audience: Audience) -> str:
    ran = reading.ran(handle)
    said = [say("plan.tip", first=ran.start, last=ran.end, money=ran.money, whom=whom(audience, organisation))]
    said += [strain_in_words(strain, {}) for strain in reading.claims.strains if strain.handles == (handle,)]
    said += [say("plan.trap_here", trap=say(f"trap.{trap.name}.title")) for trap in reading.traps if handle in trap.handles]
    return " ".join(said)


def _titles(units: Sequence[str], organisation: Organisation) -> list[str]:
    known = dict(zip(organisation.unit_ids, organisation.unit_titles, strict=True))
    return [known.get(unit) or unit for unit in units]


def whom(audience: Audience, organisation: Organisation) -> str:
    """Audience of an intervention, in words."""
    where = ", ".join(_titles(audience.units, organisation))
    if not where and audience.kinds != ["internal"]:
        where = ", ".join(say(f"plan.kind.{kind}") for kind in audience.kinds)
    who = ", ".join(say(f"plan.level.{level}") for level in audience.levels)
    said = [part for part in (who, where) if part] or [say("plan.everybody")]
    if audience.best_connected is not None:
        said.append(say("plan.best_connected", share=audience.best_connected))
    if audience.teams is not None:
        said.append(say("plan.of_teams", share=audience.teams))
    return ", ".join(said)


def costs_in_words(price: Price) -> list[tuple[str, str, str, bool]]:
    """Budget use of a step: label, value, meaning, and whether the value needs its label."""
    asked = say("plan.cost.money_tip", once=price.once, weekly=price.weekly, people=price.people)
    return [
        (say("plan.cost.money"), money(price.money), asked, False),
        (say("plan.cost.leaders"), spaced(f"{price.leaders_time:.0%}"), say("plan.cost.leaders_tip"), True),
        (say("plan.cost.attention"), spaced(f"{price.attention:.1%}"), say("plan.cost.attention_tip"), True),
        (say("plan.cost.weeks"), say("plan.cost.so_many", weeks=price.weeks), say("plan.cost.weeks_tip", ramp=price.ramp), False),
    ]


def lines_of(card: Card, organisation: Organisation) -> list[str]:
    """Further facts about a card."""
    what = card.intervention
    lines = [
        say("plan.card.whom", whom=whom(what.audience, organisation), people=card.price.people),
        say("plan.card.price", once=card.price.once, weekly=card.price.weekly),
        say("plan.card.ramp", ramp=what.ramp),
        say("plan.card.lasts") if what.lasts else say("plan.card.fades", fade=what.fade),
    ]
    if what.needs_proof:
        lines.append(say("plan.card.needs_proof"))
    if what.source:
        lines.append(say("plan.card.source", source=what.source))
    return lines


def meters_of(claims: Claims) -> list[Meter]:
    """Use of the three budgets over weeks."""
    spent, limit = float(claims.money[-1]) if len(claims.money) else 0.0, claims.budgets.money
    busiest, heaviest = float(claims.leaders_time.max(initial=0.0)), float(claims.heaviest.max(initial=0.0))
    spent_in_words = say("plan.meter.spent", money=spent) if limit is None else say("plan.meter.spent_of", money=spent, limit=limit)
    leaders = say("plan.meter.busiest", share=busiest, limit=claims.budgets.leaders_time)
    load = say("plan.meter.heaviest", share=heaviest, limit=claims.budgets.attention)
    return [
        Meter("money", say("plan.meter.money"), spent_in_words, claims.money.tolist(), limit, BLUE),
        Meter("leaders", say("plan.meter.leaders"), leaders, claims.leaders_time.tolist(), claims.budgets.leaders_time, PURPLE),
        Meter("attention", say("plan.meter.attention"), load, claims.heaviest.tolist(), claims.budgets.attention, ORANGE),
    ]


def marks_of(programme: Programme, weeks: int) -> list[tuple[int, str]]:
    """The weeks in which a plan is judged."""
    known = [(programme.trial_weeks, say("plan.mark.judged")), (programme.expected_weeks, say("plan.mark.due"))]
    return [(week, label) for week, label in known if 0 < week < weeks]


def trap_in_words(trap: Trap) -> tuple[str, str, str]:
    """A trap's name, effect here and remedy."""
    key = f"trap.{trap.name}"
    return say(f"{key}.title"), say(f"{key}.text", **trap.values), say(f"{key}.do")


def degree(trap: Trap) -> str:
    """Severity of a trap in a word."""
    return say("plan.warning.mild" if trap.how_bad < MILD else "plan.warning.serious" if trap.how_bad < SEVERE else "plan.warning.severe")


def mismatch_in_words(suited: Suitability) -> tuple[str, str, list[str]]:
    """A philosophy that the firm does not suit in full: its title, what it costs, and each condition that is short."""
    short = [
        say(
            "philosophy.short", condition=say(f"condition.{one.condition}"), level=one.level, lowest=one.lowest, highest=one.highest,
            points=max(1, round(100.0 * one.missing)),
        )
        for one in suited.shortfalls
    ]  # fmt: skip
    text = say("philosophy.text", fit=suited.fit, share=suited.share)
    return say("philosophy.title", philosophy=suited.philosophy.title), text, short


def strain_in_words(strain: Strain, titles: dict[str, str]) -> str:
    """Unmet demands of a plan; titles : of steps, by handle."""
    names = ", ".join(titles.get(handle, handle) for handle in strain.handles[:4])
    if len(strain.handles) > 4:
        names += ", …"
    said = say(f"plan.strain.{strain.name}", **strain.values)
    return f"{names}: {said}" if titles and strain.name in ("waits", "thinned", "never_runs") else said
