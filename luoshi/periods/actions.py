"""Everything that changes periods: hand-in, acceptance, close, entered values, history."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from decimal import Decimal
from pathlib import Path

from luoshi.commitments import queries as commitments
from luoshi.honesty import actions as honesty
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Refused, want_reason
from luoshi.kernel.numbers import plain
from luoshi.kernel.periods import Period
from luoshi.kernel.progress import Tell, silent
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as ledger_queries
from luoshi.periods import building, burden, duties, lake, package, queries
from luoshi.periods.errors import NotReady
from luoshi.periods.models import Closing, Entered, HandIn, HandInPart, History, PublishedFigure, Stated
from luoshi.periods.policy import ACCEPTS, CLOSES, HANDS_IN
from luoshi.units import queries as units


@action
def hand_in(actor: Actor, unit: str, period: Period, ledgers_in: Collection[str] | None = None) -> HandIn:
    """A unit says its month is complete: of all ledgers that are owed, or of those named. After a ledger's
    due day its part is late, and stays so; one that was in time and is handed in again after it was returned
    stays in time. The month is handed in when all its parts are."""
    _may(actor, unit, HANDS_IN, "上报")
    _refuse_closed(period)
    _refuse_sent(unit, period)
    owed, row = duties.owed(period), _row(unit, period)
    if row is not None and row.state in ("handed_in", "accepted"):
        raise InputError(f"{units.unit(unit).name}已经上报{period.label}", hint="要修改的，请审核员先退回")
    named = _owed(owed, ledgers_in)
    honesty.refuse_blocked(unit, period)
    honesty.check(actor, [unit], period.end)
    parts = {one.ledger: one for one in HandInPart.objects.filter(unit=unit, period=str(period))}
    for ledger in named:
        before = parts.get(ledger)
        late = before.late if before else actor.now() > owed[ledger]
        parts[ledger], _ = HandInPart.objects.update_or_create(
            unit=unit, period=str(period), ledger=ledger,
            defaults={"at": actor.now(), "by": actor.person, "late": late, "returned": False},
        )  # fmt: skip
    late = any(one.late for one in parts.values()) or bool(row and row.late)
    if all(one in parts and not parts[one].returned for one in owed):
        return _hand_in(actor, unit, period, "handed_in", "", late=late, ledgers=named)
    append(actor, f"period:{period}", "hand_in_part", {"unit": unit, "ledgers": list(named)})
    return row or HandIn.objects.create(
        unit=unit, period=str(period), state="open", at=actor.now(), by=actor.person, late=late
    )


def _row(unit: str, period: Period) -> HandIn | None:
    return HandIn.objects.filter(unit=unit, period=str(period)).first()


def _owed(owed: Mapping[str, object], named: Collection[str] | None) -> tuple[str, ...]:
    """The ledgers meant: those named, in the order in which they are due, or all."""
    for ledger in named or ():
        if ledger not in owed:
            raise InputError(f"“{ledger}”不按月上报", hint="、".join(owed) or "没有台账要上报")
    return tuple(one for one in owed if named is None or one in named)


@action
def give_back(actor: Actor, unit: str, period: Period, *, why: str) -> HandIn:
    """Return a unit's month with a reason; one that was accepted can be changed again."""
    _may(actor, unit, ACCEPTS, "退回")
    want_reason(why)
    _refuse_sent(unit, period)
    made = _decided(actor, unit, period, "returned", why, after=("handed_in", "accepted"))
    HandInPart.objects.filter(unit=unit, period=str(period)).update(returned=True)
    for lock in ledger_queries.locks(unit, period.start, period.end):
        ledgers.lift(actor, lock.id, why=why)
    return made


@action
def accept(actor: Actor, unit: str, period: Period) -> HandIn:
    """Accept what a unit handed in: its month is frozen until it is returned or closed."""
    _may(actor, unit, ACCEPTS, "接收")
    made = _decided(actor, unit, period, "accepted", "", after=("handed_in",))
    why, lifts = f"{period.label}已接收", "接收的审核员或督查员退回后"
    ledgers.lock(actor, unit, period.start, period.end, why=why, lifts=lifts, review=True)
    return made


@action
def excuse(actor: Actor, unit: str, period: Period, *, why: str) -> HandIn:
    """Let a period close without a unit, with a reason."""
    _may(actor, unit, CLOSES, "免报")
    want_reason(why)
    _refuse_closed(period)
    return _hand_in(actor, unit, period, "excused", why, late=False)


@action
def note_missing(actor: Actor, unit: str, period: Period, *, why: str) -> HandIn:
    """Let a period close without a unit that should have reported and did not (缺报): it is counted."""
    _may(actor, unit, CLOSES, "记缺报")
    want_reason(why)
    _refuse_closed(period)
    days = duties.owed(period).values()
    if days and actor.now() <= max(days):
        raise InputError(f"{period.label}还没有到上报时限", hint="过了时限再记缺报")
    row = _row(unit, period)
    if row is not None and row.state in ("handed_in", "accepted"):
        raise InputError(f"{units.unit(unit).name}已经上报{period.label}", hint="接收或退回")
    return _hand_in(actor, unit, period, "missing", why, late=True)


def _decided(
    actor: Actor, unit: str, period: Period, state: str, why: str, *, after: tuple[str, ...]
) -> HandIn:
    _refuse_closed(period)
    row = _row(unit, period)
    if row is None or row.state not in after:
        raise InputError(f"{units.unit(unit).name} 还没有上报 {period.label}", hint="等它上报后再处理")
    return _hand_in(actor, unit, period, state, why, late=row.late)


