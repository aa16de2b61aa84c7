"""Asking for long work. The worker does it on behalf of whoever asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.ops import queries
from luoshi.ops.kinds import KINDS
from luoshi.ops.models import Job
from luoshi.packs.expressions import suggestion

SITE = "site"
"""The journal's name for the site as a whole."""


@action
def start(actor: Actor, kind: str, label: str, arguments: Mapping[str, Any]) -> Job:
    """Ask for a piece of work; the same that is already under way is not begun twice."""
    if kind not in KINDS:
        raise InputError(f"没有这种任务“{kind}”", hint=suggestion(kind, KINDS))
    said = dict(arguments)
    for one in Job.objects.filter(kind=kind, state__in=("waiting", "running")):
        if one.arguments == said:
            raise InputError(f"“{one.label}”正在进行", hint="等它完成")
    made = Job.objects.create(
        kind=kind, label=label, person=actor.person, arguments=said, made_at=actor.now()
    )
    append(actor, f"job:{made.id}", "start", {"kind": kind, "arguments": said})
    enqueue(made.id)  # in the same transaction: no job waits without a worker ever hearing of it
    return made


@action
def cancel(actor: Actor, number: int) -> Job:
    """Ask that a job be given up. One that waits is; one that runs stops before it writes anything, and
    one that writes already is not stopped."""
    found = queries.job(actor, number)
    if not Job.objects.filter(id=number, state__in=("waiting", "running")).update(state="stopped"):
        raise InputError("这个任务已经结束", hint="不能取消")
    append(actor, f"job:{number}", "cancel", {"kind": found.kind})
    found.refresh_from_db()
    return found


def enqueue(number: int) -> None:
    """Let a worker hear of a job that waits."""
    from luoshi.ops.worker import perform  # the worker knows this module's models

    perform.enqueue(number)


@action
def note_backed_up(actor: Actor, digest: str) -> str:
    """Write down that all of the site went into a file, by the digest of its manifest."""
    append(actor, SITE, "backup", {"backup": digest})
    return digest


@action
def note_restored(actor: Actor, digest: str, made_at: str) -> str:
    """Write down that the site was made from a backup, by the digest of its manifest and its moment."""
    append(actor, SITE, "restore", {"backup": digest, "made_at": made_at})
    return digest
