"""Admin: tabs beside the calendar, to look at; who may not see one is told why."""

from console.tui.dialogs.facts import FactsDialog
from console.tui.widgets.admin_books import audit_filter
from console.tui.widgets.admin_tabs import AdminTabs
from console.tui.widgets.facts import FactLines
from core.audit.rows import AuditFilter
from core.imports.commands import AreaRow, ImportAreas
from tests.console.tui.conftest import House, SitDown
from tests.console.tui.driver import DeskDriver
from tests.district import ADMIN, DISPATCHER


async def open_tab(desk: DeskDriver, name: str) -> None:
    """Go to a tab of the admin screen."""
    await desk.press("7")
    await desk.sees(lambda: desk.calendar.is_mounted and desk.calendar.almanac, "the calendar")
    for _ in range(7):
        if desk.admin.is_current and desk.admin.tab == name:
            break
        await desk.press("tab")
        await desk.pilot.pause()
    await desk.sees(lambda: desk.admin.tab == name, name)
    await desk.settled()
    await desk.sees(lambda: desk.listing.total, "its rows")


async def test_the_admission_list_tells_tiers_limits_and_validity(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down(login=ADMIN) as desk:
        await open_tab(desk, "items")
        assert "准入清单" in desk.head
        assert desk.listing.total == len(busy_house.shop().registry.items(desk.calendar.day))
        await desk.press("slash")
        await desk.write("E0401")
        await desk.press("enter")
        await desk.sees(lambda: desk.listing.total == 1, "the item")
        assert desk.rows[0].split()[:2] == ["▌E0401", "占道经营"]
        assert "立案条件" in desk.text_of(FactLines)
        await desk.press("enter")
        await desk.sees(lambda: isinstance(desk.app.screen, FactsDialog), "the item in full")


async def test_the_audit_trail_is_the_newest_first_and_can_be_narrowed(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down(login=ADMIN) as desk:
        await open_tab(desk, "audit")
        total = busy_house.shop(ADMIN).admin.count_audit(AuditFilter())
        assert desk.listing.total == total > 5
        await desk.press("slash")
        await desk.write(f"operator:{DISPATCHER} action:file")
        await desk.press("enter")
        wanted = AuditFilter(operator=DISPATCHER, action="file")
        expected = busy_house.shop(ADMIN).admin.count_audit(wanted)
        await desk.sees(lambda: desk.listing.total == expected, "what was filed")
        assert expected == 3
        assert all("立案" in line for line in desk.rows[:3])


async def test_a_tab_that_the_role_may_not_see_is_barred_with_the_reason(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await open_tab(desk, "policies" if busy_house.shop().policies.rules() else "limits")
        assert "×值班员" in desk.text_of(AdminTabs)
        assert "×审计记录" in desk.text_of(AdminTabs)
        before = desk.admin.tab
        await desk.admin.action_show_tab("audit")
        await desk.sees(lambda: "审计记录：仅限管理员、审计员查看。" in desk.foot, "the reason")
        assert desk.admin.tab == before


async def test_tab_leads_back_to_the_calendar(busy_house: House, sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_tab(desk, "items")
        await desk.press("shift+tab")
        await desk.sees(lambda: desk.app.screen is desk.calendar, "the calendar")
    assert busy_house.numbers()


async def test_an_operator_is_changed_by_a_command_that_the_pane_names(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down(login=ADMIN) as desk:
        await open_tab(desk, "operators")
        logins = [row.login for row in busy_house.shop(ADMIN).admin.operators()]
        assert [line.split()[0].lstrip("▌") for line in desk.rows[: len(logins)]] == logins
        assert "griddesk import operators" in desk.text_of(FactLines).replace("\n", " ")


async def test_imports_and_their_trail_name_what_was_taken_in(
    busy_house: House, sit_down: SitDown
) -> None:
    rows = (AreaRow(2, "330108001001077", "第七十七网格"),)
    taken = ImportAreas(rows=rows, commit=True, file_name="grids.csv")
    busy_house.shop(ADMIN).desk.execute(taken, by=ADMIN)
    async with sit_down(login=ADMIN) as desk:
        await open_tab(desk, "imports")
        assert desk.rows[0].split()[2:4] == ["网格", "grids.csv"]
        await open_tab(desk, "audit")
        assert desk.rows[0].split()[3:5] == ["导入", "网格"]


def test_the_filter_of_the_audit_trail_is_understood() -> None:
    assert audit_filter("operator:lina outcome:refused 330108-26-000001") == AuditFilter(
        operator="lina", outcome="refused", subject="330108-26-000001"
    )
    assert audit_filter("") == AuditFilter()
