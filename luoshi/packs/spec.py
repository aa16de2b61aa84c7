"""What a pack says, as frozen values: the vocabulary of ledgers, closed and small.

Nothing here reads files or knows Django. `compile` builds these values from YAML and
checks them; everything else only reads them. Keys are ASCII identifiers; labels are
what people see (`zh` always, `en` where given).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic import Field as Attribute

from luoshi.kernel.language import language
from luoshi.kernel.numbers import Exact, show, show_count

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]

FieldType = Literal[
    "text",
    "long_text",
    "integer",
    "decimal",
    "money",
    "percent",
    "date",
    "month",
    "boolean",
    "choice",
    "unit",
    "person",
    "organization",
    "region",
    "phone",
    "record",
]
MoneyUnit = Literal["元", "万元", "亿元"]
Level = Literal["warn", "error"]
Verb = Literal["read", "report", "verify", "adjust", "share"]
Against = Literal["target", "stretch", "average", "phased"]
"""What counts as 100 %: the target, the stretch target, the class's average, the target by the year gone."""
Missing = Literal["zero", "full", "rescale"]
"""What happens to the weight of what has no value: nothing earned, all earned, or spread over the rest."""


def full_name(pack: str, name: str) -> str:
    """`receipt` as said inside `investment` is `investment.receipt`."""
    return name if "." in name else f"{pack}.{name}"


class Spec(BaseModel):
    """A frozen value that refuses words it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Label(Spec):
    """What people see: Chinese always, English where the pack gives it.

    As text it is in the language spoken (`kernel.language`); what is compared or kept uses `zh`.
    """

    zh: str
    en: str = ""

    def __str__(self) -> str:
        return (self.en if language() == "en" else "") or self.zh


def _label(value: Any) -> Any:
    return {"zh": value} if isinstance(value, str) else value


Text = Annotated[Label, BeforeValidator(_label)]


class Field(Spec):
    """A field of a ledger. Money is entered in `unit` and stored as whole 分."""

    type: FieldType
    label: Text
    aliases: tuple[str, ...] = ()
    required: bool = False
    unit: MoneyUnit | str | None = None
    """Money: 元, 万元 or 亿元. Other numbers: the word printed behind the value (件, 亩)."""
    places: int = Attribute(2, ge=0, le=6)
    """Decimal places kept by decimal and percent."""
    min: Decimal | None = None
    max: Decimal | None = None
    choices: Mapping[Key, Text] = {}
    ledger: str | None = None
    """For `record`: the ledger referred to, `project` in this pack or `investment.project`."""
    help: Text | None = None
    renamed_from: Key | None = None
    personal: bool = False
    """Holds personal data: masked where it is not needed."""


class Limit(Spec):
    """A time limit: so long after a stage was entered; `warn` days before it ends."""

    after: Key
    days: int | None = None
    """Working days."""
    months: int | None = None
    warn: int = 5


class Needs(Spec):
    """What a stage demands before a record may enter it."""

    fields: tuple[Key, ...] = ()
    evidence: tuple[Key, ...] = ()


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
    """Only these roles change a record, its evidence and its children while it is here; `[]` nobody."""
    aside: bool = False
    """Left to from any stage, whatever the stages between demand; nothing comes after it (终止、不予受理)."""
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


class Check(Spec):
    """`when` true means something is wrong; children appear as `<ledger>_total`, `<ledger>_count`."""

    say: Text
    when: str
    level: Level = "warn"
    at: Key | None = None
    """An error that holds keeps the record from this stage and later ones, but not from being saved."""


class Within(Spec):
    """So many months before a day, the day of the date field `of` included."""

    months: int = Attribute(ge=1)
    of: Key


class Bar(Spec):
    """A record elsewhere that keeps this one from a stage: “no project approved within three years”.

    A record of `ledger` bars when each of its fields in `match` is the same as the field of this record (or
    of its children in `through`) and `where` is true of it; `today` may be named. Organizations are the same
    by their codes. Where a code, a date or another value is missing nobody knows, and somebody decides.
    """

    key: Key
    say: Text
    ledger: str
    match: Mapping[Key, Key]
    through: Key | None = None
    where: str = ""
    within: Within | None = None
    at: Key
    """What is known to bar keeps the record from this stage on."""
    unknown_at: Key | None = None
    """What nobody knows keeps it from this stage on until somebody decides; from `at` when not given."""
    level: Literal["block", "warn"] = "block"
    decided_by: Key
    """The role that decides what is unknown and may waive what bars, with a reason."""


class Question(Spec):
    """What an inspector asks on site of one record. `compares` names the field it is held against."""

    key: Key
    label: Text
    answer: Literal["yes_no", "number", "text", "photo"] = "yes_no"
    hint: Text | None = None
    compares: Key | None = None
    required: bool = True


class HonestyRule(Spec):
    """One honesty check of a ledger: a rule of the rule library and its parameters."""

    key: Key
    label: Text
    rule: str
    level: Level = "warn"
    blocks: bool = False
    """A unit cannot hand in while one of its suspicions of this rule is unanswered."""
    params: Mapping[str, Any] = {}


class Ledger(Spec):
    """A kind of record. `pack` and `key` are filled in by the compiler."""

    pack: Key
    key: Key
    label: Text
    identity: tuple[Key, ...] = ()
    """Fields that make two records the same thing."""
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
    evidence: Mapping[Key, Purpose] = {}
    checks: tuple[Check, ...] = ()
    bars: tuple[Bar, ...] = ()
    """Records elsewhere that keep a record of this ledger from a stage."""
    honesty: tuple[HonestyRule, ...] = ()
    checklist: tuple[Question, ...] = ()
    """What is asked on site when a record is inspected."""
    roles: Mapping[Key, tuple[Verb, ...]] = {}
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
    seen_through: tuple[Key, ...] = ()
    """Child ledgers whose units see the record too: those that help with it (配合单位)."""
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
        """The stages that a record may go to: later ones of the way, and those aside."""
        keys = [one.key for one in self.stages]
        if stage not in keys or self.stages[keys.index(stage)].aside:
            return ()
        return self.stages[keys.index(stage) + 1 :]

    def before(self, stage: str) -> tuple[Stage, ...]:
        """The stages by which a record comes to one, itself the last; to one aside, itself alone."""
        keys = [one.key for one in self.stages]
        at = self.stages[keys.index(stage)]
        return (at,) if at.aside else self.stages[: keys.index(stage) + 1]

    @property
    def table(self) -> str:
        """`ledger_investment_project`: the same in the database, in Parquet and on Spark."""
        return f"ledger_{self.pack}_{self.key}"


class Ratio(Spec):
    """Two indicators by key; `whole` takes the second from the unit's parent (a share of the city)."""

    part: str
    of: str
    whole: bool = False


