"""Luoshi: `luoshi serve` and `luoshi work` as under deploy/, asked by its API, its import and pages by forms.

`python -m bench.peers.luoshi SITE begin | fill ROWS | tokens` is what happens within one site, in a process
of its own. Rows are written as `bench.sites` writes them: what a test rebuilds from the journal alone.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import luoshi
from bench import sites
from bench.asking import Asking
from bench.browser import Browser
from bench.peers import rows
from bench.peers.peer import PAGE, PROCESSES, Client, Listed, Peer, Who, processes, run
from bench.peers.rows import Row
from bench.sites import PASSWORD
from tests.demo import LUOSHI

PORT = 18_601
LEDGER = "bench.project"
PEOPLE = {"own": ("own", "镇填报员", "reporter", rows.OWN), "all": ("all", "市督查员", "supervisor", "S")}
YUAN = 10_000


class Luoshi(Peer):
    key, label = "luoshi", "Luoshi"

    def install(self) -> None:
        """It is here already."""

    def begin(self, database: str) -> None:
        shutil.rmtree(self._site, ignore_errors=True)
        self._in_site(database, "begin")

    def fill(self, database: str, count: int) -> None:
        self._in_site(database, "fill", str(count))

    @contextmanager
    def serving(self, database: str) -> Iterator[None]:
        url, log = {"DATABASE_URL": self.postgres.url(database)}, self.folder / "log"
        self._tokens = json.loads(self._in_site(database, "tokens"))
        site = [*LUOSHI, "--site", str(self._site)]
        serve = [*site, "serve", "--port", str(PORT), "--workers", str(PROCESSES)]
        with processes([serve, [*site, "work"]], log, ports=[PORT], into=Path.cwd(), environment=url):
            yield

    def client(self, who: Who, number: int = 0) -> Client:
        del number  # its processes share a port
        return _Client(self._tokens[who], who)

    def settings(self) -> Mapping[str, str]:
        return {
            "version": luoshi.__version__,
            "serves": f"granian, {PROCESSES} processes of 4 threads, and `luoshi work`, as deploy/ has it",
            "history": "journal, append-only; sealed every 20 seconds by the worker",
        }

    @property
    def _site(self) -> Path:
        return self.folder / "site"

    def _in_site(self, database: str, *what: str) -> str:
        command = [sys.executable, "-m", "bench.peers.luoshi", str(self._site), *what]
        return run(command, Path.cwd(), {"DATABASE_URL": self.postgres.url(database)})


class _Client(Client):
    system = "luoshi"

    def __init__(self, token: str, who: Who) -> None:
        self._api = Asking(PORT, {"Authorization": f"Bearer {token}"})
        self._browser: Browser | None = None
        self._who = who
        self._versions: dict[int, int] = {}

    def listed(self) -> Listed:
        return self._list(sort="-id")

    def narrowed(self) -> Listed:
        least = str(rows.AT_LEAST * YUAN)
        return self._list(industry=rows.WANTED, total__min=least, sort="-total")

    def _list(self, **asked: Any) -> Listed:
        found = self._api.told(f"/api/v1/ledgers/{LEDGER}/records", size=PAGE, page=1, sums="false", **asked)
        return Listed(found["total"], tuple(one["title"] for one in found["rows"]))

    def numbers(self) -> list[int]:
        found = self._api.told(f"/api/v1/ledgers/{LEDGER}/records", size=200, page=1)
        self._versions |= {one["id"]: one["version"] for one in found["rows"]}
        return [one["id"] for one in found["rows"] if one["id"] != rows.OFTEN]

    def change(self, number: int, values: Mapping[str, Any]) -> None:
        """A change says which version it was made from; whoever keeps the page open knows it."""
        if number not in self._versions:
            self._versions[number] = self._api.told(_record(number))["version"]
        said = {
            key: str(value * YUAN) if rows.fields()[key].type == "money" else value
            for key, value in values.items()
        }
        made = self._api.send("PATCH", _record(number), {"version": self._versions[number], "values": said})
        self._versions[number] = made["version"]

    def record(self, number: int) -> str:
        return str(self._api.told(_record(number))["title"])

    def value(self, number: int, key: str) -> Any:
        return self._api.told(_record(number))["values"][key]

    def history(self, number: int) -> int:
        return len(self._api.told(f"{_record(number)}/history"))

    def rolled_up(self) -> dict[str, tuple[int, Decimal]]:
        counted, added = (
            {
                one["unit"]: Decimal(one["value"])
                for one in self._api.told(f"/api/v1/figures/{rows.MONTH}", indicator=name, size=200)["rows"]
                if one["value"] is not None
            }
            for name in ("bench.signed", "bench.contracted")
        )
        towns = {*sites.towns()} & {unit for unit, many in counted.items() if many}
        return {unit: (int(counted[unit]), added[unit]) for unit in towns}

    def prepared(self, made: Sequence[Row]) -> list[bytes]:
        return [rows.workbook(made)]

    def imported(self, file: bytes) -> None:
        """By the pages: the file, the question whether it is right, the job to its end."""
        browser = self._opened()
        browser.post(f"/exchange/{LEDGER}/", {"unit": rows.OWN}, ("项目.xlsx", file))
        held = browser.where
        browser.get(held)
        browser.post(f"{held}import", {})
        job = browser.where
        if not job.startswith("/jobs/"):
            raise RuntimeError(f"the import was not begun: {job}")
        while "hx-trigger" in browser.get(f"{job}block"):  # the page asks again until the job has ended
            time.sleep(0.2)

    def list_page(self) -> int:
        return len(self._opened().get(f"/ledgers/{LEDGER}/?sort=-id"))

    def record_page(self, number: int) -> int:
        return len(self._opened().get(f"/ledgers/{LEDGER}/{number}/"))

    def _opened(self) -> Browser:
        self._browser = self._browser or Browser(PORT, self._who, PASSWORD)
        return self._browser


def _record(number: int) -> str:
    return f"/api/v1/records/{LEDGER}/{number}"


def begin() -> None:
    """The tree, the bench's pack and two people."""
    from django.core.management import call_command

    from luoshi.kernel.actor import Actor
    from luoshi.ledgers import adoption
    from luoshi.packs.compile import load
    from luoshi.units import actions as units

    call_command("migrate", verbosity=0, interactive=False)
    sites.tree()
    system = Actor.system()
    compiled = load(rows.PACK)
    assert compiled.pack is not None, compiled.issues
    adoption.adopt(system, compiled.pack)
    for login, name, role, unit in PEOPLE.values():
        units.add_person(system, login, name, PASSWORD)
        units.grant(system, login, role, unit)


