"""Saved plays as text: a file, or a link short enough to send; read as strictly as any outside input.

One safe YAML loader reads both: a link contains compact JSON, which is also YAML.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from typing import Any

from sim.config.errors import Refused
from sim.config.safe_yaml import decoded, parse, refuse_unsafe
from sim.config.yaml_output import written
from sim.play.saved_play import Shared, shared_from

EXTENSION = ".change.yaml"
LONGEST_LINK = 6_000
"""Characters of a link; browsers and mail programs cut longer ones."""

LARGEST_UNPACKED = 120_000
"""Largest size in bytes of an unpacked link: about eight times a library play."""

HEADER = "# A play of the change lab: open it there. It holds a situation, a plan, a seed and decisions, and nothing else.\n"
OWN_HEADER = "# It also holds an organisation of one's own: who works in which unit, for whom, and with whom.\n"
LINK = "the link"
_ALPHABET = re.compile(r"[A-Za-z0-9_-]+")
_NOT_PLAIN = re.compile("[^\x20-\x7e\xa0-\u1fff\u2030-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def as_file(sent: Shared) -> bytes:
    """Self-contained: it can be opened with any library."""
    data = sent.model_dump(mode="json", exclude_none=True, exclude={"tables"})
    text = HEADER + (OWN_HEADER if sent.tables is not None else "") + written(data)
    if sent.tables is not None:
        lines = [f"  {name}: {_quoted(value)}\n" for name, value in sent.tables.model_dump().items()]
        text += "tables:\n" + "".join(lines)
    return text.encode()


def as_link(sent: Shared) -> str | None:
    """The text after `?play=`; None if too long for a link."""
    if sent.tables is not None:
        return None
    short = sent if sent.scenario is None else sent.model_copy(update={"initiative": None})
    data = short.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    packed = zlib.compress(_json(data).encode(), 9)
    text = base64.urlsafe_b64encode(packed).rstrip(b"=").decode()
    return text if len(text) <= LONGEST_LINK else None


def from_file(content: bytes, name: str) -> Shared:
    """A shared play from a file. name : its name in messages. Raises Refused."""
    return shared_in(parse(decoded(content, name), name), name)


def from_link(text: str) -> Shared:
    """A shared play from the text after `?play=`. Raises Refused."""
    if len(text) > LONGEST_LINK:
        raise Refused(f"{LINK}: {len(text):,} characters; at most {LONGEST_LINK:,}")
    if not _ALPHABET.fullmatch(text):
        raise Refused(f"{LINK}: damaged: it contains characters that links of the lab never contain; copy the whole link again")
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        opener = zlib.decompressobj()
        content = opener.decompress(packed, LARGEST_UNPACKED + 1)
    except (ValueError, zlib.error):
        raise Refused(f"{LINK}: damaged or cut off; copy the whole link again") from None
    if len(content) > LARGEST_UNPACKED:
        raise Refused(f"{LINK}: unpacks to more than {LARGEST_UNPACKED:,} bytes")
    if not opener.eof or opener.unused_data:
        raise Refused(f"{LINK}: damaged or cut off; copy the whole link again")
    return shared_in(parse(decoded(content, LINK), LINK), LINK)


def shared_in(data: Any, name: str) -> Shared:
    """A shared play from loaded YAML. Raises Refused."""
    tables = data.pop("tables", None) if isinstance(data, dict) else None
    refuse_unsafe(data, name)
    if tables is None:
        return shared_from(data, name)
    return shared_from({**data, "tables": tables}, name)  # a separate reader parses tables as text; cells contain no references


def _json(data: object) -> str:
    """JSON that is also valid YAML: every character that is special in YAML is escaped."""
    return _NOT_PLAIN.sub(_escaped, json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False))


def _quoted(text: str) -> str:
    return _json(text)


def _escaped(character: re.Match[str]) -> str:
    return f"\\u{ord(character[0]):04x}"
