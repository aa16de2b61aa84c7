"""Everything that dispatch writes: meetings and their agendas, decisions that become tasks, monthly warnings
and what follows from them, and the question to a unit why it lags."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from luoshi.dispatch import queries
from luoshi.dispatch.ladder import Warned, reached
from luoshi.dispatch.matters import Matter, matters, standing
from luoshi.dispatch.policy import ACCOUNT, ANSWER, CONSEQUENCE, DISPATCHES, ITEM, MEETING, TASK, WARNING
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Refused
from luoshi.kernel.periods import Period
from luoshi.kernel.workdays import add_workdays
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import lights
from luoshi.ledgers import queries as ledger_queries
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.records import Record, Ref, of_row
from luoshi.packs.spec import Rung
from luoshi.periods import queries as periods
from luoshi.units import queries as units


@action
def call(
    actor: Actor, unit: str, quarter: str, held_on: date, name: str, *, place: str = "", chair: str = ""
) -> Record:
    """Call a quarter's dispatch meeting of a unit; its agenda builds itself two working days before."""
    period = Period.parse(quarter)
    if period.kind != "quarter":
        raise InputError(f"“{quarter}”不是季度", hint="写作 2026-Q1")
    rows = ledger_queries.visible(actor, MEETING).filter(unit=unit, quarter=str(period))
    if rows.exists():
        raise InputError(f"{units.unit(unit).name}{period.label}的调度会已经安排", hint="打开它修改日期")
    values = {"quarter": str(period), "held_on": held_on, "name": name, "place": place, "chair": chair}
    return ledgers.create(actor, MEETING, unit, {key: one for key, one in values.items() if one})


@action
def build_agenda(actor: Actor, number: int) -> list[Record]:
    """List everything there is to speak about. Built again it adds what is new, brings undecided items up to
    date and takes out those whose cause is gone; what was decided or added by hand stays."""
    meeting = _open(actor, number)
    found = {one.source: one for one in matters(actor, meeting)}
    known = {str(one.row["source"]): one for one in queries.items(actor, number)}
    for source, item in known.items():
        if item.stage == "raised" and item.row["kind"] != "other":
            _refresh(actor, item, found.get(source))
    fresh = [one for source, one in found.items() if source not in known]
    append(actor, meeting.ref.subject, queries.BUILT, {"matters": len(found), "new": len(fresh)})
    first = max((int(one.row["number"] or 0) for one in known.values()), default=0) + 1
    rows = [
        NewRow(
            one.unit, {**_said(one), "meeting": number, "number": first + place, "raised_on": actor.today()}
        )
        for place, one in enumerate(fresh)
    ]
    if rows:
        ledgers.create_many(actor, ITEM, rows)
    return queries.items(actor, number)


def _said(one: Matter) -> dict[str, str]:
    return {
        "kind": one.kind, "source": one.source, "subject": one.subject, "figures": one.figures,
        "history": one.history,
    }  # fmt: skip


def _refresh(actor: Actor, item: Record, now: Matter | None) -> None:
    if now is None:
        ledgers.withdraw(actor, item.ref, why="情况已经解决，不再列入")
        return
    changed = {key: one for key, one in _said(now).items() if one != item.row[key]}
    if changed:
        ledgers.edit(actor, item.ref, changed, version=item.version, why="按最新数据更新")


@action
def raise_item(actor: Actor, number: int, unit: str, subject: str, *, history: str = "") -> Record:
    """Put something on the agenda by hand."""
    _open(actor, number)
    items = queries.items(actor, number)
    last = max((int(one.row["number"] or 0) for one in items), default=0)
    values = {
        "meeting": number, "number": last + 1, "kind": "other", "source": f"hand/{number}/{last + 1}",
        "subject": subject, "history": history or None, "raised_on": actor.today(),
    }  # fmt: skip
    return ledgers.create(actor, ITEM, unit, values)


@action
def decide(
    actor: Actor, number: int, decision: str, *, owner: str = "", due_on: date | None = None
) -> Record:
    """Type what the meeting decided on an item; with an owner it becomes a task, handed out at once, that is
    due on the day named, or in the time that the pack gives."""
    item = ledger_queries.record(actor, Ref(ITEM, number), "report")
    meeting = _open(actor, int(item.row["meeting"]))
    if item.stage == "decided":
        raise InputError("这个议题已经议定", hint="任务的内容和时限在督办任务里修改")
    if due_on and due_on < meeting.row["held_on"]:
        raise InputError(f"完成时限 {due_on} 早于会议日期", hint="写会议之后的日期")
    if due_on and not owner:
        raise InputError("写了完成时限，没有写责任单位", hint="选择责任单位；没有责任单位的不立任务")
    said: dict[str, object] = {"decision": decision, "owner": owner or None, "due_on": due_on}
    task = _task(actor, meeting, item, decision, owner, due_on) if owner else None
    if task is not None:
        said |= {"task": task.ref.id, "due_on": task.row["due_on"]}
    kept = {key: one for key, one in said.items() if one is not None}
    edited = ledgers.edit(actor, item.ref, kept, version=item.version)
    return ledgers.move(actor, edited.ref, "decided")


def _task(
    actor: Actor, meeting: Record, item: Record, decision: str, owner: str, due_on: date | None
) -> Record:
    values = {
        "filed_on": actor.today(), "source": f"{meeting.title} 第{item.row['number']}项", "content": decision,
        "lead": owner, "instruction": f"{item.title}：{item.values.get('figures') or ''}".rstrip("："),
    }  # fmt: skip
    made = ledgers.create(actor, TASK, owner, values | ({"due_on": due_on} if due_on else {}))
    return ledgers.move(actor, made.ref, "assigned")


