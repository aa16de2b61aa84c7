"""What is done with a farmer's question: asked, routed, answered, rated, reopened, closed; visits on the
spot, and good answers taken into the library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from luoshi.journal.actions import action, append
from luoshi.kernel import masking
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem, Refused
from luoshi.kernel.workdays import add_workdays
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as records
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.changes import change
from luoshi.ledgers.records import Record, Ref
from luoshi.matching import service
from luoshi.matching.policy import ADVICE, ANSWER, MOST_PICTURES, OFFICE, QUESTION, VISIT
from luoshi.matching.queries import desk, is_office
from luoshi.units import queries as units


@action
def ask(
    actor: Actor, unit: str, values: Mapping[str, Any], pictures: Iterable[tuple[str, bytes]] = ()
) -> Record:
    """Ask a question in a township, as a farmer or for one; the System routes it at once, if it can.
    `values` are those of the ledger: title, text, subject, crop, village, urgency, phone."""
    if unit not in service.farms(actor):
        raise Refused("您不能在这个乡镇提问", hint="在登记的乡镇提问；换了乡镇请联系科技管理员")
    said = {"asked_on": actor.today(), "asker": actor.name, **values}
    made = ledgers.create(
        desk(actor, unit), QUESTION, unit, said, files=[_picture(*one) for one in _few(pictures)]
    )
    return route(Actor.system(actor.clock), made.ref.id)


@action
def route(actor: Actor, number: int) -> Record:
    """Find who answers, by the rule; where there is nobody it waits for the office. The System does this."""
    record = records.record(actor, Ref(QUESTION, number), "report")
    if record.stage != "asked":
        raise InputError("这个问题已经分派", hint="要换人的，由科技管理员改派")
    chosen = service.chosen(record, actor.today())
    if chosen is None:
        append(actor, record.ref.subject, "unrouted", {}, why="没有合适的科技特派员")
        return record
    return _to(actor, record, chosen.candidate.person, chosen.candidate.name, chosen.why)


@action
def reroute(actor: Actor, number: int, person: int, *, why: str) -> Record:
    """Give a question to somebody else, or to somebody when the rule found nobody; with a reason. The clock
    runs on."""
    record = records.record(actor, Ref(QUESTION, number), "report")
    if not is_office(actor, record.unit):
        raise Refused("您不能改派这个问题", hint="由科技管理员改派")
    if record.stage not in service.OPEN:
        raise InputError("这个问题已经解答", hint="不满意的，由提问人重新提出")
    if not why.strip():
        raise InputError("没有写改派原因", hint="写明原因")
    name = service.people(record).get(person)
    if name is None:
        raise InputError("这个人不是专家", hint="从列表中选择")
    if person == record.row["expert"]:
        raise InputError(f"已经是{name}解答", hint="选择另一位专家")
    return _to(actor, record, person, name, why)


def _to(actor: Actor, record: Record, person: int, name: str, why: str) -> Record:
    values = {"expert": person, "expert_name": name, "routed_why": why}
    edited = ledgers.edit(actor, record.ref, values, version=record.version, why=why)
    return ledgers.move(actor, edited.ref, "routed") if edited.stage == "asked" else edited


@action
def answer(actor: Actor, number: int, text: str, pictures: Iterable[tuple[str, bytes]] = ()) -> Record:
    """Answer a question that was routed to the actor."""
    found = service.question(actor, number)
    record = found.record
    if not found.expert:
        raise Refused("这个问题没有分派给您", hint="由分派的专家解答")
    if record.stage != "routed":
        raise InputError("这个问题已经解答", hint="提问人重新提出后再解答")
    if not text.strip():
        raise InputError("没有写解答", hint="写明怎么办、用什么、什么时候")
    lent, today = desk(actor, record.unit), actor.today()
    ledgers.create(
        lent, ANSWER, record.unit,
        {
            "question": number, "text": text, "answered_on": today, "expert": actor.person,
            "expert_name": record.values["expert_name"],
        },
        files=[_picture(*one) for one in _few(pictures)],
    )  # fmt: skip
    due = record.row["due_on"]
    kept = {"answered_on": today, "in_time": due is None or today <= due}
    edited = ledgers.edit(lent, record.ref, kept, version=record.version)
    return ledgers.move(lent, edited.ref, "answered")


@action
def rate(actor: Actor, number: int, rating: str) -> Record:
    """Say whether the answer helped: satisfied, partly or unsatisfied."""
    record = _mine(actor, number)
    if record.stage != "answered":
        raise InputError("现在不能评价", hint="解答之后评价一次")
    lent = desk(actor, record.unit)
    kept = {"rating": rating, "rated_on": actor.today()}
    edited = ledgers.edit(lent, record.ref, kept, version=record.version)
    return ledgers.move(lent, edited.ref, "satisfied")


@action
def reopen(actor: Actor, number: int, *, why: str) -> Record:
    """Ask again what was not settled by the answer: back to the expert, with a new day. The answers stay."""
    record = _mine(actor, number)
    if record.stage not in ("answered", "satisfied"):
        raise InputError("现在不能重新提出", hint="解答之后、办结之前可以；办结了的请另提问题")
    if not why.strip():
        raise InputError("没有写还有什么没解决", hint="写明按解答做了什么、现在怎么样")
    said = record.spec.deadline
    assert said is not None, "the pack gives questions a deadline"
    days = said.days.get(str(record.row["urgency"]), said.otherwise or 3)
    back = {
        "stage": "routed", "stage_routed": actor.today(), "stage_answered": None, "stage_satisfied": None,
        "due_on": add_workdays(actor.today(), days), "answered_on": None, "in_time": None, "rating": None,
        "rated_on": None, "reopened": int(record.row["reopened"] or 0) + 1,
        "text": f"{record.values['text']}\n\n（{actor.today():%m月%d日}重新提出）{why}",
    }  # fmt: skip
    return change(actor, record, "reopen", back, why=why, holds_from=actor.today())


@action
def close(actor: Actor, number: int) -> Record:
    """Close a question that was answered and is not asked again. The System does this in time."""
    record = records.record(actor, Ref(QUESTION, number), "report")
    if record.stage not in ("answered", "satisfied"):
        raise InputError("这个问题还没有解答", hint="解答之后办结")
    return ledgers.move(actor, record.ref, "closed")


@action
def visit(
    actor: Actor, unit: str, values: Mapping[str, Any], pictures: Iterable[tuple[str, bytes]] = ()
) -> Record:
    """Record a visit on the spot, with what was done. `values` are those of the ledger: visited_on, hours,
    place, people, what, question."""
    if unit not in service.serves(actor):
        raise Refused("您不能登记这个乡镇的服务", hint="由专家本人登记")
    on = values.get("visited_on")
    if isinstance(on, date) and on > actor.today():
        raise InputError(problems=[Problem("还没有到", "写实际服务的日期", field="服务日期")])
    if values.get("question") is not None and not service.question(actor, int(values["question"])).expert:
        raise Refused("这个问题没有分派给您", hint="不写提问，或写分派给您的")
    said = {**values, "expert": actor.person, "expert_name": actor.name}
    return ledgers.create(
        desk(actor, unit), VISIT, unit, said, files=[_picture(*one) for one in _few(pictures)]
    )


@action
def publish(actor: Actor, number: int, values: Mapping[str, Any]) -> Record:
    """Take an answer into the public library, as the office has looked it through: title, text, advice, crop,
    keywords. What is still personal is refused, and said."""
    found = service.question(actor, number)
    if not found.office:
        raise Refused("您不能收入问答库", hint="由科技管理员收入")
    if found.record.row["rating"] != "satisfied":
        raise InputError("提问人没有评价满意", hint="评价满意的解答才收入问答库")
    if found.advice:
        raise InputError("已经收入问答库", hint="要修改的，打开问答库里的那一条")
    names = service.known_names(found)
    spec = records.ledger(ADVICE)
    problems = [
        Problem(f"还有个人信息：{'、'.join(left)}", "改为“某某”或删去", field=str(spec.fields[key].label))
        for key, text in values.items()
        if (left := masking.left(str(text or ""), names))
    ]
    if problems:
        raise InputError(problems=problems)
    subject = found.record.row["subject"]
    told = {**values, "subject": subject, "published_on": actor.today(), "source": number}
    home = next(code for code in units.above(found.record.unit) if code in actor.units(*OFFICE))
    return ledgers.create(actor, ADVICE, home, told)


def _mine(actor: Actor, number: int) -> Record:
    found = service.question(actor, number)
    if not found.mine:
        raise Refused("这不是您提的问题", hint="由提问人评价或重新提出")
    return found.record


def _few(pictures: Iterable[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    found = list(pictures)
    if len(found) > MOST_PICTURES:
        raise InputError(f"照片有 {len(found)} 张", hint=f"一次不超过 {MOST_PICTURES} 张")
    return found


def _picture(name: str, content: bytes) -> NewFile:
    """A picture, told by its first bytes; nothing else is taken from a phone."""
    starts = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8")
    webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    if not (content.startswith(starts) or webp):
        raise InputError(f"“{name}”不是照片", hint="选择 jpg、png、gif 或 webp 图片")
    return NewFile("picture", name, content)
