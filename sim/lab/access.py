"""Access control: names the lab answers to, allowed origins, and the token for open networks."""

from __future__ import annotations

import ipaddress
import secrets
from typing import NamedTuple

from starlette.datastructures import Headers

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Door(NamedTuple):
    """Where a lab listens, and who may enter."""

    host: str
    port: int
    token: str | None  # none: only this machine reaches the lab, and all its users may enter

    @property
    def pass_name(self) -> str:
        """Name of the session cookie; it contains the port, because browsers share cookies between ports."""
        return f"change-lab-pass-{self.port}"

    @property
    def session_name(self) -> str:
        return f"change-lab-{self.port}"

    @property
    def address(self) -> str:
        """The address to open, with the token where one is needed."""
        host = "127.0.0.1" if is_any(self.host) else self.host
        link = f"http://{_bracketed(host)}:{self.port}/"
        return link if self.token is None else f"{link}?token={self.token}"

    def is_ours(self, named: list[str], reached: tuple[str, int | None] | None) -> bool:
        """Whether a request names this host; any other name may be a DNS rebinding attack.

        named : every Host header; there must be exactly one
        reached : the address of this machine at which the request arrived
        """
        names = {*LOOPBACK, self.host.lower()}
        if is_any(self.host) and reached is not None:
            names.add(reached[0].lower())
        ours = {f"{_bracketed(name)}:{self.port}" for name in names}
        if self.port == 80:
            ours |= {_bracketed(name) for name in names}
        return len(named) == 1 and named[0].lower() in ours

    def is_from_here(self, headers: Headers) -> bool:
        """Whether the requesting page is the lab's, or the address was typed."""
        origins = headers.getlist("origin")
        if origins:
            return origins == [f"http://{headers['host']}"]
        site, mode = headers.get("sec-fetch-site", "none"), headers.get("sec-fetch-mode", "navigate")
        return site in ("none", "same-origin") or mode == "navigate"

    def policy(self, host: str, nonce: str) -> dict[str, str]:
        """The content security policy; Vue compiles templates in the browser, hence 'unsafe-eval'."""
        rules = (
            "default-src 'self'",
            f"script-src 'self' 'nonce-{nonce}' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' ws://{host}" if self.is_ours([host], None) else "connect-src 'self'",
            "object-src 'none'",
            "frame-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
        return {
            "Content-Security-Policy": "; ".join(rules),
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        }


def door_of(host: str, port: int, token: str | None) -> Door:
    """Access for this machine without a token; others need one, drawn at random if none was given."""
    if token is None and not is_loopback(host):
        token = secrets.token_urlsafe(24)
    return Door(host, port, token)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a host."""
    try:
        return host.lower() == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_any(host: str) -> bool:
    """Whether a host means all addresses of this machine."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
