"""Exit statuses of every program: 0 means done."""

from __future__ import annotations

REFUSED = 2
"""The input was refused before anything was written."""

STUDY_ERROR = 3
"""The files of a run or study are damaged or cannot be used."""

SOME_FAILED = 4
"""The study is complete, but some of its cases could not be run."""

INTERRUPTED = 130
"""The user interrupted the program; finished work is kept."""
