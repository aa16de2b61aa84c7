"""Everything that reads bulletins."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing
from luoshi.kernel.language import speaking
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.periods import queries as periods
from luoshi.reports import context
from luoshi.reports.context import Content
from luoshi.reports.models import Bulletin, Correction
from luoshi.reports.policy import DRAFTS, LEADER_ALONE, READS, chain, step_of
from luoshi.units import queries as units


def _signers() -> tuple[str, ...]:
    """The roles that sign some bulletin, besides those that read all: they read what they are to sign."""
    packs = ledgers.packs().values()
    return tuple({step["role"] for pack in packs for one in pack.bulletins.values() for step in chain(one)})


def kinds() -> dict[str, str]:
    """`investment.monthly` → its label, for every bulletin that the packs declare."""
    packs = ledgers.packs().values()
    return {f"{pack.key}.{key}": str(one.label) for pack in packs for key, one in pack.bulletins.items()}


def bulletins(actor: Actor, periods: Collection[Period] | None = None) -> list[Bulletin]:
    """Drafts of the units the actor sees, and what was issued for a unit above; the newest first. Only of
    some periods when these are named."""
    found = _readable(actor)
    found = found if periods is None else found.filter(period__in={str(one) for one in periods})
    return list(found.order_by("-period", "kind", "unit"))


def listed(actor: Actor) -> list[tuple[Bulletin, str | None]]:
    """The same for a list, without what they say, each with the share of it that is derived (percent)."""
    share = KeyTextTransform("share", KeyTransform("cells", "content"))
    found = _readable(actor).defer("content", "words", "signatures").annotate(share=share)
    return [(one, one.share) for one in found.order_by("-period", "kind", "unit")]


def _readable(actor: Actor) -> QuerySet[Bulletin]:
    seen = units.reach(actor, *READS)
    above = {code for holding in actor.holdings for code in units.above(holding.unit)}
    signing = Q(unit__in=units.reach(actor, *_signers()) - seen) & ~Q(state="issued")
    return Bulletin.objects.filter(Q(unit__in=seen) | Q(unit__in=above - seen, state="issued") | signing)


def chain_of(found: Bulletin) -> list[Mapping[str, str]]:
    """The steps of its sign-off after drafting."""
    return list(found.chain or LEADER_ALONE)


def step(found: Bulletin) -> Mapping[str, str] | None:
    """The step of its sign-off that waits; None once it is issued."""
    return step_of(found.chain, found.signatures, found.state)


def may_sign(actor: Actor, found: Bulletin) -> bool:
    """Whether the step that waits is the actor's: the role is held, and the step before was another's."""
    waiting = step(found)
    if waiting is None or found.unit not in units.reach(actor, waiting["role"]):
        return False
    before = found.signatures[-1]["person"] if found.signatures else found.drafted_by
    return actor.is_system or before != actor.person


def to_sign(actor: Actor) -> list[Bulletin]:
    """Bulletins whose next signature is the actor's. One query."""
    waiting = _readable(actor).exclude(state="issued").defer("content", "words")
    return [one for one in waiting if may_sign(actor, one)]


def sent_back(actor: Actor) -> list[Bulletin]:
    """Drafts that were sent back to be changed, of units for which the actor drafts. One query."""
    mine = Bulletin.objects.filter(state="draft", unit__in=units.reach(actor, *DRAFTS))
    return list(mine.exclude(returned=None).defer("content", "words"))


def corrections(actor: Actor, found: Bulletin) -> list[Correction]:
    """A bulletin's correction notices in their order; drafts only for whoever drafts or issues."""
    roles = (*DRAFTS, (found.chain or LEADER_ALONE)[-1]["role"])
    every = found.corrections.order_by("number", "id")
    return list(every if found.unit in units.reach(actor, *roles) else every.exclude(number=None))


def bulletin(actor: Actor, number: int) -> Bulletin:
    """One bulletin, if the actor may read it."""
    found = _readable(actor).filter(id=number).first()
    if found is None:
        raise Missing("没有这份通报", hint="它可能还没有签发，或属于其他单位")
    return found


def top(actor: Actor) -> str:
    """The highest unit that the actor sees whole; the site's topmost for whoever sees none."""
    seen = units.reach(actor, *READS)
    codes = [node.unit.code for node in units.tree()]
    return next((code for code in codes if code in seen), codes[0])


@speaking("zh")
def content(actor: Actor, period: Period, kind: str, unit: str = "") -> Content:
    """What a month's bulletin says: as issued, or as drafted, else freshly built from the closed month.

    Of the actor's highest unit when none is given. A bulletin tells of every unit below its own: who
    does not see them all reads it once it is issued.
    """
    of = unit or top(actor)
    for kept in bulletins(actor):
        if (kept.unit, kept.period, kept.kind) == (of, str(period), kind):
            return dict(kept.content)
    if of not in units.reach(actor, *READS):
        raise Missing("没有这份通报", hint="它可能还没有签发，或属于其他单位")
    pack, _, key = kind.partition(".")
    return context.build(actor, period, pack=pack, bulletin=key, unit=of)


@dataclass(frozen=True)
class Offer:
    """A bulletin that the actor can read. State: issued, draft, signing, or built from the closed month."""

    period: str
    kind: str
    unit: str
    state: str


def offers(actor: Actor) -> list[Offer]:
    """All that `content` gives the actor: what is on file, and what can be built for their highest unit."""
    kept = [Offer(one.period, one.kind, one.unit, one.state) for one in bulletins(actor)]
    known, of = {(one.period, one.kind, one.unit) for one in kept}, top(actor)
    if of not in units.reach(actor, *READS):
        return kept
    built = [
        Offer(closing.period, kind, of, "built")
        for closing in reversed(periods.closings())
        for kind in kinds()
        if (closing.period, kind, of) not in known
    ]
    return kept + built
