"""What is said once a play is over: what settled it, what was decided, and what a room should talk about."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from sim.engine import Initiative
from sim.play import Decision, Play
from sim.play.background_task import WorkWatch
from sim.play.debrief import MOST_MOMENTS, Debrief, debrief_of, parts_of
from sim.play.decisions_table import decisions_csv, safe_cell, table_csv
from sim.play.futures import lived, lives_of
from sim.play.questions import MOST_QUESTIONS, questions_of
from sim.play.random_plans import Universe
from sim.schema.programme import Step

DECISIONS = (
    Decision(week=10, does="add", handle="measures", step=Step(intervention="switch_metrics", start=12, weeks=30)),
    Decision(week=20, does="stop", handle="why"),
    Decision(week=20, does="stop", handle="measures"),
)


@pytest.fixture(scope="module")
def play(company: Initiative) -> Play:
    return Play(company, 5, DECISIONS, title="as played").at(30)


@pytest.fixture(scope="module")
def debrief(play: Play) -> Debrief:
    other = play.branch(20, "otherwise").at(40)
    return debrief_of(play, [play, other], others=2)


def test_a_debrief_simulates_the_remaining_weeks(play: Play, debrief: Debrief) -> None:
    assert play.week == 30 == debrief.future.played
    assert debrief.record.digest == play.ended().digest
    assert [one.title for one in debrief.others] == ["otherwise"]
    assert len(debrief.others[0].adoption) == play.weeks + 1


def test_the_effect_of_a_decision_is_the_difference_without_it(play: Play, debrief: Debrief) -> None:
    stop = next(one for one in debrief.decisions if one.handle == "why" and one.does == "stop")
    kept = Play(play.initiative, play.seed, (DECISIONS[0], DECISIONS[2])).ended()
    lost = debrief.record.firm["adoption"][debrief.worths.judged] - kept.firm["adoption"][debrief.worths.judged]
    assert stop.effect == pytest.approx(lost)
    assert stop.effect != 0.0


def test_decisions_invalid_in_the_other_run_are_omitted(play: Play, debrief: Debrief) -> None:
    """Without the step that was added there is nothing to stop."""
    added = next(one for one in debrief.decisions if one.does == "add")
    without = lives_of(lived(play.initiative, play.organisation, DECISIONS[1:], [play.seed]), debrief.worths.judged)
    assert added.effect == pytest.approx(debrief.rescue.adoption - without.adoption[0])


def test_the_plan_comes_before_what_was_decided(play: Play, debrief: Debrief) -> None:
    planned = [one for one in debrief.decisions if one.does == "planned"]
    assert {one.handle for one in planned} == set(play.initiative.programme.steps)
    assert all(one.effect is None and one.week == 0 for one in planned)
    assert [(one.week, one.does) for one in debrief.decisions[len(planned) :]] == [(10, "add"), (20, "stop"), (20, "stop")]
    measures = debrief.decisions[-1]
    assert (measures.start, measures.end, measures.title) == (12, 20, "Switch to what customers experience")


def test_moments_are_few_in_order_and_lived(play: Play, debrief: Debrief) -> None:
    weeks = [moment.week for moment in debrief.moments]
    assert 0 < len(weeks) <= MOST_MOMENTS
    assert weeks == sorted(weeks) and weeks[-1] <= play.weeks
    told = {(news.week, f"news.{news.text}") for news in debrief.play.news}
    assert all((one.week, one.text) in told for one in debrief.moments if one.text.startswith("news."))


def test_a_decision_that_mattered_is_a_moment(debrief: Debrief) -> None:
    mattered = [one for one in debrief.decisions if one.effect is not None and abs(one.effect) >= 0.02]
    assert {(one.week, f"debrief.moment.{one.does}") for one in mattered} == {
        (one.week, one.text) for one in debrief.moments if one.text.rsplit(".", 1)[1] in ("add", "change", "stop")
    }


def test_progress_runs_from_nothing_to_everything(play: Play) -> None:
    told: list[tuple[int, int]] = []
    debrief_of(play, others=1, watch=WorkWatch(lambda done, total: told.append((done, total))))
    assert told[0][0] == 0 and told[-1] == (parts_of(play),) * 2
    assert told == sorted(told)


def test_a_room_is_asked_about_reports_where_only_reports_reached_the_goal(debrief: Debrief) -> None:
    firm = debrief.record.firm
    claimed = firm.assign(reported=np.where(firm.index == 40, 0.6, firm["adoption"]))
    named = replace(debrief.record, firm=claimed, outcome=replace(debrief.record.outcome, mode="hollow"))
    first, *_ = questions_of(replace(debrief, future=debrief.future._replace(record=named)))
    assert firm["adoption"].max() < debrief.goal
    assert (first.name, first.values["week"], first.values["reported"]) == ("hollow_reports", 40, 0.6)
    assert first.values["practised"] == firm["adoption"][40]
    practised = replace(named, firm=claimed.assign(adoption=np.full(len(firm), 0.55)))
    assert questions_of(replace(debrief, future=debrief.future._replace(record=practised)))[0].name == "hollow"


def test_questions_come_from_what_happened(debrief: Debrief) -> None:
    names = [question.name for question in questions_of(debrief)]
    assert names[0] == "siloed" == debrief.record.outcome.mode
    assert names[-1] == "home" and len(names) <= MOST_QUESTIONS
    assert ("trap" in names) == bool(debrief.traps)
    assert any(name.startswith("rescue_") for name in names)
    boldest = max((one for one in debrief.decisions if one.effect is not None), key=lambda one: abs(one.effect or 0.0))
    asked = next(question for question in questions_of(debrief) if question.name.startswith("decided_"))
    assert asked.values["step"] == boldest.title and asked.values["points"] == pytest.approx(abs(boldest.effect or 0.0) * 100.0)


def test_a_place_among_other_plans_is_that_of_the_end(debrief: Debrief) -> None:
    assert debrief.place is None
    end = float(debrief.future.adoption.iloc[-1])
    courses = np.repeat([[end - 0.1], [end - 0.2], [end + 0.1], [end + 0.2]], 2, axis=1).astype(np.float32)
    universe = Universe(
        seed=5, adoption=courses, felt_gain=np.full(4, -1.0), success=np.zeros(4, bool), mode=np.array(["stalled"] * 4, object),
        spend=np.zeros(4), best=debrief.play.programme, best_place=0, titles={},
    )  # fmt: skip
    placed = Debrief(**{**debrief.__dict__, "universe": universe}).place
    assert placed is not None and placed.adoption == 0.5 and placed.felt == 1.0 and placed.success == 0.0


def test_the_table_of_decisions_reads_back(debrief: Debrief) -> None:
    rows = list(csv.DictReader(io.StringIO(decisions_csv(debrief))))
    assert len(rows) == len(debrief.decisions)
    stop = next(row for row in rows if row["decision"] == "stop" and row["step"] == "why")
    effect = next(one.effect for one in debrief.decisions if one.does == "stop" and one.handle == "why")
    assert stop["week"] == "20" and float(stop["adoption_points_on_these_draws"]) == pytest.approx(effect * 100.0, abs=0.05)
    assert next(row for row in rows if row["step"] == "sales_first")["units"] == "sales"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "\n=1", "  =1+1"])
def test_no_spreadsheet_calculates_what_someone_wrote(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert next(csv.reader(io.StringIO(table_csv(["a"], [[text]]).split("\r\n", 1)[1], newline="")))[0] == f"'{text}"


def test_numbers_stay_numbers_and_plain_words_plain() -> None:
    assert [safe_cell(cell) for cell in (-1.5, 0, None, "Coach leaders", "a=b", "")] == [-1.5, 0, "", "Coach leaders", "a=b", ""]
