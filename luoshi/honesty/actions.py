"""Everything that changes suspicions: found and opened, answered, settled, closed when the cause is gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db import connection

from luoshi.honesty import queries
from luoshi.honesty.policy import (
    ANSWERED,
    ANSWERS,
    CHECKS,
    LASTING,
    OPENED,
    QUERY,
    RULES,
    SETTLED,
    SETTLES,
    VERDICTS,
    of_the_unit,
)
from luoshi.honesty.queries import Opened
from luoshi.honesty.suspicion import Suspicion
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Refused
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import files
from luoshi.ledgers import queries as ledger_queries
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.changes import change
from luoshi.ledgers.models import Evidence
from luoshi.ledgers.records import Record, Ref
from luoshi.packs.expressions import suggestion
from luoshi.units import queries as units

_SUBJECT = "honesty"
_LOCK = 0x10_05_42
_AGAIN = "#"
"""Behind a key: it was found again after it had gone or was said to be mended."""


@action
def check(
    actor: Actor, among: Collection[str] | None, until: date, since: date | None = None
) -> list[Suspicion]:
    """Look for what is suspicious about the records of units and all below them (None: of all), as of a day.

    What is new is opened in the ledger of suspicions, and one whose cause is gone is settled as such; where
    the site has no such ledger they are only found. Returns those that concern the units."""
    scope = None if among is None else units.subtree(among)
    if not actor.is_system and not (scope or frozenset(units.names())) <= units.reach(actor, *CHECKS):
        raise Refused("您不能核查这些单位", hint="需要本单位或上级单位的相应角色")
    found = queries.suspicions(None, scope, until)
    new = gone = 0
    if queries.kept():
        system = Actor.system(actor.clock)
        _one_at_a_time()
        known = _known(found)
        new = sum(_open(system, one, known.get(one.key), until) for one in _recent(found, since))
        gone = _close(system, {one.key for one in found}, scope)
    said = {"until": until.isoformat(), "units": sorted(among or ()), "found": len(found), "new": new}
    append(actor, _SUBJECT, "check", {**said, "gone": gone})
    return found


def _recent(found: Iterable[Suspicion], since: date | None) -> list[Suspicion]:
    return [one for one in found if queries.concerns(one, None, since)]


def _one_at_a_time() -> None:
    """Two hand-ins that find the same pair open it once: the second waits for the first and sees it. SQLite
    has one writer in any case."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _known(found: Iterable[Suspicion]) -> dict[str, list[Record]]:
    """Key → what was opened for it before, oldest first."""
    known: dict[str, list[Record]] = {}
    wanted = {one.key for one in found}
    for one in queries.of_keys(wanted, _AGAIN):
        key = one.key.partition(_AGAIN)[0]
        if key in wanted:
            known.setdefault(key, []).insert(0, one.record)
    return known


def _open(system: Actor, found: Suspicion, before: list[Record] | None, until: date) -> int:
    """Open a suspicion that is not open and not settled for good; say anew what was found, if changed."""
    last = before[-1] if before else None
    if last is not None and (last.stage != SETTLED or last.row["verdict"] in LASTING):
        if last.stage == OPENED and last.row["found"] != found.said:
            change(system, last, "edit", {"found": found.said}, why="核查到的情况有变化")
        return 0
    key = found.key if last is None else f"{found.key}{_AGAIN}{len(before or ()) + 1}"
    of = found.records[0].title if found.records else units.names()[found.unit]
    values = {
        "matter": f"{found.rule.label}：{of}",
        "key": key, "rule": found.rule_name, "level": found.rule.level, "ledger": found.ledger,
        "records": " ".join(str(one.ref) for one in found.records), "found_on": system.today(),
        "period": str(Period.month_of(until)), "found": found.said, "blocks": found.rule.blocks,
    }  # fmt: skip
    why = f"真实性核查：{RULES[found.rule.rule].zh}"
    made = ledgers.create(system, QUERY, found.unit, values, why=why)
    others = sorted(found.units - {found.unit})
    if others:
        _let_see(system, made.ref, found.unit, others)
    return 1


def _let_see(system: Actor, ref: Ref, unit: str, others: list[str]) -> None:
    """The other units see it too: it is shared with them, the one that answers first."""
    part = Decimal(100) // (len(others) + 1)
    shares = {unit: 100 - part * len(others), **dict.fromkeys(others, part)}
    ledgers.share(system, ref, shares, from_day=system.today(), why="涉及的单位都能看到")


def _close(system: Actor, still: Collection[str], scope: frozenset[str] | None) -> int:
    """Settle what is open and no longer found, of the units that were looked at."""
    count = 0
    for one in queries.opened(system, stage="open"):
        looked_at = scope is None or one.record.unit in scope
        if looked_at and one.key.partition(_AGAIN)[0] not in still:
            _settle(system, one, "gone", "再次核查时，发现的情况已不存在，系统自动销号")
            count += 1
    return count


