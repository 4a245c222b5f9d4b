"""The reports: figures of an area over some days, and exactly the cases behind each."""

from console.present.charts import chart
from console.present.figures import DEFINITIONS, FIGURES
from console.present.words import ENGLISH
from console.tui.dialogs.behind import BehindDialog
from console.tui.dialogs.facts import FactsDialog
from console.tui.dialogs.story import StoryDialog
from console.tui.widgets.figure_list import FigureLine
from console.tui.widgets.headline import Headline, ReportHead
from core.reports.figures import FORMULAS
from core.reports.tallies import Tally
from tests.console.tui.conftest import House, SitDown
from tests.console.tui.driver import DeskDriver
from tests.district import LITTER


async def open_reports(desk: DeskDriver) -> None:
    """Go to the reports and wait for figures and charts."""
    await desk.press("6")
    await desk.sees(lambda: desk.reports.is_mounted and desk.reports.drawn, "the figures")
    await desk.sees(lambda: desk.reports.days and desk.listing.loaded, "the charts")


def current(desk: DeskDriver) -> FigureLine:
    line = desk.reports.rows.current
    assert line is not None
    return line


def dialog(desk: DeskDriver) -> BehindDialog:
    assert isinstance(desk.app.screen, BehindDialog), desk.screen
    return desk.app.screen


async def open_behind(desk: DeskDriver) -> BehindDialog:
    await desk.press("enter")
    await desk.sees(lambda: isinstance(desk.app.screen, BehindDialog), "the cases behind")
    await desk.sees(lambda: dialog(desk).rows.loaded and dialog(desk).shares, "the list")
    return dialog(desk)


async def test_a_report_leads_with_its_five_figures(busy_house: House, sit_down: SitDown) -> None:
    async with sit_down(size=(80, 24)) as desk:
        await open_reports(desk)
        told = desk.text_of(Headline).splitlines()
        assert told[0].split() == ["▌有效率", "流转率", "按期结案率", "有效解决率", "返工率"]
        assert told[1].split() == ["▌60.0%", "3", "/", "5", "60.0%", "3", "/", "5", "–", "–", "–"]
        assert "今日" in desk.text_of(ReportHead)
        assert "2026-09-14" in desk.text_of(ReportHead)
        assert desk.rows[0].split()[:2] == ["▌滨江区", "60.0%"]
    assert busy_house.numbers()


