"""The demonstration's year: facts reported, verified and closed month by month through actions.

Deterministic: the same city every time, from a seed of its own. Its last closed December
shows, computed from records, 76 projects of that year with 5.3 亿元 in place, 218 in all.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from luoshi.commitments import actions as commitments
from luoshi.commitments.matching import Owed
from luoshi.kernel.actor import SHANGHAI, Actor, Holding
from luoshi.kernel.periods import Period
from luoshi.kernel.workdays import add_workdays
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import adoption
from luoshi.ledgers.records import Ref
from luoshi.ops.demo.places import CITY, CITY_AND_COUNTIES, COUNTY, DEPARTMENTS, PEOPLE, TOWNSHIPS
from luoshi.packs import library
from luoshi.periods import actions as periods
from luoshi.periods import queries as period_queries
from luoshi.units import queries as units

FIRST, LAST = Period.parse("2025-01"), Period.parse("2026-06")
PROJECTS_BEFORE, PROJECTS_2025 = 142, 76
FUNDS_2025 = 53_000
"""万元 in place in 2025."""
FUNDS_2026 = 24_600
CITY_FUNDS_2025 = 1_081_600
"""万元: of which the county's 53,000 are 4.9 %."""
CITY_FUNDS_2026 = 498_000

PRODUCTS = (
    "苹果汁", "马铃薯淀粉", "粉条", "食用菌", "中药饮片", "牛羊肉", "装配式构件",
    "加气砌块", "纸箱", "冷链仓储",
)  # fmt: skip
KINDS = ("加工厂", "生产线", "基地", "物流园", "综合体")
FIRMS = ("丰禾", "瑞泽", "启元", "恒川", "广源", "新垦", "云帆", "金穗", "联达", "宏图")

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Clerks:
    """Who acts in the county, at a moment."""

    reporter: Actor
    reviewer: Actor
    supervisor: Actor


def at(day: date, hour: int = 10) -> Callable[[], datetime]:
    """A clock that stands at an hour of a day."""
    return lambda: datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def clerks(unit: str, day: date) -> Clerks:
    """The reporter of a unit, the county's reviewer and the city's supervisor, on a day."""
    known = {(one.role, one.unit): units.person(one.login) for one in PEOPLE}
    county_reporter = known["reporter", f"{COUNTY}52"]
    who = known.get(("reporter", unit), county_reporter)
    reporter = Actor(who.id, who.name, (Holding("reporter", CITY),), at(day))
    reviewer = known["reviewer", COUNTY]
    supervisor = known["supervisor", CITY]
    return Clerks(
        reporter, Actor(reviewer.id, reviewer.name, (Holding("reviewer", CITY),), at(day, 15)),
        Actor(supervisor.id, supervisor.name, (Holding("supervisor", CITY),), at(day, 17)),
    )  # fmt: skip