@action
def hold(actor: Actor, number: int, *, present: str, conclusion: str = "") -> Record:
    """Say that the meeting was held: who was there, what it asks of everybody."""
    meeting = _open(actor, number)
    if meeting.row["held_on"] > actor.today():
        raise InputError("会议还没有召开", hint="日期变了的，先改会议日期")
    said = {"present": present, "conclusion": conclusion}
    kept = {key: one for key, one in said.items() if one.strip()}
    if not present.strip():
        raise InputError("没有写参会人员", hint="写明参会的单位和人员")
    edited = ledgers.edit(actor, meeting.ref, kept, version=meeting.version)
    return ledgers.move(actor, edited.ref, "held")


def _open(actor: Actor, number: int) -> Record:
    meeting = ledger_queries.record(actor, Ref(MEETING, number), "report")
    if meeting.stage in ("held", "issued"):
        raise InputError("会议已经开过，议题和议定事项不再改变", hint="新的事项列入下一次调度会")
    return meeting


@action
def ask_accounts(actor: Actor, period: Period) -> list[Record]:
    """Ask each unit that reports and is behind why, and what it does next; each once for a target and month.
    They answer within three working days, and the bulletin prints it."""
    if periods.closing(period) is None:
        raise InputError(f"{period.label}还没有结账", hint="结账后才知道谁滞后")
    asked = [one for one in queries.lags(actor, period) if one.account is None]
    append(actor, f"period:{period}", "ask_accounts", {"asked": len(asked)})
    due = add_workdays(actor.today(), ANSWER)
    rows = [
        NewRow(
            one.unit,
            {
                "month": str(period), "indicator": one.figure["indicator"],
                "indicator_label": one.figure["label"], "standing": standing(one.figure),
                "asked_on": actor.today(), "due_on": due,
            },
        )
        for one in asked
    ]  # fmt: skip
    return ledgers.create_many(actor, ACCOUNT, rows) if rows else []


@action
def note_lights(actor: Actor, period: Period) -> list[Record]:
    """Write down which tasks showed a warning light at a month's end, and propose what the ladder says
    follows. Done again it adds nothing. Returns the consequences proposed."""
    if not (actor.is_system or actor.has(*DISPATCHES)):
        raise Refused("您不能记录亮灯情况", hint="需要督查员角色")
    if period.kind != "month" or period.end > actor.today():
        raise InputError(f"{period.label}还没有结束", hint="月末之后记录当月亮灯情况")
    spec = ledger_queries.ledger(TASK)
    warned = _warned(actor)
    found = _lit(actor, period, {number for number, months in warned.items() if period in months})
    append(actor, f"period:{period}", "note_lights", {"warned": len(found)})
    if found:
        ledgers.create_many(actor, WARNING, [_warning(one, period, light) for one, light in found])
    made = []
    for task, light in found:
        months = warned.get(task.ref.id, {}) | {period: light}
        history = [Warned(month, key) for month, key in months.items()]
        made += [_consequence(actor, task, rung, period) for rung in reached(spec.ladder, history, period)]
    return ledgers.create_many(actor, CONSEQUENCE, made) if made else []


def _lit(actor: Actor, period: Period, known: Iterable[int]) -> list[tuple[Record, str]]:
    """The tasks that showed a warning light at the month's end and are not yet written down."""
    spec = ledger_queries.ledger(TASK)
    wanted = {key for rung in spec.ladder for key in rung.lights}
    rows = ledger_queries.visible(actor, TASK).filter(filed_on__lte=period.end).exclude(id__in=list(known))
    reach = ledger_queries.reach(actor, "report", ledger_queries.ledger(WARNING))
    shown = lights.shown(spec, rows.filter(unit__in=reach), period.end).filter(light__in=wanted)
    return [(of_row(spec, row), str(row["light"])) for row in shown.order_by("id").values()]


def _warned(actor: Actor) -> dict[int, dict[Period, str]]:
    """Task → month → the light it showed."""
    found: dict[int, dict[Period, str]] = {}
    rows = ledger_queries.visible(actor, WARNING).values_list("task", "month", "light")
    for task, month, light in rows:
        found.setdefault(task, {})[Period.parse(month)] = light
    return found


def _warning(task: Record, period: Period, light: str) -> NewRow:
    label = next(one.label.zh for one in task.spec.lights if one.key == light)
    said = f"{period.label}末{label}，时限{task.row['due_on'] or '未定'}"
    values = {"task": task.ref.id, "month": str(period), "light": light, "said": said, "shown_on": period.end}
    return NewRow(task.unit, values)


def _consequence(actor: Actor, task: Record, rung: Rung, period: Period) -> NewRow:
    labels = {one.key: one.label.zh for one in task.spec.lights}
    lit = "、".join(labels[key] for key in rung.lights)
    reason = f"“{task.title}”{'连续' if rung.in_a_row else '累计'}{rung.times}次亮{lit}灯"
    values = {
        "task": task.ref.id, "rung": rung.key, "measure": rung.label.zh, "month": str(period),
        "raised_on": actor.today(), "reason": reason, "points": rung.points,
    }  # fmt: skip
    return NewRow(task.unit, values)
