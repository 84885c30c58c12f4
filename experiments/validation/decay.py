"""Decay: trained behaviour fades soon, norms fade over years."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

from experiments.validation.ensembles import play
from experiments.validation.pattern import ABSTRACT, SET_FROM, Check, Datum, Pattern, Plot, Trend, not_judged
from experiments.validation.readings import POINTS, bands, holds, is_within, mean_reading
from experiments.validation.variants import changed
from sim.array_types import Floats
from sim.config import load
from sim.engine import Initiative, prepare
from sim.organisation import organisation_of
from sim.planning.audience import members
from sim.schema.interventions import Audience

TRAINEES = Audience(best_connected=0.08)
EVERYBODY = Audience()
AT_REST, TRAINED, HALF_A_YEAR = 26, 11, 26
"""Weeks before the training, of the training, and between two looks. How long training takes is not published: the first number sets it."""

TRAINED_UNTIL = AT_REST + TRAINED
TRANSFER = ((0, 0.62, "at once"), (1, 0.44, "after 6 months"), (2, 0.34, "after 12 months"))
TREATED, WATCHED = 104, 104
"""Weeks of treatment, and weeks watched after it."""

LOST_A_YEAR = (0.10, 0.20)

AT_HAND = {"autonomy": 1.0, "time": 1.0, "capital": 1.0}
"""Levers at which nothing but ability can be what a technique lacks most, and all may use what they were taught."""


def firm_with_one_hard_technique(audience: Audience, weeks: int, raises: dict[str, float], start: int, lasting: int) -> Initiative:
    """A firm at rest and a technique that takes all one's capacity, needs no one's leave, and is hardly seen by others.

    raises : levers that the only intervention moves, at full strength at once, in weeks start to start + lasting
    """

    def strip(data: dict[str, Any]) -> None:
        data.update(weeks=weeks, catalysts={}, inhibitors={}, behaviours=["technique"], shocks={})
        data["dispositions"] = {"interest": 0.6, "capacity": 0.2, "practice": 0.1}
        data["organisation"]["people"]["threshold"] = -0.2
        data["organisation"]["levers"] = {"vision": 0.9, "tools": 0.2, "people": 0.3, "training": 0.0, "rituals": 0.25} | AT_HAND
        data["organisation"]["units"] = {name: {**unit, "levers": {}} for name, unit in data["organisation"]["units"].items()}
        known = data["definitions"]
        known["catalysts"], known["inhibitors"] = {}, {}
        known["behaviours"] = {
            "technique": {
                "title": "A technique", "description": "", "direction": "aligned", "visibility": 0.1, "autonomy": 0.0, "coordination": 0.0,
                "effort": 1.0 / data["rules"]["choice"]["skill"],
            }
        }  # fmt: skip
        card = {"title": "Training", "description": "", "family": "mindsets", "ramp": 0, "fade": 0}
        known["interventions"] = {"training": card | {"audience": audience.model_dump(), "raises": raises, "weeks": lasting}}
        data["programme"]["steps"] = {"training": {"intervention": "training", "start": start}}

    return changed(load("customer_centric", "programme=do_nothing"), strip)


def practice_of_trainees(seeds: int, training: float = 1.0) -> tuple[Floats, int]:
    """Share of trainees who practise, shape (weeks + 1, seeds), and how many they are; training : 0 leaves the same people untrained."""
    initiative = firm_with_one_hard_technique(TRAINEES, TRAINED_UNTIL + 2 * HALF_A_YEAR, {"training": training}, AT_REST, TRAINED)
    organisation = organisation_of(initiative.organisation)
    trained = members(TRAINEES, organisation)
    run = prepare(initiative, range(seeds), organisation=organisation, watch_everyone=True).advance()
    return run.traces.everyone[:, trained].mean(axis=1), int(trained.sum())


def adoption_of_a_norm(seeds: int, strength: float = 1.0) -> Floats:
    """Adoption of a technique that rituals and selection repeated for two years and then no longer, shape (weeks + 1, seeds).

    strength : of all of it; 0 is the control
    """
    raises = {"training": strength, "rituals": 0.8 * strength, "selection": 0.8 * strength}
    return play(firm_with_one_hard_technique(EVERYBODY, TREATED + WATCHED, raises, 0, TREATED), seeds).adoption


def loss_a_year(adoption: Floats) -> Floats:
    """Share of practice lost a year after the treatment; adoption : (weeks + 1, seeds)."""
    years = WATCHED / 52
    return 1.0 - (adoption[TREATED + WATCHED] / adoption[TREATED]) ** (1.0 / years)


def half_life(first: float, last: float) -> float:
    """Months in which half is lost of what falls from one share to another in a year, exponentially; infinite where it does not fall."""
    return 12.0 * math.log(0.5) / math.log(last / first) if 0.0 < last < first else math.inf


def measure_training(seeds: int = 400) -> Pattern:
    """Practice after training that nothing anchors."""
    practising, trainees = practice_of_trainees(seeds)
    untrained, _ = practice_of_trainees(seeds, 0.0)
    weeks = [TRAINED_UNTIL + HALF_A_YEAR * place for place, _, _ in TRANSFER]
    checks = []
    for week, (_, published, when) in zip(weeks, TRANSFER, strict=True):
        reading = mean_reading(practising[week], f"runs of {trainees} trainees", is_share=True)
        checks.append(
            Check(f"practise {when}", f"{published:.0%}", reading, "95 % interval of n runs, and half a printed per cent",
                  holds(reading, published, 0.005), SET_FROM)
        )  # fmt: skip
    of = f"runs of {trainees} trainees"
    for week, (_, _, when) in zip(weeks, TRANSFER, strict=True):
        checks.append(not_judged(f"the same people untrained, {when}", mean_reading(untrained[week], of, is_share=True), SET_FROM))
    net = practising - untrained
    for week, (_, _, when) in zip(weeks, TRANSFER, strict=True):
        checks.append(not_judged(f"what training adds {when}", mean_reading(net[week], of, unit=POINTS), SET_FROM))
    gross, real = (half_life(float(rows[weeks[0]].mean()), float(rows[weeks[-1]].mean())) for rows in (practising, net))
    course = tuple(float(week - TRAINED_UNTIL) for week in range(len(practising)))
    return Pattern(
        name="training",
        title="Practice after training alone",
        source="Saks and Belcourt 2006",
        status=ABSTRACT,
        published=(
            "Training professionals of 150 organisations reported that 62 % of employees apply what was trained at once, 44 % after six "
            "months and 34 % after a year. A judgement by those who train, without a comparison with people who were not trained."
        ),
        measured=(
            "A firm in which nothing else is done; a technique that takes all one's capacity, hardly seen by others. "
            f"Its {trainees} best connected people are trained for {TRAINED} weeks, then nothing follows."
        ),
        checks=tuple(checks),
        panels=(
            Plot("Trainees who practise", "weeks since the training ended", "share of trainees",
                  (Trend("trained", course, *bands(practising)), Trend("the same, untrained", course, *bands(untrained))),
                  marks=tuple(Datum(week - float(TRAINED_UNTIL), s, s) for week, (_, s, _) in zip(weeks, TRANSFER, strict=True)),
                  is_share=True),
        ),
        remarks=(
            "One parameter of the rules, the fading of capacity, was fitted to these three numbers, and the length of the training, which "
            "is not published, to the first: two numbers set from three, so that only the shape is left to test, and only a little of it.",
            "The set-up has no zero: some of the same people practise without any training, and more of them as weeks pass. Of those who "
            "were "
            f"trained, practice falls with a half-life of {gross:.1f} months; what training adds falls with one of {real:.1f} months. The "
            "source does not say which of the two its professionals judged, and the fit took the first.",
        ),
    )  # fmt: skip


def measure_norm(seeds: int = 50) -> Pattern:
    """Practice that was anchored for two years, then left alone."""
    adoption = adoption_of_a_norm(seeds)
    control = adoption_of_a_norm(seeds, 0.0)
    net = adoption - control
    reading = mean_reading(loss_a_year(adoption), "runs", is_share=True)
    ends = (TREATED, TREATED + 52, TREATED + WATCHED)
    of_year = [(f"lost in year {year}{told}", rows[since], rows[until])
               for told, rows in (("", adoption), (" of what the treatment adds", net))
               for year, (since, until) in enumerate(pairwise(ends), 1)]  # fmt: skip
    left = mean_reading(net[TREATED + WATCHED], "runs", unit=POINTS)
    course = tuple(float(week - TREATED) for week in range(len(adoption)))
    relative = adoption / adoption[TREATED]
    low, high = LOST_A_YEAR
    return Pattern(
        name="norm",
        title="A norm that is left alone",
        source="Allcott and Rogers 2014",
        status=ABSTRACT,
        published=(
            "Treated for two years, then stopped: 10 to 20 % of the effect of the treatment, against a control group, is lost a year."
        ),
        measured=(
            "The same people and the same technique as above, but everybody is reached for two years, and rituals and selection repeat it; "
            "then all of it stops. Judged is the mean loss a year of all practice over the two years after; the control has no treatment."
        ),
        checks=(
            Check("lost a year", "10 to 20 %", reading, "the whole 95 % interval lies in the published range",
                  is_within(reading, low, high), SET_FROM),
            *(not_judged(what, mean_reading(1.0 - until / since, "runs", is_share=True), SET_FROM) for what, since, until in of_year),
            not_judged("practice without any treatment, at the stop", mean_reading(control[TREATED], "runs", is_share=True), SET_FROM),
            not_judged("what the treatment adds at the stop", mean_reading(net[TREATED], "runs", unit=POINTS), SET_FROM),
            not_judged("what the treatment adds two years after", left, SET_FROM),
        ),
        panels=(
            Plot("Of the practice at the stop", "weeks since the treatment ended", "share kept",
                  (
                      Trend("of all practice", course[TREATED:], *bands(relative[TREATED:])),
                      Trend("of what was added", course[TREATED:], *bands((net / net[TREATED].mean())[TREATED:])),
                  ),
                  marks=tuple(Datum(52.0 * year, (1.0 - high) ** year, (1.0 - low) ** year) for year in (1, 2)), is_share=True),
        ),
        remarks=(
            "The erosion of norms was chosen with this range in view. The published loss is that of an effect over a control group; the "
            "row that is judged is of all practice, and the rows below it give each year apart, and the same for what the treatment adds. "
            "The range is of a mean over years: the first year lies at or above its upper edge and the second at its lower one.",
        ),
    )  # fmt: skip
