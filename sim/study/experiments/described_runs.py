"""Runs of one initiative under many seeds, each with a firm of its own that the description may be of, or all as told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.engine.run import Run, prepare
from sim.organisation import organisation_of
from sim.organisation.build import with_people_of
from sim.organisation.organisation import Organisation
from sim.planning.repair import UNREPAIRED, Repair
from sim.schema.initiative import Initiative
from sim.study.population.description import DescriptionUncertainty

LANES = 50
"""Maximum number of runs simulated in one batch."""

MOST_CELLS = 4_000_000
"""Maximum people × lanes in one batch: large organisations have fewer runs per batch."""


def described_runs(
    initiative: Initiative,
    seeds: Sequence[int],
    description: DescriptionUncertainty,
    *,
    repair: Repair = UNREPAIRED,
    organisation: Organisation | None = None,
) -> Iterator[Run]:
    """Yield finished runs whose lanes are the seeds, in order.

    description : as told, a run has many seeds. If it varies, a run has one seed, and is bit-identical to that of `simulate` with the
    initiative that `description.drawn` gives for the seed, also among other seeds.
    organisation : one already built from the initiative's specification
    """
    organisation = organisation_of(initiative.organisation) if organisation is None else organisation
    if not description.varies:
        together = max(1, min(LANES, MOST_CELLS // max(organisation.employees, 1)))
        for start in range(0, len(seeds), together):
            yield prepare(initiative, seeds[start : start + together], [repair], organisation=organisation).advance()
        return
    for seed in seeds:
        drawn = description.drawn(initiative, seed)
        yield prepare(drawn, [seed], [repair], organisation=with_people_of(organisation, drawn.organisation)).advance()
