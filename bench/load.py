"""Pages under load against the same queries by hand: `python -m bench.load DIR`.

DIR is a site made by `bench.sites`. `luoshi serve` is started on it as a real process; 20 clients ask at
once, each logged in as somebody who sees as little as possible; then 20 threads with connections of their own
ask the database the same by hand. Printed: p50 and p95 in milliseconds, the ratio of the p95, queries a page.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from bench.sites import PASSWORD

CLIENTS, ASKED = 20, 200
PORT = 18_555
TOWN, COUNTY = ["S0101"], ["S01", *(f"S01{n:02}" for n in range(1, 19))]
Act = Callable[[int], None]


class Browser:
    """A person at a browser: cookies, forms, one connection kept open."""

    def __init__(self, login: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
        self._cookies: dict[str, str] = {}
        token = self._token(self.get("/account/login/"))
        said = {"username": login, "password": PASSWORD, "csrfmiddlewaretoken": token}
        self.post("/account/login/", said)

    def get(self, address: str) -> str:
        return self._ask("GET", address, None)

    def post(self, address: str, said: dict[str, str]) -> str:
        return self._ask(
            "POST", address, urlencode({"csrfmiddlewaretoken": self._cookies["csrftoken"], **said})
        )

    def form(self, address: str) -> dict[str, str]:
        """What the form of a page would send as it stands."""
        page = self.get(address)
        main = page[page.index("<main") :]
        fields = {}
        for tag in re.findall(r"<input[^>]*>", main):
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            if name and 'type="file"' not in tag:
                fields[name[1]] = value[1] if value else ""
        for name, body in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', main, re.DOTALL):
            chosen = re.search(r'value="([^"]*)" selected', body)
            fields[name] = chosen[1] if chosen else ""
        for name, body in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', main, re.DOTALL):
            fields[name] = body.strip()
        return fields

    def _token(self, page: str) -> str:
        return re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0]

    def _ask(self, method: str, address: str, body: str | None) -> str:
        head = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        if body is not None:
            head |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://127.0.0.1:{PORT}/",
            }
        try:
            self._connection.request(method, address, body, head)
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError):
            self._connection.close()  # the server ends connections that nobody used for a while
            self._connection.request(method, address, body, head)
            answer = self._connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";")[0].partition("=")
            self._cookies[name] = value
        said = answer.read().decode()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {address}: {answer.status} {said[:300]}")
        return said


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--asked", type=int, default=ASKED)
    said = asked.parse_args()
    server = _serve(said.folder)
    try:
        pages = dict(_pages(said.folder))
        print(f"{'':<24}{'page p50':>10}{'p95':>9}{'by hand p50':>13}{'p95':>9}{'p95 ratio':>11}")
        for name, (ours, by_hand) in pages.items():
            page, hand = _timed(ours, said.asked), _timed(by_hand, said.asked)
            ratio = page[1] / hand[1]
            print(
                f"{name:<24}{page[0]:>10.1f}{page[1]:>9.1f}{hand[0]:>13.1f}{hand[1]:>9.1f}{ratio:>11.1f}",
                flush=True,
            )
    finally:
        server.terminate()
        server.wait(30)


def _serve(folder: Path) -> subprocess.Popen[bytes]:
    code = "from luoshi.cli.main import main; main()"
    server = subprocess.Popen(
        [sys.executable, "-c", code, "--site", str(folder), "serve", "--port", str(PORT)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for _ in range(200):
        try:
            http.client.HTTPConnection("127.0.0.1", PORT, timeout=2).request("GET", "/account/login/")
        except OSError:
            time.sleep(0.1)
        else:
            return server
    raise RuntimeError("the server does not answer")


def _timed(act: Act, asked: int) -> tuple[float, float]:
    """(p50, p95) in milliseconds of so many acts by 20 at once. Each of them has logged in and asked once
    before: a log-in is slow on purpose."""
    taken: list[float] = []
    ready = threading.Barrier(CLIENTS)

    def enter(number: int) -> None:
        act(number)
        ready.wait()

    def once(number: int) -> None:
        begun = time.perf_counter()
        act(number)
        taken.append(1_000 * (time.perf_counter() - begun))

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(enter, range(CLIENTS)))
        list(pool.map(once, range(asked)))
    cuts = statistics.quantiles(taken, n=20)
    return cuts[9], cuts[18]


def _pages(folder: Path) -> Iterator[tuple[str, tuple[Act, Act]]]:
    """What is asked of the site, and the same of its database."""
    people = {login: _each(lambda login=login: Browser(login)) for login in ("town", "county", "checker")}
    hands = _each(lambda: _connect(folder))
    mine = _numbers(folder, "receipt", TOWN, "verified", 4_000)
    pending = iter(_numbers(folder, "receipt", COUNTY, "pending", 3_000))
    verified, saved = iter(_numbers(folder, "receipt", COUNTY, "pending", 6_000)[3_000:]), count()
    projects = _numbers(folder, "project", COUNTY, "verified", 500)
    lock = threading.Lock()

    def get(login: str, address: str) -> Act:
        return lambda _number: people[login]().get(address) and None

    yield (
        "list, filtered, sorted",
        (
            get("town", "/ledgers/investment.receipt/?received_on__min=2023-01-01&sort=-amount"),
            lambda _number: _list(hands()),
        ),
    )
    yield (
        "search",
        (
            get("town", f"/ledgers/investment.project/?q={quote('果汁加工')}"),
            lambda _number: _search(hands()),
        ),
    )
    yield (
        "record",
        (
            lambda number: (
                people["county"]().get(f"/ledgers/investment.project/{projects[number % 500]}/") and None
            ),
            lambda number: _record(hands(), projects[number % 500]),
        ),
    )
    yield (
        "record, 1,000 changes",
        (
            get("county", "/ledgers/investment.project/1/"),
            lambda _number: _record(hands(), 1),
        ),
    )

    def save(number: int) -> None:
        browser, ref = people["town"](), mine[number % len(mine)]
        address = f"/ledgers/investment.receipt/{ref}/edit"
        browser.post(address, {**browser.form(address), "remark": f"核对第{next(saved)}次"})

    yield "edit: open and save", (save, lambda number: _save(hands(), mine[number % len(mine)], next(saved)))

    def verify(_number: int) -> None:
        with lock:
            ref = next(pending)
        people["checker"]().post(f"/ledgers/investment.receipt/{ref}/verify", {})

    def verify_by_hand(_number: int) -> None:
        with lock:
            ref = next(verified)
        _verify(hands(), ref)

    yield "verify", (verify, verify_by_hand)
    yield "figures of the month", (get("town", "/figures/"), lambda _number: _figures(hands()))


def _each(make: Callable[[], Any]) -> Callable[[], Any]:
    """One for each thread."""
    held = threading.local()

    def mine() -> Any:
        if not hasattr(held, "one"):
            held.one = make()
        return held.one

    return mine


def _connect(folder: Path) -> Any:
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


def _list(connection: Any) -> None:
    where = f"NOT withdrawn AND unit IN {_in(TOWN)} AND received_on >= '2023-01-01'"
    _all(connection, f"SELECT count(*), sum(amount) FROM ledger_investment_receipt WHERE {where}")
    _all(
        connection,
        f"SELECT * FROM ledger_investment_receipt WHERE {where} ORDER BY amount DESC, id DESC LIMIT 50",
    )


def _search(connection: Any) -> None:
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


def _record(connection: Any, number: int) -> None:
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


def _save(connection: Any, number: int, step: int) -> None:
    subject = f"record:investment.receipt/{number}"
    _all_in_one(connection, (
        (f"{_RECEIPT} SET remark = ?, version = version + 1 WHERE id = ?", (str(step), number)),
        (_ENTRY, (subject, "edit")),
    ))  # fmt: skip


def _verify(connection: Any, number: int) -> None:
    subject = f"record:investment.receipt/{number}"
    of = "ledger = 'investment.receipt' AND record = ?"
    _all_in_one(connection, (
        (f"{_RECEIPT} SET verification = 'verified', version = version + 1 WHERE id = ?", (number,)),
        (f"UPDATE evidence SET state = 'verified' WHERE {of}", (number,)),
        (_ENTRY, (subject, "verify")),
    ))  # fmt: skip


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


def _figures(connection: Any) -> None:
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


def _numbers(folder: Path, ledger: str, units: list[str], state: str, most: int) -> list[int]:
    query = (
        f"SELECT id FROM ledger_investment_{ledger} WHERE unit IN {_in(units)} AND verification = '{state}'"
        f" ORDER BY id LIMIT {most}"
    )
    return [row[0] for row in _all(_connect(folder), query)]


if __name__ == "__main__":
    main()
