"""The plan page: what is laid out on it is the plan that will be played, and what it warns of is what the plan walks into."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from nicegui import ui
from nicegui.testing.user import User
from waiting import settle

import sim
from sim.engine import Initiative
from sim.figures.style import spaced
from sim.lab.application import Lab
from sim.lab.components.timeline import MOST_WEEKS, Timeline, ticks
from sim.lab.game import Game
from sim.lab.planning.cards import Cards
from sim.lab.planning.words import strain_in_words, trap_in_words
from sim.play.budget_claims import Strain
from sim.play.intervention_cards import with_all_cards
from sim.play.traps import NAMES, Trap
from sim.schema.levers import CONDITIONS
from sim.texts import catalogue


@pytest.fixture(scope="module")
def company() -> Initiative:
    return with_all_cards(sim.load("company_a", "weeks=120"))


@pytest.fixture
async def game(user: User, lab: Lab, company: Initiative) -> Game:
    """A game on the table of this browser, and its plan page open."""
    await user.open("/plan")
    (session,) = lab.sessions.values()
    session.game = Game(company, pool=lab.pool)
    await opened(user)
    return session.game


async def opened(user: User) -> None:
    await user.open("/plan")
    await settle(lambda: "k€" in text_of(user, "plan-summary"))


def only(user: User, kind: type) -> Any:
    """The one element of a kind."""
    (element,) = user.find(kind=kind).elements
    return element


def text_of(user: User, marker: str) -> str:
    (element,) = user.find(marker=marker).elements
    return str(element.text)  # type: ignore[attr-defined]


def has(user: User, marker: str) -> bool:
    """Whether the page has an element with a marker."""
    return any(marker in element._markers for element in user.client.elements.values())  # type: ignore[union-attr]


def rows(user: User) -> dict[str, dict[str, Any]]:
    """Bars on the timeline, by handle."""
    return {row["handle"]: row for row in only(user, Timeline).props["start"]["rows"]}


def moved(user: User, **told: Any) -> None:
    """A bar is dragged."""
    user.find(kind=Timeline).trigger("move", {"serial": 1, **told})


async def test_without_a_scenario_one_is_led_to_the_choice(user: User) -> None:
    await user.open("/plan")
    await user.should_see("Choose a scenario")


async def test_every_step_has_a_bar_where_it_runs(user: User, game: Game) -> None:
    known = {step.handle: (step.start, step.end) for step in game.play.schedule.steps}
    assert {handle: (row["start"], row["end"]) for handle, row in rows(user).items()} == known


async def test_a_bar_that_is_dragged_changes_the_plan_that_will_be_played(user: User, game: Game) -> None:
    moved(user, handle="training", start=40, weeks=30)
    await settle(lambda: game.play.programme.steps["training"].start == 40)
    assert game.play.programme.steps["training"].weeks == 30
    await settle(lambda: rows(user)["training"]["start"] == 40)
    assert game.initiative.programme == game.play.programme


@pytest.mark.parametrize(
    "told",
    [
        {"handle": "nothing", "start": 4, "weeks": 8},
        {"handle": "training", "start": -4, "weeks": 8},
        {"handle": "training", "start": 4, "weeks": 0},
        {"handle": "training", "start": 4, "weeks": MOST_WEEKS + 1},
        {"handle": "training", "start": "4", "weeks": 8},
        {"handle": "training", "start": True, "weeks": 8},
        {"handle": ["training"], "start": 4, "weeks": 8},
        {"handle": "training"},
    ],
)
async def test_invented_browser_messages_change_nothing(user: User, game: Game, told: dict[str, Any]) -> None:
    before = game.play.programme
    moved(user, **told)
    user.find(kind=Timeline).trigger("move", "training")
    user.find(kind=Timeline).trigger("remove", {"handle": "nothing", "serial": 2})
    user.find(kind=Timeline).trigger("add", {"card": "../x", "start": 3, "serial": 3})
    user.find(kind=Cards).trigger("add", "no_such_card")
    await asyncio.sleep(0.1)
    assert game.play.programme == before


async def test_a_card_that_is_taken_becomes_a_step_and_a_second_one_another(user: User, game: Game) -> None:
    for count in (1, 2):
        user.find(kind=Cards).trigger("add", "reorganise")
        await settle(lambda count=count: sum(s.intervention == "reorganise" for s in game.play.programme.steps.values()) == count)
    await settle(lambda: {"reorganise", "reorganise_2"} <= rows(user).keys())


async def test_a_card_dropped_on_a_week_starts_there(user: User, game: Game) -> None:
    user.find(kind=Timeline).trigger("add", {"card": "reorganise", "start": 33, "serial": 1})
    await settle(lambda: "reorganise" in game.play.programme.steps)
    assert game.play.programme.steps["reorganise"].start == 33


async def test_a_bar_that_is_deleted_leaves_the_plan(user: User, game: Game) -> None:
    user.find(kind=Timeline).trigger("remove", {"handle": "training", "serial": 1})
    await settle(lambda: "training" not in game.play.programme.steps)
    await settle(lambda: "training" not in rows(user))


async def test_a_trap_is_named_with_its_remedy_and_its_bars_are_marked(user: User, game: Game) -> None:
    user.find(marker="load-big_bang").click()
    await settle(lambda: game.play.programme.title == "Everything at once")
    await settle(lambda: bool(rows(user).get("tools", {}).get("warned")))
    await user.should_see(marker="trap-everything_at_once")
    await user.should_see("Spread the steps")


async def test_a_plan_out_of_every_trap_is_told_so(user: User, game: Game) -> None:
    moved(user, handle="autonomy", start=0, weeks=39)
    await user.should_see("No known trap in sight")


async def test_budgets_fill_and_what_is_over_is_said(user: User, game: Game) -> None:
    user.find(marker="load-big_bang").click()
    await settle(lambda: "Everything at once" in text_of(user, "plan-summary"))
    meters = {meter["key"]: meter for meter in only(user, Timeline).props["start"]["meters"]}
    assert meters["attention"]["over"] and max(meters["attention"]["values"]) > meters["attention"]["limit"]
    assert not meters["leaders"]["over"]
    assert meters["money"]["values"] == sorted(meters["money"]["values"])


async def test_an_emptied_plan_can_be_set_back_to_the_scenarios_own(user: User, game: Game) -> None:
    own = game.play.programme
    user.find(marker="plan-empty").click()
    await settle(lambda: not game.play.programme.steps)
    await settle(lambda: not rows(user))
    await opened(user)  # even after the page was loaded again
    user.find(marker="plan-reset").click()
    await settle(lambda: game.play.programme == own)


async def test_a_step_is_set_in_its_dialog(user: User, game: Game) -> None:
    user.find(kind=Timeline).trigger("open", "training")
    await user.should_see("Only these units")
    next(iter(user.find(kind=ui.slider).elements)).value = 50  # type: ignore[attr-defined]
    units = next(element for element in user.find(kind=ui.select).elements if "units" in str(element.props["label"]))
    units.value = ["it", "sales"]  # type: ignore[attr-defined]
    user.find(marker="step-apply").click()
    await settle(lambda: game.play.programme.steps["training"].strength == 0.5)
    audience = game.play.programme.steps["training"].audience
    assert audience is not None and audience.units == ["it", "sales"]
    await settle(lambda: "50" in rows(user)["training"]["note"])


async def test_budgets_and_deadline_are_set_and_a_deadline_before_its_trial_is_refused(user: User, game: Game) -> None:
    async def set_to(expected: int) -> None:
        user.find(marker="plan-terms").click()
        await user.should_see("Sponsors do not judge before week")
        fields = {str(field.props["label"]): field for field in user.find(kind=ui.number).elements}
        next(field for label, field in fields.items() if "due" in label).value = expected  # type: ignore[attr-defined]
        next(field for label, field in fields.items() if "Money" in label).value = 500  # type: ignore[attr-defined]
        user.find(marker="setting-apply").click()

    await set_to(20)
    await user.should_see("after sponsors begin to judge")
    assert game.play.programme.budgets.money is None
    await opened(user)
    await set_to(90)
    await settle(lambda: game.play.programme.expected_weeks == 90)
    assert game.play.programme.budgets.money == 500.0
    await settle(lambda: "500 k€" in text_of(user, "plan-summary"))


async def test_a_philosophy_is_chosen_priced_and_warned_of_where_the_firm_does_not_suit_it(user: User, game: Game) -> None:
    prices = {card["name"]: card["costs"][2][1] for card in only(user, Cards)._props["cards"]}
    assert game.play.programme.philosophy is None and not has(user, "mismatch")
    user.find(marker="plan-terms").click()
    await user.should_see("Philosophy of change")
    choice = next(element for element in user.find(kind=ui.select).elements if element.props["label"] == "Philosophy of change")
    assert [str(label).split(":")[0] for label in choice.options.values()] == [  # type: ignore[attr-defined]
        "None", "By proof", "Directive", "Emergent", "Participative",
    ]  # fmt: skip
    choice.value = "directive"  # type: ignore[attr-defined]
    user.find(marker="setting-apply").click()
    await settle(lambda: game.play.programme.philosophy == "directive")
    await settle(lambda: "Directive" in text_of(user, "plan-summary"))
    await user.should_see("Directive does not suit this firm in full")
    await user.should_see(spaced("Rivals' strength is at 30% and should be between 60% and 100%: 30 points short."))
    dearer = {card["name"]: card["costs"][2][1] for card in only(user, Cards)._props["cards"]}
    assert dearer["training"] != prices["training"] and dearer.keys() == prices.keys()
    await game.step(1)
    assert game.play.programme.philosophy == game.play.at(1).programme.philosophy == "directive"


async def test_while_it_is_lived_a_change_is_a_decision_and_the_past_stays(user: User, game: Game) -> None:
    await game.step(20)
    await opened(user)
    assert rows(user)["why"]["begun"] and not rows(user)["autonomy"]["begun"]
    moved(user, handle="autonomy", start=30, weeks=39)
    await settle(lambda: len(game.play.decisions) == 1)
    moved(user, handle="why", start=0, weeks=60)  # what has begun keeps its beginning
    await settle(lambda: len(game.play.decisions) == 2)
    assert game.play.programme.steps["why"].start == game.initiative.programme.steps["why"].start
    assert game.play.programme.steps["why"].weeks == 60
    user.find(kind=Timeline).trigger("remove", {"handle": "spotlight", "serial": 5})
    await settle(lambda: len(game.play.decisions) == 3)
    await settle(lambda: rows(user)["spotlight"]["end"] == 20)
    assert [decision.does for decision in game.play.decisions] == ["change", "change", "stop"]


async def test_a_change_made_while_weeks_pass_is_decided_and_they_pass_on(user: User, game: Game) -> None:
    await game.step(4)
    await opened(user)
    game.set_speed(26)
    game.start()
    await settle(lambda: game.play.week > 6)
    user.find(kind=Cards).trigger("add", "reorganise")
    await settle(lambda: len(game.play.decisions) == 1)
    (decision,) = game.play.decisions
    assert decision.step is not None and decision.step.start == decision.week
    await settle(lambda: game.play.week > decision.week + 2)
    assert game.playing
    game.pause()


async def test_a_step_cannot_be_moved_into_the_past(user: User, game: Game) -> None:
    await game.step(20)
    await opened(user)
    before = game.play.programme
    moved(user, handle="autonomy", start=3, weeks=39)
    await user.should_see("cannot start in week 3")
    assert game.play.programme == before


async def test_the_now_line_follows_the_weeks(user: User, game: Game) -> None:
    await game.step(7)
    await settle(lambda: only(user, Timeline).props["start"]["now"] == 7)
    assert rows(user)["resources"]["begun"]


def test_every_trap_and_every_strain_has_words() -> None:
    values: dict[str, Any] = {
        **dict.fromkeys(("weeks", "left", "week", "steps", "peak", "expected", "needed", "end", "review"), 3),
        **dict.fromkeys(("first", "last", "worst", "units"), 3),
        **dict.fromkeys(("attended", "least"), 0.5),
        "unit": "Sales",
        **dict.fromkeys(("autonomy", "talk", "walk", "resources", "load", "tired", "share"), 0.5),
        **dict.fromkeys(("held", "proof", "benefit", "metrics", "budget", "hollow", "demand", "why"), 0.5),
        "customers": "Key accounts",
    }  # fmt: skip
    assert {key.split(".")[1] for key in catalogue().texts if key.startswith("trap.")} == set(NAMES)
    for name in NAMES:
        assert all(trap_in_words(Trap(name, 3, ("a",), 0.5, values, "", ())))
    for name in ("waits", "thinned", "unpaid", "never_runs", "overload"):
        assert strain_in_words(Strain(name, 3, ("a",), values), {"a": "A"})


def test_every_condition_that_a_philosophy_may_suit_has_a_name() -> None:
    assert {key.split(".")[1] for key in catalogue().texts if key.startswith("condition.")} == set(CONDITIONS)


@pytest.mark.parametrize("weeks", [1, 26, 52, 156, 260, 520])
def test_the_axis_says_as_many_weeks_as_can_be_read(weeks: int) -> None:
    assert len(ticks(weeks)) <= 9
    assert ticks(weeks)[0] == (0, "0")
    assert ticks(weeks)[-1][0] <= weeks