class Indicator(Spec):
    pack: Key
    key: Key
    label: Text
    aliases: tuple[str, ...] = ()
    kind: Literal["flow", "stock", "ratio", "entered"] = "flow"
    ledger: str | None = None
    where: str = ""
    measure: str = "count(*)"
    date: Key | None = None
    """A date field, or `stage_<key>`: the day the record entered that stage."""
    until: Key | None = None
    """The last day on which a fact counts, where it has one (有效期至): a stock leaves it out afterwards, and
    from a flow it is taken off again (净增)."""
    unit: str = ""
    """How it is printed: 万元, 个, 件, %."""
    places: int = Attribute(2, ge=0, le=6)
    split: bool = True
    """A shared fact counts for each unit by its share; false: whole for each of them."""
    ratio: Ratio | None = None
    better: Literal["higher", "lower"] = "higher"
    renamed_from: Key | None = None

    @property
    def name(self) -> str:
        return f"{self.pack}.{self.key}"

    def shown(self, value: Exact | None) -> str:
        """A value as people read it, without the unit: 5,300.00 万元, but 31 个; “—” for None."""
        counts = self.kind in ("flow", "stock") and self.measure.startswith("count")
        return show_count(value, self.places) if counts else show(value, self.places)


class Light(Spec):
    """A light applies when completion is at least `ahead` percentage points from the pace.

    Lights are tried in order; the first that holds is shown. `ahead: null` always holds.
    """

    key: Key
    label: Text
    colour: str
    ahead: Decimal | None = None


class Condition(Spec):
    """What another indicator must have reached for an item to earn all of its points."""

    indicator: str
    at_least: Decimal
    of: Literal["target", "value"] = "target"
    """Percent of its target, or the value itself."""
    otherwise: Decimal = Attribute(Decimal(0), ge=0, le=100)
    """Percent of the points that are left."""


class Group(Spec):
    """Items whose points together stay within limits: a bonus pool, a bound on deductions."""

    label: Text
    cap: Decimal | None = Attribute(None, ge=0)
    floor: Decimal | None = Attribute(None, le=0)


class Rule(Spec):
    """One item of a sheet: a rule of the rule library and its parameters."""

    key: Key
    label: Text
    rule: str
    indicator: str | None = None
    weight: Decimal = Attribute(Decimal(0), ge=0)
    params: Mapping[str, Any] = {}
    against: Against = "target"
    full: Decimal | None = Attribute(None, gt=0)
    """The value that counts as 100 % for everybody, instead of a target."""
    when: Condition | None = None
    group: Key | None = None
    places: int | None = Attribute(None, ge=0, le=6)
    """The item's points are rounded half-up to so many places; exact when not given."""


class Notice(Spec):
    """公示: how many working days results lie open to objections, and how many a unit has to score itself."""

    workdays: int = Attribute(5, ge=1)
    self_score: int = Attribute(5, ge=1)


