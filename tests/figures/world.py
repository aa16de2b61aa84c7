"""A small invented city for figures: its tree, two ledgers, and tables on SQLite and in Parquet."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from luoshi.figures.catalogue import Catalogue
from luoshi.packs.spec import Field, Indicator, Ledger, Pack, Ratio, Stage

PROJECT = Ledger(
    pack="test",
    key="project",
    label="项目",
    shares=True,
    dated="signed_on",
    fields={
        "name": Field(type="text", label="名称"),
        "total": Field(type="money", label="总投资", unit="万元"),
        "signed_on": Field(type="date", label="签约日期"),
        "ends_on": Field(type="date", label="有效期至"),
    },
    stages=(
        Stage(key="talks", label="在谈"),
        Stage(key="signed", label="签约"),
        Stage(key="started", label="开工"),
    ),
)
RECEIPT = Ledger(
    pack="test",
    key="receipt",
    label="到位资金",
    parent="project",
    dated="received_on",
    fields={
        "project": Field(type="record", label="项目", ledger="project"),
        "amount": Field(type="money", label="金额", unit="万元"),
        "area": Field(type="decimal", label="面积", places=3),
        "payer": Field(type="text", label="付款人"),
        "received_on": Field(type="date", label="到账日期"),
    },
)
_PLAIN = {"verification": "verified", "withdrawn": False}
_ALWAYS = {
    "id": "BIGINT",
    "unit": "VARCHAR",
    "stage": "VARCHAR",
    "verification": "VARCHAR",
    "withdrawn": "BOOLEAN",
}
COLUMNS = {
    "ledger_test_project": {
        **_ALWAYS,
        "stage_signed": "DATE",
        "name": "VARCHAR",
        "total": "BIGINT",
        "signed_on": "DATE",
        "ends_on": "DATE",
    },
    "ledger_test_receipt": {
        **_ALWAYS,
        "project": "BIGINT",
        "amount": "BIGINT",
        "area": "BIGINT",
        "payer": "VARCHAR",
        "received_on": "DATE",
    },
    "share": {
        "ledger": "VARCHAR",
        "record": "BIGINT",
        "unit": "VARCHAR",
        "bp": "BIGINT",
        "from_day": "DATE",
        "to_day": "DATE",
    },
    "unit_closure": {"ancestor": "VARCHAR", "descendant": "VARCHAR"},
}

_ARROW = {"BIGINT": pa.int64(), "VARCHAR": pa.string(), "BOOLEAN": pa.bool_(), "DATE": pa.date32()}


def indicator(key: str, **given: Any) -> Indicator:
    return Indicator(pack="test", key=key, label=key, **given)


INDICATORS = (
    indicator(
        "funds", ledger="receipt", where="verified", measure="sum(amount)", date="received_on", unit="万元"
    ),
    indicator(
        "funds_whole", ledger="receipt", measure="sum(amount)", date="received_on", unit="亿元", split=False
    ),
    indicator(
        "land",
        ledger="receipt",
        measure="sum(area) filter (where payer = '甲' and amount >= 1.5)",
        date="received_on",
        unit="亩",
    ),
    indicator("payers", ledger="receipt", measure="count(distinct payer)", unit="家"),
    indicator("largest", ledger="receipt", measure="max(amount)", date="received_on", unit="万元"),
    indicator(
        "smallest", ledger="receipt", kind="stock", measure="min(amount)", date="received_on", unit="万元"
    ),
    indicator("signed", ledger="project", measure="count(*)", date="stage_signed", unit="个"),
    indicator("in_hand", ledger="project", kind="stock", where="stage_at_least('signed')", unit="个"),
    indicator("valid", ledger="project", kind="stock", date="signed_on", until="ends_on", unit="个"),
    indicator("gained", ledger="project", date="signed_on", until="ends_on", unit="个"),
    indicator("of_above", kind="ratio", ratio=Ratio(part="funds", of="funds", whole=True), unit="%"),
    indicator("each", kind="ratio", ratio=Ratio(part="funds", of="in_hand"), unit="万元"),
    indicator("gdp", kind="entered", unit="亿元"),
    indicator("of_gdp", kind="ratio", ratio=Ratio(part="funds", of="gdp"), unit="%"),
)
CATALOGUE = Catalogue.of(
    {
        "test": Pack(
            key="test",
            version=1,
            label="试验",
            ledgers={"project": PROJECT, "receipt": RECEIPT},
            indicators={one.key: one for one in INDICATORS},
        )
    }
)


@dataclass
class World:
    """Units by code with the unit above; records and shares as rows by column."""

    above: dict[str, str | None]
    projects: list[dict[str, Any]] = field(default_factory=list)
    receipts: list[dict[str, Any]] = field(default_factory=list)
    shares: list[dict[str, Any]] = field(default_factory=list)

    def ancestors(self, unit: str | None) -> list[str]:
        """The unit itself and all above it."""
        return [] if unit is None else [unit, *self.ancestors(self.above[unit])]

    def project(self, unit: str, **given: Any) -> int:
        row = {"id": len(self.projects) + 1, "unit": unit, "stage": "talks", **_PLAIN, **given}
        self.projects.append(row)
        return int(row["id"])

    def receipt(self, unit: str, amount: int | None, received_on: date | None, **given: Any) -> int:
        row = {"id": len(self.receipts) + 1, "unit": unit, "amount": amount, "received_on": received_on}
        self.receipts.append({**row, **_PLAIN, **given})
        return int(row["id"])

    def share(self, record: int, bps: dict[str, int], since: date, until: date | None = None) -> None:
        """Shares of a project between units from a day on, up to but not on another."""
        held = {"ledger": PROJECT.name, "record": record, "from_day": since, "to_day": until}
        self.shares += [{**held, "unit": unit, "bp": bp} for unit, bp in bps.items()]

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        closure = [{"ancestor": up, "descendant": unit} for unit in self.above for up in self.ancestors(unit)]
        tables = zip(COLUMNS, (self.projects, self.receipts, self.shares, closure), strict=True)
        return {name: [tuple(map(row.get, COLUMNS[name])) for row in rows] for name, rows in tables}

    def create_in(self, connection: Any, mark: str = "?", key: str = "BIGINT") -> None:
        """The tables, through anything that executes SQL; `mark` is its placeholder, `key` the type of a
        record's number."""
        for name, rows in self.tables().items():
            columns = {column: key if column == "id" else kind for column, kind in COLUMNS[name].items()}
            connection.execute(f"CREATE TABLE {name} ({', '.join(f'{c} {t}' for c, t in columns.items())})")
            if rows:
                places = ", ".join([mark] * len(columns))
                connection.executemany(f"INSERT INTO {name} VALUES ({places})", rows)

    def sqlite(self) -> sqlite3.Cursor:
        sqlite3.register_adapter(date, date.isoformat)
        cursor = sqlite3.connect(":memory:").cursor()
        self.create_in(cursor, key="INTEGER PRIMARY KEY")
        return cursor

    def parquet(self, folder: Path) -> Path:
        """Each table as a file of its name in `folder`."""
        for name, rows in self.tables().items():
            columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS[name])
            schema = pa.schema([(column, _ARROW[kind]) for column, kind in COLUMNS[name].items()])
            arrays = [pa.array(values, one.type) for values, one in zip(columns, schema, strict=True)]
            pq.write_table(pa.table(arrays, schema), folder / f"{name}.parquet")
        return folder
