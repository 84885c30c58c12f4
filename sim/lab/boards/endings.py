"""Endings of the teams' games, computed in the background and cached."""

from __future__ import annotations

from sim.lab.application import the_lab
from sim.lab.rooms import Team
from sim.lab.standings import Ending, ending_of


class Endings:
    """One page's knowledge of the endings."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, Ending]] = {}

    def of(self, team: Team) -> Ending | None:
        """The ending of a team's game; None until it is computed."""
        play, ending = self._known.get(team.number, (None, None))
        return ending if play is team.game.play and team.game.play.is_over else None

    async def find(self, team: Team) -> None:
        """Compute the ending of a team's play, unless it is known."""
        play = team.game.play
        if not play.is_over or self.of(team) is not None:
            return
        self._known[team.number] = (play, await the_lab().run(ending_of, play))
