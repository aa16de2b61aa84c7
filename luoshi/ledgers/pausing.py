"""Clocks stopped for a reason, and let run again; whoever applied is told of both in writing where the pack
says so."""

from __future__ import annotations

from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Refused, want_reason
from luoshi.ledgers import actions, queries, standing
from luoshi.ledgers.handling import holds, refuse_kept
from luoshi.ledgers.records import Record, Ref
from luoshi.ledgers.stages import clocks
from luoshi.ledgers.standing import Course
from luoshi.packs.expressions import suggestion
from luoshi.packs.spec import PauseKind


@action
def pause(actor: Actor, ref: Ref, *, why: str, kind: str = "") -> Record | None:
    """Stop a record's clocks from today, with a reason: of a kind that its ledger names, where it names any.
    The notice that was written, if one is."""
    record = queries.record(actor, ref, "report")
    refuse_kept(actor, record.spec, record.row)
    want_reason(why)
    if course(actor, record).open:
        raise InputError("已经暂停计时", hint="先恢复计时，再为别的原因暂停")
    said = _kind(record, kind)
    _refuse_others(actor, record, said)
    append(actor, ref.subject, "pause", {"kind": kind} if kind else {}, holds_from=actor.today(), why=why)
    if said is None or said.told is None:
        return None
    text = (
        f"因{said.label.zh}，“{record.public_title}”自{actor.today():%Y年%m月%d日}起暂停计算办理时限，"
        f"至恢复之日止的工作日不计入时限。原因：{why.strip()}。{_left(actor, record)}"
    )
    return _tell(actor, record, said.told, f"暂停计时（{said.label.zh}）", text)


@action
def resume(actor: Actor, ref: Ref) -> Record | None:
    """Let a record's clocks run again; today counts. The notice that was written, if one is."""
    record = queries.record(actor, ref, "report")
    refuse_kept(actor, record.spec, record.row)
    stood = course(actor, record)
    if not stood.open:
        raise InputError("没有暂停计时", hint="暂停以后才能恢复")
    said = record.spec.pauses.get(stood.pauses[-1].kind)
    _refuse_others(actor, record, said)
    append(actor, ref.subject, "resume", {}, holds_from=actor.today())
    if said is None or said.told is None:
        return None
    begun = stood.pauses[-1].start
    text = (
        f"“{record.public_title}”自{begun:%Y年%m月%d日}起因{said.label.zh}暂停计算办理时限，"
        f"自{actor.today():%Y年%m月%d日}起恢复计算，当天计入。{_left(actor, record)}"
    )
    return _tell(actor, record, said.told, f"恢复计时（{said.label.zh}）", text)


def course(actor: Actor, record: Record) -> Course:
    """What became of a record's clocks until today; whoever asks holds the record."""
    return standing.course(record.ref.ledger, record.ref.id, actor.today())


def may(actor: Actor, record: Record, said: PauseKind | None) -> bool:
    """Whether the actor stops and starts the clocks for a reason."""
    return said is None or not said.by or holds(actor, said.by, record.unit)


def _refuse_others(actor: Actor, record: Record, said: PauseKind | None) -> None:
    if said is not None and not may(actor, record, said):
        refused = f"因“{said.label}”的暂停由办理流程记"
        raise Refused(refused, hint="在办理它的页面上办")


def _kind(record: Record, kind: str) -> PauseKind | None:
    known = record.spec.pauses
    if kind in known or not (kind or known):
        return known.get(kind)
    labels = "、".join(str(one.label) for one in known.values())
    if not kind:
        raise InputError("没有选暂停的种类", hint=labels)
    raise InputError(f"没有“{kind}”这种暂停", hint=suggestion(kind, known))


def _left(actor: Actor, record: Record) -> str:
    """How the limits that run stand, as a notice says it."""
    running = [one for one in clocks(record, actor.today()) if one.state not in ("done", "done_late")]
    said = [f"“{one.label}”时限至{one.due:%Y年%m月%d日}，还有{one.left}个工作日" for one in running]
    return f"{'；'.join(said)}。" if said else ""


def _tell(actor: Actor, record: Record, child: str, kind: str, text: str) -> Record:
    """The System writes it: who stops a clock need not be who writes notices."""
    spec = queries.ledger(f"{record.spec.pack}.{child}")
    values = {str(spec.parent): record.ref.id, "kind": kind, "text": text, "told_on": actor.today()}
    return actions.create(Actor.system(actor.clock), spec.name, record.unit, values)
