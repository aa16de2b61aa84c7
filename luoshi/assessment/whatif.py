"""What if a weight or a cap were another: who moves. Worked out from a run alone; nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import ValidationError

from luoshi.assessment import recall
from luoshi.assessment.recall import Body
from luoshi.assessment.scoring import Scored, placed
from luoshi.kernel.errors import InputError, Problem
from luoshi.kernel.numbers import plain
from luoshi.packs.expressions import suggestion
from luoshi.packs.rules import RULES
from luoshi.packs.spec import Rule, Sheet

CAPS = ("cap", "cap_percent", "bonus_cap", "penalty_cap")
"""Parameters of rules that are limits."""
MOST = Decimal(10_000)


@dataclass(frozen=True)
class Knob:
    """A number of a sheet that may be tried otherwise: `key` is `item.weight`, `item.cap`, `group.cap`."""

    key: str
    label: str
    """The item's, or the group's."""
    what: str
    """weight, or the name of a cap."""
    value: Decimal


@dataclass(frozen=True)
class Move:
    """A unit before and after, within its class."""

    unit: str
    name: str
    rank_class: str
    total_before: Fraction
    total_after: Fraction
    rank_before: int | None
    rank_after: int | None
    arithmetic: str

    @property
    def climbed(self) -> int:
        """Places won; lost ones are negative. Without a place before or after there is no movement."""
        if self.rank_before is None or self.rank_after is None:
            return 0
        return self.rank_before - self.rank_after

    @property
    def gained(self) -> Fraction:
        return self.total_after - self.total_before


def knobs(body: Body) -> list[Knob]:
    """Everything that may be changed, item by item as the sheet has them."""
    sheet = recall.sheet(body)
    found = []
    for rule in sheet.items:
        label = str(rule.label)
        if rule.weight:
            found.append(Knob(f"{rule.key}.weight", label, "weight", rule.weight))
        for word in CAPS:
            if rule.params.get(word) is not None:
                value = Decimal(str(rule.params[word]))
                found.append(Knob(f"{rule.key}.{word}", label, word, value))
    for key, group in sheet.groups.items():
        if group.cap is not None:
            found.append(Knob(f"@{key}.cap", str(group.label), "cap", group.cap))
    return found


def what_if(body: Body, changes: Mapping[str, Decimal]) -> list[Move]:
    """Every unit's move when some numbers are others, the greatest movement first within each class.

    `changes` are by a knob's key. InputError names the knob that cannot be so.
    """
    before = recall.sheet(body)
    after = _changed(body, before, changes)
    moves = [
        one
        for peers in recall.classes(body)
        for one in _moves(recall.again(before, peers), recall.again(after, peers))
    ]
    classes = list(dict.fromkeys(one.rank_class for one in moves))
    return sorted(moves, key=lambda one: (classes.index(one.rank_class), *_order(one)))


def _moves(was: list[Scored], now: list[Scored]) -> list[Move]:
    """Of a class."""
    (old, places), (new, moved) = placed(was), placed(now)
    return [
        Move(
            one.code, one.name, one.rank_class, old[one.code].value, new[one.code].value,
            places.get(one.code), moved.get(one.code), new[one.code].arithmetic,
        )
        for one in (each.member for each in now)
    ]  # fmt: skip


def _order(one: Move) -> tuple[Any, ...]:
    return -abs(one.climbed), -abs(one.gained), one.rank_after or MOST, one.unit


def _changed(body: Body, sheet: Sheet, changes: Mapping[str, Decimal]) -> Sheet:
    """The sheet with other numbers."""
    known = {one.key: one for one in knobs(body)}
    problems = [problem for key, value in changes.items() if (problem := _wrong(key, value, known))]
    if problems:
        raise InputError(problems=problems)
    items = tuple(_with(rule, changes) for rule in sheet.items)
    if any(rule.weight for rule in sheet.items) and not any(rule.weight for rule in items):
        raise InputError("所有项目的分值都是 0", hint="至少一项要有分值")
    groups = {
        key: group.model_copy(update={"cap": changes.get(f"@{key}.cap", group.cap)})
        for key, group in sheet.groups.items()
    }
    return sheet.model_copy(update={"items": items, "groups": groups})


def _wrong(key: str, value: Decimal, known: Mapping[str, Knob]) -> Problem | None:
    if key not in known:
        return Problem(f"这张细则没有“{key}”", suggestion(key, known), field=key)
    if not value.is_finite() or value < 0 or value > MOST:
        return Problem(f"“{value}”不能作分值或上限", f"0 到 {plain(MOST)} 的数", field=key)
    if value != round(value, 4):
        return Problem(f"“{value}”小数位数过多", "至多 4 位小数", field=key)
    return None


def _with(rule: Rule, changes: Mapping[str, Decimal]) -> Rule:
    weight = changes.get(f"{rule.key}.weight", rule.weight)
    caps = {word: changes[f"{rule.key}.{word}"] for word in CAPS if f"{rule.key}.{word}" in changes}
    params = {**rule.params, **caps}
    try:
        RULES[rule.rule].model_validate(params)
    except ValidationError as fault:
        said = str(fault.errors()[0].get("ctx", {}).get("error", fault.errors()[0]["msg"]))
        raise InputError(problems=[Problem(said, field=f"{rule.key}.{next(iter(caps))}")]) from fault
    return rule.model_copy(update={"weight": weight, "params": params})
