"""A kind of record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator

from luoshi.packs.spec.basics import Key, Spec, Text, full_name
from luoshi.packs.spec.checks import Bar, Check, HonestyRule, Question
from luoshi.packs.spec.fields import Field
from luoshi.packs.spec.stages import (
    Asking,
    Blind,
    Deadline,
    Due,
    Followup,
    Gate,
    Kept,
    Numbering,
    PauseKind,
    Picture,
    Purpose,
    RecordLight,
    Reopening,
    Rung,
    Stage,
    _due,
)

Verb = Literal["read", "report", "verify", "adjust", "share"]


class Ledger(Spec):
    """A kind of record. `pack` and `key` are filled in by the compiler."""

    pack: Key
    key: Key
    label: Text
    identity: tuple[Key, ...] = ()
    """Fields that make two records the same thing."""
    once: bool = False
    """A second record of the same identity under a parent is refused, not only told (一人附议一次)."""
    most: Key | None = None
    """The parent's number field that says how many there are beneath it at most; one aside is none."""
    title: Key | None = None
    """The field that names a record in lists; the first text field when not given."""
    dated: Key | None = None
    """The date field that says in which period a record's fact falls."""
    parent: Key | None = None
    """The record field naming the parent: this ledger's records are its children."""
    shares: bool = False
    """Credit may be split between units; a child follows its parent's shares."""
    total: Key | None = None
    """The money or number field that a parent sums as `<ledger>_total`."""
    total_by: Key | None = None
    """The choice field by which a parent knows the total's parts, as `<ledger>_total_<choice>`."""
    plan: Key | None = None
    """The parent's field that the sum of `total` is measured against."""
    fields: Mapping[Key, Field]
    stages: tuple[Stage, ...] = ()
    gates: Mapping[Key, Gate] = {}
    pauses: Mapping[Key, PauseKind] = {}
    """For what the clocks may stand still; for any reason where none is named."""
    evidence: Mapping[Key, Purpose] = {}
    checks: tuple[Check, ...] = ()
    bars: tuple[Bar, ...] = ()
    """Records elsewhere that keep a record of this ledger from a stage."""
    honesty: tuple[HonestyRule, ...] = ()
    checklist: tuple[Question, ...] = ()
    """What is asked on site when a record is inspected."""
    roles: Mapping[Key, tuple[Verb, ...]] = {}
    personal_for: tuple[Key, ...] = ()
    """Roles that read its personal fields as they are, beside those that report, verify or correct; for
    everybody else they are covered (138****1234)."""
    numbered: Numbering | None = None
    """Its records are numbered without a gap."""
    reopens: tuple[Reopening, ...] = ()
    """What takes a record back to an earlier stage."""
    asks: Asking | None = None
    """What whoever a record was done for is asked when it is done."""
    kept: Kept | None = None
    """Some of its records belong to a course of work that keeps them by itself."""
    public: bool = False
    public_from: Key | None = None
    """Read by anybody from this stage on."""
    seen_from: Mapping[Key, Key] = {}
    """Role → the stage from which it sees a record, and its children; before it, it does not."""
    columns: tuple[Key, ...] = ()
    """Shown in lists, in order; the first eight fields when not given."""
    due: Annotated[Due | None, BeforeValidator(_due)] = None
    """By when a unit hands in its month of this ledger; None: no duty."""
    deadline: Deadline | None = None
    blind: Blind | None = None
    """What is shown in a blind review; None: nothing of it."""
    followups: tuple[Followup, ...] = ()
    """Later looks that are owed once a record has come so far."""
    lights: tuple[RecordLight, ...] = ()
    """Lights of records by their deadline, in the order in which they are tried."""
    ladder: tuple[Rung, ...] = ()
    """What follows when monthly warnings add up."""
    agenda: Literal["stuck", "promise", "task", "other"] | None = None
    """As what a record that is late or stopped comes before a dispatch meeting; None: it does not."""
    seen_above: bool = False
    """Whoever sees the parent sees the record too: a firm what offices do for it."""
    apart: bool = False
    """Who changes a record is said by its own stages alone, at whatever stage its parent is."""
    seen_through: tuple[Key, ...] = ()
    """Child ledgers whose units see the record too: those that help with it (配合单位)."""
    picture: Picture | None = None
    """What is drawn of a record from its children, on its page and on paper."""
    filed_under: Text | None = None
    """The heading under which an auditor's file lists it, such as a clause of a standard."""
    filed_by: Key | None = None
    """The choice field that gives a record, and what hangs on it, a heading of its own there."""
    renamed_from: Key | None = None

    @property
    def name(self) -> str:
        """`investment.project`: how everything else names this ledger."""
        return f"{self.pack}.{self.key}"

    @property
    def way(self) -> tuple[Stage, ...]:
        """The stages one after the other, without those aside."""
        return tuple(one for one in self.stages if not one.aside)

    @property
    def ends(self) -> tuple[str, ...]:
        """The stages after which nothing comes: the last of the way and those aside."""
        return tuple(one.key for one in (*self.way[-1:], *(one for one in self.stages if one.aside)))

    def reached(self, stage: str) -> tuple[str, ...]:
        """The stage and those of the way that come after it; of a stage aside, itself alone."""
        keys = [one.key for one in self.way]
        return tuple(keys[keys.index(stage) :]) if stage in keys else (stage,)

    def onward(self, stage: str | None) -> tuple[Stage, ...]:
        """The stages that a record may go to: later ones of the way, and those aside that are still open."""
        keys = [one.key for one in self.stages]
        if stage not in keys or self.stages[keys.index(stage)].aside:
            return ()
        here = keys.index(stage)
        return tuple(one for one in self.stages[here + 1 :] if not one.until or here < keys.index(one.until))

    def before(self, stage: str) -> tuple[Stage, ...]:
        """The stages by which a record comes to one, itself the last; to one aside, itself alone."""
        keys = [one.key for one in self.stages]
        at = self.stages[keys.index(stage)]
        return (at,) if at.aside else self.stages[: keys.index(stage) + 1]

    @property
    def personal(self) -> frozenset[str]:
        """The columns that hold personal data."""
        keys = {key for key, field in self.fields.items() if field.personal}
        return frozenset(keys | {f"{key}_code" for key in keys if self.fields[key].type == "organization"})

    @property
    def typed(self) -> Mapping[Key, Field]:
        """The fields that people fill in: all but the number that the System gives, and what is asked."""
        asked = {self.asks.field, self.asks.remark} if self.asks else set()
        given = {*asked, self.numbered.field if self.numbered else None}
        return {key: field for key, field in self.fields.items() if key not in given}

    @property
    def table(self) -> str:
        """`ledger_investment_project`: the same in the database, in Parquet and on Spark."""
        return f"ledger_{self.pack}_{self.key}"


def ledger_of(spec: Ledger, field: Field) -> str:
    """The full name of the ledger that a record field points to."""
    return full_name(spec.pack, str(field.ledger))
