"""Who may come in, as whom, and with how much."""

import gc
import re
import weakref
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any

import nicegui
import pytest
from nicegui import ui
from nicegui.testing.user import User
from starlette.types import Message, Receive, Scope, Send

from sim.lab.access import Door, door_of, is_loopback
from sim.lab.application import SESSION, Lab, the_lab
from sim.lab.limits import Limits
from sim.lab.request_guard import Guard
from sim.lab.shell import frame

OURS = "127.0.0.1:8080"
OPEN = Door("127.0.0.1", 8080, None)
LOCKED = Door("192.168.1.20", 8080, "a-token-no one-guesses")


async def _nothing() -> None:
    pass


class Answered:
    """What came back, and whether it was the lab itself that answered."""

    def __init__(self) -> None:
        self.status, self.body, self.reached = 0, b"", False
        self.headers: dict[str, str] = {}
        self.cookies: list[str] = []
        self.scope: Scope = {}

    @property
    def session(self) -> str:
        return next(cookie for cookie in self.cookies if cookie.startswith("change-lab-8080=")).split("=", 1)[1].split(";")[0]


class Knocking:
    """Requests as they arrive, before anything but the guard has seen them."""

    def __init__(self, lab: Lab, door: Door = OPEN) -> None:
        self.guard = Guard(self._lab, lab, door)
        self._answered = Answered()
        self.while_open: Callable[[], Awaitable[None]] = _nothing

    async def _lab(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._answered.reached, self._answered.scope = True, scope
        if scope["type"] == "websocket":
            await self.while_open()
            return
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
        await send({"type": "http.response.body", "body": b"<script>1</script>"})

    async def __call__(
        self, path: str = "/", method: str = "GET", body: tuple[bytes, ...] = (b"",), query: str = "", kind: str = "http", **headers: str
    ) -> Answered:
        named = {"host": OURS, **{name.replace("_", "-"): text for name, text in headers.items()}}
        answered = self._answered = Answered()
        parts = list(body)
        scope: Scope = {
            "type": kind, "method": method, "path": path, "raw_path": path.encode(), "query_string": query.encode(),
            "headers": [(name.encode(), text.encode()) for name, text in named.items()],
            "server": ("10.0.0.9", 8080), "extensions": {"websocket.http.response": {}},
        }  # fmt: skip

        async def receive() -> Message:
            return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

        async def send(message: Message) -> None:
            if message["type"].endswith("response.start"):
                answered.status = message["status"]
                for name, text in message["headers"]:
                    answered.headers[name.decode()] = text.decode()
                    if name == b"set-cookie":
                        answered.cookies.append(text.decode())
            elif message["type"].endswith("response.body"):
                answered.body += message.get("body", b"")

        await self.guard(scope, receive, send)
        return answered

    async def socket(self, client_id: str = "", **headers: str) -> Answered:
        query = f"client_id={client_id}&transport=websocket"
        return await self("/_nicegui_ws/socket.io/", query=query, kind="websocket", **headers)


@pytest.fixture
def knock(lab: Lab) -> Knocking:
    return Knocking(lab)


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "LocalHost:8080", "[::1]:8080"])
async def test_a_lab_answers_to_the_names_of_this_machine(knock: Knocking, host: str) -> None:
    assert (await knock(host=host)).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "other.example",
        "other.example:8080",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.0.0.1:8080.other.example",
        "10.0.0.9:8080",
        "",
        "localhost:8080@x",
    ],
)
async def test_another_name_that_was_made_to_point_here_is_refused(knock: Knocking, host: str) -> None:
    answered = await knock(host=host)
    assert answered.status == 400
    assert not answered.reached


async def test_a_lab_for_others_answers_to_its_own_name_and_to_no_other(lab: Lab) -> None:
    knock = Knocking(lab, LOCKED._replace(token=None))
    assert (await knock(host="192.168.1.20:8080")).status == 200
    assert (await knock(host="192.168.1.21:8080")).status == 400


