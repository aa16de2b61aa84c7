"""The worker: takes jobs from the site's own database, does them, and tells how far they are."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone
from django_tasks import task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from luoshi.exchange import notices, outbox_sending
from luoshi.journal import actions as journal
from luoshi.kernel import disk, seeing
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import LuoshiError
from luoshi.ledgers import personal
from luoshi.ops import actions, beat, rhythm, troubles
from luoshi.ops.kinds import CAME_OF, KINDS
from luoshi.ops.models import Job
from luoshi.units import queries as units

log = logging.getLogger(__name__)
OFTEN = 0.5
"""Seconds between two notes of how far a job is."""
SEALED_EVERY = 20.0
"""Seconds between two sealings of the journal."""
SENT_EVERY, TICKED_EVERY = 60.0, 300.0
"""Seconds between two sendings of what waits in the outbox, and between two looks at what is due."""


@task()
def perform(number: int) -> None:
    """Do a job, unless another worker does; what it says no to is kept as its message, never a traceback."""
    with _held(number) as mine:
        job = Job.objects.filter(id=number, state="waiting").first() if mine else None
        if job is not None:
            _note(job, state="running")
            _perform(job)


def _perform(job: Job) -> None:
    try:
        result = _done(job)
    except Stopped:
        _note(job, state="stopped", message="已取消，没有改动")
    except LuoshiError as fault:
        _note(job, state="failed", message=str(fault))
    except Exception as fault:
        log.exception("job %s failed", job.id)
        _end(job, str(troubles.of(fault) or "系统出错，没有完成；请稍后重试，仍不行请联系系统管理员"))
    else:
        _note(job, state="done", done=job.total, result=result)
    _tell_whoever_asked(job)


def _done(job: Job) -> dict[str, Any]:
    """What comes of a job; the personal values that it read for its person are told to the journal."""
    with seeing.gathering() as seen:
        result = KINDS[job.kind](_actor(job), job.arguments, _Teller(job).tell)
    personal.told(seen)
    return result


def _end(job: Job, lacking: str) -> None:
    """A job that broke off is done where all of it was done, else it has failed for what was lacking."""
    came_of = CAME_OF.get(job.kind)
    result = came_of(job.arguments) if came_of else None
    if result is None:
        _note(job, state="failed", message=lacking)
    else:
        _note(job, state="done", done=job.total, result=result)


@contextmanager
def _held(number: int) -> Iterator[bool]:
    """A job's file is held by the worker that does it; one that anybody can hold is done by nobody, whatever
    its row says (docs/decisions/0058)."""
    folder = Path(settings.HELD)
    folder.mkdir(exist_ok=True)
    file = folder / str(number)
    file.touch()
    with disk.alone(file) as mine:
        yield mine
        if mine:
            file.unlink(missing_ok=True)


def take_up() -> None:
    """What dead workers left: a job that one of them was doing is said to be done where all of it was, else
    to have failed, and can be asked for again; one that waits unheard of is told to the workers again."""
    for job in Job.objects.filter(state="running"):
        with _held(job.id) as mine:
            if mine and Job.objects.filter(id=job.id, state="running").exists():
                _end(job, "后台程序中途停止，没有完成；请重新办理")
                _tell_whoever_asked(job)
    heard = {one["args"][0] for one in DBTaskResult.objects.ready().values_list("args_kwargs", flat=True)}
    for number in Job.objects.filter(state="waiting").values_list("id", flat=True):
        if number not in heard:
            actions.enqueue(number)


def _tell_whoever_asked(job: Job) -> None:
    """Long work can be left: that it ended stands in the inbox."""
    if job.person is None or job.state == "stopped":
        return
    words = {"done": "已完成", "failed": "没有完成"}
    bad = job.state == "done" and job.result.get("problems")
    said = f"有 {bad} 处要改，一行也没有导入" if bad else words[job.state]
    notices.tell(Actor.system(settings.CLOCK), job.person, f"{job.label}：{said}", f"/jobs/{job.id}/")


class Stopped(Exception):
    """Somebody gave the job up."""


def work(*, until_empty: bool = False) -> None:
    """Work until told to stop (or until nothing waits). A database that goes away is waited for."""
    worker = Worker(
        queue_names=["default"], interval=OFTEN, batch=until_empty, backend_name="default",
        startup_delay=False, max_tasks=None, worker_id=f"luoshi-{time.time_ns()}", excluded_queue_names=[],
    )  # fmt: skip
    if until_empty:
        take_up()
        worker.run()
        return
    worker.configure_signals()
    ended = threading.Event()
    beside = [
        threading.Thread(target=often, args=[ended], daemon=True)
        for often in (_seal_now_and_then, _remind_now_and_then)
    ]
    for one in beside:
        one.start()
    try:
        while worker.running:
            _run(worker)
    finally:
        ended.set()
        for one in beside:
            one.join(SEALED_EVERY)


def _run(worker: Worker) -> None:
    try:
        take_up()
        worker.run()
    except (DatabaseError, InterfaceError):
        log.exception("the database is gone")
        connection.close()
        time.sleep(OFTEN)


def _seal_now_and_then(ended: threading.Event) -> None:
    """Chain what was written since the last time, so that a close has little left to seal; and see to what
    other workers left when they died."""
    beat.beat()
    while not ended.wait(SEALED_EVERY):
        try:
            beat.beat()
            journal.seal()
            take_up()
        except (DatabaseError, InterfaceError):
            log.exception("sealing failed")
        finally:
            connection.close()


def _remind_now_and_then(ended: threading.Event) -> None:
    """Send what waits in the outbox every minute, and every few minutes look at what is due."""
    looked = float("-inf")
    while not ended.wait(SENT_EVERY):
        actor = Actor.system(settings.CLOCK)
        try:
            if time.monotonic() - looked >= TICKED_EVERY:
                looked = time.monotonic()
                rhythm.tick(actor)
            else:
                outbox_sending.send(actor)
        except Exception:  # whatever it was, the next minute is another
            log.exception("reminding failed")
        finally:
            connection.close()


def _actor(job: Job) -> Actor:
    """Whoever asked for it, with the roles they hold now."""
    if job.person is None:
        return Actor.system(settings.CLOCK)
    return units.actor_for(units.person_of(job.person), settings.CLOCK)


def _note(job: Job, **changes: Any) -> None:
    for key, value in changes.items():
        setattr(job, key, value)
    job.beat_at = timezone.now()
    job.save(update_fields=[*changes, "beat_at"])


class _Teller:
    """Notes how far a job is, not more often than people can see."""

    def __init__(self, job: Job) -> None:
        self._job, self._last = job, 0.0

    def tell(self, step: str, done: int, total: int) -> None:
        if time.monotonic() - self._last >= OFTEN or done == total:
            self._last = time.monotonic()
            if Job.objects.filter(id=self._job.id, state="stopped").exists():
                raise Stopped
            _note(self._job, step=step, done=done, total=total)
