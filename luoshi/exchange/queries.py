"""Everything that reads files on their way in, known headings and notices."""

from __future__ import annotations

from typing import Any

from luoshi.exchange.models import KnownHeading, Notice, Upload
from luoshi.exchange.sheets import Choice
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing


def upload(actor: Actor, number: int) -> Upload:
    """One's own file; another's is not there."""
    found = Upload.objects.filter(id=number).first()
    if found is None or not (actor.is_system or found.person == actor.person):
        raise Missing("没有这个导入文件", hint="它可能是别人的；请重新选择文件")
    return found


def choice(held: Upload) -> Choice:
    """What was said of a file."""
    said: dict[str, Any] = held.choice
    cells = {(sheet, row, place): value for sheet, row, place, value in said.get("cells", ())}
    return Choice(
        said.get("columns", {}),
        cells,
        tuple(said.get("sheets", ())),
        said.get("why", ""),
        said.get("tops", {}),
    )


def known(actor: Actor, ledger: str) -> dict[str, str]:
    """Plain heading → field, as the person said before."""
    mine = KnownHeading.objects.filter(person=actor.person, ledger=ledger)
    return dict(mine.values_list("heading", "field"))


def inbox(actor: Actor, limit: int = 50) -> list[Notice]:
    """The person's notices, those not seen first, newest first."""
    mine = Notice.objects.filter(person=actor.person or 0)
    return sorted(mine.order_by("-id")[:limit], key=lambda one: one.seen_at is not None)


def unseen(actor: Actor) -> int:
    """How many notices the person has not seen."""
    return Notice.objects.filter(person=actor.person or 0, seen_at=None).count()
