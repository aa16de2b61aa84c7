"""A new row, checked and completed before it is written; what many rows share is looked up once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, LuoshiError, Problem
from luoshi.ledgers import columns, queries
from luoshi.ledgers.handling import refuse_alone, refuse_beneath, refuse_kept, refuse_tied, refuse_typed
from luoshi.ledgers.limits import given
from luoshi.ledgers.records import Record, Ref, of_row
from luoshi.packs.spec import Ledger, ledger_of
from luoshi.units import queries as units


@dataclass(frozen=True)
class NewRow:
    """A row to be made: whose, and its values by field."""

    unit: str
    values: Mapping[str, Any]
    since: date | None = None
    """From which day its first stage holds; today when not given."""


class Drafts:
    """Drafts of an actor's new rows of a ledger."""

    def __init__(self, actor: Actor, spec: Ledger) -> None:
        self._actor, self._spec = actor, spec
        self._digest = queries.digest_of(spec)
        self._required = [key for key, field in spec.fields.items() if field.required]
        self._named = [one for one in spec.fields.items() if one[1].type in ("record", "unit")]
        self._empty = {column.name: None for column in columns.of_ledger(spec)}
        self._known: dict[tuple[str, object], LuoshiError | None] = {}

    def record(self, new: NewRow) -> Record:
        """The record as it will be written, its number still 0; everything wrong is raised at once."""
        return self.completed(new, columns.stored(self._spec, new.values))

    def completed(self, new: NewRow, kept: Mapping[str, Any]) -> Record:
        """As `record`, for whoever already holds what will be stored of the row's values."""
        actor, spec = self._actor, self._spec
        self.check(new.unit, kept)
        first = spec.stages[0].key if spec.stages else None
        row = self._empty | dict(kept)
        row |= {
            "unit": new.unit, "stage": first, "verification": "pending", "withdrawn": False, "version": 1,
            "reported_by": actor.person, "reported_at": actor.now(), "pack_digest": self._digest,
        }  # fmt: skip
        if first:
            row[f"stage_{first}"] = new.since or actor.today()
            row |= given(spec, row, first, row[f"stage_{first}"])
        return Record(**{**vars(of_row(spec, {**row, "id": 0})), "row": row})

    def check(self, unit: str, kept: Mapping[str, Any]) -> None:
        """Whether a row of stored values may be made for a unit; raises what is wrong."""
        self._once("unit", unit, self._may_report)
        refuse_missing(self._spec, kept, self._required)
        refuse_typed(self._spec, [key for key, value in kept.items() if value is not None])
        self._once("alone", "", self._may_be_made)
        refuse_kept(self._actor, self._spec, {**kept, "unit": unit})
        refuse_tied(self._actor, self._spec, {**kept, "unit": unit})
        self.refuse_strangers(kept)

    def refuse_strangers(self, kept: Mapping[str, Any]) -> None:
        """A record field may only name a record that the actor may see; a unit field a unit there is."""
        for key, field in self._named:
            if kept.get(key) is None:
                continue
            if field.type == "record":
                self._once(ledger_of(self._spec, field), kept[key], self._may_name)
                if key == self._spec.parent and not self._spec.apart:
                    self._once(f"beneath {ledger_of(self._spec, field)}", kept[key], self._may_hang)
            elif field.type == "unit":
                self._once("named", str(kept[key]), lambda _kind, code: units.unit(str(code)))

    def _may_report(self, _kind: str, unit: object) -> None:
        units.unit(str(unit))
        queries.may(self._actor, "report", self._spec, str(unit))

    def _may_be_made(self, _kind: str, _any: object) -> None:
        refuse_alone(self._actor, self._spec)

    def _may_name(self, ledger: str, number: object) -> None:
        queries.record(self._actor, Ref(ledger, int(str(number))))

    def _may_hang(self, beneath: str, number: object) -> None:
        refuse_beneath(self._actor, beneath.removeprefix("beneath "), int(str(number)))

    def _once(self, kind: str, value: object, ask: Any) -> None:
        """Ask a question of the database once for all rows; a refusal is repeated for each."""
        if (kind, value) not in self._known:
            try:
                ask(kind, value)
                self._known[kind, value] = None
            except LuoshiError as fault:
                self._known[kind, value] = fault
        refusal = self._known[kind, value]
        if refusal is not None:
            raise refusal


def refuse_missing(spec: Ledger, kept: Mapping[str, Any], keys: Iterable[str]) -> None:
    """Every one of the fields has a value, or InputError naming those that have none."""
    empty = columns.missing(kept, keys)
    if empty:
        problems = [Problem("必填，没有填", field=str(spec.fields[key].label)) for key in empty]
        raise InputError(problems=problems)
