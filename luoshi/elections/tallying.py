"""A published record checked and counted again, by anybody: no site, no database, no trust."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from luoshi.elections import counting, record
from luoshi.elections.ballots import Ballot, Turnout, Value
from luoshi.elections.record import Box, Counted, Declared, Election, Seal
from luoshi.kernel import canonical
from luoshi.kernel.errors import InputError, Problem
from luoshi.periods.keys import holds

V = TypeVar("V", bound=Value)
MOST_SAID = 12


@dataclass(frozen=True)
class Tally:
    """What a record says and comes to. `final` is false where only the box has been published yet: ballots on
    paper are then not in it."""

    election: Election
    ballots: tuple[Ballot, ...]
    sheet: counting.Sheet
    turnout: Turnout
    result: counting.Result
    head: str
    key: str
    final: bool
    scrutineers: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Keys as in the record; `steps` is the arithmetic in words."""
        return {
            "id": self.election.id, "title": self.election.title, "round": self.election.round,
            "final": self.final, "roll": self.election.roll.model_dump(),
            **self.turnout.model_dump(), **self.sheet.model_dump(mode="json"),
            "candidates": dict(self.election.candidates), "state": self.result.state,
            "elected": list(self.result.elected),
            "again": list(self.result.next.names) if self.result.next else [],
            "steps": list(self.result.steps), "scrutineers": list(self.scrutineers), "head": self.head,
            "key": self.key,
        }  # fmt: skip


def tally(content: bytes, *, key: str = "") -> Tally:
    """Check a record and count it; `key` (hex) is the public key one expects it to be signed with.

    Raises InputError that says on which line something is not as it was sealed.
    """
    lines = _lines(content)
    _chain(lines)
    election = _read(Election, lines[0], 1)
    kinds = [str(one.get("kind")) for one in lines]
    ends = [at for at, kind in enumerate(kinds) if kind == "seal"]
    _order(kinds, ends)
    ballots = tuple(_ballots(lines, kinds.index("box")))
    box = _read(Box, lines[kinds.index("box")], kinds.index("box") + 1)
    if box.returned != len(ballots):
        raise _wrong(kinds.index("box"), f"写着收回 {box.returned} 张，票有 {len(ballots)} 张", "两数相等")
    for at in ends:
        _signed(lines, at, election, len(ballots), key)
    return _counted(lines, kinds, election, ballots, box)


def _lines(content: bytes) -> list[dict[str, Any]]:
    if not content.endswith(b"\n"):
        raise InputError("选举记录不完整：末尾缺少换行", hint="重新下载整个文件")
    made, problems = [], []
    for at, one in enumerate(content[:-1].split(b"\n")):
        try:
            line = json.loads(one)
            same = isinstance(line, dict) and canonical.dumps(line) == one
        except (ValueError, TypeError):
            line, same = {}, False
        made.append(line)
        if not same:
            problems.append(Problem("不是原来写的样子", "每行一个 JSON 对象，一字不差", line=at + 1))
    if problems:
        raise InputError(problems=problems[:MOST_SAID])
    return made


def _chain(lines: Sequence[dict[str, Any]]) -> None:
    before = record.GENESIS
    for at, one in enumerate(lines):
        said = {key: value for key, value in one.items() if key != "chain"}
        if record.link(before, said) != one.get("chain"):
            raise _wrong(at, "与前一行的链对不上：这一行或前面的行被改过、多了或少了", "原样的记录")
        before = str(one["chain"])


def _order(kinds: Sequence[str], ends: Sequence[int]) -> None:
    """Election, ballots, box, seal; then perhaps sheets, result, seal: nothing else, nothing twice."""
    first = ends[0] if ends else len(kinds)
    boxed, rest = list(kinds[: first + 1]), list(kinds[first + 1 :])
    good = boxed == ["election", *["ballot"] * (first - 2), "box", "seal"] if first >= 2 else False
    if not good or rest not in ([], [*["sheet"] * (len(rest) - 2), "result", "seal"]):
        right = "election、ballot…、box、seal，公布结果后再有 sheet…、result、seal"
        raise InputError("选举记录的各行不按次序，或不完整", hint=right)


def _ballots(lines: Sequence[dict[str, Any]], end: int) -> Iterator[Ballot]:
    before = ""
    for at in range(1, end):
        said = {key: value for key, value in lines[at].items() if key != "kind"}
        one = _read(Ballot, said, at + 1)
        if one.nonce <= before:
            raise _wrong(at, "票没有按随机数排序，或有两张相同", "从小到大，各不相同")
        before = one.nonce
        yield one


def _signed(lines: Sequence[dict[str, Any]], at: int, election: Election, count: int, key: str) -> None:
    seal = _read(Seal, lines[at], at + 1)
    if seal.head != lines[at - 1]["chain"] or seal.count != count:
        raise _wrong(at, "封签写的不是前面的内容", "封签是前一行的链和票数")
    if seal.of != ("box" if lines[at - 1]["kind"] == "box" else "result"):
        raise _wrong(at, "封签的种类不对", "票箱封 box，结果封 result")
    said = record.signed_of(election.id, seal.of, seal.count, seal.head)
    if not holds(seal.key, bytes.fromhex(seal.signature), said):
        raise _wrong(at, "签名不对", "由封签上的公钥签")
    if key and seal.key != key.lower():
        raise _wrong(at, f"由 {seal.key[:16]}… 签名", f"由 {key[:16]}… 签名")


def _counted(
    lines: Sequence[dict[str, Any]], kinds: Sequence[str], election: Election, ballots: tuple[Ballot, ...],
    box: Box,
) -> Tally:  # fmt: skip
    rules, candidates = election.rules, election.candidates
    if rules.least() > len(candidates) and not election.before:
        raise _wrong(0, f"候选人 {len(candidates)} 人", f"至少 {rules.least()} 人")
    sheets = [counting.count(rules, candidates, ballots, box.issued)]
    for at in (at for at, kind in enumerate(kinds) if kind == "sheet"):
        one = _read(Counted, lines[at], at + 1)
        if faults := counting.check_sheet(rules, candidates, one.sheet):
            raise _wrong(at, str(faults[0]), "加得起来的计票单")
        sheets.append(one.sheet)
    total = counting.add(candidates, sheets)
    turnout = Turnout(due=election.roll.size, present=box.present)
    result = counting.decide(rules, candidates, turnout, total)
    final, signed = "result" in kinds, tuple[str, ...]()
    if final:
        at = kinds.index("result")
        said = _read(Declared, lines[at], at + 1)
        signed = said.scrutineers
        if said != record.declare(turnout, total, result, signed):
            raise _wrong(at, "公布的结果和重新计票的结果不同", f"{result.state}：{'、'.join(result.elected)}")
    seal = _read(Seal, lines[-1], len(lines))
    return Tally(election, ballots, total, turnout, result, seal.head, seal.key, final, signed)


def _read(kind: type[V], line: dict[str, Any], number: int) -> V:
    try:
        return kind.model_validate({key: value for key, value in line.items() if key != "chain"})
    except ValidationError as fault:
        where = "、".join(sorted({".".join(map(str, one["loc"])) for one in fault.errors()}))
        raise InputError(problems=[Problem(f"读不懂：{where}", "选举记录的格式", line=number)]) from fault


def _wrong(at: int, what: str, right: str) -> InputError:
    return InputError(problems=[Problem(what, right, line=at + 1)])
