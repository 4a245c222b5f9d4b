"""A browser with nobody before it: Debian's Chromium, spoken to in its own protocol.

What a page shows of a desk is drawn on a canvas; so that a test can read it, everything the
page is sent over its web socket is painted a second time on a terminal in memory.
"""

import asyncio
import base64
import json
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pyte

SIZE: Final = (1280, 800)
PATIENCE: Final = 600
"""How often a thing is looked for, a twentieth of a second apart, before a test gives up."""

_NOT_UNDERSTOOD: Final = re.compile(r"\x1b\[[<>=][^@-~]*[@-~]|\x1b\[\?[\d;]*\$p")
"""Questions and modes that the terminal in memory would print."""


def find_chromium() -> str | None:
    """Return the path of the browser, if there is one."""
    return shutil.which("chromium")


class Page:
    """The one page of a browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.Stream(self._screen)
        self.sockets: list[str] = []
        """The addresses of the web sockets that the page has opened."""
        self.refused: list[str] = []
        """What the page's own rules kept it from loading or running."""

    async def listen(self) -> None:
        """Take in answers and events until the browser is gone."""
        async for message in self._socket:
            told = json.loads(message.data)
            if "id" in told:
                self._answers.pop(told["id"]).set_result(told)
            else:
                self._happened(told["method"], told["params"])

    def _happened(self, method: str, about: dict[str, Any]) -> None:
        if method == "Network.webSocketCreated":
            self.sockets.append(about["url"])
            size = parse_qs(urlsplit(about["url"]).query)
            self._screen.reset()
            self._screen.resize(int(size["height"][0]), int(size["width"][0]))
        elif method == "Network.webSocketFrameReceived":
            frame = about["response"]
            if frame["opcode"] == 2:
                painted = base64.b64decode(frame["payloadData"]).decode()
                self._stream.feed(_NOT_UNDERSTOOD.sub("", painted))
        elif method == "Log.entryAdded" and about["entry"]["source"] == "security":
            self.refused.append(about["entry"]["text"])

    async def _say(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        told = await asyncio.wait_for(answer, 30)
        assert "error" not in told, told
        result: dict[str, Any] = told["result"]
        return result

    async def begin(self) -> None:
        """Ask to be told of everything."""
        for domain in ("Page", "Network", "Runtime", "Log"):
            await self._say(f"{domain}.enable")

    async def open(self, url: str) -> None:
        """Go to an address and wait until it is there."""
        await self._say("Page.navigate", url=url)
        await self.sees(self.loaded, f"the page {url}")

    async def loaded(self) -> bool:
        """Say whether the page is there."""
        return bool(await self.runs("document.readyState === 'complete'"))

    async def runs(self, script: str) -> Any:
        """Return what a script in the page gives."""
        told = await self._say("Runtime.evaluate", expression=script, returnByValue=True)
        return told["result"].get("value")

    async def types(self, text: str) -> None:
        """Type where the keys go, as an input method does."""
        await self._say("Input.insertText", text=text)

    async def presses(self, key: str, text: str = "", *, control: bool = False) -> None:
        """Press one key."""
        code = 13 if key == "Enter" else ord(key.upper())
        about = {"key": key, "windowsVirtualKeyCode": code, "text": text}
        about |= {"modifiers": 2} if control else {}
        await self._say("Input.dispatchKeyEvent", type="keyDown", **about)
        await self._say("Input.dispatchKeyEvent", type="keyUp", **about)

    async def fills_in(self, field: str, text: str) -> None:
        """Replace what stands in a field of a form."""
        await self.runs(f"document.getElementById('{field}').select()")
        await self.types(text)

    async def signs_in(self, login: str, password: str) -> None:
        """Fill in the sign-in page and send it."""
        await self.sees(lambda: self.runs("!!document.getElementById('login')"), "the form")
        await self.fills_in("login", login)
        await self.fills_in("password", password)
        await self.presses("Enter", "\r")

    async def text(self) -> str:
        """Return the text of the page, without what the terminal shows."""
        return str(await self.runs("document.body ? document.body.innerText : ''"))

    @property
    def desk(self) -> str:
        """What the terminal in the page shows."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip()

    async def sees(self, what: Callable[[], Any], told: str) -> None:
        """Wait until ``what`` holds.

        Raises:
            AssertionError: it did not come about; page and desk are told with it.
        """
        for _ in range(PATIENCE):
            held = what()
            if await held if asyncio.iscoroutine(held) else held:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"waited in vain for {told}\n{await self.text()}\n{self.desk}")

    async def sees_text(self, text: str) -> None:
        """Wait until ``text`` stands on the page."""

        async def stands() -> bool:
            return text in await self.text()

        await self.sees(stands, f"“{text}”")

    async def picture(self) -> bytes:
        """Return the page as it looks, as a PNG."""
        told = await self._say("Page.captureScreenshot")
        return base64.b64decode(told["data"])

    async def cookies(self) -> list[dict[str, Any]]:
        """Return the cookies of the page, with those that its scripts cannot read."""
        cookies: list[dict[str, Any]] = (await self._say("Network.getCookies"))["cookies"]
        return cookies


@asynccontextmanager
async def browser(chromium: str, folder: Path) -> AsyncIterator[Page]:
    """Start a browser of its own with one empty page."""
    process = subprocess.Popen(  # noqa: ASYNC220  started before anything waits
        [
            chromium,
            "--headless=new",
            "--no-sandbox",  # tests run as whoever they run as; they open our own pages only
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-proxy-server",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            "--remote-debugging-port=0",
            f"--user-data-dir={folder}",
            "--window-size={},{}".format(*SIZE),
            "about:blank",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        port = await _port_of(folder / "DevToolsActivePort")
        async with aiohttp.ClientSession() as http:
            async with http.get(f"http://127.0.0.1:{port}/json/list") as answer:
                pages = [page for page in await answer.json() if page["type"] == "page"]
            async with http.ws_connect(pages[0]["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                page = Page(socket)
                listening = asyncio.create_task(page.listen())
                await page.begin()
                yield page
                listening.cancel()
    finally:
        process.terminate()
        process.wait(30)


def _lines_of(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


async def _port_of(file: Path) -> int:
    for _ in range(PATIENCE):
        if lines := _lines_of(file):
            return int(lines[0])
        await asyncio.sleep(0.05)
    raise AssertionError("the browser did not start")
