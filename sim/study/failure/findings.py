"""Findings: all results of a study of causes and of its companions. Reports use no other input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.study.failure.companions import Companions
from sim.study.failure.evidence import SPLITS, Evidence, Origin, Sample, Subject
from sim.study.failure.summary import Summary, summary_of
from sim.study.failure.why import Why, why_of
from sim.study.prognosis.foresight import Foresight, foresight_of_mode, foresight_of_success
from sim.study.prognosis.scenario_discovery import Discovery, discovery_of
from sim.study.prognosis.survival import Survival, survival_of
from sim.study.prognosis.trajectories import Trajectories, trajectories_of
from sim.study.statistics.wording import data_of


@dataclass(frozen=True)
class Findings:
    """All findings of a study."""

    subject: Subject
    origin: Origin
    summary: Summary
    why: Why | None  # none if sets of causes are missing
    trajectories: Trajectories
    foresight: Foresight
    foresight_of_mode: Foresight
    survival: Survival
    discovery: Discovery | None  # none if there are too few initiatives
    companions: Companions
    answer: str  # the main finding
    tables: dict[str, pd.DataFrame]  # result tables, by name, suited to spreadsheets; `why.saved_by` yields the only longer one in parts
    sampling: str  # a sentence on the results that a sample of the initiatives gives; empty if all of them are used

    def as_data(self) -> dict[str, Any]:
        """Return the findings as JSON-compatible data; curves and long tables are in `tables`."""
        data = {"answer": self.answer} | self.summary.as_data()
        if self.sampling:
            data["sampling"] = self.sampling
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
            "ways": self.companions.ways,
            "conditions": self.companions.conditions,
        }
        data |= {name: part.as_data() for name, part in parts.items() if part is not None}
        data["sensitivity"] = [known.as_data() for known in self.companions.sensitivities]
        data["screening"] = [known.as_data() for known in self.companions.screenings]
        return data


def findings_of(evidence: Evidence, companions: Companions | None = None) -> Findings:
    """Analyse the evidence of a study."""
    subject, verdicts, sample = evidence.subject, evidence.verdicts, evidence.sample
    companions = companions or Companions()
    summary, why = summary_of(subject, verdicts, evidence.failed_to_run), _why(evidence)
    trajectories = trajectories_of(sample.courses, sample.plain, subject.goal)
    success, mode = (find(sample.courses, sample.plain, sample.initiatives) for find in (foresight_of_success, foresight_of_mode))
    survival, discovery = _survival(verdicts.plain, subject.weeks, evidence.traits), _discovery(sample, subject)
    tables = {
        "trajectories": trajectories.table(),
        "foresight": success.table(),
        "foresight_of_mode": mode.table(),
        "survival": survival.table(),
        **({} if why is None else why.tables),
        **({} if discovery is None else {"boxes": discovery.table()}),
        **_tables_of(companions),
    }
    answer = _answer(summary, why, companions)
    return Findings(
        subject, evidence.origin, summary, why, trajectories, success, mode, survival, discovery, companions, answer, tables,
        _said_of(sample, summary),
    )  # fmt: skip


def _answer(summary: Summary, why: Why | None, companions: Companions) -> str:
    """Return what survives the ways of asking; without shares, the effect of the best single repair."""
    if why is None:
        return summary.finding
    return why.attribution.finding if companions.ways is None else companions.ways.finding


def _why(evidence: Evidence) -> Why | None:
    if evidence.outcomes is None:
        return None
    return why_of(
        evidence.subject, evidence.outcomes, evidence.outcomes_by_definition, evidence.traits, evidence.verdicts.plain
    )  # fmt: skip


def _survival(plain: pd.DataFrame, weeks: int, initiatives: pd.DataFrame) -> Survival:
    """Return the survival of sponsorship, in two halves if the population samples sponsors' patience."""
    split = next((name for name in SPLITS if name in initiatives and len(initiatives[name].unique()) > 1), "")
    return survival_of(plain, weeks, initiatives, split)


def _discovery(sample: Sample, subject: Subject) -> Discovery | None:
    plain = sample.plain
    drawn = sample.drawn.loc[plain["initiative"]].reset_index(drop=True)
    try:
        return discovery_of(drawn, ~plain["success"].to_numpy(bool), subject.names)
    except ValueError:
        return None


def _said_of(sample: Sample, summary: Summary) -> str:
    """Return a sentence on the results that a sample gives; empty if the sample is the whole study."""
    if sample.is_whole:
        return ""
    return (
        f"Typical courses, foresight and boxes use the first {len(sample.plain):,} of {summary.initiatives:,} initiatives, a balanced "
        "sample because initiatives are drawn from a Sobol sequence; all other results use all initiatives."
    )


def _tables_of(companions: Companions) -> dict[str, pd.DataFrame]:
    tables = {f"sensitivity_{one.output}": one.table() for one in companions.sensitivities}
    tables |= {f"screening_{one.output}": one.table().reset_index() for one in companions.screenings}
    if companions.conditions is not None:
        tables["conditions"] = companions.conditions.table()
    return tables if companions.ways is None else tables | {"ways": companions.ways.table()}
