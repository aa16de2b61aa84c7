"""Everything that reads calls and applications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from luoshi.calls import policy
from luoshi.calls.policy import APPLICATION, CALL, DESK, FIRM, LINES, MANAGER, OFFICE, PARTNER, SOURCE, USE
from luoshi.journal import queries as journal
from luoshi.kernel.actor import Actor
from luoshi.kernel.canonical import sha256
from luoshi.kernel.errors import Refused
from luoshi.kernel.workdays import add_workdays
from luoshi.ledgers import bars, stages
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.errors import Block
from luoshi.ledgers.models import Evidence
from luoshi.ledgers.records import Record, Ref, of_row
from luoshi.packs.spec import Ledger
from luoshi.units import queries as units


def desk(actor: Actor, *codes: str) -> Actor:
    """The same person, writing for the call: whoever calls has authorised."""
    return actor.lent(DESK, *codes)


def kept() -> bool:
    """Whether the site has calls at all."""
    return CALL in ledgers.ledgers()


def call(actor: Actor, number: int) -> Record:
    """A call: a published one is read by anybody."""
    return ledgers.record(actor, Ref(CALL, number))


def call_of(application: Record) -> Record:
    """The call of an application; whoever asks may see the application."""
    return call(Actor.system(), int(application.values["call"]))


def calls(actor: Actor, *, stages: Sequence[str] = ()) -> list[Record]:
    """The calls the actor may read, the newest first."""
    rows = ledgers.visible(actor, CALL).order_by("-opens_on", "-id")
    rows = rows.filter(stage__in=stages) if stages else rows
    return [of_row(ledgers.ledger(CALL), row) for row in rows.values()]


def runs(actor: Actor, found: Record, roles: Sequence[str] = OFFICE) -> bool:
    """Whether the actor's office runs a call (or watches over it, by other roles)."""
    return actor.is_system or found.unit in units.reach(actor, *roles)


def led(actor: Actor, number: int, roles: Sequence[str] = OFFICE) -> Record:
    """A call that the actor's office runs."""
    found = call(actor, number)
    if not runs(actor, found, roles):
        who = "、".join(ledgers.role_label(role) for role in roles)
        raise Refused(f"这项申报由{units.names().get(found.unit, found.unit)}的{who}办理")
    return found


def is_open(found: policy.Standing, now: datetime) -> bool:
    """Whether a call takes applications at a moment: by the clock, whatever the tick has got to."""
    if found.stage != "published" or found.withdrawn:
        return False
    return policy.opening(found.values) <= now < policy.closing(found.values)


def open_calls(actor: Actor) -> list[Record]:
    """The calls that take applications now, what closes first at the top."""
    found = [one for one in calls(actor, stages=["published"]) if is_open(one, actor.now())]
    return sorted(found, key=lambda one: policy.closing(one.values))


def firms(actor: Actor) -> list[str]:
    """The enterprises for which the actor applies."""
    return sorted(units.reach(actor, *FIRM)) if actor.has(*FIRM) else []


def application(actor: Actor, number: int) -> Record:
    """An application: its firm's people at any time, offices from the day it was handed in."""
    return ledgers.record(actor, Ref(APPLICATION, number))


def mine(actor: Actor) -> list[Record]:
    """The applications of the actor's firms, the newest first."""
    rows = ledgers.visible(actor, APPLICATION).filter(unit__in=firms(actor)).order_by("-id")
    return [of_row(ledgers.ledger(APPLICATION), row) for row in rows.values()]


def own(actor: Actor, number: int, roles: Sequence[str] = FIRM) -> Record:
    """An application of the actor's firm."""
    found = application(actor, number)
    if not actor.is_system and found.unit not in units.reach(actor, *roles):
        who = "或".join(ledgers.role_label(role) for role in roles)
        raise Refused(f"由{units.names().get(found.unit, found.unit)}的{who}办理")
    return found


def submitters(found: Record) -> tuple[str, ...]:
    """Who hands in applications of a call."""
    return MANAGER if found.values["submitted_by"] == "manager" else FIRM


def checked(actor: Actor, number: int) -> Record:
    """An application that the actor's office checks."""
    found = application(actor, number)
    led(actor, int(found.values["call"]))
    return found