def _hand_in(
    actor: Actor,
    unit: str,
    period: Period,
    state: str,
    why: str,
    *,
    late: bool,
    ledgers: Collection[str] = (),
) -> HandIn:
    made, _ = HandIn.objects.update_or_create(
        unit=unit, period=str(period),
        defaults={"state": state, "at": actor.now(), "by": actor.person, "why": why, "late": late},
    )  # fmt: skip
    said = {"unit": unit, "late": late, **({"ledgers": list(ledgers)} if ledgers else {})}
    append(actor, f"period:{period}", state, said, why=why)
    return made


@action
def enter(actor: Actor, indicator: str, unit: str, period: Period, value: Decimal, source: str) -> Entered:
    """Enter a value that no ledger gives, with the document it comes from."""
    found = _indicator(actor, indicator, unit, period)
    if found[1] != "entered":
        raise InputError(f"“{indicator}”由台账得出，不能填报", hint="请填报台账")
    if not source.strip():
        raise InputError("没有写来源文件", hint="写明文件名称和文号")
    made, _ = Entered.objects.update_or_create(
        period=str(period), indicator=found[0], unit=unit, defaults={"value": value, "source": source}
    )
    append(
        actor, f"figure:{found[0]}/{unit}/{period}", "enter", {"value": plain(value), "source": source}
    )  # fmt: skip
    return made


@action
def import_history(
    actor: Actor, indicator: str, period: Period, values: Mapping[str, Decimal], source: str
) -> int:
    """Take year-to-date values of a period before the site was there, by unit, with their source."""
    name = ""
    for unit in values:
        name = _indicator(actor, indicator, unit, period)[0]
    for unit, value in values.items():
        History.objects.update_or_create(
            period=str(period), indicator=name, unit=unit, defaults={"ytd": value, "source": source}
        )
    said = {unit: plain(value) for unit, value in values.items()}
    append(actor, f"period:{period}", "history", {"indicator": name, "values": said, "source": source})
    return len(values)


def _indicator(actor: Actor, name: str, unit: str, period: Period) -> tuple[str, str]:
    """Full name and kind, when the actor may state values of the unit."""
    _may(actor, unit, CLOSES, "录入")
    _refuse_closed(period)
    found = commitments.indicator(name)
    return found.name, found.kind


def close(actor: Actor, period: Period, *, tell: Tell = silent) -> Closing:
    """Close a period: one consistent read becomes a signed package, its figures are published, and
    its days are locked. Killed at any moment it leaves the site as before or closed, nothing between.
    """
    with building.alone():
        refuse_unready(actor, period)
        honesty.check(actor, None, period.end)
        last = next(iter(queries.closings()[-1:]), None)
        before = Period.parse(last.period) if last else None
        built = building.build(actor, period, str(period), compared=before, tell=tell)
        made = _record(actor, period, built.folder, built.digest, built.journal)
    tell("公布", building.STEPS, building.STEPS)
    return made


@action
def _record(
    actor: Actor, period: Period, passing: Path, digest: str, stated: Mapping[str, object]
) -> Closing:
    """Publish the package and everything that follows from it, all or nothing."""
    _refuse_closed(period)
    made = Closing.objects.create(
        period=str(period), digest=digest, closed_at=actor.now(), by=actor.person, **stated
    )
    figures = json.loads((passing / "figures.json").read_bytes())
    PublishedFigure.objects.bulk_create(
        [
            PublishedFigure(
                period=str(period), indicator=one["indicator"], unit=one["unit"],
                ytd=None if one["ytd"] is None else Decimal(one["ytd"]),
                body=json.dumps(one, ensure_ascii=False),
            )
            for one in figures
        ],
        batch_size=1_000,
    )  # fmt: skip
    Stated.objects.bulk_create(
        Stated(period=str(period), unit=unit, times=one.times, fields=one.fields)
        for unit, one in burden.counted(period).items()
    )
    top = units.top()
    ledgers.lock(
        actor, top, period.start, period.end, why=f"{period.label}已结账", lifts=f"{units.site_name()}督查员"
    )
    append(actor, f"period:{period}", "close", {"digest": digest, **stated, "figures": len(figures)})
    package.publish(passing, queries.folder(period))
    return made


def refuse_unready(actor: Actor, period: Period) -> None:
    """A month closes once, after the one before it, when it is over and everybody below is in."""
    _may(actor, units.top(), CLOSES, "结账")
    if period.kind != "month":
        raise InputError(f"{period.label}不是月份", hint="按月结账，如 2026-03")
    _refuse_closed(period)
    closed = queries.closings()
    if closed and period != Period.parse(closed[-1].period).next():
        raise InputError(
            f"不能先结 {period.label}", hint=f"下一个要结的是 {Period.parse(closed[-1].period).next().label}"
        )
    blocks = queries.blocks(actor, period)
    if blocks:
        raise NotReady("；".join(blocks), hint="接收、催报，或写明原因免报；月份结束之后再结账")


def _may(actor: Actor, unit: str, roles: tuple[str, ...], what: str) -> None:
    units.unit(unit)
    if unit not in units.reach(actor, *roles):
        raise Refused(f"您不能为该单位{what}", hint="需要本单位或上级单位的相应角色")


def _refuse_closed(period: Period) -> None:
    if queries.closing(period):
        raise InputError(f"{period.label}已经结账", hint="已公布的数据不再改变；更正会计入下一期并公开")


def _refuse_sent(unit: str, period: Period) -> None:
    if unit in lake.covered(period):
        raise InputError(
            f"{units.unit(unit).name}自己结账，{period.label}的数据来自它报送的结账包",
            hint="要修改的，请该单位更正后报送更正包",
        )
