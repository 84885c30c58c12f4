"""The change simulator: why customer-centric change succeeds or fails, played out week by week.

    import sim

    initiative = sim.load("company_a", "programme=quick_wins")
    record = sim.simulate(initiative, seed=7)
    record.outcome, record.adoption, record.plot()
    sim.replicate(initiative, 200).bands

`ChangeModel(initiative, seed=7)` is the same model on Mesa, for reading and extending.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.config import load
    from sim.engine import Initiative, Outcome, Record, Repair, simulate
    from sim.model import ChangeModel
    from sim.study.replicates import replicate

__all__ = ["ChangeModel", "Initiative", "Outcome", "Record", "Repair", "load", "replicate", "simulate"]

_HOME = {
    "ChangeModel": "sim.model",
    "Initiative": "sim.engine",
    "Outcome": "sim.engine",
    "Record": "sim.engine",
    "Repair": "sim.engine",
    "load": "sim.config",
    "replicate": "sim.study.replicates",
    "simulate": "sim.engine",
}


def __getattr__(name: str) -> object:
    """Public names are fetched when first asked for: a refusal on the command line need not wait for Mesa or numba."""
    if name not in _HOME:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
