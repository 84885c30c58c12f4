"""A folder grows: more of the same joins what is there, to the tables and the digest of all at once, and nothing runs twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim
from sim.schema.initiative import Initiative
from sim.study.execution.executor import Executor
from sim.study.execution.run_study import damaged_in, run_study
from sim.study.execution.stored_study import Study
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.experiments.factor_screening import FactorScreening, Varied
from sim.study.experiments.model_alternatives import Alternative
from sim.study.experiments.parameter_points import LANES, ParameterPoint, ParameterPoints
from sim.study.experiments.ways_of_asking import Cut, WaysOfAsking, WaysSettings, worlds_of
from sim.study.store.blocks import OUTGROWING, OUTGROWN, StudyPart
from sim.study.store.errors import StoreError

COMMITMENT = "dispositions.commitment"
StudyOf = Callable[..., CauseRepairs]
ONE = Executor(workers=1)


class Stop:
    """Stops a study after some questions whether to stop."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> Counter[int]:
    """The seeds of the runs that were run since it was cleared, with how often."""
    seeds: Counter[int] = Counter()
    import sim.study.experiments.cause_repairs as causes
    import sim.study.experiments.settings_in_use as shared

    for module in (causes, shared):
        inner = module.prepare

        def counted(initiative: Any, given: Any, *more: Any, inner: Any = inner, **named: Any) -> Any:
            seeds.update(given)
            return inner(initiative, given, *more, **named)

        monkeypatch.setattr(module, "prepare", counted)
    return seeds


def points(base: Initiative, commitments: tuple[float, ...], replicates: int, *names: str) -> ParameterPoints:
    bases = {name: base.with_({"weeks": 3, "title": name}) for name in names or ("one",)}
    placed = tuple(ParameterPoint(name, {COMMITMENT: value}) for value in commitments for name in bases)
    return ParameterPoints(bases, placed, replicates, base.seed)


def same(grown: Study, once: Study) -> bool:
    tables = once.specification["tables"]
    assert grown.digest == once.digest and grown.specification == once.specification
    assert not (grown.folder / OUTGROWN).exists() and damaged_in(grown.folder) == []
    return all(grown.table(table).equals(once.table(table)) for table in tables)


def test_more_initiatives_join_and_the_first_ones_are_not_run_again(study_of: StudyOf, ran: Counter[int], tmp_path: Path) -> None:
    few, many = study_of(90, "all", weeks=2), study_of(130, "all", weeks=2)
    assert many.block < 90 and 90 % many.block  # whole blocks, and one that was cut short
    run_study(few, tmp_path / "grown")
    ran.clear()
    grown = run_study(many, tmp_path / "grown")
    assert sum(ran.values()) == 40 and max(ran.values()) == 1
    assert same(grown, run_study(many, tmp_path / "once"))


def test_more_runs_of_each_point_join(base: Initiative, ran: Counter[int], tmp_path: Path) -> None:
    few, many = points(base, (0.2, 0.8), LANES + 5), points(base, (0.2, 0.8), 2 * LANES + 5)
    run_study(few, tmp_path / "grown")
    ran.clear()
    grown = run_study(many, tmp_path / "grown")
    assert ran == Counter(dict.fromkeys(range(base.seed + LANES + 5, base.seed + 2 * LANES + 5), 2))
    assert same(grown, run_study(many, tmp_path / "once"))


def test_more_points_between_the_others_and_more_initiatives_join(base: Initiative, ran: Counter[int], tmp_path: Path) -> None:
    few, many = points(base, (0.2, 0.8), 3, "one"), points(base, (0.1, 0.2, 0.5, 0.8), 4, "other", "one")
    run_study(few, tmp_path / "grown")
    ran.clear()
    grown = run_study(many, tmp_path / "grown")
    assert sum(ran.values()) == 8 * 4 - 2 * 3
    assert same(grown, run_study(many, tmp_path / "once"))


def test_processes_run_only_the_rest_too(base: Initiative, tmp_path: Path) -> None:
    few, many = points(base, (0.2,), 3), points(base, (0.2, 0.4), 5)
    run_study(few, tmp_path / "grown")
    grown = run_study(many, tmp_path / "grown", Executor(kind="processes", workers=1))
    assert same(grown, run_study(many, tmp_path / "once"))


def test_a_design_of_ones_own_grows_by_rows_and_a_grid_by_levels(base: Initiative, tmp_path: Path) -> None:
    small = base.with_({"weeks": 3})
    table = pd.DataFrame({COMMITMENT: [0.1, 0.9, 0.4], "organisation.span": [5, 6, 7]})
    sim.sweep(small, table.iloc[:2], replicates=2, folder=tmp_path / "rows")
    grown = sim.sweep(small, table, replicates=2, folder=tmp_path / "rows").study
    assert same(grown, sim.sweep(small, table, replicates=2, folder=tmp_path / "rows at once").study)
    levels: dict[str, Any] = {COMMITMENT: [0.1, 0.5, 0.9], "organisation.span": [5, 7, 9]}
    sim.sweep(small, {name: values[::2] + values[:1] for name, values in levels.items()}, "grid", 4, 2, folder=tmp_path / "levels")
    grown = sim.sweep(small, levels, "grid", 9, 2, folder=tmp_path / "levels").study
    assert same(grown, sim.sweep(small, levels, "grid", 9, 2, folder=tmp_path / "levels at once").study)


def test_more_rows_of_sobols_design_join_in_a_study_of_any_size(study_of: StudyOf, ran: Counter[int], tmp_path: Path) -> None:
    few = FactorScreening(study_of(4, weeks=2), Varied(rows=2))
    many = FactorScreening(study_of(6, weeks=2), Varied(rows=4))
    run_study(few, tmp_path / "grown")
    before = sum(ran.values())
    ran.clear()
    grown = run_study(many, tmp_path / "grown")
    again = sum(ran.values())
    once = run_study(many, tmp_path / "once")
    assert same(grown, once) and again == sum(ran.values()) - again - before


