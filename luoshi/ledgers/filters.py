"""What a list may be asked: by every field, and by what follows from a record's stage, gates, limits and
evidence. Every condition is one of the database's, so that a page costs the same however long the ledger."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.ledgers import columns
from luoshi.ledgers.limits import due_day, state_of
from luoshi.ledgers.models import Evidence, GateDecision
from luoshi.ledgers.records import of_row
from luoshi.ledgers.standing import Course, courses
from luoshi.packs.expressions import suggestion
from luoshi.packs.spec import Ledger, Limit, ledger_of
from luoshi.units import queries as units

BOUNDS = {"": "", "min": "__gte", "max": "__lte", "in": "__in", "like": "__icontains"}
LIGHTS = ("late", "warn", "running", "paused")
GATES = ("passed", "refused", "open")
EVIDENCE = ("missing", "none", "held")
_FAR = 366 * 20
"""Days back in which a limit that still runs may have begun."""


def condition(actor: Actor, spec: Ledger, key: str, value: Any) -> Q:
    """What one filter asks. By column: a value, `<column>__min`, `__max`, `__in` (values), `__like` (a part
    of a text), `__filled` (1 or 0), `__named` (words in the texts of the record it points to); `unit` means
    the unit's subtree. And `light` (one of the pack's, else late, warn, running, paused), `gate_<gate>`
    (passed, refused, open), `evidence` (missing, none, held)."""
    name, _, bound = key.partition("__")
    if name == "unit" and not bound:
        return Q(unit__in=units.subtree([str(value)]))
    if name == "light" and value in {one.key for one in spec.lights}:
        from luoshi.ledgers import lights  # lights asks queries, and queries asks filters

        return lights.condition(spec, str(value), actor.today())
    if name == "light":
        return _light(spec, _one_of(str(value), LIGHTS), actor.today())
    if name == "evidence":
        return _evidence(spec, _one_of(str(value), EVIDENCE))
    if name.startswith("gate_") and name.removeprefix("gate_") in spec.gates:
        return _gate(spec, name.removeprefix("gate_"), _one_of(str(value), GATES))
    return _column(actor, spec, key, name, bound, value)


def _column(actor: Actor, spec: Ledger, key: str, name: str, bound: str, value: Any) -> Q:
    known = {column.name: column for column in columns.of_ledger(spec)}
    if name not in known or bound not in (*BOUNDS, "filled", "named"):
        raise InputError(f"“{spec.label}”没有可筛选的列“{key}”", hint=suggestion(name, sorted(known)))
    column = known[name]
    if bound == "filled":
        empty = Q(**{name: None}) | (Q(**{name: ""}) if column.kind == "text" else Q())
        return ~empty if str(value) == "1" else empty
    if bound == "named":
        return _named(actor, spec, name, str(value))
    if bound == "like":
        return Q(**{f"{name}__icontains": str(value)})

    def kept(one: Any) -> Any:
        return (
            columns.stored(spec, {name: one})[name] if name in spec.fields else columns.compared(column, one)
        )

    return Q(**{f"{name}{BOUNDS[bound]}": [kept(one) for one in value] if bound == "in" else kept(value)})


def _named(actor: Actor, spec: Ledger, name: str, words: str) -> Q:
    """By what the record is called to which a field points, of those the actor sees."""
    from luoshi.ledgers import queries  # queries asks filters; here it is asked of another ledger

    field = spec.fields.get(name)
    if field is None or field.type != "record":
        raise InputError(f"“{name}”不指向记录，不能按名称筛选")
    named = queries.narrowed(actor, ledger_of(spec, field), search=words)
    return Q(**{f"{name}__in": named.values("id")})


def _one_of(value: str, known: Iterable[str]) -> str:
    if value not in known:
        raise InputError(f"没有“{value}”这种情况", hint=suggestion(value, list(known)))
    return value


def _gate(spec: Ledger, gate: str, state: str) -> Q:
    """By a gate's newest decision."""
    decided = GateDecision.objects.filter(ledger=spec.name, gate=gate, record=OuterRef("pk"))
    if state == "open":
        return ~Q(Exists(decided))
    later = GateDecision.objects.filter(
        ledger=spec.name, gate=gate, record=OuterRef("record"), id__gt=OuterRef("id")
    )
    return Q(Exists(decided.filter(~Exists(later), passed=state == "passed")))


def _evidence(spec: Ledger, state: str) -> Q:
    """`missing`: something that the stages reached demand is not there, or was rejected."""
    held = Evidence.objects.filter(ledger=spec.name, record=OuterRef("pk")).exclude(state="rejected")
    if state != "missing":
        return Q(Exists(held)) if state == "held" else ~Q(Exists(held))
    lacking = Q(pk__in=[])
    for stage in spec.stages:
        reached = spec.reached(stage.key)
        for purpose in stage.needs.evidence:
            lacking |= Q(stage__in=reached) & ~Q(Exists(held.filter(purpose=purpose)))
    return lacking


def _light(spec: Ledger, light: str, today: date) -> Q:
    """By the limits that run: whether it is late follows from the day it began, so that a limit's light is
    a span of days. Records whose clock was ever stopped or given more time are few; they are looked at one by
    one."""
    apart = courses(spec, today)
    found = Q(pk__in=_clocked(spec, light, today, apart))
    for number, stage in enumerate(spec.stages):
        if stage.within is not None and light != "paused":
            runs = Q(**{f"stage_{stage.within.after}__isnull": False})
            for later in spec.stages[number:]:
                runs &= Q(**{f"stage_{later.key}__isnull": True})
            found |= runs & ~Q(pk__in=apart.keys()) & _span(stage.within, light, today)
    return found


def _clocked(spec: Ledger, light: str, today: date, apart: Mapping[int, Course]) -> list[int]:
    """Of some records those whose clock shows a light."""
    if not apart:
        return []
    from luoshi.ledgers import queries, stages  # both ask filters, at the end of the way

    rows = queries.table(spec.name).objects.filter(pk__in=apart.keys()).values()
    return [
        row["id"]
        for row in rows
        if any(one.state == light for one in stages.clocks(of_row(spec, row), today, apart[row["id"]]))
    ]


def _span(limit: Limit, light: str, today: date) -> Q:
    """The days of beginning whose limit shows a light today."""
    column = f"stage_{limit.after}"
    days = _Days(lambda start: _rank(limit, start, today), today)
    last_late, last_warn = days.last(0), days.last(1)
    if light == "late":
        return Q(**{f"{column}__lte": last_late})
    if light == "warn":
        return Q(**{f"{column}__gt": last_late, f"{column}__lte": last_warn})
    return Q(**{f"{column}__gt": last_warn})


def _rank(limit: Limit, start: date, today: date) -> int:
    """0 late, 1 warn, 2 running: the later it began the higher."""
    due = due_day(limit, start)
    return 2 if due is None else {"late": 0, "warn": 1, "running": 2}[state_of(limit, due, today)]


class _Days:
    """Days of the past by rank; the ranks only grow."""

    def __init__(self, rank: Callable[[date], int], today: date) -> None:
        self._rank, self._today = rank, today

    def last(self, rank: int) -> date:
        """The last day whose rank is not above one."""
        first = self._today - timedelta(days=_FAR)
        after = bisect_left(range(_FAR + 1), rank + 1, key=lambda n: self._rank(first + timedelta(days=n)))
        return first + timedelta(days=after - 1)
