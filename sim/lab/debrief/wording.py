"""Wording of a debrief, in the language of the lab; figures, page and file all use it."""

from __future__ import annotations

import re

import numpy as np

from sim.engine.record import ALL_BUT
from sim.figures.panels import attended_of, is_overloaded
from sim.figures.style import plain, spaced
from sim.figures.wording import titles_of
from sim.play.debrief import Debrief, DebriefMoment
from sim.play.questions import RoomQuestion, questions_of
from sim.play.random_plans import Universe
from sim.play.rescue import PlayRescue
from sim.play.step_worth import StepEffect, Worth, Worths
from sim.study.statistics.wording import in_text, listed
from sim.texts import say

POINT = 0.005
"""Half a point: smaller effects are reported as none."""

MOST_SETS = 4
MOST_TITLES = 8
LUCK = 0.02
"""Smallest difference in adoption between a step's worth in this game and its average that is called luck."""


def outcome_said(debrief: Debrief) -> str:
    """The outcome in a sentence."""
    adoption, mode = debrief.future.adoption, debrief.record.outcome.mode
    shares = {"start": adoption.iloc[0], "end": adoption.iloc[-1], "peak": adoption.max(), "goal": debrief.goal}
    felt = felt_said(debrief.future.felt_gain)
    if mode is None:
        return spaced(say("debrief.outcome.success", felt=felt, **shares))
    return spaced(say("debrief.outcome.failure", mode=mode_said(mode), felt=felt, **shares))


def course_finding(debrief: Debrief) -> str:
    """The week in which it reached its goal, or how close it came."""
    adoption, goal = debrief.future.adoption, debrief.goal
    reached = (adoption.to_numpy() >= goal).nonzero()[0].tolist()
    values = {"goal": goal, "end": adoption.iloc[-1], "peak": adoption.max(), "week": int(adoption.to_numpy().argmax())}
    claim = debrief.future.claim
    if not reached and claim is not None and claim.reported >= goal:
        return spaced(say("debrief.course.claimed", **(values | claim._asdict())))
    if not reached and values["week"] == 0:
        return spaced(say("debrief.course.never", goal=goal, end=values["end"], start=values["peak"]))
    if not reached:
        return spaced(say("debrief.course.short", **values))
    key = "reached" if adoption.iloc[-1] >= goal else "lost"
    return spaced(say(f"debrief.course.{key}", **(values | {"week": reached[0]})))


def claim_said(debrief: Debrief) -> list[str]:
    """What was reported and practised where reports were highest, and what stood behind it then; none where both tell the same."""
    claim, record, organisation = debrief.future.claim, debrief.record, debrief.play.organisation
    if claim is None:
        return []
    people = organisation.unit_size * organisation.is_internal
    interest = record.units.loc[claim.week].xs("interest", level="series").reindex(organisation.unit_ids).to_numpy()
    felt = record.felt.loc[claim.week] - record.felt.iloc[0]
    values = {"talk": record.firm["talk"][claim.week], "why": interest @ people / people.sum(), "points": round(felt * 100.0) + 0.0}
    return [re.sub(r"(?<![\w\d])-(?=\d)", "−", spaced(say("debrief.course.bought", **claim._asdict(), **values)))]


def overload_said(debrief: Debrief) -> list[str]:
    """When the work of change was more than people could carry, where most, and how much of it was not done; none where they carried it."""
    record, organisation = debrief.record, debrief.play.organisation
    attended = attended_of(record)
    if not is_overloaded(attended):
        return []
    whole = attended.to_numpy()
    short, worst = np.flatnonzero(whole < ALL_BUT), int(whole.argmin())
    of_units = record.units.xs("attended", axis=1, level="series")[list(organisation.unit_ids)].to_numpy()
    inside = np.flatnonzero(organisation.is_internal)
    least = int(inside[of_units[worst, inside].argmin()])
    vigour = record.firm["vigour"].to_numpy()[1:]  # a programme that is wound down asks for less
    asked = record.load.to_numpy() * (organisation.unit_size * organisation.is_internal) * vigour[:, None]
    values = {
        "weeks": len(short), "first": int(short[0]), "last": int(short[-1]), "worst": worst, "share": float(whole[worst]),
        "unit": titles_of(organisation)[least], "least": float(of_units[worst, least]),
        "undone": 1.0 - float((asked * of_units[1:]).sum() / asked.sum()),
    }  # fmt: skip
    return [spaced(say("debrief.course.overload", **values))]


