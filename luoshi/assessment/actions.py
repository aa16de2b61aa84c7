"""Everything that changes assessments: one run of a sheet on closed periods."""

from __future__ import annotations

from luoshi.assessment import basis, queries
from luoshi.assessment.models import Assessment, Final
from luoshi.assessment.policy import ASSESSES
from luoshi.assessment.scoring import Member, scored
from luoshi.journal.actions import action, append
from luoshi.kernel import canonical
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Refused
from luoshi.kernel.periods import Period, PlanYear
from luoshi.ledgers import queries as ledgers
from luoshi.packs.spec import Pack, Sheet
from luoshi.periods import queries as periods
from luoshi.units import queries as units


@action
def assess(actor: Actor, sheet: str, year: int, *, through: Period | None = None) -> Assessment:
    """Score every unit of a sheet on the figures published at the end of a closed month of a plan year.

    Without `through` the last closed month of the year counts. A new run leaves the earlier ones; one after
    a final run is noted as its correction.
    """
    name, spec = queries.sheet(sheet)
    pack = ledgers.packs()[name.partition(".")[0]]
    if not units.reach(actor, *ASSESSES):
        raise Refused("您不能计算考核得分", hint="由考核员计算")
    last = _closed(pack, year, through)
    members = _members(actor, spec, last)
    body = scored(spec, members, basis.read(pack, spec, last))
    closing = periods.closing(last)
    assert closing is not None, "a closed month has a closing"
    final = Final.objects.filter(assessment__sheet=name, assessment__year=year).first()
    made = Assessment.objects.create(
        sheet=name, pack_digest=pack.digest, year=year, through=str(last), manifest=closing.digest, body=body,
        digest=canonical.sha256(body), made_at=actor.now(), by=actor.person,
        corrects=final.assessment_id if final else None,
    )  # fmt: skip
    said = {"sheet": name, "year": year, "through": str(last), "units": len(body), "digest": made.digest,
        "corrects": made.corrects,
    }  # fmt: skip
    append(actor, f"assessment:{made.id}", "assess", said)
    return made


def _closed(pack: Pack, year: int, through: Period | None) -> Period:
    plan = PlanYear.parse(pack.year_starts)
    closed = [Period.parse(one.period) for one in periods.closings()]
    mine = [one for one in closed if plan.of(one) == year]
    if not mine:
        raise InputError(f"{year}年度还没有结账的月份", hint="考核只用已公布的数据，先结账")
    if through is not None and through not in mine:
        raise InputError(f"{through.label}没有结账，或不在{year}年度", hint=f"可用到 {mine[-1].label}")
    return through or mine[-1]


def _members(actor: Actor, sheet: Sheet, last: Period) -> list[Member]:
    """The units the sheet is for, as the month's package has them, within the assessor's reach."""
    seen = units.reach(actor, *ASSESSES) - {units.tree()[0].unit.code}
    found = [
        Member(peer.code, peer.name, rank_class)
        for peer in periods.peers(last)
        for kind, _, rank_class in [peer.group.partition("/")]
        if peer.code in seen and kind == sheet.kind and (not sheet.classes or rank_class in sheet.classes)
    ]
    if not found:
        raise InputError("没有这张细则考核的单位", hint="核对细则的单位类别和分类")
    return found
