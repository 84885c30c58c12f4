"""The news feed, newest first; pressing an item opens the person or the unit."""

from __future__ import annotations

from nicegui import ui

from sim.lab.playing.looking import Looking
from sim.play import News, Play
from sim.texts import say

MOST_SHOWN = 60
ICONS = {
    "adoption": "trending_up", "step": "event", "leader": "supervisor_account", "sponsor": "account_balance", "customers": "favorite",
    "people": "person", "money": "payments", "shock": "bolt",
}  # fmt: skip


class Feed:
    """News of the play in view."""

    def __init__(self, looking: Looking) -> None:
        self._looking = looking
        self._play: Play | None = None
        self._count = 0
        with ui.element("section").classes("play-feed").props(f'aria-label="{say("play.news")}"') as self.panel:
            ui.label(say("play.news")).classes("play-head").props("role=heading aria-level=2")
            self._empty = ui.label(say("play.no_news")).classes("play-empty")
            self._list = ui.element("ol").classes("play-news").props("aria-live=polite")

    def show(self) -> None:
        """News since the last update; all news after a change of branch."""
        play = self._looking.play
        if play is not self._play or self._count > len(play.news):
            self._list.clear()
            self._play, self._count = play, max(0, len(play.news) - MOST_SHOWN)
        for news in play.news[max(self._count, len(play.news) - MOST_SHOWN) :]:
            self._tell(news)
        self._count = len(play.news)
        self._empty.set_visibility(self._count == 0)
        children = self._list.default_slot.children
        for old in children[MOST_SHOWN:]:
            old.delete()

    def _tell(self, news: News) -> None:
        with self._list, ui.element("li").classes(f"play-news-{news.kind}") as row:
            ui.label(say("play.short_week", week=news.week)).classes("play-news-week")
            ui.icon(ICONS[news.kind]).props("aria-hidden=true")
            text = ui.label(say(f"news.{news.text}", **news.values)).classes("play-news-text")
            if news.person is not None or news.unit is not None:
                text.props("role=button tabindex=0").classes("play-news-opens")
                text.on("click", lambda: self._open(news))
                text.on("keydown.enter", lambda: self._open(news))
        row.move(target_index=0)

    def _open(self, news: News) -> None:
        if news.person is not None:
            self._looking.open_person(news.person)
        else:
            self._looking.open_unit(news.unit)
