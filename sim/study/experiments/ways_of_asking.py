"""Ways of asking: the same initiatives with causes cut otherwise, repaired further or less far, in other populations, under other rules.

Every way changes one choice of the study and keeps the others (one at a time). All ways use the initiatives of the study itself, at the
same places of the cube of random draws, so that each way is compared with the study in pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from threading import Lock
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pydantic import Field
from scipy.optimize import brentq

from sim.array_types import Floats
from sim.declared import Declared, Share, Text
from sim.engine.verdicts import verdicts_of
from sim.organisation import organisation_of
from sim.planning.repair import HARMFUL, Repair
from sim.study.experiments.cause_repairs import CauseRepairs, refuse_what_cannot_run
from sim.study.experiments.experiment import CaseResult
from sim.study.experiments.growth import Growth, Specification, TableRow, WholeCases, differs_only_in
from sim.study.experiments.model_alternatives import Alternative, sampler_under
from sim.study.experiments.settings_in_use import SettingsInUse
from sim.study.population.adjustment import adjusted
from sim.study.population.causes import SAMPLE, Cause, conditions_of, enabling_levels, repairs_of
from sim.study.population.population import Population
from sim.study.population.sampling import Sampled, Sampler
from sim.study.statistics.wording import in_text
from sim.study.store.errors import in_a_line, one_line

AS_IT_IS = ""
"""Name of the world of the study itself."""

UNMOVED = 0.5
"""Position in the cube of a factor that only another world samples."""

INITIATIVES_KEPT = 64
"""Initiatives whose settings wait for the next world; with more, they are prepared anew in each."""

LANES = 64  # runs that advance together
MOST_DOSE = 5.0
"""Standard deviations beyond which no dose is looked for."""

RULES = "rules_"
"""Beginning of the names of worlds under the rules of a model alternative."""

Dimension = Literal["causes", "levels", "sample", "population", "rules"]
"""What a way changes; `sample` is no choice but an error: levels that come from another sample of the same population."""


class Cut(Declared):
    """Another way to group conditions into causes, or another level to which repairs bring them."""

    title: Text
    dimension: Literal["causes", "levels", "sample"]
    restores: dict[str, list[str]] = {}  # conditions of the causes that differ from the study's
    quantile: Share | None = None  # to which all causes are repaired
    dose: Annotated[float, Field(gt=0.0, le=MOST_DOSE)] | None = None  # mean move of each condition, standard deviations of the population
    per_cause: bool = False  # whether the dose is that of a whole cause, shared equally by its conditions
    resample: Annotated[int, Field(ge=1)] | None = None  # levels from another sample of the population, drawn with this seed


class OtherWorld(Declared):
    """Other initiatives: another population, or other rules."""

    title: Text
    dimension: Literal["population", "rules"]
    change: Alternative | None = None
    adjust: dict[str, float] | None = None  # of the population from which the calibration started; {}: that population itself


class WaysSettings(Declared):
    """Ways of asking, and the number of initiatives that are asked in each."""

    initiatives: Annotated[int, Field(ge=1, le=100_000)]
    cuts: dict[str, Cut]
    worlds: dict[str, OtherWorld]
    assumed: Population | None = None  # the population that worlds adjust

    @property
    def titles(self) -> dict[str, str]:
        """Return the title of each way, by name."""
        return {name: known.title for name, known in (*self.cuts.items(), *self.worlds.items())}

    @property
    def dimensions(self) -> dict[str, Dimension]:
        """Return the dimension of each way, by name."""
        return {name: known.dimension for name, known in (*self.cuts.items(), *self.worlds.items())}


class _Repaired(NamedTuple):
    """The repairs of a way, one per coalition of the study."""

    way: str
    repairs: list[Repair]


class WaysOfAsking:
    """The first initiatives of a study, asked in other ways."""

    kind = "ways"
    cases_called = "initiatives"
    block = 1

    def __init__(self, causes_study: CauseRepairs, settings: WaysSettings) -> None:
        """Raises ValueError where not every set of causes is repaired, for values that the schema rejects, and for a world without runs."""
        if causes_study.settings.coalitions != "all":
            raise ValueError(f"coalitions: {causes_study.settings.coalitions}; the ways of asking compare shares, which need all of them")
        self.causes_study, self.settings = causes_study, settings
        self._one_at_a_time = Lock()
        self._samplers: dict[str, Sampler] = {}
        self._repairs: dict[str, list[_Repaired]] = {}
        self._samples: dict[str, list[dict[str, float]]] = {}
        for name, world in settings.worlds.items():
            try:
                refuse_what_cannot_run(self._sampler(name))  # here, rather than when the cases have begun
            except ValueError as problem:
                file = f"robustness/{name.removeprefix(RULES)}.yaml" if world.change is not None else world.title
                raise ValueError(f"{file}: {in_a_line(problem)}") from None
        self._settings = lru_cache(maxsize=INITIATIVES_KEPT)(lambda initiative: SettingsInUse())
        self._worlds = [*([AS_IT_IS] if settings.cuts else []), *settings.worlds]

    @property
    def cases(self) -> int:
        return len(self._worlds) * self.settings.initiatives

    @property
    def schemas(self) -> dict[str, pa.Schema]:
        own = [("world", pa.string()), ("initiative", pa.int64())]
        return {
            "initiatives": pa.schema([*own, ("error", pa.string())]),
            "runs": pa.schema([("way", pa.string()), ("initiative", pa.int64()), ("coalition", pa.string()), ("success", pa.bool_())]),
        }

    def specification(self) -> dict[str, Any]:
        return {"design": self.causes_study.specification(), "ways": self.settings.model_dump(mode="json")}

    @classmethod
    def from_specification(cls, specification: dict[str, Any]) -> WaysOfAsking:
        return cls(CauseRepairs.from_specification(specification["design"]), WaysSettings.model_validate(specification["ways"]))

    def run(self, number: int) -> CaseResult:
        world, initiative = self._of(number)
        sampled = self._sampled(world, initiative)
        if sampled.initiative is None:
            return self.failed(number, sampled.trouble)
        ways = self._ways_in(world)
        try:
            success = self._success(sampled, [repair for way in ways for repair in way.repairs])
        except Exception as problem:  # any exception of a run is recorded as a result of the study
            return self.failed(number, one_line(problem))
        known = ((way.way, name) for way in ways for name in self.causes_study.names)
        rows = [
            {"way": way, "initiative": initiative, "coalition": name, "success": met}
            for (way, name), met in zip(known, success, strict=True)
        ]
        return CaseResult(number, {"initiatives": [{"world": world, "initiative": initiative, "error": None}], "runs": rows})

    def failed(self, number: int, trouble: str) -> CaseResult:
        world, initiative = self._of(number)
        return CaseResult(number, {"initiatives": [{"world": world, "initiative": initiative, "error": trouble}], "runs": []}, trouble)

    def grown_from(self, smaller: Specification) -> Growth | None:
        """Return how fewer initiatives, or fewer worlds, are taken over; the ways of the study itself have to be the same."""
        own, ways = self.specification(), smaller["ways"]
        same = differs_only_in(smaller, own, ("design", "settings", "initiatives"), ("ways", "initiatives"), ("ways", "worlds"))
        fewer = int(ways["initiatives"])
        if not (same and ways["worlds"].items() <= own["ways"]["worlds"].items()) or fewer > self.settings.initiatives:
            return None
        worlds = [*([AS_IT_IS] if ways["cuts"] else []), *ways["worlds"]]
        places = {name: place for place, name in enumerate(worlds)}

        def source_of(number: int) -> int | None:
            world, initiative = self._of(number)
            return places[world] * fewer + initiative if world in places and initiative < fewer else None

        def case_of(row: TableRow) -> int:
            world = row["world"] if "world" in row else (row["way"] if row["way"] in places else AS_IT_IS)
            return places[world] * fewer + row["initiative"]

        return WholeCases(source_of, case_of, len(self.causes_study.coalitions))

    def with_known(self, runs: Sequence[int]) -> WaysOfAsking:
        """Return the experiment itself: its cases are known as a whole or not at all."""
        return self

    def _success(self, sampled: Sampled, repairs: Sequence[Repair]) -> list[bool]:
        """Return whether an initiative succeeds under each repair; equal repairs run once."""
        assert sampled.initiative is not None
        keys = [tuple(sorted(repair.levels.items())) for repair in repairs]
        distinct = list(dict(zip(keys, repairs, strict=True)).items())
        met: dict[Any, bool] = {}
        for first in range(0, len(distinct), LANES):
            part = distinct[first : first + LANES]
            run = self._settings(sampled.number).prepare(sampled.initiative, [sampled.seed], [repair for _, repair in part]).advance()
            met |= zip((key for key, _ in part), verdicts_of(run).success.tolist(), strict=True)
        return [met[key] for key in keys]

    @cached_property
    def _points(self) -> NDArray[np.float64]:
        return self.causes_study.sampler.points(0, self.settings.initiatives)

    def _of(self, number: int) -> tuple[str, int]:
        place, initiative = divmod(number, self.settings.initiatives)
        return self._worlds[place], initiative

    def _sampled(self, world: str, initiative: int) -> Sampled:
        """Return the initiative with the same position of all common factors, so that initiatives differ only in the world."""
        known = dict(zip(self.causes_study.sampler.dimensions, self._points[initiative].tolist(), strict=True))
        with self._one_at_a_time:
            sampler = self._sampler(world)
        return sampler.at(initiative, np.array([known.get(dimension, UNMOVED) for dimension in sampler.dimensions]))

    def _sampler(self, world: str) -> Sampler:
        if world not in self._samplers:
            self._samplers[world] = self.causes_study.sampler if world == AS_IT_IS else self._sampler_in(self.settings.worlds[world])
        return self._samplers[world]

    def _sampler_in(self, world: OtherWorld) -> Sampler:
        study = self.causes_study
        if world.change is not None:
            return sampler_under(study, world.change)
        if world.adjust is None or self.settings.assumed is None:
            raise ValueError(f"{world.title}: neither a change nor a population that could be adjusted")
        return Sampler(adjusted(self.settings.assumed, world.adjust), study.sampler.parts, study.base, study.base.seed)

    def _ways_in(self, world: str) -> list[_Repaired]:
        """Return the ways that ask in a world, with their repairs; the first case that needs them makes them, while others wait."""
        with self._one_at_a_time:
            if world not in self._repairs:
                cuts = self.settings.cuts if world == AS_IT_IS else {world: self._cut_in(world)}
                self._repairs[world] = [_Repaired(name, self._repairs_of(cut, self._sample(world))) for name, cut in cuts.items()]
            return self._repairs[world]

    def _cut_in(self, world: str) -> Cut:
        change = self.settings.worlds[world].change
        return Cut(title="as the study cuts", dimension="causes", quantile=None if change is None else change.quantile)

    def _sample(self, world: str) -> list[dict[str, float]]:
        """Return the conditions of a fixed sample of the initiatives of a world, from which levels are taken.

        Rules do not enter the conditions: a world that changes nothing else has those of the study.
        """
        known = self.settings.worlds.get(world)
        if known is not None and known.change is not None and not known.change.population:
            world = AS_IT_IS
        if world not in self._samples:
            sampler = self._sampler(world)
            fixed = Sampler(sampler.population, sampler.parts, sampler.base, seed=0)
            sample = [one.initiative for one in fixed.initiatives(0, SAMPLE) if one.initiative is not None]
            self._samples[world] = [conditions_of(one, organisation_of(one.organisation)) for one in sample]
        return self._samples[world]

    def _repairs_of(self, cut: Cut, sample: Sequence[Mapping[str, float]]) -> list[Repair]:
        causes = {
            name: cause.model_copy(update={"restores": cut.restores.get(name, cause.restores)} | _further(cut))
            for name, cause in self.causes_study.causes.items()
        }
        return repairs_of(self.causes_study.coalitions, causes, _levels(cut, causes, sample))


def _further(cut: Cut) -> dict[str, float]:
    return {} if cut.quantile is None else {"quantile": cut.quantile}


def _levels(cut: Cut, causes: Mapping[str, Cause], sample: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the level to which each condition is repaired."""
    if cut.resample is not None:
        chosen = np.random.default_rng(cut.resample).integers(0, len(sample), len(sample))
        sample = [sample[place] for place in chosen]
    if cut.dose is None:
        return enabling_levels(sample, causes)
    levels: dict[str, float] = {}
    for _, cause in sorted(causes.items()):
        dose = cut.dose / len(cause.restores) if cut.per_cause else cut.dose
        for name in cause.restores:
            levels[name] = level_for_dose(np.array([conditions[name] for conditions in sample]), dose, name)
    return levels


