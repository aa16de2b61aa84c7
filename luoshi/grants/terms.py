"""A contract's terms as they are typed, a line each. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from luoshi.grants.contracting import Backer, Goal, Part
from luoshi.kernel.errors import InputError, Problem
from luoshi.ledgers.records import Record

MIDTERM = "中期检查"
KINDS = {"企业自筹": "enterprise", "银行贷款": "loan", "社会资本": "society"}


def goals(text: str) -> tuple[Goal, ...]:
    """“2027-04-30 建成中试线 中期检查”: the day, what is reached, and at the end whether it is the check."""
    made = []
    for number, words in _lines(text):
        if len(words) < 2:
            raise _unread("里程碑", number, "写作：2027-04-30 建成中试线；中期检查的在后面写上“中期检查”")
        midterm = words[-1] == MIDTERM and len(words) > 2
        what = " ".join(words[1:-1] if midterm else words[1:])
        made.append(Goal(what, _day("里程碑", number, words[0]), midterm))
    return tuple(made)


def parts(text: str) -> tuple[Part, ...]:
    """“2026-05-10 18” and “2027-05-10 12 1”: the day, 万元, and the number of the milestone it hangs on."""
    made = []
    for number, words in _lines(text):
        right = "写作：2026-05-10 18；凭第1个里程碑的写作：2027-05-10 12 1"
        if not 2 <= len(words) <= 3 or (len(words) == 3 and not words[2].isdecimal()):
            raise _unread("拨款计划", number, right)
        upon = int(words[2]) if len(words) == 3 else 0
        made.append(Part(_amount("拨款计划", number, words[1]), _day("拨款计划", number, words[0]), upon))
    return tuple(made)


def backers(text: str) -> tuple[Backer, ...]:
    """“企业自筹 丰禾食品有限公司 60”: whose kind of money, who pays, 万元."""
    made = []
    for number, words in _lines(text):
        if len(words) != 3 or words[0] not in KINDS:
            raise _unread("其他资金", number, f"写作：企业自筹 出资方 60；来源有 {'、'.join(KINDS)}")
        made.append(Backer(KINDS[words[0]], words[1], _amount("其他资金", number, words[2])))
    return tuple(made)


def written(goals: Sequence[Record], parts: Sequence[Record], others: Sequence[Record]) -> dict[str, str]:
    """The terms of a contract as they would be typed, to be changed: goals, parts and backers."""
    place = {one.ref.id: number for number, one in enumerate(goals, start=1)}
    names = {kind: name for name, kind in KINDS.items()}
    return {
        "goals": "\n".join(
            f"{one.row['due_on']} {one.title}{f' {MIDTERM}' if one.row['kind'] == 'midterm' else ''}"
            for one in goals
        ),
        "parts": "\n".join(
            f"{one.row['planned_on']} {one.values['amount']} {place.get(one.row['milestone'], '')}".strip()
            for one in parts
        ),
        "backers": "\n".join(
            f"{names[one.row['kind']]} {one.title} {one.values['agreed']}" for one in others
        ),
    }


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, line.split()


def _day(field: str, number: int, said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise _unread(field, number, f"“{said}”不是日期，写作 2027-04-30") from None


def _amount(field: str, number: int, said: str) -> Decimal:
    try:
        amount = Decimal(said.removesuffix("万元"))
    except InvalidOperation:
        raise _unread(field, number, f"“{said}”不是金额，写万元数") from None
    if not amount.is_finite():
        raise _unread(field, number, f"“{said}”不是金额，写万元数")
    return amount


def _unread(field: str, number: int, right: str) -> InputError:
    return InputError(problems=[Problem(f"第 {number} 行读不懂", right, field=field)])
