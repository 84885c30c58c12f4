"""Errors of a study's files, each in one line."""

from __future__ import annotations

from pydantic import ValidationError


def one_line(problem: BaseException) -> str:
    """What went wrong, in a line that fits into a table."""
    if isinstance(problem, ValidationError):
        first = problem.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        return f"{place}: {first['input']!r}: {first['msg']}"[:300]
    return f"{type(problem).__name__}: {' '.join(str(problem).split())}"[:300]


class StoreError(OSError):
    """A study's files cannot be used as they are; said in a line, and what is finished is kept."""


class SpecificationDamaged(StoreError):
    """What was owed cannot be read any more."""