def level_for_dose(values: Floats, dose: float, name: str) -> float:
    """Return the level that moves a condition by a dose: the mean move of a sample, in its standard deviations.

    values : of the condition in a sample; name : of the condition, which helps by being high or by being low.
    Where no level moves as much, the level that moves most: 1, or 0 for what helps by being low.
    """
    sign = -1.0 if name in HARMFUL else 1.0
    spread = float(values.std())
    helpful = sign * values
    best = float(helpful.max()) + MOST_DOSE * spread if name == "threshold" else max(0.0, sign)

    def over(level: float) -> float:
        return float(np.maximum(level - helpful, 0.0).mean()) - dose * spread

    if spread == 0.0 or over(best) <= 0.0:
        return sign * best if spread > 0.0 else float(values[0])
    return sign * float(np.asarray(brentq(over, float(helpful.min()), best)))


def cuts_of(causes: Mapping[str, Cause]) -> dict[str, Cut]:
    """Return the ways to cut causes otherwise: each condition left out, moved to a cause that may claim it, equal numbers, equal doses."""
    found: dict[str, Cut] = {}
    for name, cause in sorted(causes.items()):
        for condition in sorted(cause.restores):
            if len(cause.restores) > 1:
                rest = [one for one in cause.restores if one != condition]
                title = f"{cause.title} without “{condition}”"
                found[f"without_{condition}_in_{name}"] = Cut(title=title, dimension="causes", restores={name: rest})
    for name, cause in sorted(causes.items()):
        for condition in sorted({*cause.contested} - {*cause.restores}):
            owners = [one for one, known in causes.items() if condition in known.restores and one != name]
            moved = {name: sorted({*cause.restores, condition})}
            moved |= {owner: [one for one in causes[owner].restores if one != condition] for owner in owners}
            if owners and all(moved.values()):
                found[f"{condition}_to_{name}"] = Cut(
                    title=f"“{condition}” counts as {in_text(cause.title)}", dimension="causes", restores=moved
                )
    fewest = min(len(cause.restores) for cause in causes.values())
    for turn in range(EQUAL_NUMBERS):
        chance = np.random.default_rng(turn)
        some = {
            name: sorted(chance.choice(sorted(cause.restores), fewest, replace=False).tolist()) for name, cause in sorted(causes.items())
        }
        found[f"{fewest}_conditions_{turn + 1}"] = Cut(
            title=f"{fewest} conditions of each cause, chosen by lot ({turn + 1})", dimension="causes", restores=some
        )
    found["equal_dose_of_conditions"] = Cut(title="every condition moved equally far", dimension="causes", dose=DOSE)
    found["equal_dose_of_causes"] = Cut(title="every cause moved equally far in all", dimension="causes", dose=CAUSE_DOSE, per_cause=True)
    return found


