"""Listening until somebody ends it."""

import asyncio
import signal
from collections.abc import Callable

from aiohttp import web

PATIENCE_SECONDS = 2.0
"""How long open pages are waited for when the server ends."""


async def listen(app: web.Application, host: str, port: int, tell: Callable[[str], None]) -> None:
    """Answer requests until SIGINT or SIGTERM; ``tell`` is given the address.

    No request is logged: who signs in is in the audit trail, and everything else that a
    browser sends is somebody's work.

    Raises:
        OSError: the address cannot be listened at.
    """
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, ended.set)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=PATIENCE_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        at, on = runner.addresses[0][:2]
        tell(f"http://[{at}]:{on}/" if ":" in at else f"http://{at}:{on}/")
        await ended.wait()
    finally:
        await runner.cleanup()
