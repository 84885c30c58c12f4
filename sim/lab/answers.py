"""Plain answers for requests that get no page: one sentence, no script."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from starlette.responses import HTMLResponse

from sim.lab.shell import FAVICON
from sim.texts import language, say

ICON = "data:image/svg+xml," + quote(FAVICON)
_LOOK = """
:root{color-scheme:light}
html{font:clamp(15px,1.15vw,26px)/1.5 Roboto,system-ui,sans-serif}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f4f6f8;color:#222}
main{max-width:32rem;padding:2rem;text-align:center}
h1{font-size:1.5rem;margin:0 0 .5rem}
p{margin:0 0 1.5rem}
a{display:inline-block;padding:.6rem 1.4rem;border-radius:.5rem;background:#0072b2;color:#fff;text-decoration:none;font-weight:500}
a:focus-visible{outline:3px solid #e69f00;outline-offset:2px}
"""


def sentence(status: int, key: str, **values: object) -> HTMLResponse:
    """An answer with one sentence of the catalogue and a link back."""
    body = f"<h1>{escape(say('common.product'))}</h1><p>{escape(say(key, **values))}</p>"
    if status != 503:
        body += f'<a href="/">{escape(say("common.start"))}</a>'
    return _page(body, status)


def admission(path: str) -> HTMLResponse:
    """Reload the page from itself, so that the browser sends its new cookie."""
    where = escape(path, quote=True)
    link = f'<h1>{escape(say("common.product"))}</h1><a href="{where}">{escape(say("common.start"))}</a>'
    return _page(link, 200, f'<meta http-equiv="refresh" content="0;url={where}">')


def _page(body: str, status: int, head: str = "") -> HTMLResponse:
    title = escape(say("common.product"))
    document = (
        f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8">{head}<title>{title}</title><link rel="icon" href="{ICON}">'
        f"<style>{_LOOK}</style></head><body><main>{body}</main></body></html>"
    )
    return HTMLResponse(document, status, {"Cache-Control": "no-store"})
