"""How far long work is."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing
from luoshi.ops.models import Job

LOST = timedelta(minutes=5)
"""A running job that has not moved for so long has lost its worker."""


def job(actor: Actor, number: int) -> Job:
    """One's own job, or anybody's for an administrator."""
    found = Job.objects.filter(id=number).first()
    if found is None or not (found.person == actor.person or actor.is_system or actor.has("admin")):
        raise Missing("没有这个任务", hint="它可能是别人的")
    return found


def file(actor: Actor, number: int) -> Path:
    """The file that a finished export of one's own left."""
    found = job(actor, number)
    name = str(found.result.get("file", ""))
    path: Path = Path(settings.EXPORTS) / name
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
