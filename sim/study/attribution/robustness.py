"""Robustness: conclusions that hold under alternative choices of the model.

Every alternative runs the same initiatives on the same random draws as the base model, so all comparisons are paired. A result that
changes with one of our assumptions depends on that assumption and is not a finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from sim.array_types import Bools
from sim.study.attribution.outcomes import success_of
from sim.study.attribution.rescues import Rescue, rescue_of
from sim.study.attribution.shapley import Attribution, attribution_of
from sim.study.experiments.model_alternatives import AS_IT_IS, Alternative
from sim.study.statistics.estimates import PairedChange, ShareEstimate, paired_change, share_of
from sim.study.statistics.wording import counted, data_of, in_text, listed, percent


class AlternativeResult(NamedTuple):
    """Results of a study under one alternative."""

    name: str
    title: str
    failure: ShareEstimate
    change: PairedChange  # of the share of failures against the base model, paired
    rescues: tuple[Rescue, ...]  # by share rescued, largest first
    lead: PairedChange | None  # of the leading cause over the second, as a share of the failures, paired
    over_usual: PairedChange | None  # of the leading cause here over that of the base model; none if they are the same
    attribution: Attribution | None  # Shapley shares, if every set of causes was repaired
    rank_correlation: float | None  # Spearman's, of the causes' rescue shares with those of the base model; none if undefined

    @property
    def first(self) -> Rescue:
        return self.rescues[0]


@dataclass(frozen=True)
class Robustness:
    """Failure rate and ranking of causes under each alternative."""

    initiatives: int  # that ran under all alternatives
    left_out: int
    usual: AlternativeResult  # the base model
    others: tuple[AlternativeResult, ...]  # in the order of declaration

    @property
    def moved(self) -> tuple[AlternativeResult, ...]:
        """Return the alternatives with a different leading cause."""
        return tuple(other for other in self.others if other.first.cause != self.usual.first.cause)

    @property
    def is_fragile(self) -> bool:
        """Return whether the leading cause depends on choices of the model, or is not clear in the base model."""
        return bool(self.moved) or self.usual.lead is None or self.usual.lead.low <= 0.0

    @property
    def finding(self) -> str:
        """Return a sentence on the robustness of the leading cause."""
        return _finding(self)

    @property
    def statements(self) -> tuple[str, ...]:
        """Return all findings as sentences."""
        said = (f"{self.finding}.", _said_of_failure(self), _said_of_order(self), _said_of_shares(self))
        return tuple(text for text in said if text)

    def as_data(self) -> dict[str, Any]:
        """Return the results as JSON-compatible data."""
        return data_of(self) | {"is_fragile": self.is_fragile, "finding": self.finding, "statements": list(self.statements)}

    def table(self) -> pd.DataFrame:
        """Return one row per alternative and cause; the base model comes first, with an empty name."""
        rows = [
            (known.name, known.title, known.failure.share, *known.change, known.rank_correlation, place, cause.cause, *cause.rescued[2:])
            for known in (self.usual, *self.others)
            for place, cause in enumerate(known.rescues, start=1)
        ]
        change = ["change", "change_low", "change_high"]
        rescued = ["rescued", "rescued_low", "rescued_high"]
        names = ["alternative", "title", "failure", *change, "rank_correlation", "place", "cause", *rescued]
        return pd.DataFrame(rows, columns=names)


def robustness_of(runs: pd.DataFrame, alternatives: Mapping[str, Alternative], titles: Mapping[str, str]) -> Robustness:
    """Compare failure rates and rankings of causes across alternatives.

    runs : of ModelAlternatives: one row per alternative, initiative and coalition, including each cause repaired alone
    titles : of the causes, by name
    Raises ValueError if no initiative ran under every alternative.
    """
    names = [AS_IT_IS, *alternatives]
    singles = runs[runs["coalition"].isin(["", *titles])]
    table = singles.pivot(index="initiative", columns=["alternative", "coalition"], values="success")
    wanted = pd.MultiIndex.from_product([names, ["", *titles]])
    whole = table.reindex(columns=wanted).dropna()
    if whole.empty:
        raise ValueError("no initiative ran under every alternative")
    success = {name: {cause: whole[(name, cause)].to_numpy(bool) for cause in ("", *titles)} for name in names}
    judge = _AlternativeJudge(runs.loc[runs["initiative"].isin(list(whole.index))], titles, success[AS_IT_IS][""])
    usual = judge.standing(AS_IT_IS, "Base model", success[AS_IT_IS], None)
    others = [judge.standing(name, known.title, success[name], usual) for name, known in alternatives.items()]
    return Robustness(len(whole), len(set(runs["initiative"])) - len(whole), usual, tuple(others))


class _AlternativeJudge(NamedTuple):
    """Evaluates the runs of an alternative against those of the base model."""

    runs: pd.DataFrame
    titles: Mapping[str, str]
    before: Bools  # whether each initiative succeeds in the base model

    def standing(self, name: str, title: str, success: dict[str, Bools], usual: AlternativeResult | None) -> AlternativeResult:
        """success : whether each initiative succeeds, by the cause repaired, "" for none"""
        now = success[""]
        found = [rescue_of(cause, said, now, success[cause]) for cause, said in self.titles.items()]
        usually = [] if usual is None else [rescue.cause for rescue in usual.rescues]  # ties keep the order of the base model
        order = [*usually, *sorted(self.titles)]
        rescues = tuple(sorted(found, key=lambda rescue: (-rescue.rescued.count, order.index(rescue.cause))))
        first = rescues[0].cause
        displaced = usual.first.cause if usual is not None and usual.first.cause != first else None
        return AlternativeResult(
            name=name,
            title=title,
            failure=share_of(int((~now).sum()), len(now)),
            change=paired_change(int((self.before & ~now).sum()), int((~self.before & now).sum()), len(now)),
            rescues=rescues,
            lead=_lead(success, first, rescues[1].cause) if len(rescues) > 1 else None,
            over_usual=None if displaced is None else _lead(success, first, displaced),
            attribution=self._attribution(name),
            rank_correlation=None if usual is None else _correlation(rescues, usual.rescues),
        )

    def _attribution(self, name: str) -> Attribution | None:
        own = self.runs.loc[self.runs["alternative"] == name]
        return attribution_of(success_of(own), self.titles) if len(set(own["coalition"])) == 2 ** len(self.titles) > 2 else None


def _lead(success: dict[str, Bools], first: str, other: str) -> PairedChange:
    """Return the difference of two repairs in rescued failures, on the same failures."""
    failed = ~success[""]
    one, two = success[first][failed], success[other][failed]
    return paired_change(int((one & ~two).sum()), int((two & ~one).sum()), int(failed.sum()))


def _correlation(here: tuple[Rescue, ...], usual: tuple[Rescue, ...]) -> float | None:
    counts = {rescue.cause: rescue.rescued.count for rescue in here}
    pairs = [(counts[rescue.cause], rescue.rescued.count) for rescue in usual]
    one, two = zip(*pairs, strict=True)
    if len(set(one)) < 2 or len(set(two)) < 2:
        return None
    return float(np.asarray(spearmanr(one, two))[0])


def _finding(known: Robustness) -> str:
    first = known.usual.first
    title, of = in_text(first.title), len(known.others)
    if known.usual.failure.count == 0:
        return "No initiative fails in the base model, so there is no leading cause to test"
    if known.moved:
        clearly = sum(other.over_usual is not None and other.over_usual.low > 0.0 for other in known.moved)
        says = [f"{in_text(other.first.title)} ({in_text(other.title)})" for other in known.moved]
        return (
            f"The leading cause is not robust: in {len(known.moved)} of {counted(of, 'alternative')}, {clearly} of them clearly, "
            f"{title} is replaced by {listed(says)}"
        )
    if known.is_fragile:
        return f"{first.title} is the leading cause in all {counted(of, 'alternative')}, but its lead is not clear in the base model"
    return f"{first.title} is the leading cause in the base model and in all {counted(of, 'alternative')}"


def _said_of_failure(known: Robustness) -> str:
    """Return a sentence on the range of the failure rate."""
    ordered = sorted(known.others, key=lambda other: other.failure.count)
    if not ordered:
        return f"{percent(known.usual.failure)} of {counted(known.initiatives, 'initiative')} fail; no alternative was tried."
    low, high = ordered[0], ordered[-1]
    clear = sum(other.change.is_clear for other in known.others)
    return (
        f"{percent(known.usual.failure)} of {counted(known.initiatives, 'initiative')} fail in the base model, "
        f"{percent(low.failure)} with “{in_text(low.title)}”, {percent(high.failure)} with “{in_text(high.title)}”; "
        f"{clear} of {counted(len(known.others), 'alternative')} change the failure rate clearly."
    )


def _said_of_order(known: Robustness) -> str:
    correlations = [(other.rank_correlation, other) for other in known.others if other.rank_correlation is not None]
    clear = sum(other.lead is not None and other.lead.low > 0.0 for other in (known.usual, *known.others))
    says = f"The lead of the first cause over the second is clear in {clear} of {len(known.others) + 1} models"
    if not correlations:
        return f"{says}."
    lowest, where = min(correlations, key=lambda pair: pair[0])
    least = f"{lowest:.2f}".replace("-", "−")
    return f"{says}; the ranking differs most from the base model's with “{in_text(where.title)}” (Spearman's correlation {least})."


def _said_of_shares(known: Robustness) -> str:
    """Return a sentence on the robustness of the leading cause by Shapley share, if known."""
    if known.usual.attribution is None or not known.usual.failure.count:
        return ""
    first = known.usual.attribution.parts[0]
    found = [other.attribution for other in known.others if other.attribution is not None]
    same = sum(other.parts[0].cause == first.cause for other in found)
    of = counted(len(found), "alternative")
    return f"By Shapley share, {in_text(first.title)} is the leading cause in the base model and in {same} of {of}."