EQUAL_NUMBERS = 4  # choices of equally many conditions
DOSE = 1.0
"""Mean move of a condition, in its standard deviations; our choice, near what a repair to the 0.9 quantile moves."""

CAUSE_DOSE = 4.0
"""The same for all conditions of a cause together."""


def levels_of(quantiles: Iterable[float], samples: int) -> dict[str, Cut]:
    """Return the ways to repair further or less far, and levels from other samples of the population, which show their error."""
    found = {
        f"quantile_{quantile:g}": Cut(title=f"repaired to the {quantile:g} quantile", dimension="levels", quantile=quantile)
        for quantile in quantiles
    }
    for turn in range(1, samples + 1):
        found[f"sample_{turn}"] = Cut(title=f"levels from another sample ({turn})", dimension="sample", resample=turn)
    return found


def worlds_of(
    alternatives: Mapping[str, Alternative], posterior: Sequence[Mapping[str, float]], assumed: Population | None
) -> dict[str, OtherWorld]:
    """Return the other populations and rules; posterior : adjustments of the assumed population, one set per draw"""
    found: dict[str, OtherWorld] = {}
    if assumed is not None:
        found["assumed"] = OtherWorld(title="the population as assumed, before any evidence", dimension="population", adjust={})
        for turn, theta in enumerate(posterior, 1):
            title = f"draw {turn} of the posterior"
            found[f"posterior_{turn:02d}"] = OtherWorld(title=title, dimension="population", adjust=dict(theta))
    for name, known in alternatives.items():
        found[f"{RULES}{name}"] = OtherWorld(title=known.title, dimension="rules", change=known)
    return found
