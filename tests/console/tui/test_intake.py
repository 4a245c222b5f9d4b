"""Taking in: likely duplicates are seen before a case is filed, and somebody is suggested."""

import pytest

from console.tui.dialogs.file import FileDialog
from console.tui.dialogs.merging import MergeDialog
from core.cases.commands import CancelCase, PassCheck, ReceiveCase, ResolveCase, RuleCase
from core.cases.rows import HistoryRow
from core.kernel.errors import Unavailable
from tests.console.tui.conftest import House, SitDown, file, file_and_dispatch
from tests.console.tui.driver import DeskDriver
from tests.district import (
    DISPATCHER,
    ENFORCEMENT,
    LITTER,
    MANHOLE,
    SAFETY,
    STALLS,
    SUPERVISOR,
)

MATTER = "水果摊占用盲道，行人绕行"
AGAIN = "市民来电反映，盲道被水果摊占用了"
ADDRESS = "江陵路120号"


def first_report(house: House) -> str:
    """Let a matter have been reported; return its number."""
    return house.district.report(matter=MATTER, address=ADDRESS).number


def second_report(house: House) -> str:
    """Let the same matter have been reported again, in other words."""
    return house.district.report(matter=AGAIN, address=ADDRESS).number


def last_entry(house: House, number: str) -> HistoryRow:
    """Return the last entry of the story of a case."""
    return house.shop().cases.detail(number, house.district.clock()).history[-1]


async def open_on(desk: DeskDriver, number: str, key: str) -> None:
    """Put the cursor on a case and press a verb."""
    await desk.filter(number)
    assert desk.number == number
    await desk.press(key)
    await desk.sees(lambda: desk.in_form, "the dialog")


# Filing.


async def test_filing_shows_the_likely_duplicates_ranked_and_why(
    house: House, sit_down: SitDown
) -> None:
    likeliest = first_report(house)
    loose = house.district.report(matter="水果摊占了盲道").number
    number = second_report(house)
    async with sit_down() as desk:
        await open_on(desk, number, "f")
        await desk.sees_text("同一地址、描述相似 59%、同一事项、同一网格、上报相隔 1 分")
        ranked = [line.split()[:3] for line in desk.screen.splitlines() if "%  330108" in line]
        assert ranked == [["▌", "99%", likeliest], ["75%", loose, "占道经营"]]
        await desk.sees_text("^G 并案（疑似重复 2 件）")
        assert house.shop().cases.row(number).state == "reported"


async def test_one_key_merges_the_report_into_the_marked_duplicate_and_it_is_undone(
    house: House, sit_down: SitDown
) -> None:
    stays = first_report(house)
    number = second_report(house)
    async with sit_down() as desk:
        await open_on(desk, number, "f")
        await desk.sees_text("疑似重复")
        await desk.press("ctrl+g")
        await desk.sees(lambda: isinstance(desk.app.screen, MergeDialog), "the merge")
        await desk.sees_text("待受理  →  已并案")
        assert "▌ " + stays in desk.screen
        assert house.shop().cases.row(number).version == 1
        await desk.press("ctrl+s")
        await desk.sees(lambda: not desk.in_form, "the end of both dialogs")
        await desk.sees_text(f"已并案 {number}")
        assert house.shop().cases.row(number).state == "merged"
        entry = last_entry(house, number)
        assert (entry.verb, entry.payload["details"]["into"]) == ("merge", stays)
        assert house.shop().cases.row(stays).version == 1
        await desk.press("number_sign")
        await desk.sees_text(f"{number}")
        await desk.press("enter", "b")
        await desk.sees(lambda: desk.in_form, "the dialog")
        await desk.write("并错了")
        await desk.press("ctrl+s")
        await desk.sees(lambda: not desk.in_form, "the end of the dialog")
        assert house.shop().cases.row(number).state == "reported"


async def test_leaving_the_merge_comes_back_to_the_filing(house: House, sit_down: SitDown) -> None:
    first_report(house)
    number = second_report(house)
    async with sit_down() as desk:
        await open_on(desk, number, "f")
        await desk.sees_text("疑似重复")
        await desk.press("ctrl+g")
        await desk.sees(lambda: isinstance(desk.app.screen, MergeDialog), "the merge")
        await desk.press("escape")
        await desk.sees(lambda: isinstance(desk.app.screen, FileDialog), "the filing")
        await desk.sees_text("待受理  →  待派遣")
        await desk.press("ctrl+s")
        await desk.sees(lambda: not desk.in_form, "the end of the dialog")
        assert house.shop().cases.row(number).state == "filed"


