"""A site of real size, made fast: `python -m bench.sites DIR --records 1000000`.

One city of 7 counties with 18 townships each; investment projects and their receipts with evidence, gate
decisions, shares, and some three journal entries a record, in the form in which the product writes them (a
test replays the journal and finds the same rows). One project has been changed 1,000 times. With `PASSWORD`
may log in: `town` who reports for one township and sees no more, `county` for a county, `checker` verifying.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

PASSWORD = "luoshi-bench-2026"
COUNTIES, TOWNS = 7, 18
CHANGES = 1_000
BATCH = 20_000
PROJECTS = 0.2
"""Share of the records that are projects; the others are receipts."""
START = datetime(2020, 1, 6, 2, tzinfo=UTC)
NAMES = (
    "果汁加工", "冷链物流", "光伏支架", "马铃薯淀粉", "中药饮片", "牛羊肉", "加气砌块", "食用菌",
    "粉条", "果脯",
)  # fmt: skip
FIRMS = ("丰禾食品", "同创实业", "盛和科技", "云帆建材", "广源农业", "清源食品", "金穗建材", "恒川建材")
CHOICES = ("agri", "industry", "trade", "tourism", "energy", "service")
SLIP = "0" * 64


def main() -> None:
    """Make the site and say how long it took."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--records", type=int, default=1_000_000)
    said = asked.parse_args()
    begun = time.monotonic()
    make(said.folder, said.records)
    print(f"{said.records:,} records in {time.monotonic() - begun:.0f} s")


def make(folder: Path, records: int) -> None:
    """Make a new site in a folder (or in the PostgreSQL that DATABASE_URL names) and fill it."""
    from django.core.management import call_command

    from luoshi.config import site

    site.make(folder, name="大站点")
    begin(folder)
    call_command("migrate", verbosity=0, interactive=False)
    fill(records, told=print)


def begin(folder: Path) -> None:
    """Let this process work on a site: one for as long as it lives."""
    os.environ |= {"LUOSHI_SITE": str(folder.absolute()), "DJANGO_SETTINGS_MODULE": "luoshi.config.settings"}
    import django

    django.setup()


def fill(records: int, told: Any = None) -> None:
    """Fill a migrated site."""
    units = _people()
    writer = Writer(units, told or (lambda *_: None))
    projects = max(2, int(records * PROJECTS))
    writer.projects(projects)
    writer.receipts(records - projects)
    writer.changed_often()
    finish("ledger_investment_project", "ledger_investment_receipt")


def tree() -> list[str]:
    """The units; the codes of the townships."""
    from luoshi.kernel.actor import Actor
    from luoshi.units import actions as units

    system = Actor.system(lambda: START)
    units.add_unit(system, "S", "大市", "city", short="全市")
    codes = []
    for county in range(1, COUNTIES + 1):
        code = f"S{county:02}"
        units.add_unit(system, code, f"第{county}县", "county", parent="S")
        for town in range(1, TOWNS + 1):
            codes.append(f"{code}{town:02}")
            units.add_unit(system, codes[-1], f"第{county}县第{town}镇", "township", parent=code)
    return codes


def _people() -> list[str]:
    """Units, packs and the people who log in; the codes of the townships."""
    from luoshi.kernel.actor import Actor
    from luoshi.ledgers import adoption
    from luoshi.packs import library
    from luoshi.units import actions as units

    codes, system = tree(), Actor.system(lambda: START)
    for pack in library.shipped().values():
        adoption.adopt(system, pack)
    for login, name, role, unit in (
        ("town", "镇填报员", "reporter", codes[0]), ("county", "县填报员", "reporter", "S01"),
        ("checker", "县审核员", "reviewer", "S01"),
    ):  # fmt: skip
        units.add_person(system, login, name, PASSWORD)
        units.grant(system, login, role, unit)
    return codes