def felt_said(gain: float) -> str:
    """Felt quality compared with the start, in words."""
    if abs(gain) < POINT:
        return say("debrief.outcome.same")
    return say(f"debrief.outcome.{'better' if gain > 0.0 else 'worse'}", points=abs(gain) * 100.0)


def mode_said(mode: str) -> str:
    """A failure mode, worded for the middle of a sentence."""
    return say(f"debrief.mode.{mode.replace(' ', '_')}")


def drawn_said(debrief: Debrief) -> str:
    """Subtitle of a debrief: scenario, people, seed, and the definition of success."""
    play, initiative = debrief.play, debrief.play.initiative
    definition = in_text(plain(initiative.success.title or initiative.outcome, 60))
    people, scenario = f"{play.organisation.employees:,}", plain(initiative.title, 60)
    return say("debrief.drawn", scenario=scenario, people=people, weeks=play.weeks, seed=play.seed, definition=definition)


def moment_said(moment: DebriefMoment) -> str:
    """A moment, as a line of a list."""
    said = plain(spaced(say(moment.text, **moment.values)), 160).removesuffix(".")
    said = re.sub(r"(?<![\w\d])-(?=\d)", "−", said)
    return said[:1].upper() + said[1:]


def dated(moment: DebriefMoment) -> str:
    """A moment and its week."""
    return say("debrief.moment.dated", week=moment.week, said=moment_said(moment))


def step_title(step: Worth, worths: Worths) -> str:
    """Name of a step; with its weeks where two steps share an intervention."""
    title = plain(step.title, 60)
    alike = sum(other.title == step.title for other in worths.steps)
    return title if alike == 1 else say("debrief.worth.dated", step=title, start=step.start, end=step.end)


def worth_finding(worths: Worths) -> str:
    """Finding: the most valuable step."""
    if not worths.steps:
        return say("debrief.worth.none")
    clear = [step for step in worths.steps if step.adoption.low > 0.0 and step.adoption.mean >= POINT]
    if not clear:
        return say("debrief.worth.most_unclear")
    return say("debrief.worth.most", step=step_title(clear[0], worths), points=f"{clear[0].adoption.mean * 100:.0f}")


def worths_said(worths: Worths) -> list[str]:
    """Further findings on the steps' worth, and their limits."""
    if not worths.steps:
        return []
    said = [say("debrief.worth.here", count=worths.success_with, of=worths.others)]
    turned = [step for step in worths.steps if step.success_here != worths.success_here]
    if turned:
        key = "saving" if worths.success_here else "spoiling"
        said.append(say(f"debrief.worth.{key}", steps=titles_said(turned, worths)))
    said += [say("debrief.worth.harm", step=step_title(one, worths), points=points(one.adoption.mean)) for one in harmful(worths)]
    lucky = max(worths.steps, key=lambda step: abs(step.adoption.here - step.adoption.mean))
    if abs(lucky.adoption.here - lucky.adoption.mean) >= LUCK and not lucky.adoption.low <= lucky.adoption.here <= lucky.adoption.high:
        title = step_title(lucky, worths)
        said.append(say("debrief.worth.luck", step=title, here=points(lucky.adoption.here), mean=points(lucky.adoption.mean)))
    return [*said, say("debrief.worth.pairs"), say("debrief.worth.freed")]


def harmful(worths: Worths) -> list[Worth]:
    """Steps that clearly reduced adoption, by more than half a point; the worst first."""
    found = [one for one in worths.steps if one.adoption.high < 0.0 and one.adoption.mean <= -POINT]
    return sorted(found, key=lambda one: one.adoption.mean)


def rescue_finding(rescue: PlayRescue) -> str:
    """Finding: the repair that would have saved it, or would have added most."""
    first = rescue.causes[0]
    if rescue.success:
        if first.part < POINT:
            return say("debrief.rescue.spare_none")
        return say("debrief.rescue.spare", cause=in_text(first.title), points=f"{first.part * 100:.0f}")
    alone = sorted(rescue.alone, key=lambda one: (-one.adoption, one.cause))
    if len(alone) == 1:
        return say("debrief.rescue.one", cause=in_text(alone[0].title))
    if alone:
        return say("debrief.rescue.any_of", count=len(alone), cause=in_text(alone[0].title))
    if rescue.sets:
        return say("debrief.rescue.several", causes=" + ".join(_titles(rescue, rescue.sets[0])))
    return say("debrief.rescue.never")