async def test_behind_every_figure_of_every_line_are_as_many_cases_as_it_says(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await open_reports(desk)
        seen = 0
        for name in FIGURES:
            desk.reports.action_choose_figure(name)
            figure = current(desk).figure(name)
            if not (figure.denominator or figure.numerator):
                continue
            behind = await open_behind(desk)
            assert sum(share.numerator for share in behind.shares) == figure.numerator, name
            assert sum(share.denominator for share in behind.shares) == figure.denominator, name
            assert behind.rows.total == len(behind.shares)
            await desk.press("escape")
            seen += 1
        assert seen >= 4
    assert busy_house.numbers()


async def test_tab_shows_the_counted_then_the_others_and_enter_the_story(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down(language=ENGLISH) as desk:
        await open_reports(desk)
        behind = await open_behind(desk)
        assert "3 counted, 2 not" in desk.screen
        assert [line.split()[0] for line in desk.rows_of(behind.rows)] == [
            *("▌●", "●", "●"),
            *("○", "○"),
        ]
        await desk.press("tab")
        await desk.sees(lambda: behind.rows.total == 3, "the counted")
        assert all(share.counted for share in behind.shares[:3])
        await desk.press("tab")
        await desk.sees(lambda: "○" in desk.rows_of(behind.rows)[0], "the others")
        assert behind.rows.total == 2
        await desk.press("enter")
        await desk.sees(lambda: isinstance(desk.app.screen, StoryDialog), "the story")
    assert busy_house.numbers()


async def test_a_figure_without_cases_says_so_and_opens_nothing(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await open_reports(desk)
        await desk.press("left", "enter")
        await desk.sees(lambda: "没有案件参与这一指标" in desk.foot, "the answer")
        assert desk.app.screen is desk.reports
        assert desk.reports.rows.chosen == "lateness_multiple"
    assert busy_house.numbers()


async def test_brackets_change_the_period_and_tab_the_table(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await open_reports(desk)
        await desk.press("right_square_bracket")
        await desk.sees(
            lambda: desk.reports.drawn and desk.reports.drawn.period == "yesterday", "yesterday"
        )
        await desk.settled()
        assert current(desk).figure("valid").denominator == 0
        await desk.press("right_square_bracket")
        await desk.sees(
            lambda: desk.reports.drawn and desk.reports.drawn.period == "week", "the week"
        )
        await desk.sees(lambda: current(desk).figure("valid").denominator == 5, "the figures")
        assert "2026-09-08 … 09-14" in desk.text_of(ReportHead)
        await desk.press("tab")
        await desk.sees(lambda: "西兴街道" in "".join(desk.rows), "the streets")
        await desk.press("tab", "tab")
        assert desk.reports.rows.part == "units"
    assert busy_house.numbers()


async def test_space_goes_into_a_street_and_escape_back_out(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await open_reports(desk)
        await desk.press("space")
        await desk.sees(lambda: "只能进入街道或社区" in desk.foot, "the reason")
        await desk.press("tab")
        await desk.sees(lambda: desk.listing.total == 3, "the streets")
        await desk.press("down", "space")
        await desk.sees(
            lambda: desk.reports.drawn and desk.reports.drawn.report.whole.key == "330108001",
            "the street",
        )
        await desk.sees(lambda: "西兴街道" in desk.text_of(ReportHead), "its name")
        inside = current(desk).figure("valid").denominator
        behind = await open_behind(desk)
        assert len(behind.shares) == inside
        await desk.press("escape", "escape")
        await desk.sees(
            lambda: desk.reports.drawn and desk.reports.drawn.report.whole.key == "330108",
            "the district",
        )
    assert busy_house.numbers()


async def test_d_says_what_each_figure_means(busy_house: House, sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_reports(desk)
        await desk.press("d")
        await desk.sees(lambda: isinstance(desk.app.screen, FactsDialog), "the definitions")
        assert "曾流转出一级的案件 ÷ 上报数。" in desk.screen
    assert busy_house.numbers()


async def test_w_says_what_looks_unusual_and_by_which_rule(
    busy_house: House, sit_down: SitDown
) -> None:
    for _ in range(3):
        busy_house.district.report(matter="乱扔垃圾", item_code=LITTER, address="滨盛路1号")
    async with sit_down() as desk:
        await open_reports(desk)
        assert [s.rule for s in desk.reports.signals] == ["repeated_place"]
        assert "◆ 1 条信号 w" in desk.text_of(ReportHead)
        await desk.press("w")
        await desk.sees(lambda: isinstance(desk.app.screen, FactsDialog), "the signals")
        assert "28 天内“滨盛路1号”有 3 件" in desk.screen
        assert "同一地址同一事项四周内三件以上。" in desk.screen
    assert busy_house.numbers()


async def test_where_nothing_is_unusual_w_says_so(busy_house: House, sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_reports(desk)
        assert "条信号" not in desk.text_of(ReportHead)
        await desk.press("w")
        await desk.sees(lambda: isinstance(desk.app.screen, FactsDialog), "the signals")
        assert "没有触发任何规则。" in desk.screen
    assert busy_house.numbers()


def test_every_figure_has_a_name_and_a_definition() -> None:
    names = [formula(Tally()).name for formula in FORMULAS]
    assert list(FIGURES) == list(DEFINITIONS) == names


def test_a_chart_rises_from_its_lowest_to_its_highest_value() -> None:
    assert chart([0.0, 0.5, 1.0]) == ["▁▅█"]
    assert chart([0.0, None, 1.0], 2) == ["  █", "▁·█"]
    assert chart([0.3, 0.3], 1, 2) == ["▅▅▅▅"]
    assert chart([None, None]) == ["··"]