class Writer:
    """Rows and what the journal says of them, some thousands at a time."""

    def __init__(self, units: list[str], told: Any) -> None:
        from luoshi.ledgers import columns, queries

        self._units, self._told = units, told
        self._chance = random.Random(2026)
        self._columns, self._queries = columns, queries
        self._at = START
        self._owned: dict[str, list[int]] = {unit: [] for unit in units}

    def projects(self, count: int) -> None:
        """Projects in talks, signed, started; a third with a gate decided, a few shared."""
        for start in range(1, count + 1, BATCH):
            numbers = range(start, min(start + BATCH, count + 1))
            rows = [self._project(number) for number in numbers]
            self.write("investment.project", rows)
            for row, _later in rows:
                self._owned[row["unit"]].append(row["id"])
            self._aside(numbers)
            self._told(f"projects {numbers[-1]:,}")

    def receipts(self, count: int) -> None:
        """Receipts of all years, nine of ten verified, each with its slip."""
        for start in range(1, count + 1, BATCH):
            numbers = range(start, min(start + BATCH, count + 1))
            rows = [self._receipt(number) for number in numbers]
            self.write("investment.receipt", rows)
            self._evidence("investment.receipt", "bank_slip", numbers)
            self._told(f"receipts {numbers[-1]:,}")

    def changed_often(self) -> None:
        """The first project is changed 1,000 times more."""
        from luoshi.journal.models import Entry
        from luoshi.journal.rows import insert, reserve

        table = self._queries.table("investment.project")
        row = table.objects.values().get(id=1)
        with _transaction():
            numbers = list(reserve(Entry, CHANGES))
            entries = []
            for step, number in enumerate(numbers):
                before, after = row["total"] + step, row["total"] + step + 1
                version = row["version"] + step
                data = {"total": [before, after], "version": [version, version + 1]}
                entries.append(self._entry(number, "record:investment.project/1", "edit", data, None))
            insert(Entry, _ENTRY, entries)
            table.objects.filter(id=1).update(total=row["total"] + CHANGES, version=row["version"] + CHANGES)

    def _project(self, number: int) -> tuple[dict[str, Any], list[tuple[str, dict[str, Any]]]]:
        chance, day = self._chance, self._day()
        signed = day + timedelta(days=chance.randrange(5, 90))
        stated = {
            "name": f"{chance.choice(NAMES)}{number}号项目", "number": f"XM-{number:07}",
            "investor": f"{chance.choice(FIRMS)}{chance.randrange(3000)}有限公司",
            "industry": chance.choice(CHOICES), "kind": "new", "site": f"第{chance.randrange(40)}村",
            "total": chance.randrange(50, 90_000) * 10**6, "signed_on": signed,
        }  # fmt: skip
        later = [
            ("move", {"stage": ["talks", "signed"], "stage_signed": [None, signed]}),
            ("verify", self._verified(signed)),
        ]
        return self._row(number, stated, day, "talks"), later if chance.random() < 0.9 else later[:1]

    def _receipt(self, number: int) -> tuple[dict[str, Any], list[tuple[str, dict[str, Any]]]]:
        chance, day = self._chance, self._day()
        unit = self._whose(number)
        stated = {
            "unit": unit, "project": chance.choice(self._owned[unit] or [1]), "received_on": day,
            "amount": chance.randrange(1, 500) * 10**6, "voucher_no": f"JZ-{number:08}",
            "payer": f"{chance.choice(FIRMS)}{chance.randrange(3000)}有限公司", "kind": "cash",
        }  # fmt: skip
        later = [("edit", {"remark": [None, "已与银行核对"]}), ("verify", self._verified(day))]
        return self._row(number, stated, day, None), later if chance.random() < 0.9 else later[:1]

    def _verified(self, day: date) -> dict[str, Any]:
        return {
            "verification": ["pending", "verified"], "verified_by": [None, 3],
            "verified_on": [None, day + timedelta(days=3)],
        }  # fmt: skip

    def _day(self) -> date:
        return START.date() + timedelta(days=self._chance.randrange(2300))

    def _row(self, number: int, stated: dict[str, Any], day: date, stage: str | None) -> dict[str, Any]:
        row = {
            "id": number, "unit": self._whose(number), "stage": stage,
            "verification": "pending", "withdrawn": False, "version": 1, "reported_by": 1,
            "reported_at": datetime(day.year, day.month, day.day, 2, tzinfo=UTC), "pack_digest": "", **stated,
        }  # fmt: skip
        return row | ({f"stage_{stage}": day} if stage else {})

    def _whose(self, number: int) -> str:
        """A township by chance; the first of each ledger is of the first one."""
        return self._units[0 if number == 1 else self._chance.randrange(len(self._units))]

    def write(self, name: str, made: list[tuple[dict[str, Any], list[tuple[str, dict[str, Any]]]]]) -> None:
        """Rows of stored values, each with the (verb, data) of what was done to it after it was made."""
        from luoshi.journal.models import Entry
        from luoshi.journal.rows import insert, reserve
        from luoshi.ledgers import search

        spec = self._queries.ledger(name)
        digest = self._queries.digest_of(spec)
        names = ["id", *(column.name for column in self._columns.of_ledger(spec))]
        rows, said = [], []
        for row, later in made:
            row["pack_digest"] = digest
            stated = {
                key: [None, _plain(value)] for key, value in row.items() if key != "id" and value is not None
            }
            subject = f"record:{name}/{row['id']}"
            said.append((subject, "create", stated, row.get(spec.dated or "")))
            for step, (verb, data) in enumerate(later, start=1):
                row.update({key: values[1] for key, values in data.items()}, version=step + 1)
                changed = {key: [_plain(value) for value in values] for key, values in data.items()}
                said.append((subject, verb, {**changed, "version": [step, step + 1]}, None))
            rows.append(row)
        with _transaction():
            insert(self._queries.table(name), names, ([row.get(key) for key in names] for row in rows))
            numbers = reserve(Entry, len(said))
            insert(Entry, _ENTRY, (self._entry(n, *one) for n, one in zip(numbers, said, strict=True)))
            search.put(spec, rows, new=True)

    def _entry(
        self, number: int, subject: str, verb: str, data: dict[str, Any], day: date | None
    ) -> list[Any]:
        return [number, self._at, 1, "镇填报员", subject, verb, data, day, ""]

    def _evidence(self, ledger: str, purpose: str, numbers: range) -> None:
        from luoshi.journal.rows import insert, reserve
        from luoshi.ledgers.models import Evidence

        names = ("id", "ledger", "record", "purpose", "sha256", "name", "size", "state", "added_by",
                 "added_at", "why")  # fmt: skip
        with _transaction():
            ids = reserve(Evidence, len(numbers))
            rows = (
                (one, ledger, number, purpose, SLIP, f"JZ-{number:08}.pdf", 1000, "verified", 1, self._at, "")
                for one, number in zip(ids, numbers, strict=True)
            )
            insert(Evidence, names, rows)

    def _aside(self, numbers: range) -> None:
        """Contracts, decisions of the land gate, shares."""
        from luoshi.journal.models import Entry
        from luoshi.journal.rows import insert, reserve
        from luoshi.ledgers.models import GateDecision, Share

        self._evidence("investment.project", "contract", numbers)
        decided = [
            GateDecision(
                ledger="investment.project", record=number, gate="land", passed=number % 2 == 0,
                on=START.date(), by=2, name="用地审批人", why="按计划",
            )
            for number in numbers[::3]
        ]  # fmt: skip
        halves = {
            number: (self._units[number % 126], self._units[(number + 7) % 126]) for number in numbers[::50]
        }
        shares = [
            Share(ledger="investment.project", record=number, unit=unit, bp=5_000, from_day=START.date())
            for number, both in halves.items()
            for unit in both
        ]
        with _transaction():
            GateDecision.objects.bulk_create(decided, batch_size=1_000)
            Share.objects.bulk_create(shares, batch_size=1_000)
            entries = (
                self._entry(
                    one, f"record:investment.project/{number}", "share",
                    {"shares": dict.fromkeys(both, 5_000)}, START.date(),
                )
                for one, (number, both) in zip(reserve(Entry, len(halves)), halves.items(), strict=True)
            )  # fmt: skip
            insert(Entry, _ENTRY, entries)


_ENTRY = ("id", "at", "person", "name", "subject", "verb", "data", "holds_from", "why")


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _transaction() -> Any:
    from django.db import transaction

    return transaction.atomic()


def finish(*tables: str) -> None:
    """The numbers of tables go on after the last one, and the planner knows them."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in tables:
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                )
        cursor.execute("ANALYZE")


def towns() -> Iterator[str]:
    """The codes of the townships."""
    for county in range(1, COUNTIES + 1):
        for town in range(1, TOWNS + 1):
            yield f"S{county:02}{town:02}"


if __name__ == "__main__":
    main()