def rescue_said(debrief: Debrief) -> list[str]:
    """Further findings on repairs, and the definition of a repair."""
    rescue, worths = debrief.rescue, debrief.worths
    said = [say("debrief.rescue.margin", week=rescue.judged, points=points(rescue.adoption - debrief.goal))] if rescue.success else []
    gained = rescue.everything - rescue.adoption
    if gained >= POINT:
        parts = [say("debrief.rescue.part_one", cause=in_text(one.title), points=points(one.part)) for one in rescue.causes]
        said.append(say("debrief.rescue.part", points=points(gained), parts="; ".join(parts)))
    several = [members for members in rescue.sets if len(members) > 1]
    if several:
        sets = [" + ".join(_titles(rescue, members)) for members in several[:MOST_SETS]]
        said.append(say("debrief.rescue.sets", sets="; ".join(sets)))
    if rescue.harmful:
        said.append(say("debrief.rescue.harmful", causes=listed([in_text(one.title) for one in rescue.harmful])))
    if rescue.success:
        needed = [step for step in worths.steps if not step.success_here]
        said += [say("debrief.rescue.close", steps=titles_said(needed, worths))] if needed else []
    return [*said, say("debrief.rescue.said")]


def place_finding(debrief: Debrief) -> str:
    """The play's rank among other plans."""
    place, universe = debrief.place, debrief.universe
    if place is None or universe is None:
        return say("debrief.place.later")
    return spaced(say("debrief.place.better", share=place.adoption, plans=universe.plans))


def place_said(debrief: Debrief) -> list[str]:
    """Further findings on other plans, and their construction."""
    place, universe = debrief.place, debrief.universe
    if place is None or universe is None:
        return []
    succeed = say("debrief.place.none") if place.success == 0.0 else say("debrief.place.success", share=place.success)
    said = [f"{succeed[:1].upper()}{succeed[1:]}.", say("debrief.place.felt", share=place.felt)]
    best = float(universe.adoption[universe.best_place, -1])
    said.append(say("debrief.place.best", share=best, steps="; ".join(_held_by_best(universe))))
    return [spaced(sentence) for sentence in [*said, say("debrief.place.said")]]


def question_said(question: RoomQuestion) -> str:
    """A question to the room."""
    values = dict(question.values)
    if "trap" in values:
        values["trap"] = in_text(trap_title(values["trap"]))
    for name, value in values.items():
        if isinstance(value, tuple):
            values[name] = " + ".join(in_text(one) for one in value)
        elif isinstance(value, str):
            values[name] = plain(in_text(value) if name == "cause" else value, 80)
    return spaced(say(f"debrief.question.{question.name}", **values))


def questions_said(debrief: Debrief) -> list[str]:
    """All questions to the room."""
    return [question_said(question) for question in questions_of(debrief)]


def trap_title(name: str) -> str:
    """Name of a trap."""
    return say(f"trap.{name}.title")


def points(share: float) -> str:
    """A change of a share in points, with a sign if negative."""
    text = f"{share * 100:.0f}" if abs(share) >= 0.0995 else f"{share * 100:.1f}"
    return ("0" if float(text) == 0.0 else text).replace("-", "−")


def effect_said(effect: StepEffect) -> str:
    """A mean with its interval."""
    return f"{points(effect.mean)} [{points(effect.low)}, {points(effect.high)}]"


def titles_said(steps: list[Worth], worths: Worths) -> str:
    """A list of steps in a sentence."""
    return listed([step_title(step, worths) for step in steps])


def _titles(rescue: PlayRescue, causes: tuple[str, ...]) -> list[str]:
    known = {one.cause: one.title for one in rescue.causes}
    return [in_text(known[cause]) for cause in causes]


def _held_by_best(universe: Universe) -> list[str]:
    steps = sorted(universe.best.steps.values(), key=lambda step: (step.start, step.intervention))
    titles = [plain(universe.titles[step.intervention], 60) for step in steps]
    more = [say("debrief.place.more", count=len(titles) - MOST_TITLES)] if len(titles) > MOST_TITLES else []
    return [*titles[:MOST_TITLES], *more]
