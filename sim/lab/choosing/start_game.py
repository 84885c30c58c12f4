"""Starts a chosen situation as the user's open game."""

from __future__ import annotations

from sim.config.errors import Refused
from sim.lab.application import Lab, Session
from sim.lab.choosing.uploads import refuse_more_than_held
from sim.lab.game import Game
from sim.organisation.organisation import Organisation
from sim.play.intervention_cards import with_all_cards
from sim.play.saved_play import OpenedPlay, Shared, opened, situation_of
from sim.schema.initiative import Initiative
from sim.texts import say


async def lay(lab: Lab, session: Session, initiative: Initiative, seed: int, employees: int, organisation: Organisation | None) -> None:
    """Start a new game. Raises Refused if it exceeds the limits, or if too many games are starting."""
    refuse_more_than_held(initiative, employees, lab.limits)
    _refuse_rush(lab)
    async with lab.loading:
        game = await lab.run(_game, lab, initiative, seed, organisation)
    _put(session, game)


async def lay_again(lab: Lab, session: Session, sent: Shared, name: str) -> OpenedPlay:
    """Replay a shared play as a game. Raises Refused."""
    _refuse_rush(lab)
    async with lab.loading:
        again = await lab.run(_lived_again, lab, sent, name)
        game = await lab.run(_game_of, lab, again)
    _put(session, game)
    return again


def _refuse_rush(lab: Lab) -> None:
    if lab.loading.locked():
        raise Refused(say("choose.busy"))


def _game(lab: Lab, initiative: Initiative, seed: int, organisation: Organisation | None) -> Game:
    try:
        return Game(with_all_cards(initiative, organisation), seed, organisation=organisation, pool=lab.pool)
    except ValueError as problem:
        raise Refused(f"{initiative.name}: {problem}") from None


def _lived_again(lab: Lab, sent: Shared, name: str) -> OpenedPlay:
    situation = situation_of(sent, name)
    refuse_more_than_held(situation.initiative, situation.employees, lab.limits)
    return opened(sent, situation, name)


def _game_of(lab: Lab, again: OpenedPlay) -> Game:
    first = again.plays[0]
    game = Game(first.initiative, first.seed, organisation=first.organisation, pool=lab.pool)
    game.branches, game.current = again.plays, again.current
    for place, play in enumerate(again.plays):
        play.title = play.title or (say("play.as_played") if place == 0 else say("share.branch", number=place + 1))
    return game


def _put(session: Session, game: Game) -> None:
    if session.game is not None:
        session.game.pause()
    session.game = game
