"""What a study tells about its workers, kept by a test."""

from __future__ import annotations


class Heard:
    """What a study tells about its workers."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.described: list[str] = []

    def note(self, line: str) -> None:
        self.notes.append(line)

    def describe_workers(self, words: str) -> None:
        self.described.append(words)
