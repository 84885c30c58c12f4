"""The view of one page: its week and its person; two pages of one browser may differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sim.lab.game import Game
from sim.play import Play


@dataclass(eq=False)
class Looking:
    """The view of one page of a game."""

    game: Game
    back: int | None = None  # a past week in view; none: now
    person: int | None = None
    unit: int | None = None
    behaviour: str | None = None  # the selected person
    changed: list[Callable[[], None]] = field(default_factory=list)

    @property
    def play(self) -> Play:
        return self.game.play

    @property
    def week(self) -> int:
        """The week in view."""
        return self.play.week if self.back is None else min(self.back, self.play.week)

    def look_back(self, week: int | None) -> None:
        """View a past week; the last week, or None, means the present."""
        self.back = None if week is None or week >= self.play.week else max(0, week)
        self.tell()

    def open_person(self, person: int | None) -> None:
        self.person, self.unit = person, None
        self.tell()

    def open_unit(self, unit: int | None) -> None:
        self.person, self.unit = None, unit
        self.tell()

    def tell(self) -> None:
        """Update the whole page to the current view."""
        for show in self.changed:
            show()
