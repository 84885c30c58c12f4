"""Location of a study, and the part of it that a process computes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from sim.declared import Declared
from sim.study.store.blocks import WHOLE, StudyPart


class StudyLocation(Declared):
    """Settings of the files of a study, common to all programs that run studies."""

    folder: Annotated[str, Field(min_length=1, max_length=4_096)] | None = None  # none: below hydra.run.dir
    shards: Annotated[int, Field(ge=1, le=10_000)] = 1  # number of processes that share the study's folder
    shard: Annotated[int, Field(ge=0)] | None = None  # index of this process, from 0; none: not shared

    @model_validator(mode="after")
    def _is_one_of_them(self) -> StudyLocation:
        if self.shard is not None and self.shard >= self.shards:
            raise ValueError(f"study.shard: {self.shard} is not allowed: must be less than study.shards, {self.shards}")
        return self

    @property
    def part(self) -> StudyPart:
        """Return the blocks of this process."""
        return WHOLE if self.shard is None else StudyPart(self.shard, self.shards)

    def chosen(self, run_folder: Path) -> Path:
        """Return the study's folder; run_folder : Hydra's output folder."""
        return run_folder if self.folder is None else Path(self.folder)
