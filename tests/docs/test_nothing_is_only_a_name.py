"""Every name in the library or in a rule has an effect: an unread field would promise something that the model lacks."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sim.config import config_dir, load
from sim.config.safe_yaml import read
from sim.declared import parameters_of
from sim.engine import Record, simulate
from sim.engine.chances import quality_of_first_idea
from sim.mechanisms import Rules
from sim.mechanisms.stage import STAGES, StageParameters, stage_of
from sim.organisation import organisation_of
from sim.planning.philosophy import suitability_of
from sim.planning.schedule import schedule
from sim.schema.initiative import Initiative
from sim.schema.interventions import WeeklyCost
from sim.schema.levers import CONDITIONS, FIRM_DISPOSITIONS, LEVERS, UNIT_DISPOSITIONS
from sim.schema.metrics import Metric
from sim.schema.philosophy import Philosophy
from sim.schema.programme import Step
from sim.study.population.causes import conditions_of

PARAMETERS = [
    (rule, name, known.low, known.high)
    for rule, part in Rules._field_defaults.items()
    for name, known in parameters_of(type(part)).items()
    if rule != "stage"  # for reading only; see test_stages_end_where_their_parameters_say
]


SEED = next(seed for seed in range(1, 100) if quality_of_first_idea(seed) > 0.9)
"""The first idea of a test-bed is good enough to be proved, or the proof of it would make no difference."""


@cache
def shelf(kind: str) -> dict[str, Any]:
    """The library's entries of a kind."""
    return {path.stem: read(path, may_lack=True) for path in sorted((config_dir() / kind).glob("*.yaml"))}


def lived(initiative: Initiative) -> list[Any]:
    """What people, units and customers lived through, money left aside."""
    record: Record = simulate(initiative, SEED)
    return [record.adoption, record.behaviours, record.units, record.segments]


def differ(one: list[Any], other: list[Any]) -> bool:
    return any(not a.equals(b) for a, b in zip(one, other, strict=True))


def without_metrics(organisation: Any) -> Any:
    """The same organisation, whose units list no metrics of their own."""
    units = {unit: traits.model_copy(update={"metrics": None}) for unit, traits in organisation.units.items()}
    return organisation.model_copy(update={"units": units})


@pytest.mark.parametrize(("rule", "name", "low", "high"), PARAMETERS, ids=[f"{rule}.{name}" for rule, name, _, _ in PARAMETERS])
def test_every_number_of_every_rule_makes_a_difference(
    busy_firm: dict[str, Initiative], digests: dict[str, str], rule: str, name: str, low: float, high: float
) -> None:
    for mood, initiative in busy_firm.items():
        part = getattr(initiative.rules, rule)
        default = getattr(part, name)
        for other in (min(high, default * 1.5 + 0.05), max(low, default * 0.3), high):
            rules = initiative.rules.model_copy(update={rule: part.model_copy(update={name: other})})
            if simulate(initiative.model_copy(update={"rules": rules}), SEED).digest != digests[mood]:
                return
    pytest.fail(f"rules.{rule}.{name} changes nothing")


@pytest.fixture(scope="module")
def digests(busy_firm: dict[str, Initiative]) -> dict[str, str]:
    return {mood: simulate(initiative, SEED).digest for mood, initiative in busy_firm.items()}


@pytest.mark.parametrize("name", sorted(CONDITIONS))
def test_every_lever_and_disposition_makes_a_difference(busy_firm: dict[str, Initiative], digests: dict[str, str], name: str) -> None:
    for mood, initiative in busy_firm.items():
        for level in (0.05, 0.95):
            if name in FIRM_DISPOSITIONS or name in UNIT_DISPOSITIONS:
                changed = initiative.model_copy(update={"dispositions": initiative.dispositions | {name: level}})
            else:
                levers = initiative.organisation.levers | {name: level}
                changed = initiative.model_copy(update={"organisation": initiative.organisation.model_copy(update={"levers": levers})})
            if simulate(changed, SEED).digest != digests[mood]:
                return
    pytest.fail(f"{name} changes nothing")


def with_steps(initiative: Initiative, *steps: tuple[str, int, int]) -> Initiative:
    """The same with steps: an intervention each, its start and its weeks."""
    made = {card: Step(intervention=card, start=start, weeks=weeks) for card, start, weeks in steps}
    return initiative.model_copy(update={"programme": initiative.programme.model_copy(update={"steps": made})})


