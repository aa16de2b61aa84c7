"""Science and innovation: the facts of the city's last year in the ledgers.

432 patents filed, up 20.3 % on 359; 157 projects put forward (54 national, 103 provincial), 40
approved with 2,751 万元; 5 new high-tech enterprises, 16 in all; 8 provincial and 141 municipal centres.
"""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.records import Ref
from luoshi.ops.demo import breakthroughs, cast, support
from luoshi.ops.demo.calendar import Calendar
from luoshi.ops.demo.chance import code, days, parts
from luoshi.ops.demo.counties import DOMAINS, SUBJECTS, listed, reporter, where
from luoshi.ops.demo.places import CITY
from luoshi.periods import actions as periods

PATENTS_2024, PATENTS_2025, PATENTS_2026 = 359, 432, 236
NATIONAL, PROVINCIAL, APPROVED, FUNDS = 54, 103, 40, 2_751
ENTERPRISES, NEW_ENTERPRISES = 16, 5
LAPSED = 90
"""The number of the firm whose certificate runs out: five are new, but there are only four more."""
REVIEWED, UNREVIEWED = date(2025, 12, 18), 3
"""When the platforms' year was looked at, and how many have said nothing of it yet."""
CENTRES = {"provincial": 8, "municipal": 141}
KINDS = ("方法", "装置", "系统", "组合物", "设备", "工艺")


def plan(calendar: Calendar, chance: random.Random) -> None:
    """Put the city's innovation into the calendar."""
    calendar.add(calendar.first, "创新台账", partial(_centres, chance))
    calendar.add(calendar.first, "创新台账", _enterprises)
    for year, count, months in ((2025, PATENTS_2025, range(1, 13)), (2026, PATENTS_2026, range(1, 7))):
        _patents(calendar, days(year, months, count, chance), chance)
    _projects(calendar, chance)
    for number in range(NEW_ENTERPRISES):
        day = date(2025, 11, 6)
        calendar.add(day, "创新台账", partial(_certified, ENTERPRISES - number, day, True))
    calendar.add(REVIEWED, "平台评估", _reviews)
    breakthroughs.plan(calendar, chance)
    support.plan(calendar, chance)


def _patents(calendar: Calendar, filed: list[date], chance: random.Random) -> None:
    """A list a month for each county, as offices hand them over."""
    lists: dict[tuple[date, str], list[NewRow]] = defaultdict(list)
    for number, day in enumerate(filed):
        unit = where(number)
        kind = chance.choice(("invention", "utility", "utility", "design"))
        values = {
            "number": f"{day.year}{number + 10_000_000:08}.{number % 10}", "kind": kind, "filed_on": day,
            "name": f"一种{chance.choice(SUBJECTS)}{chance.choice(KINDS)}", "applicant": "本地企业",
        }  # fmt: skip
        lists[Period.month_of(day).end, unit].append(NewRow(unit, values))
    for (day, unit), rows in lists.items():
        calendar.add(day, "创新台账", partial(_listed, unit, day, rows))


def _listed(unit: str, day: date, rows: list[NewRow]) -> None:
    """Checked against the patent office's list the same day; the last month's still waits."""
    made = ledgers.create_many(reporter(unit, day), "innovation.patent", rows)
    for one in made if day < date(2026, 6, 1) else ():
        ledgers.verify(cast.reviewer(unit, day), one.ref)


def _projects(calendar: Calendar, chance: random.Random) -> None:
    """Put forward in spring; forty are approved in autumn with their money."""
    levels = ["national"] * NATIONAL + ["provincial"] * PROVINCIAL
    money, put = parts(FUNDS, APPROVED, chance), dict[int, Ref]()
    for number, level in enumerate(levels):
        day = date(2025, 3, 3) + timedelta(days=number % 60)
        calendar.add(day, "创新台账", partial(_put_forward, put, number, level, day))
    for place, funds in enumerate(money):
        calendar.add(date(2025, 9, 10), "创新台账", partial(_approved, put, place * 3, funds))


