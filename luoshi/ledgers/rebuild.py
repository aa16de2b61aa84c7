"""A ledger's rows from the journal alone: the journal is the truth, the table its present state."""

from __future__ import annotations

from typing import Any

from luoshi.journal import queries as journal
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.ledgers import queries, search
from luoshi.ledgers.columns import of_ledger, renamed
from luoshi.ledgers.models import AdoptedPack, Share
from luoshi.ledgers.records import Ref
from luoshi.packs import freeze
from luoshi.packs.spec import Ledger
from luoshi.units.administering import may_administer_site

_Part = tuple[str, int, Any, Any]
"""A unit's share in basis points, from a day to a day or None."""


def replayed(name: str) -> dict[int, dict[str, Any]]:
    """Record id → row as the journal's entries leave it. An entry tells a value by the key that its field had
    then: where a later pack renamed it, the value goes along, as the table's column did."""
    spec, table = queries.ledger(name), queries.table(name)
    told: dict[int, dict[str, Any]] = {}
    renames = _renames(spec)
    for entry in journal.entries(f"record:{name}/"):
        while renames and renames[0][0] < entry.id:
            _rename(told, renames.pop(0)[1])
        row = told.setdefault(int(entry.subject.rpartition("/")[2]), {})
        row |= {key: said[1] for key, said in entry.data.items() if isinstance(said, list) and len(said) == 2}
    for _, names in renames:
        _rename(told, names)
    columns = {column.name: table._meta.get_field(column.name).to_python for column in of_ledger(spec)}
    return {
        number: {"id": number, **{key: read(row.get(key)) for key, read in columns.items()}}
        for number, row in told.items()
    }


def _renames(spec: Ledger) -> list[tuple[int, dict[str, str]]]:
    """The adoptions that renamed columns of a ledger, oldest first: the journal's number of each, and old
    names → new ones."""
    packs = dict(AdoptedPack.objects.filter(pack=spec.pack).values_list("digest", "body"))
    present: set[str] = set()
    found = []
    for entry in journal.of_verbs(f"pack:{spec.pack}", ["adopt"]):
        body = packs.get(entry.data["digest"])
        ledger = freeze.loads(body).ledgers.get(spec.key) if body else None
        if ledger is None:
            continue
        wanted = {column.name for column in of_ledger(ledger)}
        names = {old: new for new, old in renamed(ledger).items() if new not in present and old in present}
        if names:
            found.append((entry.id, names))
        present = (present - names.keys()) | wanted
    return found


def _rename(told: dict[int, dict[str, Any]], names: dict[str, str]) -> None:
    for row in told.values():
        for old, new in names.items():
            if old in row:
                row[new] = row.pop(old)


def differences(name: str) -> list[int]:
    """The ids of rows that are not as the journal says; none on a sound site."""
    said = replayed(name)
    found = {row["id"]: row for row in queries.table(name).objects.values()}
    return sorted(number for number in said.keys() | found.keys() if said.get(number) != found.get(number))


def share_differences() -> list[str]:
    """The records whose shares are not as the journal says; none on a sound site."""
    said: dict[str, set[_Part]] = {}
    for entry in journal.of_verbs("record:", ["share"]):
        before = {one for one in said.get(entry.subject, set()) if one[2] < entry.holds_from}
        ended = {(unit, bp, start, end or entry.holds_from) for unit, bp, start, end in before}
        made = {(unit, bp, entry.holds_from, None) for unit, bp in entry.data["shares"].items()}
        said[entry.subject] = ended | made
    there: dict[str, set[_Part]] = {}
    for one in Share.objects.all():
        subject = Ref(one.ledger, one.record).subject
        there.setdefault(subject, set()).add((one.unit, one.bp, one.from_day, one.to_day))
    return sorted(
        subject.partition(":")[2]
        for subject in said.keys() | there.keys()
        if said.get(subject) != there.get(subject)
    )


@action
def repair(actor: Actor, name: str) -> list[int]:
    """Write the rows that are not as the journal says as it says; their ids. The site's administrator's."""
    may_administer_site(actor)
    spec, table, said = queries.ledger(name), queries.table(name), replayed(name)
    numbers = differences(name)
    for number in numbers:
        table.objects.filter(id=number).delete()
        if number in said:
            table.objects.create(**said[number])
    search.refill(spec)
    append(actor, f"ledger:{name}", "repair", {"records": numbers})
    return numbers
