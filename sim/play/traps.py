"""Traps: known ways in which change plans go wrong, found in a plan before play.

Each trap costs a plan adoption in the model, with the same random draws, in at least three shipped scenarios; finance stops the plans for
which the finance trap warns, and reports run ahead of practice in the plans that buy them (see the tests). In everything at once, work that
people cannot attend to and fatigue cause the loss: steps that start early also work early, which may compensate, the more so under a
philosophy of change that is slow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sim.organisation.organisation import Organisation
from sim.planning.schedule import NOTHING_BEGUN
from sim.play import trap_rules
from sim.play.forecast_of_plan import OnPaper, on_paper
from sim.play.trap_rules import Trap
from sim.schema.initiative import Initiative
from sim.schema.programme import Programme

WORTH_SAYING = 0.1
"""Smallest severity of a trap that gives a warning."""

LOOKS: tuple[Callable[[OnPaper], Trap | None], ...] = (
    trap_rules.training_before_autonomy,
    trap_rules.talk_without_resources,
    trap_rules.change_by_mandate,
    trap_rules.everything_at_once,
    trap_rules.built_before_the_why,
    trap_rules.judged_too_soon,
    trap_rules.stopped_before_anchored,
    trap_rules.key_account_as_test_bed,
    trap_rules.counterparts_left_out,
    trap_rules.nothing_to_mainstream,
    trap_rules.metrics_kept_internal,
    trap_rules.reports_bought,
    trap_rules.finance_not_convinced,
)
"""All traps, by name."""

NAMES: tuple[str, ...] = tuple(look.__name__ for look in LOOKS)


def traps_of(
    programme: Programme, initiative: Initiative, organisation: Organisation, begun: Mapping[str, int] = NOTHING_BEGUN
) -> tuple[Trap, ...]:
    """The traps that a plan walks into, the worst first.

    begun : the actual start week of a step, by its handle
    Raises ValueError for units or customers that do not exist.
    """
    if not programme.steps:
        return ()
    paper = on_paper(programme, initiative, organisation, begun)
    found = [trap for look in LOOKS if (trap := look(paper)) is not None]
    found = [trap for trap in found if trap.how_bad >= WORTH_SAYING]
    return tuple(sorted(found, key=lambda trap: (-trap.how_bad, trap.week, trap.name)))


__all__ = ["LOOKS", "NAMES", "Trap", "traps_of"]