async def test_a_lab_on_every_address_answers_to_the_one_that_was_reached(lab: Lab) -> None:
    knock = Knocking(lab, Door("0.0.0.0", 8080, None))
    assert (await knock(host="10.0.0.9:8080")).status == 200
    assert (await knock(host="other.example:8080")).status == 400


@pytest.mark.parametrize(
    "origin", ["http://other.example", "null", "https://127.0.0.1:8080", "http://127.0.0.1:8081", "http://localhost:8080", ""]
)
@pytest.mark.parametrize("path", ["/", "/_nicegui_ws/socket.io/", "/_nicegui/client/x/upload/1"])
async def test_a_page_from_elsewhere_is_not_answered(knock: Knocking, path: str, origin: str) -> None:
    answered = await knock(path, method="POST", origin=origin)
    assert answered.status == 403
    assert not answered.reached


async def test_a_socket_from_elsewhere_is_not_opened(knock: Knocking) -> None:
    key = (await knock()).session
    assert (await knock.socket(cookie=f"change-lab-8080={key}", origin="http://other.example")).status == 403
    assert (await knock.socket(cookie=f"change-lab-8080={key}", host="other.example")).status == 400
    assert (await knock.socket(cookie=f"change-lab-8080={key}", origin=f"http://{OURS}")).reached


async def test_other_pages_may_lead_here_but_not_take_from_here(knock: Knocking) -> None:
    assert (await knock(sec_fetch_site="cross-site", sec_fetch_mode="navigate")).status == 200
    assert (await knock("/static/lab.css", sec_fetch_site="cross-site", sec_fetch_mode="no-cors")).status == 403


async def test_a_request_without_a_token_is_refused(lab: Lab) -> None:
    knock = Knocking(lab, LOCKED)
    for query in ("", "token=", "token=wrong", "token=a-token-no one-guesse", "TOKEN=a-token-no one-guesses"):
        answered = await knock(query=query)
        assert answered.status == 403
        assert answered.cookies == []
    assert (await knock("/static/lab.css")).status == 403
    assert (await knock.socket()).status == 403
    assert lab.sessions == {}


async def test_a_token_lets_in_once_and_is_a_cookie_from_then_on(lab: Lab) -> None:
    knock = Knocking(lab, LOCKED)
    answered = await knock("/room/ABC", query="a=1&token=a-token-no one-guesses")
    (cookie,) = answered.cookies
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert b"token" not in answered.body
    assert b"url=/room/ABC?a=1" in answered.body
    assert (await knock(cookie=cookie.split(";")[0])).reached
    assert not (await knock(cookie=cookie.split(";")[0].replace("guesses", "guessed"))).reached


def test_a_token_is_drawn_for_everybody_but_this_machine() -> None:
    assert door_of("127.0.0.1", 8080, None).token is None
    drawn = {str(door_of("0.0.0.0", 8080, None).token) for _ in range(10)}
    assert len(drawn) == 10
    assert min(map(len, drawn)) >= 32
    assert door_of("0.0.0.0", 8080, "chosen-by-hand-1234").token == "chosen-by-hand-1234"


def test_only_loopback_is_loopback() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.1.2.3", "::1", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.168.1.20", "localhost.other.example", "127.0.0.1.other.example")))


async def test_a_page_may_load_nothing_from_outside(knock: Knocking) -> None:
    policy = (await knock()).headers["content-security-policy"]
    sources = {source for rule in policy.split("; ") for source in rule.split(" ")[1:]}
    nonce = next(source for source in sources if source.startswith("'nonce-"))
    kinds = {"'self'", "'none'", "'unsafe-inline'", "'unsafe-eval'", "data:", "blob:", f"ws://{OURS}", nonce}
    assert sources == kinds
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert "frame-ancestors 'none'" in policy


