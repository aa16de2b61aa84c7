"""What every system holds: units, projects of the pack's 40 fields, and the sheet that somebody imports.

The same number of rows is the same rows, wherever they are made. Amounts are in 万元, choices their keys.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from bench import sites
from bench.sites import FIRMS, NAMES
from luoshi.packs.compile import load
from luoshi.packs.spec import Field

PACK = Path(__file__).parent / "pack"
Row: TypeAlias = dict[str, Any]
"""`id`, `unit` and every field by key."""

OWN = "S0101"
"""The unit of the person who sees least."""
OFTEN, CHANGES = 1, 1_000
"""The record that has been changed so often."""
IMPORTED = 5_000
EDITED = "已与主管部门核对"
"""What the one edit of every row's history writes as its remark."""
MONTH, FIRST, LAST = "2026-01", date(2026, 1, 1), date(2026, 1, 31)
"""The month that is rolled up by unit."""
WANTED, AT_LEAST = "agri", Decimal(30_000)
"""What the narrowed list asks for: an industry, and a least total."""
START, DAYS = date(2025, 1, 1), 660
_PLACES = {"money": 2, "decimal": 2}


@cache
def fields() -> Mapping[str, Field]:
    """The fields of the bench's ledger by key, in their order."""
    compiled = load(PACK)
    assert compiled.pack is not None, compiled.issues
    return compiled.pack.ledgers["project"].fields


def units() -> Iterator[tuple[str, str, str | None]]:
    """(code, name, the one above) of a city, its counties and their townships, from above."""
    yield "S", "大市", None
    for county in range(1, sites.COUNTIES + 1):
        code = f"S{county:02}"
        yield code, f"第{county}县", "S"
        for town in range(1, sites.TOWNS + 1):
            yield f"{code}{town:02}", f"第{county}县第{town}镇", code


def rows(count: int) -> Iterator[Row]:
    """So many projects, the first of them of `OWN`."""
    chance, towns = random.Random(2026), [*sites.towns()]
    for number in range(1, count + 1):
        unit = OWN if number == OFTEN else chance.choice(towns)
        yield _row(chance, number, unit, f"{number}号项目")


def sheet(count: int = IMPORTED) -> list[Row]:
    """Projects of `OWN` that no system has yet."""
    chance = random.Random(7)
    return [_row(chance, 10**7 + number, OWN, f"第{number}行导入项目") for number in range(1, count + 1)]


def _row(chance: random.Random, number: int, unit: str, name: str) -> Row:
    made: Row = {"id": number, "unit": unit}
    for key, field in fields().items():
        made[key] = _value(chance, field)
    signed = START + timedelta(days=chance.randrange(DAYS))
    made |= {
        "name": f"{chance.choice(NAMES)}{name}",
        "number": f"XM-{number:08}",
        "investor": f"{chance.choice(FIRMS)}{chance.randrange(3_000)}有限公司",
        "site": f"第{chance.randrange(40)}村",
        "progress": 10 * chance.randrange(11),
        "contacted_on": signed - timedelta(days=chance.randrange(20, 200)),
        "signed_on": signed,
        "approved_on": signed + timedelta(days=30),
        "started_on": signed + timedelta(days=60),
        "completed_on": signed + timedelta(days=600),
        "operating_on": signed + timedelta(days=660),
        "remark": None,
    }
    return made


def _value(chance: random.Random, field: Field) -> Any:
    match field.type:
        case "choice":
            return chance.choice([*field.choices])
        case "money" | "decimal":
            return Decimal(chance.randrange(100, 9_000_000)) / 100
        case "integer":
            return chance.randrange(500)
        case "boolean":
            return chance.random() < 0.3
        case "phone":
            return f"139{chance.randrange(10**8):08}"
        case "long_text":
            return "，".join(chance.choices(SENTENCES, k=3)) + "。"
        case _:
            return chance.choice(PEOPLE)


SENTENCES = (
    "土地手续正在报批", "环评已经批复", "厂房主体完工", "设备正在安装", "施工图已经审查", "征地还差三户",
    "银行授信正在办理", "水电已经接通", "年产果汁五千吨", "新建冷库两座", "与企业每周会商一次", "月底前开工",
)  # fmt: skip
PEOPLE = ("张伟", "王芳", "李娜", "刘洋", "陈静", "杨磊", "赵敏", "黄强", "周杰", "吴霞")


def heading(key: str) -> str:
    """A column as an office heads it, with the unit of its amounts."""
    field = fields()[key]
    return f"{field.label.zh}（{field.unit}）" if field.type == "money" else field.label.zh


def labelled(key: str, value: Any) -> Any:
    """A value as an office writes it: choices by their names, truths as 是 and 否."""
    field = fields()[key]
    if field.type == "choice" and value is not None:
        return field.choices[value].zh
    if field.type == "boolean":
        return "是" if value else "否"
    return value


def workbook(made: Sequence[Row], head: Callable[[str], str] = heading, unit: str = "") -> bytes:
    """An .xlsx of rows, by the fields' headings, everything as an office writes it; `unit` heads a column of
    the units' codes before them."""
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet()
        place = 1 if unit else 0
        page.write_row(0, 0, [*([unit] if unit else []), *(head(key) for key in fields())])
        for number, row in enumerate(made, start=1):
            page.write_row(number, place, [labelled(key, row[key]) for key in fields()])
            if unit:
                page.write(number, 0, row["unit"])
    return file.getvalue()


def comma_separated(
    made: Sequence[Row], heads: Mapping[str, str], written: Callable[[str, Any], Any] = labelled
) -> bytes:
    """A .csv of the columns in `heads` (key → heading)."""
    file = io.StringIO()
    out = csv.writer(file)
    out.writerow(heads.values())
    for row in made:
        out.writerow(["" if row[key] is None else written(key, row[key]) for key in heads])
    return file.getvalue().encode()