async def test_a_merge_is_refused_when_the_report_has_been_taken_meanwhile(
    house: House, sit_down: SitDown
) -> None:
    first_report(house)
    number = second_report(house)
    async with sit_down() as desk:
        await open_on(desk, number, "f")
        await desk.sees_text("疑似重复")
        await desk.press("ctrl+g")
        await desk.sees_text("待受理  →  已并案")
        file(house.district, number, STALLS)
        await desk.press("ctrl+s")
        await desk.sees_text("在您查看之后已被他人办理")
        assert house.shop().cases.row(number).state == "filed"
        assert last_entry(house, number).verb == "file"


async def test_another_duplicate_is_marked_with_the_arrows(house: House, sit_down: SitDown) -> None:
    first_report(house)
    loose = house.district.report(matter="水果摊占了盲道").number
    number = second_report(house)
    async with sit_down() as desk:
        await open_on(desk, number, "f")
        await desk.sees_text("疑似重复")
        await desk.press("shift+tab", "down")
        await desk.sees_text(f"▌  75%  {loose}")
        await desk.press("enter")
        await desk.sees_text("待受理  →  已并案")
        await desk.press("ctrl+s")
        await desk.sees(lambda: not desk.in_form, "the end of both dialogs")
        assert last_entry(house, number).payload["details"]["into"] == loose


async def test_nothing_is_merged_into_a_closed_duplicate(house: House, sit_down: SitDown) -> None:
    closed = first_report(house)
    file_and_dispatch(house.district, closed, STALLS, ENFORCEMENT)
    for command in (
        ReceiveCase(number=closed),
        ResolveCase(number=closed, result="已劝离"),
        PassCheck(number=closed, rating=5),
    ):
        house.district.desk.execute(command, by=DISPATCHER)
    number = second_report(house)
    async with sit_down() as desk:
        await open_on(desk, number, "f")
        await desk.sees_text("疑似重复")
        await desk.press("ctrl+g")
        await desk.sees_text(f"案件 {closed} 已结，不能并入。")
        assert isinstance(desk.app.screen, FileDialog)
        assert house.shop().cases.row(number).version == 1


async def test_a_lone_report_is_filed_without_a_word_of_duplicates(
    house: House, sit_down: SitDown
) -> None:
    number = first_report(house)
    async with sit_down() as desk:
        await open_on(desk, number, "f")
        await desk.sees_text("待受理  →  待派遣")
        await desk.settled()
        assert "疑似重复" not in desk.screen
        await desk.press("ctrl+g")
        await desk.settled()
        assert isinstance(desk.app.screen, FileDialog)


# Reporting.


async def write_report(desk: DeskDriver) -> None:
    """Write the matter again, at the same place."""
    await desk.press("plus")
    await desk.sees_text("西兴街道 西陵社区 第一网格")
    await desk.write("西陵 第一")
    await desk.press("tab", "tab")
    await desk.write(AGAIN)
    await desk.press("tab")
    await desk.write(ADDRESS)


async def test_what_is_being_reported_shows_its_duplicates_before_it_is_sent(
    house: House, sit_down: SitDown
) -> None:
    known = first_report(house)
    async with sit_down() as desk:
        await write_report(desk)
        await desk.sees_text(f"▌  98%  {known}")
        await desk.sees_text("同一地址、描述相似 59%、同一网格、上报相隔 1 分")
        assert house.numbers() == [known]
        await desk.press("ctrl+s")
        await desk.sees(lambda: not desk.in_form, "the end of the dialog")
        await desk.sees_text(f"疑似与 {known}（98%）重复")
        [made] = set(house.numbers()) - {known}
        assert f"已上报 {made}" in desk.foot
        assert house.shop().cases.row(made).state == "reported"


async def test_one_key_reports_and_merges(house: House, sit_down: SitDown) -> None:
    known = first_report(house)
    async with sit_down() as desk:
        await write_report(desk)
        await desk.sees_text(f"▌  98%  {known}")
        await desk.press("ctrl+g")
        await desk.sees(lambda: isinstance(desk.app.screen, MergeDialog), "the merge")
        await desk.sees_text("待受理  →  已并案")
        [made] = set(house.numbers()) - {known}
        await desk.press("ctrl+s")
        await desk.sees(lambda: not desk.in_form, "the end of both dialogs")
        await desk.sees_text(f"已并案 {made}")
        assert house.numbers() == [known]
        entry = last_entry(house, made)
        assert (entry.verb, entry.payload["details"]["into"]) == ("merge", known)


