"""Console tables, uniform across reports."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table


def table_of(title: str, console: Console, *columns: str) -> Table:
    """Return an empty titled table, framed only on a terminal; the first column and unnamed columns are left-aligned."""
    shape = box.SIMPLE_HEAD if console.is_terminal else None
    table = Table(title=title, title_justify="left", title_style="bold", box=shape, pad_edge=False)
    for place, column in enumerate(columns):
        table.add_column(column, justify="left" if place == 0 or column == "" else "right", overflow="fold")
    return table
