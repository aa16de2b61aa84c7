"""A closed month is corrected by a new package that names the one it corrects. What was published stays."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Refused, want_reason
from luoshi.kernel.periods import Period
from luoshi.kernel.progress import Tell, silent
from luoshi.periods import building, package, queries
from luoshi.periods.models import Correction
from luoshi.periods.policy import CLOSES
from luoshi.units import queries as units


def correct(actor: Actor, period: Period, *, why: str, tell: Tell = silent) -> Correction:
    """Build the package of a closed month anew from the records as they stand, for the level above to count
    by. The month's own published figures stay as they are, and what differs from them is disclosed in it."""
    if units.top() not in units.reach(actor, *CLOSES):
        raise Refused("您不能为该单位出更正包", hint="需要本单位或上级单位的相应角色")
    want_reason(why)
    closing = queries.closing(period)
    if closing is None:
        raise InputError(f"{period.label}还没有结账", hint="没有结账的月份直接修改台账")
    with building.alone():
        before = Correction.objects.filter(period=str(period)).order_by("number").last()
        number = before.number + 1 if before else 1
        more = {"corrects": before.digest if before else closing.digest, "why": why}
        built = building.build(actor, period, f"{period}-c{number}", compared=period, tell=tell, more=more)
        return _record(actor, period, number, built, corrects=more["corrects"], why=why)


@action
def _record(
    actor: Actor, period: Period, number: int, built: building.Built, *, corrects: str, why: str
) -> Correction:
    """Publish a correction, all or nothing."""
    made = Correction.objects.create(
        period=str(period), number=number, digest=built.digest, corrects=corrects, previous=built.previous,
        at=actor.now(), by=actor.person, why=why,
    )  # fmt: skip
    said = {"digest": built.digest, "corrects": corrects, **built.journal}
    append(actor, f"period:{period}", "correct", said, why=why)
    package.publish(built.folder, Path(settings.PACKAGES) / f"{period}-c{number}")
    return made
