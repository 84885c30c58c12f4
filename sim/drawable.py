"""A registry of drawers: figures register themselves, and a result's `.plot()` looks its drawer up."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

FIGURES = "sim.figures"
"""The package whose public names register drawers as they load; all are loaded when the first drawer is missed."""

Drawer = TypeVar("Drawer", bound=Callable[..., Any])

_drawers: dict[type, Callable[..., Any]] = {}


def draws(kind: type) -> Callable[[Drawer], Drawer]:
    """Register the decorated function as the drawer of a kind of result: it takes the result first, then what `.plot()` was given.

    Raises ValueError where the kind has another drawer already.
    """

    def register(drawer: Drawer) -> Drawer:
        known = _drawers.setdefault(kind, drawer)
        if (known.__module__, known.__qualname__) != (drawer.__module__, drawer.__qualname__):
            raise ValueError(f"{kind.__name__} is drawn by {known.__module__}.{known.__qualname__} already")
        _drawers[kind] = drawer
        return drawer

    return register


def draw(result: Any, *options: Any, **named: Any) -> Any:
    """A result as a figure. Raises TypeError for a kind of result that no module draws."""
    drawer = _drawer_of(type(result))
    if drawer is None:
        figures = import_module(FIGURES)
        for name in figures.__all__:
            getattr(figures, name)
        drawer = _drawer_of(type(result))
    if drawer is None:
        raise TypeError(f"{type(result).__name__}: no drawer is registered for it; see sim.drawable.draws")
    return drawer(result, *options, **named)


def _drawer_of(kind: type) -> Callable[..., Any] | None:
    return next((_drawers[base] for base in kind.__mro__ if base in _drawers), None)
