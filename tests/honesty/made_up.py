"""Ten thousand made-up projects, of which it is known which are one: `world(seed)`.

Every word is invented. Twelve in a hundred projects come again in the ways that projects really do: signed
again the next year, renamed, written in traditional characters, with a slip of the keyboard, in another
order, under a branch or without a code, as a new phase of the same amount, or split. Beside them stand those
that only look alike: the same trade in the same town by somebody else, the shops of a chain, a lawful second
phase or an enlargement, other projects of the same investor, namesakes, firms of one brand.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from luoshi.honesty.linking import Thing

SIZE = 10_000
WAN = 10**6
"""分 in 万元."""

FIRST = "丰瑞启恒广新云金联宏清盛同泰嘉德信华远昌兴旺鼎博康润源禾沃锦"
SECOND = "禾泽元川源垦帆穗达图溪和创峰业林海阳辉诚利安隆庆裕顺民康景石"
TRADES = ("食品", "实业", "农业", "科技", "建材", "生物", "能源", "纺织", "物流", "机械", "新材料", "电子")
PRODUCTS = (
    "苹果汁", "马铃薯淀粉", "食用菌", "中药饮片", "牛羊肉", "装配式构件", "加气砌块", "纸箱包装", "冷链仓储",
    "光伏支架", "核桃油", "蜂蜜", "豆制品", "有机肥", "竹地板", "石墨电极", "锂电池壳体", "塑料管材", "服装",
    "陶瓷砖", "玻璃器皿", "饲料", "矿泉水", "茶叶", "白酒", "汽车座椅", "电子线束", "环保滤袋", "钢结构",
    "混凝土", "农机配件", "医用口罩", "果蔬脆片", "粉条", "辣椒酱", "家具", "门窗", "电缆", "轴承",
    "养老服务",
)  # fmt: skip
KINDS = ("加工厂", "生产线", "生产基地", "产业园", "加工", "精深加工", "制造", "综合体", "示范园", "仓储中心")
MEASURES = ("万吨", "万件", "吨", "万套")
DOES = ("建设项目", "项目", "新建项目", "", "工程", "投资项目")
_HEADS = "青柳石白黄东西南北沙双龙凤马牛河溪桥岭坪塘湾坝沟坡泉杨李王赵"
_TAILS = "石林桥水土山关坪湾岭河泉台庄头口店营寨集坝子坡沟塘铺崖洼川原"
TOWNS = tuple(
    f"{head}{_TAILS[(place * 7 + turn * 11) % 30]}{'镇乡'[(place + turn) % 2]}"
    for turn in range(2)
    for place, head in enumerate(_HEADS)
)
SITES = ("工业小区", "产业园", "工业集中区", "一村", "二村", "新区", "街道旁", "物流园")
OLD = dict(
    zip(
        "丰启恒广云联泽达图业龙凤马东双桥岭湾坝沟关厂产线机农药纸饮电锂车项园设综苹铃链储实",
        "豐啟恆廣雲聯澤達圖業龍鳳馬東雙橋嶺灣壩溝關廠產線機農藥紙飲電鋰車項園設綜蘋鈴鏈儲實",
        strict=True,
    )
)
SLIPS = dict(zip("苹果汁加工厂生产线基地园项目禾泽源", "平裹汗嘉功场升铲县机他圆顶木和择原", strict=True))


@dataclass(frozen=True)
class World:
    """The records, and for each which project it really is."""

    things: tuple[Thing, ...]
    same: tuple[frozenset[int], ...]

    def pairs(self) -> set[tuple[int, int]]:
        """Every two records that are one project."""
        return {(a, b) for group in self.same for a in group for b in group if a < b}


@dataclass
class Maker:
    """One seed's chance, and the firms it has made."""

    chance: random.Random

    def code(self) -> str:
        letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
        return "91" + "".join(self.chance.choice(letters) for _ in range(16))

    def firm(self) -> tuple[str, str, str]:
        """(brand, firm, code)."""
        brand = self.chance.choice(FIRST) + self.chance.choice(SECOND)
        form = self.chance.choice(("有限公司", "有限公司", "有限责任公司", "股份有限公司"))
        return brand, f"{brand}{self.chance.choice(TRADES)}{form}", self.code()

    def amount(self) -> int:
        """Mostly round, as contracts are."""
        chance = self.chance
        wan = chance.choice((100, 500, 1000)) * chance.randint(3, 60)
        return (wan if chance.random() < 0.7 else wan + chance.randint(1, 97)) * WAN

    def day(self) -> date:
        return date(2022, 1, 1) + timedelta(days=self.chance.randrange(365 * 4))

    def name(self, town: str, brand: str, product: str) -> str:
        chance = self.chance
        kind, does = chance.choice(KINDS), chance.choice(DOES)
        return chance.choice(
            (
                f"{town}{product}{kind}{does}",
                f"{brand}{product}{kind}{does}",
                f"{brand}{product}{kind}{does}",
                f"年产{chance.randint(1, 60) * 5}{chance.choice(MEASURES)}{product}生产线{does}",
                f"{town[:-1]}{brand}{product}{kind}{does}",
                f"{product}{kind}{does}",
            )
        )

    def project(self) -> Thing:
        town, product = self.chance.choice(TOWNS), self.chance.choice(PRODUCTS)
        brand, firm, code = self.firm()
        return Thing(
            0, self.name(town, brand, product), firm, code, f"{town}{self.chance.choice(SITES)}",
            self.amount(), self.day(),
        )  # fmt: skip


