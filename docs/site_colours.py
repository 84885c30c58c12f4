"""Colours of the site, from those of the figures; every text has a contrast of at least 4.5.

What is set for the day holds at night as well, unless the night sets it otherwise: both set the same.
"""

from __future__ import annotations

from sim.figures.style import BLUE, INK, SKY

LIGHT = {
    "color-brand-primary": BLUE,
    "color-brand-content": BLUE,
    "color-brand-visited": BLUE,
    "color-foreground-primary": INK,
    "color-foreground-muted": "#5F6368",
    "color-sidebar-link-text--top-level": INK,
}
DARK = {
    "color-brand-primary": SKY,
    "color-brand-content": SKY,
    "color-brand-visited": SKY,
    "color-foreground-primary": "#E2E4E8",
    "color-foreground-muted": "#9AA0A8",
    "color-sidebar-link-text--top-level": "#E2E4E8",
}
