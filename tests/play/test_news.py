"""News tell what the week has brought, each thing once, of those who are there."""

from collections import Counter

import numpy as np
import pytest

import sim
from sim.engine.record import ALL_BUT
from sim.engine.state import FIRM, FIRM_SERIES, UNIT_SERIES
from sim.play import Play
from sim.play.debrief import SETTLED
from sim.play.news import A_MONTH, HOLLOW, LANDMARKS
from sim.play.test_bed_course import idea_course


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


@pytest.mark.parametrize(("name", "seed"), [("profits_first", 1), ("off_centre", 2), ("baxter", 2), ("customer_centric", 1)])
def test_work_that_people_cannot_carry_is_told_when_it_is_too_much_and_when_they_carry_it_again(name: str, seed: int) -> None:
    play = Play(sim.load(name, "weeks=90"), seed)
    play.advance(90)
    people = play.organisation.unit_size * play.organisation.is_internal
    whole = play.run.traces.unit[:, :, UNIT_SERIES.index("attended"), 0] @ people / people.sum()
    told = [news for news in play.news if news.text in ("change_overloads", "change_carried")]
    short = np.flatnonzero(whole < ALL_BUT)
    assert bool(told) == bool(len(short)) == (name != "customer_centric")
    if told:
        assert told[0].week == short[0]
    for news, after in zip(told, [*(news.week for news in told), 91][1:], strict=True) if told else ():
        if news.text == "change_overloads":
            assert news.values["share"] == whole[news.week] < ALL_BUT
            assert news.unit == play.organisation.unit_titles.index(news.values["unit"]) and news.values["least"] <= news.values["share"]
        else:
            since, weeks = news.values["since"], news.values["weeks"]
            assert whole[since] < ALL_BUT and whole[since + weeks - 1] < ALL_BUT
            assert (whole[since + weeks : news.week + 1] >= ALL_BUT).all() and news.week - since - weeks == A_MONTH - 1
            assert (whole[news.week : after] >= ALL_BUT).all()


def test_each_better_idea_of_a_test_bed_is_told_and_its_first_proof() -> None:
    """The first idea is a draw of the seed, and the last is what the revisions made of it."""
    revised = []
    for seed in range(1, 5):
        play, ideas = Play(sim.load("test_bed_small_customer"), seed), []
        for _ in range(110):
            ideas.append(float(play.run.state.firm[FIRM["idea"], 0]))
            play.advance()
        weeks = (np.flatnonzero(np.diff(ideas) > 0.0) + 1).tolist()
        told = [news for news in play.news if news.text == "idea_revised" and news.week < 110]
        assert [news.week for news in told] == weeks
        assert [news.values["count"] for news in told] == list(range(1, len(weeks) + 1))
        proof = play.run.traces.firm[:111, FIRM_SERIES.index("proof"), 0]
        assert [news.week for news in play.news if news.text == "proof_begins"] == np.flatnonzero(proof > 0.0)[:1].tolist()
        course = idea_course(play)
        assert course is not None and course.first == ideas[0] and course.reach >= ideas[-1] and course.fit <= course.reach
        assert (course.proved is None) == (proof.max() == 0.0) == (course.proof == 0.0)
        revised.append(course.revised)
    assert max(revised) > 1


def test_an_idea_that_is_committed_to_before_proof_is_told_and_a_plan_without_a_test_bed_has_no_idea() -> None:
    play = Play(sim.load("test_bed_small_customer", "+programme.steps.early={intervention: mainstream_test_bed, start: 0}"), 1)
    play.advance(60)
    course = idea_course(play)
    assert course is not None and course.committed is not None
    assert play.run.plan.committed[course.committed] > 0.0 and play.run.plan.test_bed[course.committed] > 0.0
    assert course.revised < len([news for news in _without(play, "early").news if news.text == "idea_revised"])
    bare = Play(sim.load("company_a"), 1)
    bare.advance(5)
    assert idea_course(bare) is None


def _without(play: Play, handle: str) -> Play:
    other = play.without(handle)
    other.advance(play.week)
    return other


def test_shocks_are_told_by_their_name() -> None:
    play = Play(sim.load("scandal_united"), 1)
    play.advance(156)
    assert {news.values["title"] for news in play.news if news.kind == "shock"} == {
        shock.title or name for name, shock in play.initiative.shocks.items() if shock.week < 156
    }
