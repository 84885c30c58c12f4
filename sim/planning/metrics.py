"""Tactical metrics as arrays: which units keep which, what raises them, and what each behaviour adds to a unit's score."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Floats
from sim.compiled import in_python
from sim.mechanisms.metrics import paid_for
from sim.organisation.organisation import Organisation
from sim.planning.arrays import Metrics
from sim.schema.initiative import Initiative
from sim.schema.levers import LEVER
from sim.schema.names import check_names

_paid_for = in_python(paid_for)


def metrics_of(initiative: Initiative, organisation: Organisation) -> Metrics:
    """Metrics in alphabetical order, and who keeps them. Raises ValueError for a metric of a unit that does not exist."""
    names, behaviours = initiative.metrics_in_use, sorted(initiative.behaviours)
    declared = [initiative.definitions.metrics[name] for name in names]
    kept = _kept(initiative, organisation, names)
    weight = kept * np.array([float(metric.weight) for metric in declared])
    whole = weight.sum(axis=1, keepdims=True)
    unit, metric = np.nonzero(kept)
    return Metrics(
        unit=unit.astype(np.uint32),
        metric=metric.astype(np.uint32),
        weight=(weight / np.where(whole > 0.0, whole, 1.0))[unit, metric],
        base=np.array([float(one.base) for one in declared]),
        by_lever=_table([one.raised_by for one in declared], list(LEVER)),
        by_practice=_table([one.served_by | one.gamed_by for one in declared], behaviours),
    )


def not_kept(initiative: Initiative, metrics: Metrics) -> tuple[str, ...]:
    """A note for each metric of the initiative that no unit of the organisation keeps."""
    kept = set(metrics.metric.tolist())
    lonely = [name for row, name in enumerate(initiative.metrics_in_use) if row not in kept]
    return tuple(f"metric {name}: no unit keeps it, so it measures nothing" for name in lonely)


def _kept(initiative: Initiative, organisation: Organisation, names: list[str]) -> NDArray[np.bool_]:
    """Whether a unit keeps a metric, shape (units, metrics): those it lists; otherwise those that name it, or that the initiative lists
    for units of its kind."""
    front = organisation.contact >= 0.5
    of_kind = {"everyone": np.ones(organisation.units, bool), "front_line": front, "back_office": ~front}
    kept = np.zeros((organisation.units, len(names)), bool)
    for column, name in enumerate(names):
        metric = initiative.definitions.metrics[name]
        check_names(f"definitions.metrics.{name}.units", metric.units, organisation.unit_ids)
        if metric.units:
            kept[:, column] = np.isin(organisation.unit_ids, metric.units)
        elif name in initiative.metrics:
            kept[:, column] = of_kind[metric.kept_by] & organisation.is_internal
    for unit, traits in initiative.organisation.units.items():
        if traits.metrics is not None:
            kept[organisation.unit_ids.index(unit)] = np.isin(names, traits.metrics)
    return kept


def asked_of(initiative: Initiative, organisation: Organisation, metrics: Metrics) -> Floats:
    """How far each derailing behaviour pays in each unit, shape (units, behaviours); 1 in a unit that keeps no named metric."""
    asked, known = np.ones((organisation.units, metrics.by_practice.shape[1])), initiative.definitions.behaviours
    derailing = np.array([known[name].direction == "derailing" for name in sorted(initiative.behaviours)])
    added = np.zeros_like(asked)
    np.add.at(added, metrics.unit, metrics.weight[:, None] * metrics.by_practice[metrics.metric] * derailing)
    rules = initiative.rules.frozen().metrics
    for unit in np.unique(metrics.unit):
        asked[unit] = [_paid_for(float(gain), rules) for gain in added[unit]]
    return asked


def _table(effects: list[dict[str, float]], columns: list[str]) -> Floats:
    """Effects by metric and column; names without a column, such as behaviours that are not in play, are left out."""
    return np.array([[float(one.get(name, 0.0)) for name in columns] for one in effects]).reshape(len(effects), len(columns))
