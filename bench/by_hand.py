"""What the pages of `bench.load` ask, asked of the site's database by hand: SQL on a plain connection."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

TOWN, COUNTY = ["S0101"], ["S01", *(f"S01{n:02}" for n in range(1, 19))]
"""The units that the person of a township sees, and the one of a county."""


def connect(folder: Path) -> Any:
    """The site's database, with the product's own settings."""
    url = os.environ.get("DATABASE_URL")
    if url:
        import psycopg

        return psycopg.connect(url, autocommit=True)
    made = sqlite3.connect(folder / "db.sqlite3", timeout=60, isolation_level=None)
    made.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=268435456;"
        "PRAGMA cache_size=-65536;"
    )
    return made


def _all(connection: Any, query: str, *given: Any) -> list[Any]:
    if not isinstance(connection, sqlite3.Connection):
        query = query.replace("?", "%s")
    return connection.execute(query, given).fetchall()  # type: ignore[no-any-return]  # rows of either driver


def _in(codes: list[str]) -> str:
    return "(" + ", ".join(f"'{code}'" for code in codes) + ")"


def listed(connection: Any) -> None:
    where = f"NOT withdrawn AND unit IN {_in(TOWN)} AND received_on >= '2023-01-01'"
    _all(connection, f"SELECT count(*), sum(amount) FROM ledger_investment_receipt WHERE {where}")
    _all(
        connection,
        f"SELECT * FROM ledger_investment_receipt WHERE {where} ORDER BY amount DESC, id DESC LIMIT 50",
    )


def searched(connection: Any) -> None:
    found = (
        "SELECT rowid FROM search_investment_project"
        " WHERE search_investment_project MATCH 'words : \"果汁 汁加 加工\"'"
        if isinstance(connection, sqlite3.Connection)
        else "SELECT id FROM search_investment_project WHERE words @@ '果汁 <-> 汁加 <-> 加工'::tsquery"
    )
    where = f"NOT withdrawn AND unit IN {_in(TOWN)} AND id IN ({found})"
    _all(
        connection,
        f"SELECT count(*), sum(total), sum(fixed), sum(planned) FROM ledger_investment_project WHERE {where}",
    )
    _all(connection, f"SELECT * FROM ledger_investment_project WHERE {where} ORDER BY id DESC LIMIT 50")


def record(connection: Any, number: int) -> None:
    """A row and all that its page shows of it."""
    of = "ledger = 'investment.project' AND record = ?"
    _all(connection, "SELECT * FROM ledger_investment_project WHERE id = ?", number)
    for table in ("evidence", "gate_decision", "share", "record_comment"):
        _all(connection, f"SELECT * FROM {table} WHERE {of} ORDER BY id", number)
    _all(
        connection,
        "SELECT * FROM ledger_investment_receipt WHERE NOT withdrawn AND project = ? ORDER BY id",
        number,
    )
    subject = f"record:investment.project/{number}"
    _all(connection, "SELECT * FROM journal_entry WHERE subject = ? ORDER BY id DESC LIMIT 31", subject)


def save(connection: Any, number: int, step: int) -> None:
    subject = f"record:investment.receipt/{number}"
    _all_in_one(connection, (
        (f"{_RECEIPT} SET remark = ?, version = version + 1 WHERE id = ?", (str(step), number)),
        (_ENTRY, (subject, "edit")),
    ))  # fmt: skip


def verify(connection: Any, number: int) -> None:
    subject = f"record:investment.receipt/{number}"
    of = "ledger = 'investment.receipt' AND record = ?"
    _all_in_one(connection, (
        (f"{_RECEIPT} SET verification = 'verified', version = version + 1 WHERE id = ?", (number,)),
        (f"UPDATE evidence SET state = 'verified' WHERE {of}", (number,)),
        (_ENTRY, (subject, "verify")),
    ))  # fmt: skip


def note(connection: Any, step: int) -> None:
    """An entry of the journal and nothing else: what was computed before holds no longer."""
    _all_in_one(connection, ((_ENTRY, (f"record:investment.project/{step + 2}", "note")),))


_RECEIPT = "UPDATE ledger_investment_receipt"
_ENTRY = (
    "INSERT INTO journal_entry (at, person, name, subject, verb, data, why)"
    " VALUES (CURRENT_TIMESTAMP, 1, 'x', ?, ?, '{\"remark\": [null, \"x\"]}', '')"
)


def _all_in_one(connection: Any, statements: Any) -> None:
    plain = isinstance(connection, sqlite3.Connection)
    connection.execute("BEGIN IMMEDIATE" if plain else "BEGIN")
    for query, given in statements:
        connection.execute(query if plain else query.replace("?", "%s"), given)
    connection.execute("COMMIT")


def figures(connection: Any) -> None:
    """The year's and the month's funds of a township, and its projects: four of the page's figures."""
    credit = (
        "FROM ledger_investment_receipt r"
        " LEFT JOIN share s ON s.ledger = 'investment.project' AND s.record = r.project"
        f" WHERE NOT r.withdrawn AND r.verification = 'verified' AND coalesce(s.unit, r.unit) IN {_in(TOWN)}"
    )
    for start in ("2026-01-01", "2026-03-01"):
        _all(
            connection,
            f"SELECT sum(amount * coalesce(s.bp, 10000)), count(*) {credit} AND r.received_on >= ?",
            start,
        )
        _all(
            connection,
            "SELECT count(*) FROM ledger_investment_project"
            f" WHERE NOT withdrawn AND unit IN {_in(TOWN)} AND signed_on >= ?",
            start,
        )


def numbers(folder: Path, ledger: str, units: list[str], state: str, most: int) -> list[int]:
    query = (
        f"SELECT id FROM ledger_investment_{ledger} WHERE unit IN {_in(units)} AND verification = '{state}'"
        f" ORDER BY id LIMIT {most}"
    )
    return [row[0] for row in _all(connect(folder), query)]


def newest(folder: Path) -> int:
    """The number of the journal's last entry."""
    return int(_all(connect(folder), "SELECT max(id) FROM journal_entry")[0][0])


def entries(folder: Path, after: int) -> list[tuple[str, str, Any]]:
    """Subject, verb and data of the journal's entries after one."""
    query = "SELECT subject, verb, data FROM journal_entry WHERE id > ? ORDER BY id"
    return _all(connect(folder), query, after)


def is_sealed(folder: Path) -> bool:
    """Whether the chain reaches to the journal's last entry."""
    (entry, seal) = _all(
        connect(folder),
        "SELECT (SELECT max(id) FROM journal_entry), (SELECT max(entry_id) FROM journal_seal)",
    )[0]
    return bool(seal == entry)
