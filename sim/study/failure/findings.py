"""Findings: all that the tables of a study of causes say, and what its companions say of how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.study.execution.stored_study import Study
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.failure.attribution import Attribution, attribution_of, attributions_by_definition, said_of_definitions
from sim.study.failure.boxes import drawn_in
from sim.study.failure.foresight import Foresight, foresight_of_mode, foresight_of_success
from sim.study.failure.interactions import Interaction, pairs_of, pairs_table, said_of_pairs
from sim.study.failure.outcomes import Outcomes, success_of
from sim.study.failure.rescues import (
    AllButOne,
    Rescue,
    SmallestSets,
    all_but_one,
    all_but_one_table,
    rescues_of_all,
    rescues_table,
    said_of_all_but_one,
    said_of_rescues,
    single_rescues,
    smallest_sets,
)
from sim.study.failure.robustness import Robustness
from sim.study.failure.scenario_discovery import Discovery, discovery_of
from sim.study.failure.subgroups import SubgroupComparison, said_of_subgroups, subgroups_of
from sim.study.failure.summary import Summary, summary_of
from sim.study.failure.surveys import beside_surveys
from sim.study.failure.survival import Survival, survival_of
from sim.study.failure.trajectories import Trajectories, trajectories_of
from sim.study.population.factors import names_of
from sim.study.sensitivity.morris import Screened
from sim.study.sensitivity.sobol import Sensitivity
from sim.study.statistics.wording import data_of
from sim.study.sweep.sweep import Sweep

SPLITS = ("programme.trial_weeks", "dispositions.patience", "dispositions.commitment")
"""By the first of these that a population draws, sponsors' patience is looked at in two halves."""

EXAMPLES = 6
"""Failures of which a report tells what would have saved them."""


@dataclass(frozen=True)
class Why:
    """What all sets of repairs of every initiative say of its causes."""

    outcomes: Outcomes
    attribution: Attribution
    by_definition: dict[str, Attribution]
    said_of_definitions: str
    rescues: tuple[Rescue, ...]
    left_out: tuple[AllButOne, ...]
    pairs: tuple[Interaction, ...]
    subgroups: tuple[SubgroupComparison, ...]
    sets: SmallestSets
    surveys: tuple[str, ...]

    @property
    def statements(self) -> dict[str, list[str]]:
        """In sentences, by subject."""
        return {
            "attribution": list(self.attribution.statements),
            "definitions": [self.said_of_definitions] if self.said_of_definitions else [],
            "all_but_one": [said_of_all_but_one(self.left_out)],
            "pairs": list(said_of_pairs(self.pairs)),
            "subgroups": [text for one in self.subgroups for text in one.statements] + [said_of_subgroups(self.subgroups)],
            "sets": list(self.sets.statements),
            "surveys": list(self.surveys),
        }


@dataclass(frozen=True)
class Companions:
    """What smaller studies beside it say of how sure its conclusions are; any may be missing."""

    sensitivities: tuple[Sensitivity, ...] = ()
    screenings: tuple[Screened, ...] = ()
    robustness: Robustness | None = None
    tipping: Sweep | None = None  # over two levers


