"""Investment promotion: projects signed, started, and the money that came, as things to do on their days.

Its last closed December shows, computed from records, 218 projects over five years, 76 of them that
year with 5.3 亿元 in place, 4.9 % of the city's.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.records import Ref
from luoshi.ops.demo import cast
from luoshi.ops.demo.calendar import Calendar
from luoshi.ops.demo.chance import code, days, parts
from luoshi.ops.demo.places import CITY_AND_COUNTIES, COUNTY, DEPARTMENTS, TOWNSHIPS

PROJECTS_BEFORE, PROJECTS_2025, PROJECTS_2026 = 141, 76, 31
FUNDS_2025, FUNDS_2026 = 53_000, 24_600
"""万元 in place in the county."""
CITY_FUNDS_2025, CITY_FUNDS_2026 = 1_081_600, 498_000
"""万元: of which the county's 53,000 are 4.9 %."""
PROJECT, RECEIPT = "investment.project", "investment.receipt"

PRODUCTS = {
    "苹果汁": "agri", "马铃薯淀粉": "agri", "食用菌": "agri", "中药饮片": "agri", "牛羊肉": "agri",
    "装配式构件": "industry", "加气砌块": "industry", "纸箱": "industry", "冷链": "trade",
    "光伏支架": "energy",
}  # fmt: skip
KINDS = ("加工厂", "生产线", "生产基地", "产业园", "综合体")
FIRMS = (
    "丰禾",
    "瑞泽",
    "启元",
    "恒川",
    "广源",
    "新垦",
    "云帆",
    "金穗",
    "联达",
    "宏图",
    "清源",
    "盛和",
    "同创",
)
TRADES = ("食品", "实业", "农业", "科技", "建材")
CHANNELS = ("fair", "kin", "visit", "labour", "referral")
PHASES = ("", "二期", "三期", "四期", "五期", "六期", "七期", "八期")
ECONOMIC = tuple(one for one in DEPARTMENTS if one.rank_class == "经济部门")
FACES = (*TOWNSHIPS, *ECONOMIC)


@dataclass
class Project:
    """A project as it will be reported; `ref` once it is."""

    number: int
    day: date
    unit: str
    name: str
    investor: str
    product: str
    total: int
    receipts: tuple[tuple[date, int], ...] = ()
    ref: Ref | None = field(default=None, compare=False)

    @property
    def known(self) -> Ref:
        assert self.ref is not None, f"{self.name} is reported first"
        return self.ref


class Names:
    """A name that no other project has."""

    def __init__(self, chance: random.Random) -> None:
        self._chance, self._taken = chance, dict[str, int]()

    def next(self) -> tuple[str, str, str]:
        """(project, investor, product)."""
        chance = self._chance
        product = chance.choice(list(PRODUCTS))
        place = chance.choice(TOWNSHIPS).name[:-1]
        name = f"{place}{product}{chance.choice(KINDS)}"
        again = self._taken.get(name, 0)
        self._taken[name] = again + 1
        firm = f"{chance.choice(FIRMS)}{chance.choice(TRADES)}有限公司"
        return f"{name}{PHASES[again]}", firm, product


def projects(chance: random.Random) -> list[Project]:
    """Every project of the county, by the day it was signed."""
    names = Names(chance)
    made = _before(names, chance)
    made += _of_year(2025, PROJECTS_2025, FUNDS_2025, range(1, 13), names, chance, len(made))
    made += _of_year(2026, PROJECTS_2026, FUNDS_2026, range(1, 7), names, chance, len(made))
    return sorted(made, key=lambda one: one.day)


def _before(names: Names, chance: random.Random) -> list[Project]:
    """The projects of the four years before, brought along without their money."""
    made = []
    for number, day in enumerate(days(2024, range(1, 13), PROJECTS_BEFORE, chance)):
        signed = day.replace(year=2021 + number % 4, day=min(day.day, 28))
        made.append(Project(number, signed, _unit(number), *names.next(), chance.randint(8, 90) * 100))
    return made


def _of_year(
    year: int, count: int, funds: int, months: range, names: Names, chance: random.Random, first: int
) -> list[Project]:
    """A year's projects; each one's money comes in three parts, the last before the last month ends."""
    made = []
    last = Period.parse(f"{year}-{months[-1]:02}").end
    amounts = parts(funds, count, chance)
    for offset, (day, amount) in enumerate(zip(days(year, months, count, chance), amounts, strict=True)):
        when = [min(day + timedelta(days=20 * step), last) for step in range(3)]
        shares = parts(amount, 3, chance) if amount > 3 else [amount]
        received = tuple(zip(when, shares, strict=False))
        total = amount + chance.randint(1, 40) * 100
        made.append(Project(first + offset, day, _unit(offset), *names.next(), total, received))
    return made


def _unit(number: int) -> str:
    """Townships and economic departments by turns, so that every month has both."""
    return FACES[number * 13 % len(FACES)].code


