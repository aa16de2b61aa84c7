"""How far long work is."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing
from luoshi.ops.models import Job
from luoshi.units import queries as units
from luoshi.units.administering import looks_after

LOST = timedelta(minutes=5)
"""A running job that has not moved for so long has lost its worker."""


def job(actor: Actor, number: int) -> Job:
    """One's own job, or that of somebody all of whose roles are in units one administers."""
    found = Job.objects.filter(id=number).first()
    if found is None or not (found.person == actor.person or _looks_after(actor, found.person)):
        raise Missing("没有这个任务", hint="它可能是别人的")
    return found


def _looks_after(actor: Actor, number: int | None) -> bool:
    if actor.is_system or not actor.has("admin"):
        return actor.is_system
    return looks_after(actor, None if number is None else units.person_of(number))


def file(actor: Actor, number: int) -> Path:
    """The file that a finished export left; it holds what its person may read, and is that person's alone."""
    found = job(actor, number)
    name = str(found.result.get("file", ""))
    path: Path = Path(settings.EXPORTS) / name
    if found.person != actor.person:
        raise Missing("没有这个文件", hint="导出的文件只有导出的人能下载；请自己导出")
    if found.state != "done" or not name or not path.is_file():
        raise Missing("文件已经不在", hint="导出的文件保留 7 天，请重新导出")
    return path


def is_lost(job: Job) -> bool:
    """Whether nobody works on it any more, though it was begun."""
    return job.state == "running" and job.beat_at is not None and timezone.now() - job.beat_at > LOST


def waiting() -> int:
    """How many jobs nobody has begun."""
    return Job.objects.filter(state="waiting").count()


def stuck(before: datetime) -> tuple[int, int]:
    """(running jobs that lost their worker, jobs that wait since before a moment)."""
    lost = Job.objects.filter(state="running", beat_at__lt=timezone.now() - LOST).count()
    return lost, Job.objects.filter(state="waiting", made_at__lt=before).count()
