"""The lab as it is started, in a process and on a port of its own; only this machine is spoken to."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from sim.lab.__main__ import main

PATIENCE = 300.0  # seconds until a test gives up
HANGING, ROOM = 40, 20  # connections

SMALL = """
import sys
from sim.lab.access import door_of
from sim.lab.application import Lab
from sim.lab.limits import Limits
from sim.lab.server import listening, serve
listener = listening("127.0.0.1", 0)
port = listener.getsockname()[1]
print(f"http://127.0.0.1:{port}/", flush=True)
serve(Lab(Limits(connections=int(sys.argv[1]), unfinished=2.0)), door_of("127.0.0.1", port, None), listener)
"""
"""A lab with little room and little patience."""


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def started(folder: Path, *arguments: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A process that serves, and the line in which it says where."""
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # also where the tests run in the background of a shell
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = line.split()[-1]
        with httpx.Client(transport=httpx.HTTPTransport(retries=0)) as client:
            client.get(address, timeout=PATIENCE)  # it listens before it answers
        yield process, line
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    with started(tmp_path_factory.mktemp("small"), "-c", SMALL, str(ROOM)) as (_, address):
        yield "127.0.0.1", int(address.rstrip("/\n").rsplit(":", 1)[1])


def is_open(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return connection.recv(1) != b""
    except BlockingIOError:
        return True
    except ConnectionError:
        return False


def spoken(place: tuple[str, int], text: str) -> str:
    """What is answered to a request as it stands."""
    with socket.create_connection(place, timeout=PATIENCE) as connection:
        connection.sendall(text.encode())
        return connection.recv(65_536).decode("latin-1")  # frames may follow


def handshake(place: tuple[str, int], *lines: str) -> str:
    own = (f"Host: {place[0]}:{place[1]}", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13")
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    there = "GET /_nicegui_ws/socket.io/?EIO=4&transport=websocket&client_id=x HTTP/1.1"
    return spoken(place, "\r\n".join([there, *own, key, *lines, "", ""])).split("\r\n", 1)[0]


def session(place: tuple[str, int]) -> str:
    answer = httpx.get(f"http://{place[0]}:{place[1]}/", timeout=PATIENCE)
    return "Cookie: " + answer.headers["set-cookie"].split(";")[0]


def test_a_socket_is_opened_for_a_page_of_the_lab_and_for_no_other(lab: tuple[str, int]) -> None:
    cookie = session(lab)
    assert handshake(lab, cookie, f"Origin: http://127.0.0.1:{lab[1]}").startswith("HTTP/1.1 101")
    assert handshake(lab, cookie, "Origin: http://other.example").startswith("HTTP/1.1 403")
    assert handshake(lab, cookie, "Origin: null").startswith("HTTP/1.1 403")
    assert handshake(lab).startswith("HTTP/1.1 403")


def test_a_request_for_another_host_is_refused(lab: tuple[str, int]) -> None:
    assert spoken(lab, "GET / HTTP/1.1\r\nHost: other.example\r\n\r\n").startswith("HTTP/1.1 400")
    assert spoken(lab, "GET http://other.example/ HTTP/1.1\r\nHost: other.example\r\n\r\n").startswith("HTTP/1.1 400")
    assert spoken(lab, "GET / HTTP/1.0\r\n\r\n").startswith("HTTP/1.1 400")


def test_headers_without_end_are_refused(lab: tuple[str, int]) -> None:
    host = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{lab[1]}\r\n"
    assert spoken(lab, host + f"Cookie: {'x' * 12_001}\r\n\r\n").startswith("HTTP/1.1 431")
    assert spoken(lab, host + f"Cookie: {'x' * 24_001}").startswith("HTTP/1.1 400")
    assert spoken(lab, host + f"Cookie: x={'y' * 1_000}\r\n\r\n")[9:12] in ("200", "404")


def test_a_lab_answers_while_more_sockets_hang_than_it_has_room_for(lab: tuple[str, int]) -> None:
    beginnings = (b"", b"GET / HT", f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{lab[1]}\r\nX: ".encode())
    with ExitStack() as hanging:
        connections = [hanging.enter_context(socket.create_connection(lab, timeout=PATIENCE)) for _ in range(HANGING)]
        for number, connection in enumerate(connections):
            with suppress(ConnectionError):  # it had to make room already
                connection.sendall(beginnings[number % 3])
        answer = httpx.get(f"http://127.0.0.1:{lab[1]}/static/lab.css", timeout=PATIENCE)
        assert answer.status_code == 200
        assert sum(map(is_open, connections)) <= ROOM + 1


UNFINISHED = ("", "GET / HTTP/1.1\r\n", "POST /x HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 50\r\n\r\nabc")


@pytest.mark.parametrize("beginning", UNFINISHED, ids=("silence", "half a header", "half a body"))
def test_shutdown_does_not_wait_for_an_unfinished_request(lab: tuple[str, int], beginning: str) -> None:
    with socket.create_connection(lab, timeout=PATIENCE) as connection:
        connection.sendall(beginning.format(port=lab[1]).encode())
        with pytest.raises(ConnectionError):
            while connection.recv(65_536):
                pass
            raise ConnectionResetError("closed in good order")


def test_a_lab_is_started_says_where_and_ends_when_told(tmp_path: Path) -> None:
    port = free_port()
    with started(tmp_path, "-m", "sim", "lab", "--port", str(port)) as (process, line):
        assert line == f"The change lab is at http://127.0.0.1:{port}/\n"
        assert process.stdout is not None
        assert process.stdout.readline() == "Press Ctrl+C to stop.\n"
        place = ("127.0.0.1", port)
        cookie = session(place)
        with socket.create_connection(place, timeout=PATIENCE) as hanging:
            assert handshake(place, cookie).startswith("HTTP/1.1 101")
            hanging.sendall(b"GET /")
            process.send_signal(signal.SIGINT)
            said, complaints = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert said == "The lab is closed.\n"
    assert complaints == ""
    assert list(tmp_path.iterdir()) == []  # nothing is written where it was started


def test_a_lab_for_others_prints_the_link_that_lets_them_in(tmp_path: Path) -> None:
    port = free_port()
    with started(tmp_path, "-m", "sim", "lab", "--port", str(port), "--host", "0.0.0.0") as (_, line):
        link = line.split()[-1]
        assert link.startswith(f"http://127.0.0.1:{port}/?token=")
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as browser:
            assert browser.get("/static/lab.css").status_code == 403
            assert browser.get(link).status_code == 200
            assert browser.get("/static/lab.css").status_code == 200


def test_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    said = capsys.readouterr().out
    assert "change-simulator lab --port 8080" in said
    assert all(option in said for option in ("--host", "--token", "--language", "--most-sessions", "--open"))


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--port", "0"], "--port 0: a port is a whole number from 1 to 65535"),
        (["--port", "65536"], "--port 65536: a port"),
        (["--port", "http"], "--port http: a port"),
        (["--port", "-1"], "--port -1: a port"),
        (["--port", "٣"], "--port ٣: a port"),
        (["--host", "no.such.host.invalid"], "--host no.such.host.invalid: not an address of this machine"),
        (["--host", "192.0.2.7"], "--host 192.0.2.7: not an address of this machine"),
        (["--host", ""], "--host : not an address"),
        (["--host", "a\0b"], "not an address"),
        (["--token", "short"], "--token: too short"),
        (["--token", "sixteen letters ä"], "--token: too short"),
        (["--language", "xx"], "language 'xx': there is no such catalogue"),
        (["--most-sessions", "0"], "--most-sessions 0: a whole number from 1"),
        (["--most-sessions", "1e9"], "--most-sessions 1e9: a whole number from 1"),
    ],
)
def test_invalid_options_are_refused_in_one_line(arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([*arguments] if "--port" in arguments else ["--port", str(free_port()), *arguments])
    assert left.value.code == 2
    said = capsys.readouterr()
    assert complaint in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_a_port_in_use_is_refused_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit) as left:
            main(["--port", str(port)])
    assert left.value.code == 2
    assert capsys.readouterr().err == f"--port {port}: another program uses it; choose another, such as --port {port + 1}\n"