def plan(calendar: Calendar, made: list[Project]) -> None:
    """Put the life of every project into the calendar."""
    for one in made:
        calendar.add(one.day, "项目", partial(_report, one, calendar.first))
        for number, (day, amount) in enumerate(one.receipts, start=1):
            calendar.add(day, "到位资金", partial(receive, one, day, amount, number))
        begins = one.day + timedelta(days=70 + one.number * 7 % 80)
        if begins <= calendar.last and one.number % 6:
            calendar.add(begins, "开工", partial(_start, one, begins, calendar.first))
        operates = begins + timedelta(days=330)
        if operates <= calendar.last and one.number % 6 and one.number % 4:
            calendar.add(operates, "投产", partial(_operate, one, operates, calendar.first))


def _report(one: Project, first: date) -> None:
    """Reported in talks, signed on its day with the contract."""
    who = cast.reporter(one.unit, max(one.day, first))
    values = {
        "name": one.name, "investor": one.investor, "investor_code": code(one.number % 97),
        "industry": PRODUCTS[one.product], "channel": CHANNELS[one.number % len(CHANNELS)], "kind": "new",
        "total": one.total, "signed_on": one.day, "site": "县工业集中区", "origin": "city_outside",
    }  # fmt: skip
    contract = NewFile("contract", "投资合同.txt", f"{one.investor}与本县就{one.name}签订的投资合同".encode())
    made = ledgers.create(
        who, PROJECT, one.unit, values, files=[contract], since=one.day - timedelta(days=30)
    )
    ledgers.move(who, made.ref, "signed", on=one.day)
    one.ref = made.ref


def receive(one: Project, day: date, amount: int, number: int) -> Ref:
    """Reported on the day with its bank slip, verified by somebody else."""
    voucher = f"JZ{day:%Y%m%d}-{one.known.id:04}-{number}"
    made = claim(one, day, amount, voucher)
    ledgers.verify(cast.reviewer(one.unit, day), made)
    return made


def claim(one: Project, day: date, amount: int, voucher: str, payer: str = "") -> Ref:
    """A receipt that somebody still has to verify."""
    values = {
        "project": one.known.id, "received_on": day, "amount": amount, "kind": "cash", "voucher_no": voucher,
        "payer": payer or one.investor,
    }  # fmt: skip
    slip = f"银行进账单 {voucher} 付款人 {payer or one.investor} 金额 {amount} 万元".encode()
    files = [NewFile("bank_slip", f"进账单{voucher}.txt", slip)]
    return ledgers.create(cast.reporter(one.unit, day), RECEIPT, one.unit, values, files=files).ref


def _start(one: Project, day: date, first: date) -> None:
    """Through the four gates, then started with permit and photograph."""
    typed = max(day, first)
    deciders = {"approval": "meeting", "land": "land", "environment": "environment", "landing": "meeting"}
    for gate, login in deciders.items():
        who = cast.who(login, typed, 9)
        number = f"清招联〔{day.year}〕{one.known.id}号"
        ledgers.decide_gate(
            who, one.known, gate, passed=True, why="条件具备", document_no=number,
            on=min(day - timedelta(days=12), typed),
        )  # fmt: skip
    who = cast.reporter(one.unit, typed)
    for purpose, name in (("permit", "施工许可.txt"), ("photo", "现场照片说明.txt")):
        ledgers.attach(who, one.known, purpose, name, f"{one.name} {name} {day}".encode())
    record = ledgers.edit(who, one.known, {"started_on": day}, version=2)
    ledgers.move(who, one.known, "started", on=day, version=record.version)


def _operate(one: Project, day: date, first: date) -> None:
    """In operation, with the first invoice."""
    who = cast.reporter(one.unit, max(day, first))
    ledgers.attach(who, one.known, "invoice", "首张销售发票.txt", f"{one.name}首张销售发票".encode())
    record = ledgers.edit(who, one.known, {"operating_on": day}, version=4)
    ledgers.move(who, one.known, "operating", on=day, version=record.version)


def elsewhere(calendar: Calendar, chance: random.Random) -> None:
    """The other county-level units report one project with its money each quarter."""
    for year, quarters, funds in (
        (2025, 4, CITY_FUNDS_2025 - FUNDS_2025),
        (2026, 2, CITY_FUNDS_2026 - FUNDS_2026),
    ):
        for one in _elsewhere(year, quarters, funds, chance):
            calendar.add(one.day, "项目", partial(_report, one, calendar.first))
            calendar.add(one.day, "到位资金", partial(receive, one, one.day, one.total, 1))


def _elsewhere(year: int, quarters: int, funds: int, chance: random.Random) -> Iterator[Project]:
    others = [one for one in CITY_AND_COUNTIES if one.kind == "county" and one.code != COUNTY]
    for number, amount in enumerate(parts(funds, len(others) * quarters, chance)):
        unit, quarter = others[number % len(others)], number // len(others)
        day, name = date(year, quarter * 3 + 1, 15), f"{unit.name}{year}年{quarter + 1}季度招商项目"
        yield Project(900 + number, day, unit.code, name, "外来投资企业有限公司", "冷链", amount)
