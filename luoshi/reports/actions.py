"""Everything that changes bulletins: drafted from a closed month, worded, signed off, opened, corrected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from luoshi.journal.actions import action, append
from luoshi.kernel import canonical
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.kernel.periods import Period
from luoshi.reports import context, queries
from luoshi.reports.models import Bulletin, Correction
from luoshi.reports.policy import DRAFTS, LEADER_ALONE, OPENS, chain, not_twice, step_of
from luoshi.reports.words import flat
from luoshi.units import queries as units


@action
def draft(actor: Actor, unit: str, period: Period, kind: str) -> Bulletin:
    """Write the bulletin of a closed month from its published figures; a draft is written anew, and what
    was signed of it has to be signed again."""
    _may(actor, unit, DRAFTS, "起草")
    pack, _, key = kind.partition(".")
    content = context.build(actor, period, pack=pack, bulletin=key, unit=unit)
    kept = Bulletin.objects.filter(unit=unit, period=str(period), kind=kind).first()
    if kept is not None:
        _refuse_signed(kept)
    made, _created = Bulletin.objects.update_or_create(
        unit=unit, period=str(period), kind=kind,
        defaults={
            "content": content, "title": content["title"][:200], "drafted_by": actor.person,
            "drafted_at": actor.now(),
            "chain": chain(context.declared(pack, key)),
        },
    )  # fmt: skip
    append(actor, f"bulletin:{made.id}", "draft", {"unit": unit, "period": str(period), "kind": kind})
    return made


@action
def word(actor: Actor, number: int, texts: Mapping[int, str]) -> Bulletin:
    """Word the sections that are written by people: paragraphs by section, a line each.

    Sentences with figures and tables come from the closed month and are not open to wording.
    """
    found = queries.bulletin(actor, number)
    _may(actor, found.unit, DRAFTS, "修改")
    _refuse_signed(found)
    sections = [dict(one) for one in found.content["sections"]]
    for place, text in texts.items():
        if not (0 <= place < len(sections) and sections[place].get("worded")):
            raise InputError("这一部分来自公布的数据，不能改写", hint="数据有误请更正台账，会计入下一期")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        fixed = sections[place].get("fixed", 0)
        if not lines and not fixed:
            raise InputError("没有写内容", hint="至少写一段")
        sections[place]["paragraphs"] = [*sections[place]["paragraphs"][:fixed], *lines]
    found.content = context.counted({**found.content, "sections": sections})
    found.save(update_fields=["content"])
    said = {str(place): text for place, text in texts.items()}
    append(actor, f"bulletin:{found.id}", "word", {"texts": said})
    return found


@action
def sign_off(actor: Actor, number: int) -> Bulletin:
    """Sign the step that waits. With the last the bulletin is issued: from now on it stays as it is, for
    every unit below to read, and for everybody where the pack says so."""
    found = queries.bulletin(actor, number)
    step = step_of(found.chain, found.signatures, found.state)
    if step is None:
        raise InputError("通报已经签发，不再改变", hint="有错误请发更正通知")
    _may(actor, found.unit, (step["role"],), step["label"])
    not_twice(actor, found.drafted_by, found.signatures, step["label"])
    digest = canonical.sha256(found.content)
    signed: dict[str, Any] = {
        "step": step["key"], "label": step["label"], "person": actor.person, "name": actor.name,
        "at": actor.now().isoformat(), "digest": digest,
    }  # fmt: skip
    found.signatures, found.returned, found.state = [*found.signatures, signed], None, "signing"
    if len(found.signatures) == len(found.chain or LEADER_ALONE):
        _issue(actor, found, digest)
    found.save()
    append(actor, f"bulletin:{found.id}", "sign_off", {"step": step["key"], "digest": digest})
    return found


def _issue(actor: Actor, found: Bulletin, digest: str) -> None:
    found.state, found.digest = "issued", digest
    found.signed_by, found.signed_name, found.signed_at = actor.person, actor.name, actor.now()
    found.words = flat(found.content)
    pack, _, key = found.kind.partition(".")
    if context.declared(pack, key).public:
        found.public_at = actor.now()


@action
def send_back(actor: Actor, number: int, *, why: str) -> Bulletin:
    """Send a bulletin back to be drafted anew, with a reason; whoever has signed has to sign again."""
    found = queries.bulletin(actor, number)
    step = step_of(found.chain, found.signatures, found.state)
    if step is None:
        raise InputError("通报已经签发，不能退回", hint="有错误请发更正通知")
    _may(actor, found.unit, (step["role"],), "退回")
    said = _reason(why)
    found.returned = {
        "step": step["key"], "label": step["label"], "person": actor.person, "name": actor.name,
        "at": actor.now().isoformat(), "why": said,
    }  # fmt: skip
    found.state, found.signatures = "draft", []
    found.save(update_fields=["state", "signatures", "returned"])
    append(actor, f"bulletin:{found.id}", "send_back", {"step": step["key"]}, why=said)
    return found


@action
def open_to_all(actor: Actor, number: int) -> Bulletin:
    """Let everybody read an issued bulletin, without log-in."""
    found = _issued(actor, number)
    _may(actor, found.unit, OPENS, "公开")
    if found.public_at is not None:
        raise InputError("通报已经公开", hint="不用再次公开")
    found.public_at = actor.now()
    found.save(update_fields=["public_at"])
    append(actor, f"bulletin:{found.id}", "open_to_all", {})
    return found


@action
def keep_inside(actor: Actor, number: int, *, why: str) -> Bulletin:
    """Take a bulletin off the public pages, with a reason; the house still reads it."""
    found = _issued(actor, number)
    _may(actor, found.unit, OPENS, "撤下")
    said = _reason(why)
    if found.public_at is None:
        raise InputError("通报没有公开", hint="不用撤下")
    found.public_at = None
    found.save(update_fields=["public_at"])
    append(actor, f"bulletin:{found.id}", "keep_inside", {}, why=said)
    return found


@action
def correct(actor: Actor, number: int, text: str, *, why: str) -> Correction:
    """Draft a correction of an issued bulletin: what it says wrongly and what is right. The bulletin itself
    stays as it was issued; the notice stands on its page once somebody else has issued it."""
    found = _issued(actor, number)
    _may(actor, found.unit, DRAFTS, "更正")
    if not text.strip():
        raise InputError("没有写更正的内容", hint="写明哪一处、原来是什么、应是什么")
    made = Correction.objects.create(
        bulletin=found, text=text.strip(), why=_reason(why), drafted_by=actor.person, drafted_at=actor.now()
    )
    said = {"correction": made.id, "text": made.text}
    append(actor, f"bulletin:{found.id}", "correct", said, why=made.why)
    return made


@action
def issue_correction(actor: Actor, number: int, correction: int) -> Correction:
    """Issue a drafted correction: it takes the bulletin's next number. Who issues bulletins issues these;
    never the one who drafted it."""
    found = _issued(actor, number)
    last = (found.chain or LEADER_ALONE)[-1]
    _may(actor, found.unit, (last["role"],), last["label"])
    made = Correction.objects.select_for_update().filter(bulletin=found, id=correction).first()
    if made is None:
        raise Missing("没有这份更正通知", hint="它可能属于另一份通报")
    if made.number is not None:
        raise InputError("更正通知已经签发，不再改变", hint="仍有错误请再发一份")
    if made.drafted_by == actor.person and not actor.is_system:
        raise Refused("自己起草的更正不能自己签发", hint="由另一位有此角色的人办理")
    made.number = (found.corrections.aggregate(last=Max("number"))["last"] or 0) + 1
    made.issued_by, made.issued_name, made.issued_at = actor.person, actor.name, actor.now()
    made.digest = canonical.sha256([found.digest, made.number, made.text])
    made.save()
    said = {"correction": made.id, "number": made.number, "digest": made.digest}
    append(actor, f"bulletin:{found.id}", "issue_correction", said)
    return made


def _issued(actor: Actor, number: int) -> Bulletin:
    found = queries.bulletin(actor, number)
    if found.state != "issued":
        raise InputError("通报还没有签发", hint="签发后才能公开或更正；草稿可以直接修改")
    return found


def _reason(why: str) -> str:
    if not why.strip():
        raise InputError("没有写原因", hint="写明原因")
    return why.strip()


def _may(actor: Actor, unit: str, roles: tuple[str, ...], what: str) -> None:
    units.unit(unit)
    if unit not in units.reach(actor, *roles):
        raise Refused(f"您不能{what}该单位的通报", hint="需要本单位或上级单位的相应角色")


def _refuse_signed(found: Bulletin) -> None:
    """What somebody has signed is not changed under their name."""
    if found.state == "issued":
        raise InputError("通报已经签发，不再改变", hint="有错误请发更正通知")
    if found.signatures:
        raise InputError("通报已有人签过，不能再改", hint="请下一位签批人退回后再改")
