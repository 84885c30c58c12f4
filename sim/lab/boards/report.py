"""The debrief of a room as one page: each team's outcome, plan and decisions on the same draws."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.figures.style import plain
from sim.lab.boards.figures import Lived, draw_room
from sim.lab.boards.results import COLUMNS, Result, decisions_of, outcome_of_result
from sim.lab.boards.words import decisions_in_words, look_of
from sim.lab.rooms import RoomTask
from sim.lab.standings import adoption_of
from sim.reports.html_page import Chapter, Plate, ReportPage, Sheet, page_as_html
from sim.texts import language, say

OUTCOME_COLUMNS, DECISION_COLUMNS = COLUMNS[:9], COLUMNS[9:]


def room_page(task: RoomTask, results: Sequence[Result]) -> str:
    """One self-contained HTML document; names in it are plain text.

    results : at least one
    """
    initiative = task.initiative
    drawn = say(
        "room.report.drawn", people=task.organisation.employees, weeks=initiative.weeks, seed=task.seed, definition=initiative.success.title
    )
    teams = len({result.team.number for result in results})
    page = ReportPage(
        question=say("room.report.question", teams=teams, title=initiative.title),
        answer=_answer(results),
        drawn=drawn,
        statements=[_line(result) for result in results],
        plates=[_plate(task, results)],
        chapters=[
            Chapter("outcomes", say("room.report.outcomes"), [say("room.report.same")], sheets=[_outcomes(results)]),
            Chapter("plans", say("room.report.plans"), sheets=[_plan(result) for result in results]),
        ],
        colophon=[(say("common.product"), drawn)],
        language=language(),
    )
    return page_as_html(page)


def named(result: Result) -> str:
    """A team's name, with the branch if it has several."""
    if len(result.team.game.branches) == 1:
        return result.name
    return say("room.branch", team=result.name, branch=result.play.title)


def _answer(results: Sequence[Result]) -> str:
    over = [result for result in results if result.ending.outcome is not None]
    best = max(results, key=lambda result: result.standing.adoption)
    values = {"best": named(best), "adoption": best.standing.adoption}
    if len(over) < len(results):
        return say("room.report.answer_open", over=len(over), teams=len(results), **values)
    succeeded = sum(result.kind == "success" for result in over)
    return say("room.report.answer_over", succeeded=succeeded, teams=len(results), **values)


def _line(result: Result) -> str:
    standing = result.standing
    traps = ", ".join(say(f"trap.{trap}.title") for trap in result.ending.traps) or say("room.no_traps")
    return say(
        "room.report.line", team=named(result), status=result.status, week=standing.week, adoption=standing.adoption, felt=standing.felt,
        spent=standing.spent, decisions=standing.decisions, traps=traps,
    )  # fmt: skip


def _plate(task: RoomTask, results: Sequence[Result]) -> Plate:
    goal, ends = float(task.initiative.success.adoption), [result.standing.adoption for result in results]
    lived = [Lived(named(result), adoption_of(result.play), look_of(result.team)) for result in results]
    finding = say("room.report.finding", teams=len({result.team.number for result in results}), low=min(ends), high=max(ends))
    figure = draw_room(finding, say("room.report.subtitle", goal=goal), say("room.report.weeks"), lived, goal, task.initiative.weeks)
    return Plate("adoption", figure, plain(figure.alternative, 2_000))


def _outcomes(results: Sequence[Result]) -> Sheet:
    rows = [[*outcome_of_result(result)] for result in results]
    return Sheet(say("room.report.outcomes"), pd.DataFrame(rows, columns=[say(f"room.csv.{column}") for column in OUTCOME_COLUMNS]))


def _plan(result: Result) -> Sheet:
    rows = decisions_of(result.play)
    columns = [say(f"room.csv.{column}") for column in DECISION_COLUMNS]
    return Sheet(named(result), pd.DataFrame(rows, columns=columns), "; ".join(decisions_in_words(result.play)))
