"""What the city gives to innovation: people and what they were promised, R&D and its sources, platforms put
forward, founded and looked at every year, rights defended."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from luoshi.kernel.periods import Period
from luoshi.ledgers.drafts import NewRow
from luoshi.ops.demo import cast
from luoshi.ops.demo.calendar import Calendar
from luoshi.ops.demo.chance import code, parts
from luoshi.ops.demo.counties import COUNTIES, DOMAINS, SUBJECTS, brought, listed, where
from luoshi.ops.demo.places import CITY, COUNTY
from luoshi.periods import actions as periods

TALENTS = {2025: (18, 420), 2026: (24, 560)}
"""By year: records, and people in them."""
PROGRAMMES = ("urgent", "leading", "young", "skilled", "flexible")
SERVICES = (
    ("housing", "提供人才公寓一套"),
    ("school", "安排子女就近入学"),
    ("funds", "拨付安家补助"),
    ("spouse", "协助配偶就业"),
)
CASES = ("patent", "counterfeit", "trademark", "patent", "secret", "trademark", "other", "patent")
FIRMS = 8
INDUSTRIAL_FIRMS = {CITY: 214, COUNTY: 52}
"""Firms above scale: the other counties have the rest in equal parts."""
GDP = {
    12: {CITY: Decimal("461.5"), COUNTY: Decimal("96.4")},
    6: {CITY: Decimal("223.8"), COUNTY: Decimal("46.9")},
}
"""亿元 by the month they are told of: the year, and its first half."""


def plan(calendar: Calendar, chance: random.Random) -> None:
    """Put it into the calendar."""
    for year, (count, people) in TALENTS.items():
        day = date(year, 4, 22)
        calendar.add(day, "科技人才", partial(_talents, day, parts(people, count, chance)))
    for year, count in ((2025, 12), (2026, 6)):
        for number in range(count):
            day = date(year, 1, 20) + timedelta(days=number * 25)
            calendar.add(day, "知识产权", partial(_case, year * 100 + number, day))
    calendar.add(date(2025, 6, 24), "研发投入", _of_firms)
    calendar.add(date(2025, 9, 26), "研发投入", _of_the_whole)
    calendar.add(date(2026, 5, 8), "平台申报", _put_forward)
    calendar.add(date(2026, 5, 26), "平台申报", _founded)
    for month in (Period.parse("2025-12"), Period.parse("2026-06")):
        calendar.add(month.end, "统计数据", partial(_entered, month))


def _talents(day: date, people: list[int]) -> None:
    """Every second record is a team; each has one promise, and most are kept by now."""
    rows = []
    for number, count in enumerate(people):
        subject = SUBJECTS[number % len(SUBJECTS)]
        values = {
            "name": f"{subject}团队（{day.year}-{number + 1:02}）", "kind": "team", "people": count,
            "programme": PROGRAMMES[number % len(PROGRAMMES)], "way": "taken" if number % 9 else "trained",
            "domain": DOMAINS[number % len(DOMAINS)], "host": f"临溪示范企业{number % 24 + 1:02}有限公司",
            "arrived_on": day, "stays_until": day.replace(year=day.year + 3),
        }  # fmt: skip
        rows.append(NewRow(where(number), values))
    promised = []
    for number, one in enumerate(listed("talent", day, rows)):
        kind, content = SERVICES[number % len(SERVICES)]
        said = {"talent": one.ref.id, "kind": kind, "content": content, "promised_on": day}
        if number % 6:
            said |= {"kept_on": day, "how": "到岗当天已经办结，本人确认。"}
        promised.append(NewRow(one.unit, said))
    for one in listed("talent_service", day, promised):
        if one.values["kept_on"]:
            brought(one, "kept", day, "proof")


def _case(number: int, day: date) -> None:
    """Filed; two of three are closed within the month."""
    kind, unit = CASES[number % len(CASES)], where(number)
    values = {
        "number": f"临知法〔{day.year}〕{number % 100 + 1:02}号", "kind": kind, "filed_on": day,
        "name": f"{SUBJECTS[number % len(SUBJECTS)]}产品权利纠纷", "source": "complaint",
    }  # fmt: skip
    if number % 3:
        values |= {"closed_on": day, "outcome": "mediated"}
    (made,) = listed("ip_case", day, [NewRow(unit, values)])
    if number % 3:
        brought(made, "closed", day, "decision")


def _of_firms() -> None:
    """What firms spent the year before, by the tax office; this year's still waits."""
    day, rows = date(2025, 6, 24), list[NewRow]()
    for number in range(1, FIRMS + 1):
        firm = {"firm": f"临溪高新企业{number:02}有限公司", "firm_code": code(5_000 + number)}
        known = {"amount": 180 + number * 35, "base": 5_000 + number * 400, "source": "tax"}
        for year, more in ((2024, {**known, "published_on": day}), (2025, {})):
            values = {"name": firm["firm"], "scope": "firm", "year": year, **firm, **more}
            rows.append(NewRow(where(number), values))
    for one in listed("rd_spending", day, rows):
        if one.values["published_on"]:
            brought(one, "published", day, "source")


