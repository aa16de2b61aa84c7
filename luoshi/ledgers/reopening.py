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
from luoshi.packs.spec import Ledger, Reopening, Stage, full_name


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


def leaning(records: Sequence[Record], *, adding: bool = False) -> list[Leaning]:
    """The demands which the records above these have passed and which are met now; of new ones only those
    that every child is to meet. The records above are kept from others until the transaction ends."""
    spec = records[0].spec if records else None
    up = family.above(spec) if spec else None
    if spec is None or up is None:
        return []
    wanted = {one.key: one.needs.children[spec.key] for one in up.stages if spec.key in one.needs.children}
    asking = [key for key, said in wanted.items() if said.every or not adding]
    parents = sorted({number for one in records if (number := one.row.get(str(spec.parent)))})
    if not asking or not parents:
        return []
    over = [queries.held(up.name, parent) for parent in parents]
    stands = family.standing(up, parents)
    return [
        (up, one.ref.id, (stage, spec.key))
        for one in over
        for stage in asking
        if not one.withdrawn
        and one.stage in up.reached(stage)
        and (stage, spec.key) in stands.get(one.ref.id, family.Standing()).met
    ]


def refuse_undermined(leaned: Sequence[Leaning]) -> None:
    """Refuse a change that takes from a record above what it was let into its stage for; one that opens it
    again is told by `follow` before."""
    for up, parent, demand in leaned:
        over = queries.held(up.name, parent)
        stands = family.standing(up, [parent]).get(parent, family.Standing())
        if over.stage in up.reached(demand[0]) and demand not in stands.met:
            raise _undermined(over, *demand)


def _undermined(over: Record, stage: str, child: str) -> Refused:
    """The refusal in words."""
    entered = next(one for one in over.spec.stages if one.key == stage)
    label = queries.ledger(full_name(over.spec.pack, child)).label
    if entered.needs.children[child].every:
        said = f"“{over.public_title}”凭全部“{label}”进入了“{entered.label}”"
        return Refused(said, hint=f"先把它重新打开，再增改“{label}”")
    said = f"“{over.public_title}”凭这条“{label}”进入了“{entered.label}”"
    return Refused(said, hint=f"先把它重新打开，再改这条“{label}”")
