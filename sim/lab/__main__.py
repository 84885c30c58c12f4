"""Open the change lab: `change-simulator lab --port 8080`."""

from __future__ import annotations

import argparse
import os
import resource
import sys
import threading
import webbrowser
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from sim.config.errors import Refused
from sim.exit_statuses import INTERRUPTED, REFUSED
from sim.lab.access import door_of, is_loopback
from sim.lab.limits import Limits
from sim.one_line_parser import OneLineParser
from sim.texts import ENGLISH, catalogue, languages, say, speak
from sim.typed_command import CONSOLE

TOKEN_LETTERS = 16
PORT = 8080


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Open the lab; returns the exit status."""
    given = _parser().parse_args(arguments)
    try:
        speak(catalogue(given.language))
        _open(given)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        raise SystemExit(REFUSED) from None
    except KeyboardInterrupt:
        print(say("server.stopped"), flush=True)
        os._exit(INTERRUPTED)  # unfinished weeks and figures are no longer needed
    raise SystemExit(0)


def _open(given: argparse.Namespace) -> None:
    """Check all settings, then serve."""
    limits = replace(Limits(), sessions=_sessions(given.most_sessions))
    door = door_of(given.host, _port(given.port), _token(given.token))
    _use(given.config_dir)
    from sim.lab.application import Lab  # imported late, so that help and refusals are fast
    from sim.lab.server import listening, serve

    listener = listening(door.host, door.port)
    _allow_sockets(limits)
    print(say("server.address", address=door.address), flush=True)
    if not is_loopback(door.host):
        print(say("server.others"), flush=True)
    print(say("server.stop"), flush=True)
    if given.open:
        threading.Timer(1.0, webbrowser.open, [door.address]).start()
    serve(Lab(limits), door, listener)


def _use(folder: str | None) -> None:
    """Look names up in the user's own folder too, after a check of what the lab takes from it. Raises Refused."""
    if folder is None:
        return
    from sim.config.library_files import folders_in_use, names_of, use_folder
    from sim.config.loading import load
    from sim.config.with_more_cards import programmes_in, with_interventions, with_philosophies
    from sim.play.rescue import repairable

    use_folder(folder)
    for name in names_of("scenario", (Path(folder),)):
        load(name)
    programmes_in(folders_in_use())
    with_philosophies(with_interventions(load()))
    if names_of("cause", (Path(folder),)):
        repairable()


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(
        prog=f"{CONSOLE} lab",
        description=say("server.about"),
        epilog=say("server.examples"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--port", default=str(PORT), help=say("server.help_port") + f" ({PORT})")
    parser.add_argument("--host", default="127.0.0.1", help=say("server.help_host"))
    parser.add_argument("--token", help=say("server.help_token"))
    parser.add_argument("--language", default=ENGLISH, help=f"{say('server.help_language')} ({', '.join(languages())})")
    parser.add_argument("--most-sessions", default=str(Limits.sessions), help=say("server.help_sessions") + f" ({Limits.sessions})")
    parser.add_argument("--config-dir", metavar="FOLDER", help=say("server.help_folder"))
    parser.add_argument("--open", action="store_true", help=say("server.help_open"))
    return parser


def _port(text: str) -> int:
    return _whole(text, 65_535, "server.bad_port")


def _sessions(text: str) -> int:
    return _whole(text, 2_000, "server.bad_sessions")


def _whole(text: str, most: int, refusal: str) -> int:
    """A number as it was typed, or a line that says what it may be."""
    number = int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else 0
    if not 1 <= number <= most:
        raise Refused(say(refusal, given=text[:60], most=most))
    return number


def _token(text: str | None) -> str | None:
    """Check a chosen token: hard to guess, and safe in a link."""
    if text is None:
        return None
    if len(text) < TOKEN_LETTERS or not text.isascii() or not all(letter.isalnum() or letter in "-_" for letter in text):
        raise Refused(say("server.bad_token", letters=TOKEN_LETTERS))
    return text


def _allow_sockets(limits: Limits) -> None:
    """Raise the limit on open files: each connection is one, and many systems allow fewer than the lab needs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = limits.connections + 500
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard) if hard != resource.RLIM_INFINITY else wanted, hard))


start = main
"""Entry point of `change-simulator lab`."""

if __name__ == "__main__":
    main()