def lines(found: Record, ledger: str) -> list[Record]:
    """The lines of one kind of an application, to be counted and compared; whoever asks may see it."""
    return ledgers.beneath(ledger, found.ref.id)


def read_lines(actor: Actor, found: Record, ledger: str) -> list[Record]:
    """As `lines`, as whoever asks may read them."""
    return ledgers.as_read(actor, lines(found, ledger))


@dataclass(frozen=True)
class Budget:
    """Both sides of an application's money in 万元, a line for each choice in the pack's order."""

    sources: Mapping[str, Record | None]
    uses: Mapping[str, Record | None]

    @property
    def in_all(self) -> tuple[Decimal, Decimal]:
        """What comes in, and what goes out."""
        return _sum(self.sources), _sum(self.uses)

    @property
    def difference(self) -> Decimal:
        """What comes in less what goes out: nought when the budget is right."""
        first, second = self.in_all
        return first - second


def _sum(side: Mapping[str, Record | None]) -> Decimal:
    return sum((one.values["amount"] or Decimal(0) for one in side.values() if one), Decimal(0))


def budget(found: Record) -> Budget:
    """An application's budget. Two queries."""
    return Budget(_side(found, SOURCE), _side(found, USE))


def _side(found: Record, ledger: str) -> dict[str, Record | None]:
    by = {str(one.values["kind"]): one for one in lines(found, ledger)}
    return {key: by.get(key) for key in ledgers.ledger(ledger).fields["kind"].choices}


def files(found: Record) -> list[Evidence]:
    """The files of a record that count, oldest first; whoever asks may see it."""
    return [one for one in ledgers.evidence(Actor.system(), found.ref) if one.state != "rejected"]


def digest(found: Record) -> str:
    """The SHA-256 of what a firm hands in: its fields, its lines, its files by their own digests."""
    said = {
        key: found.row.get(key) for key in policy.written_by_firm(found.row) if key in _stated(found.spec)
    }
    hanging = {name: [_line(one) for one in lines(found, name)] for name in LINES}
    held = [[one.purpose, one.name, one.sha256] for one in files(found)]
    return sha256({"application": said, "lines": hanging, "files": held})


def _stated(spec: Ledger) -> set[str]:
    return {name for key in spec.fields for name in (key, f"{key}_code")}


def _line(one: Record) -> dict[str, Any]:
    return {key: value for key, value in one.row.items() if key in _stated(one.spec) and key != "application"}


def lacking(actor: Actor, found: Record) -> list[Block]:
    """Everything that keeps a draft from being handed in now, by the pack and by its call."""
    above = call_of(found)
    return [
        *stages.blocks(found, "submitted", actor.today()),
        *bars.blocks(found, "submitted", actor.today()),
        *_by_call(above, found, actor.now()),
    ]


def _by_call(above: Record, found: Record, now: datetime) -> list[Block]:
    values, asked, made = above.values, found.values["asked"], []
    known = {key: label.zh for key, label in found.spec.fields["domain"].choices.items()}
    wanted = policy.domains(values["domains"] or "", known)
    if found.values["domain"] and wanted and found.values["domain"] not in wanted:
        said = f"“{known[found.values['domain']]}”不在支持领域内"
        made.append(Block("field", "domain", said, f"支持领域：{values['domains']}"))
    if asked and values["most_each"] is not None and asked > values["most_each"]:
        said = f"申请资助 {asked} 万元，超过单项上限"
        made.append(Block("field", "asked", said, f"不超过 {values['most_each']} 万元"))
    if values["per_firm"] is not None and handed_in(above, found.unit) >= values["per_firm"]:
        made.append(Block("order", "per_firm", f"每单位限报{values['per_firm']}项，本单位已经报满"))
    if not is_open(above, now):
        made.append(Block("order", "closed", when_open(above, now)))
    return made


def when_open(above: Record, now: datetime) -> str:
    """Why a call takes nothing now, in words."""
    if above.withdrawn or above.stage == "draft":
        return "这项申报通知已撤回"
    if now < policy.opening(above.values):
        return f"{above.values['opens_on']:%Y年%m月%d日}起受理，还没有开始"
    return f"申报已于{above.values['closes_on']:%Y年%m月%d日} {above.values['closes_at']}截止"