async def test_a_report_that_was_refused_is_not_merged_when_it_is_sent_again(
    house: House, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = first_report(house)
    async with sit_down() as desk:
        await write_report(desk)
        await desk.sees_text(f"▌  98%  {known}")

        def lose(*_: object, **__: object) -> None:
            raise Unavailable("The database is busy; nothing was changed. Try again.")

        with monkeypatch.context() as patch:
            patch.setattr(type(desk.app.shop.desk), "execute", lose)
            await desk.press("ctrl+g")
            await desk.sees_text("nothing was changed")
        assert house.numbers() == [known]
        await desk.press("ctrl+s")
        await desk.sees(lambda: not desk.in_form, "the end of the dialog")
        [made] = set(house.numbers()) - {known}
        assert house.shop().cases.row(made).state == "reported"


# Merging by hand.


async def test_the_merge_offers_the_likeliest_first_and_any_other_by_its_number(
    house: House, sit_down: SitDown
) -> None:
    likeliest = first_report(house)
    other = house.district.report(matter="垃圾桶满溢", item_code=LITTER).number
    ended = house.district.report(matter=MATTER, address=ADDRESS).number
    house.district.desk.execute(CancelCase(number=ended, reason="误报"), by=SUPERVISOR)
    number = second_report(house)
    async with sit_down() as desk:
        await desk.filter(number)
        await desk.press("g", "m")
        await desk.sees(lambda: desk.in_form, "the dialog")
        await desk.sees_text(f"▌ {likeliest}  占道经营  ◂ 99%")
        await desk.sees_text("同一地址、描述相似 59%、同一事项、同一网格、上报相隔 1 分")
        assert ended not in desk.screen
        await desk.write(other)
        await desk.sees_text(f"▌ {other}  乱扔垃圾")
        await desk.press("ctrl+s")
        await desk.sees(lambda: not desk.in_form, "the end of the dialog")
        assert last_entry(house, number).payload["details"]["into"] == other


# Suggestions.


async def test_filing_names_the_unit_of_the_list_that_it_notes(
    house: House, sit_down: SitDown
) -> None:
    number = house.district.report(matter="井盖破损", item_code=MANHOLE).number
    async with sit_down() as desk:
        await open_on(desk, number, "f")
        await desk.sees_text("建议单位   西兴应急安监站 · 责任清单：P01")
        await desk.press("ctrl+s")
        await desk.sees(lambda: not desk.in_form, "the end of the dialog")
        details = last_entry(house, number).payload["details"]
        assert (details["suggested_unit"], details["suggested_by"]) == (SAFETY, {"rule": "P01"})


async def test_filing_follows_the_item_and_the_tier_that_are_chosen(
    house: House, sit_down: SitDown
) -> None:
    number = house.district.report(matter="井盖破损", item_code=MANHOLE).number
    async with sit_down() as desk:
        await open_on(desk, number, "f")
        await desk.sees_text("建议单位   西兴应急安监站 · 责任清单：P01")
        await desk.write("邻里")
        await desk.sees_text("建议单位   西陵社区居委会 · 责任清单：D")
        await desk.press("tab", "left")
        await desk.sees_text("建议单位   区综合行政执法局 · 责任清单：D")
        assert house.shop().cases.row(number).version == 1


@pytest.mark.parametrize(("rulings", "more"), ((1, ""), (3, " 及另外 2 件")))
async def test_a_ruling_is_the_precedent_that_the_next_dispatch_follows(
    rulings: int, more: str, house: House, sit_down: SitDown
) -> None:
    reports = [house.district.report(matter="井盖异响", item_code=MANHOLE) for _ in range(rulings)]
    for number in (report.number for report in reports):
        file(house.district, number, MANHOLE)
        rule = RuleCase(number=number, unit_code=ENFORCEMENT, reason="属地管理")
        house.district.desk.execute(rule, by=SUPERVISOR)
    number = house.district.report(matter="井盖破损", item_code=MANHOLE).number
    file(house.district, number, MANHOLE)
    async with sit_down() as desk:
        await open_on(desk, number, "a")
        await desk.sees_text("▌ S001  西兴综合行政执法队  ◂ 先例：")
        assert "西兴应急安监站  ◂ 责任清单：P01" in desk.screen
        grounds = f"先例：{reports[0].number}{more}"
        await desk.sees_text(f"建议单位   西兴综合行政执法队 · {grounds}")
        await desk.press("enter")
        await desk.sees(lambda: not desk.in_form, "the end of the dialog")
        row = house.shop().cases.row(number)
        assert (row.state, row.unit_code) == ("dispatched", ENFORCEMENT)
        assert last_entry(house, number).verb == "dispatch"
