"""Size limits, checked by estimate before anything is allocated."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.config.errors import Refused
from sim.schema.levers import LEVERS

MOST_EMPLOYEES = 2_000_000
BYTES_OF_EMPLOYEE = 600
BYTES_OF_TIE = 110
_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def refuse_what_cannot_be_held(data: dict[str, Any], origin: Callable[[tuple[str | int, ...]], str]) -> None:
    """More people or weeks than the machine can hold are refused with the memory they would take.

    Raises Refused. Sections of the wrong shape are left for the schema to refuse.
    """
    organisation = data.get("organisation")
    units = organisation.get("units") if isinstance(organisation, dict) else None
    if not isinstance(units, dict) or not isinstance(organisation, dict):
        return
    sizes = [_whole(unit.get("size")) for unit in units.values() if isinstance(unit, dict)]
    employees = sum(size for size in sizes if size > 0)
    weeks = max(_whole(data.get("weeks")), 0)
    within = _ties_of(organisation.get("ties"))
    needed = int(employees * (BYTES_OF_EMPLOYEE + BYTES_OF_TIE * (2 + within / 2)) + weeks * len(units) * len(LEVERS) * 16)
    free = memory_free()
    if employees > MOST_EMPLOYEES:
        fault = f"{_count(employees)} employees would take about {_size(needed)}; at most {MOST_EMPLOYEES:,} are allowed"
    elif needed > free:
        fault = f"{employees:,} employees and {weeks:,} weeks would take about {_size(needed)}; this machine has {_size(free)} free"
    else:
        return
    raise Refused(f"{origin(('organisation', 'units'))}: organisation.units: {fault}")


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _ties_of(ties: Any) -> float:
    within = ties.get("within") if isinstance(ties, dict) else None
    return min(float(within), 60.0) if isinstance(within, int | float) and 0 <= within < 1e6 else 7.0


def _count(number: int) -> str:
    return f"{number:,}" if number < 10**18 else "more than 10^18"


def _size(count: int) -> str:
    return f"{count / 1e9:,.1f} GB" if count < 10**24 else "more than 10^15 GB"


def memory_free() -> int:
    """Bytes this process may still take: what the machine has free, or what its container is allowed."""
    free = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 2**63
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                free = int(line.split()[1]) * 1024
    except OSError:
        pass
    for limit in _LIMITS:
        try:
            free = min(free, int(Path(limit).read_text()))
        except (OSError, ValueError):
            continue
    return free
