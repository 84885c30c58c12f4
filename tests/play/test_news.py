"""News tell what the week has brought, each thing once, of those who are there."""

from collections import Counter

import numpy as np

import sim
from sim.engine.state import FIRM_SERIES
from sim.play import Play
from sim.play.debrief import SETTLED
from sim.play.news import HOLLOW, LANDMARKS


def test_news_reports_events_of_its_week() -> None:
    play = Play(sim.load("company_a"), 7)
    play.advance(156)
    adoption = play.adoption
    titles = dict(zip(play.organisation.unit_titles, play.organisation.unit_ids, strict=True))
    reached = [news for news in play.news if news.text in ("unit_reached", "unit_reached_goal")]
    assert len(reached) > 5
    for news in reached:
        unit, share = titles[news.values["unit"]], news.values["share"]
        assert adoption[unit].iloc[news.week] >= share > adoption[unit].iloc[: news.week].max()
        assert share in LANDMARKS
    began = {news.values["step"]: news.week for news in play.news if news.text.startswith("step_began")}
    assert began == {step.card.title: step.start + 1 for step in play.schedule.as_they_begin if step.end > step.start} | began


def test_nothing_is_told_twice() -> None:
    play = Play(sim.load("talk_without_resources"), 3)
    play.advance(156)
    told = Counter((news.text, news.unit, news.person, str(news.values)) for news in play.news if news.text != "person_left")
    assert max(told.values()) == 1
    assert len(play.news) < 156, "a room cannot read more than a sentence a week"


def test_sponsors_who_give_up_are_told() -> None:
    given_up = 0
    for name, seed in [(name, seed) for name in ("bell", "talk_without_resources") for seed in range(3)]:
        play = Play(sim.load(name), seed)
        play.advance(156)
        state = play.run.state
        told = [news for news in play.news if news.text in ("finance_vetoed", "sponsor_withdrew")]
        assert len(told) == int(state.abandoned[0] >= 0)
        given_up += len(told)
    assert given_up > 0


def test_a_firm_that_is_merged_is_told_in_its_week_and_settles_the_debrief() -> None:
    play = Play(sim.load("bell"), 1)
    play.advance(208)
    merged = int(play.run.state.overtaken[0])
    assert merged > 0
    assert [news.week for news in play.news if news.text == "firm_merged"] == [merged]
    assert "firm_merged" in SETTLED


def test_reports_that_run_ahead_of_practice_are_told_once_and_when_they_do() -> None:
    play = Play(sim.load("hollow_reports"), 1)
    play.advance(156)
    firm = play.run.traces.firm[..., 0]
    reported, practised = (firm[:, FIRM_SERIES.index(name)] for name in ("reported", "adoption"))
    goal = float(play.initiative.success.adoption)
    for text, there in (("reports_part", reported - practised >= HOLLOW), ("goal_in_reports", reported >= goal)):
        (news,) = [news for news in play.news if news.text == text]
        assert news.week == int(np.flatnonzero(there)[0])
        assert (news.values["reported"], news.values["practised"]) == (reported[news.week], practised[news.week])


def test_reports_that_are_true_are_no_news() -> None:
    play = Play(sim.load("hollow_reports", "rules.reporting.ceremony=0.0", "weeks=80"), 1)
    play.advance(80)
    assert not {"reports_part", "goal_in_reports"} & {news.text for news in play.news}


def test_shocks_are_told_by_their_name() -> None:
    play = Play(sim.load("scandal_united"), 1)
    play.advance(156)
    assert {news.values["title"] for news in play.news if news.kind == "shock"} == {
        shock.title or name for name, shock in play.initiative.shocks.items() if shock.week < 156
    }