def parts(total: int, count: int, chance: random.Random) -> list[int]:
    """`count` whole positive numbers that add up to `total`, unequal as life is."""
    weights = [chance.randint(40, 160) for _ in range(count)]
    made = [max(1, total * weight // sum(weights)) for weight in weights]
    made[-1] += total - sum(made)
    return made


def days(year: int, months: range, count: int, chance: random.Random) -> list[date]:
    """`count` days of some months of a year, in order."""
    spans = [Period.parse(f"{year}-{month:02}") for month in months]
    drawn = [chance.choice(spans).start + timedelta(days=chance.randint(0, 27)) for _ in range(count)]
    return sorted(drawn)


def run(progress: Progress) -> None:
    """Adopt the packs, report and verify the facts, close the months."""
    chance = random.Random(20260716)
    system = Actor.system(at(date(2024, 12, 30)))
    for number, pack in enumerate(library.shipped().values(), start=1):
        adoption.adopt(system, pack)
        progress("台账包", number, 3)
    _targets(2025, Decimal(52_000), date(2025, 1, 6))
    facts = _before(chance) + _year(2025, PROJECTS_2025, FUNDS_2025, range(1, 13), chance)
    facts += _elsewhere(2025, 4, CITY_FUNDS_2025 - FUNDS_2025, chance)
    facts += _elsewhere(2026, 2, CITY_FUNDS_2026 - FUNDS_2026, chance)
    facts += _year(2026, 31, FUNDS_2026, range(1, 7), chance)
    facts.sort(key=lambda fact: fact.day)
    _play(facts, progress)


@dataclass(frozen=True)
class Fact:
    """Something reported on a day: a project with its receipts, or a lone receipt's amount."""

    day: date
    unit: str
    name: str
    investor: str
    total: int
    receipts: tuple[tuple[date, int], ...]


def _name(number: int, chance: random.Random) -> tuple[str, str]:
    firm = FIRMS[number % len(FIRMS)] + chance.choice(("食品", "实业", "农业", "科技", "建材"))
    place = chance.choice(TOWNSHIPS).name.removesuffix("镇").removesuffix("乡")
    return f"{place}{chance.choice(PRODUCTS)}{chance.choice(KINDS)}{number}号项目", f"{firm}有限公司"


def _before(chance: random.Random) -> list[Fact]:
    """The projects of the four years before, brought along without their money."""
    made = []
    for number, day in enumerate(days(2024, range(1, 13), PROJECTS_BEFORE, chance), start=1):
        name, investor = _name(number, chance)
        signed = day.replace(year=2021 + number % 4, day=min(day.day, 28))
        made.append(Fact(signed, _unit(number), name, investor, chance.randint(8, 90) * 100, ()))
    return made


def _unit(number: int) -> str:
    """Townships and economic departments by turns, far apart, so that every month has both."""
    both = [*TOWNSHIPS, *(one for one in DEPARTMENTS if one.rank_class == "经济部门")]
    return both[number * 13 % len(both)].code


def _year(year: int, count: int, funds: int, months: range, chance: random.Random) -> list[Fact]:
    made = []
    amounts = parts(funds, count, chance)
    for number, (day, amount) in enumerate(zip(days(year, months, count, chance), amounts, strict=True)):
        name, investor = _name(year + number, chance)
        last = Period.parse(f"{year}-{months[-1]:02}").end
        when = [min(day + timedelta(days=20 * step), last) for step in range(3)]
        receipts = tuple(zip(when, parts(amount, 3, chance) if amount > 3 else [amount, 0, 0], strict=True))
        unit = _unit(number)
        made.append(Fact(day, unit, name, investor, amount + chance.randint(1, 40) * 100, receipts))
    return made


def _elsewhere(year: int, quarters: int, funds: int, chance: random.Random) -> list[Fact]:
    """The other county-level units report one project with its money each quarter."""
    others = [one for one in CITY_AND_COUNTIES if one.kind == "county" and one.code != COUNTY]
    made = []
    for number, amount in enumerate(parts(funds, len(others) * quarters, chance)):
        unit, quarter = others[number % len(others)], number // len(others)
        day, name = date(year, quarter * 3 + 1, 15), f"{unit.name}{year}年{quarter + 1}季度招商项目"
        made.append(Fact(day, unit.code, name, "外来投资企业", amount, ((day, amount),)))
    return made


def _targets(year: int, county: Decimal, day: date) -> None:
    """The county's target, handed down to townships and economic departments."""
    supervisor = clerks(COUNTY, day).supervisor
    whole = commitments.set_target(supervisor, COUNTY, "funds_in_place", year, Owed(county))
    below = {one.code: Owed(Decimal(500 if one.rank_class == "乙类" else 1200)) for one in TOWNSHIPS}
    below |= {one.code: Owed(Decimal(1000)) for one in DEPARTMENTS if one.rank_class == "经济部门"}
    commitments.split(supervisor, whole.id, below)


def _play(facts: list[Fact], progress: Progress) -> None:
    """Month by month: what was signed and came in is reported and verified, then the month closes."""
    waiting = _dated(facts)
    month = FIRST
    for done, (day, step) in enumerate(waiting, start=1):
        while day > month.end and month < LAST:
            _close(month, progress)
            month = month.next()
        step()
        progress("台账记录", done, len(waiting))
    while period_queries.closing(LAST) is None:
        _close(month, progress)
        month = month.next()


def _dated(facts: list[Fact]) -> list[tuple[date, Callable[[], object]]]:
    """Every project and receipt as something to do on its day, in order."""
    made: list[tuple[date, Callable[[], object]]] = []
    records: dict[str, Ref] = {}
    for fact in facts:
        made.append((fact.day, partial(_project, fact, records)))
        made += [
            (day, partial(_receipt, records, fact, day, amount, number))
            for number, (day, amount) in enumerate(fact.receipts, start=1)
            if amount > 0
        ]
    return sorted(made, key=lambda one: one[0])


def _project(fact: Fact, records: dict[str, Ref]) -> None:
    """Reported in talks, signed on its day with the contract."""
    who = clerks(fact.unit, max(fact.day, date(2024, 12, 31)))
    values = {
        "name": fact.name, "investor": fact.investor, "industry": "agri", "kind": "new", "total": fact.total,
        "signed_on": fact.day, "site": "县工业集中区",
    }  # fmt: skip
    made = ledgers.create(who.reporter, "investment.project", fact.unit, values)
    ledgers.attach(who.reporter, made.ref, "contract", "投资合同.txt", f"{fact.name}投资合同".encode())
    ledgers.move(who.reporter, made.ref, "signed", on=fact.day)
    records[fact.name] = made.ref


def _receipt(records: dict[str, Ref], fact: Fact, day: date, amount: int, number: int) -> None:
    """Reported on the day with its bank slip, verified by somebody else."""
    who, project = clerks(fact.unit, day), records[fact.name]
    voucher = f"JZ{day:%Y%m%d}-{project.id:04}-{number}"
    values = {
        "project": project.id, "received_on": day, "amount": amount, "kind": "cash", "voucher_no": voucher,
        "payer": fact.investor,
    }  # fmt: skip
    made = ledgers.create(who.reporter, "investment.receipt", fact.unit, values)
    slip = f"银行进账单 {voucher} {fact.investor} {amount}万元".encode()
    ledgers.attach(who.reporter, made.ref, "bank_slip", f"{voucher}.txt", slip)
    ledgers.verify(who.reviewer, made.ref)


def _close(month: Period, progress: Progress) -> None:
    """Every unit hands in and is accepted; the city's supervisor closes."""
    day = add_workdays(month.end, 4)
    if month == Period.parse("2026-01"):
        _targets(2026, Decimal(51_000), date(2026, 2, 2))
    for unit in period_queries.owing():
        who = clerks(unit, day)
        late = replace(who.reporter, clock=at(add_workdays(month.end, 7)))
        slow = (unit, month) == (f"{COUNTY}07", Period.parse("2026-03"))
        periods.hand_in(late if slow else who.reporter, unit, month)
        periods.accept(who.supervisor, unit, month)
    periods.close(clerks(CITY, add_workdays(month.end, 8)).supervisor, month)
    closed = sum(1 for _ in _months(FIRST, month))
    progress("月度结账", closed, sum(1 for _ in _months(FIRST, LAST)))


def _months(first: Period, last: Period) -> Iterator[Period]:
    while first <= last:
        yield first
        first = first.next()
