"""Two workers do a job once; one that is lost leaves it to be told truthfully and asked for again."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from luoshi.exchange import uploads
from luoshi.ops import actions, queries
from luoshi.ops.models import Job
from luoshi.ops.worker import take_up, work
from tests.faults import preparing
from tests.ops.backup.conftest import asked
from tests.people import SYSTEM
from tests.periods.sites import run

HOLDS = """
import fcntl, sys
held = open(sys.argv[1], "a")
fcntl.flock(held, fcntl.LOCK_EX)
print(1, flush=True)
input()
"""


@contextmanager
def another_works_on(number: int, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds a job as a worker does while it does it; killed at the end."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-c", HOLDS, str(folder / str(number))]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "1\n"
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def close_job() -> Job:
    return actions.start(SYSTEM, "close", "结账2026年1月", {"period": "2026-01"})


def test_a_worker_that_starts_leaves_alone_what_another_is_doing(site: Path, settings: Any) -> None:
    job = close_job()
    Job.objects.filter(id=job.id).update(state="running")
    with another_works_on(job.id, Path(settings.HELD)):
        work(until_empty=True)
        assert queries.job(SYSTEM, job.id).state == "running"
    take_up()
    lost = queries.job(SYSTEM, job.id)
    assert (lost.state, "请重新办理" in lost.message) == ("failed", True)
    assert close_job().id != job.id


def test_a_job_of_which_no_worker_heard_is_told_to_them_again(site: Path) -> None:
    from django_tasks_db.models import DBTaskResult

    job = close_job()
    DBTaskResult.objects.all().delete()
    work(until_empty=True)
    done = queries.job(SYSTEM, job.id)
    assert (done.state, "还没有接收" in done.message) == ("failed", True)


def test_a_file_that_was_imported_is_said_to_be_in_though_its_worker_died(site: Path) -> None:
    from tests.periods.test_close import project

    project()
    held = uploads.receive(SYSTEM, "investment.receipt", "C0101", preparing.rows(), "到位资金.xlsx")
    job = actions.start(SYSTEM, "import", "到位资金.xlsx", {"upload": held.id, "ledger": held.ledger})
    uploads.carry_out(SYSTEM, held.id)
    Job.objects.filter(id=job.id).update(state="running")
    take_up()
    told = queries.job(SYSTEM, job.id)
    assert (told.state, told.result["made"]) == ("done", 12)


@pytest.mark.xdist_group("faults")
def test_two_workers_at_once_do_it_once(prepared: dict[str, Path], tmp_path: Path) -> None:
    site = Path(shutil.copytree(prepared["import_job"], tmp_path / "site"))
    both = [threading.Thread(target=run, args=[site, preparing.worker]) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert asked(site, "SELECT state FROM job") == [("done",)]
    counted = "SELECT COUNT(*), COUNT(DISTINCT voucher_no) FROM ledger_investment_receipt"
    assert asked(site, counted) == [(15, 15)]