def world(seed: int, size: int = SIZE) -> World:
    """`size` records and which of them are one."""
    make = Maker(random.Random(seed))
    groups: list[list[Thing]] = []
    for many, kind in (
        (0.12, _again), (0.03, _split), (0.06, _neighbours), (0.04, _phases), (0.04, _others),
        (0.03, _brands), (0.045, _chain), (0.03, _enlarged), (0.02, _twins), (0.02, _namesakes),
    ):  # fmt: skip
        start = sum(map(len, groups))
        while sum(map(len, groups)) - start < many * size:
            groups += kind(make)
    while sum(map(len, groups)) < size:
        groups.append([make.project()])
    flat = [(number, one) for number, group in enumerate(groups) for one in group][:size]
    make.chance.shuffle(flat)
    made: dict[int, set[int]] = {}
    things = []
    for number, (group, one) in enumerate(flat, start=1):
        made.setdefault(group, set()).add(number)
        things.append(replace(_typed(make.chance, one), id=number))
    return World(tuple(things), tuple(frozenset(one) for one in made.values() if len(one) > 1))


def _typed(chance: random.Random, one: Thing) -> Thing:
    """As a clerk types it: what is not asked for is often left empty, whether it matters or not."""
    if chance.random() < 0.15:
        one = replace(one, code="")
    if chance.random() < 0.05:
        one = replace(one, place="")
    if chance.random() < 0.04:
        one = replace(one, investor="", code="")
    if chance.random() < 0.03:
        one = replace(one, amount=None)
    return replace(one, day=None) if chance.random() < 0.03 else one


def _again(make: Maker) -> list[list[Thing]]:
    """A project that comes again, once or twice."""
    first = make.project()
    ways = [make.chance.choice(WAYS) for _ in range(make.chance.choice((1, 1, 1, 2)))]
    return [[first, *(_once_more(make, first, way) for way in ways)]]


