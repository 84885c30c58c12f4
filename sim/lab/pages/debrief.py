"""The debrief page: computed while other games continue, shown as printed, downloadable as a file."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from sim.lab.application import the_lab
from sim.lab.choosing.share_menu import share_menu
from sim.lab.debrief.page import DebriefPart, Sheets, debrief_html, sheets_of
from sim.lab.debriefing import Debriefed
from sim.lab.game import Game
from sim.lab.shell import frame, page
from sim.play.debrief import Debrief
from sim.play.decisions_table import decisions_csv
from sim.reports.html_page import Plate, Sheet, prose
from sim.texts import say

LOOK = 0.25
"""Seconds between updates of a debrief's progress."""


def register() -> None:
    """The route of the page."""
    page("/debrief", say("debrief.title"))(_page)


async def _page() -> None:
    game = the_lab().session().game
    if game is None:
        ui.navigate.to("/")
        return
    with frame("debrief", game.initiative.title):
        _DebriefView(game).lay()


class _DebriefView:
    """One page of a debrief."""

    def __init__(self, game: Game) -> None:
        self._game = game
        self._shown: Debriefed | None = None  # the debrief on the page
        self._failed: Debriefed | None = None

    def lay(self) -> None:
        """Build the page; a finished play is debriefed at once."""
        with ui.element("div").classes("debrief-table"):
            with ui.element("div").classes("debrief-bar lab-not-printed").props('role="status"') as self._status:
                self._said = ui.label().classes("debrief-said")
                self._bar = ui.linear_progress(0.0, show_value=False).classes("debrief-progress")
                self._bar.props(f'aria-label="{say("debrief.page.working")}"')
                self._make = (
                    ui.button(say("debrief.page.make"), icon="insights", on_click=self._begin).props("unelevated").mark("debrief-make")
                )
                self._stop = ui.button(say("debrief.page.stop"), icon="close", on_click=self._end).props("outline").mark("debrief-stop")
            with ui.element("section").classes("debrief-meanwhile lab-panel lab-not-printed") as self._meanwhile:
                _words("h2", say("debrief.page.meanwhile"))
                _lay_list([say(f"debrief.page.ask_{place}") for place in ("first", "second", "third")], "debrief-questions")
                _words("p", say("debrief.page.being_made")).classes("debrief-drawn")
            self._paper = ui.element("article").classes("debrief-paper")
        self._timer = ui.timer(LOOK, self._look, active=False)
        ui.context.client.on_delete(self._game.listen(lambda _: self._show()))
        if self._lab.of(self._game) is None and self._game.play.is_over:
            self._begin()
        else:
            self._timer.activate()
            self._show()

    @property
    def _lab(self):
        return the_lab().debriefs

    def _begin(self) -> None:
        self._game.pause()
        self._lab.begin(self._game)
        self._timer.activate()
        self._show()

    def _end(self) -> None:
        made = self._lab.of(self._game)
        if made is not None:
            made.work.stop()
        self._show()

    async def _look(self) -> None:
        """Show the progress, then the finished debrief."""
        made = self._lab.of(self._game)
        self._show()
        if made is None or not made.work.is_over:
            self._timer.active = made is not None
            return
        self._timer.deactivate()
        if self._shown is made or made.work.is_stopped:
            return
        try:
            sheets, html = await the_lab().draw(_printed, made.work.found)
        except Exception:
            logging.getLogger(__name__).exception("a debrief failed")
            self._failed = made
            self._show()
            return
        self._shown = made
        self._paper.clear()
        with self._paper:
            _Paper(self._game, sheets, html, made.work.found).lay()
        self._show()

    def _show(self) -> None:
        made = self._lab.of(self._game)
        is_making = made is not None and not made.work.is_over
        self._bar.set_visibility(is_making)
        self._stop.set_visibility(is_making)
        is_fresh = made is not None and self._shown is made and made.is_of(self._game)
        self._make.set_visibility(not is_making and not is_fresh and not self._is_drawing(made))
        self._make.text = say("debrief.page.make" if self._shown is None else "debrief.page.again")
        if made is not None:
            self._bar.value = round(made.work.share, 3)
        self._said.text = self._sentence(made)
        self._meanwhile.set_visibility(self._shown is None)
        self._status.set_visibility(bool(self._said.text) or is_making or not is_fresh)

    def _is_drawing(self, made: Debriefed | None) -> bool:
        return made is not None and made.work.is_over and not made.work.is_stopped and made not in (self._shown, self._failed)

    def _sentence(self, made: Debriefed | None) -> str:
        """State of the page."""
        play = self._game.play
        if made is None:
            return "" if play.is_over else say("debrief.page.unfinished", week=play.week, weeks=play.weeks)
        work = made.work
        if not work.is_over:
            return say("debrief.page.waiting") if work.is_waiting else f"{say('debrief.page.working')}, {_left(work.seconds_left)}"
        if made is self._failed:
            return say("debrief.page.failed")
        if work.is_stopped:
            return say("debrief.page.stopped")
        if self._is_drawing(made):
            return say("debrief.page.drawing")
        return "" if made.is_of(self._game) else say("debrief.page.changed")


