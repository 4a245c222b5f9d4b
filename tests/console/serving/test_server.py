"""The door of the server: what is answered to whom, without a browser."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientResponse, WSServerHandshakeError
from aiohttp.test_utils import TestClient, TestServer

from console.serving import server as serving
from console.serving.doorkeeper import LONGEST_SESSION, Doorkeeper
from console.serving.server import COOKIE, MOST_DESKS, DeskServer, desk_command
from core.access.commands import SetPassword
from core.kernel.clock import HandClock
from tests.console.serving.conftest import PASSWORD, House
from tests.district import ADMIN, DISPATCHER

pytestmark = pytest.mark.usefixtures("quick_passwords")

Client = TestClient[Any, Any]
Enter = Callable[..., Awaitable[ClientResponse]]


@pytest.fixture
def clock(house: House) -> HandClock:
    """The clock of district and server."""
    return house.district.clock


@pytest.fixture(autouse=True)
def environment_kept() -> Iterator[None]:
    """Take back what the server leaves to its desks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRIDDESK_DB", "")
        yield


@pytest.fixture
async def client(house: House, clock: HandClock) -> AsyncIterator[Client]:
    """A browser without a page, before a server in this process."""
    server = DeskServer(Doorkeeper(house.database, clock), house.url)
    async with TestClient(TestServer(await server.make_app())) as client:
        yield client


@pytest.fixture
def enter(client: Client) -> Enter:
    """Send the sign-in page."""

    async def send(login: str = DISPATCHER, password: str = PASSWORD) -> ClientResponse:
        form = {"login": login, "password": password}
        return await client.post("/login", data=form, allow_redirects=False)

    return send


async def refusal_of_a_desk(client: Client, **headers: str) -> int:
    """Ask for a desk that there must not be; return the status of the refusal."""
    with pytest.raises(WSServerHandshakeError) as refused:
        await client.ws_connect("/ws", headers=headers)
    return refused.value.status


async def paints(client: Client) -> bytes:
    """Open a desk and return the first it paints."""
    async with client.ws_connect("/ws?width=80&height=24") as desk:
        return await desk.receive_bytes()


@pytest.mark.parametrize("path", ("/ws", "/static/js/textual.js", "/download/1", "/nothing"))
async def test_without_a_session_there_is_nothing_but_the_sign_in_page(
    client: Client, path: str
) -> None:
    client.session.cookie_jar.update_cookies({COOKIE: "a" * 43})
    assert (await client.get(path)).status == 401
    home = await client.get("/", allow_redirects=False)
    assert (home.status, home.headers["Location"]) == (303, "/login")
    assert (await client.get("/login")).status == 200


async def test_without_a_session_no_desk_is_started(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "desk_command", lambda login: pytest.fail(f"a desk for {login}"))
    assert await refusal_of_a_desk(client) == 401


async def test_whoever_signs_in_gets_a_desk_of_their_own(client: Client, enter: Enter) -> None:
    welcome = await enter()

    assert (welcome.status, welcome.headers["Location"]) == (303, "/")
    cookie = welcome.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Strict", "")
    assert (await paints(client)).startswith(b"\x1b[?1049h")


async def test_another_page_cannot_use_the_session(client: Client, enter: Enter) -> None:
    await enter()

    assert await refusal_of_a_desk(client, Origin="http://elsewhere.example") == 403
    posted = await client.post("/logout", headers={"Origin": "null"}, allow_redirects=False)
    assert posted.status == 403
    assert (await client.get("/")).status == 200


async def test_signing_out_ends_the_session_and_its_desks(client: Client, enter: Enter) -> None:
    cookie = (await enter()).cookies[COOKIE].value
    async with client.ws_connect("/ws") as desk:
        await desk.receive_bytes()
        await client.post("/logout", allow_redirects=False)
        while not desk.closed:
            await desk.receive()

    client.session.cookie_jar.update_cookies({COOKIE: cookie})
    assert (await client.get("/static/js/textual.js")).status == 401


async def test_a_session_ends_with_the_shift(
    client: Client, enter: Enter, clock: HandClock
) -> None:
    await enter()
    clock.advance(LONGEST_SESSION - timedelta(seconds=1))
    assert (await client.get("/", allow_redirects=False)).status == 200
    clock.advance(timedelta(seconds=1))
    assert (await client.get("/", allow_redirects=False)).status == 303


async def test_a_session_ends_when_the_operator_is_put_out(
    client: Client, enter: Enter, house: House
) -> None:
    from tests.databases import run_sql

    await enter()
    run_sql(house.database, f"UPDATE operator SET active = false WHERE login = '{DISPATCHER}'")
    assert (await client.get("/", allow_redirects=False)).status == 303
    assert (await enter()).status == 403


