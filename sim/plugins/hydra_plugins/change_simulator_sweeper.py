"""Hydra finds sweepers here: `hydra/sweeper=design` splits a study into jobs. Every Hydra program imports this file, so it stays light."""

# Hydra executes this file before Python knows the module by name, so annotations must not be postponed here.
from dataclasses import dataclass
from typing import Any

from hydra.core.config_store import ConfigStore
from hydra.plugins.sweeper import Sweeper


@dataclass
class DesignConfig:
    """`hydra.sweeper.jobs=N`: into how many jobs a study is split."""

    _target_: str = "hydra_plugins.change_simulator_sweeper.DesignSweeper"
    jobs: int = 4


class DesignSweeper(Sweeper):
    """Runs shards of one study as jobs; the logic is in sim.config.sweeper."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs

    def setup(self, *, hydra_context: Any, task_function: Any, config: Any) -> None:
        from hydra.core.plugins import Plugins

        self.config = config
        self.launcher = Plugins.instance().instantiate_launcher(hydra_context=hydra_context, task_function=task_function, config=config)

    def sweep(self, arguments: list[str]) -> Any:
        from sim.config.sweeper import launched

        return launched(self.launcher, self.config, self.jobs, arguments)


ConfigStore.instance().store(group="hydra/sweeper", name="design", node=DesignConfig, provider="change-simulator")
