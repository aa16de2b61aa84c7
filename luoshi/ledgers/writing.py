"""A row as it is written, and what the journal is told of it. Only `changes` and `reopening` use it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from luoshi.journal import queries as journal
from luoshi.journal.actions import append, append_many
from luoshi.journal.rows import insert as write
from luoshi.journal.rows import reserve
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing, Stale
from luoshi.ledgers import columns, queries, search
from luoshi.ledgers.records import Record, of_row
from luoshi.packs.spec import Ledger

VERBS: Mapping[str, str] = {
    "create": "填报", "edit": "修改", "adjust": "更正", "move": "推进阶段", "verify": "审核通过",
    "reject": "审核退回", "withdraw": "撤回", "send_back": "退回重办", "extend": "批准延期",
    "recall": "撤回修改", "reopen": "重新办理", "rate": "评价", "erase": "删除个人信息",
}  # fmt: skip


def insert(actor: Actor, record: Record, *, why: str, more: Mapping[str, Any]) -> Record:
    """A new row and its first entry; the record's `row` is what is written."""
    made = queries.table(record.ref.ledger).objects.create(**record.row)
    written = of_row(record.spec, {**record.row, "id": made.id})
    search.put(record.spec, [written.row], new=True)
    data = {**_stated(record), **more}
    private = record.spec.personal
    append(actor, written.ref.subject, "create", data, holds_from=written.day, why=why, private=private)
    return written


def insert_many(actor: Actor, spec: Ledger, records: Sequence[Record], *, why: str) -> list[Record]:
    """As `insert`, for many rows in few statements."""
    table = queries.table(spec.name)
    numbers = reserve(table, len(records))
    written = [
        of_row(spec, {**record.row, "id": number}) for record, number in zip(records, numbers, strict=True)
    ]
    names = ["id", *(column.name for column in columns.of_ledger(spec))]
    write(table, names, ([made.row[name] for name in names] for made in written))
    search.put(spec, [made.row for made in written], new=True)
    entries = ((made.ref.subject, "create", _stated(made), made.day) for made in written)
    append_many(actor, entries, len(written), why=why, private=spec.personal)
    return written


def update(
    actor: Actor,
    record: Record,
    verb: str,
    changes: Mapping[str, Any],
    *,
    why: str,
    holds_from: date | None,
    more: Mapping[str, Any],
) -> Record:
    """Columns of a row that is still at the record's version; `Stale` when it is not."""
    row = {**record.row, **changes, "version": record.version + 1}
    differs = {name: value for name, value in row.items() if value != record.row[name]}
    table = queries.table(record.ref.ledger)
    hit = table.objects.filter(id=record.ref.id, version=record.version).update(**differs)
    if not hit:
        raise stale(record)
    if search.changes(record.spec, differs):
        search.put(record.spec, [row])
    data = {name: [plain(record.row[name]), plain(value)] for name, value in differs.items()}
    append(
        actor, record.ref.subject, verb, {**data, **more},
        holds_from=holds_from, why=why, private=record.spec.personal,
    )  # fmt: skip
    return of_row(record.spec, row)


def _stated(record: Record) -> dict[str, Any]:
    """What a new row says, as the journal keeps it: nothing before, this after."""
    return {
        name: [None, plain(value)] for name, value in record.row.items() if value is not None and name != "id"
    }


def stale(record: Record) -> Stale:
    """Who changed the record last, and what of it."""
    entries = journal.page(record.ref.subject, 1, verbs=[*VERBS])
    if not entries:
        raise Missing(f"没有这条记录：{record.ref}")
    last = entries[0]
    labels = [str(record.spec.fields[key].label) for key in last.data if key in record.spec.fields]
    what = "、".join(labels) or "状态"
    return Stale(
        f"{last.name}在{last.at:%m月%d日%H:%M}先{VERBS.get(last.verb, last.verb)}了这条记录（{what}）",
        hint="您填写的内容还在页面上；请对照新内容后再保存",
    )


def plain(value: Any) -> Any:
    """A stored value as JSON keeps it."""
    return value.isoformat() if isinstance(value, date | datetime) else value
