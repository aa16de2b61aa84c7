"""What experts do, and what becomes of it: declare, score, meet, rank, close."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem
from luoshi.kernel.numbers import plain
from luoshi.ledgers import actions as ledgers
from luoshi.reviews import queries, seating
from luoshi.reviews.models import Meeting, Panel, Reading, Seat, Subject
from luoshi.reviews.policy import CREDIT, CREDIT_POINTS, QUORUM_PERCENT, WORK
from luoshi.reviews.scoring import Entry, Placed, check_points, ranked


@action
def declare(actor: Actor, number: int, *, none: bool, secret: bool) -> Seat:
    """Declare that there is no tie beyond those on record and promise secrecy; before it nothing opens."""
    mine = queries.seat(actor, number, declared=False)
    if mine.state == "declared":
        raise InputError("已经申报过")
    if not (none and secret):
        raise InputError("两项都要确认", hint="有利害关系的，请选择退出并写明")
    mine.state, mine.declared_at = "declared", actor.now()
    mine.save()
    append(actor, queries.subject_of(mine.panel), "declare", {"seat": mine.id})
    return mine


@action
def decline(actor: Actor, number: int, *, why: str) -> Seat:
    """Give the seat up: a tie, no time. The next substitute sits; who that is, nobody is told here."""
    mine = queries.seat(actor, number, declared=False)
    _reason(why)
    if mine.panel.phase not in ("signed", "scoring"):
        raise InputError("评分已经结束，不能退出", hint="有利害关系请告诉评审秘书")
    seating.give_up(actor, mine, why)
    mine.refresh_from_db()
    return mine


@action
def recuse(actor: Actor, number: int, *, why: str) -> Reading:
    """Keep away from one application because of a tie that shows only now. What was written of it counts
    nowhere; another of the panel reads it where the assignment leaves somebody."""
    one = queries.reading(actor, number)
    _reason(why)
    _scoring(one)
    one.state, one.points, one.comment = "recused", {}, ""
    one.save()
    append(actor, queries.subject_of(one.seat.panel), "recuse", {"reading": one.id}, why=why)
    _another(one)
    return one


def _another(left: Reading) -> None:
    """The expert of the panel who reads least and does not read it yet."""
    found = left.seat.panel
    if not found.plan["each"]:
        return
    have = set(left.subject.readings.values_list("seat_id", flat=True))
    free = [one for one in found.seats.filter(state="declared") if one.id not in have]
    load = {one.id: one.readings.exclude(state="recused").count() for one in free}
    if free:
        Reading.objects.create(subject=left.subject, seat=min(free, key=lambda one: (load[one.id], one.key)))


@action
def save(actor: Actor, number: int, given: Mapping[str, Decimal], *, comment: str = "") -> Reading:
    """Keep a draft: any part of the points, within their ranges."""
    one = queries.reading(actor, number)
    _scoring(one)
    check_points(queries.criteria(one.seat.panel), given, whole=False)
    return _kept(actor, one, given, comment, "draft")


@action
def hand_in(actor: Actor, number: int, given: Mapping[str, Decimal], *, comment: str) -> Reading:
    """Hand in a score with what is said for it: once, and all of it."""
    one = queries.reading(actor, number)
    _scoring(one)
    check_points(queries.criteria(one.seat.panel), given)
    if not comment.strip():
        raise InputError(problems=[Problem("没有写评语", "写明主要理由", field="评语")])
    one.state, one.final_at = "final", actor.now()
    return _kept(actor, one, given, comment, "hand_in")


def _kept(actor: Actor, one: Reading, given: Mapping[str, Decimal], comment: str, verb: str) -> Reading:
    one.points = {key: plain(value) for key, value in given.items()}
    one.comment = comment
    one.save()
    append(actor, queries.subject_of(one.seat.panel), verb, {"reading": one.id})
    return one


def _scoring(one: Reading) -> None:
    if one.seat.panel.phase != "scoring":
        raise InputError("现在不是评分的时候", hint="评分开始以后、会议以前评分")
    if one.state == "final":
        raise InputError("评分已经提交", hint="要改的，在评审会上说明理由后修改")


@action
def close_scoring(actor: Actor, number: int, *, why: str = "") -> Panel:
    """Go on to the meeting. An application with fewer final scores than were wanted keeps everybody back,
    unless the supervisor says why it goes on without; it never does with fewer than the fewest."""
    found = queries.panel(actor, number, "progress")
    lacking = [one for one in queries.progressed(found) if one.lacking]
    office = queries.watched if lacking and why.strip() else queries.run
    found = office(actor, number, "scoring")
    short = [one for one in queries.progressed(found) if one.final < found.plan["fewest"]]
    if lacking and (short or not why.strip()):
        told = "、".join(f"{one.subject.code}（{one.final}/{one.wanted}）" for one in (short or lacking)[:10])
        least = f"每份至少 {found.plan['fewest']} 份评分"
        raise InputError(f"评分没有交齐：{told}", hint=f"催办或换人；{least}，由督查员写明理由才能继续")
    late = found.seats.filter(readings__state="open").distinct()
    _debit(actor, found, late, "late", "逾期没有提交评分")
    Reading.objects.filter(seat__panel=found, state="open").update(state="recused")
    found.phase = "meeting"
    found.save()
    append(actor, queries.subject_of(found), "close_scoring", {"late": len(late)}, why=why)
    return found


@action
def revise(actor: Actor, number: int, given: Mapping[str, Decimal], *, comment: str, why: str) -> Reading:
    """Change one's own score at the meeting, with the reason; what it was stays on record."""
    one = queries.reading(actor, number)
    _reason(why)
    if one.seat.panel.phase != "meeting" or one.state != "final":
        raise InputError("现在不能修改评分", hint="只在评审会上、排序以前修改")
    check_points(queries.criteria(one.seat.panel), given)
    one.before = [*one.before, {"points": one.points, "comment": one.comment, "why": why}]
    return _kept(actor, one, given, comment, "revise")


