"""The units that numbers carry, and the words right after a value that bound it (以上, 左右)."""

from __future__ import annotations

import re

MONEY = ("美元", "欧元", "港元", "日元", "元人民币", "元", "块钱")
PHYSICAL = (
    "平方公里", "平方千米", "平方米", "立方米", "万平", "公顷", "亩", "㎡", "公里", "千米", "米", "吨标准煤", "吨标煤", "吨",
    "公斤", "千克", "斤", "克", "升", "千瓦时", "千瓦", "兆瓦", "瓦特", "度电", "头", "只", "羽", "匹", "株", "棵", "尾", "箱", "床",
    "张床位", "张", "毫克/升", "微克/立方米", "标方", "方",
)  # fmt: skip
TIMES = (
    "个工作日",
    "工作日",
    "个小时",
    "小时",
    "分钟",
    "秒",
    "个月",
    "个多月",
    "个半月",
    "天",
    "学时",
    "课时",
)
SHARES = ("个百分点", "百分点", "%", "‰", "倍", "成")
PERSONS = ("人次", "人", "名", "位", "户次", "户", "家次", "家")
COUNTS = (
    "个", "项次", "项", "件次", "件", "场次", "场", "期", "批次", "批", "份", "宗", "起", "条", "座", "处", "栋", "幢", "套",
    "台次", "台套", "台", "辆次", "辆", "架次", "架", "艘", "所", "间", "篇", "部", "册", "例", "对", "门", "笔", "单", "桩",
    "类", "种", "支", "次", "列", "班次", "趟", "片", "口", "块", "盏", "杆", "本", "枚", "幅", "首", "款", "通", "分",
)  # fmt: skip
#: Words of structure, where a small Chinese numeral counts points of a speech and nothing measured.
LOOSE = frozenset(
    (
        "个",
        "项",
        "件",
        "条",
        "种",
        "类",
        "次",
        "场",
        "批",
        "对",
        "门",
        "点",
        "位",
        "分",
        "块",
        "起",
        "部",
        "期",
    )
)

_ALL = sorted({*MONEY, *PHYSICAL, *TIMES, *SHARES, *PERSONS, *COUNTS}, key=len, reverse=True)
_SCALE = "万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千|百"
_UNIT = re.compile(
    rf" ?(?:[多余来]|以上)?(?P<scale>{_SCALE})?[多余]? ?(?P<unit>{'|'.join(map(re.escape, _ALL))})?"
)
_TAIL = re.compile(
    r"\(?含\)?以上|及以上|以上|以下|以内|之内|左右|上下|之多|内(?=响应|办|答|回|处置|到|审|完成(?:审|办)|联系)"
)
#: What follows a unit's sign and makes it another word: 6分之, 2个月, 3部门, 5部委, 8成员, 2人才, 15名录, 3方面, 10分局.
_OTHER_WORD = {
    "个": "体人性", "部": "门委队长署", "成": "立果为员功效长", "人": "才大民事力社员口", "名": "单录次称字优特额",
    "分": "之别管支局工公布", "方": "面案式向法针略", "项": "目链", "单": "位元", "家": "庭长园具电", "对": "于标口外接应",
    "门": "户类", "位": "居列于置", "场": "所地馆", "条": "例件款", "类": "似别", "期": "间末望", "本": "级市县区科地年月",
    "通": "报过知道信", "台": "账阶湾州", "点": "", "口": "岸腔", "米": "粉面", "天": "然气津", "张": "力", "斤": "",
    "件": "", "升": "级", "克": "服", "所": "有在", "首": "位次先批家个", "支": "部持撑行出付", "片": "区", "批": "准复示发",
    "间": "接", "处": "理置于室", "只": "有要能", "度": "", "组": "", "户": "籍外口", "起": "来步草", "头": "部雁",
    "种": "植子业", "列": "入为", "套": "", "块": "头", "例": "如外会", "次": "日年要", "元": "素旦", "万": "",
}  # fmt: skip


def after(folded: str, at: int) -> tuple[str, int] | None:
    """The unit that starts at `at` and where it ends; 余 and 多 do not belong to it. None where there is none."""
    found = _UNIT.match(folded, at)
    scale, unit = (found["scale"] or "", found["unit"] or "") if found else ("", "")
    if found is None or not scale + unit:
        return None
    if folded[found.end() : found.end() + 1] in tuple(_OTHER_WORD.get(unit, "")):
        if scale not in _SCALE.split("|") or not scale:
            return None
        return scale, found.end("scale")
    return scale + unit, found.end() if unit else found.end("scale")


def tail(folded: str, at: int) -> int:
    """Where 以上, 以内 or 左右 after a value ends; `at` where there is none."""
    found = _TAIL.match(folded, at)
    return found.end() if found else at


_POWERS = {"百": 2, "千": 3, "万": 4, "亿": 8}


def scale(unit: str) -> tuple[int, str]:
    """(power of ten, noun): 亿元 is (8, 元), 万 is (4, nothing); 百分点 is a noun."""
    power, rest = 0, unit.strip()
    if is_share(rest):
        return 0, rest
    while rest and rest[0] in _POWERS:
        power, rest = power + _POWERS[rest[0]], rest[1:]
    return power, rest


def sort_of(noun: str) -> str:
    """Money and percentages are themselves; things are counted whatever the measure word."""
    return noun if noun in ("元", "%") else "count"


def is_money(unit: str) -> bool:
    return unit.endswith(MONEY)


def is_physical(unit: str) -> bool:
    return unit.endswith(PHYSICAL)


def is_time(unit: str) -> bool:
    return unit.endswith(TIMES)


def is_share(unit: str) -> bool:
    return unit.endswith(SHARES)
