"""Sphinx settings of the site; docs/build.py gathers pages, notebooks and linked files."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import yaml
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # for the colours

from site_colours import DARK, LIGHT  # noqa: E402  Sphinx reads this file from anywhere

_PROJECT = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = "Change simulator"
author = _PROJECT["authors"][0]["name"]
copyright = author
release = version = yaml.safe_load((HERE.parent / "CITATION.cff").read_text(encoding="utf-8"))["version"]
language = "en"

extensions = ["myst_nb"]
root_doc = "index"
nitpicky = True

myst_enable_extensions = ["html_image"]
myst_heading_anchors = 4
myst_links_external_new_tab = False

nb_execution_mode = "off"  # what is shown is what was committed, and the tests run it
nb_merge_streams = True
nb_ipywidgets_js: dict[str, object] = {}  # a page without a server has no kernel, and nothing is fetched from outside
nb_mime_priority_overrides = [("html", "application/vnd.jupyter.widget-view+json", None), ("html", "application/javascript", None)]

html_theme = "furo"
html_title = f"{project} {version}"
html_short_title = project
html_static_path = [str(HERE / "_static")]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_search_summary = False  # summaries are fetched, which a page opened from a file may not do
html_domain_indices = False
html_use_index = False
html_last_updated_fmt = None
html_theme_options = {
    "light_css_variables": LIGHT,
    "dark_css_variables": DARK,
    "navigation_with_keys": True,
    "top_of_page_buttons": [],
}
html_sidebars = {
    "**": [f"sidebar/{part}.html" for part in ("brand", "search", "scroll-start", "navigation", "scroll-end")],
}


def setup(app: Sphinx) -> None:
    """Tables of text are shown as they are."""
    app.add_lexer("csv", TextLexer)
