"""Deprecated names, understood for one more version with a warning that gives the new name."""

from __future__ import annotations

import warnings
from typing import Any


class OldName:
    """An attribute under its former name; reading it warns with the new name."""

    def __init__(self, new: str) -> None:
        self.new, self.old = new, ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.old = name

    def __get__(self, known: Any, owner: type | None = None) -> Any:
        if known is None:
            return self
        kind = type(known).__name__
        warnings.warn(f"{kind}.{self.old} is now called {kind}.{self.new}; the old name goes with the next version", DeprecationWarning, 2)
        return getattr(known, self.new)
