"""Robustness: valid input runs and stays in range; invalid input is refused in a few lines."""

from __future__ import annotations

import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np

from experiments.validation.choices import Choices, DrawnChoices
from experiments.validation.generated import data_from
from experiments.validation.generated import initiative_from as generated
from experiments.validation.mutations import wrong_data, wrong_overrides, wrong_text
from sim.config.errors import MOST_ERRORS, Refused
from sim.config.loading import load
from sim.config.uploaded import initiative_from, initiative_of_data
from sim.config.yaml_output import written
from sim.engine.record import record_of
from sim.engine.run import Run, prepare
from sim.engine.series import OF_SEGMENTS, OF_THE_FIRM, OF_UNITS, SHARE, Series
from sim.engine.state import FIRM_SERIES, SEGMENT_SERIES, UNIT_SERIES
from sim.engine.verdicts import verdicts_of
from sim.organisation import DrawnOrganisation, OrganisationError
from sim.schema.initiative import Initiative

TellProgress = Callable[[int, int], None]

ROUNDING = 1e-9
"""How far sums of many numbers in [0, 1] may lie outside it."""

MOST_RUN = 2_000
"""People in a mutated organisation that is still run; what is larger is only taken through the door."""

LONGEST_LINE = 1_000  # characters of one line of a refusal
BASES = 40  # valid configurations that are mutated, each many times
TOLD = 10  # one in so many is also told in words, which takes longer
COMPOSED = 50  # one in so many is composed from the library, which takes longer
SHARES_OF_STATE = (
    "habit", "interest", "capacity", "cynicism", "commitment", "credibility", "signal", "norm", "fatigue", "experience", "mended", "sense",
    "delivery", "score", "given", "unit_levers", "remembered", "worst", "expectation", "segment_felt", "quality",
)  # fmt: skip


class Fault(NamedTuple):
    """A case that went wrong, and how."""

    case: int
    what: str


class Tally(NamedTuple):
    """What became of many cases."""

    subject: str
    cases: int
    answers: dict[str, int]  # how often each answer was given
    faults: tuple[Fault, ...]

    @property
    def statement(self) -> str:
        """The result in words, with what it bounds: none in N cases leaves rates below 3/N open."""
        if self.faults:
            first = self.faults[0]
            return f"{self.subject}: {len(self.faults):,} failures in {self.cases:,}; the first, case {first.case}: {first.what}"
        bound = 3.0 / self.cases
        return f"{self.subject}: 0 failures in {self.cases:,}: rate below {bound:.2%} (95 %)"


class DoorChecks(NamedTuple):
    """Both sides of the door."""

    organisations: Tally
    configurations: Tally


def check(organisations: int = 2_000, configurations: int = 5_000, progress: TellProgress | None = None) -> DoorChecks:
    """Run valid initiatives that no one planned, and hand in broken ones, always the same.

    progress : told how many of all cases are done
    """
    total = organisations + configurations

    def report(done: int) -> None:
        if progress is not None:
            progress(done, total)

    return DoorChecks(
        check_organisations(organisations, report), check_configurations(configurations, lambda done: report(organisations + done))
    )


def check_organisations(cases: int, report: Callable[[int], None] = lambda done: None) -> Tally:
    """Valid organisations, contexts, programmes, shocks and rules run without an exception, a number out of range or none at all."""
    return _tally("valid initiatives", cases, report, _answer_to_valid)


def check_configurations(cases: int, report: Callable[[int], None] = lambda done: None) -> Tally:
    """Mutated configurations are run or refused in a few lines."""
    with TemporaryDirectory() as folder:
        bases = [_base_of(number, Path(folder)) for number in range(min(cases, BASES))]
        return _tally("mutated configurations", cases, report, lambda case: _answer_to_mutated(case, bases[case % len(bases)]))


def _tally(subject: str, cases: int, report: Callable[[int], None], answer: Callable[[int], str]) -> Tally:
    answers: Counter[str] = Counter()
    faults = []
    for case in range(cases):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                answers[answer(case)] += 1
        except Exception as problem:
            faults.append(Fault(case, _where(problem)))
        report(case + 1)
    return Tally(subject, cases, dict(answers), tuple(faults))


def _where(problem: Exception) -> str:
    place = traceback.extract_tb(problem.__traceback__)[-1]
    return f"{type(problem).__name__} in {Path(place.filename).name}, {place.name}: {str(problem)[:200]}"


