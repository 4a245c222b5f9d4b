"""Which columns a file may have, under which names, and how a header is recognised."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Column:
    """One column that an import understands; ``names`` are its headers, folded by `folded`.

    The first name is the one to show when the column is missing.
    """

    field: str
    names: tuple[str, ...]
    required: bool = False


Layout = tuple[Column, ...]

GRID_COLUMNS: Final[Layout] = (
    Column(
        "code",
        (
            "网格编码",
            "编码",
            "区域编码",
            "网格代码",
            "网格编号",
            "代码",
            "区划代码",
            "微网格编码",
            "社区编码",
            "code",
            "gridcode",
            "areacode",
            "gridid",
            "網格編碼",
            "編碼",
            "區域編碼",
            "網格代碼",
            "網格編號",
        ),
        required=True,
    ),
    Column(
        "name",
        (
            "网格名称",
            "名称",
            "区域名称",
            "网格名",
            "微网格名称",
            "社区名称",
            "name",
            "gridname",
            "areaname",
            "網格名稱",
            "名稱",
            "區域名稱",
        ),
        required=True,
    ),
    Column("name_en", ("英文名称", "英文名", "nameen", "englishname")),
    Column(
        "kind",
        (
            "网格类型",
            "类型",
            "网格类别",
            "类别",
            "kind",
            "gridkind",
            "type",
            "gridtype",
            "網格類型",
            "類型",
        ),
    ),
    Column(
        "households",
        ("户数", "网格户数", "家庭户数", "households", "householdcount", "戶數", "網格戶數"),
    ),
    Column(
        "residents",
        (
            "人口数",
            "人数",
            "常住人口",
            "人口",
            "居民数",
            "常住人口数",
            "网格人数",
            "residents",
            "residentcount",
            "population",
            "人口數",
            "人數",
            "居民數",
        ),
    ),
    Column(
        "parent_code",
        (
            "上级编码",
            "上级区域编码",
            "所属社区编码",
            "父级编码",
            "社区编码",
            "parentcode",
            "parent",
            "communitycode",
            "上級編碼",
        ),
    ),
    Column("valid_from", ("启用日期", "生效日期", "validfrom", "啟用日期")),
)

STAFF_COLUMNS: Final[Layout] = (
    Column(
        "number",
        (
            "工号",
            "人员编号",
            "编号",
            "人员工号",
            "网格员编号",
            "员工编号",
            "number",
            "staffnumber",
            "staffno",
            "staffid",
            "employeeno",
            "工號",
            "人員編號",
            "編號",
        ),
        required=True,
    ),
    Column(
        "name",
        ("姓名", "名字", "网格员姓名", "人员姓名", "name", "staffname", "fullname", "網格員姓名"),
        required=True,
    ),
    Column(
        "phone",
        (
            "手机",
            "手机号",
            "手机号码",
            "联系电话",
            "电话",
            "联系方式",
            "电话号码",
            "phone",
            "mobile",
            "phonenumber",
            "telephone",
            "手機",
            "手機號碼",
            "聯繫電話",
            "電話",
        ),
    ),
    Column(
        "area_code",
        (
            "网格编码",
            "区域编码",
            "所属网格编码",
            "所在网格编码",
            "网格代码",
            "网格编号",
            "所属网格",
            "编码",
            "areacode",
            "area",
            "gridcode",
            "grid",
            "網格編碼",
            "區域編碼",
            "所屬網格編碼",
        ),
        required=True,
    ),
    Column(
        "post",
        (
            "岗位",
            "职务",
            "岗位类型",
            "人员类型",
            "人员类别",
            "类型",
            "post",
            "role",
            "position",
            "崗位",
            "職務",
            "人員類型",
        ),
        required=True,
    ),
    Column(
        "joined_on",
        (
            "入职日期",
            "上岗日期",
            "入职时间",
            "到岗日期",
            "joinedon",
            "joined",
            "startdate",
            "入職日期",
            "上崗日期",
        ),
    ),
    Column(
        "left_on",
        ("离职日期", "离岗日期", "离职时间", "lefton", "left", "enddate", "離職日期", "離崗日期"),
    ),
    Column("posted_from", ("任职日期", "到任日期", "任职起始日期", "postedfrom")),
    Column("posted_to", ("卸任日期", "任职截止日期", "任职结束日期", "postedto")),
    Column("id_number", ("身份证号", "身份证号码", "公民身份号码", "身份证", "idnumber", "idcard")),
)

UNIT_COLUMNS: Final[Layout] = (
    Column("code", ("单位编码", "编码", "责任单位编码", "unitcode", "code"), required=True),
    Column("name", ("单位名称", "责任单位", "名称", "单位", "unitname", "name"), required=True),
    Column("name_en", ("英文名称", "英文名", "nameen", "englishname")),
    Column("kind", ("单位类型", "类型", "unitkind", "kind", "type"), required=True),
    Column("platform", ("平台", "所属平台", "platform"), required=True),
    Column("tier", ("级别", "层级", "级", "tier"), required=True),
    Column(
        "area_code", ("区域编码", "所属区域编码", "区划代码", "areacode", "area"), required=True
    ),
    Column("item_patterns", ("负责事项", "事项编码", "权责事项", "items", "itempatterns")),
    Column("valid_from", ("启用日期", "生效日期", "validfrom")),
    Column("credit_code", ("统一社会信用代码", "社会信用代码", "信用代码", "creditcode", "uscc")),
)

OPERATOR_COLUMNS: Final[Layout] = (
    Column("login", ("登录名", "账号", "用户名", "login", "username"), required=True),
    Column("name", ("姓名", "名称", "name"), required=True),
    Column("role", ("角色", "岗位", "role"), required=True),
    Column("area_code", ("区域编码", "辖区", "辖区编码", "areacode", "area"), required=True),
    Column("active", ("启用", "在用", "状态", "active")),
)

PLATFORM_WORDS: Final[Mapping[str, str]] = {
    "综治工作": "governance",
    "综治": "governance",
    "governance": "governance",
    "市场监管": "market",
    "market": "market",
    "marketsupervision": "market",
    "综合执法": "enforcement",
    "enforcement": "enforcement",
    "便民服务": "service",
    "service": "service",
    "citizenservice": "service",
}
"""How files write the four platforms (基层治理四平台), folded."""

ROLE_WORDS: Final[Mapping[str, str]] = {
    "查看员": "viewer",
    "浏览员": "viewer",
    "观察员": "viewer",
    "viewer": "viewer",
    "派遣员": "dispatcher",
    "值班员": "dispatcher",
    "坐席": "dispatcher",
    "dispatcher": "dispatcher",
    "督查员": "supervisor",
    "值班长": "supervisor",
    "supervisor": "supervisor",
    "管理员": "admin",
    "系统管理员": "admin",
    "admin": "admin",
    "administrator": "admin",
    "审计员": "auditor",
    "auditor": "auditor",
}
"""How files write a role, folded."""

YES_WORDS: Final[Mapping[str, str]] = {
    "是": "yes",
    "启用": "yes",
    "在用": "yes",
    "1": "yes",
    "yes": "yes",
    "true": "yes",
    "否": "no",
    "停用": "no",
    "0": "no",
    "no": "no",
    "false": "no",
}
"""How files say yes and no, folded."""

KIND_WORDS: Final[Mapping[str, str]] = {
    "综合": "comprehensive",
    "综合网格": "comprehensive",
    "基础": "comprehensive",
    "基础网格": "comprehensive",
    "综合型": "comprehensive",
    "綜合": "comprehensive",
    "綜合網格": "comprehensive",
    "comprehensive": "comprehensive",
    "residential": "comprehensive",
    "basic": "comprehensive",
    "专属": "dedicated",
    "专属网格": "dedicated",
    "专属型": "dedicated",
    "專屬": "dedicated",
    "專屬網格": "dedicated",
    "dedicated": "dedicated",
}
"""How files write the kind of a grid, folded."""

POST_WORDS: Final[Mapping[str, str]] = {
    "网格长": "leader",
    "网格组长": "leader",
    "網格長": "leader",
    "leader": "leader",
    "gridleader": "leader",
    "网格指导员": "guide",
    "指导员": "guide",
    "網格指導員": "guide",
    "guide": "guide",
    "专职": "full_time",
    "专职网格员": "full_time",
    "专职员": "full_time",
    "網格員": "full_time",
    "网格员": "full_time",
    "專職": "full_time",
    "專職網格員": "full_time",
    "fulltime": "full_time",
    "兼职": "part_time",
    "兼职网格员": "part_time",
    "信息员": "part_time",
    "兼职信息员": "part_time",
    "网格信息员": "part_time",
    "兼職": "part_time",
    "兼職網格員": "part_time",
    "信息員": "part_time",
    "parttime": "part_time",
    "informant": "part_time",
}
"""How files write a post (1+1+1+X), folded."""

_IN_BRACKETS: Final = re.compile(r"[((\[【].*?[))\]】]")
_NO_WORD: Final = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """Return ``text`` as headers and words are compared.

    Full-width forms become plain, case is dropped, and so are spaces, signs and anything in
    brackets: ``*手机号码 (必填)`` is ``手机号码``, ``Area code`` is ``areacode``.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _NO_WORD.sub("", _IN_BRACKETS.sub("", plain))


