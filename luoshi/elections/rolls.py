"""The roll: who may vote, entered name by name, from a file or from a ledger, and frozen at the cut-off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from luoshi.elections import queries
from luoshi.elections.models import Election, Voter
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Locked, Problem
from luoshi.ledgers import family
from luoshi.ledgers import queries as ledgers
from luoshi.units import queries as units

MOST_TOLD = 20
_PERSONAL = frozenset({"voters"})
"""Who is on a roll the journal vouches for without holding it (`journal.private`)."""


@dataclass(frozen=True)
class Line:
    """Somebody to be entered. `card`: number of the member card, which tells two of one name apart; `login`:
    by which they may take a paper themselves."""

    name: str
    branch: str = ""
    card: str = ""
    login: str = ""


@action
def enter(actor: Actor, number: int, lines: Sequence[Line]) -> int:
    """Enter people on the roll, all or none; return how many."""
    found = _open_roll(actor, number)
    return _enter(actor, found, [_plain(one) for one in lines])


@action
def enter_from_ledger(
    actor: Actor, number: int, ledger: str, columns: Mapping[str, str], where: str = ""
) -> int:
    """Enter whom the records of a ledger name that the actor may read, of the election's unit and those
    under it. `columns`: name, and branch, card, person (a person's number) where there are, → the ledger's
    fields; a branch not given is the record's unit. `where`: only records for which it holds, written as an
    indicator's."""
    found = _open_roll(actor, number)
    spec = ledgers.ledger(ledger)
    wrong = sorted(set(columns.values()) - set(spec.fields))
    if wrong or "name" not in columns:
        right = "、".join(spec.fields)
        raise InputError(problems=[Problem(f"没有列“{'、'.join(wrong) or '姓名'}”", right, field="台账")])
    under = units.subtree([found.unit])
    units_called, logins = units.names(), {one.id: one.login for one in units.people()}
    lines = [
        Line(
            str(row[columns["name"]] or ""),
            str(row[columns["branch"]] or "") if "branch" in columns else units_called.get(row["unit"], ""),
            str(row[columns["card"]] or "") if "card" in columns else "",
            logins.get(row[columns["person"]], "") if "person" in columns else "",
        )
        for row in family.holding(actor, ledger, where).filter(unit__in=under).order_by("id").values()
    ]
    return _enter(actor, found, [_plain(one) for one in lines])


def _plain(one: Line) -> Line:
    return Line(*("".join(said.split()) for said in (one.name, one.branch, one.card, one.login)))


def _open_roll(actor: Actor, number: int) -> Election:
    found = queries.led(actor, number)
    if found.phase == "frozen":
        raise Locked("名册已经截止", hint="开始投票以前，写明原因可以重开名册")
    if found.phase != "draft":
        raise Locked("投票已经开始，名册不能再改", hint="名册的摘要已经公布；漏了人的，等下一次选举")
    return found


def _enter(actor: Actor, found: Election, lines: Sequence[Line]) -> int:
    people = {one.login: one.id for one in units.people()}
    problems = _check(found, lines, people)
    if problems:
        raise InputError(problems=problems[:MOST_TOLD])
    Voter.objects.bulk_create(
        Voter(
            election=found, name=one.name, branch=one.branch, card=one.card,
            person=people[one.login] if one.login else None,
        )
        for one in lines
    )  # fmt: skip
    said = [[one.name, one.branch, one.card, one.login] for one in lines]
    append(actor, queries.subject_of(found), "enter", {"voters": said}, private=_PERSONAL)
    return len(lines)


def _check(found: Election, lines: Sequence[Line], people: Mapping[str, int]) -> list[Problem]:
    known = {(one.name, one.branch, one.card) for one in found.voters.all()}
    logins = set(found.voters.exclude(person=None).values_list("person", flat=True))
    problems = [] if lines else [Problem("没有人", "每行一人：姓名 单位 会员证号", field="名册")]
    for at, one in enumerate(lines, start=1):
        who = (one.name, one.branch, one.card)
        if not one.name:
            problems.append(Problem("没有姓名", "每行都有姓名", row=at, field="名册"))
        if who in known:
            right = "同名的写会员证号；已在名册上的不再写"
            problems.append(Problem(f"{one.name}已在名册上", right, row=at, field="名册"))
        known.add(who)
        if one.login and (one.login not in people or people[one.login] in logins):
            right = "已有的登录名，每人一个"
            problems.append(Problem(f"登录名“{one.login}”没有或重复", right, row=at, field="名册"))
        logins.add(people.get(one.login, 0))
    return problems


@action
def drop(actor: Actor, number: int, voters: Iterable[int], *, why: str) -> int:
    """Take people off the roll before the cut-off, with the reason; return how many."""
    found = _open_roll(actor, number)
    if not why.strip():
        raise InputError(problems=[Problem("没有写原因", "如：已调离", field="原因")])
    gone = list(found.voters.filter(id__in=list(voters)))
    if not gone:
        raise InputError("没有选中的人", hint="在名册上选择")
    said = [[one.name, one.branch, one.card] for one in gone]
    found.voters.filter(id__in=[one.id for one in gone]).delete()
    append(actor, queries.subject_of(found), "drop", {"voters": said}, why=why, private=_PERSONAL)
    return len(gone)


@action
def freeze(actor: Actor, number: int, cut_off: date) -> Election:
    """Close the roll as it stands at the cut-off; its digest is published and nothing changes it any more
    once voting has begun."""
    found = queries.led(actor, number, "draft")
    voters = list(found.voters.all())
    if not voters:
        raise InputError("名册上没有人", hint="先列入有选举权的人")
    if cut_off > actor.today():
        raise InputError(problems=[Problem(f"{cut_off} 还没有到", "不晚于今天", field="截止日期")])
    found.phase, found.cut_off = "frozen", cut_off
    found.roll_digest, found.roll_size = queries.digest(voters), len(voters)
    found.save()
    said = {"digest": found.roll_digest, "size": found.roll_size}
    append(actor, queries.subject_of(found), "freeze", said, holds_from=cut_off)
    return found


@action
def unfreeze(actor: Actor, number: int, *, why: str) -> Election:
    """Open the roll again before voting begins, with the reason; frozen anew it has a digest of its own."""
    found = queries.led(actor, number)
    if found.phase not in ("draft", "frozen"):
        raise Locked("投票已经开始，名册不能再改", hint="名册的摘要已经公布；漏了人的，等下一次选举")
    queries.at_phase(found, "frozen")
    if not why.strip():
        raise InputError(problems=[Problem("没有写原因", "如：漏列一人", field="原因")])
    was, found.phase, found.roll_digest = found.roll_digest, "draft", ""
    found.save()
    append(actor, queries.subject_of(found), "unfreeze", {"digest": was}, why=why)
    return found
