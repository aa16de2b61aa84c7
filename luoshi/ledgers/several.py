"""Several records asked for at once, in as many queries as for one; and what a save would say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, LuoshiError, Problem
from luoshi.ledgers import bulk, queries
from luoshi.ledgers.bulk import Change
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.records import Record

_BATCH = 500
"""Values asked for in one query."""


class _Undone(Exception):
    """Raised to take back what was only tried."""


def records(actor: Actor, name: str, numbers: Iterable[int]) -> dict[int, Record]:
    """Number → record, of those that the actor may see."""
    return {one.ref.id: one for one in _where(actor, name, "id", numbers)}


def meant(actor: Actor, name: str, said: Collection[str]) -> dict[str, Record | LuoshiError]:
    """As `queries.find`, for many sayings: the record that is meant by each, or what is wrong with it."""
    spec = queries.ledger(name)
    numbers = {one: int(one.split()[0]) for one in said if _numbered(one)}
    by_number = records(actor, name, numbers.values())
    titles: dict[str, list[Record]] = {}
    if spec.title in spec.fields:
        rest = [one.strip() for one in said if one not in numbers]
        for record in _where(actor, name, str(spec.title), rest):
            titles.setdefault(record.title, []).append(record)
    found: dict[str, Record | LuoshiError] = {}
    for one in said:
        mine = [by_number[numbers[one]]] if numbers.get(one) in by_number else titles.get(one.strip(), [])
        many = "不止一条" if len(mine) > 1 else "没有"
        found[one] = (
            mine[0]
            if len(mine) == 1
            else InputError(f"{many}名为“{one}”的“{spec.label}”", hint="输入名称的一部分，从列表中选择")
        )
    return found


def trial(actor: Actor, ledger: str, rows: Sequence[NewRow | Change]) -> tuple[Problem, ...]:
    """What `bulk.put_many` would say is wrong. It is done and taken back, so that the two cannot disagree."""
    try:
        with transaction.atomic():
            bulk.put_many(actor, ledger, rows)
            raise _Undone
    except InputError as fault:
        return fault.problems
    except _Undone:
        return ()


def _numbered(said: str) -> bool:
    """Whether it begins with a record's number: “12 苹果汁加工厂”."""
    first = said.split()[:1]
    return bool(first) and first[0].isdecimal() and int(first[0]) < 2**63


def _where(actor: Actor, name: str, column: str, values: Iterable[object]) -> Iterable[Record]:
    read, asked = queries.reader(actor, queries.ledger(name)), list(dict.fromkeys(values))
    for start in range(0, len(asked), _BATCH):
        some = queries.visible(actor, name).filter(**{f"{column}__in": asked[start : start + _BATCH]})
        yield from map(read, some.values())
