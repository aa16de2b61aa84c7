"""The draw of a panel: from a frozen pool, by lots anybody can draw again, with substitutes in the same run.

The pool is canonical JSON and has a digest; the seed is made of it and of a root published before
(`kernel.lots`). Experts come in the order of their places; seats of a field are taken in that order, as far
as no employer has more than its share. Whoever gives a seat up is replaced by the next in the same order.
Nothing here needs a database or Django.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from luoshi.kernel import canonical
from luoshi.kernel.errors import InputError, Problem
from luoshi.kernel.lots import place, seed

LEAST = 5


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Seats(_Value):
    """So many seats for experts of a field; an empty field is any."""

    domain: str = ""
    count: int = Field(ge=1, le=99)


class Candidate(_Value):
    """An expert of the pool by number, with the fields and the employer (code, or name) that decide."""

    id: int
    domains: tuple[str, ...]
    employer: str

    @field_validator("domains")
    @classmethod
    def _sorted(cls, domains: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(set(domains)))


class Pool(_Value):
    """Who may be drawn, for how many seats. Only what decides the draw is in it: no names."""

    format: int = Field(1, ge=1, le=1)
    panel: str
    seats: tuple[Seats, ...] = Field(min_length=1)
    of_employer: int = Field(1, ge=1)
    """At most so many of one employer sit."""
    experts: tuple[Candidate, ...]

    @field_validator("seats")
    @classmethod
    def _odd(cls, seats: tuple[Seats, ...]) -> tuple[Seats, ...]:
        total = sum(one.count for one in seats)
        if total < LEAST or total % 2 == 0:
            raise ValueError(f"评审专家 {total} 人；应是 {LEAST} 人以上的单数")
        if len({one.domain for one in seats}) < len(seats):
            raise ValueError("一个领域写了两次")
        return seats

    @field_validator("experts")
    @classmethod
    def _once(cls, experts: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        if len({one.id for one in experts}) < len(experts):
            raise ValueError("一位专家列了两次")
        return tuple(sorted(experts, key=lambda one: one.id))

    @property
    def digest(self) -> str:
        return canonical.sha256(self.model_dump())

    def dumps(self) -> str:
        """The pool as it is published: the digest is of these bytes."""
        return canonical.dumps(self.model_dump()).decode()


def parse(text: str) -> Pool:
    """A pool from its JSON; everything wrong is said at once."""
    try:
        return Pool.model_validate(json.loads(text))
    except json.JSONDecodeError as fault:
        raise InputError("专家库文件不是 JSON", hint="用评审页面上下载的文件") from fault
    except ValidationError as fault:
        problems = [
            Problem(str(one["msg"]).removeprefix("Value error, "), field=".".join(map(str, one["loc"])))
            for one in fault.errors()
        ]
        raise InputError(problems=problems) from fault


@dataclass(frozen=True)
class Seat:
    """A seat and who has it; `key` is the place by which the expert came."""

    domain: str
    expert: int
    key: str


@dataclass(frozen=True)
class Panel:
    """What was drawn, with all that is needed to draw it again. Substitutes by field, in order."""

    root: str
    digest: str
    seed: str
    seats: tuple[Seat, ...]
    substitutes: tuple[Seat, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def draw(pool: Pool, root: str, gone: Sequence[int] = ()) -> Panel:
    """The panel of a pool by a published root; `gone` are experts who gave their seats up, in that order.

    Raises InputError when a field has too few experts, saying which and how many.
    """
    start = seed(root, pool.digest)
    order = sorted(pool.experts, key=lambda one: (place(start, str(one.id)), one.id))
    sitting = _first(pool, order)
    for done, one in enumerate(gone, start=1):
        _replace(pool, order, sitting, one, set(gone[:done]))
    seats = tuple(
        Seat(domain, one.id, place(start, str(one.id))) for domain, several in sitting for one in several
    )
    taken = {one.expert for one in seats} | set(gone)
    spare = tuple(
        Seat(kind.domain, one.id, place(start, str(one.id)))
        for kind in pool.seats
        for one in order
        if one.id not in taken and _fits(kind.domain, one)
    )
    return Panel(root, pool.digest, start.hex(), seats, spare)


_Sitting = list[tuple[str, list[Candidate]]]


def _first(pool: Pool, order: Sequence[Candidate]) -> _Sitting:
    """Seats of named fields are taken before those of any field, so that the latter take nobody away."""
    sitting: _Sitting = [(kind.domain, []) for kind in pool.seats]
    for kind, (_domain, several) in sorted(
        zip(pool.seats, sitting, strict=True), key=lambda pair: pair[0].domain == ""
    ):
        while len(several) < kind.count:
            several.append(_next(pool, order, sitting, kind.domain, set()))
    return sitting


def _replace(pool: Pool, order: Sequence[Candidate], sitting: _Sitting, gone: int, out: set[int]) -> None:
    for domain, several in sitting:
        for at, one in enumerate(several):
            if one.id == gone:
                del several[at]
                several.insert(at, _next(pool, order, sitting, domain, out))
                return
    if gone not in {one.id for one in pool.experts}:
        raise InputError(f"专家 {gone} 不在库里")


def _next(pool: Pool, order: Iterable[Candidate], sitting: _Sitting, domain: str, out: set[int]) -> Candidate:
    there = [one for _domain, several in sitting for one in several]
    taken, employers = {one.id for one in there}, Counter(one.employer for one in there)
    for one in order:
        if one.id in taken or one.id in out or not _fits(domain, one):
            continue
        if employers[one.employer] < pool.of_employer:
            return one
    wanted = next(kind.count for kind in pool.seats if kind.domain == domain)
    fit = sum(_fits(domain, one) for one in pool.experts)
    raise InputError(
        problems=[
            Problem(
                f"“{domain or '不限领域'}”要 {wanted} 人，库里能用的不够（{fit} 人）",
                f"补充专家，或放宽同一单位不超过 {pool.of_employer} 人",
                field="抽取专家",
            )
        ]
    )


def _fits(domain: str, one: Candidate) -> bool:
    return not domain or domain in one.domains
