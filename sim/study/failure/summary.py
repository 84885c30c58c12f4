"""Summary: failure rate, failure modes and rescues. All statements are computed from the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sim.engine.outcome import MODES
from sim.study.attribution.outcomes import SuccessTable
from sim.study.attribution.rescues import Rescue, rescue_of
from sim.study.failure.evidence import Subject, VerdictTables
from sim.study.statistics.estimates import PairedChange, ShareEstimate, count_of, paired_change, share_of
from sim.study.statistics.wording import in_text, percent


@dataclass(frozen=True)
class Summary:
    """Summary of a study. Shares refer to initiatives that ran."""

    population: str
    calibrated_under: str  # stamp of the rules under which the population was calibrated; empty: it was not
    definition: str  # of success, by name
    definition_title: str
    goal: float
    weeks: int
    seed: int
    initiatives: int
    failed_to_run: int
    failure: ShareEstimate
    by_definition: dict[str, ShareEstimate]  # failure rate by definition of success
    definition_titles: dict[str, str]
    modes: dict[str, ShareEstimate]  # of the failures
    rescues: tuple[Rescue, ...]  # by share rescued, largest first
    lead: PairedChange | None  # of the best repair over the second, as a share of the failures
    finding: str
    remarks: tuple[str, ...]  # further remarks for the reader
    statements: tuple[str, ...]  # all findings as sentences

    def as_data(self) -> dict[str, Any]:
        """Return the summary as JSON-compatible data; shares and intervals by name."""
        data = {name: _named(value) for name, value in self.__dict__.items()}
        return data | {"remarks": list(self.remarks), "statements": list(self.statements)}


def _named(value: Any) -> Any:
    if isinstance(value, ShareEstimate | PairedChange):
        return value._asdict()
    if isinstance(value, dict):
        return {key: _named(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_named(inner) for inner in value]
    return {key: _named(getattr(value, key)) for key in asdict(value)} if isinstance(value, Rescue) else value


def summary_of(subject: Subject, verdicts: VerdictTables, trouble: int = 0) -> Summary:
    """Summarise the runs of a study; trouble : number of initiatives that failed to run."""
    success, plain = verdicts.success, verdicts.plain
    initiatives = len(success.initiatives)
    failure = _failure_in(success)
    rescues = _rescues(subject.cause_titles, success)
    lead = _lead(success, rescues)
    modes = {mode: share_of(count_of(plain["mode"] == mode), failure.count) for mode in MODES}
    by_definition = {name: _failure_in(table) for name, table in verdicts.by_definition.items()}
    finding = _finding(rescues, lead, failure)
    judged = f"by the definition “{subject.definition_title}”"
    said = f"{percent(failure)} of {initiatives:,} initiatives of {subject.weeks} weeks failed, {judged}."
    remarks = (
        _said_of_definitions(by_definition, subject.definition_titles),
        _said_of_harm(rescues),
        f"{trouble:,} initiatives failed to run and are excluded; see column error of initiatives.parquet." if trouble else "",
    )
    remarks = tuple(remark for remark in remarks if remark)
    return Summary(
        population=subject.population.title,
        calibrated_under=subject.population.rules,
        definition=subject.definition,
        definition_title=subject.definition_title,
        goal=subject.goal,
        weeks=subject.weeks,
        seed=subject.seed,
        initiatives=initiatives,
        failed_to_run=trouble,
        failure=failure,
        by_definition=by_definition,
        definition_titles=subject.definition_titles,
        modes=modes,
        rescues=rescues,
        lead=lead,
        finding=finding,
        remarks=remarks,
        statements=tuple(text for text in (said, f"{finding}.", _said_of_modes(modes), *remarks) if text),
    )


def _failure_in(success: SuccessTable) -> ShareEstimate:
    return share_of(success.count(~success.of("")), len(success.initiatives))


def _rescues(titles: Mapping[str, str], success: SuccessTable) -> tuple[Rescue, ...]:
    """Return the effect of each cause repaired alone, the largest share of rescues first."""
    alone = {name: title for name, title in titles.items() if name in success.coalitions}
    found = [rescue_of(name, title, success.of(""), success.of(name), success.count) for name, title in sorted(alone.items())]
    return tuple(sorted(found, key=lambda rescue: (-rescue.rescued.count, rescue.cause)))


def _lead(success: SuccessTable, rescues: tuple[Rescue, ...]) -> PairedChange | None:
    """Return the difference in rescues between the best and the second-best repair, on the same failures."""
    if len(rescues) < 2:
        return None
    failed, first, second = (success.of(name) for name in ("", rescues[0].cause, rescues[1].cause))
    failed = ~failed
    return paired_change(success.count(failed & first & ~second), success.count(failed & second & ~first), success.count(failed))


def _finding(rescues: tuple[Rescue, ...], lead: PairedChange | None, failure: ShareEstimate) -> str:
    """Return the main finding: the single repair that rescues most, and whether it is clear."""
    if failure.count == 0:
        return f"None of {failure.of:,} initiatives failed, so there was nothing to rescue"
    if not rescues:
        return f"{percent(failure)} of {failure.of:,} initiatives failed"
    first = rescues[0]
    if first.rescued.count == 0:
        return f"No single repair rescues any of {failure.count:,} failures"
    says = f"Repairing {in_text(first.title)} alone rescues {percent(first.rescued)} of failures"
    if lead is None:
        return says
    if lead.is_clear:
        return f"{says}, more than any other single repair"
    return f"{says}; {in_text(rescues[1].title)}, {percent(rescues[1].rescued)}, is not clearly different at this sample size"


def _said_of_modes(modes: dict[str, ShareEstimate]) -> str:
    ordered = sorted((share for share in modes.items() if share[1].count), key=lambda item: -item[1].count)
    if not ordered:
        return ""
    parts = [f"{name} {share.share:.0%}" for name, share in ordered if share.share is not None]
    return f"Failures by mode: {', '.join(parts)}."


def _said_of_definitions(shares: dict[str, ShareEstimate], titles: Mapping[str, str]) -> str:
    ordered = sorted(shares.items(), key=lambda item: (item[1].count, item[0]))
    (lowest, low), (highest, high) = ordered[0], ordered[-1]
    if low.share is None or high.share is None or low.count == high.count:
        return ""
    return (
        f"The same runs have failure rates from {low.share:.0%} (“{titles[lowest]}”) to {high.share:.0%} (“{titles[highest]}”), "
        "depending only on the definition of success."
    )


def _said_of_harm(rescues: tuple[Rescue, ...]) -> str:
    harming = [rescue for rescue in rescues if rescue.harmed.count]
    if not harming:
        return ""
    parts = [f"{in_text(rescue.title)} {rescue.harmed.count}" for rescue in harming]
    listed = ", ".join(parts)
    return f"Some successes fail when a cause is repaired ({listed}), because better conditions also change later events."
