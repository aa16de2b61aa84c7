"""Everything that reads bulletins."""

from __future__ import annotations

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.reports import context
from luoshi.reports.context import Content
from luoshi.reports.models import Bulletin
from luoshi.reports.policy import READS
from luoshi.units import queries as units


def kinds() -> dict[str, str]:
    """`investment.monthly` → its label, for every bulletin that the packs declare."""
    packs = ledgers.packs().values()
    return {f"{pack.key}.{key}": str(one.label) for pack in packs for key, one in pack.bulletins.items()}


def bulletins(actor: Actor) -> list[Bulletin]:
    """Drafts of the units the actor sees, and what was issued for a unit above; the newest first."""
    seen = units.reach(actor, *READS)
    above = {code for holding in actor.holdings for code in units.above(holding.unit)}
    issued = Bulletin.objects.filter(unit__in=above - seen, state="issued")
    return list((Bulletin.objects.filter(unit__in=seen) | issued).order_by("-period", "kind", "unit"))


def bulletin(actor: Actor, number: int) -> Bulletin:
    """One bulletin, if the actor may read it."""
    found = next((one for one in bulletins(actor) if one.id == number), None)
    if found is None:
        raise Missing("没有这份通报", hint="它可能还没有签发，或属于其他单位")
    return found


def content(actor: Actor, period: Period, kind: str, unit: str = "") -> Content:
    """What a month's bulletin says: as issued, or as drafted, else freshly built from the closed month."""
    top = unit or units.tree()[0].unit.code
    kept = Bulletin.objects.filter(unit=top, period=str(period), kind=kind).first()
    if kept is not None and top in units.reach(actor, *READS):
        return dict(kept.content)
    pack, _, key = kind.partition(".")
    return context.build(actor, period, pack=pack, bulletin=key, unit=unit)
