"""A ledger's rows from the journal alone: the journal is the truth, the table its present state."""

from __future__ import annotations

from typing import Any

from luoshi.journal import queries as journal
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.ledgers import queries, search
from luoshi.ledgers.columns import of_ledger


def replayed(name: str) -> dict[int, dict[str, Any]]:
    """Record id → row as the journal's entries leave it."""
    table, columns = queries.table(name), [column.name for column in of_ledger(queries.ledger(name))]
    rows: dict[int, dict[str, Any]] = {}
    for entry in journal.entries(f"record:{name}/"):
        number = int(entry.subject.rpartition("/")[2])
        row = rows.setdefault(number, {"id": number, **dict.fromkeys(columns)})
        for column, values in entry.data.items():
            if column in row and isinstance(values, list):
                row[column] = table._meta.get_field(column).to_python(values[1])
    return rows


def differences(name: str) -> list[int]:
    """The ids of rows that are not as the journal says; none on a sound site."""
    said = replayed(name)
    found = {row["id"]: row for row in queries.table(name).objects.values()}
    return sorted(number for number in said.keys() | found.keys() if said.get(number) != found.get(number))


@action
def repair(actor: Actor, name: str) -> list[int]:
    """Write the rows that are not as the journal says as it says; their ids. An administrator's."""
    if not (actor.is_system or actor.has("admin")):
        raise Refused("只有系统管理员可以按日志改回台账", hint="请联系系统管理员")
    spec, table, said = queries.ledger(name), queries.table(name), replayed(name)
    numbers = differences(name)
    for number in numbers:
        table.objects.filter(id=number).delete()
        if number in said:
            table.objects.create(**said[number])
    search.refill(spec)
    append(actor, f"ledger:{name}", "repair", {"records": numbers})
    return numbers
