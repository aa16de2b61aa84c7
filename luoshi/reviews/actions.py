"""What the secretary and the supervisor do with a panel: settle ties, freeze, draw, sign off, hand out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem, Refused
from luoshi.kernel.lots import place
from luoshi.reviews import blinding, gathering, queries, sampling, seating
from luoshi.reviews.assigning import Limits, assign, costs
from luoshi.reviews.models import Panel, Reading, Seat, Settled, Subject
from luoshi.reviews.ties import AVOIDED


@action
def settle(actor: Actor, number: int, key: str, *, why: str) -> Settled:
    """Say of a finding that it is no conflict, with the reason: what nobody knew was looked up, or a conflict
    is waived. A waived conflict is the supervisor's to say."""
    found = (
        queries.run(actor, number, "open") if not _watches(actor, number) else queries.panel(actor, number)
    )
    if found.phase != "open":
        raise InputError("专家库已锁定，不能再改", hint="锁定之前处理完")
    known = {one.key: one for one in queries.examine(found, actor.today()).findings}
    if key not in known:
        raise InputError("没有这一条利害关系", hint="它可能已经变化，请刷新页面")
    if known[key].state == "conflict" and not _watches(actor, number):
        raise Refused("应当回避的，由督查员决定是否例外", hint="评审秘书只能核实不明的情况")
    if not why.strip():
        raise InputError(problems=[Problem("没有写原因", "写明怎样核实的", field="原因")])
    made = Settled.objects.create(
        panel=found, key=key, why=why, by=actor.person, name=actor.name, at=actor.now()
    )
    append(actor, queries.subject_of(found), "settle", {"finding": key, "state": known[key].state}, why=why)
    return made


def _watches(actor: Actor, number: int) -> bool:
    return "supervisor" in queries.roles_for(actor, queries.panel(actor, number))


@action
def freeze(actor: Actor, number: int) -> Panel:
    """Freeze the pool: whoever has no conflict with the round, and nothing unknown is left. From now on its
    digest is in the journal; a panel is drawn from this pool and no other."""
    found = queries.run(actor, number, "open")
    seen = queries.examine(found, actor.today())
    if unknown := seen.unknown:
        told = "；".join(f"专家 {one.expert}：{one.why}" for one in unknown[:5])
        raise InputError(f"还有 {len(unknown)} 条情况不明：{told}", hint="逐条核实后再锁定")
    if seen.asked_too_much:
        told = "；".join(f"{name} {count} 名" for name, count in sorted(seen.asked_too_much.items()))
        raise InputError(
            f"单位书面要求回避的专家太多：{told}", hint=f"每个单位不超过 {AVOIDED} 名；撤下多出的再锁定"
        )
    candidates = tuple(
        sampling.Candidate(id=one, domains=gathering.fields_of(row), employer=gathering.employer_of(row))
        for one, row in seen.experts.items()
        if seen.state(one) != "conflict"
    )
    seats = tuple(sampling.Seats(domain=field, count=count) for field, count in found.plan["seats"])
    pool = sampling.Pool(
        panel=str(found.id), seats=seats, of_employer=found.plan["of_employer"], experts=candidates
    )
    sampling.draw(pool, "00" * 32)  # too few experts of a field are said now, not at the draw
    found.pool, found.phase = pool.dumps(), "frozen"
    found.save()
    append(actor, queries.subject_of(found), "freeze", {"digest": pool.digest, "experts": len(candidates)})
    return found


@action
def draw(actor: Actor, number: int) -> sampling.Panel:
    """Draw the panel from the frozen pool by the newest published root: once, and as anybody draws it again.
    The applications get their code numbers by the same lot."""
    found = queries.run(actor, number, "frozen")
    drawn = sampling.draw(queries.frozen(found), queries.root())
    found.root, found.phase, found.drawn_by = drawn.root, "drawn", actor.person
    found.save()
    seating.sit(found, drawn.seats)
    start = bytes.fromhex(drawn.seed)
    order = sorted(found.subjects.all(), key=lambda one: place(start, f"record/{one.record}"))
    for at, one in enumerate(order, start=1):
        one.code = f"{at:0{max(2, len(str(len(order))))}}"
    Subject.objects.bulk_update(order, ["code"])
    append(actor, queries.subject_of(found), "draw", drawn.to_json())
    return drawn


