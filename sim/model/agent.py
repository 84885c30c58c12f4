"""Mesa as this package uses it: imported without side effects, and releasing models that are no longer used."""

from __future__ import annotations

import itertools
import multiprocessing
import weakref
from typing import Any

from sim.model.surroundings import Surroundings

_start_method = multiprocessing.get_start_method(allow_none=True)
import mesa  # noqa: E402
from mesa.agent import AgentSet  # noqa: E402

multiprocessing.set_start_method(_start_method, force=True)  # importing mesa makes every process of the program start by spawning


class _Counters:
    """Numbers agents within their model, and keeps no model alive; Mesa's own counters do, for ever."""

    def __init__(self) -> None:
        self._of_model: weakref.WeakKeyDictionary[Any, itertools.count[int]] = weakref.WeakKeyDictionary()

    def __getitem__(self, model: mesa.Model) -> itertools.count[int]:
        return self._of_model.setdefault(model, itertools.count(1))

    def pop(self, model: mesa.Model, default: Any = None) -> Any:
        return self._of_model.pop(model, default)


class Agent(mesa.Agent):
    """A person, a department or a customer, who acts in the model.

    `unique_id` is Mesa's and only tells agents apart; `row` is the place among its kind, in the order of the organisation.
    """

    _ids = _Counters()  # type: ignore[assignment]
    model: Surroundings  # type: ignore[assignment]

    def __init__(self, model: Surroundings, row: int) -> None:
        super().__init__(model)  # type: ignore[arg-type]
        self.row = row


def forget(model: mesa.Model) -> None:
    """Drop what Mesa and this package remember of a model's numbering, so that it can be freed."""
    Agent._ids.pop(model, None)
    mesa.Agent._ids.pop(model, None)


__all__ = ["Agent", "AgentSet", "forget", "mesa"]
