"""Everything that changes what units owe, the texts it comes from, and the letters signed for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from luoshi import reading
from luoshi.commitments import letters, matching, queries
from luoshi.commitments.matching import Owed
from luoshi.commitments.models import Commitment, Document, Letter, Proposal
from luoshi.commitments.policy import SIGNERS
from luoshi.commitments.targets import More, Span, may_set, put, reason
from luoshi.journal.actions import action, append
from luoshi.kernel import canonical
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Refused
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.records import Record
from luoshi.units import queries as units

TASKS = "supervision.task"
"""Where work with no number is kept."""


@action
def set_target(
    actor: Actor,
    unit: str,
    indicator: str,
    year: int,
    owed: Owed,
    *,
    deadline: date | None = None,
    comparator: str = "ge",
    source: Span | None = None,
    why: str = "",
) -> Commitment:
    """Set what a unit owes for a year; a target that is there is replaced, with a reason."""
    return put(actor, unit, queries.indicator(indicator), year, owed, More(deadline, comparator, source, why))


@action
def split(actor: Actor, number: int, parts: Mapping[str, Owed], *, why: str = "") -> queries.Split:
    """Hand a commitment down to units below. What is missing or too much is told, never mended silently."""
    whole = queries.commitment(actor, number)
    indicator = queries.indicator(whole.indicator)
    below = units.subtree([whole.unit]) - {whole.unit}
    for unit, owed in parts.items():
        if unit not in below:
            raise InputError(
                f"{units.unit(unit).name} 不在 {units.unit(whole.unit).name} 之下", hint="只能分解给下级单位"
            )
        put(
            actor,
            unit,
            indicator,
            whole.year,
            owed,
            More(whole.deadline, whole.comparator, None, why, whole),
        )
    append(actor, f"commitment:{whole.id}", "split", {"units": sorted(parts)}, why=why)
    return queries.split(actor, number)


@action
def withdraw_target(actor: Actor, number: int, *, why: str) -> Commitment:
    """Take a target back: the unit then has none (“—”), which is not zero."""
    found = queries.commitment(actor, number)
    may_set(actor, found.unit)
    reason(why)
    Commitment.objects.filter(id=found.id).update(state="withdrawn")
    found.refresh_from_db()
    append(actor, f"commitment:{found.id}", "withdraw", {}, why=why)
    return found


@action
def add_document(
    actor: Actor, unit: str, title: str, text: str, *, kind: str = "speech", issued_on: date | None = None
) -> Document:
    """Keep a unit's text; the same words twice are one document."""
    units.unit(unit)
    may_set(actor, unit)
    if not title.strip() or not text.strip():
        raise InputError("标题和正文都要有", hint="填写标题，并上传有文字的文件")
    sha256 = canonical.sha256(text.encode())
    if Document.objects.filter(unit=unit, sha256=sha256).exists():
        raise InputError("这份文件已经有了", hint="请打开已有的文件")
    made = Document.objects.create(
        unit=unit, title=title.strip(), text=text, sha256=sha256, kind=kind, issued_on=issued_on,
        added_by=actor.person,
    )  # fmt: skip
    append(actor, f"document:{made.id}", "add", {"unit": unit, "title": made.title, "sha256": sha256})
    return made


@action
def propose(actor: Actor, number: int, found: Iterable[Mapping[str, Any]]) -> list[Proposal]:
    """Keep what a reader found in a text, to be decided. Reading again adds only what is new."""
    document = queries.document(actor, number)
    may_set(actor, document.unit)
    made = [_proposal(document, one) for one in found]
    known = set(document.proposals.values_list("kind", "start", "end"))
    fresh = [one for one in made if (one.kind, one.start, one.end) not in known]
    Proposal.objects.bulk_create(fresh)
    append(actor, f"document:{number}", "propose", {"found": len(made), "new": len(fresh)})
    return list(document.proposals.all())


