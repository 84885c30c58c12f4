"""Errors of a study's files, and one-line error messages."""

from __future__ import annotations

from pydantic import ValidationError


def one_line(problem: BaseException) -> str:
    """Return an error as one line that fits into a table."""
    if isinstance(problem, ValidationError):
        first = problem.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        return f"{place}: {first['input']!r}: {first['msg']}"[:300]
    return f"{type(problem).__name__}: {' '.join(str(problem).split())}"[:300]


def in_a_line(problem: ValueError) -> str:
    """Return a refusal as one line: of a declaration, its first error with the place; otherwise its own words."""
    if not isinstance(problem, ValidationError):
        return " ".join(str(problem).split())[:300]
    first = problem.errors(include_url=False)[0]
    said = first["msg"].removeprefix("Value error, ")
    return f"{'.'.join(map(str, first['loc']))}: {said}"[:300] if first["loc"] else said[:300]


class StoreError(OSError):
    """A study's files cannot be used; the message is one line, and finished results are kept."""


class SpecificationDamaged(StoreError):
    """The specification of a study is damaged."""
