"""Notebooks with their outputs: executed and written anew, so that a second time changes nothing.

Usage: python notebooks/refresh.py [--check] [NAME …]

  NAME      the beginning of a name, such as 01 or 03_why; none: all
  --check   execute nothing; say where the script and the notebook of a pair differ

Each notebook is a pair: the script (.py, cells between `# %%`), which is edited and compared, and the same cells with what came of them
(.ipynb), which is read. Exit status: 0 done, 1 a pair differs or a cell failed, 2 no such notebook.
"""

from __future__ import annotations

import argparse
import base64
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from PIL import Image

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent
STUDY = "outputs/why_initiatives_fail"  # what 03 reads where it is there
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
WIDGET = "application/vnd.jupyter.widget-view+json"  # says where in a running kernel the widget is, which is nowhere once it ended
PICTURE = "image/png"
RANDOM_NAME = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def scripts_named(names: list[str]) -> list[Path]:
    """The scripts whose names begin so, in order. Raises LookupError for a beginning that no name has."""
    every = sorted(FOLDER.glob("[0-9][0-9]_*.py"))
    for name in names:
        if not any(script.stem.startswith(name) for script in every):
            raise LookupError(f"{name}: no such notebook; there are {', '.join(script.stem for script in every)}")
    return [script for script in every if not names or script.stem.startswith(tuple(names))]


def unexecuted(script: Path) -> Any:
    """The cells of a script as a notebook without outputs; nothing in it depends on when or where it is made."""
    notebook = jupytext.read(script, fmt="py:percent")
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = nbformat.from_dict(
        {"jupytext": {"formats": "ipynb,py:percent"}, "kernelspec": KERNEL, "language_info": {"name": "python"}}
    )
    for place, cell in enumerate(notebook.cells):
        cell.id = f"cell-{place:02d}"
    return notebook


def difference(script: Path) -> str:
    """Where the two of a pair differ, in a line; nothing where they agree."""
    pair = script.with_suffix(".ipynb")
    if not pair.is_file():
        return f"{pair.name}: missing"
    wanted, there = unexecuted(script), nbformat.read(pair, as_version=4)
    if there.metadata != wanted.metadata:
        return f"{pair.name}: other metadata than a refreshed notebook has"
    if len(there.cells) != len(wanted.cells):
        return f"{pair.name}: {len(there.cells)} cells, {len(wanted.cells)} in the script"
    for one, other in zip(there.cells, wanted.cells, strict=True):
        if any(one.get(key) != other.get(key) for key in ("id", "cell_type", "source", "metadata")):
            return f"{pair.name}: {other.id} is not as in the script"
    return ""


def executed(script: Path) -> Any:
    """The notebook with its outputs, run by this Python in the folder of the notebooks. Raises CellExecutionError where a cell fails."""
    from nbclient import NotebookClient

    os.environ.pop("MPLBACKEND", None)  # figures belong into the notebook, regardless of the shell's setting
    notebook = unexecuted(script)
    before = notebook.metadata.copy()
    where = {"metadata": {"path": str(FOLDER)}}
    quiet = {"record_timing": False, "store_widget_state": False, "extra_arguments": ["--log-level=ERROR"]}
    NotebookClient(notebook, timeout=900, kernel_name="python3", resources=where, **quiet).execute()
    notebook.metadata = before
    names: dict[str, str] = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [settled(output, names) for output in _joined(cell.outputs)]
    return notebook


def settled(output: Any, names: dict[str, str]) -> Any:
    """An output without what differs from one execution to the next: names that libraries draw at random are numbered instead.

    names : drawn so far, with their numbers; filled in here
    """

    def numbered(found: re.Match[str]) -> str:
        return names.setdefault(found[0], f"00000000-0000-4000-8000-{len(names):012d}")

    data = output.get("data", {})
    data.pop(WIDGET, None)
    if PICTURE in data:
        data[PICTURE] = smaller(data[PICTURE])
    for kind, text in data.items():
        if kind.startswith("text/"):
            data[kind] = RANDOM_NAME.sub(numbered, text)
    return output


def smaller(picture: str) -> str:
    """A figure in 256 colours, which is all it needs, without a word of what drew it; base64."""
    with Image.open(io.BytesIO(base64.b64decode(picture))) as drawn:
        flat = Image.new("RGB", drawn.size, "white")
        flat.paste(drawn.convert("RGB"), mask=drawn.getchannel("A") if drawn.mode == "RGBA" else None)
    buffer = io.BytesIO()
    flat.quantize(256, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return base64.b64encode(buffer.getvalue()).decode()


def _joined(outputs: list[Any]) -> list[Any]:
    """Words that came in several pieces, as chance had it, in one; and without what was only there while someone waited."""
    joined: list[Any] = []
    for output in outputs:
        if output.get("data") == {"text/plain": ""}:
            continue
        if output.output_type == "stream" and joined and joined[-1].get("name") == output.name:
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def refresh(script: Path) -> bool:
    """Execute a notebook and write it; whether anything changed."""
    pair = script.with_suffix(".ipynb")
    text = nbformat.writes(executed(script)) + "\n"
    if pair.is_file() and pair.read_text(encoding="utf-8") == text:
        return False
    beside = pair.with_suffix(".tmp")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, pair)
    return True


def prepare() -> None:
    """What a notebook shows of the study is of the whole study, so that study is run where it is not there yet; a few minutes."""
    if (ROOT / STUDY / "plan.json").is_file():
        return
    smaller = ["study.sensitivity=0", "study.screening=0", "study.robustness=0", "study.tipping=[]"]
    subprocess.run([sys.executable, "experiments/why_initiatives_fail.py", f"study.folder={STUDY}", *smaller], cwd=ROOT, check=True)


def main(arguments: list[str] | None = None) -> int:
    """Refresh or check the notebooks that were named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args(arguments)
    try:
        scripts = scripts_named(asked.names)
    except LookupError as problem:
        print(problem.args[0], file=sys.stderr)
        return 2
    if asked.check:
        differences = [text for script in scripts if (text := difference(script))]
        print("\n".join(differences) if differences else f"{len(scripts)} pairs agree")
        return 1 if differences else 0
    return refreshed(scripts)


def refreshed(scripts: list[Path]) -> int:
    """Refresh each, say what became of it, and return the exit status."""
    from nbclient.exceptions import CellExecutionError

    if any(script.stem == "03_why_initiatives_fail" for script in scripts):
        prepare()
    for script in scripts:
        try:
            print(f"{script.stem}: {'written' if refresh(script) else 'as before'}", flush=True)
        except CellExecutionError as problem:
            print(f"{script.stem}: {problem}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
