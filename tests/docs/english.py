"""List the places that use a banned pronoun: python tests/docs/english.py [PATH …].

House rule: name the actor, use the field's noun. These four pronouns hide the actor, so no committed text may use them outside quotations:
not prose, docstrings, comments, messages, configuration or names. Exit status: 0 none found, 1 some found.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BANNED = re.compile(r"(?<![a-z])(whoever|whatever|somebody|nobody)(?![a-z])", re.IGNORECASE)
QUOTATION = re.compile(r"“[^”]*”|^\s*>.*$", re.MULTILINE)
EXEMPT = ("tests/older/", "tests/docs/english.py", "tests/docs/test_english.py")  # files of earlier versions; the banned words themselves
TEXT = {".cff", ".css", ".html", ".ipynb", ".js", ".md", ".py", ".sh", ".toml", ".yaml", ""}


def committed(*under: str) -> Iterator[Path]:
    """Text files under version control, exempt ones excluded."""
    listed = subprocess.run(["git", "ls-files", "--", *under], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix in TEXT and path.is_file() and not name.startswith(EXEMPT):
            yield path


def banned_in(text: str) -> list[int]:
    """Line numbers of banned pronouns outside quotations."""
    outside = QUOTATION.sub(lambda quotation: re.sub(r"[^\n]", " ", quotation[0]), text)
    return [outside.count("\n", 0, found.start()) + 1 for found in BANNED.finditer(outside)]


def places(*under: str) -> list[str]:
    """Each place as `path:line: text of the line`."""
    found = []
    for path in committed(*under):
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        found += [f"{path.relative_to(ROOT)}:{number}: {lines[number - 1].strip()[:120]}" for number in banned_in(text)]
    return found


if __name__ == "__main__":
    listed = places(*sys.argv[1:])
    print("\n".join(listed))
    sys.exit(bool(listed))
