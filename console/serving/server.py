"""The web server: nobody gets beyond the sign-in page without a session.

How a program runs behind a page is Textual Serve's; here is who may have one, and as whom.
Its server runs one command for everybody, so each visitor is given a copy of it that runs
the desk as the operator of the session. Nothing that a browser sends says who that is.
"""

import asyncio
import logging
import os
import shlex
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from copy import copy
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp_jinja2
from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.server import Server

from console.faults import record_fault
from console.present.vocabulary import sentence
from console.present.words import CHINESE, ENGLISH, _, in_chinese
from console.serving.doorkeeper import LONGEST_SESSION, Doorkeeper, Session, TurnedAway
from console.settings import DATABASE_VARIABLE
from core.kernel.errors import CoreError

PAGES: Final = Path(__file__).parent / "pages"
COOKIE: Final = "griddesk_session"
SESSION: Final = web.RequestKey("session", Session)
MOST_DESKS: Final = 4
"""Desks that one session may have open at a time; each is a process."""
LOOK_ROUND_SECONDS: Final = 5.0
"""Between two looks whether somebody signed in may stay."""
PATIENCE_SECONDS: Final = 5.0
"""How long a desk may take to end before it is killed."""
LARGEST_FORM: Final = 4096
"""Bytes that a browser may send to sign in."""
FONT_SIZES: Final = range(8, 41)

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# The terminal writes its colours into style sheets of its own; scripts come from us alone.
CONTENT: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self' {sockets}; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class DeskServer(Server):
    """Serves the desk of one database to those who have signed in.

    Args:
        database: its address, handed to the desks through their environment, since it may
            hold a password and a command line is read by everyone on the machine.
        url: what browsers call this server when something stands before it, such as
            ``https://desk.example``; with ``https`` the cookie travels encrypted only.
    """

    def __init__(self, doorkeeper: Doorkeeper, database: str, url: str | None = None) -> None:
        super().__init__("griddesk desk", title="GridDesk", public_url=url or "")
        self.templates_path = PAGES
        # It would quote what a browser sent when that makes no sense: somebody's keystrokes.
        logging.getLogger("textual-serve").setLevel(logging.CRITICAL)
        self._doorkeeper = doorkeeper
        os.environ[DATABASE_VARIABLE] = database

    async def make_app(self) -> web.Application:
        """Return the application: Textual Serve's, with a door in front."""
        app = await self._make_app()
        app.middlewares.extend([_told, self._guarded])
        app.add_routes(
            [
                web.get("/login", self._show_login),
                web.post("/login", self._sign_in),
                web.post("/logout", self._sign_out),
                web.static("/look", PAGES / "look", name="look"),
            ]
        )
        app.cleanup_ctx.append(self._looking_round)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Print nothing: whoever started the server tells where it is."""

    async def on_shutdown(self, app: web.Application) -> None:  # noqa: ARG002  the same
        """Close every desk."""
        self._doorkeeper.end_all()

    async def handle_index(self, request: web.Request) -> web.Response:
        """Show the page with the terminal."""
        sockets = self._origin(request).replace("http", "ws", 1)
        size = request.query.get("fontsize", "")
        context = {
            **_page(),
            "socket": f"{sockets}/ws",
            "font_size": size if size.isdecimal() and int(size) in FONT_SIZES else "16",
            "login": request[SESSION].login,
            "leave": _("Sign out"),
            "ended": _("This desk is closed."),
            "again": _("Open it again"),
        }
        response = aiohttp_jinja2.render_template("desk.html", request, context)
        response.headers["Content-Security-Policy"] = CONTENT.format(sockets=sockets)
        return response

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Open a desk as the operator of the session, until page, desk or session is closed."""
        session = request[SESSION]
        if len(session.desks) >= MOST_DESKS:
            raise web.HTTPTooManyRequests(text=_("There are too many desks open; close one."))
        task = asyncio.current_task()
        assert task is not None, "a request is handled by a task"  # noqa: S101  always so
        seat = copy(self)
        seat.command = desk_command(session.login)
        session.desks.add(task)
        try:
            return await Server.handle_websocket(seat, request)
        finally:
            session.desks.discard(task)

    async def _process_messages(
        self, websocket: web.WebSocketResponse, app_service: AppService
    ) -> None:
        """Pass on what the page says; whatever ends that, the process of the desk ends too."""
        try:
            await super()._process_messages(websocket, app_service)
        finally:
            process = app_service._process  # noqa: SLF001  it keeps no other way to reach it
            assert process is not None, "a desk that hears has been started"  # noqa: S101
            try:
                with suppress(TimeoutError):
                    async with asyncio.timeout(PATIENCE_SECONDS):
                        await app_service.stop()
                        await process.wait()
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Answer) -> web.StreamResponse:
        """Let only those through who have a session, and to nothing that another page asks for."""
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != urlsplit(self._origin(request)).netloc:
            raise web.HTTPForbidden(text=_("This was asked for by another page."))
        if request.path == "/login" or request.path.startswith("/look/"):
            return await handler(request)
        session = await self._doorkeeper.session_of(request.cookies.get(COOKIE, ""))
        if session is not None:
            request[SESSION] = session
            return await handler(request)
        if request.path == "/":
            raise web.HTTPSeeOther("/login")
        raise web.HTTPUnauthorized(text=_("Sign in first."))

    async def _show_login(self, request: web.Request) -> web.Response:
        return _login_page(request)

    async def _sign_in(self, request: web.Request) -> web.Response:
        if (request.content_length or 0) > LARGEST_FORM:
            raise web.HTTPRequestEntityTooLarge(LARGEST_FORM, request.content_length or 0)
        form = await request.post()
        login, password = str(form.get("login", "")).strip(), str(form.get("password", ""))
        admitted = await self._doorkeeper.admit(login, password)
        if isinstance(admitted, TurnedAway):
            return _login_page(request, _turned_away(admitted), login, status=403)
        response = web.HTTPSeeOther("/")
        response.set_cookie(
            COOKIE,
            admitted,
            max_age=int(LONGEST_SESSION.total_seconds()),
            httponly=True,
            samesite="Strict",
            secure=self._origin(request).startswith("https:"),
        )
        raise response

    async def _sign_out(self, request: web.Request) -> web.Response:
        self._doorkeeper.end(request.cookies.get(COOKIE, ""))
        response = web.HTTPSeeOther("/login")
        response.del_cookie(COOKIE)
        raise response

    def _origin(self, request: web.Request) -> str:
        """Return what the browser calls this server."""
        return self.public_url.rstrip("/") or f"http://{request.host}"

    async def _looking_round(self, _app: web.Application) -> AsyncIterator[None]:
        async def keep_looking() -> None:
            while True:
                await asyncio.sleep(LOOK_ROUND_SECONDS)
                # Out of reach, the database may keep its guests until it answers.
                with suppress(CoreError):
                    await self._doorkeeper.look_round()

        looking = asyncio.create_task(keep_looking())
        yield
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking


def desk_command(login: str) -> str:
    """Return the shell command that opens a desk as ``login``.

    What the desk says when it breaks down may quote what is on its screen: it goes nowhere,
    since faults are on record in their own log.
    """
    language = CHINESE if in_chinese() else ENGLISH
    words = [sys.executable, "-m", "console", "--lang", language, "--as", login, "desk"]
    return f"exec {shlex.join(words)} 2>/dev/null"


@web.middleware
async def _told(request: web.Request, handler: Answer) -> web.StreamResponse:
    """Give every answer the headers that keep it to itself, and failures a sentence."""
    response: web.StreamResponse
    try:
        response = await handler(request)
    except web.HTTPException as error:
        error.headers.update(HEADERS)
        raise
    except CoreError as error:
        response = web.Response(status=503, text=sentence(error))
    except Exception as error:  # noqa: BLE001  the edge: nothing of a fault reaches a browser
        told = _("The program has made a mistake; it is on record as %(id)s.")
        response = web.Response(status=500, text=told % {"id": record_fault(error)})
    if not response.prepared:
        response.headers.update(HEADERS)
    return response


def _page() -> dict[str, Any]:
    return {"language": "zh-CN" if in_chinese() else "en", "title": "GridDesk 网格指挥台"}


def _login_page(
    request: web.Request, trouble: str = "", login: str = "", *, status: int = 200
) -> web.Response:
    context = {
        **_page(),
        "login_word": _("Login"),
        "password_word": _("Password"),
        "enter": _("Sign in"),
        "trouble": trouble,
        "login": login,
    }
    response = aiohttp_jinja2.render_template("login.html", request, context, status=status)
    response.headers["Content-Security-Policy"] = CONTENT.format(sockets="")
    return response


def _turned_away(away: TurnedAway) -> str:
    if away.wait:
        seconds = int(away.wait.total_seconds()) + 1
        return _("Too many wrong passwords. Try again in %(n)s seconds.") % {"n": seconds}
    return _("Login and password do not belong together.")