def fill(count: int) -> None:
    """The rows as the product writes them: the record, its entries, its words for the search."""
    from luoshi.ledgers import columns, queries

    spec = queries.ledger(LEDGER)
    writer = sites.Writer([*sites.towns()], None)
    batch: list[Any] = []
    for row in rows.rows(count):
        values = {key: row[key] for key in rows.fields()}
        made = {
            "id": row["id"], "unit": row["unit"], "stage": None, "verification": "pending",
            "withdrawn": False, "version": 1, "reported_by": 1, "reported_at": sites.START,
            "pack_digest": "", **columns.stored(spec, values),
        }  # fmt: skip
        batch.append((made, [("edit", {"remark": [None, rows.EDITED]})]))
        if len(batch) == sites.BATCH or row["id"] == count:
            writer.write(LEDGER, batch)
            batch = []
    sites.finish(spec.table)


def tokens() -> None:
    """A token for each person, by whom they are for."""
    from datetime import timedelta

    from luoshi.units import queries, tokens
    from luoshi.units.models import Person

    made = {}
    for who, (login, *_rest) in PEOPLE.items():
        actor = queries.actor_for(Person.objects.get(login=login))
        made[who] = tokens.issue_token(actor, "bench", actor.today() + timedelta(days=30))[1]
    print(json.dumps(made))


if __name__ == "__main__":
    from luoshi.config import site as config

    folder, what, *given = sys.argv[1:]
    config.make(Path(folder), name="并排比较")
    sites.begin(Path(folder))
    does: dict[str, Callable[..., None]] = {"begin": begin, "fill": fill, "tokens": tokens}
    does[what](*map(int, given))
