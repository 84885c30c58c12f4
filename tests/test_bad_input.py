"""Bad input is answered in a line or two: where, what was given, what is allowed; nothing runs and nothing is written.

Every input here is as small and as plain as its kind can be, and harmless to any reader.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from hydra.core.override_parser.overrides_parser import OverridesParser

from sim.config import Refused, load
from sim.config.overrides import grid_of, parsed
from sim.config.safe_yaml import DEEPEST, LARGEST, LONGEST_INTEGER, MOST_NODES

TINY = """\
name: tiny
title: A tiny firm
briefing: Five people.
weeks: 4
seed: 1
organisation: {source: drawn, units: {everyone: {size: 5}}}
behaviours: [stay_until_solved]
segments: {all: {share: 1.0}}
programme: {title: Nothing, description: Nothing is done., steps: {}}
"""
ALIAS = "a: &a x\nb: *a\n"
PATIENCE = 300  # seconds, for a machine that is busy with more
REAL = TINY.replace("{source: drawn, units: {everyone: {size: 5}}}", "{source: from_files, employees: people.csv, ties: ties.csv}")
TIES = "employee,colleague\n1,2\n2,3\n"


def tiny(old: str, new: str) -> str:
    """The tiny scenario with one thing changed."""
    assert old in TINY
    return TINY.replace(old, new)


def step(fields: str) -> str:
    """The tiny scenario with one step in its programme."""
    return tiny("steps: {}", f"steps: {{one: {{{fields}}}}}")


def own_metric(fields: str, reading: str = "reading: {measured_in: '%', worst: 0.0, best: 100.0}") -> str:
    """The tiny scenario with a metric of its own."""
    said = ", ".join(part for part in ("title: Own, description: An own metric.", fields, reading) if part)
    return TINY + f"metrics: [own]\ndefinitions: {{metrics: {{own: {{{said}}}}}}}\n"


def people(*rows: str) -> dict[str, str | bytes]:
    """A real organisation of these employees."""
    return {"scenario.yaml": REAL, "people.csv": "employee,manager,unit\n" + "".join(f"{row}\n" for row in rows), "ties.csv": TIES}


class Bad(NamedTuple):
    """An input, and what its refusal must say."""

    name: str
    given: str | bytes | dict[str, str | bytes]  # the scenario file, or several files
    says: tuple[str, ...]
    overrides: tuple[str, ...] = ()


FILES = [
    Bad("01 anchor", ALIAS, ("scenario.yaml: line 1", "anchors are not allowed")),
    Bad("01 alias", TINY + "watch: *a\n", ("line 10", "aliases are not allowed")),
    Bad("02 anchor in a list", "a: [&a x]", ("anchors are not allowed",)),
    Bad("03 nested lists", "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), ("too deep",)),
    Bad("03 nested as deep as may be", "[" * DEEPEST + "]" * DEEPEST, ("holds no keys",)),
    Bad("03 nested keys", "".join(f"{' ' * depth}a:\n" for depth in range(DEEPEST)), ("too deep",)),
    Bad("03 many values", "a: [" + "1, " * (MOST_NODES - 3) + "1]", ("more than 100,000 values",)),  # the section, its key, its list
    Bad("11 no source", tiny("source: drawn, ", ""), ("organisation.source: missing, and required",)),
    Bad("05 tag", TINY + "source: !note x\n", ("line 10", "tags are not allowed")),
    Bad("05 any tag", TINY + "source: !!str 5\n", ("tags are not allowed",)),
    Bad("06 target", TINY + "_target_: note\n", ("_target_", "reserved key")),
    Bad(
        "06 nested target",
        tiny("{size: 5}", "{size: 5, levers: {_target_: note}}"),
        ("organisation.units.everyone.levers._target_", "reserved"),
    ),
    Bad("06 partial", TINY + "rules: {_partial_: true}\n", ("rules._partial_", "reserved key")),
    Bad("06 recursive", TINY + "market: {_recursive_: false}\n", ("reserved key",)),
    Bad("06 args in a list", TINY + "watch: [{_args_: [1]}]\n", ("watch.0._args_", "reserved key")),
    Bad("07 reference", tiny("A tiny firm", "'${name}'"), ("title", "'${' is not allowed")),
    Bad("07 reference in a reference", TINY + "source: ${note:${name}}\n", ("source", "'${' is not allowed")),
    Bad("07 reference in a key", TINY + "market: {'${name}': 1}\n", ("'${' is not allowed",)),
    Bad("09 duplicate key", TINY + "weeks: 5\n", ("duplicate key 'weeks'", "line 10", "line 4")),
    Bad("09 duplicate key inside", tiny("{size: 5}", "{size: 5, size: 6}"), ("duplicate key 'size'", "already given in line 6")),
    Bad("10 misspelt", tiny("{size: 5}", "{size: 5, resistence: 0.1}"), ("organisation.units.everyone.resistence", "nearest: resistance")),
    Bad("10 misspelt at the top", TINY + "programe: {}\n", ("programe: unknown key", "nearest: programme")),
    Bad("10 misspelt rule", TINY + "rules: {habits: {growth: 0.1}}\n", ("rules.habits", "nearest: habit")),
    Bad("10 misspelt name", TINY + "catalysts: {shared_wy: 1.0}\n", ("catalysts.shared_wy", "nearest: shared_why")),
    Bad("10 misspelt disposition", TINY + "dispositions: {comitment: 1.0}\n", ("dispositions", "nearest: commitment")),
    Bad("10 misspelt behaviour", tiny("[stay_until_solved]", "[stay_until_solvd]"), ("behaviours", "nearest: stay_until_solved")),
    Bad("10 defaults in a file", TINY + "defaults: [_self_]\n", ("defaults", "--config-dir")),
    Bad("11 missing key", tiny("title: A tiny firm\n", ""), ("title: missing, and required",)),
    Bad("11 missing inside", tiny("{size: 5}", "{contact: 0.5}"), ("organisation.units.everyone.size: missing",)),
    Bad("11 left open", tiny("weeks: 4", "weeks: ???"), ("weeks: missing ('???')",)),
    Bad("11 nothing given", tiny("weeks: 4", "weeks:"), ("weeks", "null", "whole number")),
    Bad("11 empty", "", ("holds nothing",)),
    Bad("11 only a comment", "# nothing\n", ("holds nothing",)),
    Bad("11 list at the top", "- a\n- b\n", ("holds no keys",)),
    Bad("11 bare word", "hello", ("holds no keys",)),
    Bad("11 two documents", TINY + "---\na: 1\n", ("second document",)),
    Bad("12 text for a number", tiny("weeks: 4", 'weeks: "12"'), ("weeks: '12'", "whole number")),
    Bad("12 fraction", tiny("weeks: 4", "weeks: 12.5"), ("weeks: 12.5", "whole number")),
    Bad("12 Boolean", tiny("weeks: 4", "weeks: true"), ("weeks: true", "whole number")),
    Bad("12 NO", tiny("weeks: 4", "weeks: NO"), ("weeks: 'NO'", "whole number")),
    Bad("12 octal", tiny("weeks: 4", "weeks: 012"), ("weeks: '012'", "whole number")),
    Bad("12 sexagesimal", tiny("weeks: 4", "weeks: 12:30"), ("weeks: '12:30'", "whole number")),
    Bad("12 exponent", tiny("weeks: 4", "weeks: 1e2"), ("weeks: 100.0", "whole number")),
    Bad("12 exact float", tiny("weeks: 4", "weeks: 4.0"), ("weeks: 4.0", "whole number")),
    Bad("12 Boolean for a share", TINY + "catalysts: {shared_why: yes}\n", ("catalysts.shared_why: 'yes'", "number")),
    Bad("13 nan", tiny("share: 1.0", "share: .nan"), (".nan is not a finite number",)),
    Bad("13 inf", tiny("share: 1.0", "share: -.inf"), ("not a finite number",)),
    Bad("14 below zero", tiny("{size: 5}", "{size: 5, contact: -0.1}"), ("contact: -0.1", "at least 0")),
    Bad("14 above one", tiny("{size: 5}", "{size: 5, contact: 1.0000001}"), ("contact: 1.0000001", "at most 1")),
    Bad("14 weights", tiny("share: 1.0", "share: 0.999"), ("segments", "0.999", "sum to 1", "1e-9")),
    Bad("15 size below zero", tiny("size: 5", "size: -5"), ("size: -5", "at least 1")),
    Bad("15 size zero", tiny("size: 5", "size: 0"), ("size: 0", "at least 1")),
    Bad("15 no units", tiny("{everyone: {size: 5}}", "{}"), ("organisation.units", "at least 1 entries")),
    Bad("17 one too many", tiny("size: 5", "size: 2000001"), ("2,000,001 employees", "GB", "2,000,000")),
    Bad(
        "17 many units",
        tiny("{everyone: {size: 5}}", "{a: {size: 900000}, b: {size: 900000}, c: {size: 200001}}"),
        ("2,000,001 employees", "GB"),
    ),
    Bad("19 one digit too many", tiny("seed: 1", "seed: " + "9" * (LONGEST_INTEGER + 1)), ("4,301 digits", "4,300")),
    Bad("19 70 digits", tiny("seed: 1", "seed: " + "9" * 70), ("seed: a whole number of 70 digits", "at most")),
    Bad("19 overflow", tiny("share: 1.0", "share: 1e309"), ("'1e309' is too large",)),
    Bad("19 near overflow", TINY + "market: {revenue: 1e308}\n", ("market.revenue: 1e+308", "at most 1000000000")),
    Bad("revenue of no head", TINY + "market: {revenue_per_head: 0}\n", ("market.revenue_per_head: 0", "more than 0")),
    Bad("misspelt head", TINY + "market: {revenue_per_hed: 1.0}\n", ("market.revenue_per_hed", "nearest: revenue_per_head")),
    Bad("budget below zero", tiny("steps: {}", "steps: {}, budgets: {money_per_head: -1}"), ("budgets.money_per_head: -1", "at least 0")),
    Bad("20 cycle", people("1,,a", "2,3,a", "3,2,a"), ("people.csv", "2", "3", "circle")),
    Bad("20 own manager", people("1,,a", "2,2,a", "3,1,a"), ("people.csv", "own manager")),
    Bad("21 unknown managers", people("1,,a", "2,9,a", "3,8,a"), ("people.csv", "no one's id", "row 3: '9'")),
    Bad("21 own managers", people("1,,a", "2,2,a", "3,1,a"), ("people.csv", "own manager", "row 3: '2'")),
    Bad("23 id twice", people("1,,a", "2,1,a", "2,1,a"), ("people.csv", "several employees share", "rows 3, 4")),
    Bad("23 file missing", REAL, ("people.csv", "no such file")),
    Bad("24 NUL", TINY.encode().replace(b"tiny firm", b"tiny\0firm"), ("line 2", "NUL")),
    Bad("24 escaped NUL", tiny("A tiny firm", '"a\\0b"'), ("title", "NUL")),
    Bad("24 lone surrogate", tiny("A tiny firm", '"\\ud800"'), ("scenario.yaml",)),
    Bad("24 raw surrogate", TINY.encode().replace(b"tiny firm", b"\xed\xa0\x80"), ("line 2", "not UTF-8")),
    Bad("24 long title", tiny("A tiny firm", "x" * 1_000), ("title", "at most 120 characters")),
    Bad("24 path as an id", tiny("everyone:", "x/y:"), ("organisation.units.x/y", "cannot be a name")),
    Bad("24 name of a path", tiny("name: tiny", "name: x/tiny"), ("name: 'x/tiny'", "not allowed")),
    Bad("24 catalyst of a path", TINY + "catalysts: {../catalyst/shared_why: 1.0}\n", ("no catalyst is named",)),
    Bad("25 UTF-16", TINY.encode("utf-16"), ("line 1", "UTF-16", "UTF-8")),
    Bad("25 UTF-32", TINY.encode("utf-32"), ("UTF-32",)),
    Bad("25 Latin-1", TINY.replace("tiny firm", "petite société").encode("latin-1"), ("line 2", "not UTF-8", "Latin-1")),
    Bad("25 tab", TINY + "market:\n\trevenue: 1.0\n", ("line 11", "not YAML")),
    Bad("27 before the start", step("intervention: share_the_why, start: -1"), ("programme.steps.one.start: -1", "at least 0")),
    Bad(
        "27 unknown unit",
        step("intervention: share_the_why, audience: {units: [everybody]}"),
        ("programme.steps.one.audience.units", "nearest: everyone"),
    ),
    Bad("27 unknown card", step("intervention: share_the_how"), ("programme.steps.one.intervention", "nearest: share_the_why")),
    Bad(
        "unknown philosophy",
        tiny("steps: {}", "steps: {}, philosophy: directve"),
        ("scenario.yaml: programme.philosophy: no philosophy is named 'directve'", "nearest: directive"),
    ),
    Bad(
        "philosophy for a condition that is none",
        TINY + "definitions: {philosophies: {mine: {title: M, description: m, suits: {patiense: [0.0, 1.0]}}}}\n",
        ("definitions.philosophies.mine: suits: nothing is named 'patiense'", "nearest: patience"),
    ),
    Bad(
        "philosophy for more than the scale",
        TINY + "definitions: {philosophies: {mine: {title: M, description: m, suits: {patience: [0.5, 1.5]}}}}\n",
        ("definitions.philosophies.mine.suits.patience.1: 1.5", "at most 1"),
    ),
    Bad(
        "philosophy for a reversed range",
        TINY + "definitions: {philosophies: {mine: {title: M, description: m, suits: {patience: [0.5, 0.25]}}}}\n",
        ("definitions.philosophies.mine: suits.patience: [0.5, 0.25] is reversed", "lowest level first"),
    ),
    Bad("27 unknown segment", tiny("{share: 1.0}", "{share: 1.0, journey: [nowhere]}"), ("segments.all.journey", "'nowhere'")),
    Bad("no metric", TINY + "metrics: [line_fil]\n", ("metrics: no metric is named 'line_fil'", "nearest: line_fill")),
    Bad("metric of no unit", own_metric("units: [everybody]"), ("definitions.metrics.own.units", "'everybody'", "nearest: everyone")),
    Bad("metric of no lever", own_metric("raised_by: {tool: 0.1}"), ("definitions.metrics.own.raised_by", "'tool'", "nearest: tools")),
    Bad(
        "metric of no behaviour",
        own_metric("gamed_by: {chase_call_tim: 0.1}"),
        ("definitions.metrics.own.gamed_by", "no behaviour is named 'chase_call_tim'", "nearest: chase_call_time"),
    ),
    Bad(
        "metric gamed by what serves",
        own_metric("gamed_by: {stay_until_solved: 0.1}"),
        ("definitions.metrics.own.gamed_by", "'stay_until_solved' is not derailing"),
    ),
    Bad(
        "metric beyond 1",
        own_metric("gamed_by: {chase_call_time: 1.5}"),
        ("definitions.metrics.own.gamed_by.chase_call_time", "1.5", "at most 1"),
    ),
    Bad(
        "metric without a range",
        own_metric("reading: {measured_in: days, worst: 3.0, best: 3.0}", reading=""),
        ("definitions.metrics.own.reading", "a reading needs a range"),
    ),
    Bad(
        "unit with no such metric",
        tiny("{size: 5}", "{size: 5, metrics: [call_tim]}"),
        ("organisation.units.everyone.metrics", "no metric is named 'call_tim'", "nearest: call_time"),
    ),
    Bad(
        "journey through none",
        tiny("{size: 5}", "{size: 5, contact: 0.0}"),
        ("segments.all.journey", "leads through no unit", "units: everyone"),
    ),
    Bad("too many owners", tiny("{share: 1.0}", "{share: 1.0, owners: 4}"), ("segments.all.owners: 4", "at most 3")),
    Bad("spend beyond all", tiny("{share: 1.0}", "{share: 1.0, share_of_spend: 1.5}"), ("segments.all.share_of_spend: 1.5", "at most 1")),
    Bad("kinds nearest", tiny("source: drawn", "source: drwan"), ("organisation.source: 'drwan'", "nearest: drawn")),
    Bad("no chief of that name", tiny("source: drawn", "source: drawn, chief: no one"), ("organisation.chief", "'no one'")),
    Bad("nothing inside", tiny("{size: 5}", "{size: 5, kind: partner}"), ("none is internal",)),
]

COMMANDS = [
    Bad("06 target", TINY, ("command line", "reserved key"), ("+rules._target_=note",)),
    Bad("07 reference", TINY, ("command line", "'${' is not allowed"), ("title=${name}",)),
    Bad("10 misspelt", TINY, ("command line: rules.habit.grwth", "nearest: growth"), ("rules.habit.grwth=0.1",)),
    Bad("10 library", TINY, ("command line", "'quik_wins'", "nearest: quick_wins"), ("programme=quik_wins",)),
    Bad("12 octal", TINY, ("weeks: '012'", "whole number"), ("weeks=012",)),
    Bad("12 exponent", TINY, ("weeks: 100.0", "whole number"), ("weeks=1e2",)),
    Bad("12 part of a colleague", TINY, ("rules.exposure.encounters: 1.5", "multiple of 1"), ("rules.exposure.encounters=1.5",)),
    Bad("13 nan", TINY, ("not a finite number",), ("market.revenue=nan",)),
    Bad(
        "fee for no one",
        step("intervention: share_the_why"),
        ("definitions.interventions.share_the_why.cost.sized_for: 0", "at least 1"),
        ("definitions.interventions.share_the_why.cost.sized_for=0",),
    ),
    Bad("14 range", TINY, ("command line: rules.habit.growth: 5", "at most 1"), ("rules.habit.growth=5",)),
    Bad("17 one too many", TINY, ("command line", "2,000,001 employees"), ("organisation.units.everyone.size=2000001",)),
    Bad("19 one digit too many", TINY, ("4,301 digits",), ("seed=" + "9" * (LONGEST_INTEGER + 1),)),
    Bad("10 philosophy", TINY, ("programme.philosophy", "'emergnt'", "nearest: emergent"), ("programme.philosophy=emergnt",)),
    Bad("24 path", TINY, ("no programme is named '../programme/quick_wins'",), ("programme=../programme/quick_wins",)),
    Bad("many brackets", TINY, ("too deep",), (f"title='{'[' * 1_001}'",)),  # quoted, so nothing is nested
    Bad("grammar", TINY, ("write key.path=value",), ("weeks",)),
    Bad("nothing to take away", TINY, ("no such key", "weeks"), ("~week",)),
    Bad("several values", TINY, ("several values", "--multirun"), ("seed=1,2",)),
    Bad("into a value", TINY, ("weeks is 4, not a section",), ("weeks.first=1",)),
]


@pytest.mark.parametrize("bad", FILES + COMMANDS, ids=lambda bad: bad.name)
def test_bad_input_is_refused_in_a_line_or_two(bad: Bad, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = bad.given if isinstance(bad.given, dict) else {"scenario.yaml": bad.given}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    monkeypatch.chdir(tmp_path)
    with _within(PATIENCE), pytest.raises(Refused) as refused:
        load("scenario.yaml", *bad.overrides)
    message = str(refused.value)
    assert [said for said in bad.says if said not in message] == [], message
    assert len(message.splitlines()) <= 2 and len(message) < 600, message
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(files), "something was written"


@contextmanager
def _within(seconds: int) -> Iterator[None]:
    """Fail where something takes longer, as text does that multiplies as it is read."""

    def give_up(number: int, frame: object) -> None:
        raise AssertionError(f"it takes longer than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_an_oversized_file_is_refused_before_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_bytes(b"x" * (LARGEST + 1))
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))
    with pytest.raises(Refused, match="too large; at most 2 MB"):
        load(path)


def test_an_override_that_its_parser_finds_too_deep_is_refused_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse_override(parser: OverridesParser, text: str) -> None:
        raise RecursionError

    monkeypatch.setattr(OverridesParser, "parse_override", parse_override)
    with pytest.raises(Refused, match=r"command line: 'watch=\[x\]': nested too deep; at most 40 levels"):
        parsed(["watch=[x]"])


def test_a_grid_of_one_point_too_many_is_refused_with_the_count() -> None:
    assert len(grid_of(parsed(["seed=range(1,10001)"]), 10)) == 10_000
    with pytest.raises(Refused, match="the sweep has 10,001 points; allowed are 1 to 10,000"):
        grid_of(parsed(["seed=range(1,10002)"]), 10)


def test_a_path_that_is_not_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(Refused, match="not a file"):
        load(tmp_path / "folder.yaml")
    with pytest.raises(Refused, match="no such file"):
        load(tmp_path / "nothing.yaml")


LIBRARY = [
    Bad("01 anchor", "# @package _global_\n" + ALIAS, ("scenario/mine.yaml: line 2", "anchors are not allowed")),
    Bad("05 tag", "# @package _global_\ntitle: !note x\n", ("tags are not allowed",)),
    Bad("06 target", "# @package _global_\nmarket: {_target_: note}\n", ("market._target_", "reserved key")),
    Bad("07 reference", "# @package _global_\ntitle: ${name}\n", ("'${' is not allowed",)),
    Bad("07 reference for Hydra", "# @package _global_\nhydra: {run: {dir: '${name}'}}\n", ("'${' is not allowed",)),
    Bad("12 two readings", "# @package _global_\nweeks: 12:30\n", ("mine.yaml: weeks: could be read in two ways",)),
    Bad("12 two readings of NO", "# @package _global_\ntitle: NO\n", ("mine.yaml: title: could be read in two ways",)),
    Bad(
        "10 unknown organisation",
        "# @package _global_\ndefaults: [override /organisation: smal]\n",
        ("mine.yaml", "'smal'", "nearest: small"),
    ),
    Bad(
        "10 defaults of a path",
        "# @package _global_\ndefaults: [override /organisation: ../organisation/small]\n",
        ("mine.yaml", "no organisation is named"),
    ),
    Bad(
        "10 misspelt",
        "# @package _global_\nname: mine\ntitle: T\nbriefing: B\nmarkets: {}\n",
        ("scenario/mine.yaml: markets", "nearest: market"),
    ),
    Bad("14 range", "# @package _global_\nname: mine\ntitle: T\nbriefing: B\nweeks: -3\n", ("scenario/mine.yaml: weeks: -3", "at least 0")),
]


@pytest.mark.parametrize("bad", LIBRARY, ids=lambda bad: bad.name)
def test_a_library_file_is_refused_before_hydra_reads_it(bad: Bad, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "scenario").mkdir()
    (tmp_path / "scenario" / "mine.yaml").write_text(str(bad.given))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused) as refused:
        load("mine", config_dir=tmp_path)
    message = str(refused.value)
    assert [said for said in bad.says if said not in message] == [], message
    assert [path.name for path in tmp_path.iterdir()] == ["scenario"], "something was written"


def test_every_file_of_a_folder_of_ones_own_is_looked_at_first(tmp_path: Path) -> None:
    (tmp_path / "unused.yaml").write_text(ALIAS)
    with pytest.raises(Refused, match=r"unused\.yaml: line 1: anchors are not allowed"):
        load("customer_centric", config_dir=tmp_path)


def test_values_without_a_library_default_are_required() -> None:
    with pytest.raises(Refused, match=r"from_files\.yaml: organisation: employees: missing"):
        load("customer_centric", "organisation=from_files")


def test_a_million_employees_load_or_are_refused_by_estimate(tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text(tiny("size: 5", "size: 1000000"))
    try:
        load(tmp_path / "scenario.yaml")
    except Refused as refused:
        assert "this machine has" in str(refused)


def test_a_run_too_large_for_memory_is_refused_with_an_estimate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.config.size_limits.memory_free", lambda: 100_000_000)
    (tmp_path / "scenario.yaml").write_text(tiny("size: 5", "size: 1000000"))
    with pytest.raises(Refused, match=r"1,000,000 employees .* about 1\.2 GB; this machine has 0\.1 GB free"):
        load(tmp_path / "scenario.yaml")
