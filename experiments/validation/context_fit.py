"""Context fit: which programme is good depends on the firm it meets, and a plan made for a firm does well there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import rankdata

from experiments.validation.pattern import OUR_REQUIREMENT, Check, Pattern, Tiles, direction, not_judged
from experiments.validation.readings import CONFIDENCE, POINTS, MeasuredNumber, exact, mean_reading
from experiments.validation.tendencies import ends_of
from experiments.validation.variants import changed
from sim.array_types import Bools, Floats
from sim.config import load
from sim.config.library_files import config_dir, entry_of, names_of
from sim.config.with_more_cards import with_interventions, with_philosophies
from sim.engine.run import prepare
from sim.schema.initiative import Initiative

OWN = {
    "baxter": "baxter",
    "bell": "bell_study",
    "bottom_up": "bottom_up",
    "caustic_leaders": "face_the_caustic_leaders",
    "centred": "centred",
    "company_a": "company_a",
    "customer_centric": "as_planned",
    "metric_switch": "metric_switch",
    "people_first": "people_first",
    "punitive_policies": "free_the_policies",
    "scandal_wells_fargo": "restore_trust",
    "silo_firm": "break_the_silos",
    "test_bed_small_customer": "test_bed_then_mainstream",
    "walk_the_talk": "walk_the_talk",
    "whole_ecosystem": "whole_ecosystem",
}
"""Scenarios of the library whose plan was written for their story, and that plan."""

NO_PLANS = frozenset({"bell_study", "do_nothing", "metrics_kept", "stop_without_anchoring"})
"""Programmes of the library that are no plans for a change: nothing, a study, and two with a part left out on purpose."""

USUAL, EVERYTHING = "as_planned", "big_bang"
"""The sensible plan for any firm, and the one that begins with everything."""

INTERACTION, ALIKE, ANYWHERE, BEST, OWN_BEST = 0.40, 0.60, 2.0 / 3.0, 0.25, 10 / 14
"""Required: least share of interaction, most likeness, widest success, which part is best, and how often own plans are in it."""

RESAMPLED = 2_000
"""Times that seeds are drawn anew for an interval."""


class Fit(NamedTuple):
    """Every programme in every context, under the same seeds."""

    contexts: tuple[str, ...]
    programmes: tuple[str, ...]
    adoption: Floats  # at the end, (contexts, programmes, seeds)
    succeeded: Bools  # the same shape

    @property
    def own(self) -> dict[int, int]:
        """Rows of contexts whose own plan is among the programmes, each with its column."""
        named = {name: column for column, name in enumerate(self.programmes)}
        return {row: named[OWN[name]] for row, name in enumerate(self.contexts) if OWN[name] in named}

    def gained(self, against: str) -> dict[int, Floats]:
        """Adoption at the end that own plans bring against a programme, by row of the context; shape (seeds,) each."""
        other = self.programmes.index(against)
        return {row: self.adoption[row, column] - self.adoption[row, other] for row, column in self.own.items() if column != other}


def programmes() -> dict[str, dict[str, Any]]:
    """Plans of the library by name, as data."""
    folders = (config_dir(),)
    return {name: entry_of("programme", name, folders, "library") for name in names_of("programme", folders) if name not in NO_PLANS}


def under(base: Initiative, programme: dict[str, Any]) -> Initiative:
    """A firm under a programme; a step that names only units that the firm lacks reaches whom its intervention says.

    programme : as data; its interventions and philosophy must be among the definitions of the firm
    """
    known = set(base.organisation.units)

    def fitted(step: dict[str, Any]) -> dict[str, Any]:
        audience = step.get("audience") or {}
        named = audience.get("units", [])
        units = [unit for unit in named if unit in known]
        if named and not units:
            return {name: value for name, value in step.items() if name != "audience"}
        return step | ({"audience": audience | {"units": units}} if named else {})

    def put(data: dict[str, Any]) -> None:
        data["programme"] = programme | {"steps": {handle: fitted(step) for handle, step in programme["steps"].items()}}

    return changed(base, put)


def measured(seeds: int, contexts: tuple[str, ...] = tuple(OWN), names: tuple[str, ...] | None = None) -> Fit:
    """Run programmes in contexts, each under seeds 0, 1, 2, …; names : of the programmes, none: all plans of the library."""
    plans = programmes()
    names = tuple(plans) if names is None else names
    adoption, succeeded = np.empty((len(contexts), len(names), seeds)), np.empty((len(contexts), len(names), seeds), bool)
    for row, context in enumerate(contexts):
        base = with_philosophies(with_interventions(load(context)))
        alike = prepare(base, [0]).setting
        for column, name in enumerate(names):
            ends = ends_of(under(base, plans[name]), seeds, alike)
            adoption[row, column], succeeded[row, column] = ends.adoption, ~ends.failed
    return Fit(contexts, names, adoption, succeeded)


def interaction_share(mean: Floats) -> float:
    """Share of the variance of means that neither contexts nor programmes explain alone; mean : (contexts, programmes)."""
    rest = mean - mean.mean(axis=1, keepdims=True) - mean.mean(axis=0, keepdims=True) + mean.mean()
    return float((rest**2).sum() / ((mean - mean.mean()) ** 2).sum())


def likeness(mean: Floats) -> float:
    """Mean rank correlation (Spearman) of programmes between pairs of contexts; mean : (contexts, programmes)."""
    found = np.corrcoef(rankdata(mean, axis=1))
    return float(found[np.triu_indices(len(mean), 1)].mean())


def anywhere(succeeded: Floats) -> float:
    """Largest share of contexts in which one programme succeeds in half of its runs or more; succeeded : (contexts, programmes), shares."""
    return float((succeeded >= 0.5).mean(axis=0).max())


def own_among_the_best(mean: Floats, own: dict[int, int]) -> float:
    """Share of own plans that stand in the best quarter of the programmes of their context; mean : (contexts, programmes)."""
    places = {row: int((mean[row] > mean[row, column]).sum()) for row, column in own.items()}
    return float(np.mean([place < BEST * mean.shape[1] for place in places.values()]))


def over_seeds(statistic: Callable[[Floats], float], values: Floats, *, of: str = "seeds", is_count: bool = False) -> MeasuredNumber:
    """A statistic of means over seeds, with an interval by drawing seeds anew; values : (contexts, programmes, seeds).

    is_count : a statistic that moves by jumps has the interval of percentiles. Any other has the basic interval and is freed of bias:
    noise in the means passes for interaction and lowers correlations, and once more where seeds are drawn anew.
    Source: Davison and Hinkley 1997, basic and percentile intervals.
    """
    seeds, share = values.shape[2], 0.5 + CONFIDENCE / 2.0
    drawn = np.random.Generator(np.random.Philox(1)).multinomial(seeds, np.full(seeds, 1.0 / seeds), RESAMPLED) / seeds
    again = np.array([statistic(values @ weight) for weight in drawn])
    here, (low, high) = statistic(values.mean(axis=2)), np.quantile(again, [1.0 - share, share])
    if is_count:
        return MeasuredNumber(here, float(low), float(high), seeds, of, is_share=True)
    return MeasuredNumber(float(2.0 * here - again.mean()), float(2.0 * here - high), float(2.0 * here - low), seeds, of)


def measure_context_fit(seeds: int = 16, contexts: tuple[str, ...] = tuple(OWN)) -> Pattern:
    """All plans of the library in contexts that have a plan of their own."""
    fit = measured(seeds, contexts)
    share = over_seeds(interaction_share, fit.adoption)._replace(is_share=True)
    alike = over_seeds(likeness, fit.adoption)
    wide = over_seeds(anywhere, fit.succeeded.astype(float), is_count=True)
    best = over_seeds(lambda mean: own_among_the_best(mean, fit.own), fit.adoption, is_count=True)
    clear = "95 % interval of the paired difference leaves out zero"
    checks = [
        Check("share of the variance of mean adoption that is neither the context's nor the programme's alone",
              f"at least {INTERACTION:.0%}", share, "lower bound of the 95 % interval, seeds drawn anew", share.low >= INTERACTION,
              OUR_REQUIREMENT),
        Check("mean rank correlation of programmes between contexts", f"at most {ALIKE:g}", alike,
              "upper bound of the 95 % interval, seeds drawn anew", alike.high <= ALIKE, OUR_REQUIREMENT),
        Check("largest share of contexts in which one programme succeeds in at least half of its runs", f"at most {ANYWHERE:.0%}", wide,
              "upper bound of the 95 % interval, seeds drawn anew", wide.high <= ANYWHERE, OUR_REQUIREMENT),
        Check(f"share of {len(fit.own)} contexts whose own plan is among the best {BEST:.0%} of the programmes", f"at least {OWN_BEST:.0%}",
              best, "lower bound of the 95 % interval, seeds drawn anew", best.low >= OWN_BEST, OUR_REQUIREMENT),
    ]  # fmt: skip
    for other in (USUAL, EVERYTHING):
        gained = fit.gained(other)
        pooled = mean_reading(np.mean(list(gained.values()), axis=0), "seeds", unit=POINTS)
        better = [mean_reading(rows, "seeds").low > 0.0 for rows in gained.values()]
        what = f"adoption at the end, own plan less {other}, mean of {len(gained)} contexts"
        checks.append(direction(what, "above 0", pooled, clear, OUR_REQUIREMENT))
        checks.append(
            not_judged(f"contexts in which the own plan beats {other}", exact(sum(better), "contexts", len(better)), OUR_REQUIREMENT,
                       "not judged: intervals of single contexts")
        )  # fmt: skip
    return Pattern(
        name="context_fit",
        title="The plan that fits its firm",
        source="this project, after Olson 2024",
        status=OUR_REQUIREMENT,
        published=(
            "No programme is best everywhere: much of what a programme brings depends on the firm, and a plan that was made for a firm is "
            "among the best there."
        ),
        measured=(
            f"{len(fit.programmes)} programmes of the library in {len(fit.contexts)} scenarios that have a plan of their own, {seeds} "
            "seeds, the same for each. A step that names only units that a firm lacks reaches whom its intervention says."
        ),
        checks=tuple(checks),
        panels=(),
        remarks=(*_best_in_words(fit), *_own_in_words(fit), *_others_in_words(fit)),
        tiles=tiles_of(fit),
    )


def tiles_of(fit: Fit) -> Tiles:
    """Mean adoption of every programme in every context, both sorted by their means; own plans are outlined."""
    mean = fit.adoption.mean(axis=2)
    rows, columns = np.argsort(-mean.mean(axis=1), kind="stable"), np.argsort(-mean.mean(axis=0), kind="stable")
    places = {int(column): place for place, column in enumerate(columns)}
    return Tiles(
        down="context",
        across="programme",
        value="mean adoption at the end, %",
        mark="outlined: the plan of the context",
        rows=tuple(fit.contexts[row].replace("_", " ") for row in rows),
        columns=tuple(fit.programmes[column].replace("_", " ") for column in columns),
        values=tuple(tuple(mean[row, columns].tolist()) for row in rows),
        marked=tuple((place, places[fit.own[int(row)]]) for place, row in enumerate(rows) if int(row) in fit.own),
    )


def _best_in_words(fit: Fit) -> tuple[str, ...]:
    """Which programme is best in how many contexts, and which succeeds most widely."""
    mean, won = fit.adoption.mean(axis=2), fit.succeeded.mean(axis=2) >= 0.5
    names, times = np.unique([fit.programmes[column] for column in mean.argmax(axis=1)], return_counts=True)
    ordered = sorted(zip(times.tolist(), names.tolist(), strict=True), key=lambda one: (-one[0], one[1]))
    widest = int(won.sum(axis=0).argmax())
    return (
        f"Best in the mean: {', '.join(f'{name} in {times}' for times, name in ordered)} of {len(fit.contexts)} contexts. "
        f"{fit.programmes[widest]} succeeds in at least half of its runs in {int(won[:, widest].sum())} contexts.",
    )


def _own_in_words(fit: Fit) -> tuple[str, ...]:
    """The place of each own plan."""
    mean = fit.adoption.mean(axis=2)
    told = [f"{fit.contexts[row]} {1 + int((mean[row] > mean[row, column]).sum())}" for row, column in fit.own.items()]
    return (f"Places of own plans among {len(fit.programmes)}: {', '.join(told)}.",)


def _others_in_words(fit: Fit) -> tuple[str, ...]:
    """Contexts whose own programme is no plan."""
    others = [f"{name} ({OWN[name]})" for row, name in enumerate(fit.contexts) if row not in fit.own]
    return (f"No plan of their own among the programmes, and so no part in the rows on own plans: {', '.join(others)}.",) if others else ()
