"""Orders behind the colon: read word by word, completed, shown before they are done."""

import pytest

from console.present.views import READY_MADE
from console.present.words import CHINESE, ENGLISH
from console.tui.dialogs.dispatch import DispatchDialog
from console.tui.dialogs.order_reader import OrderReader
from console.tui.dialogs.palette import PaletteDialog
from console.tui.dialogs.ready import ReadyDialog
from console.tui.dialogs.several import SeveralDialog
from console.tui.dialogs.story import StoryDialog
from console.tui.orders import (
    Go,
    Misread,
    Open,
    Ready,
    Run,
    Show,
    is_order,
    order_named,
    usage_of,
)
from core.cases.commands import CancelCase, DispatchCase, EscalateCase, SuspendCase, TransferCase
from core.cases.states import Verb
from tests.console.tui.conftest import House, SitDown, file, file_and_dispatch
from tests.console.tui.driver import DeskDriver
from tests.district import ENFORCEMENT, SAFETY, STALLS, SUPERVISOR


@pytest.fixture
def number(house: House) -> str:
    """The number of a filed case, the first of the year."""
    number = house.district.report(matter="商户占用盲道").number
    file(house.district, number, STALLS)
    return number


def reader(house: House, here: str | None = None) -> OrderReader:
    """Return the reader of the dispatcher, a case under the cursor or none."""
    shop = house.shop()
    return OrderReader(shop, shop.cases.row(here) if here else None, "dark", READY_MADE)


def misread(house: House, line: str, here: str | None = None) -> tuple[str, str]:
    """Return the word that is not understood, and what is said about it."""
    with pytest.raises(Misread) as caught:
        reader(house, here).read(line)
    return caught.value.word.text, caught.value.sentence


# What is an order.


def test_names_are_those_of_the_command_line_and_of_both_languages() -> None:
    for name in ("dispatch", "派遣", "Dispatch"):
        assert order_named(name) is Verb.DISPATCH
    assert order_named("pass-check") is Verb.PASS_CHECK
    assert [order_named(name) for name in ("视图", "转到", "quit", "report")] == [
        "view",
        "go",
        "q",
        None,
    ]


@pytest.mark.parametrize(
    ("line", "holds"),
    (
        ("dispatch", False),
        ("dispatch ", True),
        ("  escalate 231", True),
        ("q", True),
        ("办结", False),
        ("办结 已整改", True),
        ("pass check", False),
        ("", False),
    ),
)
def test_a_line_is_an_order_from_the_space_behind_its_name_on(
    line: str,
    holds: bool,  # noqa: FBT001  one of the cases
) -> None:
    assert is_order(line) is holds


def test_how_an_order_is_written_is_told() -> None:
    assert usage_of(Verb.TRANSFER) == "transfer [231] ‹unit› ‹reason›"
    assert usage_of(Verb.DISPATCH) == "dispatch [231] ‹unit or gridder› [remark]"
    assert usage_of(Verb.WHISTLE) == "whistle [231]"


# Reading.


@pytest.mark.parametrize("short", ("1", "26-1", "330108-26-000001", "330108-…1", "…000001"))
def test_a_case_may_be_named_in_short(house: House, number: str, short: str) -> None:
    row = house.shop().cases.row(number)
    command = DispatchCase(number=number, seen_version=row.version, unit_code=ENFORCEMENT)
    assert reader(house).read(f"dispatch {short} 执法队") == Ready(
        Verb.DISPATCH, command, row, named=True
    )


def test_without_a_number_the_case_under_the_cursor_is_meant(house: House, number: str) -> None:
    row = house.shop().cases.row(number)
    command = EscalateCase(number=number, seen_version=row.version, reason="需要执法权 请支持")
    assert reader(house, number).read("escalate 需要执法权 请支持") == Ready(
        Verb.ESCALATE, command, row, named=False
    )
    assert misread(house, "escalate 需要执法权") == (
        "escalate",
        "There is no case under the cursor; name one by its number.",
    )


def test_a_verb_without_what_it_needs_opens_its_dialog(house: House, number: str) -> None:
    row = house.shop().cases.row(number)
    assert reader(house).read("dispatch 1") == Open(Verb.DISPATCH, row, named=True)
    assert reader(house, number).read("派遣 ") == Open(Verb.DISPATCH, row, named=False)
    assert reader(house).read("whistle 1 anything") == Open(Verb.WHISTLE, row, named=True)


