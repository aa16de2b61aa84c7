"""A record as a value: what queries answer and actions return."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from luoshi.kernel import seeing
from luoshi.kernel.errors import InputError
from luoshi.kernel.masking import covered
from luoshi.kernel.seeing import Sight
from luoshi.ledgers.columns import shown
from luoshi.packs.spec import TEXTS, Ledger

STATES: Mapping[str, str] = {"pending": "待审核", "verified": "已核实", "rejected": "已退回"}
"""What verification came to, of a record or of its evidence, as papers and files say it."""


@dataclass(frozen=True)
class Ref:
    """Which record: `investment.project` and its number."""

    ledger: str
    id: int

    @classmethod
    def parse(cls, text: str) -> Ref:
        """From `investment.project/12`."""
        ledger, _, number = text.partition("/")
        if not number.isdecimal():
            raise InputError(f"“{text}”不是记录编号", hint="写作 investment.project/12")
        return cls(ledger, int(number))

    @property
    def subject(self) -> str:
        """How the journal names the record."""
        return f"record:{self}"

    def __str__(self) -> str:
        return f"{self.ledger}/{self.id}"


def veiled(spec: Ledger, key: str, value: Any) -> str | None:
    """A value of a personal column as whoever has no need of it reads it: a text but for a sign or two, a
    choice, a day, a number not at all."""
    if key in spec.fields:
        return covered(value) if spec.fields[key].type in TEXTS else None
    return covered(value) if key in spec.personal else None


class Values(Mapping[str, Any]):
    """Values by field in the ledger's units, worked out from the stored ones when somebody asks; those of
    hidden fields covered. Reading a personal one that is not is told by `sight`, where there is one."""

    def __init__(
        self, spec: Ledger, row: Mapping[str, Any], hidden: Collection[str], sight: Sight | None = None
    ) -> None:
        self._spec, self._row, self._hidden, self._sight = spec, row, hidden, sight
        self._shown: dict[str, Any] | None = None

    def _all(self) -> dict[str, Any]:
        if self._shown is None:
            made = shown(self._spec, self._row)
            self._shown = made | {key: veiled(self._spec, key, made[key]) for key in self._hidden}
        return self._shown

    def __getitem__(self, key: str) -> Any:
        found = self._all()[key]
        if self._sight is not None and found is not None and key in self._spec.personal:
            seeing.read(self._sight)
        return found

    def tell(self) -> None:
        """Personal values that the record said before are read, whatever it says now."""
        if self._sight is not None:
            seeing.read(self._sight)

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __repr__(self) -> str:
        return repr(self._all())


@dataclass(frozen=True)
class Record:
    """A record as it stands. `values` by field in the ledger's units, as whoever asked may read them; `row`
    as stored, for what is worked out and written."""

    ref: Ref
    spec: Ledger
    unit: str
    stage: str | None
    verification: str
    withdrawn: bool
    version: int
    reported_by: int | None
    reported_at: datetime
    values: Values
    row: Mapping[str, Any]
    hidden: frozenset[str] = frozenset()
    """The personal fields that are covered."""

    @property
    def title(self) -> str:
        """What people call it."""
        key = self.spec.title or self._first_text
        return str(self.values.get(key) or f"{self.spec.label} {self.ref.id}")

    @property
    def _first_text(self) -> str:
        return next((key for key, field in self.spec.fields.items() if field.type == "text"), "")

    @property
    def public_title(self) -> str:
        """What it is called where people read it who may not know: in a reminder, a robot's group, another
        record. Its number where its title is personal."""
        field = self.spec.fields.get(self.spec.title or self._first_text)
        return f"{self.spec.label} {self.ref.id}" if field is not None and field.personal else self.title

    @property
    def stage_label(self) -> str:
        """What its stage is called, in the language spoken; empty where it has none."""
        return next((str(one.label) for one in self.spec.stages if one.key == self.stage), "")

    @property
    def day(self) -> date | None:
        """The day of its fact, by which it falls in a period."""
        found = self.row.get(self.spec.dated or "")
        return found if isinstance(found, date) else None

    @property
    def stage_days(self) -> Mapping[str, date]:
        """Stage → the day it was entered."""
        keys = [stage.key for stage in self.spec.stages]
        return {key: self.row[f"stage_{key}"] for key in keys if self.row.get(f"stage_{key}")}


def of_row(
    spec: Ledger, row: Mapping[str, Any], hidden: frozenset[str] = frozenset(), sight: Sight | None = None
) -> Record:
    """A record from a row of stored values with `id`: `hidden` fields covered, `sight` told of the others."""
    return Record(
        ref=Ref(spec.name, row["id"]), spec=spec, unit=row["unit"], stage=row["stage"],
        verification=row["verification"], withdrawn=row["withdrawn"], version=row["version"],
        reported_by=row["reported_by"], reported_at=row["reported_at"],
        values=Values(spec, row, hidden, sight),
        row=dict(row), hidden=hidden,
    )  # fmt: skip
