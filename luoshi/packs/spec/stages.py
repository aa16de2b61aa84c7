"""The way of a record: stages, gates, limits, deadlines, looks that follow."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field as Attribute

from luoshi.packs.spec.basics import Key, Spec, Text


class Limit(Spec):
    """A time limit: so long after a stage was entered; `warn` days before it ends."""

    after: Key
    days: int | None = None
    """Working days."""
    months: int | None = None
    warn: int = 5
    more: int | None = Attribute(None, ge=1)
    """Working days that somebody else may grant on top, once, when asked for before the limit ends."""


class PauseKind(Spec):
    """A reason for which clocks stand still: expert review, a hearing, an inspection, the applicant."""

    label: Text
    told: Key | None = None
    """The child ledger in which whoever applied is told of it in writing."""
    by: tuple[Key, ...] = ()
    """Only these roles stop and start the clock for it; whoever reports the record when not given."""


class Wanted(Spec):
    """A child record that must be there: the condition it meets, and how that is said to people."""

    when: str
    say: Text
    every: bool = False
    """All of them meet it, not only one; a record past the stage is given none that does not."""


class Wait(Spec):
    """So many whole working days since a stage was entered, its own day not counted (公示五个工作日)."""

    after: Key
    days: int = Attribute(ge=1)


class Needs(Spec):
    """What a stage demands before a record may enter it."""

    fields: tuple[Key, ...] = ()
    evidence: tuple[Key, ...] = ()
    children: Mapping[Key, Wanted] = {}
    """Child ledger → what one of its records says, made since the record was last opened again."""
    not_before: Key | None = None
    """A date field: the stage is not entered before that day, nor without one."""
    wait: Wait | None = None
    """The stage is not entered before the record has stood at another for so long."""


class Picture(Spec):
    """A picture of a record drawn from its children: a fishbone of causes by category."""

    kind: Literal["fishbone"]
    of: Key
    """The child ledger of the causes."""
    by: Key
    """Its choice field of the categories."""
    text: Key
    """Its field that says the cause."""
    mark: Key | None = None
    """Its yes/no field of the main causes, which stand out."""


class Stage(Spec):
    key: Key
    label: Text
    needs: Needs = Needs()
    gates: tuple[Key, ...] = ()
    within: Limit | None = None
    aliases: tuple[str, ...] = ()
    verified: bool = False
    """Only a record whose facts are verified may enter."""
    by: tuple[Key, ...] = ()
    """Only these roles move a record into it; whoever may report when not given."""
    edited_by: tuple[Key, ...] | None = None
    """Only these roles change a record, its evidence and its children while it is here; `[]` nobody, nor
    anything further beneath."""
    other_than: tuple[str, ...] = ()
    """Whoever moves a record into it neither reported it nor moved it into these stages; `ledger.stage` is
    said of its parent, its children and the other children of its parent (four eyes)."""
    aside: bool = False
    """Left to from any stage, whatever the stages between demand; nothing comes after it (终止、不予受理)."""
    until: Key | None = None
    """Of a stage aside: not from this stage and those after it (what is decided is no longer refused)."""
    rework: bool = False
    """A reviewer may send a record back here from a later stage, with a reason (退回重办)."""
    detour: bool = False
    """On the way of some records only: one that passes it by owes nothing that it demands (退回补正)."""
    renamed_from: Key | None = None


class Gate(Spec):
    label: Text
    decided_by: Key
    """The role that decides."""


class Purpose(Spec):
    """What a piece of evidence is for, and what it proves."""

    label: Text
    proves: Text | None = None

    @property
    def meaning(self) -> str:
        """What it proves, in words; empty where the pack does not say."""
        return str(self.proves or "")


class Deadline(Spec):
    """By when a record is to be done: the date in `field`.

    A record that enters `after` without that date is given one, so many working days later: `days` by its
    choice in `by`, else `otherwise`. From then on only an extension asked for before the day moves it
    (unasked, it is judged on the old one). `until` is the stage that counts as done.
    """

    field: Key
    after: Key
    until: Key
    by: Key | None = None
    days: Mapping[Key, int] = {}
    otherwise: int | None = None
    warn: int = 3
    """Working days before the day from which it is near."""
    nodes: Key | None = None
    """The child ledger whose deadlines are nodes on the way: one passed and not done is behind."""


LightState = Literal["closed", "paused", "late", "returned", "behind", "near", "running"]


class Blind(Spec):
    """What reviewers of a blind review read: of a record, and each of its children that has the word."""

    fields: tuple[Key, ...] = ()
    evidence: tuple[Key, ...] = ()
    """Purposes whose files are shown, cleaned and under a number."""


class Kept(Spec):
    """Records with a value in `field` are kept by these roles alone: made, changed, moved, withdrawn."""

    field: Key
    by: tuple[Key, ...]
    corrected_by: tuple[Key, ...] = ()
    """Who else corrects them (`adjust`), with a reason: an inspection that found something else."""


class Followup(Spec):
    """A later look: a child record that the System writes some time before it is due.

    Due so many `months` after `after` (a stage entered, or a date), or `every` so many months until the
    record enters `until`. The child tells in `number` the how-manieth look it is.
    """

    key: Key
    label: Text
    ledger: Key
    """The child ledger, which has a deadline."""
    after: Key
    months: tuple[int, ...] = ()
    every: int | None = Attribute(None, ge=1)
    until: Key | None = None
    number: Key = "number"
    ahead: int = Attribute(1, ge=0, le=12)
    """Months before it is due at which it is written."""
    alone: bool = False
    """Only the System writes such records, and nobody changes under which, the how-manieth, and by when."""


class Reopening(Spec):
    """What takes a record back to the stage `to`: a child record that comes to say `when`, or a person.

    The days of the later stages, their evidence and gates and the deadline no longer hold, a new deadline is
    given, and `count` tells how often it happened.
    """

    key: Key
    label: Text
    to: Key
    by: Key | None = None
    """The child ledger; the System reopens in the transaction in which a record of it comes to say so."""
    when: str = ""
    by_roles: tuple[Key, ...] = ()
    """Who reopens it by hand, with a reason."""
    count: Key | None = None
    most: int | None = Attribute(None, ge=1)
    """Not once `count` has come so far."""


class Numbering(Spec):
    """Consecutive numbers without a gap, given by the System when a record is made or enters `at`.

    `pattern` has `{n}` (`{n:03}` fills up with noughts) and may have `{year}`, the plan's year of the
    ledger's `dated` field or of the day; each year then begins at 1.
    """

    field: Key
    pattern: str
    at: Key | None = None


class Asking(Spec):
    """Whoever a record was done for is asked once how it was, by a link that needs no log-in.

    Asked from the stage `at` on; answered by a press, which the System writes. Nobody else fills in `field`
    and `remark`: not the offices whose work is judged.
    """

    at: Key
    field: Key
    """The choice field that is answered."""
    remark: Key | None = None
    """The text field for a line beside it."""
    say: Text
    """The question."""
    by: tuple[Key, ...] = ()
    """Roles that pass the address on, besides those that report such records."""


class RecordLight(Spec):
    """A light of a ledger with a deadline: shown when the record is in one of the states.

    Lights are tried in order. Colours, words and their order are a place's own: in some, red is good.
    """

    key: Key
    label: Text
    colour: str
    states: tuple[LightState, ...]


class Rung(Spec):
    """A rung of the ladder of consequence: so many monthly warnings in these lights, in a row or in all."""

    key: Key
    label: Text
    lights: tuple[Key, ...]
    times: int = Attribute(ge=1)
    in_a_row: bool = False
    points: Decimal = Decimal(0)
    """Taken off at the year-end, by a sheet that counts them."""


class Due(Spec):
    """By when a unit hands in a month: a working day of the following one, or a day of the month itself;
    by an hour, or by the end of the day."""

    workday: int | None = Attribute(None, ge=1)
    day: int | None = Attribute(None, ge=1, le=31)
    hour: int | None = Attribute(None, ge=1, le=24)


def _due(value: Any) -> Any:
    return {"workday": value} if isinstance(value, int) else value