async def test_every_answer_is_guarded(knock: Knocking) -> None:
    for answered in (await knock(), await knock(host="other.example"), await knock("/%2e%2e/x"), await knock(method="PUT")):
        assert answered.headers["x-content-type-options"] == "nosniff"
        assert answered.headers["referrer-policy"] == "no-referrer"
        assert "content-security-policy" in answered.headers


async def test_scripts_of_a_page_carry_a_number_that_is_new_each_time(knock: Knocking) -> None:
    numbers = set()
    for _ in range(3):
        answered = await knock()
        (number,) = re.findall(rb'<script nonce="([\w-]+)">', answered.body)
        assert f"'nonce-{number.decode()}'" in answered.headers["content-security-policy"]
        assert answered.headers["content-length"] == str(len(answered.body))
        numbers.add(number)
    assert len(numbers) == 3


async def test_a_request_has_an_end(knock: Knocking) -> None:
    cookie = "x" * (Limits.header_bytes + 1)
    assert (await knock(cookie=cookie)).status == 431
    assert (await knock(query=cookie)).status == 431
    assert (await knock(cookie="x=" + "y" * 1_000)).status == 200


async def test_an_upload_has_an_end(lab: Lab) -> None:
    knock = Knocking(lab)
    key = (await knock()).session
    there: dict[str, Any] = {"path": "/_nicegui/client/gone/upload/1", "method": "POST", "cookie": f"change-lab-8080={key}"}
    most = Limits.body_bytes
    assert (await knock(**there, content_length=str(most))).status == 200
    assert (await knock(**there, content_length=str(most + 1))).status == 413
    assert (await knock(**there, content_length="9" * 4_301)).status == 413
    assert (await knock(**there, content_length="-5")).status == 413
    assert (await knock(**there, body=(b"x" * most, b"x"))).status == 413
    assert (await knock(**there, body=(b"x" * (most - 1), b"x"))).status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
async def test_a_lab_is_only_asked_and_brought_to(knock: Knocking, method: str) -> None:
    answered = await knock(method=method)
    assert answered.status == 405
    assert not answered.reached


def ways_up() -> Iterator[str]:
    """Ways to name a file of ours in the folder above, a style by way of a folder above, and a style with a letter too many."""
    library = f"/_nicegui/{nicegui.__version__}"
    for dots in ("..", "%2e%2e", "%2E.", ".%2e", "%252e%252e"):
        for stroke in ("/", "%2f", "%5c", "\\", "%252f", "//"):
            for start in ("/static", f"{library}/static", f"{library}/resources/x/y", "/_nicegui/auto/static"):
                yield f"{start}/{dots}{stroke}__init__.py"
    yield from (f"{library}/static/{up}/nicegui.css" for up in ("x/%2e%2e", "x%2f%2e%2e", "%2e"))
    yield from (f"/static/lab.css{letter}" for letter in ("%00", "%0a", "%0d", "%25"))


async def test_no_path_leads_out_of_the_lab(user: User) -> None:
    for way in ways_up():
        request = user.http_client.build_request("GET", "/")
        request.url = request.url.copy_with(raw_path=way.encode())
        answer = await user.http_client.send(request)
        assert answer.status_code == 404, way
        assert "import" not in answer.text


@pytest.mark.parametrize(
    "path", ["/docs", "/redoc", "/openapi.json", "/.nicegui/storage-general.json", "/static/", "/static/en.yaml", "/nowhere"]
)
async def test_there_is_nothing_but_the_pages(user: User, path: str) -> None:
    answer = await user.http_client.get(path)
    assert answer.status_code == 404
    assert "nicegui" not in answer.text.lower()


async def test_polling_is_no_way_in(knock: Knocking) -> None:
    assert (await knock("/_nicegui_ws/socket.io/", query="EIO=4&transport=polling")).status == 400
    assert (await knock("/_nicegui_ws/socket.io/", query="EIO=4&transport=polling", method="POST", origin=f"http://{OURS}")).status == 400