def handed_in(above: Record, unit: str) -> int:
    """How many applications of a firm a call holds that were handed in and not refused."""
    rows = ledgers.visible(Actor.system(), APPLICATION).filter(call=above.ref.id, unit=unit)
    return int(rows.exclude(stage__in=["draft", "refused"]).count())


def started(above: Record, unit: str) -> int:
    """… and with those still being written."""
    rows = ledgers.visible(Actor.system(), APPLICATION).filter(call=above.ref.id, unit=unit)
    return int(rows.exclude(stage="refused").count())


def tell_by(found: Record) -> date:
    """The last day on which an application can be returned: so many working days after it was handed in, or
    after its call closed, whichever is later; until then the firm may take it back."""
    above = call_of(found)
    since = max(found.row["stage_submitted"], above.values["closes_on"])
    return add_workdays(since, policy.TOLD_WITHIN)


def standings(actor: Actor, found: Record) -> list[tuple[bars.Standing, list[Record], int]]:
    """How an application stands to each bar today, with what the actor may see of the records that bar and
    how many others there are; the worst first. The office that runs the call sees them all."""
    order = ("barred", "unknown", "clear")
    now = sorted(bars.standings(found, actor.today()), key=lambda one: order.index(one.verdict))
    looks = Actor.system(actor.clock) if runs(actor, call_of(found)) else actor
    return [(one, *bars.shown(looks, one)) for one in now]


def sees(actor: Actor, found: Record) -> bool:
    """Whether the actor may open a record."""
    return ledgers.visible(actor, found.ref.ledger).filter(id=found.ref.id).exists()


@dataclass(frozen=True)
class Edit:
    """Who changed what of a draft last, and when."""

    name: str
    at: datetime
    what: tuple[str, ...]


def edits(actor: Actor, found: Record, limit: int = 8) -> list[Edit]:
    """The latest changes of an application and its lines by anybody, the newest first."""
    application(actor, found.ref.id)
    subjects = [found.ref.subject, *(one.ref.subject for name in LINES for one in lines(found, name))]
    made = []
    for one in journal.recent(subjects, limit):
        spec = found.spec if one.subject == found.ref.subject else _spec_of(one.subject)
        labels = [str(spec.fields[key].label) for key in one.data if key in spec.fields]
        made.append(Edit(one.name, one.at, tuple(labels) if spec is found.spec else (str(spec.label),)))
    return made


def _spec_of(subject: str) -> Ledger:
    return ledgers.ledger(Ref.parse(subject.removeprefix("record:")).ledger)


def counted(actor: Actor, number: int) -> dict[str, int]:
    """Stage → how many applications of a call stand at it, drafts too, for those who watch over it."""
    above = led(actor, number, policy.WATCHES)
    spec = ledgers.ledger(APPLICATION)
    rows = ledgers.visible(Actor.system(), APPLICATION).filter(call=above.ref.id)
    found: dict[str, int] = {one.key: 0 for one in spec.stages}
    for stage in rows.values_list("stage", flat=True):
        found[stage] += 1
    return found


def applications(actor: Actor, number: int, *, stages: Sequence[str] = ()) -> list[Record]:
    """The applications of a call that the actor may see, by their receipts."""
    rows = ledgers.visible(actor, APPLICATION).filter(call=number).order_by("receipt_no", "id")
    rows = rows.filter(stage__in=stages) if stages else rows
    return [of_row(ledgers.ledger(APPLICATION), row) for row in rows.values()]


def to_check(actor: Actor) -> list[Record]:
    """The applications that wait for the formal check of the actor's office, the oldest first."""
    codes = units.reach(actor, *OFFICE) if actor.has(*OFFICE) else frozenset()
    if not codes:
        return []
    led_here = ledgers.visible(actor, CALL).filter(unit__in=codes).values("id")
    rows = ledgers.visible(actor, APPLICATION).filter(stage__in=policy.TO_CHECK, call__in=led_here)
    return [
        of_row(ledgers.ledger(APPLICATION), row) for row in rows.order_by("stage_submitted", "id").values()
    ]


def firm_partners(found: Record) -> list[str]:
    """The credit codes of an application's applicant and partners: whom experts may not belong to."""
    codes = [found.row["host_code"], *(one.row["organization_code"] for one in lines(found, PARTNER))]
    return [code for code in codes if code]


def application_spec() -> Ledger:
    """The ledger of applications."""
    return ledgers.ledger(APPLICATION)
