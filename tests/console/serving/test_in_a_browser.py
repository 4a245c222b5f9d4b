"""The desk in a browser, from the sign-in page to a case that another process takes in."""

import subprocess
import sys

from core.access.commands import SetPassword
from tests.console.serving.chromium import Page
from tests.console.serving.conftest import PASSWORD, House, Served
from tests.district import ADMIN, DISPATCHER, GRID


def report_from_elsewhere(house: House, matter: str) -> None:
    """Take a case in by another process."""
    words = ["case", "report", "--source", "gridder", "--area", GRID, "--matter", matter]
    start = [sys.executable, "-m", "console", "--db", house.url, "--as", DISPATCHER]
    subprocess.run([*start, *words], check=True, capture_output=True)


async def test_an_operator_signs_in_works_and_sees_what_others_do(
    page: Page, served: Served, house: House
) -> None:
    number = house.district.report(matter="路灯不亮", item_code=None).number
    await page.open(served.address)
    await page.signs_in(DISPATCHER, PASSWORD)
    await page.sees(lambda: "路灯不亮" in page.desk, "the queue")
    assert "张敏 dispatcher" in page.desk
    focused = "document.activeElement.className"
    await page.sees(lambda: page.runs(f"{focused} === 'xterm-helper-textarea'"), "the keys")
    empty = await page.picture()

    await page.presses("n", "n")
    await page.sees(lambda: "^S" in page.desk, "the dialog")
    await page.types("值班员已到场")
    await page.presses("s", control=True)
    await page.sees(lambda: "值班员已到场" in page.desk, "the note in the story")
    report_from_elsewhere(house, "井盖破损\x1b]0;pwned\x07")
    await page.sees(lambda: "井盖破损␛]0;pwned␇" in page.desk, "the case of the other desk")

    (noted,) = [entry for entry in house.history(number) if entry.verb == "note"]
    assert (noted.operator, noted.payload["details"]["text"]) == (DISPATCHER, "值班员已到场")
    assert await page.runs("document.title") == "GridDesk 网格指挥台"
    assert await page.picture() != empty
    assert page.refused == []
    assert house.audited("sign_in") == [(DISPATCHER, DISPATCHER, "done")]


async def test_the_cookie_is_kept_from_scripts_and_from_other_sites(
    page: Page, served: Served
) -> None:
    await page.open(served.address)
    await page.signs_in(DISPATCHER, PASSWORD)
    await page.sees(lambda: page.sockets, "the desk")

    (cookie,) = await page.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", "/")
    assert len(cookie["value"]) == 43
    assert await page.runs("document.cookie") == ""


async def test_a_wrong_password_stays_out(page: Page, served: Served, house: House) -> None:
    await page.open(served.address)
    await page.signs_in(DISPATCHER, "wrong horse battery")

    await page.sees_text("Login and password do not belong together.")
    assert (page.sockets, await page.cookies(), served.desks) == ([], [], [])
    assert house.audited("sign_in") == [(DISPATCHER, DISPATCHER, "refused")]


async def test_a_new_password_closes_the_desks_that_were_opened_with_the_old_one(
    page: Page, served: Served, house: House
) -> None:
    await page.open(served.address)
    await page.signs_in(DISPATCHER, PASSWORD)
    await page.sees(lambda: "张敏" in page.desk, "the desk")
    assert len(served.desks) == 1

    again = SetPassword(login=DISPATCHER, password="another horse battery")
    house.district.desk.execute(again, by=ADMIN)

    await page.sees_text("This desk is closed.")
    await page.sees(lambda: not served.desks, "the end of its process")
    await page.open(served.address)
    assert await page.runs("location.pathname") == "/login"