def test_more_worlds_and_initiatives_of_other_ways_join(study_of: StudyOf, ran: Counter[int], tmp_path: Path) -> None:
    def noise(level: float) -> Alternative:
        return Alternative(title="Noise", description="Noise.", initiative={"rules.choice.noise": level})

    def asked(initiatives: int, **levels: float) -> WaysOfAsking:
        worlds = worlds_of({name: noise(level) for name, level in levels.items()}, [], None)
        cuts = {"less": Cut(title="less", dimension="levels", quantile=0.5)}
        study = study_of(initiatives, weeks=2, coalitions="all")
        return WaysOfAsking(study, WaysSettings(initiatives=initiatives, cuts=cuts, worlds=worlds))

    few, many = asked(2, b=0.1), asked(3, a=0.05, b=0.1, c=0.3)
    run_study(few, tmp_path / "grown")
    ran.clear()
    grown = run_study(many, tmp_path / "grown")
    assert sum(ran.values()) == 4 * 3 - 2 * 2
    assert same(grown, run_study(many, tmp_path / "once"))


@pytest.mark.parametrize("after", [0, 1, 2, 4, 8])
def test_growth_that_is_stopped_goes_on_and_may_grow_further_meanwhile(after: int, base: Initiative, tmp_path: Path) -> None:
    sizes = ((0.2,), 6), ((0.2, 0.4), 9), ((0.2, 0.3, 0.4), 12)
    first, second, third = (points(base, *size) for size in sizes)
    run_study(first, tmp_path / "grown")
    run_study(second, tmp_path / "grown", ONE, Stop(after))
    grown = run_study(third, tmp_path / "grown")
    assert same(grown, run_study(third, tmp_path / "once"))


@pytest.mark.parametrize("moved", [(), ("shards",), ("shards", "plan.json")])
def test_a_kill_between_moves_loses_nothing(moved: tuple[str, ...], base: Initiative, ran: Counter[int], tmp_path: Path) -> None:
    few, many = points(base, (0.2,), 3), points(base, (0.2, 0.4), 3)
    run_study(few, tmp_path / "grown")
    (tmp_path / "grown" / OUTGROWING).mkdir()
    for name in moved:
        (tmp_path / "grown" / name).rename(tmp_path / "grown" / OUTGROWING / name)
    ran.clear()
    grown = run_study(many, tmp_path / "grown")
    assert sum(ran.values()) == 3 and same(grown, run_study(many, tmp_path / "once"))


def test_a_damaged_file_of_the_smaller_study_is_run_again(base: Initiative, ran: Counter[int], tmp_path: Path) -> None:
    few, many = points(base, (0.2,), 3), points(base, (0.2, 0.4), 3)
    run_study(few, tmp_path / "grown")
    path = next((tmp_path / "grown" / "shards").glob("runs-*"))
    path.write_bytes(path.read_bytes()[:-9] + b"x" * 9)
    ran.clear()
    with pytest.raises(StoreError, match="damaged"):
        run_study(few, tmp_path / "grown")
    grown = run_study(many, tmp_path / "grown")
    assert sum(ran.values()) == 6 and same(grown, run_study(many, tmp_path / "once"))


def test_a_point_that_failed_gets_another_chance(base: Initiative, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    few, many = points(base, (0.2,), 3), points(base, (0.2,), 5)
    with monkeypatch.context() as patch:
        patch.setattr(ParameterPoints, "_played", lambda *_: 1 / 0)
        assert run_study(few, tmp_path / "grown").runs.empty
    assert same(run_study(many, tmp_path / "grown"), run_study(many, tmp_path / "once"))


def test_parts_of_a_larger_study_share_what_a_smaller_one_left(base: Initiative, tmp_path: Path) -> None:
    few, many = points(base, tuple(place / 400 for place in range(180)), 3), points(base, tuple(place / 400 for place in range(400)), 3)
    assert few.cases > few.block
    run_study(few, tmp_path / "grown")
    for index in (0, 1):
        run_study(many, tmp_path / "grown", part=StudyPart(index, 2))
    assert (tmp_path / "grown" / OUTGROWN).is_dir()
    assert same(run_study(many, tmp_path / "grown"), run_study(many, tmp_path / "once"))


@pytest.mark.parametrize("other", ["fewer points", "fewer runs", "another point", "another seed", "another initiative"])
def test_what_is_no_part_is_refused_and_stays(other: str, base: Initiative, tmp_path: Path) -> None:
    whole = points(base, (0.2, 0.8), 4)
    asked = {
        "fewer points": points(base, (0.2,), 4),
        "fewer runs": points(base, (0.2, 0.8), 3),
        "another point": points(base, (0.2, 0.7, 0.9), 4),
        "another seed": points(base.with_({"seed": 9}), (0.2, 0.8, 0.9), 4),
        "another initiative": points(base.with_({"outcome": "value_realised"}), (0.2, 0.8, 0.9), 4),
    }[other]
    digest = run_study(whole, tmp_path).digest
    with pytest.raises(StoreError, match="contains another study"):
        run_study(asked, tmp_path)
    assert Study(tmp_path).digest == digest and Study(tmp_path).is_complete


def test_morris_trajectories_are_drawn_anew_and_so_refused(study_of: StudyOf, tmp_path: Path) -> None:
    study = study_of(4, weeks=2)
    run_study(FactorScreening(study, Varied(method="morris", rows=2)), tmp_path)
    with pytest.raises(StoreError, match=r"varied\.rows"):
        run_study(FactorScreening(study, Varied(method="morris", rows=3)), tmp_path)
