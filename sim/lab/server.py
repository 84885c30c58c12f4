"""The server: the pages of the lab behind its guard, on one port of one machine."""

from __future__ import annotations

import asyncio
import errno
import importlib
import pkgutil
import socket
from contextlib import suppress
from typing import cast, get_args

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import Response
from nicegui import app, core, ui
from nicegui.language import Language
from starlette.types import ASGIApp

from sim.config.errors import Refused
from sim.lab import pages
from sim.lab.access import Door
from sim.lab.answers import sentence
from sim.lab.application import Lab
from sim.lab.choosing.shelf import made_ready
from sim.lab.connection_timeouts import PatientProtocol
from sim.lab.request_guard import Guard
from sim.lab.shell import FAVICON, STATIC, sheets, styles
from sim.texts import language, say

INK, BLUE, GREEN, VERMILION, ORANGE = "#222222", "#0072B2", "#007D5A", "#B84E00", "#E69F00"
"""The product's colours for Quasar; two are darkened for legible text."""


def assembled(lab: Lab, door: Door) -> ASGIApp:
    """The whole lab as one application: pages, their resources, and the guard."""
    app.state.lab, app.state.door = lab, door
    app.colors(primary=BLUE, secondary=INK, accent=ORANGE, positive=GREEN, negative=VERMILION, info=BLUE, warning=ORANGE)
    app.config.socket_io_js_transports = ["websocket"]
    core.sio.eio.transports = ["websocket"]
    app.add_exception_handler(404, _nothing_here)
    app.add_exception_handler(Exception, _broken)
    app.on_page_exception(_broken_page)
    _serve_styles()
    for page in sorted(module.name for module in pkgutil.iter_modules(pages.__path__)):
        importlib.import_module(f"{pages.__name__}.{page}").register()
    _keep(lab)
    around = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    ui.run_with(
        around,
        language=_marked(language()),
        title=say("common.product"),
        favicon=FAVICON,
        tailwind=False,
        show_welcome_message=False,
        gzip_middleware_factory=None,
    )
    return Guard(around, lab, door)


def _marked(spoken: str) -> Language | None:
    """Language of the page for screen readers and Quasar; None if Quasar lacks it."""
    names = ("en-GB",) if spoken == "en" else (name for name in get_args(Language) if name == spoken or name.startswith(f"{spoken}-"))
    return cast(Language | None, next(iter(names), None))


def serve(lab: Lab, door: Door, listening: socket.socket) -> None:
    """Serve until stopped, preparing the first visit once pages can be asked for."""
    app.on_startup(lambda: lab.pool.submit(made_ready))
    config = uvicorn.Config(
        assembled(lab, door),
        http=PatientProtocol.within(lab.limits),
        ws="wsproto",
        ws_max_size=lab.limits.body_bytes,
        h11_max_incomplete_event_size=2 * lab.limits.header_bytes,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    uvicorn.Server(config).run(sockets=[listening])


def listening(host: str, port: int) -> socket.socket:
    """A listening socket.

    Raises Refused if a port is taken, or a host is not this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except (OSError, UnicodeError):
        raise Refused(say("server.no_such_host", host=host)) from None
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(512)
    except OSError as problem:
        listener.close()
        raise Refused(_why_not(problem, host, port)) from None
    return listener


def _why_not(problem: OSError, host: str, port: int) -> str:
    if problem.errno == errno.EADDRINUSE:
        return say("server.port_taken", port=port, other=port + 1 if port < 65_535 else port - 1)
    if problem.errno == errno.EACCES:
        return say("server.port_forbidden", port=port)
    return say("server.no_such_host", host=host)


def _serve_styles() -> None:
    """Styles are looked up by name in a fixed set; no part of a request becomes a path."""

    @app.get(STATIC + "/{name}", include_in_schema=False)
    def style(name: str) -> Response:
        if name not in sheets():
            return sentence(404, "server.nothing_here")
        return Response(sheets()[name], media_type="text/css", headers={"Cache-Control": "public, max-age=31536000, immutable"})


def _keep(lab: Lab) -> None:
    """Remove idle sessions while the server runs, and release all resources when it stops."""

    async def keep() -> None:
        app.state.keeping = asyncio.create_task(lab.keep())

    async def close() -> None:
        app.state.keeping.cancel()
        with suppress(asyncio.CancelledError):
            await app.state.keeping
        lab.close()

    app.on_startup(keep)
    app.on_shutdown(close)


async def _nothing_here(request: Request, problem: Exception) -> Response:
    return sentence(404, "server.nothing_here")


async def _broken(request: Request, problem: Exception) -> Response:
    return sentence(500, "common.broke")


def _broken_page() -> None:
    ui.add_head_html(styles())
    ui.label(say("common.broke")).classes("lab-broken")
    ui.link(say("common.start"), "/").classes("lab-button")
