"""All patterns, in the order of the page, and the sample size of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from experiments.validation.brokers import measure_brokers
from experiments.validation.cascades import measure_cascades
from experiments.validation.contagion import measure_contagion
from experiments.validation.context_fit import measure_context_fit
from experiments.validation.customers import measure_bad_experiences, measure_chain
from experiments.validation.decay import measure_norm, measure_training
from experiments.validation.edge import measure_edge
from experiments.validation.habit import measure_habit
from experiments.validation.haste import measure_haste
from experiments.validation.loops import measure_loops
from experiments.validation.mean_field import measure_mean_field
from experiments.validation.minority import measure_minority
from experiments.validation.money import measure_money
from experiments.validation.networks import measure_finite_size, measure_networks
from experiments.validation.order import measure_order
from experiments.validation.pattern import Pattern
from experiments.validation.silos import measure_silos
from experiments.validation.size_and_chance import measure_size_and_chance
from experiments.validation.socialisation import measure_socialisation
from experiments.validation.sponsors import measure_motivation, measure_trial
from experiments.validation.structure import measure_degree, measure_span
from experiments.validation.thresholds import measure_thresholds


class Measurement(NamedTuple):
    """One pattern, to be measured."""

    at_full_size: Callable[[], Pattern]
    quickly: Callable[[], Pattern]  # on a sample too small to judge by


MEASUREMENTS = {
    "habit": Measurement(measure_habit, measure_habit),
    "training": Measurement(measure_training, lambda: measure_training(10)),
    "norm": Measurement(measure_norm, lambda: measure_norm(5)),
    "minority": Measurement(measure_minority, lambda: measure_minority(6)),
    "thresholds": Measurement(measure_thresholds, measure_thresholds),
    "cascades": Measurement(measure_cascades, lambda: measure_cascades(8)),
    "contagion": Measurement(measure_contagion, lambda: measure_contagion(3, 3)),
    "motivation": Measurement(measure_motivation, lambda: measure_motivation(10)),
    "trial": Measurement(measure_trial, lambda: measure_trial(10)),
    "socialisation": Measurement(measure_socialisation, lambda: measure_socialisation(3)),
    "brokers": Measurement(measure_brokers, lambda: measure_brokers(4)),
    "bad_experiences": Measurement(measure_bad_experiences, measure_bad_experiences),
    "chain": Measurement(measure_chain, lambda: measure_chain(8)),
    "span": Measurement(measure_span, measure_span),
    "degree": Measurement(measure_degree, lambda: measure_degree(4)),
    "mean_field": Measurement(measure_mean_field, lambda: measure_mean_field(10)),
    "networks": Measurement(measure_networks, lambda: measure_networks(3, 10)),
    "money": Measurement(measure_money, lambda: measure_money(6)),
    "silos": Measurement(measure_silos, lambda: measure_silos(4)),
    "size_and_chance": Measurement(measure_size_and_chance, lambda: measure_size_and_chance(20)),
    "finite_size": Measurement(measure_finite_size, lambda: measure_finite_size(30)),
    "edge": Measurement(measure_edge, lambda: measure_edge(10)),
    "order": Measurement(measure_order, lambda: measure_order(6)),
    "haste": Measurement(measure_haste, lambda: measure_haste(6, 8, 2)),
    "loops": Measurement(measure_loops, lambda: measure_loops(6, 2)),
    "context_fit": Measurement(measure_context_fit, lambda: measure_context_fit(2)),
}
"""Full sizes are the defaults of each function."""
