"""`griddesk import profiles` and `import findings`: what assessment goes by."""

from functools import partial as bound

import typer

from console.cli.imports import Commit, File, Partial, Said, SheetName, app, run_import, understood
from core.kernel.words import N_


@app.verb(
    "profiles",
    N_(
        "Take in assessment profiles from a file, one row for each indicator.\n"
        "A dry run unless --commit is given. Headers: 方案编码 code, 方案名称 name, 启用日期 "
        "validfrom, 考核对象 targets (街道 社区 网格, 单位 or 人员), 指标 figure, 权重 weight (100 "
        "in all), 零分值 zeroat, 满分值 fullat, 最少件数 least, 代替方案 replaces with 适用区域 "
        "areas for areas weighed differently, 加减分上限 findingslimit, 星级分数线 stars (60 70 80 "
        "90 95), 允许排名 ranking. A version is known by its code and first day. Volume is never "
        "weighed."
    ),
    examples=("griddesk import profiles profiles.csv", "griddesk import profiles p.xlsx --commit"),
)
def profiles(
    context: typer.Context,
    file: File,
    *,
    commit: Commit = False,
    sheet: SheetName = "",
    said: Said = None,
) -> None:
    """Take in assessment profiles."""
    from core.imports.commands import ImportProfiles
    from core.imports.profile_file import profile_rows, read_profile_file

    table = understood("profiles", read_profile_file, file, sheet, said)
    run_import(
        context, "profiles", bound(ImportProfiles, commit=commit), profile_rows(table), table
    )


@app.verb(
    "findings",
    N_(
        "Take in what third parties found of areas, units and staff.\n"
        "A dry run unless --commit is given. Headers: 编号 number, 检查日期 date, 检查方 finder, "
        "对象类型 target, 对象编码 key, 分值 points (+2, -0.5), 事由 reason, 证据编号 evidence, "
        "事件编号 case. A finding is known by its number and counts for its target alone, in the "
        "days that its date lies in."
    ),
    examples=("griddesk import findings findings.xlsx --commit",),
)
def findings(
    context: typer.Context,
    file: File,
    *,
    commit: Commit = False,
    sheet: SheetName = "",
    said: Said = None,
    partial: Partial = False,
) -> None:
    """Take in findings."""
    from core.imports.commands import ImportFindings
    from core.imports.findings import finding_rows, read_finding_file

    table = understood("findings", read_finding_file, file, sheet, said)
    command = bound(ImportFindings, commit=commit, partial=partial)
    run_import(context, "findings", command, finding_rows(table), table)
