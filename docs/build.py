"""Build the documentation as a site that needs no server and no network: python docs/build.py [FOLDER].

Pages of docs/ and notebooks are gathered as they are. A link to another file of the repository works on the code host as it stands; on the
site it leads to a page that shows the file. Warnings are errors: a page that no table of contents names, a link that leads nowhere.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from sphinx.cmd.build import main as sphinx

sys.path.insert(0, str(Path(__file__).resolve().parent))  # tests load this file from anywhere

from site_accessibility import complete

DOCS = SETTINGS = Path(__file__).resolve().parent
ROOT = DOCS.parent
SITE = ROOT / "outputs" / "docs" / "site"
AT_THE_TOP = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")
LANGUAGES = {
    ".cff": "yaml", ".css": "css", ".js": "javascript", ".json": "json", ".md": "markdown", ".py": "python", ".toml": "toml",
    ".yaml": "yaml",
}  # fmt: skip
LINK = re.compile(r"(\]\(|<img src=\")([^)\s\"]+)")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
CODE = re.compile(r"(^```.*?^```\s*?$|`[^`\n]+`)", re.DOTALL | re.MULTILINE)


def pages() -> dict[Path, str]:
    """Every page of the site by its file, with the place it gets."""
    found = {path: path.relative_to(DOCS).as_posix() for path in sorted(DOCS.rglob("*.md"))}
    notebooks = [ROOT / "notebooks" / "README.md", *sorted((ROOT / "notebooks").glob("*.ipynb"))]
    found |= {path: f"notebooks/{path.name}" for path in notebooks}
    return found | {ROOT / name: f"repository/{name}" for name in AT_THE_TOP if (ROOT / name).is_file()}


def gather(source: Path) -> None:
    """Everything that Sphinx reads, in one folder."""
    known = pages()
    shown: dict[Path, str] = {}
    for path, place in known.items():
        target = source / place
        target.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        led = _leader(path, place, known, shown, source)
        target.write_text(_notebook(text, led) if path.suffix == ".ipynb" else in_prose(text, led), encoding="utf-8")
    for path, place in shown.items():
        target = source / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_page_of(path), encoding="utf-8")


def in_prose(text: str, led: Callable[[str], str]) -> str:
    """A text with its links led elsewhere; code stays as it is."""
    parts = CODE.split(text)
    parts[::2] = [LINK.sub(lambda found: found[1] + led(found[2]), part) for part in parts[::2]]
    return "".join(parts)


def _notebook(text: str, led: Callable[[str], str]) -> str:
    notebook = json.loads(text)
    heading = "this notebook"
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = in_prose("".join(cell["source"]), led)
            heading = ([found[1] for found in HEADING.finditer(cell["source"])] or [heading])[-1]
        elif shown := [output for output in cell["outputs"] if "image/png" in output.get("data", {})]:
            said = " ".join(filter(None, map(description_of, shown))) or f"Figure of the section “{heading}”"
            cell["metadata"].setdefault("mystnb", {}).setdefault("image", {}).setdefault("alt", said)
    return json.dumps(notebook)


def description_of(output: dict) -> str:
    """Return the text alternative of a cell's PNG output, from the output's metadata or from the file; may be empty."""
    with Image.open(io.BytesIO(base64.b64decode("".join(output["data"]["image/png"])))) as image:
        return output.get("metadata", {}).get("image/png", {}).get("alt", "") or str(image.info.get("Description", ""))


def _leader(path: Path, place: str, known: dict[Path, str], shown: dict[Path, str], source: Path) -> Callable[[str], str]:
    """Where a link of a page leads on the site; files that are not pages are noted as shown, pictures are taken along."""

    def led(link: str) -> str:
        if re.match(r"[a-z]+:|#", link):
            return link
        name, mark, anchor = link.partition("#")
        target = Path(os.path.normpath(path.parent / name))
        if not target.exists() or not target.is_relative_to(ROOT):
            return link  # Sphinx says that it leads nowhere
        if target.suffix in (".png", ".svg"):
            taken = source / "pictures" / target.relative_to(ROOT)
            taken.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(target, taken)
            return _from(place, taken.relative_to(source).as_posix())
        if target not in known:
            shown[target] = f"files/{target.relative_to(ROOT).as_posix()}.md"
            return _from(place, shown[target])
        return _from(place, known[target]) + mark + anchor

    return led


def _from(place: str, other: str) -> str:
    return os.path.relpath(other, Path(place).parent).replace(os.sep, "/")


def _page_of(path: Path) -> str:
    """A page that shows a file of the repository, or names what a folder holds; found by links, not by searching."""
    name = path.relative_to(ROOT).as_posix()
    head = f"---\norphan: true\nnosearch: true\n---\n\n# {name}\n\n"
    if path.is_dir():
        inside = sorted(one.name + "/" * one.is_dir() for one in path.iterdir() if not one.name.startswith((".", "__")))
        return head + "A folder of the repository. It holds:\n\n" + "".join(f"- `{one}`\n" for one in inside)
    fence, language = "`" * 8, LANGUAGES.get(path.suffix, "text")
    return f"{head}A file of the repository.\n\n{fence}{{code-block}} {language}\n{path.read_text(encoding='utf-8')}\n{fence}\n"


def build(site: Path) -> int:
    """Make the site anew; 0 if nothing is to be mended."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        gather(source)
        shutil.rmtree(site, ignore_errors=True)
        quiet = ["-q", "-W", "--keep-going", "-n", "-b", "html", "-c", str(SETTINGS), "-d", str(Path(folder) / "doctrees")]
        status = sphinx([*quiet, str(source), str(site)])
    complete(site)
    return status


def main(arguments: list[str]) -> int:
    """Build, and say where it is. A folder that holds something else is left as it is."""
    parser = argparse.ArgumentParser(description="Build the documentation as a site; open its index.html in any browser.")
    parser.add_argument("folder", nargs="?", default=SITE, type=Path, help="where it goes (default: outputs/docs/site)")
    site = parser.parse_args(arguments).folder.resolve()
    if site.exists() and not (site / ".buildinfo").is_file() and (not site.is_dir() or any(site.iterdir())):
        parser.error(f"{site}: holds something else than a site; name a new or empty folder")
    status = build(site)
    if status == 0:
        print(f"{site / 'index.html'}")
    return status


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