def _answer_to_valid(case: int) -> str:
    initiative = generated(DrawnChoices(1, case), with_extreme_rules=case % 2 == 1)
    run = prepare(initiative, [initiative.seed]).advance()
    wrong = next(out_of_range(run), None)
    if wrong is not None:
        raise AssertionError(wrong)
    verdicts_of(run)
    if case % TOLD == 0:
        record_of(run).summary()
    return "ran"


def out_of_range(run: Run) -> Iterator[str]:
    """What a finished run holds that cannot be: no number, a share outside [0, 1], more who practise than there are."""
    for name, column in [*run.state._asdict().items(), *run.traces._asdict().items()]:
        if not np.isfinite(column).all():
            yield f"{name} holds what is no finite number"
    for name in SHARES_OF_STATE:
        yield from _no_share(name, getattr(run.state, name))
    traces = run.traces
    yield from _no_shares(traces.firm, FIRM_SERIES, OF_THE_FIRM, "the firm's")
    yield from _no_shares(traces.unit, UNIT_SERIES, OF_UNITS, "a unit's")
    yield from _no_shares(traces.segment, SEGMENT_SERIES, OF_SEGMENTS, "a segment's")
    firm = {name: traces.firm[:, row] for row, name in enumerate(FIRM_SERIES)}
    for name in ("customers", "revenue", "spend"):
        if (firm[name] < 0.0).any():
            yield f"the firm's {name} falls to {firm[name].min():.3g}"
    if (np.diff(firm["spend"], axis=0) < 0.0).any():
        yield "money spent comes back"
    if (traces.practising > run.organisation.unit_size[:, None, None]).any():
        yield "more people practise than there are"


def _no_shares(trace: np.ndarray, names: tuple[str, ...], known: dict[str, Series], whose: str) -> Iterator[str]:
    for row, name in enumerate(names):
        if known[name].measured_in == SHARE:
            yield from _no_share(f"{whose} {name}", trace[..., row, :])


def _no_share(name: str, values: np.ndarray) -> Iterator[str]:
    low, high = values.min(initial=0.0), values.max(initial=1.0)
    if low < -ROUNDING or high > 1.0 + ROUNDING:
        yield f"{name} reaches {low if low < -ROUNDING else high:.6g}, and is a share"


class _Base(NamedTuple):
    """A valid configuration, as data and as a file."""

    data: dict[str, Any]
    path: Path


def _base_of(number: int, folder: Path) -> _Base:
    data = data_from(DrawnChoices(3, number), weeks=3)
    path = folder / f"{number}.yaml"
    path.write_text(written(data), encoding="utf-8")
    return _Base(data, path)


def _answer_to_mutated(case: int, base: _Base) -> str:
    try:
        initiative = _handed_in(DrawnChoices(2, case), case, base)
    except Refused as refusal:
        lines = str(refusal).splitlines()
        if not 0 < len(lines) <= MOST_ERRORS + 1 or max(map(len, lines)) > LONGEST_LINE:
            raise AssertionError(f"a refusal of {len(lines)} lines, the longest of {max(map(len, lines), default=0)} characters") from None
        return "refused"
    return _run_briefly(initiative)


def _handed_in(choose: Choices, case: int, base: _Base) -> Initiative:
    """One of the ways in: as data, as text, as a file with overrides, or from the library with overrides."""
    if case % COMPOSED == 0:
        return load("customer_centric", *wrong_overrides(choose, base.data))
    way = choose.whole(0, 3)
    if way == 0:
        return load(base.path, *wrong_overrides(choose, base.data))
    if way == 1:
        return initiative_from(wrong_text(choose, base.path.read_bytes()), "scenario.yaml")
    return initiative_of_data(wrong_data(choose, base.data), "scenario.yaml")


def _run_briefly(initiative: Initiative) -> str:
    spec = initiative.organisation
    if isinstance(spec, DrawnOrganisation) and sum(unit.size for unit in spec.units.values()) > MOST_RUN:
        return "accepted, too large to run here"
    try:
        prepare(initiative.model_copy(update={"weeks": min(initiative.weeks, 3)}), [initiative.seed]).advance()
    except OrganisationError:
        return "refused when it was built"
    return "ran"
