"""HTML report of a study of causes: the answer first, then definitions, failure modes, causes, conditions and certainty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sim.figures.attribution import About, draw_rescues, draw_waterfall
from sim.figures.conditions import draw_conditions
from sim.figures.failure_dial import dial_finding, draw_dial
from sim.figures.failure_modes import draw_foresight, draw_trajectories
from sim.figures.interactions import draw_pairs
from sim.figures.scenario_discovery import draw_boxes
from sim.figures.sensitivity import draw_screening, draw_sensitivity
from sim.figures.style import save
from sim.figures.subgroups import draw_subgroups
from sim.figures.survival import draw_survival
from sim.figures.sweep import draw_tipping
from sim.figures.ways import draw_ways
from sim.reports.calibrated_rules import said_of_rules
from sim.reports.html_page import Chapter, Plate, ReportPage, Sheet, write_page
from sim.reports.provenance import versions_in_words, written_at
from sim.reports.why_wording import CAVEAT, LIMITS, METHODS, QUESTION
from sim.study.attribution.ways import DIMENSIONS, Ways
from sim.study.failure.evidence import Subject
from sim.study.failure.findings import Findings
from sim.study.failure.summary import Summary
from sim.study.failure.why import Why
from sim.study.statistics.wording import in_text
from sim.study.store.blocks import said_in_a_line, write_whole
from sim.study.sweep.tipping import surface_of

TABLES, FIGURES = "tables", "figures"
HALF_YEARS = 26
"""Weeks between rows of the table of courses in the page; the file holds all recorded weeks."""


def write_report(findings: Findings, command: str) -> list[Path]:
    """Write the page, its figures and its tables into the study's folder; each file is complete or absent.

    command : the command that reproduces the report. Raises a one-line StoreError if a file cannot be written.
    """
    page, home = page_of(findings, command), findings.origin.folder
    with said_in_a_line(home):
        for plate in [*page.plates, *(plate for chapter in page.chapters for plate in chapter.plates)]:
            save(plate.figure, home / FIGURES, plate.name)
        folder = home / TABLES
        folder.mkdir(exist_ok=True)
        for name, table in findings.tables.items():
            write_whole(folder / f"{name}.csv", _csv([table]))
        if findings.why is not None:
            write_whole(folder / "saved_by.csv", _csv(findings.why.saved_by()))
        return [write_page(page, home), folder, home / FIGURES]


def _csv(tables: Iterable[pd.DataFrame]) -> Iterator[bytes]:
    """Yield tables with the same columns as one CSV file, in pieces."""
    for place, table in enumerate(tables):
        yield table.to_csv(index=False, header=place == 0, lineterminator="\n").encode()


def page_of(findings: Findings, command: str) -> ReportPage:
    """Build the report page; command : the command that reproduces it."""
    summary, why = findings.summary, findings.why
    about = About(summary.definition_title, summary.initiatives, summary.weeks, summary.seed, summary.population)
    dial = Plate("failure_rate", draw_dial(summary), _first([*_on_definitions(summary), f"{dial_finding(summary)}."]))
    first = [dial] if why is None else [dial, _waterfall(why, about)]
    makers = (_definitions, _modes, _causes, _surveys, _rescues, _where, _how_sure)
    chapters = [chapter for maker in makers if (chapter := maker(findings, about)) is not None]
    return ReportPage(
        question=QUESTION,
        answer=f"{findings.answer}.",
        drawn=_drawn(summary),
        statements=_on_first_screen(findings),
        plates=first,
        chapters=[*chapters, _methods(findings.subject)],
        colophon=_colophon(findings, command),
        caveat=CAVEAT,
        files=["summary.json", *(f"{name}.parquet" for name in findings.origin.tables), f"{TABLES}/", f"{FIGURES}/", "plan.json"],
    )


def _drawn(summary: Summary) -> str:
    missing = f" ({summary.failed_to_run:,} more failed to run)" if summary.failed_to_run else ""
    return (
        f"{summary.initiatives:,} simulated initiatives{missing} of {summary.weeks} weeks, seed {summary.seed} · population: "
        f"{in_text(summary.population)} · success: {in_text(summary.definition_title)} · brackets: 95 % intervals"
    )


def _on_first_screen(findings: Findings) -> list[str]:
    """Key statements for a manager: failure rate and modes, rescues, earliest week of foresight, certainty."""
    summary, why, known = findings.summary, findings.why, findings.companions
    said = list(summary.statements[:1]) + [text for text in summary.statements if text.startswith("Failures by mode")]
    if why is not None:
        said += why.sets.statements[:1]
    said += [f"{findings.foresight.finding}."] if findings.foresight.skill else []
    said += [f"{findings.discovery.finding}."] if findings.discovery is not None else []
    said += known.ways.statements[1:] if known.ways is not None else []
    return [*said, *_on_rules(findings)]


def _on_rules(findings: Findings) -> list[str]:
    return [said] if (said := said_of_rules(findings.summary.calibrated_under)) else []


def _waterfall(why: Why, about: About) -> Plate:
    return Plate("waterfall", draw_waterfall(why.attribution, about), _first(why.attribution.statements[1:2]))


def _definitions(findings: Findings, about: About) -> Chapter:
    summary, why = findings.summary, findings.why
    rows = [
        (
            summary.definition_titles[name],
            _whole(share.share),
            f"[{share.low * 100:.0f}, {share.high * 100:.0f}]",
            share.count,
            share.of,
        )
        for name, share in summary.by_definition.items()
    ]
    shares = pd.DataFrame(rows, columns=["Definition of success", "fail", "95 %", "initiatives failing", "of"])
    sheets = [Sheet("The same runs under each definition of success", shares)]
    if why is not None:
        sheets.append(_attribution_by_definition(why, summary))
    return Chapter("definitions", "What counts as failure", [*_on_definitions(summary), *_of(why, "definitions")], sheets=sheets)


def _attribution_by_definition(why: Why, summary: Summary) -> Sheet:
    columns = {
        summary.definition_titles[name]: {part.title: _points(part.points) for part in sorted(known.parts, key=lambda part: part.cause)}
        for name, known in why.by_definition.items()
    }
    table = pd.DataFrame(columns).rename_axis("Cause").reset_index()
    note = "Shapley shares in points of the failure rate, with 95 % bootstrap intervals."
    return Sheet("Contribution of each cause under each definition of success", table, note, f"{TABLES}/attribution_by_definition.csv")


def _modes(findings: Findings, about: About) -> Chapter:
    trajectories, foresight, survival = findings.trajectories, findings.foresight, findings.survival
    plates = [
        Plate("trajectories", draw_trajectories(trajectories, about.definition), _first(trajectories.statements)),
        Plate("sponsors", draw_survival(survival), _first(survival.statements)),
    ]
    if foresight.skill:
        plates.insert(1, Plate("foresight", draw_foresight(foresight, about.definition), _first(foresight.statements)))
    said = [text for text in findings.summary.statements if text.startswith("Failures by mode")]
    said += [findings.sampling] if findings.sampling else []
    said += [*trajectories.statements, *foresight.statements, *findings.foresight_of_mode.statements, *survival.statements]
    courses, early = _medians(findings.tables["trajectories"]), findings.tables["foresight"]
    sheets = [
        Sheet("Typical courses", _rounded(courses), f"Median adoption, every {HALF_YEARS}th week.", f"{TABLES}/trajectories.csv"),
        Sheet(
            "How early the outcome can be foreseen",
            _rounded(early[(early["signal"] == "all").to_numpy()]),
            "Evaluated on held-out initiatives.",
            f"{TABLES}/foresight.csv",
        ),
    ]
    return Chapter("modes", "How they fail, and when failure becomes visible", said, plates, sheets)


def _medians(courses: Any) -> pd.DataFrame:
    """Return the median adoption by outcome, with one column per half-year."""
    kept = courses[(courses["series"] == "adoption") & (courses["quantile"] == 0.5) & (courses["week"].astype(int) % HALF_YEARS == 0)]
    table = kept.pivot(index=["end", "runs"], columns="week", values="value")
    return table.set_axis([f"week {week}" for week in table.columns], axis="columns").reset_index()


def _causes(findings: Findings, about: About) -> Chapter | None:
    why = findings.why
    if why is None:
        return None
    plates = [Plate("pairs", draw_pairs(why.pairs, why.statements["pairs"], about), _first(_of(why, "pairs")))]
    if why.subgroups:
        plates.append(
            Plate("subgroups", draw_subgroups(why.subgroups, why.statements["subgroups"], about), _first(_of(why, "subgroups")[-1:]))
        )
    sheets = [
        Sheet("Shares of all initiatives", _rounded(findings.tables["attribution"]), "", f"{TABLES}/attribution.csv"),
        Sheet("By subgroup", _subgroups(why), "Thirds of the initiatives; the first column names the ranking criterion.",
              f"{TABLES}/subgroups.csv"),
    ]  # fmt: skip
    said = [*why.attribution.statements[1:], *_of(why, "pairs"), *_of(why, "subgroups")]
    single = findings.companions.conditions
    if single is not None:
        plates.insert(0, Plate("conditions", draw_conditions(single, about), _first(single.statements[1:])))
        sheets.append(Sheet("Single conditions", _rounded(findings.tables["conditions"]), "", f"{TABLES}/conditions.csv"))
        said += single.statements
    return Chapter("causes", "Why they fail", said, plates, sheets)


def _surveys(findings: Findings, about: About) -> Chapter | None:
    return None if findings.why is None else Chapter("surveys", "Comparison with surveys of managers", findings.why.surveys)


def _subgroups(why: Why) -> pd.DataFrame:
    rows = [
        (one.title, group.label, group.attribution.initiatives, _whole(group.attribution.failure.share), group.attribution.parts[0].title,
         "" if group.attribution.is_clear else "not clearly")
        for one in why.subgroups for group in one.groups
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["Ordered by", "third", "initiatives", "fail", "first cause", ""])


def _rescues(findings: Findings, about: About) -> Chapter | None:
    why = findings.why
    if why is None:
        return None
    plate = Plate("rescues", draw_rescues(why.rescues, why.left_out, about), _first([*_of(why, "all_but_one"), findings.summary.finding]))
    said = [f"{findings.summary.finding}.", *_of(why, "all_but_one"), *_of(why, "sets")]
    said += [text for text in findings.summary.remarks if text.startswith("Some successes")]
    examples = pd.DataFrame({"What would have rescued it": why.examples})
    sheets = [Sheet("Examples of failures", examples, "Smallest sets of repairs.", f"{TABLES}/saved_by.csv")]
    return Chapter("rescues", "What would have rescued them", said, [plate], sheets)


def _where(findings: Findings, about: About) -> Chapter | None:
    plates: list[Plate] = []
    said: list[str] = []
    discovery, tipping = findings.discovery, findings.companions.tipping
    sheets: list[Sheet] = []
    if discovery is not None:
        said += [findings.sampling] if findings.sampling else []
        said += discovery.statements
        plates.append(Plate("boxes", draw_boxes(discovery, about), _first(discovery.statements[1:2])))
        sheets.append(Sheet("Limits of the boxes", _rounded(findings.tables["boxes"]), "", f"{TABLES}/boxes.csv"))
    if tipping is not None:
        found = surface_of(tipping, *tipping.levers[:2]).finding
        said.append(f"{found}.")
        plates.append(Plate("tipping", draw_tipping(tipping, *tipping.levers[:2]), f"{found}."))
    return Chapter("where", "Under which conditions they fail", said, plates, sheets) if said else None


def _how_sure(findings: Findings, about: About) -> Chapter | None:
    known = findings.companions
    plates = [Plate(f"sensitivity_{one.output}", draw_sensitivity(one, about), _first(one.statements[1:])) for one in known.sensitivities]
    plates += [Plate(f"screening_{one.output}", draw_screening(one, about), f"{one.finding}.") for one in known.screenings[:1]]
    said: list[str] = []
    if known.ways is not None:
        plates.insert(0, Plate("ways", draw_ways(known.ways, about), _first(known.ways.statements[1:])))
        said += known.ways.statements
    said += [text for one in (*known.sensitivities, *known.screenings[:1]) for text in one.statements]
    sheets = [
        Sheet(
            f"Sobol indices of: {in_text(one.title)}",
            _rounded(findings.tables[f"sensitivity_{one.output}"]),
            "",
            f"{TABLES}/sensitivity_{one.output}.csv",
        )
        for one in known.sensitivities
    ]
    if known.ways is not None:
        sheets.insert(0, Sheet("All ways of asking", _ways_sheet(known.ways), "", f"{TABLES}/ways.csv"))
    return Chapter("how-sure", "How certain the results are", said, plates, sheets) if said else None


def _ways_sheet(ways: Ways) -> pd.DataFrame:
    """Return one row per way of asking, in words."""
    rows = [
        (
            DIMENSIONS[dimension],
            way.title,
            way.initiatives,
            _whole(way.failure.value),
            ways.titles[way.first],
            "" if way.is_clear else "not told apart",
            _points(way.lead),
            ways.titles[way.rival],
        )
        for dimension, members in ways.members.items()
        for way in members
    ]
    return pd.DataFrame(rows, columns=["Dimension", "way", "initiatives", "fail", "first cause", "", "lead, points", "over"])


def _methods(subject: Subject) -> Chapter:
    causes = pd.DataFrame(
        [
            (cause.title, ", ".join(sorted(cause.restores)), cause.quantile, cause.description)
            for _, cause in sorted(subject.causes.items())
        ],
        columns=["Cause", "conditions it repairs", "quantile of the population", "meaning"],
    )
    levels = pd.DataFrame(sorted(subject.levels.items()), columns=["Condition", "enabling level"])
    definitions = pd.DataFrame(
        [(success.title, success.description) for success in subject.definitions.values()], columns=["Definition", "requirement"]
    )
    drawn = pd.DataFrame([(name, _distribution(one)) for name, one in subject.drawn.items()], columns=["Quantity", "distribution"])
    sheets = [
        Sheet("Definitions of success", definitions),
        Sheet("Causes", causes),
        Sheet("Levels of conditions after repair", levels),
        Sheet("Sampled quantities", drawn, f"Population: {subject.population.title}. {subject.population.description}"),
    ]
    return Chapter("methods", "Methods", METHODS, sheets=sheets, caveats=LIMITS)


def _distribution(one: object) -> str:
    data = one.model_dump(exclude_defaults=True) if hasattr(one, "model_dump") else {}  # type: ignore[attr-defined]
    return ", ".join(f"{name} {value}" for name, value in data.items())


def _colophon(findings: Findings, command: str) -> Sequence[tuple[str, str]]:
    origin, population = findings.origin, findings.subject.population
    return [
        ("Command", command),
        ("Written", written_at()),
        ("Versions", versions_in_words()),
        ("Population", population.source or population.title),
        ("Model version", origin.model_version),
        ("Study version", origin.study_version),
        ("SciPy of the runs", origin.scipy),
        ("Runs", f"{origin.runs:,}"),
        ("Digest of all results", origin.digest),
    ]


def _on_definitions(summary: Summary) -> list[str]:
    return [remark for remark in summary.remarks if remark.startswith("The same runs")]


def _of(why: Why | None, subject: str) -> list[str]:
    return [] if why is None else [text for text in why.statements[subject] if text]


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")


def _whole(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.0f} %"


def _points(value: tuple[float, float, float]) -> str:
    middle, low, high = (f"{part * 100:.1f}".replace("-", "−") for part in value)
    return f"{middle} [{low}, {high}]"


def _rounded(table: Any) -> pd.DataFrame:
    return table.round(3)