@pytest.mark.parametrize("kind", ["catalyst", "inhibitor"])
def test_catalysts_raise_and_inhibitors_lower_what_they_name(whole_library: Initiative, kind: str) -> None:
    organisation = organisation_of(whole_library.organisation)
    before = conditions_of(whole_library, organisation)
    for name, entry in shelf(kind).items():
        after = conditions_of(whole_library.model_copy(update={f"{kind}s": {name: 1.0}}), organisation)
        effects = [(what, 1) for what in entry.get("raises", {})] + [(what, -1) for what in entry.get("lowers", {})]
        assert effects
        for what, direction in effects:
            assert (after[what] - before[what]) * direction > 0.0, f"{kind} {name}: {what}"
        assert {what for what in after if after[what] != before[what]} == {what for what, _ in effects}, f"{kind} {name}"


@pytest.mark.parametrize("kind", ["catalyst", "inhibitor"])
def test_every_catalyst_and_inhibitor_changes_what_is_lived_through(whole_library: Initiative, kind: str) -> None:
    sponsored = with_steps(whole_library, ("share_the_why", 0, 40), ("commit_resources", 0, 40))
    before = lived(sponsored)
    assert [name for name in shelf(kind) if not differ(before, lived(sponsored.model_copy(update={f"{kind}s": {name: 0.9}})))] == []


@pytest.mark.parametrize("name", sorted(shelf("intervention")))
def test_every_intervention_changes_what_is_lived_through_even_at_no_cost(whole_library: Initiative, name: str) -> None:
    known = whole_library.definitions
    free = {key: card.model_copy(update={"cost": WeeklyCost()}) for key, card in known.interventions.items()}
    firm = whole_library.model_copy(update={"definitions": known.model_copy(update={"interventions": free})})
    pilot = ("test_bed_with_key_accounts" if name == "test_bed" else "test_bed", 0, 50)
    assert differ(lived(with_steps(firm, pilot)), lived(with_steps(firm, pilot, (name, 20, 30))))


@pytest.mark.parametrize("name", sorted(shelf("philosophy")))
def test_every_philosophy_changes_what_is_lived_through_even_at_no_cost(busy_firm: dict[str, Initiative], name: str) -> None:
    """In at least one firm, by what it lets cards do and say, by how quickly, and where the firm suits it less."""
    known = Philosophy.model_validate(shelf("philosophy")[name])
    plain = Philosophy(title="t", description="d")
    parts = {
        "effect": known.model_copy(update={"says": 1.0, "ramp": 1.0, "cost": plain.cost, "suits": {}}),
        "says": plain.model_copy(update={"says": known.says}),
        "ramp": plain.model_copy(update={"ramp": known.ramp}),
        "cost": plain.model_copy(update={"cost": known.cost}),
        "fit": known.model_copy(update={"effect": plain.effect, "says": 1.0, "ramp": 1.0, "cost": plain.cost}),
    }
    neutral = {mood: lived(initiative) for mood, initiative in busy_firm.items()}
    moved = {
        part for part, one in parts.items() for mood, initiative in busy_firm.items() if differ(neutral[mood], lived(led(initiative, one)))
    }
    assert moved == parts.keys() - {part for part, one in parts.items() if part != "fit" and one == plain}


def test_no_philosophy_is_stronger_than_another_in_an_ordinary_firm() -> None:
    """Where every condition is at its default, the fit takes away on average what the factors of the families add."""
    for name, said in shelf("philosophy").items():
        ordinary = load("customer_centric", "catalysts={}", "inhibitors={}", f"programme.philosophy={name}")
        suited = suitability_of(ordinary, organisation_of(ordinary.organisation))
        assert suited is not None and suited.fit == pytest.approx(0.82, abs=0.01)
        assert sum(said["effect"].values()) / len(said["effect"]) * suited.share == pytest.approx(1.0, abs=0.005), name


def test_a_philosophy_of_ones_and_no_philosophy_change_nothing(busy_firm: dict[str, Initiative], digests: dict[str, str]) -> None:
    plain = Philosophy(title="t", description="d", suits={"commitment": [0.0, 0.0], "vision": [1.0, 1.0]})
    for mood, initiative in busy_firm.items():
        assert initiative.programme.philosophy is None
        assert simulate(led(initiative, plain), SEED).digest == digests[mood]
        assert simulate(led(initiative, plain.model_copy(update={"unsuited": 0.5})), SEED).digest != digests[mood]


