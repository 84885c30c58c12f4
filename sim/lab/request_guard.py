"""The request guard: checks of access, session and rate for every request, including sockets."""

from __future__ import annotations

import hmac
import re
import secrets
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sim.lab.access import Door
from sim.lab.answers import admission, sentence
from sim.lab.application import SESSION, Lab, LabFull, Session, SessionEnded, is_of

SOCKETS = "/_nicegui_ws/"
OWN = ("/_nicegui/", SOCKETS, "/static/")
"""Requests that a page makes itself."""

_CLIENT = re.compile(r"/_nicegui/client/([^/]+)/")
_SLY = re.compile(rb"%2e|%2f|%5c|%00|%25|%0a|%0d|//|\\|\.\.", re.IGNORECASE)
_DROPPED = (b"x-forwarded-prefix", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"forwarded")


class TooMuch(Exception):
    """A request longer than the lab accepts."""


class Guard:
    """Middleware that refuses foreign hosts, foreign origins, missing tokens, oversized requests and forged pages."""

    def __init__(self, app: ASGIApp, lab: Lab, door: Door) -> None:
        self.app, self.lab, self.door = app, lab, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if scope["type"] == "websocket":
            return await self._socket(refusal, scope, headers, receive, send)
        nonce = secrets.token_urlsafe(16)
        send = _secured(send, self.door.policy(headers.get("host", ""), nonce))
        if refusal is not None:
            return await refusal(scope, receive, send)
        if _is_own(scope):
            return await self._within(scope, receive, send)
        return await self._page(scope, headers, receive, _signed(send, nonce))

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        """The first problem of a request, or None."""
        door, limits = self.door, self.lab.limits
        if sum(len(name) + len(value) for name, value in headers.raw) + len(scope["query_string"]) > limits.header_bytes:
            return sentence(431, "server.header_too_large")
        if not door.is_ours(headers.getlist("host"), scope.get("server")):
            return sentence(400, "server.foreign_host")
        if not door.is_from_here(headers):
            return sentence(403, "server.foreign_origin")
        if _SLY.search(scope.get("raw_path") or b"") or "\\" in scope["path"] or "/.." in scope["path"]:
            return sentence(404, "server.nothing_here")
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD", "POST"):
            return sentence(405, "server.nothing_here")
        return self._unadmitted(scope, headers)

    def _unadmitted(self, scope: Scope, headers: Headers) -> Response | None:
        """The token of a link admits once and becomes a cookie; None: admitted."""
        if self.door.token is None or _same(_cookies(headers).get(self.door.pass_name), self.door.token):
            return None
        asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if scope["type"] == "websocket" or not any(name == "token" and _same(value, self.door.token) for name, value in asked):
            return sentence(403, "server.token_needed")
        rest = urlencode([(name, value) for name, value in asked if name != "token"])
        answer = admission(scope["path"] + (f"?{rest}" if rest else ""))
        answer.set_cookie(self.door.pass_name, self.door.token, httponly=True, samesite="strict")
        return answer

    async def _page(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        """A page belongs to the browser with its cookie, or to a new session."""
        if scope["method"] == "POST":
            return await sentence(404, "server.nothing_here")(scope, receive, send)
        brought = _cookies(headers).get(self.door.session_name)
        try:
            session = self.lab.admit(brought)
        except LabFull:
            return await sentence(503, "server.full", sessions=self.lab.limits.sessions)(scope, receive, send)
        if session.key != brought:
            send = _with_cookie(send, f"{self.door.session_name}={session.key}; HttpOnly; SameSite=Lax; Path=/")
        scope[SESSION] = session.key
        await self._within(scope, receive, send)

    async def _within(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Limit the length of a request."""
        limits, headers = self.lab.limits, Headers(scope=scope)
        if scope["path"].startswith(SOCKETS):
            return await sentence(400, "server.sockets_only")(scope, receive, send)
        if not self._may_name(scope, headers):
            return await sentence(404, "server.nothing_here")(scope, receive, send)
        if _declared_length(headers) > limits.body_bytes:
            return await sentence(413, "server.body_too_large", bytes=limits.upload_bytes)(scope, receive, send)
        scope["headers"] = [(name, value) for name, value in scope["headers"] if name not in _DROPPED]
        try:
            await self.app(scope, _counted(receive, limits.body_bytes), send)
        except TooMuch:
            await sentence(413, "server.body_too_large", bytes=limits.upload_bytes)(scope, receive, send)

    def _may_name(self, scope: Scope, headers: Headers) -> bool:
        """Whether the page in an upload's path belongs to this browser."""
        named = _CLIENT.match(scope["path"])
        session = self._session_of(headers)
        return named is None or (session is not None and is_of(named[1], session))

    async def _socket(self, refusal: Response | None, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        """Whether a socket belongs to a page of this browser."""
        session = self._session_of(headers)
        client_id = dict(parse_qsl(scope["query_string"].decode("latin-1"))).get("client_id", "")
        if refusal is None and not scope["path"].startswith(SOCKETS):
            refusal = sentence(404, "server.nothing_here")
        if refusal is None and (session is None or not is_of(client_id, session)):
            refusal = sentence(403, "server.not_yours")
        if session is None or refusal is not None:
            return await _turned_away(refusal, scope, receive, send)
        if session.sockets >= self.lab.limits.sockets:
            return await _turned_away(sentence(429, "server.too_many_pages", pages=self.lab.limits.sockets), scope, receive, send)
        session.arrive()
        try:
            await self.app(scope, receive, send)
        finally:
            session.leave()

    def _session_of(self, headers: Headers) -> Session | None:
        try:
            return self.lab.known(_cookies(headers).get(self.door.session_name))
        except SessionEnded:
            return None


def _is_own(scope: Scope) -> bool:
    return scope["path"].startswith(OWN) or scope["path"] == "/favicon.ico"


def _cookies(headers: Headers) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        return {}


def _same(given: str | None, token: str) -> bool:
    return given is not None and hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())


def _declared_length(headers: Headers) -> int:
    text = headers.get("content-length", "0")
    return int(text) if text.isdecimal() and len(text) < 16 else 10**16


def _counted(receive: Receive, most: int) -> Receive:
    """Bytes received, up to the limit."""
    taken = 0

    async def counting() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body") or b"")
        if taken > most:
            raise TooMuch
        return message

    return counting


def _secured(send: Send, policy: dict[str, str]) -> Send:
    """Security headers on each answer."""

    async def securing(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(policy)
        await send(message)

    return securing


def _signed(send: Send, nonce: str) -> Send:
    """Add a nonce to a page's own scripts, so that injected scripts do not run."""
    start: Message | None = None
    parts: list[bytes] = []

    async def signing(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            if not Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                await send(message)
                return
            start = message
        elif start is None:
            await send(message)
        else:
            parts.append(message.get("body", b""))
            if message.get("more_body"):
                return
            body = b"".join(parts).replace(b"<script", b'<script nonce="%s"' % nonce.encode())
            MutableHeaders(scope=start)["content-length"] = str(len(body))
            await send(start)
            await send({"type": "http.response.body", "body": body})

    return signing


def _with_cookie(send: Send, cookie: str) -> Send:
    async def giving(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append("set-cookie", cookie)
        await send(message)

    return giving


async def _turned_away(refusal: Response | None, scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse a handshake with an HTTP answer if the server supports it; otherwise close it."""
    if refusal is None or "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})
        return

    async def as_answer(message: Message) -> None:
        await send({**message, "type": "websocket." + message["type"]})

    await refusal({**scope, "type": "http"}, receive, as_answer)
