"""Generate what docs/ and configs/schema/ say about the code: python docs/generate.py writes it, --check compares.

Generated are the tables of docs/odd.md, docs/configuration.md, docs/api.md and docs/explanation/what_works.md between
`<!-- generated: NAME -->` and `<!-- end -->`, the JSON Schemas of configs/schema/, and the states of mechanisms and interventions in
docs/coverage.md, which follow from docs/claims.md. A section of docs/odd.md that describes a rule's formulas in words carries
`<!-- describes: NAME DIGEST -->`: when the formulas change, --check asks for a review of the section, and --described NAME records the
review. --pictures redraws the README's pictures, which takes a minute or two.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from generation import schemas
from generation.pages import DOCS, ODD, PAGES
from generation.rules import DESCRIBES, digest_of_formulas, outdated

from sim.mechanisms import Rules

TO_MEND = "run python docs/generate.py"


def draw_pictures() -> None:
    """Draw the README's pictures with the commands that it names."""
    programs = {
        "course_company_a.png": ("simulate", "course.png", ["scenario=company_a", "seed=7"]),
        "why_initiatives_fail.png": ("why_initiatives_fail", "figures/ways.png", []),
    }
    with tempfile.TemporaryDirectory() as folder:
        for picture, (program, drawn, arguments) in programs.items():
            place = Path(folder) / program
            command = [sys.executable, str(DOCS.parent / "experiments" / f"{program}.py"), *arguments, f"hydra.run.dir={place}"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)
            shutil.copy(place / drawn, DOCS / "images" / picture)


def mark_as_described(names: list[str]) -> None:
    """Record that sections of the protocol were reviewed; names : of rules, none for all."""
    marked = {name: f"<!-- describes: {name} {digest_of_formulas(name)} -->" for name in names or Rules._fields}
    text = ODD.path.read_text(encoding="utf-8")
    ODD.path.write_text(DESCRIBES.sub(lambda found: marked.get(found[1], found[0]), text), encoding="utf-8")


def disagreements() -> list[str]:
    """Disagreements with the code, one line each."""
    protocol = ODD.path.read_text(encoding="utf-8")
    found = [
        f"docs/odd.md: the formulas of sim/mechanisms/{name}.py changed: mend section 7, then --described {name}"
        for name in outdated(protocol)
    ]
    for page in PAGES:
        text = page.path.read_text(encoding="utf-8")
        if page.filled(text) != text:
            found.append(f"docs/{page.name} does not agree with the code: {TO_MEND}")
    return found + [f"configs/schema/{name} does not agree with the code: {TO_MEND}" for name in schemas.outdated()]


def write() -> None:
    """Write every table and every schema from the current code."""
    for page in PAGES:
        page.path.write_text(page.filled(page.path.read_text(encoding="utf-8")), encoding="utf-8")
    schemas.write()


def main(arguments: list[str]) -> int:
    """Write; with --check compare only; with --described NAME … mark sections as reviewed."""
    if arguments == ["--pictures"]:
        draw_pictures()
        return 0
    if arguments == ["--check"]:
        found = disagreements()
        print("\n".join(found), file=sys.stderr, end="\n" * bool(found))
        return int(bool(found))
    if arguments[:1] == ["--described"]:
        mark_as_described(arguments[1:])
    write()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