def test_days_units_and_the_rest_of_the_line_are_read_in_turn(house: House, number: str) -> None:
    row = house.shop().cases.row(number)
    suspended = reader(house).read("suspend 1 12-01 等 材料")
    assert isinstance(suspended, Ready)
    assert isinstance(suspended.command, SuspendCase)
    assert (str(suspended.command.until), suspended.command.reason) == ("2026-12-01", "等 材料")
    transferred = reader(house).read(f"transfer 1 {SAFETY} 职责调整")
    assert isinstance(transferred, Ready)
    assert transferred.command == TransferCase(
        number=number, seen_version=row.version, unit_code=SAFETY, reason="职责调整"
    )


def test_what_is_no_verb_is_read_too(house: House, number: str) -> None:
    here = reader(house)
    assert here.read("view late") == Show("late")
    assert here.read("视图 待派遣") == Show("state:filed")
    assert here.read("view To dispatch") == Show("state:filed")
    assert here.read("go 1") == Go(house.shop().cases.row(number))
    assert here.read("lang zh") == Run("app.language")
    assert here.read("lang en") is None
    assert here.read("theme light") == Run("app.theme")
    assert here.read("theme dark") is None
    assert here.read("q") == Run("app.quit")


@pytest.mark.usefixtures("number")
@pytest.mark.parametrize(
    ("line", "word", "sentence"),
    (
        ("dispatch 9 执法队", "9", "There is no case 9 in your area."),
        ("dispatch 1 城管", "城管", "Nothing here is called “城管”."),
        (
            "dispatch 1 西兴",
            "西兴",
            "“西兴” may be 西兴综合行政执法队, 西兴应急安监站; write more of it, or its code.",
        ),
        ("transfer 1 安监", "安监", "What is missing: transfer [231] ‹unit› ‹reason›."),
        ("pass-check 1 6", "6", "A rating is a number from 1 to 5."),
        ("pass-check 1 5 好", "好", "Nothing comes here: pass-check [231] ‹1 to 5›."),
        ("suspend 1 明天 等", "明天", "This is no day; write it as 2026-12-01, 12-01 or +30."),
        ("lang fr", "fr", "“fr” is not known; there are zh, 中文, en, english."),
        (
            "view nothing much",
            "nothing much",
            (
                "There is no view “nothing much”; there are Late, Due today, To accept, "
                "To dispatch, To receive, Handling, To check."
            ),
        ),
        ("go", "go", "“go” needs one word more."),
    ),
)
def test_a_misread_order_points_at_its_word(
    house: House, line: str, word: str, sentence: str
) -> None:
    assert misread(house, line) == (word, sentence)


# Completion.


def test_the_next_word_is_completed(house: House, number: str) -> None:
    here = reader(house)
    assert [one.value for one in here.offers("view ")][:2] == ["late", "today"]
    assert [one.code for one in here.offers("dispatch ")] == [number]
    assert [one.code for one in here.offers("dispatch 1 ")] == [ENFORCEMENT, SAFETY]
    assert [one.code for one in here.offers("dispatch 1 安监")] == [SAFETY]
    assert [one.code for one in here.offers("file 1 street")] == [STALLS]
    assert [one.name for one in here.offers("escalate 1 需要")] == ["escalate [231] ‹reason›"]
    assert here.offers("nothing ") == ()


@pytest.mark.usefixtures("number")
def test_the_case_under_the_cursor_is_offered_first(house: House) -> None:
    house.district.report(matter="更急")
    last = house.numbers()[-1]
    offered = [one.code for one in reader(house, last).offers("go ")]
    assert offered == [last, *(one for one in house.numbers() if one != last)]


# On the screen.


async def order(desk: DeskDriver, line: str) -> None:
    """Type an order and press Enter."""
    await desk.press("colon")
    await desk.sees(lambda: isinstance(desk.app.screen, PaletteDialog), "the line")
    await desk.write(line)
    await desk.press("enter")