@pytest.mark.parametrize(
    ("login", "password"),
    ((DISPATCHER, "wrong horse battery"), (ADMIN, PASSWORD), ("nobody", PASSWORD), ("", "")),
)
async def test_wrong_and_unknown_are_told_the_same(
    enter: Enter, house: House, login: str, password: str
) -> None:
    turned_away = await enter(login, password)

    assert turned_away.status == 403
    assert COOKIE not in turned_away.cookies
    assert "Login and password do not belong together." in await turned_away.text()
    refused = [(DISPATCHER, DISPATCHER, "refused")] if login == DISPATCHER else []
    assert house.audited("sign_in") == refused


@pytest.mark.parametrize("login", (DISPATCHER, "nobody"))
async def test_after_five_wrong_passwords_not_even_the_right_one_is_looked_at(
    enter: Enter, clock: HandClock, house: House, login: str
) -> None:
    for _ in range(5):
        await enter(login, "wrong horse battery")
    tried = house.audited("sign_in")

    assert "Try again in 31 seconds." in await (await enter(login)).text()
    assert house.audited("sign_in") == tried
    clock.advance(timedelta(seconds=30))
    assert (await enter(login)).status == (303 if login == DISPATCHER else 403)


async def test_a_crowd_of_guesses_is_counted_like_a_row(enter: Enter, house: House) -> None:
    await asyncio.gather(*(enter(DISPATCHER, f"wrong horse {n}") for n in range(12)))
    assert len(house.audited("sign_in")) == 5


async def test_a_session_has_only_so_many_desks(
    client: Client, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "desk_command", lambda _login: "exec sleep 60")
    await enter()
    desks = [await client.ws_connect("/ws") for _ in range(MOST_DESKS)]
    assert await refusal_of_a_desk(client) == 429
    for desk in desks:
        await desk.close()


async def test_pages_are_not_kept_not_framed_and_run_our_scripts_only(
    client: Client, enter: Enter
) -> None:
    await enter()
    for path in ("/", "/login"):
        headers = (await client.get(path)).headers
        assert headers["Cache-Control"] == "no-store"
        assert "script-src 'self'; " in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


async def test_what_was_typed_as_a_login_comes_back_as_text(enter: Enter) -> None:
    page = await (await enter('"><script>alert(1)</script>')).text()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


async def test_behind_an_encrypting_server_the_cookie_travels_encrypted_only(
    house: House, clock: HandClock
) -> None:
    server = DeskServer(Doorkeeper(house.database, clock), house.url, "https://desk.example")
    async with TestClient(TestServer(await server.make_app())) as client:
        form = {"login": DISPATCHER, "password": PASSWORD}
        headers = {"Origin": "https://desk.example"}
        answer = await client.post("/login", data=form, headers=headers, allow_redirects=False)
        assert answer.cookies[COOKIE]["secure"] is True
        client.session.cookie_jar.update_cookies({COOKIE: answer.cookies[COOKIE].value})
        assert "wss://desk.example/ws" in await (await client.get("/")).text()


def test_a_login_is_one_word_for_the_shell_too() -> None:
    assert "--as '$(id);x' desk" in desk_command("$(id);x")


def test_the_address_of_the_database_is_on_no_command_line(house: House) -> None:
    address = "postgresql://desk:secret@localhost/griddesk"
    DeskServer(Doorkeeper(house.database, house.district.clock), address)
    assert os.environ["GRIDDESK_DB"] == address
    assert "secret" not in desk_command(DISPATCHER)


async def test_a_lost_database_lets_nobody_in(
    enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    from console.serving import doorkeeper
    from core.kernel.errors import Unavailable

    def lost(*_: object) -> None:
        raise Unavailable("The database is locked.")

    monkeypatch.setattr(doorkeeper, "password_hash_of", lost)
    answer = await enter()
    assert (answer.status, await answer.text()) == (503, "The database is locked.")
    assert COOKIE not in answer.cookies


async def test_a_fault_is_told_by_its_number_alone(
    enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "record_fault", lambda error: f"<{type(error).__name__}>")
    monkeypatch.setattr(Doorkeeper, "admit", lambda *_: 1 / 0)
    answer = await enter()
    told = "The program has made a mistake; it is on record as <ZeroDivisionError>."
    assert (answer.status, await answer.text()) == (500, told)


async def test_a_password_of_an_admins_choice_lets_the_operator_in(
    enter: Enter, house: House
) -> None:
    chosen = SetPassword(login=ADMIN, password="staple of the house")
    house.district.desk.execute(chosen, by=ADMIN)
    assert (await enter(ADMIN, "staple of the house")).status == 303
    assert house.audited("sign_in") == [(ADMIN, ADMIN, "done")]