@action
def add_proposal(actor: Actor, number: int, kind: str, words: str) -> Proposal:
    """Add what a reader missed: a target or a task, by its words, which stand once in the text."""
    document = queries.document(actor, number)
    may_set(actor, document.unit)
    said, count = words.strip(), document.text.count(words.strip())
    if not said or count != 1:
        wrong = f"正文里有 {count} 处这样的话" if said and count else "正文里没有这样的话"
        raise InputError(wrong, hint="从正文里复制一句完整的话")
    meant = reading.understood(said, kind) if kind in ("target", "task") else None
    if meant is None:
        raise InputError("这句话里没有读出要达到的数", hint="连同数和单位一起复制，或选“任务”")
    start = document.text.index(said)
    if document.proposals.filter(kind=kind, start=start, end=start + len(said)).exists():
        raise InputError("这一条已经有了", hint="在识别结果里查看")
    made = _proposal(document, {**meant.to_json(), "start": start, "end": start + len(said)})
    made.save()
    append(actor, f"document:{number}", "add_proposal", {"kind": kind, "start": start, "end": made.end})
    return made


def _proposal(document: Document, said: Mapping[str, Any]) -> Proposal:
    body = dict(said)
    kind, start, end, text = (body.pop(name, None) for name in ("kind", "start", "end", "text"))
    if kind not in ("figure", "target", "task", "cadence"):
        raise InputError(f"不认识的建议类别：{kind}", hint="应为 figure、target、task 或 cadence")
    if not isinstance(start, int) or not isinstance(end, int) or document.text[start:end] != text:
        raise InputError(f"“{text}”不在正文的 {start}—{end} 处", hint="起止位置按正文的字符计")
    return Proposal(
        document=document, kind=kind, start=start, end=end, confidence=body.pop("confidence", None),
        rule=body.pop("rule", None) or "", body=body,
    )  # fmt: skip


@dataclass(frozen=True)
class Decision:
    """How a person reads a target: what is not given is taken from the text."""

    year: int
    indicator: str = ""
    units: Sequence[str] = ()
    owed: Owed | None = None
    deadline: date | None = None


@action
def confirm(actor: Actor, number: int, decision: Decision, *, why: str = "") -> list[Commitment]:
    """Make a proposed target what its owners owe; the words in the text stay its source."""
    proposal = _open(actor, number, "target")
    body, catalogue = proposal.body, queries.catalogue()
    metric = str(body.get("metric") or "")
    name = decision.indicator or matching.the_indicator(metric, catalogue.indicators.values())
    indicator = catalogue.indicator(name)
    striven = queries.stretch_of(proposal)
    owed = decision.owed or matching.owed(body, indicator)
    if striven is not None and decision.owed is None:
        owed = replace(owed, stretch=matching.owed(striven.body, indicator).base)
    source = Span(proposal.document.sha256, proposal.start, proposal.end)
    more = More(decision.deadline, body.get("comparator") or "ge", source, why)
    owners = decision.units or queries.owners(proposal)
    made = [put(actor, unit, indicator, decision.year, owed, more) for unit in owners]
    changed = decision.owed is not None or bool(decision.units)
    subjects = [f"commitment:{one.id}" for one in made]
    _decide(actor, proposal, "changed" if changed else "confirmed", why, subjects)
    if striven is not None:
        _decide(actor, striven, "confirmed", why, subjects)
    return made


@action
def confirm_task(actor: Actor, number: int, unit: str, *, due: date | None = None, why: str = "") -> Record:
    """Put work that has no number into the ledger of tasks, led by a unit."""
    proposal = _open(actor, number, "task")
    may_set(actor, proposal.document.unit)
    values = {
        "filed_on": actor.today(), "source": proposal.document.title, "content": proposal.text,
        "lead": unit, "support": "、".join(proposal.body.get("support") or ()), "due_on": due,
    }  # fmt: skip
    record = ledgers.create(actor, TASKS, unit, {key: one for key, one in values.items() if one}, why=why)
    _decide(actor, proposal, "confirmed", why, [record.ref.subject])
    return record


@action
def refuse(actor: Actor, number: int, *, why: str) -> Proposal:
    """Say that a proposal is none, and why."""
    reason(why)
    proposal = _open(actor, number)
    may_set(actor, proposal.document.unit)
    return _decide(actor, proposal, "refused", why, [])


