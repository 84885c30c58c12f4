"""The organisation map: one script draws it in the lab and in notebooks from the same data."""

from __future__ import annotations

from pathlib import Path

from sim.map.map_data import MapData, drawn_map, packed_stages

MODULES = Path(__file__).parent / "static"
"""The drawing script, network.js, and its style, map.css."""

__all__ = ["MODULES", "MapData", "drawn_map", "packed_stages"]
