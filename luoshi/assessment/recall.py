"""A run scored again from what it kept: its sheet, its units' cases, its totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from luoshi.assessment.measure import Member
from luoshi.assessment.rules import Case, Points
from luoshi.assessment.scoring import Item, Scored
from luoshi.assessment.totals import Line, earned
from luoshi.kernel.errors import InputError
from luoshi.packs.spec import Rule, Sheet

Body = Sequence[Mapping[str, Any]]
"""Units with their items, as a run keeps them."""


def sheet(body: Body) -> Sheet:
    """The sheet that a run was scored by, as the run kept it."""
    if not body:
        raise InputError("没有可以试算的得分", hint="先计算得分")
    first = body[0]
    if any("case" not in item for one in body for item in one["items"]):
        raise InputError("这次得分没有留下试算要用的数", hint="重新计算一次再试算")
    return Sheet(
        pack="run", key="run", label="run", kind="run",
        items=tuple(_rule(item) for item in first["items"]), **first.get("sheet", {}),
    )  # fmt: skip


def _rule(item: Mapping[str, Any]) -> Rule:
    words = {key: item[key] for key in ("key", "label", "rule", "indicator", "weight", "params")}
    return Rule.model_validate({**words, **item.get("terms", {})})


def classes(body: Body) -> list[list[Mapping[str, Any]]]:
    """The units of a run, class by class in their order."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for one in body:
        found.setdefault(one["class"], []).append(one)
    return list(found.values())


def again(of: Sheet, peers: list[Mapping[str, Any]]) -> list[Scored]:
    """A class scored again, from what the run kept of each unit."""
    columns = [
        _items(of, rule, [one["items"][index] for one in peers]) for index, rule in enumerate(of.items)
    ]
    members = [Member(one["unit"], one["unit_name"], one["class"]) for one in peers]
    return [
        Scored(member, mine, of) for member, mine in zip(members, zip(*columns, strict=True), strict=True)
    ]


def _items(of: Sheet, rule: Rule, kept: list[Mapping[str, Any]]) -> list[Item]:
    """An item of a class; each unit's peers are the others' values, for it and for its parts."""
    cases = _with_peers([Case.from_json(one["case"], rule.weight) for one in kept])
    if cases and cases[0].parts:
        parts = zip(
            *(_with_peers(list(column)) for column in zip(*(one.parts for one in cases), strict=True)),
            strict=True,
        )
        cases = [replace(one, parts=tuple(own)) for one, own in zip(cases, parts, strict=True)]
    conditions = [Case.from_json(one["condition"]) if "condition" in one else None for one in kept]
    return [Item(rule, case, condition, of) for case, condition in zip(cases, conditions, strict=True)]


def _with_peers(cases: list[Case]) -> list[Case]:
    everybody = tuple(one.actual for one in cases)
    return [replace(one, peers=everybody) for one in cases]


def sum_of(one: Mapping[str, Any], points: Mapping[str, Fraction | None]) -> Fraction:
    """What a unit's items make with other points for some of them, by key: groups keep their limits and the
    weight of what is missing is spread, as its sheet says. Vetoes aside; it may be below nothing."""
    terms = Sheet(pack="run", key="run", label="run", kind="run", items=(), **one.get("sheet", {}))
    lines = [_line(item, points, terms) for item in one["items"]]
    return earned(lines, terms)


def _line(item: Mapping[str, Any], points: Mapping[str, Fraction | None], terms: Sheet) -> Line:
    said = points.get(item["key"], None if item["points"] is None else Fraction(item["points"]))
    missing = terms.awaiting if item["state"] == "awaiting" else terms.without_target
    group = item.get("terms", {}).get("group")
    return Line(
        item["label"],
        Points(said, ""),
        Fraction(item["weight"]),
        group,
        said is None and missing == "rescale",
    )