def _open(actor: Actor, number: int, kind: str = "") -> Proposal:
    proposal = queries.proposal(actor, number)
    if proposal.state != "open":
        raise InputError("这条建议已经处理过", hint="请刷新页面")
    if kind and proposal.kind != kind:
        raise InputError("这条建议的类别不对", hint="目标转为责任目标，任务转入任务台账")
    return proposal


def _decide(actor: Actor, proposal: Proposal, state: str, why: str, made: list[str]) -> Proposal:
    proposal.state, proposal.why, proposal.made, proposal.decided_by = state, why, made, actor.person
    proposal.save(update_fields=["state", "why", "made", "decided_by"])
    append(actor, f"proposal:{proposal.id}", state, {"made": made}, why=why)
    return proposal


@action
def issue_letter(
    actor: Actor, from_unit: str, to_unit: str, year: int, *,
    obligations: Sequence[str] = letters.OBLIGATIONS, why: str = "",
) -> Letter:  # fmt: skip
    """Freeze what a unit owes as a letter to be signed. A later version needs a reason; a signed one
    stays in force until the later is signed."""
    giver, taker = units.unit(from_unit), units.unit(to_unit)
    if from_unit not in units.above(to_unit) or from_unit == to_unit:
        raise InputError(f"{giver.name} 不是 {taker.name} 的上级", hint="责任书由上级与下级签订")
    may_set(actor, from_unit)
    lines = queries.lines(to_unit, year)
    if not lines:
        raise InputError(f"{taker.name} {year}年没有目标", hint="先下达目标再签发责任书")
    old = Letter.objects.filter(year=year, from_unit=from_unit, to_unit=to_unit).first()
    if old is not None:
        reason(why)
        Letter.objects.filter(id=old.id, state="issued").update(state="replaced")
    text = letters.Text(
        year, old.version + 1 if old else 1, giver.name, taker.name, lines, tuple(obligations)
    )
    made = Letter.objects.create(
        year=year, from_unit=from_unit, to_unit=to_unit, version=text.version, content=text.to_json(),
        digest=text.digest, replaces=old,
    )  # fmt: skip
    said = {"digest": made.digest, "version": made.version, "replaces": old.id if old else None}
    append(actor, f"letter:{made.id}", "issue", said, why=why)
    return made


@action
def issue_letters(
    actor: Actor, from_unit: str, to_units: Iterable[str], year: int, *,
    obligations: Sequence[str] = letters.OBLIGATIONS, why: str = "",
) -> list[Letter]:  # fmt: skip
    """Issue letters to several units, all or none."""
    made = [issue_letter(actor, from_unit, unit, year, obligations=obligations, why=why) for unit in to_units]
    if not made:
        raise InputError("没有选乙方", hint="选择要签订责任书的单位")
    return made


@action
def sign(actor: Actor, number: int, side: str) -> Letter:
    """Sign for 甲方 (`from`) or 乙方 (`to`); signed by both, the letter replaces the earlier versions."""
    letter = queries.letter(actor, number)
    if side not in ("from", "to"):
        raise InputError(f"没有“{side}”这一方", hint="甲方为 from，乙方为 to")
    if (letter.from_unit if side == "from" else letter.to_unit) not in actor.units(*SIGNERS):
        raise Refused("您不能代表这一方签字", hint="由该单位的领导或督查员签字")
    if letter.state != "issued" or any(one["side"] == side for one in letter.signatures):
        raise InputError("这份责任书这一方不能再签字", hint="它已经签过，或已被新版代替")
    signature = {
        "person": actor.person, "name": actor.name, "side": side, "at": actor.now().isoformat(),
        "digest": letter.digest,
    }  # fmt: skip
    letter.signatures = [*letter.signatures, signature]
    if len(letter.signatures) == 2:
        letter.state = "signed"
        earlier = Letter.objects.filter(year=letter.year, from_unit=letter.from_unit, to_unit=letter.to_unit)
        earlier.filter(version__lt=letter.version).update(state="replaced")
    letter.save(update_fields=["signatures", "state"])
    append(actor, f"letter:{letter.id}", "sign", {"side": side, "digest": letter.digest})
    return letter
