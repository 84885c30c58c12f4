"""The debrief as a page: chapters in the order of a discussion, for the lab and for a self-contained file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from sim.figures.style import percent, plain, spaced
from sim.lab.debrief.customers_wording import customers_said
from sim.lab.debrief.figures import branch_title, course_in_words, draw_debrief_course, draw_place
from sim.lab.debrief.wording import (
    claim_said,
    dated,
    drawn_said,
    effect_said,
    mode_said,
    outcome_said,
    overload_said,
    place_finding,
    place_said,
    points,
    questions_said,
    rescue_finding,
    rescue_said,
    step_title,
    worth_finding,
    worths_said,
)
from sim.lab.debrief.worth_figures import draw_rescue, draw_worth
from sim.lab.planning.words import mismatch_in_words
from sim.planning.philosophy import Suitability
from sim.play.debrief import Debrief, DecisionTaken, Future
from sim.play.step_worth import Worths
from sim.play.traps import Trap
from sim.reports.html_page import Plate, Sheet, environment
from sim.texts import language, say

TEMPLATE = "debrief.html.j2"


class DebriefPoint(NamedTuple):
    """A named item, its start and its text."""

    title: str
    when: str
    text: str


@dataclass(frozen=True)
class DebriefPart:
    """A part of a debrief."""

    anchor: str
    title: str
    finding: str = ""
    plate: Plate | None = None
    moments: Sequence[str] = ()  # numbered as in its figure
    statements: Sequence[str] = ()
    points: Sequence[DebriefPoint] = ()
    sheets: Sequence[Sheet] = ()
    questions: Sequence[str] = ()


@dataclass(frozen=True)
class Sheets:
    """A whole debrief, ready to be shown or printed."""

    scenario: str
    title: str  # title of the debriefed branch
    outcome: str
    drawn: str
    note: str  # note on unplayed weeks; may be empty
    chapters: Sequence[DebriefPart]
    foot: Sequence[str] = field(default_factory=tuple)


def sheets_of(debrief: Debrief) -> Sheets:
    """A debrief with its figures; call it for one debrief at a time, since matplotlib is not thread-safe."""
    play = debrief.play
    whole = debrief.future.played >= play.weeks
    return Sheets(
        scenario=plain(play.initiative.title, 120),
        title=branch_title(debrief.future),
        outcome=outcome_said(debrief),
        drawn=spaced(drawn_said(debrief)),
        note="" if whole else say("debrief.played", week=debrief.future.played),
        chapters=[chapter for chapter in _chapters(debrief) if chapter is not None],
        foot=(say("debrief.report.foot", seed=play.seed, digest=debrief.record.digest), say("debrief.report.drawn_on")),
    )


def debrief_html(sheets: Sheets) -> str:
    """The debrief as one HTML document: figures within it, nothing fetched, fit for A4."""
    return environment("sim.lab.debrief").get_template(TEMPLATE).render(sheets=sheets, say=say, language=language())


def _chapters(debrief: Debrief) -> list[DebriefPart | None]:
    return [
        _course(debrief),
        _chapter("customers", statements=customers_said(debrief)),
        _traps(debrief),
        _worth(debrief),
        _rescue(debrief),
        _place(debrief),
        _branches(debrief) if debrief.others else None,
        _chapter("questions", questions=questions_said(debrief)),
        _decisions(debrief),
        _chapter("numbers", sheets=[_worth_sheet(debrief.worths)]) if debrief.worths.steps else None,
    ]


def _chapter(name: str, title: str = "", **parts) -> DebriefPart:
    return DebriefPart(name, say(f"debrief.section.{title or name}"), **parts)


def _course(debrief: Debrief) -> DebriefPart:
    plate = Plate("course", draw_debrief_course(debrief), course_in_words(debrief))
    said = [*claim_said(debrief), *overload_said(debrief)]
    return _chapter("course", plate=plate, moments=[dated(moment) for moment in debrief.moments], statements=said)


def _worth(debrief: Debrief) -> DebriefPart:
    worths = debrief.worths
    if not worths.steps:
        return _chapter("worth", finding=worth_finding(worths))
    plate = Plate("worth", draw_worth(debrief), worth_finding(worths))
    return _chapter("worth", plate=plate, statements=worths_said(worths))


def _worth_sheet(worths: Worths) -> Sheet:
    rows = [
        (
            step_title(step, worths), f"{step.start}–{step.end}", points(step.adoption.here), effect_said(step.adoption),
            effect_said(step.felt), f"{step.money:,.0f}", f"{step.leaders_weeks:.1f}",
            say("debrief.worth.count", count=step.success_without, of=worths.others),
        )
        for step in worths.steps
    ]  # fmt: skip
    return _sheet("worth", ("step", "weeks", "here", "mean", "felt", "money", "time", "success"), rows)


def _rescue(debrief: Debrief) -> DebriefPart:
    rescue = debrief.rescue
    plate = Plate("rescue", draw_rescue(debrief), rescue_finding(rescue))
    return _chapter("rescue", "spare" if rescue.success else "rescue", plate=plate, statements=rescue_said(debrief))


def _traps(debrief: Debrief) -> DebriefPart:
    traps, suited = debrief.traps, debrief.suited
    points = [_trap(trap) for trap in traps] + ([_mismatch(suited)] if suited is not None and suited.shortfalls else [])
    return _chapter("traps", points=points, statements=[] if traps else [say("debrief.traps.none")])


def _mismatch(suited: Suitability) -> DebriefPoint:
    """A philosophy that the firm does not suit in full."""
    title, text, short = mismatch_in_words(suited)
    return DebriefPoint(title, say("debrief.traps.start"), " ".join((text, *short)))


def _trap(trap: Trap) -> DebriefPoint:
    text = say("debrief.traps.instead", text=say(f"trap.{trap.name}.text", **trap.values), do=say(f"trap.{trap.name}.do"))
    return DebriefPoint(say(f"trap.{trap.name}.title"), say("debrief.traps.week", week=trap.week), spaced(text))


def _place(debrief: Debrief) -> DebriefPart:
    if debrief.universe is None:
        return _chapter("place", finding=say("debrief.place.later"))
    return _chapter("place", plate=Plate("place", draw_place(debrief), place_finding(debrief)), statements=place_said(debrief))


def _branches(debrief: Debrief) -> DebriefPart:
    rows = [_future(future) for future in (debrief.future, *debrief.others)]
    return _chapter("branches", sheets=[_sheet("branches", ("title", "outcome", "adoption", "felt", "spend", "decisions"), rows)])


def _future(future: Future) -> tuple[str, ...]:
    mode = future.outcome.mode
    ended = say("debrief.branches.success") if mode is None else mode_said(mode)
    felt, spend = points(future.felt_gain), f"{future.record.spend.iloc[-1]:,.0f}"
    felt = felt if felt.startswith("−") or felt == "0" else f"+{felt}"
    return branch_title(future), ended, percent(float(future.adoption.iloc[-1])), felt, spend, str(future.decisions)


def _decisions(debrief: Debrief) -> DebriefPart:
    taken = [one for one in debrief.decisions if one.effect is not None]
    statements = [say("debrief.decisions.said", week=debrief.worths.judged) if taken else say("debrief.decisions.none")]
    titles = dict(zip(debrief.play.organisation.unit_ids, debrief.play.organisation.unit_titles, strict=True))
    rows = [_decision(one, titles) for one in debrief.decisions]
    return _chapter(
        "decisions", statements=statements, sheets=[_sheet("decisions", ("week", "does", "step", "ran", "audience", "effect"), rows)]
    )


def _decision(one: DecisionTaken, titles: dict[str, str]) -> tuple[str, ...]:
    ran = say("debrief.decisions.never") if one.start is None else f"{one.start}–{one.end}"
    units = [plain(titles.get(unit) or unit, 40) for unit in one.audience.split()]
    audience = ", ".join(units) or say("debrief.decisions.everybody")
    effect = "" if one.effect is None else say("debrief.decisions.points", points=points(one.effect))
    return str(one.week), say(f"debrief.decisions.{one.does}"), plain(one.title, 60), ran, audience, effect


def _sheet(section: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Sheet:
    named = [say(f"debrief.{section}.column.{column}") for column in columns]
    return Sheet(say(f"debrief.section.{section}"), pd.DataFrame(list(rows), columns=pd.Index(named)))
