"""Delegates allotted to branches: so many members a delegate, or a fixed number by largest remainder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from luoshi.kernel.errors import InputError, Problem

Rest = Literal["up", "half", "down"]


@dataclass(frozen=True)
class Share:
    """A branch's delegates, and the arithmetic in words."""

    name: str
    members: int
    delegates: int
    step: str


def per_members(branches: Mapping[str, int], per: int, rest: Rest = "up", least: int = 1) -> list[Share]:
    """A delegate for each `per` members; what is left over counts as one (`up`), from a half (`half`), or not
    at all (`down`); each branch has at least `least`."""
    _check(branches, per=per)
    shares = []
    for name, members in branches.items():
        whole, over = divmod(members, per)
        more = {"up": over > 0, "half": over * 2 >= per, "down": False}[rest]
        got = max(whole + more, least)
        step = f"{members}÷{per}＝{whole} 余 {over}，{'进一' if more else '余数不计'}，{whole + more} 名"
        step += f"，不足 {least} 名按 {least} 名" if whole + more < least else ""
        shares.append(Share(name, members, got, step))
    return shares


def largest_remainder(branches: Mapping[str, int], seats: int, least: int = 1) -> list[Share]:
    """So many delegates in proportion to members: each branch its whole quota, what is left to the largest
    remainders; of equal remainders the larger branch, then the one listed first. A branch whose quota is
    under `least` gets that much, and the others share the rest. Sums exactly."""
    _check(branches, per=1)
    if seats < least * len(branches):
        right = f"{len(branches)} 个单位各至少 {least} 名，不少于 {least * len(branches)} 名"
        raise InputError(problems=[Problem(f"名额 {seats} 个", right, field="名额")])
    small = _small(branches, seats, least)
    rest = {name: members for name, members in branches.items() if name not in small}
    free, total = seats - least * len(small), sum(rest.values())
    quota = {name: Fraction(free * members, total) for name, members in rest.items()}
    whole = {name: one.numerator // one.denominator for name, one in quota.items()}
    order = sorted(rest, key=lambda name: (whole[name] - quota[name], -rest[name]))
    luckier = frozenset(order[: free - sum(whole.values())])
    return [
        Share(name, members, least, f"按比例不足 {least} 名，保底 {least} 名") if name in small
        else _by_quota(name, members, (free, total), whole[name], name in luckier)
        for name, members in branches.items()
    ]  # fmt: skip


def _by_quota(name: str, members: int, of: tuple[int, int], whole: int, more: bool) -> Share:
    free, total = of
    over = free * members - whole * total
    step = f"{free}×{members}÷{total}＝{whole} 余 {over}，{'余数大，进一' if more else '余数不计'}"
    return Share(name, members, whole + more, step)


def _small(branches: Mapping[str, int], seats: int, least: int) -> frozenset[str]:
    """Branches whose quota is under the least; taking them out makes the others' quota smaller, so again."""
    small: frozenset[str] = frozenset()
    while True:
        rest = {name: members for name, members in branches.items() if name not in small}
        free, total = seats - least * len(small), sum(rest.values())
        more = {name for name, members in rest.items() if free * members < least * total}
        if not more:
            return small
        small |= more


def _check(branches: Mapping[str, int], per: int) -> None:
    problems = [
        Problem(f"{name} {members} 人", "会员数不少于 1", field="会员数")
        for name, members in branches.items()
        if members < 1
    ]
    if not branches:
        problems.append(Problem("没有单位", "每行一个单位：名称 会员数", field="单位"))
    if per < 1:
        problems.append(Problem(f"每 {per} 人一名", "不少于 1", field="每多少人一名"))
    if problems:
        raise InputError(problems=problems)
