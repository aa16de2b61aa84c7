"""公开表决: an open vote on a proposal, by show of hands or by name, with its arithmetic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from luoshi.elections.ballots import BASES, Mark, Number, Turnout, Value
from luoshi.kernel.errors import InputError, Problem
from luoshi.packs.spec import Label

OF: Mapping[str, Label] = {
    "due": BASES["due"],
    "present": BASES["present"],
    "cast": Label(zh="参加表决人数", en="those who voted"),
}
"""What the majority is of."""


class Question(Value):
    """`share`: more than so much of the base (1/2), or at least so much of it where `reach`d is enough."""

    base: Literal["due", "present", "cast"]
    share: tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)]] = (1, 2)
    reach: bool = False
    quorum: tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=1)]] = (2, 3)


class Hands(Value):
    """How many were for, against, abstained."""

    yes: Number = 0
    no: Number = 0
    abstain: Number = 0

    @property
    def all(self) -> int:
        return self.yes + self.no + self.abstain


@dataclass(frozen=True)
class Outcome:
    """`state`: passed, failed, void (no quorum)."""

    state: Literal["passed", "failed", "void"]
    steps: tuple[str, ...]


def by_name(votes: Mapping[str, Mark]) -> Hands:
    """The sum of named votes."""
    said = Counter(votes.values())
    return Hands(yes=said["yes"], no=said["no"], abstain=said["abstain"])


def resolve(question: Question, turnout: Turnout, hands: Hands) -> Outcome:
    """Whether a proposal passed. Raises InputError when more voted than were there."""
    if turnout.present > turnout.due or hands.all > turnout.present:
        said = f"应到 {turnout.due}，实到 {turnout.present}，表决 {hands.all}"
        raise InputError(problems=[Problem(said, "表决不多于实到，实到不多于应到", field="实到会人数")])
    part, whole = question.quorum
    there, wanted = turnout.present * whole, turnout.due * part
    opening = f"应到会 {turnout.due} 人，实到会 {turnout.present} 人，须达到 {part}/{whole}："
    sign = "≥" if there >= wanted else "＜"
    sums = f"{turnout.present}×{whole}＝{there} {sign} {turnout.due}×{part}＝{wanted}"
    if there < wanted:
        return Outcome("void", (f"{opening}{sums}，表决无效",))
    base = {"due": turnout.due, "present": turnout.present, "cast": hands.all}[question.base]
    return _outcome(question, hands, base, f"{opening}{sums}，可以表决", turnout.present - hands.all)


def _outcome(question: Question, hands: Hands, base: int, opening: str, silent: int) -> Outcome:
    part, whole = question.share
    got, wanted = hands.yes * whole, base * part
    passed = base > 0 and (got >= wanted if question.reach else got > wanted)
    sign = "＞" if got > wanted else "＝" if got == wanted else "＜"
    rule = f"{'达到' if question.reach else '超过'} {part}/{whole}"
    counted = f"赞成 {hands.yes}，反对 {hands.no}，弃权 {hands.abstain}，未表决 {silent}"
    weighed = f"{hands.yes}×{whole}＝{got} {sign} {base}×{part}＝{wanted}"
    of = f"以{OF[question.base].zh} {base} 为基数，须{rule}：{weighed}"
    said = (opening, counted, of, "通过" if passed else "未通过")
    return Outcome("passed" if passed else "failed", said)
