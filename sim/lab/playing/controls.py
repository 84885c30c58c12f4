"""Controls: the clock of a game, its budgets, and the way back to any week."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments, KeyEventArguments

from sim.engine.record import ALL_BUT
from sim.lab.game import SPEEDS
from sim.lab.playing.looking import Looking
from sim.lab.playing.readings import Claimed, claimed
from sim.texts import say

QUARTER = 13
FULL = 0.85
"""Share of a budget at which its meter is marked."""


class PlayControls:
    """One row: week, play and step, speed, and three meters. Keys work like the buttons."""

    def __init__(self, looking: Looking, on_finish: Callable[[], Awaitable[None]], on_branch: Callable[[], Awaitable[None]]) -> None:
        self._looking = looking
        game = looking.game
        with ui.element("section").classes("play-bar").props(f'aria-label="{say("play.controls")}"'):
            with ui.element("div").classes("play-when"):
                self._when = ui.label().classes("play-week").props("role=heading aria-level=1")
                self._speed_said = ui.label().classes("play-of")
            with ui.element("div").classes("play-clock"):
                self._back = self._button("skip_previous", "play.back", lambda: self._look(-1))
                self._play = self._button("play_arrow", "play.start", self.toggle).props(remove="flat").props("unelevated color=primary")
                self._step = self._button("navigate_next", "play.step", lambda: self.step(1))
                self._quarter = self._button("keyboard_double_arrow_right", "play.quarter", lambda: self.step(QUARTER))
                self._end = self._button("last_page", "play.to_end", self._to_end)
                self._speed = ui.select({speed: say("play.speed", weeks=speed) for speed in SPEEDS}, value=game.speed)
                self._speed.props(f'dense borderless options-dense aria-label="{say("play.speed_label")}"').classes("play-speed")
                self._speed.on_value_change(lambda event: game.set_speed(event.value) if event.value != game.speed else None)
            self._slider = ui.element("input").props(f'type=range min=0 step=1 aria-label="{say("play.look_back")}"').classes("play-slider")
            self._slider.on("input", self._slid, js_handler="(event) => emit(Number(event.target.value))", throttle=0.08)
            with ui.element("div").classes("play-meters"):
                self._money = _Meter("money")
                self._time = _Meter("leaders_time")
                self._attention = _Meter("attention")
            self._finish = ui.button(say("play.to_debrief"), on_click=on_finish).props("unelevated no-caps").classes("play-finish")
        with ui.element("div").classes("play-past").props("role=status") as self._past:
            self._past_said = ui.label()
            self._branch = ui.button(icon="call_split", on_click=on_branch).props("flat dense no-caps").mark("branch-here")
            ui.button(say("play.now"), on_click=lambda: looking.look_back(None)).props("flat dense no-caps")
        self._keys = ui.keyboard(self._key, ignore=["input", "select", "textarea"])
        self._space = ui.keyboard(self._key_of_space, ignore=["input", "select", "button", "textarea"])

    def show(self) -> None:
        """The current week."""
        looking, game, play = self._looking, self._looking.game, self._looking.play
        self._when.set_text(say("play.week", week=play.week, weeks=play.weeks))
        waits = say("play.waits", week=game.last_week) if game.waits else ""
        self._speed_said.set_text(waits or (say("play.over") if play.is_over else say("play.year", year=play.week // 52 + 1)))
        icon, key = ("pause", "play.pause") if game.playing else ("play_arrow", "play.start")
        self._play.props(f'icon={icon} aria-label="{say(key)}"')
        at_end = play.week >= game.last_week
        for button in (self._step, self._quarter, self._end):
            button.set_enabled(not at_end)
        self._play.set_enabled(not at_end or game.playing)
        self._back.set_enabled(looking.week > 0)
        if self._speed.value != game.speed:
            self._speed.set_value(game.speed)
        self._slider.props(f"max={max(1, play.week)}")
        self._slider.client.run_javascript(
            f"const slider=getElement({self._slider.id});if(slider&&slider!==document.activeElement)slider.value={looking.week}"
        )
        self._past.set_visibility(looking.back is not None)
        self._branch.set_text(say("play.branch_from", week=looking.week))
        self._branch.set_visibility(1 < game.most_branches > len(game.branches))
        self._past_said.set_text(say("play.looking_back", week=looking.week, now=play.week))
        self._finish.set_visibility(play.is_over)
        self._meters(claimed(play, looking.week))

    def toggle(self) -> None:
        """Play or pause."""
        game = self._looking.game
        if game.playing:
            game.pause()
        else:
            self._looking.look_back(None)
            game.start()

    async def step(self, weeks: int) -> None:
        self._looking.look_back(None)
        await self._looking.game.step(weeks)

    async def _to_end(self) -> None:
        await self.step(self._looking.play.weeks)

    def _meters(self, taken: Claimed) -> None:
        self._money.show(taken.money, taken.money_budget, say("play.meter.thousand", amount=taken.money))
        self._time.show(taken.leaders_time, taken.leaders_time_budget, say("play.meter.of", share=taken.leaders_time))
        self._attention.show(taken.attention, taken.attention_budget, say("play.meter.of", share=taken.attention))
        if taken.attended < ALL_BUT:
            self._attention.fall_short(say("play.meter.attended"), taken.attended)

    def _look(self, weeks: int) -> None:
        looking = self._looking
        looking.look_back(max(0, looking.week + weeks))

    def _slid(self, event: GenericEventArguments) -> None:
        week = event.args
        if isinstance(week, int) and not isinstance(week, bool):
            self._looking.game.pause()
            self._looking.look_back(week)

    async def _key(self, event: KeyEventArguments) -> None:
        if not event.action.keydown or event.modifiers.ctrl or event.modifiers.alt or event.modifiers.meta:
            return
        if event.key.arrow_right:
            if self._looking.back is not None and not event.modifiers.shift:
                self._look(1)
            else:
                await self.step(QUARTER if event.modifiers.shift else 1)
        elif event.key.arrow_left:
            self._look(-QUARTER if event.modifiers.shift else -1)
        elif event.key == "Escape":
            self._looking.look_back(None)

    def _key_of_space(self, event: KeyEventArguments) -> None:
        if event.action.keydown and not event.action.repeat and event.key.space:
            self.toggle()

    @staticmethod
    def _button(icon: str, key: str, press: Callable[[], Any]) -> ui.button:
        button = (
            ui.button(icon=icon, on_click=press).props(f'flat dense round color=dark aria-label="{say(key)}"').mark(key.replace(".", "-"))
        )
        with button:
            ui.tooltip(say(f"{key}_hint")).props("delay=700")
        return button


class _Meter:
    """A meter of one budget."""

    def __init__(self, name: str) -> None:
        with ui.element("div").classes("play-meter").props("role=meter") as self._whole:
            self._name = say(f"play.meter.{name}")
            self._title = ui.label(self._name).classes("play-meter-name")
            with ui.element("span").classes("play-meter-bar"):
                self._fill = ui.element("span")
            self._said = ui.label().classes("play-meter-said")
            ui.tooltip(say(f"play.meter.{name}_hint")).props("delay=700")

    def show(self, amount: float, budget: float | None, said: str) -> None:
        """budget : none without a limit"""
        share = 0.0 if not budget else amount / budget
        told = said if budget is None else say("play.meter.share", share=share)
        self._draw(self._name, share, told, "over" if share > 1.0 + 1e-9 else ("full" if share >= FULL else ""))

    def fall_short(self, name: str, share: float) -> None:
        """Show instead, under a name of its own, the share that is done of what is asked."""
        self._draw(name, share, say("play.meter.share", share=share), "over")

    def _draw(self, name: str, share: float, told: str, state: str) -> None:
        self._title.set_text(name)
        self._said.set_text(told)
        self._fill.style(f"width:{min(1.0, share) * 100:.0f}%")
        self._whole.classes(replace=f"play-meter play-meter-{state}" if state else "play-meter")
        self._whole.props(f'aria-label="{name}" aria-valuenow={share * 100:.0f} aria-valuemin=0 aria-valuemax=100 aria-valuetext="{told}"')