@action
def sign_off(actor: Actor, number: int, *, score_by: date) -> Panel:
    """The supervisor repeats the draw and signs it off; never whoever drew. Experts are asked from now on."""
    found = queries.watched(actor, number, "drawn")
    if not actor.is_system and actor.person in (found.drawn_by, found.made_by):
        raise Refused("抽取的人不能自己确认", hint="由没有参加抽取的督查员确认")
    if score_by < actor.today():
        raise InputError(problems=[Problem(f"{score_by} 已过", "今天以后的日期", field="评分截止")])
    again = sampling.draw(queries.frozen(found), found.root)
    sitting = [one.expert for one in found.seats.all()]
    if [one.expert for one in again.seats] != sitting:
        raise InputError("重抽的结果与记录不一致", hint="不要确认；查明谁改了记录")
    found.phase, found.signed_by, found.score_by = "signed", actor.person, score_by
    found.save()
    said = {"root": found.root, "digest": again.digest, "score_by": score_by.isoformat()}
    append(actor, queries.subject_of(found), "sign_off", said)
    return found


@action
def replace(actor: Actor, number: int, expert: int, *, why: str) -> Seat:
    """Take an expert who does not answer, or cannot, off the panel; the next substitute sits."""
    found = queries.run(actor, number, "signed", "scoring")
    if not why.strip():
        raise InputError(problems=[Problem("没有写原因", "写明为什么换人", field="原因")])
    leaving = found.seats.filter(expert=expert).exclude(state="gone").first()
    if leaving is None:
        raise InputError("这位专家不在评审组里")
    return seating.give_up(actor, leaving, why)


@action
def begin(actor: Actor, number: int) -> Panel:
    """Hand out what is read: all have declared, and every application finds its experts. The assignment is
    the cheapest within the limits; ties that lead to nobody are named."""
    found = queries.run(actor, number, "signed")
    seats = list(found.seats.exclude(state="gone"))
    waiting = sum(one.state != "declared" for one in seats)
    if waiting:
        raise InputError(f"还有 {waiting} 位专家没有申报回避", hint="催办，或换人")
    subjects = list(found.subjects.all())
    barred = seating.barred(found, actor.today(), [one.expert for one in seats])
    pairs = _all_read(subjects, seats, barred, found) or _assigned(subjects, seats, barred, found)
    Reading.objects.bulk_create(Reading(subject=one, seat=who) for one, who in pairs)
    blinding.prepare(found)
    found.phase = "scoring"
    found.save()
    append(actor, queries.subject_of(found), "begin", {"readings": len(pairs)})
    return found


def _all_read(
    subjects: Sequence[Subject], seats: Sequence[Seat], barred: set[tuple[int, int]], found: Panel
) -> list[tuple[Subject, Seat]]:
    """Everybody reads everything, but for their conflicts; empty where the plan assigns."""
    if found.plan["each"]:
        return []
    pairs = [(one, who) for one in subjects for who in seats if (one.record, who.expert) not in barred]
    for one in subjects:
        there = sum(subject is one for subject, _seat in pairs)
        if there < found.plan["fewest"]:
            said = f"申报书 {one.code} 能评的专家只有 {there} 人"
            raise InputError(said, hint=f"至少 {found.plan['fewest']} 人；换人，或减少最少评分数")
    return pairs


def _assigned(
    subjects: Sequence[Subject], seats: Sequence[Seat], barred: set[tuple[int, int]], found: Panel
) -> list[tuple[Subject, Seat]]:
    by_record, by_expert = {one.record: one for one in subjects}, {one.expert: one for one in seats}
    rows = gathering.rows_of("innovation.expert", [*by_expert])
    fields = {one: set(gathering.fields_of(row)) for one, row in rows.items()}
    seed = bytes.fromhex(sampling.draw(queries.frozen(found), found.root, found.gone).seed)
    price = costs({one.record: one.domain for one in subjects}, fields, seed)
    limits = Limits(found.plan["each"], found.plan["most"], found.plan["least"])
    given: Mapping[int, tuple[int, ...]] = assign(price, [*by_record], [*by_expert], limits, barred).experts
    return [(by_record[one], by_expert[who]) for one, several in given.items() for who in several]
