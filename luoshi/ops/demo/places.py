"""Who and where: the units and people of the demonstration city. All names are invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

TODAY = date(2026, 7, 16)
"""The day the demonstration takes for today: its history ends shortly before."""

CITY = "LX"
COUNTY = "LX01"


@dataclass(frozen=True)
class Place:
    """A unit to be made. `aliases` are what speeches call it."""

    code: str
    name: str
    kind: str
    parent: str | None = None
    short: str = ""
    rank_class: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Somebody:
    """A person with one role in one unit."""

    login: str
    name: str
    role: str
    unit: str


CITY_AND_COUNTIES: tuple[Place, ...] = (
    Place(CITY, "临溪市", "city", aliases=("全市", "我市")),
    Place(COUNTY, "清河县", "county", CITY, aliases=("全县", "我县")),
    Place("LX02", "安澜区", "county", CITY),
    Place("LX03", "云岭县", "county", CITY),
    Place("LX04", "松阳县", "county", CITY),
    Place("LX05", "白石县", "county", CITY),
    Place("LX06", "望川县", "county", CITY),
    Place("LX07", "南屏县", "county", CITY),
)

_TOWNSHIPS = (
    ("城关镇", "甲类"), ("青石镇", "甲类"), ("河口镇", "甲类"), ("新店镇", "甲类"), ("马集镇", "甲类"),
    ("双桥镇", "甲类"), ("柳林乡", "乙类"), ("高坪乡", "乙类"), ("石桥乡", "乙类"), ("枫树乡", "乙类"),
    ("大湾乡", "乙类"), ("龙潭乡", "乙类"), ("平田乡", "乙类"), ("竹园乡", "乙类"), ("水磨乡", "乙类"),
    ("白杨乡", "乙类"), ("沙溪乡", "乙类"), ("梨园乡", "乙类"),
)  # fmt: skip

_DEPARTMENTS = (
    ("政府办公室", "政府办", "综合部门", ("两办督查室",)),
    ("招商引资服务局", "招商局", "经济部门", ("招商引资服务中心",)),
    ("发展和改革局", "发改局", "经济部门", ("发改",)),
    ("工业和信息化局", "工信局", "经济部门", ("工信",)),
    ("科学技术局", "科技局", "经济部门", ("科技",)),
    ("财政局", "", "经济部门", ("财政",)),
    ("商务局", "", "经济部门", ()),
    ("农业农村局", "农业局", "经济部门", ("农业",)),
    ("自然资源局", "国土局", "经济部门", ("国土", "规划")),
    ("住房和城乡建设局", "住建局", "经济部门", ("住建",)),
    ("交通运输局", "交通局", "经济部门", ()),
    ("水务局", "", "经济部门", ()),
    ("林业局", "", "经济部门", ()),
    ("文化和旅游局", "文旅局", "经济部门", ("旅游局",)),
    ("市场监督管理局", "市场监管局", "经济部门", ("工商局",)),
    ("税务局", "", "经济部门", ()),
    ("统计局", "", "综合部门", ()),
    ("生态环境局", "环保局", "综合部门", ("环保",)),
    ("人力资源和社会保障局", "人社局", "综合部门", ("人社",)),
    ("考核办公室", "考核办", "综合部门", ()),
)

TOWNSHIPS: tuple[Place, ...] = tuple(
    Place(f"{COUNTY}{number:02}", name, "township", COUNTY, rank_class=kind)
    for number, (name, kind) in enumerate(_TOWNSHIPS, start=1)
)

DEPARTMENTS: tuple[Place, ...] = tuple(
    Place(f"{COUNTY}{number}", "清河县" + name, "department", COUNTY, short or name, kind, (name, *aliases))
    for number, (name, short, kind, aliases) in enumerate(_DEPARTMENTS, start=51)
)

PLACES = (*CITY_AND_COUNTIES, *TOWNSHIPS, *DEPARTMENTS)

PEOPLE: tuple[Somebody, ...] = (
    Somebody("admin", "何立", "admin", CITY),
    Somebody("supervisor", "陈思远", "supervisor", COUNTY),
    Somebody("leader", "赵明川", "leader", COUNTY),
    Somebody("reviewer", "周敏", "reviewer", COUNTY),
    Somebody("assessor", "孙博", "assessor", COUNTY),
    Somebody("clerk", "王丽", "reporter", f"{COUNTY}02"),
    Somebody("clerk2", "刘洋", "reporter", f"{COUNTY}07"),
    Somebody("bureau", "吴桐", "reporter", f"{COUNTY}52"),
    Somebody("mayor", "马文斌", "leader", f"{COUNTY}02"),
    Somebody("meeting", "罗建", "investment_meeting", COUNTY),
    Somebody("land", "谢天", "land_office", COUNTY),
    Somebody("environment", "方宁", "environment_office", COUNTY),
    Somebody("city", "林静", "supervisor", CITY),
    Somebody("cityreview", "高原", "reviewer", CITY),
    Somebody("baohu", "岳宁", "privacy_officer", CITY),
)
"""Whom `luoshi demo` introduces; everybody else is in CROWD."""

_SURNAMES = (
    "李张王刘陈杨黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏"
    "卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾"
    "侯邵孟龙万段"
)
_GIVEN = [
    "文静",
    "志强",
    "晓燕",
    "建国",
    "海霞",
    "永平",
    "玉梅",
    "国栋",
    "红霞",
    "伟东",
    "秀芳",
    "小军",
    "丽华",
    "长明",
]


def _crowd() -> tuple[Somebody, ...]:
    """A reporter and a leader for every unit that has none among PEOPLE; nobody logs in as them."""
    held = {(one.role, one.unit) for one in PEOPLE}
    places = [*TOWNSHIPS, *DEPARTMENTS, *(one for one in CITY_AND_COUNTIES[2:])]
    made = []
    for number, place in enumerate(places):
        for offset, role in enumerate(("reporter", "leader")):
            if (role, place.code) not in held:
                surname = _SURNAMES[(number * 2 + offset) % len(_SURNAMES)]
                name = surname + _GIVEN[(number * 5 + offset * 3) % len(_GIVEN)]
                made.append(Somebody(f"{role}.{place.code}".lower(), name, role, place.code))
    return tuple(made)


CROWD = _crowd()

PASSWORD = "luoshi-demo-2026"
"""Printed by `luoshi demo`: whoever tries the demonstration shall get in."""
