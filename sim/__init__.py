"""The change simulator: why customer-centric change succeeds or fails, played out week by week.

    import sim

    initiative = sim.load("company_a", "programme=quick_wins")
    record = sim.simulate(initiative, seed=7)
    record.outcome, record.adoption, record.plot()
    sim.replicate(initiative, 200).bands
    sim.compare([initiative, sim.load("company_a")]).table
    sim.sweep(initiative, {"dispositions.commitment": [0, 1]}).plot()
    sim.open_study("outputs/why_initiatives_fail").query("select mode, count(*) from runs group by mode")

`ChangeModel(initiative, seed=7)` is the same model on Mesa, for reading and extending.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.config import load
    from sim.engine import Initiative, Outcome, Record, Repair, simulate
    from sim.model import ChangeModel
    from sim.study.comparison import Comparison, compare
    from sim.study.replicates import replicate
    from sim.study.study import Study, open_study
    from sim.study.sweep import Sweep, sweep

__all__ = [
    "ChangeModel", "Comparison", "Initiative", "Outcome", "Record", "Repair", "Study", "Sweep",
    "compare", "load", "open_study", "replicate", "simulate", "sweep",
]  # fmt: skip

_HOME = {
    "ChangeModel": "sim.model",
    "Comparison": "sim.study.comparison",
    "Initiative": "sim.engine",
    "Outcome": "sim.engine",
    "Record": "sim.engine",
    "Repair": "sim.engine",
    "Study": "sim.study.study",
    "Sweep": "sim.study.sweep",
    "compare": "sim.study.comparison",
    "load": "sim.config",
    "open_study": "sim.study.study",
    "replicate": "sim.study.replicates",
    "simulate": "sim.engine",
    "sweep": "sim.study.sweep",
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