async def test_a_browser_keeps_its_session_and_cannot_choose_one(knock: Knocking, lab: Lab) -> None:
    key = (await knock()).session
    again = await knock(cookie=f"change-lab-8080={key}")
    assert again.cookies == []
    assert again.scope[SESSION] == key
    forged = await knock(cookie=f"change-lab-8080={'A' * 43}")
    assert forged.session not in ("A" * 43, key)
    assert len(lab.sessions) == 2


async def test_a_full_lab_says_so(lab: Lab) -> None:
    lab.limits = replace(lab.limits, sessions=2)
    knock = Knocking(lab)
    key = (await knock()).session
    await knock()
    full = await knock()
    assert full.status == 503
    assert "2 browsers" in full.body.decode()
    assert (await knock(cookie=f"change-lab-8080={key}")).status == 200


async def test_an_unopened_page_takes_no_seat(lab: Lab) -> None:
    lab.limits = replace(lab.limits, sessions=2, arrival=-1.0)
    knock = Knocking(lab)
    answers = [await knock() for _ in range(9)]
    assert {answer.status for answer in answers} == {200}
    assert len(lab.sessions) <= 2


async def test_a_session_without_an_open_page_is_given_back_whole(lab: Lab) -> None:
    lab.limits = replace(lab.limits, idle=-1.0)
    knock = Knocking(lab)
    key = (await knock()).session

    class Something:
        """A game, as far as memory goes."""

    game: Any = Something()
    lab.sessions[key].game = game
    gone, forgotten = weakref.ref(game), weakref.ref(lab.sessions[key])
    del game

    async def while_open() -> None:
        lab.sweep()
        assert key in lab.sessions

    knock.while_open = while_open
    assert (await knock.socket(cookie=f"change-lab-8080={key}")).reached
    lab.sweep()
    gc.collect()
    assert lab.sessions == {}
    assert gone() is None
    assert forgotten() is None


async def test_a_browser_has_only_so_many_pages_open(lab: Lab) -> None:
    lab.limits = replace(lab.limits, sockets=2)
    knock = Knocking(lab)
    cookie = f"change-lab-8080={(await knock()).session}"
    depths: list[int] = []

    async def one_more() -> None:
        depths.append((await knock.socket(cookie=cookie)).status)

    knock.while_open = one_more
    await knock.socket(cookie=cookie)
    assert depths[0] == 429
    assert len(depths) == 2


async def test_a_socket_needs_a_session(knock: Knocking) -> None:
    assert (await knock.socket()).status == 403
    assert (await knock.socket(cookie="change-lab-8080=" + "A" * 43)).status == 403


async def test_no_one_opens_or_fills_the_page_of_another(user: User, another: Callable[[], User], lab: Lab) -> None:
    @ui.page("/own")
    def page() -> None:
        with frame("choose"):
            ui.upload()

    client = await user.open("/own")
    stranger = another()
    await stranger.open("/own")
    path = next(str(element.props["url"]) for element in client.elements.values() if isinstance(element, ui.upload))
    file = {"files": ("a.csv", b"id", "text/csv")}
    assert (await stranger.http_client.post(path, files=file)).status_code == 404
    assert (await user.http_client.post(path, files=file)).status_code == 200
    knock = Knocking(lab)
    mine, other = (f"change-lab-8080={key}" for key in lab.sessions)
    assert (await knock.socket(client.id, cookie=other)).status == 403
    assert (await knock.socket(client.id, cookie=mine)).reached


async def test_a_page_that_fails_says_one_sentence_and_stops_no_one(another: Callable[[], User]) -> None:
    @ui.page("/fails")
    def fails() -> None:
        with frame("choose"):
            raise RuntimeError("secret of the server")

    @ui.page("/works")
    def works() -> None:
        with frame("choose"):
            ui.button("divide", on_click=lambda: 1 / 0)
            ui.label(the_lab().session().key)

    before = another()
    await before.open("/works")
    answer = await another().http_client.get("/fails")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert "secret" not in answer.text
    before.find("divide").click()
    await before.should_see("Something went wrong")
    await before.should_see("divide")