@dataclass(frozen=True)
class Findings:
    """What a study found, whole."""

    summary: Summary
    why: Why | None  # none where not every set of causes was repaired
    trajectories: Trajectories
    foresight: Foresight
    foresight_of_mode: Foresight
    survival: Survival
    discovery: Discovery | None  # none of too few initiatives
    companions: Companions

    @property
    def answer(self) -> str:
        """The finding that comes first."""
        return self.summary.finding if self.why is None else self.why.attribution.finding

    def as_data(self) -> dict[str, Any]:
        """All of it, ready for JSON; curves and long tables stand in `tables`."""
        data = {"answer": self.answer} | self.summary.as_data()
        if self.why is not None:
            why = self.why
            data["attribution"] = why.attribution.as_data()
            data["attribution_by_definition"] = {name: known.as_data() for name, known in why.by_definition.items()}
            data["all_but_one"], data["pairs"] = data_of(why.left_out), data_of(why.pairs)
            data["smallest_sets"] = why.sets.as_data()
            data["subgroups"] = [one.as_data() for one in why.subgroups]
            data["said"] = why.statements
        parts = {
            "trajectories": self.trajectories,
            "foresight": self.foresight,
            "foresight_of_mode": self.foresight_of_mode,
            "survival": self.survival,
            "discovery": self.discovery,
            "robustness": self.companions.robustness,
        }
        data |= {name: part.as_data() for name, part in parts.items() if part is not None}
        data["sensitivity"] = [known.as_data() for known in self.companions.sensitivities]
        data["screening"] = [known.as_data() for known in self.companions.screenings]
        return data

    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table of results, by name, as a reader would want it in a spreadsheet."""
        tables = {
            "trajectories": self.trajectories.table(),
            "foresight": self.foresight.table(),
            "foresight_of_mode": self.foresight_of_mode.table(),
            "survival": self.survival.table(),
        }
        if self.why is not None:
            tables |= _tables_of(self.why)
        if self.discovery is not None:
            tables["boxes"] = self.discovery.table()
        known = self.companions
        tables |= {f"sensitivity_{one.output}": one.table() for one in known.sensitivities}
        tables |= {f"screening_{one.output}": one.table().reset_index() for one in known.screenings}
        return tables if known.robustness is None else tables | {"robustness": known.robustness.table()}


def findings_of(design: CauseRepairs, study: Study, companions: Companions) -> Findings:
    """What a complete study says. Raises ValueError where none of its initiatives could be run."""
    runs, initiatives, courses = study.runs, study.table("initiatives"), study.table("courses")
    trouble = int(np.count_nonzero(initiatives["error"].notna()))
    if trouble == len(initiatives):
        raise ValueError("no initiative could be run; the table of initiatives says why")
    return Findings(
        summary=summary_of(design, runs, trouble),
        why=why_of(design, runs, initiatives) if design.settings.coalitions == "all" else None,
        trajectories=trajectories_of(courses, runs, float(design.base.success.adoption)),
        foresight=foresight_of_success(courses, runs, initiatives),
        foresight_of_mode=foresight_of_mode(courses, runs, initiatives),
        survival=_survival(runs, design.base.weeks, initiatives),
        discovery=_discovery(design, runs, initiatives),
        companions=companions,
    )


def why_of(design: CauseRepairs, runs: pd.DataFrame, initiatives: pd.DataFrame) -> Why:
    """What all sets of repairs say. Raises ValueError where some are missing."""
    titles = {name: cause.title for name, cause in design.causes.items()}
    known = {name: success.title for name, success in design.base.definitions.outcomes.items()}
    outcomes = success_of(runs)
    attribution = attribution_of(outcomes, titles)
    by_definition = attributions_by_definition(runs, titles)
    return Why(
        outcomes=outcomes,
        attribution=attribution,
        by_definition=by_definition,
        said_of_definitions=said_of_definitions(by_definition, known),
        rescues=single_rescues(outcomes, titles),
        left_out=all_but_one(outcomes, titles),
        pairs=pairs_of(outcomes, titles),
        subgroups=subgroups_of(outcomes, initiatives, titles),
        sets=smallest_sets(outcomes),
        surveys=beside_surveys(attribution),
    )


def examples_of(why: Why, runs: pd.DataFrame, most: int = EXAMPLES) -> tuple[str, ...]:
    """What would have saved some failures: the first of each way to fail, then the first of the rest."""
    plain = runs[runs["coalition"] == ""]
    known = set(why.outcomes.initiatives[why.outcomes.failed].tolist())
    ends = [(number, mode) for number, mode in zip(plain["initiative"], plain["mode"], strict=True) if number in known]
    first = {mode: number for number, mode in reversed(ends)}
    ordered = sorted(ends, key=lambda end: (first[end[1]] != end[0], end[0]))
    told = ordered[:most]
    return tuple(said_of_rescues(why.outcomes, number, mode) for number, mode in sorted(told))


def rescues_by_initiative(why: Why) -> pd.DataFrame:
    """For every initiative the smallest sets of repairs that would have saved it; nothing where it succeeded, or where none would."""
    outcomes = why.outcomes
    texts = ["; ".join("+".join(members) for members in sets if members) for sets in rescues_of_all(outcomes)]
    return pd.DataFrame({"initiative": outcomes.initiatives, "failed": outcomes.failed, "smallest_repairs": texts})


def _tables_of(why: Why) -> dict[str, pd.DataFrame]:
    by_definition = [known.table().reset_index().assign(definition=name) for name, known in why.by_definition.items()]
    tables: Mapping[str, Callable[[], pd.DataFrame]] = {
        "attribution": lambda: why.attribution.table().reset_index(),
        "attribution_by_definition": lambda: pd.concat(by_definition, ignore_index=True),
        "rescues": lambda: rescues_table(why.rescues).reset_index(),
        "all_but_one": lambda: all_but_one_table(why.left_out).reset_index(),
        "pairs": lambda: pairs_table(why.pairs).reset_index(),
        "smallest_sets": lambda: why.sets.table().reset_index(),
        "saved_by": lambda: rescues_by_initiative(why),
    }
    made = {name: make() for name, make in tables.items()}
    if why.subgroups:
        made["subgroups"] = pd.concat([one.table().reset_index() for one in why.subgroups], ignore_index=True)
    return made


def _survival(runs: pd.DataFrame, weeks: int, initiatives: pd.DataFrame) -> Survival:
    """In two halves where the population draws sponsors' patience."""
    split = next((name for name in SPLITS if name in initiatives and len(initiatives[name].unique()) > 1), "")
    return survival_of(runs, weeks, initiatives, split)


def _discovery(design: CauseRepairs, runs: pd.DataFrame, initiatives: pd.DataFrame) -> Discovery | None:
    plain = runs[runs["coalition"] == ""].set_index("initiative")
    drawn = drawn_in(initiatives, design.sampler.distributions).loc[plain.index]
    try:
        failed = ~plain["success"].to_numpy(bool)
        return discovery_of(drawn.reset_index(drop=True), np.asarray(failed), names_of(design.population, design.sampler.parts))
    except ValueError:
        return None
