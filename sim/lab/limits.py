"""Limits of a lab: the load that one machine accepts, from a full room or from an attacker."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """A limit that was exceeded; each refusal names its number."""

    employees: int = 10_000  # drawn one by one in a browser; with more, people on the map are indistinguishable
    employee_weeks: int = 2_000_000  # of one game: a few seconds of a core, some 20 MB
    games_loading: int = 4  # organisations drawn at the same time, each some seconds of a core
    sessions: int = 200  # browsers; a game of 500 employees takes about 1 MB
    sockets: int = 12  # open pages of one browser: more is a script, not a person
    idle: float = 30 * 60.0  # seconds without an open page, after which a game is closed: longer than a break
    arrival: float = 60.0  # seconds for a browser to open its socket after a page; then its session is freed
    rooms: int = 20  # by one trainer or several at the same time
    teams: int = 24  # in a room: the number that fits on a trainer's board
    room_idle: float = 4 * 3600.0  # seconds without participants: a seminar's lunch and afternoon
    name_letters: int = 40  # of a team, a branch, a room: the length that a label can show
    upload_bytes: int = 2_000_000  # largest input of the safe loader
    body_bytes: int = 2_100_000  # an upload including the form's overhead
    header_bytes: int = 12_000  # a shared link and a cookie; ours has 100 bytes
    connections: int = 1_500  # open at once: 20 teams need 100
    unfinished: float = 10.0  # seconds for a whole request: 2 MB over a poor wireless network
