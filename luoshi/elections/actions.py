"""What the organizer prepares: the election and its rules, its people, recommendations, candidates; and after
a round that elected too few, the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from luoshi.elections import queries
from luoshi.elections.ballots import Rules, check_candidates
from luoshi.elections.models import Candidate, Election, Nomination, Official, Voter
from luoshi.elections.policy import OFFICES
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem, Refused
from luoshi.units import queries as units


@action
def organize(actor: Actor, unit: str, title: str, rules: Rules, *, blind: bool = False) -> Election:
    """A new election of a unit, with what it states."""
    if unit not in queries.may_organize(actor):
        raise Refused("由本单位或上级单位的选举组织员组织选举", hint="请系统管理员授予角色")
    if not title.strip():
        raise InputError(problems=[Problem("没有写名称", "如：选举第六届委员会委员", field="名称")])
    stated = rules.model_dump(mode="json")
    made = Election.objects.create(
        unit=unit, title=title.strip(), rules=stated, blind=blind, made_by=actor.person, made_at=actor.now()
    )
    append(
        actor, queries.subject_of(made), "organize", {"title": made.title, "rules": stated, "blind": blind}
    )
    return made


@action
def appoint(actor: Actor, number: int, office: str, login: str) -> Official:
    """Name a teller or a scrutineer. A scrutineer is neither the organizer nor a candidate."""
    found = queries.led(actor, number, "draft", "frozen", "open", "closed")
    if office not in OFFICES:
        raise InputError(problems=[Problem(f"没有“{office}”", "、".join(OFFICES), field="职务")])
    person = units.person(login)
    if found.officials.filter(person=person.id).exists():
        raise InputError(f"{person.name}已经是这次选举的工作人员", hint="一人只任一职")
    organizes = queries.may_organize(units.actor_for(person, actor.clock))
    if office == "scrutineer" and (person.id == found.made_by or found.unit in organizes):
        raise InputError("监票人不能是选举组织员", hint="由会员推选别人")
    if found.candidates.filter(name=person.name).exists():
        raise InputError(f"{person.name}是候选人", hint="候选人不监票、不计票")
    made = Official.objects.create(election=found, person=person.id, name=person.name, office=office)
    append(actor, queries.subject_of(found), "appoint", {"office": office, "person": person.id})
    return made


@action
def nominate(actor: Actor, number: int, branch: str, names: Mapping[str, int]) -> int:
    """Enter whom a branch recommends, with how many for each, in place of what was entered of it before;
    return how many names."""
    found = _unsettled(queries.led(actor, number, "draft", "frozen"))
    problems = [
        Problem(f"{name} {count} 人推荐", "至少 1 人", field="推荐")
        for name, count in names.items()
        if count < 1
    ]
    if not branch.strip():
        problems.append(Problem("没有写推荐单位", "写分会或小组的名称", field="推荐单位"))
    if problems:
        raise InputError(problems=problems)
    found.nominations.filter(branch=branch.strip()).delete()
    Nomination.objects.bulk_create(
        Nomination(election=found, branch=branch.strip(), name=name, count=count)
        for name, count in names.items()
    )
    said = {"branch": branch.strip(), "names": dict(names)}
    append(actor, queries.subject_of(found), "nominate", said)
    return len(names)


def _unsettled(found: Election) -> Election:
    if found.settled:
        raise InputError("候选人名单已经确定", hint="确定以后不再改")
    return found


@dataclass(frozen=True)
class Named:
    """A candidate as settled; `note` stands beside the name on the ballot."""

    name: str
    note: str = ""


@action
def settle(actor: Actor, number: int, several: Sequence[Named]) -> Election:
    """Settle the list of candidates, in the order in which they stand on the ballot."""
    found = _unsettled(queries.led(actor, number, "draft", "frozen"))
    listed = {str(at): one.name.strip() for at, one in enumerate(several, start=1)}
    problems = check_candidates(queries.rules(found), listed)
    officials = set(found.officials.values_list("name", flat=True))
    problems += [
        Problem(f"{name}是监票人或计票人", "换人，或不列为候选人", field="候选人")
        for name in listed.values()
        if name in officials
    ]
    if problems:
        raise InputError(problems=problems)
    _write(found, several)
    found.settled = True
    found.save()
    append(actor, queries.subject_of(found), "settle", {"candidates": listed})
    return found


def _write(found: Election, several: Sequence[Named]) -> None:
    Candidate.objects.bulk_create(
        Candidate(election=found, number=at, name=one.name.strip(), note=one.note.strip())
        for at, one in enumerate(several, start=1)
    )


@action
def vote_again(actor: Actor, number: int) -> Election:
    """The next round of an election that elected too few, was tied or was void: for the seats that are left,
    between those whom the result names, by the same people."""
    found = queries.led(actor, number, "declared")
    again = (found.result or {}).get("next")
    if not again:
        raise InputError("没有要再次投票的", hint="名额已满，或规定暂缺")
    if Election.objects.filter(before=found).exists():
        raise InputError("已经有下一轮", hint="在下一轮里继续")
    changed = {"seats": again["seats"], "majority": again["majority"]}
    if again["why"] != "void":
        changed["extra"] = 0
    if again["why"] == "tie":
        changed["write_ins"] = False
    rules = Rules.model_validate({**found.rules, **changed})
    made = Election.objects.create(
        unit=found.unit, title=found.title, rules=rules.model_dump(mode="json"), blind=found.blind,
        round=found.round + 1, before=found, settled=True, made_by=actor.person, made_at=actor.now(),
    )  # fmt: skip
    notes = dict(found.candidates.values_list("name", "note"))
    _write(made, [Named(name, notes.get(name, "")) for name in again["names"]])
    _same_people(found, made)
    append(actor, queries.subject_of(made), "again", {"before": found.id, "candidates": again["names"]})
    return made


def _same_people(found: Election, made: Election) -> None:
    Voter.objects.bulk_create(
        Voter(election=made, name=one.name, branch=one.branch, card=one.card, person=one.person)
        for one in found.voters.all()
    )
    Official.objects.bulk_create(
        Official(election=made, person=one.person, name=one.name, office=one.office)
        for one in found.officials.all()
    )
