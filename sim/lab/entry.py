"""Room codes that are easy to read aloud and hard to guess, and names that are safe to show."""

from __future__ import annotations

import secrets
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Mapping

LETTERS = "CDFHJKMNPQRTVWXY34679"
"""Letters and digits that are easy to tell apart from eight metres; no vowels, so that codes are not words."""

CODE_LENGTH = 6
LONGEST_NAME = 40
WRONG_A_MINUTE = 5
"""Wrong codes a minute from one browser, after which its attempts are refused for a while."""

JOINERS = "\u200c\u200d"
"""Characters that join letters of some scripts and parts of emoji; they do not reverse text."""

Clock = Callable[[], float]


class Refusal(ValueError):
    """A refusal at the entrance: its key in the catalogue, and its number."""

    def __init__(self, key: str, values: Mapping[str, object] | None = None) -> None:
        super().__init__(key)
        self.key, self.values = key, dict(values or {})


class Attempts:
    """Recent wrong guesses, by visitor and by target."""

    def __init__(self, clock: Clock, most: int = WRONG_A_MINUTE) -> None:
        self._clock, self._most = clock, most
        self._wrong: dict[str, deque[float]] = {}

    def check(self, who: str) -> None:
        """Raises Refusal after too many wrong guesses in a minute."""
        now = self._clock()
        if sum(now - moment < 60.0 for moment in self._wrong.get(who, ())) >= self._most:
            raise Refusal("too_many_attempts")

    def count(self, who: str) -> None:
        now = self._clock()
        self._wrong = {name: wrong for name, wrong in self._wrong.items() if now - wrong[-1] < 60.0}
        self._wrong.setdefault(who, deque(maxlen=self._most)).append(now)


def drawn_code(length: int = CODE_LENGTH) -> str:
    """An unpredictable code."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def plain_code(typed: str) -> str:
    """A typed code in its canonical form."""
    return "".join(letter for letter in typed[:40].upper() if letter.isascii() and letter.isalnum())


def spaced_code(code: str) -> str:
    """A code formatted for reading aloud."""
    return f"{code[: len(code) // 2]} {code[len(code) // 2 :]}"


def legible(name: str) -> str:
    """A name that is safe to show: one line of any script, without control or direction characters. Raises Refusal for an empty name."""
    letters = (" " if letter.isspace() else letter for letter in unicodedata.normalize("NFC", name[: 50 * LONGEST_NAME]))
    kept = (letter for letter in letters if unicodedata.category(letter)[0] != "C" or letter in JOINERS)
    line = " ".join("".join(kept).split())[:LONGEST_NAME].strip()
    if not line.strip(JOINERS):
        raise Refusal("nameless")
    return line


def numbered(name: str, taken: Iterable[str]) -> str:
    """A unique name: a number is added to duplicates."""
    known = {_folded(other) for other in taken}
    candidates = (name if place == 1 else f"{name} ({place})" for place in range(1, len(known) + 2))
    return next(candidate for candidate in candidates if _folded(candidate) not in known)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