@action
def meet(
    actor: Actor, number: int, *, held_on: date, present: Sequence[int], minutes: str,
    opinions: Mapping[int, str] | None = None,
) -> Meeting:  # fmt: skip
    """Write down the meeting: who was there (seats), what was said, and the opinion of each application."""
    found = queries.run(actor, number, "meeting")
    sitting = {one.id for one in found.seats.filter(state="declared")}
    if strangers := set(present) - sitting:
        raise InputError(f"有 {len(strangers)} 人不在评审组里", hint="从评审组里选")
    if len(present) * 100 < len(sitting) * QUORUM_PERCENT:
        raise InputError(f"到会 {len(present)} 人，不足 {len(sitting)} 人的三分之二", hint="另行开会")
    if not minutes.strip():
        raise InputError(problems=[Problem("没有写会议记录", "写明讨论和结论", field="会议记录")])
    if held_on > actor.today():
        raise InputError(problems=[Problem(f"{held_on} 还没有到", "写开会的日期", field="日期")])
    for one in found.subjects.filter(id__in=[*(opinions or {})]):
        one.opinion = (opinions or {})[one.id]
        one.save()
    made, _new = Meeting.objects.update_or_create(
        panel=found,
        defaults={
            "held_on": held_on, "present": sorted(present), "minutes": minutes, "at": actor.now(),
            "by": actor.person,
        },
    )  # fmt: skip
    _debit(actor, found, found.seats.filter(state="declared").exclude(id__in=present), "missed", "缺席评审会")
    append(
        actor, queries.subject_of(found), "meet", {"held_on": held_on.isoformat(), "present": len(present)}
    )
    return made


@action
def rank(actor: Actor, number: int) -> list[Placed]:
    """Settle the order under the budget, by the trimmed means as they stand after the meeting."""
    found = queries.run(actor, number, "meeting")
    if not Meeting.objects.filter(panel=found).exists():
        raise InputError("还没有会议记录", hint="先写评审会的记录")
    results = queries.scored(found)
    if unscored := [one.code for one in found.subjects.all() if one not in results]:
        raise InputError(f"没有评分：{'、'.join(unscored)}")
    by_id = {one.id: one for one in results}
    entries = [Entry(one.id, results[one].mean, one.asked) for one in results]
    plan = found.plan
    placed = ranked(entries, plan["budget"], line=Fraction(plan["line"]), skip=plan["skip"])
    found.ranking = [_line(by_id[one.id], one) for one in placed]
    found.phase = "ranked"
    found.save()
    append(actor, queries.subject_of(found), "rank", {"ranking": found.ranking})
    return placed


def _line(subject: Subject, one: Placed) -> dict[str, object]:
    return {
        "subject": subject.id, "record": subject.record, "code": subject.code, "rank": one.rank,
        "mean": str(one.mean), "asked": one.asked, "state": one.state, "used": one.used,
        "opinion": subject.opinion,
    }  # fmt: skip


@action
def close(actor: Actor, number: int) -> Panel:
    """Close the review: what experts did is written into their ledger for figures, without a score, and
    scores that stood out cost credit."""
    found = queries.run(actor, number, "ranked")
    out = {seat for one in queries.scored(found).values() for seat in one.outliers}
    _debit(actor, found, found.seats.filter(id__in=out), "outlier", "评分明显偏离")
    office = queries.desk(actor, found.unit)
    for one in found.seats.exclude(state="gone"):
        read = one.readings.filter(state="final").count()
        done = {
            "expert": one.expert, "panel": found.title, "purpose": found.purpose, "applications": read,
            "done_on": actor.today(),
        }  # fmt: skip
        if read:
            ledgers.create(office, WORK, found.unit, done)
    found.phase = "closed"
    found.save()
    append(actor, queries.subject_of(found), "close", {"outliers": len(out)})
    return found


def _debit(actor: Actor, found: Panel, seats: Iterable[Seat], kind: str, note: str) -> None:
    """Points off experts' credit. The note names the panel, not what was read."""
    office = queries.desk(actor, found.unit)
    for one in list(seats):
        said = {
            "expert": one.expert, "kind": kind, "noted_on": actor.today(), "points": CREDIT_POINTS[kind],
            "note": f"{found.title}：{note}",
        }  # fmt: skip
        ledgers.create(office, CREDIT, found.unit, said)


def _reason(why: str) -> None:
    if not why.strip():
        raise InputError(problems=[Problem("没有写原因", "写明原因", field="原因")])
