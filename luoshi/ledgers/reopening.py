"""A record opened again: by the System in the same transaction in which a child record comes to say that the
work was not good, or by a person with a reason. Only `changes` and `extending` use it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.ledgers import family, queries, writing
from luoshi.ledgers.family import Demand
from luoshi.ledgers.limits import given
from luoshi.ledgers.models import Evidence, GateDecision
from luoshi.ledgers.records import Record
from luoshi.packs.spec import Ledger, Reopening, Stage


def follow(actor: Actor, spec: Ledger, made: Sequence[Record]) -> None:
    """Open again the records above those that were written and now say so, each once."""
    up = family.above(spec)
    rules = [one for one in up.reopens if one.by == spec.key] if up else []
    written = {one.ref.id: one for one in made if one.row.get(str(spec.parent)) is not None}
    if up is None or not rules or not written:
        return
    parents = {one.row[str(spec.parent)] for one in written.values()}
    for rule in rules:
        for parent, number in family.meeting(spec, rule.when, parents):
            if number in written:
                _follow(actor, queries.held(up.name, parent), rule, written[number])


def _follow(actor: Actor, parent: Record, rule: Reopening, child: Record) -> None:
    """A child made before the record was last opened again says nothing of this round."""
    earlier = family.rounds(parent.spec, [parent.ref.id]).get(parent.ref.id, {})
    on_the_way = parent.spec.reached(rule.to)[1:]
    if parent.withdrawn or parent.stage not in on_the_way or child.ref.id <= earlier.get(child.spec.key, 0):
        return
    if spent(parent, rule):
        return
    why = f"{rule.label.zh}（“{child.spec.label.zh}”记录 {child.ref.id}）"
    again(Actor.system(actor.clock), parent, rule, why=why, because=str(child.ref))


def spent(record: Record, rule: Reopening) -> bool:
    """Whether a record was opened again as often as its pack lets it be."""
    return rule.most is not None and int(record.row[str(rule.count)] or 0) >= rule.most


def again(actor: Actor, record: Record, rule: Reopening, *, why: str, because: str = "") -> Record:
    """Back to the rule's stage; the journal keeps what held until now."""
    spec, today = record.spec, actor.today()
    before = {one.key for one in spec.before(rule.to)}
    later = [one for one in spec.stages if one.key not in before]
    changes: dict[str, Any] = {f"stage_{one.key}": None for one in later}
    changes |= {"stage": rule.to, f"stage_{rule.to}": today, "verification": "pending"}
    changes |= {"verified_by": None, "verified_on": None}
    if spec.deadline is not None:
        changes[spec.deadline.field] = None
        changes |= given(spec, {**record.row, **changes}, rule.to, today)
    if rule.count:
        changes[rule.count] = int(record.row[rule.count] or 0) + 1
    _void(actor, record, later, why)
    more = {"reopening": rule.key, "rounds": family.ending(spec, record.ref.id), "because": because}
    made = writing.update(actor, record, "reopen", changes, why=why, holds_from=today, more=more)
    follow(actor, made.spec, [made])
    return made


def _void(actor: Actor, record: Record, later: Sequence[Stage], why: str) -> None:
    """What was handed in and decided for the later stages has to be handed in and decided again."""
    mine = {"ledger": record.ref.ledger, "record": record.ref.id}
    purposes = {purpose for one in later for purpose in one.needs.evidence}
    Evidence.objects.filter(**mine, purpose__in=purposes).exclude(state="rejected").update(
        state="rejected", decided_by=actor.person, why=why
    )
    gates = {gate for one in later for gate in one.gates}
    for gate, decided in queries.decisions(record.ref).items():
        if gate in gates and decided.passed:
            GateDecision.objects.create(
                **mine, gate=gate, passed=False, on=actor.today(), by=actor.person, name=actor.name, why=why
            )


Leaning = tuple[Ledger, int, Demand]
"""A demand of a stage of a record above, which that record has passed."""


def leaning(record: Record) -> list[Leaning]:
    """The demands which the record above has passed and which are met now. The record above is kept from
    others until the transaction ends."""
    up = family.above(record.spec)
    parent = record.row.get(record.spec.parent or "")
    asking = [one.key for one in up.stages if record.spec.key in one.needs.children] if up else []
    if up is None or not asking or parent is None:
        return []
    over = queries.held(up.name, parent)
    if over.withdrawn:
        return []
    met = family.met(up, [parent]).get(parent, frozenset())
    passed = [stage for stage in asking if over.stage in up.reached(stage)]
    return [(up, parent, (stage, record.spec.key)) for stage in passed if (stage, record.spec.key) in met]


def refuse_undermined(record: Record, leaned: Sequence[Leaning]) -> None:
    """Refuse a change that takes from the record above what it was let into its stage for; one that opens it
    again is told by `follow` before."""
    for up, parent, demand in leaned:
        over = queries.held(up.name, parent)
        stands = over.stage in up.reached(demand[0])
        if stands and demand not in family.met(up, [parent]).get(parent, frozenset()):
            stage = next(one for one in up.stages if one.key == demand[0])
            said = f"“{over.title}”凭这条“{record.spec.label}”进入了“{stage.label}”"
            raise Refused(said, hint=f"先把它重新打开，再改这条“{record.spec.label}”")
