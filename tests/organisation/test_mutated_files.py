"""A slice of the mutated files; `python tests/organisation/mutated_files.py --long` tries all of them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

spec = importlib.util.spec_from_file_location("mutated_files", Path(__file__).with_name("mutated_files.py"))
assert spec is not None and spec.loader is not None
mutated_files = importlib.util.module_from_spec(spec)
sys.modules["mutated_files"] = mutated_files
spec.loader.exec_module(mutated_files)


def test_mutated_files_are_read_or_refused_and_no_person_is_made_out_of_nothing(capsys) -> None:
    assert mutated_files.main([]) == 0, capsys.readouterr().out
    told = capsys.readouterr().out
    assert "tables accepted" in told and "tables refused" in told and "networks accepted" in told and "networks refused" in told