def led(initiative: Initiative, philosophy: Philosophy) -> Initiative:
    """The same initiative under a philosophy."""
    definitions = initiative.definitions.model_copy(update={"philosophies": {"mine": philosophy}})
    programme = initiative.programme.model_copy(update={"philosophy": "mine"})
    return initiative.model_copy(update={"definitions": definitions, "programme": programme})


@pytest.mark.parametrize("name", sorted(shelf("behaviour")))
def test_every_behaviour_is_practised_by_someone_and_felt_by_customers(whole_library: Initiative, name: str) -> None:
    aligned = whole_library.definitions.behaviours[name].direction == "aligned"
    share = "practice" if aligned else "derailing"
    alone = whole_library.model_copy(update={"behaviours": [name], "weeks": 0})
    none, everybody = (simulate(alone.model_copy(update={"dispositions": {share: level}}), 3) for level in (0.0, 1.0))
    assert none.behaviours[name].iloc[0] == 0.0 and everybody.behaviours[name].iloc[0] > 0.0
    assert (everybody.felt.iloc[0] > none.felt.iloc[0]) == aligned
    general = alone.model_copy(update={"metrics": [], "organisation": without_metrics(alone.organisation)})
    none, everybody = (simulate(general.model_copy(update={"dispositions": {share: level}}), 3) for level in (0.0, 1.0))
    assert (everybody.internal_score.iloc[0] < none.internal_score.iloc[0]) == aligned


@pytest.mark.parametrize("name", sorted(shelf("metric")))
def test_every_metric_is_moved_by_each_condition_and_behaviour_that_it_names(whole_library: Initiative, name: str) -> None:
    metric = whole_library.definitions.metrics.get(name) or Metric.model_validate(shelf("metric")[name])
    definitions = whole_library.definitions.model_copy(update={"metrics": {name: metric}})
    alone = whole_library.model_copy(
        update={"metrics": [name], "organisation": without_metrics(whole_library.organisation), "definitions": definitions, "weeks": 0}
    )

    def scored(update: dict[str, Any]) -> float:
        return float(simulate(alone.model_copy(update=update), 3).metrics.xs(name, axis=1, level="metric").iloc[0].mean())

    for lever, gain in metric.raised_by.items():
        low, high = (scored({"organisation": alone.organisation.model_copy(update={"levers": {lever: level}})}) for level in (0.45, 0.55))
        assert (high > low) == (gain > 0.0), lever
    for behaviour, gain in {**metric.served_by, **metric.gamed_by}.items():
        share = "practice" if whole_library.definitions.behaviours[behaviour].direction == "aligned" else "derailing"
        none, all_of_them = (scored({"behaviours": [behaviour], "dispositions": {share: level}}) for level in (0.0, 1.0))
        assert (all_of_them > none) == (gain > 0.0) and all_of_them != none, behaviour


@pytest.mark.parametrize("path", sorted((config_dir() / "programme").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_step_of_every_programme_takes_place_where_it_is_at_home(path: Path) -> None:
    """Programmes that name units are made for a scenario of their own; a step that reached no one would be only a name."""
    home = [name for name, one in shelf("scenario").items() if {"override /programme": path.stem} in one["defaults"]]
    initiative = load(home[0] if home else "customer_centric", f"programme={path.stem}")
    organisation = organisation_of(initiative.organisation)
    placed = schedule(initiative.programme, initiative.definitions.interventions, organisation, initiative.weeks)
    idle = [step.handle for step in placed.steps if not step.audience.any() or step.intensity.max() <= 0.0]
    assert idle == []


def test_all_levers_are_moved_by_some_intervention() -> None:
    moved = {lever for card in shelf("intervention").values() for lever in card.get("raises", {})} | {"rituals"}
    assert set(LEVERS) - moved == set()


def test_stages_end_where_their_parameters_say() -> None:
    p = StageParameters()
    assert [STAGES[stage_of.py_func(interest, 0.0, 0.0, 0.0, p)] for interest in (p.aware - 0.01, p.aware, p.interested)] == [
        "unaware", "aware", "interested",
    ]  # fmt: skip
    assert STAGES[stage_of.py_func(0.0, p.adopted, p.habitual - 0.01, 1.0, p)] == "trying"
    assert [STAGES[stage_of.py_func(0.0, p.adopted, p.habitual, norm, p)] for norm in (p.carried - 0.01, p.carried)] == [
        "adopted",
        "anchored",
    ]
