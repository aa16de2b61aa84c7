"""Long work is asked for, done by a worker on behalf of whoever asked, and told as it goes."""

from __future__ import annotations

import signal
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from luoshi.journal import queries as journal
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing
from luoshi.ledgers import actions as records
from luoshi.ledgers import personal
from luoshi.ledgers import queries as ledgers
from luoshi.ops import actions, queries
from luoshi.ops.kinds import KINDS
from luoshi.ops.models import Job
from luoshi.ops.worker import perform, work
from luoshi.periods import queries as periods
from luoshi.units import actions as units
from luoshi.units import queries as unit_queries
from tests.demo import LUOSHI, environment
from tests.people import ADMIN, CITY, TOWN, WANG
from tests.periods.test_close import JANUARY, LIN, everybody_in, project, receipt

EXPORT = {"ledger": "investment.project", "search": "", "filters": {}, "sort": [], "columns": []}
CLOSE = ("close", "结账2026年1月", {"period": "2026-01"})


@pytest.fixture
def lin(site: Path, settings: Any) -> Any:
    """林静, who is in the site's database, on a day on which January may close."""
    settings.CLOCK = LIN.clock
    units.add_person(ADMIN, "linjing", "林静", "qingshi-zhen-2026")
    units.grant(ADMIN, "linjing", "supervisor", CITY)
    return replace(LIN, person=unit_queries.person("linjing").id)


def test_a_month_is_closed_by_the_worker_and_its_steps_are_told(lin: Any) -> None:
    receipt(project(), "2026-01-15", 500)
    everybody_in(JANUARY, "2026-02-04")
    job = actions.start(lin, *CLOSE)
    assert queries.waiting() == 1
    work(until_empty=True)
    done = queries.job(lin, job.id)
    assert (done.state, done.done, done.total) == ("done", 4, 4)
    (closing,) = periods.closings()
    assert done.result == {"period": "2026-01", "digest": closing.digest}
    assert closing.by == lin.person


def test_what_a_job_says_no_to_is_its_message(lin: Any) -> None:
    job = actions.start(lin, *CLOSE)
    work(until_empty=True)
    failed = queries.job(lin, job.id)
    assert failed.state == "failed"
    assert "还没有接收" in failed.message
    assert "Traceback" not in failed.message


def test_the_same_work_is_not_begun_twice_and_unknown_work_never(lin: Any) -> None:
    actions.start(lin, *CLOSE)
    with pytest.raises(InputError, match="正在进行"):
        actions.start(lin, *CLOSE)
    with pytest.raises(InputError, match="没有这种任务"):
        actions.start(lin, "clsoe", "结账", {})


def test_a_job_is_its_persons_and_an_administrators(lin: Any) -> None:
    job = actions.start(lin, *CLOSE)
    assert queries.job(ADMIN, job.id).id == job.id
    with pytest.raises(Missing):
        queries.job(WANG, job.id)


def test_a_job_is_an_administrators_of_the_units_in_which_its_person_works_and_of_those_above(
    lin: Any,
) -> None:
    units.add_person(ADMIN, "heiguan", "黑管", "qingshi-zhen-2026")
    units.grant(ADMIN, "heiguan", "admin", TOWN)
    admin = unit_queries.actor_for(unit_queries.person("heiguan"))
    job = actions.start(lin, *CLOSE)
    with pytest.raises(Missing):
        queries.job(admin, job.id)
    with pytest.raises(Missing):
        actions.cancel(admin, job.id)
    clerk = unit_queries.actor_for(unit_queries.person("wangli"), lin.clock)
    theirs = actions.start(clerk, "export", "项目", EXPORT)
    assert queries.job(admin, theirs.id).id == theirs.id
    of_the_site = actions.start(Actor.system(lin.clock), "export", "企业", {**EXPORT, "search": "果汁"})
    with pytest.raises(Missing):
        queries.job(admin, of_the_site.id)
    assert queries.job(ADMIN, of_the_site.id).id == of_the_site.id


def test_an_exported_file_is_fetched_by_whoever_exported_it_alone(lin: Any) -> None:
    """It holds what that person may read, telephones among it, and was told to the journal as theirs."""
    job = actions.start(lin, "export", "项目", EXPORT)
    work(until_empty=True)
    assert queries.file(lin, job.id).is_file()
    assert queries.job(ADMIN, job.id).state == "done"
    with pytest.raises(Missing):
        queries.file(ADMIN, job.id)


def test_what_a_killed_worker_left_is_said_to_have_failed_and_can_be_asked_for_again(lin: Any) -> None:
    job = actions.start(lin, *CLOSE)
    Job.objects.filter(id=job.id).update(state="running")
    work(until_empty=True)
    assert "重新办理" in queries.job(lin, job.id).message
    perform.call(job.id)
    assert queries.job(lin, job.id).state == "failed"
    everybody_in(JANUARY, "2026-02-04")
    again = actions.start(lin, *CLOSE)
    work(until_empty=True)
    assert queries.job(lin, again.id).state == "done"


@pytest.mark.xdist_group("demo")
def test_server_and_worker_of_a_demonstration_start_and_end_together(city: Path, tmp_path: Path) -> None:
    command = [*LUOSHI, "--site", str(city), "demo", "--port", "18231"]
    process = subprocess.Popen(
        command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        children = _wait(lambda: [pid for pid in _children(process.pid) if _is(pid, "work", "granian")], 2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert not _wait(lambda: [pid for pid in children if _alive(pid)], 0)
    finally:
        process.kill()


def _wait(ask: Any, count: int) -> list[int]:
    found: list[int] = []
    for _ in range(150):
        found = ask()
        if len(found) == count:
            break
        time.sleep(0.2)
    assert len(found) == count
    return found


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _is(pid: int, *words: str) -> bool:
    said = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    return any(word in said for word in words)


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_whatever_a_job_reads_of_people_for_its_person_is_told_to_the_journal(
    lin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of every kind, also of one that is yet to come."""
    ref = records.create(WANG, "investment.contact", TOWN, {"name": "田有余", "phone": "13800001234"}).ref

    def read(actor: Actor, said: Any, tell: Any) -> dict[str, Any]:
        del said, tell
        return {"phone": ledgers.record(actor, ref).values["phone"]}

    monkeypatch.setitem(KINDS, "reading", read)
    perform.call(actions.start(lin, "reading", "查看", {}).id)
    (told,) = journal.history(personal.looks(ref.ledger))
    assert (told.name, told.data) == ("林静", {"records": [ref.id]})
