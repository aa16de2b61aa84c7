"""What a dispatch meeting has to speak about: found in figures, ledgers and the decisions of last time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from luoshi.commitments import queries as commitments
from luoshi.dispatch.policy import HISTORY, ITEM, MEETING, TASK
from luoshi.kernel.actor import Actor
from luoshi.kernel.periods import Period
from luoshi.ledgers import lights, queries
from luoshi.ledgers.deadlines import deadlines
from luoshi.ledgers.records import Record, of_row
from luoshi.packs.spec import Ledger
from luoshi.periods import queries as periods
from luoshi.units import queries as units

_LONG_AGO = date(2000, 1, 1)
_MOST = 100
"""Matters of one ledger; a meeting with more has another problem."""
_ORDER = ("undone", "target", "stuck", "promise", "task", "other")


@dataclass(frozen=True)
class Matter:
    """Something to speak about. `source` is what it comes from, and stays the same from day to day:
    a matter is listed once however often the agenda is built."""

    kind: str
    source: str
    unit: str
    subject: str
    figures: str
    history: str


def matters(actor: Actor, meeting: Record) -> list[Matter]:
    """Everything to speak about in a meeting, of its unit and those below, what was left undone first."""
    below = units.subtree([meeting.unit])
    found = [
        *_undone(actor, meeting),
        *_targets(below),
        *(one for spec in queries.ledgers().values() if spec.agenda for one in _records(actor, spec, below)),
    ]
    # What was left undone and is late besides is one matter: the first of its source counts.
    once = {one.source: one for one in reversed(found)}
    return sorted(once.values(), key=lambda one: (_ORDER.index(one.kind), found.index(one)))


def _undone(actor: Actor, meeting: Record) -> Iterator[Matter]:
    """Decisions of the meeting before whose tasks are not closed."""
    rows = queries.visible(actor, MEETING).filter(unit=meeting.unit, held_on__lt=meeting.row["held_on"])
    last = rows.order_by("-held_on", "-id").first()
    if last is None:
        return
    spec, end = queries.ledger(TASK), queries.ledger(TASK).stages[-1].key
    items = queries.visible(actor, ITEM).filter(meeting=last.id, stage="decided").exclude(task=None)
    decided = {row["task"]: row for row in items.order_by("number", "id").values()}
    tasks = [of_row(spec, row) for row in queries.table(TASK).objects.filter(id__in=decided).values()]
    shown = lights.of(spec, tasks, actor.today())
    for task in sorted(tasks, key=lambda one: [*decided].index(one.ref.id)):
        if task.stage == end or task.withdrawn:
            continue
        light = shown.get(task.ref.id)
        figures = f"时限{_day(task.row['due_on'])}，{task.stage_label}" + (
            f"，{light.label.zh}" if light else ""
        )
        history = f"{last.name}议定：{decided[task.ref.id]['decision']}"
        progress = str(task.values.get("progress") or "")
        history += f"\n目前进展：{progress}" if progress else "\n责任单位没有反馈进展"
        yield Matter("undone", str(task.ref), task.unit, task.title, figures, history)


def _targets(below: frozenset[str]) -> Iterator[Matter]:
    """The units with targets behind pace by the last closed month, one matter each, the worst first."""
    closed = [Period.parse(one.period) for one in periods.closings()[-HISTORY:]]
    if not closed:
        return
    published = {month: periods.published(month, unit__in=below) for month in closed}
    behind: dict[str, list[periods.Said]] = {}
    for one in published[closed[-1]]:
        if one["ahead"] and Decimal(one["ahead"]) < 0 and lagging(one):
            behind.setdefault(one["unit"], []).append(one)
    for unit, found in sorted(behind.items(), key=lambda pair: _worst(pair[1])):
        found.sort(key=lambda said: Decimal(said["ahead"]))
        labels = "、".join(one["label"] for one in found)
        figures = "；".join(f"{one['label']}{standing(one)}" for one in found)
        history = "\n".join(_months(published, one["indicator"], unit) for one in found)
        yield Matter("target", f"@{unit}", unit, f"{found[0]['unit_name']}：{labels}", figures, history)


def _worst(found: list[periods.Said]) -> tuple[int, Decimal]:
    return -len(found), min(Decimal(one["ahead"]) for one in found)


def lagging(said: periods.Said) -> bool:
    """Whether a figure's light is one that its pack shows only behind pace."""
    pack = queries.packs()[said["indicator"].partition(".")[0]]
    shown = next((one for one in pack.lights if one.key == said["light"]), None)
    return shown is not None and (shown.ahead is None or shown.ahead < 0)


def standing(said: periods.Said) -> str:
    """A figure against its target in words: 完成1,200.00万元，占目标24.00%，欠进度9.33个百分点."""
    ahead = Decimal(said["ahead"])
    pace = f"{'超' if ahead >= 0 else '欠'}进度{abs(ahead):f}个百分点"
    spec = commitments.indicator(said["indicator"])
    done, owed = (spec.shown(Decimal(said[key] or 0)) + spec.unit for key in ("ytd", "target"))
    return f"累计{done}，目标{owed}，完成{said['completion']}%，{pace}"


def _months(published: Mapping[Period, list[periods.Said]], indicator: str, unit: str) -> str:
    """A target month by month, in a line."""
    told = [
        f"{month.label}完成{one['completion']}%"
        for month, figures in published.items()
        for one in figures
        if one["indicator"] == indicator and one["unit"] == unit and one["ahead"]
    ]
    return f"{commitments.indicator(indicator).label.zh}：{'，'.join(told)}"


def _records(actor: Actor, spec: Ledger, below: frozenset[str]) -> Iterator[Matter]:
    """Records of a ledger that are over a time limit, past a date, or stopped at a gate."""
    said: dict[int, tuple[Record, list[str]]] = {}
    past = actor.today() - timedelta(days=1)
    for late in deadlines(actor, spec.name, _LONG_AGO, past, most=_MOST).shown:
        if late.state != "paused":
            words = f"“{late.what}”应于{_day(late.due)}完成，已超{-late.left}个工作日"
            said.setdefault(late.record.ref.id, (late.record, []))[1].append(words)
    for record, words in _refused(actor, spec):
        said.setdefault(record.ref.id, (record, []))[1].append(words)
    for record, told in said.values():
        if record.unit in below:
            yield Matter(
                str(spec.agenda),
                str(record.ref),
                record.unit,
                record.title,
                "；".join(told),
                _history(record),
            )


def _refused(actor: Actor, spec: Ledger) -> Iterator[tuple[Record, str]]:
    """Open records stopped at a gate, with the reason."""
    for key, gate in spec.gates.items():
        found: Any = queries.narrowed(actor, spec.name, filters={f"gate_{key}": "refused"})
        open_ = found.exclude(stage=spec.stages[-1].key)
        for row in open_.order_by("id").values()[:_MOST]:
            record = of_row(spec, row)
            decided = queries.decisions(record.ref)[key]
            yield record, f"“{gate.label.zh}”{_day(decided.on)}未通过：{decided.why}"


def _history(record: Record) -> str:
    """The stages it went through, with their days."""
    labels = {stage.key: stage.label.zh for stage in record.spec.stages}
    days = sorted(record.stage_days.items(), key=lambda pair: pair[1])
    return "；".join(f"{_day(day)}{labels[key]}" for key, day in days)


def _day(day: date | None) -> str:
    return f"{day:%Y年%-m月%-d日}" if day else "未定"