@dataclass(frozen=True, slots=True)
class Fit:
    """How the cells of one line fit a layout as its header.

    ``places`` leads from a field to the index of its cell; ``twice`` holds the fields that
    several cells claim; ``missing`` the required ones that none does.
    """

    places: Mapping[str, int]
    twice: tuple[str, ...]
    missing: tuple[Column, ...]


def fit(layout: Layout, cells: Sequence[str], said: Mapping[str, str] | None = None) -> Fit:
    """See which column each cell of a header names.

    A name may belong to two columns of a layout (``编码``); the column listed first under
    that name among those not yet found gets it, and an exact first choice beats a late one.
    ``said`` leads from headers to the fields they are for whatever their names, the empty
    field being none.
    """
    places, taken = _said_places(cells, said or {})
    names = ["" if index in taken else folded(cell) for index, cell in enumerate(cells)]
    twice: list[str] = []
    for column in layout:
        if column.field in places:
            continue
        found = [index for index, name in enumerate(names) if name and name in column.names]
        free = [index for index in found if index not in places.values()]
        if not free:
            continue
        best = min(free, key=lambda index: column.names.index(names[index]))
        if any(names[index] == names[best] for index in free if index != best):
            twice.append(column.field)
        places[column.field] = best
    missing = tuple(column for column in layout if column.required and column.field not in places)
    return Fit(places, tuple(twice), missing)


def _said_places(cells: Sequence[str], said: Mapping[str, str]) -> tuple[dict[str, int], set[int]]:
    """Return where the fields are that were said, and all cells of which something was said.

    A header is known by its very text, or else as `folded` makes it.
    """
    places: dict[str, int] = {}
    taken: set[int] = set()
    texts = [" ".join(cell.split()) for cell in cells]
    names = [folded(cell) for cell in cells]
    for header, field in said.items():
        exact, loose = " ".join(header.split()), folded(header)
        if exact in texts:
            place = texts.index(exact)
        elif loose in names:
            place = names.index(loose)
        else:
            continue
        taken.add(place)
        if field:
            places[field] = place
    return places, taken


def letters(place: int) -> str:
    """Return what a spreadsheet calls the column at ``place``, which counts from 0."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
