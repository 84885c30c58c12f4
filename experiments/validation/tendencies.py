"""Tendencies: relations that hold on average but not in every run, judged on pairs of runs with the same draws.

A single run may go either way: a supported change can be judged sooner, a repaired house can tire. So many seeds are compared pair by pair,
and a tendency counts as broken only where chance hardly explains what was seen, allowing for how many were looked at (Holm 1979).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import binom, t

from experiments.validation.variants import changed
from sim.config.library_files import KINDS, config_dir, entry_of, names_of
from sim.engine.outcome import courses_of, holds
from sim.engine.run import Setting, prepare
from sim.schema.initiative import Initiative

LEVEL = 0.01
"""Chance of calling any of a family of tendencies broken where all hold."""

LANES = 50  # side by side


class Tendency(NamedTuple):
    """What one change did over many pairs of runs."""

    name: str
    pairs: int
    mean: float  # of the changed run less the other
    standard_error: float
    against: float  # one-sided p: how often chance alone would speak as clearly against what is expected

    @property
    def is_clear(self) -> bool:
        """Whether the change did something beyond chance, in whichever direction."""
        return abs(self.mean) > 2.0 * self.standard_error


class Ends(NamedTuple):
    """Where the runs of one initiative ended, by seed."""

    adoption: np.ndarray
    failed: np.ndarray


def ends_of(initiative: Initiative, seeds: int, alike: Setting | None = None) -> Ends:
    """Adoption in the last week and failure by the initiative's own definition, under seeds 0, 1, 2, …

    alike : setting of another run, of which to use what fits, to save time
    """
    adoption, failed = [], []
    for first in range(0, seeds, LANES):
        run = prepare(initiative, range(first, min(seeds, first + LANES)), alike=alike)
        alike = run.setting if alike is None else alike
        run.advance()
        course = courses_of(run.traces, run.plan, run.organisation, run.state)
        adoption.append(course.adoption[-1])
        failed.append(~holds(initiative.success, course, initiative, run.schedule.end))
    return Ends(np.concatenate(adoption), np.concatenate(failed))


def catalysts(initiative: Initiative, seeds: int = 100) -> list[Tendency]:
    """Each catalyst of the library added at full strength: adoption at the end should not fall on average."""
    before = ends_of(initiative, seeds).adoption
    names = names_of("catalyst", (config_dir(),))
    return [fallen(name, ends_of(with_influence(initiative, "catalysts", name, 1.0), seeds).adoption - before) for name in names]


def inhibitors(initiative: Initiative, seeds: int = 100) -> list[Tendency]:
    """Each inhibitor of the library at full strength, then taken away: failures should not become more frequent."""
    without: dict[str, Ends] = {}
    found = []
    for name in names_of("inhibitor", (config_dir(),)):
        key = name if name in initiative.inhibitors else ""
        if key not in without:
            without[key] = ends_of(with_influence(initiative, "inhibitors", name, 0.0), seeds)
        there = ends_of(with_influence(initiative, "inhibitors", name, 1.0), seeds)
        found.append(more_frequent(name, without[key].failed, there.failed))
    return found


def thresholds(initiative: Initiative, seeds: int = 100) -> list[Tendency]:
    """Everybody a little harder to move, by three steps: adoption at the end should not rise on average."""
    before, found = ends_of(initiative, seeds).adoption, []
    for raised in (0.02, 0.1, 0.3):

        def harden(data: dict[str, Any], raised: float = raised) -> None:
            data["organisation"]["people"]["threshold"] += raised

        found.append(fallen(f"thresholds up by {raised:g}", before - ends_of(changed(initiative, harden), seeds).adoption))
    return found


def broken(tendencies: Sequence[Tendency], level: float = LEVEL) -> list[Tendency]:
    """Those that chance hardly explains, the clearest first; level : for the whole family, by Holm's steps."""
    ordered = sorted(tendencies, key=lambda tendency: tendency.against)
    found = []
    for place, tendency in enumerate(ordered):
        if tendency.against > level / (len(ordered) - place):
            break
        found.append(tendency)
    return found


def statement(what: str, tendencies: Sequence[Tendency]) -> str:
    """A family of tendencies in words."""
    pairs, wrong = min(tendency.pairs for tendency in tendencies), broken(tendencies)
    words = ", ".join(f"{tendency.name} ({tendency.mean:+.3f})" for tendency in wrong)
    verdict = f"broken by {words}" if wrong else f"0 of {len(tendencies)} broken"
    return f"{what}: {verdict}; {pairs} pairs each on common draws, {LEVEL:.0%} for all together (Holm)"


def with_influence(initiative: Initiative, kind: str, name: str, strength: float) -> Initiative:
    """The same initiative with a catalyst or inhibitor of the library at a strength; at none, it is not there."""

    def add(data: dict[str, Any]) -> None:
        data["definitions"][kind].setdefault(name, entry_of(KINDS[kind], name, (config_dir(),), "library"))
        if strength > 0.0:
            data[kind][name] = strength
        else:
            data[kind].pop(name, None)

    return changed(initiative, add)


def fallen(name: str, differences: np.ndarray) -> Tendency:
    """How clearly differences speak for a fall."""
    pairs, mean = len(differences), float(differences.mean())
    error = float(differences.std(ddof=1) / np.sqrt(pairs))
    against = float(t.cdf(mean / error, pairs - 1)) if error > 0.0 else float(mean >= 0.0)
    return Tendency(name, pairs, mean, error, against)


def more_frequent(name: str, after: np.ndarray, before: np.ndarray) -> Tendency:
    """How clearly pairs that went over speak for more of them than less; the exact test of McNemar 1947."""
    worse, better = int((after & ~before).sum()), int((before & ~after).sum())
    differences = after.astype(float) - before.astype(float)
    error = float(differences.std(ddof=1) / np.sqrt(len(differences)))
    against = float(binom.sf(worse - 1, worse + better, 0.5)) if worse else 1.0
    return Tendency(name, len(differences), float(differences.mean()), error, against)


FAMILIES: dict[str, Callable[..., list[Tendency]]] = {
    "adding a catalyst does not lower adoption": catalysts,
    "removing an inhibitor does not add failures": inhibitors,
    "higher thresholds do not raise adoption": thresholds,
}
"""What is expected on average, and what looks for the contrary."""
