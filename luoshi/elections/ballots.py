"""What an election states before anybody votes, and when a ballot is good. Nothing here needs a database.

A candidate is known by a number on the ballot ("1", "2", …); somebody who was written in, by the name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from luoshi.kernel.errors import Problem
from luoshi.packs.spec import Label

Mark = Literal["yes", "no", "abstain"]
Base = Literal["due", "present", "returned", "valid"]
Number = Annotated[int, Field(ge=0, le=10_000_000)]

BASES: Mapping[str, Label] = {
    "due": Label(zh="应到会人数", en="those due"),
    "present": Label(zh="实到会人数", en="those present"),
    "returned": Label(zh="收回票数", en="ballots returned"),
    "valid": Label(zh="有效票数", en="valid ballots"),
}
"""What more than half is of."""
MARKS: Mapping[str, Label] = {
    "yes": Label(zh="赞成", en="for"),
    "no": Label(zh="反对", en="against"),
    "abstain": Label(zh="弃权", en="abstain"),
}


class Value(BaseModel):
    """Something stated, which does not change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Rules(Value):
    """`extra`: by how many percent of the seats candidates must outnumber them, 0 where as many as seats are
    enough. `each`: every candidate is marked for, against or abstain; else only those one is for. `short`:
    whether seats that nobody won are voted again or stay vacant. `majority`: more than half of the base, or,
    between those who had equal votes, simply the most."""

    seats: Annotated[int, Field(ge=1, le=999)]
    extra: Annotated[int, Field(ge=0, le=100)] = 0
    quorum: tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=1)]] = (2, 3)
    base: Base
    each: bool = True
    write_ins: bool = True
    short: Literal["again", "vacant"] = "again"
    majority: Literal["half", "most"] = "half"

    @model_validator(mode="after")
    def _whole(self) -> Rules:
        if self.quorum[0] > self.quorum[1]:
            raise ValueError("到会要求超过了全部")
        return self

    def more(self, seats: int | None = None) -> int:
        """How many candidates more than seats are demanded: the share rounded up, so at least one."""
        return -(-(self.seats if seats is None else seats) * self.extra // 100)

    def least(self) -> int:
        """How many candidates there must be."""
        return self.seats + self.more()


class Turnout(Value):
    """应到会 and 实到会."""

    due: Number
    present: Number


class Ballot(Value):
    """A ballot as it lies in the box: nothing but a random number and what was marked. A candidate without
    a mark was abstained from; `others` are names written in, each a vote for them."""

    nonce: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    marks: Mapping[str, Mark] = Field(default_factory=dict)
    others: tuple[Annotated[str, Field(min_length=2, max_length=40)], ...] = ()

    @property
    def blank(self) -> bool:
        return not self.others and all(one == "abstain" for one in self.marks.values())


def fault(rules: Rules, candidates: Mapping[str, str], ballot: Ballot) -> str:
    """Why a ballot is invalid, in words; empty when it is good. Fewer names than seats are good."""
    chosen = sum(one == "yes" for one in ballot.marks.values()) + len(ballot.others)
    if unknown := sorted(set(ballot.marks) - set(candidates)):
        return f"票上有不是候选人的编号：{'、'.join(unknown)}"
    if chosen > rules.seats:
        return f"赞成 {chosen} 人，多于应选 {rules.seats} 人"
    if not rules.each and "no" in ballot.marks.values():
        return "这张选票只写赞成的人"
    return _of_others(rules, candidates, ballot.others)


def _of_others(rules: Rules, candidates: Mapping[str, str], others: tuple[str, ...]) -> str:
    if others and not rules.write_ins:
        return "这次选举不能另选他人"
    if len(set(others)) < len(others):
        return "另选的人写了两次"
    if named := sorted(set(others) & set(candidates.values())):
        return f"{'、'.join(named)}已经是候选人，不用另写"
    return ""


def check_candidates(rules: Rules, candidates: Mapping[str, str]) -> list[Problem]:
    """What is wrong with a list of candidates: too few for the seats, or a name twice."""
    problems = []
    if len(candidates) < rules.least():
        right = f"应选 {rules.seats} 人，差额 {rules.extra}%（{rules.more()} 人），至少 {rules.least()} 人"
        problems.append(Problem(f"候选人 {len(candidates)} 人", right, field="候选人"))
    names = list(candidates.values())
    if twice := sorted({one for one in names if names.count(one) > 1}):
        right = "同名的在姓名后注明单位，使票上分得清"
        problems.append(Problem(f"有同名候选人：{'、'.join(twice)}", right, field="候选人"))
    return problems
