"""Check, repair and query the files of a study.

  verify FOLDER         check every file against its checksum, and list damaged files
  repair FOLDER         move damaged files aside, and rerun missing cases from the specification in the folder
  show FOLDER           print the study's kind, progress and tables
  export FOLDER         write its tables as CSV and Stata files with a data dictionary, into FOLDER/data
  query FOLDER SQL      query its tables, for example: query outputs/why_initiatives_fail "select mode, count(*) from runs group by mode"

Exit status: 0 success, 2 invalid arguments, 3 the study's files are damaged or cannot be used, 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys

from sim.exit_statuses import STUDY_ERROR
from sim.one_line_parser import OneLineParser
from sim.typed_command import CONSOLE, this_command

# Each function imports what it needs: help and refusals of the command line need none of it.


def verify(folder: str) -> int:
    """List damaged files."""
    from sim.study.execution.run_study import damaged_in
    from sim.study.execution.stored_study import Study

    damaged = damaged_in(folder)
    for shard in damaged:
        print(f"{shard.path}: damaged")
    study = None if damaged else Study(folder)
    if study is None:
        print(f"{len(damaged)} damaged; run {CONSOLE} study repair {folder} to recompute them")
        return STUDY_ERROR
    print(f"{folder}: intact; {study.done:,} of {study.owed:,} cases done; digest {study.digest}")
    return 0


def repair(folder: str, executor: str) -> int:
    """Recompute damaged or missing results."""
    from sim.study.execution.executor import Executor
    from sim.study.execution.run_study import leave, repaired, stoppable

    with stoppable() as stop:
        damaged, study = repaired(folder, Executor.model_validate({"kind": executor}), stop)
    for shard in damaged:
        print(f"{shard.path.name}: damaged; moved to {study.folder / 'damaged'} and recomputed")
    if stop.signal:
        print(f"{study.done:,} of {study.owed:,} cases done; resume with: {this_command()}", file=sys.stderr)
        leave(128 + stop.signal)
    print(f"{folder}: intact; {study.done:,} of {study.owed:,} cases done; digest {study.digest}")
    return 0


def show(folder: str) -> int:
    """Print the study's kind, progress and tables."""
    from sim.study.execution.stored_study import Study

    print(Study(folder))
    return 0


def export(folder: str, formats: str) -> int:
    """Write its tables as CSV and Stata files, with a data dictionary."""
    from sim.study.execution.exports import CHOICES
    from sim.study.execution.stored_study import Study

    study = Study(folder)
    files = study.export(CHOICES[formats], lambda doing: print(f"{folder}: {doing}", file=sys.stderr))
    if not study.is_complete:
        print(f"Only {study.done:,} of {study.owed:,} cases are done; export again once all are.", file=sys.stderr)
    print("Files: " + ", ".join(str(path) for path in files))
    return 0


def query(folder: str, sql: str) -> int:
    """Query its tables with SQL. Raises StoreError for invalid SQL."""
    import duckdb

    from sim.study.execution.stored_study import Study
    from sim.study.store.errors import StoreError

    try:
        print(Study(folder).query(sql).to_string(index=False))
    except duckdb.Error as problem:
        raise StoreError(f"query: {str(problem).splitlines()[0]}") from None
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run a subcommand and return the exit status."""
    parser = OneLineParser(f"{CONSOLE} study", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for command in (verify, repair, show, export, query):
        known = commands.add_parser(command.__name__, help=command.__doc__)
        known.set_defaults(does=command)
        known.add_argument("folder")
    commands.choices["query"].add_argument("sql")
    commands.choices["export"].add_argument("--formats", choices=("both", "csv", "stata"), default="both", help="files to write")
    commands.choices["repair"].add_argument("--executor", choices=("threads", "processes"), default="threads", help="worker pool")
    asked = vars(parser.parse_args(arguments))
    asked.pop("command")
    try:
        return asked.pop("does")(**asked)
    except OSError as problem:
        print(problem, file=sys.stderr)
        return STUDY_ERROR


start = main
"""Entry point of `change-simulator study`."""

if __name__ == "__main__":
    sys.exit(main())