def _once_more(make: Maker, first: Thing, way: Callable[[Maker, Thing], Thing]) -> Thing:
    """Changed in one way, often in a second, reported sooner or later."""
    chance = make.chance
    made = way(make, first)
    if chance.random() < 0.5:
        made = chance.choice(WAYS)(make, made)
    shift = chance.choice((chance.randint(0, 60), chance.randint(250, 500), chance.randint(100, 1000)))
    made = replace(made, day=(made.day or make.day()) + timedelta(days=shift))
    if chance.random() < 0.2:
        made = replace(made, amount=(made.amount or 0) * chance.randint(96, 104) // 100)
    return made


def _resigned(make: Maker, one: Thing) -> Thing:
    return one


def _renamed(make: Maker, one: Thing) -> Thing:
    chance = make.chance
    name = one.name.removesuffix("项目").removesuffix("建设").removesuffix("新建")
    added = (
        f"新建{name}项目",
        f"{name}扩建项目",
        f"{name}技改项目",
        f"{name}建设工程",
        f"{name}（一期）",
        f"{name}二期",
        f"关于{name}的投资项目",
    )
    return replace(one, name=chance.choice(added))  # fmt: skip


def _traditional(make: Maker, one: Thing) -> Thing:
    def old(text: str) -> str:
        return "".join(OLD.get(sign, sign) for sign in text)

    return replace(one, name=old(one.name), investor=old(one.investor), place=old(one.place))


def _slipped(make: Maker, one: Thing) -> Thing:
    """A character mistaken, left out or twice."""
    chance, name = make.chance, one.name
    place = chance.randrange(len(name))
    sign = SLIPS.get(name[place], "的")
    return replace(
        one, name=chance.choice((
            name[:place] + sign + name[place + 1 :], name[:place] + name[place + 1 :],
            name[:place] + name[place] + name[place:],
        )),
    )  # fmt: skip


def _reordered(make: Maker, one: Thing) -> Thing:
    """The town or the brand stands elsewhere."""
    for head in (one.place[:3], one.place[:2], one.investor[:2]):
        if one.name.startswith(head):
            rest = one.name.removeprefix(head)
            return replace(one, name=f"{rest.removesuffix('项目')}（{head}）")
    return replace(one, name=f"{one.place[:3]}{one.name}")


def _branch(make: Maker, one: Thing) -> Thing:
    """The same firm by its branch, its short name or another legal form."""
    if not one.investor:
        return one
    bare = one.investor
    for form in ("有限责任公司", "股份有限公司", "有限公司"):
        bare = bare.removesuffix(form)
    form = make.chance.choice(
        (f"有限公司{one.place[:2]}分公司", "公司", "集团有限公司", "有限责任公司", "（集团）股份有限公司")
    )
    code = one.code if make.chance.random() < 0.5 else ("" if make.chance.random() < 0.7 else make.code())
    return replace(one, investor=f"{bare}{form}", code=code)


def _moved(make: Maker, one: Thing) -> Thing:
    """The place written shorter, longer or with the county before it, or as another corner of the town."""
    corner = f"{one.place[:3]}{make.chance.choice(SITES)}"
    ways = (one.place[:3], f"清河县{one.place}", one.place.replace("工业", ""), corner)
    return replace(one, place=make.chance.choice(ways))


def _project_company(make: Maker, one: Thing) -> Thing:
    """A company founded for the project: the brand, the town, a code of its own."""
    if not one.investor:
        return one
    trade = make.chance.choice(TRADES)
    return replace(one, investor=f"{one.investor[:2]}（{one.place[:2]}）{trade}有限公司", code=make.code())


def _elsewhere(make: Maker, one: Thing) -> Thing:
    """Claimed by another town, which says that it is built there."""
    return replace(one, place=f"{make.chance.choice(TOWNS)}{make.chance.choice(SITES)}")


def _blown_up(make: Maker, one: Thing) -> Thing:
    """Tens of millions wrapped as more."""
    return replace(one, amount=(one.amount or 0) * make.chance.choice((13, 15, 20, 30, 100)) // 10)


def _reworded(make: Maker, one: Thing) -> Thing:
    """Another kind of works for the same product."""
    kind = next((kind for kind in KINDS if kind in one.name), "")
    return replace(one, name=one.name.replace(kind, make.chance.choice(KINDS)) if kind else f"{one.name}园区")


def _unnamed(make: Maker, one: Thing) -> Thing:
    """Still in talks: nobody says who invests."""
    return replace(one, investor="", code="")


WAYS: tuple[Callable[[Maker, Thing], Thing], ...] = (
    _resigned, _renamed, _renamed, _renamed, _traditional, _slipped, _slipped, _reordered, _branch, _branch,
    _moved, _project_company, _elsewhere, _blown_up, _reworded, _unnamed,
)  # fmt: skip


def _split(make: Maker) -> list[list[Thing]]:
    """One contract in two or three parts, signed within weeks, often beside the whole."""
    chance, whole = make.chance, make.project()
    count = chance.choice((2, 2, 3))
    left, parts = (whole.amount or 0) // WAN, []
    for number in range(count):
        part = left if number == count - 1 else max(1, left * chance.randint(30, 60) // 100)
        left -= part
        mark = chance.choice(
            (
                f"{'一二三'[number]}标段",
                f"（{'一二三'[number]}期）",
                f"{'ABC'[number]}区",
                f"{number + 1}号厂房",
            )
        )
        day = (whole.day or make.day()) + timedelta(days=chance.randint(0, 40))
        parts.append(replace(whole, name=f"{whole.name}{mark}", amount=part * WAN, day=day))
    return [[whole, *parts] if chance.random() < 0.7 else parts]


def _neighbours(make: Maker) -> list[list[Thing]]:
    """The same trade in the same town by different investors."""
    first = make.project()
    product = make.chance.choice(PRODUCTS)
    made = []
    for _ in range(make.chance.randint(2, 4)):
        brand, firm, code = make.firm()
        name = make.name(first.place[:3], brand, product)
        made.append([replace(make.project(), name=name, investor=firm, code=code, place=first.place)])
    return made


def _phases(make: Maker) -> list[list[Thing]]:
    """A lawful second phase: later, of its own amount."""
    first = make.project()
    later = (first.day or make.day()) + timedelta(days=make.chance.randint(300, 900))
    bare = first.name.removesuffix("项目")
    return [
        [replace(first, name=f"{bare}一期")],
        [replace(first, name=f"{bare}二期", amount=make.amount(), day=later)],
    ]


def _others(make: Maker) -> list[list[Thing]]:
    """Two different projects of one investor, perhaps in one place."""
    chance, first = make.chance, make.project()
    second = make.project()
    place = first.place if chance.random() < 0.5 else second.place
    return [[first], [replace(second, investor=first.investor, code=first.code, place=place)]]


def _brands(make: Maker) -> list[list[Thing]]:
    """Firms of one brand in two trades, with nothing else in common."""
    first, second = make.project(), make.project()
    return [[first], [replace(second, investor=first.investor[:2] + second.investor[2:])]]


def _round(one: Thing) -> bool:
    """Whether the amount is one that two contracts may well share."""
    return (one.amount or 1) % (100 * WAN) == 0


def _enlarged(make: Maker) -> list[list[Thing]]:
    """A firm enlarges its works lawfully, years later, for a sum of its own, by chance perhaps the same."""
    chance, first = make.chance, make.project()
    later = (first.day or make.day()) + timedelta(days=chance.randint(500, 1400))
    name = chance.choice(
        (f"{first.name}扩建", f"{first.name}（二期）", make.name(first.place[:3], first.name[:2], "新产品"))
    )
    amount = first.amount if _round(first) and chance.random() < 0.07 else make.amount()
    return [[first], [replace(first, name=name, amount=amount, day=later)]]


def _twins(make: Maker) -> list[list[Thing]]:
    """Two products of one firm, signed on one day for one place."""
    first = make.project()
    one, other = make.chance.sample(PRODUCTS, 2)
    names = [f"{first.investor[:2]}{product}{make.chance.choice(KINDS)}项目" for product in (one, other)]
    return [[replace(first, name=names[0])], [replace(first, name=names[1], amount=make.amount())]]


def _namesakes(make: Maker) -> list[list[Thing]]:
    """Projects called the same in one town, even of one amount, by firms that have nothing in common."""
    first = make.project()
    name = f"{first.place[:3]}{make.chance.choice(PRODUCTS)}{make.chance.choice(KINDS)}项目"
    made = []
    for _ in range(2):
        _brand, firm, code = make.firm()
        amount = first.amount if _round(first) and make.chance.random() < 0.4 else make.amount()
        made.append([replace(first, name=name, investor=firm, code=code, amount=amount, day=make.day())])
    return made


def _chain(make: Maker) -> list[list[Thing]]:
    """The shops of a chain: one investor, nearly one name, often one amount, each in its own town."""
    chance = make.chance
    brand, firm, code = make.firm()
    kind, usual = chance.choice(("便利", "加油加气站", "生活超市", "快捷酒店", "药房")), make.amount() // 10
    towns = chance.sample(TOWNS, chance.randint(8, 25))
    return [
        [
            Thing(
                0, f"{brand}{kind}{town[:-1]}店{chance.choice(('', '建设项目'))}", firm, code,
                f"{town}{chance.choice(SITES)}",
                usual if chance.random() < 0.5 else make.amount() // 10, make.day(),
            )
        ]
        for town in towns
    ]  # fmt: skip