def _left(seconds: float | None) -> str:
    if seconds is None:
        return say("debrief.page.starting")
    return say("debrief.page.soon") if seconds < 1.0 else say("debrief.page.left", seconds=math.ceil(seconds))


def _printed(debrief: Debrief) -> tuple[Sheets, str]:
    """A debrief as chapters with their figures, and as a file."""
    sheets = sheets_of(debrief)
    return sheets, debrief_html(sheets)


class _Paper:
    """A debrief on the page, and its files."""

    def __init__(self, game: Game, sheets: Sheets, html: str, debrief: Debrief) -> None:
        self._game, self._sheets, self._html, self._debrief = game, sheets, html, debrief

    def lay(self) -> None:
        with ui.element("header").classes("debrief-head"):
            with ui.element("div"):
                ui.label(f"{say('debrief.page.of')} {self._sheets.scenario}, {self._sheets.title}").classes("debrief-of")
                _words("h1", prose(self._sheets.outcome)).classes("debrief-outcome")
                ui.label(prose(self._sheets.drawn)).classes("debrief-drawn")
            with ui.element("div").classes("debrief-files lab-not-printed"):
                ui.button(say("debrief.page.html"), icon="download", on_click=self._page).props("unelevated").mark("debrief-html")
                ui.button(say("debrief.page.csv"), icon="table_view", on_click=self._decisions).props("outline").mark("debrief-csv")
                share_menu(self._game)
        if self._sheets.note:
            ui.label(self._sheets.note).classes("debrief-note")
        for chapter in self._sheets.chapters:
            _lay_chapter(chapter)

    @property
    def _name(self) -> str:
        play = self._debrief.play
        return f"{say('debrief.page.file')}-{play.initiative.name}-{play.seed}"

    def _page(self) -> None:
        ui.download.content(self._html.encode(), f"{self._name}.html", "text/html")

    def _decisions(self) -> None:
        ui.download.content(decisions_csv(self._debrief).encode("utf-8-sig"), f"{self._name}.csv", "text/csv")


def _lay_chapter(chapter: DebriefPart) -> None:
    with ui.element("section").classes("debrief-chapter").mark(f"debrief-{chapter.anchor}"):
        _words("h2", chapter.title)
        if chapter.finding:
            ui.label(prose(chapter.finding)).classes("debrief-finding")
        with ui.element("div").classes("debrief-pair" + ("" if chapter.statements or chapter.moments else " is-alone")):
            if chapter.plate is not None:
                _lay_plate(chapter.plate)
            with ui.element("div").classes("debrief-statements"):
                if chapter.moments:
                    _lay_list(chapter.moments, "debrief-moments")
                for statement in chapter.statements:
                    _words("p", prose(statement))
        for point in chapter.points:
            with ui.element("div").classes("debrief-point"):
                _words("h3", f"{point.title} ({point.when})")
                _words("p", prose(point.text))
        if chapter.questions:
            _lay_list(chapter.questions, "debrief-questions")
        for sheet in chapter.sheets:
            _lay_sheet(sheet)


def _lay_list(items: Sequence[str], look: str) -> None:
    with ui.element("ol").classes(look):
        for item in items:
            _words("li", prose(item))


def _lay_plate(plate: Plate) -> None:
    image = ui.element("img").classes("debrief-figure")
    image.props["src"] = plate.source
    image.props["alt"] = plate.alternative


def _lay_sheet(sheet: Sheet) -> None:
    with ui.element("div").classes("debrief-wide"), ui.element("table").classes("debrief-sheet"):
        with ui.element("thead"), ui.element("tr"):
            for name in sheet.columns:
                _words("th", name).props('scope="col"')
        with ui.element("tbody"):
            for row in sheet.rows:
                with ui.element("tr"):
                    for text, is_number in row:
                        _words("td", text).classes("is-number" if is_number else "")


def _words(tag: str, text: str) -> TextElement:
    """An element of a kind that holds text, never markup."""
    return TextElement(tag=tag, text=text)
