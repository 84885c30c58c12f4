"""What a page owes to those who see it badly, hear it read, or use no mouse: WCAG 2.2 AA, as far as a program can tell."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, ViewportSize

LOOK = (Path(__file__).parent / "seen.js").read_text(encoding="utf-8")
NAMED_ROLES = {
    *("button", "link", "textbox", "searchbox", "combobox", "listbox", "checkbox", "radio", "switch", "slider", "spinbutton"),
    *("tab", "menuitem", "option", "dialog", "img", "image", "meter", "progressbar"),
}
LAPTOP: ViewportSize = {"width": 1366, "height": 768}
PROJECTOR: ViewportSize = {"width": 1920, "height": 1080}


def faults(page: Page) -> list[str]:
    """All accessibility faults of the current page, at the sizes of a laptop and of a projector."""
    found: dict[str, None] = {}
    for size in (PROJECTOR, LAPTOP):
        page.set_viewport_size(size)
        seen = page.evaluate(LOOK)
        found |= dict.fromkeys(f"at {size['width']}: {fault}" for fault in (*seen, *unnamed(page)))
    return list(found)


def unnamed(page: Page) -> list[str]:
    """What a screen reader would announce by its kind alone."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [f"a {role} has no name ({_said(node)})" for node in nodes if (role := _role(node)) in NAMED_ROLES and not _name(node)]


def _role(node: dict) -> str:
    return "" if node.get("ignored") else node.get("role", {}).get("value", "")


def _name(node: dict) -> str:
    return node.get("name", {}).get("value", "").strip()


def _said(node: dict) -> str:
    return node.get("description", {}).get("value") or f"node {node.get('backendDOMNodeId')}"
