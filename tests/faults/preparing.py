"""The sites on which operations are broken: a county with January closed, its city to which it reports."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg

from tests.demo import luoshi
from tests.ops.backup.conftest import command
from tests.periods.sites import CITY, COUNTIES, TOWNS, begin, made, record, registered, run


def sites(folder: Path) -> dict[str, Path]:
    """Operation → its site."""
    county = made(folder, "county", [COUNTIES[0], *TOWNS])
    city = made(folder, "city", [CITY, *COUNTIES, *TOWNS])
    run(county, record, "C0101", [("2026-01-15", 500)])
    registered(city, county, "2026-01", "--from", "2026-01-01")
    luoshi(county, "close", "2026-01")
    (city / "package.zip").write_bytes(_zipped(county / "packages" / "2026-01"))
    run(county, facts)
    (county / "rows.xlsx").write_bytes(rows())
    found = dict.fromkeys(("import", "close", "backup", "adopt", "attach", "hand_in"), county)
    for name, asked in (("import_job", ask_import), ("close_job", ask_close)):
        found[name] = Path(shutil.copytree(county, folder / name))
        run(found[name], asked)
    return {**found, "receive": city}


def on_postgresql(prepared: Mapping[str, Path], folder: Path, server: str) -> dict[str, Path]:
    """The same sites on a PostgreSQL server: a backup of each, restored into a database of its name."""
    moved: dict[Path, Path] = {}
    for one in {*prepared.values()}:
        there = moved[one] = folder / one.name
        with psycopg.connect(server, autocommit=True) as asking:
            asking.execute(f'CREATE DATABASE "{one.name}"'.encode())
        (folder / "password").write_text("山高水长-2026-备份", "utf-8")
        words = (folder / f"{one.name}.zip", "--password-file", folder / "password")
        command(Path(shutil.copytree(one, folder / f"of-{one.name}")), "backup", *words)
        command(there, "restore", *words, database=server.replace("/postgres?", f"/{one.name}?"))
        for given in (*one.glob("*.xlsx"), *one.glob("*.zip")):
            shutil.copy(given, there)
    return {name: moved[one] for name, one in prepared.items()}


def facts() -> None:
    """In the county's process: a late fact and one of February; a clerk of 青石镇; where a project is, in a
    field that the pack's next version renames."""
    from luoshi.ledgers import actions as ledgers
    from luoshi.ledgers.records import Ref
    from luoshi.units import actions as units
    from tests.people import ADMIN, WANG

    ledgers.edit(WANG, Ref("investment.project", 1), {"site": "东园"}, version=1)
    record("C0102", [("2026-01-20", 70), ("2026-02-10", 30)])
    units.add_person(ADMIN, "wangli", "王丽", None)


def ask_import() -> None:
    """In a site's process: a file waits to be imported."""
    from luoshi.exchange import uploads
    from luoshi.ops import actions
    from tests.people import SYSTEM

    held = uploads.receive(SYSTEM, "investment.receipt", "C0101", rows(), "到位资金.xlsx")
    actions.start(SYSTEM, "import", "到位资金.xlsx", {"upload": held.id, "ledger": held.ledger})


def ask_close() -> None:
    """In a site's process: February waits to be closed."""
    from luoshi.ops import actions
    from tests.people import SYSTEM

    actions.start(SYSTEM, "close", "结账2026年2月", {"period": "2026-02"})


def on_a_server(folder: str) -> None:
    """In a process of its own: a site on the database with a project, and the token of 王丽 who reports."""
    from datetime import date

    from luoshi.kernel.actor import wall_clock
    from luoshi.ledgers import actions
    from luoshi.units import actions as units
    from luoshi.units import queries, tokens
    from tests.people import ADMIN, TOWN, WANG

    begin([CITY, *COUNTIES, *TOWNS])

    person = units.add_person(ADMIN, "wangli", "王丽", None)
    units.grant(ADMIN, "wangli", "reporter", TOWN)
    actions.create(WANG, "investment.project", TOWN, {"name": "果汁厂", "total": 5_000})
    today = wall_clock().date()
    _, secret = tokens.issue_token(
        queries.actor_for(person, wall_clock), "压力", date(today.year + 1, today.month, 1)
    )
    (Path(folder) / "token").write_text(secret, "utf-8")


def ask_in_vain(_folder: str) -> None:
    """In a process of its own: a job for the worker, one that says no."""
    from luoshi.ops import actions
    from tests.people import SYSTEM

    actions.start(SYSTEM, "close", "结账2026年1月", {"period": "2026-01"})


def worker() -> None:
    """In a process of its own: a worker, until nothing waits."""
    from luoshi.ops.worker import work

    work(until_empty=True)


def rows() -> bytes:
    """Twelve new receipts of the first project, and its first one with another payer."""
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.append(["招商项目*", "到账日期", "到位金额（万元）", "凭证号"])
    for number in range(1, 13):
        sheet.append(["C0101果汁厂", f"2026-03-{number:02}", number, f"进账单{number}"])
    made_of = BytesIO()
    book.save(made_of)
    return made_of.getvalue()


def next_version() -> Any:
    """The investment pack's next version: a field added, a field and a ledger renamed, a ledger more."""
    from luoshi.packs import freeze, library
    from luoshi.packs.spec import Field

    pack = library.shipped()["investment"]
    project = pack.ledgers["project"]
    fields = {key: one for key, one in project.fields.items() if key != "site"}
    fields["place"] = project.fields["site"].model_copy(update={"renamed_from": "site"})
    fields["jobs"] = Field.model_validate({"type": "integer", "label": "带动就业"})
    ledgers = {**pack.ledgers, "project": project.model_copy(update={"fields": fields})}
    contact = ledgers.pop("contact")
    ledgers["person"] = contact.model_copy(update={"key": "person", "renamed_from": "contact"})
    ledgers["visit_made"] = contact.model_copy(update={"key": "visit_made", "fields": dict(contact.fields)})
    after = pack.model_copy(update={"version": pack.version + 1, "ledgers": ledgers})
    return after.model_copy(update={"digest": freeze.digest(after)})


def _zipped(package: Path) -> bytes:
    from luoshi.periods.package import zipped

    with zipped(package) as made_of:
        return made_of.read()
