"""选举记录: the file that is published, one JSON object a line, each chained to the one before; read again by
whoever wants to count. Nothing here needs a site or a database.

    election   what was stated before anybody voted, with the digest and size of the roll
    ballot …   in the order of their random numbers
    box        how many papers were given out and came back
    seal       the head of the chain so far, signed by the site
    sheet …    the count sheets of ballots on paper
    result     the sum and who is elected
    seal
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from luoshi.elections.ballots import Ballot, Number, Rules, Turnout, Value
from luoshi.elections.counting import Result, Sheet
from luoshi.kernel import canonical

GENESIS = "0" * 64
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Line = dict[str, Any]
Sign = Callable[[bytes], tuple[str, str]]
"""Bytes → the public key and the signature, both hex."""


class Roll(Value):
    """The roll's digest at the cut-off, and how many are on it."""

    digest: Digest
    size: Annotated[int, Field(ge=1)]


class Election(Value):
    """What was stated before anybody voted. `candidates` by number on the ballot; `round` from 1, `before`
    the head of the record of the round before; `key` the modulus by which papers are signed blindly."""

    kind: Literal["election"] = "election"
    format: Literal[1] = 1
    id: str
    title: str
    unit: str
    round: Annotated[int, Field(ge=1)] = 1
    before: str = ""
    rules: Rules
    candidates: Mapping[str, str]
    roll: Roll
    key: str = ""


class Box(Value):
    """A closed box: papers given out for it, ballots in it, and how many were present in all."""

    kind: Literal["box"] = "box"
    issued: Number
    returned: Number
    present: Number


class Counted(Value):
    """A count sheet of a box of paper, with those who counted it."""

    kind: Literal["sheet"] = "sheet"
    table: str
    tellers: tuple[str, str]
    sheet: Sheet


class Declared(Value):
    """The sum of all, what it comes to, and the scrutineers who signed."""

    kind: Literal["result"] = "result"
    turnout: Turnout
    sheet: Sheet
    state: str
    elected: tuple[str, ...]
    steps: tuple[str, ...]
    scrutineers: tuple[str, ...]


class Seal(Value):
    """`of`: box or result; `head` the chain of the line before, `count` how many ballots are in the box."""

    kind: Literal["seal"] = "seal"
    of: Literal["box", "result"]
    count: Number
    head: Digest
    key: Digest
    signature: Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]


def receipt(ballot: Ballot) -> str:
    """By which a voter finds their ballot in the list: the digest of its line."""
    return canonical.sha256(ballot_line(ballot))


def ballot_line(ballot: Ballot) -> Line:
    return {"kind": "ballot", **ballot.model_dump(mode="json")}


def link(before: str, line: Mapping[str, Any]) -> str:
    """The chain at a line: of the chain before it and of the line without its own."""
    return canonical.sha256(bytes.fromhex(before) + canonical.dumps({**line}))


def chained(before: str, lines: Iterable[Mapping[str, Any]]) -> list[Line]:
    """Lines with their chain."""
    made = []
    for one in lines:
        before = link(before, one)
        made.append({**one, "chain": before})
    return made


@dataclass(frozen=True)
class Stamp:
    """With what a part of a record is sealed."""

    election: str
    of: Literal["box", "result"]
    count: int
    sign: Sign


def sealed(before: str, lines: Iterable[Mapping[str, Any]], stamp: Stamp) -> list[Line]:
    """Lines with their chain, and a seal on the last."""
    made = chained(before, lines)
    head = str(made[-1]["chain"])
    key, signature = stamp.sign(signed_of(stamp.election, stamp.of, stamp.count, head))
    seal = Seal(of=stamp.of, count=stamp.count, head=head, key=key, signature=signature)
    return made + chained(head, [seal.model_dump(mode="json")])


def signed_of(election: str, of: str, count: int, head: str) -> bytes:
    """The bytes that are signed."""
    return canonical.dumps(
        {"luoshi": "ballots", "election": election, "of": of, "count": count, "head": head}
    )


def box_part(election: Election, ballots: Sequence[Ballot], box: Box, sign: Sign) -> list[Line]:
    """The record as it is published when the box closes."""
    ordered = sorted(ballots, key=lambda one: one.nonce)
    lines = [election.model_dump(mode="json"), *map(ballot_line, ordered), box.model_dump(mode="json")]
    return sealed(GENESIS, lines, Stamp(election=election.id, of="box", count=len(ordered), sign=sign))


def declared_part(
    boxed: Sequence[Line], sheets: Sequence[Counted], declared: Declared, sign: Sign
) -> list[Line]:
    """The whole record: the box's part as it is, sheets and result after it."""
    lines = [one.model_dump(mode="json") for one in (*sheets, declared)]
    count = sum(one["kind"] == "ballot" for one in boxed)
    stamp = Stamp(election=str(boxed[0]["id"]), of="result", count=count, sign=sign)
    return [*boxed, *sealed(str(boxed[-1]["chain"]), lines, stamp)]


def declare(turnout: Turnout, sheet: Sheet, result: Result, scrutineers: Sequence[str]) -> Declared:
    """A result as the record states it."""
    return Declared(
        turnout=turnout, sheet=sheet, state=result.state, elected=result.elected, steps=result.steps,
        scrutineers=tuple(scrutineers),
    )  # fmt: skip


def dumps(lines: Iterable[Line]) -> bytes:
    """The file: one spelling for every value, so that a changed byte is a changed value or no spelling."""
    return b"".join(canonical.dumps(one) + b"\n" for one in lines)


def loads(content: bytes) -> list[Line]:
    """Lines of a record that the site itself wrote."""
    return [json.loads(one) for one in content.splitlines()]
