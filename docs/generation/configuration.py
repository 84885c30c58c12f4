"""The reference of the configuration: a heading and a table of keys for each section of the schema."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pydantic import BaseModel

from generation.keys import Key, keys_of, sections_below
from generation.markdown import table
from generation.programs import options_of, section_of
from sim.declared import parameters_of
from sim.mechanisms import Rules
from sim.schema import behaviours, initiative, interventions, metrics, organisation, philosophy, programme
from sim.study.calibration import targets
from sim.study.comparison import settings as terms
from sim.study.execution import executor
from sim.study.experiments import model_alternatives
from sim.study.optimisation import settings as aims
from sim.study.population import causes, distributions, population, posterior
from sim.study.store import location


class Section(NamedTuple):
    """A section of the configuration: where it stands, what declares it, and where its numbers come from."""

    path: str
    model: type[BaseModel]
    source: str = ""


SCENARIO = (
    Section("scenario", initiative.Initiative),
    Section("catalysts.NAME, inhibitors.NAME", initiative.InfluenceAtWork),
    Section("segments.NAME", initiative.Segment),
    Section("market", initiative.Market, "the elasticity is disputed: see [results](odd.md#results)"),
    Section("shocks.NAME", initiative.Shock),
    Section("definitions", initiative.Definitions),
)
ORGANISATION = (
    Section("organisation (source: drawn)", organisation.DrawnOrganisation),
    Section("organisation (source: from_files)", organisation.OrganisationFromFiles),
    Section("organisation.units.NAME (source: drawn)", organisation.UnitToDraw),
    Section("organisation.units.NAME (source: from_files)", organisation.UnitTraits),
    Section(
        "organisation.people",
        organisation.People,
        "thresholds that differ between people: Granovetter 1978; the logistic spread and its size are our assumptions",
    ),
    Section(
        "organisation.ties",
        organisation.TiesToDraw,
        "ties among alike: McPherson et al. 2001; brokers: Burt 1992; numbers and candidates are our assumptions",
    ),
)
PROGRAMME = (
    Section("programme", programme.Programme, "that results must not be judged too soon: Sastry 1997; the weeks are our assumptions"),
    Section("programme.steps.NAME", programme.Step),
    Section("programme.budgets", programme.Budgets),
    Section(
        "philosophy",
        philosophy.Philosophy,
        "that the way of change must fit the situation: Kotter and Schlesinger 1979; Dunphy and Stace 1993; numbers are our assumptions",
    ),
    Section("philosophy.effect", philosophy.EffectByFamily),
    Section("philosophy.cost", philosophy.PhilosophyCost),
)
CARDS = (
    Section("intervention", interventions.Intervention),
    Section("intervention.audience, programme.steps.NAME.audience", interventions.Audience),
    Section("intervention.cost", interventions.WeeklyCost),
    Section("does: seed_agents", interventions.SeedAgents),
    Section("does: connect", interventions.Connect),
    Section("does: reorganise", interventions.Reorganise),
    Section("does: coach_leaders", interventions.CoachLeaders),
    Section("does: replace_leaders", interventions.ReplaceLeaders),
    Section("does: involve_counterparts", interventions.InvolveCounterparts),
    Section("does: test_bed", interventions.OpenTestBed),
    Section("does: workflow_audit", interventions.WorkflowAudit),
    Section("does: reframe", interventions.Reframe),
    Section("does: brief_board", interventions.BriefBoard),
    Section(
        "metric",
        metrics.Metric,
        "that units attend to the metrics for which they are accountable: Byrnes and Wass; numbers are our assumptions",
    ),
    Section("metric.reading", metrics.Reading),
    Section("catalyst", interventions.Catalyst),
    Section("inhibitor", interventions.Inhibitor),
    Section("behaviour", behaviours.Behaviour),
    Section("outcome", initiative.Success),
)
STUDIES = (
    Section("population", population.Population),
    Section("population.organisation", population.Organisations),
    Section("population.organisation.roles.NAME", population.Role),
    Section("population.programme", population.Programmes),
    Section("population.shocks.NAME", population.ShockThatMayCome),
    Section("population.common", population.Common),
    Section("posterior", posterior.PosteriorDraws),
    Section("distribution: uniform", distributions.Uniform),
    Section("distribution: log_uniform", distributions.LogUniform),
    Section("distribution: whole", distributions.UniformInteger),
    Section("distribution: beta", distributions.Beta),
    Section("distribution: normal", distributions.Normal),
    Section("distribution: choice", distributions.Categorical),
    Section("cause", causes.Cause),
    Section("robustness", model_alternatives.Alternative),
)
PARTS: dict[str, tuple[Section, ...]] = {
    "scenario": SCENARIO,
    "organisation": ORGANISATION,
    "programme": PROGRAMME,
    "cards": CARDS,
    "studies": STUDIES,
}


def program_sections() -> tuple[Section, ...]:
    """What programs are told beside the initiative: their options, and the sections of them."""
    return (
        Section("simulate", options_of("simulate")),
        Section("why_initiatives_fail", options_of("why_initiatives_fail")),
        Section("why_initiatives_fail: study", section_of("why_initiatives_fail", "study")),
        Section("why_initiatives_fail: cause.NAME", causes.CauseChange),
        Section("sweep", options_of("sweep")),
        Section("compare_programmes", options_of("compare_programmes")),
        Section("compare_programmes: compare", terms.CompareSettings, "power and chance of error: Secchi and Seri 2017"),
        Section(
            "compare_programmes: description",
            section_of("compare_programmes", "description"),
            "see [the model](odd.md#the-description-is-uncertain)",
        ),
        Section("optimise_programme", options_of("optimise_programme")),
        Section("optimise_programme: optimise", aims.OptimiseSettings),
        Section("calibrate", options_of("calibrate")),
        Section("calibrate: calibrate", section_of("calibrate", "calibrate"), "see [calibration](calibration.md)"),
        Section("calibrate: targets.NAME", targets.Target),
        Section("calibrate: targets.NAME.among", targets.Among),
        Section("sweep, compare_programmes, optimise_programme: study", location.StudyLocation),
        Section("all but simulate: executor", executor.Executor),
    )


def told(sections: Iterable[Section]) -> str:
    """Headings and tables of sections."""
    return "\n".join(_section(section) for section in sections)


def _section(section: Section) -> str:
    keys = keys_of(section.model)
    with_measure = any(_measure(key) != "–" for key in keys)
    head = ("key", "type", *(("unit of measure",) if with_measure else ()), "range", "default", "meaning")
    rows = []
    for key in keys:
        measure = (_measure(key),) if with_measure else ()
        rows.append((f"`{key.name}`", key.kind, *measure, key.limits or "–", key.default, key.meaning))
    about = (section.model.__doc__ or "").strip().splitlines()[0]
    source = f" Source: {section.source}." if section.source else ""
    return f"### {section.path}\n\n{about}{source}\n\n{table(head, rows)}"


def _measure(key: Key) -> str:
    return "–" if key.measured_in in ("", "none") else key.measured_in


def rules() -> str:
    """The numbers of the rules by name; their units of measure, ranges and sources stand in the protocol."""
    rows = []
    for name, part in Rules._field_defaults.items():
        about = (type(part).__doc__ or "").split("\n")[0]
        keys = ", ".join(f"`{key}`" for key in parameters_of(type(part)))
        rows.append((f"[`rules.{name}`](odd.md#{name})", about, keys))
    return table(("section", "of", "keys"), rows)


def blocks() -> dict[str, str]:
    """Every part of the page, by the name of its mark. Raises ValueError for a section that no part tells."""
    parts = {**PARTS, "programs": program_sections()}
    known = {section.model for sections in parts.values() for section in sections}
    forgotten = {model.__name__ for model in known for model in sections_below(model) if model not in known} - {"RulesDeclared"}
    if forgotten:
        raise ValueError(f"docs/configuration.md: no part tells {', '.join(sorted(forgotten))}")
    return {name: told(sections) for name, sections in parts.items()} | {"rules": rules()}
