"""Settings in use: runs of a study that share people or a programme are prepared from one another."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from sim.engine.run import Run, Setting, prepare
from sim.organisation.build import give_the_same
from sim.planning.plan import differ_in_conditions
from sim.planning.repair import UNREPAIRED, Repair
from sim.schema.initiative import Initiative

KEPT = 8


class SettingsInUse:
    """The last few settings that runs were prepared in. Runs do not depend on them; threads may share them."""

    def __init__(self) -> None:
        self._kept: deque[Setting] = deque(maxlen=KEPT)

    def prepare(self, initiative: Initiative, seeds: Sequence[int], repairs: Sequence[Repair] = (UNREPAIRED,)) -> Run:
        """Return a run that is about to go to its end, as `sim.engine.prepare` does, from the setting that saves most."""
        same_people = [known for known in tuple(self._kept) if give_the_same(initiative.organisation, known.initiative.organisation)]
        same_programme = [known for known in same_people if differ_in_conditions(initiative, known.initiative)]
        run = prepare(initiative, seeds, repairs, alike=next(iter(same_programme + same_people), None), to_the_end=True)
        if not same_programme:
            self._kept.append(run.setting)
        return run
