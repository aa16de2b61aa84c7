"""The city's counties as those who keep its innovation ledgers, and lists that become records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from luoshi.kernel.actor import Actor
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.records import Record
from luoshi.ops.demo import cast
from luoshi.ops.demo.places import CITY_AND_COUNTIES, COUNTY

COUNTIES = tuple(one for one in CITY_AND_COUNTIES if one.kind == "county")
FIELDS = ("agri", "food", "materials", "equipment", "digital")
"""The five fields in which the city puts its strength together."""
SUBJECTS = (
    "马铃薯脱毒种薯",
    "果蔬保鲜",
    "中药材种植",
    "节水灌溉",
    "农机轻简化",
    "建材固废利用",
    "羊肉精深加工",
    "光伏运维",
)
DOMAINS = ("agri", "food", "health", "agri", "equipment", "materials", "food", "energy")
"""The technical field of each subject."""


def where(number: int) -> str:
    """The home county has a fifth, the others the rest by turns."""
    return COUNTY if number % 5 == 0 else COUNTIES[1 + number % (len(COUNTIES) - 1)].code


def reporter(unit: str, day: date) -> Actor:
    """Another county's own clerk; the home county's list is entered by its supervision office."""
    return cast.who("supervisor", day, 14) if unit == COUNTY else cast.reporter(unit, day, 14)


def listed(ledger: str, day: date, rows: Iterable[NewRow]) -> list[Record]:
    """A day's facts of a ledger, each county's typed in as one list."""
    lists: dict[str, list[NewRow]] = defaultdict(list)
    for row in rows:
        lists[row.unit].append(row)
    made = []
    for unit, held in lists.items():
        made += ledgers.create_many(reporter(unit, day), f"innovation.{ledger}", held)
    return made


def brought(
    record: Record, stage: str, day: date, paper: str = "", said: Mapping[str, Any] | None = None
) -> Record:
    """Bring a record to a stage on a day: what is said of it then, the paper it wants, the step itself."""
    who, version = reporter(record.unit, day), record.version
    if said:
        version = ledgers.edit(who, record.ref, said, version=version).version
    if paper:
        label = record.spec.evidence[paper].label.zh
        ledgers.attach(who, record.ref, paper, f"{label}.txt", f"{record.title}：{label}（演示）".encode())
    return ledgers.move(who, record.ref, stage, on=day, version=version)