class Consequence(Spec):
    """What follows from a result: `rule` is one of `packs.consequences`, `kind` what is proposed."""

    key: Key
    label: Text
    kind: Literal["commend", "bonus", "talk", "account", "criticism"]
    rule: str
    params: Mapping[str, Any] = {}
    amount: Decimal | None = None
    """In 万元, for a bonus."""


class Sheet(Spec):
    """考核细则: `units` says who is scored (unit kind, and class where given)."""

    pack: Key
    key: Key
    label: Text
    kind: str
    classes: tuple[str, ...] = ()
    items: tuple[Rule, ...]
    groups: Mapping[Key, Group] = {}
    without_target: Missing = "zero"
    """The weight of an item that a unit has no target for (“—”)."""
    awaiting: Missing = "zero"
    """The weight of an item whose value is not yet known (待统计)."""
    places: int | None = Attribute(None, ge=0, le=6)
    """The total is rounded half-up to so many places; exact when not given."""
    notice: Notice = Notice()
    consequences: tuple[Consequence, ...] = ()


SectionKind = Literal[
    "progress",
    "by_unit",
    "by_field",
    "ranking",
    "lists",
    "changes",
    "projects",
    "stuck",
    "lagging",
    "problems",
    "corrections",
    "next_steps",
    "text",
    "annex",
]


class Honours(Spec):
    """One of the red and black lists: the first or last units of each class by the section's indicator.

    What a colour means is the place's: there are places where red is good.
    """

    label: Text
    """红榜"""
    colour: str = ""
    """The word for the colour as pages know it: red, black, green …"""
    take: Literal["best", "worst"]
    count: int = Attribute(3, ge=1, le=100)
    """So many of each class; units that share the last place all stand in it."""
    lights: tuple[Key, ...] = ()
    """Only units that show one of these lights; any when not given."""


class Section(Spec):
    """A part of a bulletin: `kind` is one that the reports know."""

    kind: SectionKind
    title: Text
    indicators: tuple[str, ...] = ()
    unit_kind: str = ""
    classes: tuple[str, ...] = ()
    """Only units of these classes, in this order; all when not given."""
    by: Key | None = None
    """The choice field of the indicator's ledger, or of its parent, by which figures are told apart."""
    lists: tuple[Honours, ...] = ()
    """In the order in which they stand."""
    lights: tuple[Key, ...] = ()
    """Units that show one of these lights lag behind; the pack's last light when not given."""
    ledger: str | None = None
    """The ledger whose records are listed, `project` in this pack or `investment.project`."""
    where: str = ""
    """Which of them, as in an indicator."""
    columns: tuple[Key, ...] = ()
    """Fields shown of each record; `unit` and `stage` may stand among them."""
    most: int = Attribute(20, ge=1, le=2000)
    """Rows shown; how many more there are is said."""
    text: str = ""


class Signing(Spec):
    """A step of the sign-off chain: whoever holds the role in the bulletin's unit or above it signs."""

    key: Key
    label: Text
    """审核, 签发"""
    role: str


class Bulletin(Spec):
    pack: Key
    key: Key
    label: Text
    """招商引资工作通报"""
    issuer: str = ""
    to: str = ""
    """主送; the unit's 各有关单位 when not given."""
    public: bool = False
    """Read by anybody, without log-in, as soon as it is issued."""
    signs: tuple[Signing, ...] = ()
    """The sign-off chain after drafting; the leader alone when not given."""
    sections: tuple[Section, ...]


class RoleSpec(Spec):
    label: Text
    help: Text | None = None
    outside: bool = False
    """Held by people of no office (firms, experts, the public): they meet the site through its portal."""


class Inspecting(Spec):
    """督查 is limited in number, and whom it concerns is heard."""

    per_half: int = Attribute(2, ge=1)
    """So many inspections of a unit in half a year are usual; more need a reason."""
    answer_days: int = Attribute(5, ge=1)
    """Working days in which a unit answers what was found."""


class Pack(Spec):
    """A compiled pack. `digest` is the SHA-256 of its canonical JSON without the digest."""

    key: Key
    version: int = Attribute(ge=1)
    label: Text
    requires: tuple[Key, ...] = ()
    year_starts: str = "01-01"
    """MM-DD on which the plan's year starts; 12-01 exists."""
    roles: Mapping[Key, RoleSpec] = {}
    ledgers: Mapping[Key, Ledger] = {}
    indicators: Mapping[Key, Indicator] = {}
    lights: tuple[Light, ...] = ()
    inspecting: Inspecting = Inspecting()
    sheets: Mapping[Key, Sheet] = {}
    bulletins: Mapping[Key, Bulletin] = {}
    digest: str = ""


def ledger_of(spec: Ledger, field: Field) -> str:
    """The full name of the ledger that a record field points to."""
    return full_name(spec.pack, str(field.ledger))
