"""Every verb through its dialog: the consequence is shown first, and no word is lost."""

import json
from pathlib import Path

import pytest

from console.tui.dialogs.catalogue import DIALOGS
from core.cases.commands import DispatchCase, NoteCase, ResolveCase, ReturnCase
from core.cases.lifecycle import LIFECYCLE
from core.cases.states import Verb
from core.kernel.errors import Unavailable
from tests.console.tui.conftest import House, SitDown, receive
from tests.console.tui.driver import DeskDriver
from tests.district import DISPATCHER, SUPERVISOR


async def open_verb(desk: DeskDriver, line: str, key: str) -> str:
    """Put the cursor on the one case of a filter and press a verb; return its number."""
    await desk.filter(line)
    number = desk.number
    await desk.press(key)
    await desk.sees(lambda: desk.in_form, "the dialog")
    return number


async def test_every_verb_on_a_case_has_a_dialog() -> None:
    assert set(DIALOGS) == {verb for verb, step in LIFECYCLE.items() if step.by_hand} - {
        Verb.REPORT
    }


async def test_a_report_is_filed_with_its_consequence_shown_first(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        number = await open_verb(desk, "流动摊贩", "f")
        await desk.sees_text("待受理  →  待派遣")
        assert "占道经营  ◂ 上报时所选" in desk.screen
        assert "受理 09-14 周一 09:43  →  派遣 09-14 周一 09:47" in desk.screen
        await desk.sees_text("派遣 15 分钟，至 09-14 周一 09:47")
        await desk.press("ctrl+s")
        await desk.sees(lambda: not desk.in_form, "the end of the dialog")
        await desk.sees_text(f"已立案 {number} · 待派遣 · 三级 · 派遣期限 09-14 周一 09:47")
        assert busy_house.shop().cases.row(number).state == "filed"


async def test_an_item_is_found_by_a_few_letters_and_its_condition_chosen(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        number = await open_verb(desk, "流动摊贩", "f")
        await desk.sees_text("占道经营")
        await desk.write("井盖")
        await desk.sees_text("○ 2 情形2 (4 个工作小时)")
        assert "P0101" in desk.screen
        assert "E0401" not in desk.screen
        await desk.press("tab", "right", "ctrl+s")
        await desk.sees(lambda: not desk.in_form, "the end of the dialog")
        assert busy_house.shop().cases.row(number).item_code == "P0101"
        detail = busy_house.shop().cases.detail(number, busy_house.district.clock())
        assert detail.handling_limit == "4 working_hour"


async def test_a_case_goes_to_the_unit_of_the_responsibility_list(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        number = await open_verb(desk, "邻里噪声", "a")
        await desk.sees_text("西陵社区居委会  ◂ 责任清单")
        await desk.sees_text("–  →  西陵社区居委会")
        await desk.press("enter")
        await desk.sees_text(f"已派遣 {number} · 待签收 · 二级 · 西陵社区居委会")
        assert busy_house.shop().cases.row(number).unit == "西陵社区居委会"


async def test_signing_for_a_case_takes_one_key_more(busy_house: House, sit_down: SitDown) -> None:
    async with sit_down() as desk:
        number = await open_verb(desk, "商户占用", "i")
        await desk.sees_text("待签收  →  处置中")
        await desk.press("enter")
        await desk.sees_text(f"已签收 {number}")
        assert busy_house.shop().cases.row(number).state == "handling"


async def test_escalating_shows_the_new_tier_before_it_is_done(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        number = await open_verb(desk, "商户占用", "e")
        await desk.sees_text("区综合行政执法局  ◂ 责任清单")
        await desk.write("反复出现")
        await desk.sees_text("三级  →  四级")
        assert "暂不指定，稍后派遣" in desk.screen
        assert busy_house.shop().cases.row(number).tier == 3
        await desk.press("ctrl+s")
        await desk.sees_text(f"已升级 {number} · 待派遣 · 四级")
        assert busy_house.shop().cases.row(number).tier == 4


async def test_a_transfer_does_not_offer_the_unit_that_has_the_case(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        number = await open_verb(desk, "井盖", "o")
        await desk.sees_text("西兴应急安监站")
        assert "西兴综合行政执法队" not in desk.screen.split("状态")[0].split("编号")[-1]
        await desk.press("tab")
        await desk.write("职责在安监")
        await desk.press("enter")
        await desk.sees_text(f"已转派 {number}")
        assert busy_house.shop().cases.row(number).unit == "西兴应急安监站"


async def test_a_result_is_written_and_the_check_passed(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        number = await open_verb(desk, "井盖", "c")
        await desk.write("井盖已更换\n现场恢复")
        await desk.sees_text("处置中  →  待核查")
        await desk.press("ctrl+s")
        await desk.sees_text(f"已办结 {number}")
        await desk.press("p")
        await desk.sees(lambda: desk.in_form, "the dialog")
        await desk.press("ctrl+s")
        await desk.sees_text("评分不能为空。")
        await desk.press("4")
        await desk.sees_text("待核查  →  已结案")
        await desk.press("ctrl+s")
        await desk.sees(lambda: not desk.in_form, "the end of the dialog")
        detail = busy_house.shop().cases.detail(number, busy_house.district.clock())
        assert (detail.row.state, detail.rating) == ("closed", 4)
        assert detail.result == "井盖已更换\n现场恢复"


async def test_a_failed_check_sends_the_case_back_to_work(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await desk.filter("井盖")
        number = desk.number
        busy_house.district.desk.execute(ResolveCase(number=number, result="已处理"), by=SUPERVISOR)
        await desk.sees(lambda: desk.case is not None and desk.case.state == "resolved", "it")
        await desk.press("b")
        await desk.sees(lambda: desk.in_form, "the dialog")
        await desk.write("仍有松动")
        await desk.press("ctrl+s")
        await desk.sees_text(f"已返工 {number} · 处置中")


async def test_a_public_report_is_verified_then_rejected(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        number = await open_verb(desk, "夜间施工", "v")
        await desk.press("2", "tab")
        await desk.write("到场未见施工")
        await desk.press("ctrl+s")
        await desk.sees_text(f"已核实 {number}")
        await desk.press("x")
        await desk.sees(lambda: desk.in_form, "the dialog")
        await desk.press("right", "right")
        await desk.sees_text("待受理  →  不予立案")
        await desk.press("ctrl+s")
        await desk.sees(lambda: not desk.in_form, "the end of the dialog")
        detail = busy_house.shop().cases.detail(number, busy_house.district.clock())
        assert (detail.validity, detail.reject_reason) == ("invalid", "invalid")


async def test_what_would_be_refused_is_told_before_it_is_sent(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await open_verb(desk, "夜间施工", "f")
        await desk.press("down")
        await desk.sees_text("来自公众，须先核实属实再立案。")
        assert busy_house.shop().cases.row(busy_house.numbers()[1]).state == "reported"


async def test_no_item_is_taken_that_nobody_has_chosen(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        number = await open_verb(desk, "夜间施工", "f")
        await desk.sees_text("占道经营")
        assert "▌ D0101" not in desk.screen
        await desk.press("enter", "ctrl+s")
        await desk.sees_text("准入事项不能为空。")
        assert busy_house.shop().cases.row(number).version == 1
        await desk.write("zdjy")
        await desk.sees_text("▌ E0401  占道经营")


async def test_a_refusal_keeps_the_form_and_its_text(busy_house: House, sit_down: SitDown) -> None:
    desk_of_others = busy_house.district.desk
    async with sit_down() as desk:
        await desk.filter("商户占用")
        number = desk.number
        for command in (
            ReturnCase(number=number, reason="不在辖区"),
            DispatchCase(number=number, unit_code="S001"),
        ):
            desk_of_others.execute(command, by=DISPATCHER)
        await desk.sees(lambda: desk.case is not None and desk.case.version == 5, "the changes")
        await desk.press("r")
        await desk.sees(lambda: desk.in_form, "the dialog")
        await desk.write("再次退回，𠮷店主不服")
        await desk.press("ctrl+s")
        await desk.sees_text("已退回过案件")
        assert desk.in_form
        assert "再次退回，𠮷店主不服" in desk.screen
        assert busy_house.shop().cases.row(number).version == 5


async def test_a_conflict_keeps_the_text_and_shows_the_case_as_it_is_now(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        number = await open_verb(desk, "商户占用", "n")
        await desk.write("已电话联系")
        receive(busy_house.district, number)
        await desk.press("ctrl+s")
        await desk.sees_text("在您查看之后已被他人办理")
        await desk.sees_text("占道经营 · 处置中 · 三级")
        assert "已电话联系" in desk.screen
        await desk.press("ctrl+s")
        await desk.sees_text(f"已备注 {number}")


async def test_leaving_a_dialog_changes_nothing(busy_house: House, sit_down: SitDown) -> None:
    async with sit_down() as desk:
        number = await open_verb(desk, "商户占用", "n")
        await desk.write("不发了")
        await desk.press("escape")
        await desk.sees(lambda: not desk.in_form, "the end of the dialog")
        assert busy_house.shop().cases.row(number).version == 3


async def test_a_form_is_not_sent_twice(busy_house: House, sit_down: SitDown) -> None:
    async with sit_down() as desk:
        number = await open_verb(desk, "商户占用", "n")
        await desk.write("只记一次")
        await desk.press("ctrl+s", "ctrl+s", "ctrl+s")
        await desk.sees(lambda: not desk.in_form, "the end of the dialog")
        await desk.settled()
        detail = busy_house.shop().cases.detail(number, busy_house.district.clock())
        assert [entry.verb for entry in detail.history].count("note") == 1


async def test_a_fault_of_the_program_is_told_with_its_id_and_the_form_stays(
    busy_house: House, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async with sit_down() as desk:
        await open_verb(desk, "商户占用", "n")
        await desk.write("写好的备注")

        def break_down(*_: object, **__: object) -> None:
            raise RuntimeError("a mistake")

        monkeypatch.setattr(type(desk.app.shop.desk), "execute", break_down)
        await desk.press("ctrl+s")
        await desk.sees_text("程序出错，已记录，编号 ")
        assert "写好的备注" in desk.screen
        [log] = (tmp_path / "state").rglob("faults.log")
        error_id = desk.screen.split("编号 ")[1][:8]
        assert f"fault {error_id}" in log.read_text()
        assert "写好的备注" not in log.read_text()
        assert busy_house.shop().cases.row(desk.number).version == 3


async def test_a_report_is_taken_in_from_the_desk(house: House, sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.press("plus")
        await desk.sees_text("西兴街道 西陵社区 第一网格")
        await desk.write("长河 第一")
        await desk.press("tab", "tab")
        await desk.write("路口积水约二十米，䶮女士来电")
        await desk.sees_text("待受理 · 一级")
        await desk.press("ctrl+s")
        await desk.sees(lambda: desk.listing.total == 1, "the new case")
        assert desk.case is not None
        assert desk.case.matter == "路口积水约二十米，䶮女士来电"
        assert desk.case.source == "hotline"
        assert desk.case.area_code == "330108002001001"
        assert house.numbers() == [desk.number]


async def test_a_half_typed_report_survives_a_killed_terminal(
    sit_down: SitDown, tmp_path: Path
) -> None:
    async with sit_down() as desk:
        await desk.press("plus")
        await desk.sees_text("西兴街道 西陵社区 第一网格")
        await desk.press("tab", "tab")
        await desk.write("说到一半")
        await desk.sees(lambda: list((tmp_path / "state").rglob("*.json")), "the draft")
    [draft] = (tmp_path / "state").rglob("*.json")
    kept = json.loads(draft.read_text())
    assert kept["matter"] == "说到一半"
    assert draft.stat().st_mode & 0o077 == 0
    async with sit_down() as desk:
        await desk.press("plus")
        await desk.sees_text("接着上次未完成的登记。")
        await desk.sees_text("说到一半")
        await desk.press("tab", "tab")
        await desk.write("，接着说。")
        await desk.press("ctrl+s")
        await desk.sees(lambda: desk.listing.total == 1, "the new case")
        assert desk.case is not None
        assert desk.case.matter == "说到一半，接着说。"
    assert not draft.exists()


@pytest.mark.usefixtures("busy_house")
async def test_a_lost_database_refuses_in_words_and_keeps_the_text(
    sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sit_down() as desk:
        number = await open_verb(desk, "商户占用", "n")
        await desk.write("断线也不能丢")

        def lose(*_: object, **__: object) -> None:
            raise Unavailable("The database is busy; nothing was changed. Try again.")

        with monkeypatch.context() as patch:
            patch.setattr(type(desk.app.shop.desk), "execute", lose)
            await desk.press("ctrl+s")
            await desk.sees_text("nothing was changed")
        assert "断线也不能丢" in desk.screen
        await desk.press("ctrl+s")
        await desk.sees_text(f"已备注 {number}")


async def test_the_due_time_is_explained_day_by_day(busy_house: House, sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.filter("商户占用")
        receive(busy_house.district, desk.number)
        await desk.sees(lambda: desk.case is not None and desk.case.state == "handling", "it")
        await desk.press("t")
        await desk.sees_text("第 7 天")
        lines = [line.split() for line in desk.screen.splitlines()]
        assert ["▸", "09-14", "周一", "·", "工作日", "不计", "起算"] in lines
        assert ["09-19", "周六", "·", "周末", "不计"] in lines
        assert ["09-20", "周日", "●", "调休上班", "第", "5", "天"] in lines
        assert ["09-22", "周二", "●", "工作日", "第", "7", "天", "到期"] in lines


async def test_the_whole_story_opens_to_scroll_in(busy_house: House, sit_down: SitDown) -> None:
    async with sit_down(size=(80, 24)) as desk:
        await desk.filter("商户占用")
        busy_house.district.desk.execute(
            NoteCase(number=desk.number, text="很长的备注" * 60), by=SUPERVISOR
        )
        await desk.press("enter")
        await desk.sees_text("很长的备注很长的备注")
        assert "张敏  派遣 西兴综合行政执法队" in desk.screen
        await desk.press("escape")
        await desk.sees(lambda: desk.app.screen is desk.queue, "the queue")


async def test_help_lists_every_key_and_every_filter_word(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.press("question_mark")
        await desk.sees_text("光标所在案件")
        for words in ("升级", "升到上一级，新时限开始。", "grid:330108001*", "配色"):
            assert words in desk.screen


@pytest.mark.usefixtures("busy_house")
async def test_any_command_is_found_by_its_name(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.filter("井盖")
        await desk.press("colon")
        await desk.sees_text("升到上一级，新时限开始。")
        assert "“签收”用于待签收的案件，本件处置中。" in desk.screen
        await desk.write("办结")
        await desk.press("down", "enter")
        await desk.sees(lambda: desk.in_form, "the dialog")
        assert "井盖破损 · 处置中 · 三级" in desk.screen


@pytest.mark.usefixtures("busy_house")
async def test_a_view_is_a_command_too(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.press("colon")
        await desk.sees_text("升到上一级，新时限开始。")
        await desk.write("视图 待派遣")
        await desk.sees_text("视图：待派遣")
        await desk.press("enter")
        await desk.filtered()
        assert desk.listing.total == 1
        assert "state:filed" in desk.foot
