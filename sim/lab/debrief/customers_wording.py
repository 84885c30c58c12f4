"""Wording of what customers lived through: measured against felt, gamed metrics, silos, rituals, audits, a test-bed and a merger."""

from __future__ import annotations

from sim.figures.silos import KINDS, cost_of_silos
from sim.figures.style import plain, spaced
from sim.figures.wording import titles_of
from sim.play.debrief import Debrief
from sim.play.gamed_metrics import GamedMetric, gamed_metrics_of
from sim.play.test_bed_course import idea_course
from sim.study.statistics.wording import listed
from sim.texts import say

MOST_METRICS = 3
HALF_A_POINT = 0.005
RECIPIENTS = ("customers", "partners", "employees", "finance")


def customers_said(debrief: Debrief) -> list[str]:
    """What the debrief tells of customers, a sentence or two each: the gap, gamed metrics, silos, rituals, audits, a test-bed, a merger."""
    said = [_gap_said(debrief), *_gamed_said(debrief), *_silos_said(debrief), *_rituals_said(debrief), *_audits_said(debrief)]
    return [spaced(sentence) for sentence in [*said, *_test_bed_said(debrief), *_merger_said(debrief)]]


def _gap_said(debrief: Debrief) -> str:
    gap = debrief.record.gap
    widest = int(gap.abs().to_numpy().argmax())
    ends = {"start": _apart(float(gap.iloc[0])), "end": _apart(float(gap.iloc[-1]))}
    return say("debrief.customers.gap", **ends, week=widest, points=round(abs(float(gap.iloc[widest])) * 100.0))


def _apart(gap: float) -> str:
    """The internal score's distance from felt quality."""
    if abs(gap) < HALF_A_POINT:
        return say("debrief.customers.level")
    return say("debrief.customers.above" if gap > 0.0 else "debrief.customers.below", points=round(abs(gap) * 100.0))


def _gamed_said(debrief: Debrief) -> list[str]:
    gamed = gamed_metrics_of(debrief.play)
    if not gamed:
        return []
    titles = dict(zip(debrief.play.organisation.unit_ids, titles_of(debrief.play.organisation), strict=True))
    parts = [_one_gamed(one, titles[one.unit]) for one in gamed[:MOST_METRICS]]
    return [say("debrief.customers.gamed", metrics="; ".join(parts))]


def _one_gamed(one: GamedMetric, unit: str) -> str:
    values = {"start": f"{one.start:.2g}", "end": f"{one.end:.2g}"}
    return say("debrief.customers.one_gamed", metric=plain(one.title, 60), unit=unit, measured_in=plain(one.measured_in, 60), **values)


def _silos_said(debrief: Debrief) -> list[str]:
    ends = debrief.record.silo_costs.iloc[-1]
    revenue = float(debrief.record.firm["revenue"].iloc[1:].sum())
    whole = cost_of_silos(debrief.record)
    if whole <= 0.0 or revenue <= 0.0:
        return []
    most = max(KINDS, key=lambda name: float(ends[name]))
    values = {"hours": float(ends["silo_hours"]), "theirs": float(ends["customers_silo_hours"]), "part": float(ends[most]) / whole}
    return [say("debrief.customers.silos", money=whole, share=whole / revenue, kind=say(f"debrief.customers.kind.{most}"), **values)]


def _rituals_said(debrief: Debrief) -> list[str]:
    """How far the programme made rituals carry the customer, at its best and at the end, and which it never touched."""
    rituals = debrief.record.rituals
    mean = rituals.mean(axis=1)
    best = int(mean.to_numpy().argmax())
    if float(mean.iloc[best]) < HALF_A_POINT:
        return [say("debrief.customers.no_ritual")]
    said = say("debrief.customers.rituals", best=float(mean.iloc[best]), week=best, end=float(mean.iloc[-1]))
    never = [say(f"debrief.customers.ritual.{name}") for name in rituals if rituals[name].to_numpy().max() < HALF_A_POINT]
    return [said, *([say("debrief.customers.untouched", rituals=listed(never))] if never else [])]


def _audits_said(debrief: Debrief) -> list[str]:
    """To whom workflow audits brought most, in order."""
    end = debrief.record.firm.iloc[-1]
    brought = {name: float(end[f"audit_{name}"]) * 100.0 for name in RECIPIENTS}
    if not any(brought.values()):
        return []
    order = sorted(brought, key=lambda name: -brought[name])
    parts = [say("debrief.customers.returned", who=say(f"debrief.customers.recipient.{name}"), points=brought[name]) for name in order]
    return [say("debrief.customers.audits", order=", ".join(parts))]


def _test_bed_said(debrief: Debrief) -> list[str]:
    """Whether a test-bed proved itself, and how often its idea was revised; none where no test-bed ran."""
    course = idea_course(debrief.play)
    if course is None:
        return []
    if course.proved is None:
        said = [say("debrief.customers.test_bed.unproved", fit=course.fit, needed=course.needed)]
    else:
        said = [say("debrief.customers.test_bed.proved", week=course.proved, proof=course.proof)]
    if course.revised:
        said.append(say("debrief.customers.test_bed.revised", first=course.first, count=course.revised, reach=course.reach))
    else:
        said.append(say("debrief.customers.test_bed.kept", first=course.first))
    if course.committed is not None:
        said.append(say("debrief.customers.test_bed.committed", week=course.committed))
    return [" ".join(said)]


def _merger_said(debrief: Debrief) -> list[str]:
    week = int(debrief.play.run.state.overtaken[0])
    if week < 0:
        return []
    firm = debrief.record.firm.iloc[week]
    values = {"left": 1.0 - float(firm["customers"]), "felt": float(firm["felt"]), "offered": float(firm["offered"])}
    return [say("debrief.customers.merger", week=week, **values)]