@action
def answer(actor: Actor, number: int, explanation: str, *, proofs: Iterable[NewFile] = ()) -> Record:
    """The unit says how it is, with its proofs; it may say so again until it is settled."""
    found = queries.one(actor, number)
    if found.record.unit not in units.reach(actor, *ANSWERS):
        raise Refused(f"由{units.unit(found.record.unit).name}说明", hint="需要该单位的填报员")
    _refuse_settled(found)
    if not explanation.strip():
        raise InputError("没有写说明", hint="写明情况和依据；数据有误的，先更正")
    for one in proofs:
        _prove(actor, found.record.ref, one)
    changes = {"explanation": explanation.strip(), "stage": ANSWERED, f"stage_{ANSWERED}": actor.today()}
    return change(actor, found.record, "move", changes, holds_from=actor.today())


def _prove(actor: Actor, ref: Ref, one: NewFile) -> None:
    """Attach a proof: the unit answers in a ledger in which it reports nothing itself."""
    spec = ledger_queries.ledger(QUERY)
    if one.purpose not in spec.evidence:
        raise InputError(f"没有佐证类别“{one.purpose}”", hint=suggestion(one.purpose, spec.evidence))
    digest = files.keep(one.content)
    made = Evidence.objects.create(
        ledger=ref.ledger, record=ref.id, purpose=one.purpose, sha256=digest, name=files.named(one.name),
        size=len(one.content), added_by=actor.person, added_at=actor.now(),
    )  # fmt: skip
    said = {
        "evidence": made.id,
        "purpose": one.purpose,
        "name": made.name,
        "sha256": digest,
        "size": made.size,
    }
    append(actor, ref.subject, "attach", said)


@action
def settle(actor: Actor, number: int, verdict: str, opinion: str) -> Record:
    """A reviewer who is not of the unit says how it ends: as explained, corrected, or false."""
    found = queries.one(actor, number)
    unit = found.record.unit
    if unit not in units.reach(actor, *SETTLES):
        raise Refused("您不能审定该单位的疑点", hint="由上级单位的审核员或督查员审定")
    if of_the_unit(actor, unit):
        raise Refused("本单位的疑点不能自己审定", hint="由上级单位的审核员或督查员审定")
    if actor.person in _reporters(found):
        raise Refused("自己填报的记录不能自己审定", hint="请由其他审核员审定")
    if verdict not in VERDICTS:
        raise InputError(f"没有审定结果“{verdict}”", hint=f"写 {'、'.join(VERDICTS)}")
    if not opinion.strip():
        raise InputError("没有写审定意见", hint="写明核对了什么、结论是什么")
    _refuse_settled(found)
    if found.record.stage == OPENED and verdict == "explained":
        raise InputError("单位还没有说明", hint="等单位说明后再审定")
    return _settle(actor, found, verdict, opinion.strip())


def _settle(actor: Actor, found: Opened, verdict: str, opinion: str) -> Record:
    changes = {
        "verdict": verdict, "opinion": opinion, "stage": SETTLED, f"stage_{SETTLED}": actor.today(),
        "verification": "verified", "verified_by": actor.person, "verified_on": actor.today(),
    }  # fmt: skip
    Evidence.objects.filter(ledger=QUERY, record=found.record.ref.id, state="pending").update(
        state="verified", decided_by=actor.person
    )
    return change(actor, found.record, "move", changes, holds_from=actor.today(), why=opinion)


def _reporters(found: Opened) -> set[int | None]:
    """Who reported the records it is about."""
    reporters: set[int | None] = set()
    known: Mapping[str, object] = ledger_queries.ledgers()
    for name in {ref.ledger for ref in found.refs} & set(known):
        numbers = [ref.id for ref in found.refs if ref.ledger == name]
        rows = ledger_queries.visible(Actor.system(), name).filter(id__in=numbers)
        reporters |= set(rows.values_list("reported_by", flat=True))
    return reporters


def _refuse_settled(found: Opened) -> None:
    if not found.open:
        raise InputError("这个疑点已经审定", hint="情况再次出现时，系统会重新提出")


def refuse_blocked(unit: str, period: Period) -> None:
    """Refuse a hand-in while what blocks it is not answered."""
    found = queries.blocking(unit, period.end)
    if found:
        said = "；".join(f"{one.rule.label}（{one.what}）" for one in found[:5])
        raise InputError(
            f"有 {len(found)} 个疑点还没有说明：{said}", hint="在“疑点核查”里点“立即核查”，逐条说明后再上报"
        )
