"""The pages as their reader follows them: files to write, Python to run, lines to type, and what comes of it.

In a page, in this order and in one folder:
  ```yaml file=NAME      is written under that name, as any block with `file=` is
  ```python              is executed; all of a page share their names
  ```text output         right after it is what it prints; a line of … stands for any lines
  ``` or ```sh           holds lines to type: programs, modules and words of make must be there, and an experiment must accept its settings
A page that begins with `<!-- needs: PACKAGE -->` is followed where that package is installed.
A comment on the line before a block changes that: `<!-- run -->` types the lines for real, `<!-- shown: why -->` leaves the block alone.

    python tests/docs/pages.py [PAGE.md …]     writes what is printed now into the pages
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import re
import runpy
import shlex
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sim.__main__ import main as console
from sim.commands.catalogue import COMMANDS
from sim.typed_command import CONSOLE

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
SHELL = ("", "sh", "console")
_FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*) *(?P<rest>.*)$")
_MARK = re.compile(r"^ *<!-- (run|shown: .+) -->$")
_NEEDS = re.compile(r"\A<!-- needs: (\w+) -->$", re.MULTILINE)
_ELLIPSIS = re.compile(r"^ *…\n", re.MULTILINE)
_HARMLESS = ("git", "cd", ".", "cat", "ls")


class Block(NamedTuple):
    """A fenced block: what it is, what is said of it, and where it stands."""

    language: str
    rest: str
    mark: str  # run, shown: …, or nothing
    text: str
    first: int  # line of the page on which its text begins, from 0
    last: int  # and the line of the closing fence

    @property
    def file(self) -> str | None:
        return self.rest.removeprefix("file=") if self.rest.startswith("file=") else None


def blocks_of(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    lines = page.read_text(encoding="utf-8").splitlines()
    blocks: list[Block] = []
    place = 0
    while place < len(lines):
        opening = _FENCE.match(lines[place])
        if opening is None:
            place += 1
            continue
        last = next(row for row in range(place + 1, len(lines)) if lines[row].strip() == "```")
        inside = [line.removeprefix(opening["indent"]) + "\n" for line in lines[place + 1 : last]]
        mark = _MARK.match(lines[place - 1]) if place else None
        blocks.append(Block(opening["language"], opening["rest"], mark[1] if mark else "", "".join(inside), place + 1, last))
        place = last + 1
    return blocks


def lacking(page: Path) -> str | None:
    """The package that a page needs and that is not installed; None if there is none."""
    needed = _NEEDS.search(page.read_text(encoding="utf-8"))
    return None if needed is None or importlib.util.find_spec(needed[1]) else needed[1]


def lines_to_type(block: Block) -> list[list[str]]:
    """The commands of a block, in words; a line that ends in a backslash goes on."""
    text = block.text.replace("\\\n", " ")
    return [words for line in text.splitlines() if (words := shlex.split(line, comments=True))]


def write_files(page: Path, folder: Path) -> None:
    """Only the files of a page."""
    for block in blocks_of(page):
        if block.file is not None and not block.mark:
            _write(block, folder)


def follow(page: Path, folder: Path) -> Iterator[tuple[Block, str]]:
    """Do in a folder what a page says, block by block; what each block with an output should print, beside what it printed."""
    known: dict[str, Any] = {"__name__": page.stem}
    printed = ""
    with contextlib.chdir(folder):
        for block in blocks_of(page):
            if block.mark.startswith("shown"):
                continue
            if block.file is not None:
                _write(block, folder)
            elif block.language == "python":
                printed = _printed_by(block, page, known)
            elif block.language in SHELL:
                printed = type_lines(block, page)
            elif block.rest == "output":
                yield block, printed


def _write(block: Block, folder: Path) -> None:
    path = folder / str(block.file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, encoding="utf-8")


def _printed_by(block: Block, page: Path, known: dict[str, Any]) -> str:
    out = io.StringIO()
    code = compile("\n" * block.first + block.text, str(page), "exec")
    with contextlib.redirect_stdout(out):
        exec(code, known)
    return out.getvalue()


def type_lines(block: Block, page: Path) -> str:
    """Type the lines of a block, or see that they could be typed; what the last of them printed."""
    printed = ""
    for words in lines_to_type(block):
        if block.mark == "run":
            printed = _typed(words)
        elif block.language or words[0] in ("python", ".venv/bin/python", "make", CONSOLE):
            refusal = refusal_of(words)
            assert refusal is None, f"{page.name}: {' '.join(words)}: {refusal}"
    return printed


def _typed(words: list[str]) -> str:
    assert words[0] == CONSOLE and COMMANDS[words[1]].configuration, f"only {CONSOLE} is run for real, not {' '.join(words)}"
    status, printed, complaints = run_here(words[1:])
    assert status == 0, f"{' '.join(words)}: {complaints}"
    return printed


def run_here(arguments: list[str], program: Path | None = None) -> tuple[int, str, str]:
    """The console command, or a program, in this process, which has everything loaded: exit status, output, complaints."""
    out, err = io.StringIO(), io.StringIO()
    before, sys.argv = sys.argv, [str(program or CONSOLE), *arguments]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            console() if program is None else runpy.run_path(str(program), run_name="__main__")
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    finally:
        sys.argv = before
    return 0, out.getvalue(), err.getvalue()


def refusal_of(words: list[str]) -> str | None:
    """Why a line could not be typed; none: it could."""
    if words[0] == "make":
        return _refused_by_make(words[1:])
    if words[0] == CONSOLE:
        return _refused_by_console(words[1:])
    if words[0] not in ("python", ".venv/bin/python"):
        return None if words[0] in _HARMLESS else "not a command that these pages use"
    if words[1] == "-m":
        return None if importlib.util.find_spec(words[2]) else f"no module {words[2]}"
    if not (ROOT / words[1]).is_file():
        return f"no file {words[1]}"
    return _refused_by_experiment(words[1], words[2:]) if words[1].startswith("experiments/") else None


def _refused_by_make(words: list[str]) -> str | None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    unknown = [word for word in words if "=" not in word and not re.search(rf"^{re.escape(word)}:", makefile, re.MULTILINE)]
    return f"make has no word {unknown}" if unknown else None


def _refused_by_experiment(program: str, settings: list[str]) -> str | None:
    """An experiment reads its settings as it would, checks all of them, shows what it would do and does nothing."""
    if not re.search(r"^    command\(", (ROOT / program).read_text(encoding="utf-8"), re.MULTILINE):
        return None  # not one that a configuration sets
    status, _, complaints = run_here([*settings, "--cfg", "job"], ROOT / program)
    return complaints if status else None


def _refused_by_console(arguments: list[str]) -> str | None:
    """Commands that take settings check all of them and do nothing; of the others, `--help` must answer."""
    shows = ["--cfg", "job"] if arguments[0] in COMMANDS and COMMANDS[arguments[0]].configuration else ["--help"]
    asked = arguments if "--help" in arguments or "--cfg" in arguments or "--version" in arguments else [*arguments, *shows]
    status, _, complaints = run_here(asked)
    return complaints if status else None


def agrees(expected: str, printed: str) -> bool:
    """Whether what a page says is printed is printed; … on a line stands for any lines."""
    parts = ["".join(re.escape(line.rstrip()) + "\n" for line in part.splitlines()) for part in _ELLIPSIS.split(expected)]
    text = "".join(line.rstrip() + "\n" for line in printed.splitlines())
    return re.fullmatch(r"(?:.*\n)*?".join(parts), text) is not None


def rewrite(page: Path) -> bool:
    """Write what is printed now into a page; whether anything changed. Outputs that leave lines out are left to their writer."""
    lines = page.read_text(encoding="utf-8").splitlines()
    with tempfile.TemporaryDirectory() as folder:
        found = [(block, printed) for block, printed in follow(page, Path(folder)) if not agrees(block.text, printed)]
    for block, printed in found[::-1]:
        if _ELLIPSIS.search(block.text):
            print(f"{page.relative_to(ROOT)}, line {block.first}: choose from\n{printed}")
            continue
        lines[block.first : block.last] = [line.rstrip() for line in printed.splitlines()]
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return bool(found)


if __name__ == "__main__":
    import matplotlib

    matplotlib.use("agg")
    for chosen in [Path(name).resolve() for name in sys.argv[1:]] or PAGES:
        missing = lacking(chosen)
        said = f"not followed: {missing} is not installed" if missing else "written" if rewrite(chosen) else "as it was"
        print(f"{chosen.relative_to(ROOT)}: {said}")