def _put_forward(put: dict[int, Ref], number: int, level: str, day: date) -> None:
    unit = where(number)
    values = {
        "name": f"{SUBJECTS[number % len(SUBJECTS)]}关键技术研究{number + 1:03}", "level": level,
        "host": "本地企业", "put_forward_on": day, "domain": DOMAINS[number % len(DOMAINS)],
    }  # fmt: skip
    made = ledgers.create(reporter(unit, day), "innovation.science_project", unit, values, since=day)
    put[number] = made.ref


def _approved(put: dict[int, Ref], number: int, funds: int) -> None:
    day = date(2025, 9, 10)
    who = reporter(where(number), day)
    ledgers.attach(who, put[number], "approval", "立项批复.txt", f"同意立项，经费{funds}万元".encode())
    record = ledgers.edit(who, put[number], {"approved_on": day, "funds": funds}, version=1)
    ledgers.move(who, put[number], "approved", on=day, version=record.version)


def _enterprises() -> None:
    """Those of the years before; the certificate of one runs out in 2025 and is not had again."""
    _certified(LAPSED, date(2022, 10, 18), False)
    for number in range(1, ENTERPRISES - NEW_ENTERPRISES + 1):
        _certified(number, date(2023, 10 + number % 3, 16), False)


def _certified(number: int, day: date, first: bool) -> None:
    unit = where(number)
    values = {
        "firm": f"临溪高新企业{number:02}有限公司", "firm_code": code(5_000 + number),
        "certificate": f"GR{day.year}{number:08}", "certified_on": day, "first": first,
        "expires_on": day.replace(year=day.year + 3),
    }  # fmt: skip
    typed = max(day, date(2024, 12, 30))
    ledgers.create(reporter(unit, typed), "innovation.enterprise", unit, values, since=day)


def _centres(chance: random.Random) -> None:
    """Approved in the years before; a list for each county."""
    lists: dict[str, list[NewRow]] = defaultdict(list)
    number = 0
    for level, count in CENTRES.items():
        for day in days(2022, range(9, 13), count, chance):
            number += 1
            unit = where(number)
            name = f"{SUBJECTS[number % len(SUBJECTS)]}工程技术研究中心{number:03}"
            values = {"name": name, "level": level, "host": "本地企业", "approved_on": day}
            values |= {"kind": "centre", "domain": DOMAINS[number % len(DOMAINS)]}
            lists[unit].append(NewRow(unit, values))
    for unit, rows in lists.items():
        ledgers.create_many(reporter(unit, date(2024, 12, 30)), "innovation.centre", rows)


def _reviews() -> None:
    """Every platform's year: what it says of itself, and the city's verdict."""
    city = cast.who("city", REVIEWED)
    rows = []
    for number, centre in enumerate(queries.page(city, "innovation.centre", size=1_000).rows):
        due = centre.values["approved_on"].replace(year=REVIEWED.year)
        values = {"centre": centre.ref.id, "number": REVIEWED.year - 2022, "due_on": due}
        if number >= UNREVIEWED:
            verdict = "mend" if number % 29 == 0 else "excellent" if number % 7 == 0 else "qualified"
            values |= {
                "area": 520 + number, "staff": 10 + number % 9, "rd_funds": 300 + number % 50 * 4,
                "services": number % 12, "summary": "运行正常，服务本地企业。", "reviewed_on": REVIEWED,
                "verdict": verdict, "mend_by": date(2026, 6, 30) if verdict == "mend" else None,
            }  # fmt: skip
        rows.append(NewRow(centre.unit, values))
    for one in listed("platform_review", REVIEWED, rows):
        if one.values["verdict"]:
            ledgers.move(city, one.ref, "reviewed", on=REVIEWED, version=one.version)


def history() -> None:
    """The year before the site was there: patents filed, by month, for the comparison."""
    who, source = cast.closer(date(2024, 12, 30)), "2024年科技统计月报"
    for month in range(1, 13):
        filed = Decimal(PATENTS_2024 * month // 12)
        periods.import_history(
            who, "innovation.patents_filed", Period.parse(f"2024-{month:02}"), {CITY: filed}, source
        )