def _of_the_whole() -> None:
    """The statistics office tells of 2024 in autumn of 2025; 2025 is 待统计 until autumn comes again."""
    day = date(2025, 9, 26)
    said = {"scope": "society", "source": "statistics", "published_on": day}
    rows = [{"name": "2024年全社会研发经费", "year": 2024, "amount": 52_900, "base": 4_410_000, **said}]
    rows.append({"name": "2025年全社会研发经费", "year": 2025, "scope": "society"})
    for one in listed("rd_spending", day, [NewRow(COUNTIES[1].code, row) for row in rows]):
        if one.values["published_on"]:
            brought(one, "published", day, "source")


def _put_forward() -> None:
    rows = []
    for number, level in enumerate(("national", "provincial", "provincial")):
        name = f"{SUBJECTS[number]}重点实验室" if number else f"{SUBJECTS[number]}国家工程技术研究中心"
        values = {
            "name": name, "kind": "laboratory" if number else "centre", "level": level,
            "host": f"临溪高新企业{number + 1:02}有限公司", "applied_on": date(2026, 5, 8),
        }  # fmt: skip
        rows.append(NewRow(where(number + 1), values))
    listed("platform_bid", date(2026, 5, 8), rows)


def _founded() -> None:
    """New municipal platforms of the second year."""
    day, rows = date(2026, 5, 26), list[NewRow]()
    for number in range(4):
        values = {
            "name": f"{SUBJECTS[number]}工程技术研究中心（2026-{number + 1}）", "kind": "centre",
            "level": "municipal", "host": f"临溪高新企业{number + 4:02}有限公司", "approved_on": day,
            "area": 620 + number * 40, "staff": 11 + number, "rd_funds": 320, "domain": DOMAINS[number],
        }  # fmt: skip
        rows.append(NewRow(where(number), values))
    listed("centre", day, rows)


def _entered(month: Period) -> None:
    """Firms above scale and GDP come from the statistics office, a number for the city and each county."""
    who, others = cast.closer(month.end), [one.code for one in COUNTIES if one.code != COUNTY]
    rest, gdp = (INDUSTRIAL_FIRMS[CITY] - INDUSTRIAL_FIRMS[COUNTY]) // len(others), GDP[month.number]
    gdp_rest = ((gdp[CITY] - gdp[COUNTY]) / len(others)).quantize(Decimal("0.01"))
    for unit in (CITY, COUNTY, *others):
        value, source = Decimal(INDUSTRIAL_FIRMS.get(unit, rest)), f"{month}统计月报"
        periods.enter(who, "innovation.industrial_firms", unit, month, value, source)
        periods.enter(who, "innovation.gdp", unit, month, gdp.get(unit, gdp_rest), source)
