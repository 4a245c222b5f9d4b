"""`griddesk serve`: the desk on a web page."""

from ipaddress import ip_address
from typing import Annotated, Final
from urllib.parse import urlsplit

import typer

from console.cli.exits import talk
from console.cli.grammar import Noun, misunderstood
from console.cli.opening import opened
from console.present.words import _
from core.kernel.errors import Unavailable
from core.kernel.text import neutralise
from core.kernel.words import N_

PORT: Final = 8017

app = Noun()


@app.verb(
    "serve",
    N_(
        "Serve the desk on a web page, to operators with a password.\n"
        "Everyone signs in and gets a desk of their own; nothing needs to be installed where "
        "the browser is. The page is for this machine alone unless --expose is given. For "
        "others put a server before it that encrypts, and name its address with --url. "
        "Passwords are set with griddesk operator password."
    ),
    examples=(
        "griddesk serve --db binjiang.db",
        "griddesk serve --port 8020 --url https://desk.example",
    ),
)
def serve(
    context: typer.Context,
    *,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help=N_("The address to listen at."))
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option("--port", metavar="N", min=0, max=65535, help=N_("The port to listen at.")),
    ] = PORT,
    url: Annotated[
        str | None,
        typer.Option("--url", metavar="URL", help=N_("What browsers call this server.")),
    ] = None,
    expose: Annotated[
        bool, typer.Option("--expose", help=N_("Listen where other machines can reach it."))
    ] = False,
) -> None:
    """Serve until interrupted."""
    if not is_loopback(host):
        if not expose:
            misunderstood(
                context,
                _("At %(host)s other machines could reach the desk. Add --expose if that is meant.")
                % {"host": host},
            )
        talk(
            _(
                "Warning: other machines can reach this server, and it does not encrypt: "
                "passwords and cases can be read on the way."
            )
        )
    if url is not None and (urlsplit(url).scheme not in {"http", "https"} or urlsplit(url).path):
        misunderstood(context, _("--url is an address without a path, as https://desk.example."))
    import asyncio

    with opened(context, changing=True) as shop:
        from console.serving.doorkeeper import Doorkeeper
        from console.serving.listening import listen
        from console.serving.server import DeskServer

        async def serving() -> None:
            doorkeeper = Doorkeeper(shop.database, shop.clock)
            server = DeskServer(doorkeeper, shop.settings.database, url)
            await listen(await server.make_app(), host, port, _tell)

        try:
            asyncio.run(serving())
        except OSError as error:
            raise Unavailable(
                N_("The server cannot listen at %(host)s, port %(port)s: %(why)s."),
                host=host,
                port=port,
                why=error.strerror or "",
            ) from error


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach ``host``."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _tell(address: str) -> None:
    talk(_("The desk is at %(address)s; Ctrl+C ends it.") % {"address": neutralise(address)})
