"""Open votes on proposals: put, and counted by show of hands or by name."""

from __future__ import annotations

from collections.abc import Mapping

from luoshi.elections import queries, resolving
from luoshi.elections.ballots import MARKS, Mark, Turnout
from luoshi.elections.models import Motion
from luoshi.elections.resolving import Hands, Question
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem, Refused


@action
def put(
    actor: Actor, unit: str, title: str, question: Question, due: int, *, election: int | None = None
) -> Motion:
    """Put a proposal to the vote. With an election its roll votes by name; else hands are counted of those
    `due`."""
    if unit not in queries.may_organize(actor):
        raise Refused("由本单位或上级单位的选举组织员组织选举", hint="请系统管理员授予角色")
    if not title.strip():
        raise InputError(problems=[Problem("没有写事项", "如：审议工作报告", field="表决事项")])
    roll = queries.led(actor, election) if election is not None else None
    if roll is not None and (roll.unit != unit or roll.phase == "draft"):
        raise InputError("名册还没有截止，或不是本单位的", hint="用已经截止的名册记名表决")
    size = roll.roll_size if roll is not None else due
    if size < 1:
        raise InputError(problems=[Problem(f"应到会 {size} 人", "至少 1 人", field="应到会人数")])
    made = Motion.objects.create(
        unit=unit, title=title.strip(), election=roll, question=question.model_dump(mode="json"), due=size,
        named=roll is not None, made_by=actor.person, made_at=actor.now(),
    )  # fmt: skip
    append(actor, f"motion:{made.id}", "put", {"title": made.title, "question": made.question, "due": size})
    return made


@action
def count_hands(actor: Actor, number: int, present: int, hands: Hands) -> Motion:
    """Enter a show of hands; it is counted once."""
    found = _uncounted(actor, number)
    if found.named:
        raise InputError("这项是记名表决", hint="按名册逐人登记")
    return _decide(actor, found, present, hands, hands.model_dump())


@action
def count_names(actor: Actor, number: int, present: int, votes: Mapping[int, Mark]) -> Motion:
    """Enter named votes: number on the roll → mark; who is not named did not vote. It is counted once."""
    found = _uncounted(actor, number)
    if not found.named or found.election is None:
        raise InputError("这项是举手表决", hint="登记举手的人数")
    known = set(found.election.voters.filter(id__in=list(votes)).values_list("id", flat=True))
    if known != set(votes) or not set(votes.values()) <= set(MARKS):
        raise InputError(problems=[Problem("有不在名册上的人", "按名册登记赞成、反对或弃权", field="名册")])
    said: dict[str, Mark] = {str(key): votes[key] for key in sorted(votes)}
    return _decide(actor, found, present, resolving.by_name(said), said)


def _uncounted(actor: Actor, number: int) -> Motion:
    found = queries.motion(actor, number)
    if found.unit not in queries.may_organize(actor):
        raise Refused("由选举组织员办理", hint="计票人登记计票单，监票人签字")
    if found.outcome is not None:
        raise InputError("这项已经表决过", hint="要重新表决的，另提一项")
    return found


def _decide(actor: Actor, found: Motion, present: int, hands: Hands, votes: Mapping[str, object]) -> Motion:
    turnout = Turnout(due=found.due, present=present)
    outcome = resolving.resolve(Question.model_validate(found.question), turnout, hands)
    found.present, found.votes = present, dict(votes)
    found.outcome = {"state": outcome.state, "steps": list(outcome.steps), **hands.model_dump()}
    found.save()
    append(
        actor, f"motion:{found.id}", "count",
        {"present": present, "votes": found.votes, "state": outcome.state},
    )  # fmt: skip
    return found
