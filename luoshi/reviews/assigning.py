"""Who reads what: the cheapest assignment that keeps every limit, as a flow of least cost.

Applications send `each` units of flow to experts, over arcs of capacity one, none where there is a
conflict or where nobody knows; experts pass on between their least and most. A flow network's matrix is
totally unimodular, so HiGHS has whole numbers at the first relaxation and nothing to branch over. What
cannot be met is a shortage that is named, never a wish quietly dropped. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from luoshi.kernel.errors import InputError, Problem
from luoshi.kernel.lots import place

_LACK, _IDLE = 10**9, 10**8
"""What a place that nobody fills costs, and an expert below the least load: more than any assignment."""
OTHER_FIELD, SAME_FIELD = 100_000, 0
_LOT = 100
"""The lot decides between arcs that are as good: it weighs less than one more to read, and that less than a
field."""


@dataclass(frozen=True)
class Limits:
    """`each` experts for an application; an expert reads between `least` and `most`."""

    each: int
    most: int
    least: int = 0


@dataclass(frozen=True)
class Assigned:
    """Application → its experts in order of number; and what an expert has to read."""

    experts: Mapping[int, tuple[int, ...]]
    cost: int

    @property
    def loads(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for several in self.experts.values():
            for one in several:
                found[one] = found.get(one, 0) + 1
        return found


def costs(
    applications: Mapping[int, str], experts: Mapping[int, Collection[str]], seed: bytes
) -> dict[tuple[int, int], int]:
    """What each pair costs: nothing in the expert's own fields, much outside them; the lot settles the rest,
    so that it is nobody's choice and anybody computes the same."""
    return {
        (one, who): (SAME_FIELD if field in fields else OTHER_FIELD)
        + int(place(seed, f"{one}/{who}")[:8], 16) % _LOT
        for one, field in applications.items()
        for who, fields in experts.items()
    }


def assign(
    cost: Mapping[tuple[int, int], int],
    applications: Sequence[int],
    experts: Sequence[int],
    limits: Limits,
    forbidden: Collection[tuple[int, int]] = (),
) -> Assigned:
    """The assignment of least cost, loads as even as that allows.

    `forbidden` pairs (application, expert) are conflicts and what nobody knows. Raises InputError naming
    each application that lacks experts, and each expert who cannot be given the least.
    """
    barred = set(forbidden)
    arcs = [(a, e) for a in sorted(applications) for e in sorted(experts) if (a, e) not in barred]
    flow, lack, idle = _solved(cost, arcs, sorted(applications), sorted(experts), limits)
    if lack or idle:
        raise InputError(problems=[*_lacking(lack, arcs, limits), *_idling(idle, arcs, limits)])
    found: dict[int, list[int]] = {one: [] for one in sorted(applications)}
    for (a, e), taken in zip(arcs, flow, strict=True):
        if taken:
            found[a].append(e)
    total = sum(cost[arc] for arc, taken in zip(arcs, flow, strict=True) if taken)
    return Assigned({one: tuple(several) for one, several in found.items()}, total)


def _solved(
    cost: Mapping[tuple[int, int], int],
    arcs: Sequence[tuple[int, int]],
    applications: Sequence[int],
    experts: Sequence[int],
    limits: Limits,
) -> tuple[list[bool], dict[int, int], dict[int, int]]:
    """The flow over each arc, what applications lack and what experts are below the least."""
    if not applications:
        return [], {}, {}
    net = _Network()
    chosen = [net.arc([(f"a{a}", 1), (f"e{e}", 1)], cost[a, e], 1) for a, e in arcs]
    lack = {one: net.arc([(f"a{one}", 1)], _LACK, limits.each) for one in applications}
    idle = {one: net.arc([(f"least{one}", 1)], _IDLE, limits.least) for one in experts}
    for one in experts:
        for level in range(1, limits.most + 1):  # each one dearer than the last: loads come out even
            net.arc([(f"e{one}", -1), (f"least{one}", 1)], level * _LOT, 1)
        net.arc([(f"least{one}", -1)], 0, limits.most)  # what is read beyond the least
    wanted = {f"a{one}": limits.each for one in applications}
    wanted |= {f"least{one}": limits.least for one in experts}
    flow = net.solved(wanted)
    return (
        [flow[at] > 0 for at in chosen],
        {one: flow[at] for one, at in lack.items() if flow[at]},
        {one: flow[at] for one, at in idle.items() if flow[at]},
    )


class _Network:
    """Arcs with what a unit of flow costs and how much they carry; nodes by name, made as they are named."""

    def __init__(self) -> None:
        self._nodes: dict[str, int] = {}
        self._entries: list[tuple[int, int, int]] = []
        self._price: list[int] = []
        self._upper: list[int] = []

    def arc(self, ends: Sequence[tuple[str, int]], price: int, upper: int) -> int:
        """An arc that adds its flow to some nodes and takes it from others; its number."""
        at = len(self._price)
        for node, sign in ends:
            self._entries.append((self._nodes.setdefault(node, len(self._nodes)), at, sign))
        self._price.append(price)
        self._upper.append(upper)
        return at

    def solved(self, wanted: Mapping[str, int]) -> list[int]:
        """The flow of least cost by arc, so that nodes come to what is wanted, the others to nothing."""
        rows, columns, signs = zip(*self._entries, strict=True)
        matrix = coo_array((signs, (rows, columns)), shape=(len(self._nodes), len(self._price))).tocsr()
        goal = [wanted.get(node, 0) for node in self._nodes]
        found = milp(
            np.array(self._price), integrality=np.ones(len(self._price), dtype=np.int64),
            bounds=Bounds(0, np.array(self._upper)), constraints=LinearConstraint(matrix, goal, goal),
        )  # fmt: skip
        if found.status != 0:
            raise InputError("分配没有解", hint="增加专家，或放宽每人的件数")
        return [int(one) for one in np.rint(found.x)]


def _lacking(lack: Mapping[int, int], arcs: Sequence[tuple[int, int]], limits: Limits) -> list[Problem]:
    allowed: dict[int, int] = {}
    for a, _expert in arcs:
        allowed[a] = allowed.get(a, 0) + 1
    made = []
    for one, count in lack.items():
        there = allowed.get(one, 0)
        right = (
            f"能评它的专家只有 {there} 人，再补 {limits.each - there} 人"
            if there < limits.each
            else f"增加专家，或把每人上限从 {limits.most} 件放宽"
        )
        made.append(Problem(f"申报书 {one} 缺 {count} 位专家", right, field="分配"))
    return made


def _idling(idle: Mapping[int, int], arcs: Sequence[tuple[int, int]], limits: Limits) -> list[Problem]:
    can: dict[int, int] = {}
    for _application, e in arcs:
        can[e] = can.get(e, 0) + 1
    return [
        Problem(
            f"专家 {one} 少于每人最少 {limits.least} 件",
            f"他能评的有 {can.get(one, 0)} 件；降低最少件数，或换人",
            field="分配",
        )
        for one in idle
    ]
