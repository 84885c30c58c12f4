"""Change simulator: why customer-centric change succeeds or fails, simulated week by week.

    import sim

    initiative = sim.load("company_a", "programme=quick_wins")
    record = sim.simulate(initiative, seed=7)
    record.outcome, record.adoption, record.plot()
    sim.replicate(initiative, 200).bands
    sim.compare([initiative, sim.load("company_a")]).table
    sim.sweep(initiative, {"dispositions.commitment": [0, 1]}).plot()
    sim.explore(initiative, {"dispositions.commitment": [0, 1]})
    sim.open_study("outputs/why_initiatives_fail").query("select mode, count(*) from runs group by mode")

`ChangeModel(initiative, seed=7)` is the same model on Mesa, for reading and extending; `Play` is one initiative lived week by week.
What is listed in `__all__` is supported; everything else may move.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.lazy_names import loaded_on_use

if TYPE_CHECKING:
    from sim.config import Refused, load
    from sim.config.imported import ImportedOrganisation, import_organisation
    from sim.engine import Initiative, Outcome, Record, Repair, simulate
    from sim.explorer.explorer import explore
    from sim.model import ChangeModel, Employee, Leader
    from sim.organisation import Organisation, organisation_of
    from sim.play import Decision, Play
    from sim.study.comparison.comparison import Comparison, compare
    from sim.study.comparison.replicates import Replicates, replicate
    from sim.study.execution.stored_study import Study, open_study
    from sim.study.population.description import DescriptionUncertainty
    from sim.study.sweep.sweep import Sweep, sweep

__all__ = [
    "ChangeModel", "Comparison", "Decision", "DescriptionUncertainty", "Employee", "ImportedOrganisation", "Initiative", "Leader",
    "Organisation", "Outcome", "Play", "Record", "Refused", "Repair", "Replicates", "Study", "Sweep", "compare", "explore",
    "import_organisation", "load", "open_study", "organisation_of", "replicate", "simulate", "sweep",
]  # fmt: skip

_HOME = {
    "ChangeModel": "sim.model",
    "Comparison": "sim.study.comparison.comparison",
    "Decision": "sim.play",
    "DescriptionUncertainty": "sim.study.population.description",
    "Employee": "sim.model",
    "ImportedOrganisation": "sim.config.imported",
    "Initiative": "sim.engine",
    "Leader": "sim.model",
    "Organisation": "sim.organisation",
    "Outcome": "sim.engine",
    "Play": "sim.play",
    "Record": "sim.engine",
    "Refused": "sim.config",
    "Repair": "sim.engine",
    "Replicates": "sim.study.comparison.replicates",
    "Study": "sim.study.execution.stored_study",
    "Sweep": "sim.study.sweep.sweep",
    "compare": "sim.study.comparison.comparison",
    "explore": "sim.explorer.explorer",
    "import_organisation": "sim.config.imported",
    "load": "sim.config",
    "open_study": "sim.study.execution.stored_study",
    "organisation_of": "sim.organisation",
    "replicate": "sim.study.comparison.replicates",
    "simulate": "sim.engine",
    "sweep": "sim.study.sweep.sweep",
}


__getattr__, __dir__ = loaded_on_use(__name__, _HOME)
