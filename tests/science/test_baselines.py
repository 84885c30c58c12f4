"""A file keeps the digests of the library's scenarios; a test notices every change, and the changelog explains it."""

from __future__ import annotations

import pytest

from experiments.validation import baselines
from experiments.validation.baselines import (
    Baseline,
    baselines_in,
    fingerprint,
    is_told,
    line_for_changelog,
    measured,
    moves,
    text_of,
    what_to_do,
)
from sim.rules_stamp import RULES

STORED = baselines.FILE.read_text(encoding="utf-8")
ONE = Baseline("company_a", 1, 0.5, 0.6, 120.0, "sustained value_realised", "", "0123456789abcdef")


def test_no_scenario_of_the_library_has_moved():
    moved = moves(baselines_in(STORED), measured())
    assert not moved, what_to_do(moved)


def test_every_scenario_has_three_baselines():
    named = [(one.scenario, one.seed) for one in baselines_in(STORED)]
    shipped = sorted(path.stem for path in (baselines.ROOT / "configs" / "scenario").glob("*.yaml"))
    assert named == [(name, seed) for name in shipped for seed in (1, 2, 3)]


def test_the_changelog_says_which_baselines_stand():
    line = line_for_changelog(STORED)
    assert is_told(STORED, baselines.CHANGELOG.read_text(encoding="utf-8")), (
        "tests/science/baselines.csv has changed, and CHANGELOG.md does not say so. Put this line into the paragraph "
        f"'Regression information' of its newest entry, with what moved and why:\n{line}"
    )


def test_the_stamp_of_the_rules_is_that_of_the_baselines():
    assert fingerprint(STORED) == RULES, "write it: python -m experiments.validation.baselines --write"


def test_writing_the_baselines_renews_the_stamp_and_writing_another_file_does_not(tmp_path, monkeypatch):
    monkeypatch.setattr(baselines, "measured", lambda: [ONE])
    stamp = tmp_path / "stamp.py"
    stamp.write_text(baselines.STAMP.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(baselines, "STAMP", stamp)
    assert baselines.main(["--write", "--file", str(tmp_path / "elsewhere.csv")]) == 0
    assert f'RULES = "{RULES}"' in stamp.read_text(encoding="utf-8")
    monkeypatch.setattr(baselines, "FILE", tmp_path / "baselines.csv")
    assert baselines.main(["--write", "--file", str(tmp_path / "baselines.csv")]) == 0
    assert f'RULES = "{fingerprint(text_of([ONE]))}"' in stamp.read_text(encoding="utf-8")


def test_a_line_counts_only_in_a_paragraph_on_regressions():
    line = line_for_changelog(STORED)
    assert line == f"Baselines: {fingerprint(STORED)}" and len(fingerprint(STORED)) == 12
    assert is_told(STORED, f"## 9.9.9\n\n- Something.\n\nRegression information: company_a moved. {line}\n")
    assert not is_told(STORED, f"## 9.9.9\n\n- {line}\n\nRegression information: none.\n")
    assert not is_told(STORED.replace("company_a", "company_b"), f"Regression information: {line}")


def test_what_is_written_reads_back_and_what_is_no_file_of_baselines_is_refused():
    assert baselines_in(text_of([ONE])) == [ONE]
    assert text_of(baselines_in(STORED)) == STORED
    with pytest.raises(ValueError, match="not a file of baselines; write it with: python -m"):
        baselines_in("scenario,seed\ncompany_a,1\n")


def test_a_changed_baseline_is_reported_with_its_size():
    assert moves([ONE], [ONE]) == []
    moved = ONE._replace(adoption=0.52, met="value_realised", mode="relapsed", digest="f" * 16)
    assert moves([ONE], [moved]) == [
        "company_a, seed 1: adoption 0.5 → 0.52 (+0.02), met sustained value_realised → value_realised, mode none → relapsed"
    ]
    other = ONE._replace(scenario="another")
    assert moves([ONE], [other]) == ["company_a, seed 1: is no longer there", "another, seed 1: is new"]
    assert "python -m experiments.validation.baselines --write" in what_to_do(["x"])


def test_digests_that_differ_alone_are_said_to_differ_in_the_last_bits():
    (told,) = moves([ONE], [ONE._replace(adoption=0.5 + 1e-12, digest="f" * 16)])
    assert told.startswith("company_a, seed 1: only the last bits of the course, no number by more than 1e-09; this processor is of level ")


def test_the_command_writes_and_then_finds_nothing_moved(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(baselines, "measured", lambda: [ONE])
    file = tmp_path / "baselines.csv"
    assert baselines.main(["--check", "--file", str(file)]) == 2
    assert "no baselines are there" in capsys.readouterr().err
    assert baselines.main(["--write", "--file", str(file)]) == 0
    assert capsys.readouterr().out == f"company_a, seed 1: is new\n{line_for_changelog(text_of([ONE]))}\n"
    assert baselines.main(["--check", "--file", str(file)]) == 0
    assert capsys.readouterr().out == "0 of 1 runs moved\n"
    file.write_text(text_of([ONE._replace(spend=100.0)]))
    assert baselines.main(["--check", "--file", str(file)]) == 1
    assert "company_a, seed 1: spend 100 → 120 (+20)" in capsys.readouterr().out


def test_the_command_prints_how_often_scenarios_succeed_as_told_and_drawn(monkeypatch, capsys):
    monkeypatch.setattr(baselines, "names_of", lambda *_: ["company_a"])
    assert baselines.main(["--shares", "2"]) == 0
    told = capsys.readouterr()
    known = baselines.shares_of("company_a", 2)
    assert (known.told.of, known.drawn.of) == (2, 2) and known.told.count == 2
    row = told.out.splitlines()[-1]
    assert row.startswith(f"| company_a | 100 % [34, 100] | {50 * known.drawn.count} % [") and "1 of 1 scenarios" in told.err


@pytest.mark.parametrize("runs", ["0", "-3", "many"])
def test_a_number_of_runs_that_is_none_is_one_line(runs, capsys):
    with pytest.raises(SystemExit) as left:
        baselines.main([f"--shares={runs}"])
    told = capsys.readouterr()
    assert left.value.code == 2 and told.out == "" and told.err.count("\n") == 1 and "at least 1" in told.err
