"""The map: an organisation drawn in a browser, on the page of the lab and in notebooks, by one script from one kind of data."""

from __future__ import annotations

from pathlib import Path

from sim.map.map_data import MapData, drawn_map, packed_stages

MODULES = Path(__file__).parent / "static"
"""The script that draws, network.js, and its style, map.css."""

__all__ = ["MODULES", "MapData", "drawn_map", "packed_stages"]
