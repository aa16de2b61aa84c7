"""Where the city puts its strength together: five fields, key projects, technologies to be solved, results
that jump from research through a pilot to production, and what was awarded."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.records import Record
from luoshi.ops.demo.calendar import Calendar
from luoshi.ops.demo.chance import parts
from luoshi.ops.demo.counties import DOMAINS, FIELDS, SUBJECTS, brought, listed, where

PROJECTS = {2025: 12, 2026: 22}
TECHNOLOGIES = {2025: (30, 18), 2026: (26, 15)}
"""By year: listed, and solved of them."""
SOLVED = {2025: date(2025, 11, 20), 2026: date(2026, 6, 18)}
RESULTS, PILOTED, PRODUCED, EARNING = 22, 20, 19, 3
"""Results, and of them: past the pilot, in production, in production for a year."""
JUMP = timedelta(days=60)
AWARDS = (
    ("provincial", "second"), ("provincial", "third"), ("municipal", "first"), ("municipal", "second"),
    ("municipal", "second"), ("municipal", "third"), ("municipal", "third"), ("municipal", "third"),
    ("patent", None),
)  # fmt: skip
BONUS = {"first": 20, "second": 10, "third": 5}
WORKS = ("产业化示范", "成套装备研制", "数字化改造", "生产线升级", "良种繁育基地")
HARD = ("核心部件国产化", "低损耗工艺", "在线检测", "病害早期识别", "余热回收", "智能控制")


def plan(calendar: Calendar, chance: random.Random) -> None:
    """Put the two years' undertakings into the calendar."""
    for year, count in PROJECTS.items():
        day = date(year, 3, 20)
        totals = parts(count * 3_000, count, chance)
        calendar.add(day, "创新攻关", partial(_projects, day, totals, 0 if year == 2025 else 40))
    for year, (count, solved) in TECHNOLOGIES.items():
        made: list[Record] = []
        calendar.add(date(year, 3, 27), "创新攻关", partial(_technologies, made, date(year, 3, 27), count))
        calendar.add(SOLVED[year], "创新攻关", partial(_solved, made, SOLVED[year], solved))
    for number in range(RESULTS):
        _results(calendar, number)
    for year, awards in ((2025, AWARDS), (2026, AWARDS[3:6])):
        calendar.add(date(year, 5, 12), "科技奖励", partial(_awards, date(year, 5, 12), awards))


def _firm(number: int) -> str:
    return f"临溪示范企业{number % 24 + 1:02}有限公司"


def _projects(day: date, totals: list[int], offset: int) -> None:
    rows = []
    for number, total in enumerate(totals):
        subject = SUBJECTS[(number + offset) % len(SUBJECTS)]
        values = {
            "name": f"{subject}{WORKS[number % len(WORKS)]}项目{offset + number + 1:02}", "total": total,
            "domain": FIELDS[number % len(FIELDS)], "host": _firm(number), "starts_on": day,
            "invested": total * (80 - number * 3) // 100, "ends_on": day.replace(year=day.year + 2),
        }  # fmt: skip
        rows.append(NewRow(where(number), values))
    listed("key_project", day, rows)


def _technologies(made: list[Record], day: date, count: int) -> None:
    """A list is published in spring, two of three are taken up at once."""
    rows = []
    for number in range(count):
        name = (
            f"{SUBJECTS[number % len(SUBJECTS)]}{HARD[number % len(HARD)]}技术（{day.year}-{number + 1:02}）"
        )
        values = {
            "name": name, "domain": FIELDS[number % len(FIELDS)], "host": _firm(number), "listed_on": day,
            "due_on": date(day.year, 12, 20), "problem": "现有工艺损耗高、成本高。",
        }  # fmt: skip
        rows.append(NewRow(where(number), values))
    for number, one in enumerate(listed("key_technology", day, rows)):
        taken = number % 3 < 2
        made.append(brought(one, "taken", day) if taken else one)


def _solved(made: list[Record], day: date, count: int) -> None:
    said = {"solved_on": day, "outcome": "样机试验完成，指标经第三方检测达标。"}
    for one in [one for one in made if one.stage == "taken"][:count]:
        brought(one, "solved", day, "report", said)


def _results(calendar: Calendar, number: int) -> None:
    """One result as far as it comes, each jump on its day; what came of it is told a year later."""
    day, held = date(2025, 1, 15) + timedelta(days=number * 21), list[Record]()
    calendar.add(day, "创新成果", partial(_registered, held, number, day))
    if number < PILOTED:
        calendar.add(day + JUMP, "创新成果", partial(_piloted, held, day + JUMP))
    if number < PRODUCED:
        calendar.add(day + 2 * JUMP, "创新成果", partial(_produced, held, number, day + 2 * JUMP))
    if number < EARNING:
        year = day + 2 * JUMP + timedelta(days=365)
        calendar.add(year, "创新成果", partial(_earned, held, number, year))


def _registered(held: list[Record], number: int, day: date) -> None:
    values = {
        "name": f"{SUBJECTS[number % len(SUBJECTS)]}{WORKS[number % len(WORKS)]}技术成果{number + 1:02}",
        "domain": DOMAINS[number % len(DOMAINS)], "owner": _firm(number), "registered_on": day,
        "registration_no": f"LX{day.year}{number + 1:04}", "price": 30 + number * 5,
    }  # fmt: skip
    held += listed("result", day, [NewRow(where(number), values)])


def _piloted(held: list[Record], day: date) -> None:
    said = {"pilot_on": day, "pilot_at": "临溪市中试基地"}
    held.append(brought(held[-1], "pilot", day, "pilot", said))


def _produced(held: list[Record], number: int, day: date) -> None:
    said = {"produced_on": day, "produced_by": _firm(number), "capacity": f"年产{number + 2}千吨"}
    held.append(brought(held[-1], "production", day, "production", said))


def _earned(held: list[Record], number: int, day: date) -> None:
    values = {
        "result": held[-1].ref.id, "number": 1, "due_on": day, "sales": 640 + number * 210,
        "tax": 32 + number * 9, "jobs": 18 + number * 4, "note": "投产第一年",
    }  # fmt: skip
    (made,) = listed("result_output", day, [NewRow(held[-1].unit, values)])
    brought(made, "reported", day, "accounts")


def _awards(day: date, awards: Sequence[tuple[str, str | None]]) -> None:
    rows = []
    for number, (award, grade) in enumerate(awards):
        values = {
            "name": f"{SUBJECTS[number % len(SUBJECTS)]}关键技术及应用（{day.year}）", "award": award,
            "grade": grade, "domain": DOMAINS[number % len(DOMAINS)], "host": _firm(number),
            "awarded_on": day, "document_no": f"临科奖〔{day.year}〕{number + 1}号",
            "bonus": BONUS.get(grade or "", 3),
        }  # fmt: skip
        rows.append(NewRow(where(number), values))
    listed("award", day, rows)