async def test_an_order_shows_what_it_would_do_and_does_it_on_a_yes(
    house: House, number: str, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await order(desk, "dispatch 1 执法队")
        await desk.sees(lambda: isinstance(desk.app.screen, ReadyDialog), "the preview")
        await desk.sees_text("待派遣  →  待签收")
        await desk.sees_text("派往：S001")
        assert house.shop().cases.row(number).state == "filed"
        await desk.press("enter")
        await desk.sees_text(f"已派遣 {number}")
        assert house.shop().cases.row(number).unit_code == ENFORCEMENT


@pytest.mark.usefixtures("number")
async def test_an_order_without_its_unit_opens_the_dialog(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await order(desk, "派遣 1")
        await desk.sees(lambda: isinstance(desk.app.screen, DispatchDialog), "the dialog")


async def test_a_mistake_is_pointed_at_and_the_line_stays(
    house: House, number: str, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await order(desk, "dispatch 1 城管")
        await desk.sees_text("▲ 没有名为“城管”的选项。")
        pointer = next(line for line in desk.screen.splitlines() if line.strip() == "^^^^")
        assert pointer.index("^") == 12 + len("dispatch 1 ")
        assert "dispatch 1 城管" in desk.screen
        await desk.press("backspace")
        await desk.sees(lambda: "^^^^" not in desk.screen, "no more fault")
        assert house.shop().cases.row(number).state == "filed"


async def test_tab_takes_the_word_that_is_marked(
    house: House, number: str, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await desk.press("colon")
        await desk.write("dispatch 1 安")
        await desk.sees_text("▌ S002  西兴应急安监站")
        await desk.press("tab")
        await desk.sees_text("dispatch 1 S002")
        await desk.press("enter")
        await desk.sees_text("派往：S002")
        await desk.press("ctrl+s")
        await desk.sees_text(f"已派遣 {number}")
        assert house.shop().cases.row(number).unit_code == SAFETY


@pytest.mark.usefixtures("number")
async def test_earlier_orders_come_back_with_the_arrow(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await order(desk, "view late")
        await desk.filtered()
        await order(desk, "go 1")
        await desk.sees(lambda: desk.app.screen is desk.queue, "the queue")
        await desk.press("colon", "up")
        await desk.sees_text("go 1")
        await desk.press("up")
        await desk.sees_text("view late")
        await desk.press("down", "down")
        await desk.sees(lambda: "go 1" not in desk.screen, "an empty line")
    async with sit_down() as desk:
        await desk.press("colon", "up")
        await desk.sees_text("go 1")


async def test_views_languages_and_themes_are_ordered(busy_house: House, sit_down: SitDown) -> None:
    assert len(busy_house.numbers()) == 5
    async with sit_down(language=CHINESE) as desk:
        await order(desk, "view 待派遣")
        await desk.filtered()
        assert ("state:filed" in desk.foot, desk.listing.total) == (True, 1)
        await order(desk, "theme light")
        await desk.sees(lambda: desk.app.theme == "griddesk-light", "light")
        await order(desk, "lang en")
        await desk.sees_text("To dispatch")


async def test_a_case_is_gone_to_from_any_screen(house: House, sit_down: SitDown) -> None:
    numbers = [house.district.report(matter=f"第{n}处").number for n in range(3)]
    ended = house.district.report(matter="误报的").number
    house.district.desk.execute(CancelCase(number=ended, reason="误报"), by=SUPERVISOR)
    async with sit_down() as desk:
        await desk.filter("第1处")
        await order(desk, "go 3")
        await desk.sees(lambda: desk.number == numbers[2], "the case")
        await desk.filtered()
        assert desk.listing.total == 3
        await desk.press("2")
        await desk.sees(lambda: desk.timers.is_mounted, "the timers")
        await order(desk, "go 2")
        await desk.sees(lambda: desk.app.screen is desk.queue, "the queue")
        await desk.sees(lambda: desk.number == numbers[1], "the case")
        await order(desk, "go 4")
        await desk.sees(lambda: isinstance(desk.app.screen, StoryDialog), "its story")


async def test_an_order_without_a_number_is_for_the_marked_cases(
    house: House, sit_down: SitDown
) -> None:
    numbers = [house.district.report(matter=f"第{n}处").number for n in range(2)]
    async with sit_down() as desk:
        await desk.press("space", "space")
        await order(desk, "note 同一施工队")
        await desk.sees(lambda: isinstance(desk.app.screen, SeveralDialog), "the dialog")
        await desk.sees_text("共 2 件，其中 2 件可办。")
        await desk.press("ctrl+s")
        await desk.sees_text("已办 2 件，被拒 0 件")
        assert {house.shop().cases.row(one).version for one in numbers} == {2}


async def test_q_leaves_the_desk(sit_down: SitDown) -> None:
    async with sit_down(language=ENGLISH) as desk:
        await order(desk, "q")
        await desk.sees(lambda: desk.app._exit, "the end")  # noqa: SLF001  nothing else tells


async def test_a_verb_that_does_not_apply_says_why(
    house: House, number: str, sit_down: SitDown
) -> None:
    file_and_dispatch(house.district, house.district.report(matter="另一件").number, STALLS, "S001")
    async with sit_down() as desk:
        await order(desk, "receive 1")
        await desk.sees_text("“签收”用于待签收的案件，本件待派遣。")
        assert house.shop().cases.row(number).state == "filed"
